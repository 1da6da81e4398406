"""Reads CSV files as French offices write them, row by row, and writes the same lines with cells added."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from itertools import islice
from typing import Any, BinaryIO

from ..errors import BadInput
from ..language import _, number
from .content import text_of
from .grid import COLUMNS, MOST_COLUMNS, Grid, Record, Row, state_of
from .headings import header_line, read
from .verdict import Verdict

LONGEST_LINE = (
    10_000_000  # characters of a line or a quoted cell; a longer one has a quote that is not closed
)
BATCH = 1_000  # rows that are written at a time
BEGINNING = 100_000  # characters by which the delimiter is found
PLAIN = 2  # plain headings that make a line a header, even if most other lines have another width
UNUSUAL = {"cp850": "cp850 (MS-DOS)", "mac_roman": "Mac Roman"}  # encodings that a note names
DELIMITERS = (";", "\t", ",", "|")

_MARK = "(?i)\ufeff?(?:sep=([;,\t|])(?:\r\n?|\n))?"


class Sheet(Grid):
    """A CSV file, whose encoding, delimiter and header are found from its content."""

    format = "csv"

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Find the encoding, delimiter and header of a seekable file; raise BadInput if it is no CSV text."""
        csv.field_size_limit(LONGEST_LINE)
        self.file, self.name, self.before = file, name, state_of(file)
        self.text_format = text_of(file, name)
        self.encoding = self.text_format.encoding
        self._mark = ""  # a byte order mark, Excel's line `sep=;`, or both
        with self._text() as text:
            said = re.match(_MARK, text.readline(LONGEST_LINE))
        self._mark = said[0] if said else ""
        self.delimiter = (said and said[1]) or self._guessed_delimiter()
        self.find_header()

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, self.text_format.encoding, self.text_format.errors, newline="")
        try:
            text.read(len(self._mark))
            yield text
        except UnicodeDecodeError as error:
            message = _("{file} is damaged: it is not {encoding} throughout")
            message = message.format(file=self.name, encoding=self.text_format.encoding.upper())
            raise BadInput(message, _("save it again, as CSV in UTF-8")) from error
        finally:
            if not self.file.closed:
                text.detach()

    def _guessed_delimiter(self) -> str:
        """Return the delimiter with the highest `_rank_of_delimiter`.

        For a file of one column: a comma, or a delimiter that its beginning does not have.
        """
        with self._text() as text:
            beginning = text.read(BEGINNING)
        best = max(DELIMITERS, key=partial(_rank_of_delimiter, beginning))
        if _rank_of_delimiter(beginning, best)[-1] > 1:
            return best
        return next((sign for sign in (",", ";", "\t", "|") if sign not in beginning), ",")

    def records(self) -> Iterator[Record]:
        """Yield all records of the file; raise BadInput where it is not CSV."""
        taken: list[str] = []  # the lines of the record that is being read
        line = len(self._mark.splitlines()) if self._mark.endswith(("\n", "\r")) else 0
        with self._text() as text:
            lines = iter(partial(text.readline, LONGEST_LINE), "")
            reader = csv.reader(_collecting(lines, taken), delimiter=self.delimiter)
            try:
                for cells in reader:
                    line += len(taken)
                    if len(cells) > MOST_COLUMNS:
                        message = _("{file} has more than {n} columns")
                        raise BadInput(
                            message.format(file=self.name, n=number(MOST_COLUMNS)),
                            _("a sheet has no more than that; see whether its lines end"),
                        )
                    yield Record("".join(taken), cells, line)
                    taken.clear()
            except csv.Error as error:
                message = _("{file}, line {line}: {reason}")
                message = message.format(file=self.name, line=line + 1, reason=error)
                raise BadInput(message, _("look there for a quote that is never closed")) from error

    def rows(self) -> Iterator[Record]:
        """Yield the records after the header; raise BadInput if the file was changed meanwhile."""
        yield from super().rows()
        self.check_unchanged()

    def head(self, added: Sequence[str] = COLUMNS) -> str:
        """Return the text before the rows, with the headings `added` in the header."""
        if not self._head:
            return self._mark
        *above, header = self._head
        return self._mark + "".join(line.text for line in above) + self.written(header, self.tail(added))

    def tail(self, cells: Sequence[str]) -> str:
        """Return cells as the text to add to a record, beginning with a delimiter."""
        text, encoding = self.delimiter.join(("", *cells)), self.text_format.encoding
        if text.count(self.delimiter) > len(cells) or not text.isprintable() or '"' in text:
            line = io.StringIO(newline="")
            csv.writer(line, delimiter=self.delimiter).writerow(("", *cells))
            text = line.getvalue().removesuffix("\r\n")
        return text if text.isascii() else text.encode(encoding, "replace").decode(encoding)

    def written(self, record: Record, tail: str) -> str:
        """Return the text of a record with a tail; a record shorter than the header is filled up first."""
        text, cells = record.text, record.cells
        if not cells:
            return text
        if len(cells) < len(self.header):
            tail = self.delimiter * (len(self.header) - len(cells)) + tail
        body = text.rstrip("\r\n")
        return body + tail + text[len(body) :]

    def with_columns(
        self, headings: Sequence[str], rows: Iterable[Row], values: Callable[[Verdict], Sequence[Any]]
    ) -> Iterator[bytes]:
        """Yield the bytes of the file with columns added: each line as written, then its tail."""
        yield self.encoded(self.head(headings))
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            yield self.encoded("".join([self.written(row.record, row.tail) for row in batch]))

    def notes(self) -> list[str]:
        """Return a line for the user about an unusual encoding or invalid bytes, if there are any."""
        if self.text_format.encoding in UNUSUAL:
            note = _("read in the encoding {encoding}: see whether the accents are right")
            return [note.format(encoding=UNUSUAL[self.text_format.encoding])]
        line = self.text_format.damaged
        message = _(
            "line {line} has bytes that are not UTF-8: they stay as they are, and may stand for any letter"
        )
        return [] if line is None else [message.format(line=number(line))]

    def encoded(self, text: str) -> bytes:
        """Return text in the encoding of the file; invalid bytes from it come back unchanged."""
        return text.encode(self.text_format.encoding, self.text_format.errors)


def _collecting(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Yield lines, and add them to `taken`, which the caller empties after each record."""
    for line in lines:
        if len(line) == LONGEST_LINE:
            raise csv.Error(_("more than {n} characters").format(n=number(LONGEST_LINE)))
        taken.append(line)
        yield line
    if taken:
        raise csv.Error(_("the file ends inside a quoted text"))


def _rank_of_delimiter(beginning: str, delimiter: str) -> tuple[bool, float, int, int]:
    """Return how well a delimiter suits a file; the higher, the better.

    The values are: whether half of the lines are as wide as the header, or the header has PLAIN headings
    (a title with a comma has not); the sum of its headings, each divided by 1 + its extra words; the number
    of lines as wide as the header; its width.
    """
    lines = []
    with suppress(csv.Error):
        lines = [
            cells for cells in csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter) if cells
        ]
    place = header_line(lines) or 0
    header = lines[place] if lines else []
    told = sum(1 / (1 + len(heading.extras)) for heading in map(read, header) if heading.roles)
    width = len(header)
    same = sum(len(cells) == width for cells in lines) if width > 1 else 0
    return same > len(lines) / 2 or told >= PLAIN, told, same, width
