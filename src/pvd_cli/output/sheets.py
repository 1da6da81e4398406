"""The rows of a sheet with their verdicts, in each format, as they come."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice
from typing import Any, NamedTuple

from ..match.additions import Additions
from ..match.grid import COLUMNS, Grid
from ..match.rows import Row
from ..match.sheet import Sheet
from ..registry.models import record
from ..registry.registry import Registry
from .cells import printable
from .formats import feature, to_json

BATCH = 1_000  # rows that are written at a time


class Matched(NamedTuple):
    """A sheet, its rows with their verdicts, what is added to them. chosen: whether rows are left out."""

    sheet: Grid
    rows: Iterator[Row]
    additions: Additions
    registry: Registry
    chosen: bool = False

    @property
    def added(self) -> tuple[str, ...]:
        """The headings of the columns that are added."""
        return COLUMNS + self.additions.columns

    @property
    def header(self) -> list[str]:
        """The keys of the sheet's own columns, and of those that are added."""
        return [*self.sheet.keys(len(self.sheet.header)), *self.added]

    @property
    def filled(self) -> Iterator[Row]:
        """The rows that are no blank lines."""
        return (row for row in self.rows if row.verdict.status)

    def values(self, row: Row) -> list[Any]:
        """Return what is added to a row as a workbook takes it: numbers and dates as such, codes as text."""
        values = [*row.verdict.typed().values(), *self.additions.values(row.verdict).values()]
        return ["|".join(value) if isinstance(value, (list, tuple)) else value for value in values]

    def own(self, row: Row) -> list[str]:
        """Return a row's own cells, as many as there are headings at least."""
        cells = row.record.cells
        return [*cells, *[""] * (len(self.sheet.header) - len(cells))]

    def own_values(self, row: Row) -> list[Any]:
        """Return a row's own cells as a workbook takes them: those of a workbook as they stand there."""
        cells = self.own(row)
        return [*row.record.values[: len(cells)], *cells[len(row.record.values) :]]

    def cells(self, row: Row) -> list[str]:
        """Return a row's own cells, and what is added to them, as text."""
        return [*self.own(row), *row.verdict, *self.additions.cells(row.verdict)]


def as_csv(matched: Matched) -> Iterator[bytes]:
    """Yield rows of a CSV file as they stood in it, columns added; those of a workbook as CSV in UTF-8."""
    sheet = matched.sheet
    if isinstance(sheet, Sheet):
        yield sheet.encoded(sheet.head(matched.added))
        while batch := list(islice(matched.rows, BATCH)):
            yield sheet.encoded("".join([sheet.written(row.record, row.tail) for row in batch]))
    else:
        yield from map(_line, chain([matched.header], map(matched.cells, matched.filled)))


def _line(cells: Sequence[str]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode(errors="replace")


def as_tsv(matched: Matched) -> Iterator[bytes]:
    """Yield rows between tabs under a header, white space within a cell being one space."""
    for cells in chain([matched.header], map(matched.cells, matched.filled)):
        line = "\t".join(" ".join(cell.split()) for cell in cells)
        yield line.encode(errors="replace") + b"\n"


def as_markdown(matched: Matched) -> Iterator[bytes]:
    """Yield rows as a table in Markdown.

    Such a table has no cells beyond its header: what a row has there stands in the last of its own columns.
    """
    width = len(matched.sheet.header)
    yield _markdown(matched.header)
    yield _markdown(["---"] * len(matched.header))
    for row in matched.filled:
        cells, end = matched.cells(row), max(width, len(row.record.cells))
        yield _markdown([*cells[: width - 1], " ".join(cells[width - 1 : end]), *cells[end:]])


def _markdown(cells: Sequence[str]) -> bytes:
    shown = [printable(" ".join(cell.split())).replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(shown)} |\n".encode(errors="replace")


def as_json(matched: Matched) -> Iterator[bytes]:
    """Yield rows as a list of objects, one a line."""
    return _listed(_mappings(matched), "[", "]")


def as_yaml(matched: Matched) -> Iterator[bytes]:
    """Yield rows as a list of mappings."""
    from ..registry.yaml_io import write_yaml

    empty = True
    for mapping in _mappings(matched):
        empty = False
        yield write_yaml([mapping]).encode(errors="replace")
    if empty:
        yield b"[]\n"


def as_geojson(matched: Matched) -> Iterator[bytes]:
    """Yield rows as points at the places of their communes."""
    places = {place.insee: record(place.location) for place in matched.registry.places}
    features = (feature(row, places.get(row["pvd_insee"])) for row in _mappings(matched))
    return _listed(features, '{"type": "FeatureCollection", "features": [', "]}")


def as_xlsx(matched: Matched) -> Iterator[bytes]:
    """Yield a workbook: that which was read, columns added; or a new one, of a CSV file or of chosen rows."""
    from ..match.workbook import WorkbookSheet, new_workbook

    sheet = matched.sheet
    if isinstance(sheet, WorkbookSheet) and not matched.chosen:
        rows = ((row.record, matched.values(row)) for row in matched.filled)
        yield from sheet.with_columns(matched.added, rows)
    else:
        cells = ([*matched.own_values(row), *matched.values(row)] for row in matched.filled)
        yield from new_workbook(matched.header, cells)


def _mappings(matched: Matched) -> Iterator[dict[str, Any]]:
    keys = matched.sheet.keys(len(matched.sheet.header))
    for row in matched.filled:
        cells = row.record.cells
        if len(cells) > len(keys):
            keys = matched.sheet.keys(len(cells))
        verdict = {f"pvd_{key}": value for key, value in row.verdict.typed().items()}
        yield matched.sheet.as_mapping(cells, keys) | verdict | matched.additions.values(row.verdict)


def _listed(objects: Iterable[Any], start: str, end: str) -> Iterator[bytes]:
    """Yield JSON objects, one a line, as they come."""
    yield start.encode()
    between = "\n"
    for each in objects:
        yield (between + to_json(each, indent=None).rstrip()).encode()
        between = ",\n"
    yield f"\n{end}\n".encode()


ROWS_AS = {
    "table": as_csv,
    "csv": as_csv,
    "tsv": as_tsv,
    "markdown": as_markdown,
    "json": as_json,
    "yaml": as_yaml,
    "geojson": as_geojson,
    "xlsx": as_xlsx,
}
