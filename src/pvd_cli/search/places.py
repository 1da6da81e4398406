"""Places inside communes: localities, former communes, arrondissements, CEDEX."""

from collections import defaultdict
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from .names import article_of, fold
from .spelling import within_two_errors
from .thresholds import NO_ARTICLE

CEDEX = "cedex"


class InnerPlace(NamedTuple):
    """A place inside a commune: one that postal addresses name, or a former commune.

    kind: `locality`, `associee`, `deleguee`, `former-code` (a code without a name), `arrondissement`, or
    `cedex` (a postal code for the mail of offices; only those that are also INSEE codes of the region);
    former_insee: the INSEE code that the place itself has or had, or ''; insee: the INSEE code of the commune
    that it lies in.
    """

    name: str
    kind: str
    former_insee: str
    postal_code: str
    insee: str


def read_places(text: str) -> Iterator[InnerPlace]:
    """Yield the places in the text of places.csv: a header, then the fields of `InnerPlace` on each line."""
    for line in text.splitlines()[1:]:
        yield InnerPlace(*line.split(","))


class InnerPlaces:
    """The places inside communes, by name and by code."""

    def __init__(self, text: str, communes: Container[str]) -> None:
        """text: that of places.csv; communes: the INSEE codes of those whose places count."""
        self.all = tuple(place for place in read_places(text) if place.insee in communes)
        self._near: Callable[[int], Callable[[str], set[str]]] = cache(self._of_length)

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[tuple[InnerPlace, float]]]:
        """Places and their scores by folded name without spaces, with its article and without (less)."""
        places: dict[str, list[tuple[InnerPlace, float]]] = defaultdict(list)
        for place in self.all:
            folded = fold(place.name)
            whole, lead = folded.replace(" ", ""), article_of(folded)
            if whole:
                places[whole].append((place, 100))
            if lead:
                places[whole.removeprefix(lead)].append((place, 100 - NO_ARTICLE))
        return dict(places)

    @cached_property
    def by_code(self) -> Mapping[str, Sequence[InnerPlace]]:
        """Places by their present or former INSEE code, and CEDEX by their postal code."""
        places: dict[str, list[InnerPlace]] = defaultdict(list)
        for place in self.all:
            places[place.postal_code if place.kind == CEDEX else place.former_insee].append(place)
        return dict(places)

    def like(self, whole: str) -> list[str]:
        """Return the names, as those of `by_name`, that may be one typing error from `whole`."""
        return sorted(self._near(len(whole))(whole))

    def _of_length(self, size: int) -> Callable[[str], set[str]]:
        return within_two_errors(size, [name for name in self.by_name if abs(len(name) - size) <= 1])
