"""Answers for programs: JSON, CSV and their kin. Keys, dates and numbers never change with the language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

from .errors import BadInput
from .language import _
from .models import Hit, Near

LISTED = "|"  # between the items of a list in a cell
CODES = {"insee", "department", "departments", "siren", "epci_siren", "postal_codes"}


def record(value: Any) -> Any:
    """Return a value of the models, or a structure of them, as plain mappings, lists and ISO dates."""
    if isinstance(value, (Hit, Near)):
        commune, rest = value.commune, value._asdict()
        del rest["commune"]
        return {**record(commune), **rest}
    if hasattr(value, "_asdict"):
        return record(value._asdict())
    if isinstance(value, Mapping):
        return {key: record(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [record(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def flat(value: Mapping[str, Any]) -> dict[str, str]:
    """Return a record as one row of cells: `epci_siren`, `latitude`; lists joined, unknown empty."""
    cells: dict[str, str] = {}
    for key, item in value.items():
        if isinstance(item, Mapping):
            prefix = "" if key == "location" else f"{key}_"
            cells |= {f"{prefix}{inner}": text for inner, text in flat(item).items()}
        elif isinstance(item, (list, tuple)):
            cells[key] = LISTED.join(str(part) for part in item)
        elif isinstance(item, bool):
            cells[key] = str(item).lower()
        else:
            cells[key] = "" if item is None else str(item)
    return cells


def facts(section: str, items: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the facts of a section of the programme as rows; a measure stands after its pillar."""
    for place, item in enumerate(items, 1):
        row = {"section": section, **item}
        measures = row.pop("measures", ())
        yield row
        for measure in measures:
            yield {"section": "measures", "pillar": place, **measure}


def to_json(data: Any, indent: int | None = 2) -> str:
    """Return `data` as JSON text, on one line where `indent` is None."""
    import json

    return json.dumps(data, ensure_ascii=False, indent=indent) + "\n"


Rows = Sequence[Mapping[str, Any]]


def _header(rows: Sequence[Mapping[str, str]], like: Rows) -> list[str]:
    """Return the keys of all rows, in order of appearance; of `like`, where there is no row."""
    return list(dict.fromkeys(key for row in rows or map(flat, like) for key in row))


def to_csv(rows: Rows, *, like: Rows = (), delimiter: str = ",", end: str = "\n") -> str:
    """Return rows as CSV text with a header, which is that of `like` where there is no row."""
    import csv

    cells = [flat(row) for row in rows]
    text = StringIO(newline="")
    writer = csv.DictWriter(text, _header(cells, like), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(cells)
    return text.getvalue()


def to_excel(rows: Rows, *, like: Rows = ()) -> str:
    """Return CSV that a French Excel opens as it is: semicolons, UTF-8 with BOM, CRLF.

    Codes stand as formulas (`="04209"`), without which Excel drops a leading zero; numbers have a
    decimal comma.
    """
    rows = [{key: _excel_cell(key, cell) for key, cell in flat(row).items()} for row in rows]
    return "\ufeff" + to_csv(rows, like=like, delimiter=";", end="\r\n")


def _excel_cell(key: str, cell: str) -> str:
    if key in CODES and cell:
        return f'="{cell}"'
    return cell.replace(".", ",") if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def to_tsv(rows: Rows, *, like: Rows = ()) -> str:
    """Return rows as tab-separated text with a header; white space within a cell becomes one space."""
    cells = [flat(row) for row in rows]
    keys = _header(cells, like)
    lines = [keys, *([" ".join(row.get(key, "").split()) for key in keys] for row in cells)]
    return "".join("\t".join(line) + "\n" for line in lines)


def to_geojson(rows: Rows) -> str:
    """Return rows that have a `location` as a FeatureCollection of points (RFC 7946)."""
    features = []
    for row in rows:
        properties = dict(row)
        place = properties.pop("location", None)
        if place is None:
            raise BadInput(_("this answer has no places, so it cannot be GeoJSON"), _("try -f json"))
        features.append(feature(properties, place))
    return to_json({"type": "FeatureCollection", "features": features})


def feature(properties: Mapping[str, Any], place: Mapping[str, float] | None) -> dict[str, Any]:
    """Return a GeoJSON feature: a point, longitude first; without geometry if the place is not known."""
    point = {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]} if place else None
    return {"type": "Feature", "geometry": point, "properties": properties}


def printable(text: str) -> str:
    """Return `text` with nothing in it that could steer a terminal: control codes, overrides."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\u00a0\u202f" else "\ufffd" for c in text)
