"""Which column of a sheet holds what: by the name that is given, by its heading, by what its cells are."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ..errors import BadInput
from ..language import _
from ..registry.registry import Registry
from ..search.names import fold
from ..search.ranking import WHOLE
from .headings import (
    DEPARTMENT,
    INSEE,
    NAME,
    NAMES,
    OTHERS,
    PLAIN_NAMES,
    POSTAL,
    SOMEBODYS,
    Heading,
    plainly_heads,
    read,
)

MOST_CELLS = 10_000  # cells by which the columns of a wide sheet are guessed
NAMED = 84  # score from which a cell is taken for the name of a commune
LONGEST = 100  # characters of a cell that is looked at
MOSTLY = 0.5  # share of a column's cells that must be what the column is taken for
NEARLY_ALL = 0.8  # the same, where the heading says nothing
_CODE = re.compile(r"\W*(?:\d{4,5}|\d{2}\s\d{3}|2[AB]\d{3})(?:\.0+)?(?!\d)", re.IGNORECASE)
_SHORT = re.compile(r"\d{1,3}|2[AB]", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
# What begins a cell that fits a heading. The Interior writes the INSEE code without its department: 209.
FITS = {
    NAME: re.compile(r".*[^\W\d_]{2}", re.DOTALL),
    DEPARTMENT: re.compile(r"\W*(?:\d{1,3}|2[AB])(?!\w)|\W*[^\W\d]{2}", re.IGNORECASE),
    INSEE: re.compile(rf"{_CODE.pattern}|\d{{1,3}}$", re.IGNORECASE),
    POSTAL: _CODE,
}


class Columns:
    """The columns of a sheet: their headings, and their cells in its first rows."""

    def __init__(self, header: Sequence[str], rows: Iterable[Sequence[str]], registry: Registry) -> None:
        self.header, self._registry = header, registry
        self._headings = [read(name) for name in header]
        self._words = [fold(name).split() for name in header]
        width = max(1, len(header))
        rows = list(rows)[: max(5, MOST_CELLS // width)]
        self._cells = [
            [row[place] for row in rows if place < len(row) and row[place].strip()] for place in range(width)
        ]

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

    def names(self) -> list[int]:
        """Return the columns that may hold the communes, those that do so equally well: one if it is plain.

        A heading that says commune or town comes first, the plainer the better; then cells that mostly
        are names of communes; then headings that say address or beneficiary.
        """
        plain = self._best(self.plain_names())
        if any(self._cells[place] for place in plain):
            return self._alike(plain)
        headed = self._of(NAME)
        told = [place for place in range(len(self._cells)) if self._holds_communes(place)]
        return self._best([place for place in headed if place in told]) or told or self._best(headed)

    def plain_names(self) -> list[int]:
        """Return the columns that a heading says to hold communes."""
        return [place for place in self._of(NAME) if self._heading(place).rank < PLAIN_NAMES]

    def beside(self, kind: str, name: int | None) -> int | None:
        """Return the column of codes or departments that goes with the column of communes, if any.

        Of several that of the same place, `Code postal de naissance` with `Commune de naissance`; what is
        somebody else's, is none.
        """
        found = [place for place in self._of(kind) if self._goes_with(place, name)]
        if not found:
            found = [
                place for place in range(len(self._cells)) if place != name and self._told(place) == kind
            ]
        return min(found, key=lambda place: self._distance(place, name, kind), default=None)

    def kind(self, place: int) -> str | None:
        """Return which codes a column holds, INSEE or POSTAL, or None."""
        said = self._fitting(place) or self._told(place)
        return said if said in (INSEE, POSTAL) else None

    def code_kind(self, place: int) -> str:
        """Return which codes a column that is said to hold codes has: those that more of its cells are."""
        counts = self._counts(place)
        return self.kind(place) or max((POSTAL, INSEE), key=lambda kind: counts[kind])

    def are_data(self) -> bool:
        """Whether what was taken for a header is a row itself: one of its cells is a commune or a code."""
        communes = [cell for cell in self.header if is_commune(self._registry, cell, WHOLE)]  # `Rue` is one
        if any(plainly_heads(cell) or (read(cell) and cell not in communes) for cell in self.header):
            return False
        return bool(communes) or any(re.fullmatch(r"\d{5}", cell) for cell in self.header)

    def called(self, place: int) -> str:
        """Return what a column is called: its heading, or where it stands."""
        return self.header[place] or _("column {n}").format(n=place + 1)

    def _heading(self, place: int) -> Heading:
        return self._headings[place] or Heading((), len(NAMES), frozenset())

    def _of(self, kind: str) -> list[int]:
        """Return the columns that are of a kind by heading and cells; if none, those by heading and empty."""
        said = [place for place in range(len(self._cells)) if kind in self._heading(place).kinds]
        found = [place for place in said if self._fitting(place) == kind]
        return found or [
            place for place in said if not self._cells[place] and self._heading(place).kinds[0] == kind
        ]

    def _fitting(self, place: int) -> str | None:
        """Return the first of the kinds that a heading may mean that the cells agree with."""
        cells = self._cells[place]
        for kind in self._heading(place).kinds:
            if sum(bool(FITS[kind].match(cell.strip())) for cell in cells) > MOSTLY * len(cells):
                return kind
        return None

    def _best(self, places: Sequence[int]) -> list[int]:
        ranks = {place: (len(self._heading(place).whose), self._heading(place).rank) for place in places}
        return [place for place in places if ranks[place] == min(ranks.values())]

    def _alike(self, places: list[int]) -> list[int]:
        """Return the first of some columns if they say the same; else those."""
        first, *others = [[fold(cell) for cell in self._cells[place]] for place in places]
        same = all(
            sum(a == b for a, b in zip(first, other, strict=False)) >= MOSTLY * len(first) for other in others
        )
        return places[:1] if same else places

    def _goes_with(self, place: int, name: int | None) -> bool:
        """Whether a heading may be of the same as that of the column of communes that is taken.

        It is not where each says whose it is and no word is the same (`Code postal demandeur`, `Commune du
        projet`), or where another column of communes is nearer to it.
        """
        if name is None:
            return True
        own, theirs = self._heading(name).whose, self._heading(place).whose
        if theirs and own.isdisjoint(theirs) and (own or theirs & SOMEBODYS):
            return False
        others = [other for other in self._of(NAME) if other != name]
        return all(self._apart(place, name) <= self._apart(place, other) for other in others)

    def _apart(self, place: int, other: int) -> int:
        return len(self._heading(place).whose ^ self._heading(other).whose)

    def _distance(self, place: int, name: int | None, kind: str) -> tuple[int, bool, int]:
        """Return how far a column is from that of communes: whose, how it is written, in columns.

        Codes of departments are surer than their names, and INSEE codes in full than without a department.
        """
        cells = self._cells[place]
        short = sum(bool(_SHORT.fullmatch(cell.strip())) for cell in cells) > MOSTLY * len(cells)
        apart = 0 if name is None else self._apart(place, name)
        return apart, short != (kind == DEPARTMENT), abs(place - (name or 0))

    def _holds_communes(self, place: int) -> bool:
        cells = self._cells[place]
        if not OTHERS.isdisjoint(self._words[place]):
            return False
        named = sum(is_commune(self._registry, cell) for cell in cells)
        return named > MOSTLY * len(cells)

    def _told(self, place: int) -> str | None:
        """Return what the cells of a column are whose heading does not say it: codes or departments."""
        cells = self._cells[place]
        if not cells or self._fitting(place) or not OTHERS.isdisjoint(self._words[place]):
            return None
        counts = self._counts(place)
        best = max(counts, key=lambda kind: counts[kind])
        return best if counts[best] >= NEARLY_ALL * len(cells) else None

    def _counts(self, place: int) -> dict[str, int]:
        """Return how many cells of a column are of each kind that their content tells."""
        kinds = [code_kinds(self._registry, cell) for cell in self._cells[place]]
        return {kind: sum(kind in of_cell for of_cell in kinds) for kind in (DEPARTMENT, POSTAL, INSEE)}


def is_commune(registry: Registry, cell: str, least: float = NAMED) -> bool:
    """Whether a cell is the name of a commune, or nearly."""
    if len(cell) > LONGEST or not _LETTERS.search(cell) or registry.department_called(cell):
        return False  # Vaucluse is a commune too, of the Doubs
    meant = registry.index.rank(cell)
    return bool(meant.elsewhere) or (bool(meant.ranked) and meant.ranked[0][1] >= least)


def code_kinds(registry: Registry, cell: str) -> set[str]:
    """Return which of INSEE, POSTAL and DEPARTMENT a cell is; not a department's number, which may be any."""
    cell = cell.strip()
    if not _CODE.fullmatch(cell):
        return {DEPARTMENT} if registry.department_called(cell) and not cell.isdigit() else set()
    code = re.sub(r"\.0+$|\s", "", cell).zfill(5)
    return {kind for kind in (INSEE, POSTAL) if registry.index.coded(code, kind=kind).ranked}
