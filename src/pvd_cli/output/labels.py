"""Names beside marks on a picture, none over another: the crowded choose first, each the nearest room."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

# Widths of letters as shares of the size of the type, of the widest typeface that a reader may have for a
# missing Arial (DejaVu Sans), so that names stay apart in any.
NARROW, WIDE, CAPITAL, OTHER = 0.36, 0.95, 0.7, 0.61
LINE = 1.15  # height of a line, as a share of the same
GAP = 3  # from a mark to its name
NEAR = 70  # other marks within this distance crowd one
FAR = (0, 12, 26, 42, 60)  # how much further a name may stand, with a line to its mark
CLEAR = 1  # around a name
SQUARE = 6  # of the grid that tells where lines run


class Box(NamedTuple):
    """A rectangle of a picture, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes have anything in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

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


def around(x: float, y: float, width: float, height: float) -> Box:
    """Return the box of a size around a middle."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in the unit of its size."""
    return size * sum(
        NARROW if c in "iljtfrI'’-., ()" else WIDE if c in "mwMWœŒ" else CAPITAL if c.isupper() else OTHER
        for c in text
    )


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
        columns = range(int(room.left / SQUARE), int(room.right / SQUARE) + 1)
        rows = range(int(room.top / SQUARE), int(room.bottom / SQUARE) + 1)
        return any((column, row) in self._squares for row in rows for column in columns)


def place_names(marks: Sequence[Named], frame: Box, lines: Lines) -> list[Box | None]:
    """Return the room of each mark's name within `frame`, over no mark and no name.

    Of rooms as near to a mark, one that no line crosses is the best. None stands for a name without room.
    """
    boxes = [mark.box for mark in marks]

    def crowd(number: int) -> int:
        one = marks[number]
        return -sum(hypot(one.x - other.x, one.y - other.y) < NEAR for other in marks)

    rooms: list[Box | None] = [None] * len(marks)
    for number in sorted(range(len(marks)), key=crowd):
        for far in FAR if marks[number].name else ():
            free = [room for room in _rooms(marks[number], far) if is_free(room, frame, boxes)]
            if free:
                rooms[number] = room = min(free, key=lines.cross)
                boxes.append(room)
                break
    return rooms


def is_free(room: Box, frame: Box, boxes: Iterable[Box]) -> bool:
    """Whether a room is within the frame and meets no box."""
    return room.within(frame) and not any(room.meets(box) for box in boxes)


def _rooms(mark: Named, far: float) -> Iterator[Box]:
    """Yield where a name may stand, the best first: right, left, at the corners, above, below."""
    long, high = width(mark.name, mark.size) + 2 * CLEAR, mark.size * LINE
    beside, over = mark.reach + GAP + far + long / 2, mark.reach + far + high / 2
    for right, down in ((1, 0), (-1, 0), (1, -1), (1, 1), (-1, -1), (-1, 1), (0, -1), (0, 1)):
        aside = right * (beside if not down else beside - GAP - mark.reach * 0.4)
        yield around(mark.x + aside, mark.y + down * over, long, high)
