"""pvd epcis: counts of labelled communes by intercommunality."""

from typing import Annotated

import typer

from ..language import N_, _, plural
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.loading import load_registry
from ..registry.summary import EPCI_KEYS, by_epci
from .arrangement import arranged
from .commune import departments_named, names_of_departments, titled
from .options import (
    CohortOption,
    DepartmentArgument,
    DepartmentOption,
    FactsFormatOption,
    OutputOption,
    RegistryOption,
    cohort_of,
    columns_option,
    sort_option,
)
from .verb import verb

LISTED_EPCI_KEYS = (
    "siren",
    "name",
    "departments",
    "selected_2020",
    "joined_2021",
    "communes",
    "population",
    "names",
)


@verb(
    N_("Count by intercommunality (EPCI), with the names of its labelled communes."),
    "epcis",
    "epcis 84",
    "epcis --sort -communes",
    "epcis --all -f json",
)
def epcis(
    department: DepartmentArgument = None,
    departments: DepartmentOption = None,
    cohort: CohortOption = None,
    all_: Annotated[
        bool, typer.Option("--all", help=N_("Also intercommunalities without any labelled commune."))
    ] = False,
    sort: Annotated[list[str] | None, sort_option(EPCI_KEYS)] = None,
    columns: Annotated[list[str] | None, columns_option(EPCI_KEYS)] = None,
    format: FactsFormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Count labelled communes by intercommunality; exit code 1 where none has any."""
    registry = load_registry(registry_file)
    codes = departments_named(registry, department, departments)
    found = registry.list(department=codes, cohort=cohort_of(cohort))
    everyone = by_epci(registry, found, codes)
    having = [row for row in everyone if row["communes"]]
    message = plural(
        "{communes}, in {n} intercommunality", "{communes}, in {n} intercommunalities", len(having)
    )
    if all_:
        message = _("{communes}, in {n} of {m} intercommunalities")
    where = names_of_departments(registry, codes)
    footnotes = [_("Inhab.: of the communes counted here, not of the whole intercommunality.")]
    if codes:
        footnotes.append(
            _("Only communes of {departments} are counted.").format(departments=", ".join(where))
        )
    notes = [] if found else [_("no labelled commune fits all these criteria")]
    without = len(everyone) - len(having)
    if without and not all_:
        more = plural(
            "{n} other intercommunality has no labelled commune; see it with --all",
            "{n} other intercommunalities have no labelled commune; see them with --all",
            without,
        )
        notes.append(more.format(n=without))
    answer = Answer(
        everyone if all_ else having,
        fields_of(EPCI_KEYS, "epcis"),
        LISTED_EPCI_KEYS,
        title=message.format(communes=titled(found, where), n=len(having), m=len(everyone)),
        footnotes=footnotes,
        notes=notes,
        code=0 if found else 1,
        sources=registry.sources,
    )
    return arranged(answer, sort=sort, columns=columns)
