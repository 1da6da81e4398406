"""The rows and cards of intercommunalities and departments: their labelled communes and inhabitants."""

from collections.abc import Sequence
from typing import Any

from ..errors import NoAnswer
from ..language import _, number, plural
from ..output.fields import heading, long_heading
from ..output.views import Card
from ..registry.models import Department, Epci, Place
from ..registry.registry import Registry
from ..registry.results import SearchResult
from ..search.names import fold
from .commune import titled, with_year


def epci_record(registry: Registry, epci: Epci) -> dict[str, Any]:
    """Return the row that `pvd epcis` has for an intercommunality."""
    from ..registry.summary import by_epci

    rows = by_epci(registry, registry.list(epci=epci.siren))
    return next(row for row in rows if row["siren"] == epci.siren)


def epci_card(registry: Registry, epci: Epci) -> Card:
    """Return the card of an intercommunality."""
    found = registry.list(epci=epci.siren)
    members = [place for place in registry.places if place.epci == epci]
    codes = {place.department for place in members}
    departments = [f"{d.name} ({d.code})" for d in registry.departments if d.code in codes]
    fields = [
        (heading("status"), [titled(found) if found else _("no labelled commune in it")]),
        (long_heading("communes"), [with_year(commune) for commune in found]),
        (heading("department_name"), [", ".join(departments)]),
        (long_heading("population"), [_inhabitants(members)]),
        (heading("siren"), [epci.siren]),
    ]
    return Card(epci.name, [(name, texts) for name, texts in fields if texts])


def _inhabitants(communes: Sequence[Place]) -> str:
    """Return in words how many inhabitants communes have together, and how many communes they are."""
    living = plural(
        "{inhabitants} inhabitants (2023), in {n} commune of the region",
        "{inhabitants} inhabitants (2023), in {n} communes of the region",
        len(communes),
    )
    people = number(sum(commune.population for commune in communes))
    return living.format(inhabitants=people, n=len(communes))


def epci_meant(registry: Registry, result: SearchResult, otherwise: NoAnswer) -> Epci:
    """Return the one intercommunality that a query names.

    Raises NoAnswer with the names of several, or with near ones where the query has the type of one (`CC`);
    `otherwise` where nothing in it speaks of an intercommunality.
    """
    from ..registry.epci_names import has_epci_type

    epcis = result.epcis or (registry.find_epcis(result.query) if has_epci_type(fold(result.query)) else ())
    if len(epcis) == 1:
        return epcis[0]
    if not epcis:
        raise otherwise
    message = _("“{query}” is not enough to tell which intercommunality is meant")
    hint = _("did you mean {names}?").format(names=", ".join(epci.name for epci in epcis))
    raise NoAnswer(message.format(query=result.query), hint)


def department_record(registry: Registry, department: Department) -> dict[str, Any]:
    """Return the row that `pvd departments` has for a department."""
    from ..registry.summary import department_row

    return department_row(department.code, department.name, registry.list(department=department.code))


def department_card(registry: Registry, department: Department) -> Card:
    """Return the card of a department."""
    found = registry.list(department=department.code)
    members = [place for place in registry.places if place.department == department.code]
    fields = [
        (heading("status"), [titled(found) if found else _("no labelled commune in it")]),
        (long_heading("communes"), [with_year(commune) for commune in found]),
        (long_heading("population"), [_inhabitants(members)]),
    ]
    return Card(f"{department.name} ({department.code})", [(name, texts) for name, texts in fields if texts])
