"""The formats of answers: one table of their names, the endings of their files, and what writes them.

What programs read does not change with the language: keys, dates (ISO) and numbers.
"""

from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import BadInput
from ..language import _
from .cells import escaped, flat
from .views import Reply, Row, View

OFFICE = (".xls", ".ods", ".pdf", ".docx")  # what people ask for and pvd does not write


def view(reply: Reply) -> View:
    """Return what a person reads of an answer."""
    return reply.view() if reply.view else reply.table()


def _data(reply: Reply) -> Any:
    return reply.data() if reply.data else reply.table().rows


def to_json(data: Any, indent: int | None = 2) -> str:
    """Return `data` as JSON text, on one line where `indent` is None."""
    import json

    text = json.dumps(data, ensure_ascii=False, check_circular=False, indent=indent, default=str)
    return escaped(text) + "\n"


def _yaml(reply: Reply) -> str:
    from ..registry.yaml_io import write_yaml

    return write_yaml(_data(reply))


def _csv(reply: Reply) -> str:
    import csv

    table = reply.table()
    text = StringIO(newline="")
    writer = csv.DictWriter(text, table.header, lineterminator="\n")
    writer.writeheader()
    writer.writerows(map(flat, table.rows))
    return text.getvalue()


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


def _xlsx(reply: Reply) -> bytes:
    from .workbook import write_workbook

    return write_workbook(reply.table(), reply.sources)


def feature(row: Row, place: Mapping[str, float] | None) -> dict[str, Any]:
    """Return a GeoJSON feature: a point, longitude first; without geometry if the place is not known."""
    point = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if place else None
    properties = {key: value for key, value in row.items() if key != "location"}
    return {"type": "Feature", "geometry": point, "properties": properties}


class Format(NamedTuple):
    """A format: what writes an answer in it, the endings of files that ask for it, whether it is of maps."""

    write: Callable[[Reply], str | bytes]
    endings: tuple[str, ...] = ()
    of_maps: bool = False


FORMATS = {
    "table": Format(lambda reply: view(reply).plain(), ("", ".txt")),
    "json": Format(lambda reply: to_json(_data(reply)), (".json",)),
    "csv": Format(_csv, (".csv",)),
    "tsv": Format(_tsv, (".tsv",)),
    "markdown": Format(lambda reply: view(reply).markdown(), (".md",)),
    "geojson": Format(_geojson, (".geojson",)),
    "yaml": Format(_yaml, (".yaml", ".yml")),
    "xlsx": Format(_xlsx, (".xlsx",)),
    "svg": Format(lambda reply: reply.drawn["svg"](), (".svg",), of_maps=True),
    "html": Format(lambda reply: reply.drawn["html"](), (".html", ".htm"), of_maps=True),
}
ENDINGS = {ending: name for name, format in FORMATS.items() for ending in format.endings}


def offered(maps: bool) -> list[str]:
    """Return the names of the formats that an answer has. maps: whether it is a map."""
    return [name for name, format in FORMATS.items() if maps or not format.of_maps]


def choose(format: str | None, output: Path | None, maps: bool) -> str:
    """Return the name of the format to write: `format`, or what the ending of the file asks for.

    maps: whether the answer is a map. Raises BadInput where the ending tells no format that it has.
    """
    ending = output.suffix.lower() if output else ""
    endings = [ending for name in offered(maps) for ending in FORMATS[name].endings]
    known = ", ".join(ending for ending in endings if ending not in ("", ".txt"))
    if ending in OFFICE:
        message = _("pvd does not write {suffix} files").format(suffix=ending)
        raise BadInput(message, _("take one of {endings}").format(endings=known))
    if not format and ending not in ENDINGS:
        message = _("the ending {suffix} does not tell which format to write").format(suffix=ending)
        raise BadInput(message, _("say it with -f, or take one of {endings}").format(endings=known))
    name = format or ENDINGS[ending]
    if name not in offered(maps):
        message = _("only a map can be written as {format}").format(format=name)
        raise BadInput(message, _("try pvd map -o {file}").format(file=output))
    return name
