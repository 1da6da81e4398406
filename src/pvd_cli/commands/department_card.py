"""The row and the card of a department: its labelled communes and inhabitants."""

from typing import Any

from ..language import _, number, plural
from ..output.fields import heading, long_heading
from ..output.views import Card
from ..registry.models import Department
from ..registry.registry import Registry
from ..registry.summary import department_row
from .commune import titled, with_year


def department_record(registry: Registry, department: Department) -> dict[str, Any]:
    """Return the row that `pvd departments` has for a department."""
    return department_row(department.code, department.name, registry.list(department=department.code))


def department_card(registry: Registry, department: Department) -> Card:
    """Return the card of a department."""
    found = registry.list(department=department.code)
    members = [place for place in registry.places if place.department == department.code]
    living = plural(
        "{inhabitants} inhabitants (2023), in {n} commune of the region",
        "{inhabitants} inhabitants (2023), in {n} communes of the region",
        len(members),
    )
    inhabitants = number(sum(place.population for place in members))
    fields = [
        (heading("status"), [titled(found) if found else _("no labelled commune in it")]),
        (long_heading("communes"), [with_year(commune) for commune in found]),
        (long_heading("population"), [living.format(inhabitants=inhabitants, n=len(members))]),
    ]
    return Card(f"{department.name} ({department.code})", [(name, texts) for name, texts in fields if texts])
