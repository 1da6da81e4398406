"""Values of options and arguments, which may be typed in English or in French: `pillars`, `piliers`.

The catalogue has the French words for a value under `value: pillars`, separated by bars. The first is shown,
all are understood. A value without such an entry is the same in both languages.
"""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches

import typer

from ..errors import BadInput
from ..language import _, in_french
from ..search.names import fold


def word_for(value: str) -> str:
    """Return the word for a value in the user's language."""
    message = f"value: {value}"
    return _(message).removeprefix("value: ").split("|")[0]


def value_of(values: Sequence[str]) -> Callable[[str], str]:
    """Return the function that reads one of `values`, for Typer's `parser`."""

    def parse(text: str) -> str:
        try:
            return read_value(text, values)
        except BadInput as error:
            raise typer.BadParameter(str(error)) from error

    parse.__name__ = "str"  # the help shows this name
    return parse


def words_of(values: Sequence[str], *, listed: bool = False) -> Callable[[str], list[str]]:
    """Return the function that completes one of `values`, for Typer's `autocompletion`.

    listed: whether the option takes a list with commas, whose last value is completed, also after a minus.
    """

    def complete(incomplete: str) -> list[str]:
        before, last = "", incomplete
        if listed:
            typed = re.fullmatch(r"((?:.*,)?-?)([^,]*)", incomplete)
            before, last = typed.groups() if typed else ("", incomplete)
        return [before + word for word in map(word_for, values) if word.startswith(last)]

    return complete


def read_value(text: str, values: Sequence[str]) -> str:
    """Return the value that a text names, in English, French or the user's language.

    Raises BadInput, which lists all values, where the text names none.
    """
    if text in values:  # a default, for which no catalogue is read
        return text
    words: dict[str, str] = {}
    for value in values:
        message = f"value: {value}"
        for word in (value, *_(message).split("|"), *in_french(message).split("|")):
            words.setdefault(fold(word), value)
    if fold(text) in words:
        return words[fold(text)]
    near = get_close_matches(fold(text), words, 1)
    message = _("“{text}” is not one of {values}")
    if near:
        message = _("“{text}” is not one of {values}; did you mean {value}?")
    value = word_for(words[near[0]]) if near else ""
    raise BadInput(message.format(text=text, values=", ".join(map(word_for, values)), value=value))
