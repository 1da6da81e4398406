"""What several verbs need for communes: their fields, sentences about them, the one that a query means."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ..errors import NoAnswer, PvdError
from ..language import _, day, plural
from ..registry.models import JOINED, SELECTED, Commune, Epci, Location, Place, describe
from ..registry.registry import Registry
from ..search.names import fold

if TYPE_CHECKING:  # most commands search for nothing
    from ..registry.results import SearchResult
    from ..search.elsewhere import Outside
    from ..search.places import InnerPlace

MOST_IN_A_SENTENCE = 5  # departments that a sentence names
_WITHIN = {"epci": [f"epci_{field}" for field in Epci._fields], "location": Location._fields}
# The keys of a labelled commune's row for programs: its fields, with nested ones flattened.
COMMUNE_KEYS = [key for field in Commune._fields for key in _WITHIN.get(field, [field])]
# The keys of a commune that people see in a list.
LISTED_KEYS = (
    "insee", "name", "department", "cohort", "population", "convention_signed", "ort_signed", "epci_name",
)  # fmt: skip


def located(place: Place | Location) -> str:
    """Return the text for a commune, La Seyne-sur-Mer (Var, 83126), or for a point, 43.95, 5.78."""
    if isinstance(place, Location):
        return f"{place.latitude}, {place.longitude}"
    return f"{place.name} ({place.department_name}, {place.insee})"


def with_year(commune: Commune) -> str:
    """Return a commune with its code, and with 2021 if it joined then: Sisteron (04209)."""
    year = "" if commune.cohort == SELECTED else ", 2021"
    return f"{commune.name} ({commune.insee}{year})"


def status(place: Place) -> str:
    """Return the sentence that says whether a commune is labelled, or has Action cœur de ville instead."""
    if isinstance(place, Commune):
        labelled = _("{place} is labelled: it was selected in 2020.")
        if place.cohort == JOINED:
            labelled = _("{place} is labelled: it joined in 2021.")
        return labelled.format(place=located(place))
    sentence = _("{place} is not labelled.").format(place=located(place))
    if place.acv_signed:
        instead = _("It has an Action cœur de ville convention instead, dated {day} in the list of ANCT.")
        sentence += " " + instead.format(day=day(place.acv_signed))
    return sentence


def count(n: int, cohort: str) -> str:
    """Return the words for `n` labelled communes of a cohort: `60 communes selected in 2020`."""
    message = plural("{n} labelled commune", "{n} labelled communes", n)
    if cohort == SELECTED:
        message = plural("{n} commune selected in 2020", "{n} communes selected in 2020", n)
    if cohort == JOINED:
        message = plural("{n} commune that joined in 2021", "{n} communes that joined in 2021", n)
    return message.format(n=n)


def cohorts_counted(communes: Sequence[Commune]) -> str:
    """Return the words for the number of communes of each cohort."""
    numbers = Counter(commune.cohort for commune in communes)
    if not numbers[JOINED] or not numbers[SELECTED]:
        return count(len(communes), next(iter(numbers), "all"))
    message = plural(
        "{selected}, and {n} that joined in 2021", "{selected}, and {n} that joined in 2021", numbers[JOINED]
    )
    return message.format(selected=count(numbers[SELECTED], SELECTED), n=numbers[JOINED])


def titled(communes: Sequence[Commune], where: Iterable[str] = (), criteria: Iterable[str] = ()) -> str:
    """Return the title of a list of communes: where they are, how many, and the other criteria."""
    names, also = ", ".join(where), _("; ").join(criteria)
    title = cohorts_counted(communes)
    if names:
        title = _("{name}: {n}").format(name=names, n=title)
    return f"{title} ({also})" if also else title


def departments_named(
    registry: Registry, words: Sequence[str] | None, others: Sequence[str] | None = None
) -> list[str]:
    """Return the codes of the departments that were typed, as codes or names.

    words: those of the argument, which make up one list; others: those of the option, each a list.
    Raises NoAnswer for a department that the registry does not have.
    """
    typed = [*([" ".join(words)] if words else ()), *(others or ())]
    try:
        return [department.code for department in registry.read_departments(typed)]
    except NoAnswer as error:
        query = " ".join(typed)
        with suppress(PvdError):
            result = registry.search(query)
            if result.match or result.epcis:
                error.hints += (_("to see what it is: pvd show {query}").format(query=query),)
        raise


def names_of_departments(registry: Registry, codes: Sequence[str]) -> list[str]:
    """Return the names of departments, in the order of the registry."""
    return [department.name for department in registry.departments if department.code in codes]


def typed_text(registry: Registry, words: Sequence[str]) -> str:
    """Return the words of an argument as one text; with commas where each word alone is the whole name of a
    commune, and all together are none: `Apt Pertuis`."""
    text = " ".join(words)
    if len(words) == 1 or registry.find(text).match:
        return text
    alone = [registry.find(word).match for word in words]
    return ", ".join(words) if all(match and match.score == 100 for match in alone) else text


def resolved(result: "SearchResult") -> tuple[Place, list[str]]:
    """Return the one commune of the region that a query means, and a note if it names a place inside it.

    Raises NoAnswer with the candidates or, without any, the nearest names.
    """
    query = result.query
    try:
        commune = result.commune()
    except NoAnswer as error:
        if result.elsewhere and not result.in_region:
            raise NoAnswer(outside(result.elsewhere), *nearest(result)) from error
        if error.candidates:
            other = next((code for code in error.candidates if code != query), query)
            error.hints += (_("write its code instead, like {code}").format(code=other),)
        else:
            error.hints += tuple(nearest(result))
        raise
    return commune, [inside(result.place, commune)] if result.place and result.match else []


def outside(places: "Sequence[Outside]") -> str:
    """Return the sentences about one commune outside the region, or about several with the same name."""
    if len(places) == 1:
        name, insee = places[0].name, places[0].insee
        where = f"{name} ({places[0].department_name}, {insee})"
        return " ".join([_("{place} is outside the region.").format(place=where), label_elsewhere(places[0])])
    departments = sorted({place.department_name for place in places}, key=fold)
    shown = ", ".join(departments[:MOST_IN_A_SENTENCE]) + (", …" if departments[MOST_IN_A_SENTENCE:] else "")
    message = _("{n} communes outside the region are called {name} ({departments}).")
    named = message.format(n=len(places), name=places[0].name, departments=shown)
    labelled = [f"{place.department_name}, {place.insee}" for place in places if place.pvd]
    message = plural(
        "{n} of them is labelled: {places}.", "{n} of them are labelled: {places}.", len(labelled)
    )
    also = [message.format(n=len(labelled), places="; ".join(labelled))] if labelled else []
    return " ".join([named, *also])


def label_elsewhere(place: "Outside") -> str:
    """Return the sentence that says whether a commune outside the region is labelled, and since when."""
    if place.pvd and place.pvd_signed:
        return _("It is labelled, since {day}.").format(day=day(place.pvd_signed))
    if place.pvd:
        return _("It is labelled; since when is not known.")
    if place.acv and place.acv_signed:
        message = _(
            "It is not labelled; it has an Action cœur de ville convention, dated {day} in the list of ANCT."
        )
        return message.format(day=day(place.acv_signed))
    if place.acv:
        return _("It is not labelled; it has an Action cœur de ville convention.")
    return _("It is not labelled.")


def inside(place: "InnerPlace", commune: Place) -> str:
    """Return the sentence that says in which commune a place lies, and whether that commune is labelled."""
    labelled = isinstance(commune, Commune)
    sentence = _("{name} is a place in {commune}, which is not labelled.")
    if labelled:
        sentence = _("{name} is a place in {commune}, which is labelled.")
    if not place.name:
        sentence = _("{name} is a former code of {commune}, which is not labelled.")
        if labelled:
            sentence = _("{name} is a former code of {commune}, which is labelled.")
    return sentence.format(name=place.name or place.former_insee, commune=located(commune))


def nearest(result: "SearchResult") -> list[str]:
    """Return a sentence with the names most like the query, in a list; an empty list without such names."""
    places = result.nearest
    message = plural("the nearest name: {names}", "the nearest names: {names}", len(places))
    return [message.format(names=", ".join(map(describe, places)))] if places else []
