"""What stands beside a name on a letter or in an address. Each kind of word has one list."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from .names import ARTICLES, Name, fold, parse_name
from .query import Query

# All words are folded. Before a name or behind it: `Mairie de Sisteron`, `Sisteron - CCAS`.
OFFICES = (
    "c c a sur", "ccas", "cias", "cne", "com", "hotel de ville", "maire", "mairie", "municipalite", "pvd"
)  # fmt: skip
# The same, but names have these words too: `Ville de Sisteron`, Ville-sur-Saulx.
ALSO_IN_NAMES = ("commune", "ville")
# An office only where `de` follows: `Marie de Sisteron`.
OFFICES_WITH_DE = ("marie",)
# Before an office: `Monsieur le maire de Sisteron`.
COURTESIES = ("m", "mme", "mr", "madame", "monsieur")
# `de` and the article of a name in one word: `Mairie du Luc`.
CONTRACTED = {"du": "le", "des": "les"}
# What follows `ville` in a name, so that it is no office: `Ville-sur-Saulx`.
LINKS_OF_NAMES = ("a", "au", "aux", "d", "de", "des", "du", "en", "sous", "sur")
# Behind a name: `Sisteron, France`.
COUNTRIES = ("france", "fr", "f")
# Before a department's code: `Sisteron (dép. 04)`.
DEPARTMENT_WORDS = ("departement", "dep", "dept", "dpt")
# Behind the number of an arrondissement: `Marseille 13e Arrondissement`.
ARRONDISSEMENT_WORDS = ("arrondissement", "arrdt", "arrt", "arr", "ardt")
WITH_ARRONDISSEMENTS = ("lyon", "marseille", "paris")  # loi n° 82-1169 (PLM)

# In front of the line of a street, or behind its number.
STREETS = (
    "allee", "allees", "avenue", "av", "bd", "boulevard", "bis", "bp", "chemin", "cours", "cs", "domaine",
    "faubourg", "hotel", "immeuble", "impasse", "lotissement", "mairie", "montee", "place", "pl", "quai",
    "quartier", "residence", "route", "rte", "rue", "square", "traverse", "za", "zac", "zi", "zone",
)  # fmt: skip
# Before a name, these make it the name of a body that is no commune: `Syndicat des eaux de Sisteron`.
BODIES = (
    "agglo", "agglomeration", "cc", "communaute", "epci", "interco", "intercommunalite",
    "metropole", "sictom", "sidom", "sitom", "siv", "sivom", "sivos", "sivu", "smictom", "smitom", "syndicat",
)  # fmt: skip

_CEDEX = re.compile(r" c(?:e?dex|dx)\d*\b.*")
_ARRONDISSEMENT = re.compile(
    rf"\b({'|'.join(WITH_ARRONDISSEMENTS)}) \d{{1,2}}(?: ?(?:er|e|em|eme|ieme|nd))?"
    rf"(?: (?:{'|'.join(ARRONDISSEMENT_WORDS)}))?\b"
)


class Reading(NamedTuple):
    """A query taken as a name, and the departments that the words and codes beside it name.

    departments: their codes; none where nothing does; `NO_DEPARTMENT` where two of them differ.
    """

    name: Name
    departments: Collection[str] = ()


Part = tuple[str, Collection[str]]  # words of a query and departments, as in a Reading
NO_DEPARTMENT = frozenset({""})


def is_body(folded: str) -> bool:
    """Whether a folded query begins as the name of a body that is no commune does."""
    first, _, rest = folded.partition(" ")
    return bool(rest) and first in BODIES


class AddressReader:
    """Reads a query as a name, without what may stand beside it in the region.

    departments: codes by all that departments are called, folded; regions: what the region is called, folded;
    suffixes: words that its towns' names may be followed by; codes: returns the departments that have a code.
    """

    def __init__(
        self,
        departments: Mapping[str, str],
        regions: Iterable[str],
        suffixes: Iterable[str],
        codes: Callable[[str], Collection[str]],
    ) -> None:
        self._departments = departments
        self._department_words = {word for name in departments for word in name.split()}
        self._codes = codes
        behind = (*OFFICES, *COUNTRIES, *regions)
        self._behind = tuple(f" {words}" for words in behind)
        self._region = frozenset(departments.values())
        self._suffixes = tuple(map(fold, suffixes))
        tails = (*self._suffixes, *ALSO_IN_NAMES)
        self._tails = (*tails, *(f"{word} {link}" for word in ALSO_IN_NAMES for link in ("d", "de", "du")))
        self._last_words = {tail.split()[-1] for tail in self._tails}

    @cached_property
    def _office(self) -> re.Pattern[str]:
        """An office and what leads to it, with `de` (its group) or without; compiled once it is needed."""
        offices = "|".join((*OFFICES, *ALSO_IN_NAMES, *(f"{word}(?= d[eu]?s? )" for word in OFFICES_WITH_DE)))
        return re.compile(
            rf"(?:(?:{'|'.join(COURTESIES)}) )?(?:l[ae]? )?(?:{offices}) "
            rf"(?:(d|de|des|du) )?(?!(?:{'|'.join(LINKS_OF_NAMES)})\b)"
        )

    @cached_property
    def _first_words(self) -> set[str]:
        """The words that an office and what leads to it begin with."""
        offices = (*OFFICES, *ALSO_IN_NAMES, *OFFICES_WITH_DE)
        return {"l", "la", "le", *COURTESIES, *(office.split()[0] for office in offices)}

    def readings(self, query: Query) -> list[Reading]:
        """Return the ways to read a query, the query as it stands first."""
        folded = query.folded
        if not folded or folded.isalpha():
            return [Reading(parse_name(folded))]
        while folded.endswith(self._behind):
            folded = folded.removesuffix(next(words for words in self._behind if folded.endswith(words)))
        folded = _CEDEX.sub("", folded)
        parts: list[Part] = [(folded, ())]
        if not folded.replace(" ", "").isalpha():
            parts = self._parts(_ARRONDISSEMENT.sub(r"\1", folded).split())
        names = [reading for part in parts for reading in self._beside(*part)]
        if query.cut:
            names.append((query.cut, ()))
        return [Reading(parse_name(name), departments) for name, departments in names]

    def _beside(self, name: str, departments: Collection[str]) -> Iterator[Part]:
        """Yield a name, its article in front: `Luc (Le)`; it without an office, tail, department."""
        words = name.split()
        office = self._office.match(name) if words[0] in self._first_words else None
        if words[-1] in ARTICLES and len(words) > 1:
            yield " ".join([words[-1], *words[:-1]]), departments
        if not (office and office[1]):
            yield name, departments
        if office:
            name = name[office.end() :]
            words = name.split()
            if office[1] in CONTRACTED:
                yield f"{CONTRACTED[office[1]]} {name}", departments
            yield name, departments
        yield from self._without_tail(name, departments)
        if words[0] in self._department_words or words[-1] in self._department_words:
            yield from self._without_department(words, departments)

    def _without_tail(self, name: str, departments: Collection[str]) -> Iterator[Part]:
        """Yield a name without what stands behind it: `ville`, or `en Provence`, which is here only."""
        if name.rpartition(" ")[2] in self._last_words:
            longest = max((t for t in self._tails if name.endswith(f" {t}")), key=len, default="")
            if longest:
                region = self._region if longest in self._suffixes else ()
                yield name.removesuffix(f" {longest}"), departments or region

    def _without_department(self, words: list[str], departments: Collection[str]) -> Iterator[Part]:
        """Yield a name without each department that stands behind or before it."""
        for size in range(1, len(words)):
            for named, left in ((words[-size:], words[:-size]), (words[:size], words[size:])):
                code = self._departments.get(" ".join(named))
                if code:
                    left = left[:-1] if left[1:] and left[-1] in (code, *DEPARTMENT_WORDS) else left
                    yield " ".join(left), {code} if not departments or code in departments else NO_DEPARTMENT

    def _parts(self, words: list[str]) -> list[Part]:
        """Return what stands behind and before the postal codes of an address, and the codes' departments."""
        text = re.sub(r"\b(\d\d) (\d{3})\b", r"\1\2", " ".join(words))
        first, *parts = re.split(r"\b(2[ab]\d{3}|\d{5})(?!\d|[a-km-z]\b|l$)", text)
        departments: Collection[str] = ()
        for code in parts[::2]:
            departments = self._narrowed(departments, code)
        found = [self._ends(part.split(), departments) for part in (*parts[::-2], first) if part.strip()]
        return found or [(words[-1], departments)]

    def _ends(self, words: list[str], departments: Collection[str]) -> Part:
        """Read words without a department's code or a postal code that lost its leading zero."""
        for end in (-1, 0):
            digits = words[end]
            far = re.fullmatch(r"2[ab]|97\d", digits)
            if far and len(words) > 1:
                words.pop(end)
                departments = self._narrowed(departments, digits.upper())
                continue
            if len(words) == 1 or not digits.isdigit() or len(digits) not in (2, 4):
                continue
            if len(digits) == 4 and f"0{digits[0]}" not in self._departments:
                continue
            words.pop(end)
            departments = self._narrowed(departments, digits if len(digits) == 2 else f"0{digits}")
            if len(words) > 1 and words[end] in DEPARTMENT_WORDS:
                words.pop(end)
        return " ".join(words), departments

    def _narrowed(self, departments: Collection[str], code: str) -> Collection[str]:
        """Return the departments of a code, of those that are known already: 05110 is also Claret, in 04."""
        own = set(self._codes(code)) or _departments_of(code)
        return (own.intersection(departments) or NO_DEPARTMENT) if departments else own


def _departments_of(code: str) -> set[str]:
    """Return the departments that a code may be of; postal codes of Corsica share their first digits."""
    if code[:2] == "20":
        return {"2A", "2B"}
    return {code[: 3 if code[:2] == "97" else 2].upper()}
