"""What one row is: its name, its department and its codes, weighed together."""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

from ..language import N_
from ..registry.models import Candidate, Commune, Place, SearchResult
from ..registry.registry import Registry
from ..search.address import is_body
from ..search.elsewhere import Outside
from ..search.names import core, fold
from ..search.thresholds import CLEAR, NO_ARTICLE, SHORT_FORM, SURE, WHOLE
from .headings import DEPARTMENT, INSEE, NAME, POSTAL, SIREN
from .meaning import NOTHING, UNREADABLE, Meaning, Meanings

PROBABLE = 75  # score below which a name is no candidate: names from all over France come as near
ONE_ERROR = 100 - 100 / 7  # the same, beside a code that several communes share: one error in seven letters
_BETWEEN = re.compile(r"[/,;+&\n\r]|(?<=\s)et(?=\s)", re.IGNORECASE)  # names of several communes in a cell
# What a body that is an intercommunality begins with, folded; the region's are known by their names.
_EPCI_WORDS = set("agglo agglomeration cc communaute epci interco intercommunalite metropole".split())

SEVERAL_NAMES = N_("several communes have that name")
SEVERAL_CODES = N_("several communes have that code")
SEVERAL_NAMED = N_("it names several communes")
AT_ODDS = N_("what the row says is at odds")
NEARLY = N_("only nearly that name")
SHORT_FOR_IT = N_("short for it, or a part of it")
ELSEWHERE = N_("a commune elsewhere has that name too")
PART_OR_ELSEWHERE = N_("short for it, and a commune elsewhere has that name")
NEARLY_OR_ELSEWHERE = N_("only nearly that name, and a commune elsewhere has it")
IN_WORDS = N_("that name, but other words or signs beside it")
UNHEARD = N_("no commune of that name")
OTHER_REGION = "other-region"  # cohort of what is labelled elsewhere


class Verdict(NamedTuple):
    """What a row is: the cells that are added to it, each under its field's name after `pvd_`.

    status: one of STATUSES; labelled and not-labelled only where the row is decided;
    insee: joined by | where several may be meant; reason: why a person has to decide, which is not added.
    """

    status: str
    insee: str = ""
    name: str = ""
    department: str = ""
    cohort: str = ""
    score: str = ""
    reason: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells that are added to the row."""
        return self[:-1]

    def typed(self) -> dict[str, Any]:
        """Return the fields for JSON: score a number, None for what is empty."""
        fields = {key: value or None for key, value in self._asdict().items() if key != "reason"}
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
ADDED = Verdict._fields[:-1]
STATUSES = ("labelled", "not-labelled", "ambiguous", "epci", "outside", "unknown")
UNKNOWN = Verdict("unknown", reason=UNHEARD)
EMPTY = Verdict("")  # of a blank line


@cache
def _meanings(registry: Registry) -> Meanings:
    return Meanings(registry)


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

    A code of one commune decides, unless the name is plainly another's. One that several share confirms a
    whole name, or one with a typing error in a column of communes. Without a code the name decides: a whole
    one, or one like it where a department agrees or the column is plainly one of communes. All else is asked.
    """
    row = _Row(registry, name, department, (siren, insee, postal), sample)
    if row.is_plain:
        return _decided(row.places[0], 100)
    if row.heads_a_part:
        return _ask(SEVERAL_CODES, row.coded) if row.coded else UNKNOWN
    if row.is_body:
        return row.body()
    if len(row.places) == 1:
        made = row.by_own_code(row.places[0])
    elif row.places:
        made = row.by_shared_code()
    elif row.at_odds and row.region & row.departments:
        made = _ask(AT_ODDS, registry.find(name).candidates)
    elif row.departments - row.region:
        made = UNKNOWN if row.departments == {UNREADABLE} else _outside(row.named_elsewhere)
    elif row.departments:
        made = row.in_department()
    else:
        made = row.by_name()
    return row.each() or made if made.status in ("ambiguous", "unknown") else made


class _Row:
    """What the cells of a row mean.

    places: the communes of the surest of its codes; departments: those that a cell of its own says, and those
    of the codes; at_odds: whether these differ.
    """

    def __init__(
        self, registry: Registry, name: str, department: str, codes: tuple[str, str, str], sample: Sample
    ) -> None:
        self.name, self.sample, self._registry = name, sample, registry
        self._meanings = meanings = _meanings(registry)
        self.region = frozenset(known.code for known in registry.departments)
        cells = zip(codes, (SIREN, INSEE, POSTAL), ("", department, ""), strict=True)
        meant = (meanings.read(*cell) for cell in cells)
        code = next((meaning for meaning in meant if meaning != NOTHING), None) or meanings.beside_name(name)
        said = meanings.read(department, DEPARTMENT).departments
        self.places, self.epci, self._said = code.places, code.epci, said
        self.at_odds = bool(said and code.departments and said.isdisjoint(code.departments))
        self.departments = said & code.departments or said | code.departments

    @property
    def is_plain(self) -> bool:
        """Whether it has the code of one commune and that one's name, and no department at odds with them."""
        return len(self.places) == 1 and not self.at_odds and fold(self.name) == fold(self.places[0].name)

    @cached_property
    def exact(self) -> Meaning:
        """The communes of France that have just the name."""
        return self._meanings.read(self.name, NAME)

    @cached_property
    def here(self) -> list[Candidate]:
        """The communes of the region that have just the name."""
        places = self.exact.places
        return [Candidate(place, 100, "exact") for place in places if not isinstance(place, Outside)]

    @cached_property
    def coded(self) -> list[Candidate]:
        """The communes of the region that have the code."""
        return [Candidate(place, 100, "code") for place in self.places if not isinstance(place, Outside)]

    @cached_property
    def found(self) -> SearchResult:
        """What the name may mean, in the department of the row."""
        return self._registry.find(self.name, self._within)

    @property
    def _within(self) -> str | None:
        """The department of the row, if it tells one."""
        return next(iter(self.departments)) if len(self.departments) == 1 else None

    @property
    def heads_a_part(self) -> bool:
        """Whether it is a department, as lists are divided by them, and not Vaucluse in the Doubs."""
        named = self._registry.department_called(self.name)
        return bool(named) and len(self.places) != 1 and self.departments <= self.region

    @property
    def is_body(self) -> bool:
        """Whether it is an intercommunality, by its name or its code, or another body that is no commune."""
        known = self._registry.epcis_called(fold(self.name)) or self.epci
        return is_body(fold(self.name)) or bool(known and not self.here)

    def body(self) -> Verdict:
        """Return the intercommunality that a row is, named if it is of the region, or UNKNOWN."""
        folded = fold(self.name)
        known = self._registry.epcis_called(folded) or (self.epci,)
        if len(known) == 1 and known[0]:
            return Verdict("epci", name=known[0].name)
        return Verdict("epci") if known[0] or folded.split()[0] in _EPCI_WORDS else UNKNOWN

    @property
    def named_elsewhere(self) -> list[Outside]:
        """The communes elsewhere that have just the name, in the departments of the row if it tells any."""
        places = [place for place in self.exact.places if isinstance(place, Outside)]
        return [place for place in places if not self.departments or place.department in self.departments]

    def by_own_code(self, place: Place | Outside) -> Verdict:
        """Return what a row is with a code of one commune: that one, unless the name is plainly another's,
        alone or with its department, or a department is at odds and no name confirms the code."""
        own = place.insee in self.exact.communes
        if isinstance(place, Outside):
            return _outside([place] if own or not self.here else [])
        rivals = [found for found in self.here if found.commune != place]
        others = [found for found in rivals if found.commune.department in self._said] if own else rivals
        score = self._score_of(place)
        if others or ((self.at_odds or self.exact.places) and not own and score < SURE):
            return _ask(AT_ODDS, [*others, Candidate(place, 100, "code")])
        return _decided(place, score if score >= PROBABLE else 100)

    def _score_of(self, place: Place) -> float:
        return next((found.score for found in self.found.candidates if found.commune == place), 0)

    def by_shared_code(self) -> Verdict:
        """Return what a row is with a code that several communes share: the one with that name."""
        named = [found for found in self.found.candidates if found.commune in self.places]
        best, rival = (*named, None, None)[:2]
        if best and self._confirmed(best) and not (rival and rival.score == best.score):
            return _decided(best.commune, best.score)
        if self.here or self.at_odds:
            return _ask(AT_ODDS, [*self.here, *(named or self.coded)])
        if best and best.score >= PROBABLE:
            return _ask(_reason(best), named)
        return _ask(SEVERAL_CODES, self.coded)

    def _confirmed(self, best: Candidate) -> bool:
        """Whether a code that several communes share confirms a name: a whole one, a short form, one whose
        words are contracted, or one with a typing error."""
        if best.reason != "fuzzy":
            return best.score >= WHOLE - NO_ARTICLE - SHORT_FORM
        if _contracts(self.name, best.commune.name):
            return True
        return best.match and best.score >= ONE_ERROR and self.sample.of_communes and not self.exact.places

    def in_department(self) -> Verdict:
        """Return what a row is without a code, by its name in the department that a cell says."""
        best = self._best
        if not best or best.score < WHOLE:
            match = None if best else self._registry.find(self.name).match
            others = self.here or ([match] if match else [])
            if others:
                return _ask(AT_ODDS, [*([best] if best else []), *others])
        return self._judged(likeness=True)

    def by_name(self) -> Verdict:
        """Return what a row is by its name alone."""
        found = self.found
        if not found.agrees:
            return self._judged(likeness=False)
        written = {place.name.casefold() for place in found.elsewhere}  # Lemuy is a commune, Le Muy another
        glued = (
            self._best and self._best[1:3] == (100, "spelling") and self.name.strip().casefold() in written
        )
        if found.elsewhere and (glued or not found.in_region):
            return _outside(self.named_elsewhere)
        if found.elsewhere or (self.sample.of_country and self._best and self.named_elsewhere):
            why = {SHORT_FOR_IT: PART_OR_ELSEWHERE, NEARLY: NEARLY_OR_ELSEWHERE}
            return _ask(why.get(_reason(found.candidates[0]), ELSEWHERE), _rivals(found.candidates))
        return self._judged(likeness=self.sample.of_communes)

    @property
    def _best(self) -> Candidate | None:
        """The best of what the name may mean, if it is near enough."""
        return next((found for found in self.found.candidates if found.score >= PROBABLE), None)

    def _judged(self, likeness: bool) -> Verdict:
        """Return what a name means by itself. likeness: whether one that is only like it decides."""
        best, found = self._best, self.found
        if not best:
            return UNKNOWN
        if found.match and (likeness or best.score >= WHOLE):
            return _decided(best.commune, best.score)
        if not found.agrees:
            return _ask(IN_WORDS, found.candidates)
        return _ask(_reason(best), _rivals(found.candidates))

    def each(self) -> Verdict | None:
        """Return all communes that a cell names, if several: `Sisteron / Gap`."""
        parts = _BETWEEN.split(self.name)
        found = [self._registry.find(part, self._within).match for part in parts if len(parts) > 1]
        named = [candidate for candidate in found if candidate]
        return _ask(SEVERAL_NAMED, named) if len(named) > 1 else None


def _contracts(text: str, name: str) -> bool:
    """Whether a text has a name's words, some contracted to letters of theirs: `Vaison-la-Rne`."""
    words, whole = core(re.sub(r"\d+", " ", fold(text))), core(fold(name))
    if len(words) != len(whole) or set(words).isdisjoint(whole):
        return False
    return all(map(_contracted, words, whole))


def _contracted(word: str, whole: str) -> bool:
    """Whether a word begins and ends as another does, and has letters of it in their order."""
    letters = iter(whole)
    return word[0] == whole[0] and word[-1] == whole[-1] and all(letter in letters for letter in word)


def _decided(place: Place | Outside, score: float) -> Verdict:
    if isinstance(place, Outside):
        return _outside([place])
    cohort = place.cohort if isinstance(place, Commune) else ""
    status = "labelled" if isinstance(place, Commune) else "not-labelled"
    return Verdict(status, place.insee, place.name, place.department, cohort, f"{score:.4g}")


def _outside(places: Sequence[Outside]) -> Verdict:
    """Return the one commune elsewhere that is meant; of several nothing is told."""
    if len(places) != 1:
        return Verdict("outside")
    (place,) = places
    return Verdict("outside", place.insee, place.name, place.department, OTHER_REGION if place.pvd else "")


def _ask(reason: str, candidates: Sequence[Candidate]) -> Verdict:
    """Return all that may be meant; if all are surely without the label, so is the row, unless at odds."""
    probable = [each for each in candidates if each.score >= PROBABLE]
    if not probable:
        return UNKNOWN
    score = f"{max(each.score for each in probable):.4g}"
    places = list(dict.fromkeys(each.commune for each in probable))
    whole = all(each.score >= WHOLE and not isinstance(each.commune, Commune) for each in probable)
    codes = "|".join(place.insee for place in places)
    if whole and reason in (SEVERAL_NAMES, SEVERAL_CODES, IN_WORDS):
        return Verdict("not-labelled", codes, score=score)
    if len(places) > 1:
        return Verdict("ambiguous", codes, score=score, reason=reason)
    return _decided(places[0], probable[0].score)._replace(status="ambiguous", reason=reason)


def _rivals(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates, best first, that are about as near as the first."""
    best = candidates[0].score
    least = WHOLE if best >= WHOLE else best - CLEAR
    return [candidate for candidate in candidates if candidate.score >= least]


def _reason(best: Candidate) -> str:
    """Return why a name alone does not decide."""
    if best.reason in ("prefix", "part"):
        return SHORT_FOR_IT
    if best.reason == "fuzzy":
        return NEARLY
    return SEVERAL_CODES if best.reason == "code" else SEVERAL_NAMES
