"""Turns the rows of a sheet, with the cells added to them, into rows of an answer."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..match.additions import Additions
from ..match.grid import Grid, Row
from ..output.cells import printable
from ..output.fields import Field, fields_of
from ..output.formats import FORMATS
from ..registry.models import record
from ..registry.registry import Registry


def sheet_fields(table: Grid, additions: Additions, format: str) -> list[Field]:
    """Return the fields for a sheet's columns, with their headings unchanged, and for the added columns."""
    keys = [*table.keys(len(table.header)), *additions.headings(worded=FORMATS[format].workbook)]
    places = fields_of(["latitude", "longitude"]) if format == "geojson" else []
    return [*(Field(key, printable(_on_one_line(key))) for key in keys), *places]


def mappings(
    table: Grid, rows: Iterable[Row], additions: Additions, format: str, registry: Registry
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a sheet, without blank lines, as mappings by the keys of `sheet_fields`.

    If a row has more cells than the header, a format of records has a key for each of them; in any other
    format they are joined to the last cell of the header's width.
    """
    width = len(table.header)
    keys = table.keys(width)
    kind = FORMATS[format]
    added = additions.headings(worded=kind.workbook)
    places = {place.insee: record(place.location) for place in registry.places} if format == "geojson" else {}
    for row in rows:
        if not row.verdict.status:
            continue
        if kind.records:
            if len(row.record.cells) > len(keys):
                keys = table.keys(len(row.record.cells))
            own = table.as_mapping(row.record.cells, keys)
            facts = {f"pvd_{key}": value for key, value in row.verdict.typed().items()}
            mapping = {**own, **facts, **additions.values(row.verdict)}
            yield {**mapping, "location": places.get(row.verdict.insee)} if places else mapping
        elif kind.workbook:
            cells = [*row.record.values[: len(row.record.cells)], *row.record.cells[len(row.record.values) :]]
            yield dict(zip(keys, _exactly_as_wide(cells, width), strict=True)) | dict(
                zip(added, additions.all_values(row.verdict), strict=True)
            )
        else:
            cells = [
                *_exactly_as_wide(row.record.cells, width),
                *row.verdict.cells,
                *additions.cells(row.verdict),
            ]
            if format == "markdown":
                cells = list(map(_on_one_line, cells))
            yield dict(zip((*keys, *added), cells, strict=True))


def _exactly_as_wide(cells: list[Any], width: int) -> list[Any]:
    """Return `width` cells: fewer are filled up with blank ones, more are joined in the last one."""
    if len(cells) <= width:
        return [*cells, *[""] * (width - len(cells))]
    return [*cells[: width - 1], " ".join(map(str, cells[width - 1 :]))]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
