"""A picture as a grid of squares, one bit each: which squares are used, and where a box has room."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil

from .geography import Point

SIDE = 3  # units of the picture per side of a square
MARGIN = 60  # squares around a picture, so that no square beside it has a negative number

Rows = list[int]  # a number for each row of squares, from the top; its lowest bit is the leftmost column


def square(units: float) -> int:
    """Return the number of the column or row at a distance from the corner of the picture."""
    return int(units / SIDE + MARGIN)


def nothing(height: float) -> Rows:
    """Return empty rows for a picture of a height in units."""
    return [0] * (ceil(height / SIDE) + 2 * MARGIN)


def trace(lines: Iterable[Sequence[Point]], rows: Rows) -> None:
    """Set the squares that lines run through, within the picture and its margin."""
    end = len(rows)
    for line in lines:
        corners = [(int(x / SIDE + MARGIN), int(y / SIDE + MARGIN)) for x, y in line]
        for (x, y), (next_x, next_y) in pairwise(corners):
            if 0 <= y < end and x >= 0:
                rows[y] |= 1 << x
            steps = max(abs(next_x - x), abs(next_y - y))
            for step in range(1, steps):
                row, column = y + (next_y - y) * step // steps, x + (next_x - x) * step // steps
                if 0 <= row < end and column >= 0:
                    rows[row] |= 1 << column


def fill(rings: Iterable[Sequence[Point]], rows: Rows) -> None:
    """Set the squares whose middle is inside rings, by the even-odd rule; they must not be set before."""
    for ring in rings:
        # For each corner, the first row whose middle is below it.
        firsts = [min(max(int(y / SIDE + MARGIN + 0.5), 0), len(rows)) for _x, y in ring]
        for first, end, (x, y), (next_x, next_y) in zip(firsts, firsts[1:], ring, ring[1:], strict=False):
            for row in range(first, end) if first < end else range(end, first):
                across = x + ((row + 0.5 - MARGIN) * SIDE - y) * (next_x - x) / (next_y - y)
                # Toggle all squares left of the border; those left of two borders cancel out.
                rows[row] ^= (1 << max(int(across / SIDE + MARGIN + 0.5), 0)) - 1


def rooms(free: Sequence[int], wide: int, high: int) -> Rows:
    """Return the upper left squares of all boxes, `wide` × `high` squares, that lie in free squares only."""
    for size, is_wide in ((wide, True), (high, False)):
        reach = 1
        while reach < size:
            step = min(reach, size - reach)
            free = (
                [row & row >> step for row in free]
                if is_wide
                else [row & below for row, below in zip(free, free[step:], strict=False)]
            )
            reach += step
    return list(free)


def extent(rows: Rows) -> tuple[int, int, int, int]:
    """Return the range of rows and columns with set squares: top, bottom, left, right (ends excluded)."""
    held = [number for number, row in enumerate(rows) if row] or [0]
    every = 0
    for row in rows[held[0] : held[-1] + 1]:
        every |= row
    return held[0], held[-1] + 1, max((every & -every).bit_length() - 1, 0), every.bit_length()
