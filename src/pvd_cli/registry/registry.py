"""The registry: what is known of the region, and the questions that it answers."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from ..errors import NoAnswer, PvdError
from ..language import _
from ..search.names import fold
from ..search.query import check_query, read_query
from .data import read_text
from .epci_names import EpciNames
from .lists import read_cohort, read_list
from .models import (
    Candidate,
    Commune,
    Department,
    Epci,
    NamedEpcis,
    Note,
    OtherCommune,
    Place,
    Programme,
    Region,
    SearchResult,
    Source,
    frozen,
)
from .several import search_each

if TYPE_CHECKING:  # most commands search for nothing
    from ..search.elsewhere import Elsewhere, Outside
    from ..search.index import Index
    from ..search.query import Query
    from ..search.spelling import Spellings

NEAR_NAME = 0.85  # likeness of a misspelt department to its name: Hautes-Pyrénées is not Hautes-Alpes
SIREN, SIRET = 9, 14  # digits of the number of an authority, and of one of its establishments
_CODE_OF_DEPARTMENT = re.compile("(?:fr|d|de?pts?|deps?|departements?(?: de| du)?)? ?[0-9]{1,5}")  # folded
_LEADING_WORDS = "^(?:departement )?(?:(?:d|de|des|du) )?(?:(?:l|la|le|les) )?"


class Registry:
    """The labelled communes, the region's other communes, and what the programme is."""

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
        """places: returns all communes of the region, the labelled ones first; epci_aliases: by SIREN;
        programme: its sections; spellings: returns those of `places`, if they were kept."""
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
        """Return what is pickled: all but what is made once it is asked for."""
        made = {name for name, kind in vars(Registry).items() if isinstance(kind, cached_property)}
        return {name: value for name, value in vars(self).items() if name not in made}

    @cached_property
    def programme(self) -> Programme:
        """What the programme is; most commands do not ask."""
        return Programme(**frozen(self._programme))

    @cached_property
    def others(self) -> tuple[OtherCommune, ...]:
        """The region's communes without the label."""
        return tuple(place for place in self.places if isinstance(place, OtherCommune))

    @cached_property
    def places(self) -> Sequence[Place]:
        """All communes of the region, the labelled ones first; read on first use, most commands have none."""
        return self._places()

    @cached_property
    def _index(self) -> "Index":
        """All names and codes of the region, ready to be searched."""
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
    def elsewhere(self) -> "Elsewhere":
        """The communes and departments outside the region, by their names."""
        from ..search.elsewhere import Elsewhere

        return Elsewhere(read_text)

    @cached_property
    def region_names(self) -> frozenset[str]:
        """What the region is called, folded; nothing if the registry does not say."""
        return frozenset(map(fold, (self.region.name, *self.region.aliases))) - {""}

    @cached_property
    def _departments_by_name(self) -> dict[str, Department]:
        """Departments by all that they are called, folded: code, name, aliases."""
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
    ) -> SearchResult:
        """Return all that is known of a query.

        query: a name in any spelling, a part of one, an INSEE, postal or SIREN code, a `pvd_id`, an
        intercommunality or a department; department: the only ones to look in, a list of codes or names;
        limit: candidates of each kind, labelled and not.
        Raises BadInput where the query is no text, or has no letter or digit, NoAnswer for a department that
        is not there.
        """
        check_query(query)
        departments = self.read_departments(department) if department is not None else ()
        read = read_query(query)
        found = self._find(read, [only.code for only in departments])
        labelled, others = found.results, found.not_labelled
        kept = {*labelled[:limit], *others[:limit]}
        near = () if found.in_region or found.epcis else self._index.nearest(read)
        return found._replace(
            candidates=tuple(candidate for candidate in found.candidates if candidate in kept),
            more=(len(labelled[limit:]), len(others[limit:])),
            department=None if found.match else self.department_called(read.folded),
            nearest=tuple(self.places[number] for number in near),
        )

    def find(self, text: str, department: str | Collection[str] | None = None) -> SearchResult:
        """Return every candidate of a text, which may be empty, without what only a person asks for.

        department: the code of the only one to look in, or the codes of several. Left out are the nearest
        names and the department that the text may be.
        """
        only = [department] if isinstance(department, str) else department or ()
        return self._find(read_query(text), only)

    def _find(self, query: "Query", only: Collection[str]) -> SearchResult:
        epcis = self.epcis_called(query.folded)
        found = self._index.find(query, only)
        candidates = [
            Candidate(self.places[number], round(score, 1), reason, found.sure and rank == 0)
            for rank, (number, score, reason) in enumerate(found.candidates)
            if not epcis or score == 100
        ]
        place = found.place if candidates else None
        return SearchResult(
            query.text, tuple(candidates), found.in_region and bool(candidates), found.agrees,
            tuple(found.elsewhere), place, epcis,
        )  # fmt: skip

    def search_each(
        self, text: str, *, department: str | Iterable[str] | None = None, limit: int = 10
    ) -> Sequence[SearchResult]:
        """Return the results of the queries in a text, one or several: `gap, apt; riez et die`.

        They are divided at commas, semicolons, slashes and line breaks, and at `et` or `and` where names
        stand on both sides, unless the whole is one query: `Le Muy, Var`, `Isle/Sorgue`.
        Raises as `search` does.
        """
        search = partial(self.search, department=department, limit=limit)
        return search_each(text, search, self.region_names)

    def with_exact_name(self, text: str) -> "tuple[list[Place | Outside], bool]":
        """Return the communes of France that have just the name in a text, and whether words or a code beside
        the name tell their department. A commune that holds a place of that name counts."""
        numbers, elsewhere, by_department = self._index.with_exact_name(text)
        return [*(self.places[number] for number in numbers), *elsewhere], by_department

    def by_insee(self, code: str) -> Place:
        """Return the commune of the region that has this INSEE code, or that holds the former commune that
        had it; raise KeyError if there is none."""
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
        """Return the labelled communes in the file's order: those selected in 2020, then those that joined.

        department: codes or names; epci: SIRENs, names, or parts of one, or communes, for the EPCI of each;
        cohort: its key or its year. Each may be a list as people type it: `04, 84`.
        Raises NoAnswer for a department or an EPCI that is not there, BadInput for a cohort that is none.
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

        Raises NoAnswer, which names the departments, for what is none.
        """

        def find(text: str) -> Department:
            if any(map(str.isdigit, text)) and not _CODE_OF_DEPARTMENT.fullmatch(fold(text)):
                raise self._no_department(text)  # several, or a code and a name
            return self.department(text)

        return tuple(read_list(texts, find))

    def read_epcis(self, texts: str | Iterable[str]) -> tuple[NamedEpcis, ...]:
        """Return the EPCIs of a list as people type it, for each value those that it names, or else the EPCI
        of the commune that it names. Raises NoAnswer for a value that names neither."""

        def find(text: str) -> NamedEpcis:
            try:
                return NamedEpcis(self.find_epcis(text))
            except NoAnswer:
                with suppress(PvdError):
                    commune = self.resolve(text)
                    if commune.epci:
                        return NamedEpcis((commune.epci,), commune)
                raise

        return tuple(read_list(texts, find, blanks=False))

    def department_called(self, text: str) -> Department | None:
        """Return the department whose code or whole name `text` is, `le Var` too, or None."""
        return self._departments_by_name.get(re.sub(_LEADING_WORDS, "", fold(text)))

    def department(self, spelling: str) -> Department:
        """Return the department of this code or name, in any spelling; raise NoAnswer if none."""
        wanted = re.sub(_LEADING_WORDS, "", fold(_two_digits(spelling)))
        spellings = self._departments_by_name
        begun = {d.code: d for name, d in spellings.items() if _begins(wanted.split(), name.split())}
        if wanted in spellings:
            return spellings[wanted]
        if len(begun) == 1:
            return next(iter(begun.values()))
        near = get_close_matches(wanted, spellings, 1, NEAR_NAME)
        if near:
            return spellings[near[0]]
        raise self._no_department(spelling)

    def _no_department(self, text: str) -> NoAnswer:
        """Return the error that says that a text is no department, and which there are."""
        known = ", ".join(f"{d.code} {d.name}" for d in self.departments)
        return NoAnswer(
            _("“{query}” is not a department of the registry").format(query=text),
            _("the departments are {names}").format(names=known),
        )

    @cached_property
    def epci_names(self) -> EpciNames:
        """What intercommunalities are called."""
        return EpciNames(self.epcis, self._epci_aliases)

    def epcis_called(self, folded: str) -> tuple[Epci, ...]:
        """Return the intercommunalities that a folded text names: `cc du sisteronais`, `dlva`."""
        return self.epci_names.called(folded)

    def find_epcis(self, query: str) -> tuple[Epci, ...]:
        """Return the EPCIs of this SIREN, name or initials, or whose name has all its words; else NoAnswer.

        query: in any spelling; a part of a word is no word: `AMP` is not Champsaur.
        """
        return self.epci_names.find(query)


def of_cohort(communes: Iterable[Commune], cohort: str) -> tuple[Commune, ...]:
    """Return those of `communes` that are of a cohort; `all`: of any."""
    return tuple(commune for commune in communes if cohort in ("all", commune.cohort))


def _begins(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a name begins with these words, each of which may be cut short: `B.-du-Rh.`."""
    return 0 < len(words) <= len(name) and all(map(str.startswith, name, words))


def _two_digits(department: str) -> str:
    """Return the code in a cell, in full: 04 for `4`, `04000`, `Dpt 04`, `04 - Alpes…`; else the cell."""
    digits = re.search(r"(?<!\d)(\d{1,5})(?!\w)", department)
    if not digits:
        return department
    return digits[1].zfill(5)[:2] if len(digits[1]) > 3 else digits[1].lstrip("0").zfill(2)
