"""What a query may mean: communes by name or code, places inside communes, communes outside the region."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import NamedTuple

from .address import AddressReader, Reading, is_body
from .elsewhere import Elsewhere, Outside
from .names import Name, fold, parse_name
from .places import CEDEX, InnerPlace, InnerPlaces
from .query import LETTER_CODE, Query, read_query
from .ranking import Ranker, Scores, best_first, best_score
from .spelling import Searchable, Spellings
from .thresholds import ANSWER, CLEAR, CLEAR_OF_WHOLE, SHORT, SURE, WHOLE

_CODE_QUERY = rf"(?i)\s*(\d{{4,5}}|{LETTER_CODE}|\d{{3}} ?\d{{3}} ?\d{{3}}(?: ?\d{{5}})?|pvd-[0-9-]+)\s*"
SIREN = 9  # digits; a SIRET has five more


class Ranking(NamedTuple):
    """What a query may mean.

    candidates: (number of the commune, score, reason), the best first; sure: whether the first is a match;
    agrees: whether the parts of the query agree, which those of `Sisteron (83)` do not; place: the place
    inside the first candidate that the query names; elsewhere: the communes outside the region that have
    exactly the name, or a name more like the query than that of the first candidate.
    """

    candidates: Sequence[tuple[int, float, str]] = ()
    sure: bool = False
    agrees: bool = True
    place: InnerPlace | None = None
    elsewhere: Sequence[Outside] = ()

    @property
    def in_region(self) -> bool:
        """Return whether a candidate may be meant, and not only a commune elsewhere with a similar name."""
        return bool(self.candidates) and (not self.elsewhere or self.candidates[0][1] >= SURE)

    @property
    def is_commune(self) -> bool:
        """Return whether the query is exactly the name or code of one commune."""
        return self.sure and self.candidates[0][1] == 100 and not self.place


class Index:
    """Searches the names and codes of communes, of places inside them, and of communes elsewhere."""

    def __init__(
        self,
        communes: Sequence[Searchable],
        departments: Mapping[str, str],
        regions: Iterable[str],
        suffixes: Iterable[str],
        spellings: Spellings | None,
        elsewhere: Elsewhere,
        read: Callable[[str], str],
    ) -> None:
        """communes: numbered from 0 in their order; departments, regions, suffixes: see `AddressReader`;
        spellings: see `Ranker`; read: a function that returns the text of a data file by its name."""
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
        """The numbers of communes by postal code, SIREN and pvd_id."""
        codes: dict[str, list[int]] = defaultdict(list)
        for number, commune in enumerate(self._communes):
            for code in commune.codes:
                if code != commune.insee or code in commune.postal_codes:
                    codes[code].append(number)
        return dict(codes)

    @cached_property
    def _places(self) -> InnerPlaces:
        return InnerPlaces(self._read("places.csv"), self._by_insee)

    def _departments_of(self, code: str) -> set[str]:
        return {self._communes[number].department for number in self._with_code(code.zfill(5))}

    def nearest(self, query: Query, limit: int = 3) -> list[int]:
        """Return the numbers of at most `limit` communes whose names are most like the query."""
        return self._names.nearest(query.folded, limit)

    def by_insee(self, code: str) -> int | None:
        """Return the number of the commune with this INSEE code, now or before it was merged, or None.

        For the code of a former commune, it is the commune that holds this one today.
        """
        if code in self._by_insee:
            return self._by_insee[code]
        former = (place.insee for place in self._places.by_code.get(code, ()) if place.kind != CEDEX)
        return next(map(self._by_insee.__getitem__, former), None)

    def by_postal_code(self, code: str) -> Sequence[int]:
        """Return the numbers of the communes that share a postal code; a CEDEX is not one."""
        return self._by_code.get(code, ())

    def find_code(self, code: str, departments: Collection[str] = ()) -> Ranking:
        """Return the communes with a code of any kind, which may have lost its leading zero.

        departments: codes of those to search in; all if empty.
        """
        code = code.zfill(5)
        scores = self._names.in_departments(departments, self._with_code(code))
        if not scores:
            return Ranking(elsewhere=self._elsewhere.with_insee(code.upper()))
        places = self._places_with_code(code) if len(scores) == 1 else {}
        return Ranking(best_first(scores), len(scores) == 1, place=places.get(next(iter(scores))))

    def _with_code(self, code: str) -> Scores:
        """Return the communes of the region that have a code of any kind, itself or by a place inside."""
        scores: Scores = {}
        if code in self._by_insee:
            scores[self._by_insee[code]] = 100, "code"
        scores |= dict.fromkeys(self._by_code.get(code, ()), (100, "code"))
        for number, place in self._places_with_code(code).items():
            scores.setdefault(number, (100, CEDEX if place.kind == CEDEX else "place"))
        return scores

    def _places_with_code(self, code: str) -> dict[int, InnerPlace]:
        """Return the places with a code, by the number of their commune."""
        return {self._by_insee[place.insee]: place for place in self._places.by_code.get(code, ())}

    def find(self, query: Query, departments: Collection[str] = ()) -> Ranking:
        """Return what a query may mean: a name in any spelling, a part of a name, or a code.

        departments: codes of those to search in; all if empty.
        """
        only = set(departments)
        code = re.fullmatch(_CODE_QUERY, query.text) if query.folded[-1:].isdigit() else None
        if code:
            number = code[1].lower().replace(" ", "")
            return self.find_code(number[:SIREN] if number.isdigit() else number, only)
        if is_body(query.folded) and not query.doubtful:
            return Ranking()
        found = self._find_name(query, only)
        return found._replace(sure=False, agrees=False) if query.doubtful or query.unfinished else found

    def _find_name(self, query: Query, only: set[str]) -> Ranking:
        if not query.folded.replace(" ", "").isalpha():
            places = self._places_named(query.folded.replace(" ", ""), only)
            if places:  # `Marseille 13e Arrondissement`
                return self._holders_of(places, {})
        readings = self._reader.readings(query)
        scores, agrees, reading = self._best_reading(readings, only, unfinished=query.unfinished)
        readings = _whole_first(query, readings)
        reasons = {reason for score, reason in scores.values() if agrees and score == 100}
        other = None
        if not reasons:
            other = self._place_or_elsewhere(readings, only, scores, strictly=bool(query.cut))
        elif reasons == {"spelling"} and not only:
            other = self._same_words_elsewhere(readings, scores)
        elif reading.name.folded != query.folded and not only:  # Ville-Saint-Jacques is a commune
            other = self._same_words_elsewhere(readings[:1], {})
        return other or self._ranking_of(scores, agrees, reading, anywhere=not (only or reading.departments))

    def _best_reading(
        self, readings: Sequence[Reading], only: set[str], *, unfinished: bool
    ) -> tuple[Scores, bool, Reading]:
        """Return the scores of the best reading, whether its department and name agree, and the reading."""
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
        """Return the scores of a reading in its departments, and whether departments and name agree.

        They do not agree where only a commune of another department has the whole name; it is returned too.
        """
        name, departments = reading
        wanted = only or departments
        everywhere = self._names.scores(name, wanted, unfinished=unfinished)
        if not wanted:
            return everywhere, True
        if not self._names.in_departments(wanted, everywhere):
            everywhere = self._names.scores(name)
        found = self._names.in_departments(only, everywhere)
        inside = self._names.in_departments(departments, found)
        in_another = best_score(everywhere) >= WHOLE > best_score(inside)
        if in_another and departments:
            inside |= {number: what for number, what in found.items() if what[0] >= WHOLE}
        return inside or found, bool(inside) and not in_another

    def _ranking_of(self, scores: Scores, agrees: bool, reading: Reading, *, anywhere: bool) -> Ranking:
        """Return the ranking of a name's scores. anywhere: whether the commune may be outside the region."""
        candidates = [candidate for candidate in best_first(scores) if candidate[1] >= ANSWER]
        if not candidates:
            return Ranking(agrees=agrees)
        sure = agrees and self._is_sure(reading.name, candidates)
        nearer = self._nearer_elsewhere(reading.name.key, candidates[0]) if sure and anywhere else ()
        key = reading.name.key
        if sure and anywhere and candidates[0][2] == "prefix" and not self._names.is_spelling(key):
            sure = not self._elsewhere.any_key_begins(key)  # it may abbreviate a name elsewhere
        return Ranking(candidates, sure and not nearer, agrees, elsewhere=nearer)

    def _is_sure(self, name: Name, candidates: Sequence[tuple[int, float, str]]) -> bool:
        """Return whether the best candidate is a match."""
        (number, best, reason), *others = candidates
        rival = others[0][1] if others else 0
        if best < SURE or best - rival < (CLEAR_OF_WHOLE if best >= WHOLE else CLEAR):
            return False
        if best < WHOLE and any(
            why == "part" or why == reason == "prefix" for _number, _score, why in others
        ):
            return False  # `Sorgue` is a part of L'Isle-sur-la-Sorgue and like Sorgues; `bar` begins two
        if reason != "fuzzy" or " " not in name.folded:
            return True
        errors = (100 - best) / 100 * len(name.folded)
        if self._names.has_more(name.words, number):  # a word of one letter is an initial, and no error
            return errors <= 1.5 and min(map(len, name.words)) > 1
        return errors <= 1.5 or not self._names.has_other_name(name.words, number)

    def _nearer_elsewhere(self, key: str, best: tuple[int, float, str]) -> Sequence[Outside]:
        """Return the communes elsewhere whose keys have fewer typing errors than the misspelt `best`."""
        _number, score, reason = best
        fewer = ceil((100 - score) / 100 * len(key) - 0.01) - 1
        if reason != "fuzzy" or fewer < 1:
            return ()
        near = self._names.most_similar(key, self._elsewhere.similar_keys(key, fewer), fewer)
        return self._elsewhere.with_key(near) if near else ()

    def _place_or_elsewhere(
        self, readings: Sequence[Reading], only: set[str], scores: Scores, *, strictly: bool
    ) -> Ranking | None:
        """Return the place inside a commune, or the commune elsewhere, that a query names, or None.

        Where both have the name, the place counts only if a department is named. Communes of the region that
        the name may abbreviate are candidates too. strictly: whether a name elsewhere needs the same folding.
        """
        for name, departments in readings:
            within = only or departments
            places = self._places_named(name.whole, within)
            elsewhere = [] if only else self._elsewhere.with_name(name, departments)
            if strictly:
                elsewhere = [place for place in elsewhere if fold(place.name) == name.folded]
            if places and (within or not elsewhere):
                return self._holders_of(places, self._names.in_departments(within, scores))
            if elsewhere:
                ours = {} if departments else self._rivals_in_region(scores)
                return Ranking(best_first(ours), elsewhere=elsewhere)
        return self._misspelt_place(readings, only, scores)

    def _same_words_elsewhere(self, readings: Sequence[Reading], scores: Scores) -> Ranking | None:
        """Return the communes elsewhere whose name has the words of a query, spaces included, or None."""
        for name, departments in readings:
            elsewhere = self._elsewhere.with_name(name, departments)
            elsewhere = [place for place in elsewhere if fold(place.name) == name.folded]
            if elsewhere:
                return Ranking(best_first(self._rivals_in_region(scores)), elsewhere=elsewhere)
        return None

    def _rivals_in_region(self, scores: Scores) -> Scores:
        """Return the candidates that may be meant although a commune elsewhere has exactly the name."""
        least = max(ANSWER, best_score(scores) - CLEAR)
        return {n: what for n, what in scores.items() if what[0] >= least or what[1] == "prefix"}

    def _holders_of(self, places: Mapping[int, tuple[InnerPlace, float]], scores: Scores) -> Ranking:
        """Return the communes that hold places, and those of the region that the name may abbreviate."""
        both = {n: what for n, what in scores.items() if what[0] >= SURE and what[1] != "fuzzy"}
        both |= {number: (score, "place") for number, (_place, score) in places.items()}
        return Ranking(best_first(both), len(both) == 1, place=next(iter(places.values()))[0])

    def _misspelt_place(self, readings: Sequence[Reading], only: set[str], scores: Scores) -> Ranking | None:
        """Return the commune of a place named with one typing error, or None if a commune is nearer."""
        least = best_score(scores) + CLEAR
        for name, departments in readings:
            size = len(name.whole)
            near = None
            if size > SHORT and 100 - 100 / (size + 1) > least:
                near = self._names.most_similar(name.whole, self._places.like(name.whole), 1)
            if near and 100 - 100 / len(near) > least:
                places = self._places_named(near, only or departments)
                found: Scores = {
                    n: (score - 100 / len(near), "fuzzy") for n, (_place, score) in places.items()
                }
                if found:
                    return Ranking(best_first(found), len(found) == 1, place=next(iter(places.values()))[0])
        return None

    def _places_named(self, whole: str, departments: Collection[str]) -> dict[int, tuple[InnerPlace, float]]:
        """Return the places with this name (folded, without spaces) and their scores, by their commune."""
        return {
            number: (place, score)
            for place, score in self._places.by_name.get(whole, ())
            for number in (self._by_insee[place.insee],)
            if not departments or self._communes[number].department in departments
        }

    def with_exact_name(self, text: str) -> tuple[list[int], list[Outside], bool]:
        """Return the communes that have exactly the name in a text, by the first reading that finds any.

        Returns the numbers of those of the region, among them those that hold a place of that name; those
        elsewhere; and whether words or a code beside the name say their department.
        """
        query = read_query(text)
        for name, departments in _whole_first(query, self._reader.readings(query)):
            found = self._names.with_whole_name(name) | self._places_named(name.whole, ()).keys()
            numbers = sorted(self._names.in_departments(departments, dict.fromkeys(found, (100.0, "exact"))))
            elsewhere = self._elsewhere.with_name(name, departments) if name.key else []
            if numbers or elsewhere:
                return numbers, elsewhere, bool(departments)
        return [], [], False


def _whole_first(query: Query, readings: list[Reading]) -> list[Reading]:
    """Return readings with that of the whole query first: Belloy-en-France is not Belloy, France."""
    if readings[0].name.folded == query.folded:
        return readings
    return [Reading(parse_name(query.folded)), *readings]
