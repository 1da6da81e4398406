"""Finds the role of each column of a sheet: by its heading, and by rows whose cells agree on one commune."""

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
    is_plain_heading,
    names_other_content,
    read,
)
from .meaning import MOST_LETTERS, NOTHING, UNREADABLE, Meaning, Meanings
from .verdict import Sample, decide

MOST_WEIGHED = 100  # columns that are compared with each other
MOST_CELLS = 20_000  # cells of a wide sheet that are read
MOSTLY = 0.5  # least share of a column's cells that have a meaning in its role
NEARLY_ALL = 0.8  # the same, for a role that is only suggested
MOST_OFFERED = 3  # columns
COMMUNES = 2 / 3  # least share of exact names in a column that plainly holds communes
CODES = (SIREN, INSEE, POSTAL)
CODED = (*CODES, DEPARTMENT)  # roles; of two that suit a column equally, the first counts
CLASH = 2  # a row in which two columns contradict counts as much as so many that agree
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{2}")
ASIDE = Meaning(alone=True)  # a department or an intercommunality between communes, which does not count


class Roles(NamedTuple):
    """The number of the column with each role, counted from 0, or None."""

    name: int | None = None
    department: int | None = None
    insee: int | None = None
    postal: int | None = None
    siren: int | None = None

    @property
    def main(self) -> int | None:
        """The column that decides most, None if no column says which commune a row is."""
        found = (self.name, self.insee, self.siren, self.postal)
        return next((place for place in found if place is not None), None)


class Columns:
    """The headings of a sheet's columns, and their cells in a sample of its rows.

    A column is given by its number, counted from 0: `place`; `name` is that of the column of communes.
    """

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
        self._meanings_in: Callable[[int, str], list[Meaning]] = cache(self._read)
        self._agreement: Callable[[int, int, str], int] = cache(self._agree)

    def find(self, column: str, sheet: str) -> int:
        """Return the number of a column by its heading or, if it has none, by its place: `column 2` or `2`.

        Raises BadInput, which names the columns, for any other text.
        """
        names = list(map(self.heading_of, range(len(self.header))))
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

    def heading_of(self, place: int) -> str:
        """Return the heading of a column, or `column 3` if it has none."""
        return self.header[place] or _("column {n}").format(n=place + 1)

    def header_is_data(self) -> bool:
        """Return whether the header is a row of data: one of its cells is a commune or a code."""
        communes = [cell for cell in self.header if self._meaning(NAME, cell).communes]  # `Rue` is one
        if any(is_plain_heading(cell) or (read(cell) and cell not in communes) for cell in self.header):
            return False
        return bool(communes) or any(re.fullmatch(r"\d{5}", cell) for cell in self.header)

    def name_columns(self) -> list[int]:
        """Return the column of communes in a list: several if they are equally good, none if there is none.

        The best column has the lowest `_rank`.
        """
        places = self._limited(filter(self._may_name, range(len(self._cells))))
        orders = {place: self._rank(place) for place in places}
        best = [place for place, order in orders.items() if order == min(orders.values())]
        first, *others = [[fold(cell) for cell in self._cells[place]] for place in best] or [[]]
        return best[:1] if all(other == first for other in others) else best

    def plain_name_columns(self) -> list[int]:
        """Return the columns whose headings and cells say that they hold communes."""
        plain = [place for place, heading in enumerate(self._headings) if heading.rank < PLAIN_NAMES]
        return [place for place in plain if self._may_name(place)]

    def roles(self, name: int | None) -> Roles:
        """Return the best column for each role beside a column of communes, or without one (None)."""
        found: dict[str, int | None] = {NAME: name}
        for role in (DEPARTMENT, *CODES):
            found[role] = self._best_column(role, name, found.values())
        return Roles(**found)

    def code_role(self, place: int, name: int | None) -> str:
        """Return the role of a column that the user names as one of codes: SIREN, INSEE or POSTAL."""
        role = self._best_role(place, name)[0]
        return role if role in CODES else POSTAL

    def suggested_codes(self) -> list[tuple[int, str]]:
        """Return (column, role) for columns without a known heading whose cells look like codes."""
        found = []
        for place in [place for place, heading in enumerate(self._headings) if not heading]:
            filled = sum(map(bool, self._cells[place]))
            for role in CODES:
                known = sum(bool(cell.communes) for cell in self._meanings_in(place, role))
                if filled and known >= NEARLY_ALL * filled:
                    found.append((place, role))
        return found[:MOST_OFFERED]

    def sample(self, roles: Roles) -> Sample:
        """Return what the rows of the sample tell about the sheet, read in these roles."""
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
        """Return the share of a column's cells that have a meaning in a role; blank cells do not count."""
        pairs = zip(self._cells[place], self._meanings_in(place, role), strict=True)
        said = [bool(meaning.departments) for text, meaning in pairs if text and meaning != ASIDE]
        return sum(said) / max(1, len(said))

    def _agree(self, name: int, place: int, role: str) -> int:
        """Return the number of rows in which a column and that of names agree on a commune, minus CLASH for
        each row in which they contradict."""
        value = 0
        for own, other in zip(self._meanings_in(name, NAME), self._meanings_in(place, role), strict=True):
            if own.communes and other.departments:
                alike = not own.departments.isdisjoint(other.departments)
                if other.communes:
                    alike = not own.communes.isdisjoint(other.communes)
                elif role == POSTAL and alike:
                    continue  # the first digits of many numbers in a sheet are its departments
                value += 1 if alike else -CLASH
        return value

    def _best_role(self, place: int, name: int | None) -> tuple[str | None, int]:
        """Return the best role of a column, or None, and its agreement with the column of names.

        A role suits if rows agree, or if most cells have a meaning in it; an empty column has the role of its
        heading."""
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

    def _best_column(self, role: str, name: int | None, taken: Collection[int | None]) -> int | None:
        """Return the best column for a role, None if no column has such a heading or agrees with the names.

        Agreement counts before headings. Of columns that agree equally, that with the heading most like that
        of the names counts, then the nearest one.
        """
        orders = {}
        for place in self._coded:
            suited, value = self._best_role(place, name)
            headed = role in self._headings[place].roles
            if place in taken or suited != role or not self._goes_with(place, name, value):
                continue
            if headed or (value > 0 and not names_other_content(self.header[place])):
                near = -abs(place - (name or 0))
                orders[place] = value > 0, headed, -len(self._extras(place) ^ self._extras(name)), value, near
        return max(orders, key=lambda place: orders[place], default=None)

    def _goes_with(self, place: int, name: int | None, value: int) -> bool:
        """Return whether a column of codes may belong to the column of communes.

        value: their agreement. A person's data do not belong to the commune (`Département de naissance`).
        Without agreement, headings decide: `Code postal demandeur` does not belong to `Commune du projet`.
        """
        own, theirs = self._extras(name), self._extras(place)
        if name is None or own == theirs:
            return True
        return not theirs & PERSONAL - own and (value > 0 or (value == 0 and not (own and theirs)))

    def _extras(self, place: int | None) -> frozenset[str]:
        return frozenset() if place is None else self._headings[place].extras

    def _rank(self, place: int) -> tuple[float, ...]:
        """Return the rank of a column of names; the lowest is the best.

        The values are: too few names; codes beside it contradict; no plain heading (`Commune`); the number
        of other words in the heading; the rank of the heading; minus the best agreement with codes.
        """
        heading = self._headings[place]
        beside = [(role, other) for role, other in self.roles(place)._asdict().items() if role != NAME]
        values = [self._agreement(place, other, role) for role, other in beside if other is not None]
        values.append(sum(cell.alone for cell in self._meanings_in(place, NAME) if cell != ASIDE))
        return (
            self._share(place, NAME) <= MOSTLY,
            max(values) <= 0 and min(values) < 0,
            heading.rank >= PLAIN_NAMES,
            len(heading.extras),
            heading.rank,
            -max(values),
        )

    def _limited(self, places: Iterable[int]) -> list[int]:
        """Return at most MOST_WEIGHED columns, those first whose headings propose a role."""
        return sorted(sorted(places, key=lambda place: not self._headings[place].roles)[:MOST_WEIGHED])

    @cached_property
    def _coded(self) -> list[int]:
        """The columns that may hold codes or departments: with digits or departments, or empty."""
        return self._limited(
            place
            for place, cells in enumerate(self._cells)
            if not any(cells) or _DIGIT.search(" ".join(cells)) or self._share(place, DEPARTMENT)
        )

    @cached_property
    def _beside(self) -> int | None:
        """The column of departments that completes INSEE codes written without their department."""
        found = [place for place in self._coded if self._share(place, DEPARTMENT) > MOSTLY]
        headed = [place for place in found if DEPARTMENT in self._headings[place].roles]
        return min(headed or found, key=lambda place: len(self._extras(place)), default=None)

    def _may_name(self, place: int) -> bool:
        """Return whether a column may hold communes: by its heading, if cells are words, or by its cells."""
        if NAME in self._headings[place].roles:
            cells = self._cells[place]
            return sum(bool(_LETTERS.search(cell)) for cell in cells) >= MOSTLY * sum(map(bool, cells))
        return not names_other_content(self.header[place]) and self._share(place, NAME) > MOSTLY


def rank_of_sheet(sheet: Grid, registry: Registry) -> tuple[float, float, int]:
    """Return the rank of a sheet in a workbook; the sheet with the highest is chosen.

    The values are: about how many rows have one commune by a name and codes; the same by name or codes; the
    number of headings that propose a role.
    """
    with suppress(BadInput):  # it is empty, or matched already
        sheet.find_header()
    if not getattr(sheet, "header", None):
        return 0, 0, 0
    rows, size = sheet.sample()
    columns = Columns(sheet.header, rows, registry)
    roles = columns.roles(next(iter(columns.name_columns()), None))
    found = columns.sample(roles).agreeing * size / max(1, len(rows)) if roles.main is not None else 0
    coded = any(place is not None for place in roles[1:])
    return found if coded else 0, found, sum(map(bool, map(read, sheet.header)))
