"""Points on a grid of characters: a cloud of Braille dots, marks on it, names clear of each other."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import NamedTuple

from .export import printable
from .language import _, number
from .models import Commune, Location, OtherCommune
from .registry import Registry

# In Unicode, in ASCII. `beside`: labelled, but not of the cohort that is shown.
MARKS = {"labelled": ("●", "o"), "beside": ("○", "+"), "highlighted": ("◆", "*")}
KEYS = "abcdefghijklmnopqrstuvwxyz123456789"  # for names that have no room on the map
_BLANK = "\u2800"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bits of a Braille sign, by line


class Point(NamedTuple):
    """A place to draw. kind: one of MARKS, `other` (a dot of the cloud) or `area` (a name alone).

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
    if not points:
        return [], []
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


class Map(NamedTuple):
    """A map as a grid of cells, and the lines that explain it."""

    title: str
    grid: Grid
    legend: Sequence[Sequence[Cell]]

    def plain(self) -> str:
        """Return the map and its legend as lines of text."""
        lines = ["".join(cell.char for cell in line).rstrip() for line in (*self.grid, *self.legend)]
        return f"{self.title}\n" + "".join(f"{printable(line)}\n" for line in lines)

    def markdown(self) -> str:
        """Return the same as a block of code, which keeps its columns."""
        return f"```text\n{self.plain()}```\n"


MOST_NAMED = 4  # columns of the window for each name on the map of the whole region


class Window(NamedTuple):
    """What a map may fill: columns, lines, and whether its encoding has Braille."""

    width: int
    height: int
    braille: bool


def region(
    registry: Registry,
    found: Sequence[Commune],
    codes: Sequence[str],
    highlighted: Sequence[Commune | OtherCommune],
    title: str,
    window: Window,
) -> Map:
    """Return the map of labelled communes on the cloud of all others: `codes` of departments, or the region.

    Of a department all labelled communes are named, on the map or under it; of the region the larger ones.
    """
    width, height, braille = window
    shown = [d for d in registry.departments if not codes or d.code in codes]
    inside = {department.code for department in shown}
    cloud = [place for place in registry.places if place.department in inside]
    labelled = sorted(set(found) - set(highlighted), key=lambda commune: -commune.population)
    points = [Point(p.location, "highlighted", p.department, p.name) for p in highlighted]
    if len(shown) > 1:
        for department in shown:
            places = [place.location for place in cloud if place.department == department.code]
            if not places:
                continue
            latitude = sum(place.latitude for place in places) / len(places)
            longitude = sum(place.longitude for place in places) / len(places)
            points.append(Point(Location(latitude, longitude), "area", department.code, department.code))
    named = len(labelled) if codes else width // MOST_NAMED
    points += [
        Point(commune.location, "labelled", commune.department, commune.name if rank < named else "")
        for rank, commune in enumerate(labelled)
    ]
    beside = {place for place in cloud if isinstance(place, Commune)} - set(found)
    points += [
        Point(place.location, "beside", place.department, place.name if codes else "")
        for place in sorted(beside - set(highlighted))
    ]
    points += [Point(place.location, "other", place.department) for place in cloud]
    grid, left_out = draw(points, width, height, braille=braille, keyed=bool(codes))
    counts = {code: sum(commune.department == code for commune in found) for code in inside}
    parts = [[Cell(MARKS["labelled"][not braille], "labelled"), *_text(_("labelled: {n}"), n=len(found))]]
    if beside:
        mark = Cell(MARKS["beside"][not braille], "beside")
        parts.append([mark, *_text(_("of another cohort: {n}"), n=len(beside))])
    if highlighted:
        names = ", ".join(place.name for place in highlighted)
        parts.append([Cell(MARKS["highlighted"][not braille], "highlighted"), *_text("{names}", names=names)])
    without = sum(isinstance(place, OtherCommune) for place in cloud)
    others = _text(_("without the label: {n}"), n=number(without))
    parts.append([Cell("\u2802" if braille else ".", "other"), *others])
    parts += [[Cell(key, "labelled"), *_text("{name}", name=name)] for key, name in left_out]
    areas = [
        [
            *(Cell(char, "area", d.code) for char in d.code),
            *_text(_("{name}: {n}"), name=d.name, n=counts[d.code]),
        ]
        for d in shown
    ]
    return Map(title, grid, [*_folded(parts, width), *_folded(areas, width)])


def _text(message: str, **words: object) -> list[Cell]:
    return [Cell(char) for char in f" {message.format(**words)}"]


def _folded(parts: Sequence[list[Cell]], width: int) -> list[list[Cell]]:
    """Return parts side by side, two cells apart, on as many lines as they need."""
    lines: list[list[Cell]] = [[]]
    for part in parts:
        if lines[-1] and len(lines[-1]) + 2 + len(part) > width:
            lines.append([])
        lines[-1] += [*([Cell()] * 2 if lines[-1] else []), *part]
    return lines
