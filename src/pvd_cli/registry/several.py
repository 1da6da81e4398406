"""Splits a text into several queries, unless it is one query."""

import re
from collections.abc import Callable, Collection, Sequence

from ..search.address import COUNTRIES, STREETS
from ..search.names import ARTICLES, fold
from .results import SearchResult

Search = Callable[[str], SearchResult]

_AND = r"(?i)(?<=\s)(?:et|and|&)(?=\s)"
# What stands between queries. A part of one may have the next in it: `Isle/Sorgue et Apt`.
_BETWEEN_QUERIES = (r"[,;\r\n]", _AND, "/")


def search_each(text: str, search: Search, regions: Collection[str]) -> Sequence[SearchResult]:
    """Return the results of the queries in a text, or the one result of the whole text.

    search: a function that returns the result of a query; regions: folded names of the region.
    """
    whole = search(text)
    if whole.is_one:
        return [whole]
    results = _results_between(text, search, _BETWEEN_QUERIES)
    apart = len(results) > 1 and any(result.known for result in results) and not _is_address(results)
    if len(results) == 2 and sum(_is_only_beside(result, regions) for result in results) == 1:
        apart = False  # `Mirabeau, Var` is one query
    return results if apart else [whole]


def _results_between(text: str, search: Search, between: Sequence[str]) -> Sequence[SearchResult]:
    """Return the results of the queries that stand in a text with any of some separators between them.

    between: the patterns of the separators. At `et`, which names have too, a text is divided only if all of
    its parts are known.
    """
    if not between:
        return [search(text)]
    parts = [part.strip() for part in re.split(between[0], text) if any(map(str.isalnum, part))]
    if len(parts) > 1:
        whole = search(text)
        if whole.is_one:
            return [whole]
        results = [result for part in parts for result in _results_between(part, search, between[1:])]
        if between[0] is not _AND or all(result.known for result in results):
            return results
    return _results_between(text, search, between[1:])


def _is_address(results: Sequence[SearchResult]) -> bool:
    """Return whether an unknown part is a line of an address: `12 rue Haute`, `Hôtel de ville`."""
    lines = [fold(result.query).split() for result in results if not result.known]
    return any(word.isdigit() or word in STREETS for words in lines for word in words[:2])


def _is_only_beside(result: SearchResult, regions: Collection[str]) -> bool:
    """Return whether a part only belongs to a name: a department, a country or an article, like `Var`."""
    return bool(result.department) or fold(result.query) in {*regions, *COUNTRIES, *ARTICLES}
