"""Counts and groups of labelled communes."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from ..search.names import fold
from .models import JOINED, SELECTED, Commune, Epci
from .registry import Registry


def counts(communes: Sequence[Commune]) -> dict[str, Any]:
    """Return the counts of a table's row for some communes. `population`: inhabitants in 2023.

    `petites_villes` counts the groups that are known, None if none is; only known dates count as signed.
    """
    numbered = {c.petite_ville for c in communes if c.petite_ville}
    return {
        "selected_2020": sum(c.cohort == SELECTED for c in communes),
        "joined_2021": sum(c.cohort == JOINED for c in communes),
        "communes": len(communes),
        "petites_villes": len(numbered) if numbered or not communes else None,
        "epcis": len({c.epci.siren for c in communes}),
        "population": sum(c.population for c in communes),
        "conventions_signed": sum(c.convention_signed is not None for c in communes),
        "orts_signed": sum(c.ort_signed is not None for c in communes),
    }


def department_row(code: str, name: str, communes: Sequence[Commune]) -> dict[str, Any]:
    """Return the counts of a department with these labelled communes."""
    return {"department": code, "department_name": name, **counts(communes)}


# The keys of rows, those of by_department and those of by_epci.
DEPARTMENT_KEYS = tuple(department_row("", "", ()))
EPCI_KEYS = (*Epci._fields, "departments", *counts(()), "names")


def by_department(
    registry: Registry, communes: Sequence[Commune]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return one row of counts for each department that has any of `communes`, in the registry's order, and
    the row of their total, whose `department` is "".
    """
    groups = [
        (d, [commune for commune in communes if commune.department == d.code]) for d in registry.departments
    ]
    rows = [department_row(d.code, d.name, group) for d, group in groups if group]
    return rows, department_row("", "", communes)


def by_epci(
    registry: Registry, communes: Sequence[Commune], departments: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return one row for each EPCI, sorted by name: its counts, and the names of its communes.

    communes: those that are counted and named; departments: codes; where given, only EPCIs with any commune
    there are returned. A row's `departments` are the codes of all where the EPCI has communes.
    """
    codes: dict[str, set[str]] = {epci.siren: set() for epci in registry.epcis}
    for place in registry.places:
        if place.epci:
            codes[place.epci.siren].add(place.department)
    return [
        {
            **epci._asdict(),
            "departments": sorted(codes[epci.siren]),
            **counts(group),
            "names": [commune.name for commune in group],
        }
        for epci in sorted(registry.epcis, key=lambda epci: fold(epci.name))
        if not departments or codes[epci.siren] & set(departments)
        for group in [[commune for commune in communes if commune.epci == epci]]
    ]


def quarters(communes: Iterable[Commune]) -> list[dict[str, Any]]:
    """Return a row of counts of signatures for each quarter from the first to the last with one."""
    counted: dict[str, Counter[tuple[int, int]]] = {}
    for key, field in (("conventions_signed", "convention_signed"), ("orts_signed", "ort_signed")):
        days = [day for commune in communes if (day := getattr(commune, field))]
        counted[key] = Counter((day.year, (day.month + 2) // 3) for day in days)
    signed = set().union(*counted.values())
    if not signed:
        return []
    return [
        {"quarter": f"{year}-Q{quarter}", **{key: counts[year, quarter] for key, counts in counted.items()}}
        for year in range(min(signed)[0], max(signed)[0] + 1)
        for quarter in (1, 2, 3, 4)
        if min(signed) <= (year, quarter) <= max(signed)
    ]
