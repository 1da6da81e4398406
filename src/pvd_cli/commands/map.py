"""pvd map: the region, or a department, with its labelled communes."""

from collections.abc import Sequence
from typing import Annotated

from ..language import N_, _, number
from ..output.maps import DOT, MARKS, Entry, Map, Point
from ..output.views import Reply, Table
from ..registry.models import SELECTED, Commune, Department, OtherCommune, Place, describe, record
from ..registry.registry import Registry, of_cohort
from . import completion
from .command import Cohort, Departments, Option, command
from .commune import KEYS, columns, count, joined, resolved


@command(
    N_(
        "Draw the region in the terminal: labelled communes bright on the cloud of all communes.\n\n"
        "With -d, zoom in on a department and name all of its labelled communes."
    ),
    "map",
    "map -d 83",
    "map --highlight sisteron --highlight gap",
)
def map_(
    registry: Registry,
    department: Departments = None,
    highlight: Annotated[
        list[str] | None,
        Option(
            "--highlight",
            "COMMUNE",
            N_("Mark and name this one, in any spelling; repeatable."),
            completion.places,
        ),
    ] = None,
    cohort: Cohort = SELECTED,
) -> Reply:
    """Draw labelled communes; for programs, list them. Raises NoAnswer for a name that is not there."""
    codes = [registry.department(spelling).code for spelling in department or ()]
    everyone = registry.list(department=codes, cohort="all")
    found = of_cohort(everyone, cohort)
    marked = [resolved(registry, query) for query in highlight or ()]
    inside = [place for place in marked if not codes or place.department in codes]
    outside = [
        _("{name} is not in {departments}, so it is not on this map").format(
            name=describe(place), departments=", ".join(codes)
        )
        for place in marked
        if place not in inside
    ]
    return Reply(
        table=lambda: Table(columns(), record(found), keys=KEYS),
        view=lambda: _map(registry, codes, found, inside),
        notes=lambda: [*joined(everyone, cohort), *outside],
    )


def _map(
    registry: Registry, codes: Sequence[str], found: Sequence[Commune], highlighted: Sequence[Place]
) -> Map:
    """Return the map of labelled communes on the cloud of all others, of departments or of the region.

    Of a department all labelled communes are named, on the map or under it; of the region the larger ones.
    """
    shown = [d for d in registry.departments if not codes or d.code in codes]
    inside = {department.code for department in shown}
    cloud = [place for place in registry.places if place.department in inside]
    labelled = sorted(set(found) - set(highlighted), key=lambda commune: -commune.population)
    beside = sorted({place for place in cloud if isinstance(place, Commune)} - set(found))
    points = [
        *(_mark(place, "highlighted", place.name) for place in highlighted),
        *(_codes_in_their_middle(shown, cloud) if len(shown) > 1 else ()),
        *(_mark(commune, "labelled", commune.name) for commune in labelled),
        *(
            _mark(place, "beside", place.name if codes else "")
            for place in beside
            if place not in highlighted
        ),
        *(_mark(place, "other", "") for place in cloud),
    ]
    return Map(
        count(found),
        points,
        marks=_legend(len(found), len(beside), highlighted, sum(isinstance(p, OtherCommune) for p in cloud)),
        areas=[_area(department, found) for department in shown],
        keyed=bool(codes),
    )


def _mark(place: Place, kind: str, name: str) -> Point:
    return Point(*place.location, kind, place.department, name)


def _codes_in_their_middle(departments: Sequence[Department], cloud: Sequence[Place]) -> list[Point]:
    """Return the codes of departments, each where its communes have their middle."""
    points = []
    for department in departments:
        places = [place.location for place in cloud if place.department == department.code]
        if places:
            latitude = sum(place.latitude for place in places) / len(places)
            longitude = sum(place.longitude for place in places) / len(places)
            points.append(Point(latitude, longitude, "area", department.code, department.code))
    return points


def _legend(labelled: int, beside: int, highlighted: Sequence[Place], without: int) -> list[Entry]:
    entries = [Entry(MARKS["labelled"], _("labelled: {n}").format(n=labelled), "labelled")]
    if beside:
        entries.append(Entry(MARKS["beside"], _("of another cohort: {n}").format(n=beside), "beside"))
    if highlighted:
        names = ", ".join(place.name for place in highlighted)
        entries.append(Entry(MARKS["highlighted"], names, "highlighted"))
    entries.append(Entry(DOT, _("without the label: {n}").format(n=number(without)), "other"))
    return entries


def _area(department: Department, found: Sequence[Commune]) -> Entry:
    n = sum(commune.department == department.code for commune in found)
    words = _("{name}: {n}").format(name=department.name, n=n)
    return Entry(department.code, words, "area", department.code)
