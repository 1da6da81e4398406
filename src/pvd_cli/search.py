"""Which communes a query names: all names of the region ranked together, so that a nearer one wins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .models import Answer, Commune, Department, Hit, OtherCommune
from .names import article, core, fold

# A score is 100 × similarity (1 − typing errors ÷ letters), less:
NO_ARTICLE = 2  # `luc` for Le Luc
OTHER_ARTICLE = 10  # `la seyne` for Seyne
SHORT_FORM = 5  # `laragne` for Laragne-Montéglin

EQUAL = 100 - NO_ARTICLE  # nothing is misspelt, nothing is left out
PART = 75  # whole words from anywhere in the name: `montéglin`
BEGUN = 60  # the first letters of a name, plus up to 30 for the share of it that they are
FAR = 50  # below, a commune is not even suggested
ASK = 60  # below, a commune is no answer, at best a suggestion: two errors in five letters
ASK_LONG = 66  # the same for a name longer than SHORT: two errors in six letters, three in nine
SHORT = 5
SURE = 84  # from here on, the clearly nearest commune is a match
CLEAR = 8  # points by which a match beats the next commune
NEAR = 12  # points below the best at which a commune is still worth showing
LONGEST = 100  # letters of a query that count; the longest name of the region has 30

_CODE = re.compile(r"\d{4,5}|pvd-[0-9-]+")
_OFFICES = {"cne", "commune", "mairie", "ville"}

Found = dict[int, tuple[float, str]]  # place number: score and reason


def _best(found: Found) -> float:
    return max((score for score, _reason in found.values()), default=0)


class Form(NamedTuple):
    """A way to write one commune's name; the key that leads to it is its glued words."""

    place: int
    reason: str
    article: str | None  # None where the key itself holds the article
    cost: int


class Index:
    """Every way to write the names of the region's communes: built once, asked often."""

    def __init__(
        self,
        communes: Sequence[Commune],
        others: Sequence[OtherCommune],
        departments: Iterable[Department],
    ) -> None:
        self._places: list[Commune | OtherCommune] = [*communes, *others]
        self._forms: dict[str, list[Form]] = {}
        self._words: dict[str, set[int]] = {}
        self._codes: dict[str, list[int]] = {}
        self._spellings: list[str] = []
        for number, place in enumerate(self._places):
            self._add(number, place.name, "exact")
            codes = [place.insee, *place.postal_codes]
            if isinstance(place, Commune):
                for alias in place.aliases:
                    self._add(number, alias, "alias")
                codes += [place.petite_ville] if place.petite_ville else []
            for code in dict.fromkeys(codes):
                self._codes.setdefault(code, []).append(number)
        self._departments = {
            fold(spelling): department.code
            for department in departments
            for spelling in (department.code, department.name, *department.aliases)
        }

    def _add(self, number: int, name: str, reason: str) -> None:
        folded = fold(name)
        words = core(folded)
        lead = article(folded)
        forms = {folded.replace(" ", ""): Form(number, reason, None if lead else "", 0)}
        for size in range(len(words), 0, -1):
            short = size < len(words)
            form = Form(number, "prefix" if short else reason, lead, SHORT_FORM * short)
            glued = "".join(words[:size])
            if lead:
                forms.setdefault(lead + glued, form._replace(article=None))
            forms.setdefault(glued, form)
        for key, form in forms.items():
            self._forms.setdefault(key, []).append(form)
        for word in words:
            self._words.setdefault(word, set()).add(number)

    def search(self, text: str, *, department: str | None = None, limit: int = 10) -> Answer:
        """Return the communes that `text` may mean, best first.

        text: a name in any spelling, a part of one, an INSEE or postal code or a `pvd_id`;
        department: the code of the only department to look in; limit: communes of each kind.
        """
        code = text[:LONGEST].strip().casefold()
        sure = True
        if _CODE.fullmatch(code):
            # A spreadsheet that takes codes for numbers drops their leading zero.
            found: Found = dict.fromkeys(self._codes.get(code.zfill(5), ()), (100, "code"))
            found = self._within(department, found)
        else:
            folded = fold(text[: 4 * LONGEST])[:LONGEST]
            found = self._within(department, self._equal(folded))
            if _best(found) < EQUAL:
                found, sure = self._read(folded, department)
        order = sorted(found, key=lambda n: (-found[n][0], n))
        best = [found[n][0] for n in order[:2]] + [0.0, 0.0]
        needed = 1 if best[0] >= EQUAL else CLEAR
        sure = sure and best[0] >= SURE and best[0] - best[1] >= needed
        hits = [
            Hit(self._places[n], round(found[n][0], 1), found[n][1], sure and n == order[0])
            for n in order
            if found[n][0] >= max(ASK, best[0] - NEAR)
        ]
        return Answer(
            text,
            tuple(hit for hit in hits if isinstance(hit.commune, Commune))[:limit],
            tuple(hit for hit in hits if isinstance(hit.commune, OtherCommune))[:limit],
        )

    def nearest(self, text: str, limit: int = 3) -> list[Commune | OtherCommune]:
        """Return the communes least unlike `text`, where some likeness is left."""
        folded = fold(text[: 4 * LONGEST])[:LONGEST]
        found = self._misspelt(folded, FAR)
        for word in folded.split():
            if len(word) > SHORT:
                found |= self._misspelt(word, SURE)
        return [self._places[n] for n in sorted(found, key=lambda n: (-found[n][0], n))[:limit]]

    def _within(self, department: str | None, found: Found) -> Found:
        if department is None:
            return found
        return {n: v for n, v in found.items() if self._places[n].department == department}

    def _read(self, folded: str, department: str | None) -> tuple[Found, bool]:
        """Return what the best reading of a query finds, and whether its department agrees."""
        found: Found = {}
        agrees = True
        for name, beside in self._readings(folded):
            other = self._within(department, self._named(name))
            inside = self._within(beside, other)
            if _best(other) > _best(found):
                found, agrees = (inside, True) if inside else (other, False)
        return found, agrees

    def _readings(self, folded: str) -> Iterator[tuple[str, str | None]]:
        """Yield the query as a name, then without what may stand beside a name: `mairie de`,
        `cedex 2`, a postal code, a department, whose code comes with the name that is left."""
        words = folded.split()
        if len(words) > 2 and words[0] in _OFFICES and words[1] in ("d", "de", "des", "du"):
            words = words[2:]
        if "cedex" in words[1:]:
            words = words[: words.index("cedex")]
        department = None
        for word in (words[-1:], words[:1]):
            code = "".join(word)
            if len(words) > 1 and code.isdigit() and len(code) in (2, 5):
                words.remove(code)
                department = self._departments.get(code[:2])
        yield " ".join(words), department
        for size in range(1, len(words)):
            named = self._departments.get(" ".join(words[-size:]))
            if named and department in (None, named):
                yield " ".join(words[:-size]), named

    def _named(self, folded: str) -> Found:
        """Rank all communes by name; nothing misspelt first, typing errors only if need be."""
        found = self._equal(folded)
        if _best(found) >= EQUAL - NO_ARTICLE - SHORT_FORM:
            return found
        for other in (self._parts(folded), self._begun(folded), self._misspelt(folded)):
            for number, (score, reason) in other.items():
                if score > found.get(number, (0, ""))[0]:
                    found[number] = score, reason
        return found

    def _score(self, key: str, lead: str, similarity: float, found: Found) -> None:
        """Note in `found` the communes that `key` leads to, if better than what is there."""
        for form in self._forms[key]:
            score = 100 * similarity - form.cost
            if form.article is not None and lead != form.article:
                score -= OTHER_ARTICLE if lead else NO_ARTICLE
            if score > found.get(form.place, (0, ""))[0]:
                reason = form.reason if similarity == 1 else "fuzzy"
                found[form.place] = score, reason

    def _equal(self, folded: str) -> Found:
        found: Found = {}
        lead = article(folded)
        glued = "".join(core(folded))
        for key in {folded.replace(" ", ""), glued, lead + glued}:
            if key in self._forms:
                self._score(key, lead, 1, found)
        return found

    def _parts(self, folded: str) -> Found:
        sets = [self._words.get(word, set()) for word in core(folded)]
        return dict.fromkeys(set.intersection(*sets), (PART, "part")) if sets else {}

    def _begun(self, folded: str) -> Found:
        if not self._spellings:
            self._spellings = sorted(self._forms)
        found: Found = {}
        for start in {folded.replace(" ", ""), "".join(core(folded))} - {""}:
            for i in range(bisect_left(self._spellings, start), len(self._spellings)):
                key = self._spellings[i]
                if not key.startswith(start):
                    break
                score = BEGUN + 30 * len(start) / len(key)
                for form in self._forms[key]:
                    if not form.cost and score > found.get(form.place, (0, ""))[0]:
                        found[form.place] = score, "prefix"
        return found

    def _misspelt(self, folded: str, cutoff: int = 0) -> Found:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found: Found = {}
        lead = article(folded)
        for key in {folded.replace(" ", ""), "".join(core(folded))}:
            least = cutoff or (ASK if len(key) <= SHORT else ASK_LONG)
            for spelling, similarity, _ in extract(
                key,
                self._forms.keys(),
                scorer=OSA.normalized_similarity,
                score_cutoff=least / 100,
                limit=12,
            ):
                self._score(spelling, lead, similarity, found)
        return found
