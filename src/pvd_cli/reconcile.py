"""A whole column of a CSV file matched with the communes of the region, row by row as it is read."""

from __future__ import annotations

import codecs
import csv
import gc
import io
import os
import re
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from .errors import BadInput, NoAnswer
from .language import _
from .models import Commune
from .names import fold
from .registry import Registry
from .search import ASK, CLEAR, EQUAL, SURE, Ranked

if TYPE_CHECKING:
    from concurrent.futures import Executor

BATCH = 8_000  # rows that are read, matched and written at a time
BATCH_SIZE = 4_000_000  # characters
REMEMBERED = 60_000  # different cells whose verdict is kept
MANY = 1_500  # new cells in a batch from which it is worth sharing them between processors
SAMPLE = 100  # rows by which a column is guessed
LARGEST = 10_000_000  # characters of a quoted cell; more is a quote that was never closed
LONGEST_HEADER = 100_000  # characters
MOST_PROCESSES = 61  # more than Windows can wait for
LONG = 500  # characters of a cell that count
PROBABLE = 75  # score below which a row is unknown: names from all over France come as near as that

_SAID = re.compile("\ufeff?(?:sep=([;,\t|])\r?\n)?", re.IGNORECASE)

_POSTAL = re.compile(r"\d{5}(?<!\d{6})(?!\d)")

# What a cell of a department says that says nothing, folded.
_BLANK = {"", *"na nc nd nr neant none null inconnu paca".split(), "n sur a", "n sur c", "n a", "n c", "n d"}

Record = tuple[str, list[str], int]  # as it stands in the file, its cells, its last line
Cells = tuple[str, str, str]  # a commune's name, its department, its INSEE or postal code
Fields = tuple[str, ...]  # those of a verdict; between processes they go without their names, much faster
# A batch, its cells, those to decide, their verdicts once they are there, all verdicts by cells.
Asked = tuple[list[Record], list[Cells], list[Cells], Iterable[Fields], dict[Cells, tuple["Verdict", str]]]


class Verdict(NamedTuple):
    """What a row is: the cells that are added to it, each under its field's name after `pvd_`.

    status: labelled, not-labelled, ambiguous or unknown; insee: joined by | where several may be meant.
    """

    status: str
    insee: str = ""
    name: str = ""
    department: str = ""
    cohort: str = ""
    score: str = ""
    match: str = "false"

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: namesakes that all lack the label are in no doubt."""
        return self.match == "false" and not (self.status == "not-labelled" and "|" in self.insee)

    def typed(self) -> dict[str, Any]:
        """Return the fields for JSON: score a number, match a truth value, None for what is empty."""
        fields = {key: value or None for key, value in self._asdict().items()}
        return fields | {"score": float(self.score) if self.score else None, "match": self.match == "true"}


UNKNOWN = Verdict("unknown")
COLUMNS = tuple(f"pvd_{field}" for field in Verdict._fields)


class Row(NamedTuple):
    """A row as it stands in the file, its cells (none: a blank line), its last line, its verdict."""

    text: str
    cells: list[str]
    line: int
    verdict: Verdict
    tail: str  # the verdict as it is added to the row


def decide(registry: Registry, name: str, department: str = "", code: str = "") -> Verdict:
    """Return what a row is by its cells, of which all but one may be empty.

    A department or a code from outside the region makes it unknown; a name, a department and a code
    that contradict each other make it ambiguous.
    """
    rank = registry.index.rank
    within = None
    if department and fold(department[:100]) not in _BLANK:
        try:
            within = registry.department(department).code
        except NoAnswer:
            return UNKNOWN
    codes = _codes(code) if code else []
    coded = [ranked for each in codes for ranked in rank(each)[0]] if codes else []
    if codes and not coded:  # that of a CEDEX, perhaps, which tells the department at least
        here = codes[0].zfill(5)[:2]
        if here not in ({within} if within else {known.code for known in registry.departments}):
            return UNKNOWN
        within = here
    named, sure, agrees = rank(name, within)
    if not (sure or code):
        beside = _POSTAL.findall(name)
        if beside:
            return decide(registry, name, department, " ".join(beside))
    if not (agrees or within or code) and named and named[0][1] < EQUAL:
        named = []  # a name like it, but in a department where it is not, is somebody else's
    if within and not sure and (not named or named[0][1] < EQUAL):
        elsewhere, known, _agrees = rank(name)
        if known and (not named or named[0][1] < PROBABLE or elsewhere[0][1] >= EQUAL):
            named, agrees = [*named[:1], *elsewhere[:1]], False
    if not coded:
        return _verdict(named, sure) if agrees else _several(named)
    if not named:
        inside = [ranked for ranked in coded if within in (None, ranked[0].department)]
        return _several(coded) if name.strip() or not inside else _verdict(inside, len(inside) == 1)
    places = [place for place, _score, _reason in coded if within in (None, place.department)]
    both = [ranked for ranked in named if ranked[0] in places]
    if not both:
        return _several([*named[:1], *coded], at_odds=named[0][1] >= PROBABLE)
    return _verdict(both, len(both) == 1 or both[0][1] - both[1][1] >= CLEAR, ASK)


def _codes(cell: str) -> list[str]:
    """Return the INSEE or postal codes in a cell: `04200`, `4200.0`, `04 200`, `84500/84505`.

    A cell with another number or code gives one that is nobody's.
    """
    cell = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", cell)
    codes = re.findall(r"(?<![\d.,])\d{4,5}(?!\w)", cell)
    return codes or (["00000"] if re.search("[1-9]", cell) else [])


def _verdict(ranked: Sequence[Ranked], sure: bool, probable: float = PROBABLE) -> Verdict:
    if not ranked or ranked[0][1] < probable:
        return UNKNOWN
    place, score, _reason = ranked[0]
    if not sure:
        least = EQUAL if score >= EQUAL else score - CLEAR
        rivals = [other for other in ranked if other[1] >= least]
        if len(rivals) > 1:
            return _several(rivals)
    labelled = isinstance(place, Commune)
    return Verdict(
        "labelled" if labelled else "not-labelled",
        place.insee,
        place.name,
        place.department,
        place.cohort if isinstance(place, Commune) else "",
        _points(score),
        "true" if sure else "false",
    )


@lru_cache(REMEMBERED)
def _points(score: float) -> str:
    return f"{score:.4g}"  # some hundred different ones in any file


def _several(ranked: Sequence[Ranked], *, at_odds: bool = False) -> Verdict:
    """Return all that may be meant; if all are surely without the label, so is the row, unless at odds."""
    probable = [each for each in ranked if each[1] >= PROBABLE]
    if not probable:
        return UNKNOWN
    without = not any(isinstance(place, Commune) or score < EQUAL for place, score, _reason in probable)
    codes = "|".join(dict.fromkeys(place.insee for place, _score, _reason in probable))
    status = "not-labelled" if without and not at_odds else "ambiguous"
    return Verdict(status, codes, score=_points(max(score for _place, score, _reason in probable)))


class Sheet:
    """A CSV file as French offices write them: its encoding, delimiter and header, read off itself."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Read how `file`, which must be seekable, is written; raise BadInput if it is no CSV text."""
        csv.field_size_limit(LARGEST)
        self.file, self.name = file, name
        self.encoding = _encoding(file, name)
        self.before = ""  # what stands before the header: a byte order mark, Excel's line `sep=;`
        with self._text() as text:
            said = _SAID.match(text.readline())
            self.before = said[0] if said else ""
        with self._text() as text:
            line = next((line for line in text if line.strip("\r\n")), "")
            # A cell that begins with a quote may have line breaks; `Length (5")` is a quote like any letter.
            opened = re.compile(r'(?:^|[;,\t|])"[^"]*$')
            while opened.search(re.sub(r'"[^"]*"', "", line)) and len(line) < LONGEST_HEADER:
                more = text.readline()
                if not more:
                    break
                line += more
        line = re.sub(r'"[^"]*"', "", line)
        self.delimiter = max(";", "\t", ",", "|", key=line.count)
        if said and said[1]:
            self.delimiter = said[1]
        self._head, first = next(((text, cells) for text, cells, _line in self._records() if cells), ("", []))
        if not first:
            raise BadInput(_("{file} is empty").format(file=name), _("give a CSV file with a header"))
        self.header = [cell.strip() for cell in first]
        again = sorted(set(COLUMNS) & set(self.header))
        if again:
            message = _("{file} has a column {column} already").format(file=name, column=again[0])
            raise BadInput(message, _("take out the columns that begin with pvd_, or rename them"))

    @contextmanager
    def _text(self) -> Iterator[io.TextIOWrapper]:
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, self.encoding, newline="")
        try:
            text.read(len(self.before))
            yield text
        finally:
            if not self.file.closed:
                text.detach()

    def _records(self) -> Iterator[Record]:
        """Yield each record as it stands in the file, its cells, and the number of its last line."""
        number = self.before.count("\n")
        with self._text() as text:
            for line in text:
                number += 1
                if '"' not in line:
                    body = line.rstrip("\r\n")
                    yield line, body.split(self.delimiter) if body else [], number
                    continue
                taken = [line]  # and the lines that a quote goes on for
                try:
                    cells = next(csv.reader(chain((line,), _kept(text, taken)), delimiter=self.delimiter))
                    number += len(taken) - 1
                except csv.Error as error:
                    message = _("{file}, line {line}: {reason}")
                    message = message.format(file=self.name, line=number, reason=error)
                    raise BadInput(message, _("look there for a quote that is never closed")) from error
                yield "".join(taken), cells, number

    def find(self, column: str) -> int:
        """Return the place of a column by its name; raise BadInput that names those there are."""
        if column in self.header:
            return self.header.index(column)
        folded = [fold(name) for name in self.header]
        if fold(column) and fold(column) in folded:
            return folded.index(fold(column))
        near = get_close_matches(fold(column), folded, 1)
        hints = [_("its columns are {names}").format(names=", ".join(self.header))]
        if near:
            name = self.header[folded.index(near[0])]
            hints.insert(0, _("did you mean {names}?").format(names=name))
        raise BadInput(_("{file} has no column “{column}”").format(file=self.name, column=column), *hints)

    def guess(self, registry: Registry) -> int | None:
        """Return the place of the column that plainly holds communes: alone to have mostly such names."""
        enough = max(5, min(SAMPLE, 20_000 // len(self.header)))
        filled = (cells for _text, cells, _line in self._records() if cells)
        rows = list(islice(filled, 1, enough))
        plain = [0] if len(self.header) == 1 else []
        for place in range(len(self.header) if not plain else 0):
            cells = [row[place] for row in rows if place < len(row) and row[place].strip()]
            named = [cell for cell in cells if not cell.strip().isdigit() and _is_name(registry, cell)]
            if cells and len(named) > len(cells) / 2:
                plain.append(place)
        return plain[0] if len(plain) == 1 else None

    def batches(
        self, registry: Registry, column: int | None, department: int | None = None, code: int | None = None
    ) -> Iterator[list[Row]]:
        """Yield the rows after the header with their verdicts, some thousands at a time, as they are read.

        column, department, code: the places of the columns of names, departments and INSEE or postal
        codes. Memory does not grow with the file.
        """
        known: dict[Cells, tuple[Verdict, str]] = {}
        records = self._records()
        next(cells for _text, cells, _line in records if cells)  # the header
        waiting: Asked | None = None
        with _Deciders(registry) as decide_all:
            while batch := list(_some(records)):
                keys = list(zip(*(_cells(batch, place) for place in (column, department, code)), strict=True))
                if len(known) > REMEMBERED:
                    known = {}
                new = [key for key in dict.fromkeys(keys) if key not in known]
                known.update(dict.fromkeys(new, (UNKNOWN, "")))  # so that the next batch does not ask again
                asked = batch, keys, new, decide_all(new), known
                if waiting:  # while the other processors decide what was just read
                    yield self._decided(*waiting)
                waiting = asked
            if waiting:
                yield self._decided(*waiting)

    def _decided(
        self,
        batch: list[Record],
        keys: list[Cells],
        new: list[Cells],
        verdicts: Iterable[Fields],
        known: dict[Cells, tuple[Verdict, str]],
    ) -> list[Row]:
        known.update(zip(new, map(self._worded, verdicts), strict=True))
        return [Row._make(record + known[key]) for record, key in zip(batch, keys, strict=True)]

    @cached_property
    def _worded(self) -> Callable[[Fields], tuple[Verdict, str]]:
        """Return a verdict and how it is added to a record; most verdicts come many times."""
        return lru_cache(REMEMBERED)(lambda fields: (Verdict._make(fields), self.tail(fields)))

    def tail(self, cells: Sequence[str]) -> str:
        """Return cells as they are added to a record of this file."""
        return "".join(self.delimiter + self._cell(cell) for cell in cells)

    def head(self) -> str:
        """Return the header as it stands in the file, with the columns that are added."""
        return self.before + self.written([Row(self._head, self.header, 1, UNKNOWN, self.tail(COLUMNS))])

    def written(self, rows: Iterable[Row]) -> str:
        """Return rows as they stand in the file, what is added behind; those short of cells get them."""
        width, delimiter = len(self.header), self.delimiter
        parts: list[str] = []
        for text, cells, _line, _verdict, tail in rows:
            if cells:
                body = text.rstrip("\r\n")
                if len(cells) < width:
                    tail = delimiter * (width - len(cells)) + tail
                parts += body, tail, text[len(body) :]
            else:
                parts.append(text)
        return "".join(parts)

    def _cell(self, cell: str) -> str:
        if set(cell) & {self.delimiter, '"', "\n", "\r"}:
            return '"' + cell.replace('"', '""') + '"'
        return cell


def _kept(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    """Pass on the lines that a quoted cell goes on for, and keep them."""
    for line in lines:
        kept.append(line)
        yield line
    raise csv.Error("unexpected end of data")


def _some(records: Iterator[Record]) -> Iterator[Record]:
    """Pass on the records of a batch: so many, or fewer if they are long."""
    size = 0
    for record in islice(records, BATCH):
        yield record
        size += len(record[0])
        if size > BATCH_SIZE:
            return


def _cells(batch: list[Record], place: int | None) -> Iterable[str]:
    """Return a column of a batch, empty where there is none."""
    if place is None:
        return repeat("", len(batch))
    return [cells[place][:LONG] if place < len(cells) else "" for _text, cells, _line in batch]


def _is_name(registry: Registry, cell: str) -> bool:
    ranked, _sure, _agrees = registry.index.rank(cell)
    return bool(ranked) and ranked[0][1] >= SURE


def _encoding(file: BinaryIO, name: str) -> str:
    """Return utf-8 if all of the file is, else cp1252 (Windows, Western Europe) if all of it is."""
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while chunk := file.read(1 << 20):
                if b"\0" in chunk or chunk[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise BadInput(
                        _("{file} is not CSV text").format(file=name),
                        _("save it as CSV, in UTF-8 (a spreadsheet calls it “CSV UTF-8”)"),
                    )
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return encoding
        except UnicodeDecodeError:
            continue
    raise BadInput(
        _("{file} is neither UTF-8 nor Windows-1252").format(file=name),
        _("save it as CSV, in UTF-8 (a spreadsheet calls it “CSV UTF-8”)"),
    )


class _Deciders:
    """Decide many cells: here if they are few, else shared between the machine's processors."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._pool: Executor | None = None

    def __enter__(self) -> _Deciders:
        return self

    def __exit__(self, _type: object, error: object, _traceback: object) -> None:
        if not self._pool:
            return
        from concurrent.futures.process import BrokenProcessPool

        self._pool.shutdown(cancel_futures=True)
        if isinstance(error, BrokenProcessPool):
            message = _("a process that matched rows was killed")
            hint = _("see whether memory is short, or match fewer rows at a time")
            raise BadInput(message, hint) from error

    def __call__(self, cells: list[Cells]) -> Iterable[Fields]:
        processors = min(os.cpu_count() or 1, MOST_PROCESSES)
        if len(cells) < MANY or processors == 1:
            return [decide(self._registry, *each) for each in cells]
        if not self._pool:
            from concurrent.futures import ProcessPoolExecutor

            self._pool = ProcessPoolExecutor(processors, initializer=_start, initargs=(self._registry,))
        size = len(cells) // (2 * processors) + 1
        shares = [cells[start : start + size] for start in range(0, len(cells), size)]
        with _unheard():
            return chain.from_iterable(self._pool.map(_decide_all, shares))


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep Ctrl-C waiting, for good in the processes that are started meanwhile: they inherit it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_worker: list[Registry] = []


def _start(registry: Registry) -> None:
    from threading import Thread

    gc.disable()
    Thread(target=_follow, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that reads the file
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # by which the pool ends the others when one was killed
    _worker.append(registry)


def _follow() -> None:
    """End this process when the one that reads the file is gone, however it ended."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _decide_all(cells: list[Cells]) -> list[Fields]:
    return [tuple(decide(_worker[0], *each)) for each in cells]


def as_record(sheet: Sheet, row: Row) -> dict[str, Any]:
    """Return a row as one mapping for JSON: its cells under their headings, then the pvd_ keys."""
    names = [*sheet.header, *(f"column_{n + 1}" for n in range(len(sheet.header), len(row.cells)))]
    record: dict[str, Any] = {}
    for place, (name, cell) in enumerate(zip(names, row.cells, strict=False)):
        key = name or f"column_{place + 1}"
        while key in record or (key != name and key in sheet.header):
            key += f"_{place + 1}"
        record[key] = cell
    return record | {f"pvd_{key}": value for key, value in row.verdict.typed().items()}
