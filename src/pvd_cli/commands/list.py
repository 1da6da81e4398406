"""pvd list: the labelled communes, by department, intercommunality or cohort."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from ..errors import NoAnswer
from ..language import N_, _
from ..output.views import Reply, Table
from ..registry.models import SELECTED, Commune, record
from ..registry.registry import Registry, of_cohort
from ..search.names import fold
from . import completion
from .command import Cohort, Departments, Option, command
from .commune import KEYS, columns, count, joined

Sort = Literal["insee", "name", "department", "epci", "population", "convention_signed", "ort_signed"]


@command(
    N_("List the labelled communes: the 60 of the 2020 selection, unless --cohort says otherwise."),
    "list -d 04",
    "list -d vaucluse -d 13 --sort population --reverse",
    "list --epci sisteronais",
    "list --cohort all -o communes.csv",
)
def list_(
    registry: Registry,
    department: Departments = None,
    epci: Annotated[
        str | None,
        Option(
            "--epci", "EPCI", N_("Only this intercommunality (SIREN, name, or part of it)."), completion.epcis
        ),
    ] = None,
    cohort: Cohort = SELECTED,
    sort: Annotated[
        Sort,
        Option(
            "--sort", "KEY", N_("insee, name, department, epci, population, convention_signed or ort_signed.")
        ),
    ] = "insee",
    reverse: Annotated[bool, Option("--reverse", None, N_("Sort the other way round."))] = False,
) -> Reply:
    """List labelled communes; exit code 1 where none fits. Raises NoAnswer for an EPCI that is not there."""
    try:
        everyone = registry.list(department=department or (), epci=epci, cohort="all")
    except NoAnswer as error:
        raise NoAnswer(str(error), *(error.hints or [_("see them all: pvd epcis")])) from error
    found = _sorted(of_cohort(everyone, cohort), sort, reverse)
    notes = [] if found else [_("no labelled commune fits all of that")]
    called = [known.name for known in registry.find_epcis(epci)] if epci else []
    if called and not everyone and not department:
        notes = [_("no commune of {names} is labelled").format(names=", ".join(called))]
    notes += joined(everyone, cohort)
    named = sorted({commune.epci.name for commune in found}) if epci else []
    if len(named) > 1:
        message = _("{n} intercommunalities have that in their name: {names}")
        notes.append(message.format(n=len(named), names=", ".join(named)))
    return Reply(
        table=lambda: Table(columns(), record(found), count(found), KEYS),
        code=0 if found else 1,
        notes=lambda: notes,
    )


def _sorted(found: Sequence[Commune], sort: Sort, reverse: bool) -> list[Commune]:
    def key(commune: Commune) -> Any:
        value = getattr(commune, sort)
        return fold(value.name) if sort == "epci" else fold(value) if sort == "name" else value

    known = [commune for commune in found if getattr(commune, sort) is not None]
    unknown = [commune for commune in found if getattr(commune, sort) is None]
    return sorted(known, key=key, reverse=reverse) + unknown
