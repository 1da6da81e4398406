"""Every way to write a name, and how to find the ways that are two typing errors from a query."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from .ladder import SHORT_FORM
from .names import article, core, fold

LONGEST_SHORT = 8  # words of a short form


class WithNames(Protocol):
    """What can be searched for: a commune, by its names (its own first) and its codes."""

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


# A way to write a name: the number of its place, the reason if it is found by it, the article that stands
# before the key (None where the key itself holds it), and the points that this way costs. A plain tuple, as
# the packaged registry keeps thousands.
Form = tuple[int, str, str | None, int]


class Spellings(NamedTuple):
    """The ways to write names under their letters, and the numbers of the places that have a word."""

    forms: Mapping[str, Sequence[Form]]
    words: Mapping[str, Collection[int]]


def spell(places: Iterable[WithNames]) -> Spellings:
    """Return every way to write the names of places, which are numbered in their order."""
    forms: dict[str, list[Form]] = defaultdict(list)
    words: dict[str, set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        for name in place.names:
            folded, reason = fold(name), "exact" if name == place.name else "alias"
            for key, form in _forms_of(folded, number, reason).items():
                forms[key].append(form)
            for word in core(folded):
                words[word].add(number)
    return Spellings(dict(forms), dict(words))


def _forms_of(folded: str, number: int, reason: str) -> dict[str, Form]:
    """Return the ways to write one name of a place: whole, without its article, its first words."""
    words = core(folded)
    lead = article(folded)
    glued = "".join(words)
    forms: dict[str, Form] = {glued: (number, reason, lead, 0)}
    whole = folded.replace(" ", "")
    for key in (whole, lead + glued):
        if key != glued:
            forms[key] = (number, reason, None if lead else "", 0)
    if lead:  # with its linking words
        forms.setdefault(whole.removeprefix(lead), (number, reason, lead, 0))
    short = ""
    for word in words[:-1][:LONGEST_SHORT]:
        short += word
        forms.setdefault(short, (number, "prefix", lead, SHORT_FORM))
        if lead:
            forms.setdefault(lead + short, (number, "prefix", None, SHORT_FORM))
    return forms


def within_two_errors(size: int, spellings: Iterable[str]) -> Callable[[str], set[str]]:
    """Return what finds, for a query of `size` letters, all spellings that may be two errors from it.

    Cut in three, a query keeps one piece as it was: its start, its end, or its middle, which is then
    at most one letter off its place. Only two letters that are swapped may belong to two pieces; these
    are swapped back, and one more error leaves the start, or the end, or what is looked up anyway.
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
