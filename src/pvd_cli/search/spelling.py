"""The spellings of names, and a quick search for those at most two typing errors from a query."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from .names import article_of, core, fold
from .thresholds import SHORT_FORM

LONGEST_SHORT = 8  # words of a short form


class Searchable(Protocol):
    """What the search needs of a commune. names: its official name first, then its aliases."""

    @property
    def insee(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def postal_codes(self) -> tuple[str, ...]: ...
    @property
    def codes(self) -> set[str]: ...
    @property
    def department(self) -> str: ...


# What a spelling stands for: the number of its commune, the reason of a candidate found by it, the article of
# the name (None where the spelling itself begins with it), and the points that the spelling costs. A plain
# tuple, since the packaged registry stores thousands.
Form = tuple[int, str, str | None, int]


class Spellings(NamedTuple):
    """All spellings of names.

    forms: what each spelling (folded, without spaces) stands for; words: the numbers of the communes with a
    distinctive word in a name.
    """

    forms: Mapping[str, Sequence[Form]]
    words: Mapping[str, Collection[int]]


def spell(communes: Iterable[Searchable]) -> Spellings:
    """Return all spellings of the names of communes, which are numbered from 0 in their order."""
    forms: dict[str, list[Form]] = defaultdict(list)
    words: dict[str, set[int]] = defaultdict(set)
    for number, commune in enumerate(communes):
        for name in commune.names:
            folded, reason = fold(name), "exact" if name == commune.name else "alias"
            for key, form in _forms_of(folded, number, reason).items():
                forms[key].append(form)
            for word in core(folded):
                words[word].add(number)
    return Spellings(dict(forms), dict(words))


def _forms_of(folded: str, number: int, reason: str) -> dict[str, Form]:
    """Return the spellings of one name: the whole, the name without its article, its first words."""
    words = core(folded)
    lead = article_of(folded)
    key = "".join(words)
    forms: dict[str, Form] = {key: (number, reason, lead, 0)}
    whole = folded.replace(" ", "")
    for spelling in (whole, lead + key):
        if spelling != key:
            forms[spelling] = (number, reason, None if lead else "", 0)
    if lead:  # without the article, with the linking words
        forms.setdefault(whole.removeprefix(lead), (number, reason, lead, 0))
    short = ""
    for word in words[:-1][:LONGEST_SHORT]:
        short += word
        forms.setdefault(short, (number, "prefix", lead, SHORT_FORM))
        if lead:
            forms.setdefault(lead + short, (number, "prefix", None, SHORT_FORM))
    return forms


def within_two_errors(size: int, spellings: Iterable[str]) -> Callable[[str], set[str]]:
    """Return a function that finds the spellings that may be at most two typing errors from a query.

    size: the number of letters of the queries that the function takes. The function cuts a query into start,
    middle and end; two errors leave one of these unchanged, the middle moved by at most one letter. The
    function returns the spellings that share one. Two letters swapped across a cut change two pieces, so it
    also looks for the start and the end with these letters swapped back.
    """
    last = size - min((size + 2) // 3, 4)
    first = last - min(size // 3, 3)
    starts, middles, ends = defaultdict(list), defaultdict(list), defaultdict(list)
    for spelling in spellings:
        starts[spelling[:first]].append(spelling)
        ends[spelling[last - size :]].append(spelling)
        for place in range(first - 1, first + 2):
            middles[spelling[place : place + last - first]].append(spelling)

    def near(query: str) -> set[str]:
        start, middle, end = query[:first], query[first:last], query[last:]
        return {
            *starts.get(start, ()),
            *starts.get(start[:-1] + middle[0], ()),
            *middles.get(middle, ()),
            *ends.get(end, ()),
            *ends.get(middle[-1] + end[1:], ()),
        }

    return near
