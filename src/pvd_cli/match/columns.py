"""Which column of a sheet has which role: the cells of a row agree on one commune, of here or elsewhere."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cache, cached_property
from typing import NamedTuple

from ..errors import BadInput
from ..language import _
from ..registry.registry import Registry
from ..search.address import is_body
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
from .verdict import Sample, decide

MOST_WEIGHED = 100  # columns that are weighed with each other, each with each
MOST_CELLS = 20_000  # cells of a wide sheet that are read
MOSTLY = 0.5  # share of a column's cells that must be what the column is taken for
NEARLY_ALL = 0.8  # the same, where it is only offered
MOST_OFFERED = 3  # columns
COMMUNES = 2 / 3  # share of a column's cells that are exactly names where it is plainly one of communes
CODES = (SIREN, INSEE, POSTAL)
CODED = (*CODES, DEPARTMENT)  # roles, of two that suit a column alike the first
CLASH = 2  # agreements that weigh as much as one clash
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{2}")
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
        self.header, self._registry = header, registry
        self._meanings = Meanings(registry)
        self._headings = [read(name) for name in header]
        width = max(1, len(header))
        rows = list(rows)
        rows = rows[:: max(1, len(rows) * width // MOST_CELLS)]
        self._cells = [
            [row[place].strip()[:MOST_LETTERS] if place < len(row) else "" for row in rows]
            for place in range(width)
        ]
        self._blank = [""] * len(rows)
        self._says: Callable[[int, str], list[Meaning]] = cache(self._read)
        self._agreement: Callable[[int, int, str], int] = cache(self._agree)

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
        found: dict[str, int | None] = {NAME: name}
        for role in (DEPARTMENT, *CODES):
            found[role] = self._best(role, name, found.values())
        return Roles(**found)

    def code_role(self, place: int, name: int | None) -> str:
        """Return which codes a column that is said to hold codes has: SIREN, INSEE or POSTAL."""
        role = self._suits(place, name)[0]
        return role if role in CODES else POSTAL

    def offered(self) -> list[tuple[int, str]]:
        """Return the columns that look like codes though no heading says so, with the role they look like."""
        found = []
        for place in [place for place, heading in enumerate(self._headings) if not heading]:
            filled = sum(map(bool, self._cells[place]))
            for role in CODES:
                known = sum(bool(cell.communes) for cell in self._says(place, role))
                if filled and known >= NEARLY_ALL * filled:
                    found.append((place, role))
        return found[:MOST_OFFERED]

    def sample(self, roles: Roles) -> Sample:
        """Return what the rows of the sample say of the sheet, its columns in these roles."""
        named = roles.name is not None and self._share(roles.name, NAME) >= COMMUNES
        used = {role: self._cells[place] for role, place in roles._asdict().items() if place is not None}
        rows = [dict(zip(used, cells, strict=True)) for cells in zip(*used.values(), strict=True)]
        made = [decide(self._registry, **row, sample=Sample(named)) for row in rows]
        here = sum(verdict.status in ("labelled", "not-labelled") for verdict in made)
        elsewhere = sum(verdict.status == "outside" for verdict in made)
        return Sample(named, elsewhere > here, sum(len(verdict.insee) == 5 for verdict in made))

    def _read(self, place: int, role: str) -> list[Meaning]:
        """Return what each cell of a column means in a role."""
        beside = self._blank
        if role == INSEE and self._beside not in (None, place):
            beside = self._cells[self._beside]
        return [self._meaning(role, *cells) for cells in zip(self._cells[place], beside, strict=True)]

    def _meaning(self, role: str, text: str, department: str = "") -> Meaning:
        if role == NAME:
            if is_body(fold(text)) or self._meanings.is_department(text):  # Vaucluse is a commune too, in 25
                return ASIDE
            return self._meanings.read(text, role) if _LETTERS.search(text) else NOTHING
        if role == DEPARTMENT and not self._meanings.is_department(text):
            return NOTHING
        meaning = self._meanings.read(text, role, department)
        known = meaning.communes or (meaning.departments and role in (POSTAL, DEPARTMENT))
        return meaning if known and UNREADABLE not in meaning.departments else NOTHING

    def _share(self, place: int, role: str) -> float:
        """Return the share of the cells of a column that say something in a role, blank ones aside."""
        pairs = zip(self._cells[place], self._says(place, role), strict=True)
        said = [bool(meaning.departments) for text, meaning in pairs if text and meaning != ASIDE]
        return sum(said) / max(1, len(said))

    def _agree(self, name: int, place: int, role: str) -> int:
        """Return in how many rows a column and that of names mean one commune, less those in which they do
        not, which weigh more."""
        value = 0
        for own, other in zip(self._says(name, NAME), self._says(place, role), strict=True):
            if own.communes and other.departments:
                alike = not own.departments.isdisjoint(other.departments)
                if other.communes:
                    alike = not own.communes.isdisjoint(other.communes)
                elif role == POSTAL and alike:
                    continue  # the first digits of many numbers in a sheet are its departments
                value += 1 if alike else -CLASH
        return value

    def _suits(self, place: int, name: int | None) -> tuple[str | None, int]:
        """Return the role that suits a column best, and its agreement with the names: a role that the cells
        agree on, or most of them allow. An empty column is what its heading says."""
        headed, empty = self._headings[place].roles, not any(self._cells[place])
        suited = {}
        for role in CODED:
            value = 0 if name is None else self._agreement(name, place, role)
            share = self._share(place, role)
            least = 0 if role == SIREN and role in headed else MOSTLY  # associations have a SIRET too
            if value > 0 or share > least or (empty and role in headed and NAME not in headed):
                suited[role] = value > 0, role in headed, value, share
        best = max(suited, key=lambda role: suited[role], default=None)
        return best, suited[best][2] if best else 0

    def _best(self, role: str, name: int | None, taken: Collection[int | None]) -> int | None:
        """Return the column that is best in a role, None if none is headed so or agrees with the names.

        Agreement counts before headings; of columns that agree alike, that whose heading is the nearest to
        that of the names, then that which stands the nearest.
        """
        orders = {}
        for place in self._coded:
            suited, value = self._suits(place, name)
            headed = role in self._headings[place].roles
            if place in taken or suited != role or not self._goes_with(place, name, value):
                continue
            if headed or (value > 0 and not heads_another(self.header[place])):
                near = -abs(place - (name or 0))
                orders[place] = value > 0, headed, -len(self._whose(place) ^ self._whose(name)), value, near
        return max(orders, key=lambda place: orders[place], default=None)

    def _goes_with(self, place: int, name: int | None, value: int) -> bool:
        """Whether codes may be of the same as the column of communes: they agree, or their headings do.

        value: how they agree. What is a person's is not the commune's (`Département de naissance`); where
        nothing agrees, `Code postal demandeur` is not that of `Commune du projet`.
        """
        own, theirs = self._whose(name), self._whose(place)
        if name is None or own == theirs:
            return True
        return not theirs & PERSONAL - own and (value > 0 or (value == 0 and not (own and theirs)))

    def _whose(self, place: int | None) -> frozenset[str]:
        return frozenset() if place is None else self._headings[place].extras

    def _order(self, place: int) -> tuple[float, ...]:
        """Return by what a column of names goes before others: the smaller, the better."""
        heading = self._headings[place]
        beside = [(role, other) for role, other in self.roles(place)._asdict().items() if role != NAME]
        values = [self._agreement(place, other, role) for role, other in beside if other is not None]
        values.append(sum(cell.alone for cell in self._says(place, NAME) if cell != ASIDE))
        return (
            self._share(place, NAME) <= MOSTLY,
            max(values) <= 0 and min(values) < 0,
            heading.rank >= PLAIN_NAMES,
            len(heading.extras),
            heading.rank,
            -max(values),
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
    def _beside(self) -> int | None:
        """The column of departments beside INSEE codes that are written without them."""
        found = [place for place in self._coded if self._share(place, DEPARTMENT) > MOSTLY]
        headed = [place for place in found if DEPARTMENT in self._headings[place].roles]
        return min(headed or found, key=lambda place: len(self._whose(place)), default=None)

    def _may_name(self, place: int) -> bool:
        """Whether a column may hold communes: of words, with a heading that says so, or of names."""
        if NAME in self._headings[place].roles:
            cells = self._cells[place]
            return sum(bool(_LETTERS.search(cell)) for cell in cells) >= MOSTLY * sum(map(bool, cells))
        return not heads_another(self.header[place]) and self._share(place, NAME) > MOSTLY


def rows_that_agree(sheet: Grid, registry: Registry) -> tuple[float, float, int]:
    """Return by what a sheet of a workbook is chosen: in about how many rows name and codes mean one commune.

    Where none agrees, in how many a name does, and how many headings propose a role.
    """
    with suppress(BadInput):  # it is empty, or matched already
        sheet.find_header()
    if not getattr(sheet, "header", None):
        return 0, 0, 0
    rows, size = sheet.sample()
    columns = Columns(sheet.header, rows, registry)
    roles = columns.roles(next(iter(columns.names()), None))
    found = columns.sample(roles).agreeing * size / max(1, len(rows)) if roles.main is not None else 0
    coded = any(place is not None for place in roles[1:])
    return found if coded else 0, found, sum(map(bool, map(read, sheet.header)))
