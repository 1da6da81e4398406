"""Yields the rows of a sheet with their verdicts one by one, so that memory does not grow with the sheet."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from ..registry.registry import Registry
from .columns import Roles
from .decisions import Decisions
from .grid import MOST_OF_CELL, Grid, Row
from .lost import mender
from .verdict import EMPTY, OTHER_REGION, REGIONAL, STATUSES, Sample, Verdict, decide

REMEMBERED = 60_000  # different cells whose verdict is kept
LABELLED_ELSEWHERE = "labelled-elsewhere"  # what can be asked for as if it were a status
CHOICES = (*STATUSES, LABELLED_ELSEWHERE)


class Tally:
    """Counts of rows: by status, decided by a person, labelled outside the region, longer than the header."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.by_person = self.labelled_elsewhere = self.long = 0


def no_additions(_verdict: Verdict) -> Sequence[str]:
    """Return no cells to add behind a verdict."""
    return ()


def decided(
    sheet: Grid,
    registry: Registry,
    roles: Roles,
    tally: Tally,
    more: Callable[[Verdict], Sequence[str]] = no_additions,
    only: Collection[str] = (),
    sample: Sample = REGIONAL,
    decisions: Decisions | None = None,
) -> Iterator[Row]:
    """Yield the rows of a sheet with their verdicts, and count them in `tally`.

    A row of empty cells counts as a blank line: it has no status and is not counted.
    more: a function that returns the cells to add behind a verdict; only: of CHOICES, those of the rows to
    yield, all if empty; sample: see `Sample`; decisions: those of a person.
    """
    mended = mender(registry)
    used = {kind: place for kind, place in roles._asdict().items() if place is not None}
    columns = list(used.values())

    @lru_cache(REMEMBERED)
    def verdict(*asked: str) -> tuple[Verdict, str, bool]:
        decided_before = decisions.of(asked) if decisions else None
        if decided_before:
            return decided_before, sheet.tail((*decided_before, *more(decided_before))), True
        given = {
            kind: cell if cell.isascii() else mended(cell) for kind, cell in zip(used, asked, strict=True)
        }
        made = decide(registry, **given, sample=sample)
        return made, sheet.tail((*made.cells, *more(made))), False

    nothing = EMPTY, sheet.tail((*EMPTY.cells, *more(EMPTY))), False
    width, elsewhere = len(sheet.header), LABELLED_ELSEWHERE in only
    for record in sheet.rows():
        cells = record.cells
        size = len(cells)
        asked = [cells[place][:MOST_OF_CELL] if place < size else "" for place in columns]
        made, tail, by_person = verdict(*asked)
        if made.status == "unknown" and not any(map(str.strip, cells)):
            made, tail, by_person = nothing
        else:
            tally.by_person += by_person
            tally.statuses[made.status] += 1
            tally.labelled_elsewhere += made.cohort == OTHER_REGION
            tally.long += size > width
        if not only or made.status in only or (elsewhere and made.cohort == OTHER_REGION):
            yield Row(record, made, tail, by_person)
