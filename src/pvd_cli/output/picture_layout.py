"""Lays out a picture: places its names, and makes the entries of the legend for names without room."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from string import ascii_lowercase

from .geography import Point
from .labels import AWAY, BESIDE, Box, Ground, Label, Room, place_beside, place_within, wrappings
from .picture import Entry, Layout, Mark, Outline, Picture
from .squares import MARGIN, SIDE, Rows, extent, fill, nothing, square, trace

# Font sizes by kind.
SIZES = {"selected": 13, "joined": 13, "unlabelled": 13, "landmark": 12, "area": 15, "water": 15, "epci": 11}
DOT, DISC = 4, 8  # radii of a commune without a territory, and of a highlighted one
KEY = 14, 13  # width and height of the number of an EPCI


def lay_out(picture: Picture) -> Layout:
    """Return the layout of a picture.

    Communes are placed first, then departments, communes with a line to their names, EPCIs, and the sea.
    """
    if picture.layout:
        return picture.layout
    labels = {number: _label(mark, picture.height) for number, mark in enumerate(picture.marks)}
    labels = {number: label for number, label in labels.items() if any(label.own)}
    ground = _ground(picture, labels.values())
    rooms: dict[int, Room] = {}
    for reach in BESIDE:
        rooms |= place_beside(_without(labels, rooms), reach, ground)
    departments = _departments(picture, ground)
    for territories in (
        ground.territories,
        nothing(picture.height),
    ):  # the last may have a line across others
        rooms |= place_beside(_without(labels, rooms), AWAY, ground._replace(territories=territories))
    letters = _letters(picture.marks, rooms)
    keyed = [Entry(picture.marks[n].kind, picture.marks[n].name, letter) for n, letter in letters.items()]
    epcis, epci_entries = _epcis(picture, ground)
    sea = place_within(
        _squares(picture.sea, picture), [[max(picture.sea_names, key=len)]], SIZES["water"], ground
    )
    written = [("area", room) for room in departments] + [("epci", room) for room in epcis]
    written += [("water", sea._replace(lines=picture.sea_names[:1]))] if sea and picture.sea_names[0] else []
    return Layout(rooms, letters, written, keyed + epci_entries)


def _without(labels: Mapping[int, Label], rooms: Mapping[int, Room]) -> dict[int, Label]:
    return {number: label for number, label in labels.items() if number not in rooms}


def _letters(marks: Sequence[Mark], rooms: Mapping[int, Room]) -> dict[int, str]:
    """Return a letter for each mark whose name has no room, by the number of the mark."""
    left = [number for number, mark in enumerate(marks) if mark.name and number not in rooms]
    return dict(zip(left, cycle(ascii_lowercase), strict=False))


def _label(mark: Mark, height: float) -> Label:
    """Return the label of a mark."""
    own = nothing(height)
    outlines = mark.rings or [_dot(mark.place, DISC if mark.highlighted else DOT)]
    fill(outlines, own)
    trace(outlines, own)
    return Label(SIZES[mark.kind], wrappings(mark.name), own, extent(own), mark.middle)


def _dot(place: Point, radius: float) -> Outline:
    """Return the square around a dot, as an outline."""
    (x, y), r = place, radius
    return [(x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r), (x - r, y - r)]


def _squares(rings: Iterable[Outline], picture: Picture) -> Rows:
    """Return the squares inside rings."""
    rows = nothing(picture.height)
    fill(rings, rows)
    return rows


def _ground(picture: Picture, labels: Iterable[Label]) -> Ground:
    """Return the squares that limit where the names of a picture can be."""
    territories, faint, blocked = (nothing(picture.height) for _ in range(3))
    for label in labels:
        for row in range(*label.extent[:2]):
            territories[row] |= label.own[row]
    trace(picture.strong, blocked)
    trace(picture.faint, faint)
    inside = (1 << square(picture.width)) - (1 << MARGIN)
    rows = range(MARGIN, square(picture.height))
    blocked = [
        row | there | (~inside if number in rows else -1)
        for number, (row, there) in enumerate(zip(blocked, territories, strict=True))
    ]
    return Ground(blocked, territories, faint, nothing(picture.height))


def _departments(picture: Picture, ground: Ground) -> list[Room]:
    """Return the rooms of the names of several departments, all in the same kind of spelling, or []."""
    areas = [(area, _squares(area.rings, picture)) for area in picture.land if area.rings]
    for names in zip(*(area.names for area, _ in areas), strict=True) if len(areas) > 1 else ():
        free = ground._replace(blocked=[*ground.blocked])
        rooms = [
            place_within(rows, name, SIZES["area"], free)
            for name, (_, rows) in zip(names, areas, strict=True)
        ]
        if all(rooms):
            ground.blocked[:] = free.blocked
            return [room for room in rooms if room]
    return []


def _epcis(picture: Picture, ground: Ground) -> tuple[list[Room], list[Entry]]:
    """Return the rooms of the names of EPCIs, and the entries of those that have a number instead."""
    land = _squares([ring for area in picture.land for ring in area.rings], picture)
    rooms: list[Room] = []
    keyed: list[Entry] = []
    for area in picture.epcis:
        rows = [a & b for a, b in zip(_squares(area.rings, picture), land, strict=True)]
        if not (area.words and any(rows)):
            continue
        room = next(
            filter(None, (place_within(rows, name, SIZES["epci"], ground) for name in area.names)), None
        )
        if not room:
            key = str(len(keyed) + 1)
            keyed.append(Entry("epci", area.words, key, tint=area.tint))
            room = place_within(rows, [[key]], SIZES["epci"], ground) or _in_the_middle(rows, key)
        rooms.append(room)
    return rooms, keyed


def _in_the_middle(rows: Rows, key: str) -> Room:
    """Return the room for the number of an area without free squares, in its middle."""
    top, bottom, left, right = extent(rows)
    x, y = (((start + end) / 2 - MARGIN) * SIDE for start, end in ((left, right), (top, bottom)))
    return Room(Box(x - KEY[0] / 2, y - KEY[1] / 2, x + KEY[0] / 2, y + KEY[1] / 2), [key])
