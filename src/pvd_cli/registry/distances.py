"""Distances and directions between communes and points."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import asin, atan2, cos, degrees, radians, sin, sqrt
from typing import NamedTuple

from ..errors import BadInput
from ..language import _
from .models import Commune, Location

LONGEST_POINT = 100  # characters of a point
RADIUS = 6371.0088  # km: the mean radius of the Earth (IUGG)
DIRECTIONS = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")


class Near(NamedTuple):
    """The distance of a commune from a point. direction: N, NE, E…, from the point; None if distance is 0."""

    commune: Commune
    distance_km: float
    direction: str | None


@cache
def _point(decimal_mark: str, separator: str) -> re.Pattern[str]:
    """Return the pattern of two angles: degrees, perhaps minutes, seconds, and N, S, E, W or O (French W).

    It matches text without double spaces. Compiling it is slow, so it is done only for text with digits.
    """
    number = rf"(\d{{1,9}}(?:{decimal_mark}\d{{1,20}})?)"
    angle = rf"([-+]?){number} ?[°º]? ?(?:{number} ?['′’] ?)?(?:{number} ?[\"″”] ?)?([NSEWO]?)"
    return re.compile(rf"{angle} ?{separator} ?{angle}", re.IGNORECASE)


def read_point(text: str) -> Location | None:
    """Return the point that `text` gives as latitude and longitude: `43.95,5.78`, `43,95 ; 5,78`.

    Degrees may have minutes, seconds and N, S, E or W, as maps on the web write them.
    Returns None where `text` is not two numbers. Raises BadInput where they are not a valid position.
    """
    text = " ".join(text[:LONGEST_POINT].split()).strip(" ()[]")
    if not any(map(str.isdigit, text)):
        return None
    found = _point("[.]", r"[,;/ ]").fullmatch(text) or _point(",", r"(?:[;/ ]|, )").fullmatch(text)
    if not found or re.fullmatch(r"\d+\s+\d+", text):
        return None
    if re.fullmatch(r"\d+,\d+", text):
        message = _("{point} may be one number or two").format(point=text)
        raise BadInput(message, _("write latitude, longitude, like 43.95,5.78"))
    groups = found.groups(default="0")
    angles = {}
    for place, (sign, *numbers, letter) in enumerate((groups[:5], groups[5:])):
        degree, minutes, seconds = (float(number.replace(",", ".")) for number in numbers)
        angle = degree + minutes / 60 + seconds / 3600
        axis = {"N": 0, "S": 0, "E": 1, "W": 1, "O": 1}.get(letter.upper(), place)
        angles[axis] = -angle if sign == "-" or letter.upper() in ("S", "W", "O") else angle
    latitude, longitude = angles.get(0, 91), angles.get(1, 181)
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        message = _("{point} is not a valid position").format(point=text)
        raise BadInput(message, _("write latitude, longitude, like 43.95,5.78"))
    return Location(latitude, longitude)


def read_kilometres(text: str) -> float | None:
    """Return the number of kilometres that `text` gives, like `12.5` or `12,5 km`; None for other text."""
    found = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*(?:km)?\s*", text, re.IGNORECASE)
    return float(found[1].replace(",", ".")) if found else None


def distance(a: Location, b: Location) -> float:
    """Return the great-circle distance between two points, in kilometres (haversine formula)."""
    north, east = radians(b.latitude - a.latitude), radians(b.longitude - a.longitude)
    shrink = cos(radians(a.latitude)) * cos(radians(b.latitude))
    return 2 * RADIUS * asin(min(1, sqrt(max(0, sin(north / 2) ** 2 + shrink * sin(east / 2) ** 2))))


def is_inside(place: Location, rings: Iterable[Sequence[tuple[float, float]]]) -> bool:
    """Return whether a point is inside closed rings of (latitude, longitude), by the even-odd rule."""
    inside = False
    for ring in rings:
        for (south, west), (north, east) in pairwise(ring):
            if (south > place.latitude) != (north > place.latitude):
                crossing = west + (east - west) * (place.latitude - south) / (north - south)
                inside ^= place.longitude < crossing
    return inside


def direction(a: Location, b: Location) -> str:
    """Return the direction from `a` to `b` (initial bearing) as one of DIRECTIONS."""
    start, end, east = radians(a.latitude), radians(b.latitude), radians(b.longitude - a.longitude)
    bearing = atan2(sin(east) * cos(end), cos(start) * sin(end) - sin(start) * cos(end) * cos(east))
    return DIRECTIONS[round(degrees(bearing) / 45) % 8]


def by_distance(communes: Iterable[Commune], origin: Location) -> list[Near]:
    """Return `communes` with their distances in km, to one decimal, from `origin`, the nearest first."""
    ranked = sorted([(distance(origin, commune.location), commune.insee, commune) for commune in communes])
    return [
        Near(commune, round(km, 1), direction(origin, commune.location) if km else None)
        for km, _insee, commune in ranked
    ]
