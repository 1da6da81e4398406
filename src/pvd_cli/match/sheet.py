"""A CSV file as French offices write it: read row by row, each kept as it stands, written with more cells."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from ..errors import BadInput
from ..language import _
from .verdict import Verdict

LARGEST = 10_000_000  # characters of a quoted cell; more is a quote that was never closed
LONGEST_HEADER = 100_000  # characters
COLUMNS = tuple(f"pvd_{field}" for field in Verdict._fields)
ENCODINGS = ("utf-8", "cp1252")  # cp1252 is Windows, Western Europe

_MARK = re.compile("\ufeff?(?:sep=([;,\t|])\r?\n)?", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
_NEVER_CLOSED = re.compile(r'(?:^|[;,\t|])"[^"]*$')  # `Length (5")` is a quote like any letter


class Record(NamedTuple):
    """A row as it stands in the file, its cells (none: a blank line), the number of its last line."""

    text: str
    cells: list[str]
    line: int


class Sheet:
    """A CSV file: its encoding, delimiter and header, read off itself."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Read how `file`, which must be seekable, is written; raise BadInput if it is no CSV text."""
        csv.field_size_limit(LARGEST)
        self.file, self.name = file, name
        self.encoding = _encoding(file, name)
        self._mark = ""  # what stands before all rows: a byte order mark, Excel's line `sep=;`
        with self._text() as text:
            said = _MARK.match(text.readline())
        self._mark = said[0] if said else ""
        self.delimiter = (said and said[1]) or self._guessed_delimiter()
        self._head = self._read_head()
        self.header = [cell.strip() for cell in self._head[-1].cells]
        again = sorted(set(COLUMNS) & set(self.header))
        if again:
            message = _("{file} has a column {column} already").format(file=name, column=again[0])
            raise BadInput(message, _("take out the columns that begin with pvd_, or rename them"))

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, self.encoding, newline="")
        try:
            text.read(len(self._mark))
            yield text
        finally:
            if not self.file.closed:
                text.detach()

    def _guessed_delimiter(self) -> str:
        """Return the sign that stands most often in the header, outside of quotes."""
        with self._text() as text:
            line = next((line for line in text if line.strip("\r\n")), "")
            while _NEVER_CLOSED.search(_QUOTED.sub("", line)) and len(line) < LONGEST_HEADER:
                more = text.readline()
                if not more:
                    break
                line += more
        return max(";", "\t", ",", "|", key=_QUOTED.sub("", line).count)

    def _read_head(self) -> list[Record]:
        """Return the blank lines before the header, and the header."""
        head: list[Record] = []
        for record in self._records():
            head.append(record)
            if record.cells:
                return head
        raise BadInput(_("{file} is empty").format(file=self.name), _("give a CSV file with a header"))

    def _records(self) -> Iterator[Record]:
        """Yield each record of the file as it stands there."""
        taken: list[str] = []  # the lines of the record that is being read
        line = self._mark.count("\n")
        with self._text() as text:
            reader = csv.reader(_kept(text, taken), delimiter=self.delimiter)
            try:
                for cells in reader:
                    line += len(taken)
                    yield Record("".join(taken), cells, line)
                    taken.clear()
            except csv.Error as error:
                message = _("{file}, line {line}: {reason}")
                message = message.format(file=self.name, line=line + 1, reason=error)
                raise BadInput(message, _("look there for a quote that is never closed")) from error

    def rows(self) -> Iterator[Record]:
        """Yield the records after the header."""
        records = self._records()
        for _line in self._head:
            next(records)
        return records

    def head(self) -> str:
        """Return what stands before the rows, the header with the columns that are added."""
        *blank, header = self._head
        return self._mark + "".join(line.text for line in blank) + self.written(header, self.tail(COLUMNS))

    def tail(self, cells: Sequence[str]) -> str:
        """Return cells as they are added to a record of this file."""
        line = io.StringIO(newline="")
        csv.writer(line, delimiter=self.delimiter).writerow(("", *cells))
        return line.getvalue().removesuffix("\r\n")

    def written(self, record: Record, tail: str) -> str:
        """Return a record as it stands in the file, a tail behind; one short of cells gets them."""
        text, cells, _line = record
        if not cells:
            return text
        if len(cells) < len(self.header):
            tail = self.delimiter * (len(self.header) - len(cells)) + tail
        body = text.rstrip("\r\n")
        return body + tail + text[len(body) :]

    def as_mapping(self, record: Record, verdict: Verdict) -> dict[str, Any]:
        """Return a row for JSON: its cells, each under a heading of its own, then the verdict."""
        extra = (f"column_{n + 1}" for n in range(len(self.header), len(record.cells)))
        row: dict[str, Any] = {}
        for place, (name, cell) in enumerate(zip([*self.header, *extra], record.cells, strict=False)):
            key = name or f"column_{place + 1}"
            while key in row or (key != name and key in self.header):
                key += f"_{place + 1}"
            row[key] = cell
        return row | {f"pvd_{key}": value for key, value in verdict.typed().items()}


def _kept(lines: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Pass lines on and keep them, until whoever reads the records takes them away."""
    for line in lines:
        taken.append(line)
        yield line
    if taken:
        raise csv.Error("unexpected end of data")


def _encoding(file: BinaryIO, name: str) -> str:
    """Return the first of ENCODINGS that all of a file is written in; raise BadInput if it is in none."""
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while chunk := file.read(1 << 20):
                if b"\0" in chunk or chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise BadInput(_("{file} is not CSV text").format(file=name), _save_as_csv())
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
    raise BadInput(_("{file} is neither UTF-8 nor Windows-1252").format(file=name), _save_as_csv())


def _save_as_csv() -> str:
    return _("save it as CSV, in UTF-8 (a spreadsheet calls it “CSV UTF-8”)")
