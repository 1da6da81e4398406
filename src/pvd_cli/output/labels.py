"""Places the names on a picture, beside or inside their territories, clear of borders and other names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from .geography import Point
from .squares import MARGIN, SIDE, Rows, extent, rooms, trace

# Widths of letters as shares of the font size, a little more than those of Arial.
NARROW, WIDE, CAPITAL, OTHER = 0.32, 0.88, 0.7, 0.57
LINE, LETTERS = 1.15, 0.95  # heights of a line and of its letters, as shares of the font size
LONG = 11  # a name of so many letters may be written on two lines
BESIDE = (2, 3, 5)  # largest distances in squares of a name from its territory, tried in this order
AWAY = 40  # the same for a name to which a line leads
GAP = 1  # units to the left and to the right of a name
CLEAR = (5, 0)  # squares around the name of an area that are free too, the most first
# What makes a place worse, as so many squares further away: a square of a faint border under the name, a
# further line, a square off the line to the right, to the left, up or down from the middle of the territory.
CROSSING, BREAK, ASKEW = 0.3, 2, 0.2
Ways = Sequence[Sequence[str]]  # to break a name into lines, the best first


class Box(NamedTuple):
    """A rectangle of a picture, in the picture's units; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def nearest(self, point: Point) -> Point:
        """Return the point of this box that is nearest to a point."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.top), self.bottom)


class Room(NamedTuple):
    """Where a name stands: its box, its lines, the end of them that is fixed (`start`, `middle`, `end`).

    is_away: whether a line leads to it.
    """

    box: Box
    lines: Sequence[str]
    anchor: str = "middle"
    is_away: bool = False


class Label(NamedTuple):
    """A name to place beside its territory.

    size: its font size; ways: the ways to write it; own: the squares of its territory; extent: that of `own`,
    as `squares.extent` returns it; middle: the point from which a line leads to the name.
    """

    size: float
    ways: Ways
    own: Rows
    extent: tuple[int, int, int, int]
    middle: Point


class Ground(NamedTuple):
    """The squares that limit where names can be.

    blocked: no name may cover them (they include the territories); faint: borders of EPCIs, which a name
    should not cover; written: the names placed so far, and the lines to them.
    """

    blocked: Rows
    territories: Rows
    faint: Rows
    written: Rows


# A place for a name: its cost, the row and column of its upper left square, its height and width in squares,
# and its lines.
_Place = tuple[float, int, int, int, int, Sequence[str]]


def width(text: str, size: float) -> float:
    """Return the largest width of a text, in the unit of its font size."""
    return size * sum(
        NARROW if c in "iljtfrI'’-., ()" else WIDE if c in "mwMWœŒ" else CAPITAL if c.isupper() else OTHER
        for c in text
    )


def wrappings(name: str) -> Ways:
    """Return a name on one line and, if it is long enough, on two lines of about the same length."""
    breaks = [found.end() for found in re.finditer("[ -]+", name) if len(name) >= LONG]
    halves = [[name[:place].rstrip(), name[place:]] for place in breaks]
    return [[name], *sorted(halves, key=lambda lines: max(map(len, lines)))[:1]]


def place_beside(labels: Mapping[int, Label], reach: int, ground: Ground) -> dict[int, Room]:
    """Return the room of each name that has one within `reach` squares of its territory; block its squares.

    The names with the fewest possible places are placed first.
    """
    places = {number: sorted(_near(label, reach, ground)) for number, label in labels.items()}
    found = {}
    for number in sorted(places, key=lambda number: len(places[number])):
        label = labels[number]
        place = next((one for one in places[number] if _is_free(one, label, reach, ground)), None)
        if place:
            found[number] = _take(place, ground, label)._replace(is_away=reach not in BESIDE)
            for rows in () if reach in BESIDE else (ground.written, ground.blocked):
                trace([[label.middle, _box(place).nearest(label.middle)]], rows)
    return found


def _near(label: Label, reach: int, ground: Ground) -> list[_Place]:
    """Return places for a name within `reach` squares of its territory that are not nearer to another one.

    A name with a line to it keeps the largest distance of BESIDE from other territories.
    """
    top, bottom, left, right = label.extent
    middle = (left + right) / 2, (top + bottom) / 2
    apart = min(reach, BESIDE[-1])
    found: list[_Place] = []
    for lines in label.ways:
        if found and reach in BESIDE:  # on one line, where it can
            break
        high, wide = _size(lines, label.size)
        window = slice(top - 2 * reach - high, bottom + 2 * reach + high)
        own = label.own[window]
        others = [there & ~mine for there, mine in zip(ground.territories[window], own, strict=True)]
        free = rooms([~row for row in ground.blocked[window][reach:]], wide, high)
        clear = _clear(others[reach - apart :], wide, high, apart)
        beyond = _clear(own, wide, high, reach)
        near = [a & b & ~c for a, b, c in zip(free, clear, beyond, strict=False)]
        found += _places(near, (high, wide), middle, lines, window.start + reach, ground)
    return found


def _clear(taken: Rows, wide: int, high: int, by: int) -> Rows:
    """Return the upper left squares of boxes that are at least `by` squares from all taken ones.

    The first row returned is row number `by`.
    """
    return [row << by for row in rooms([~row for row in taken], wide + 2 * by, high + 2 * by)]


def _is_free(place: _Place, label: Label, reach: int, ground: Ground) -> bool:
    """Whether a place is still free, and its line, if it needs one, crosses no name, line or territory."""
    _cost, row, column, high, wide, _lines = place
    columns = (1 << wide) - 1 << column
    if any(there & columns for there in ground.blocked[row : row + high]):
        return False
    line = [0] * len(ground.written)
    trace([] if reach in BESIDE else [[label.middle, _box(place).nearest(label.middle)]], line)
    return not any(
        run & (written | there & ~own)
        for run, written, there, own in zip(line, ground.written, ground.territories, label.own, strict=True)
    )


def place_within(area: Rows, ways: Ways, size: float, ground: Ground) -> Room | None:
    """Return the room of a name inside its area and block its squares, or return None if there is no room."""
    free = [own & ~blocked for own, blocked in zip(area, ground.blocked, strict=True)]
    top, bottom, left, right = extent(free)
    middle = (left + right) / 2, (top + bottom) / 2
    for clear in CLEAR:
        for lines in ways:
            high, wide = _size(lines, size)
            roomy = [row << clear for row in rooms(free[top:bottom], wide + 2 * clear, high + 2 * clear)]
            places = list(_places(roomy, (high, wide), middle, lines, top + clear, ground))
            if places:
                return _take(min(places), ground)
    return None


def _places(
    free: Rows,
    size: tuple[int, int],
    middle: tuple[float, float],
    lines: Sequence[str],
    top: int,
    ground: Ground,
) -> Iterator[_Place]:
    """Yield, for each row of free places, the nearest to the middle on its left and on its right.

    size: height and width in squares; middle: column and row; top: the number of the first row.
    """
    high, wide = size
    x, y = middle[0] - wide / 2, middle[1] - high / 2
    target, columns = max(round(x), 0), (1 << wide) - 1
    crossed = rooms([~row for row in ground.faint[top : top + len(free) + high - 1]], 1, high)
    for row, (bits, clear) in enumerate(zip(free, crossed, strict=True), start=top):
        down = abs(row - y)
        before, after = bits & (1 << target + 1) - 1, bits >> target
        nearest = [before.bit_length() - 1] if before else []
        if after:
            nearest.append(target + (after & -after).bit_length() - 1)
        for column in nearest:
            aside = abs(column - x)
            cost = BREAK * len(lines) + CROSSING * (~clear >> column & columns).bit_count()
            cost += max(aside - wide / 2, 0) + max(down - high / 2, 0) + ASKEW * min(aside, down)
            yield cost, row, column, high, wide, lines


def _size(lines: Sequence[str], size: float) -> tuple[int, int]:
    """Return the height and width of lines of text, in squares."""
    wide, high = max(width(line, size) for line in lines), size * (LINE * (len(lines) - 1) + LETTERS)
    return round(high / SIDE), ceil((wide + 2 * GAP) / SIDE)


def _box(place: _Place) -> Box:
    """Return the box of a place in the picture's units."""
    _cost, row, column, high, wide, _lines = place
    left, top = (column - MARGIN) * SIDE, (row - MARGIN) * SIDE
    return Box(left + GAP, top, left + wide * SIDE - GAP, top + high * SIDE)


def _take(place: _Place, ground: Ground, label: Label | None = None) -> Room:
    """Return the room for a place, and block its squares and those around it.

    label: that of the name, if it stands beside a territory.
    """
    _cost, first, column, high, wide, lines = place
    for row in range(first - 1, first + high + 1):
        ground.blocked[row] |= (1 << wide + 2) - 1 << column - 1
        ground.written[row] |= (1 << wide) - 1 << column
    anchor = "middle"
    box = _box(place)
    if label and not box.left <= label.middle[0] <= box.right:
        anchor = "start" if label.middle[0] < box.left else "end"
    return Room(box, lines, anchor)
