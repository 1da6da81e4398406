"""What people see of a matched sheet: the number of rows of each status, the communes, the doubtful rows."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ..language import _, number, plural
from ..match.columns import Roles
from ..match.decisions import Key, row_key
from ..match.grid import Row
from ..match.rows import Tally
from ..match.verdict import ADDED, Verdict
from ..output.answer import Answer
from ..output.fields import fields_of
from ..output.views import Lines, Table, View
from ..registry.models import describe
from ..registry.registry import Registry

DOUBTFUL = ("ambiguous", "unknown")
MOST_GROUPS = 10_000  # spellings that are kept, so that memory has a limit
MOST_SHOWN = 20  # of them in a summary
FEW = 5  # rows of which nothing can be said as a whole


def rows_counted(rows: Iterable[Row], notes: list[str], tally: Tally, heading: str) -> Iterator[Row]:
    """Yield all rows; after the last one, add `tally_lines` to the notes."""
    yield from rows
    notes += tally_lines(tally, heading)


def tally_lines(tally: Tally, heading: str) -> Iterator[str]:
    """Yield lines with the number of rows of each status, and with what looks wrong with the sheet."""
    found = tally.statuses
    total = sum(found.values())
    here, there, others = found["labelled"], tally.labelled_elsewhere, found["outside"]
    epcis = found["epci"]
    if there:
        outside = plural("{n} other outside the region", "{n} others outside the region", others - there)
        labels = [
            (plural("{n} labelled here", "{n} labelled here", here), here),
            (plural("{n} labelled elsewhere", "{n} labelled elsewhere", there), there),
        ]
    else:
        outside = plural("{n} outside the region", "{n} outside the region", others)
        labels = [(plural("{n} labelled", "{n} labelled", here), here)]
    words = [
        *labels,
        (plural("{n} not labelled", "{n} not labelled", found["not-labelled"]), found["not-labelled"]),
        (plural("{n} ambiguous", "{n} ambiguous", found["ambiguous"]), found["ambiguous"]),
        *([(plural("{n} intercommunality", "{n} intercommunalities", epcis), epcis)] if epcis else []),
        (outside, others - there),
        (plural("{n} unknown", "{n} unknown", found["unknown"]), found["unknown"]),
    ]
    parts = [text.format(n=number(n)) for text, n in words]
    yield plural("{n} row: ", "{n} rows: ", total).format(n=number(total)) + ", ".join(parts)
    if tally.by_person:
        message = plural("{n} row decided by you", "{n} rows decided by you", tally.by_person)
        yield message.format(n=number(tally.by_person))
    if total > FEW and found["unknown"] > total / 2:
        yield _("most rows are unknown: does “{column}” hold the communes? (--column)").format(column=heading)
    elif total > FEW and found["outside"] + found["unknown"] == total:
        yield _("no row is about the region")
    if tally.long:
        message = plural(
            "{n} row has more cells than the header: its added cells stand further right",
            "{n} rows have more cells than the header: their added cells stand further right",
            tally.long,
        )
        yield message.format(n=number(tally.long))


def review_answer(registry: Registry, rows: Iterable[Row], roles: Roles, most: int | None = None) -> Answer:
    """Answer with the doubtful spellings of a sheet, each once, the most frequent first.

    most: the largest number of spellings, which then have no line numbers; None for all.
    """
    groups: Counter[tuple[Key, Verdict]] = Counter()
    lines: defaultdict[tuple[Key, Verdict], array[int]] = defaultdict(partial(array, "L"))
    left_out = 0
    for row in rows:
        if row.verdict.status not in DOUBTFUL or row.by_person:
            continue
        group = row_key(cells_of(row, roles)), row.verdict
        if group not in groups and len(groups) == MOST_GROUPS:
            left_out += 1
            continue
        groups[group] += 1
        lines[group].append(row.record.line)
    names = {place.insee: describe(place) for place in registry.places}
    found = [
        {
            "text": key[0],
            "beside": key[1],
            "rows": times,
            "lines": list(lines[key, verdict]),
            **verdict.typed(),
            "reason": verdict.reason,
            "candidates": [names.get(insee, insee) for insee in verdict.insee.split("|") if insee],
            "decision": None,
        }
        for (key, verdict), times in groups.most_common(most)
    ]
    keys = ["text", "beside", "rows", "lines", *ADDED, "reason", "candidates", "decision"]
    shown = ["text", "rows", "status", "candidates", *(["reason", "lines"] if most is None else [])]
    total = groups.total() + left_out
    title = plural("{n} row to look at", "{n} rows to look at", total).format(n=number(total))
    more = len(groups) - len(found) + left_out
    footnotes = [_("{n} more are not shown.").format(n=number(more))] if more else []
    return Answer(found, fields_of(keys, "review"), shown, title=title, footnotes=footnotes)


def deciding(review: Answer, output: Path | None) -> list[str]:
    """Return the line that says how to decide the rows of a review. output: the file with the review."""
    if not review.rows:
        return []
    if output:
        step = _("to decide them: fill in the column “{column}” of {file}, then add --decisions {file}")
    else:
        step = _("to decide them: add -o {file}, fill in its column “{column}”, then add --decisions {file}")
    file = str(output or _("doubts.xlsx"))
    column = _("Decision") if file.lower().endswith(".xlsx") else "decision"
    return [step.format(column=column, file=file)]


def cells_of(row: Row, roles: Roles) -> list[str]:
    """Return the cells of a row that have a role, in the order of the roles."""
    cells = row.record.cells
    return [cells[place] for place in roles if place is not None and place < len(cells)]


def summary(registry: Registry, rows: Iterable[Row], roles: Roles, file: str) -> list[View]:
    """Return the summary of a sheet: its labelled communes, and its doubtful rows."""
    labelled: Counter[str] = Counter()
    doubtful = review_answer(registry, _labelled(rows, labelled), roles, MOST_SHOWN)
    found = [
        {"name": commune.name, "insee": insee, "department": commune.department, "rows": rows_of}
        for insee, rows_of in labelled.most_common()
        for commune in [registry.get(insee)]
    ]
    title = plural("{n} labelled commune", "{n} labelled communes", len(found)).format(n=number(len(found)))
    labels = Table(found, fields_of(["name", "insee", "department", "rows"]), title)
    ending = ".xlsx" if file.lower().endswith(".xlsx") else ".csv"
    option = "-o " + _("matched") + ending
    steps = [_("To write the rows, add {option}").format(option=option)]
    if not doubtful.rows:
        return [labels, Lines(steps)]
    steps.append(
        _("To see all doubtful rows, with lines and reasons, add {option}").format(option="--review")
    )
    return [labels, doubtful.table, Lines(steps)]


def _labelled(rows: Iterable[Row], labelled: Counter[str]) -> Iterator[Row]:
    """Yield all rows, and count the labelled ones by commune."""
    for row in rows:
        if row.verdict.status == "labelled":
            labelled[row.verdict.insee] += 1
        yield row
