"""Projects places and outlines from degrees to the units of a flat map."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians
from typing import NamedTuple

from ..registry.outlines import Position, Ring

Point = tuple[float, float]  # to the right and down from the upper left corner of a picture, in its units


class Projection(NamedTuple):
    """An equirectangular projection: x and y are units to the east and south of the map's corner.

    north, west: the highest latitude and the lowest longitude; shrink: the length of a degree of longitude as
    a share of one of latitude, at the middle latitude; scale: units per degree of latitude;
    edge: units left free between the corner and `north` and `west`.
    """

    north: float
    west: float
    shrink: float
    scale: float
    edge: float

    def point(self, place: Position) -> Point:
        """Return x and y of a place."""
        return self.points([place])[0]

    def points(self, places: Iterable[Position]) -> list[Point]:
        """Return x and y of each place."""
        across, down, edge = self.shrink * self.scale, self.scale, self.edge
        north, west = self.north, self.west
        return [((x - west) * across + edge, (north - y) * down + edge) for y, x in places]

    def borders(self, rings: Iterable[Ring], y: float) -> list[float]:
        """Return each x at which a horizontal line at `y` crosses the rings, from west to east."""
        latitude = self.north - (y - self.edge) / self.scale
        return [self.point((latitude, longitude))[0] for longitude in crossings(rings, latitude)]


def project(
    places: Sequence[Position], width: float, height: float, edge: float = 0
) -> tuple[Projection, float, float]:
    """Return the projection that fits places into `width` × `height` units, and the width and height it uses.

    edge: units left free on each side.
    """
    latitudes, longitudes = zip(*places, strict=True)
    north, south, west, east = max(latitudes), min(latitudes), min(longitudes), max(longitudes)
    shrink = cos(radians((north + south) / 2))
    across, down = (east - west) * shrink, north - south
    free = 2 * edge
    scale = min((width - free) / max(across, 0.01), (height - free) / max(down, 0.01))
    return Projection(north, west, shrink, scale, edge), across * scale + free, down * scale + free


def coarser(line: Sequence[Point], least: float) -> list[Point]:
    """Return a line without the corners that are nearer than `least` to the one before."""
    kept = [line[0]]
    last_x, last_y = kept[0]
    for x, y in line[1:-1]:
        if abs(x - last_x) >= least or abs(y - last_y) >= least:
            last_x, last_y = x, y
            kept.append((x, y))
    return [*kept, line[-1]]


def middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the centroid of the area inside a ring of positions or of points."""
    twice = north = east = 0.0
    for (y, x), (next_y, next_x) in pairwise(ring):
        part = x * next_y - next_x * y
        twice, north, east = twice + part, north + (y + next_y) * part, east + (x + next_x) * part
    return north / (3 * twice), east / (3 * twice)


def crossings(rings: Iterable[Ring], latitude: float) -> list[float]:
    """Return the longitudes at which the parallel at `latitude` crosses the rings, from west to east."""
    found = []
    for ring in rings:
        last_y, last_x = ring[0]
        last_is_north = last_y > latitude
        for y, x in ring:
            if (y > latitude) != last_is_north:
                found.append(last_x + (latitude - last_y) / (y - last_y) * (x - last_x))
                last_is_north = not last_is_north
            last_y, last_x = y, x
    return sorted(found)
