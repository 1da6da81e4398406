"""The words and codes that letters and addresses add to a name, which are removed before it is searched."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from .names import ARTICLES, Name, fold, parse_name
from .query import LETTER_CODE, Query

# All words are folded. Before a name or behind it: `Mairie de Sisteron`, `Sisteron - CCAS`.
OFFICES = (
    "c c a sur", "ccas", "cias", "cne", "com", "hotel de ville", "maire", "mairie", "municipalite", "pvd"
)  # fmt: skip
# The same, but names of communes also have these words: `Ville de Sisteron`, but Ville-sur-Saulx.
ALSO_IN_NAMES = ("commune", "ville")
# An office only where `de` follows: `Marie de Sisteron`.
OFFICES_WITH_DE = ("marie",)
# Before an office: `Monsieur le maire de Sisteron`.
COURTESIES = ("docteur", "dr", "m", "madame", "maitre", "me", "mlle", "mme", "monsieur", "mr")
# `de` and the article of a name in one word: `Mairie du Luc`.
CONTRACTED = {"du": "le", "des": "les"}
# A word of ALSO_IN_NAMES before one of these is part of the name: `Ville-sur-Saulx`.
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
# First words of the names of intercommunalities and syndicates: `Syndicat des eaux de Sisteron`.
BODIES = (
    "agglo", "agglomeration", "ca", "cc", "communaute", "conseil", "cu", "departement", "epci", "ept",
    "interco", "intercommunalite", "metropole", "petr", "sictom", "sidom", "sitom", "siv", "sivom", "sivos",
    "sivu", "smictom", "smitom", "syndicat",
)  # fmt: skip

# How people shorten `communauté de communes`, `communauté d'agglomération`.
COMMUNITY = (
    r"(?:c c(?! a)|comcom|cdc|(?:com|comm|cte) (?:de |d )?(?:com|comm|communes|agglo|agglomeration))(?= )"
)
_CEDEX = r" c(?:e?dex|dx)\d*\b.*"
_ARRONDISSEMENT = (
    rf"\b({'|'.join(WITH_ARRONDISSEMENTS)}) \d{{1,2}}(?: ?(?:er|e|em|eme|ieme|nd))?"
    rf"(?: (?:{'|'.join(ARRONDISSEMENT_WORDS)}))?\b"
)


class Reading(NamedTuple):
    """One way to read a query: the name, and the departments named by the words and codes beside it.

    departments: codes; empty where no department is named; `NO_DEPARTMENT` where two codes contradict.
    """

    name: Name
    departments: Collection[str] = ()


Part = tuple[str, Collection[str]]  # words of a query and departments, as in a Reading
NO_DEPARTMENT = frozenset({""})


def is_body(folded: str) -> bool:
    """Return whether a folded query begins like the name of an intercommunality or a syndicate."""
    first, _, rest = folded.partition(" ")
    return bool(rest) and (first in BODIES or is_community(folded))


def is_community(folded: str) -> bool:
    """Return whether a folded query begins with a short form of `communauté de communes`: `cc`, `comcom`."""
    return folded.startswith("c") and re.match(COMMUNITY, folded) is not None


class AddressReader:
    """Finds the name in a query, without the words and codes that the region's addresses add to it.

    departments: codes by folded code, name or alias of a department; regions: folded names of the region;
    suffixes: words that may follow the name of a town of the region, such as `en Provence`;
    codes: a function that returns the departments that have an INSEE or postal code.
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
    def _office_pattern(self) -> re.Pattern[str]:
        """Matches the words before a name: courtesy, article, office, and `de`, which is group 1."""
        offices = "|".join((*OFFICES, *ALSO_IN_NAMES, *(f"{word}(?= d[eu]?s? )" for word in OFFICES_WITH_DE)))
        return re.compile(
            rf"(?:(?:{'|'.join(COURTESIES)}) )?(?:l[ae]? )?(?:{offices}) "
            rf"(?:(d|de|des|du) )?(?!(?:{'|'.join(LINKS_OF_NAMES)})\b)"
        )

    @cached_property
    def _words_before_name(self) -> set[str]:
        """The first words of all that `_office_pattern` matches."""
        offices = (*OFFICES, *ALSO_IN_NAMES, *OFFICES_WITH_DE)
        return {"l", "la", "le", *COURTESIES, *(office.split()[0] for office in offices)}

    def readings(self, query: Query) -> list[Reading]:
        """Return the ways to read a query, in the order in which to try them."""
        folded = query.folded
        if not folded or folded.isalpha():
            return [Reading(parse_name(folded))]
        while folded.endswith(self._behind):
            folded = folded.removesuffix(next(words for words in self._behind if folded.endswith(words)))
        folded = re.sub(_CEDEX, "", folded)
        parts: list[Part] = [(folded, ())]
        if not folded.replace(" ", "").isalpha():
            parts = self._parts_around_codes(re.sub(_ARRONDISSEMENT, r"\1", folded).split())
        names = [reading for part in parts for reading in self._names_in(*part)]
        if query.cut:
            names.append((query.cut, ()))
        return [Reading(parse_name(name), departments) for name, departments in names]

    def _names_in(self, name: str, departments: Collection[str]) -> Iterator[Part]:
        """Yield the names that a text may hold: itself, or without an office, a suffix or a department.

        Of `Luc (Le)`, the name with its article in front comes first.
        """
        words = name.split()
        office = self._office_pattern.match(name) if words[0] in self._words_before_name else None
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
        """Yield a name without `ville` or a suffix of the region at its end; a suffix tells the region."""
        if name.rpartition(" ")[2] in self._last_words:
            longest = max((t for t in self._tails if name.endswith(f" {t}")), key=len, default="")
            if longest:
                region = self._region if longest in self._suffixes else ()
                yield name.removesuffix(f" {longest}"), departments or region

    def _without_department(self, words: list[str], departments: Collection[str]) -> Iterator[Part]:
        """Yield a name without each department named before or behind it."""
        for size in range(1, len(words)):
            for named, left in ((words[-size:], words[:-size]), (words[:size], words[size:])):
                code = self._departments.get(" ".join(named))
                if code:
                    left = left[:-1] if left[1:] and left[-1] in (code, *DEPARTMENT_WORDS) else left
                    yield " ".join(left), {code} if not departments or code in departments else NO_DEPARTMENT

    def _parts_around_codes(self, words: list[str]) -> list[Part]:
        """Return the texts behind and before the postal codes in an address, with the codes' departments."""
        text = re.sub(r"\b(\d\d) (\d{3})\b", r"\1\2", " ".join(words))
        first, *parts = re.split(rf"\b({LETTER_CODE}|\d{{5}})(?!\d|[a-km-z]\b|l$)", text)
        departments: Collection[str] = ()
        for code in parts[::2]:
            departments = self._narrowed_by_code(departments, code)
        texts = [part.split() for part in (*parts[::-2], first) if part.strip()]
        return [self._without_department_code(t, departments) for t in texts] or [(words[-1], departments)]

    def _without_department_code(self, words: list[str], departments: Collection[str]) -> Part:
        """Return a name without a department's code, or a postal code that lost its zero, at either end."""
        for end in (-1, 0):
            digits = words[end]
            far = re.fullmatch(r"2[ab]|97\d", digits)
            if far and len(words) > 1:
                words.pop(end)
                departments = self._narrowed_by_code(departments, digits.upper())
                continue
            if len(words) == 1 or not digits.isdigit() or len(digits) not in (2, 4):
                continue
            if len(digits) == 4 and f"0{digits[0]}" not in self._departments:
                continue
            words.pop(end)
            departments = self._narrowed_by_code(departments, digits if len(digits) == 2 else f"0{digits}")
            if len(words) > 1 and words[end] in DEPARTMENT_WORDS:
                words.pop(end)
        return " ".join(words), departments

    def _narrowed_by_code(self, departments: Collection[str], code: str) -> Collection[str]:
        """Return the departments of a code that are also in `departments`, if that is not empty.

        A postal code may have several: 05110 also serves Claret, which is in 04.
        """
        own = set(self._codes(code)) or _departments_of(code)
        return (own.intersection(departments) or NO_DEPARTMENT) if departments else own


def _departments_of(code: str) -> set[str]:
    """Return the departments that the first digits of a code stand for: for 20, both of Corsica."""
    if code[:2] == "20":
        return {"2A", "2B"}
    return {code[: 3 if code[:2] == "97" else 2].upper()}
