"""pvd epcis: counts of labelled communes by intercommunality."""

from ..language import N_, _, number, plural
from ..output.views import Column, Reply, Table
from ..registry.models import SELECTED
from ..registry.registry import Registry, of_cohort
from ..registry.summary import by_epci
from .command import Cohort, Departments, command
from .commune import count, departments_named, joined

KEYS = [
    "siren", "name", "type", "departments", "communes", "petites_villes", "epcis", "population",
    "conventions_signed", "orts_signed", "names",
]  # fmt: skip


@command(
    N_("Count by intercommunality (EPCI) of the region, with the names of its labelled communes."),
    "epcis",
    "epcis -d 84",
    "epcis -f json",
)
def epcis(registry: Registry, department: Departments = None, cohort: Cohort = SELECTED) -> Reply:
    """Count labelled communes by intercommunality, those without any included."""
    codes = departments_named(registry, None, department)
    everyone = registry.list(department=codes, cohort="all")
    found = of_cohort(everyone, cohort)
    rows = by_epci(registry, found, codes)

    def table() -> Table:
        columns = [
            Column("siren", _("SIREN")),
            Column("name", _("Intercommunality")),
            Column("departments", _("Dept"), ", ".join),
            Column("communes", _("Communes"), number, right=True),
            Column("population", _("Inhab."), number, right=True),
            Column("names", _("Names"), ", ".join),
        ]
        message = plural("{n} intercommunality: {communes}", "{n} intercommunalities: {communes}", len(rows))
        title = message.format(n=len(rows), communes=count(len(found), cohort))
        notes = [_("Inhab.: of the communes counted here, not of the whole intercommunality.")]
        if codes:
            notes.append(
                _("Only communes of {departments} are counted.").format(departments=", ".join(codes))
            )
        return Table(columns, rows, title, KEYS, notes=notes)

    return Reply(table=table, notes=lambda: joined(everyone, cohort))
