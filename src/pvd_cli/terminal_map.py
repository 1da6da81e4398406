"""Points on a grid of characters: a cloud of Braille dots, marks on it, names clear of each other."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import NamedTuple

from .models import Location

MARKS = {"labelled": ("●", "o"), "highlighted": ("◆", "*")}  # in Unicode, in ASCII
KEYS = "abcdefghijklmnopqrstuvwxyz123456789"  # for names that have no room on the map
_BLANK = "\u2800"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bits of a Braille sign, by line


class Point(NamedTuple):
    """A place to draw. kind: `other` (a dot of the cloud), `labelled`, `highlighted`, `area` (a name alone).

    group: what its colour tells; name: text to write beside it, if there is room.
    """

    location: Location
    kind: str
    group: str = ""
    name: str = ""


class Cell(NamedTuple):
    """One character of the map, what kind of thing it is (of a Point, or `name`), its group."""

    char: str = " "
    kind: str = ""
    group: str = ""


Grid = list[list[Cell]]


def draw(
    points: Sequence[Point], width: int, height: int, *, braille: bool = True, keyed: bool = False
) -> tuple[Grid, list[tuple[str, str]]]:
    """Return the map of `points` in at most `width` × `height` cells, and the names it has no room for.

    The first points have the first choice of room for their names. Where `keyed`, a point whose name has no
    room is marked by a sign of KEYS, with which the name is returned. Degrees of longitude are shortened
    by the cosine of the middle latitude; a cell is taken to be twice as high as wide.
    """
    north = max(point.location.latitude for point in points)
    south = min(point.location.latitude for point in points)
    west = min(point.location.longitude for point in points)
    east = max(point.location.longitude for point in points)
    shrink = cos(radians((north + south) / 2))
    scale = min((width - 1) / max((east - west) * shrink, 0.01), 2 * (height - 1) / max(north - south, 0.01))
    places = [
        ((p.location.longitude - west) * shrink * scale, (north - p.location.latitude) * scale / 2)
        for p in points
    ]
    lines = int((north - south) * scale / 2) + 1
    columns = int((east - west) * shrink * scale) + 1
    grid = [[Cell()] * max(columns, width) for _ in range(lines)]
    for point, (x, y) in zip(points, places, strict=True):
        if point.kind == "other":
            cell = grid[int(y)][int(x)]
            bits = ord(cell.char) if cell.kind else ord(_BLANK)
            dot = chr(bits | _DOTS[int(y % 1 * 4)][int(x % 1 * 2)])
            grid[int(y)][int(x)] = Cell(dot if braille else ".", "other", point.group)
    for point, (x, y) in zip(reversed(points), reversed(places), strict=True):
        if point.kind in MARKS:
            grid[int(y)][int(x)] = Cell(MARKS[point.kind][not braille], point.kind, point.group)
    left_out: list[tuple[str, str]] = []
    for point, (x, y) in zip(points, places, strict=True):
        if point.name and not _name(grid, point, int(x), int(y)) and keyed:
            key = KEYS[len(left_out) % len(KEYS)]
            grid[int(y)][int(x)] = Cell(key, point.kind, point.group)
            left_out.append((key, point.name))
    return grid, left_out


def _name(grid: Grid, point: Point, x: int, y: int) -> bool:
    """Write the name of a point beside it if there is room, over nothing but the cloud; say if there was."""
    size = len(point.name)
    line = grid[y]
    area = point.kind == "area"
    for start in (x - size // 2, x - size // 2 - 4, x - size // 2 + 4) if area else (x + 2, x - size - 1):
        end = start + size
        room = line[max(start - 1, 0) : end + 1]
        free = all(cell.kind in ("", "other") or cell is line[x] for cell in room)
        if free and start >= 0 and end <= len(line):
            for place in range(max(start - 1, 0), min(end + 1, len(line))):
                if line[place].kind == "other":
                    line[place] = Cell()
            kind = "area" if area else "name"
            line[start:end] = [Cell(char, kind, point.group) for char in point.name]
            return True
    return False
