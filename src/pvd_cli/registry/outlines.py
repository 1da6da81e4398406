"""Borders of departments, EPCIs and labelled communes, the coast, the sea: read only where a map is drawn."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from .data import read_text

SEA = "sea"  # its code among those of territories

Position = tuple[float, float]  # latitude, longitude, in degrees (WGS 84)
Ring = Sequence[Position]


class Line(NamedTuple):
    """A piece of border. territories: the codes of all that it bounds: a department, an EPCI, a commune, SEA.

    The line between two departments bounds both, and an EPCI too where one ends there.
    """

    territories: Collection[str]
    points: Sequence[Position]


def read_lines() -> list[Line]:
    """Return all lines of `data/outlines.csv`, which meet at their ends only."""
    lines = []
    for row in read_text("outlines.csv").splitlines()[1:]:
        territories, points = row.split(",")
        degrees = [*map(float, points.replace(";", " ").split(" "))]
        lines.append(Line(territories.split(" "), [*zip(degrees[1::2], degrees[::2], strict=True)]))
    return lines


def rings(lines: Iterable[Line], code: str) -> list[Ring]:
    """Return the rings of a territory, the longest first, none where its borders are not known.

    A ring ends where it begins. Rings are to be filled by the even-odd rule: one within another is a lake or
    another's territory, one beside it an island. The sea goes far beyond any coast.
    """
    loose = [list(line.points) for line in lines if code in line.territories]
    found = []
    while loose:
        ring = loose.pop()
        while ring[0] != ring[-1]:
            following = next(line for line in loose if ring[-1] in (line[0], line[-1]))
            loose.remove(following)
            ring += following[1:] if following[0] == ring[-1] else following[-2::-1]
        found.append(ring)
    return sorted(found, key=len, reverse=True)
