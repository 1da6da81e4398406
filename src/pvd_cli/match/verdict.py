"""What one row is: its name, its department and its code, weighed together."""

import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from ..errors import NoAnswer
from ..registry.models import Candidate, Commune, Place, SearchResult
from ..registry.registry import Registry
from ..search.ladder import ANSWER, CLEAR, WHOLE
from ..search.names import fold
from ..search.query import NO_CODE
from .meaning import in_full

PROBABLE = 75  # score below which a name alone decides nothing: names from all over France come as near
LONG = 100  # characters of a department's cell that count
# What a cell of a department says that says nothing, folded; so does the name of the region.
BLANK = {"", *"na nc nd nr ns x xx neant none null inconnu divers plusieurs multi tous".split()}
BLANK |= {"n sur a", "n sur c", "n a", "n c", "n d", "non renseigne", "non precise", "non communique"}
BLANK |= {"non connu", "non defini", "non concerne", "sans objet"}
_BETWEEN = re.compile(r"[/,;+&]|(?<=\s)et(?=\s)", re.IGNORECASE)  # names of several communes in a cell
_DEPARTMENT_CODE = re.compile(r"(?<!\w)(?:\d{2}|2[AB])(?!\w)")
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


class Sample(NamedTuple):
    """What some rows of a sheet tell of it.

    of_communes: whether its column of names is plainly one of communes; of_country: whether more rows are
    elsewhere than in the region; agreeing: rows whose name and codes mean one commune.
    """

    of_communes: bool = True
    of_country: bool = False
    agreeing: int = 0


REGIONAL = Sample()
STATUSES = ("labelled", "not-labelled", "ambiguous", "outside", "unknown")
UNKNOWN = Verdict("unknown")
EMPTY = Verdict("")  # of a blank line
OUTSIDE = Verdict("outside")


UNREADABLE = "?"  # a department that is none of France
NOBODYS = "00000"  # what stands for a code that is none


def decide(
    registry: Registry,
    name: str = "",
    department: str = "",
    insee: str = "",
    postal: str = "",
    siren: str = "",
    *,
    sample: Sample = REGIONAL,
) -> Verdict:
    """Return what a row is by its cells, of which all but one may be empty.

    insee, postal: cells of a column of INSEE codes and of one of postal codes. A department, a code or a
    name of another region makes it outside; cells that contradict each other make it ambiguous.
    """
    said = _department_said(registry, department) if department else None
    insee = in_full(insee, department)
    coded, told = _coded(registry, insee, "insee") if insee else ([], None)
    if postal and not (coded or told):
        coded, told = _coded(registry, postal, "postal")
    beside = {said, told} - {None}
    here = beside.intersection(known.code for known in registry.departments) if beside else beside
    if len(beside) > 1 or beside - here:
        if coded or here:
            meant = registry.find(name)
            return _several([*meant.candidates[: meant.in_region], *coded], at_odds=True)
        return UNKNOWN if beside == {UNREADABLE} else OUTSIDE
    within = said or told or _common_department(coded)
    meant = registry.find(name, within)
    if not (meant.match or coded or told) and _POSTAL.search(name):
        codes = _POSTAL.findall(NO_CODE.sub("", name))
        if codes:
            return decide(registry, name, department, postal=" ".join(codes))
    if meant.elsewhere and not (within or coded):
        if registry.department_called(name):  # the heading of a part of a list; Vaucluse is a commune too
            return UNKNOWN
        return _several(meant.candidates, at_odds=True) if meant.in_region else OUTSIDE
    made = _weighed(registry, name, meant, coded, within, agreed=bool(said))
    undecided = made.status in ("ambiguous", "unknown")
    return _each_of(registry, name, within, made) if undecided and _BETWEEN.search(name) else made


def _each_of(registry: Registry, name: str, within: str | None, made: Verdict) -> Verdict:
    """Return all communes that a cell names, if several: `Sisteron / Gap`; else what was made of it."""
    each = [registry.find(part, within) for part in _BETWEEN.split(name)]
    named = [meant.candidates[0] for meant in each if meant.match]
    return _several(named, at_odds=True) if len(named) > 1 else made


def _weighed(
    registry: Registry,
    name: str,
    meant: SearchResult,
    coded: list[Candidate],
    within: str | None,
    *,
    agreed: bool,
) -> Verdict:
    """Return what a name and the codes beside it are in a department, or in any.

    agreed: whether a cell of its own says that department.
    """
    named, agrees = list(meant.candidates), meant.agrees
    whole = bool(named) and named[0][1] >= WHOLE
    if not (agrees or within or whole):
        named = []  # a name like it, but in a department where it is not, is somebody else's
    rivals = _rivals(registry, name, named) if within and not whole else []
    if rivals:
        named, agrees = [*named[:1], *rivals], False
    if coded:
        return _by_code(coded, named, within, written=bool(name.strip()), agreed=agreed)
    return _by_name(named, bool(meant.match)) if agrees else _several(named)


def _department_said(registry: Registry, cell: str) -> str | None:
    """Return the code of the department that a cell says, UNREADABLE, or None if it says nothing."""
    said = fold(cell[:LONG])
    if said in BLANK or said in registry.region_names:
        return None
    if len(set(_DEPARTMENT_CODE.findall(cell[:LONG]))) > 1:  # `04 / 84`: one of them
        return None
    try:
        return registry.department(cell).code
    except NoAnswer:
        return registry.elsewhere.department(cell[:LONG]) or UNREADABLE


def _coded(registry: Registry, cell: str, kind: str) -> tuple[list[Candidate], str | None]:
    """Return the communes that have the codes of a cell, or else the department that its first code tells."""
    codes = _codes(cell)
    coded = [Candidate(place, 100, "code") for code in codes for place in _with_code(registry, code, kind)]
    if not codes or coded:
        return coded, None
    if codes == [NOBODYS]:
        return [], UNREADABLE
    return [], codes[0].zfill(5)[: 3 if codes[0].startswith("97") else 2]  # that of a CEDEX, perhaps


def _with_code(registry: Registry, code: str, kind: str) -> Sequence[Place]:
    if kind == "postal":
        return registry.by_postal_code(code.zfill(5))
    with suppress(KeyError):
        return [registry.by_insee(code.zfill(5))]
    return []


def _common_department(coded: list[Candidate]) -> str | None:
    departments = {place.department for place, *_why in coded}
    return departments.pop() if len(departments) == 1 else None


def _codes(cell: str) -> list[str]:
    """Return the INSEE or postal codes in a cell: `04200`, `4200.0`, `04 200`, `84500/84505`.

    A cell with another number or code gives one that is nobody's.
    """
    cell = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", NO_CODE.sub("", cell))
    codes = re.findall(r"(?<![\w.,])(?:\d{4,5}|2[AB]\d{3})(?!\w)", cell)
    return codes or ([NOBODYS] if re.search("[1-9]", cell) else [])


def _rivals(registry: Registry, name: str, named: list[Candidate]) -> list[Candidate]:
    """Return what a name is in the other departments, where it is that at least as plainly as in its own."""
    others = registry.find(name)
    whole = [ranked for ranked in others.candidates if ranked[1] >= WHOLE]
    if whole or (others.match and (not named or named[0][1] < PROBABLE)):
        return whole or list(others.candidates[:1])
    return []


def _by_code(
    coded: list[Candidate], named: list[Candidate], within: str | None, *, written: bool, agreed: bool
) -> Verdict:
    """Return what a row with a code is. written: whether it has a name, found or not.

    A misspelt name that is just another commune's is at odds with the code, unless a cell agrees with that.
    """
    inside = [ranked for ranked in coded if within in (None, ranked[0].department)]
    if not named:
        return _several(coded) if written or not inside else _by_name(inside, len(inside) == 1)
    places = [place for place, *_why in inside]
    both = [ranked for ranked in named if ranked[0] in places]
    best = max(score for _place, score, *_why in named)
    unlike = bool(both) and (both[0][2] == "fuzzy" or both[0][1] < PROBABLE)
    if not both or (unlike and best >= WHOLE and not agreed):
        nearest = [ranked for ranked in named if ranked[1] == best]
        return _several([*nearest, *(both or coded)], at_odds=best >= PROBABLE)
    return _by_name(both, len(both) == 1 or both[0][1] - both[1][1] >= CLEAR, ANSWER)


def _by_name(ranked: Sequence[Candidate], sure: bool, probable: float = PROBABLE) -> Verdict:
    if not ranked or ranked[0][1] < probable:
        return UNKNOWN
    place, score, *_why = ranked[0]
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


def _several(ranked: Sequence[Candidate], *, at_odds: bool = False) -> Verdict:
    """Return all that may be meant; if all are surely without the label, so is the row, unless at odds."""
    probable = [each for each in ranked if each[1] >= PROBABLE]
    if not probable:
        return UNKNOWN
    without = not any(isinstance(place, Commune) or score < WHOLE for place, score, *_why in probable)
    codes = "|".join(dict.fromkeys(place.insee for place, *_why in probable))
    best = max(score for _place, score, *_why in probable)
    status = "not-labelled" if without and not at_odds else "ambiguous"
    return Verdict(status, codes, score=f"{best:.4g}")
