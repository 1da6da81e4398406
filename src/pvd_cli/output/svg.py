"""A map as a picture: SVG with attributes only, which browsers, Inkscape and LibreOffice draw alike."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

from .cells import as_markup, printable
from .geography import Place, Projection, Ring, middle, project
from .labels import Box, Lines, Named, Taken, around, best, leader, place_names, width

WIDE, HIGH = 1000, 1100  # of the map, at most
EDGE = 24  # around what is drawn
TITLE, SMALL, LINE = 26, 13, 20  # sizes of type, height of a line
TYPE = "Arial, Helvetica, 'Liberation Sans', sans-serif"
# Of departments: no two neighbours share one; of different lightness, for grey prints.
TINTS = ("#f8f1dc", "#dde7d3", "#ead8c5", "#dcd2df")
SEA, ELSEWHERE, BORDER, INK, FAINT, MARK = "#cfe2ee", "#f1f1ee", "#83796a", "#1c1b19", "#59564f", "#8c1c13"
WATER = "#2d5f7f"
# Where the name of a department may stand, to the right and down from its middle, the nearest first.
NEARBY = sorted(
    ((right * 20, down * 15) for right in range(-7, 8) for down in range(-6, 7)),
    key=lambda step: step[0] ** 2 + 2 * step[1] ** 2,
)
# How far marks reach, by kind, and the size of their names.
REACH = {"selected": 5.0, "joined": 6.5, "landmark": 3.5, "highlighted": 9.5}
NAME = {"selected": 14, "joined": 14, "landmark": 12, "highlighted": 16}


class Land(NamedTuple):
    """A department: its code, its name, its rings."""

    code: str
    name: str
    rings: Sequence[Ring]


class Mark(NamedTuple):
    """A place with a name. kind: one of REACH; id: what a link to it ends in, if there is one."""

    place: Place
    kind: str
    name: str
    id: str = ""


class Picture(NamedTuple):
    """What a map shows.

    land: departments; around: rings of what lies about them; legend: kinds of marks and their words;
    note: a line beneath.
    """

    language: str
    title: str
    land: Sequence[Land]
    around: Sequence[Ring]
    sea: Sequence[Ring]
    sea_name: str
    marks: Sequence[Mark]
    legend: Sequence[tuple[str, str]]
    note: str


def draw(picture: Picture) -> str:
    """Return the picture of a map, with its title, legend and note: a whole file."""
    map_, frame = _map(picture)
    top = TITLE + 2 * EDGE
    below = top + frame.bottom + LINE + 8
    legend = list(_legend(picture, below))
    across = frame.right + 2 * EDGE
    down = below + LINE * (len(legend) + 1) + EDGE / 2
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.0f} {down:.0f}" width="{across:.0f}" '
        f'height="{down:.0f}" xml:lang="{picture.language}" role="img" font-family="{TYPE}">',
        f"<title>{_safe(picture.title)}</title>",
        f'<rect width="{across:.0f}" height="{down:.0f}" fill="#ffffff"/>',
        _text(picture.title, EDGE, EDGE + TITLE - 2, TITLE, weight="bold"),
        f'<g transform="translate({EDGE} {top})">',
        *map_,
        "</g>",
        *legend,
        _text(picture.note, EDGE, below + LINE * len(legend), SMALL, fill=FAINT),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def draw_map(picture: Picture) -> str:
    """Return the map alone, to stand in a page, which gives colours to its classes and follows its links."""
    map_, frame = _map(picture)
    head = f'<svg viewBox="0 0 {frame.right:.0f} {frame.bottom:.0f}" class="map" role="group"'
    return "\n".join([f'{head} aria-label="{_safe(picture.title)}" font-family="{TYPE}">', *map_, "</svg>"])


def _map(picture: Picture) -> tuple[list[str], Box]:
    """Return the map as elements, its upper left corner at 0, and its frame."""
    shown = [place for land in picture.land for ring in land.rings for place in ring] or [
        mark.place for mark in picture.marks
    ]
    projection, across, down = project(shown or [(0, 0)], WIDE, HIGH, EDGE)
    frame = Box(0, 0, across, down)
    size = f'width="{frame.right:.1f}" height="{frame.bottom:.1f}"'
    land = {one.code: list(map(projection.points, one.rings)) for one in picture.land}
    lines = Lines(chain.from_iterable(land.values()))
    marks = [
        Named(*projection.point(mark.place), REACH[mark.kind], mark.name, NAME[mark.kind])
        for mark in picture.marks
    ]
    rooms = place_names(marks, frame, lines)
    taken = Taken([*(mark.box for mark in marks), *rooms.values()])
    tints = _tints(picture.land)
    return [
        f'<clipPath id="frame"><rect {size}/></clipPath>',
        '<g clip-path="url(#frame)">',
        f'<rect class="elsewhere" {size} fill="{ELSEWHERE}"/>',
        _path(map(projection.points, picture.sea), f'class="sea" fill="{SEA}"'),
        _path(
            map(projection.points, picture.around),
            f'class="around" fill="{ELSEWHERE}" stroke="{BORDER}" stroke-width="0.5"',
        ),
        f'<g class="land" stroke="{BORDER}" stroke-width="1.2" stroke-linejoin="round" fill-rule="evenodd">',
        *(
            _path(rings, f'class="tint{tints[code]}" fill="{TINTS[tints[code]]}"')
            for code, rings in land.items()
        ),
        "</g>",
        *_areas(picture.land, frame, projection, lines, taken),
        *_sea_name(picture, frame, projection, lines, taken),
        *_names(picture, marks, rooms),
        "</g>",
        f'<rect class="frame" {size} fill="none" stroke="{BORDER}"/>',
    ], frame


def _path(rings: Iterable[Sequence[tuple[float, float]]], attributes: str) -> str:
    """Return what rings enclose; a ring ends where it begins."""
    parts = ["M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring[:-1]) + "Z" for ring in rings]
    return f'<path {attributes} d="{"".join(parts)}"/>' if parts else ""


def _tints(land: Sequence[Land]) -> dict[str, int]:
    """Return a tint for each department that none of its neighbours has, as far as there are enough."""
    corners = {one.code: {place for ring in one.rings for place in ring} for one in land}
    tints: dict[str, int] = {}
    for code in corners:
        taken = {tints[other] for other in tints if corners[code] & corners[other]}
        tints[code] = min(set(range(len(TINTS))) - taken, default=0)
    return tints


def _names(picture: Picture, marks: Sequence[Named], rooms: Mapping[int, Box]) -> Iterator[str]:
    """Yield each mark with its name, those that only help to find one's way beneath the others."""
    order = sorted(range(len(marks)), key=lambda number: picture.marks[number].kind != "landmark")
    for number in order:
        mark, named, room = picture.marks[number], marks[number], rooms.get(number)
        inner = _sign(mark.kind, named.x, named.y)
        if room:
            inner = _leader(named, room) + inner + _name(mark, named, room)
        if mark.id:
            link = f'href="#{_safe(mark.id)}" tabindex="-1" aria-label="{_safe(mark.name)}"'
            yield f'<a {link} class="{mark.kind}">{inner}</a>'
        else:
            yield f'<g class="{mark.kind}">{inner}</g>'


def _name(mark: Mark, named: Named, room: Box) -> str:
    """Return a name in its room, at the end that is nearer to its mark: typefaces differ in width."""
    faint = mark.kind == "landmark"
    anchor, x = "middle", (room.left + room.right) / 2
    if room.left > named.x - named.reach:
        anchor, x = "start", room.left + 1
    elif room.right < named.x + named.reach:
        anchor, x = "end", room.right - 1
    return _text(
        mark.name,
        x,
        room.bottom - named.size * 0.3,
        named.size,
        anchor=anchor,
        style="italic" if faint else "",
        weight="bold" if mark.kind == "highlighted" else "",
        fill=FAINT if faint else INK,
    )


def _leader(named: Named, room: Box) -> str:
    """Return the line from a mark to a name that stands away from it."""
    end = leader(named, room)
    if not end:
        return ""
    ends = f'x1="{named.x:.1f}" y1="{named.y:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
    return f'<line {ends} stroke="{FAINT}" stroke-width="0.8"/>'


def _sign(kind: str, x: float, y: float) -> str:
    """Return a mark: kinds differ in shape and lightness, for those who see no colour."""
    if kind == "selected":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{MARK}" stroke="#ffffff"/>'
    if kind == "highlighted":
        return (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8.5" fill="none" stroke="{INK}" stroke-width="2.5"/>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{INK}"/>'
        )
    if kind == "joined":
        corners = f"M{x:.1f} {y - 6:.1f}l6 6l-6 6l-6 -6Z"
        return f'<path d="{corners}" fill="#ffffff" stroke="{MARK}" stroke-width="2.2"/>'
    return f'<rect x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5" fill="{FAINT}"/>'


def _areas(
    land: Sequence[Land], frame: Box, projection: Projection, lines: Lines, taken: Taken
) -> Iterator[str]:
    """Yield the names of departments, if there are several, each in free room near the middle of its own.

    Where there is no room for name and code that is clear of every border, there is for one of them.
    """
    for one in (one for one in (land[1:] and land) if one.rings):
        x, y = projection.point(middle(max(one.rings, key=len)))
        borders = cache(partial(projection.borders, one.rings))
        both = f"{one.name} ({one.code})"
        for label in (both, one.name, one.code):
            across = width(label, 15)
            rooms = (
                around(x + right, y + down, across, 20)
                for right, down in NEARBY
                if _inside(x + right, across, borders(y + down))
            )
            room = best((room for room in rooms if room.within(frame) and taken.is_free(room)), lines)
            if room and not (label == both and lines.cross(room)):
                taken.add(room)
                yield _centred(label, room, "area", FAINT)
                break


def _inside(x: float, across: float, borders: Sequence[float]) -> bool:
    """Whether both ends of a name around `x` are within borders, which are given from west to east."""
    return all(bisect_left(borders, end) % 2 for end in (x - across / 2, x + across / 2))


def _sea_name(
    picture: Picture, frame: Box, projection: Projection, lines: Lines, taken: Taken
) -> Iterator[str]:
    """Yield the name of the sea where that is widest, clear of every coast; nothing if there is no room."""
    size = width(picture.sea_name, 15)
    rooms: list[tuple[float, Box]] = []
    for y in range(int(frame.bottom) - EDGE, EDGE, -EDGE):
        ends = projection.borders(picture.sea, y)
        for west, east in zip(ends[::2], ends[1::2], strict=True):
            left, right = max(west, 0), min(east, frame.right)
            room = around((left + right) / 2, y, size, EDGE)
            if right - left > size and taken.is_free(room) and not lines.cross(room):
                rooms.append((right - left, room))
    if rooms:
        yield _centred(picture.sea_name, max(rooms)[1], "water", WATER, "italic")


def _centred(text: str, room: Box, kind: str, fill: str, style: str = "") -> str:
    x, y = (room.left + room.right) / 2, (room.top + room.bottom) / 2 + 5
    return f'<g class="{kind}">{_text(text, x, y, 15, anchor="middle", fill=fill, style=style)}</g>'


def _legend(picture: Picture, top: float) -> Iterator[str]:
    """Yield the lines of the legend, each a sign and its words, in one row as far as it is wide enough."""
    x, y = float(EDGE), top
    row: list[str] = []
    for kind, words in picture.legend:
        across = width(words, 14) + 40
        if row and x + across > WIDE + EDGE:
            yield "".join(row)
            x, y, row = float(EDGE), y + LINE, []
        row += [_sign(kind, x + 8, y - 5), _text(words, x + 22, y, 14)]
        x += across
    if row:
        yield "".join(row)


def _text(
    text: str,
    x: float,
    y: float,
    size: float,
    *,
    anchor: str = "",
    fill: str = INK,
    style: str = "",
    weight: str = "",
) -> str:
    more: Mapping[str, str] = {"text-anchor": anchor, "font-style": style, "font-weight": weight}
    attributes = "".join(f' {name}="{value}"' for name, value in more.items() if value and value != "start")
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"{attributes}>{_safe(text)}</text>'
    )


def _safe(text: str) -> str:
    return as_markup(printable(text))
