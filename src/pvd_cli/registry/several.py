"""Splits a text into several queries, unless it is one query."""

import re
from collections.abc import Callable, Collection, Sequence

from ..search.address import COUNTRIES, STREETS
from ..search.names import ARTICLES, fold
from .models import SearchResult

Search = Callable[[str], SearchResult]

_BETWEEN_QUERIES = re.compile(r"[,;/\r\n]")
_AND = re.compile(r"(?<=\s)(?:et|and|&)(?=\s)", re.IGNORECASE)


def search_each(text: str, search: Search, regions: Collection[str]) -> Sequence[SearchResult]:
    """Return the results of the queries in a text, or the one result of the whole text.

    search: a function that returns the result of a query; regions: folded names of the region.
    """
    whole = search(text)
    if whole.is_one:
        return [whole]
    parts = [part.strip() for part in _BETWEEN_QUERIES.split(text) if any(map(str.isalnum, part))]
    results = [result for part in parts for result in _sides_of_and(part, search)]
    apart = len(results) > 1 and any(result.known for result in results) and not _is_address(results)
    if len(results) == 2 and sum(_is_only_beside(result, regions) for result in results) == 1:
        apart = False  # `Mirabeau, Var` is one query
    return results if apart else [whole]


def _sides_of_and(text: str, search: Search) -> Sequence[SearchResult]:
    """Return the results of the parts between `et` or `and`, if all are known; else that of the whole."""
    whole = search(text)
    parts = [part.strip() for part in _AND.split(text) if any(map(str.isalnum, part))]
    if len(parts) < 2 or whole.is_one:
        return [whole]
    results = [search(part) for part in parts]
    return results if all(result.known for result in results) else [whole]


def _is_address(results: Sequence[SearchResult]) -> bool:
    """Return whether an unknown part is a line of an address: `12 rue Haute`, `Hôtel de ville`."""
    lines = [fold(result.query).split() for result in results if not result.known]
    return any(word.isdigit() or word in STREETS for words in lines for word in words[:2])


def _is_only_beside(result: SearchResult, regions: Collection[str]) -> bool:
    """Return whether a part only belongs to a name: a department, a country or an article, like `Var`."""
    return bool(result.department) or fold(result.query) in {*regions, *COUNTRIES, *ARTICLES}
