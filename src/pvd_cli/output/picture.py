"""The content of a map's picture, before it is laid out: territories, communes, their names, a legend."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .geography import Point, middle
from .labels import Room, Ways

Outline = Sequence[Point]


class Area(NamedTuple):
    """A territory with a name: a department or an intercommunality.

    names: its spellings for the map, the best first; words: its entry in the legend, for a name that has no
    room on the map; tint: the number of its colour, or None.
    """

    names: Sequence[Ways]
    rings: Sequence[Outline]
    words: str = ""
    tint: int | None = None


class Mark(NamedTuple):
    """A commune. kind: `selected`, `joined`, `unlabelled`, or `landmark` (a prefecture, for orientation).

    rings: its territory; without any, it is a dot; id: the end of the link to it, if there is one;
    key: its number, if several communes are highlighted.
    """

    place: Point
    kind: str
    name: str
    rings: Sequence[Outline] = ()
    id: str = ""
    highlighted: bool = False
    key: str = ""

    @property
    def middle(self) -> Point:
        """The middle of its territory, or else its place."""
        return middle(self.rings[0]) if self.rings else self.place


class Entry(NamedTuple):
    """An entry of the legend: it explains a kind of mark, or the mark or area with a key.

    kind: that of a mark, `epci`, or `border` (between EPCIs); tint: as that of an Area.
    """

    kind: str
    words: str
    key: str = ""
    highlighted: bool = False
    tint: int | None = None


class Layout(NamedTuple):
    """Where the names of a picture stand.

    marks: the rooms of its marks, by their numbers; letters: of those that have none; written: other names,
    each with its kind: `area`, `epci`, `water`; keyed: what the legend says of all that has a letter or a
    number instead.
    """

    marks: Mapping[int, Room]
    letters: Mapping[int, str]
    written: Sequence[tuple[str, Room]]
    keyed: Sequence[Entry]


class Picture(NamedTuple):
    """The content of a map, in units from its upper left corner. What reaches beyond its size is cut off.

    land: departments; around: outlines of the neighbouring land; strong: borders of departments;
    sea_names: the one to write, and others for which its place has room too; faint: borders between
    intercommunalities; epcis: those that are named or coloured; note: a line beneath;
    layout: where the names stand, None if that is still to be found.
    """

    language: str
    title: str
    width: float
    height: float
    land: Sequence[Area]
    around: Sequence[Outline]
    sea: Sequence[Outline]
    sea_names: Sequence[str]
    strong: Sequence[Outline]
    faint: Sequence[Outline]
    epcis: Sequence[Area]
    marks: Sequence[Mark]
    legend: Sequence[Entry]
    note: str
    layout: Layout | None = None
