"""The formats of answers: one table of their names, the endings of their files, and what writes them.

What programs read does not change with the language: keys, dates (ISO) and numbers.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import BadInput
from ..language import _
from .cells import escaped, flat
from .views import Reply, Row, View

CODES = {"insee", "department", "departments", "siren", "epci_siren", "postal_codes"}
SPREADSHEETS = (".xls", ".ods", ".pdf", ".docx")  # what people ask for and pvd does not write


def view(reply: Reply) -> View:
    """Return what a person reads of an answer."""
    return reply.view() if reply.view else reply.table()


def _markdown(reply: Reply) -> str:
    shape: Any = view(reply)
    return str(shape.markdown() if hasattr(shape, "markdown") else shape.plain())


def _data(reply: Reply) -> Any:
    return reply.data() if reply.data else reply.table().rows


def to_json(data: Any, indent: int | None = 2) -> str:
    """Return `data` as JSON text, on one line where `indent` is None."""
    import json

    return escaped(json.dumps(data, ensure_ascii=False, indent=indent, default=str)) + "\n"


def _yaml(reply: Reply) -> str:
    from ..registry.yaml_io import write_yaml

    return write_yaml(_data(reply))


def to_csv(
    rows: Iterable[Mapping[str, str]], header: Sequence[str], *, delimiter: str = ",", end: str = "\n"
) -> str:
    """Return rows of cells as CSV text under a header."""
    import csv

    text = StringIO(newline="")
    writer = csv.DictWriter(text, header, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _csv(reply: Reply) -> str:
    table = reply.table()
    return to_csv(map(flat, table.rows), table.header)


def _excel(reply: Reply) -> str:
    """Return CSV that a French Excel opens as it is: semicolons, UTF-8 with BOM, CRLF.

    Codes stand as formulas (`="04209"`), without which Excel drops a leading zero; numbers have a
    decimal comma.
    """
    table = reply.table()
    rows = ({key: _excel_cell(key, cell) for key, cell in flat(row).items()} for row in table.rows)
    return "\ufeff" + to_csv(rows, table.header, delimiter=";", end="\r\n")


def _excel_cell(key: str, cell: str) -> str:
    if key in CODES and cell:
        return f'="{cell}"'
    return cell.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def _tsv(reply: Reply) -> str:
    """Return rows as tab-separated text with a header; white space within a cell becomes one space."""
    table = reply.table()
    lines = [table.header]
    for row in map(flat, table.rows):
        lines.append([" ".join(row.get(key, "").split()) for key in table.header])
    return "".join("\t".join(line) + "\n" for line in lines)


def _geojson(reply: Reply) -> str:
    """Return rows that have a `location` as a FeatureCollection of points (RFC 7946)."""
    table = reply.table()
    if table.rows and "location" not in table.rows[0]:
        raise BadInput(_("this answer has no places, so it cannot be GeoJSON"), _("try -f json"))
    features = [feature(row, row["location"]) for row in table.rows]
    return to_json({"type": "FeatureCollection", "features": features})


def feature(row: Row, place: Mapping[str, float] | None) -> dict[str, Any]:
    """Return a GeoJSON feature: a point, longitude first; without geometry if the place is not known."""
    point = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if place else None
    properties = {key: value for key, value in row.items() if key != "location"}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _xlsx(_reply: Reply) -> str:
    message = _("pvd does not write {suffix} files").format(suffix=".xlsx")
    raise BadInput(message, _("a spreadsheet opens what -f excel writes, in a file that ends in .csv"))


class Format(NamedTuple):
    """A format: what writes an answer in it, and the endings of files that ask for it."""

    write: Callable[[Reply], str | bytes]
    endings: tuple[str, ...] = ()


FORMATS = {
    "table": Format(lambda reply: view(reply).plain(), ("", ".txt")),
    "json": Format(lambda reply: to_json(_data(reply)), (".json",)),
    "csv": Format(_csv, (".csv",)),
    "tsv": Format(_tsv, (".tsv",)),
    "markdown": Format(_markdown, (".md",)),
    "geojson": Format(_geojson, (".geojson",)),
    "yaml": Format(_yaml, (".yaml", ".yml")),
    "excel": Format(_excel),
    "xlsx": Format(_xlsx, (".xlsx",)),
}
ENDINGS = {ending: name for name, format in FORMATS.items() for ending in format.endings}


def choose(format: str | None, output: Path | None) -> str:
    """Return the name of the format to write: `format`, or what the ending of the file asks for.

    Raises BadInput where the ending tells none.
    """
    ending = output.suffix.lower() if output else ""
    if ending in SPREADSHEETS:
        message = _("pvd does not write {suffix} files").format(suffix=ending)
        raise BadInput(message, _("a spreadsheet opens what -f excel writes, in a file that ends in .csv"))
    if not format and ending not in ENDINGS:
        message = _("the ending {suffix} does not tell which format to write").format(suffix=ending)
        known = ", ".join(ending for ending in ENDINGS if ending not in ("", ".txt"))
        raise BadInput(message, _("say it with -f, or take one of {endings}").format(endings=known))
    return format or ENDINGS[ending]
