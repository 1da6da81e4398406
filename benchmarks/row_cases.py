"""Rows of sheets with what they may mean, and the data from which they are generated."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from spellings import Place

from pvd_cli import Commune, Registry
from pvd_cli.match.verdict import REGIONAL, Sample, Verdict
from pvd_cli.search.elsewhere import Outside
from pvd_cli.search.names import fold
from pvd_cli.search.places import InnerPlace

Meant = Place | Outside | str  # a status, for a row that is no commune

MIXED = Sample(of_communes=False)  # a column of names of all kinds
COUNTRY = Sample(of_country=True)
NOBODY = "not-labelled"  # what a street, a person or an association is, whatever its name
EPCI = "epci"
PERSONS = ("M.", "Mme", "Mlle", "Dr", "Maître", "Monsieur")


class Case(NamedTuple):
    """A row: the kind of row, its cells by role, all that it may mean, and the sample of its sheet.

    It is decided rightly if its status is that of all that it may mean; decided wrongly if it has another
    status, except `ambiguous` and `unknown`.
    """

    kind: str
    cells: dict[str, str]
    meant: Collection[Meant]
    sample: Sample = REGIONAL

    def outcome(self, verdict: Verdict) -> str:
        """Return `right`, `WRONG`, `asked` or `unknown`."""
        if verdict.status in ("ambiguous", "unknown"):
            return "asked" if verdict.status == "ambiguous" else "unknown"
        codes = [one.insee for one in self.meant if not isinstance(one, str)]
        same_commune = not verdict.department or verdict.insee in codes
        return "right" if {*map(status_of, self.meant)} == {verdict.status} and same_commune else "WRONG"


def status_of(meant: Meant) -> str:
    if isinstance(meant, str):
        return meant
    if isinstance(meant, Outside):
        return "outside"
    return "labelled" if isinstance(meant, Commune) else "not-labelled"


class Data:
    """The communes of France by name, those of the region by postal code, and a source of chance."""

    def __init__(self, registry: Registry, inner: Collection[InnerPlace], words: Collection[str], seed: int):
        """inner: the places inside communes; words: of the French language."""
        self.registry, self.inner, self.words = registry, inner, words
        self.chance = random.Random(seed)
        self.places: list[Place] = [*registry.communes, *registry.others]
        self.elsewhere = list(registry.elsewhere.by_code.values())
        self.of_code: defaultdict[str, list[Place]] = defaultdict(list)
        self.of_name: defaultdict[str, list[Place | Outside]] = defaultdict(list)
        for place in self.places:
            for code in place.postal_codes:
                self.of_code[code].append(place)
        for one in (*self.places, *self.elsewhere):
            self.of_name[fold(one.name)].append(one)
        self.shared = [place for place in self.places if len(self.of_code[place.postal_codes[0]]) > 1]

    def named(self, name: str, otherwise: Meant) -> Collection[Meant]:
        """Return the communes of France with exactly that name, or else what is meant otherwise."""
        return self.of_name.get(fold(name)) or [otherwise]
