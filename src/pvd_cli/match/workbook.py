"""Reads office files with sheets (.xlsx, .xlsm, .xlsb, .xls, .ods). The only module that imports calamine."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from os import SEEK_END
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import BadInput, PvdError
from ..language import _
from ..registry.registry import Registry
from .binary import reaches_of_xlsb
from .columns import Columns, Roles
from .enlarge import TablePlace, check_changeable, enlarged
from .grid import SMALLEST_SAMPLE, Grid, Record, Row, spread, state_of
from .headings import read
from .layout import CellRange, Reach, SheetLayout, layout_of, letters
from .opendocument import reaches_of_ods
from .package import LARGEST_PART, Package, damaged, protected, too_large
from .structure import Structure
from .verdict import Verdict

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


class Workbook:
    """An office file. titles: of all sheets; visible: of those that people see, the one in front first."""

    def __init__(self, file: BinaryIO, name: str, kind: str) -> None:
        """Open a workbook. kind: xlsx, xlsb, xls or ods, as `workbook_kind` returns it.

        Raises BadInput where it cannot be read, is protected by a password, or is too large.
        """
        from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

        self.file, self.name, self.kind, self.before = file, name, kind, state_of(file)
        self.structure: Structure | None = None
        self.reaches: Mapping[str, Reach] = {}
        if kind != "xls":
            self._look_into(Package(file, name))
        with readable(name):
            self.calamine = CalamineWorkbook.from_object(_calamine_source(file, name))
            sheets = [each for each in self.calamine.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        self.titles = [sheet.name for sheet in sheets]
        front = self.structure.active if self.structure else None
        seen = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        self.visible = sorted(seen or self.titles, key=lambda title: title != front)

    def _look_into(self, package: Package) -> None:
        """Check the sizes of the sheets, since calamine reads a sheet of any size as a whole."""
        if self.kind == "xlsx":
            self.structure = Structure(package)
        else:
            self.reaches = {"xlsb": reaches_of_xlsb, "ods": reaches_of_ods}[self.kind](package)

    def sheet(self, title: str) -> "WorkbookSheet":
        """Return the sheet with a title, before `find_header`.

        Raises BadInput where there is no such sheet, or it cannot be read.
        """
        if title not in self.titles:
            message = _("{file} has no sheet “{sheet}”").format(file=self.name, sheet=title)
            raise BadInput(message, _("its sheets are {names}").format(names=", ".join(self.titles)))
        return WorkbookSheet(self, title)


class WorkbookSheet(Grid):
    """A sheet of a workbook. Its cells are text: dates in ISO, whole numbers without a decimal point.

    layout: that of its XML for .xlsx, else None.
    """

    def __init__(self, book: Workbook, title: str) -> None:
        self.book, self.title, self.file, self.before = book, title, book.file, book.before
        self.others = [other for other in book.titles if other != title]
        self.name = f"{book.name}, {title}" if self.others else book.name
        self.format = "xlsx" if book.structure else ""
        self.layout: SheetLayout | None = None
        self._ending = ""  # of the file that is written
        self._head, self.header = [], []
        self._totals: set[int] = set()
        if book.structure:
            self._lay_out(book.structure)
        with readable(book.name):
            self._cells: CalamineSheet = book.calamine.get_sheet_by_name(title)
            self._left = [""] * (self._cells.start or (0, 0))[1]  # columns that calamine leaves out

    def _lay_out(self, structure: Structure) -> None:
        """Find the layout of the sheet's XML, and the rows of totals."""
        part = structure.sheets[self.title].part
        self.layout = layout_of(structure.package.chunks(part), self.book.name)
        for table in structure.tables(part, self.layout):
            self._totals.update(range(table.area.bottom - table.totals + 1, table.area.bottom + 1))

    def find_header(self) -> None:
        try:
            super().find_header()
        except BadInput:
            if not self.header:  # all cells are empty
                self.check_results(column - 1 for column in (self.layout.pending if self.layout else ()))
            raise

    def check_results(self, places: Iterable[int | None]) -> None:
        lowest = self.layout.pending if self.layout else {}
        top = self._head[-1].line if self._head else 0
        for place in places:
            if place is not None and lowest.get(place + 1, 0) > top:
                message = _("{file} has formulas without results, in column {column}")
                raise BadInput(
                    message.format(file=self.name, column=letters(place + 1)),
                    _("save it once in Excel or LibreOffice, which writes the results into it"),
                )

    def notes(self) -> list[str]:
        """Return a line for the user with the sheet that was taken, if there are others."""
        message = _("sheet “{sheet}” (--sheet takes another: {names})")
        return [message.format(sheet=self.title, names=", ".join(self.others))] if self.others else []

    def losses(self) -> list[str]:
        message = _(
            "a new workbook with the rows only, without titles, formats, formulas and other sheets of {file}"
        )
        return [message.format(file=self.book.name)]

    def check_writable(self, ending: str) -> None:
        self._ending = ending
        if self.book.structure and self.layout:
            check_changeable(self.book.structure, self.layout, ending)

    def with_columns(
        self, headings: Sequence[str], rows: Iterable[Row], values: Callable[[Verdict], Sequence[Any]]
    ) -> Iterator[bytes]:
        """Yield the bytes of the workbook with columns added at the right of the table."""
        structure, layout = self.book.structure, self.layout
        assert structure and layout, "its format is that of .xlsx"
        place = TablePlace(self.title, self._head[-1].line if self._head else 0, len(self.header))
        added = ((row.record.line, values(row.verdict)) for row in rows if row.verdict.status)
        return enlarged(structure, layout, place, headings, added, self._ending)

    def records(self) -> Iterator[Record]:
        """Yield all rows of the sheet; those of blank lines have no cells."""
        for line, values in self._lines():
            cells = _cell_texts(values)
            while cells and not cells[-1].strip():
                cells.pop()
            yield Record("", cells, line, values)

    def _lines(self) -> Iterator[tuple[int, list[Any]]]:
        """Yield the number and the values of each line, with error values, which calamine drops."""
        errors = self.layout.errors if self.layout else {}
        rows = self._cells.iter_rows() if self._cells.start else iter([])  # an old calamine panics
        for line, read_values in enumerate(rows, start=1):
            values = self._left + read_values
            for column, text in errors.get(line, {}).items():
                values[column - 1 : column] = [text]
            yield line, values

    def sample(self) -> tuple[list[list[str]], int]:
        """Return the cells of rows at even distances, and the number of all; only these become text."""
        top = self._head[-1].line if self._head else 0
        rows = (v for line, v in self._lines() if line > top and line not in self._totals and any(v))
        kept, count = spread(rows, SMALLEST_SAMPLE)
        return list(map(_cell_texts, kept)), count

    def rows(self) -> Iterator[Record]:
        """Yield the records after the header, without the rows of totals.

        The value of cells merged over several rows counts for each of these rows that is not blank.
        """
        top = self._head[-1].line if self._head else 0
        merges = sorted((merge for merge in self._merges() if merge.top > top), key=lambda merge: merge.top)
        waiting, held = deque(merges), {}
        for record in super().rows():
            while waiting and waiting[0].top <= record.line:
                merge = waiting.popleft()
                held[merge.left - 1] = merge.bottom, record if merge.top == record.line else None
            if record.cells and held:
                record = _with_spans(record, held)
            if record.line not in self._totals:
                yield record
        self.check_unchanged()

    def _merges(self) -> Iterator[CellRange]:
        """Yield the ranges merged over several rows. calamine does not return those of .xlsb and .ods."""
        if self.title in self.book.reaches:
            yield from self.book.reaches[self.title].merges
        for (top, left), (bottom, right) in self._cells.merged_cell_ranges or ():
            if bottom > top:
                yield CellRange(left + 1, top + 1, right + 1, bottom + 1)


def _with_spans(record: Record, held: dict[int, tuple[int, Record | None]]) -> Record:
    """Return a row with the values merged over it. held: by column, the last line and the first row."""
    cells, values = [*record.cells], [*record.values]
    for place, (bottom, first) in [*held.items()]:
        if record.line > bottom:
            del held[place]
        elif first and first is not record and place < len(first.cells):
            cells += [""] * (place + 1 - len(cells))
            cells[place], values[place] = first.cells[place], first.values[place]
    return record._replace(cells=cells, values=values)


def _cell_texts(values: Iterable[Any]) -> list[str]:
    return [value if type(value) is str else as_text(value) for value in values]


def as_text(value: Any) -> str:
    """Return the value of a cell as text."""
    if type(value) is float:
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def _calamine_source(file: BinaryIO, name: str) -> str | BinaryIO:
    """Return the path, which calamine reads in parts, or else the file, which it reads into memory.

    Raises BadInput where such a file is too large.
    """
    path = getattr(file, "name", None)
    if isinstance(path, str):
        return path
    if file.seek(0, SEEK_END) > LARGEST_PART:
        raise too_large(name)
    file.seek(0)
    return file


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn every error of calamine into a BadInput."""
    from python_calamine import PasswordError

    try:
        yield
    except PasswordError as error:
        raise protected(name) from error
    except PvdError:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":  # of Rust
            raise damaged(name) from error
        raise


def open_sheet(file: BinaryIO, name: str, kind: str, title: str | None, registry: Registry) -> WorkbookSheet:
    """Return the sheet with a title, or the one in which the cells of most rows agree on a commune.

    kind: see `Workbook`. Raises BadInput where the workbook cannot be read, or has no such sheet.
    """
    book = Workbook(file, name, kind)
    sheets = list(map(book.sheet, book.visible if title is None else [title]))
    sheet = max(sheets, key=lambda sheet: _rank_of_sheet(sheet, registry)) if len(sheets) > 1 else sheets[0]
    sheet.find_header()
    return sheet


def _rank_of_sheet(sheet: WorkbookSheet, registry: Registry) -> tuple[float, float, int]:
    """Return the rank of a sheet in its workbook; the sheet with the highest is chosen.

    The values are: about how many rows have one commune by a name and codes; the same by name or codes; the
    number of headings that propose a role.
    """
    with suppress(BadInput):  # it is empty, or matched already
        sheet.find_header()
    if not getattr(sheet, "header", None):
        return 0, 0, 0
    rows, size = sheet.sample()
    columns = Columns(sheet.header, rows, registry)
    roles = columns.roles(next(iter(columns.name_columns()), None))
    found = columns.sample(roles).agreeing * size / max(1, len(rows))
    coded = roles != Roles(roles.name)
    return found if coded else 0, found, sum(bool(read(heading).roles) for heading in sheet.header)
