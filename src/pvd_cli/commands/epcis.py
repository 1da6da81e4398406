"""pvd epcis: counts of labelled communes by intercommunality."""

from ..language import N_, _, plural
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.models import SELECTED, Epci
from ..registry.registry import Registry, of_cohort
from ..registry.summary import by_epci, counts
from .command import Cohort, Departments, command
from .commune import count, departments_named, joined

KEYS = (*Epci._fields, "departments", *counts(()), "names")
SHOWN = ("siren", "name", "departments", "communes", "population", "names")


@command(
    N_("Count by intercommunality (EPCI) of the region, with the names of its labelled communes."),
    "epcis",
    "epcis -d 84",
    "epcis -f json",
)
def epcis(registry: Registry, department: Departments = None, cohort: Cohort = SELECTED) -> Answer:
    """Count labelled communes by intercommunality, those without any included."""
    codes = departments_named(registry, None, department)
    everyone = registry.list(department=codes, cohort="all")
    found = of_cohort(everyone, cohort)
    rows = by_epci(registry, found, codes)
    message = plural("{n} intercommunality: {communes}", "{n} intercommunalities: {communes}", len(rows))
    footnotes = [_("Inhab.: of the communes counted here, not of the whole intercommunality.")]
    if codes:
        footnotes.append(
            _("Only communes of {departments} are counted.").format(departments=", ".join(codes))
        )
    return Answer(
        rows,
        fields_of(KEYS, "epcis"),
        SHOWN,
        title=message.format(n=len(rows), communes=count(len(found), cohort)),
        footnotes=footnotes,
        notes=joined(everyone, cohort),
    )
