"""What a query means: communes by name or by code, places inside communes, communes elsewhere."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import Any, Generic, NamedTuple

from .elsewhere import Elsewhere, Outside
from .inside import CEDEX, Inside
from .names import Name, fold, taken_apart
from .ranking import (
    ANSWER,
    CLEAR,
    CLEAR_OF_WHOLE,
    LIKE_SHORT,
    LONGEST,
    SHOWN,
    SURE,
    WHOLE,
    Found,
    P,
    Ranked,
    Ranker,
    best_first,
    best_score,
)
from .reading import NO_CODE, Reader, Reading
from .spelling import Spellings

_CODE = re.compile(r"\s*(\d{4,5}|pvd-[0-9-]+)\s*", re.IGNORECASE)
# A spreadsheet that takes codes for numbers writes 4200.0 for 04200.
_NUMBER = re.compile(r"\b(\d{4,5})\.0\b")


class Meant(NamedTuple):
    """What a query may mean.

    ranked: communes of the region, best first, with score and reason; sure: whether the first is a match;
    agrees: whether all that stands in the query agrees, `Sisteron (83)` does not; inside: the place inside
    the first that the query names; elsewhere: the communes outside the region that have just that name, or a
    nearer one than the first.
    """

    ranked: list[Ranked[Any]]
    sure: bool = False
    agrees: bool = True
    inside: Inside | None = None
    elsewhere: Sequence[Outside] = ()

    @property
    def here(self) -> bool:
        """Whether a commune of the region may be meant, not only one elsewhere whose name is like its own."""
        return bool(self.ranked) and (not self.elsewhere or self.ranked[0][1] >= SURE)


class Index(Generic[P]):
    """All names and codes of the region, and those that could be mistaken for them."""

    def __init__(
        self,
        places: Sequence[P],
        departments: Mapping[str, str],
        regions: Iterable[str] = (),
        suffixes: Iterable[str] = (),
        spellings: Spellings | None = None,
        inside: Callable[[], Iterable[Inside]] = tuple,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Index the names of places. departments, regions, suffixes: see `Reader`; spellings: see `Ranker`.

        inside: returns the places inside communes.
        """
        self._places = places
        self._departments = frozenset(departments.values())
        self._names = Ranker(places, spellings)
        self._reader = Reader(departments, regions, suffixes, self._departments_of)
        self._read_inside = inside
        self._elsewhere = elsewhere

    @cached_property
    def _codes(self) -> Mapping[str, Sequence[int]]:
        codes: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(self._places):
            for code in place.codes:
                codes[code].append(number)
        return dict(codes)

    @cached_property
    def _inside(self) -> Mapping[str, Sequence[Inside]]:
        """Places inside communes by their names, folded and glued, and by the codes that they had."""
        places: dict[str, list[Inside]] = defaultdict(list)
        for place in self._read_inside():
            code = place.postal_code if place.kind == CEDEX else place.former_insee
            for key in filter(None, (fold(place.name).replace(" ", ""), code)):
                places[key].append(place)
        return dict(places)

    def _departments_of(self, code: str) -> set[str]:
        return {self._places[number].department for number in self._codes.get(code, ())}

    def rank(self, text: str, department: str | Collection[str] | None = None) -> Meant:
        """Return what `text` may mean: a name in any spelling, a part of one, a code or a `pvd_id`.

        department: the code of the only one to look in, or the codes of several.
        """
        text = _NUMBER.sub(r"\1", text[: 4 * LONGEST]) if ".0" in text else text[: 4 * LONGEST]
        if "€" in text:  # once it is folded, an amount looks like a postal code
            text = NO_CODE.sub(" ", text)
        folded = fold(text)[:LONGEST]
        only = {department} if isinstance(department, str) else set(department or ())
        code = _CODE.fullmatch(text[:LONGEST]) if folded[-1:].isdigit() else None
        if code:
            return self.coded(code[1].lower(), only)
        readings = self._reader.readings(folded)
        found, agrees, reading = self._read(readings, only)
        if best_score(found) < 100 or not agrees or not folded.replace(" ", "").isalpha():
            as_it_stands = [] if readings[0].name.folded == folded else [Reading(taken_apart(folded))]
            other = self._other([*as_it_stands, *readings], only, found, agrees)
            if other:
                return other
        return self._answer(found, agrees, reading, decided=bool(only or reading.departments))

    def coded(self, code: str, only: Collection[str] = (), kind: str = "") -> Meant:
        """Return what has a code, which may have lost its leading zero.

        only: departments to look in; kind: `insee` or `postal`, if the code is known to be one; a CEDEX is
        neither, for its mail may be a neighbour's.
        """
        code = code.zfill(5)
        found: Found = {}
        for number in self._codes.get(code, ()):
            place = self._places[number]
            if not kind or (place.insee == code if kind == "insee" else code in place.postal_codes):
                found[number] = 100, "code"
        inside = self._inside.get(code, ()) if kind != "postal" else ()
        former = {
            number: place
            for place in inside
            for number in self._codes.get(place.insee, ())
            if not (kind and place.kind == CEDEX)
        }
        for number, place_inside in former.items():
            found.setdefault(number, (100, CEDEX if place_inside.kind == CEDEX else "place"))
        found = self._names.within(only, found)
        if not found and not kind and self._elsewhere:
            return Meant([], elsewhere=self._elsewhere.coded(code))
        meant = former.get(next(iter(found))) if len(found) == 1 else None
        return Meant(self._ranked(found), len(found) == 1, True, meant)

    def exactly(self, text: str) -> tuple[list[P | Outside], bool]:
        """Return the communes of France that have just the name in `text`, of its best reading, and whether
        words or a code beside the name tell their department."""
        for name, departments in self._reader.readings(fold(text[: 4 * LONGEST])[:LONGEST]):
            here = self._names.whole(name) | self._places_inside(name.whole, ()).keys()
            found: list[P | Outside] = [self._places[number] for number in sorted(here)]
            found += self._elsewhere.named(name, departments) if self._elsewhere and name.key else ()
            found = [place for place in found if not departments or place.department in departments]
            if found:
                return found, bool(departments)
        return [], False

    def _answer(self, found: Found, agrees: bool, reading: Reading, *, decided: bool) -> Meant:
        """Return what a name finds. decided: whether a department is told, which nobody elsewhere is in."""
        if not found:
            return Meant([], agrees=agrees)
        order = sorted(found.items(), key=best_first) if len(found) > 1 else list(found.items())
        least = max(ANSWER, order[0][1][0] - SHOWN) if agrees else ANSWER
        ranked = [(self._places[number], score, why) for number, (score, why) in order if score >= least]
        sure = agrees and self._sure(reading.name, order)
        nearer = self._nearer(reading.name.key, order[0][1]) if sure and not decided else ()
        return Meant(ranked, sure and not nearer, agrees, elsewhere=nearer)

    def _sure(self, name: Name, order: list[tuple[int, tuple[float, str]]]) -> bool:
        """Whether the best of what a name finds is sure enough to act on without a look."""
        number, (best, reason) = order[0]
        rival = order[1][1][0] if len(order) > 1 else 0
        if best < SURE or best - rival < (CLEAR_OF_WHOLE if best >= WHOLE else CLEAR):
            return False
        doubtful = reason == "fuzzy" or best <= LIKE_SHORT
        if doubtful and any(why == "part" for _number, (_score, why) in order):
            return False  # `Sorgue` is a word of L'Isle-sur-la-Sorgue, and nearly Sorgues
        if reason != "fuzzy" or " " not in name.folded:
            return True
        errors = (100 - best) / 100 * len(name.folded)
        if self._names.has_more(name.words, number):  # one letter is an initial; `al` for `la` is an error
            return errors <= 1.5 and min(map(len, name.words)) > 1
        return errors <= 1.5 or self._names.fits(name.words, number)

    def _nearer(self, key: str, best: tuple[float, str]) -> Sequence[Outside]:
        """Return the communes elsewhere whose names are nearer to a misspelt name than the best of ours."""
        score, reason = best
        fewer = ceil((100 - score) / 100 * len(key) - 0.01) - 1
        if reason != "fuzzy" or fewer < 1 or not self._elsewhere:
            return ()
        near = self._names.most_like(key, self._elsewhere.about_like(key, fewer), fewer)
        return self._elsewhere.called(near) if near else ()

    def _other(self, readings: Sequence[Reading], only: set[str], found: Found, agrees: bool) -> Meant | None:
        """Return what a query means that is just the name of a place inside a commune, or of one elsewhere.

        Both give way to a commune's own name, and a place to a commune elsewhere unless a department is
        told; a name that may be short for one of ours as well is a question.
        """
        own = agrees and best_score(found) == 100
        for name, told in readings:
            within = only or told
            inside = self._places_inside(name.whole, within)
            outside = () if only or own or not self._elsewhere else self._elsewhere.named(name, told)
            if inside and (within or not outside):
                strong = {n: what for n, what in found.items() if what[0] >= SURE and what[1] != "fuzzy"}
                both = self._names.within(within, strong) | dict.fromkeys(inside, (100, "place"))
                return Meant(self._ranked(both), len(both) == 1, True, next(iter(inside.values())))
            if outside:
                best = best_score(found)
                near = {
                    number: what for number, what in found.items() if what[0] >= max(ANSWER, best - CLEAR)
                }
                return Meant([] if told else self._ranked(near), elsewhere=outside)
            if own:
                break
        return None

    def _places_inside(self, whole: str, departments: Collection[str]) -> dict[int, Inside]:
        """Return the places of just this name by the numbers of their communes."""
        return {
            number: place
            for place in self._inside.get(whole, ())
            for number in self._codes.get(place.insee, ())
            if not departments or self._places[number].department in departments
        }

    def _ranked(self, found: Found) -> list[Ranked[P]]:
        order = sorted(found.items(), key=best_first) if len(found) > 1 else found.items()
        return [(self._places[number], score, why) for number, (score, why) in order]

    def nearest(self, text: str, limit: int = 3) -> list[P]:
        """Return the communes least unlike `text`, where some likeness is left."""
        return self._names.nearest(text, limit)

    def _read(self, readings: Sequence[Reading], only: set[str]) -> tuple[Found, bool, Reading]:
        """Return what the best reading of a query finds, whether its department agrees, and itself."""
        best: tuple[Found, bool, Reading] = {}, True, readings[0]
        highest = 0.0
        for reading in readings:
            found, agrees = self._found_by(reading, only)
            score = best_score(found)
            if score > highest:
                highest, best = score, (found, agrees, reading)
            if highest >= WHOLE and best[1]:
                break
        return best

    def _found_by(self, reading: Reading, only: set[str]) -> tuple[Found, bool]:
        """Rank the communes of departments by name, and return whether they agree with what is told.

        They do not where only a commune elsewhere has just that name; it is then shown too.
        """
        name, told = reading
        if not (only or told):
            return self._names.named(name), True
        everywhere = self._names.named(name, only or told)
        if not self._names.within(only or told, everywhere):
            everywhere = self._names.named(name)
        found = self._names.within(only, everywhere)
        inside = self._names.within(told, found)
        elsewhere = best_score(everywhere) >= WHOLE > best_score(inside)
        if elsewhere and told:
            inside |= {number: what for number, what in found.items() if what[0] >= WHOLE}
        return inside or found, bool(inside) and not elsewhere
