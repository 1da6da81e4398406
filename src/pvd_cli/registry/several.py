"""Several names in one query: where it is divided, and where it is one after all."""

import re
from collections.abc import Callable, Collection, Sequence

from ..search.address import COUNTRIES, STREETS
from ..search.names import ARTICLES, fold
from .models import SearchResult

Search = Callable[[str], SearchResult]

_BETWEEN_QUERIES = re.compile(r"[,;/\r\n]")
_AND = re.compile(r"(?<=\s)(?:et|and|&)(?=\s)", re.IGNORECASE)


def search_each(text: str, search: Search, regions: Collection[str]) -> Sequence[SearchResult]:
    """Return the results of the queries in a text, of one alone if it is not several.

    search: returns the result of a query; regions: what the region is called, folded.
    """
    whole = search(text)
    if whole.is_one:
        return [whole]
    parts = [part.strip() for part in _BETWEEN_QUERIES.split(text) if any(map(str.isalnum, part))]
    results = [result for part in parts for result in _both_sides(part, search)]
    apart = len(results) > 1 and any(result.known for result in results) and not _is_address(results)
    if len(results) == 2 and sum(_says_where(result, regions) for result in results) == 1:
        apart = False  # `Mirabeau, Var`: the one says where the other is
    return results if apart else [whole]


def _both_sides(text: str, search: Search) -> Sequence[SearchResult]:
    """Return the results of both sides of an `et` in a text, if both are known; else of the whole."""
    whole = search(text)
    parts = [part.strip() for part in _AND.split(text) if any(map(str.isalnum, part))]
    if len(parts) < 2 or whole.is_one:
        return [whole]
    results = [search(part) for part in parts]
    return results if all(result.known for result in results) else [whole]


def _is_address(results: Sequence[SearchResult]) -> bool:
    """Whether a part that is not known is the line of a street: `12 rue Haute`, `Hôtel de ville`."""
    lines = [fold(result.query).split() for result in results if not result.known]
    return any(word.isdigit() or word in STREETS for words in lines for word in words[:2])


def _says_where(result: SearchResult, regions: Collection[str]) -> bool:
    """Whether a part of a text says where another part is, or is its article: `Var`, `France`, `Le`."""
    return bool(result.department) or fold(result.query) in {*regions, *COUNTRIES, *ARTICLES}
