"""pvd search: whether communes are labelled, by any spelling of a name, or a code."""

from typing import Annotated, Any

from ..language import N_, _, number, plural
from ..output.views import Column, Reply, Table
from ..registry.models import JOINED, SELECTED, Answer, Commune, Hit, record
from ..registry.registry import Registry
from . import completion
from .command import Argument, Option, command
from .commune import KEYS, located, nearest, status

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
    "search 04200 -f json",
)
def search(
    registry: Registry,
    query: Annotated[list[str], Argument("QUERY", N_("What to look for."), completion.places)],
    department: Annotated[
        str | None,
        Option("--department, -d", "DEPT", N_("Look only there (code or name)."), completion.departments),
    ] = None,
    limit: Annotated[int, Option("--limit", "N", N_("At most so many of each kind."), least=1)] = 10,
) -> Reply:
    """Rank the communes of the region that a query may mean, or say that there is none (exit code 1)."""
    code = registry.department(department).code if department is not None else None
    answer = registry.search(" ".join(query), department=code, limit=limit)
    return Reply(
        table=lambda: _table(answer),
        data=lambda: _data(answer),
        code=0 if answer.hits else 1,
        notes=lambda: _more(answer) if answer.hits else _nothing(registry, answer.query, code),
    )


def _data(answer: Answer) -> dict[str, Any]:
    others = [_other(hit) for hit in answer.not_labelled]
    return {"query": answer.query, "results": record(answer.results), "not_labelled": others}


def _other(hit: Hit) -> dict[str, Any]:
    row = record(hit)
    return {key: row[key] for key in OTHER_KEYS if key != "acv_signed" or row[key]}


def _table(answer: Answer) -> Table:
    """Return what was found, labelled or not, best first, and the verdict in words."""
    labels = {"labelled": _("labelled"), "not-labelled": _("not labelled")}
    years = {SELECTED: "2020", JOINED: "2021"}
    reasons = {
        "code": _("code"),
        "exact": _("exact"),
        "alias": _("alias"),
        "prefix": _("prefix"),
        "part": _("part"),
        "fuzzy": _("fuzzy"),
    }
    columns = [
        Column("name", _("Commune")),
        Column("insee", _("INSEE")),
        Column("department", _("Dept")),
        Column("status", _("Label"), labels.__getitem__),
        Column("cohort", _("Since"), years.__getitem__),
        Column("score", _("Score"), lambda score: number(int(score)), right=True),
        Column("reason", _("Reason"), reasons.__getitem__),
    ]
    rows = [
        {"status": "labelled" if isinstance(hit.commune, Commune) else "not-labelled", **record(hit)}
        for hit in answer.hits
    ]
    keys = ["status", *KEYS, "acv_signed", "score", "reason", "match"]
    return Table(columns, rows, keys=keys, sentences=_verdict(answer) if rows else ())


def _verdict(answer: Answer) -> list[str]:
    """Return what to say of what was found: a sentence for the sure answer, a question otherwise."""
    found = answer.hits
    if answer.match:
        rest = [located(h.commune) for h in answer.not_labelled if isinstance(answer.match.commune, Commune)]
        also = _("Not to be confused with {names}, without the label.").format(names=", ".join(rest[:3]))
        return [status(answer.match.commune), *([also] if rest else [])]
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
    names = [f"{hit.commune.name} ({hit.commune.department_name})" for hit in found[:3]]
    message = _("Did you mean {names}?") if len(found) <= 3 else _("Did you mean {names}, or another?")
    return [message.format(names=_(" or ").join(names))]


def _more(answer: Answer) -> list[str]:
    return [_("{n} more: --limit").format(n=sum(answer.more))] if sum(answer.more) else []


def _nothing(registry: Registry, query: str, code: str | None) -> list[str]:
    """Return what to say where no commune was found: that it is a department, or the nearest names."""
    message = _("no commune of the region is called “{query}”")
    if code:
        message = _("no commune of {department} is called “{query}”")
    department = registry.department_called(query)
    hint = _("that is a department: pvd list -d {code}")
    more = [hint.format(code=department.code)] if department else nearest(registry, query)
    return [message.format(query=query, department=code), *more]
