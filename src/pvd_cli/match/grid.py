"""What a CSV file and a workbook have in common: lines above a header, a header, rows of cells."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice, zip_longest
from typing import Any, BinaryIO, NamedTuple, TypeVar

from ..errors import BadInput
from ..language import _, in_french
from .headings import LOST, MOST_TITLES, head_line, heads_too
from .verdict import ADDED, Verdict

MOST_COLUMNS = 16_384  # as many as Excel has
MOST_OF_CELL = 500  # characters of a cell that are read; what stands behind them is text
SMALLEST_SAMPLE = 100  # rows, at least, by which columns are told
UNDECODED = re.compile("[\ud800-\udfff]")  # bytes that are no letters, as `errors` of Text keeps them
COLUMNS = tuple(f"pvd_{field}" for field in ADDED)
T = TypeVar("T")


class Record(NamedTuple):
    """A row as it stands in the file, its cells (none: a blank line), the number of its last line.

    values: the cells as a workbook holds them, numbers and dates as such; none of text.
    """

    text: str
    cells: list[str]
    line: int
    values: Sequence[Any] = ()


class Row(NamedTuple):
    """A record of a sheet, its verdict, and that as it is added to the record.

    by_person: whether somebody has decided it.
    """

    record: Record
    verdict: Verdict
    tail: str
    by_person: bool = False


class Grid:
    """A table as somebody wrote it.

    header: empty texts, one a column, where it has none; format: in which it comes back with columns added,
    `csv` or `xlsx`, none where it cannot; before: the state of the file when it was opened;
    encoding: of its text, empty where it is a workbook.
    """

    file: BinaryIO
    name: str
    header: list[str]
    format: str
    encoding = ""
    before: tuple[int, int] | None
    _head: list[Record]  # the header and what stands above it

    def records(self) -> Iterator[Record]:
        """Yield all that stands in the file, from its first line."""
        raise NotImplementedError

    def rows(self) -> Iterator[Record]:
        """Yield the records after the header."""
        records = self.records()
        for _line in self._head:
            next(records)
        return records

    def check_unchanged(self) -> None:
        """Raise BadInput where the file was changed since it was opened."""
        if state_of(self.file) != self.before:
            message = _("{file} was changed while it was read").format(file=self.name)
            raise BadInput(message, _("try again once nothing writes to it"))

    def tail(self, cells: Sequence[str]) -> str:
        """Return cells as text that is added to a record, where the file is one of text."""
        return ""

    def with_columns(
        self, headings: Sequence[str], rows: Iterable[Row], values: Callable[[Verdict], Sequence[Any]]
    ) -> Iterator[bytes]:
        """Yield the file as it stands, with columns at the right.

        rows: those that are kept; values: returns the cells that are added to a row, as a workbook has them.
        """
        raise NotImplementedError

    def notes(self) -> list[str]:
        """Return what is to say of how it was read."""
        return []

    def check_writable(self, ending: str) -> None:
        """Raise BadInput where columns cannot be added to it in a file of that ending."""

    def check_results(self, places: Iterable[int | None]) -> None:
        """Raise BadInput where one of some columns, counted from 0, has formulas without results."""

    def losses(self) -> list[str]:
        """Return what is to say of what a new workbook of its rows does not have."""
        return []

    def sample(self) -> tuple[list[list[str]], int]:
        """Return the cells of some rows that are spread over the whole sheet, and how many rows it has."""
        rows, count = spread((record.cells for record in self.rows() if any(record.cells)), SMALLEST_SAMPLE)
        return [*map(beginnings, rows)], count

    def find_header(self) -> None:
        """Take the first line that heads columns for the header, the first that is not blank if none does.

        Where the line below heads columns too, both are the header, and the lower heading goes first:
        `Commune`, `CP` below `Bénéficiaire`; not a variable below its words: `CODGEO` below `Code commune`.
        """
        records = list(islice(self.records(), MOST_TITLES + SMALLEST_SAMPLE))
        place = head_line([beginnings(record.cells) for record in records])
        if place is None:
            place = next((n for n, record in enumerate(records) if any(map(str.strip, record.cells))), None)
        if place is None:
            raise BadInput(_("{file} is empty").format(file=self.name), _("give a table with a header"))
        above, below = records[place].cells, [record.cells for record in records[place + 1 : place + 2]]
        lower = below[0] if below and heads_too(beginnings(below[0])) else []
        self._head = records[: place + (2 if lower else 1)]
        first, second = (above, lower) if _are_variables(lower, above) else (lower, above)
        self.header = [one.strip() or two.strip() for one, two in zip_longest(first, second, fillvalue="")]
        again = sorted({*COLUMNS, *map(in_french, COLUMNS)}.intersection(self.header))
        if again:
            message = _("{file} has a column {column} already").format(file=self.name, column=again[0])
            raise BadInput(message, _("take out the columns that begin with pvd_, or rename them"))

    def without_header(self) -> None:
        """Take all lines for rows."""
        self._head = []
        self.header = [""] * max(len(cells) for cells in self.sample()[0])

    def keys(self, width: int) -> list[str]:
        """Return a key of its own for each of so many columns: its heading, or where it stands."""
        extra = [""] * (width - len(self.header))
        taken = set(self.header)
        seen: set[str] = set()
        keys = []
        for place, name in enumerate([*self.header, *extra], start=1):
            key = name or f"column_{place}"
            while key in seen or (key != name and key in taken):
                key += f"_{place}"
            seen.add(key)
            keys.append(key)
        return keys[:width]

    def as_mapping(self, cells: Sequence[str], keys: Sequence[str]) -> dict[str, Any]:
        """Return the cells of a row under the keys of its columns, bytes that are no letters as U+FFFD."""
        return {key: UNDECODED.sub(LOST, cell) for key, cell in zip(keys, cells, strict=False)}


def _are_variables(lower: Sequence[str], above: Sequence[str]) -> bool:
    """Whether each heading of the lower line is a name of a variable, below words for it."""
    pairs = zip_longest(map(str.strip, lower), map(str.strip, above), fillvalue="")
    return all(high and low.isupper() and low.isidentifier() for low, high in pairs if low)


def beginnings(cells: Sequence[str]) -> list[str]:
    """Return cells as far as they are read."""
    return [cell[:MOST_OF_CELL] for cell in cells]


def spread(rows: Iterable[T], least: int) -> tuple[list[T], int]:
    """Return rows at even distances, at least so many if there are, and the number of all rows."""
    kept: list[T] = []
    step, count = 1, 0
    for place, row in enumerate(rows):
        count = place + 1
        if place % step == 0:
            kept.append(row)
        if len(kept) == 2 * least:
            kept, step = kept[::2], 2 * step
    return kept, count


def state_of(file: BinaryIO) -> tuple[int, int] | None:
    """Return the size of a file and when it was written last, None if it is in memory."""
    with suppress(OSError):
        found = os.fstat(file.fileno())
        return found.st_size, found.st_mtime_ns
    return None
