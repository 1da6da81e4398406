"""Adds cells to the XML of a sheet at the right of its table; all other bytes stay as they are."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from mmap import mmap
from typing import Any, NamedTuple, Protocol

from ..errors import BadInput
from ..language import _
from .grid import MOST_COLUMNS
from .layout import CellRange, SheetLayout, SheetTag, area_of, letters
from .markup import Edit, Element, edited, elements, tag_end, with_attribute, xml_text

MARGIN = 3  # characters by which a column is wider than its heading
_SPANS = re.compile(rb"\sspans\s*=\s*[\"'](\d+):(\d+)[\"']")

NewRow = tuple[int, Sequence[Any]]  # the number of a row, and the values of its new cells


class NewColumns(NamedTuple):
    """The columns to add. first: the number of the first; line: that of the headings, 0 for none."""

    first: int
    headings: Sequence[str]
    line: int

    @property
    def last(self) -> int:
        """The number of the last column."""
        return self.first + len(self.headings) - 1

    def widen(self, area: CellRange) -> CellRange | None:
        """Return the range of a filter with the columns included, None if it is not a filter of the table."""
        of_table = area.top - 1 <= self.line <= area.bottom
        if of_table and area.left < self.first and area.right < self.last:
            return area._replace(right=self.last)
        return None


class Days(Protocol):
    """How a workbook writes days.

    zero: the day with the number 0; style: the number of the style for days, None to write days as text.
    """

    zero: date

    @property
    def style(self) -> int | None: ...


def first_free(layout: SheetLayout, after: int, width: int, line: int) -> int:
    """Return the first of `width` columns behind `after` that are empty from a line on.

    They have no values, formulas or merged cells. Raises BadInput where a sheet has no such columns.
    """
    taken = {column for column, lowest in layout.lowest.items() if lowest >= line}
    for merge in layout.merges:
        if merge.bottom >= line:
            taken.update(range(max(merge.left, after), merge.right + 1))
    first = after + 1
    for column in sorted(column for column in taken if column > after):
        if column >= first + width:
            break
        first = column + 1
    if first + width - 1 > MOST_COLUMNS:
        message = _("{file} has no room for {n} more columns").format(file=layout.name, n=width)
        raise BadInput(message, _("write it as CSV"))
    return first


def sheet_edits(
    raw: mmap, layout: SheetLayout, columns: NewColumns, rows: Iterable[NewRow], days: Days
) -> Iterator[Edit]:
    """Yield the edits that add columns to a sheet, in the order of its bytes. rows: in order of numbers."""
    writer = _Writer(raw, layout, columns, days)
    yield from writer.head()
    yield from writer.rows(rows)
    yield from writer.filter()


class _Writer:
    """Makes the edits of one sheet."""

    def __init__(self, raw: mmap, layout: SheetLayout, columns: NewColumns, days: Days) -> None:
        self.raw, self.layout, self.columns, self.days = raw, layout, columns, days
        self.prefix, self.end_tag = layout.prefix, f"</{layout.prefix}row".encode()

    def head(self) -> Iterator[Edit]:
        """Yield the edits before the rows: of the dimension, and of the widths of columns."""
        for mark in self.layout.all("dimension"):
            area = area_of(mark.attributes.get("ref", ""))
            if area:
                area = area._replace(right=max(area.right, self.columns.last))
                yield self._tag(mark, ref=str(area))
        yield from self._widths()

    def _widths(self) -> Iterator[Edit]:
        """Yield the edits that set a width for each new column; other columns keep theirs."""
        marks = self.layout.all("col")
        added = b"".join(self._width(place, heading) for place, heading in enumerate(self.columns.headings))
        placed = False
        for mark in marks:
            low, high = int(mark.attributes["min"]), int(mark.attributes["max"])
            if high < self.columns.first:
                continue
            tag = self.raw[mark.start : tag_end(self.raw, mark.start)]
            new = b"" if placed else added
            placed = True
            if low < self.columns.first:
                new = with_attribute(tag, "max", str(self.columns.first - 1)) + new
            if high > self.columns.last:
                new += with_attribute(tag, "min", str(max(low, self.columns.last + 1)))
            yield mark.start, mark.start + len(tag), new
        if marks and not placed:
            end = tag_end(self.raw, marks[-1].start)
            yield end, end, added
        elif not marks:
            (data,) = self.layout.all("sheetData")
            cols = f"{self.prefix}cols".encode()
            yield data.start, data.start, b"<%b>%b</%b>" % (cols, added, cols)

    def _width(self, place: int, heading: str) -> bytes:
        column, width = self.columns.first + place, len(heading) + MARGIN
        return f'<{self.prefix}col min="{column}" max="{column}" width="{width}" customWidth="1"/>'.encode()

    def rows(self, rows: Iterable[NewRow]) -> Iterator[Edit]:
        """Yield the edits of the rows: headings, in the style of the header, and values."""
        coming = iter(rows)
        line, values = next(coming, (0, ()))
        for place, number in enumerate(self.layout.lines):
            if number == self.columns.line:
                yield from self._row(place, self.columns.headings, heads=True)
            elif number == line:
                yield from self._row(place, values)
                line, values = next(coming, (0, ()))

    def _row(self, place: int, values: Sequence[Any], *, heads: bool = False) -> Iterator[Edit]:
        """Yield the edits of a row: its `spans`, and its new cells.

        New cells replace empty cells that are there already, and take over their styles.
        """
        line, start = self.layout.lines[place], self.layout.starts[place]
        content = tag_end(self.raw, start)
        tag = self.raw[start:content]
        if tag.endswith(b"/>"):
            return
        spans = _SPANS.search(tag)
        if spans:
            tag = with_attribute(tag, "spans", f"{spans[1].decode()}:{max(int(spans[2]), self.columns.last)}")
        close = self.raw.find(self.end_tag, content)
        if heads or self.layout.widths[place] >= self.columns.first:
            row = tag + self.raw[content:close] + self.end_tag + b">"
            new = edited(row, self._cell_edits(row, line, values, heads=heads))
            yield start, close, new.removesuffix(self.end_tag + b">")
        else:
            yield start, content, tag
            yield close, close, b"".join(self._cell(line, *each, "") for each in self._not_empty(values))

    def _not_empty(self, values: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """Yield (column, value) for the values that are not empty."""
        for column, value in enumerate(values, self.columns.first):
            if value is not None and value != "":
                yield column, value

    def _cell_edits(self, row: bytes, line: int, values: Sequence[Any], *, heads: bool) -> Iterator[Edit]:
        """Yield the edits of a row with cells that are replaced, or whose style the new cells take."""
        cells: dict[int, Element] = {}
        for cell in elements(row, "c"):
            area = area_of(cell.attributes.get("r", ""))
            cells[area.left if area else max(cells, default=0) + 1] = cell
        beside = [cell for column, cell in cells.items() if column < self.columns.first]
        style = beside[-1].attributes.get("s", "") if heads and beside else ""
        for column, value in self._not_empty(values):
            there = cells.get(column)
            new = self._cell(line, column, value, style or (there.attributes.get("s", "") if there else ""))
            if there:
                yield there.start, there.end, new
            else:
                before = [cell.end for other, cell in cells.items() if other < column]
                end = max(before, default=tag_end(row, 0))
                yield end, end, new

    def _cell(self, line: int, column: int, value: Any, style: str) -> bytes:
        """Return the XML of a cell; text stays text, numbers and days are written as such."""
        name, kind = f"{self.prefix}c", ""
        if isinstance(value, date) and self.days.style is not None:
            style, value = str(self.days.style), (value - self.days.zero).days
        if isinstance(value, (int, float)):
            kind, value = (' t="b"', int(value)) if isinstance(value, bool) else ("", value)
            content = f"<{self.prefix}v>{value}</{self.prefix}v>".encode()
        else:
            kind, space = (
                ' t="inlineStr"',
                b' xml:space="preserve"' if str(value) != str(value).strip() else b"",
            )
            inline, text = f"{self.prefix}is".encode(), f"{self.prefix}t".encode()
            content = b"<%b><%b%b>%b</%b></%b>" % (inline, text, space, xml_text(str(value)), text, inline)
        styled = f' s="{style}"' if style else ""
        return (
            f'<{name} r="{letters(column)}{line}"{styled}{kind}>'.encode() + content + f"</{name}>".encode()
        )

    def filter(self) -> Iterator[Edit]:
        """Yield the edits of the filter's range, and of the range that was sorted last."""
        for mark in self.layout.all("autoFilter", "sortState"):
            area = area_of(mark.attributes.get("ref", ""))
            if area and self.columns.widen(area):
                yield self._tag(mark, ref=str(self.columns.widen(area)))

    def _tag(self, mark: SheetTag, **attributes: str) -> Edit:
        end = tag_end(self.raw, mark.start)
        tag = self.raw[mark.start : end]
        for name, value in attributes.items():
            tag = with_attribute(tag, name, value)
        return mark.start, end, tag
