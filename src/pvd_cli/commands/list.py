"""pvd list: the labelled communes, by department, intercommunality or cohort."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, get_args

import typer

from ..errors import NoAnswer
from ..language import N_, _
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.loading import load_registry
from ..registry.models import SELECTED, Commune, record
from ..registry.registry import of_cohort
from ..search.names import fold
from .commune import COMMUNE_KEYS, LISTED_KEYS, count, departments_named, joined
from .completion import epci_names, names_of
from .options import (
    CohortOption,
    DepartmentArgument,
    DepartmentOption,
    FormatOption,
    OutputOption,
    RegistryOption,
)
from .values import value_of, words_of
from .verb import verb

Sort = Literal["insee", "name", "department", "epci", "population", "convention_signed", "ort_signed"]


@verb(
    N_("List the labelled communes: the 60 of the 2020 selection, unless --cohort says otherwise."),
    "list 04",
    "list vaucluse 13 --sort population --reverse",
    "list --epci sisteronais",
    "list --cohort all -o communes.csv",
)
def list_(
    department: DepartmentArgument = None,
    departments: DepartmentOption = None,
    epci: Annotated[
        str | None,
        typer.Option(
            "--epci",
            metavar=N_("EPCI"),
            help=N_("Only this intercommunality (SIREN, name, or part of it)."),
            autocompletion=names_of(epci_names),
        ),
    ] = None,
    cohort: CohortOption = SELECTED,
    sort: Annotated[
        Sort,
        typer.Option(
            "--sort",
            metavar=N_("KEY"),
            help=N_("insee, name, department, epci, population, convention_signed or ort_signed."),
            parser=value_of(get_args(Sort)),
            autocompletion=words_of(get_args(Sort)),
        ),
    ] = "insee",
    reverse: Annotated[bool, typer.Option("--reverse", help=N_("Sort the other way round."))] = False,
    format: FormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """List labelled communes; exit code 1 where none fits. Raises NoAnswer for an EPCI that is not there."""
    registry = load_registry(registry_file)
    codes = departments_named(registry, department, departments)
    try:
        everyone = registry.list(department=codes, epci=epci, cohort="all")
    except NoAnswer as error:
        error.hints = error.hints or (_("see them all: pvd epcis"),)
        raise
    found = _sorted(of_cohort(everyone, cohort), sort, reverse)
    named = [known.name for known in registry.find_epcis(epci)] if epci else []
    notes = [] if found else [_none([] if codes else named, everyone, cohort)]
    notes += joined(everyone, cohort)
    if len(named) > 1:
        message = _("{n} intercommunalities have that in their name: {names}")
        notes.append(message.format(n=len(named), names=", ".join(named)))
    shown = (*LISTED_KEYS, "epci_name") if len(named) > 1 else LISTED_KEYS
    title = count(len(found), cohort)
    return Answer(
        record(found),
        fields_of(COMMUNE_KEYS),
        shown,
        title=title,
        notes=notes,
        code=0 if found else 1,
        sources=registry.sources,
    )


def _none(epcis: Sequence[str], everyone: Sequence[Commune], cohort: str) -> str:
    """Return the sentence that says why a list is empty. epcis: names of those that were asked for."""
    message = _("no labelled commune fits all of that")
    if epcis:
        message = _("no commune of {names} is labelled")
        if everyone:
            message = _("no commune of {names} joined in 2021")
            if cohort == SELECTED:
                message = _("no commune of {names} was selected in 2020")
    return message.format(names=", ".join(epcis))


def _sorted(found: Sequence[Commune], sort: Sort, reverse: bool) -> list[Commune]:
    def key(commune: Commune) -> Any:
        value = getattr(commune, sort)
        return fold(value.name) if sort == "epci" else fold(value) if sort == "name" else value

    known = [commune for commune in found if getattr(commune, sort) is not None]
    unknown = [commune for commune in found if getattr(commune, sort) is None]
    return sorted(known, key=key, reverse=reverse) + unknown
