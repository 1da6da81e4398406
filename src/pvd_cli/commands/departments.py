"""pvd departments: counts of labelled communes by department."""

from collections.abc import Sequence

from ..language import N_, _, plural
from ..output.answer import Answer
from ..output.fields import fields_of
from ..output.views import AnswerRow
from ..registry.loading import load_registry
from ..registry.models import SELECTED, Commune
from ..registry.registry import of_cohort
from ..registry.summary import by_department, counts
from .commune import count, departments_named, joined
from .options import CohortOption, DepartmentArgument, FormatOption, OutputOption, RegistryOption
from .verb import verb


@verb(
    N_("Count by department: communes, petites villes, EPCIs, inhabitants, signatures."),
    "departments",
    "departments 04",
    "departments -f csv",
)
def departments(
    department: DepartmentArgument = None,
    cohort: CohortOption = SELECTED,
    format: FormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Count labelled communes by department, with a total where there are several; code 1 for none."""
    registry = load_registry(registry_file)
    everyone = registry.list(department=departments_named(registry, department), cohort="all")
    found = of_cohort(everyone, cohort)
    rows = by_department(registry, found)
    total: AnswerRow | None = None
    if len(rows) > 1:
        total = {"department": "", "department_name": _("Total"), **counts(found)}
    none = [] if found else [_("no labelled commune fits all of that")]
    return Answer(
        rows,
        fields_of(["department", "department_name", *counts(())], "departments"),
        title=_("{communes}, by department").format(communes=count(len(found), cohort)),
        footnotes=_footnotes(rows, found, total),
        total=total,
        notes=[*none, *joined(everyone, cohort)],
        code=0 if found else 1,
        sources=registry.sources,
    )


def _footnotes(rows: Sequence[AnswerRow], found: Sequence[Commune], total: AnswerRow | None) -> list[str]:
    """Return what explains the counts: EPCIs in two departments, communes without a petite ville, dates."""
    notes: list[str] = []
    shared = sum(row["epcis"] for row in rows) - total["epcis"] if total else 0
    if shared:
        message = plural(
            "{n} EPCI spans two departments; the total counts it once.",
            "{n} EPCIs span two departments; the total counts them once.",
            shared,
        )
        notes.append(message.format(n=shared))
    numberless = sum(commune.petite_ville is None for commune in found)
    if numberless:
        message = plural(
            "{n} commune has no known petite ville (pvd_id) and counts for none.",
            "{n} communes have no known petite ville (pvd_id) and count for none.",
            numberless,
        )
        notes.append(message.format(n=numberless))
    if rows:
        notes.append(_("Conv., ORTs: communes whose date of signature (accession convention, ORT) is known."))
    return notes
