"""Names beside marks on a picture, none over another: each beside its mark or joined to it by a line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product
from math import hypot
from typing import NamedTuple

# Widths of letters as shares of the size of the type, of the widest typeface that a reader may have for a
# missing Arial (DejaVu Sans), so that names stay apart in any.
NARROW, WIDE, CAPITAL, OTHER = 0.36, 0.95, 0.7, 0.61
LINE = 1.15  # height of a line, as a share of the same
GAP = 3  # from a mark to its name
NEAR = 160  # other marks within this distance crowd one
TRIES = 9  # at room for all names
# Where a name may stand, as shares of the way to the right and down, the best first.
SIDES: list[tuple[float, float]] = [(1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1)]
SIDES += [(0.5, -1), (0.5, 1), (-0.5, -1), (-0.5, 1)]
FAR = (0, 4, 8, 18, 30, 45, 60)  # how much further, with a line to its mark where that is far
CLEAR = 1  # around a name
NO_LINE = 6  # between a mark and its name, within which no line is needed
STEP = 4  # along such a line
LARGE = 40  # squares of the grid that tells which boxes are near
SQUARE = 6  # of the grid that tells where lines run


class Box(NamedTuple):
    """A rectangle of a picture, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def within(self, other: "Box") -> bool:
        """Whether this box lies in another."""
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


class Named(NamedTuple):
    """A mark and its name: where it stands, how far it reaches, the size of the type."""

    x: float
    y: float
    reach: float
    name: str
    size: float

    @property
    def box(self) -> Box:
        """What the mark itself takes."""
        return around(self.x, self.y, 2 * self.reach, 2 * self.reach)

    def nearest(self, room: Box) -> tuple[float, float]:
        """Return the point of a box that is nearest to the mark."""
        return min(max(self.x, room.left), room.right), min(max(self.y, room.top), room.bottom)

    def away(self, room: Box) -> float:
        """Return how far a box is from the middle of the mark."""
        x, y = self.nearest(room)
        return hypot(x - self.x, y - self.y)


def around(x: float, y: float, width: float, height: float) -> Box:
    """Return the box of a size around a middle."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in the unit of its size."""
    return size * sum(
        NARROW if c in "iljtfrI'’-., ()" else WIDE if c in "mwMWœŒ" else CAPITAL if c.isupper() else OTHER
        for c in text
    )


class Taken:
    """Boxes of a picture that are taken, found by the large squares of a grid that they lie in."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._squares: dict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """Take one more."""
        for square in _squares(box, LARGE):
            self._squares[square].append(box)

    def is_free(self, room: Box, own: Box | None = None) -> bool:
        """Whether a room has nothing in common with any box but its `own`."""
        left, top, right, bottom = room
        for square in _squares(room, LARGE):
            for box in self._squares.get(square, ()):
                if left < box[2] and box[0] < right and top < box[3] and box[1] < bottom and box is not own:
                    return False
        return True


class Lines:
    """Where lines run on a picture, which names had better not cross: as squares of a grid."""

    def __init__(self, lines: Iterable[Sequence[tuple[float, float]]]) -> None:
        self._squares = set()
        for (x, y), (next_x, next_y) in (pair for line in lines for pair in pairwise(line)):
            steps = int(max(abs(next_x - x), abs(next_y - y)) / SQUARE) + 1
            for step in range(steps):
                along = step / steps
                square = int((x + (next_x - x) * along) / SQUARE), int((y + (next_y - y) * along) / SQUARE)
                self._squares.add(square)

    def cross(self, room: Box) -> bool:
        """Whether a line runs through a box, or hard by."""
        return not self._squares.isdisjoint(_squares(room, SQUARE))


def _squares(box: Box, size: int) -> Iterator[tuple[int, int]]:
    """Yield the squares of a grid that a box lies in."""
    left, top, right, bottom = box
    columns = range(int(left / size), int(right / size) + 1)
    return product(columns, range(int(top / size), int(bottom / size) + 1))


def place_names(marks: Sequence[Named], frame: Box, lines: Lines) -> dict[int, Box]:
    """Return the room of each mark's name within `frame`, over no mark and no name, by the mark's number.

    The crowded choose first. Whoever is left without room chooses first the next time, TRIES times at most.
    """
    order = [number for number, mark in enumerate(marks) if mark.name]
    order.sort(key=lambda number: -_crowd(marks[number], marks))
    most: dict[int, Box] = {}
    for _try in range(TRIES):
        rooms = _placed_in_order(marks, order, frame, lines)
        most = max(most, rooms, key=len)
        if len(rooms) == len(order):
            break
        order.sort(key=rooms.__contains__)
    return most


def _crowd(mark: Named, marks: Iterable[Named]) -> int:
    return sum(hypot(mark.x - other.x, mark.y - other.y) < NEAR for other in marks)


def _placed_in_order(
    marks: Sequence[Named], order: Iterable[int], frame: Box, lines: Lines
) -> dict[int, Box]:
    middles = [around(mark.x, mark.y, 0, 0) for mark in marks]
    alone, taken = Taken(middles), Taken(mark.box for mark in marks)
    rooms: dict[int, Box] = {}
    for number in order:
        mark = marks[number]
        for far in FAR:
            free = (room for room in _rooms(mark, far) if room.within(frame) and taken.is_free(room))
            room = best(
                (room for room in free if _is_its_own(mark, middles[number], room, alone, taken)), lines
            )
            if room:
                rooms[number] = room
                for box in (room, *_way(mark, room)):
                    taken.add(box)
                break
    return rooms


def best(rooms: Iterable[Box], lines: Lines) -> Box | None:
    """Return the first of rooms that no line crosses, or else the first, or None where there is none."""
    first = None
    for room in rooms:
        if not lines.cross(room):
            return room
        first = first or room
    return first


def _is_its_own(mark: Named, own: Box, room: Box, middles: Taken, taken: Taken) -> bool:
    """Whether one sees that a name is of a mark: a line that meets nothing leads to it, or none is nearer."""
    way = _way(mark, room)
    if way:
        return all(map(taken.is_free, way))
    away = mark.away(room)
    return middles.is_free(Box(room.left - away, room.top - away, room.right + away, room.bottom + away), own)


def leader(mark: Named, room: Box) -> tuple[float, float] | None:
    """Return where the line from a mark to its name ends, or None where they stand side by side."""
    return mark.nearest(room) if mark.away(room) > mark.reach + NO_LINE else None


def _way(mark: Named, room: Box) -> list[Box]:
    """Return small boxes along the line from a mark to its name, if there is one."""
    end = leader(mark, room)
    if not end:
        return []
    across, down = end[0] - mark.x, end[1] - mark.y
    size = hypot(across, down)
    steps = range(int(mark.reach) + 3, int(size) - 1, STEP)
    return [around(mark.x + across * s / size, mark.y + down * s / size, 2, 2) for s in steps]


def _rooms(mark: Named, far: float) -> Iterator[Box]:
    """Yield where a name may stand, so far from its mark, the best first."""
    long, high = width(mark.name, mark.size) + 2 * CLEAR, mark.size * LINE
    beside, over = mark.reach + GAP + far + long / 2, mark.reach + far + high / 2
    for right, down in SIDES:
        aside = right * (beside if not down else beside - GAP - mark.reach * 0.4)
        yield around(mark.x + aside, mark.y + down * over, long, high)
