"""Decides what one row is, by its name, its department and its codes together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from ..language import N_
from ..registry.epci_names import has_epci_type_first
from ..registry.models import Commune, Place
from ..registry.registry import Registry
from ..registry.results import Candidate, SearchResult
from ..search.address import COURTESIES, is_body, is_community
from ..search.elsewhere import Outside
from ..search.names import contracts, core, fold
from ..search.query import Query, read_query
from ..search.thresholds import CLEAR, OTHER_ARTICLE, SURE, WHOLE
from .headings import DEPARTMENT, INSEE, NAME, POSTAL, SIREN
from .meaning import NOTHING, UNREADABLE, Meaning, Meanings

PROBABLE = 75  # least score of a candidate; names from all over France have scores up to this
LETTERS_OF_ERROR = 7  # where several communes share the code, a name may have one error in so many letters
ONE_ERROR = round(100 - 100 / LETTERS_OF_ERROR, 1)
OTHER_REGION = "other-region"  # the cohort of communes that are labelled outside the region
_BETWEEN = re.compile(r"[/,;+&|•\n\r\t]|\s(?:et|Et|ET|ou|[–—-])\s")  # names of several communes in a cell

SEVERAL_NAMES = N_("several communes have that name")
SEVERAL_CODES = N_("several communes have that code")
SEVERAL_NAMED = N_("it names several communes")
AT_ODDS = N_("its cells contradict each other")
IN_WORDS = N_("that name, but other words or signs beside it")
SHORT_FOR_IT = N_("a short form, or a part, of that name")
NEARLY = N_("only nearly that name")
ELSEWHERE = N_("a commune elsewhere has that name too")
UNHEARD = N_("no commune is recognised in it")
_REASONS = {"prefix": SHORT_FOR_IT, "part": SHORT_FOR_IT, "fuzzy": NEARLY, "code": SEVERAL_CODES}
_REASONS_ELSEWHERE = {
    SHORT_FOR_IT: N_("a short form of that name, and the name of a commune elsewhere"),
    NEARLY: N_("only nearly that name, and a commune elsewhere has it"),
}


class Verdict(NamedTuple):
    """What a row is. Each field but `reason` is added to the row, under a heading like `pvd_status`.

    status: one of STATUSES; `labelled` and `not-labelled` only if that is sure; insee: codes joined by | if
    several communes may be meant; reason: why a person has to decide.
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
        """Return the fields for JSON: the score as a number, None for empty fields."""
        fields = {key: value or None for key, value in self._asdict().items() if key != "reason"}
        return fields | {"score": float(self.score) if self.score else None}


class Sample(NamedTuple):
    """What a sample of rows tells about a sheet.

    of_communes: whether its column of names plainly holds communes; of_country: whether more of its rows are
    outside the region than in it; agreeing: the number of rows whose cells agree on one commune.
    """

    of_communes: bool = True
    of_country: bool = False
    agreeing: int = 0


REGIONAL = Sample()
ADDED = Verdict._fields[:-1]
STATUSES = ("labelled", "not-labelled", "ambiguous", "epci", "outside", "unknown")
UNKNOWN = Verdict("unknown", reason=UNHEARD)
EMPTY = Verdict("")  # for a blank line
_meanings = lru_cache(Meanings)


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
    """Return the verdict of a row. At least one of its cells is not empty.

    The code of one commune decides, unless the name is plainly that of another. A code that several communes
    share confirms a whole name, or a name with one typing error in a column of communes. Without a code the
    name decides: a whole name; also a misspelt one, if the department agrees or the column plainly holds
    communes. In all other cases the row is ambiguous or unknown.
    """
    row = _Row(registry, name, department, {SIREN: siren, INSEE: insee, POSTAL: postal}, sample)
    if row.is_plain:
        return verdict_of(row.places[0], 100)
    if row.is_department:
        return _ask(SEVERAL_CODES, _in_region(row.places, "code"))
    if body := row.body():
        return body
    if len(row.places) == 1:
        made = row.by_own_code(row.places[0])
    elif row.places:
        made = row.by_shared_code()
    elif row.departments:
        made = row.in_departments()
    else:
        made = row.by_name()
    undecided = made.status in ("ambiguous", "unknown") or row.code_in_name
    return row.each() or made if undecided else made


class _Row:
    """What the cells of a row mean.

    places: the communes of its surest code; departments: those that both its department's cell and its code
    name, or else all that one of them names; at_odds: whether the two contradict; code_in_name: whether the
    code stands in the cell of the name.
    """

    def __init__(
        self, registry: Registry, name: str, department: str, codes: Mapping[str, str], sample: Sample
    ) -> None:
        """codes: the cells with codes by their role, the surest role first."""
        self.name, self.sample, self._registry = name, sample, registry
        self._meanings = meanings = _meanings(registry)
        meant = (meanings.read(cell, role, department) for role, cell in codes.items() if cell)
        beside = next((meaning for meaning in meant if meaning != NOTHING), None)
        code = beside or meanings.beside_name(name)
        named = meanings.read(department, DEPARTMENT).departments
        self.places, self._epci, self._named_departments = code.places, code.epci, named
        self.code_in_name = not beside and code != NOTHING
        self.departments = named & code.departments or named | code.departments
        self.at_odds = bool(named and code.departments and named.isdisjoint(code.departments))

    @property
    def is_plain(self) -> bool:
        """Whether name and code mean the same one commune, and no department contradicts."""
        return len(self.places) == 1 and not self.at_odds and fold(self.name) == fold(self.places[0].name)

    @property
    def query(self) -> Query:
        """The name as a query."""
        return read_query(self.name)

    @property
    def is_department(self) -> bool:
        """Whether the name is a department, as a heading between rows is; not Vaucluse in the Doubs."""
        named = self._registry.department_called(self.query.folded.strip(" 0123456789"))
        return bool(named) and len(self.places) != 1 and self.departments <= self._meanings.region

    @cached_property
    def exact(self) -> Meaning:
        """The communes of France that have exactly the name."""
        return self._meanings.read(self.name, NAME)

    @cached_property
    def here(self) -> list[Candidate]:
        """Those of the region."""
        return _in_region(self.exact.places, "exact")

    @property
    def named_elsewhere(self) -> list[Outside]:
        """Those elsewhere, in the departments of the row if it has any."""
        places = [place for place in self.exact.places if isinstance(place, Outside)]
        return [place for place in places if not self.departments or place.department in self.departments]

    @cached_property
    def found(self) -> SearchResult:
        """What the name may mean, in the department of the row if that is known."""
        return self._find(self.name)

    def _find(self, name: str) -> SearchResult:
        return self._registry.find(name, self.departments if len(self.departments) == 1 else ())

    @property
    def best(self) -> Candidate | None:
        """The best candidate for the name, if it has the score PROBABLE, or None."""
        first = self.found.candidates[:1]
        return first[0] if first and first[0].score >= PROBABLE else None

    def body(self) -> Verdict | None:
        """Return the verdict of an intercommunality or another body, by its name or code, else None."""
        words = self.query.folded
        known = self._registry.epcis_called(words) or tuple(filter(None, [self._epci]))
        if known and not self.here:
            return Verdict("epci", name=known[0].name if len(known) == 1 else "")
        if self.query.doubtful or not is_body(words):
            return None
        return Verdict("epci") if has_epci_type_first(words) or is_community(words) else UNKNOWN

    def by_own_code(self, place: Place | Outside) -> Verdict:
        """Return the verdict of a row with the code of one commune: this commune, unless the name is plainly
        that of another, or unless a department contradicts and the name does not confirm the code."""
        own = place.insee in self.exact.communes
        if isinstance(place, Outside):
            own = own or set(core(self.query.folded)) <= set(core(fold(place.name)))  # Valgelon-La Rochette
            sure = own or not self.here or place.department in self._named_departments
            return _outside([place]) if sure else _ask(AT_ODDS, self.here)
        named = next((found for found in self.found.candidates if found.commune == place), None)
        score = named.score if named else 0
        own = own or bool(named and score >= SURE and named.reason != "fuzzy")
        rivals = [found for found in self.here if found.commune != place]
        if own:  # both have the name: the one with the code, unless a cell names the other's department
            rivals = [found for found in rivals if found.commune.department in self._named_departments]
        unlike = not own and score < SURE
        if unlike:
            rivals = rivals or self._misspelt_other()
        if rivals or (unlike and (self.at_odds or self.exact.places)):
            return _ask(AT_ODDS, [*rivals, Candidate(place, 100, "code")])
        return verdict_of(place, score if score >= PROBABLE else 100)

    def by_shared_code(self) -> Verdict:
        """Return the verdict of a row with a code that several communes share: the one with its name."""
        named = [found for found in self.found.candidates if found.commune in self.places]
        coded = _in_region(self.places, "code")
        best, rival = (*named, None, None)[:2]
        if best and self._confirmed(best) and not (rival and rival.score == best.score):
            return verdict_of(best.commune, best.score)
        rivals = self.here or ([] if named else self._misspelt_other())
        if rivals or self.at_odds:
            return _ask(AT_ODDS, [*rivals, *(named or coded)])
        return _ask(_reason(best), named) if best and best.score >= PROBABLE else _ask(SEVERAL_CODES, coded)

    def _misspelt_other(self) -> list[Candidate]:
        """Return the commune without the code that a misspelt name in a column of communes surely means."""
        match = self._registry.find(self.name).match if self.sample.of_communes else None
        return [match] if match and match.commune not in self.places else []

    def _confirmed(self, best: Candidate) -> bool:
        """Return whether a code that several communes share confirms a name: a whole name, a short form, a
        name with contracted words, or one with a typing error."""
        if best.reason != "fuzzy":
            return best.score >= 100 - OTHER_ARTICLE
        if contracts(self.name, best.commune.name):
            return True
        words = self.query.folded.split()
        long = len("".join(words)) >= LETTERS_OF_ERROR and words[0] not in COURTESIES  # not `M. Casteellane`
        nearly = best.match and best.score >= ONE_ERROR and long
        return nearly and self.sample.of_communes and not self.exact.places

    def in_departments(self) -> Verdict:
        """Return the verdict of a row without a code, by its name in the departments of its cells."""
        if self.at_odds and self._meanings.region & self.departments:
            return _ask(AT_ODDS, self._registry.find(self.name).candidates)
        if self.departments - self._meanings.region:
            return UNKNOWN if self.departments == {UNREADABLE} else _outside(self.named_elsewhere)
        best = self.best
        if not best:
            match = self._registry.find(self.name).match
            return _ask(AT_ODDS, self.here or ([match] if match else []))
        others = [found for found in self.here if found.commune != best.commune]
        if others and best.score < WHOLE:
            return _ask(AT_ODDS, [best, *others])
        return self._judged(likeness=True)

    def by_name(self) -> Verdict:
        """Return the verdict of a row by its name alone."""
        found = self.found
        if not found.agrees:
            return self._judged(likeness=False)
        if found.elsewhere:
            written = {place.name.casefold() for place in found.elsewhere}
            glued = (100, "spelling") in [best[1:3] for best in found.candidates[:1]]  # Lemuy, for Le Muy
            if not found.in_region or (glued and self.name.strip().casefold() in written):
                return _outside(self.named_elsewhere)
        if found.elsewhere or (self.sample.of_country and self.best and self.named_elsewhere):
            reason = _reason(found.candidates[0])
            return _ask(_REASONS_ELSEWHERE.get(reason, ELSEWHERE), _rivals(found.candidates))
        return self._judged(likeness=self.sample.of_communes)

    def _judged(self, *, likeness: bool) -> Verdict:
        """Return the verdict of a name by itself. likeness: whether a misspelt name may decide."""
        best, found = self.best, self.found
        if not best:
            return UNKNOWN
        if best.match and (likeness or best.score >= WHOLE):
            return verdict_of(best.commune, best.score)
        if found.agrees:
            return _ask(_reason(best), _rivals(found.candidates))
        return _ask(IN_WORDS, found.candidates)

    def each(self) -> Verdict | None:
        """Return the verdict of a cell that names several communes, `Sisteron / Gap`, else None."""
        parts = _BETWEEN.split(self.name)
        named = [match for part in parts if len(parts) > 1 and (match := self._find(part).match)]
        return _ask(SEVERAL_NAMED, named) if len({match.commune.insee for match in named}) > 1 else None


def _in_region(places: Iterable[Place | Outside], reason: str) -> list[Candidate]:
    return [Candidate(place, 100, reason) for place in places if not isinstance(place, Outside)]


def verdict_of(place: Place | Outside, score: float | None = None) -> Verdict:
    """Return the verdict for a commune. score: that of the candidate, None if a person decided."""
    if isinstance(place, Outside):
        return _outside([place])
    cohort = place.cohort if isinstance(place, Commune) else ""
    status = "labelled" if isinstance(place, Commune) else "not-labelled"
    sure = f"{score:.4g}" if score is not None else ""
    return Verdict(status, place.insee, place.name, place.department, cohort, sure)


def _outside(places: Sequence[Outside]) -> Verdict:
    """Return the verdict for communes elsewhere: with the data of the commune if it is only one."""
    if len(places) != 1:
        return Verdict("outside")
    (place,) = places
    return Verdict("outside", place.insee, place.name, place.department, OTHER_REGION if place.pvd else "")


def _ask(reason: str, candidates: Sequence[Candidate]) -> Verdict:
    """Return the verdict with all communes that may be meant, which a person has to decide; `not-labelled` if
    none of them is labelled and the cells do not contradict."""
    probable = {each.commune.insee: each for each in candidates if each.score >= PROBABLE}
    if not probable:
        return UNKNOWN
    without = not any(each.score < WHOLE or isinstance(each.commune, Commune) for each in probable.values())
    score = max(each.score for each in probable.values())
    codes = "|".join(probable)
    if without and reason in (SEVERAL_NAMES, SEVERAL_CODES, IN_WORDS):
        return Verdict("not-labelled", codes, score=f"{score:.4g}")
    if len(probable) > 1:
        return Verdict("ambiguous", codes, score=f"{score:.4g}", reason=reason)
    only = verdict_of(probable[codes].commune, score)
    return Verdict("ambiguous", *only[1:-1], reason)


def _rivals(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates whose scores are close to that of the first."""
    least = WHOLE if candidates[0].score >= WHOLE else candidates[0].score - CLEAR
    return [candidate for candidate in candidates if candidate.score >= least]


def _reason(best: Candidate) -> str:
    """Return the reason why a name alone does not decide."""
    return _REASONS.get(best.reason, SEVERAL_NAMES)
