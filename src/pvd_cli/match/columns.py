"""Finds the role of each column of a sheet. Roles are right when the columns agree: when the name, the codes
and the department of a row mean one commune. Headings propose roles, and decide between equals."""

import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from itertools import islice, product, repeat
from typing import NamedTuple

from ..registry.registry import Registry
from ..search.address import is_body
from ..search.names import fold
from .headings import DEPARTMENT, INSEE, NAME, PERSONAL, PLAIN_NAMES, POSTAL, SIREN, Heading, read
from .meaning import DIGIT, MOST_LETTERS, NOTHING, UNREADABLE, Meaning, Meanings
from .verdict import Sample, decide

MOST_WEIGHED = 100  # columns that are compared with each other
MOST_CELLS = 20_000  # cells of a wide sheet that are read
MOSTLY = 0.5  # least share of a column's cells that have a meaning in its role
NEARLY_ALL = 0.8  # the same, for a role that is only suggested
MOST_OFFERED = 3  # columns
COMMUNES = 2 / 3  # least share of exact names in a column that plainly holds communes
CODES = (SIREN, INSEE, POSTAL)  # roles; of two that suit a column equally, the first counts
BY_CHANCE = 3  # fewer rows may agree on a department by chance
CLASH = 2  # a row in which two columns contradict counts as much as so many that agree

_LETTERS = re.compile(r"[^\W\d_]{2}")


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

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]], registry: Registry) -> None:
        self._registry, self._meanings = registry, Meanings(registry)
        self._header, self._headings = header, list(map(read, header))
        rows = rows[:: max(1, len(rows) * len(header) // MOST_CELLS)]
        self._cells = [
            [row[place].strip()[:MOST_LETTERS] if place < len(row) else "" for row in rows]
            for place in range(len(header))
        ]
        self._headed_first = sorted(range(len(header)), key=lambda place: not self._headings[place].roles)
        self._weighed = self._headed_first[:MOST_WEIGHED]
        self._meanings_in: Callable[[int, str], list[Meaning | None]] = cache(self._read)
        self._agreement: Callable[[int | None, int, str], int] = cache(self._agree)

    def name_columns(self) -> list[int]:
        """Return the column of communes in a list: several if they are equally good, or none."""
        ranks = {place: self._rank(place) for place in self._names}
        best = [place for place, rank in ranks.items() if rank == min(ranks.values())]
        different = {tuple(map(fold, self._cells[place])) for place in best}
        return best[:1] if len(different) == 1 else best

    def plain_name_columns(self) -> list[int]:
        """Return the columns whose headings and cells say that they hold communes."""
        return [place for place in self._names if self._headings[place].rank < PLAIN_NAMES]

    def roles(self, name: int | None) -> Roles:
        """Return the best column for each role beside a column of communes, or without one (None)."""
        pairs = product(self._weighed, (*CODES, DEPARTMENT))
        fits = {pair: fit for pair in pairs if pair[0] != name and (fit := self._fit(*pair, name))}
        found: dict[str, int | None] = {NAME: name}
        settled: set[int] = set()  # a column has only the role that suits it best
        for place, role in sorted(fits, key=fits.__getitem__, reverse=True):
            if place not in settled:
                found.setdefault(role, place)
                settled.add(place)
        return Roles(**found)

    def code_role(self, place: int, name: int | None) -> str:
        """Return the role of a column that the user names as one of codes: SIREN, INSEE or POSTAL."""
        return max(CODES, key=lambda role: (self._agreement(name, place, role), self._share(place, role)))

    def suggested_codes(self) -> list[tuple[int, str]]:
        """Return (column, role) for columns without a known heading whose cells look like codes."""
        found = []
        for place, role in product(self._weighed, CODES):
            known = [bool(cell.communes) for cell in self._meanings_in(place, role) if cell]
            if self._headings[place] == Heading() and known and sum(known) >= NEARLY_ALL * len(known):
                found.append((place, role))
        return found[:MOST_OFFERED]

    def sample(self, roles: Roles) -> Sample:
        """Return what the rows of the sample tell about the sheet, read in these roles."""
        named = roles.name is not None and self._share(roles.name, NAME) >= COMMUNES
        columns = [repeat("") if place is None else self._cells[place] for place in roles]
        rows = zip(*columns, strict=False) if roles.main is not None else ()
        made = [decide(self._registry, *cells, sample=Sample(named)) for cells in rows]
        here = sum(verdict.status in ("labelled", "not-labelled") for verdict in made)
        elsewhere = sum(verdict.status == "outside" for verdict in made)
        return Sample(named, elsewhere > here, sum(len(verdict.insee) == 5 for verdict in made))

    def _read(self, place: int, role: str) -> list[Meaning | None]:
        """Return what each cell of a column means in a role, None for a cell that does not count."""
        beside = self._departments if role == INSEE else repeat("")
        return [self._meaning(role, *cells) for cells in zip(self._cells[place], beside, strict=False)]

    def _meaning(self, role: str, text: str, department: str) -> Meaning | None:
        """Return what a cell means in a role. None: it is blank, or stands among names and is a body or a
        department (Vaucluse is a commune too, in 25). department: that cell of the row, for INSEE codes."""
        is_department, shape = self._meanings.is_department, _LETTERS if role == NAME else DIGIT
        if not text or (role == NAME and (is_body(fold(text)) or is_department(text))):
            return None
        if not (is_department(text) if role == DEPARTMENT else shape.search(text)):
            return NOTHING
        meaning = self._meanings.read(text, role, department)
        unknown = role in (SIREN, INSEE) and not meaning.communes
        return NOTHING if unknown or UNREADABLE in meaning.departments else meaning

    def _share(self, place: int, role: str) -> float:
        """Return the share of a column's cells that have a meaning in a role, of those that count."""
        known = [bool(cell.departments) for cell in self._meanings_in(place, role) if cell]
        return sum(known) / max(1, len(known))

    def _agree(self, name: int | None, place: int, role: str) -> int:
        """Return the number of rows in which a column and that of names agree on a commune, minus CLASH for
        each row in which they contradict; 0 without a column of names (None).

        A department alone agrees in its own role only, for many numbers of a sheet begin like it.
        """
        value = 0
        names = [] if name is None else self._meanings_in(name, NAME)
        for own, other in zip(names, self._meanings_in(place, role), strict=False):
            if own and other and own.communes and other.departments:
                if not own.communes.isdisjoint(other.communes):
                    value += 1
                elif other.communes or own.departments.isdisjoint(other.departments):
                    value -= CLASH
                else:
                    value += role == DEPARTMENT
        return value

    def _fit(self, place: int, role: str, name: int | None) -> tuple[float, ...]:
        """Return how well a column suits a role beside that of names; the highest is the best; () if not.

        Either the columns agree; or the heading proposes the role, most cells have a meaning in it, and the
        columns do not contradict, unless both headings have the same words (`CP siège` and `Ville siège`).
        The values are: whether they agree; whether the heading proposes the role; minus the number of words
        that only one heading has; the agreement; the share of cells; minus the distance of the columns.
        """
        heading = self._headings[place]
        own = frozenset() if name is None else self._headings[name].extras
        headed, apart = role in heading.roles, heading.extras ^ own
        value, share = self._agreement(name, place, role), self._share(place, role)
        if value > 0:
            by_chance = role == DEPARTMENT and value < BY_CHANCE and self._named_numbers(place)
            suits = headed or not (heading.is_other or by_chance)
        else:  # associations have a SIRET too
            suits = headed and share > (0 if role == SIREN else MOSTLY) and (value == 0 or not apart)
        if not suits or (name is not None and heading.extras & PERSONAL - own):
            return ()
        return value > 0, headed, -len(apart), value, share, -abs(place - (name or 0))

    def _named_numbers(self, place: int) -> bool:
        """Return whether a column has a heading and numbers only, as `Note` has."""
        return bool(self._header[place]) and not any(map(_LETTERS.search, self._cells[place]))

    def _rank(self, place: int) -> tuple[float, ...]:
        """Return the rank of a column of names; the lowest is the best.

        The values are: too few names; codes beside it contradict; the rank of the heading; the number of its
        other words; minus the agreement with codes.
        """
        heading, few = self._headings[place], self._share(place, NAME) <= MOSTLY
        beside = [(other, role) for role, other in self.roles(place)._asdict().items() if role != NAME]
        value = sum(self._agreement(place, other, role) for other, role in beside if other is not None)
        value += sum(cell.alone for cell in self._meanings_in(place, NAME) if cell)
        return few, value < 0, heading.rank, len(heading.extras), -value

    def _may_name(self, place: int) -> bool:
        """Return whether a column may hold communes: by its heading, if cells are words, or by its cells."""
        heading, filled = self._headings[place], [cell for cell in self._cells[place] if cell]
        if NAME in heading.roles:
            return sum(bool(_LETTERS.search(cell)) for cell in filled) >= MOSTLY * len(filled)
        return not heading.is_other and self._share(place, NAME) > MOSTLY

    @cached_property
    def _names(self) -> list[int]:
        """The columns that may hold communes."""
        return list(islice(filter(self._may_name, self._headed_first), MOST_WEIGHED))

    @cached_property
    def _departments(self) -> list[str]:
        """The cells of departments, which complete INSEE codes that are written without their department."""
        headed = {place: DEPARTMENT in self._headings[place].roles for place in self._weighed}
        return self._cells[max(headed, key=lambda place: headed[place] + self._share(place, DEPARTMENT))]
