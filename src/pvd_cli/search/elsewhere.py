"""The communes outside the region. Their data is read only where a name is not one of the region's."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple
from zlib import crc32

from .names import Name, fold, parse_name

_DEPARTMENT_CODE = r"(?<!\d)(?:9[78]\d|2[AB]|\d{1,2})(?!\w)"


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
    """Finds the communes and departments outside the region by name or code.

    A key is that of a `Name`: the distinctive words of a folded name, without spaces.
    """

    def __init__(self, read: Callable[[str], str]) -> None:
        """read: a function that returns the text of a data file by its name; each file has a header.

        elsewhere.csv has lines `key,insee,name`, sorted; departments-elsewhere.csv has `code,name`,
        labels-elsewhere.csv has `insee,pvd,pvd_signed,acv,acv_signed`.
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

    @property
    def numbers(self) -> str:
        """A number of three bytes for each key, all their first bytes before all their second, as Base64.

        A page has no room for the names of 34,000 communes elsewhere; it has for whether there is one.
        """
        from base64 import b64encode
        from struct import pack

        keys = self.keys
        numbers = pack(f"<{len(keys)}I", *map(crc32, map(str.encode, keys)))
        return b64encode(numbers[::4] + numbers[1::4] + numbers[2::4]).decode()

    @cached_property
    def labels(self) -> Mapping[str, tuple[bool, date | None, bool, date | None]]:
        """By INSEE code (pvd, pvd_signed, acv, acv_signed), of the communes in at least one programme."""
        rows = (line.split(",") for line in self._read("labels-elsewhere.csv").splitlines()[1:])
        return {
            insee: (pvd == "yes", _iso_date(pvd_signed), acv == "yes", _iso_date(acv_signed))
            for insee, pvd, pvd_signed, acv, acv_signed in rows
        }

    @cached_property
    def departments(self) -> dict[str, str]:
        """The names of the departments outside the region by code."""
        return dict(line.split(",") for line in self._read("departments-elsewhere.csv").splitlines()[1:])

    @cached_property
    def _departments_by_name(self) -> dict[str, str]:
        return {fold(name): code for code, name in self.departments.items()}

    @cached_property
    def _last_words_of_departments(self) -> set[str]:
        return {name.split()[-1] for name in self._departments_by_name}

    def _keys_of_length(self, size: int) -> Collection[str]:
        """Return the keys of `size` letters; the first call sorts all keys by their length."""
        if not self._sizes:
            for line in self._lines:
                key = line.partition(",")[0]
                self._sizes[len(key)][key] = None
        return self._sizes.get(size, ())

    def _keys_by_half(self, size: int) -> dict[str, list[str]]:
        """Return the keys of `size` letters by their first half, and by `-` with their second half."""
        if size not in self._halves:
            half, halves = size // 2, defaultdict(list)
            for key in self._keys_of_length(size):
                halves[key[:half]].append(key)
                halves["-" + key[half:]].append(key)
            self._halves[size] = halves
        return self._halves[size]

    def department(self, cell: str) -> str | None:
        """Return the code of the department outside the region whose code or name a cell has, or None."""
        number = re.search(_DEPARTMENT_CODE, cell.upper())  # `69 - Rhône`, `Gard (30)`, `D38`
        code = number[0].zfill(2) if number else ""
        return code if code in self.departments else self._departments_by_name.get(fold(cell))

    def with_name(self, name: Name, departments: Collection[str] = ()) -> list[Outside]:
        """Return the communes with exactly this name; where `departments` (codes) are given, only of these.

        name: may end with the name of a department: `lille nord`. `Châteauneuf, Loire` gives Châteauneuf in
        the department Loire, and also Châteauneuf-sur-Loire.
        """
        found = self.with_key(name.key)
        if departments:
            return [place for place in found if place.department in departments]
        if name.words[-1] in self._last_words_of_departments:
            words = name.folded.split()
            for size in range(1, len(words)):
                code = self._departments_by_name.get(" ".join(words[size:]))
                if code:  # the longest name of a department counts: Seine-et-Marne, not Marne
                    before = self.with_key(parse_name(" ".join(words[:size])).key)
                    return [*(place for place in before if place.department == code), *found]
        return found

    def with_key(self, key: str) -> list[Outside]:
        """Return the communes whose names have this key."""
        found: list[Outside] = []
        if self._sizes and key not in self._keys_of_length(len(key)):
            return found  # quicker than bisecting, for the many calls of `match`
        start = f"{key},"
        place = bisect_left(self._lines, start)
        while place < len(self._lines) and self._lines[place].startswith(start):
            found.append(self._outside(self._lines[place]))
            place += 1
        return found

    def any_key_begins(self, key: str) -> bool:
        """Return whether the key of any commune begins with the letters `key`."""
        place = bisect_left(self._lines, key)
        return place < len(self._lines) and self._lines[place].startswith(key)

    def with_insee(self, insee: str) -> list[Outside]:
        """Return the commune with this INSEE code in a list, or an empty list."""
        return [self._outside(line) for line in self._lines if f",{insee}," in line]

    @cached_property
    def by_code(self) -> dict[str, Outside]:
        """All communes by INSEE code; quicker than `with_insee` for many codes."""
        return {place.insee: place for place in map(self._outside, self._lines)}

    def _outside(self, line: str) -> Outside:
        _key, insee, name = line.split(",")
        code = next(insee[:size] for size in (2, 3) if insee[:size] in self.departments)
        return Outside(insee, name, code, self.departments[code], *self.labels.get(insee, ()))

    def similar_keys(self, key: str, errors: int) -> Collection[str]:
        """Return all keys that may be at most `errors` typing errors from `key`, and some that are not.

        For one error: the keys that share their first or second half with it, also after the two letters in
        the middle are swapped. For more errors: all keys of about its length.
        """
        size = len(key)
        if errors > 1:
            sizes = range(size - errors, size + errors + 1)
            return [other for about in sizes for other in self._keys_of_length(about)]
        found: list[str] = []  # a list, not a set: the order decides between keys that are equally near
        for about in (size - 1, size, size + 1):
            half, keys = about // 2, self._keys_by_half(about)
            found += keys.get(key[:half], ())
            found += keys.get("-" + key[size - about + half :], ())
        half = size // 2
        if half:  # the two letters at the middle, swapped
            found += self._keys_by_half(size).get(key[: half - 1] + key[half : half + 1], ())
        return found


def _iso_date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
