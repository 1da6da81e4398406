"""The data of the registry and the answers of a search: immutable, with the keys of YAML, JSON and CSV."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import NoAnswer
from ..language import _

if TYPE_CHECKING:  # most commands search for nothing
    from ..search.elsewhere import Outside
    from ..search.places import InnerPlace

SELECTED: Final = "selection-2020"
JOINED: Final = "joined-2021"
SINCE = {SELECTED: "2020", JOINED: "2021"}  # the year of a cohort
COHORTS = (SELECTED, JOINED)
LIKELY = 70  # least score of a commune that a query may well mean; below, its name is only similar
MOST_NAMED = 6  # candidates that an error names


class Facts(dict[str, Any]):
    """A dict that cannot be changed, such as a fact of the programme."""

    def _refuse(self, *_given: object, **_named: object) -> Any:
        raise TypeError("what a registry holds cannot be changed; change a copy: dict(…)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return Facts, (dict(self),)


def frozen(value: Any) -> Any:
    """Return a value with its lists as tuples and its mappings as `Facts`, at every level."""
    if isinstance(value, dict):
        return Facts({key: frozen(item) for key, item in value.items()})
    return tuple(map(frozen, value)) if isinstance(value, list) else value


class Epci(NamedTuple):
    """An intercommunality (établissement public de coopération intercommunale)."""

    siren: str
    name: str
    type: str


class Location(NamedTuple):
    """The centre of a commune's territory, in degrees (WGS 84)."""

    latitude: float
    longitude: float


class Department(NamedTuple):
    """A department: its two-digit code, its name, its other spellings, the INSEE code of its prefecture."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    prefecture: str | None = None


class Region(NamedTuple):
    """The region. aliases: its other spellings.

    suffixes: words that may follow the name of any of its towns, such as `en Provence`;
    sea: the name of the sea on its coast, by language, if it has one.
    """

    name: str
    aliases: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    sea: Mapping[str, str] | None = None


class Commune(NamedTuple):
    """A labelled commune; a value that is not known is None.

    petite_ville: the number, in the list of 2021, of the group of one or more communes that it was selected
    with; pvd_id: its own number in the lists since 2023; siren: the nine digits of the local authority;
    population: inhabitants in 2023.
    """

    insee: str
    name: str
    department: str
    department_name: str
    epci: Epci
    petite_ville: str | None
    pvd_id: str | None
    siren: str | None
    cohort: str
    population: int
    postal_codes: tuple[str, ...]
    location: Location
    arrondissement: str
    convention_signed: date | None
    ort_signed: date | None
    aliases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then the aliases."""
        return (self.name, *self.aliases)

    @property
    def codes(self) -> set[str]:
        """The codes that it is found by."""
        numbers = (self.petite_ville, self.pvd_id, self.siren)
        return {self.insee, *self.postal_codes, *filter(None, numbers)}


class OtherCommune(NamedTuple):
    """A commune of the region without the label.

    epci: None where the registry does not have it; siren: the nine digits of the local authority;
    acv_signed: the date of its Action cœur de ville convention, if any.
    """

    insee: str
    name: str
    department: str
    department_name: str
    epci: Epci | None
    siren: str
    population: int
    postal_codes: tuple[str, ...]
    location: Location
    acv_signed: date | None
    ort_signed: date | None

    @property
    def names(self) -> tuple[str, ...]:
        """The name, in a tuple as for a labelled commune."""
        return (self.name,)

    @property
    def codes(self) -> set[str]:
        """The codes that it is found by."""
        return {self.insee, *self.postal_codes, self.siren}


Place = Commune | OtherCommune


def describe(place: Place) -> str:
    """Return the name of a commune with its INSEE code: Sisteron (04209)."""
    return f"{place.name} ({place.insee})"


class Candidate(NamedTuple):
    """A commune of the region that a query may mean.

    score: 0 to 100; match: whether it is sure enough to act on; reason: how the query finds it, one of
    `code`; `exact` or `alias` (the official name or an alias, as written); `spelling` (the same without
    spaces or article); `prefix` (first words or letters); `part` (words from inside the name); `fuzzy` (a
    misspelt name); `place` (a place inside the commune); `cedex` (its postal code for the mail of offices).
    """

    commune: Place
    score: float
    reason: str
    match: bool = False


class SearchResult(NamedTuple):
    """Everything that a query may mean.

    candidates: communes of the region, the best first; in_region: whether one of these may be meant, and not
    only one of `elsewhere`; agrees: whether the parts of the query agree, which those of `Sisteron (83)` do
    not; elsewhere: communes outside the region with exactly that name, or with a name more like the query
    than that of the first candidate; place: the place inside the first candidate that the query names;
    epcis, department: those that the query names; nearest: the communes with the most similar names, where
    no candidate may be meant; more: the number of labelled and of other candidates beyond the limit.
    """

    query: str
    candidates: tuple[Candidate, ...] = ()
    in_region: bool = False
    agrees: bool = True
    elsewhere: "tuple[Outside, ...]" = ()
    place: "InnerPlace | None" = None
    epcis: tuple[Epci, ...] = ()
    department: Department | None = None
    nearest: tuple[Place, ...] = ()
    more: tuple[int, int] = (0, 0)

    @property
    def results(self) -> tuple[Candidate, ...]:
        """The candidates that are labelled."""
        return tuple(c for c in self.candidates if isinstance(c.commune, Commune))

    @property
    def not_labelled(self) -> tuple[Candidate, ...]:
        """The candidates without the label."""
        return tuple(
            candidate for candidate in self.candidates if isinstance(candidate.commune, OtherCommune)
        )

    @property
    def match(self) -> Candidate | None:
        """The first candidate, if it is sure enough to act on, or None."""
        return next((candidate for candidate in self.candidates[:1] if candidate.match), None)

    @property
    def is_one(self) -> bool:
        """Whether the query as a whole names one thing."""
        return bool(self.match or self.epcis or (self.elsewhere and not self.candidates))

    def at_least(self, score: float) -> "SearchResult":
        """Return the result with only the candidates that have at least this score."""
        return self._replace(candidates=tuple(c for c in self.candidates if c.score >= score))

    @property
    def names_any(self) -> bool:
        """Whether the query may mean any commune or intercommunality."""
        return bool(self.candidates or self.elsewhere or self.epcis)

    @property
    def known(self) -> bool:
        """Whether the query names anything known, or at least communes that it may well mean."""
        likely = self.candidates[:1] and self.candidates[0].score >= LIKELY
        return bool(likely or self.elsewhere or self.epcis or self.department)

    def _with_insee(self) -> Place | None:
        """Return the commune whose INSEE code the query is, if other meanings of the code may be ignored."""
        own = [c.commune for c in self.candidates if c.commune.insee == self.query.strip()]
        rivals = [c for c in self.candidates if c.commune not in own and c.reason != "cedex"]
        return own[0] if own and (isinstance(own[0], Commune) or not rivals) else None

    def commune(self) -> Place:
        """Return the one commune of the region that the query means.

        The INSEE code of a labelled commune means that commune, even if it is also a postal code or a CEDEX.
        The INSEE code of another commune means that commune, even if it is also a CEDEX.
        Raises NoAnswer, with the candidates, where no commune or more than one may be meant.
        """
        if self.match:
            return self.match.commune
        coded = self._with_insee()
        if coded:
            return coded
        if self.elsewhere and self.in_region and len(self.candidates) == 1:
            return self.candidates[0].commune  # of two that may be meant, the one of the region
        likely = [c.commune for c in self.candidates if c.score >= LIKELY]
        names = [f"{place.name} ({place.department_name}, {place.insee})" for place in likely]
        if not names:
            raise NoAnswer(_("no commune of the region is called “{query}”").format(query=self.query))
        raise NoAnswer(
            _("“{query}” is not enough to tell which commune is meant").format(query=self.query),
            _("did you mean {names}?").format(names=", ".join(names[:MOST_NAMED])),
            candidates=tuple(candidate.commune.insee for candidate in self.candidates),
        )


class NamedEpcis(NamedTuple):
    """The intercommunalities that a text names. commune: the commune, if the text names one of theirs."""

    epcis: tuple[Epci, ...]
    commune: Place | None = None


class Near(NamedTuple):
    """The distance of a commune from a point. direction: N, NE, E…, from the point; None if distance is 0."""

    commune: Commune
    distance_km: float
    direction: str | None


class Source(NamedTuple):
    """A source of facts. fields: the keys of a commune that come from it; url: its address on the web."""

    id: str
    title: str
    publisher: str
    date: str | None
    licence: Mapping[str, str]
    gives: Mapping[str, str]
    fields: tuple[str, ...]
    url: str | None = None


class Note(NamedTuple):
    """A difference between a source and the registry. commune: an INSEE code; field: a key of the commune."""

    commune: str
    field: str
    fr: str
    en: str
    source: str


class Programme(NamedTuple):
    """The programme: each section is a tuple of facts with `fr`, `en` and `source`.

    figures: each also has a `stage`, announced or reached; today: the present state of the programme.
    """

    name: str
    overview: tuple[Facts, ...]
    pillars: tuple[Facts, ...]
    ministries: tuple[Facts, ...]
    partners: tuple[Facts, ...]
    timeline: tuple[Facts, ...]
    figures: tuple[Facts, ...]
    today: tuple[Facts, ...] = ()


def record(value: Any) -> Any:
    """Return a value of these classes, or a structure of them, as plain dicts and lists; dates stay dates.

    Of a Candidate or a Near, the commune's keys come first, then the others (score, distance_km…).
    """
    if isinstance(value, dict):
        return {key: record(item) for key, item in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    if isinstance(value, (Candidate, Near)):
        other = value._asdict()
        return {**record(other.pop("commune")), **other}
    return record(value._asdict()) if hasattr(value, "_asdict") else [record(item) for item in value]
