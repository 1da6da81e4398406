"""The formats of answers: one table with their names, file endings and writers.

In formats that programs read, keys, numbers and dates (ISO) are the same in every language.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import BadInput
from ..language import _
from ..registry.models import Location
from .answer import Answer
from .cells import cell, escaped, flat, flattened
from .views import AnswerRow

DOCUMENTS = (".doc", ".docx", ".odt", ".ppt", ".pptx", ".odp", ".pdf")  # people ask for these
UNWRITTEN = (*DOCUMENTS, ".xls", ".ods")
UNDRAWN = (*DOCUMENTS, ".png", ".jpg", ".jpeg", ".gif", ".emf")


def text_of_json(data: Any, indent: int | None = 2) -> str:
    """Return `data` as JSON text, on one line where `indent` is None."""
    import json

    text = json.dumps(data, ensure_ascii=False, check_circular=False, indent=indent, default=str)
    return escaped(text) + "\n"


def _write_table(answer: Answer) -> Iterator[str]:
    return chain.from_iterable(view.plain() for view in answer.seen)


def _write_markdown(answer: Answer) -> Iterator[str]:
    """Yield what people see in Markdown, with a blank line between two views."""
    for place, view in enumerate(answer.seen):
        yield from chain(["\n"] if place else [], view.markdown())


def _write_json(answer: Answer) -> Iterator[str]:
    """Yield the data or the rows of an answer as JSON; rows that are not in memory get one line each."""
    if answer.data is not None or answer.listed:
        return iter([text_of_json(answer.rows if answer.data is None else answer.data)])
    return _one_per_line(answer.rows, "[", "]")


def _write_yaml(answer: Answer) -> Iterator[str]:
    from ..registry.yaml_io import write_yaml

    if answer.data is not None or answer.listed:
        yield write_yaml(answer.rows if answer.data is None else answer.data)
        return
    empty = True
    for row in answer.rows:
        empty = False
        yield write_yaml([row])
    if empty:
        yield "[]\n"


def _write_csv(answer: Answer) -> Iterator[str]:
    import csv

    for cells in chain([answer.keys], _cells(answer)):
        line = StringIO(newline="")
        csv.writer(line, lineterminator="\n").writerow(cells)
        yield line.getvalue()


def _write_tsv(answer: Answer) -> Iterator[str]:
    """Yield rows as tab-separated text with a header; white space within a cell becomes one space."""
    for cells in chain([answer.keys], _cells(answer)):
        yield "\t".join(" ".join(text.split()) for text in cells) + "\n"


def _cells(answer: Answer) -> Iterator[list[str]]:
    keys = answer.keys
    for row in map(flat, answer.rows):
        yield [row.get(key, "") for key in keys]


def _write_geojson(answer: Answer) -> Iterator[str]:
    """Yield rows as a FeatureCollection of points (RFC 7946); raise BadInput if they have no `location`."""
    keys = [key for key in answer.keys if key not in Location._fields]
    if "latitude" not in answer.keys and not (
        answer.listed and all("location" in row for row in answer.rows)
    ):
        raise BadInput(_("this answer has no places, so it cannot be GeoJSON"), _("try -f json"))
    features = (_feature(row, keys) for row in answer.rows)
    if answer.listed:
        return iter([text_of_json({"type": "FeatureCollection", "features": list(features)})])
    return _one_per_line(features, '{"type": "FeatureCollection", "features": [', "]}")


def _feature(row: AnswerRow, keys: Sequence[str]) -> dict[str, Any]:
    """Return a row as a GeoJSON feature: a point, longitude first, or no geometry if `location` is None.

    keys: those of its properties. Nested values are flattened and lists joined, for the columns of QGIS.
    """
    place, values = row["location"], flattened(row)
    point = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if place else None
    properties = {
        key: cell(values.get(key)) if isinstance(values.get(key), (list, tuple)) else values.get(key)
        for key in keys
    }
    return {"type": "Feature", "geometry": point, "properties": properties}


def _one_per_line(objects: Iterable[Any], start: str, end: str) -> Iterator[str]:
    """Yield `start`, JSON objects on one line each, and `end`."""
    yield start
    between = "\n"
    for each in objects:
        yield between + text_of_json(each, indent=None).rstrip()
        between = ",\n"
    yield f"\n{end}\n"


def _write_xlsx(answer: Answer) -> Iterator[bytes]:
    from .new_workbook import write_workbook

    return write_workbook(answer)


def _write_drawn(answer: Answer) -> Iterator[str | bytes]:
    raise AssertionError(f"{answer.format} is made by the verb itself, as `content`")


class Format(NamedTuple):
    """A format: its writer and the endings of its files.

    of_maps: whether only maps are written in it; records: whether rows may have different keys, and values
    with types; workbook: whether it has cells with such values, and its words are for people; document:
    whether people read it as a document.
    """

    write: Callable[[Answer], Iterable[str | bytes]]
    endings: tuple[str, ...] = ()
    of_maps: bool = False
    records: bool = False
    workbook: bool = False
    document: bool = False


FORMATS = {
    "table": Format(_write_table, ("", ".txt")),
    "json": Format(_write_json, (".json",), records=True),
    "csv": Format(_write_csv, (".csv",)),
    "tsv": Format(_write_tsv, (".tsv",)),
    "markdown": Format(_write_markdown, (".md",), document=True),
    "geojson": Format(_write_geojson, (".geojson",), records=True),
    "yaml": Format(_write_yaml, (".yaml", ".yml"), records=True),
    "xlsx": Format(_write_xlsx, (".xlsx",), workbook=True, document=True),
    "svg": Format(_write_drawn, (".svg",), of_maps=True, document=True),
    "html": Format(_write_drawn, (".html", ".htm"), of_maps=True, document=True),
}
ENDINGS = {ending: name for name, format in FORMATS.items() for ending in format.endings}
ENDINGS |= dict.fromkeys((".xlsm", ".xltx", ".xltm"), "xlsx")  # workbooks to which match adds columns


def offered(maps: bool) -> list[str]:
    """Return the names of the formats that a verb writes. maps: whether it draws maps."""
    return [name for name, format in FORMATS.items() if maps or not format.of_maps]


def chosen_format(format: str | None, output: Path | None, maps: bool) -> str:
    """Return the name of the format to write: `format`, or else that of the file's ending.

    maps: whether the verb draws maps. Raises BadInput for an ending of no format, and for a format that only
    maps have if the verb does not draw maps.
    """
    ending = output.suffix.lower() if output else ""
    endings = [ending for name in offered(maps) for ending in FORMATS[name].endings]
    known = ", ".join(ending for ending in endings if ending not in ("", ".txt"))
    if maps and ending in UNDRAWN:
        message = _("pvd does not write {suffix} files").format(suffix=ending)
        hint = _("PowerPoint, Word and LibreOffice insert an .svg picture: {command}")
        raise BadInput(message, hint.format(command=f"-o {output.with_suffix('.svg') if output else ''}"))
    if ending in UNWRITTEN:
        message = _("pvd does not write {suffix} files").format(suffix=ending)
        raise BadInput(message, _("use one of these endings: {endings}").format(endings=known))
    if not format and ending not in ENDINGS:
        message = _("the ending {suffix} does not tell which format to write").format(suffix=ending)
        raise BadInput(
            message, _("say so with -f, or use one of these endings: {endings}").format(endings=known)
        )
    name = format or ENDINGS[ending]
    if name not in offered(maps):
        message = _("only a map can be written as {format}").format(format=name)
        raise BadInput(message, _("try pvd map -o {file}").format(file=output))
    return name
