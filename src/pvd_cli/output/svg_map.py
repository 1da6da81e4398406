"""Draws the map in SVG: a whole file, or the map alone for a page."""

from collections.abc import Iterable, Iterator, Sequence

from . import svg
from .colours import (
    ELSEWHERE,
    FAINT,
    FAINT_BORDER,
    INK,
    JOINED,
    LAND,
    PAPER,
    SEA,
    SELECTED,
    STRONG_BORDER,
    TINTS,
    WATER,
)
from .labels import Room, width
from .picture import Entry, Layout, Mark, Outline, Picture
from .picture_layout import DISC, DOT, SIZES, lay_out

TITLE, WORDS, KEY, NOTE, LINE = 26, 14, 11, 12, 22  # sizes of type, height of a line
EDGE = 20  # around the map
TYPE = "Arial, Helvetica, 'Liberation Sans', sans-serif"
FILLS = {"selected": SELECTED, "joined": "url(#hatch)", "unlabelled": PAPER}  # of communes
HIGHLIGHT: dict[str, svg.Attribute] = {"stroke": INK, "stroke_width": 2.5}
SAMPLE = 18, 13  # width and height of a sample in the legend
# In the unit of paths.
HATCH = (
    '<pattern id="hatch" width="10" height="10" patternUnits="userSpaceOnUse">'
    f'<rect width="10" height="10" fill="{PAPER}"/>'
    f'<path d="M-2 2L2-2M0 10L10 0M8 12L12 8" stroke="{JOINED}" stroke-width="3.6"/></pattern>'
)


def draw(picture: Picture) -> str:
    """Return an SVG file of a map with its title, legend and note."""
    layout = lay_out(picture)
    top = TITLE + 2 * EDGE
    below = top + picture.height + LINE + 4
    across = picture.width + 2 * EDGE
    legend = list(_legend([*picture.legend, *layout.keyed], below, across))
    down = below + LINE * (len(legend) + 1)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:.0f} {down:.0f}" '
        f'width="{across:.0f}" height="{down:.0f}" xml:lang="{picture.language}" role="img" '
        f'font-family="{TYPE}">',
        svg.element("title", svg.safe(picture.title)),
        svg.element("rect", width=round(across), height=round(down), fill=PAPER),
        svg.text([picture.title], EDGE, EDGE + TITLE - 2, TITLE, fill=INK, font_weight="bold"),
        f'<g transform="translate({EDGE} {top})">',
        *_map(picture, layout, halo=True),
        "</g>",
        *legend,
        svg.text([picture.note], EDGE, below + LINE * len(legend), NOTE, fill=FAINT),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def draw_map(picture: Picture) -> tuple[str, Sequence[Entry]]:
    """Return the map alone, for a page, and the legend of its letters and numbers.

    The style sheet of the page sets colours and halos, by class.
    """
    layout = lay_out(picture)
    size = f"0 0 {picture.width:.0f} {picture.height:.0f}"
    head = f'<svg viewBox="{size}" class="map" role="group" aria-label="{svg.safe(picture.title)}"'
    parts = [f'{head} font-family="{TYPE}">', *_map(picture, layout, halo=False), "</svg>"]
    return "\n".join(parts), layout.keyed


def sample(entry: Entry) -> str:
    """Return the mark or colour that an entry of the legend explains, in a box of the size SAMPLE."""
    wide, high = SAMPLE
    x, y = wide / 2, high / 2
    if entry.kind == "border":
        return svg.path(
            [[(0, y), (wide, y)]], class_="faint", fill="none", stroke=FAINT_BORDER, stroke_width=2
        )
    if entry.key and entry.highlighted:
        return _disc(entry.key, x, y)
    if entry.kind in ("landmark", "unlabelled"):
        return _dot(entry.kind, x, y, entry.highlighted)
    box = [(0.5, 0.5), (wide - 0.5, 0.5), (wide - 0.5, high - 0.5), (0.5, high - 0.5), (0.5, 0.5)]
    outline: dict[str, svg.Attribute] = HIGHLIGHT if entry.highlighted else {"stroke": FAINT_BORDER}
    if entry.kind == "epci":
        fill, ink = LAND if entry.tint is None else TINTS[entry.tint], FAINT
    else:
        fill, ink = FILLS[entry.kind], PAPER
    key = svg.text([entry.key], x, y + 4, KEY, class_="key", fill=ink, text_anchor="middle")
    return svg.path([box], class_="territory", fill=fill, **outline) + (key if entry.key else "")


def _map(picture: Picture, layout: Layout, halo: bool) -> Iterator[str]:
    """Yield the elements of the map, from the lowest to the uppermost."""
    size: dict[str, svg.Attribute] = {"width": round(picture.width, 1), "height": round(picture.height, 1)}
    yield svg.element("clipPath", svg.element("rect", **size), id="frame")
    yield HATCH
    yield '<g clip-path="url(#frame)" fill-rule="evenodd" stroke-linejoin="round">'
    yield svg.element("rect", class_="elsewhere", **size, fill=ELSEWHERE)
    yield _shape(picture.sea, "sea", SEA)
    yield _shape(picture.around, "around", ELSEWHERE, stroke=FAINT_BORDER, stroke_width=1)
    yield from _land(picture)
    yield svg.path(picture.strong, class_="strong", fill="none", stroke=STRONG_BORDER, stroke_width=1.8)
    for kind, room in layout.written:
        yield svg.element("g", _name(room, kind, halo), class_=kind)
    marks = range(len(picture.marks))
    for number in sorted(marks, key=lambda number: picture.marks[number].kind != "landmark"):
        yield _mark(picture.marks[number], number, layout, halo)
    for number, room in layout.marks.items():
        if room.is_away:
            yield _leader(picture.marks[number], room)
    yield "</g>"
    yield svg.element("rect", class_="frame", **size, fill="none", stroke=STRONG_BORDER)


def _land(picture: Picture) -> Iterator[str]:
    """Yield coloured EPCIs; if none has a colour, departments and the borders of EPCIs."""
    tints = {area.tint for area in picture.epcis if area.tint is not None}
    if not tints:
        yield from (_shape(area.rings, "land", LAND) for area in picture.land)
        yield svg.path(picture.faint, class_="faint", fill="none", stroke=FAINT_BORDER, stroke_width=1)
    for tint in (None, *sorted(tints)) if tints else ():
        rings = [ring for area in picture.epcis if area.tint == tint for ring in area.rings]
        fill = LAND if tint is None else TINTS[tint]
        yield _shape(rings, f"tint{tint}", fill, stroke=FAINT_BORDER, stroke_width=1)


def _shape(rings: Iterable[Outline], kind: str, fill: str, **attributes: svg.Attribute) -> str:
    """Return the path of a filled area."""
    return svg.path(rings, class_=kind, fill=fill, **attributes)


def _mark(mark: Mark, number: int, layout: Layout, halo: bool) -> str:
    """Return the elements of a commune: its territory or dot, its key, its name."""
    x, y = mark.middle
    outline: dict[str, svg.Attribute] = HIGHLIGHT if mark.highlighted else {"stroke": PAPER}
    if mark.rings:
        parts = [_shape(mark.rings, "territory", FILLS[mark.kind], **outline)]
    else:
        parts = [_dot(mark.kind, x, y, mark.highlighted)]
    if mark.key:
        parts.append(_disc(mark.key, x, y))
    elif number in layout.letters:
        letter = svg.text(
            [layout.letters[number]], x, y + 4, KEY, class_="key", fill=PAPER, text_anchor="middle"
        )
        parts.append(letter)
    if number in layout.marks:
        parts.append(_name(layout.marks[number], mark.kind, halo, "bold" if mark.highlighted else None))
    kind = f"{mark.kind} highlighted" if mark.highlighted else mark.kind
    if mark.id:
        link: dict[str, svg.Attribute] = {"href": f"#{mark.id}", "aria_label": mark.name, "tabindex": -1}
        return svg.element("a", "".join(parts), class_=kind, **link)
    return svg.element("g", "".join(parts), class_=kind)


def _dot(kind: str, x: float, y: float, highlighted: bool) -> str:
    """Return the mark of a commune without a territory."""
    x, y = round(x, 1), round(y, 1)
    if kind == "landmark":
        return svg.element("rect", x=x - 2.5, y=y - 2.5, width=5, height=5, fill=FAINT)
    outline: dict[str, svg.Attribute] = HIGHLIGHT if highlighted else {"stroke": PAPER}
    return svg.element("circle", cx=x, cy=y, r=DOT + 1.5 * highlighted, fill=FILLS[kind], **outline)


def _leader(mark: Mark, room: Room) -> str:
    """Return the line that leads from a commune to its name."""
    x, y = mark.middle
    line = [[(x, y), room.box.nearest((x, y))]]
    end = svg.element("circle", class_="end", cx=round(x, 1), cy=round(y, 1), r=2, fill=INK)
    return svg.path(line, class_="leader", fill="none", stroke=INK, stroke_width=1) + end


def _disc(key: str, x: float, y: float) -> str:
    """Return a disc with the number of a highlighted commune."""
    disc = svg.element("circle", cx=round(x, 1), cy=round(y, 1), r=DISC, fill=INK, stroke=PAPER)
    return disc + svg.text([key], x, y + 4, KEY, fill=PAPER, text_anchor="middle", font_weight="bold")


def _name(room: Room, kind: str, halo: bool, weight: str | None = None) -> str:
    """Return a name in its room, anchored at the end next to its territory, since fonts differ in width."""
    size = SIZES[kind]
    ends = {"start": room.box.left, "middle": (room.box.left + room.box.right) / 2, "end": room.box.right}
    style: dict[str, svg.Attribute] = {
        "text_anchor": None if room.anchor == "start" else room.anchor,
        "font_style": "italic" if kind in ("landmark", "water") else None,
        "font_weight": "bold" if kind == "area" else weight,
    }
    x, y = ends[room.anchor], room.box.top + size * 0.76
    fill = WATER if kind == "water" else INK if kind in FILLS else FAINT
    beneath = svg.halo(room.lines, x, y, size, SEA if kind == "water" else LAND, **style) if halo else ""
    return beneath + svg.text(room.lines, x, y, size, fill=fill, **style)


def _legend(entries: Sequence[Entry], top: float, across: float) -> Iterator[str]:
    """Yield the lines of the legend, with as many entries side by side as the picture is wide."""
    x, y = float(EDGE), top
    row: list[str] = []
    for entry in entries:
        wide = SAMPLE[0] + 22 + width(entry.words, WORDS)
        if row and x + wide > across:
            yield "".join(row)
            x, y, row = float(EDGE), y + LINE, []
        row.append(svg.element("g", sample(entry), transform=f"translate({x:.1f} {y - SAMPLE[1] + 2:.1f})"))
        row.append(svg.text([entry.words], x + SAMPLE[0] + 6, y, WORDS, fill=INK))
        x += wide
    if row:
        yield "".join(row)
