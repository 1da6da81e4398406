"""Finds where the rows and cells of a sheet are in its XML, to limit what is read and to add cells."""

import re
from array import array
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.parsers import expat

from ..errors import BadInput
from ..language import _, number
from .grid import MOST_COLUMNS
from .markup import plain, refuse_wide_letters, safe_parser
from .package import damaged, too_large

MOST_ROWS = 1_048_576  # of a sheet of Excel
LARGEST_AREA = 3_500_000  # cells of the area with values, which is read as a whole
MOST_MARKS = 200_000  # merges and other elements of a sheet that are kept
_CELL = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# The elements of a sheet, beside its rows and cells, that a layout keeps.
_KEPT = frozenset("dimension col sheetData autoFilter sortState mergeCell sheetProtection tablePart".split())


class CellRange(NamedTuple):
    """A range of cells, `A2:C5`: its first and last column and row, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


class SheetTag(NamedTuple):
    """An element of a sheet's XML. start: its first byte."""

    name: str
    attributes: Mapping[str, str]
    start: int


class SheetLayout:
    """The layout of a sheet's XML. Rows and columns are counted from 1.

    prefix: that of its elements (`x:`), or ''; marks: elements beside the rows; lowest: by column, the last
    row with a value or a formula; errors: by row and column, error values such as `#N/A`;
    pending: by column, the last row with a formula that has no result;
    lines, starts, widths: for each row its number, its first byte, and its last column or 0.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.prefix = ""
        self.marks: list[SheetTag] = []
        self.lowest: dict[int, int] = {}
        self.errors: dict[int, dict[int, str]] = {}
        self.pending: dict[int, int] = {}
        self.lines, self.starts, self.widths = array("L"), array("Q"), array("L")

    def all(self, *names: str) -> list[SheetTag]:
        """Return the elements with these names, in the order of the file."""
        return [mark for mark in self.marks if mark.name in names]

    @property
    def merges(self) -> list[CellRange]:
        """The ranges of merged cells."""
        return [area for mark in self.all("mergeCell") if (area := area_of(mark.attributes.get("ref", "")))]

    def check(self) -> None:
        """Raise BadInput where the area with values is too large to be read."""
        Reach(self.name).reach(max(self.lowest, default=0), max(self.lowest.values(), default=0))


class Reach:
    """The size of a sheet: its last row and column with a value. merges: ranges merged over several rows."""

    def __init__(self, name: str) -> None:
        self.name, self.merges = name, list[CellRange]()
        self.right = self.bottom = 0

    def merge(self, area: CellRange) -> None:
        """Add a merged range; raise BadInput where there are too many."""
        if len(self.merges) == MOST_MARKS:
            raise too_large(self.name)
        self.merges.append(area)

    def reach(self, column: int, row: int) -> None:
        """Extend the size to a cell with a value; raise BadInput where it becomes too large to be read."""
        self.right, self.bottom = column, row = max(self.right, column), max(self.bottom, row)
        if column > MOST_COLUMNS or row > MOST_ROWS:
            message = _("{file} has cells beyond column XFD or row {n}, which no sheet can have")
            raise BadInput(message.format(file=self.name, n=number(MOST_ROWS)), _("save it as CSV"))
        if column * row > LARGEST_AREA:
            message = _("{file} reaches to cell {cell}: more than {n} cells are too many")
            message = message.format(file=self.name, cell=f"{letters(column)}{row}", n=number(LARGEST_AREA))
            raise BadInput(message, _("save it as CSV, or delete what stands far from the table"))


def layout_of(chunks: Iterable[bytes], name: str) -> SheetLayout:
    """Return the layout of a sheet. chunks: its XML; name: that of the workbook, for errors.

    Raises BadInput where the XML is not that of a sheet, or has more rows or columns than a sheet can.
    """
    reader = _Reader(SheetLayout(name))
    layout = reader.layout
    try:
        for place, chunk in enumerate(chunks):
            if place == 0:
                refuse_wide_letters(chunk)
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(name) from error
    if not layout.all("sheetData"):
        raise damaged(name)
    layout.widths.append(reader.width)
    del layout.widths[0]  # it was added before the first row
    layout.check()
    return layout


class _Reader:
    """The handlers of a parser that fill a layout. The first element of the XML has its prefix.

    To be quick, they handle the ends and texts of elements only in cells with a formula or an error value.
    """

    def __init__(self, layout: SheetLayout) -> None:
        self.layout, self.parser = layout, safe_parser()
        self.lowest = layout.lowest
        self.columns: dict[str, int] = {}  # by their letters
        self.line = self.column = self.width = 0
        self.digits = "0"  # of the row, with which the names of its cells end
        self.kind: str | None = None  # of the cell
        self.text: list[str] = []
        self.parser.StartElementHandler = self.root

    def root(self, name: str, _attributes: dict[str, str]) -> None:
        prefix = self.layout.prefix = name.removesuffix(plain(name))
        self.row, self.cell, self.formula = f"{prefix}row", f"{prefix}c", f"{prefix}f"
        self.content = frozenset((f"{prefix}v", f"{prefix}is", self.formula))
        self.kept = {prefix + each: each for each in _KEPT}
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in self.content:
            self.lowest[self.column] = self.line
            if name == self.formula:
                self.read_closely()
        elif name == self.cell:
            self.start_cell(attributes)
        elif name == self.row:
            self.start_row(attributes)
        elif name in self.kept:
            if len(self.layout.marks) == MOST_MARKS:
                raise too_large(self.layout.name)
            mark = SheetTag(self.kept[name], attributes, self.parser.CurrentByteIndex)
            self.layout.marks.append(mark)

    def start_row(self, attributes: dict[str, str]) -> None:
        line = int(attributes.get("r") or self.line + 1)
        if line > MOST_ROWS:
            message = _("{file} has a row {n}: no sheet can have that many").format(
                file=self.layout.name, n=line
            )
            raise BadInput(message, _("open it in a spreadsheet and save it again"))
        if line <= self.line:
            raise damaged(self.layout.name)
        self.layout.widths.append(self.width)
        self.line, self.digits, self.column, self.width = line, str(line), 0, 0
        self.layout.lines.append(line)
        self.layout.starts.append(self.parser.CurrentByteIndex)

    def start_cell(self, attributes: dict[str, str]) -> None:
        name = attributes.get("r")
        if name is None:
            self.column += 1
        elif name.endswith(self.digits):
            self.column = self.columns.get(name[: -len(self.digits)]) or self.column_of(name)
        else:
            raise damaged(self.layout.name)
        if self.column > self.width:
            self.width = self.column
        self.kind = attributes.get("t")
        if self.kind == "e":
            self.read_closely()

    def column_of(self, name: str) -> int:
        """Return the column in the name of a cell; raise BadInput where the name has another row."""
        area = area_of(name)
        if area is None or area.top != self.line:
            raise damaged(self.layout.name)
        self.columns[name[: -len(self.digits)]] = area.left
        return area.left

    def read_closely(self) -> None:
        """Read the text of this cell too, until its end."""
        self.text.clear()
        self.parser.StartElementHandler = self.start_within
        self.parser.EndElementHandler = self.end

    def start_within(self, name: str, attributes: dict[str, str]) -> None:
        self.start(name, attributes)
        if name in self.content:
            self.parser.CharacterDataHandler = None if name == self.formula else self.text.append

    def end(self, name: str) -> None:
        if name != self.cell:
            return
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.parser.CharacterDataHandler = None
        if self.kind == "e":
            self.layout.errors.setdefault(self.line, {})[self.column] = "".join(self.text)
        elif not self.text and self.kind != "str":
            self.layout.pending[self.column] = self.line


def area_of(text: str) -> CellRange | None:
    """Return the range that a text names, `A2:C5` or one cell, None where it is no range of a sheet."""
    ends = [_CELL.fullmatch(end.replace("$", "")) for end in text.split(":")]
    if len(ends) > 2 or not all(ends):
        return None
    (left, top), (right, bottom) = ((number_of(end[1]), int(end[2])) for end in (ends[0], ends[-1]) if end)
    return CellRange(left, top, right, bottom) if right <= MOST_COLUMNS and bottom <= MOST_ROWS else None


def letters(column: int) -> str:
    """Return the letters of a column by its number, counted from 1: A, Z, AA, XFD."""
    name = ""
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def number_of(name: str) -> int:
    """Return the number of a column, counted from 1, from its letters."""
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
