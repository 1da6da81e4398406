"""Lists of values as people type them: `04,84`, `13 et 83`, `Alpes-Maritimes 04`. All are taken, or none."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from ..errors import BadInput, PvdError
from ..language import _
from .models import COHORTS, SINCE

Value = TypeVar("Value")

MOST_WORDS = 50  # that are looked at as values with blanks between them
# What stands between values, the strongest first.
_SEPARATORS = (r"\s*[,;/|\n\r]+\s*", r"\s+(?:et|and|ou|or|&|\+)\s+")


def read_list(
    texts: str | Iterable[str], find: Callable[[str], Value], *, blanks: bool = True
) -> list[Value]:
    """Return the values of a list as it was typed, each once, in the order of the list.

    texts: one text, or several, as a repeated option gives them. Between values stand commas, semicolons,
    slashes, line breaks, `et` or `and`, and, where `blanks` says so, blanks: a name of several words is found
    whole.
    find: returns what one value means, or raises the PvdError that names what there is.
    Raises that error for the first value that is not understood, so that none is left out.
    """
    typed = [texts] if isinstance(texts, str) else texts
    return list(dict.fromkeys(value for text in typed for value in _values(text.strip(), find, blanks)))


def _values(text: str, find: Callable[[str], Value], blanks: bool) -> list[Value]:
    """Return the values of a text that is one value, or else of its parts."""
    try:
        return [find(text)]
    except PvdError:
        for separator in _SEPARATORS:
            parts = [part for part in re.split(separator, text, flags=re.IGNORECASE) if part]
            if parts and parts != [text]:
                return [value for part in parts for value in _values(part, find, blanks)]
        words = [word for word in text.split() if any(map(str.isalnum, word))] if blanks else []
        if not 1 < len(words) <= MOST_WORDS:
            raise
        return _divided(words, find)


def _divided(words: Sequence[str], find: Callable[[str], Value]) -> list[Value]:
    """Return the values of words, of which each value takes as many as it can and leaves others their own.

    Raises the error for the first words that are no value.
    """
    if not words:
        return []
    failure: PvdError | None = None
    for length in range(len(words), 0, -1):
        try:
            value = find(" ".join(words[:length]))
        except PvdError:
            continue
        try:
            return [value, *_divided(words[length:], find)]
        except PvdError as error:
            failure = failure or error
    if failure:
        raise failure
    return [find(" ".join(words))]  # which raises what is to be told of them


def read_cohort(text: str) -> str:
    """Return the cohort that a text names, by its key or its year, or `all`; several of them are all.

    Raises BadInput, which names the cohorts, for anything else.
    """
    by_text = {**{cohort: cohort for cohort in ("all", *COHORTS)}, **{year: c for c, year in SINCE.items()}}

    def find(word: str) -> str:
        if word not in by_text:
            message = _("“{text}” is none of {values}")
            raise BadInput(message.format(text=word, values=", ".join(by_text)))
        return by_text[word]

    found = read_list(text, find)
    return found[0] if len(found) == 1 else "all"
