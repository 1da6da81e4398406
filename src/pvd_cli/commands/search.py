"""pvd search: whether communes are labelled, by any spelling of a name, or a code."""

from collections.abc import Sequence
from typing import Annotated, Any

from ..language import N_, _, number, plural
from ..output.views import Column, Reply, Table
from ..registry.models import LIKELY, SINCE, Candidate, Commune, SearchResult, describe, record
from ..registry.registry import Registry
from . import completion
from .command import Argument, Option, command
from .commune import KEYS, inside, located, nearest, outside, status

# What JSON says of a commune without the label: `acv_signed` only where it has one.
OTHER_KEYS = ("insee", "name", "department", "score", "reason", "match", "acv_signed")


@command(
    N_(
        "Say whether communes are labelled: by name, part of a name, INSEE or postal code, pvd_id.\n\n"
        "Accents, hyphens, articles, St/Ste and typing errors do not matter."
    ),
    "search sisteron",
    "search st rémy",
    "search mirabeau 84",
    "search sisteron, forcalquier",
    "search 04200 -f json",
)
def search(
    registry: Registry,
    query: Annotated[list[str], Argument(N_("QUERY"), N_("What to look for."), completion.places)],
    department: Annotated[
        str | None,
        Option("--department, -d", N_("DEPT"), N_("Look only there (code or name)."), completion.departments),
    ] = None,
    limit: Annotated[int, Option("--limit", N_("N"), N_("At most so many of each kind."), least=1)] = 10,
) -> Reply:
    """Rank the communes of the region that a query may mean, or say that there is none (exit code 1).

    Names between commas are queries of their own, unless they are one together: `Le Muy, Var`.
    """
    code = registry.department(department).code if department is not None else None
    answers = [registry.search(" ".join(query), department=code, limit=limit)]
    parts = [part.strip() for part in answers[0].query.split(",") if any(map(str.isalnum, part))]
    if len(parts) > 1 and not answers[0].match:
        each = [registry.search(part, department=code, limit=limit) for part in parts]
        named = sum(map(_names_one, each))
        answers = (
            each if named > 1 and named + sum(not part.candidates for part in each) == len(each) else answers
        )
    several = len(answers) > 1
    return Reply(
        table=lambda: _together(registry, answers) if several else _table(registry, answers[0]),
        data=lambda: [_data(answer) for answer in answers] if several else _data(answers[0]),
        code=0 if all(answer.in_region for answer in answers) else 1,
        notes=lambda: [note for answer in answers for note in _notes(registry, answer, code)],
    )


def _names_one(answer: SearchResult) -> bool:
    """Whether a query names a commune, or several that may well be meant: it is no street, no department."""
    return bool(answer.elsewhere or (answer.candidates and answer.candidates[0].score >= LIKELY))


def _together(registry: Registry, answers: Sequence[SearchResult]) -> Table:
    """Return the answers to queries as one table, each row with its query, each question with its own."""
    rows, sentences = [], []
    for answer in answers:
        table = _table(registry, answer)
        rows += [{"query": answer.query, **row} for row in table.rows]
        sure = answer.match or answer.elsewhere
        asked = "{sentence}" if sure else _("“{query}”: {sentence}")
        sentences += [asked.format(query=answer.query, sentence=sentence) for sentence in table.sentences]
    columns = [Column("query", _("Query")), *table.columns]
    return Table(columns, rows, keys=["query", *table.keys], sentences=sentences)


def _data(answer: SearchResult) -> dict[str, Any]:
    others = [_other(hit) for hit in answer.not_labelled]
    elsewhere = record(answer.elsewhere)
    found = {"query": answer.query, "results": record(answer.results), "not_labelled": others}
    return {**found, "elsewhere": elsewhere, "place": answer.place.name if answer.place else None}


def _other(hit: Candidate) -> dict[str, Any]:
    row = record(hit)
    return {key: row[key] for key in OTHER_KEYS if key != "acv_signed" or row[key]}


def _table(registry: Registry, answer: SearchResult) -> Table:
    """Return what was found, labelled or not, best first, and the verdict in words."""
    labels = {"labelled": _("labelled"), "not-labelled": _("not labelled")}
    reasons = {
        "code": _("code"),
        "exact": _("exact"),
        "alias": _("alias"),
        "prefix": _("prefix"),
        "part": _("part"),
        "fuzzy": _("fuzzy"),
        "place": _("place"),
        "cedex": _("CEDEX"),
    }
    columns = [
        Column("name", _("Commune")),
        Column("insee", _("INSEE")),
        Column("department", _("Dept")),
        Column("status", _("Label"), labels.__getitem__),
        Column("cohort", _("Since"), SINCE.__getitem__),
        Column("score", _("Score"), lambda score: number(int(score)), right=True),
        Column("reason", _("Reason"), reasons.__getitem__),
    ]
    rows = [
        {"status": "labelled" if isinstance(hit.commune, Commune) else "not-labelled", **record(hit)}
        for hit in answer.candidates
    ]
    keys = ["status", *KEYS, "acv_signed", "score", "reason", "match"]
    sentences = [*_department(registry, answer), *_verdict(answer)] if rows else []
    return Table(columns, rows, keys=keys, sentences=sentences)


def _verdict(answer: SearchResult) -> list[str]:
    """Return what to say of what was found: a sentence for the sure answer, a question otherwise."""
    found = answer.candidates
    if answer.place:
        return [inside(answer.place, hit.commune) for hit in found if hit.reason == "place"]
    if answer.elsewhere:
        near = _("The nearest name here is {place}.").format(place=describe(found[0].commune))
        where = outside(answer.elsewhere)
        return [*_question(found), where] if answer.in_region else [where, near]
    if answer.match:
        rest = [located(h.commune) for h in answer.not_labelled if isinstance(answer.match.commune, Commune)]
        also = _("Not to be confused with {names}, without the label.").format(names=", ".join(rest[:3]))
        return [status(answer.match.commune), *([also] if rest else [])]
    readings = _readings(answer)
    if len(readings) > 1 and not sum(answer.more):
        return [_("{code} may be {readings}.").format(code=answer.query, readings=_(" or ").join(readings))]
    if found[0].reason == "code" or (len(found) > 1 and found[1].score == found[0].score == 100):
        labelled = len(answer.results) + answer.more[0]
        message = plural(
            "{n} communes answer to that, {m} of them labelled.",
            "{n} communes answer to that, {m} of them labelled.",
            labelled,
        )
        if not labelled:
            message = _("{n} communes answer to that, none of them labelled.")
        return [message.format(n=len(found) + sum(answer.more), m=labelled)]
    return _question(found)


def _readings(answer: SearchResult) -> list[str]:
    """Return in words what a code may be: each kind of code, with its commune or how many it has."""
    kinds = {
        "insee": _("an INSEE code"),
        "code": _("a postal code"),
        "cedex": _("a CEDEX code"),
        "place": _("the INSEE code of a former commune or an arrondissement"),
    }
    found: dict[str, list[Candidate]] = {kind: [] for kind in kinds}
    for hit in answer.candidates:
        own = hit.commune.insee == answer.query.strip().zfill(5)
        found.get("insee" if own else hit.reason, []).append(hit)
    return [f"{kinds[kind]} ({_whose(hits)})" for kind, hits in found.items() if hits]


def _whose(hits: Sequence[Candidate]) -> str:
    labelled = sum(isinstance(hit.commune, Commune) for hit in hits)
    if len(hits) == 1:
        whose = _("{name}, labelled") if labelled else _("{name}, not labelled")
    else:
        whose = _("{n} communes, {m} labelled") if labelled else _("{n} communes, none labelled")
    return whose.format(name=hits[0].commune.name, n=len(hits), m=labelled)


def _question(found: Sequence[Candidate]) -> list[str]:
    names = [f"{hit.commune.name} ({hit.commune.department_name})" for hit in found[:3]]
    message = _("Did you mean {names}?") if len(found) <= 3 else _("Did you mean {names}, or another?")
    return [message.format(names=_(" or ").join(names))]


def _notes(registry: Registry, answer: SearchResult, code: str | None) -> list[str]:
    """Return how many more communes there are; if none was found, what the query is, or the nearest names."""
    if answer.candidates:
        return [_("{n} more: --limit").format(n=sum(answer.more))] if sum(answer.more) else []
    department = _department(registry, answer)
    if department:
        return department
    if answer.elsewhere:
        return [outside(answer.elsewhere)]
    message = _("no commune of the region is called “{query}”")
    if code:
        message = _("no commune of {department} is called “{query}”")
    return [message.format(query=answer.query, department=code), *nearest(answer)]


def _department(registry: Registry, answer: SearchResult) -> list[str]:
    """Return the sentence that says a query is a department, if it is, and how to list its communes."""
    department = answer.department
    if not department:
        return []
    found = registry.list(department=department.code, cohort="all")
    message = plural(
        "{name} ({code}) is a department; {n} commune of it is labelled: pvd list {code}",
        "{name} ({code}) is a department; {n} communes of it are labelled: pvd list {code}",
        len(found),
    )
    return [message.format(name=department.name, code=department.code, n=len(found))]
