"""What the map shows in a terminal: labelled communes, a legend, the outlines of what is shown."""

from collections import Counter
from collections.abc import Sequence

from ..language import _
from ..output.geography import middle
from ..output.terminal_map import MARKS, Entry, Map, Point
from ..registry.models import COHORTS, JOINED, SELECTED, Commune, Department, Place
from ..registry.outlines import SEA, Ring, read_lines, rings
from ..registry.registry import Registry
from .map_highlights import Highlight, numbered


def terminal_map(
    registry: Registry,
    codes: Sequence[str],
    found: Sequence[Commune],
    highlighted: Sequence[Place],
    title: str,
) -> Map:
    """Return the map of labelled communes within the outlines of departments or of the region.

    Of a department all labelled communes are named, on the map or under it; of the region the larger ones.
    """
    shown = [d for d in registry.departments if not codes or d.code in codes]
    inside = {department.code for department in shown}
    lines = read_lines()
    labelled = sorted(set(found) - set(highlighted), key=lambda commune: -commune.population)
    beside = [c for c in registry.communes if c.department in inside and c not in found]
    highlights = numbered(highlighted)
    points = [
        *(_mark(one.place, "highlighted", one.place.name, one.key) for one in highlights),
        *(_code(department, rings(lines, department.code)) for department in shown if len(shown) > 1),
        *(_mark(commune, "labelled", commune.name) for commune in labelled),
        *(
            _mark(place, "beside", place.name if codes else "")
            for place in beside
            if place not in highlighted
        ),
    ]
    return Map(
        title,
        [point for point in points if point],
        marks=_legend(found, beside, highlights),
        areas=[_area(department, found) for department in shown],
        outlines=[line.points for line in lines if not inside.isdisjoint(line.territories)],
        sea=rings(lines, SEA),
        keyed=bool(codes),
    )


def _mark(place: Place, kind: str, name: str, sign: str = "") -> Point:
    return Point(place.location, kind, place.department, name, sign)


def _code(department: Department, borders: Sequence[Ring]) -> Point | None:
    """Return the code of a department in the middle of its largest part, if that is known."""
    return Point(middle(borders[0]), "area", department.code, department.code) if borders else None


def _legend(
    found: Sequence[Commune], beside: Sequence[Commune], highlights: Sequence[Highlight]
) -> list[Entry]:
    entries = [Entry(MARKS["labelled"], _cohorts(found, beside), "labelled")]
    if beside:
        entries.append(Entry(MARKS["beside"], _cohorts(beside), "beside"))
    entries += [Entry(one.key or MARKS["highlighted"], one.words, "highlighted") for one in highlights]
    return entries


def _cohorts(communes: Sequence[Commune], others: Sequence[Commune] = ()) -> str:
    """Return how many communes there are, and since when they have the label; if none, since when `others`
    have not."""
    words = {SELECTED: _("selected in 2020: {n}"), JOINED: _("joined in 2021: {n}")}
    counts = Counter(commune.cohort for commune in communes)
    shown = [cohort for cohort in COHORTS if counts[cohort]]
    if others and not shown:
        shown = [cohort for cohort in COHORTS if cohort not in {other.cohort for other in others}][:1]
    parts = [words[cohort].format(n=counts[cohort]) for cohort in shown]
    return ", ".join(parts) or _("labelled: {n}").format(n=0)


def _area(department: Department, found: Sequence[Commune]) -> Entry:
    n = sum(commune.department == department.code for commune in found)
    words = _("{name}: {n}").format(name=department.name, n=n)
    return Entry(department.code, words, "area", department.code)
