"""Adds columns to a sheet of an .xlsx file: parts that name its range of cells change, others do not."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property, partial
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

from ..errors import BadInput
from ..language import _
from .layout import CellRange, SheetLayout, area_of
from .markup import pieces
from .package import READ_AT_ONCE, Chunks, Package, mapped
from .parts import columns_of, kind_of, named_apart, table_with, with_day_style, with_filter_to, with_kind
from .splice import NewColumns, NewRow, first_free, sheet_edits
from .structure import Structure, TablePart

_TYPES = "[Content_Types].xml"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_EXCEL = "application/vnd.ms-excel."
# The content type of a workbook by the ending of its file.
CONTENT_KINDS = {
    ".xlsx": f"{_OFFICE}sheet.main+xml",
    ".xltx": f"{_OFFICE}template.main+xml",
    ".xlsm": f"{_EXCEL}sheet.macroEnabled.main+xml",
    ".xltm": f"{_EXCEL}template.macroEnabled.main+xml",
}
WITH_MACROS = (".xlsm", ".xltm")


class TablePlace(NamedTuple):
    """Where a table is. title: of its sheet; line: of its header, 0 for none; last: its last column."""

    title: str
    line: int
    last: int


class _WorkbookDays:
    """How a workbook writes days; `style` is added to the workbook on first use."""

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self.zero = date(1904, 1, 1) if structure.from_1904 else date(1899, 12, 30)
        self.styles = b""  # the part of styles with that of days, after `style` was used

    @cached_property
    def style(self) -> int | None:
        if "styles" not in self._structure.related:
            return None
        self.styles, number = with_day_style(self._structure.package.read(self._structure.related["styles"]))
        return number


def check_changeable(structure: Structure, layout: SheetLayout, ending: str) -> None:
    """Raise BadInput where a sheet cannot be changed, or the workbook not be written with this ending."""
    name = structure.package.name
    if structure.signed:
        message = _("{file} is signed: a change would break the signature").format(file=name)
        raise BadInput(message, _("write the rows as CSV, or give a copy without the signature"))
    if any(mark.attributes.get("sheet") in ("1", "true") for mark in layout.all("sheetProtection")):
        message = _("the sheet of {file} is protected: nothing can be added to it").format(file=name)
        raise BadInput(message, _("unprotect it in a spreadsheet first, or write the rows as CSV"))
    if structure.macros and ending in CONTENT_KINDS and ending not in WITH_MACROS:
        message = _("{file} has macros, which a file {ending} cannot hold")
        raise BadInput(message.format(file=name, ending=ending), _("write it as .xlsm"))


def enlarged(
    structure: Structure,
    layout: SheetLayout,
    place: TablePlace,
    headings: Sequence[str],
    rows: Iterable[NewRow],
    ending: str,
) -> Iterator[bytes]:
    """Yield the bytes of a workbook with more columns at the right of a table.

    layout: that of the sheet; headings: those of the columns; rows: (row number, values), in order;
    ending: that of the file that is written, '' for a stream.
    Raises BadInput where the sheet has no room for the columns.
    """
    package, part = structure.package, structure.sheets[place.title].part
    table = _table_around(structure.tables(part, layout), place)
    columns = _enlarged_columns(package, layout, table, place, headings)
    days = _WorkbookDays(structure)
    with package.unpacked(part) as file, mapped(file, package.name) as raw, TemporaryFile() as sheet:
        for piece in pieces(raw, sheet_edits(raw, layout, columns, rows, days)):
            sheet.write(piece)
        changed: dict[str, Chunks] = {part: lambda: _content(sheet)}
        if days.styles:
            changed[structure.related["styles"]] = lambda: iter([days.styles])
        for name, content in _other_parts(structure, layout, table, columns, place, ending):
            changed[name] = partial(iter, [content])
        with package.with_changed(changed) as made:
            yield from _content(made)


def _table_around(tables: Iterable[TablePart], place: TablePlace) -> TablePart | None:
    """Return the table (Ctrl+T) that has the last column of the header, or None."""
    for table in tables:
        area = table.area
        if area.top <= max(place.line, area.top) <= area.bottom and area.left <= place.last <= area.right:
            return table
    return None


def _enlarged_columns(
    package: Package, layout: SheetLayout, table: TablePart | None, place: TablePlace, headings: Sequence[str]
) -> NewColumns:
    """Return the place of the new columns, and headings that no other column of the table has."""
    after = table.area.right if table else place.last
    first = first_free(layout, after, len(headings), place.line)
    if table and first > after + 1:
        message = _("what stands right of the table of {file} leaves it no room for {n} more columns")
        raise BadInput(
            message.format(file=package.name, n=len(headings)), _("move it away, or write the rows as CSV")
        )
    if table:
        headings = named_apart(headings, columns_of(package.read(table.part)))
    return NewColumns(first, headings, place.line)


def _other_parts(
    structure: Structure,
    layout: SheetLayout,
    table: TablePart | None,
    columns: NewColumns,
    place: TablePlace,
    ending: str,
) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the new content of each other part that changes."""
    package = structure.package
    if table:
        area: CellRange = table.area._replace(right=columns.last)
        yield table.part, table_with(package.read(table.part), area, columns.headings)
    filters = (area_of(mark.attributes.get("ref", "")) for mark in layout.all("autoFilter"))
    if any(area and columns.widen(area) for area in filters):
        number = structure.sheets[place.title].place
        yield structure.workbook, with_filter_to(package.read(structure.workbook), number, columns.last)
    types = package.read(_TYPES)
    if ending in CONTENT_KINDS and kind_of(types, structure.workbook) != CONTENT_KINDS[ending]:
        yield _TYPES, with_kind(types, structure.workbook, CONTENT_KINDS[ending])


def _content(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(READ_AT_ONCE):
        yield chunk
