"""Which column of a sheet has which role: the cells of a row agree on one commune, of here or elsewhere."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cache, cached_property
from typing import NamedTuple

from ..errors import BadInput
from ..language import _
from ..registry.registry import Registry
from ..search.names import fold
from .grid import Grid
from .headings import (
    DEPARTMENT,
    INSEE,
    NAME,
    PERSONAL,
    PLAIN_NAMES,
    POSTAL,
    SIREN,
    heads_another,
    plainly_heads,
    read,
)
from .meaning import MOST_LETTERS, NOTHING, UNREADABLE, Meaning, Meanings
from .verdict import Sample

MOST_WEIGHED = 100  # columns that are weighed with each other, each with each
MOST_CELLS = 20_000  # cells of a wide sheet that are read
MOSTLY = 0.5  # share of a column's cells that must be what the column is taken for
NEARLY_ALL = 0.8  # the same, where it is only offered
MOST_OFFERED = 3  # columns
COMMUNES = 2 / 3  # share of a column's cells that are exactly names where it is plainly one of communes
CODES = (SIREN, INSEE, POSTAL)
CODED = (*CODES, DEPARTMENT)  # roles, of two that suit a column alike the first
CLASH = 2  # agreements that weigh as much as one clash
_BODY = re.compile(
    r"\W*(?:c\.?[cau]\.?|communaut|m[ée]tropole|syndicat|s[im]\w*om|petr|ept|d[ée]partement)\b", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_SHORT = re.compile(r"\d{1,3}|2[AB]", re.IGNORECASE)
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
ASIDE = Meaning(alone=True)  # of a department or an intercommunality, which many lists have among communes


class Roles(NamedTuple):
    """The columns that have a role, by their places; None where none has it."""

    name: int | None = None
    department: int | None = None
    insee: int | None = None
    postal: int | None = None
    siren: int | None = None

    @property
    def main(self) -> int | None:
        """The column that decides most, None where nothing says which commune a row is."""
        found = (self.name, self.insee, self.siren, self.postal)
        return next((place for place in found if place is not None), None)


class Columns:
    """The columns of a sheet: their headings, and their cells in a sample of its rows."""

    def __init__(self, header: Sequence[str], rows: Iterable[Sequence[str]], registry: Registry) -> None:
        self.header, self._region = header, {department.code for department in registry.departments}
        self._meanings = Meanings(registry)
        self._headings = [read(name) for name in header]
        width = max(1, len(header))
        rows = list(rows)
        rows = rows[:: max(1, len(rows) * width // MOST_CELLS)]
        self._cells = [
            [row[place].strip()[:MOST_LETTERS] if place < len(row) else "" for row in rows]
            for place in range(width)
        ]
        self._says: Callable[..., list[Meaning]] = cache(self._read)
        self._beside: Callable[..., int] = cache(self._agreement)

    def find(self, column: str, sheet: str) -> int:
        """Return the place of a column by its name, or by its number if it has none: `column 2` or `2`.

        Raises BadInput that names those there are.
        """
        names = list(map(self.called, range(len(self.header))))
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
        raise BadInput(_("{file} has no column “{column}”").format(file=sheet, column=column), *hints)

    def called(self, place: int) -> str:
        """Return what a column is called: its heading, or where it stands."""
        return self.header[place] or _("column {n}").format(n=place + 1)

    def are_data(self) -> bool:
        """Whether what was taken for a header is a row itself: one of its cells is a commune or a code."""
        communes = [cell for cell in self.header if self._meaning(NAME, cell).communes]  # `Rue` is one
        if any(plainly_heads(cell) or (read(cell) and cell not in communes) for cell in self.header):
            return False
        return bool(communes) or any(re.fullmatch(r"\d{5}", cell) for cell in self.header)

    def names(self) -> list[int]:
        """Return the columns that may hold the communes equally well: one if it is plain, none if none does.

        First those that hold names which do not clash with the codes beside them; of these the one with a
        plain heading (`Commune`), then the one that agrees with a code or department; then by headings.
        """
        places = self._not_too_many(filter(self._may_name, range(len(self._cells))))
        orders = {place: self._order(place) for place in places}
        best = [place for place, order in orders.items() if order == min(orders.values())]
        first, *others = [[fold(cell) for cell in self._cells[place]] for place in best] or [[]]
        return best[:1] if all(other == first for other in others) else best

    def plain_names(self) -> list[int]:
        """Return the columns whose heading and cells say that they hold communes."""
        plain = [place for place, heading in enumerate(self._headings) if heading.rank < PLAIN_NAMES]
        return [place for place in plain if self._may_name(place)]

    def roles(self, name: int | None) -> Roles:
        """Return the columns that go with one of communes, or with none: the best for each role."""
        department = self._best(DEPARTMENT, name, {name}, None)
        taken = {name, department}
        found = {}
        for role in (SIREN, INSEE, POSTAL):
            place = self._best(role, name, taken, department)
            found[role] = place
            taken.add(place)
        return Roles(name, department, found[INSEE], found[POSTAL], found[SIREN])

    def code_role(self, place: int, name: int | None, department: int | None) -> str:
        """Return which codes a column that is said to hold codes has: SIREN, INSEE or POSTAL."""
        role = self._suits(place, name, department)[0]
        return role if role in CODES else POSTAL

    def offered(self) -> list[tuple[int, str]]:
        """Return the columns that look like codes though no heading says so, with the role they look like."""
        places = [place for place, heading in enumerate(self._headings) if not heading]
        return [
            (place, role)
            for place in places
            for role in (SIREN, INSEE)
            if self._share(place, role) >= NEARLY_ALL
        ][:MOST_OFFERED]

    def share(self, name: int) -> float:
        """Return the share of the cells of a column that are exactly names of communes."""
        return self._share(name, NAME)

    def sample(self, roles: Roles) -> Sample:
        """Return what the rows of the sample say of the sheet, its columns in these roles."""
        here = elsewhere = agreeing = 0
        for cells in self._rows_in(roles):
            communes, departments, clash = _together(cells)
            agreeing += not clash and (len(cells) > 1 or any(cell.alone for cell in cells)) and bool(communes)
            here += not clash and departments <= self._region and bool(departments)
            elsewhere += not clash and departments.isdisjoint(self._region) and bool(departments)
        named = roles.name is not None and self.share(roles.name) >= COMMUNES
        return Sample(named, elsewhere > here, agreeing)

    def _rows_in(self, roles: Roles) -> Iterator[list[Meaning]]:
        """Yield what the cells of each row say in their roles, without those that say nothing."""
        said = [
            self._says(place, role, roles.department if role == INSEE else None)
            for role, place in roles._asdict().items()
            if place is not None
        ]
        for cells in zip(*said, strict=True):
            yield [cell for cell in cells if cell.departments]

    def _read(self, place: int, role: str, department: int | None = None) -> list[Meaning]:
        """Return what each cell of a column means in a role. department: a column beside, for INSEE codes."""
        beside = self._cells[department] if department is not None else [""] * len(self._cells[place])
        return [self._meaning(role, *cells) for cells in zip(self._cells[place], beside, strict=True)]

    def _meaning(self, role: str, text: str, department: str = "") -> Meaning:
        if role == NAME:
            if _BODY.match(text) or self._meanings.is_department(text):  # Vaucluse is a commune too, in 25
                return ASIDE
            return self._meanings.read(text, role) if _TWO_LETTERS.search(text) else NOTHING
        if role == DEPARTMENT and not self._meanings.is_department(text):
            return NOTHING
        meaning = self._meanings.read(text, role, department)
        known = meaning.communes or (meaning.departments and role in (POSTAL, DEPARTMENT))
        return meaning if known and UNREADABLE not in meaning.departments else NOTHING

    def _share(self, place: int, role: str, name: int | None = None, within: int | None = None) -> float:
        """Return the share of the cells of a column that say something in a role, blank ones aside.

        name: the column of communes; rows in which it has none do not count, if it has any.
        """
        said = self._says(place, role, within)
        rows = [row for row, text in enumerate(self._cells[place]) if text and said[row] != ASIDE]
        named = [row for row in rows if name is not None and self._says(name, NAME)[row].communes]
        rows = named or rows
        return sum(bool(said[row].departments) for row in rows) / max(1, len(rows))

    def _agreement(self, name: int | None, place: int, role: str, within: int | None = None) -> int:
        """Return in how many rows a column and that of names mean one commune, less those in which they do
        not, which weigh more."""
        value = 0
        for own, other in zip(self._says(name, NAME), self._says(place, role, within), strict=True):
            if own.communes and other.departments:
                alike = not own.departments.isdisjoint(other.departments)
                if other.communes:
                    alike = not own.communes.isdisjoint(other.communes)
                elif role == POSTAL and alike:
                    continue  # the first digits of many numbers in a sheet are its departments
                value += 1 if alike else -CLASH
        return value

    def _suits(self, place: int, name: int | None, within: int | None) -> tuple[str | None, int]:
        """Return the role that suits a column best, of those that most of its cells allow, and its agreement
        with the names. An empty column is what its heading says."""
        headed = self._headings[place].roles
        if not any(self._cells[place]):
            return next((role for role in CODED if role in headed and NAME not in headed), None), 0
        suited = {}
        for role in CODED:
            beside = within if role == INSEE else None
            share = self._share(place, role, name, beside)
            if share > MOSTLY:
                agreement = 0 if name is None else self._beside(name, place, role, beside)
                suited[role] = agreement, role in headed, share
        best = max(suited, key=lambda role: suited[role], default=None)
        return best, suited[best][0] if best else 0

    def _best(
        self, role: str, name: int | None, taken: Collection[int | None], within: int | None
    ) -> int | None:
        """Return the column that is best in a role, None if none is headed so or agrees with the names.

        Agreement counts before headings; of columns that agree alike, that whose heading is the nearest to
        that of the names, that of codes before that of names of departments, of INSEE codes that in full.
        """
        orders = {}
        for place in self._coded:
            if place in taken:
                continue
            heading = self._headings[place]
            suited, value = self._suits(place, name, within)
            headed = role in heading.roles and self._goes_with(place, name)
            agrees = value > 0 and role not in heading.roles and not heads_another(self.header[place])
            if suited == role and (headed or agrees):
                short = sum(bool(_SHORT.fullmatch(cell)) for cell in self._cells[place])
                as_usual = (short > MOSTLY * len(self._cells[place])) == (role == DEPARTMENT)
                near = -self._apart(place, name), as_usual, value, -abs(place - (name or 0))
                orders[place] = value > 0, headed, *near
        return max(orders, key=lambda place: orders[place], default=None)

    def _order(self, place: int) -> tuple[float, ...]:
        """Return by what a column of names goes before others: the smaller, the better."""
        heading, roles = self._headings[place], self.roles(place)
        plain = self._is_plain(place)
        values = [sum(cell.alone for cell in self._says(place, NAME) if cell != ASIDE)]
        beside = [other for other in roles[1:] if other is not None]
        values += [self._suits(other, place, roles.department)[1] for other in beside]
        agree = max(values)
        apart = len(heading.extras), heading.rank
        return (
            self._share(place, NAME) <= MOSTLY,
            agree <= 0 and min(values) < 0,
            not plain,
            *(apart if plain else (0, 0)),
            agree <= 0,
            *apart,
            -agree,
        )

    def _not_too_many(self, places: Iterable[int]) -> list[int]:
        """Return columns, of very many those that a heading gives a role before others."""
        return sorted(sorted(places, key=lambda place: not self._headings[place].roles)[:MOST_WEIGHED])

    @cached_property
    def _coded(self) -> list[int]:
        """The columns that may go with one of communes: with digits or departments, or empty."""
        return self._not_too_many(
            place
            for place, cells in enumerate(self._cells)
            if not any(cells) or _DIGIT.search(" ".join(cells)) or self._share(place, DEPARTMENT)
        )

    @cached_property
    def _plain(self) -> list[int]:
        return self._not_too_many(filter(self._is_plain, range(len(self._cells))))

    def _is_plain(self, place: int) -> bool:
        heading = self._headings[place]
        return NAME in heading.roles and heading.rank < PLAIN_NAMES

    def _may_name(self, place: int) -> bool:
        """Whether a column may hold communes: of words, with a heading that says so, or of names."""
        if NAME in self._headings[place].roles:
            cells = self._cells[place]
            return sum(bool(_TWO_LETTERS.search(cell)) for cell in cells) >= MOSTLY * sum(map(bool, cells))
        return not heads_another(self.header[place]) and self._share(place, NAME) > MOSTLY

    def _goes_with(self, place: int, name: int | None) -> bool:
        """Whether a heading may be of the same as that of the column of communes that is taken.

        It is not where each says whose it is and no word is the same (`Code postal demandeur`, `Commune du
        projet`), or where another column of communes is nearer to it.
        """
        if name is None:
            return True
        own, theirs = self._headings[name].extras, self._headings[place].extras
        if theirs and own.isdisjoint(theirs) and (own or theirs & PERSONAL):
            return False
        others = (other for other in self._plain if other not in (place, name))
        return all(self._apart(place, name) <= self._apart(place, other) for other in others)

    def _apart(self, place: int, other: int | None) -> int:
        return 0 if other is None else len(self._headings[place].extras ^ self._headings[other].extras)


def rows_that_agree(sheet: Grid, registry: Registry) -> tuple[float, float, int]:
    """Return by what a sheet of a workbook is chosen: in about how many rows name and codes mean one commune.

    Where none agrees, in how many there is a name, and how many headings propose a role.
    """
    with suppress(BadInput):  # it is empty, or matched already
        sheet.find_header()
    if not getattr(sheet, "header", None):
        return 0, 0, 0
    rows, size = sheet.sample()
    columns = Columns(sheet.header, rows, registry)
    name = next(iter(columns.names()), None)
    each = size / max(1, len(rows))
    named = 0 if name is None else columns.share(name) * size
    return columns.sample(columns.roles(name)).agreeing * each, named, sum(map(bool, map(read, sheet.header)))


def _together(cells: Sequence[Meaning]) -> tuple[frozenset[str], frozenset[str], bool]:
    """Return the communes and departments that all cells of a row may mean, and whether some clash."""
    said = [cell.communes for cell in cells if cell.communes]
    communes = frozenset.intersection(*said) if said else frozenset()
    departments = frozenset.intersection(*(cell.departments for cell in cells)) if cells else frozenset()
    return communes, departments, bool(cells) and (not departments or bool(said) > bool(communes))
