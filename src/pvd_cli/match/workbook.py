"""An .xlsx workbook: one of its sheets read, and written with more columns. A door to openpyxl."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, BinaryIO
from warnings import filterwarnings
from zipfile import ZipFile

from ..errors import BadInput, PvdError
from ..language import _, number
from .grid import MOST_COLUMNS, UNREADABLE, Grid, Record, Row
from .headings import LOST, head_line, read
from .verdict import Verdict

if TYPE_CHECKING:
    from openpyxl import Workbook

CHUNK = 1 << 20  # bytes
LARGEST = 2_000_000_000  # bytes of a workbook once it is unpacked
BEGINNING = 130  # rows by which the sheet with the communes is told
MOST_ROWS, LONGEST_CELL = 1_048_576, 32_767  # as many and as long as Excel takes
MARGIN = 3  # digits by which a column is wider than its heading
# What openpyxl leaves out, or makes anew and not as it was, by where it stands in the file.
_NOT_KEPT = (
    "xl/drawings/drawing",
    "xl/charts/",
    "xl/media/",
    "xl/slicers/",
    "xl/ctrlProps/",
    "xl/vbaProject",
)
_EXTENSION = re.compile(rb"<x14:(?:dataValidation|conditionalFormatting|slicer|sparkline)")

Cells = Sequence[Any]


class WorkbookSheet(Grid):
    """A sheet of a workbook, its cells as text: dates in ISO, whole numbers without a decimal point."""

    format = "xlsx"

    def __init__(self, file: BinaryIO, name: str, sheet: str | None = None) -> None:
        """Find the sheet: `sheet`, or the one with most headings of communes and codes.

        Raises BadInput where the workbook cannot be read, or has no such sheet.
        """
        self.file, self.name = file, name
        self._holds_values = False
        with _readable(name):
            with ZipFile(file) as archive:
                if sum(part.file_size for part in archive.infolist()) > LARGEST:
                    raise BadInput(_("{file} is too large").format(file=name), _("save it as CSV"))
                self._parts = archive.namelist()
            book = _load(file, read_only=True)
            titles = [each.title for each in book.worksheets]
            seen = [each.title for each in book.worksheets if each.sheet_state == "visible"]
            if not titles or (sheet is not None and sheet not in titles):
                message = _("{file} has no sheet “{sheet}”").format(file=name, sheet=sheet or "")
                raise BadInput(message, _("its sheets are {names}").format(names=", ".join(titles)))
            active = getattr(book.active, "title", None)
            by_chance = sorted(seen or titles, key=lambda title: title != active)
            self.title = sheet or max(by_chance, key=lambda title: _headings_told(book, title))
            self.others = [title for title in titles if title != self.title]
        if self.others:
            self.name = f"{name}, {self.title}"
        self.find_header()

    def records(self) -> Iterator[Record]:
        """Yield the rows of the sheet from its first line, blank ones without cells."""
        with _readable(self.name):
            book = self._whole if self._holds_values else _load(self.file, read_only=True)
            for line, (values, cells) in enumerate(_rows(book, self.title), start=1):
                if len(cells) > MOST_COLUMNS:
                    message = _("{file} has more than {n} columns")
                    raise BadInput(message.format(file=self.name, n=number(MOST_COLUMNS)))
                yield Record("", cells, line, values)

    @property
    def loses_drawings(self) -> bool:
        """Whether it has pictures, charts, shapes or macros, which openpyxl does not keep."""
        return any(part.startswith(_NOT_KEPT) for part in self._parts)

    @property
    def loses_extensions(self) -> bool:
        """Whether a sheet has drop-down lists or colours that Excel keeps as extensions of the format."""
        with _readable(self.name), ZipFile(self.file) as archive:
            sheets = (part for part in self._parts if part.startswith("xl/worksheets/sheet"))
            return any(_EXTENSION.search(archive.read(part)) for part in sheets)

    def notes(self) -> list[str]:
        """Return which sheet was taken, if there are others."""
        message = _("sheet “{sheet}” (--sheet takes another: {names})")
        return [message.format(sheet=self.title, names=", ".join(self.others))] if self.others else []

    def losses(self) -> list[str]:
        """Return what of the workbook is not kept where columns are added."""
        lost = []
        if self.loses_drawings:
            message = _("pictures, charts, shapes and macros of {file} are not kept")
            lost.append(message.format(file=self.name))
        if self.loses_extensions:
            message = _("some drop-down lists and conditional colours of {file} are not kept")
            lost.append(message.format(file=self.name))
        return lost

    @cached_property
    def _whole(self) -> "Workbook":
        """The workbook with all there is; formulas stand in it in the place of their values."""
        with _readable(self.name):
            return _load(self.file)

    def with_columns(
        self, headings: Sequence[str], rows: Iterable[Row], values: Callable[[Verdict], Cells]
    ) -> Iterator[bytes]:
        """Yield the workbook with columns at the right of the sheet, all else as it was.

        headings: of these columns, in the style of the header; values: returns what is added to a row.
        """
        book = self._whole
        sheet: Any = book[self.title]
        self._holds_values = not any(str(value)[:1] == "=" for row in sheet.values for value in row)
        added = [
            (row.record.line, len(row.record.cells), values(row.verdict))
            for row in rows
            if row.verdict.status
        ]
        start = max([len(self.header), *(width for _line, width, _cells in added)]) + 1
        if self._head:
            self._add_headings(sheet, start, headings)
        for line, _width, cells in added:
            for place, value in enumerate(cells, start):
                if value is not None and value != "":
                    sheet.cell(line, place, value)
        yield from _saved(book)

    def _add_headings(self, sheet: Any, start: int, headings: Sequence[str]) -> None:
        from openpyxl.utils import get_column_letter

        line = self._head[-1].line
        like = sheet.cell(line, len(self.header))
        for place, heading in enumerate(headings, start):
            cell = sheet.cell(line, place, heading)
            cell._style = copy(like._style)
            sheet.column_dimensions[get_column_letter(place)].width = len(heading) + MARGIN
        filtered = sheet.auto_filter.ref
        if filtered and ":" in filtered:
            first, last = filtered.split(":")
            bottom = "".join(filter(str.isdigit, last))
            sheet.auto_filter.ref = f"{first}:{get_column_letter(start + len(headings) - 1)}{bottom}"


def new_workbook(headings: Sequence[str], rows: Iterable[Cells]) -> Iterator[bytes]:
    """Yield a workbook of one sheet: headings, bold and frozen, and rows. Text stays text, never a formula.

    Raises BadInput for more rows or a longer cell than a workbook can hold.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("pvd")
    sheet.freeze_panes = "A2"
    top = [WriteOnlyCell(sheet, _plain(heading)) for heading in headings]
    for cell in top:
        cell.font, cell.data_type = Font(bold=True), "s"
    sheet.append(top)
    try:
        for line, values in enumerate(rows, start=2):
            if line > MOST_ROWS:
                message = _("a workbook has room for {n} rows").format(n=number(MOST_ROWS))
                raise BadInput(message, _("write it as CSV"))
            cells = [_plain(value) if isinstance(value, str) else _day(value) for value in values]
            sheet.append([_text_cell(sheet, cell) if str(cell)[:1] == "=" else cell for cell in cells])
    except BaseException:
        sheet.close()  # or openpyxl tries to end its draft once that is gone
        raise
    return _saved(book)


def _text_cell(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _plain(text: str) -> str:
    """Return text as a workbook takes it: without control codes."""
    if len(text) > LONGEST_CELL:
        message = _("a cell of {n} characters has no room in a workbook").format(n=number(len(text)))
        raise BadInput(message, _("write it as CSV"))
    if text.isprintable():
        return text
    return UNREADABLE.sub(
        LOST, "".join(c if c >= " " or c in "\t\n" else LOST for c in text.replace("\r\n", "\n"))
    )


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except PvdError:
        raise
    except Exception as error:  # openpyxl fails on a broken workbook in every way that there is
        message = _("{file} is a damaged workbook, or no workbook").format(file=name)
        raise BadInput(message, _("open it in a spreadsheet and save it again")) from error


def _load(file: BinaryIO, *, read_only: bool = False) -> "Workbook":
    """Load a workbook: read-only with the values of its formulas, else with all there is."""
    from openpyxl import load_workbook

    file.seek(0)
    filterwarnings("ignore", module=r"openpyxl\.")  # what it does not keep is said in our words
    return load_workbook(file, read_only=read_only, data_only=read_only, rich_text=not read_only)


def _rows(book: "Workbook", title: str) -> Iterator[tuple[Cells, list[str]]]:
    """Yield the rows of a sheet as they are and as text, this without the blank cells at their ends."""
    sheet: Any = book[title]
    if hasattr(sheet, "reset_dimensions"):
        sheet.reset_dimensions()  # which programs write wrong
    for values in sheet.iter_rows(values_only=True):
        cells = [value if isinstance(value, str) else _as_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        yield values, cells


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _day(value).isoformat() if isinstance(value, date) else str(value)


def _day(value: Any) -> Any:
    """Return a moment that is the beginning of a day as that day, which is what a spreadsheet shows."""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date()
    return value


def _headings_told(book: "Workbook", title: str) -> int:
    lines = [cells for _values, cells in islice(_rows(book, title), BEGINNING)]
    place = head_line(lines)
    return 0 if place is None else sum(map(bool, map(read, lines[place])))


def _saved(book: "Workbook") -> Iterator[bytes]:
    with TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk
