"""What intercommunalities are called: names, parts of names, initials."""

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property, lru_cache

from ..errors import NoAnswer
from ..language import _
from ..search.address import COMMUNITY, is_community
from ..search.names import core, fold
from ..search.query import LAST_QUERIES
from .models import Epci

SUGGESTED_SHARE = 0.5  # likeness of a misspelt name to one that is suggested
MISSPELT = 0.85  # the same to one that is meant, where a type of intercommunality stands beside it
SHORTEST = 3  # letters of initials that are known without a type beside them
TYPES = frozenset("agglo agglomeration ca cc communaute cu epci interco intercommunalite metropole".split())
EPCI_TYPE = (
    r"(?:cc|ca|cu|epci|metropole|interco(?:mmunalite)?|agglo(?:meration)?"
    r"|communaute(?: (?:de communes?|d agglo(?:meration)?|urbaine))?)"
)
_TYPE_FIRST = rf"^(?:l |la )?{EPCI_TYPE} (?:(?:de|du|des|d) )?(?:(?:l|la|le|les) )?"
_TYPE_LAST = rf" {EPCI_TYPE}$"


def has_epci_type(folded: str) -> bool:
    """Return whether a text has a type of intercommunality and other words: `cc du pays`, `gap agglo`."""
    words = folded.split()
    return len(words) > 1 and not TYPES.isdisjoint((words[0], words[1], words[-1]))


def has_epci_type_first(folded: str) -> bool:
    """Return whether a text begins with a type of intercommunality, which `Communauté Emmaüs` does not."""
    first = folded.partition(" ")[0]
    of_communes = re.match(r"communaute (?:de com|d agglo|urbaine)", folded)
    return bool(of_communes) if first == "communaute" else first in TYPES


class EpciNames:
    """Finds intercommunalities by SIREN, name, part of a name, or initials."""

    def __init__(self, epcis: Iterable[Epci], aliases: Mapping[str, Iterable[str]]) -> None:
        """aliases: other names by SIREN."""
        self._epcis = tuple(epcis)
        self._aliases = aliases
        self._called = lru_cache(LAST_QUERIES)(self._named)

    @cached_property
    def _words(self) -> dict[Epci, list[str]]:
        """The distinctive words of each name; the first is the type of the intercommunality."""
        return {epci: core(fold(epci.name)) for epci in self._epcis}

    @cached_property
    def _words_before_brackets(self) -> dict[Epci, list[str]]:
        """The same without what stands in brackets: CC Vallée des Baux-Alpilles (CC VBA)."""
        return {
            epci: core(fold(re.sub(r"\(.*", "", epci.name))) if "(" in epci.name else words
            for epci, words in self._words.items()
        }

    @cached_property
    def _initials(self) -> dict[str, list[Epci]]:
        """Intercommunalities by initials, like DLVA, by type and initials, like CADLVA, and by alias.

        A métropole has one letter for its type: MTPM.
        """
        short: dict[str, list[Epci]] = {}
        for epci in self._epcis:
            kind = epci.type.lower() if len(epci.type) == 2 else epci.type[:1].lower()
            initials = "".join(word[0] for word in self._words_before_brackets[epci][1:])
            in_brackets = re.findall(r"\(([^()]+)\)", epci.name)
            aliases = (*self._aliases.get(epci.siren, ()), *in_brackets)
            for name in {initials, kind + initials, *("".join(core(fold(alias))) for alias in aliases)}:
                short.setdefault(name, []).append(epci)
        return short

    @cached_property
    def _by_key(self) -> dict[str, Epci]:
        """Intercommunalities by SIREN, and by the distinctive words of their names, without spaces.

        The words may lack the type of the intercommunality, and `agglomération` at the end.
        """
        names = {epci.siren: epci for epci in self._epcis}
        for epci in self._epcis:
            for words in (self._words[epci], self._words_before_brackets[epci]):
                for key in ("".join(words), "".join(words[1:])):
                    names[key] = names[key.removesuffix("agglomeration")] = epci
        return names

    def spellings(self, epci: Epci) -> dict[str, list[str]]:
        """Return what an intercommunality is found by: lists of `names` and `initials`, without spaces."""
        return {
            "names": sorted(name for name, named in self._by_key.items() if named == epci),
            "initials": sorted(short for short, named in self._initials.items() if epci in named),
        }

    def called(self, folded: str) -> tuple[Epci, ...]:
        """Return the intercommunalities that a folded text names, by SIREN, name or initials.

        With a type before or behind it (`CC`, `agglo`), a part of a name or a misspelt name is enough.
        """
        return self._called(folded)

    def _named(self, folded: str) -> tuple[Epci, ...]:
        if is_community(folded.removeprefix("la ")):
            folded = re.sub(COMMUNITY, "cc", folded.removeprefix("la "))
        found = self._by_name(folded, SHORTEST)
        if found or not has_epci_type(folded):
            return found
        rest = re.sub(_TYPE_LAST, "", re.sub(_TYPE_FIRST, "", folded))
        return self._by_part(rest) if rest and rest != folded else ()

    def _by_name(self, folded: str, shortest: int) -> tuple[Epci, ...]:
        """Return those with this SIREN or name, or with these initials of at least `shortest` letters."""
        named = self._by_key.get("".join(core(folded)))
        if named:
            return (named,)
        initials = folded.replace(" ", "")
        return tuple(self._initials.get(initials, ())) if len(initials) >= shortest else ()

    def with_part(self, folded: str) -> tuple[Epci, ...]:
        """Return those whose names, without their types, have all words of a folded text: `dracenie`."""
        words = set(core(folded)) - TYPES
        return tuple(epci for epci, name in self._words.items() if words and words <= set(name[1:]))

    def _by_part(self, folded: str) -> tuple[Epci, ...]:
        """Return those with this name without its type, or with all these words, or with a similar name."""
        found = self._by_name(folded, 1) or self._with_words(core(folded))
        if found:
            return found
        names = {" ".join(name[1:]): epci for epci, name in self._words.items()}
        return tuple(names[name] for name in get_close_matches(" ".join(core(folded)), names, 1, MISSPELT))

    def _with_words(self, words: Collection[str]) -> tuple[Epci, ...]:
        return tuple(epci for epci, name in self._words.items() if words and set(words) <= set(name))

    def find(self, query: str) -> tuple[Epci, ...]:
        """Return the intercommunalities with this SIREN, name or initials, or whose names have all its words.

        Only whole words count: `AMP` does not find Champsaur. Raises NoAnswer where none is found.
        """
        folded = fold(query)
        words = core(folded)
        whole = tuple(epci for epci, name in self._words.items() if name == words)
        found = whole or self._with_words(words) or self._by_name(folded, 1) or self.called(folded)
        if found:
            return found
        names = {" ".join(name[1:]): epci for epci, name in self._words.items()}
        near = [names[name].name for name in get_close_matches(" ".join(words), names, 3, SUGGESTED_SHARE)]
        hints = [_("did you mean {names}?").format(names=", ".join(near))] if near else []
        raise NoAnswer(_("“{query}” is not an intercommunality of the region").format(query=query), *hints)
