"""The rows of a sheet with their verdicts, as they are read; memory does not grow with the sheet."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..registry.registry import Registry
from .sheet import Record, Sheet
from .verdict import Verdict, decide

REMEMBERED = 60_000  # different cells whose verdict is kept
LONG = 500  # characters of a cell that count


class Places(NamedTuple):
    """The places of the columns that tell what a row is; None where there is none."""

    name: int | None = None
    department: int | None = None
    code: int | None = None


class Row(NamedTuple):
    """A record of a sheet, its verdict, and that as it is added to the record."""

    record: Record
    verdict: Verdict
    tail: str


class Tally:
    """How many rows there are of each status, and how many are longer than the header."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.long = 0


def decided(sheet: Sheet, registry: Registry, places: Places, tally: Tally) -> Iterator[Row]:
    """Yield the rows of a sheet with what each is, count those that are no blank lines, close its file."""

    @lru_cache(REMEMBERED)
    def verdict(cells: tuple[str, ...]) -> tuple[Verdict, str]:
        name, department, code = cells
        made = decide(registry, name, department, **{kind: code})
        return made, sheet.tail(made)

    kind = "postal"
    if places.code is not None:
        cells_ = [
            r.cells[places.code].strip().removesuffix(".0").zfill(5)
            for _, r in zip(range(3000), sheet.rows(), strict=False)
            if len(r.cells) > places.code
        ]
        ins = {p.insee for p in registry.places}
        pos = {c for p in registry.places for c in p.postal_codes}
        kind = (
            "insee" if sum(c in ins - pos for c in cells_) > sum(c in pos - ins for c in cells_) else "postal"
        )
    width = len(sheet.header)
    with sheet.file:
        for record in sheet.rows():
            cells = record.cells
            size = len(cells)
            asked = [cells[place][:LONG] if place is not None and place < size else "" for place in places]
            made, tail = verdict(tuple(asked))
            if cells:
                tally.statuses[made.status] += 1
                tally.long += size > width
            yield Row(record, made, tail)
