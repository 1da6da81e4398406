"""What a commune is: immutable values, with the keys that YAML, JSON and CSV share."""

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
LIKELY = 70  # score from which a commune may be meant by who asks for one; below, it is only a near name
MOST_NAMED = 6  # communes that an error names as what may be meant


class Facts(dict[str, Any]):
    """A mapping that nobody can change."""

    def _refuse(self, *_given: object, **_named: object) -> Any:
        raise TypeError("what a registry holds cannot be changed; change a copy: dict(…)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return Facts, (dict(self),)


def frozen(value: Any) -> Any:
    """Return a value with its lists as tuples and its mappings as `Facts`, which nobody can change."""
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
    """The region as addresses have it: its name, other spellings of it, and what stands behind towns.

    suffixes: words that a town's name may be followed by and other names end with: `en Provence`.
    sea: the name of the sea on its coast, by language, if it has one.
    """

    name: str
    aliases: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    sea: Mapping[str, str] | None = None


class Commune(NamedTuple):
    """A labelled commune; what is not known is None.

    petite_ville: the group that it was selected with in 2021, of one commune or several, by the number of
    that list; pvd_id: the commune's own number in the lists since 2023, which number all anew; siren: the
    number of the local authority, nine digits.
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
        """What it is called: its name, then its aliases."""
        return (self.name, *self.aliases)

    @property
    def codes(self) -> set[str]:
        """The codes that it is found by."""
        numbers = (self.petite_ville, self.pvd_id, self.siren)
        return {self.insee, *self.postal_codes, *filter(None, numbers)}


class OtherCommune(NamedTuple):
    """A commune of the region without the label.

    siren: the number of the local authority, nine digits; acv_signed: Action cœur de ville, if any.
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
        """What it is called: its name."""
        return (self.name,)

    @property
    def codes(self) -> set[str]:
        """The codes that it is found by."""
        return {self.insee, *self.postal_codes, self.siren}


Place = Commune | OtherCommune


def describe(place: Place) -> str:
    """Return a commune as one names it to tell it from others: Sisteron (04209)."""
    return f"{place.name} ({place.insee})"


class Candidate(NamedTuple):
    """A commune of the region that a query may mean.

    score: 0 to 100; match: True where it is sure enough to act on without a look; reason: how it is found.
    By `code`; by its name (`exact`) or an `alias` as they are written, or by a `spelling` of them, glued or
    without the article; by its first words or letters (`prefix`) or a `part` from inside its name; by a name
    that is nearly the query (`fuzzy`); by a `place` inside it; by its `cedex` for the mail of offices.
    """

    commune: Place
    score: float
    reason: str
    match: bool = False


class SearchResult(NamedTuple):
    """All that is known of a query.

    candidates: communes of the region, best first; in_region: whether one of them may be meant, or only one
    of `elsewhere`; agrees: whether all words of the query agree, as those of `Sisteron (83)` do not;
    elsewhere: communes outside the region that have just that name, or a nearer one than the first candidate;
    place: the place inside the first candidate that the query names; epcis: the intercommunalities, and
    department: the department, that the query names; nearest: communes with the least unlike names, where no
    candidate is meant; more: how many labelled and how many other candidates were found beyond the limit.
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
        """The candidate that is sure, always the first, or None."""
        return next((candidate for candidate in self.candidates[:1] if candidate.match), None)

    @property
    def is_one(self) -> bool:
        """Whether the query as a whole names one thing."""
        return bool(self.match or self.epcis or (self.elsewhere and not self.candidates))

    @property
    def known(self) -> bool:
        """Whether the query names something, or communes that may well be meant: it is no street."""
        likely = self.candidates[:1] and self.candidates[0].score >= LIKELY
        return bool(likely or self.elsewhere or self.epcis or self.department)

    def _coded(self) -> Place | None:
        """Return the commune whose INSEE code the query is, if it means that before any other code."""
        own = [c.commune for c in self.candidates if c.commune.insee == self.query.strip()]
        rivals = [c for c in self.candidates if c.commune not in own and c.reason != "cedex"]
        return own[0] if own and (isinstance(own[0], Commune) or not rivals) else None

    def commune(self) -> Place:
        """Return the one commune of the region that the query means.

        The INSEE code of a labelled commune means it even where it is somebody's postal code too, that of
        another where it is a CEDEX too.
        Raises NoAnswer, with the candidates, where no commune or more than one may be meant.
        """
        if self.match:
            return self.match.commune
        coded = self._coded()
        if coded:
            return coded
        if self.elsewhere and self.in_region and len(self.candidates) == 1:
            return self.candidates[0].commune  # of two that may be meant, the one of the region
        names = [describe(c.commune) for c in self.candidates if c.score >= LIKELY]
        if not names:
            raise NoAnswer(_("no commune of the region is called “{query}”").format(query=self.query))
        raise NoAnswer(
            _("“{query}” is not enough to tell which commune is meant").format(query=self.query),
            _("did you mean {names}?").format(names=", ".join(names[:MOST_NAMED])),
            candidates=tuple(candidate.commune.insee for candidate in self.candidates),
        )


class NamedEpcis(NamedTuple):
    """The intercommunalities that a text names, or the one of the commune that it names."""

    epcis: tuple[Epci, ...]
    commune: Place | None = None


class Near(NamedTuple):
    """A commune seen from a place. direction: N, NE, E, SE, S, SW, W or NW; None where it is the place."""

    commune: Commune
    distance_km: float
    direction: str | None


class Source(NamedTuple):
    """Where facts come from, and its address on the web. `fields` are the keys of a commune that it gives."""

    id: str
    title: str
    publisher: str
    date: str | None
    licence: Mapping[str, str]
    gives: Mapping[str, str]
    fields: tuple[str, ...]
    url: str | None = None


class Note(NamedTuple):
    """What a source has otherwise than the registry. commune: an INSEE code; field: a key of that commune."""

    commune: str
    field: str
    fr: str
    en: str
    source: str


class Programme(NamedTuple):
    """What the programme is: each section is a list of facts with `fr`, `en` and `source`.

    Each of `figures` has a `stage`: whether it was announced or has been reached; `today`: where the
    programme stands.
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
    """Return a value of the models, or a structure of them, as plain mappings and lists; dates stay dates.

    What is said of a commune (score, distance_km…) stands behind the commune's own keys.
    """
    if isinstance(value, (Candidate, Near)):
        said = value._asdict()
        return {**record(said.pop("commune")), **said}
    if hasattr(value, "_asdict"):
        return record(value._asdict())
    if isinstance(value, dict):
        return {key: record(item) for key, item in value.items()}
    return [record(item) for item in value] if isinstance(value, (list, tuple)) else value
