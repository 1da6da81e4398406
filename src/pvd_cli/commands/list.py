"""pvd list: the labelled communes, filtered by department, intercommunality, cohort, dates or population."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import NoAnswer
from ..language import N_, _, day, number
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.filters import SIGNED, narrow, read_day, read_range, read_signed
from ..registry.loading import load_registry
from ..registry.models import COHORTS, SELECTED, Commune, record
from ..registry.registry import Registry, of_cohort
from .arrangement import arranged
from .commune import COMMUNE_KEYS, LISTED_KEYS, departments_named, names_of_departments, titled
from .completion import epci_names, names_of
from .options import (
    CohortOption,
    DepartmentArgument,
    DepartmentOption,
    FormatOption,
    LimitOption,
    OutputOption,
    RegistryOption,
    cohort_of,
    columns_option,
    sort_option,
)
from .values import words_of
from .verb import verb

if TYPE_CHECKING:  # most lists are not of an EPCI
    from ..registry.results import NamedEpcis

_SIGNED_WORDS = {"convention_signed": N_("with a convention"), "ort_signed": N_("with an ORT")}
_UNSIGNED_WORDS = {"convention_signed": N_("no known convention"), "ort_signed": N_("no known ORT")}


@verb(
    N_("List the labelled communes: the 60 selected in 2020, and the 5 that joined in 2021."),
    "list 04",
    "list vaucluse 13 --sort -population",
    "list --epci sisteronais",
    "list --without ort --population 5000..10000",
    "list --columns name,population -o list.xlsx",
)
def list_(
    department: DepartmentArgument = None,
    departments: DepartmentOption = None,
    epci: Annotated[
        list[str] | None,
        typer.Option(
            "--epci",
            metavar=N_("EPCI"),
            help=N_("Only these intercommunalities (SIREN, name, part of a name, or one of their communes)."),
            autocompletion=names_of(epci_names),
        ),
    ] = None,
    cohort: CohortOption = None,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar=N_("WHAT"),
            help=N_("Only communes with a known date of signature: convention, ort."),
            autocompletion=words_of(list(SIGNED), listed=True),
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar=N_("WHAT"),
            help=N_("Only communes without a known date of signature: convention, ort."),
            autocompletion=words_of(list(SIGNED), listed=True),
        ),
    ] = None,
    population: Annotated[
        str | None,
        typer.Option(
            "--population", metavar=N_("RANGE"), help=N_("Inhabitants: 5000..10000, 5000.. or ..10000.")
        ),
    ] = None,
    convention_since: Annotated[
        str | None,
        typer.Option(
            "--convention-since", metavar=N_("DATE"), help=N_("Convention signed since: 2021, 2021-06…")
        ),
    ] = None,
    ort_since: Annotated[
        str | None,
        typer.Option("--ort-since", metavar=N_("DATE"), help=N_("ORT signed since: 2024, 2024-03…")),
    ] = None,
    sort: Annotated[list[str] | None, sort_option(COMMUNE_KEYS)] = None,
    limit: LimitOption = None,
    columns: Annotated[list[str] | None, columns_option(COMMUNE_KEYS)] = None,
    format: FormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """List labelled communes; exit code 1 where none fits. Raises NoAnswer for an unknown EPCI."""
    registry = load_registry(registry_file)
    codes = departments_named(registry, department, departments)
    named = _epcis_named(registry, epci)
    everyone = registry.list(department=codes, epci=[e.siren for n in named for e in n.epcis])
    wanted = cohort_of(cohort)
    found = narrow(
        of_cohort(everyone, wanted),
        signed=with_ or (),
        unsigned=without or (),
        population=population,
        convention_since=convention_since,
        ort_since=ort_since,
    )
    criteria = _criteria(with_ or (), without or (), population, convention_since, ort_since)
    names = [known.name for each in named for known in each.epcis]
    notes = [] if found else [_why_empty([] if codes or criteria else names, everyone, wanted)]
    several = len(names) > 1
    answer = Answer(
        record(found),
        fields_of(COMMUNE_KEYS, "" if several else "list"),
        LISTED_KEYS,
        title=titled(found, [*names_of_departments(registry, codes), *names], criteria) if found else "",
        sentences=_epcis_found(named),
        notes=notes,
        code=0 if found else 1,
        sources=registry.sources,
        divided="cohort",
    )
    return arranged(answer, sort=sort, limit=limit, columns=columns)


def _epcis_named(registry: Registry, epci: Sequence[str] | None) -> "Sequence[NamedEpcis]":
    """Return the EPCIs that were typed. Raises NoAnswer for an unknown one."""
    try:
        return registry.read_epcis(epci or ())
    except NoAnswer as error:
        error.hints = error.hints or (_("see them all: pvd epcis --all"),)
        raise


def _epcis_found(named: "Sequence[NamedEpcis]") -> list[str]:
    """Return sentences with the EPCIs found for a commune, or for a name that several have."""
    sentences = []
    for found, commune in named:
        names = ", ".join(epci.name for epci in found)
        if commune:
            sentences.append(_("{commune} is in {epci}.").format(commune=commune.name, epci=names))
        elif len(found) > 1:
            message = _("{n} intercommunalities have this in their name: {names}.")
            sentences.append(message.format(n=len(found), names=names))
    return sentences


def _criteria(
    signed: Sequence[str],
    unsigned: Sequence[str],
    population: str | None,
    convention_since: str | None,
    ort_since: str | None,
) -> list[str]:
    """Return the criteria other than departments and EPCIs, in words."""
    found = [_(_SIGNED_WORDS[key]) for key in read_signed(signed)]
    found += [_(_UNSIGNED_WORDS[key]) for key in read_signed(unsigned)]
    if population is not None:
        found.append(_inhabitants(*read_range(population)))
    if convention_since is not None:
        found.append(_("convention signed since {day}").format(day=day(read_day(convention_since))))
    if ort_since is not None:
        found.append(_("ORT signed since {day}").format(day=day(read_day(ort_since))))
    return found


def _inhabitants(least: int | None, most: int | None) -> str:
    """Return a range of inhabitants in words."""
    message = _("{least} to {most} inhabitants")
    if most is None:
        message = _("{least} inhabitants or more")
    if least is None:
        message = _("{most} inhabitants or fewer")
    return message.format(least=number(least or 0), most=number(most or 0))


def _why_empty(epcis: Sequence[str], everyone: Sequence[Commune], cohort: str) -> str:
    """Return the sentence that says why a list is empty.

    epcis: names, if these and a cohort are the only criteria; everyone: their communes of any cohort.
    """
    message = _("no labelled commune fits all these criteria")
    if epcis:
        message = _("no commune of {names} is labelled")
        if everyone and cohort in COHORTS:
            message = _("no commune of {names} joined in 2021")
            if cohort == SELECTED:
                message = _("no commune of {names} was selected in 2020")
    return message.format(names=", ".join(epcis))
