"""The registry: from YAML to immutable values, or one error that lists every problem."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from .errors import BadInput, NoAnswer
from .language import _, plural
from .models import SELECTED, Answer, Commune, Department, Epci, Location, OtherCommune, Programme, Source
from .names import core, fold
from .search import Index, Spellings, called, spell

REGISTRY_FILE = "communes.yaml"
GAZETTEER_FILE = "gazetteer.csv"
LIKELY = 70  # score from which a commune may be meant by who asks for one; below, it is only a near name


class Registry:
    """The labelled communes, the region's other communes, and what the programme is."""

    def __init__(
        self,
        communes: Iterable[Commune],
        others: Iterable[OtherCommune],
        departments: Iterable[Department],
        epcis: Iterable[Epci],
        programme: Programme,
        sources: Iterable[Source],
        spellings: Spellings | None = None,
    ) -> None:
        """spellings: those of `communes` and `others`, if they were kept; else `index` makes them."""
        self.communes = tuple(communes)
        self._unread = others
        self.departments = tuple(departments)
        self.epcis = tuple(epcis)
        self.programme = programme
        self.sources = tuple(sources)
        self._spellings = spellings

    @cached_property
    def others(self) -> tuple[OtherCommune, ...]:
        """The region's communes without the label; read on first use, which most commands have none of."""
        return tuple(self._unread)

    @cached_property
    def index(self) -> Index:
        """All names of the region, ready to be searched."""
        return Index(self.communes, self.others, self.departments, self._spellings)

    def __getstate__(self) -> dict[str, Any]:
        """Leave the index behind: another process makes its own, as RapidFuzz cannot be sent to it."""
        state = {**self.__dict__, "_unread": self.others}
        state.pop("index", None)
        return state

    @property
    def places(self) -> list[Commune | OtherCommune]:
        """All communes of the region, the labelled ones first."""
        return [*self.communes, *self.others]

    def get(self, insee: str) -> Commune:
        """Return the labelled commune with this INSEE code; raise KeyError if there is none."""
        for commune in self.communes:
            if commune.insee == insee:
                return commune
        raise KeyError(insee)

    def search(self, query: str, *, department: str | None = None, limit: int = 10) -> Answer:
        """Return the communes that `query` may mean, ranked; see `Index.search`.

        Raises BadInput where the query has no letter or digit.
        """
        if not any(c.isalnum() for c in query):
            raise BadInput(_("the query is empty"), _("type a name, a part of a name, or a code"))
        return self.index.search(query, department=department, limit=limit)

    def resolve(self, query: str) -> Commune | OtherCommune:
        """Return the one commune of the region that `query` means, labelled or not.

        The INSEE code of a labelled commune means it even where it is somebody's postal code too.
        Raises NoAnswer, with the candidates, where no commune or more than one may be meant.
        """
        query = query.strip()
        for commune in self.communes:
            if commune.insee == query:
                return commune
        answer = self.search(query)
        if answer.match:
            return answer.match.commune
        names = [describe(hit.commune) for hit in answer.hits if hit.score >= LIKELY]
        if not names:
            raise NoAnswer(
                _("no commune of the region is called “{query}”").format(query=query), *self.nearest(query)
            )
        raise NoAnswer(
            _("“{query}” is not enough to tell which commune is meant").format(query=query),
            _("did you mean {names}?").format(names=", ".join(names[:6])),
            candidates=tuple(hit.commune.insee for hit in answer.hits),
        )

    @cached_property
    def _department_names(self) -> dict[str, Department]:
        return called(self.departments)

    def departments_called(self, query: str) -> tuple[str, ...]:
        """Return a sentence that says how to list a department, if `query` is its code or name."""
        department = self._department_names.get(fold(query))
        hint = _("that is a department: pvd list -d {code}")
        return (hint.format(code=department.code),) if department else ()

    def nearest(self, query: str) -> tuple[str, ...]:
        """Return a sentence with up to three names that are least unlike `query`, or nothing."""
        names = [describe(place) for place in self.index.nearest(query)]
        message = plural("the nearest name: {names}", "the nearest names: {names}", len(names))
        return (message.format(names=", ".join(names)),) if names else ()

    def list(
        self, *, department: Iterable[str] = (), epci: str | None = None, cohort: str = SELECTED
    ) -> tuple[Commune, ...]:
        """Return the labelled communes of a cohort (`all`: of each), in the file's order.

        department: codes or names, in any spelling; epci: a SIREN, or a name or part of one.
        Raises NoAnswer for a department or an EPCI that is not there.
        """
        wanted = [department] if isinstance(department, str) else department
        codes = {self.department(spelling).code for spelling in wanted}
        sirens = {found.siren for found in self.find_epcis(epci)} if epci is not None else set()
        return tuple(
            commune
            for commune in self.communes
            if cohort in ("all", commune.cohort)
            and (not codes or commune.department in codes)
            and (not sirens or commune.epci.siren in sirens)
        )

    def department(self, spelling: str) -> Department:
        """Return the department of this code or name, in any spelling; raise NoAnswer if none."""
        wanted = re.sub(_DEPARTMENT, "", fold(_two_digits(spelling)))
        spellings = self._department_names
        begun = {d.code: d for name, d in spellings.items() if wanted and name.startswith(wanted)}
        if wanted in spellings:
            return spellings[wanted]
        if len(begun) == 1:
            return next(iter(begun.values()))
        from difflib import get_close_matches

        near = get_close_matches(wanted, spellings, 1, 0.85)  # Hautes-Pyrénées is not Hautes-Alpes
        if near:
            return spellings[near[0]]
        known = ", ".join(f"{d.code} {d.name}" for d in self.departments)
        raise NoAnswer(
            _("“{query}” is not a department of the registry").format(query=spelling),
            _("the departments are {names}").format(names=known),
        )

    def find_epcis(self, query: str) -> tuple[Epci, ...]:
        """Return the EPCIs of this SIREN or this name, or that have all its words; else NoAnswer."""
        words = core(fold(query))
        named = {epci: core(fold(epci.name)) for epci in self.epcis}
        exact = tuple(e for e, name in named.items() if query.strip() == e.siren or name == words)
        if exact:
            return exact
        glued = "".join(words)
        found = tuple(e for e, name in named.items() if glued and glued in "".join(name))
        if found:
            return found
        from difflib import get_close_matches

        names = {" ".join(name[1:]): epci for epci, name in named.items()}
        near = [names[name].name for name in get_close_matches(" ".join(words), names, 3, 0.5)]
        raise NoAnswer(
            _("“{query}” is not an intercommunality of the registry").format(query=query),
            _("did you mean {names}?").format(names=", ".join(near))
            if near
            else _("see them all: pvd epcis"),
        )


_DEPARTMENT = "^(?:departement )?(?:(?:d|de|des|du) )?(?:(?:l|la|le|les) )?"


def _two_digits(department: str) -> str:
    """Return the code in a cell, in full: 04 for `4`, `04000`, `Dpt 04`, `04 - Alpes…`; else the cell."""
    digits = re.search(r"(?<!\d)(\d{1,5})(?!\w)", department)
    if not digits:
        return department
    return digits[1].zfill(5)[:2] if len(digits[1]) > 3 else digits[1].lstrip("0").zfill(2)


def describe(place: Commune | OtherCommune) -> str:
    """Return a commune as one names it to tell it from others: Sisteron (04209)."""
    return f"{place.name} ({place.insee})"


def data_file(name: str) -> Path:
    """Return the path of a data file: in the checkout that this is, or else in the installed package."""
    here = Path(__file__).parent
    checkout = here.parents[1]
    return (checkout if (checkout / "pyproject.toml").is_file() else here) / "data" / name


def _data(name: str) -> bytes:
    """Return a data file, which may be in a zipped package."""
    content: bytes = __spec__.loader.get_data(str(data_file(name)))  # type: ignore[union-attr]
    return content


def load_registry(path: str | os.PathLike[str] | None = None) -> Registry:
    """Read a registry, the region's own if no `path` is given.

    Raises BadInput where the file cannot be read, InvalidRegistry where it breaks a rule.
    """
    kept = _snapshot() if path is None else None
    if kept:
        others = (OtherCommune._make([*row[:6], Location(*row[6]), _date(row[7])]) for row in kept.OTHERS)
        return _build(kept.REGISTRY, others, (kept.FORMS, kept.WORDS))
    plain = _read(Path(path or data_file(REGISTRY_FILE)))
    names = {department["code"]: department["name"] for department in plain["departments"]}
    return _build(plain, _others(names, {commune["insee"] for commune in plain["communes"]}))


def _read(file: Path) -> dict[str, Any]:
    from .yaml_io import read_registry

    content = _data(REGISTRY_FILE) if file == data_file(REGISTRY_FILE) else None
    return read_registry(file, {other.insee: other.name for other in _others({}, set())}, content)


def _others(departments: dict[str, str], labelled: set[str]) -> Iterator[OtherCommune]:
    """Yield the communes of the gazetteer that are not labelled. departments: names by code."""
    import csv

    rows = csv.reader(_data(GAZETTEER_FILE).decode().splitlines())
    next(rows)
    for insee, name, department, population, postal_codes, latitude, longitude, acv_signed in rows:
        if insee not in labelled:
            yield OtherCommune(
                insee,
                name,
                department,
                departments.get(department, department),
                int(population),
                tuple(postal_codes.split("|")),
                Location(float(latitude), float(longitude)),
                _date(acv_signed),
            )


def _snapshot() -> Any:
    """Return the packaged registry as the wheel's build read it, which takes a tenth of the time.

    None in a checkout, which has no such module, and where the data beside it is not what it was made of.
    """
    try:
        from . import snapshot  # type: ignore[attr-defined]
    except ImportError:
        return None
    return snapshot if _crc() == snapshot.CRC else None


def _crc() -> int:
    return crc32(_data(GAZETTEER_FILE), crc32(_data(REGISTRY_FILE)))


def snapshot_text() -> str:
    """Return the text of the module `snapshot`, for the build of the wheel: all data, as constants."""
    file = data_file(REGISTRY_FILE)
    plain, registry = _read(file), load_registry(file)
    forms, words = spell(registry.places)
    others = tuple(
        (*place[:6], tuple(place.location), place.acv_signed and str(place.acv_signed))
        for place in registry.others
    )
    constants = {
        "CRC": _crc(),
        "REGISTRY": plain,
        "OTHERS": others,
        "FORMS": {key: tuple(value) for key, value in forms.items()},
        "WORDS": {word: tuple(sorted(numbers)) for word, numbers in words.items()},
    }
    lines = [f"{name} = {value!r}\n" for name, value in constants.items()]
    return '"""communes.yaml and gazetteer.csv, as the build of the wheel read them."""\n' + "".join(lines)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _build(
    plain: dict[str, Any], others: Iterable[OtherCommune], spellings: Spellings | None = None
) -> Registry:
    departments = [
        Department(d["code"], d["name"], tuple(d.get("aliases", ()))) for d in plain["departments"]
    ]
    names = {department.code: department.name for department in departments}
    epcis = {epci["siren"]: Epci(**epci) for epci in plain["intercommunalities"]}
    communes = [
        Commune(
            commune["insee"],
            commune["name"],
            commune["department"],
            names[commune["department"]],
            epcis[commune["epci"]],
            commune.get("petite_ville"),
            commune["cohort"],
            commune["population"],
            tuple(commune["postal_codes"]),
            Location(float(commune["location"]["latitude"]), float(commune["location"]["longitude"])),
            commune["arrondissement"],
            _date(commune.get("convention_signed")),
            _date(commune.get("ort_signed")),
            tuple(commune.get("aliases", ())),
        )
        for commune in plain["communes"]
    ]
    sources = [Source(**{**source, "fields": tuple(source["fields"])}) for source in plain["sources"]]
    programme: dict[str, Any] = {
        key: value if key == "name" else tuple(value) for key, value in plain["programme"].items()
    }
    return Registry(communes, others, departments, epcis.values(), Programme(**programme), sources, spellings)
