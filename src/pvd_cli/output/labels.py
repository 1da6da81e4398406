"""Names on a picture: each beside or within its own territory, over no other name."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import inf
from typing import NamedTuple

from .squares import Box, Squares, around

# Widths of letters as shares of the size of the type, of the widest typeface that a reader may have for a
# missing Arial (DejaVu Sans), so that names stay apart in any.
NARROW, WIDE, CAPITAL, OTHER = 0.36, 0.95, 0.7, 0.61
LINE = 1.15  # height of a line, as a share of the same
LONG = 11, 20  # letters from which a name may stand on two lines, on three
GAP = 3  # between a territory and its name
AREA_MARGIN = 4  # around the name of an area
REACHES = (3, 6, 9, 12)  # how far a name may stand from its territory, the nearest first
FAR, NEAR = 220, 70  # beside a territory and above it: where a name may be mistaken for another's
CLEARLY = 1.4  # how many times nearer to its own than to another's a name is in no doubt
# What it costs a name to cross a border of a department, a square of a faint one, to be in doubt.
STRONG, FAINT, DOUBT = 200, 1.5, 60
ENOUGH = 5  # rooms without a border or a doubt, to choose from
MOVES = 2  # of names, one after another, to make room for one more
# Where the name of an area may stand, to the right and down from its middle, the nearest first.
NEARBY = sorted(
    ((right * 16, down * 12) for right in range(-9, 10) for down in range(-9, 10)),
    key=lambda step: step[0] ** 2 + 2 * step[1] ** 2,
)
Ways = Sequence[Sequence[str]]  # to break a name into lines, the best first


def width(text: str, size: float) -> float:
    """Return how wide a text is at most, in the unit of its size."""
    return size * sum(
        NARROW if c in "iljtfrI'’-., ()" else WIDE if c in "mwMWœŒ" else CAPITAL if c.isupper() else OTHER
        for c in text
    )


class Named(NamedTuple):
    """What has a name: its territory or mark, as the box around it and its squares; the size of the type."""

    name: str
    size: float
    box: Box
    squares: Squares

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its territory."""
        return (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2

    def ends(self, top: float, bottom: float) -> tuple[float, float]:
        """Return how far it reaches to the left and to the right between two heights, or near them."""
        first = min(max(top, self.box.top), self.box.bottom)
        band = Box(self.box.left, first, self.box.right, max(min(bottom, self.box.bottom), first))
        return self.squares.ends(band) or (self.box.left, self.box.right)


class Room(NamedTuple):
    """Where a name stands: its box, its lines, the end of them that is fixed (`start`, `middle`, `end`)."""

    box: Box
    lines: Sequence[str]
    anchor: str = "middle"


def wrappings(name: str) -> Ways:
    """Return a name on one line, on two and on three lines, as far as it is long enough for so many."""
    parts = re.findall(r"[^ -]+[ -]*", name)
    most = min(1 + sum(len(name) >= long for long in LONG), len(parts))
    return [_broken(parts, lines) for lines in range(1, most + 1)]


def _broken(parts: Sequence[str], lines: int) -> Sequence[str]:
    """Return parts of a name on so many lines, of which the longest is as short as can be."""
    ways = (
        ["".join(parts[start:end]).rstrip() for start, end in pairwise((0, *breaks, len(parts)))]
        for breaks in combinations(range(1, len(parts)), lines - 1)
    )
    return min(ways, key=lambda way: max(map(len, way)))


class Ground(NamedTuple):
    """What names have to mind: the frame, borders of departments and faint ones, and all that has a name."""

    frame: Box
    strong: Squares
    faint: Squares
    named: Sequence[Named]

    def is_free(self, box: Box, taken: Iterable[Box]) -> bool:
        """Whether a box is in the frame and clear of departments' borders, of `taken`, of what is named."""
        return (
            box.within(self.frame)
            and not any(map(box.wider(AREA_MARGIN).meets, taken))
            and not self.strong.meet(box)
            and not any(one.box.meets(box) and one.squares.meet(box) for one in self.named)
        )


def place_names(ground: Ground, taken: Sequence[Box] = ()) -> dict[int, Room]:
    """Return the room of each name that has one, by the number of what it names. taken: boxes to keep free.

    Those with the fewest rooms to choose from choose first; others move for who finds none.
    """
    everyone = Squares()
    for one in ground.named:
        everyone.add(one.squares)
    rooms = {
        number: _rooms_of(ground, one, everyone, taken) for number, one in enumerate(ground.named) if one.name
    }
    placed: dict[int, Room] = {}
    for number in sorted(rooms, key=lambda number: len(rooms[number])):
        placed = _placed(number, rooms, placed, MOVES) or placed
    return placed


def _placed(
    number: int, rooms: Mapping[int, Sequence[Room]], placed: dict[int, Room], moves: int
) -> dict[int, Room] | None:
    """Return rooms with one more name in its best free room, or in one that others make free by moving.

    moves: how many moves may follow from one another. Returns None where all of that does not help.
    """
    blocked = []
    for room in rooms[number]:
        blockers = [other for other, taken in placed.items() if taken.box.meets(room.box)]
        if not blockers:
            return {**placed, number: room}
        blocked.append((room, blockers))
    for room, blockers in blocked if moves else ():
        others = {other: taken for other, taken in placed.items() if other not in blockers}
        moved: dict[int, Room] | None = {**others, number: room}
        for blocker in blockers:
            moved = moved and _placed(blocker, rooms, moved, moves - 1)
        if moved:
            return moved
    return None


def _rooms_of(ground: Ground, own: Named, everyone: Squares, taken: Sequence[Box]) -> list[Room]:
    """Return the rooms that a name may take, the best first."""
    others = everyone.without(own.squares)
    near = Box(own.box.left - FAR, own.box.top - NEAR, own.box.right + FAR, own.box.bottom + NEAR)
    middles = [one.middle for one in ground.named if one is not own and one.box.meets(near)]
    found: list[tuple[float, int, Room]] = []
    good = 0
    for place, room in enumerate(_beside(own)):
        box = room.box
        if good == ENOUGH:
            break
        if not box.within(ground.frame) or others.meet(box) or any(map(box.meets, taken)):
            continue
        reach = next((reach for reach in REACHES if own.squares.meet(box.wider(reach))), None)
        if reach is None or others.meet(box.wider(reach - REACHES[0])):
            continue
        away, other = box.away(own.middle), min(map(box.away, middles), default=inf)
        if other > away:
            cost = STRONG * ground.strong.meet(box) + FAINT * ground.faint.count(box)
            doubt = DOUBT * (other < CLEARLY * away)
            found.append((cost + doubt + place + 2 * reach, place, room))
            good += cost + doubt < DOUBT
    return [room for _cost, _place, room in sorted(found)]


def _beside(own: Named) -> Iterator[Room]:
    """Yield where a name may stand, the best first: right, left, above and below it, on one line or more."""
    for lines in wrappings(own.name):
        long = max(width(line, own.size) for line in lines)
        high = own.size * LINE * len(lines)
        x, y = own.middle
        for down in (0, -0.3, 0.3, -0.6, 0.6, -0.9, 0.9):
            middle = y + down * (own.box.bottom - own.box.top + high) / 2
            left, right = own.ends(middle - high / 2, middle + high / 2)
            yield Room(around(right + GAP + long / 2, middle, long, high), lines, "start")
            yield Room(around(left - GAP - long / 2, middle, long, high), lines, "end")
        for aside in (x, own.box.left + long / 2, own.box.right - long / 2, x - long / 2, x + long / 2):
            for middle in (own.box.top - high / 2, own.box.bottom + high / 2):
                yield Room(around(aside, middle, long, high), lines)


def place_inside(
    name: Ways,
    size: float,
    middle: tuple[float, float],
    ends: Callable[[float], Sequence[float]],
    ground: Ground,
    taken: Sequence[Box],
) -> Room | None:
    """Return the room of a name within its own area, near the middle of it, or None where there is none.

    ends: returns where a line at a height enters and leaves the area, from west to east.
    """
    for lines in name:
        long, high = max(width(line, size) for line in lines), size * LINE * len(lines)
        best: tuple[float, Box] | None = None
        for place, (right, down) in enumerate(NEARBY):
            if best and place > best[0]:
                break  # no room further away is better
            box = around(middle[0] + right, middle[1] + down, long, high)
            if _is_inside(box, ends(middle[1] + down)) and ground.is_free(box, taken):
                found = place + FAINT * ground.faint.count(box), box
                best = min(best, found) if best else found
        if best:
            return Room(best[1], lines)
    return None


def _is_inside(box: Box, ends: Sequence[float]) -> bool:
    """Whether both ends of a box are inside an area. ends: where its middle enters and leaves the area."""
    return all(bisect_left(ends, end) % 2 for end in (box.left, box.right))
