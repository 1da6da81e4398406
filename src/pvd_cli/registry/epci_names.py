"""What intercommunalities are called: names, parts of names, initials."""

import re
from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property

from ..errors import NoAnswer
from ..language import _
from ..search.names import core, fold
from .models import Epci

SUGGESTED_SHARE = 0.5  # likeness of a misspelt name to one that is suggested
MISSPELT = 0.85  # the same to one that is meant, where a type of intercommunality stands beside it
SHORTEST = 3  # letters of initials that are known without a type beside them
TYPES = frozenset("agglo agglomeration ca cc communaute cu epci interco intercommunalite metropole".split())
EPCI_TYPE = (
    r"(?:cc|ca|cu|epci|metropole|interco(?:mmunalite)?|agglo(?:meration)?"
    r"|communaute(?: (?:de communes?|d agglo(?:meration)?|urbaine))?)"
)
_TYPE_FIRST = re.compile(rf"^(?:l |la )?{EPCI_TYPE} (?:(?:de|du|des|d) )?(?:(?:l|la|le|les) )?")
_TYPE_LAST = re.compile(rf" {EPCI_TYPE}$")


class EpciNames:
    """Finds intercommunalities by what they are called."""

    def __init__(self, epcis: Iterable[Epci], aliases: Mapping[str, Iterable[str]]) -> None:
        """aliases: other names by SIREN."""
        self._epcis = tuple(epcis)
        self._aliases = aliases

    @cached_property
    def _words(self) -> dict[Epci, list[str]]:
        """The words of each name that tell it apart; the first is its type."""
        return {epci: core(fold(epci.name)) for epci in self._epcis}

    @cached_property
    def _initials(self) -> dict[str, list[Epci]]:
        """What intercommunalities are called for short: DLVA, or with the type CADLVA, and their aliases.

        The type of a métropole is one letter: MTPM.
        """
        short: dict[str, list[Epci]] = {}
        for epci in self._epcis:
            kind = epci.type.lower() if len(epci.type) == 2 else epci.type[:1].lower()
            initials = "".join(word[0] for word in core(fold(_without_brackets(epci.name)))[1:])
            in_brackets = re.findall(r"\(([^()]+)\)", epci.name)  # CC Vallée des Baux-Alpilles (CC VBA)
            aliases = (*self._aliases.get(epci.siren, ()), *in_brackets)
            for name in {initials, kind + initials, *("".join(core(fold(alias))) for alias in aliases)}:
                short.setdefault(name, []).append(epci)
        return short

    @cached_property
    def _by_name(self) -> dict[str, Epci]:
        """Each by its SIREN and by its words, glued, with and without its type and a last Agglomération."""
        names = {epci.siren: epci for epci in self._epcis}
        for epci in self._epcis:
            for name in (epci.name, _without_brackets(epci.name)):
                words = core(fold(name))
                for glued in ("".join(words), "".join(words[1:])):
                    names[glued] = names[glued.removesuffix("agglomeration")] = epci
        return names

    def spellings(self, epci: Epci) -> dict[str, list[str]]:
        """Return what an intercommunality is found by: `names`, their words glued, and `initials`."""
        return {
            "names": sorted(name for name, named in self._by_name.items() if named == epci),
            "initials": sorted(short for short, named in self._initials.items() if epci in named),
        }

    def called(self, folded: str) -> tuple[Epci, ...]:
        """Return the intercommunalities that a folded text names: by SIREN, by name, or by initials.

        Beside a type (`CC`, `agglo`) a part of a name is enough, or one that is misspelt.
        """
        found = self._exactly(folded, SHORTEST)
        words = folded.split()
        if found or len(words) < 2 or TYPES.isdisjoint((words[0], words[1], words[-1])):
            return found
        rest = _TYPE_LAST.sub("", _TYPE_FIRST.sub("", folded))
        return self._part(rest) if rest and rest != folded else ()

    def _exactly(self, folded: str, shortest: int) -> tuple[Epci, ...]:
        """Return those of this SIREN or name, or of these initials if they have letters enough."""
        named = self._by_name.get("".join(core(folded)))
        if named:
            return (named,)
        initials = folded.replace(" ", "")
        return tuple(self._initials.get(initials, ())) if len(initials) >= shortest else ()

    def _part(self, folded: str) -> tuple[Epci, ...]:
        """Return those of a name without its type, or with all its words, or that is nearly so called."""
        found = self._exactly(folded, 1) or self._with_words(core(folded))
        if found:
            return found
        names = {" ".join(name[1:]): epci for epci, name in self._words.items()}
        return tuple(names[name] for name in get_close_matches(" ".join(core(folded)), names, 1, MISSPELT))

    def _with_words(self, words: Collection[str]) -> tuple[Epci, ...]:
        return tuple(epci for epci, name in self._words.items() if words and set(words) <= set(name))

    def find(self, query: str) -> tuple[Epci, ...]:
        """Return the intercommunalities of this SIREN, name or initials, or whose names have all its words.

        query: in any spelling; a part of a word is no word: `AMP` is not Champsaur. Raises NoAnswer.
        """
        folded = fold(query)
        words = core(folded)
        whole = tuple(epci for epci, name in self._words.items() if name == words)
        found = whole or self._with_words(words) or self._exactly(folded, 1) or self.called(folded)
        if found:
            return found
        names = {" ".join(name[1:]): epci for epci, name in self._words.items()}
        near = [names[name].name for name in get_close_matches(" ".join(words), names, 3, SUGGESTED_SHARE)]
        hints = [_("did you mean {names}?").format(names=", ".join(near))] if near else []
        raise NoAnswer(_("“{query}” is not an intercommunality of the registry").format(query=query), *hints)


def _without_brackets(name: str) -> str:
    return re.sub(r"\(.*", "", name)
