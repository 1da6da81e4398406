"""What one row is: its name, its department and its code, weighed together."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..errors import NoAnswer
from ..registry.models import Commune, Place
from ..registry.registry import Registry
from ..search.names import fold
from ..search.ranking import ANSWER, CLEAR, WHOLE, Ranked

PROBABLE = 75  # score below which a name alone decides nothing: names from all over France come as near
LONG = 100  # characters of a department's cell that count
# What a cell of a department says that says nothing, folded; so does the name of the region.
BLANK = {"", "n sur a", "n sur c", "n a", "n c", "n d", *"na nc nd nr neant none null inconnu".split()}
_POSTAL = re.compile(r"\d{5}(?<!\d{6})(?!\d)")


class Verdict(NamedTuple):
    """What a row is: the cells that are added to it, each under its field's name after `pvd_`.

    status: one of STATUSES; labelled and not-labelled only where the row is decided;
    insee: joined by | where several may be meant.
    """

    status: str
    insee: str = ""
    name: str = ""
    department: str = ""
    cohort: str = ""
    score: str = ""

    def typed(self) -> dict[str, Any]:
        """Return the fields for JSON: score a number, None for what is empty."""
        fields = {key: value or None for key, value in self._asdict().items()}
        return fields | {"score": float(self.score) if self.score else None}


STATUSES = ("labelled", "not-labelled", "ambiguous", "outside", "unknown")
UNKNOWN = Verdict("unknown")
OUTSIDE = Verdict("outside")


class _Elsewhere(Exception):
    """A department or a code is of another region."""


def decide(
    registry: Registry, name: str = "", department: str = "", insee: str = "", postal: str = ""
) -> Verdict:
    """Return what a row is by its cells, of which all but one may be empty.

    insee, postal: cells of a column of INSEE codes and of one of postal codes.
    A department or a code from outside the region makes it outside; a name, a department and a code
    that contradict each other make it ambiguous.
    """
    code = insee or postal
    try:
        within = _department_said(registry, department) if department else None
        coded, within = _coded(registry, code, within) if code else ([], within)
    except _Elsewhere:
        return OUTSIDE
    named, sure, agrees = registry.index.rank(name, within)
    beside = [] if sure or code else _POSTAL.findall(name)
    if beside:
        return decide(registry, name, department, " ".join(beside))
    whole = bool(named) and named[0][1] >= WHOLE
    if not (agrees or within or code or whole):
        named = []  # a name like it, but in a department where it is not, is somebody else's
    if within and not (sure or whole):
        named, agrees = _with_elsewhere(registry, name, named, agrees)
    if coded:
        return _by_code(coded, named, within, written=bool(name.strip()))
    return _by_name(named, sure) if agrees else _several(named)


def _department_said(registry: Registry, cell: str) -> str | None:
    """Return the code of the department that a cell says, None if it says nothing."""
    said = fold(cell[:LONG])
    if said in BLANK or said in registry.region_names:
        return None
    try:
        return registry.department(cell).code
    except NoAnswer as error:
        raise _Elsewhere from error


def _coded(registry: Registry, cell: str, within: str | None) -> tuple[list[Ranked[Place]], str | None]:
    """Return the communes that have the codes of a cell, and the department that is said after all."""
    codes = _codes(cell)
    coded = [ranked for code in codes for ranked in registry.index.rank(code)[0]]
    if codes and not coded:  # that of a CEDEX, perhaps, which tells the department at least
        here = codes[0].zfill(5)[:2]
        if here not in ({within} if within else {known.code for known in registry.departments}):
            raise _Elsewhere
        return [], here
    return coded, within


def _codes(cell: str) -> list[str]:
    """Return the INSEE or postal codes in a cell: `04200`, `4200.0`, `04 200`, `84500/84505`.

    A cell with another number or code gives one that is nobody's.
    """
    cell = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", cell)
    codes = re.findall(r"(?<![\d.,])\d{4,5}(?!\w)", cell)
    return codes or (["00000"] if re.search("[1-9]", cell) else [])


def _with_elsewhere(
    registry: Registry, name: str, named: list[Ranked[Place]], agrees: bool
) -> tuple[list[Ranked[Place]], bool]:
    """Weigh what a name is in its department against what it is in the others; return both if they vie."""
    elsewhere, known, _agrees = registry.index.rank(name)
    if known and (not named or named[0][1] < PROBABLE or elsewhere[0][1] >= WHOLE):
        return [*named[:1], *elsewhere[:1]], False
    return named, agrees


def _by_code(
    coded: list[Ranked[Place]], named: list[Ranked[Place]], within: str | None, *, written: bool
) -> Verdict:
    """Return what a row with a code is. written: whether it has a name, found or not."""
    inside = [ranked for ranked in coded if within in (None, ranked[0].department)]
    if not named:
        return _several(coded) if written or not inside else _by_name(inside, len(inside) == 1)
    places = [place for place, _score, _reason in inside]
    both = [ranked for ranked in named if ranked[0] in places]
    if not both:
        return _several([*named[:1], *coded], at_odds=named[0][1] >= PROBABLE)
    return _by_name(both, len(both) == 1 or both[0][1] - both[1][1] >= CLEAR, ANSWER)


def _by_name(ranked: Sequence[Ranked[Place]], sure: bool, probable: float = PROBABLE) -> Verdict:
    if not ranked or ranked[0][1] < probable:
        return UNKNOWN
    place, score, _reason = ranked[0]
    if not sure:
        least = WHOLE if score >= WHOLE else score - CLEAR
        rivals = [other for other in ranked if other[1] >= least]
        if len(rivals) > 1:
            return _several(rivals)
    labelled = isinstance(place, Commune)
    decided = "labelled" if labelled else "not-labelled"
    return Verdict(
        status=decided if sure else "ambiguous",
        insee=place.insee,
        name=place.name,
        department=place.department,
        cohort=place.cohort if isinstance(place, Commune) else "",
        score=f"{score:.4g}",
    )


def _several(ranked: Sequence[Ranked[Place]], *, at_odds: bool = False) -> Verdict:
    """Return all that may be meant; if all are surely without the label, so is the row, unless at odds."""
    probable = [each for each in ranked if each[1] >= PROBABLE]
    if not probable:
        return UNKNOWN
    without = not any(isinstance(place, Commune) or score < WHOLE for place, score, _reason in probable)
    codes = "|".join(dict.fromkeys(place.insee for place, _score, _reason in probable))
    best = max(score for _place, score, _reason in probable)
    status = "not-labelled" if without and not at_odds else "ambiguous"
    return Verdict(status, codes, score=f"{best:.4g}")
