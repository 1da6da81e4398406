"""Which communes a name may mean: every name of the region gets a score, and the highest wins."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, cached_property
from typing import Any

from .names import Name, core, fold, sound
from .spelling import Searchable, Spellings, spell, within_two_errors
from .thresholds import (
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

MOST_LIKE = 5  # spellings, those with the most letters in common, that are compared by sound too

Scores = dict[int, tuple[float, str]]  # by the number of a commune: its score, and the reason for it
Like = tuple[str, float, int]  # as RapidFuzz returns it: a spelling, its likeness from 0 to 1, its index


def best_score(scores: Scores) -> float:
    """Return the highest of some scores, 0 where there is none."""
    return max(scores.values())[0] if scores else 0


def best_first(scores: Scores) -> list[tuple[int, float, str]]:
    """Return (number, score, reason), the highest score first; of equal scores the lowest number first."""
    order = (
        sorted(scores.items(), key=lambda entry: (-entry[1][0], entry[0]))
        if len(scores) > 1
        else scores.items()
    )
    return [(number, score, reason) for number, (score, reason) in order]


class Ranker:
    """Scores the names of communes."""

    def __init__(self, communes: Sequence[Searchable], spellings: Spellings | None = None) -> None:
        """communes: numbered from 0 in their order; spellings: what `spell` returns for them, if stored."""
        self._communes = communes
        self._forms, self._words = spellings or spell(communes)
        self._sounds: Callable[[str], str] = cache(sound)
        self._of_length: Callable[[int, int], list[str]] = cache(self._spellings_of_length)
        self._two_errors: Callable[[int], Callable[[str], set[str]]]
        self._two_errors = cache(lambda size: within_two_errors(size, self._of_length(size, 2)))
        self._distinctive_words: Callable[[int], list[list[str]]]
        self._distinctive_words = cache(lambda number: [core(folded) for folded in self._folded(number)])
        self._folded: Callable[[int], list[str]]
        self._folded = cache(lambda number: [fold(name) for name in self._communes[number].names])

    @cached_property
    def _spellings(self) -> list[str]:
        return sorted(self._forms)

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self._words)

    def _spellings_of_length(self, size: int, more: int) -> list[str]:
        """Return the spellings of `size` letters, give or take `more`."""
        return [spelling for spelling in self._spellings if abs(len(spelling) - size) <= more]

    @cached_property
    def _rapidfuzz(self) -> tuple[Any, Any]:
        """RapidFuzz's functions that rank texts and compare two; imported only for a misspelt name."""
        from rapidfuzz.distance.OSA import normalized_similarity
        from rapidfuzz.process import extract

        return extract, normalized_similarity

    def most_similar(self, text: str, others: Iterable[str], errors: int) -> str | None:
        """Return the text of `others` with the fewest typing errors, None if all have more than `errors`."""
        from rapidfuzz.distance.OSA import distance
        from rapidfuzz.process import extractOne

        best = extractOne(text, others, scorer=distance, score_cutoff=errors)
        return best[0] if best else None

    def in_departments(self, departments: Collection[str], scores: Scores) -> Scores:
        """Return the scores of the communes in `departments` (codes); all scores where that is empty."""
        if not departments:
            return scores
        return {n: what for n, what in scores.items() if self._communes[n].department in departments}

    def nearest(self, folded: str, limit: int) -> list[int]:
        """Return the numbers of the communes whose names are most like `folded`, if any scores SUGGESTED."""
        scores: Scores = {}
        whole = folded.replace(" ", "")
        self._add_similar(whole, self._most_alike(whole), "", scores, SUGGESTED)
        for word in folded.split():
            if len(word) > SHORT:
                self._add_similar(word, self._most_alike(word), "", scores, SURE)
        return [number for number, *_why in best_first(scores)[:limit]]

    def is_spelling(self, spelling: str) -> bool:
        """Return whether a name, or its first words, can be spelt so (folded, without spaces)."""
        return spelling in self._forms

    def with_whole_name(self, name: Name) -> set[int]:
        """Return the numbers of the communes that have exactly this name, with or without its article."""
        forms = [form for key in (name.key, name.whole) for form in self._forms.get(key, ())]
        return {number for number, *_form, cost in forms if not cost}

    def has_more(self, words: Sequence[str], number: int) -> bool:
        """Return whether `words` are a name of commune `number` with more words beside it: `M. Cadenet`."""
        return any(
            len(words) > len(name) and name in (words[: len(name)], words[-len(name) :])
            for name in self._distinctive_words(number)
        )

    def has_other_name(self, words: Sequence[str], number: int) -> bool:
        """Return whether one of `words` is the name of another commune than `number`.

        `Forcalquier Est` is therefore not Forcalqueiret.
        """
        own = {word for name in self._distinctive_words(number) for word in name}
        return any(word not in own and self._is_whole(word) for word in words)

    def _is_whole(self, spelling: str) -> bool:
        return any(not cost for *_form, cost in self._forms.get(spelling, ()))

    def scores(self, name: Name, departments: Collection[str] = (), *, unfinished: bool = False) -> Scores:
        """Return the communes that a name may mean; misspelt ones only where no other fits well.

        departments: codes of those in which a commune has to fit well, any if empty; the scores returned are
        those of all departments; unfinished: whether the name may go on.
        """
        keys = [name.key] if name.key == name.whole else [name.key, name.whole]
        scores: Scores = {}
        for key in (*keys, name.article + name.key) if name.article else keys:
            self._add(key, name.article, 1, scores)
        best = best_score(self.in_departments(departments, scores))
        if best < WHOLE or unfinished:
            for key in keys:
                self._add_prefix(key, name.article, scores)
        if best < WHOLE - NO_ARTICLE - SHORT_FORM:
            self._add_parts(name.words, scores)
            self._add_misspelt(keys, name.article, scores, departments)
        for number, (score, reason) in scores.items():
            if reason in ("exact", "alias") and name.folded not in self._folded(number):
                scores[number] = score, "spelling"
        return scores

    def _add(self, spelling: str, article: str, likeness: float, scores: Scores) -> None:
        """Add the communes that have a spelling, unless they have a higher score already.

        article: that of the query, or ''; likeness: of the spelling to the query, from 0 to 1.
        """
        forms = self._forms.get(spelling, ())
        for number, reason, own_article, cost in forms:
            if cost and likeness < 1 and len(forms) > SHARED:
                continue  # `sein` is not Saint
            score = 100 * likeness - cost
            if own_article is not None and article != own_article:
                score -= OTHER_ARTICLE if article else NO_ARTICLE
            if number not in scores or score > scores[number][0]:
                scores[number] = score, reason if likeness == 1 else "fuzzy"

    def _add_prefix(self, start: str, article: str, scores: Scores) -> None:
        """Add the communes whose names begin with the letters `start`."""
        spellings = self._spellings
        place = bisect_left(spellings, start)
        while start and place < len(spellings) and spellings[place].startswith(start):
            spelling = spellings[place]
            for number, _reason, own_article, cost in self._forms[spelling]:
                score = BEGUN + 30 * len(start) / len(spelling)
                score -= OTHER_ARTICLE if article and own_article == "" else 0
                if not cost and score > scores.get(number, (0, ""))[0]:
                    scores[number] = score, "prefix"
            place += 1

    def _add_abbreviated(self, words: Sequence[str], scores: Scores) -> None:
        """Add the communes of whose names the words are abbreviated: `Puget-Th.`, `S. Rémy de Provence`.

        A name of more words than the query has a lower score.
        """
        known = [self._words[word] for word in words if word in self._words]
        for number in min(known, key=len, default=()):
            for name in self._distinctive_words(number):
                if len(name) >= len(words) and all(map(str.startswith, name, words)):
                    score = CUT_SHORT if len(name) == len(words) else CUT_SHORT - SHORT_FORM
                    if score > scores.get(number, (0, ""))[0]:
                        scores[number] = score, "prefix"

    def _begins_word(self, letters: str) -> bool:
        """Return whether a distinctive word of any name begins with `letters`."""
        place = bisect_left(self._sorted_words, letters)
        return place < len(self._sorted_words) and self._sorted_words[place].startswith(letters)

    def _add_parts(self, words: Sequence[str], scores: Scores) -> None:
        """Add the communes whose names have all of `words`, in any order, or abbreviated."""
        if all(word in self._words for word in words):
            for number in set.intersection(*(set(self._words[word]) for word in words)):
                scores.setdefault(number, (PART, "part"))
        elif len(words) > 1 and all(map(self._begins_word, words)):
            self._add_abbreviated(words, scores)

    def _add_misspelt(
        self, keys: Sequence[str], article: str, scores: Scores, departments: Collection[str]
    ) -> None:
        """Add the communes with one typing error; without any, those with two; without any, those with more.

        A key of up to SHORT letters is compared with all spellings of about its length.
        departments: codes of those in which spellings are looked for; all if empty.
        """
        candidates = []
        for key in keys:
            if len(key) <= SHORT:
                candidates.append((key, self._most_alike(key)))
                continue
            likes = self._misspelt(key, departments)
            once = [like for like in likes if like[1] >= 1 - 1 / len(key)]
            if once:
                self._add_similar(key, once, article, scores)
                return
            candidates.append((key, likes))
        likely = [self._add_similar(key, likes, article, scores) for key, likes in candidates]
        if not any(likely):
            for key in keys:
                if len(key) > SHORT:
                    self._add_similar(key, self._most_alike(key), article, scores)

    def _misspelt(self, key: str, departments: Collection[str]) -> list[Like]:
        """Return the spellings at most two typing errors from `key`, the most similar first."""
        extract, likeness = self._rapidfuzz
        size = len(key)
        near = self._two_errors(size)(key)
        # Likeness divides by the longer text: three errors in one two letters longer must stay out.
        likes: list[Like] = extract(key, near, scorer=likeness, score_cutoff=1 - 2 / size - 0.001, limit=None)
        if not departments:
            return likes
        there = {key for key, *_likeness in likes for number, *_form in self._forms[key]
                 if self._communes[number].department in departments}  # fmt: skip
        return [like for like in likes if like[0] in there]

    def _most_alike(self, key: str) -> list[Like]:
        """Return the MOST_LIKE spellings to `key`, of those up to a third longer or shorter."""
        extract, likeness = self._rapidfuzz
        near = self._of_length(len(key), max(2, len(key) // 3))
        likes: list[Like] = extract(key, near, scorer=likeness, limit=MOST_LIKE)
        return likes

    def _add_similar(
        self, key: str, likes: list[Like], article: str, scores: Scores, least: float = 0
    ) -> bool:
        """Add the spellings that are similar enough in letters, or in letters and sound; return if any is.

        least: the lowest score that is enough; 0 for that of a candidate.
        """
        least = least or (ANSWER if len(key) <= SHORT else ANSWER_LONG)
        likely, heard = False, ""
        for spelling, likeness, _place in likes:
            if likeness < SURE / 100 or len(likes) > 1:
                heard = heard or sound(key)
                alike = self._rapidfuzz[1](heard, self._sounds(spelling))
                likeness = max(likeness, (likeness + alike) / 2)
            if 100 * likeness > least - 0.01:  # 1 - 2 / 5 is not quite 0.6
                self._add(spelling, article, likeness, scores)
                likely = True
        return likely
