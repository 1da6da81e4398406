"""Which communes a name means: all names of the region are scored together, so that the nearest one wins."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, cached_property
from typing import Any

from .ladder import (
    ANSWER,
    ANSWER_LONG,
    BEGUN,
    CUT_SHORT,
    NO_ARTICLE,
    OTHER_ARTICLE,
    PART,
    SHARED,
    SHORT,
    SHORT_FORM,
    SUGGESTED,
    SURE,
    WHOLE,
)
from .names import Name, core, fold, sound
from .spelling import Spellings, WithNames, spell, within_two_errors

MOST_LIKE = 5  # spellings, those with the most letters in common, that are compared by sound too

Scores = dict[int, tuple[float, str]]  # by the number of a commune: its score, and the reason for it
Like = tuple[str, float, int]  # a spelling, its likeness from 0 to 1, its place in the list it is from


def best_score(scores: Scores) -> float:
    """Return the highest of some scores, 0 where there is none."""
    return max(scores.values())[0] if scores else 0


def best_first(scores: Scores) -> list[tuple[int, float, str]]:
    """Return numbers, scores and reasons in order; of two equal scores the lower number comes first."""
    order = (
        sorted(scores.items(), key=lambda entry: (-entry[1][0], entry[0]))
        if len(scores) > 1
        else scores.items()
    )
    return [(number, score, reason) for number, (score, reason) in order]


class Ranker:
    """Every way to write the names of communes: built once, asked often."""

    def __init__(self, communes: Sequence[WithNames], spellings: Spellings | None = None) -> None:
        """communes: numbered in their order; spellings: what `spell` returns for them, if it was kept."""
        self._communes = communes
        self._forms, self._words = spellings or spell(communes)
        self._sounds: Callable[[str], str] = cache(sound)
        self._as_long: Callable[[int, int], list[str]] = cache(self._about_as_long)
        self._two_errors: Callable[[int], Callable[[str], set[str]]]
        self._two_errors = cache(lambda size: within_two_errors(size, self._as_long(size, 2)))
        self._words_of: Callable[[int], list[list[str]]]
        self._words_of = cache(lambda number: [core(folded) for folded in self._folded(number)])
        self._folded: Callable[[int], list[str]]
        self._folded = cache(lambda number: [fold(name) for name in self._communes[number].names])

    @cached_property
    def _spellings(self) -> list[str]:
        return sorted(self._forms)

    def _about_as_long(self, size: int, more: int) -> list[str]:
        """Return the spellings of `size` letters, or up to so many more or less."""
        return [spelling for spelling in self._spellings if abs(len(spelling) - size) <= more]

    @cached_property
    def _rapidfuzz(self) -> tuple[Any, Any]:
        """RapidFuzz, imported only once something is misspelt: what ranks, and by what likeness."""
        from rapidfuzz.distance.OSA import normalized_similarity
        from rapidfuzz.process import extract

        return extract, normalized_similarity

    def most_like(self, text: str, others: Iterable[str], errors: int) -> str | None:
        """Return the most similar of some texts, of those at most so many typing errors away, or None."""
        from rapidfuzz.distance.OSA import distance
        from rapidfuzz.process import extractOne

        best = extractOne(text, others, scorer=distance, score_cutoff=errors)
        return best[0] if best else None

    def within(self, departments: Collection[str], scores: Scores) -> Scores:
        """Return the scores of communes in some departments, given by their codes; all if there are none."""
        if not departments:
            return scores
        return {n: what for n, what in scores.items() if self._communes[n].department in departments}

    def nearest(self, folded: str, limit: int) -> list[int]:
        """Return the numbers of the communes least unlike a folded name, where some likeness is left."""
        scores: Scores = {}
        whole = folded.replace(" ", "")
        self._add_likely(whole, self._alike(whole), "", scores, SUGGESTED)
        for word in folded.split():
            if len(word) > SHORT:
                self._add_likely(word, self._alike(word), "", scores, SURE)
        return [number for number, *_why in best_first(scores)[:limit]]

    def knows(self, spelling: str) -> bool:
        """Whether this is a way to write a name or its first words, glued."""
        return spelling in self._forms

    def whole(self, name: Name) -> set[int]:
        """Return the numbers of the communes that have just this name, its article aside."""
        forms = [form for key in (name.key, name.whole) for form in self._forms.get(key, ())]
        return {number for number, *_form, cost in forms if not cost}

    def has_more(self, words: Sequence[str], number: int) -> bool:
        """Whether words stand before or behind the whole name of a commune: `M. Cadenet`."""
        return any(
            len(words) > len(name) and name in (words[: len(name)], words[-len(name) :])
            for name in self._words_of(number)
        )

    def names_another(self, words: Sequence[str], number: int) -> bool:
        """Whether a word that is not in the name is one itself: `Forcalquier Est` is not Forcalqueiret."""
        own = {word for name in self._words_of(number) for word in name}
        return any(word not in own and self._is_whole(word) for word in words)

    def _is_whole(self, spelling: str) -> bool:
        return any(not cost for *_form, cost in self._forms.get(spelling, ()))

    def scores(self, name: Name, departments: Collection[str] = (), *, unfinished: bool = False) -> Scores:
        """Return the communes that a name may mean: nothing misspelt first, typing errors only if need be.

        departments: the codes of those where something has to be found; unfinished: whether the name goes on.
        """
        keys = [name.key] if name.key == name.whole else [name.key, name.whole]
        scores: Scores = {}
        for key in (*keys, name.lead + name.key) if name.lead else keys:
            self._add(key, name.lead, 1, scores)
        best = best_score(self.within(departments, scores))
        if best < WHOLE or unfinished:
            for key in keys:
                self._add_begun(key, name.lead, scores)
        if best < WHOLE - NO_ARTICLE - SHORT_FORM:
            self._add_parts(name.words, scores)
            self._add_misspelt(keys, name.lead, scores, departments)
        for number, (score, reason) in scores.items():
            if reason in ("exact", "alias") and name.folded not in self._folded(number):
                scores[number] = score, "spelling"
        return scores

    def _add(self, spelling: str, lead: str, likeness: float, scores: Scores) -> None:
        """Add the communes that a spelling leads to, where they do better by it."""
        forms = self._forms.get(spelling, ())
        for number, reason, lead_of_name, cost in forms:
            if cost and likeness < 1 and len(forms) > SHARED:
                continue  # `sein` is not Saint
            score = 100 * likeness - cost
            if lead_of_name is not None and lead != lead_of_name:
                score -= OTHER_ARTICLE if lead else NO_ARTICLE
            if number not in scores or score > scores[number][0]:
                scores[number] = score, reason if likeness == 1 else "fuzzy"

    def _add_begun(self, start: str, lead: str, scores: Scores) -> None:
        """Add the communes whose names begin with these letters."""
        spellings = self._spellings
        place = bisect_left(spellings, start)
        while start and place < len(spellings) and spellings[place].startswith(start):
            spelling = spellings[place]
            for number, _reason, lead_of_name, cost in self._forms[spelling]:
                score = BEGUN + 30 * len(start) / len(spelling)
                score -= OTHER_ARTICLE if lead and lead_of_name == "" else 0
                if not cost and score > scores.get(number, (0, ""))[0]:
                    scores[number] = score, "prefix"
            place += 1

    def _add_cut(self, words: Sequence[str], scores: Scores) -> None:
        """Add the communes whose words begin as these do: `Puget-Th.`, `S. Rémy de Provence`.

        Those of as many words come first, if there are any: others are cut short at the end as well.
        """
        known = [self._words[word] for word in words if word in self._words]
        for number in min(known, key=len, default=()):
            for name in self._words_of(number):
                if len(name) >= len(words) and all(map(str.startswith, name, words)):
                    score = CUT_SHORT if len(name) == len(words) else CUT_SHORT - SHORT_FORM
                    if score > scores.get(number, (0, ""))[0]:
                        scores[number] = score, "prefix"

    def _add_parts(self, words: Sequence[str], scores: Scores) -> None:
        """Add the communes whose names have all these words, anywhere."""
        if all(word in self._words for word in words):
            for number in set.intersection(*(set(self._words[word]) for word in words)):
                scores.setdefault(number, (PART, "part"))
        elif len(words) > 1:
            self._add_cut(words, scores)

    def _add_misspelt(
        self, keys: Sequence[str], lead: str, scores: Scores, departments: Collection[str]
    ) -> None:
        """Add the communes with one typing error; only where there is none, those with two, then with more.

        A short word is compared with all that are about as short. departments: only what is found there.
        """
        candidates = []
        for key in keys:
            if len(key) <= SHORT:
                candidates.append((key, self._alike(key)))
                continue
            likes = self._misspelt(key, departments)
            once = [like for like in likes if like[1] >= 1 - 1 / len(key)]
            if once:
                self._add_likely(key, once, lead, scores)
                return
            candidates.append((key, likes))
        likely = [self._add_likely(key, likes, lead, scores) for key, likes in candidates]
        if not any(likely):
            for key in keys:
                if len(key) > SHORT:
                    self._add_likely(key, self._alike(key), lead, scores)

    def _misspelt(self, key: str, departments: Collection[str]) -> list[Like]:
        """Return the spellings at most two typing errors away, the most similar first."""
        extract, likeness = self._rapidfuzz
        size = len(key)
        near = self._two_errors(size)(key)
        # Three errors in a spelling that is two letters longer are more than two in one of this size.
        likes: list[Like] = extract(key, near, scorer=likeness, score_cutoff=1 - 2 / size - 0.001, limit=None)
        if not departments:
            return likes
        there = {key for key, *_likeness in likes for number, *_form in self._forms[key]
                 if self._communes[number].department in departments}  # fmt: skip
        return [like for like in likes if like[0] in there]

    def _alike(self, key: str) -> list[Like]:
        """Return the spellings least unlike `key`, of those up to a third longer or shorter."""
        extract, likeness = self._rapidfuzz
        near = self._as_long(len(key), max(2, len(key) // 3))
        likes: list[Like] = extract(key, near, scorer=likeness, limit=MOST_LIKE)
        return likes

    def _add_likely(self, key: str, likes: list[Like], lead: str, scores: Scores, least: float = 0) -> bool:
        """Add the spellings that are likely enough by their letters, or by letters and sound; say if any is.

        least: the score that is enough, if not that of a candidate.
        """
        least = least or (ANSWER if len(key) <= SHORT else ANSWER_LONG)
        likely = False
        for spelling, likeness, _place in likes:
            if likeness < SURE / 100 or len(likes) > 1:
                alike = self._rapidfuzz[1](self._sounds(key), self._sounds(spelling))
                likeness = max(likeness, (likeness + alike) / 2)
            if 100 * likeness > least - 0.01:  # 1 - 2 / 5 is not quite 0.6
                self._add(spelling, lead, likeness, scores)
                likely = True
        return likely
