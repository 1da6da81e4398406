"""Reads one cell in a role: the communes of France, departments or intercommunality that it means."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from ..errors import NoAnswer
from ..registry.models import Epci, Place
from ..registry.registry import Registry
from ..search.address import DEPARTMENT_WORDS
from ..search.elsewhere import Outside
from ..search.names import fold
from ..search.query import LETTER_CODE, no_code
from .headings import DEPARTMENT, INSEE, NAME, POSTAL, SIREN

MOST_DEPARTMENTS = 1000  # different cells of departments whose meaning is cached
MOST_LETTERS = 100  # characters of a cell that count
UNREADABLE = "?"  # the department of a cell that is no code, or no department of France
# Folded cells of a column of departments that name none; the name of the region is another.
BLANK = {"", *"na nc nd nr ns x xx neant none null inconnu divers plusieurs multi tous".split()}
BLANK |= {"n sur a", "n sur c", "n a", "n c", "n d", "non renseigne", "non precise", "non communique"}
BLANK |= {"non connu", "non defini", "non concerne", "sans objet"}
# A number with another of up to three digits behind a sign is no code: `13130-12`, `1,84000`.
_CODE = re.compile(
    rf"(?<!\w)(?<!\b\d[.,])(?<!\b\d\d[.,])(?<!\b\d{{3}}[.,])(?:\d{{4,5}}|{LETTER_CODE})(?!\w|[-,./](?!0+\b)\d{{1,3}}\b)",
    re.IGNORECASE,
)
_SIREN = re.compile(r"(?<![\d.,])(\d{3}\s?\d{3}\s?\d{3})(?:\s?\d{5})?(?:\.0+)?(?![\d.,])")
_PART = re.compile(r"(\d{1,3})(?:\.0+)?")
_DEPARTMENT = re.compile(r"(?<!\w)d?0*(\d{1,2}|9[78]\d|2[ab])(?:\.0+)?(?!\w)", re.IGNORECASE)
DIGIT = re.compile(r"\d")
_LETTER_PAIR = re.compile(r"[^\W\d_]{2}")
_CORSICA = "2A", "2B"


class Meaning(NamedTuple):
    """What a cell means; all fields are empty if it means nothing.

    places: communes of the region or elsewhere; communes: their INSEE codes; departments: codes, those of
    `places`, or those that the cell names without a known commune, or UNREADABLE; epci: an intercommunality;
    alone: whether the cell itself has a name and a department that agree: `Annot (04008)`.
    """

    places: tuple[Place | Outside, ...] = ()
    communes: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    epci: Epci | None = None
    alone: bool = False


NOTHING = Meaning()


class Meanings:
    """Reads cells, by the names and codes of all communes of France. region: the codes of its departments."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self.region = frozenset(department.code for department in registry.departments)
        self._departments: Callable[[str], Meaning] = lru_cache(MOST_DEPARTMENTS)(self._department)

    def read(self, cell: str, role: str, department: str = "") -> Meaning:
        """Return what a cell means in a role. department: that cell of the row, for INSEE codes
        without their first digits."""
        if not cell:
            return NOTHING
        if role == NAME:
            places, alone = self._registry.with_exact_name(cell)
            return _meaning_of(places, alone=alone)
        if role == DEPARTMENT:
            return self._departments(cell[:MOST_LETTERS])
        if role != SIREN and len(cell) == 5 and cell.isdecimal() and cell.isascii():
            return self._coded([cell], role)
        if "?" in cell:
            return _within(UNREADABLE)
        sirens = _SIREN.findall(cell)
        if sirens or role == SIREN:
            return self._siren("".join(sirens[0].split())) if sirens else NOTHING
        if role == INSEE and _PART.fullmatch(cell.strip()):
            return self._part(cell.strip(), department.strip())
        text = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", no_code().sub("", cell))
        codes = [code.upper().zfill(5) for code in _CODE.findall(text)]
        if codes:
            return self._coded(codes, role)
        return _within(UNREADABLE) if re.search("[1-9]", text) else NOTHING

    def _part(self, cell: str, department: str) -> Meaning:
        """Return the commune of the last digits of an INSEE code, whose first ones stand in another cell.

        The ministère de l'Intérieur writes 04 in the column of departments, and 209 in that of codes. The row
        of a department has its number in both.
        """
        if cell == department:
            return NOTHING
        digits = cell.partition(".")[0]
        within = self._departments(department[:MOST_LETTERS]).departments - {UNREADABLE}
        codes = [code + digits.zfill(3)[len(code) - 2 :] for code in within]
        return self._coded(codes, INSEE) if codes else NOTHING

    def beside_name(self, cell: str) -> Meaning:
        """Return what the codes beside a name in a cell mean: `04200 Sisteron`, `Annot (04008)`.

        They are read as postal codes, like those of addresses, unless one is the INSEE code of a commune with
        exactly that name.
        """
        if not (DIGIT.search(cell) and _CODE.search(cell) and _LETTER_PAIR.search(cell)):
            return NOTHING
        cell = cell.replace("?", " ")  # a doubt on the name, which its query has
        postal, insee = self.read(cell, POSTAL), self.read(cell, INSEE)
        if insee.communes & self.read(cell, NAME).communes:
            return insee
        return _meaning_of([*postal.places, *insee.places]) if postal.places else postal

    def is_department(self, cell: str) -> bool:
        """Return whether a cell is only a department: its number, its name, or both."""
        number = _DEPARTMENT.search(cell)
        words = fold(cell.replace(number[0], " ") if number else cell)
        named = self._registry.department_called(words) or self._registry.elsewhere.department(words)
        return bool(named) or (number is not None and words in ("", *DEPARTMENT_WORDS))

    def _coded(self, codes: list[str], role: str) -> Meaning:
        """Return the communes that have codes, or else the department of the first, as of a CEDEX."""
        code = codes[0]
        elsewhere = self._registry.elsewhere.by_code.get(code) if role == INSEE else None
        if elsewhere and len(codes) == 1:  # nearly all rows of a sheet of the country
            return Meaning((elsewhere,), frozenset((code,)), frozenset((elsewhere.department,)))
        if role == POSTAL:
            here = [place for code in codes for place in self._registry.by_postal_code(code)]
        else:
            here = [place for code in codes for place in self._by_insee(code)]
        if here or elsewhere:
            return _meaning_of(here or filter(None, [elsewhere]))
        if code[:2] == "20":
            return _within(*_CORSICA)
        department = code[: 3 if code[:2] in ("97", "98") else 2]
        if department in self.region or department in self._registry.elsewhere.departments:
            return _within(department)
        return _within(UNREADABLE) if code.strip("0") else NOTHING

    def _by_insee(self, code: str) -> list[Place]:
        with suppress(KeyError):
            return [self._registry.by_insee(code)]
        return []

    def _siren(self, siren: str) -> Meaning:
        """Return the commune or the intercommunality with a SIREN number; NOTHING for any other body's.

        The SIREN of most communes is 21, the department, 0, the commune's three digits, and a check digit.
        """
        with suppress(KeyError):
            return _meaning_of([self._registry.by_siren(siren)])
        epci = next((epci for epci in self._registry.epcis if epci.siren == siren), None)
        if epci or not siren.startswith("21"):
            return NOTHING._replace(epci=epci)
        codes = [siren[2:4] + siren[5:8]]
        if siren[2:4] == "20":
            codes = [department + siren[5:8] for department in _CORSICA]
        elif siren[2:4] == "97":
            codes = [f"97{siren[4]}{siren[6:8]}"]
        known = self._registry.elsewhere.by_code
        return _meaning_of(known[code] for code in codes if code in known)

    def _department(self, cell: str) -> Meaning:
        """Return the department that a cell names; NOTHING if it names several, or is one of BLANK."""
        said = fold(cell)
        numbers = {number.upper().zfill(2) for number in _DEPARTMENT.findall(cell)}
        if said in BLANK or said in self._registry.region_names or len(numbers) > 1:  # `04 / 84`: one of them
            return NOTHING
        if numbers == {"20"} or said == "corse":
            return _within(*_CORSICA)
        cell = next(iter(numbers), cell)
        try:
            return _within(self._registry.department(cell).code)
        except NoAnswer:
            return _within(self._registry.elsewhere.department(cell) or UNREADABLE)


def _meaning_of(places: Iterable[Place | Outside], *, alone: bool = False) -> Meaning:
    found = tuple(dict.fromkeys(places))
    codes = frozenset(place.insee for place in found)
    return Meaning(found, codes, frozenset(place.department for place in found), alone=alone)


def _within(*departments: str) -> Meaning:
    return Meaning(departments=frozenset(departments))
