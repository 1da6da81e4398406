"""Which communes a query names: all names of the region ranked together, so that a nearer one wins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Any

from .models import Answer, Commune, Department, Hit, OtherCommune
from .names import article, core, fold, sound

# A score is 100 × similarity (1 − typing errors ÷ letters), less:
NO_ARTICLE = 2  # `luc` for Le Luc
OTHER_ARTICLE = 10  # `la seyne` for Seyne
SHORT_FORM = 5  # `laragne` for Laragne-Montéglin

EQUAL = 100 - NO_ARTICLE  # nothing is misspelt, nothing is left out
PART = 75  # whole words from anywhere in the name: `montéglin`
BEGUN = 60  # the first letters of a name, plus up to 30 for the share of it that they are
LIKE_SHORT = 90  # the same, where the letters are somebody's short form: `mont` of Monteux, Mont-Dauphin
FAR = 50  # below, a commune is not even suggested
ASK = 60  # below, a commune is no answer, at best a suggestion: two errors in five letters
ASK_LONG = 66  # the same for a name longer than SHORT: two errors in six letters, three in nine
SHORT = 5
LOOSE = 0.3  # likeness of letters from which sound may make up for the rest
WORTH_IT = 100  # misspelt words from which it pays to file the spellings by their pieces
RAREST = 6  # threes of letters by which a longer query is looked up
FEW_LETTERS = 7  # a query no longer than this may have no three letters in a row that are right
MOST = 5  # spellings, those with letters in common, that are compared by sound too
LONGEST_SHORT = 8  # words of a short form
CUT = 4  # letters of a word that may be cut short
SHARED = 150  # communes that may share the other words with it; 110 of the region are a `saint`
TOO_FAR = (
    0.6  # likeness of two words that leaves a name open, however well the others fit: two letters of five
)
FEW = 5  # communes that may share a short form that is misspelt; `saint` is shared by 98
SURE = 84  # from here on, the clearly nearest commune is a match
CLEAR = 8  # points by which a match beats the next commune
NEAR = 12  # points below the best at which a commune is still worth showing
LONGEST = 100  # letters of a query that count; the longest name of the region has 29

_CODE = re.compile(r"\s*(\d{4,5}|pvd-[0-9-]+)\s*", re.IGNORECASE)
# An office that may stand before a name, with `de` or without, or behind it: `ville` is also part of names.
# Compiled once a query needs it: most commands never do.
_OFFICE = (
    "(?:(?:m|mme|mr|madame|monsieur) )?(?:l[ae]? )?(?:c c a sur|ccas|cias|cne|com|commune|hotel de ville"
    "|maire|mairie|marie(?= d[eu]?s? )|municipalite|pvd|ville) (?:(d|de|des|du) )?"
    r"(?!(?:a|au|aux|d|de|des|du|en|sous|sur)\b)"
)
_BEFORE = {
    *"l la le m mme mr madame monsieur".split(),
    *"c ccas cias cne com commune hotel maire mairie marie municipalite pvd ville".split(),
}
# What else may stand behind one, but is also part of names, and the words that it ends with.
_TAIL = "(?: (?:commune|ville)(?: d[eu]?)?| (?:de|en) (?:haute )?provence| en luberon)$"
_TAILS = {"commune", "d", "de", "du", "luberon", "provence", "ville"}
_BEHIND = (
    " france", " fr", " f", " paca", " provence alpes cote d azur", " region sud",
    " c c a sur", " ccas", " cias", " hotel de ville", " mairie",
)  # fmt: skip
_DEPARTMENT = {"dep", "dept", "departement", "dpt"}

Place = Commune | OtherCommune
Ranked = tuple[Place, float, str]  # with score and reason
Alike = tuple[str, float, int]  # a spelling, its similarity to what is asked for, its place in a list
Found = dict[int, tuple[float, str]]  # by the number of a place: score and reason


# A way to write one commune's name: the number of its place, the reason if it is found by it, the article
# that stands before the key (None where the key itself holds it), and the points that this way costs.
Form = tuple[int, str, str | None, int]
# The forms under each spelling, and the numbers of the places that have a word in their names.
Spellings = tuple[Mapping[str, Sequence[Form]], Mapping[str, Collection[int]]]


def _best(found: Found) -> float:
    return max(found.values())[0] if found else 0


def _standing(entry: tuple[int, tuple[float, str]]) -> tuple[float, int]:
    number, (score, _reason) = entry
    return -score, number


def called(departments: Iterable[Department]) -> dict[str, Department]:
    """Return departments by all that they are called, folded: code, name, aliases."""
    return {
        fold(spelling): department
        for department in departments
        for spelling in (department.code, department.name, *department.aliases)
    }


def spell(places: Iterable[Place]) -> Spellings:
    """Return every way to write the names and aliases of places, which are numbered in their order."""
    forms: dict[str, list[Form]] = defaultdict(list)
    words: dict[str, set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        for name in _names_of(place):
            folded, reason = fold(name), "exact" if name == place.name else "alias"
            for key, form in _forms_of(folded, number, reason).items():
                forms[key].append(form)
            for word in core(folded):
                words[word].add(number)
    return dict(forms), dict(words)


def _names_of(place: Place) -> tuple[str, ...]:
    return (place.name, *place.aliases) if isinstance(place, Commune) else (place.name,)


def _forms_of(folded: str, number: int, reason: str) -> dict[str, Form]:
    """Return the ways to write one name of a place: whole, without its article, its first words."""
    words = core(folded)
    lead = article(folded)
    glued = "".join(words)
    forms: dict[str, Form] = {glued: (number, reason, lead, 0)}
    for key in (folded.replace(" ", ""), lead + glued):
        if key != glued:
            forms[key] = (number, reason, None if lead else "", 0)
    short = ""
    for word in words[:-1][:LONGEST_SHORT]:
        short += word
        forms.setdefault(short, (number, "prefix", lead, SHORT_FORM))
        if lead:
            forms.setdefault(lead + short, (number, "prefix", None, SHORT_FORM))
    return forms


class Index:
    """Every way to write the names of the region's communes: built once, asked often."""

    def __init__(
        self,
        communes: Sequence[Commune],
        others: Sequence[OtherCommune],
        departments: Iterable[Department],
        spellings: Spellings | None = None,
    ) -> None:
        """Index the names of places; `spellings`: what `spell` returns for them, if it was kept."""
        self._places: list[Place] = [*communes, *others]
        self._forms, self._words = spellings or spell(self._places)
        self._spellings = sorted(self._forms)
        self._starts = {spelling[:SHORT] for spelling in self._spellings}  # many misspelt names have none
        self._misspelt = 0
        self._departments = {name: department.code for name, department in called(departments).items()}
        self._department_words = {word for name in self._departments for word in name.split()}
        # How each spelling sounds; those as long as a number of letters, or up to two more or less; among
        # these those that may be two errors from a query of so many letters, by what is left of it.
        self._sounds: Callable[[str], str] = cache(sound)
        self._sizes: Callable[[int], list[str]] = cache(self._about_as_long)
        # The words of a commune's name and aliases.
        self._names = cache(lambda number: [core(fold(name)) for name in _names_of(self._places[number])])
        self._pieces: Callable[[int], Callable[[str], set[str]]]
        self._pieces = cache(lambda size: _pieces_of(size, self._sizes(size)))

    def _about_as_long(self, size: int) -> list[str]:
        return [spelling for spelling in self._spellings if -3 < len(spelling) - size < 3]

    @cached_property
    def _codes(self) -> dict[str, list[int]]:
        codes: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(self._places):
            petite_ville = (place.petite_ville if isinstance(place, Commune) else None) or place.insee
            for code in {place.insee, *place.postal_codes, petite_ville}:
                codes[code].append(number)
        return dict(codes)

    @cached_property
    def _rapidfuzz(self) -> tuple[Any, Any]:
        """RapidFuzz, imported only once something is misspelt: what ranks, and by what likeness."""
        from rapidfuzz.distance.OSA import normalized_similarity
        from rapidfuzz.process import extract

        return extract, normalized_similarity

    @cached_property
    def _threes(self) -> dict[str, list[str]]:
        """The spellings, in order, that have three letters in a row."""
        filed: dict[str, list[str]] = defaultdict(list)
        for spelling in self._spellings:
            for three in set(_threes(spelling)):
                filed[three].append(spelling)
        return dict(filed)

    def search(self, text: str, *, department: str | None = None, limit: int = 10) -> Answer:
        """Return the communes that `text` may mean, best first.

        text: a name in any spelling, a part of one, an INSEE or postal code or a `pvd_id`;
        department: the code of the only department to look in; limit: communes of each kind.
        """
        ranked, sure, _agrees = self.rank(text, department)
        hits = [Hit(place, round(score, 1), reason) for place, score, reason in ranked]
        if sure:
            hits[0] = hits[0]._replace(match=True)
        labelled = [hit for hit in hits if isinstance(hit.commune, Commune)]
        others = [hit for hit in hits if not isinstance(hit.commune, Commune)]
        more = len(labelled[limit:]), len(others[limit:])
        return Answer(text, tuple(labelled[:limit]), tuple(others[:limit]), more)

    def rank(self, text: str, department: str | None = None) -> tuple[list[Ranked], bool, bool]:
        """Return the communes that `text` may mean, best first, and whether the first is a match.

        Last, whether all that stands in `text` agrees: `Sisteron (83)` does not. department: look only there.
        """
        only = {department} if department else set()
        folded = fold(text[: 4 * LONGEST])[:LONGEST]
        code = _CODE.fullmatch(text[:LONGEST]) if folded[-1:].isdigit() else None
        if code:
            # A spreadsheet that takes codes for numbers drops their leading zero.
            numbers = self._codes.get(code[1].lower().zfill(5), ())
            found, agrees, name = self._within(only, dict.fromkeys(numbers, (100, "code"))), True, folded
        else:
            found, agrees, name = self._read(folded, only)
        if not found:
            return [], False, agrees
        order = list(found.items())
        if len(order) > 1:
            order.sort(key=_standing)
        best = order[0][1][0]
        rival = order[1][1][0] if len(order) > 1 else 0
        sure = agrees and best >= SURE and best - rival >= (1 if best >= EQUAL else CLEAR)
        if sure and " " in name and (100 - best) * len(name) > 150:  # more than one error
            sure = order[0][1][1] != "fuzzy" or self._fits(core(name), order[0][0])
        least = max(ASK, best - NEAR) if agrees else ASK
        ranked = []
        for number, (score, why) in order:
            if score >= least:
                ranked.append((self._places[number], score, why))
        return ranked, sure, agrees

    def nearest(self, text: str, limit: int = 3) -> list[Place]:
        """Return the communes least unlike `text`, where some likeness is left."""
        folded = fold(text[: 4 * LONGEST])[:LONGEST]
        found: Found = {}
        whole = folded.replace(" ", "")
        self._note_likely(whole, self._alike(whole), "", found, FAR)
        for word in folded.split():
            if len(word) > SHORT:
                self._note_likely(word, self._alike(word), "", found, SURE)
        return [self._places[number] for number, _why in sorted(found.items(), key=_standing)[:limit]]

    def _within(self, departments: set[str] | None, found: Found) -> Found:
        if not departments:
            return found
        return {n: v for n, v in found.items() if self._places[n].department in departments}

    def _read(self, folded: str, only: set[str]) -> tuple[Found, bool, str]:
        """Return what the best reading of a query finds, whether its department agrees, and its name."""
        readings = self._readings(folded)
        read, told = readings[0]
        if not (only or told or readings[1:]):  # as most are
            return self._named(read), True, read
        found: Found = {}
        agrees = True
        best = 0.0
        for name, told in readings:
            if only or told:
                other, fits = self._named_there(name, only, told)
            else:
                other, fits = self._named(name), True
            score = _best(other)
            if score > best:
                best, found, agrees, read = score, other, fits, name
            if best >= EQUAL and agrees:
                break
        return found, agrees, read

    def _fits(self, words: Sequence[str], number: int) -> bool:
        """Whether no word of a misspelt name makes it somebody else's: `Saint-André-d'Allas`.

        Each word must be like one of the name that is found; where their numbers differ, as when one is
        written in two, none that is not may be a name itself: `Le Luc, Le Cannet-des-Maures`.
        """
        likeness = self._rapidfuzz[1]
        names = self._names(number)
        meant = names[0]
        if len(names) > 1:
            meant = max(names, key=lambda name: likeness("".join(words), "".join(name)))
        if len(words) == len(meant):
            pairs = zip(words, meant, strict=True)
            return all(word == other or likeness(word, other) > TOO_FAR for word, other in pairs)
        names_too = (word for word in words if any(not form[-1] for form in self._forms.get(word, ())))
        return all(max(likeness(word, other) for other in meant) > TOO_FAR for word in names_too)

    def _named_there(self, name: str, only: set[str], told: set[str]) -> tuple[Found, bool]:
        """Rank the communes of departments by name, and return whether they agree with what is told.

        They do not where only a commune elsewhere has just that name; it is then shown too.
        """
        everywhere = self._named(name, only or told)
        if not self._within(only or told, everywhere):
            everywhere = self._named(name)
        found = self._within(only, everywhere)
        inside = self._within(told, found)
        elsewhere = _best(everywhere) >= EQUAL > _best(inside)
        if elsewhere and told:
            inside |= {number: what for number, what in found.items() if what[0] >= EQUAL}
        return inside or found, bool(inside) and not elsewhere

    def _readings(self, folded: str) -> list[tuple[str, set[str]]]:
        """Return the query as a name, then without what may stand beside a name: `mairie de`, `cedex 2`,
        a postal code, a department, the region; with the name that is left, the departments so told."""
        if not folded or folded.isalpha():
            return [(folded, set())]
        for tail in _BEHIND if folded.endswith(_BEHIND) else ():
            folded = folded.removesuffix(tail)
        if folded.replace(" ", "").isalpha() and "cedex" not in folded:
            parts = [(folded.split(), set[str]())]
        else:
            parts = self._parts(folded.split())
        readings = []
        for words, told in parts:
            name = " ".join(words)
            office = re.match(_OFFICE, name) if words[0] in _BEFORE else None
            if not (office and office[1]):
                readings.append((name, told))
            if office:
                name = name[office.end() :]
                words = name.split()
                readings.append((name, told))
            added = re.search(_TAIL, name) if words[-1] in _TAILS else None
            if added:
                readings.append((name[: added.start()], told))
            if words[0] in self._department_words or words[-1] in self._department_words:
                readings += self._without_department(words, told)
        return readings

    def _without_department(self, words: list[str], told: set[str]) -> Iterator[tuple[str, set[str]]]:
        """Yield a name without each department that stands behind or before it, and what that tells."""
        for size in range(1, len(words)):
            for named, left in ((words[-size:], words[:-size]), (words[:size], words[size:])):
                code = self._departments.get(" ".join(named))
                if code:
                    left = left[:-1] if left[1:] and left[-1] in (code, *_DEPARTMENT) else left
                    yield " ".join(left), {code} if not told or code in told else {""}

    def _parts(self, words: list[str]) -> list[tuple[list[str], set[str]]]:
        """Return the words behind and before the postal codes of a query, and the codes' departments."""
        if "cedex" in words[1:]:
            words = words[: words.index("cedex", 1)]
        text = re.sub(r"\b(\d\d) (\d{3})\b", r"\1\2", " ".join(words))
        first, *parts = re.split(r"\b(\d{5})(?!\d)", text)
        told: set[str] = set()
        for code in parts[::2]:
            told = self._told(told, code)
        found = [self._ends(part.split(), told) for part in (*parts[::-2], first) if part.strip()]
        return found or [(words[-1:], told)]

    def _ends(self, words: list[str], told: set[str]) -> tuple[list[str], set[str]]:
        """Return words without a department's code or a postal code without its leading zero."""
        for end in (-1, 0):
            if len(words) > 1 and words[end].isdigit():
                code = words[end] if len(words[end]) == 2 else words[end].zfill(5)
                if len(words[end]) == 2 or (len(words[end]) == 4 and code[:2] in self._departments):
                    words.pop(end)
                    told = self._told(told, code)
                    if len(words) > 1 and words[end] in _DEPARTMENT:
                        words.pop(end)
        return words, told

    def _told(self, told: set[str], code: str) -> set[str]:
        """Return the departments that a code tells beside others: 05110 is also Claret, in 04."""
        places = {self._places[number].department for number in self._codes.get(code, ())}
        here = places or {self._departments.get(code[:2], code)}  # elsewhere: nobody's
        return (told & here or {""}) if told else here  # two codes at odds: nobody's

    def _named(self, folded: str, departments: set[str] | None = None) -> Found:
        """Rank all communes by name; nothing misspelt first, typing errors only if need be.

        departments: the codes of those where it is needed that something is found.
        """
        words, lead = (core(folded), article(folded)) if " " in folded else ([folded], "")
        glued = "".join(words)
        whole = folded.replace(" ", "")
        keys = [glued] if whole == glued else [glued, whole]
        found: Found = {}
        for key in (*keys, lead + glued) if lead else keys:
            if key in self._forms:
                self._note(key, lead, 1, found)
        if found and _best(self._within(departments, found)) >= EQUAL - NO_ARTICLE - SHORT_FORM:
            if _best(found) < EQUAL:  # a short form, but perhaps only the first letters of another name
                for start in keys:
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
        """Note in `found` the communes that `key` leads to, if better than what is there."""
        forms = self._forms[key]
        for place, reason, lead_of_name, cost in forms:
            if cost and similarity < 1 and len(forms) > FEW:
                continue
            score = 100 * similarity - cost
            if lead_of_name is not None and lead != lead_of_name:
                score -= OTHER_ARTICLE if lead else NO_ARTICLE
            if place not in found or score > found[place][0]:
                found[place] = score, reason if similarity == 1 else "fuzzy"

    def _note_begun(self, start: str, lead: str, found: Found, least: int = 0) -> None:
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
        fewest = min(known, key=len, default=())
        for number in fewest if len(fewest) <= SHARED else ():
            for name in self._names(number):
                if len(name) == len(words) and all(map(str.startswith, name, words)):
                    found[number] = 100 - SHORT_FORM, "prefix"

    def _note_misspelt(
        self, keys: Sequence[str], lead: str, found: Found, departments: set[str] | None
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
            hits = self._two_errors(key)
            if departments:
                hits = self._inside(departments, hits)
            least = 1 - 1 / len(key)
            if hits and hits[0][1] >= least:
                once = [hit for hit in hits if hit[1] >= least]
                self._note_likely(key, once, lead, found)
                return
            more.append((key, hits))
        for key, hits in more:
            likely |= self._note_likely(key, hits, lead, found)
        if not likely:
            for key in keys:
                if len(key) > SHORT:
                    self._note_likely(key, self._alike(key), lead, found)

    def _inside(self, departments: set[str], hits: list[Alike]) -> list[Alike]:
        """Return those of `hits` that are spellings of a commune in these departments."""
        places, forms = self._places, self._forms
        return [
            hit for hit in hits if any(places[form[0]].department in departments for form in forms[hit[0]])
        ]

    def _note_likely(self, key: str, hits: list[Alike], lead: str, found: Found, least: int = 0) -> bool:
        """Note those of `hits`, best first, that are likely enough to be meant by `key`, by letters or sound.

        least: the score that is enough, if not the one from which a commune is an answer.
        """
        likely = False
        heard = ""
        least = least or (ASK if len(key) <= SHORT else ASK_LONG)
        for spelling, similarity, _place in hits:
            if (similarity + 1) / 2 < hits[0][1] - NEAR / 100:
                break  # too far off to win, even if it sounds the same
            if similarity < SURE / 100 or len(hits) > 1:
                heard = heard or sound(key)
                alike = self._rapidfuzz[1](heard, self._sounds(spelling))
                similarity = max(similarity, (similarity + alike) / 2)
            if 100 * similarity > least - 0.01:  # 1 - 2 / 5 is not quite 0.6
                self._note(spelling, lead, similarity, found)
                likely = True
        return likely

    def _two_errors(self, key: str) -> list[Alike]:
        """Return the spellings that are at most two typing errors away, the most similar first."""
        extract, likeness = self._rapidfuzz
        size = len(key)
        self._misspelt += 1
        near = self._pieces(size)(key) if self._misspelt > WORTH_IT else self._sizes(size)
        # Three errors in a spelling that is two letters longer are more than two in one of this size.
        hits: list[Alike] = extract(key, near, scorer=likeness, score_cutoff=1 - 2 / size - 0.001, limit=None)
        return hits

    def _alike(self, key: str) -> list[Alike]:
        """Return the spellings least unlike `key` of those about as short or with letters in common."""
        extract, likeness = self._rapidfuzz
        if len(key) <= FEW_LETTERS:
            near = self._sizes(len(key))
        else:
            lists = [self._threes[three] for three in _threes(key) if three in self._threes]
            near = list(dict.fromkeys(chain.from_iterable(sorted(lists, key=len)[:RAREST])))
        hits: list[Alike] = extract(key, near, scorer=likeness, score_cutoff=LOOSE, limit=MOST)
        return hits


def _pieces_of(size: int, spellings: Iterable[str]) -> Callable[[str], set[str]]:
    """Return what finds, for a query of `size` letters, all spellings that may be two errors from it.

    Cut in three, a query keeps one piece as it was: its start, its end, or its middle, which is then
    at most one letter off its place. Only two letters that are swapped may belong to two pieces; these
    are swapped back, and one more error leaves the start, or the end, or what is looked up anyway.
    """
    last = size - min((size + 2) // 3, 4)
    first = last - min(size // 3, 3)
    starts, middles, ends = defaultdict(list), defaultdict(list), defaultdict(list)
    for spelling in spellings:
        starts[spelling[:first]].append(spelling)
        ends[spelling[last - size :]].append(spelling)
        for place in range(first - 1, first + 2):
            middles[spelling[place : place + last - first]].append(spelling)

    def near(query: str) -> set[str]:
        start, middle, end = query[:first], query[first:last], query[last:]
        return {
            *starts.get(start, ()),
            *starts.get(start[:-1] + middle[0], ()),
            *middles.get(middle, ()),
            *ends.get(end, ()),
            *ends.get(middle[-1] + end[1:], ()),
        }

    return near


def _threes(word: str) -> list[str]:
    return [word[n : n + 3] for n in range(len(word) - 2)]
