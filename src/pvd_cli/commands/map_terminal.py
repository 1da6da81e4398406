"""The content of the map in a terminal: labelled communes, outlines, a legend."""

from collections import Counter
from collections.abc import Sequence

from ..language import _
from ..output.geography import middle
from ..output.terminal_map import MARKS, Map, Point, TerminalEntry
from ..registry.models import JOINED, SELECTED, Commune, Department, Place
from ..registry.outlines import SEA, Ring, read_lines, rings
from ..registry.registry import Registry
from .map_highlights import Highlight, numbered

COHORT_KINDS = {SELECTED: "labelled", JOINED: "joined"}  # the mark of each


def terminal_map(
    registry: Registry,
    codes: Sequence[str],
    found: Sequence[Commune],
    highlighted: Sequence[Place],
    title: str,
) -> Map:
    """Return the map of labelled communes with the outlines of departments or of the region.

    A map of a department names all labelled communes, on it or under it, that of the region the larger ones.
    """
    shown = [d for d in registry.departments if not codes or d.code in codes]
    inside = {department.code for department in shown}
    lines = read_lines()
    labelled = sorted(set(found) - set(highlighted), key=lambda commune: -commune.population)
    highlights = numbered(highlighted)
    points = [
        *(_map_point(one.place, "highlighted", one.place.name, one.key) for one in highlights),
        *(_code(department, rings(lines, department.code)) for department in shown if len(shown) > 1),
        *(_map_point(commune, COHORT_KINDS[commune.cohort], commune.name) for commune in labelled),
    ]
    return Map(
        title,
        [point for point in points if point],
        marks=_terminal_legend(found, highlights),
        areas=[_area(department, found) for department in shown],
        outlines=[line.points for line in lines if not inside.isdisjoint(line.territories)],
        sea=rings(lines, SEA),
        keyed=bool(codes),
    )


def _map_point(place: Place, kind: str, name: str, sign: str = "") -> Point:
    return Point(place.location, kind, place.department, name, sign)


def _code(department: Department, borders: Sequence[Ring]) -> Point | None:
    """Return the code of a department as a point in the middle of its largest part, or None."""
    return Point(middle(borders[0]), "area", department.code, department.code) if borders else None


def _terminal_legend(found: Sequence[Commune], highlights: Sequence[Highlight]) -> list[TerminalEntry]:
    """Return the entries of the legend: the number of communes of each cohort, and the highlights."""
    words = {SELECTED: _("selected in 2020: {n}"), JOINED: _("joined in 2021: {n}")}
    counts = Counter(commune.cohort for commune in found)
    entries = [
        TerminalEntry(MARKS[kind], words[cohort].format(n=counts[cohort]), kind)
        for cohort, kind in COHORT_KINDS.items()
        if counts[cohort] or not found
    ]
    return [
        *entries,
        *(TerminalEntry(one.key or MARKS["highlighted"], one.words, "highlighted") for one in highlights),
    ]


def _area(department: Department, found: Sequence[Commune]) -> TerminalEntry:
    n = sum(commune.department == department.code for commune in found)
    words = _("{name}: {n}").format(name=department.name, n=n)
    return TerminalEntry(department.code, words, "area", department.code)
