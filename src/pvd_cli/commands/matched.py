"""What is said of a matched sheet: which columns were read, how many rows are what, what is doubtful."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from ..errors import BadInput
from ..language import _, number, plural
from ..match.columns import Columns, Roles
from ..match.decisions import Key, written
from ..match.grid import Grid, Row
from ..match.headings import INSEE, SIREN
from ..match.rows import Tally
from ..match.verdict import ADDED, Sample, Verdict
from ..output.answer import Answer
from ..output.fields import fields_of
from ..output.views import Lines, Table, View
from ..registry.models import describe
from ..registry.registry import Registry

NONE = "-"  # in the place of a column's name
DOUBTFUL = ("ambiguous", "unknown")
MOST_GROUPS = 10_000  # spellings that are kept, so that memory has a limit
MOST_SHOWN = 20  # of them in a summary
FEW = 5  # rows of which nothing can be said as a whole


class Told(NamedTuple):
    """Which columns have which role, what is to say of it, what the one that decides most is called.

    sample: what some rows tell of the sheet; rows: how many it has.
    """

    roles: Roles
    notes: list[str]
    heading: str
    sample: Sample
    rows: int


def told_columns(
    table: Grid,
    registry: Registry,
    no_header: bool,
    name: str | None,
    department: str | None,
    code: str | None,
) -> Told:
    """Return which columns tell what a row is: those that are named, and those that are found.

    Raises BadInput where none holds communes or codes, or where no one could tell which does.
    """
    rows, count = table.sample()
    columns = Columns(table.header, rows, registry)
    notes = []
    if no_header or columns.are_data():
        if not no_header:
            message = _(
                "“{column}” is no heading: the sheet has no header, and is matched from its first line"
            )
            notes.append(message.format(column=next(filter(None, table.header))))
        table.without_header()
        rows, count = table.sample()
        columns = Columns(table.header, rows, registry)
    communes = _communes(columns, table) if name is None else _chosen_column(columns, table, name)
    roles = _roles(columns, table, communes, department, code)
    if roles.main is None:
        raise _which(columns, table, range(len(table.header)))
    notes.append(_said(columns, roles))
    if name is None:
        also = _("“{column}” has communes too: --column takes it")
        others = [place for place in columns.plain_names() if place != roles.main]
        notes += [also.format(column=columns.called(place)) for place in others]
    return Told(roles, notes, columns.called(roles.main), columns.sample(roles), count)


def _communes(columns: Columns, table: Grid) -> int | None:
    """Return the column of communes that is found, None if there is none; raise BadInput for several."""
    names = columns.names()
    if len(names) > 1:
        raise _which(columns, table, names)
    if not names and len(table.header) == 1 and columns.roles(None).main is None and not columns.offered():
        return 0
    return names[0] if names else None


def _roles(
    columns: Columns, table: Grid, name: int | None, department: str | None, code: str | None
) -> Roles:
    """Return the columns that go with that of communes, with those in their place that the user names."""
    roles = columns.roles(name)
    if department is not None:
        roles = roles._replace(department=_chosen_column(columns, table, department))
    if code is not None:
        roles = roles._replace(insee=None, postal=None, siren=None)
        place = _chosen_column(columns, table, code)
        if place is not None:
            roles = roles._replace(**{columns.code_role(place, name, roles.department): place})
    return roles


def _chosen_column(columns: Columns, table: Grid, heading: str) -> int | None:
    """Return the column that the user names, None where that is NONE."""
    return None if heading == NONE else columns.find(heading, table.name)


def _which(columns: Columns, table: Grid, places: Iterable[int]) -> BadInput:
    message = _("which column of {file} holds the communes?").format(file=table.name)
    hint = _("say it with --column; its columns are {names}")
    hints = [hint.format(names=", ".join(map(columns.called, places)))]
    looks = {
        SIREN: _("“{column}” looks like SIREN numbers: {option}"),
        INSEE: _("“{column}” looks like INSEE codes: {option}"),
    }
    for place, role in columns.offered():
        column = columns.called(place)
        option = f"--code-column {column}" if column.isalnum() else f'--code-column "{column}"'
        hints.append(looks[role].format(column=column, option=option))
    return BadInput(message, *hints)


def _said(columns: Columns, roles: Roles) -> str:
    """Return the sentence that says which column serves as what."""
    parts = [
        (_("communes in “{column}”"), roles.name),
        (_("departments in “{column}”"), roles.department),
        (_("INSEE codes in “{column}”"), roles.insee),
        (_("SIREN numbers in “{column}”"), roles.siren),
        (_("postal codes in “{column}”"), roles.postal),
    ]
    said = ", ".join(text.format(column=columns.called(place)) for text, place in parts if place is not None)
    options = "--column, --department-column, --code-column"
    return _("{columns} ({options} take others; - takes none)").format(columns=said, options=options)


def rows_counted(rows: Iterable[Row], notes: list[str], tally: Tally, columns: Told) -> Iterator[Row]:
    """Yield all rows; once they are through, add to the notes how many are what."""
    yield from rows
    notes += tally_lines(tally, columns.heading)


def tally_lines(tally: Tally, heading: str) -> Iterator[str]:
    """Yield how many rows there are of each status, and what looks wrong with the sheet."""
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
            "{n} row has more cells than the header: what is added stands further right",
            "{n} rows have more cells than the header: what is added stands further right",
            tally.long,
        )
        yield message.format(n=number(tally.long))


def review_answer(registry: Registry, rows: Iterable[Row], roles: Roles, most: int | None = None) -> Answer:
    """Return what a person should look at in a sheet, each spelling once, the most frequent first.

    most: how many spellings, if not all; then without their lines.
    """
    groups: Counter[tuple[Key, Verdict]] = Counter()
    lines: defaultdict[tuple[Key, Verdict], array[int]] = defaultdict(partial(array, "L"))
    left_out = 0
    for row in rows:
        if row.verdict.status not in DOUBTFUL or row.by_person:
            continue
        group = written(cells_of(row, roles)), row.verdict
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


def cells_of(row: Row, roles: Roles) -> list[str]:
    """Return the cells of a row that tell what it is, in the order of the roles."""
    cells = row.record.cells
    return [cells[place] for place in roles if place is not None and place < len(cells)]


def summary(registry: Registry, rows: Iterable[Row], roles: Roles, file: str) -> list[View]:
    """Return what a person wants to know of a sheet: the labelled communes in it, and what is doubtful."""
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
    steps = [_("To write the rows, add {option}").format(option=f"-o matched{ending}")]
    if not doubtful.rows:
        return [labels, Lines(steps)]
    steps.append(_("For all that is doubtful, with its lines, add {option}").format(option="--review"))
    return [labels, doubtful.table, Lines(steps)]


def _labelled(rows: Iterable[Row], labelled: Counter[str]) -> Iterator[Row]:
    """Yield all rows, and count the labelled ones by commune."""
    for row in rows:
        if row.verdict.status == "labelled":
            labelled[row.verdict.insee] += 1
        yield row
