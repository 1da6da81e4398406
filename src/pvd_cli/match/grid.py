"""Grid, the base of CSV files and of sheets in workbooks: lines above a header, a header, rows of cells."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from itertools import islice, zip_longest
from typing import Any, BinaryIO, NamedTuple, TypeVar

from ..errors import BadInput
from ..language import _, in_french
from ..registry.registry import Registry
from ..search.names import fold
from .headings import LOST, MOST_TITLES, header_line, is_plain_heading, is_second_header, read
from .verdict import ADDED, Verdict

MOST_COLUMNS = 16_384  # as many as Excel has
MOST_OF_CELL = 500  # characters of a cell that are read
SMALLEST_SAMPLE = 100  # rows, at least, by which the roles of columns are found
UNDECODED = re.compile("[\ud800-\udfff]")  # invalid bytes, as the error handler of `Text` decodes them
COLUMNS = tuple(f"pvd_{field}" for field in ADDED)
T = TypeVar("T")


class Record(NamedTuple):
    """A row of the file. text: as written; cells: empty for a blank line; line: the number of its last line.

    values: the cells of a workbook with their types (number, date…); empty for a CSV file.
    """

    text: str
    cells: list[str]
    line: int
    values: Sequence[Any] = ()


class Row(NamedTuple):
    """A record of a sheet and its verdict. tail: the text to add to the record of a CSV file.

    by_person: whether a person decided it.
    """

    record: Record
    verdict: Verdict
    tail: str
    by_person: bool = False


class Grid:
    """A table in a file.

    header: without one, an empty text for each column; format: the one in which it can be written with
    columns added, `csv` or `xlsx`, or ''; before: the state of the file when it was opened;
    encoding: that of its text, '' for a workbook.
    """

    file: BinaryIO
    name: str
    header: list[str]
    format: str
    encoding = ""
    before: tuple[int, int] | None
    _head: list[Record]  # the header and the lines above it

    def records(self) -> Iterator[Record]:
        """Yield all records of the file, from its first line."""
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
        """Return cells as the text to add to a record of a CSV file; '' for a workbook."""
        return ""

    def with_columns(
        self, headings: Sequence[str], rows: Iterable[Row], values: Callable[[Verdict], Sequence[Any]]
    ) -> Iterator[bytes]:
        """Yield the bytes of the file with columns added at the right; all else stays as it is.

        rows: those to write; values: a function that returns the cells to add to a row of a workbook.
        """
        raise NotImplementedError

    def notes(self) -> list[str]:
        """Return lines for the user about how the file was read."""
        return []

    def check_writable(self, ending: str) -> None:
        """Raise BadInput where it cannot be written with columns added in a file with this ending."""

    def check_results(self, places: Iterable[int | None]) -> None:
        """Raise BadInput where a column has formulas without results. places: columns, counted from 0."""

    def losses(self) -> list[str]:
        """Return lines for the user about what is lost if its rows are written as a new workbook."""
        return []

    def sample(self) -> tuple[list[list[str]], int]:
        """Return the cells of rows at even distances over the whole sheet, and the number of all rows."""
        rows, count = spread((record.cells for record in self.rows() if any(record.cells)), SMALLEST_SAMPLE)
        return [*map(beginnings, rows)], count

    def find_header(self) -> None:
        """Set `header` to the first line of headings, or else to the first line that is not blank.

        A second line of headings below belongs to the header. Of two headings the lower one counts, like
        `Commune` below `Bénéficiaire`, unless it is a name of a variable, like `CODGEO` below `Code commune`.
        Raises BadInput where the file is empty, or has columns that `match` added.
        """
        records = list(islice(self.records(), MOST_TITLES + SMALLEST_SAMPLE))
        place = header_line([beginnings(record.cells) for record in records])
        if place is None:
            place = next((n for n, record in enumerate(records) if any(map(str.strip, record.cells))), None)
        if place is None:
            raise BadInput(_("{file} is empty").format(file=self.name), _("give a table with a header"))
        above, below = records[place].cells, [record.cells for record in records[place + 1 : place + 2]]
        lower = below[0] if below and is_second_header(beginnings(below[0])) else []
        self._head = records[: place + (2 if lower else 1)]
        first, second = (above, lower) if _are_variables(lower, above) else (lower, above)
        self.header = [one.strip() or two.strip() for one, two in zip_longest(first, second, fillvalue="")]
        again = sorted({*COLUMNS, *map(in_french, COLUMNS)}.intersection(self.header))
        if again:
            message = _("{file} has a column {column} already").format(file=self.name, column=again[0])
            raise BadInput(message, _("take out the columns that begin with pvd_, or rename them"))

    def header_is_data(self, registry: Registry) -> bool:
        """Return whether the header is a row of data: one of its cells is a commune or a code."""
        words = [cell for cell in self.header if re.search(r"[^\W\d_]{2}", cell)]
        communes = [cell for cell in words if registry.with_exact_name(cell)[0]]  # `Rue` is one
        if any(is_plain_heading(cell) or (read(cell).roles and cell not in communes) for cell in self.header):
            return False
        return bool(communes) or any(re.fullmatch(r"\d{5}", cell) for cell in self.header)

    def without_header(self) -> None:
        """Treat all lines as rows, and set `header` to empty texts."""
        self._head = []
        self.header = [""] * max(len(cells) for cells in self.sample()[0])

    def heading_of(self, place: int) -> str:
        """Return the heading of a column, or `column 3` if it has none. place: its number, from 0."""
        return self.header[place] or _("column {n}").format(n=place + 1)

    def find_column(self, column: str) -> int:
        """Return the number of a column, from 0, by its heading or, if it has none, by its place: `column 2`
        or `2`.

        Raises BadInput, which names the columns, for any other text.
        """
        names = list(map(self.heading_of, range(len(self.header))))
        if column in names:
            return names.index(column)
        folded = [fold(name) for name in names]
        if fold(column) and fold(column) in folded:
            return folded.index(fold(column))
        if column.isdecimal() and 0 < int(column) <= len(names) and not self.header[int(column) - 1]:
            return int(column) - 1
        near = get_close_matches(fold(column), folded, 1)
        hints = [_("its columns are {names}").format(names=", ".join(names))]
        if near:
            hints.insert(0, _("did you mean {names}?").format(names=names[folded.index(near[0])]))
        raise BadInput(_("{file} has no column “{column}”").format(file=self.name, column=column), *hints)

    def keys(self, width: int) -> list[str]:
        """Return different keys for `width` columns: headings, or `column_3`, perhaps with a number added."""
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
        """Return the cells of a row by key, with U+FFFD for invalid bytes."""
        return {key: UNDECODED.sub(LOST, cell) for key, cell in zip(keys, cells, strict=False)}


def _are_variables(lower: Sequence[str], above: Sequence[str]) -> bool:
    """Return whether each heading of the lower line is a name of a variable, with a heading above it."""
    pairs = zip_longest(map(str.strip, lower), map(str.strip, above), fillvalue="")
    return all(high and low.isupper() and low.isidentifier() for low, high in pairs if low)


def beginnings(cells: Sequence[str]) -> list[str]:
    """Return the first MOST_OF_CELL characters of cells."""
    return [cell[:MOST_OF_CELL] for cell in cells]


def spread(rows: Iterable[T], least: int) -> tuple[list[T], int]:
    """Return rows at even distances, at least `least` of them if there are so many, and the number of all."""
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
    """Return the size of a file and the time of its last change, None if it is in memory."""
    with suppress(OSError):
        found = os.fstat(file.fileno())
        return found.st_size, found.st_mtime_ns
    return None
