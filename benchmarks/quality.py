"""How well search finds the labelled communes, and how rarely it labels another.

    python benchmarks/quality.py [--outside communes.json] [--misses]

The query set is built here from the registry and the gazetteer, with a fixed seed: ways in which people
write names, typing errors on an AZERTY keyboard, French phonetic misspellings; as traps, the region's
other names, plain and misspelt. `--outside` takes `data/communes.json` of the npm package
@etalab/decoupage-administratif, whose other communes of France are traps too.

found first: no commune stands before the one meant. wrongly labelled: a labelled commune that is
not meant is alone at the best score, or is a match. Misspellings that no one could read are counted apart,
by letters alone and whatever pvd makes of them: as near to another name of the region, or wrong in more
than two letters of five.

Then rows of sheets, as `match` decides them: lists of each kind of row that misleads, and of each that must
be decided. right: what the row is, or a question where nobody could tell; asked: a question, where the row
could be decided; WRONG: decided, and not as it is.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from rapidfuzz.distance import OSA

from pvd_cli import Commune, OtherCommune, Registry, load_registry
from pvd_cli.match.verdict import Sample, decide

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
CYRILLIC = {"a": "а", "e": "е", "o": "о"}
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


PLAIN, MIXED, COUNTRY = Sample(), Sample(of_communes=False), Sample(of_country=True)
ASKED = {"ambiguous", "unknown"}
Case = tuple[str, dict[str, str], Sample, set[str]]  # kind, cells by role, the sheet, statuses that are right


def cases(registry: Registry, seed: int) -> Iterator[Case]:
    """Yield rows of each kind, and what may be said of them."""
    chance = random.Random(seed)
    places: list[Place] = [*registry.communes, *registry.others]
    shared = Counter(code for place in places for code in place.postal_codes)
    insees = {place.insee for place in places}
    for place in places:
        yield from rows_of(place, shared[place.postal_codes[0]] > 1, chance)
        for code in insees.intersection(place.postal_codes) - {place.insee}:
            both = [registry.by_insee(code), *registry.by_postal_code(code)]
            right = ASKED if any(isinstance(one, Commune) for one in both) else {"not-labelled"}
            yield "an INSEE code that is a postal code too", {"name": code}, PLAIN, right
    for epci in registry.epcis:
        for name in (epci.name, epci.name.upper(), re.sub("^C[CA] ", "Communauté ", epci.name)):
            yield "an intercommunality", {"name": name, "postal": "04200"}, PLAIN, {"epci"}
    for other in registry.elsewhere.by_code.values():
        cells = {"name": other.name}
        yield "elsewhere, by name, a sheet of the country", cells, COUNTRY, {"outside", *ASKED}
        yield "elsewhere, by INSEE code", cells | {"insee": other.insee}, PLAIN, {"outside"}


def rows_of(place: Place, shared: bool, chance: random.Random) -> Iterator[Case]:
    """Yield rows that name a commune, or something that only sounds like it. shared: whether its code is."""
    right = {"labelled"} if isinstance(place, Commune) else {"not-labelled"}
    other = {"not-labelled", "outside", "epci", *ASKED}
    name, code, insee = {"name": place.name}, {"postal": place.postal_codes[0]}, {"insee": place.insee}
    once = {"name": typo(place.name, chance)}
    for words in ("Rue de", "Route de", "Col de", "Canton de", "Pays de") if shared else ():
        yield "a street or an area, a code of several", {"name": f"{words} {place.name}"} | code, PLAIN, other
    for end in range(4, len(place.name)):
        if isinstance(place, Commune) and not place.name[end - 1 : end + 1].isalpha():
            cut = {"name": place.name[:end].rstrip(" -'")}
            yield "a name that is cut off", cut, PLAIN, right | other
    yield "a question mark", {"name": f"{place.name} ?"}, PLAIN, other
    cyrillic = {"name": re.sub("[aeo]", lambda m: CYRILLIC[m[0]], place.name, count=1)}
    if cyrillic != name:
        yield "a Cyrillic letter", cyrillic, PLAIN, other
    yield "a person, like a commune", {"name": f"M. {once['name']}"}, MIXED, other
    yield "misspelt, a column of all kinds", once, MIXED, other
    yield "misspelt, a column of communes", once, PLAIN, right
    yield "misspelt, its department", once | {"department": place.department}, MIXED, right
    yield (
        "misspelt, a postal code of several" if shared else "misspelt, its own code",
        once | code,
        PLAIN,
        right,
    )
    yield "whole, its postal code", name | code, PLAIN, right
    yield "INSEE code and name, another department", name | insee | {"department": "65"}, PLAIN, right
    yield "INSEE code, a name that says more", {"name": f"{place.name} - centre"} | insee, PLAIN, right
    yield "SIREN, SIRET", {"siren": (place.siren or "") + chance.choice(["", "00017"])}, PLAIN, right
    yield "an association's SIRET", {"name": "Les Amis", "siren": "77567227200019"}, PLAIN, ASKED


def judge(registry: Registry, seed: int, misses: bool) -> None:
    counts: dict[str, Counter[str]] = {}
    for kind, cells, sample, right in cases(registry, seed):
        verdict = decide(registry, **cells, sample=sample)
        good = "right" if verdict.status in right else "asked" if verdict.status in ASKED else "WRONG"
        counts.setdefault(kind, Counter())[good] += 1
        if misses and good == "WRONG":
            print(f"  {kind}: {cells} is {verdict}")
    print(f"\n{'rows of sheets':52}{'rows':>8}{'right':>9}{'asked':>9}{'WRONG':>7}")
    for kind, found in counts.items():
        rows = found.total()
        print(f"{kind:52}{rows:8}{found['right'] / rows:9.2%}{found['asked'] / rows:9.2%}{found['WRONG']:7}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--outside", type=Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--misses", action="store_true", help="print every query that fails")
    chosen = options.parse_args()
    registry = load_registry()
    places: list[Place] = [*registry.communes, *registry.others]
    counts: dict[str, list[int]] = {}

    def failed(words: str) -> int:
        if chosen.misses:
            print(" ", words)
        return 1

    for kind, query, place in queries(places, chosen.seed):
        answer = registry.search(query)
        hits = answer.candidates
        best = {hit.commune.insee for hit in hits if hit.score == hits[0].score}
        twins = {p.insee for p in places if p.name == place.name}
        found = bool(hits) and hits[0].commune.insee in twins
        top = hits[0] if len(best) == 1 else None
        labelled = [hit for hit in (top, answer.match) if hit and isinstance(hit.commune, Commune)]
        row = counts.setdefault(kind, [0, 0, 0, 0])
        said = f"{query!r} for {place.name}: {[(hit.commune.name, hit.score) for hit in hits[:3]]}"
        row[0] += 1
        row[1] += 0 if found else failed(f"not first: {said}")
        if any(hit.commune.insee not in twins for hit in labelled):
            row[2] += failed(f"WRONG: {said}")
        row[3] += bool(answer.match and answer.match.commune.insee in twins)
    print(f"{'kind':32}{'queries':>9}{'found first':>13}{'match':>9}{'wrongly labelled':>18}")
    total = [0, 0, 0, 0]
    traps = [0, 0, 0, 0]
    unreadable = [0, 0, 0, 0]
    for kind, row in counts.items():
        into = {"trap": traps, "unreadable": unreadable}.get(kind.split(":")[0], total)
        into[:] = [a + b for a, b in zip(into, row, strict=True)]
        show(kind, row)
    show("all spellings of labelled", total)
    show("all that none could read", unreadable)
    show("all traps", traps)
    judge(registry, chosen.seed, chosen.misses)
    if chosen.outside:
        outside(registry.search, {p.insee for p in places}, chosen.outside, chosen.misses)


def show(kind: str, row: list[int]) -> None:
    asked, missed, wrong, match = row
    print(f"{kind:32}{asked:9}{1 - missed / asked:13.2%}{match / asked:9.1%}{wrong:18}")


def outside(search: Callable[..., object], region: set[str], file: Path, misses: bool) -> None:
    communes = json.loads(file.read_text(encoding="utf-8"))
    current = [c for c in communes if c.get("type") == "commune-actuelle" and c["code"] not in region]
    labelled = asked = 0
    for commune in current:
        answer = search(commune["nom"])
        asked += 1
        hit = answer.match  # type: ignore[attr-defined]
        if hit and isinstance(hit.commune, Commune):
            labelled += 1
            if misses:
                print(f"  outside: {commune['nom']} is {hit.commune.name} ({hit.score}, {hit.reason})")
    share = f"{labelled} of {asked} names ({labelled / asked:.2%})"
    print(f"outside the region: {share} labelled with match true")


if __name__ == "__main__":
    main()
