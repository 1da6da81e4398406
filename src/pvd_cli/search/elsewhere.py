"""The names of communes outside the region: read only where a name is none of the region's."""

from bisect import bisect_left
from collections.abc import Callable, Collection
from functools import cached_property
from typing import NamedTuple

from .names import core, fold


class Outside(NamedTuple):
    """A commune outside the region. department: its code."""

    insee: str
    name: str
    department: str
    department_name: str


class Elsewhere:
    """What the communes and the departments outside the region are called."""

    def __init__(self, communes: Callable[[], str], departments: Callable[[], str]) -> None:
        """communes, departments: return the texts of their files, lines of `key,insee,name` in the order of
        their keys (the words of the folded name that tell it apart, glued) and of `code,name`."""
        self._communes = communes
        self._departments = departments

    @cached_property
    def _lines(self) -> list[str]:
        return self._communes().splitlines()[1:]

    @cached_property
    def departments(self) -> dict[str, str]:
        """The names of departments by their codes."""
        return dict(line.split(",") for line in self._departments().splitlines()[1:])

    @cached_property
    def _departments_by_name(self) -> dict[str, str]:
        return {fold(name): code for code, name in self.departments.items()}

    @cached_property
    def _keys_by_size(self) -> dict[int, list[str]]:
        keys: dict[int, list[str]] = {}
        for line in self._lines:
            key = line[: line.find(",")]
            keys.setdefault(len(key), []).append(key)
        return keys

    def department(self, cell: str) -> str | None:
        """Return the code of the department outside the region that a cell gives by code or name, or None."""
        code = cell.strip().upper()
        code = code.zfill(2) if code.isdigit() else code
        return code if code in self.departments else self._departments_by_name.get(fold(cell))

    def named(self, folded: str, told: Collection[str] = ()) -> list[Outside]:
        """Return the communes of just this name, in any department or in those that are told.

        folded: a name, behind which the name of its department may stand: `lille nord`.
        """
        found = self.called("".join(core(folded)))
        if not found and not told:
            words = folded.split()
            for size in range(1, len(words)):
                code = self._departments_by_name.get(" ".join(words[size:]))
                if code:
                    found, told = self.called("".join(core(" ".join(words[:size])))), {code}
        return [place for place in found if not told or place.department in told]

    def called(self, key: str) -> list[Outside]:
        """Return the communes whose names have this key."""
        start = f"{key},"
        place = bisect_left(self._lines, start)
        found = []
        while place < len(self._lines) and self._lines[place].startswith(start):
            found.append(self._outside(self._lines[place]))
            place += 1
        return found

    def coded(self, insee: str) -> list[Outside]:
        """Return the commune of this INSEE code, if there is one."""
        return [self._outside(line) for line in self._lines if f",{insee}," in line]

    def _outside(self, line: str) -> Outside:
        _key, insee, name = line.split(",")
        code = next(insee[:size] for size in (2, 3) if insee[:size] in self.departments)
        return Outside(insee, name, code, self.departments[code])

    def about_as_long(self, size: int, more: int) -> list[str]:
        """Return the keys of `size` letters, or up to so many more or less."""
        sizes = range(size - more, size + more + 1)
        return [key for size in sizes for key in self._keys_by_size.get(size, ())]
