"""The content of the map in a terminal: labelled communes, outlines, a legend."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import cycle
from string import ascii_letters

from ..language import _
from ..output.geography import middle
from ..output.terminal_map import MARKS, Map, Point, TerminalEntry
from ..registry.models import JOINED, SELECTED, Commune, Department, Epci, Place
from ..registry.outlines import SEA, Line, read_lines, rings
from ..registry.registry import Registry
from ..search.names import fold
from .map_highlights import Highlight, numbered

COHORT_KINDS = {SELECTED: "labelled", JOINED: "joined"}  # the mark of each


def terminal_map(
    registry: Registry,
    codes: Sequence[str],
    found: Sequence[Commune],
    highlighted: Sequence[Place],
    title: str,
    by: str = "cohort",
) -> Map:
    """Return the map of labelled communes with the outlines of departments or of the region.

    A map of a department names all labelled communes, on it or under it, that of the region the larger ones.
    by: `epci` to mark each commune by the letter of its intercommunality, in the colour of that.
    """
    shown = [d for d in registry.departments if not codes or d.code in codes]
    inside = {department.code for department in shown}
    lines = read_lines()
    labelled = sorted(set(found) - set(highlighted), key=lambda commune: -commune.population)
    highlights = numbered(highlighted)
    letters = _letters_of_epcis(found) if by == "epci" else {}
    marks, areas = _cohort_entries(found), [_area(department, found) for department in shown]
    if letters:
        marks, areas = [], [_epci_entry(*item, found, named=bool(codes)) for item in letters.items()]
    return Map(
        title,
        [
            *(_map_point(one.place, "highlighted", one.place.name, one.key) for one in highlights),
            *_codes(shown, lines),
            *(_labelled_point(commune, letters) for commune in labelled),
        ],
        marks=[*marks, *_highlight_entries(highlights)],
        areas=areas,
        outlines=[line.points for line in lines if not inside.isdisjoint(line.territories)],
        sea=rings(lines, SEA),
        keyed=bool(codes) and not letters,
    )


def _map_point(place: Place, kind: str, name: str, sign: str = "") -> Point:
    return Point(place.location, kind, place.department, name, sign)


def _labelled_point(commune: Commune, letters: Mapping[Epci, str]) -> Point:
    """Return a labelled commune, marked by its cohort, or by its intercommunality where that has a letter."""
    point = _map_point(commune, COHORT_KINDS[commune.cohort], commune.name, letters.get(commune.epci, ""))
    return point._replace(group=commune.epci.siren) if letters else point


def _letters_of_epcis(communes: Sequence[Commune]) -> dict[Epci, str]:
    """Return a letter for each intercommunality with labelled communes, by its name."""
    epcis = sorted({commune.epci for commune in communes}, key=lambda epci: fold(epci.name))
    return dict(zip(epcis, cycle(ascii_letters), strict=False))


def _epci_entry(epci: Epci, letter: str, found: Sequence[Commune], *, named: bool) -> TerminalEntry:
    """Return the entry of an intercommunality: how many communes it has. named: or else their names."""
    names = [commune.name for commune in found if commune.epci == epci]
    words = _("{name}: {n}").format(name=epci.name, n=", ".join(names) if named else len(names))
    return TerminalEntry(letter, words, "labelled", epci.siren)


def _codes(departments: Sequence[Department], lines: Sequence[Line]) -> list[Point]:
    """Return the codes of several departments as points, each in the middle of its largest part."""
    borders = {d.code: rings(lines, d.code) for d in departments if len(departments) > 1}
    return [Point(middle(parts[0]), "area", code, code) for code, parts in borders.items() if parts]


def _cohort_entries(found: Sequence[Commune]) -> list[TerminalEntry]:
    """Return the entries of the legend with the number of communes of each cohort."""
    words = {SELECTED: _("selected in 2020: {n}"), JOINED: _("joined in 2021: {n}")}
    counts = Counter(commune.cohort for commune in found)
    return [
        TerminalEntry(MARKS[kind], words[cohort].format(n=counts[cohort]), kind)
        for cohort, kind in COHORT_KINDS.items()
        if counts[cohort] or not found
    ]


def _highlight_entries(highlights: Sequence[Highlight]) -> list[TerminalEntry]:
    return [TerminalEntry(one.key or MARKS["highlighted"], one.words, "highlighted") for one in highlights]


def _area(department: Department, found: Sequence[Commune]) -> TerminalEntry:
    n = sum(commune.department == department.code for commune in found)
    words = _("{name}: {n}").format(name=department.name, n=n)
    return TerminalEntry(department.code, words, "area", department.code)
