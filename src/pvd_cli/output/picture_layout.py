"""Where the names of a picture stand, and what the legend says of those that have no room."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import cycle
from string import ascii_lowercase
from typing import NamedTuple

from ..registry.outlines import Ring
from .geography import Projection, middle, project
from .labels import Ground, Named, Room, place_inside, place_names, width
from .picture import Area, Entry, Mark, Picture
from .squares import Box, Squares, around

WIDE, HIGH = 1000, 1100  # of the map, at most
EDGE = 20  # around what is drawn
# Sizes of type.
SIZES = {"selected": 13, "joined": 13, "unlabelled": 13, "landmark": 12, "area": 15, "water": 15, "epci": 11}
DOT, DISC = 4, 8  # radii: of a commune that has no territory, of one that is highlighted
KEY = 14, 13  # width and height of the number of an EPCI
ROWS = 8  # units between the heights at which the widest part of an area is looked for

Points = list[tuple[float, float]]
Ends = Callable[[float], Sequence[float]]


class Layout(NamedTuple):
    """A picture on its way to the paper, in units from its upper left corner.

    strong, faint: its borders; marks: where the names of its marks stand, by their numbers; letters: of those
    that have no room; written: other names, each with its kind: `area`, `epci`, `water`; keyed: what the
    legend says of all that has a letter or a number instead.
    """

    projection: Projection
    frame: Box
    strong: list[Points]
    faint: list[Points]
    marks: dict[int, Room]
    letters: dict[int, str]
    written: list[tuple[str, Room]]
    keyed: list[Entry]


def lay_out(picture: Picture) -> Layout:
    """Find the room of each name: departments choose first, then communes, EPCIs, the sea."""
    shown = [place for area in picture.land for ring in area.rings for place in ring]
    everywhere = shown or [mark.place for mark in picture.marks] or [(0, 0)]
    projection, across, down = project(everywhere, WIDE, HIGH, EDGE)
    frame = Box(0, 0, across, down)
    strong, faint = seen(picture.strong, projection, frame), seen(picture.faint, projection, frame)
    ground = Ground(
        frame, _squares(strong), _squares(faint), [_named(mark, projection) for mark in picture.marks]
    )
    departments = _department_rooms(picture.land, projection, ground)
    rooms = place_names(ground, [room.box for room in departments])
    taken = [room.box for room in (*departments, *rooms.values())]
    letters = _letters(picture.marks, rooms)
    keyed = [Entry(picture.marks[n].kind, picture.marks[n].name, letter) for n, letter in letters.items()]
    epcis, epci_entries = _epci_rooms(picture, projection, ground, taken)
    sea = _sea_room(picture, projection, ground, taken)
    written = [("area", room) for room in departments] + [("epci", room) for room in epcis]
    written += [("water", sea)] if sea else []
    return Layout(projection, frame, strong, faint, rooms, letters, written, keyed + epci_entries)


def _letters(marks: Sequence[Mark], rooms: Mapping[int, Room]) -> dict[int, str]:
    """Return a letter for each mark whose name has no room, by its number."""
    left = [number for number, mark in enumerate(marks) if mark.name and number not in rooms]
    return dict(zip(left, cycle(ascii_lowercase), strict=False))


def seen(lines: Iterable[Ring], projection: Projection, frame: Box) -> list[Points]:
    """Return the lines that are within the frame, at least in part, as points of the picture."""
    return [line for line in map(projection.points, lines) if _box(line).meets(frame)]


def _squares(lines: Iterable[Points]) -> Squares:
    squares = Squares()
    for line in lines:
        squares.add_line(line)
    return squares


def _box(points: Points) -> Box:
    """Return the box around points."""
    across, down = zip(*points, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def _named(mark: Mark, projection: Projection) -> Named:
    """Return a mark as one whose name asks for room."""
    if not mark.rings:
        squares, reach = Squares(), DISC if mark.highlighted else DOT
        dot = around(*projection.point(mark.place), 2 * reach, 2 * reach)
        squares.add_box(dot)
        return Named(mark.name, SIZES[mark.kind], dot, squares)
    rings = [projection.points(ring) for ring in mark.rings]
    box = _box([point for ring in rings for point in ring])
    squares = _squares(rings)
    squares.add_area(partial(projection.borders, mark.rings), box)
    return Named(mark.name, SIZES[mark.kind], box, squares)


def _department_rooms(land: Sequence[Area], projection: Projection, ground: Ground) -> list[Room]:
    """Return the rooms of the names of departments, if there are several: all in the same spelling."""
    areas = [area for area in land if area.rings]
    rooms: list[Room] = []
    for names in zip(*(area.names for area in areas), strict=True) if len(areas) > 1 else ():
        rooms = []
        for name, area in zip(names, areas, strict=True):
            center = projection.point(middle(area.rings[0]))
            ends = cache(partial(projection.borders, area.rings))
            room = place_inside(name, SIZES["area"], center, ends, ground, [room.box for room in rooms])
            rooms += [room] if room else []
        if len(rooms) == len(areas):
            break
    return rooms


def _epci_rooms(
    picture: Picture, projection: Projection, ground: Ground, taken: list[Box]
) -> tuple[list[Room], list[Entry]]:
    """Return the rooms of the names of EPCIs, and the legend of those that have a number instead."""
    land = cache(partial(projection.borders, [ring for area in picture.land for ring in area.rings]))
    rooms: list[Room] = []
    keyed: list[Entry] = []
    for area in picture.epcis:
        ends = cache(partial(_common, partial(projection.borders, area.rings), land))
        middle = _widest(ends, ground.frame, seen(area.rings, projection, ground.frame))
        if not (area.words and middle):
            continue
        place = partial(
            place_inside, size=SIZES["epci"], middle=middle, ends=ends, ground=ground, taken=taken
        )
        room = next(filter(None, map(place, area.names)), None)
        if not room:
            key = str(len(keyed) + 1)
            keyed.append(Entry("epci", area.words, key, tint=area.tint))
            room = place([[key]]) or Room(around(*middle, *KEY), [key])
        rooms.append(room)
        taken.append(room.box)
    return rooms, keyed


def _common(ends: Ends, others: Ends, y: float) -> list[float]:
    """Return where a line at a height enters and leaves what two territories have in common."""
    mine, theirs = ends(y), others(y)
    found = []
    for left, right in zip(mine[::2], mine[1::2], strict=True):
        for other_left, other_right in zip(theirs[::2], theirs[1::2], strict=True):
            if max(left, other_left) < min(right, other_right):
                found += [max(left, other_left), min(right, other_right)]
    return found


def _widest(ends: Ends, frame: Box, rings: Sequence[Points]) -> tuple[float, float] | None:
    """Return the middle of the widest part of an area, or None where nothing of it is in the frame."""
    down = [y for ring in rings for _x, y in ring if 0 <= y <= frame.bottom] or [0]
    spans = [
        (right - left, (left + right) / 2, y)
        for y in map(float, range(int(min(down)), int(max(down)) + 1, ROWS))
        for left, right in zip(ends(y)[::2], ends(y)[1::2], strict=True)
    ]
    return max(spans)[1:] if spans else None


def _sea_room(picture: Picture, projection: Projection, ground: Ground, taken: Sequence[Box]) -> Room | None:
    """Return the room of the name of the sea, where that is widest, clear of every coast."""
    long = width(picture.sea_name, SIZES["water"])
    rooms = []
    for y in range(int(ground.frame.bottom) - EDGE, EDGE, -EDGE):
        ends = projection.borders(picture.sea, y)
        for west, east in zip(ends[::2], ends[1::2], strict=True):
            left, right = max(west, 0), min(east, ground.frame.right)
            box = around((left + right) / 2, y, long, EDGE)
            if right - left > long and ground.is_free(box, taken):
                rooms.append((right - left, box))
    return Room(max(rooms)[1], [picture.sea_name]) if rooms and picture.sea_name else None
