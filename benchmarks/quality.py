"""How well search finds the labelled communes, and how rarely search and match label another.

    python benchmarks/quality.py [--seed N] [--words words.json] [--misses KIND]

First, spellings and misspellings of the region's names, as `search` answers them (`spellings.py`). The other
names of the region are traps.
found first: no commune stands before the one meant. wrongly labelled: a labelled commune that is not meant is
alone at the best score, or is a match.

Then rows of sheets, as `match` decides them (`rows_by_code.py`, `rows_by_name.py`), with the French words of
README.fr.md, or of a JSON list such as `index.json` of the npm package an-array-of-french-words.
right: decided as what it is; asked: ambiguous; unknown; WRONG: decided as anything else.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

from row_cases import Data
from rows_by_code import rows_by_code
from rows_by_name import rows_by_name
from spellings import Place, queries

from pvd_cli import Commune, Registry, load_registry
from pvd_cli.match.verdict import decide
from pvd_cli.registry.data import read_text
from pvd_cli.search.places import read_places

README = Path(__file__).parents[1] / "README.fr.md"
WIDTH = 58  # of the names of kinds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--words", type=Path, help="a JSON list of French words")
    options.add_argument("--misses", metavar="KIND", help="print the failures of kinds that begin so")
    chosen = options.parse_args()
    registry = load_registry()
    judge_search(registry, chosen.seed, chosen.misses)
    judge_rows(registry, chosen.seed, french_words(chosen.words), chosen.misses)


def french_words(file: Path | None) -> list[str]:
    if file:
        return [str(word) for word in json.loads(file.read_text(encoding="utf-8"))]
    return sorted({*re.findall(r"[^\W\d_]{4,}", README.read_text(encoding="utf-8"))})


def judge_search(registry: Registry, seed: int, misses: str | None) -> None:
    """Print a line for each kind of spelling, and one for all of them together."""
    places: list[Place] = [*registry.communes, *registry.others]
    counts: dict[str, Counter[str]] = {}
    for kind, query, place in queries(places, seed):
        twins = {other.insee for other in places if other.name == place.name}
        found = counts.setdefault(kind, Counter())
        found["queries"] += 1
        made = outcomes(registry, query, twins)
        found.update(made)
        if misses is not None and kind.startswith(misses) and ("first" not in made or "WRONG" in made):
            print(f"  {kind}: {query!r} for {place.name}: {made}")
    heads = f"{'queries':>9}{'found first':>13}{'match':>9}{'wrongly labelled':>18}"
    print(f"{'spellings, as search answers them':{WIDTH}}{heads}")
    for kind, found in [*counts.items(), *totals(counts)]:
        n = found["queries"]
        print(f"{kind:{WIDTH}}{n:9}{found['first'] / n:13.2%}{found['match'] / n:9.1%}{found['WRONG']:18}")


def outcomes(registry: Registry, query: str, twins: set[str]) -> set[str]:
    """Return what holds of the answer to a query. twins: the communes with the name that is meant."""
    answer = registry.search(query)
    hits = answer.candidates
    best = {hit.commune.insee for hit in hits if hit.score == hits[0].score}
    top = hits[0] if len(best) == 1 else None
    labelled = [hit for hit in (top, answer.match) if hit and isinstance(hit.commune, Commune)]
    made = {"first"} if hits and hits[0].commune.insee in twins else set()
    if any(hit.commune.insee not in twins for hit in labelled):
        made.add("WRONG")
    return made | ({"match"} if answer.match and answer.match.commune.insee in twins else set())


def totals(counts: dict[str, Counter[str]]) -> list[tuple[str, Counter[str]]]:
    """Return the sums of the kinds that are traps, that no one can read, and of all others."""
    names = {"trap": "all traps", "unreadable": "all that none can read"}
    sums: dict[str, Counter[str]] = {}
    for kind, found in counts.items():
        name = names.get(kind.split(":")[0], "all spellings of labelled")
        sums[name] = sums.get(name, Counter()) + found
    return list(sums.items())


def judge_rows(registry: Registry, seed: int, words: list[str], misses: str | None) -> None:
    """Print a line for each kind of row."""
    counts: dict[str, Counter[str]] = {}
    inner = list(read_places(read_text("places.csv")))
    data = Data(registry, inner, words, seed)
    for case in chain(rows_by_code(data), rows_by_name(data)):
        verdict = decide(registry, **case.cells, sample=case.sample)
        outcome = case.outcome(verdict)
        counts.setdefault(case.kind, Counter())[outcome] += 1
        if misses is not None and outcome == "WRONG" and case.kind.startswith(misses):
            print(f"  {case.kind}: {case.cells} is {verdict}")
    shown = ("right", "asked", "unknown")
    heads = "".join(f"{outcome:>9}" for outcome in ("rows", "WRONG", *shown))
    print(f"\n{'rows of sheets, as match decides them':{WIDTH}}{heads}")
    for kind, found in counts.items():
        shares = "".join(f"{found[outcome] / found.total():9.2%}" for outcome in shown)
        print(f"{kind:{WIDTH}}{found.total():9}{found['WRONG']:9}{shares}")


if __name__ == "__main__":
    main()
