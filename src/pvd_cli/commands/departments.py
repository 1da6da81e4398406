"""pvd departments: counts of labelled communes by department."""

from collections.abc import Sequence
from typing import Annotated

from ..language import N_, _, plural
from ..output.answer import Answer
from ..output.fields import fields_of
from ..output.views import AnswerRow
from ..registry.loading import load_registry
from ..registry.models import Commune
from ..registry.summary import DEPARTMENT_KEYS, by_department
from .arrangement import arranged
from .commune import cohorts_counted, departments_named, titled
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


@verb(
    N_("Count by department: communes, petites villes, EPCIs, inhabitants, signatures."),
    "departments",
    "departments 04 05",
    "departments --sort -communes",
    "departments -f csv",
)
def departments(
    department: DepartmentArgument = None,
    departments: DepartmentOption = None,
    cohort: CohortOption = None,
    sort: Annotated[list[str] | None, sort_option(DEPARTMENT_KEYS)] = None,
    columns: Annotated[list[str] | None, columns_option(DEPARTMENT_KEYS)] = None,
    format: FactsFormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Count labelled communes by department, with a total for several; exit code 1 if there are none."""
    registry = load_registry(registry_file)
    codes = departments_named(registry, department, departments)
    found = registry.list(department=codes, cohort=cohort_of(cohort))
    rows, counted = by_department(registry, found)
    total = {**counted, "department_name": _("Total")} if len(rows) > 1 else None
    title = titled(found, [row["department_name"] for row in rows] if codes else ())
    answer = Answer(
        rows,
        fields_of(DEPARTMENT_KEYS, "departments"),
        title=title if codes else _("{communes}, by department").format(communes=cohorts_counted(found)),
        footnotes=_footnotes(rows, found, total),
        total=total,
        notes=[] if found else [_("no labelled commune fits all these criteria")],
        code=0 if found else 1,
        sources=registry.sources,
    )
    return arranged(answer, sort=sort, columns=columns)


def _footnotes(rows: Sequence[AnswerRow], found: Sequence[Commune], total: AnswerRow | None) -> list[str]:
    """Return notes on counts: EPCIs in two departments, communes without a petite ville, unknown dates."""
    notes: list[str] = []
    shared = sum(row["epcis"] for row in rows) - total["epcis"] if total else 0
    if shared:
        message = plural(
            "{n} EPCI has labelled communes in two departments; the total counts it once.",
            "{n} EPCIs have labelled communes in two departments; the total counts them once.",
            shared,
        )
        notes.append(message.format(n=shared))
    numberless = sum(commune.petite_ville is None for commune in found)
    if numberless:
        message = plural(
            "{n} commune joined after the list of 2021 and counts for no petite ville.",
            "{n} communes joined after the list of 2021 and count for no petite ville.",
            numberless,
        )
        notes.append(message.format(n=numberless))
    if rows:
        notes.append(_("2020, 2021: communes selected in 2020, and those that joined in 2021."))
        notes.append(_("Conv., ORTs: communes whose date of signature (accession convention, ORT) is known."))
    return notes
