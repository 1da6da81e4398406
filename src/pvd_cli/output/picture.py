"""The content of a map's picture, before it is laid out: territories, communes, their names, a legend."""

from collections.abc import Sequence
from typing import NamedTuple

from ..registry.outlines import Position, Ring
from .labels import Ways


class Area(NamedTuple):
    """A territory with a name: a department or an intercommunality.

    names: its spellings for the map, the best first; words: its entry in the legend, for a name that has no
    room on the map; tint: the number of its colour, or None.
    """

    names: Sequence[Ways]
    rings: Sequence[Ring]
    words: str = ""
    tint: int | None = None


class Mark(NamedTuple):
    """A commune. kind: `selected`, `joined`, `unlabelled`, or `landmark` (a prefecture, for orientation).

    rings: its territory; without any, it is a dot; id: the end of the link to it, if there is one;
    key: its number, if several communes are highlighted.
    """

    place: Position
    kind: str
    name: str
    rings: Sequence[Ring] = ()
    id: str = ""
    highlighted: bool = False
    key: str = ""


class Entry(NamedTuple):
    """An entry of the legend: it explains a kind of mark, or the mark or area with a key.

    kind: that of a mark, `epci`, or `border` (between EPCIs); tint: as that of an Area.
    """

    kind: str
    words: str
    key: str = ""
    highlighted: bool = False
    tint: int | None = None


class Picture(NamedTuple):
    """The content of a map.

    land: departments; around: rings of the neighbouring land; strong: borders of departments; faint: borders
    between intercommunalities; epcis: those that are named or coloured; note: a line beneath.
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
