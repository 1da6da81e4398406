"""What a query means: communes by name or by code, places inside communes, communes elsewhere."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import NamedTuple

from .address import AddressReader, Reading, is_body
from .elsewhere import Elsewhere, Outside
from .ladder import ANSWER, CLEAR, CLEAR_OF_WHOLE, NO_ARTICLE, SHORT, SURE, WHOLE
from .names import Name, article, fold, parse_name
from .places import CEDEX, InnerPlace, read_places
from .query import Query, read_query
from .ranking import Ranker, Scores, best_first, best_score
from .spelling import Spellings, WithNames

_CODE_QUERY = re.compile(
    r"\s*(\d{4,5}|2[ab]\d{3}|\d{3} ?\d{3} ?\d{3}(?: ?\d{5})?|pvd-[0-9-]+)\s*", re.IGNORECASE
)
SIREN = 9  # digits; a SIRET has five more


class Ranking(NamedTuple):
    """What a query may mean.

    candidates: numbers of communes, best first, each with its score and the reason for it; sure: whether the
    first is a match; agrees: whether all that stands in the query agrees, as `Sisteron (83)` does not;
    place: the place inside the first candidate that the query names; elsewhere: the communes outside the
    region that have just that name, or a nearer one than the first candidate.
    """

    candidates: Sequence[tuple[int, float, str]] = ()
    sure: bool = False
    agrees: bool = True
    place: InnerPlace | None = None
    elsewhere: Sequence[Outside] = ()

    @property
    def in_region(self) -> bool:
        """Whether a candidate may be meant, not only a commune elsewhere whose name is like its own."""
        return bool(self.candidates) and (not self.elsewhere or self.candidates[0][1] >= SURE)


class Index:
    """All names and codes of the region, and those that could be mistaken for them."""

    def __init__(
        self,
        communes: Sequence[WithNames],
        departments: Mapping[str, str],
        regions: Iterable[str],
        suffixes: Iterable[str],
        spellings: Spellings | None,
        elsewhere: Elsewhere,
        read: Callable[[str], str],
    ) -> None:
        """communes: numbered in their order; departments, regions, suffixes: see `AddressReader`;
        spellings: see `Ranker`; read: returns the text of a data file."""
        self._communes = communes
        self._names = Ranker(communes, spellings)
        self._reader = AddressReader(departments, regions, suffixes, self._departments_of)
        self._elsewhere = elsewhere
        self._read = read

    @cached_property
    def _by_insee(self) -> Mapping[str, int]:
        return {commune.insee: number for number, commune in enumerate(self._communes)}

    @cached_property
    def _by_code(self) -> Mapping[str, Sequence[int]]:
        """Numbers of communes by all codes that are no INSEE codes: postal, SIREN, pvd_id."""
        codes: dict[str, list[int]] = defaultdict(list)
        for number, commune in enumerate(self._communes):
            for code in commune.codes:
                if code != commune.insee or code in commune.postal_codes:
                    codes[code].append(number)
        return dict(codes)

    @cached_property
    def places(self) -> Sequence[InnerPlace]:
        """The places inside the region's communes."""
        known = self._by_insee
        return tuple(place for place in read_places(self._read("places.csv")) if place.insee in known)

    @cached_property
    def _places_by_name(self) -> Mapping[str, Sequence[tuple[InnerPlace, float]]]:
        """Places by their names, folded and glued, with scores, which are less without the article."""
        places: dict[str, list[tuple[InnerPlace, float]]] = defaultdict(list)
        for place in self.places:
            folded = fold(place.name)
            whole, lead = folded.replace(" ", ""), article(folded)
            if whole:
                places[whole].append((place, 100))
            if lead:
                places[whole.removeprefix(lead)].append((place, 100 - NO_ARTICLE))
        return dict(places)

    @cached_property
    def _places_by_code(self) -> Mapping[str, Sequence[InnerPlace]]:
        """Places by the INSEE codes that they had, and CEDEX by their own."""
        places: dict[str, list[InnerPlace]] = defaultdict(list)
        for place in self.places:
            places[place.postal_code if place.kind == CEDEX else place.former_insee].append(place)
        return dict(places)

    def _departments_of(self, code: str) -> set[str]:
        return {self._communes[number].department for number in self._with_code(code.zfill(5))}

    def nearest(self, query: Query, limit: int = 3) -> list[int]:
        """Return the numbers of the communes least unlike a query, where some likeness is left."""
        return self._names.nearest(query.folded, limit)

    def by_insee(self, code: str) -> int | None:
        """Return the number of the commune that has an INSEE code or holds the one that had it, or None."""
        if code in self._by_insee:
            return self._by_insee[code]
        former = (place.insee for place in self._places_by_code.get(code, ()) if place.kind != CEDEX)
        return next(map(self._by_insee.__getitem__, former), None)

    def by_postal_code(self, code: str) -> Sequence[int]:
        """Return the numbers of the communes that share a postal code, not of those where it is a CEDEX."""
        return self._by_code.get(code, ())

    def by_cedex(self, code: str) -> int | None:
        """Return the number of the commune whose offices get their mail under a CEDEX, or None.

        Only those are known that are INSEE codes of the region too.
        """
        own = (place.insee for place in self._places_by_code.get(code, ()) if place.kind == CEDEX)
        return next(map(self._by_insee.__getitem__, own), None)

    def coded(self, code: str, departments: Collection[str] = ()) -> Ranking:
        """Return what has a code, of any kind, which may have lost its leading zero.

        departments: the codes of those to look in.
        """
        code = code.zfill(5)
        scores = self._names.within(departments, self._with_code(code))
        if not scores:
            return Ranking(elsewhere=self._elsewhere.coded(code.upper()))
        places = self._places_with_code(code) if len(scores) == 1 else {}
        return Ranking(best_first(scores), len(scores) == 1, place=places.get(next(iter(scores))))

    def _with_code(self, code: str) -> Scores:
        """Return the communes of the region that have a code of five digits or more, of any kind."""
        scores: Scores = {}
        if code in self._by_insee:
            scores[self._by_insee[code]] = 100, "code"
        scores |= dict.fromkeys(self._by_code.get(code, ()), (100, "code"))
        for number, place in self._places_with_code(code).items():
            scores.setdefault(number, (100, CEDEX if place.kind == CEDEX else "place"))
        return scores

    def _places_with_code(self, code: str) -> dict[int, InnerPlace]:
        """Return the places that had a code, by the numbers of the communes that hold them."""
        return {self._by_insee[place.insee]: place for place in self._places_by_code.get(code, ())}

    def find(self, query: Query, departments: Collection[str] = ()) -> Ranking:
        """Return what a query may mean: a name in any spelling, a part of one, a code.

        departments: the codes of those to look in.
        """
        only = set(departments)
        code = _CODE_QUERY.fullmatch(query.text) if query.folded[-1:].isdigit() else None
        if code:
            number = code[1].lower().replace(" ", "")
            return self.coded(number[:SIREN] if number.isdigit() else number, only)
        if is_body(query.folded):
            return Ranking()
        found = self._find_name(query, only)
        return found._replace(sure=False, agrees=False) if query.doubtful or query.unfinished else found

    def _find_name(self, query: Query, only: set[str]) -> Ranking:
        if not query.folded.replace(" ", "").isalpha():
            places = self._places_called(query.folded.replace(" ", ""), only)
            if places:  # `Marseille 13e Arrondissement`
                return self._in_places(places, {})
        readings = self._reader.readings(query)
        scores, agrees, reading = self._best_reading(readings, only, unfinished=query.unfinished)
        if readings[0].name.folded != query.folded:
            readings = [Reading(parse_name(query.folded)), *readings]
        reasons = {reason for score, reason in scores.values() if agrees and score == 100}
        other = None
        if not reasons:
            other = self._other(readings, only, scores, strictly=bool(query.cut))
        elif reasons == {"spelling"} and not only:
            other = self._written_elsewhere(readings, scores)
        return other or self._ranked(scores, agrees, reading, anywhere=not (only or reading.departments))

    def _best_reading(
        self, readings: Sequence[Reading], only: set[str], *, unfinished: bool
    ) -> tuple[Scores, bool, Reading]:
        """Return what the best reading of a query finds, whether its department agrees, and itself."""
        best: tuple[Scores, bool, Reading] = {}, True, readings[0]
        highest = 0.0
        for reading in readings:
            scores, agrees = self._scores_of(reading, only, unfinished=unfinished)
            score = best_score(scores)
            if score > highest:
                highest, best = score, (scores, agrees, reading)
            if highest >= WHOLE and best[1]:
                break
        return best

    def _scores_of(self, reading: Reading, only: set[str], *, unfinished: bool) -> tuple[Scores, bool]:
        """Return what a reading finds in its departments, and whether they agree with the name.

        They do not where the whole name is only that of a commune in another department, which is then
        found too.
        """
        name, departments = reading
        wanted = only or departments
        everywhere = self._names.scores(name, wanted, unfinished=unfinished)
        if not wanted:
            return everywhere, True
        if not self._names.within(wanted, everywhere):
            everywhere = self._names.scores(name)
        found = self._names.within(only, everywhere)
        inside = self._names.within(departments, found)
        in_another = best_score(everywhere) >= WHOLE > best_score(inside)
        if in_another and departments:
            inside |= {number: what for number, what in found.items() if what[0] >= WHOLE}
        return inside or found, bool(inside) and not in_another

    def _ranked(self, scores: Scores, agrees: bool, reading: Reading, *, anywhere: bool) -> Ranking:
        """Return what a name finds. anywhere: whether no department is named, so that it may be elsewhere."""
        candidates = [candidate for candidate in best_first(scores) if candidate[1] >= ANSWER]
        if not candidates:
            return Ranking(agrees=agrees)
        sure = agrees and self._is_sure(reading.name, candidates)
        nearer = self._nearer(reading.name.key, candidates[0]) if sure and anywhere else ()
        if sure and anywhere and candidates[0][2] == "prefix" and not self._names.knows(reading.name.key):
            sure = not self._elsewhere.begins(reading.name.key)  # what is cut short may be of one elsewhere
        return Ranking(candidates, sure and not nearer, agrees, elsewhere=nearer)

    def _is_sure(self, name: Name, candidates: Sequence[tuple[int, float, str]]) -> bool:
        """Whether the best candidate is sure enough to act on without a look."""
        (number, best, reason), *others = candidates
        rival = others[0][1] if others else 0
        if best < SURE or best - rival < (CLEAR_OF_WHOLE if best >= WHOLE else CLEAR):
            return False
        if best < WHOLE and any(
            why == "part" or why == reason == "prefix" for _number, _score, why in others
        ):
            return False  # `Sorgue` is in L'Isle-sur-la-Sorgue, and nearly Sorgues; `bar` begins two names
        if reason != "fuzzy" or " " not in name.folded:
            return True
        errors = (100 - best) / 100 * len(name.folded)
        if self._names.has_more(name.words, number):  # one letter is an initial; `al` for `la` is an error
            return errors <= 1.5 and min(map(len, name.words)) > 1
        return errors <= 1.5 or not self._names.names_another(name.words, number)

    def _nearer(self, key: str, best: tuple[int, float, str]) -> Sequence[Outside]:
        """Return the communes elsewhere whose names are nearer to a misspelt name than the best candidate."""
        _number, score, reason = best
        fewer = ceil((100 - score) / 100 * len(key) - 0.01) - 1
        if reason != "fuzzy" or fewer < 1:
            return ()
        near = self._names.most_like(key, self._elsewhere.about_like(key, fewer), fewer)
        return self._elsewhere.called(near) if near else ()

    def _other(
        self, readings: Sequence[Reading], only: set[str], scores: Scores, *, strictly: bool
    ) -> Ranking | None:
        """Return what a query means that names a place inside a commune, or a commune elsewhere.

        A place gives way to a commune elsewhere unless a department is named; a name that may be short for
        one of ours as well is a question. strictly: whether a name elsewhere has to be written just so.
        """
        for name, departments in readings:
            within = only or departments
            places = self._places_called(name.whole, within)
            elsewhere = [] if only else self._elsewhere.named(name, departments)
            if strictly:
                elsewhere = [place for place in elsewhere if fold(place.name) == name.folded]
            if places and (within or not elsewhere):
                return self._in_places(places, self._names.within(within, scores))
            if elsewhere:
                ours = {} if departments else self._near_enough(scores)
                return Ranking(best_first(ours), elsewhere=elsewhere)
        return self._nearly_a_place(readings, only, scores)

    def _written_elsewhere(self, readings: Sequence[Reading], scores: Scores) -> Ranking | None:
        """Return the communes elsewhere whose name is written as the query is, while ours is only glued."""
        for name, departments in readings:
            elsewhere = self._elsewhere.named(name, departments)
            elsewhere = [place for place in elsewhere if fold(place.name) == name.folded]
            if elsewhere:
                return Ranking(best_first(self._near_enough(scores)), elsewhere=elsewhere)
        return None

    def _near_enough(self, scores: Scores) -> Scores:
        """Return the candidates that may be meant beside a commune elsewhere of just that name."""
        least = max(ANSWER, best_score(scores) - CLEAR)
        return {n: what for n, what in scores.items() if what[0] >= least or what[1] == "prefix"}

    def _in_places(self, places: Mapping[int, tuple[InnerPlace, float]], scores: Scores) -> Ranking:
        """Return the communes that hold places, and those that the name may be short for."""
        both = {n: what for n, what in scores.items() if what[0] >= SURE and what[1] != "fuzzy"}
        both |= {number: (score, "place") for number, (_place, score) in places.items()}
        return Ranking(best_first(both), len(both) == 1, place=next(iter(places.values()))[0])

    def _nearly_a_place(self, readings: Sequence[Reading], only: set[str], scores: Scores) -> Ranking | None:
        """Return the commune of a place whose name has one typing error, if no commune's name is as near."""
        least = best_score(scores) + CLEAR
        for name, departments in readings:
            size = len(name.whole)
            near = None
            if size > SHORT and 100 - 100 / (size + 1) > least:
                near = self._names.most_like(name.whole, self._places_by_name.keys(), 1)
            if near and 100 - 100 / len(near) > least:
                places = self._places_called(near, only or departments)
                found: Scores = {
                    n: (score - 100 / len(near), "fuzzy") for n, (_place, score) in places.items()
                }
                if found:
                    return Ranking(best_first(found), len(found) == 1, place=next(iter(places.values()))[0])
        return None

    def _places_called(self, whole: str, departments: Collection[str]) -> dict[int, tuple[InnerPlace, float]]:
        """Return the places of just this name, with their scores, by the numbers of their communes."""
        return {
            number: (place, score)
            for place, score in self._places_by_name.get(whole, ())
            for number in (self._by_insee[place.insee],)
            if not departments or self._communes[number].department in departments
        }

    def exactly(self, text: str) -> tuple[list[int], list[Outside], bool]:
        """Return the communes that have just the name in a text, of its best reading.

        Those of the region come by their numbers, with those that hold a place of that name; then those
        elsewhere; then whether words or a code beside the name tell their department.
        """
        for name, departments in self._reader.readings(read_query(text)):
            found = self._names.whole(name) | self._places_called(name.whole, ()).keys()
            numbers = sorted(self._names.within(departments, dict.fromkeys(found, (100.0, "exact"))))
            elsewhere = self._elsewhere.named(name, departments) if name.key else []
            if numbers or elsewhere:
                return numbers, elsewhere, bool(departments)
        return [], [], False
