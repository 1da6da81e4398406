"""Outlines of departments, EPCIs, labelled communes and the sea. Read only where a map is drawn."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from .data import read_text

SEA = "sea"  # the code of the sea, which is a territory too

Position = tuple[float, float]  # latitude, longitude, in degrees (WGS 84)
Ring = Sequence[Position]


class Line(NamedTuple):
    """A piece of border. territories: codes of the departments, EPCIs and communes at it, and SEA."""

    territories: Collection[str]
    points: Sequence[Position]


@cache
def read_lines() -> Sequence[Line]:
    """Return the lines in `data/outlines.csv`, which is read once. Lines meet only at their ends."""
    lines = []
    for row in read_text("outlines.csv").splitlines()[1:]:
        territories, points = row.split(",")
        degrees = [*map(float, points.replace(";", " ").split(" "))]
        lines.append(Line(territories.split(" "), [*zip(degrees[1::2], degrees[::2], strict=True)]))
    return tuple(lines)


def rings(lines: Iterable[Line], code: str) -> list[Ring]:
    """Return the rings of the territory with a code, the longest first; none if its borders are not known.

    A ring ends at its first point. Rings are filled by the even-odd rule: a ring within another is a hole,
    one beside it an island. The sea reaches far beyond the coast.
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
