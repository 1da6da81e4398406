"""The communes that a map highlights, told apart by numbers, in words for its legend."""

from collections.abc import Sequence
from typing import NamedTuple

from ..language import _
from ..registry.models import SELECTED, Commune, Place


class Highlight(NamedTuple):
    """A highlighted commune: its number, empty where it is the only one, and what the legend says of it."""

    place: Place
    key: str
    words: str


def numbered(places: Sequence[Place]) -> list[Highlight]:
    """Return communes as they are highlighted on one map, each once."""
    once = list(dict.fromkeys(places))
    return [
        Highlight(place, str(number) if len(once) > 1 else "", _status(place))
        for number, place in enumerate(once, start=1)
    ]


def _status(place: Place) -> str:
    """Return a commune with the year in which it got the label, or that it has none."""
    status = _("without the label")
    if isinstance(place, Commune):
        status = _("selected in 2020") if place.cohort == SELECTED else _("joined in 2021")
    return _("{name}: {status}").format(name=place.name, status=status)
