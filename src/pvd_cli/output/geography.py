"""Projects places and outlines from degrees to the units of a flat map."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians
from typing import NamedTuple

from ..registry.outlines import Position, Ring


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

    def point(self, place: Position) -> tuple[float, float]:
        """Return x and y of a place."""
        latitude, longitude = place
        x = (longitude - self.west) * self.shrink * self.scale
        return x + self.edge, (self.north - latitude) * self.scale + self.edge

    def points(self, places: Iterable[Position]) -> list[tuple[float, float]]:
        """Return x and y of each place."""
        return [self.point(place) for place in places]

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
    north, south = max(p[0] for p in places), min(p[0] for p in places)
    west, east = min(p[1] for p in places), max(p[1] for p in places)
    shrink = cos(radians((north + south) / 2))
    across, down = (east - west) * shrink, north - south
    free = 2 * edge
    scale = min((width - free) / max(across, 0.01), (height - free) / max(down, 0.01))
    return Projection(north, west, shrink, scale, edge), across * scale + free, down * scale + free


def middle(ring: Ring) -> Position:
    """Return the centroid of the area inside a ring."""
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
