"""Maps of characters: a cloud of Braille dots, marks on it, names clear of each other, a legend."""

from collections.abc import Iterator, Sequence
from math import cos, radians
from shutil import get_terminal_size
from typing import NamedTuple

from .cells import printable

MARKS = {"labelled": "●", "beside": "○", "highlighted": "◆"}  # beside: labelled, but not of what is shown
DOT = "⠂"  # of the cloud, in the legend
KEYS = "abcdefghijklmnopqrstuvwxyz123456789"  # for names that have no room on the map
NARROWEST, WIDEST = 20, 500  # columns
COLUMNS_A_NAME = 4  # of the window for each labelled commune that is named where names are not keyed
_BLANK = "\u2800"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bits of a Braille sign, by line


class Point(NamedTuple):
    """A place to draw, in degrees. kind: one of MARKS, `other` (a dot of the cloud) or `area` (a name alone).

    group: what its colour tells; name: text to write beside it, if there is room.
    """

    latitude: float
    longitude: float
    kind: str
    group: str = ""
    name: str = ""


class Cell(NamedTuple):
    """One character of the map, what kind of thing it is (of a Point, or `name`), its group."""

    char: str = " "
    kind: str = ""
    group: str = ""


Line = list[Cell]


class Entry(NamedTuple):
    """An entry of the legend: its sign, what kind of thing it explains, its group, its words."""

    sign: str
    words: str
    kind: str = ""
    group: str = ""

    def cells(self) -> Line:
        """Return the entry as cells, its sign as it is on the map."""
        sign = [Cell(char, self.kind, self.group) for char in self.sign]
        return [*sign, *(Cell(char) for char in f" {self.words}")]


def draw(
    points: Sequence[Point], width: int, height: int, *, keyed: bool = False
) -> tuple[list[Line], list[Entry]]:
    """Return the map of `points` in at most `width` × `height` cells, and what explains its keys.

    The first points have the first choice of room for their names. Where `keyed`, a point whose name has no
    room is marked by a sign of KEYS instead. Degrees of longitude are shortened by the cosine of the middle
    latitude; a cell is taken to be twice as high as wide.
    """
    if not points:
        return [], []
    places, columns, rows = _projected(points, width, height)
    lines = [[Cell()] * max(columns, width) for _ in range(rows)]
    for point, (x, y) in zip(points, places, strict=True):
        if point.kind == "other":
            cell = lines[int(y)][int(x)]
            bits = ord(cell.char) if cell.kind else ord(_BLANK)
            dot = chr(bits | _DOTS[int(y % 1 * 4)][int(x % 1 * 2)])
            lines[int(y)][int(x)] = Cell(dot, "other", point.group)
    for point, (x, y) in zip(reversed(points), reversed(places), strict=True):
        if point.kind in MARKS:
            lines[int(y)][int(x)] = Cell(MARKS[point.kind], point.kind, point.group)
    left_out: list[Entry] = []
    for point, (x, y) in zip(points, places, strict=True):
        if point.name and not _write_name(lines[int(y)], point, int(x)) and keyed:
            key = KEYS[len(left_out) % len(KEYS)]
            lines[int(y)][int(x)] = Cell(key, point.kind, point.group)
            left_out.append(Entry(key, point.name, "labelled"))
    return lines, left_out


def _projected(
    points: Sequence[Point], width: int, height: int
) -> tuple[list[tuple[float, float]], int, int]:
    """Return where points stand on a grid, as column and line, and how many of each it has."""
    north, south = max(p.latitude for p in points), min(p.latitude for p in points)
    west, east = min(p.longitude for p in points), max(p.longitude for p in points)
    shrink = cos(radians((north + south) / 2))
    scale = min((width - 1) / max((east - west) * shrink, 0.01), 2 * (height - 1) / max(north - south, 0.01))
    places = [((p.longitude - west) * shrink * scale, (north - p.latitude) * scale / 2) for p in points]
    return places, int((east - west) * shrink * scale) + 1, int((north - south) * scale / 2) + 1


def _write_name(line: Line, point: Point, x: int) -> bool:
    """Write the name of a point beside it if there is room, over nothing but the cloud; say if there was."""
    size = len(point.name)
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
    """A map: points, and what explains them; a legend of marks, another of areas beneath it.

    keyed: whether a name without room on the map is explained under it.
    """

    title: str
    points: Sequence[Point]
    marks: Sequence[Entry]
    areas: Sequence[Entry]
    keyed: bool = False

    def lines(self, width: int, height: int) -> Iterator[Line]:
        """Yield the lines of the map and its legend, in a window of so many columns and lines."""
        width = min(max(width, NARROWEST), WIDEST)
        points = self.points if self.keyed else _fewer_names(self.points, width // COLUMNS_A_NAME)
        lines, keys = draw(points, width, height, keyed=self.keyed)
        yield from lines
        yield from _folded([entry.cells() for entry in (*self.marks, *keys)], width)
        yield from _folded([entry.cells() for entry in self.areas], width)

    def plain(self) -> str:
        """Return the map and its legend as lines of text, as wide as the window, however many."""
        width = min(get_terminal_size((80, 24)).columns, WIDEST)
        lines = ["".join(cell.char for cell in line).rstrip() for line in self.lines(width, width)]
        return f"{self.title}\n" + "".join(f"{printable(line)}\n" for line in lines)

    def markdown(self) -> str:
        """Return the same as a block of code, which keeps its columns."""
        return f"```text\n{self.plain()}```\n"


def _fewer_names(points: Sequence[Point], most: int) -> list[Point]:
    """Return points of which no more than the first `most` labelled ones have a name."""
    named = [point for point in points if point.kind == "labelled"][:most]
    return [p._replace(name="") if p.kind == "labelled" and p not in named else p for p in points]


def _folded(parts: Sequence[Line], width: int) -> list[Line]:
    """Return parts side by side, two cells apart, on as many lines as they need."""
    lines: list[Line] = [[]]
    for part in parts:
        if lines[-1] and len(lines[-1]) + 2 + len(part) > width:
            lines.append([])
        lines[-1] += [*([Cell()] * 2 if lines[-1] else []), *part]
    return lines
