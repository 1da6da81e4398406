"""Completion on the command line: the names and codes that begin with what is typed."""

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import typer

from ..errors import PvdError
from ..registry.loading import load_registry
from ..registry.models import Place
from ..registry.registry import Registry
from ..search.names import article_of, fold

Offered = list[tuple[str, str]]  # words, each with what it stands for


def names_of(
    found: Callable[[Registry, str], Offered], argument: str = ""
) -> Callable[[typer.Context, str], Offered]:
    """Return the completion of a name, in the form that Typer takes.

    found: returns the names of a registry that begin with a text; argument: the argument whose earlier words
    are part of the name, as `Le` is of `Le Muy`.
    """

    def complete(ctx: typer.Context, incomplete: str) -> Offered:
        if set(os.environ.get("COMP_WORDS", "")) & set("'\"\\"):
            return []  # bash would put what is offered behind a quote or an escape
        before = "".join(f"{word} " for word in ctx.params.get(argument) or ())
        registry_file = ctx.params.get("registry_file")
        if registry_file and not Path(registry_file).is_file():
            return []  # to read a pipe would wait, and take from it what the command itself is to read
        try:
            names = found(load_registry(registry_file), before + incomplete)
        except PvdError:
            return []
        # Shells and Typer read what a word stands for as code and as markup: leave nothing but words of it.
        return [(word[len(before) :], re.sub(r"[^\w ,.()'’-]+", " ", meaning)) for word, meaning in names]

    return complete


def labelled_names(registry: Registry, typed: str) -> Offered:
    """Return the labelled communes whose name, or code where digits are typed, begins with `typed`."""
    return _names_or_codes(registry.communes, typed)


def commune_names(registry: Registry, typed: str) -> Offered:
    """Return the communes of the region that begin with `typed`, or if that is empty the labelled ones."""
    return _names_or_codes(registry.places if typed else registry.communes, typed)


def _names_or_codes(places: Sequence[Place], typed: str) -> Offered:
    if typed.isdigit():
        return [(place.insee, place.name) for place in places if place.insee.startswith(typed)]
    return _offers(typed, ((place.name, place.department_name) for place in places))


def department_names(registry: Registry, typed: str) -> Offered:
    """Return the departments whose code or name begins with `typed`."""
    codes = [(d.code, d.name) for d in registry.departments if d.code.startswith(typed)]
    return codes or _offers(typed, ((d.name, d.code) for d in registry.departments))


def epci_names(registry: Registry, typed: str) -> Offered:
    """Return the EPCIs whose SIREN or name begins with `typed`, or else a word of whose name does."""
    sirens = [(epci.siren, epci.name) for epci in registry.epcis if epci.siren.startswith(typed or "-")]
    names = [(epci.name, epci.siren) for epci in registry.epcis]
    parts = [(name[word.start() :], siren) for name, siren in names for word in re.finditer(r"\b\w", name)]
    return sirens or _offers(typed, names) or _offers(typed, parts)


def _offers(typed: str, names: Iterable[tuple[str, str]]) -> Offered:
    """Return the names that begin with `typed`, each with its meaning, or with all where it has several.

    Each is one word of a command line: hyphens take the place of blanks, apostrophes and other signs.
    """
    offers: dict[str, list[str]] = {}
    accented = _hyphenated(typed) != _unaccented(typed)
    letters = _hyphenated if accented else _unaccented
    for name, meaning in names:
        word = next(
            (word for word in _typed_spellings(name) if letters(word).startswith(letters(typed))), None
        )
        if word is not None:
            offers.setdefault(typed + word[len(typed) :], []).append(meaning)
    return [(word, ", ".join(meanings)) for word, meanings in offers.items()]


def _typed_spellings(name: str) -> Iterator[str]:
    word = re.sub(r"\W+", "-", name).strip("-")
    lead = article_of(fold(name))
    yield word
    if lead:
        yield word[len(lead) + 1 :]
    yield re.sub(r"\bSaint(e?)\b", r"St\1", word)


def _hyphenated(text: str) -> str:
    """Return `text` in lower case, as long as it was, with a hyphen in the place of each other sign."""
    return re.sub(r"\W", "-", unicodedata.normalize("NFC", text)).lower()


def _unaccented(text: str) -> str:
    """Return the same without accents."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in _hyphenated(text))
