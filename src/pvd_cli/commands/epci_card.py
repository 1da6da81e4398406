"""The row and the card of an intercommunality: its labelled communes, departments and inhabitants."""

from typing import Any

from ..language import _, number, plural
from ..output.fields import heading, long_heading
from ..output.views import Card
from ..registry.models import SELECTED, Commune, Epci
from ..registry.registry import Registry
from ..registry.summary import by_epci
from .commune import titled


def epci_record(registry: Registry, epci: Epci) -> dict[str, Any]:
    """Return the row that `pvd epcis` has for an intercommunality."""
    rows = by_epci(registry, registry.list(epci=epci.siren))
    return next(row for row in rows if row["siren"] == epci.siren)


def epci_card(registry: Registry, epci: Epci) -> Card:
    """Return the card of an intercommunality."""
    found = registry.list(epci=epci.siren)
    members = [place for place in registry.places if place.epci == epci]
    codes = {place.department for place in members}
    departments = [f"{d.name} ({d.code})" for d in registry.departments if d.code in codes]
    living = plural(
        "{inhabitants} inhabitants (2023), in {n} commune of the region",
        "{inhabitants} inhabitants (2023), in {n} communes of the region",
        len(members),
    )
    inhabitants = number(sum(place.population for place in members))
    fields = [
        (heading("status"), [titled(found) if found else _("no labelled commune in it")]),
        (long_heading("communes"), [_with_year(commune) for commune in found]),
        (heading("department_name"), [", ".join(departments)]),
        (long_heading("population"), [living.format(inhabitants=inhabitants, n=len(members))]),
        (heading("siren"), [epci.siren]),
    ]
    return Card(epci.name, [(name, texts) for name, texts in fields if texts])


def _with_year(commune: Commune) -> str:
    """Return a commune with its code, and with 2021 if it joined then: Sisteron (04209)."""
    year = "" if commune.cohort == SELECTED else ", 2021"
    return f"{commune.name} ({commune.insee}{year})"
