"""What a shell may offer for the word that is being typed, in the letters that were typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .models import Commune, OtherCommune
from .names import article, fold
from .registry import Registry

Offers = list[tuple[str, str]]  # a word, and what it stands for


def communes(registry: Registry, typed: str, *, others: bool = False) -> Offers:
    """Return the communes that begin with `typed`, with their departments; INSEE codes if it is digits.

    others: the region's other communes too, once something is typed.
    """
    places: list[Commune | OtherCommune] = registry.places if others and typed else [*registry.communes]
    if typed.isdigit():
        return [(place.insee, place.name) for place in places if place.insee.startswith(typed)]
    return _offers(typed, ((place.name, place.department_name) for place in places))


def departments(registry: Registry, typed: str) -> Offers:
    """Return the departments whose code or name begins with `typed`."""
    codes = [(d.code, d.name) for d in registry.departments if d.code.startswith(typed)]
    return codes or _offers(typed, ((d.name, d.code) for d in registry.departments))


def epcis(registry: Registry, typed: str) -> Offers:
    """Return the EPCIs whose SIREN or name begins with `typed`, or else a word of whose name does."""
    sirens = [(epci.siren, epci.name) for epci in registry.epcis if epci.siren.startswith(typed or "-")]
    names = [(epci.name, epci.siren) for epci in registry.epcis]
    parts = [(name[word.start() :], siren) for name, siren in names for word in re.finditer(r"\b\w", name)]
    return sirens or _offers(typed, names) or _offers(typed, parts)


def _offers(typed: str, names: Iterable[tuple[str, str]]) -> Offers:
    """Return the names that begin with `typed`, each with its meaning; of namesakes all meanings.

    They are words of a command line, so a hyphen stands for blanks, apostrophes and what else is no letter.
    """
    offers: dict[str, list[str]] = {}
    begun = _plain(typed)
    for name, meaning in names:
        for word in _words(name):
            if _plain(word).startswith(begun):
                offers.setdefault(typed + word[len(begun) :], []).append(meaning)
                break
            short = re.sub(r"\bSaint(e?)\b", r"St\1", word)
            if _plain(short).startswith(begun):
                offers.setdefault(typed + short[len(begun) :], []).append(meaning)
                break
    return [(word, ", ".join(meanings)) for word, meanings in offers.items()]


def _words(name: str) -> Iterator[str]:
    word = re.sub(r"\W+", "-", name).strip("-")
    yield word
    lead = article(fold(name))
    if lead:
        yield word[len(lead) + 1 :]


def _plain(text: str) -> str:
    """Return `text` letter by letter, without accents, in lower case: as long as it was."""
    letters = unicodedata.normalize("NFC", text)
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in letters)
    return re.sub(r"\W", "-", plain).lower()
