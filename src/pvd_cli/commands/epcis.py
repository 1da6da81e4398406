"""pvd epcis: counts of labelled communes by intercommunality."""

from ..language import N_, _, number, plural
from ..output.views import Column, Reply, Table
from ..registry.models import SELECTED
from ..registry.registry import Registry
from ..registry.summary import by_epci
from .command import Cohort, Departments, command

KEYS = [
    "siren", "name", "type", "departments", "communes", "petites_villes", "epcis", "population",
    "conventions_signed", "orts_signed", "names",
]  # fmt: skip


@command(
    N_("Count by intercommunality (EPCI), with the names of its labelled communes."),
    "epcis",
    "epcis -d 84",
    "epcis -f json",
)
def epcis(registry: Registry, department: Departments = None, cohort: Cohort = SELECTED) -> Reply:
    """Count labelled communes by intercommunality."""
    rows = by_epci(registry, registry.list(department=department or (), cohort=cohort))

    def table() -> Table:
        columns = [
            Column("siren", _("SIREN")),
            Column("name", _("Intercommunality")),
            Column("departments", _("Dept"), ", ".join),
            Column("communes", _("Communes"), number, right=True),
            Column("population", _("Population"), number, right=True),
            Column("names", _("Names"), ", ".join),
        ]
        title = plural("{n} intercommunality", "{n} intercommunalities", len(rows)).format(n=len(rows))
        return Table(columns, rows, title, KEYS)

    return Reply(table=table)
