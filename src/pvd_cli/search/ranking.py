"""Which communes a query names: all names of the region ranked together, so that a nearer one wins."""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from .names import Name, core, fold, sound
from .spelling import SHORT_FORM, Named, Spellings, spell, within_two_errors

# A score is 100 × similarity (1 − typing errors ÷ letters), less SHORT_FORM for a short form and:
NO_ARTICLE = 2  # points for an article left out: `luc` for Le Luc
OTHER_ARTICLE = 10  # points for an article too many: `la seyne` for Seyne
# What is a part of a name scores:
PART = 75  # whole words from anywhere in it: `montéglin`
BEGUN = 60  # its first letters, and up to 30 more for the share of it that they are
LIKE_SHORT = 90  # the same, if they are another's short form: `bar` of Barcelonnette, Le Bar-sur-Loup
CUT_SHORT = 95  # words cut short: `Puget-Th.`
# What a score is good for:
WHOLE = 98  # nothing is misspelt, nothing is left out but an article
SURE = 84  # a commune from here on is a match, if it is clear of the others
ANSWER = 60  # a commune below is no answer, at best a suggestion: two errors in five letters
ANSWER_LONG = 66  # the same for a misspelt name longer than SHORT: two errors in six letters, three in nine
SUGGESTED = 50  # a commune below is not even suggested
WORD_SUGGESTED = 84  # the same, where one word of several is like a name
# How far apart two scores must be:
CLEAR = 8  # points by which a match beats the next commune
CLEAR_OF_WHOLE = 1  # the same, where nothing is misspelt
SHOWN = 12  # points below the best at which a commune is still worth showing
# Likeness, from 0 to 1:
PLAIN = 0.84  # letters alike enough for sound to add nothing, if no other name is
LOOSE = 0.3  # letters alike enough for sound to make up for the rest
SAME_WORD = 0.6  # words less alike are not the same, however well the rest of the name fits
# Sizes:
SHORT = 5  # letters up to which a name is compared with all that are about as long
CUT = 4  # letters of a word that may be cut short
MOST_LIKE = 5  # spellings, those with letters in common, that are compared by sound too
SHARED_SHORT = 5  # communes that may share a short form that is misspelt; 98 share `saint`
LONGEST = 100  # letters of a query that count; the longest name of the region has 29

P = TypeVar("P", bound=Named)
Ranked = tuple[P, float, str]  # with score and reason
Found = dict[int, tuple[float, str]]  # by the number of a place: score and reason
Alike = tuple[str, float, int]  # a spelling, its likeness to a query, its place in the list it is from


def best_score(found: Found) -> float:
    return max(found.values())[0] if found else 0


def best_first(entry: tuple[int, tuple[float, str]]) -> tuple[float, int]:
    number, (score, _reason) = entry
    return -score, number


class Ranker(Generic[P]):
    """Every way to write the names of communes: built once, asked often."""

    def __init__(self, places: Sequence[P], spellings: Spellings | None = None) -> None:
        """Take the names of places; `spellings`: what `spell` returns for them, if it was kept."""
        self._places = places
        self._forms, self._words = spellings or spell(places)
        self._sounds: Callable[[str], str] = cache(sound)
        self._as_long: Callable[[int, int], list[str]] = cache(self._about_as_long)
        self._two_errors: Callable[[int], Callable[[str], set[str]]]
        self._two_errors = cache(lambda size: within_two_errors(size, self._as_long(size, 2)))
        self._words_of: Callable[[int], list[list[str]]]
        self._words_of = cache(lambda number: [core(fold(name)) for name in self._places[number].names])

    @cached_property
    def _spellings(self) -> list[str]:
        return sorted(self._forms)

    @cached_property
    def _starts(self) -> set[str]:
        """What spellings begin with; many misspelt names begin with none of it."""
        return {spelling[:SHORT] for spelling in self._spellings}

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

    def within(self, departments: Collection[str], found: Found) -> Found:
        """Return what was found in some departments, by their codes; in any where there are none."""
        if not departments:
            return found
        return {n: what for n, what in found.items() if self._places[n].department in departments}

    def nearest(self, text: str, limit: int = 3) -> list[P]:
        """Return the communes least unlike `text`, where some likeness is left."""
        folded = fold(text[: 4 * LONGEST])[:LONGEST]
        found: Found = {}
        whole = folded.replace(" ", "")
        self._note_likely(whole, self._alike(whole), "", found, SUGGESTED)
        for word in folded.split():
            if len(word) > SHORT:
                self._note_likely(word, self._alike(word), "", found, WORD_SUGGESTED)
        return [self._places[number] for number, _why in sorted(found.items(), key=best_first)[:limit]]

    def whole(self, name: Name) -> set[int]:
        """Return the numbers of the places that have just this name, its article aside."""
        keys = {name.key, name.whole}
        return {number for key in keys for number, *_form, cost in self._forms.get(key, ()) if not cost}

    def has_more(self, words: Sequence[str], number: int) -> bool:
        """Whether words stand before or behind a whole name: `CC Forcalquier`, `M. Cadenet`."""
        return any(
            len(words) > len(name) and name in (words[: len(name)], words[-len(name) :])
            for name in self._words_of(number)
        )

    def fits(self, words: Sequence[str], number: int) -> bool:
        """Whether no word of a misspelt name makes it somebody else's: `Saint-André-d'Allas`.

        Each word must be like one of the name that is found; where their numbers differ, as when one is
        written in two, none that is not may be a name itself: `Forcalquier Est` is not Forcalqueiret.
        """
        likeness = self._rapidfuzz[1]
        written = "".join(words)
        meant = max(self._words_of(number), key=lambda name: likeness(written, "".join(name)))
        if len(words) == len(meant):
            pairs = zip(words, meant, strict=True)
            return all(word == other or likeness(word, other) > SAME_WORD for word, other in pairs)
        names = (word for word in words if any(not cost for *_form, cost in self._forms.get(word, ())))
        return all(word in meant for word in names)

    def named(self, name: Name, departments: Collection[str] = ()) -> Found:
        """Rank all communes by name; nothing misspelt first, typing errors only if need be.

        departments: the codes of those where it is needed that something is found.
        """
        _folded, words, lead, glued, whole = name
        keys = [glued] if whole == glued else [glued, whole]
        found: Found = {}
        for key in (*keys, lead + glued) if lead else keys:
            if key in self._forms:
                self._note(key, lead, 1, found)
        if found and best_score(self.within(departments, found)) >= WHOLE - NO_ARTICLE - SHORT_FORM:
            for start in keys if best_score(found) < WHOLE else ():
                self._note_begun(start, lead, found, LIKE_SHORT)
            return found
        unknown = set(words).difference(self._words)
        if not unknown and words:
            for number in set.intersection(*(set(self._words[word]) for word in words)):
                found.setdefault(number, (PART, "part"))
        elif len(words) > 1 and len(min(unknown, key=len)) <= CUT:
            self._note_cut(words, found)
        for start in keys:
            self._note_begun(start, lead, found)
        self._note_misspelt(keys, lead, found, departments)
        return found

    def _note(self, key: str, lead: str, similarity: float, found: Found) -> None:
        """Note in `found` the communes that a spelling leads to, if better than what is there."""
        forms = self._forms[key]
        for number, reason, lead_of_name, cost in forms:
            if cost and similarity < 1 and len(forms) > SHARED_SHORT:
                continue
            score = 100 * similarity - cost
            if lead_of_name is not None and lead != lead_of_name:
                score -= OTHER_ARTICLE if lead else NO_ARTICLE
            if number not in found or score > found[number][0]:
                found[number] = score, reason if similarity == 1 else "fuzzy"

    def _note_begun(self, start: str, lead: str, found: Found, least: float = 0) -> None:
        """Note the communes whose name begins with these letters, with a score of at least `least`."""
        if len(start) >= SHORT and start[:SHORT] not in self._starts:
            return
        spellings = self._spellings
        place = bisect_left(spellings, start)
        while start and place < len(spellings) and spellings[place].startswith(start):
            key = spellings[place]
            share = max(least, BEGUN + 30 * len(start) / len(key))
            for number, _reason, lead_of_name, cost in self._forms[key]:
                score = share - (OTHER_ARTICLE if lead and lead_of_name == "" else 0)
                if not cost and score > found.get(number, (0, ""))[0]:
                    found[number] = score, "prefix"
            place += 1

    def _note_cut(self, words: Sequence[str], found: Found) -> None:
        """Note the communes whose words begin as these do: `Puget-Th.`, `S. Rémy de Provence`."""
        known = [self._words[word] for word in words if word in self._words]
        as_long: set[int] = set()
        longer: set[int] = set()
        for number in min(known, key=len, default=()):
            for name in self._words_of(number):
                if len(name) >= len(words) and all(map(str.startswith, name, words)):
                    (as_long if len(name) == len(words) else longer).add(number)
        found |= dict.fromkeys(as_long, (CUT_SHORT, "prefix"))
        for number in longer if as_long else ():  # `St Ma.` is no more Saint-Maime than Saint-Martin-de-Crau
            found.setdefault(number, (CUT_SHORT - SHORT_FORM, "prefix"))

    def _note_misspelt(
        self, keys: Sequence[str], lead: str, found: Found, departments: Collection[str]
    ) -> None:
        """Note the spellings with one typing error; only where there is none, those with two, then more.

        A short word is compared with all that are about as short. departments: only what is found there.
        """
        likely = False
        more = []
        for key in keys:
            if len(key) <= SHORT:
                more.append((key, self._alike(key)))
                continue
            hits = self._misspelt(key, departments)
            once = [hit for hit in hits if hit[1] >= 1 - 1 / len(key)]
            if once:
                self._note_likely(key, once, lead, found)
                return
            more.append((key, hits))
        for key, hits in more:
            likely |= self._note_likely(key, hits, lead, found)
        if not likely:
            for key in keys:
                if len(key) > SHORT:
                    self._note_likely(key, self._alike(key), lead, found)

    def _misspelt(self, key: str, departments: Collection[str]) -> list[Alike]:
        """Return the spellings at most two typing errors away, the most similar first."""
        extract, likeness = self._rapidfuzz
        size = len(key)
        near = self._two_errors(size)(key)
        # Three errors in a spelling that is two letters longer are more than two in one of this size.
        hits: list[Alike] = extract(key, near, scorer=likeness, score_cutoff=1 - 2 / size - 0.001, limit=None)
        if not departments:
            return hits
        there = {key for key, *_likeness in hits for number, *_form in self._forms[key]
                 if self._places[number].department in departments}  # fmt: skip
        return [hit for hit in hits if hit[0] in there]

    def _alike(self, key: str) -> list[Alike]:
        """Return the spellings least unlike `key`, of those up to a third longer or shorter."""
        extract, likeness = self._rapidfuzz
        near = self._as_long(len(key), max(2, len(key) // 3))
        hits: list[Alike] = extract(key, near, scorer=likeness, score_cutoff=LOOSE, limit=MOST_LIKE)
        return hits

    def _note_likely(self, key: str, hits: list[Alike], lead: str, found: Found, least: float = 0) -> bool:
        """Note those of `hits`, best first, that are likely enough by letters or sound; say if any is.

        least: the score that is enough, if not that of an answer.
        """
        least = least or (ANSWER if len(key) <= SHORT else ANSWER_LONG)
        likely = False
        heard = ""
        for spelling, similarity, _place in hits:
            if (similarity + 1) / 2 < hits[0][1] - SHOWN / 100:
                break  # too far off to win, even if it sounds the same
            if similarity < PLAIN or len(hits) > 1:
                heard = heard or sound(key)
                alike = self._rapidfuzz[1](heard, self._sounds(spelling))
                similarity = max(similarity, (similarity + alike) / 2)
            if 100 * similarity > least - 0.01:  # 1 - 2 / 5 is not quite 0.6
                self._note(spelling, lead, similarity, found)
                likely = True
        return likely
