"""Writes SVG elements. They use attributes, not CSS: browsers, Inkscape and LibreOffice draw them alike."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from .cells import as_markup, printable

LINE = 1.15  # distance between the lines of a text, as a share of the font size
UNIT = 0.5  # the unit of paths, in units of the picture
HALO = 5  # width of the outline of letters

Points = Sequence[tuple[float, float]]
Attribute = str | float | None


def safe(text: str) -> str:
    """Return text escaped for an element or an attribute."""
    return as_markup(printable(text))


def element(name: str, inner: str = "", /, **attributes: Attribute) -> str:
    """Return an element. An attribute that is None is left out; `stroke_width` is written `stroke-width`."""
    start = f"<{name}{written(attributes)}"
    return f"{start}>{inner}</{name}>" if inner else f"{start}/>"


def written(attributes: Mapping[str, Attribute]) -> str:
    """Return attributes as they stand in a tag."""
    return "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )


def _value(value: str | float) -> str:
    return safe(value) if isinstance(value, str) else f"{value:.6g}"


def path(lines: Iterable[Points], /, **attributes: Attribute) -> str:
    """Return a path of lines, or of the areas inside closed lines; '' where there are none.

    To be short, coordinates are whole numbers of UNIT, and each point is relative to the one before.
    """
    data = "".join(map(_data, lines))
    if not data:
        return ""
    wide = attributes.get("stroke_width")
    if isinstance(wide, (int, float)):
        attributes["stroke_width"] = wide / UNIT
    return element("path", **attributes, transform=f"scale({UNIT})", d=data)


def _data(line: Points) -> str:
    points = [(round(x / UNIT), round(y / UNIT)) for x, y in line]
    steps = [
        f"{x - last_x} {y - last_y}"
        for (last_x, last_y), (x, y) in pairwise(points)
        if x != last_x or y != last_y
    ]
    closed = points[0] == points[-1]
    steps = steps[:-1] if closed else steps
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}".replace(" -", "-") + "Z" * closed


def text(lines: Sequence[str], x: float, y: float, size: float, /, **attributes: Attribute) -> str:
    """Return lines of text; the first has its base line at `y`."""
    if len(lines) == 1:
        return element("text", safe(lines[0]), x=round(x, 1), y=round(y, 1), font_size=size, **attributes)
    spans = "".join(
        element("tspan", safe(line), x=round(x, 1), y=round(y + place * size * LINE, 1))
        for place, line in enumerate(lines)
    )
    return element("text", spans, font_size=size, **attributes)


def halo(
    lines: Sequence[str], x: float, y: float, size: float, paper: str, /, **attributes: Attribute
) -> str:
    """Return a text with a wide outline in the colour of the paper, to be drawn under the same text.

    Few programs understand `paint-order`, which would do this in one element.
    """
    return text(lines, x, y, size, stroke=paper, stroke_width=HALO, **attributes)
