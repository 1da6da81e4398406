"""Finds what a query may mean, as the search index does, with communes in place of their numbers."""

from collections.abc import Callable, Collection, Sequence

from ..search.index import Index
from ..search.query import Query, read_query
from .models import Epci, Place
from .results import Candidate, SearchResult


class Finder:
    """Finds communes and intercommunalities."""

    def __init__(
        self, places: Sequence[Place], index: Index, epcis_called: Callable[[str], tuple[Epci, ...]]
    ) -> None:
        """places: those of `index`, in its order; epcis_called: see `Registry.epcis_called`."""
        self._places, self._index, self._epcis_called = places, index, epcis_called

    def find(self, query: str | Query, departments: Collection[str] = ()) -> SearchResult:
        """Return every candidate for a query. departments: codes of those to search in; all if empty."""
        if isinstance(query, str):
            query = read_query(query)
        found = self._index.find(query, departments)
        epcis = () if found.is_commune else self._epcis_called(query.folded)
        candidates = tuple(
            Candidate(self._places[number], round(score, 1), reason, found.sure and rank == 0)
            for rank, (number, score, reason) in enumerate(found.candidates)
            if not epcis or score == 100
        )
        place = found.place if candidates else None
        in_region = found.in_region and bool(candidates)
        return SearchResult(
            query.text, candidates, in_region, found.agrees, tuple(found.elsewhere), place, epcis
        )
