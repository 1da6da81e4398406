"""pvd epcis: counts of labelled communes by intercommunality."""

from ..language import N_, _, plural
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.loading import load_registry
from ..registry.models import SELECTED, Epci
from ..registry.registry import of_cohort
from ..registry.summary import by_epci, counts
from .commune import count, departments_named, joined
from .options import CohortOption, DepartmentOption, FormatOption, OutputOption, RegistryOption
from .verb import verb

EPCI_KEYS = (*Epci._fields, "departments", *counts(()), "names")
LISTED_EPCI_KEYS = ("siren", "name", "departments", "communes", "population", "names")


@verb(
    N_("Count by intercommunality (EPCI) of the region, with the names of its labelled communes."),
    "epcis",
    "epcis -d 84",
    "epcis -f json",
)
def epcis(
    department: DepartmentOption = None,
    cohort: CohortOption = SELECTED,
    format: FormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Count labelled communes by intercommunality; one without any has a row too."""
    registry = load_registry(registry_file)
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
        fields_of(EPCI_KEYS, "epcis"),
        LISTED_EPCI_KEYS,
        title=message.format(n=len(rows), communes=count(len(found), cohort)),
        footnotes=footnotes,
        notes=joined(everyone, cohort),
        sources=registry.sources,
    )
