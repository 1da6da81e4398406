"""Completes names and codes on the command line."""

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

Offered = list[tuple[str, str]]  # (word, what it stands for)


def names_of(
    found: Callable[[Registry, str], Offered], argument: str = ""
) -> Callable[[typer.Context, str], Offered]:
    """Return the function that completes a name, for Typer's `autocompletion`.

    found: a function that returns the names of a registry that begin with a text; argument: that whose
    earlier words belong to the name, as `Le` belongs to `Le Muy`.
    """

    def complete(ctx: typer.Context, incomplete: str) -> Offered:
        if set(os.environ.get("COMP_WORDS", "")) & set("'\"\\"):
            return []  # bash would put what is offered behind a quote or an escape
        listed, comma, incomplete = incomplete.rpartition(",")  # of a list, the last name
        before = "" if comma else "".join(f"{word} " for word in ctx.params.get(argument) or ())
        registry_file = ctx.params.get("registry_file")
        if registry_file and not Path(registry_file).is_file():
            return []  # reading a pipe would wait, and would take its content from the command
        try:
            names = found(load_registry(registry_file), before + incomplete)
        except PvdError:
            return []
        # Shells and Typer would read code and markup in a meaning: only words are left of it.
        start = listed + comma
        return [
            (start + word[len(before) :], re.sub(r"[^\w ,.()'’-]+", " ", meaning)) for word, meaning in names
        ]

    return complete


def commune_names(registry: Registry, typed: str) -> Offered:
    """Return the same for all communes of the region; only the labelled ones if `typed` is empty."""
    return _names_or_codes(registry.places if typed else registry.communes, typed)


def searched_names(registry: Registry, typed: str) -> Offered:
    """Return the same, or the EPCIs that begin with `typed` where no commune does."""
    return commune_names(registry, typed) or epci_names(registry, typed)


def shown_names(registry: Registry, typed: str) -> Offered:
    """Return the labelled communes that begin with `typed`, or else all communes, or else the EPCIs."""
    return _names_or_codes(registry.communes, typed) or searched_names(registry, typed)


def _names_or_codes(places: Sequence[Place], typed: str) -> Offered:
    if typed.isdigit():
        return [(place.insee, place.name) for place in places if place.insee.startswith(typed)]
    return _completions(typed, ((place.name, place.department_name) for place in places))


def department_names(registry: Registry, typed: str) -> Offered:
    """Return the departments whose code or name begins with `typed`."""
    codes = [(d.code, d.name) for d in registry.departments if d.code.startswith(typed)]
    return codes or _completions(typed, ((d.name, d.code) for d in registry.departments))


def epci_names(registry: Registry, typed: str) -> Offered:
    """Return the EPCIs whose SIREN or name begins with `typed`; without any, by initials, then by a word."""
    sirens = [(epci.siren, epci.name) for epci in registry.epcis if epci.siren.startswith(typed or "-")]
    names = [(epci.name, epci.siren) for epci in registry.epcis]
    parts = [(name[word.start() :], siren) for name, siren in names for word in re.finditer(r"\b\w", name)]
    return sirens or _completions(typed, names) or _initials(registry, typed) or _completions(typed, parts)


def _initials(registry: Registry, typed: str) -> Offered:
    """Return the initials of EPCIs that begin with `typed`, in its case: `DLVA`, `CoVe`."""
    from ..registry.epci_names import SHORTEST

    return [
        (typed + (short.upper() if typed.isupper() else short)[len(typed) :], epci.name)
        for epci in registry.epcis
        for short in registry.epci_names.spellings(epci)["initials"]
        if short.startswith(typed.lower()) and len(short) >= SHORTEST
    ]


def _completions(typed: str, names: Iterable[tuple[str, str]]) -> Offered:
    """Return the names that begin with `typed`, each with all its meanings. names: (name, meaning).

    Each is returned as one word of a command line, with hyphens for blanks, apostrophes and other signs.
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
    """Return `text` in lower case and of the same length, with a hyphen for each blank or sign."""
    return re.sub(r"\W", "-", unicodedata.normalize("NFC", text)).lower()


def _unaccented(text: str) -> str:
    """Return `text` without accents."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in _hyphenated(text))
