"""Lists of values as people type them: `04,84`, `13 et 83`, `Alpes-Maritimes 04`."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from ..errors import BadInput, PvdError
from ..language import _
from .models import COHORTS, SINCE

Value = TypeVar("Value")

MOST_WORDS = 50  # of a text that is split at blanks
# What stands between values, the strongest first.
_SEPARATORS = (r"\s*[,;|\n\r]+\s*", r"\s+(?:et|and|ou|or|&|\+)\s+", r"\s*/+\s*")


def read_list(
    texts: str | Iterable[str], find: Callable[[str], Value], *, blanks: bool = True
) -> list[Value]:
    """Return the values of a list as it was typed, each once, in the order of the list.

    texts: one text, or several from a repeated option. Commas, semicolons, slashes, line breaks, `et` and
    `and` separate values; so do blanks if `blanks` is True, except within a name of several words.
    find: a function that returns the value for a word, or raises a PvdError that names the possible values.
    Raises that error for the first word that is not understood.
    """
    typed = [texts] if isinstance(texts, str) else texts
    return list(dict.fromkeys(value for text in typed for value in _values(text.strip(), find, blanks)))


def _values(text: str, find: Callable[[str], Value], blanks: bool) -> list[Value]:
    """Return the value that a whole text is, or else the values of its parts."""
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
        return _split_at_blanks(words, find)


def _split_at_blanks(words: Sequence[str], find: Callable[[str], Value]) -> list[Value]:
    """Return the values of words; each value takes as many words as it can if the rest can still be read.

    Raises the error of `find` for the first words that are no value.
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
            return [value, *_split_at_blanks(words[length:], find)]
        except PvdError as error:
            failure = failure or error
    if failure:
        raise failure
    return [find(" ".join(words))]  # raises the error for these words


def read_cohort(text: str) -> str:
    """Return the cohort that a text names, by its key or its year; `all` for `all` or several cohorts.

    Raises BadInput, which names the cohorts, for anything else.
    """
    by_text = {**{cohort: cohort for cohort in ("all", *COHORTS)}, **{year: c for c, year in SINCE.items()}}

    def find(word: str) -> str:
        if word not in by_text:
            message = _("“{text}” is not one of {values}")
            raise BadInput(message.format(text=word, values=", ".join(by_text)))
        return by_text[word]

    found = read_list(text, find)
    return found[0] if len(found) == 1 else "all"
