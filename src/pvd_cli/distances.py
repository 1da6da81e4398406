"""How far communes are from a place, and in which direction."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import asin, atan2, cos, degrees, radians, sin, sqrt

from .errors import BadInput
from .language import _
from .models import Commune, Location, Near

RADIUS = 6371.0088  # km: the mean radius of the Earth (IUGG)
DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
_DEGREES = r"[-+]?\d+(?:{}\d+)?"
_POINTS = [
    re.compile(f"({_DEGREES.format('[.]')})\\s*[,;\\s]\\s*({_DEGREES.format('[.]')})"),
    re.compile(f"({_DEGREES.format('[,]')})\\s*[;\\s]\\s*({_DEGREES.format('[,]')})"),  # 43,95 ; 5,78
]


def read_point(text: str) -> Location | None:
    """Return the point that `text` gives as latitude and longitude in degrees: `43.95,5.78`.

    None where `text` is something else. Raises BadInput where it is no point of the Earth.
    """
    text = text.replace("°", "").strip(" ()[]")
    found = next((match for pattern in _POINTS if (match := pattern.fullmatch(text))), None)
    if not found:
        return None
    latitude, longitude = (float(number.replace(",", ".")) for number in found.groups())
    if abs(latitude) > 90 or abs(longitude) > 180:
        message = _("{point} is no point of the Earth").format(point=text)
        raise BadInput(message, _("write latitude, longitude, like 43.95,5.78"))
    return Location(latitude, longitude)


def distance(a: Location, b: Location) -> float:
    """Return the great-circle distance between two points, in kilometres (haversine formula)."""
    north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    shrink = cos(radians(a.latitude)) * cos(radians(b.latitude))
    return 2 * RADIUS * asin(min(1, sqrt(sin(north / 2) ** 2 + shrink * sin(east / 2) ** 2)))


def direction(a: Location, b: Location) -> str:
    """Return the point of the compass in which one sets out from `a` to `b` (initial bearing)."""
    start, end, east = radians(a.latitude), radians(b.latitude), radians(b.longitude - a.longitude)
    bearing = atan2(sin(east) * cos(end), cos(start) * sin(end) - sin(start) * cos(end) * cos(east))
    return DIRECTIONS[round(degrees(bearing) / 45) % 8]


def near(communes: Iterable[Commune], origin: Location) -> list[Near]:
    """Return `communes` by their distance from `origin`, nearest first."""
    ranked = sorted([(distance(origin, commune.location), commune.insee, commune) for commune in communes])
    return [
        Near(commune, round(km, 1), direction(origin, commune.location) if km else None)
        for km, _insee, commune in ranked
    ]
