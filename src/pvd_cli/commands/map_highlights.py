"""The communes that a map highlights: their numbers on the map, and their entries in its legend."""

from collections.abc import Sequence
from typing import NamedTuple

from ..language import _
from ..registry.models import SELECTED, Commune, Place


class Highlight(NamedTuple):
    """A highlighted commune: its number, '' if it is the only one, and its words in the legend."""

    place: Place
    key: str
    words: str


def numbered(places: Sequence[Place]) -> list[Highlight]:
    """Return the highlights of communes, each once, in the order given."""
    once = list(dict.fromkeys(places))
    return [
        Highlight(place, str(number) if len(once) > 1 else "", _status(place))
        for number, place in enumerate(once, start=1)
    ]


def _status(place: Place) -> str:
    """Return the name of a commune with the words for its cohort, or that it has no label."""
    status = _("without the label")
    if isinstance(place, Commune):
        status = _("selected in 2020") if place.cohort == SELECTED else _("joined in 2021")
    return _("{name}: {status}").format(name=place.name, status=status)
