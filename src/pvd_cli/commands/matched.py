"""What is said of a matched sheet: which columns were read, how many rows are what, what is doubtful."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import BadInput
from ..language import _, number, plural
from ..match.columns import Columns
from ..match.grid import Grid
from ..match.headings import DEPARTMENT, INSEE, POSTAL
from ..match.rows import Places, Row, Tally
from ..match.verdict import STATUSES, Verdict
from ..output.views import Column, Lines, Parts, Table, View
from ..registry.models import describe
from ..registry.registry import Registry

NONE = "-"  # in the place of a column's name
DOUBTFUL = ("ambiguous", "unknown")
LONGEST_SHOWN = 200  # characters of a cell that is shown
MOST_GROUPS = 10_000  # spellings that are kept, so that memory has a limit
MOST_SHOWN = 20  # of them in a summary
MOST_LINES = 5  # of a spelling's lines that are named
FEW = 5  # rows of which nothing can be said as a whole


class Told(NamedTuple):
    """Which columns serve as what, what is to say of it, the heading of the one that decides most."""

    places: Places
    notes: list[str]
    heading: str


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
    columns = Columns(table.header, table.first(), registry)
    notes = []
    if no_header or columns.are_data():
        if not no_header:
            message = _(
                "“{column}” is no heading: the sheet has no header, and is matched from its first line"
            )
            notes.append(message.format(column=next(filter(None, table.header))))
        table.without_header()
        columns = Columns(table.header, table.first(), registry)
    names = columns.names() if name is None else _named(columns, table, name)
    if not names and len(table.header) == 1 and name is None and columns.kind(0) is None:
        names = [0]
    if len(names) > 1:
        raise _which(table, [columns.called(place) for place in names])
    places = _places(columns, table, next(iter(names), None), department, code)
    main = next((place for place in (places.name, places.insee, places.postal) if place is not None), None)
    if main is None:
        raise _which(table, list(map(columns.called, range(len(table.header)))))
    others = [
        _also(columns.called(place)) for place in columns.plain_names() if name is None and place != main
    ]
    return Told(places, [*notes, _said(columns, places), *others], columns.called(main))


def _places(
    columns: Columns, table: Grid, name: int | None, department: str | None, code: str | None
) -> Places:
    codes: dict[str, int | None] = {}
    if code is None:
        codes = {kind: columns.beside(kind, name) for kind in (INSEE, POSTAL)}
    for place in _named(columns, table, code):
        codes[columns.code_kind(place)] = place
    at = columns.beside(DEPARTMENT, name) if department is None else None
    at = next(iter(_named(columns, table, department)), at)
    return Places(name, at, codes.get(INSEE), codes.get(POSTAL))


def _named(columns: Columns, table: Grid, heading: str | None) -> list[int]:
    """Return the column that the user names, none where that is NONE."""
    return [] if heading in (None, NONE) else [columns.find(str(heading), table.name)]


def _which(table: Grid, names: list[str]) -> BadInput:
    message = _("which column of {file} holds the communes?").format(file=table.name)
    hint = _("say it with --column; its columns are {names}").format(names=", ".join(names))
    return BadInput(message, hint)


def _also(heading: str) -> str:
    return _("“{column}” has communes too: --column takes it").format(column=heading)


def _said(columns: Columns, places: Places) -> str:
    """Return the sentence that says which column serves as what."""
    parts = [
        (_("communes in “{column}”"), places.name),
        (_("departments in “{column}”"), places.department),
        (_("INSEE codes in “{column}”"), places.insee),
        (_("postal codes in “{column}”"), places.postal),
    ]
    said = ", ".join(text.format(column=columns.called(place)) for text, place in parts if place is not None)
    options = "--column, --department-column, --code-column"
    return _("{columns} ({options} take others; - takes none)").format(columns=said, options=options)


def counts(tally: Tally, heading: str) -> Iterator[str]:
    """Yield how many rows there are of each status, and what looks wrong with the sheet."""
    found = tally.statuses
    total = sum(found.values())
    words = [
        plural("{n} row: ", "{n} rows: ", total),
        plural("{n} labelled, ", "{n} labelled, ", found["labelled"]),
        plural("{n} not labelled, ", "{n} not labelled, ", found["not-labelled"]),
        plural("{n} ambiguous, ", "{n} ambiguous, ", found["ambiguous"]),
        plural("{n} outside the region, ", "{n} outside the region, ", found["outside"]),
        plural("{n} unknown", "{n} unknown", found["unknown"]),
    ]
    numbers = [total, *(found[status] for status in STATUSES)]
    yield "".join(text.format(n=number(n)) for text, n in zip(words, numbers, strict=True))
    if total > FEW and found["unknown"] > total / 2:
        yield _("most rows are unknown: does “{column}” hold the communes? (--column)").format(column=heading)
    elif total > FEW and found["outside"] + found["unknown"] == total:
        yield _("no row is of the region")
    if tally.long:
        message = plural(
            "{n} row has more cells than the header: what is added stands further right",
            "{n} rows have more cells than the header: what is added stands further right",
            tally.long,
        )
        yield message.format(n=number(tally.long))


class _Groups:
    """Doubtful rows by what is written in them."""

    def __init__(self, registry: Registry) -> None:
        self._names = {place.insee: describe(place) for place in registry.places}
        self._rows: Counter[tuple[str, Verdict]] = Counter()
        self._lines: dict[tuple[str, Verdict], list[int]] = {}
        self.left_out = 0

    def add(self, row: Row, places: Places) -> None:
        cells = row.record.cells
        asked = [cells[place].strip() for place in places if place is not None and place < len(cells)]
        text = next(filter(None, asked), "")
        group = text if len(text) < LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…", row.verdict
        if group not in self._rows and len(self._rows) == MOST_GROUPS:
            self.left_out += 1
            return
        self._rows[group] += 1
        lines = self._lines.setdefault(group, [])
        if len(lines) < MOST_LINES:
            lines.append(row.record.line)

    def table(self, most: int | None = None) -> Table:
        """Return the groups as a table, the most frequent first."""
        found = [
            {
                "text": text,
                "rows": rows,
                "lines": self._lines[text, verdict],
                **verdict.typed(),
                "candidates": [self._names.get(insee, insee) for insee in verdict.insee.split("|") if insee],
            }
            for (text, verdict), rows in self._rows.most_common(most)
        ]
        total = sum(self._rows.values()) + self.left_out
        title = plural("{n} row to look at", "{n} rows to look at", total).format(n=number(total))
        more = len(self._rows) - len(found) + self.left_out
        notes = [_("{n} more are not shown.").format(n=number(more))] if more else []
        keys = ["text", "rows", "lines", *Verdict._fields, "candidates"]
        return Table(_columns(lines=most is None), found, title, keys, notes=notes)


def review_table(registry: Registry, rows: Iterable[Row], places: Places) -> Table:
    """Return what a person should look at in a sheet, each spelling once."""
    groups = _Groups(registry)
    for row in rows:
        if row.verdict.status in DOUBTFUL:
            groups.add(row, places)
    return groups.table()


def summary(registry: Registry, rows: Iterable[Row], places: Places, file: str) -> Parts:
    """Return what a person wants to know of a sheet: the labelled communes in it, and what is doubtful."""
    groups, labelled = _Groups(registry), Counter[str]()
    for row in rows:
        if row.verdict.status == "labelled":
            labelled[row.verdict.insee] += 1
        elif row.verdict.status in DOUBTFUL:
            groups.add(row, places)
    found = [
        {"name": commune.name, "insee": insee, "department": commune.department, "rows": rows_of}
        for insee, rows_of in labelled.most_common()
        for commune in [registry.get(insee)]
    ]
    title = plural("{n} labelled commune", "{n} labelled communes", len(found)).format(n=number(len(found)))
    columns = [
        Column("name", _("Commune")),
        Column("insee", _("INSEE")),
        Column("department", _("Dept")),
        Column("rows", _("Rows"), number, right=True),
    ]
    parts: list[View] = [Table(columns, found, title)]
    doubtful = groups.table(MOST_SHOWN)
    if doubtful.rows:
        parts.append(doubtful)
    parts.append(Lines(_next_steps(file, doubtful=bool(doubtful.rows))))
    return Parts(parts)


def _next_steps(file: str, *, doubtful: bool) -> list[str]:
    ending = ".xlsx" if file.lower().endswith(".xlsx") else ".csv"
    steps = [_("To write the rows, add {option}").format(option=f"-o matched{ending}")]
    if doubtful:
        steps.append(_("For all that is doubtful, with its lines, add {option}").format(option="--review"))
    return steps


def _columns(*, lines: bool) -> list[Column]:
    statuses = {"ambiguous": _("ambiguous"), "unknown": _("unknown")}
    columns = [
        Column("text", _("Written"), lambda text: text or _("(empty)")),
        Column("rows", _("Rows"), number, right=True),
        Column("status", _("Status"), statuses.__getitem__),
        Column("candidates", _("Candidates"), ", ".join),
    ]
    return [*columns, Column("lines", _("Lines"), lambda found: ", ".join(map(number, found)))][: 4 + lines]
