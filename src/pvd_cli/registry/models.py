"""The data of the registry: immutable, with the keys of YAML, JSON and CSV."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

SELECTED: Final = "selection-2020"
JOINED: Final = "joined-2021"
SINCE = {SELECTED: "2020", JOINED: "2021"}  # the year of a cohort
COHORTS = (SELECTED, JOINED)


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

    Of a value with a commune, the commune's keys come first, then the others (score, distance_km…).
    """
    if isinstance(value, dict):
        return {key: record(item) for key, item in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    as_dict = getattr(value, "_asdict", None)
    if not as_dict:
        return [record(item) for item in value]
    values = record(as_dict())
    return {**values.pop("commune", {}), **values}
