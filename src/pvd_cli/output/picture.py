"""What a map shows as a picture: territories, communes, their names, a legend."""

from collections.abc import Sequence
from typing import NamedTuple

from ..registry.outlines import Position, Ring
from .labels import Ways


class Area(NamedTuple):
    """A territory with a name: a department or an intercommunality.

    names: spellings of it for the map, the best first; words: its entry in the legend, if it finds no room on
    the map; tint: the number of its colour, if it has one.
    """

    names: Sequence[Ways]
    rings: Sequence[Ring]
    words: str = ""
    tint: int | None = None


class Mark(NamedTuple):
    """A commune. kind: `selected`, `joined`, `unlabelled`, or `landmark`, to find one's way.

    rings: its territory, a dot if there is none; id: what a link to it ends in, if there is one; key: its
    number, if several are highlighted.
    """

    place: Position
    kind: str
    name: str
    rings: Sequence[Ring] = ()
    id: str = ""
    highlighted: bool = False
    key: str = ""


class Entry(NamedTuple):
    """What the legend says of a kind of mark (`kind`), or of the mark or area that has a key.

    kind: that of a mark, `epci`, or `border`, between EPCIs; tint: as that of an Area.
    """

    kind: str
    words: str
    key: str = ""
    highlighted: bool = False
    tint: int | None = None


class Picture(NamedTuple):
    """What a map shows.

    land: departments; around: rings of what lies about them; strong: their borders; faint: those between
    intercommunalities; epcis: those that are named or coloured; note: a line beneath.
    """

    language: str
    title: str
    land: Sequence[Area]
    around: Sequence[Ring]
    sea: Sequence[Ring]
    sea_name: str
    strong: Sequence[Ring]
    faint: Sequence[Ring]
    epcis: Sequence[Area]
    marks: Sequence[Mark]
    legend: Sequence[Entry]
    note: str
