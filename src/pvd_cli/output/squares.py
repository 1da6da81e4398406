"""Boxes of a picture, and a grid that tells what lies where: quick to ask, however jagged a border is."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

SQUARE = 3  # units, the side of a square of the grid


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

    def meets(self, other: "Box") -> bool:
        """Whether this box has something in common with another."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def away(self, point: tuple[float, float]) -> float:
        """Return how far a point is from this box, 0 within it."""
        (x, y), (left, top, right, bottom) = point, self
        across = left - x if x < left else x - right if x > right else 0
        down = top - y if y < top else y - bottom if y > bottom else 0
        return hypot(across, down)

    def wider(self, by: float) -> "Box":
        """Return a box that reaches further on each side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)


def around(x: float, y: float, width: float, height: float) -> Box:
    """Return the box of a size around a middle."""
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


class Squares:
    """The squares of a grid in which something lies: a number for each row, with a bit for each column."""

    def __init__(self, rows: Mapping[int, int] | None = None) -> None:
        """Begin with these rows of bits, or with nothing."""
        self._rows = defaultdict(int, rows or {})

    def add_line(self, points: Iterable[tuple[float, float]]) -> None:
        """Add the squares that a line runs through."""
        for (x, y), (next_x, next_y) in pairwise(points):
            steps = int(max(abs(next_x - x), abs(next_y - y)) / SQUARE) + 1
            for step in range(steps):
                along = step / steps
                column = int((x + (next_x - x) * along) / SQUARE)
                if column >= 0:
                    self._rows[int((y + (next_y - y) * along) / SQUARE)] |= 1 << column

    def add_box(self, box: Box) -> None:
        """Add the squares of a box."""
        for row in _rows(box):
            self._rows[row] |= _columns(box)

    def add_area(self, ends: Callable[[float], Sequence[float]], box: Box) -> None:
        """Add the squares within an area. ends: returns where a line at a height enters and leaves it."""
        for row in _rows(box):
            borders = ends((row + 0.5) * SQUARE)
            for left, right in zip(borders[::2], borders[1::2], strict=True):
                self._rows[row] |= _columns(Box(left, 0, right, 0))

    def without(self, other: "Squares") -> "Squares":
        """Return these squares but for those of others."""
        return Squares({row: bits & ~other._rows[row] for row, bits in self._rows.items()})

    def add(self, other: "Squares") -> None:
        """Add the squares of others."""
        for row, bits in other._rows.items():
            self._rows[row] |= bits

    def meet(self, box: Box) -> bool:
        """Whether something lies in a box."""
        columns, rows = _columns(box), self._rows
        for row in _rows(box):  # noqa: SIM110, a loop is quicker, and nothing is asked as often
            if row in rows and rows[row] & columns:
                return True
        return False

    def count(self, box: Box) -> int:
        """Return in how many squares of a box something lies."""
        columns = _columns(box)
        return sum((self._rows.get(row, 0) & columns).bit_count() for row in _rows(box))

    def ends(self, box: Box) -> tuple[float, float] | None:
        """Return how far to the left and to the right something lies in a box, or None where nothing does."""
        bits = 0
        for row in _rows(box):
            bits |= self._rows.get(row, 0) & _columns(box)
        if not bits:
            return None
        return ((bits & -bits).bit_length() - 1) * SQUARE, bits.bit_length() * SQUARE


def _rows(box: Box) -> range:
    """Return the rows of the grid that a box lies in."""
    return range(int(box.top / SQUARE), int(box.bottom / SQUARE) + 1)


def _columns(box: Box) -> int:
    """Return the bits of the columns of the grid that a box lies in."""
    left, right = max(int(box.left / SQUARE), 0), max(int(box.right / SQUARE) + 1, 0)
    return (1 << right) - (1 << left)
