"""The Registry: the data of the region, and methods that look things up in it."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ..errors import NoAnswer, PvdError
from ..language import _
from ..search.names import fold
from .data import read_text
from .lists import read_cohort, read_list
from .models import Commune, Department, Epci, Note, OtherCommune, Place, Programme, Region, Source, frozen

if TYPE_CHECKING:  # most commands search for nothing
    from ..search.elsewhere import Elsewhere, Outside
    from ..search.index import Index
    from ..search.spelling import Spellings
    from .epci_names import EpciNames
    from .finder import Finder
    from .results import NamedEpcis, SearchResult

NEAR_NAME = 0.85  # likeness of a misspelt department to its name: Hautes-Pyrénées is not Hautes-Alpes
SIREN, SIRET = 9, 14  # digits of the number of an authority, and of one of its establishments
_CODE_OF_DEPARTMENT = "(?:fr|d|de?pts?|deps?|departements?(?: de| du)?)? ?[0-9]{1,5}"  # folded
_LEADING_WORDS = "^(?:departement )?(?:(?:d|de|des|du) )?(?:(?:l|la|le|les) )?"


class Registry:
    """The labelled communes, the region's other communes, and the programme."""

    def __init__(
        self,
        communes: Iterable[Commune],
        places: Callable[[], Sequence[Place]],
        departments: Iterable[Department],
        epcis: Iterable[Epci],
        epci_aliases: Mapping[str, Iterable[str]],
        programme: Mapping[str, Any],
        sources: Iterable[Source],
        region: Region,
        spellings: "Callable[[], Spellings] | None" = None,
        notes: Iterable[Note] = (),
    ) -> None:
        """places: a function that returns all communes of the region, the labelled ones first;
        epci_aliases: by SIREN; programme: the fields of `Programme`, as plain values;
        spellings: a function that returns the stored spellings of `places`, if there are any."""
        self.communes = tuple(communes)
        self._places = places
        self.departments = tuple(departments)
        self.epcis = tuple(epcis)
        self._epci_aliases = epci_aliases
        self._programme = programme
        self.sources = tuple(sources)
        self.region = region
        self.notes = tuple(notes)
        self._spellings = spellings

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: all attributes but cached properties."""
        made = {name for name, kind in vars(Registry).items() if isinstance(kind, cached_property)}
        return {name: value for name, value in vars(self).items() if name not in made}

    @cached_property
    def programme(self) -> Programme:
        """The programme. It is built on first use, since most commands do not need it."""
        return Programme(**frozen(self._programme))

    @cached_property
    def others(self) -> tuple[OtherCommune, ...]:
        """The region's communes without the label."""
        return tuple(place for place in self.places if isinstance(place, OtherCommune))

    @cached_property
    def places(self) -> Sequence[Place]:
        """All communes of the region, the labelled ones first; read on first use."""
        return self._places()

    @cached_property
    def _index(self) -> "Index":
        """The search index of the region."""
        from ..search.index import Index

        return Index(
            self.places,
            {name: department.code for name, department in self._departments_by_name.items()},
            self.region_names,
            self.region.suffixes,
            self._spellings() if self._spellings else None,
            self.elsewhere,
            read_text,
        )

    @cached_property
    def _finder(self) -> "Finder":
        from .finder import Finder

        return Finder(self.places, self._index, self.epci_names.called)

    @cached_property
    def elsewhere(self) -> "Elsewhere":
        """The communes and departments outside the region."""
        from ..search.elsewhere import Elsewhere

        return Elsewhere(read_text)

    @cached_property
    def region_names(self) -> frozenset[str]:
        """The folded name and aliases of the region; empty if the registry has none."""
        return frozenset(map(fold, (self.region.name, *self.region.aliases))) - {""}

    @cached_property
    def _departments_by_name(self) -> dict[str, Department]:
        """Departments by folded code, name and alias."""
        return {
            fold(spelling): department
            for department in self.departments
            for spelling in (department.code, department.name, *department.aliases)
        }

    def get(self, insee: str) -> Commune:
        """Return the labelled commune with this INSEE code; raise KeyError if there is none."""
        for commune in self.communes:
            if commune.insee == insee:
                return commune
        raise KeyError(insee)

    def by_siren(self, number: str) -> Place:
        """Return the commune of the region, labelled or not, with this SIREN, or with a SIRET that begins
        with it, written with or without spaces; raise KeyError if there is none."""
        digits = "".join(number.split())
        return self._by_siren[digits[:SIREN] if len(digits) == SIRET else digits]

    @cached_property
    def _by_siren(self) -> dict[str, Place]:
        return {place.siren: place for place in self.places if place.siren}

    def search(
        self, query: str, *, department: str | Iterable[str] | None = None, limit: int = 10
    ) -> "SearchResult":
        """Return everything that a query may mean.

        query: a name in any spelling, a part of a name, an INSEE, postal or SIREN code, a `pvd_id`, an
        intercommunality or a department; department: codes or names of those to search in, as people type a
        list; limit: the largest number of labelled, and of other, candidates.
        Raises BadInput for a query without a letter or digit, NoAnswer for an unknown department.
        """
        from ..search.query import check_query, read_query
        from .results import LIKELY

        check_query(query)
        departments = self.read_departments(department) if department is not None else ()
        read = read_query(query)
        found = self._finder.find(read, [only.code for only in departments])
        called = None if found.match else self.department_called(read.folded)
        if called:
            found = found.at_least(100)  # not Vars for Var
        elif found.elsewhere and not found.in_region:
            found = found.at_least(LIKELY)  # not what is only a little like one elsewhere
        if not (called or found.names_any):
            found = found._replace(epcis=self.epci_names.with_part(read.folded))
        labelled, others = found.results, found.not_labelled
        kept = {*labelled[:limit], *others[:limit]}
        near = () if called or found.names_any else self._index.nearest(read)
        return found._replace(
            candidates=tuple(candidate for candidate in found.candidates if candidate in kept),
            more=(len(labelled[limit:]), len(others[limit:])),
            department=called,
            nearest=tuple(self.places[number] for number in near),
        )

    def find(self, text: str, department: str | Collection[str] | None = None) -> "SearchResult":
        """Return every candidate for a text, which may be empty: a quicker `search` for the rows of a sheet.

        department: the code or codes of those to search in. The result has no `nearest` and no `department`.
        """
        return self._finder.find(text, [department] if isinstance(department, str) else department or ())

    def search_each(
        self, text: str, *, department: str | Iterable[str] | None = None, limit: int = 10
    ) -> "Sequence[SearchResult]":
        """Return the results of the queries in a text, one or several: `gap, apt; riez et die`.

        Commas, semicolons, slashes and line breaks separate queries, and so does `et` or `and` between known
        names; but a text like `Le Muy, Var` or `Isle/Sorgue` is one query. Raises as `search` does.
        """
        from .several import search_each

        search = partial(self.search, department=department, limit=limit)
        return search_each(text, search, self.region_names)

    def with_exact_name(self, text: str) -> "tuple[list[Place | Outside], bool]":
        """Return the communes of France that have exactly the name in a text, or hold a place with that name,
        and whether words or a code beside the name say their department."""
        numbers, elsewhere, by_department = self._index.with_exact_name(text)
        return [*(self.places[number] for number in numbers), *elsewhere], by_department

    def by_insee(self, code: str) -> Place:
        """Return the commune of the region with this INSEE code, or the one that holds the former commune
        with this code; raise KeyError if there is none."""
        number = self._index.by_insee(code)
        if number is None:
            raise KeyError(code)
        return self.places[number]

    def by_postal_code(self, code: str) -> tuple[Place, ...]:
        """Return the communes of the region that share this postal code; none for a CEDEX."""
        return tuple(self.places[number] for number in self._index.by_postal_code(code))

    def resolve(self, query: str) -> Place:
        """Return the one commune of the region that `query` means, labelled or not.

        Raises NoAnswer, with the candidates, where no commune or more than one may be meant.
        """
        return self.search(query).commune()

    def list(
        self,
        *,
        department: str | Iterable[str] = (),
        epci: str | Iterable[str] | None = None,
        cohort: str = "all",
    ) -> tuple[Commune, ...]:
        """Return the labelled communes that pass the filters, in the file's order.

        department: codes or names; epci: SIRENs, names, parts of names, or communes, which stand for their
        EPCI; cohort: a key or a year, or `all`. Each may be a list as people type it: `04, 84`.
        Raises NoAnswer for an unknown department or EPCI, BadInput for an unknown cohort.
        """
        wanted = read_cohort(cohort)
        codes = {found.code for found in self.read_departments(department)}
        sirens = {found.siren for named in self.read_epcis(epci or ()) for found in named.epcis}
        return tuple(
            commune
            for commune in of_cohort(self.communes, wanted)
            if (not codes or commune.department in codes) and (not sirens or commune.epci.siren in sirens)
        )

    def read_departments(self, texts: str | Iterable[str]) -> tuple[Department, ...]:
        """Return the departments of a list as people type it: `04,84`, `13 et 83`, `Alpes-Maritimes 04`.

        Raises NoAnswer, which names the departments, for an unknown one.
        """

        def find(text: str) -> Department:
            if any(map(str.isdigit, text)) and not re.fullmatch(_CODE_OF_DEPARTMENT, fold(text)):
                raise self._no_department(text)  # several, or a code and a name
            return self.department(text)

        return tuple(read_list(texts, find))

    def read_epcis(self, texts: str | Iterable[str]) -> "tuple[NamedEpcis, ...]":
        """Return the EPCIs that each value of a typed list names, or the EPCI of the commune that it names.

        Raises NoAnswer for a value that names neither."""

        def find(text: str) -> "NamedEpcis":
            from .results import NamedEpcis

            try:
                return NamedEpcis(self.find_epcis(text))
            except NoAnswer:
                with suppress(PvdError):
                    commune = self.resolve(text)
                    if commune.epci:
                        return NamedEpcis((commune.epci,), commune)
                raise

        return tuple(read_list(texts, find, blanks=False))

    def department_called(self, folded: str) -> Department | None:
        """Return the department whose code or whole name a folded text is, with an article or without."""
        name = re.sub(_LEADING_WORDS, "", folded) if folded.startswith(("d", "l")) else folded
        return self._departments_by_name.get(name)

    def department(self, spelling: str) -> Department:
        """Return the department with this code or name, in any spelling; raise NoAnswer if there is none."""
        wanted = re.sub(_LEADING_WORDS, "", fold(_department_code(spelling)))
        spellings = self._departments_by_name
        begun = {d.code: d for name, d in spellings.items() if _abbreviates(wanted.split(), name.split())}
        if wanted in spellings:
            return spellings[wanted]
        if len(begun) == 1:
            return next(iter(begun.values()))
        near = get_close_matches(wanted, spellings, 1, NEAR_NAME)
        if near:
            return spellings[near[0]]
        raise self._no_department(spelling)

    def _no_department(self, text: str) -> NoAnswer:
        """Return the error for a text that is no department; it names all departments."""
        known = ", ".join(f"{d.code} {d.name}" for d in self.departments)
        return NoAnswer(
            _("“{query}” is not a department of the region").format(query=text),
            _("the departments are {names}").format(names=known),
        )

    @cached_property
    def epci_names(self) -> "EpciNames":
        """Finds intercommunalities by name."""
        from .epci_names import EpciNames

        return EpciNames(self.epcis, self._epci_aliases)

    def epcis_called(self, folded: str) -> tuple[Epci, ...]:
        """Return the intercommunalities that a folded text names: `cc du sisteronais`, `dlva`."""
        return self.epci_names.called(folded)

    def find_epcis(self, query: str) -> tuple[Epci, ...]:
        """Return the EPCIs that a query names; raise NoAnswer if there is none. See `EpciNames.find`."""
        return self.epci_names.find(query)


def of_cohort(communes: Iterable[Commune], cohort: str) -> tuple[Commune, ...]:
    """Return the communes of a cohort, or all communes for the cohort `all`."""
    return tuple(commune for commune in communes if cohort in ("all", commune.cohort))


def _abbreviates(words: Sequence[str], name: Sequence[str]) -> bool:
    """Return whether words abbreviate a name or its first words: `B.-du-Rh.`."""
    return 0 < len(words) <= len(name) and all(map(str.startswith, name, words))


def _department_code(department: str) -> str:
    """Return the two-digit code in a text, 04 for `4`, `04000`, `Dpt 04`, `04 - Alpes…`; else the text."""
    digits = re.search(r"(?<!\d)(\d{1,5})(?!\w)", department)
    if not digits:
        return department
    return digits[1].zfill(5)[:2] if len(digits[1]) > 3 else digits[1].lstrip("0").zfill(2)
