"""Places and outlines in degrees, and where they stand on a flat map."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians
from typing import NamedTuple

from ..registry.outlines import Position, Ring


class Projection(NamedTuple):
    """Degrees as units to the east and south of a corner; equirectangular, true to shape in the middle.

    edge: units between the corner and the places that are furthest north and west.
    """

    north: float
    west: float
    shrink: float
    scale: float
    edge: float

    def point(self, place: Position) -> tuple[float, float]:
        """Return where a place stands, as x and y."""
        latitude, longitude = place
        x = (longitude - self.west) * self.shrink * self.scale
        return x + self.edge, (self.north - latitude) * self.scale + self.edge

    def points(self, places: Iterable[Position]) -> list[tuple[float, float]]:
        """Return where places stand."""
        return [self.point(place) for place in places]

    def borders(self, rings: Iterable[Ring], y: float) -> list[float]:
        """Return each x at which a line at `y` enters or leaves what rings enclose, from west to east."""
        latitude = self.north - (y - self.edge) / self.scale
        return [self.point((latitude, longitude))[0] for longitude in crossings(rings, latitude)]


def project(
    places: Sequence[Position], width: float, height: float, edge: float = 0
) -> tuple[Projection, float, float]:
    """Return the projection that fits places into `width` × `height` units, and how much of them it takes.

    edge: units that are left free on each side.
    """
    north, south = max(p[0] for p in places), min(p[0] for p in places)
    west, east = min(p[1] for p in places), max(p[1] for p in places)
    shrink = cos(radians((north + south) / 2))
    across, down = (east - west) * shrink, north - south
    free = 2 * edge
    scale = min((width - free) / max(across, 0.01), (height - free) / max(down, 0.01))
    return Projection(north, west, shrink, scale, edge), across * scale + free, down * scale + free


def middle(ring: Ring) -> Position:
    """Return the centre of gravity of what a ring encloses."""
    twice = north = east = 0.0
    for (y, x), (next_y, next_x) in pairwise(ring):
        part = x * next_y - next_x * y
        twice, north, east = twice + part, north + (y + next_y) * part, east + (x + next_x) * part
    return north / (3 * twice), east / (3 * twice)


def crossings(rings: Iterable[Ring], latitude: float) -> list[float]:
    """Return the longitudes at which a parallel enters or leaves what rings enclose, from west to east."""
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
