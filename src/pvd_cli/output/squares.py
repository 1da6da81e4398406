"""Squares of a picture as bits: where something lies, and where a box has room."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil

from .geography import Point

SIDE = 3  # units, of a square
MARGIN = 60  # squares around a picture, so that no square beside it has a negative number

Rows = list[int]  # a number for each row of squares, from the top, with a bit for each column, from the left


def square(units: float) -> int:
    """Return the number of the column or row that is so far from the corner of the picture."""
    return int(units / SIDE + MARGIN)


def nothing(height: float) -> Rows:
    """Return the rows of a picture of that height, with nothing in them."""
    return [0] * (ceil(height / SIDE) + 2 * MARGIN)


def trace(lines: Iterable[Sequence[Point]], rows: Rows) -> None:
    """Add the squares that lines run through, as far as the picture goes."""
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
    """Add the squares whose middle is within rings, by the even-odd rule, to rows that hold nothing there."""
    for ring in rings:
        # Of each corner, the first row whose middle is below it, as far as the picture goes.
        firsts = [min(max(int(y / SIDE + MARGIN + 0.5), 0), len(rows)) for _x, y in ring]
        for first, end, (x, y), (next_x, next_y) in zip(firsts, firsts[1:], ring, ring[1:], strict=False):
            for row in range(first, end) if first < end else range(end, first):
                across = x + ((row + 0.5 - MARGIN) * SIDE - y) * (next_x - x) / (next_y - y)
                # All squares to the left of the border: those that two borders have in common cancel out.
                rows[row] ^= (1 << max(int(across / SIDE + MARGIN + 0.5), 0)) - 1


def rooms(free: Sequence[int], wide: int, high: int) -> Rows:
    """Return the upper left squares of all boxes of that size that lie in free squares only."""
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
    """Return the first row that holds something and the one after the last, then the columns likewise."""
    held = [number for number, row in enumerate(rows) if row] or [0]
    every = 0
    for row in rows[held[0] : held[-1] + 1]:
        every |= row
    return held[0], held[-1] + 1, max((every & -every).bit_length() - 1, 0), every.bit_length()
