"""The names of communes outside the region: read only where a name is none of the region's."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from .names import Name, fold, parse_name

_DEPARTMENT_CODE = re.compile(r"(?<!\d)(?:9[78]\d|2[AB]|\d{1,2})(?!\w)")


class Outside(NamedTuple):
    """A commune outside the region. department: its code.

    pvd: whether it is labelled Petites villes de demain; acv: whether it has an Action cœur de ville
    convention; pvd_signed, acv_signed: the dates of their conventions, None where they are not known.
    """

    insee: str
    name: str
    department: str
    department_name: str
    pvd: bool = False
    pvd_signed: date | None = None
    acv: bool = False
    acv_signed: date | None = None


class Elsewhere:
    """What the communes and the departments outside the region are called."""

    def __init__(self, read: Callable[[str], str]) -> None:
        """read: returns the text of a data file, which is asked for once it is needed, each with a header.

        The lines of elsewhere.csv are `key,insee,name` in the order of their keys (the words of the folded
        name that tell it apart, glued), those of departments-elsewhere.csv `code,name`, those of
        labels-elsewhere.csv `insee,pvd,pvd_signed,acv,acv_signed`.
        """
        self._read = read
        self._sizes: dict[int, dict[str, None]] = defaultdict(dict)  # keys in order, each once
        self._halves: dict[int, dict[str, list[str]]] = {}

    @cached_property
    def _lines(self) -> list[str]:
        return self._read("elsewhere.csv").splitlines()[1:]

    @property
    def keys(self) -> Collection[str]:
        """The keys of all communes elsewhere, each once."""
        return dict.fromkeys(re.findall(r"^([^,\n]+),", self._read("elsewhere.csv"), re.MULTILINE)[1:])

    @cached_property
    def labels(self) -> Mapping[str, tuple[bool, date | None, bool, date | None]]:
        """The last four fields of `Outside` by INSEE code, of the communes that have either programme."""
        rows = (line.split(",") for line in self._read("labels-elsewhere.csv").splitlines()[1:])
        return {
            insee: (pvd == "yes", _iso_date(pvd_signed), acv == "yes", _iso_date(acv_signed))
            for insee, pvd, pvd_signed, acv, acv_signed in rows
        }

    @cached_property
    def departments(self) -> dict[str, str]:
        """The names of departments by their codes."""
        return dict(line.split(",") for line in self._read("departments-elsewhere.csv").splitlines()[1:])

    @cached_property
    def _departments_by_name(self) -> dict[str, str]:
        return {fold(name): code for code, name in self.departments.items()}

    @cached_property
    def _last_words_of_departments(self) -> set[str]:
        return {name.split()[-1] for name in self._departments_by_name}

    def _of_size(self, size: int) -> Collection[str]:
        """Return the keys of a size; all are filed by their sizes once some are asked for."""
        if not self._sizes:
            for line in self._lines:
                key = line.partition(",")[0]
                self._sizes[len(key)][key] = None
        return self._sizes.get(size, ())

    def _by_half(self, size: int) -> dict[str, list[str]]:
        """Return the keys of a size by their first half, and by their second with a hyphen before it."""
        if size not in self._halves:
            half, halves = size // 2, defaultdict(list)
            for key in self._of_size(size):
                halves[key[:half]].append(key)
                halves["-" + key[half:]].append(key)
            self._halves[size] = halves
        return self._halves[size]

    def department(self, cell: str) -> str | None:
        """Return the code of the department outside the region that a cell gives by code or name, or None."""
        number = _DEPARTMENT_CODE.search(cell.upper())  # `69 - Rhône`, `Gard (30)`, `D38`
        code = number[0].zfill(2) if number else ""
        return code if code in self.departments else self._departments_by_name.get(fold(cell))

    def named(self, name: Name, departments: Collection[str] = ()) -> list[Outside]:
        """Return the communes of just this name, in any department or in those of some codes.

        name: one behind which the name of its department may stand: `lille nord`. `Châteauneuf, Loire` is
        Châteauneuf in that department, and Châteauneuf-sur-Loire too.
        """
        found = self.called(name.key)
        if departments:
            return [place for place in found if place.department in departments]
        if name.words[-1] in self._last_words_of_departments:
            words = name.folded.split()
            for size in range(1, len(words)):
                code = self._departments_by_name.get(" ".join(words[size:]))
                if code:  # of the longest end that is one: not Marne of Seine-et-Marne
                    before = self.called(parse_name(" ".join(words[:size])).key)
                    return [*(place for place in before if place.department == code), *found]
        return found

    def called(self, key: str) -> list[Outside]:
        """Return the communes whose names have this key."""
        found: list[Outside] = []
        if self._sizes and key not in self._of_size(len(key)):
            return found  # match asks for very many: those that are filed need not be searched
        start = f"{key},"
        place = bisect_left(self._lines, start)
        while place < len(self._lines) and self._lines[place].startswith(start):
            found.append(self._outside(self._lines[place]))
            place += 1
        return found

    def begins(self, key: str) -> bool:
        """Whether a name begins with these letters."""
        place = bisect_left(self._lines, key)
        return place < len(self._lines) and self._lines[place].startswith(key)

    def coded(self, insee: str) -> list[Outside]:
        """Return the commune of this INSEE code, if there is one."""
        return [self._outside(line) for line in self._lines if f",{insee}," in line]

    @cached_property
    def by_code(self) -> dict[str, Outside]:
        """All communes by their INSEE codes, for who asks for many."""
        return {place.insee: place for place in map(self._outside, self._lines)}

    def _outside(self, line: str) -> Outside:
        _key, insee, name = line.split(",")
        code = next(insee[:size] for size in (2, 3) if insee[:size] in self.departments)
        return Outside(insee, name, code, self.departments[code], *self.labels.get(insee, ()))

    def about_like(self, key: str, errors: int) -> Collection[str]:
        """Return the keys that may be so few typing errors from `key`: all of about its size, or of one error
        those that share a half with it, its start or its end, or would but for two letters that are swapped.
        """
        size = len(key)
        if errors > 1:
            sizes = range(size - errors, size + errors + 1)
            return [other for about in sizes for other in self._of_size(about)]
        found: list[str] = []  # in an order that is the same each time: of two as near, the first is taken
        for about in (size - 1, size, size + 1):
            half, keys = about // 2, self._by_half(about)
            found += keys.get(key[:half], ())
            found += keys.get("-" + key[size - about + half :], ())
        half = size // 2
        if half:  # the two letters at the middle, swapped
            found += self._by_half(size).get(key[: half - 1] + key[half : half + 1], ())
        return found


def _iso_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
