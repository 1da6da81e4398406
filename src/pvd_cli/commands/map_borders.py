"""The borders that a map shows, in its units; of the region, as the build of the wheel has drawn them."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from ..output.geography import Point, Projection, coarser, project
from ..output.labels import Box, Room
from ..output.picture import Layout, Outline
from ..output.svg import UNIT
from ..registry.data import GAZETTEER_FILE, REGISTRY_FILE, read_data
from ..registry.loading import load_registry
from ..registry.models import Commune
from ..registry.outlines import Line, read_lines
from ..registry.registry import Registry

WIDE, HIGH, EDGE = 1000, 1100, 20  # units: of the map at most, and around what is drawn
FINEST = 2  # units between the corners of a border
DRAWN_FROM = (
    REGISTRY_FILE,
    GAZETTEER_FILE,
    "outlines.csv",
    "elsewhere.csv",
)  # the files that maps are made of


class Borders(NamedTuple):
    """The size of a map, how places stand on it, the borders as lines of its points.

    layout: where its names stand if it shows all labelled communes and nothing else, None if not known.
    """

    projection: Projection
    width: float
    height: float
    lines: Sequence[Line]
    layout: Layout | None = None

    def show(self, line: Outline) -> bool:
        """Whether the map shows a part of a line, or of what is about it."""
        across, down = zip(*line, strict=True)
        return bool(
            min(across) < self.width and max(across) > 0 and min(down) < self.height and max(down) > 0
        )


def read_borders(
    registry: Registry, departments: Collection[str], communes: Sequence[Commune], *, whole: bool
) -> Borders:
    """Return the borders of a map that these departments fill.

    whole: whether these are all departments of the region.
    """
    snapshot = map_snapshot(registry) if whole else None
    if snapshot:
        lines = [Line(codes, points) for codes, points in snapshot.LINES]
        marks = {number: _room(*room) for number, room in snapshot.MARKS.items()}
        layout = Layout(marks, {}, [(kind, _room(*room)) for kind, room in snapshot.WRITTEN], [])
        return Borders(Projection(*snapshot.PROJECTION), snapshot.WIDTH, snapshot.HEIGHT, lines, layout)
    found = read_lines()
    inside = set(departments)
    drawn = [place for line in found if not inside.isdisjoint(line.territories) for place in line.points]
    everywhere = drawn or [commune.location for commune in communes] or [(0, 0)]
    projection, width, height = project(everywhere, WIDE, HIGH, EDGE)
    lines = [Line(codes, _as_drawn(projection.points(points))) for codes, points in found]
    return Borders(projection, width, height, lines)


def _room(box: Sequence[float], *others: Any) -> Room:
    return Room(Box(*box), *others)


def _as_drawn(line: Sequence[Point]) -> list[Point]:
    """Return a line as fine and as exact as a picture draws it."""
    return [(round(x / UNIT) * UNIT, round(y / UNIT) * UNIT) for x, y in coarser(line, FINEST)]


def map_snapshot(registry: Registry) -> Any:
    """Return the module of what is slow to find for the map of the region, None if it is of another registry.

    The build of a wheel writes it. One that was made from other data files than those beside it is ignored.
    """
    try:
        from .. import snapshot_map  # type: ignore[attr-defined]
    except ImportError:
        return None
    return snapshot_map if drawn_from() == snapshot_map.CRC and registry is load_registry() else None


def drawn_from() -> int:
    """Return a checksum of the data files that maps are made of."""
    checksum = 0
    for name in DRAWN_FROM:
        checksum = crc32(read_data(name), checksum)
    return checksum
