"""Changes the small parts of a workbook for new columns: tables, styles, names, content types."""

import re
from collections.abc import Iterable, Sequence

from .layout import CellRange, letters
from .markup import Edit, Element, changed_tag, edited, elements, xml_text

_SHORT_DATE = "14"  # the number format that shows a day as the reader's system does
_LAST_COLUMN = re.compile(rb"\$[A-Z]{1,3}(\$\d+)$")


def table_with(raw: bytes, area: CellRange, headings: Sequence[str]) -> bytes:
    """Return the part of a table with more columns. area: its new range; headings: all different."""
    found = elements(raw, "table", "autoFilter", "sortState", "tableColumns", "tableColumn")
    edits: list[Edit] = []
    for element in found:
        if element.name in ("table", "autoFilter", "sortState"):
            first, colon, last = element.attributes.get("ref", "").partition(":")
            row = last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
            if colon:
                edits.append(changed_tag(raw, element, ref=f"{first}:{letters(area.right)}{row}"))
    edits += _more_columns(raw, found, headings)
    return edited(raw, edits)


def _more_columns(raw: bytes, found: Sequence[Element], headings: Sequence[str]) -> Iterable[Edit]:
    columns = [element for element in found if element.name == "tableColumn"]
    (all_of_them,) = (element for element in found if element.name == "tableColumns")
    number = max((int(column.attributes["id"]) for column in columns), default=0)
    tag = raw[all_of_them.start : all_of_them.content].split(b"tableColumns")[0] + b"tableColumn"
    new = b"".join(
        b'%b id="%d" name="%b"/>' % (tag, number + place, xml_text(heading))
        for place, heading in enumerate(headings, start=1)
    )
    return [
        changed_tag(raw, all_of_them, count=str(len(columns) + len(headings))),
        (all_of_them.close, all_of_them.close, new),
    ]


def columns_of(raw: bytes) -> list[str]:
    """Return the names of the columns of a table."""
    return [column.attributes["name"] for column in elements(raw, "tableColumn")]


def named_apart(headings: Sequence[str], taken: Iterable[str]) -> list[str]:
    """Return headings with a number added where a column has the name already, whatever its case."""
    known = {name.casefold() for name in taken}
    names = []
    for heading in headings:
        name, number = heading, 1
        while name.casefold() in known:
            number += 1
            name = f"{heading}_{number}"
        known.add(name.casefold())
        names.append(name)
    return names


def with_day_style(raw: bytes) -> tuple[bytes, int | None]:
    """Return styles with a style for days, and its number; None for the number if it cannot be added."""
    found = elements(raw, "cellXfs", "xf")
    for formats in found:
        if formats.name == "cellXfs" and formats.close > formats.content:
            inside = [xf for xf in found if xf.name == "xf" and formats.start < xf.start < formats.close]
            tag = raw[formats.start : formats.content].split(b"cellXfs")[0] + b"xf"
            new = b'%b numFmtId="%b" applyNumberFormat="1"/>' % (tag, _SHORT_DATE.encode())
            count = changed_tag(raw, formats, count=str(len(inside) + 1))
            return edited(raw, [count, (formats.close, formats.close, new)]), len(inside)
    return raw, None


def with_filter_to(raw: bytes, place: int, right: int) -> bytes:
    """Return the workbook part with the filter of sheet number `place` widened to the column `right`."""
    edits = []
    for name in elements(raw, "definedName"):
        of_sheet = name.attributes.get("localSheetId") == str(place)
        if of_sheet and name.attributes.get("name", "").endswith("_FilterDatabase"):
            text = raw[name.content : name.close]
            wide = _LAST_COLUMN.sub(b"$%b\\1" % letters(right).encode(), text)
            edits.append((name.content, name.close, wide))
    return edited(raw, edits)


def with_kind(raw: bytes, part: str, kind: str) -> bytes:
    """Return the content types with that of a part set to `kind`."""
    edits = [
        changed_tag(raw, element, ContentType=kind)
        for element in elements(raw, "Override")
        if element.attributes.get("PartName", "").lstrip("/").casefold() == part.casefold()
    ]
    return edited(raw, edits)


def kind_of(raw: bytes, part: str) -> str:
    """Return the content type of a part."""
    found = {e.attributes.get("PartName", "").lstrip("/"): e for e in elements(raw, "Override")}
    return found[part].attributes["ContentType"] if part in found else ""
