"""pvd search: whether communes are labelled, searched by any spelling of a name, or by a code."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from ..errors import NoAnswer
from ..language import N_, _, plural
from ..output.answer import Answer
from ..output.fields import fields_of
from ..output.views import Card
from ..registry.loading import load_registry
from ..registry.models import Commune, Place, describe, record
from ..registry.registry import Registry
from ..registry.results import Candidate, SearchResult
from .cards import department_card, epci_card, epci_meant, epci_record
from .commune import COMMUNE_KEYS, departments_named, inside, located, nearest, outside, status, typed_text
from .completion import names_of, searched_names
from .options import DepartmentOption, FormatOption, OutputOption, RegistryOption
from .verb import verb

# The keys in JSON of a commune without the label; `acv_signed` only where it has a date.
UNLABELLED_KEYS = ("insee", "name", "department", "score", "reason", "match", "acv_signed")
CANDIDATE_KEYS = ("status", *COMMUNE_KEYS, "acv_signed", "score", "reason", "match")
# The keys of a candidate that people see; SCORE_KEYS are added where it is not sure.
SHOWN_KEYS = ("name", "insee", "department", "status", "cohort")
SCORE_KEYS = ("score", "reason")


@verb(
    N_(
        "Say whether communes are labelled: by name, part of a name, INSEE or postal code, pvd_id.\n\n"
        "Accents, hyphens, articles, St/Ste and typing errors do not matter. Also says what an "
        "intercommunality or a department is. Exit code 1: no commune, or more than one, may be meant."
    ),
    "search sisteron",
    "search st rémy",
    "search mirabeau 84",
    "search sisteron, forcalquier",
    "search 04200 -f json",
)
def search(
    query: Annotated[
        list[str],
        typer.Argument(
            metavar=N_("QUERY"),
            help=N_("What to look for."),
            autocompletion=names_of(searched_names, "query"),
        ),
    ],
    departments: DepartmentOption = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar=N_("N"),
            help=N_("At most this many communes with the label, and without."),
            min=1,
        ),
    ] = 10,
    scores: Annotated[
        bool, typer.Option("--scores", help=N_("Show score and reason even if the answer is sure."))
    ] = False,
    format: FormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Rank the communes of the region that a query may mean; exit code 1 unless it surely means one.

    A text may hold several queries; see `Registry.search_each`.
    """
    registry = load_registry(registry_file)
    codes = departments_named(registry, None, departments)
    results = registry.search_each(typed_text(registry, query), department=codes or None, limit=limit)
    several = len(results) > 1
    keys = ["query"] if several else []
    doubtful = scores or not all(result.match for result in results)
    data = [_search_data(registry, result) for result in results]
    return Answer(
        [row for result in results for row in _candidate_rows(result, several=several)],
        fields_of([*keys, *CANDIDATE_KEYS]),
        [*keys, *SHOWN_KEYS, *(SCORE_KEYS if doubtful else [])],
        sentences=[line for result in results for line in _sentences(registry, result, several=several)],
        data=data if several else data[0],
        views=_cards(registry, results),
        notes=[note for result in results for note in _search_notes(registry, result, codes)],
        code=0 if all(map(_is_answered, results)) else 1,
        sources=registry.sources,
    )


def _is_answered(result: SearchResult) -> bool:
    """Return whether a query means one commune, one intercommunality or a department."""
    return bool(result.match or result.department or len(result.epcis) == 1)


def _cards(registry: Registry, results: Sequence[SearchResult]) -> list[Card]:
    """Return the cards of the department and the intercommunalities that a single query without candidates
    means."""
    if len(results) > 1 or results[0].candidates:
        return []
    department = results[0].department
    cards = [department_card(registry, department)] if department else []
    return [*cards, *(epci_card(registry, epci) for epci in results[0].epcis)]


def _candidate_rows(result: SearchResult, *, several: bool) -> list[dict[str, Any]]:
    """Return the rows of a query's candidates, the best first. several: whether rows have the query too."""
    query = {"query": result.query} if several else {}
    return [
        {
            **query,
            "status": "labelled" if isinstance(candidate.commune, Commune) else "not-labelled",
            **record(candidate),
        }
        for candidate in result.candidates
    ]


def _sentences(registry: Registry, result: SearchResult, *, several: bool) -> list[str]:
    """Return sentences that say what a query means. several: whether it is one of several queries."""
    if not result.candidates:
        return []
    sure = result.match or result.elsewhere or not several
    asked = "{sentence}" if sure else _("“{query}”: {sentence}")
    sentences = [*_department_sentences(registry, result), *_certainties(result)]
    return [asked.format(query=result.query, sentence=sentence) for sentence in sentences]


def _search_data(registry: Registry, result: SearchResult) -> dict[str, Any]:
    others = [_unlabelled(candidate) for candidate in result.not_labelled]
    elsewhere = record(result.elsewhere)
    found = {"query": result.query, "results": record(result.results), "not_labelled": others}
    place = result.place.name if result.place else None
    epci = epci_record(registry, result.epcis[0]) if len(result.epcis) == 1 else None
    return {**found, "elsewhere": elsewhere, "place": place, "epci": epci}


def _unlabelled(candidate: Candidate) -> dict[str, Any]:
    row = record(candidate)
    return {key: row[key] for key in UNLABELLED_KEYS if key != "acv_signed" or row[key]}


def _certainties(result: SearchResult) -> list[str]:
    """Return sentences that say which communes a query means, or a question if that is not sure."""
    found = result.candidates
    if result.place:
        reasons = ("place", found[0].reason)
        return [inside(result.place, candidate.commune) for candidate in found if candidate.reason in reasons]
    if result.elsewhere:
        near = _("The nearest name here is {place}.").format(place=describe(found[0].commune))
        where = outside(result.elsewhere)
        return [*_question(found), where] if result.in_region else [where, near]
    numbered = _numbered(result)
    if result.match:
        return [*_sure(result, result.match.commune), *numbered]
    if numbered:
        return numbered
    readings = _readings(result)
    if len(readings) > 1 and not sum(result.more):
        return [_("{code} may be {readings}.").format(code=result.query, readings=_(" or ").join(readings))]
    if found[0].reason == "code" or (len(found) > 1 and found[1].score == found[0].score == 100):
        return [_how_many(result)]
    return _question(found)


def _sure(result: SearchResult, commune: Place) -> list[str]:
    """Return sentences about the one commune that a query means, and others that must not be confused."""
    rest = [located(each.commune) for each in result.not_labelled if isinstance(commune, Commune)]
    also = _("Not to be confused with {names}, without the label.").format(names=", ".join(rest[:3]))
    return [status(commune), *([also] if rest else [])]


def _numbered(result: SearchResult) -> list[str]:
    """Return a sentence with the communes that have a number in the lists of ANCT of 2021 and since 2023.

    Returns an empty list if the query is no such number, or if both lists give it to the same communes.
    """
    number = result.query.strip().lower()
    communes = [candidate.commune for candidate in result.results]
    today = [describe(each) for each in communes if isinstance(each, Commune) and each.pvd_id == number]
    first = [describe(each) for each in communes if isinstance(each, Commune) and each.petite_ville == number]
    if today == first:
        return []
    message = _("{number} is {today} in the lists since 2023, and was {first} in the list of 2021.")
    if not first:
        message = _("{number} is {today} in the lists since 2023; the list of 2021 does not have it.")
    if not today:
        message = _("{number} was {first} in the list of 2021; the lists since 2023 do not have it.")
    both = _(" and ")
    return [message.format(number=number, today=both.join(today), first=both.join(first))]


def _how_many(result: SearchResult) -> str:
    """Return the sentence with the number of communes that have the name or code in a query."""
    labelled = len(result.results) + result.more[0]
    message = plural(
        "{n} communes fit this query, {m} of them labelled.",
        "{n} communes fit this query, {m} of them labelled.",
        labelled,
    )
    if not labelled:
        message = _("{n} communes fit this query, none of them labelled.")
    return message.format(n=len(result.candidates) + sum(result.more), m=labelled)


def _readings(result: SearchResult) -> list[str]:
    """Return a phrase for each kind of code that a query may be, with the communes that have it."""
    kinds = {
        "insee": _("an INSEE code"),
        "code": _("a postal code"),
        "cedex": _("a CEDEX code"),
        "place": _("the INSEE code of a former commune or an arrondissement"),
    }
    found: dict[str, list[Candidate]] = {kind: [] for kind in kinds}
    for candidate in result.candidates:
        own = candidate.commune.insee == result.query.strip().zfill(5)
        found.get("insee" if own else candidate.reason, []).append(candidate)
    return [f"{kinds[kind]} ({_whose(candidates)})" for kind, candidates in found.items() if candidates]


def _whose(candidates: Sequence[Candidate]) -> str:
    labelled = sum(isinstance(candidate.commune, Commune) for candidate in candidates)
    if len(candidates) == 1:
        whose = _("{name}, labelled") if labelled else _("{name}, not labelled")
    else:
        whose = _("{n} communes, {m} labelled") if labelled else _("{n} communes, none labelled")
    return whose.format(name=candidates[0].commune.name, n=len(candidates), m=labelled)


def _question(found: Sequence[Candidate]) -> list[str]:
    names = [f"{candidate.commune.name} ({candidate.commune.department_name})" for candidate in found[:3]]
    message = _("Did you mean {names}?") if len(found) <= 3 else _("Did you mean {names}, or another?")
    return [message.format(names=_(" or ").join(names))]


def _search_notes(registry: Registry, result: SearchResult, codes: Sequence[str]) -> list[str]:
    """Return the number of candidates beyond the limit; without candidates, the best next step."""
    if result.candidates:
        return [_("{n} more; see them with --limit").format(n=sum(result.more))] if sum(result.more) else []
    named = [*_department_sentences(registry, result), *_epci_sentences(registry, result)]
    if named:
        return named
    if result.elsewhere:
        return [outside(result.elsewhere)]
    message = _("no commune of the region is called “{query}”")
    if codes:
        message = _("no commune of {department} is called “{query}”")
    none = NoAnswer(message.format(query=result.query, department=", ".join(codes)), *nearest(result))
    try:
        epci_meant(registry, result, none)
    except NoAnswer as error:
        return [str(error), *error.hints]
    return []


def _epci_sentences(registry: Registry, result: SearchResult) -> list[str]:
    """Return a sentence for each intercommunality that a query names, with the command for its communes."""
    sentences = []
    for epci in result.epcis:
        found = registry.list(epci=epci.siren)
        message = plural(
            "{name} is an intercommunality; {n} commune of it is labelled: pvd list --epci {siren}",
            "{name} is an intercommunality; {n} communes of it are labelled: pvd list --epci {siren}",
            len(found),
        )
        sentences.append(message.format(name=epci.name, siren=epci.siren, n=len(found)))
    return sentences


def _department_sentences(registry: Registry, result: SearchResult) -> list[str]:
    """Return a sentence with the command that lists the communes of the department in a query, if any."""
    department = result.department
    if not department:
        return []
    found = registry.list(department=department.code, cohort="all")
    message = plural(
        "{name} ({code}) is a department; {n} commune of it is labelled: pvd list {code}",
        "{name} ({code}) is a department; {n} communes of it are labelled: pvd list {code}",
        len(found),
    )
    return [message.format(name=department.name, code=department.code, n=len(found))]
