"""The ways in which people write and misspell the names of communes, generated with a fixed seed.

Typing errors are those of an AZERTY keyboard; phonetic misspellings are French. Misspellings that no one can
read are counted apart: those as near to another name of the region, or wrong in more than two letters of five.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from pvd_cli import Commune, OtherCommune

Place = Commune | OtherCommune

AZERTY = ["azertyuiop", "qsdfghjklm", "wxcvbn"]
NEIGHBOURS = {
    letter: {
        AZERTY[y][x]
        for y in range(max(0, row - 1), min(3, row + 2))
        for x in range(max(0, column - 1), min(len(AZERTY[y]), column + 2))
    }
    - {letter}
    for row, letters in enumerate(AZERTY)
    for column, letter in enumerate(letters)
}
SOUNDS = [
    ("eau", "o"), ("au", "o"), ("qu", "k"), ("ph", "f"), ("ill", "y"), ("y", "i"), ("ç", "ss"), ("ss", "s"),
    ("nn", "n"), ("rr", "r"), ("tt", "t"), ("ll", "l"), ("mm", "m"), ("en", "an"), ("em", "an"), ("an", "en"),
    ("ai", "è"), ("è", "ai"), ("é", "er"), ("c", "k"), ("ce", "se"), ("ci", "si"), ("ge", "je"), ("gu", "g"),
    ("s", "ss"), ("l", "ll"), ("n", "nn"), ("t", "tt"), ("r", "rr"), ("x", "ks"), ("oi", "oa"), ("th", "t"),
    ("es", "e"), ("e", ""), ("d", ""), ("t", ""), ("s", "z"), ("z", "s"),
]  # fmt: skip
SHORT = {
    "04049": ["chateau arnoux"], "04173": ["st andré les alpes", "saint andré les"], "05006": ["l'argentière", "argentiere"],
    "05070": ["laragne"], "05132": ["saint bonnet", "st bonnet"], "05017": ["batie neuve"], "06023": ["breil"],
    "06130": ["saint vallier", "st vallier"], "13078": ["port saint louis", "port st louis"], "13084": ["la roque d'anthéron"],
    "13097": ["st martin de crau"], "13100": ["st rémy", "saint remy"], "83031": ["cannet des maures"], "83071": ["la londe", "londe"],
    "83116": ["saint maximin", "st maximin"], "84054": ["l'isle", "isle sur sorgue"], "84088": ["pernes"], "84137": ["vaison"],
    "83004": ["arcs"], "83016": ["beausset"], "83073": ["luc"], "83086": ["muy"], "84133": ["tour d'aigues"],
}  # fmt: skip


def plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def postal(name: str) -> str:
    """The label of the postal service: capitals, no accents, no signs, ST for SAINT."""
    label = re.sub(r"[-']", " ", plain(name).upper())
    return re.sub(r"\bSAINT(E?)\b", r"ST\1", label)


def variants(name: str) -> Iterator[tuple[str, str]]:
    yield "plain", name
    yield "no accents, lower case", plain(name).lower()
    yield "postal label", postal(name)
    yield "spaces for hyphens", name.replace("-", " ")
    yield "curly apostrophe, long hyphens", name.replace("'", "’").replace("-", "–")
    yield "glued", re.sub(r"[-' ]", "", name)
    if re.search(r"Saint|sur|Sainte", name):
        short = re.sub(r"\bSaint(e?)\b", r"St\1", name)
        yield "abbreviations", short
        yield "abbreviations", re.sub(r"-sur-(la-)?", r" s/\1", short).replace("-", " ")
        yield "abbreviations", re.sub(r"-sur-(la-|l')?", "/", short).upper()
    bare = re.sub(r"^(Le |La |Les |L')", "", name)
    if bare != name:
        yield "article dropped", bare
        yield "article dropped", postal(bare).lower()
        yield "article glued", name.replace("'", "").replace(" ", "", 1)


def typo(name: str, chance: random.Random) -> str:
    while True:
        letters = list(plain(name).lower())
        places = [i for i, c in enumerate(letters) if c in NEIGHBOURS]
        place = chance.choice(places)
        kind = chance.choice(["neighbour", "left out", "twice", "swapped", "slipped in"])
        if kind == "neighbour":
            letters[place] = chance.choice(sorted(NEIGHBOURS[letters[place]]))
        elif kind == "left out":
            del letters[place]
        elif kind == "twice":
            letters.insert(place, letters[place])
        elif kind == "swapped" and place + 1 in places:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        elif kind == "slipped in":
            letters.insert(place, chance.choice(sorted(NEIGHBOURS[letters[place]])))
        if "".join(letters) != plain(name).lower():
            return "".join(letters)


def phonetic(name: str, chance: random.Random) -> str:
    heard = name.lower()
    for _ in range(2):
        rules = [(a, b) for a, b in SOUNDS if a in heard] or [("", "h")]
        sound, spelling = chance.choice(rules)
        heard = spelling.join(heard.rsplit(sound, 1)) if sound else spelling + heard
    return heard


def letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", plain(name).lower())


def readable(query: str, place: Place, names: dict[str, str]) -> bool:
    """Tell whether the letters of a query are nearer to the name meant than to any other of `names`."""
    typed, meant = letters(query), letters(place.name)
    errors = OSA.distance(typed, meant)
    return errors <= 0.4 * len(meant) and all(
        name == place.name or OSA.distance(typed, other, score_cutoff=errors) > errors
        for other, name in names.items()
    )


def queries(places: list[Place], seed: int = 1) -> Iterator[tuple[str, str, Place]]:
    """Yield kind, query, commune meant (a trap where it has no label); each query of a commune once."""
    names = {letters(place.name): place.name for place in places}
    names |= {letters(re.sub(r"^(Le |La |Les |L')", "", place.name)): place.name for place in places}
    seen: set[tuple[str, str]] = set()
    for kind, query, place in spellings(places, seed):
        if (query, place.insee) in seen:
            continue
        seen.add((query, place.insee))
        misspelt = "error" in kind or kind == "phonetic"
        trap = isinstance(place, OtherCommune)
        if misspelt and not trap and not readable(query, place, names):
            kind = f"unreadable: {kind}"
        yield kind, query, place


def spellings(places: list[Place], seed: int) -> Iterator[tuple[str, str, Place]]:
    """Yield kind, query, commune meant."""
    chance = random.Random(seed)
    for place in places:
        trap = isinstance(place, OtherCommune)
        if not trap:
            yield from ((kind, query, place) for kind, query in variants(place.name))
            yield from (("short form", query, place) for query in SHORT.get(place.insee, ()))
            yield "with department", f"{postal(place.name)} ({place.department})", place
            yield "with department", f"{place.postal_codes[0]} {place.name.upper()}", place
            for _ in range(10):
                yield "two typing errors", typo(typo(place.name, chance), chance), place
            for _ in range(8):
                yield "phonetic", phonetic(place.name, chance), place
        else:
            yield "trap: plain", place.name, place
            yield "trap: capitals", postal(place.name), place
            yield "trap: two typing errors", typo(typo(place.name, chance), chance), place
        for _ in range(3 if trap else 15):
            yield "trap: one typing error" if trap else "one typing error", typo(place.name, chance), place
