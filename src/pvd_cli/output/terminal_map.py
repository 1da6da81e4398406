"""Draws maps in characters: outlines in Braille dots, waves for the sea, marks, names, a legend."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from shutil import get_terminal_size
from typing import NamedTuple

from ..registry.outlines import Position, Ring
from .cells import printable
from .geography import Projection, coarser, project

MARKS = {"labelled": "●", "joined": "○", "highlighted": "◆"}  # joined: in 2021
KEYS = "abcdefghijklmnopqrstuvwxyz123456789"  # marks of the points whose names have no room on the map
NARROWEST, WIDEST = 20, 500  # columns
COLUMNS_A_NAME = 4  # columns of the window per commune that is named, on a map without keys
BETWEEN_WAVES = 6  # columns
FINEST = 2  # least distance in dots between corners of an outline; nearer ones would be a thick line
_BLANK = "\u2800"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bits of a Braille character, by line


class Point(NamedTuple):
    """A place to draw. kind: one of MARKS, or `area` (a name alone).

    group: points of the same group have the same colour; name: written beside it, if there is room;
    sign: the character that marks it, by default that of its kind.
    """

    place: Position
    kind: str
    group: str = ""
    name: str = ""
    sign: str = ""


class MapCell(NamedTuple):
    """One character of the map. kind: that of a Point, `name`, or one of GROUND; group: that of a Point."""

    char: str = " "
    kind: str = ""
    group: str = ""


GROUND = ("", "outline", "sea")  # kinds of cells that names may cover
CellLine = list[MapCell]


class TerminalEntry(NamedTuple):
    """An entry of the legend: the sign that it explains, in words. kind, group: see `MapCell`."""

    sign: str
    words: str
    kind: str = ""
    group: str = ""

    def cells(self) -> CellLine:
        """Return the entry as cells, its sign as it is on the map."""
        sign = [MapCell(char, self.kind, self.group) for char in self.sign]
        return [*sign, *(MapCell(char) for char in f" {self.words}")]


def draw_in_cells(
    points: Sequence[Point],
    width: int,
    height: int,
    *,
    outlines: Sequence[Ring] = (),
    sea: Sequence[Ring] = (),
    keyed: bool = False,
) -> tuple[list[CellLine], list[TerminalEntry]]:
    """Return the map of points and outlines in at most `width` × `height` cells, and the entries of its keys.

    The first points have the first choice of room for their names. If `keyed`, a point whose name has no room
    is marked by a character of KEYS. A cell, taken to be twice as high as wide, has 2 × 4 dots.
    """
    everywhere = [*(point.place for point in points), *(place for ring in outlines for place in ring)]
    if not everywhere:
        return [], []
    projection, across, down = project(everywhere, 2 * width - 1, 4 * height - 1)
    columns, rows = int(across) // 2 + 1, int(down) // 4 + 1
    lines = [[MapCell()] * width for _ in range(rows)]
    for y, line in enumerate(lines):
        _draw_sea(line, columns, y, sea, projection)
    for outline in outlines:
        _draw_outline(lines, coarser(projection.points(outline), FINEST))
    cells = [(int(x) // 2, int(y) // 4) for x, y in projection.points(point.place for point in points)]
    return lines, _draw_points(lines, points, cells, keyed)


def _draw_points(
    lines: Sequence[CellLine], points: Sequence[Point], cells: Sequence[tuple[int, int]], keyed: bool
) -> list[TerminalEntry]:
    """Draw points and their names; return the entries of the keys. cells: of each point, its x and y."""
    for point, (x, y) in zip(reversed(points), reversed(cells), strict=True):
        if point.kind in MARKS:
            lines[y][x] = MapCell(point.sign or MARKS[point.kind], point.kind, point.group)
    left_out: list[TerminalEntry] = []
    for point, (x, y) in zip(points, cells, strict=True):
        if point.name and not _write_name(lines[y], point, x) and keyed:
            key = KEYS[len(left_out) % len(KEYS)]
            lines[y][x] = MapCell(key, point.kind, point.group)
            left_out.append(TerminalEntry(key, point.name, "labelled"))
    return left_out


def _draw_sea(line: CellLine, columns: int, y: int, sea: Sequence[Ring], projection: Projection) -> None:
    """Draw waves in line `y` where its middle is sea; they are shifted against those of the line above."""
    ends = [x / 2 for x in projection.borders(sea, 4 * y + 2)]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        for x in range(max(round(start), 0), min(round(end), columns)):
            if x % BETWEEN_WAVES == y % 2 * BETWEEN_WAVES // 2:
                line[x] = MapCell("~", "sea")


def _draw_outline(lines: Sequence[CellLine], outline: Sequence[tuple[float, float]]) -> None:
    """Draw the dots between the corners of an outline. outline: x and y of each corner, in dots."""
    for (x, y), (next_x, next_y) in pairwise(outline):
        steps = max(round(abs(next_x - x)), round(abs(next_y - y)), 1)
        for step in range(steps):
            dot_x, dot_y = int(x + (next_x - x) * step / steps), int(y + (next_y - y) * step / steps)
            cell = lines[dot_y // 4][dot_x // 2]
            bits = ord(cell.char if cell.kind == "outline" else _BLANK)
            lines[dot_y // 4][dot_x // 2] = MapCell(chr(bits | _DOTS[dot_y % 4][dot_x % 2]), "outline")


def _write_name(line: CellLine, point: Point, x: int) -> bool:
    """Write the name of a point beside it, where it covers least; return whether there is room."""
    size = len(point.name)
    area = point.kind == "area"
    rooms: list[tuple[int, int, int]] = []  # what each covers, its place among them, its start
    for start in (x - size // 2, x - size // 2 - 4, x - size // 2 + 4) if area else (x + 2, x - size - 1):
        end = start + size
        around = line[max(start - 1, 0) : end + 1]
        if start >= 0 and end <= len(line) and all(c.kind in GROUND or c is line[x] for c in around):
            rooms.append((sum(cell.kind == "outline" for cell in around), len(rooms), start))
    if not rooms:
        return False
    start = min(rooms)[2]
    for place in range(max(start - 1, 0), min(start + size + 1, len(line))):
        if line[place].kind in GROUND:
            line[place] = MapCell()
    kind = "area" if area else "name"
    line[start : start + size] = [MapCell(char, kind, point.group) for char in point.name]
    return True


class Map(NamedTuple):
    """A map in a terminal. marks, areas: the legends of marks and of areas, one beneath the other.

    keyed: whether a name without room on the map is written under it.
    """

    title: str
    points: Sequence[Point]
    marks: Sequence[TerminalEntry]
    areas: Sequence[TerminalEntry]
    outlines: Sequence[Ring]
    sea: Sequence[Ring]
    keyed: bool

    def lines(self, width: int, height: int) -> Iterator[CellLine]:
        """Yield the lines of the map and its legend. width, height: columns and lines of the window."""
        width = min(max(width, NARROWEST), WIDEST)
        points = self.points if self.keyed else _fewer_names(self.points, width // COLUMNS_A_NAME)
        lines, keys = draw_in_cells(
            points, width, height, outlines=self.outlines, sea=self.sea, keyed=self.keyed
        )
        yield from lines
        yield from _folded([entry.cells() for entry in (*self.marks, *keys)], width)
        yield from _folded([entry.cells() for entry in self.areas], width)

    def plain(self) -> Iterator[str]:
        """Yield the map and its legend as lines of text, as wide as the window and as many as needed."""
        width = min(get_terminal_size().columns, WIDEST)
        yield f"{self.title}\n"
        for line in self.lines(width, width):
            yield printable("".join(cell.char for cell in line).rstrip()) + "\n"

    def markdown(self) -> Iterator[str]:
        """Yield the same as a Markdown block of code, which keeps its columns."""
        yield "```text\n"
        yield from self.plain()
        yield "```\n"


def _fewer_names(points: Sequence[Point], most: int) -> list[Point]:
    """Return points with the names of only the first `most` labelled ones."""
    named = [point for point in points if point.kind == "labelled"][:most]
    return [p._replace(name="") if p.kind == "labelled" and p not in named else p for p in points]


def _folded(parts: Sequence[CellLine], width: int) -> list[CellLine]:
    """Return lines of parts side by side, two cells apart, at most `width` cells wide."""
    lines: list[CellLine] = [[]]
    for part in parts:
        if lines[-1] and len(lines[-1]) + 2 + len(part) > width:
            lines.append([])
        lines[-1] += [*([MapCell()] * 2 if lines[-1] else []), *part]
    return lines
