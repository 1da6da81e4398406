"""Ranking: scores are what the README says, and misspelt words stand where a plain model puts them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from conftest import REGISTRY
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from pvd_cli.search.elsewhere import Elsewhere
from pvd_cli.search.index import Index
from pvd_cli.search.names import fold, sound
from pvd_cli.search.query import read_query
from pvd_cli.search.spelling import spell, within_two_errors


@pytest.mark.parametrize(
    ("query", "name"), [("labmessc", "Lambesc"), ("saoenres", "Salernes"), ("maaluecne", "Malaucène")]
)
def test_two_errors_are_forgiven_even_where_no_three_letters_are_right(query: str, name: str) -> None:
    assert REGISTRY.search(query).results[0].commune.name == name


@pytest.mark.parametrize(
    ("query", "name", "score", "reason"),
    [
        ("04209", "Sisteron", 100, "code"),
        ("sisteron", "Sisteron", 100, "exact"),
        ("luc", "Le Luc", 100 - 2, "spelling"),
        ("la seyne", "Seyne", 100 - 10, "spelling"),
        ("laragne", "Laragne-Montéglin", 100 - 5, "prefix"),
        ("londe", "La Londe-les-Maures", 100 - 5 - 2, "prefix"),
        ("lalonde", "La Londe-les-Maures", 100 - 5, "prefix"),
        ("montéglin", "Laragne-Montéglin", 75, "part"),
        ("siste", "Sisteron", 60 + 30 * 5 / 8, "prefix"),
        ("sisteorn", "Sisteron", 100 * (1 - 1 / 8), "fuzzy"),
        ("sistern", "Sisteron", 100 * (1 - 1 / 8), "fuzzy"),
        ("luk", "Le Luc", 100 * (1 + 2 / 3) / 2 - 2, "fuzzy"),
        ("bnion", "Banon", 100 * (1 - 2 / 5), "fuzzy"),
    ],
)
def test_a_score_is_what_the_readme_says(query: str, name: str, score: float, reason: str) -> None:
    hits = {hit.commune.name: hit for hit in REGISTRY.search(query, limit=100).candidates}
    assert (hits[name].score, hits[name].reason) == (round(score, 1), reason)


MOTTES = ["du-Caire", "en-Champsaur", "d'Aigues"]


@pytest.mark.parametrize(
    ("query", "standing", "sure"),
    [
        ("luc", [("Le Luc", 98)], False),  # a whole name: nobody means the first letters of Lucéram
        ("motte", [("La Motte", 98), *[(f"La Motte-{of}", 93) for of in MOTTES]], False),
        ("saint rémy de provence 13210", [("Saint-Rémy-de-Provence", 100)], True),
        ("saint rémy de provence 84", [("Saint-Rémy-de-Provence", 100)], False),  # it is not there
        ("sisteron 75", [("Sisteron", 100)], False),
        ("sisteron alpes de haute provence", [("Sisteron", 100)], True),
        ("sisteron bouches du rhône", [("Sisteron", 100)], False),
        ("04 05", [], False),
        ("04 sisteron 05", [("Sisteron", 100)], False),
        ("05 sisteron 04", [("Sisteron", 100)], False),
        ("04200 sisteron var", [("Sisteron", 100)], False),
        ("cedex cedex", [], False),
        ("commune de", [], False),
        ("commune sisteron", [("Sisteron", 100)], True),
        ("londe", [("La Londe-les-Maures", 93)], False),
        ("la londe ls maures", [("La Londe-les-Maures", 92.9)], True),  # 1 of 14 letters, its article aside
        ("la grde", [("La Garde", 85.7), ("La Garde", 85.7), ("La Garde-Freinet", 80.7)], False),
        ("saintes", [("Saintes-Maries-de-la-Mer", 95), ("Saint-Estève-Janson", 72.4)], False),
        ("lalonde", [("La Londe-les-Maures", 95)], True),
        ("bano", [("Banon", 84)], False),  # so begin Banogne-Recouvrance and others elsewhere
        ("barcelonnet", [("Barcelonnette", 85.4)], True),  # 84 points are enough
        ("siste", [("Sisteron", 78.8)], False),  # 79 are not
        ("saul", [("Sault", 90)], False),  # a commune elsewhere has just that name: Saül
        ("szeyne", [("Seyne", 91.7), ("La Seyne-sur-Mer", 84.7)], False),  # by 7 only
        ("arc", [("Les Arcs", 85.5)], True),  # Archail, 12.6 points below, is not worth showing
        ("tde", [("Tende", 60)], False),  # two errors in five letters are asked
        ("abjnot", [("Annot", 66.7)], False),  # and in six
        ("forkalkié", [("Forcalquier", 71.8)], False),  # four letters off, but it sounds nearly alike
        ("saint maksimin", [("Saint-Maximin-la-Sainte-Baume", 79.6)], False),
        ("roke brune sur arjan", [("Roquebrune-sur-Argens", 86.8)], True),
        ("forcalquier est", [("Forcalqueiret", 85.7)], False),  # one word is another commune's name
        ("puget th", [("Puget-Théniers", 95), ("Puget", 85.7)], True),
        ("talard", [("Tallard", 85.7)], True),  # plain by its letters: sound adds nothing
        ("puyv", [("Puyvert", 77.1)], False),  # six communes share `puy`: it is no misspelling of theirs
    ],
)
def test_where_one_answer_ends_and_another_begins(
    query: str, standing: list[tuple[str, float]], sure: bool
) -> None:
    found = REGISTRY.find(query)
    ranked = [(candidate.commune.name, candidate.score) for candidate in found.candidates]
    assert ranked[: len(standing)] == standing
    assert bool(found.match) == sure


def test_words_cut_short_that_begin_several_names_are_a_question() -> None:
    found = REGISTRY.find("st ma")
    assert (found.candidates[0].commune.name, found.candidates[0].score) == ("Saint-Maime", 95)
    assert found.match is None
    names = {candidate.commune.name for candidate in found.candidates}
    assert {"Saint-Martin-de-Crau", "Saint-Mandrier-sur-Mer"} <= names


def test_an_article_tells_two_names_apart_and_another_article_leaves_it_open() -> None:
    val, le_val = (REGISTRY.others[0]._replace(name=name, insee=name) for name in ("Val", "Le Val"))
    index = Index([val, le_val], {}, (), (), None, Elsewhere("{}\n".format), "{}\n".format)
    for query, scores, sure in (
        ("val", {"Val": 100, "Le Val": 98}, True),
        ("le val", {"Le Val": 100, "Val": 90}, True),
        ("la val", {"Val": 90, "Le Val": 90}, False),
    ):
        found = index.find(read_query(query))
        names = {("Val", "Le Val")[number]: score for number, score, _reason in found.candidates}
        assert (names, found.sure) == (scores, sure)


def misspell(name: str, chance: random.Random) -> str:
    """Make one typing error anywhere in a name: a letter left out, added, changed, or two swapped."""
    place = chance.randrange(len(name) - 1)
    head, tail = name[:place], name[place:]
    letter = chance.choice("aeinrsx")
    return head + chance.choice([tail[1:], letter + tail, letter + tail[1:], tail[1] + tail[0] + tail[2:]])


FORMS, _WORDS = spell(REGISTRY.places)


def by_the_rules(key: str) -> dict[str, float]:
    """Score all communes for a misspelt word by what the README says, comparing it with every spelling."""
    hits: list[str] = []
    scores: dict[str, float] = {}
    for errors in (1, 2):
        near = extract(key, FORMS.keys(), scorer=OSA.distance, score_cutoff=errors, limit=None)
        hits = [spelling for spelling, *_distance in near]
        for spelling in hits:
            score = alike = 100 * OSA.normalized_similarity(key, spelling)
            if alike < 84 or len(hits) > 1:
                heard = 100 * OSA.normalized_similarity(sound(key), sound(spelling))
                score = max(alike, (alike + heard) / 2)
            if round(score) >= 66:
                scores[spelling] = score
        if scores or (errors == 1 and hits):
            break
    found: dict[str, float] = {}
    for spelling in {*scores, *(spelling for spelling in FORMS if spelling.startswith(key))}:
        forms = FORMS[spelling]
        for number, _reason, article, cost in forms:
            score = 60 + 30 * len(key) / len(spelling) if spelling.startswith(key) and not cost else 0
            if spelling in scores and not (cost and len(forms) > 5):
                score = max(score, scores[spelling] - cost - (2 if article else 0))
            insee = REGISTRY.places[number].insee
            found[insee] = max(found.get(insee, 0), score)
    return {insee: round(score, 1) for insee, score in found.items() if score >= 60}


def test_misspelt_words_are_ranked_by_the_rules() -> None:
    chance = random.Random(7)
    words = [
        place.name.lower() for place in REGISTRY.places if len(place.name) > 5 and fold(place.name).isalpha()
    ]
    once = {fold(misspell(word, chance)) for word in words}
    twice = {fold(misspell(misspell(word, chance), chance)) for word in words}
    asked = 0
    for key in sorted(once | twice):
        expected = by_the_rules(key)
        if len(key) > 5 and key not in FORMS and expected and key.isalpha():
            ranked = {c.commune.insee: c.score for c in REGISTRY.find(key).candidates}
            assert ranked == expected, key
            asked += 1
    assert asked > 800


def edited(word: str) -> Iterator[str]:
    """All words that one typing error makes of `word`, with a letter that it has not."""
    for place in range(len(word)):
        start, end = word[:place], word[place:]
        yield from (start + end[1:], start + "-" + end, start + "-" + end[1:], start + end[1::-1] + end[2:])
    yield word + "-"


@pytest.mark.parametrize("size", range(6, 18))
def test_two_errors_leave_a_piece_to_look_a_spelling_up_by(size: int) -> None:
    query = "abcdefghijklmnopq"[:size]
    for spelling in {twice for once in edited(query) for twice in edited(once)}:
        if OSA.distance(query, spelling) <= 2:
            assert spelling in within_two_errors(size, [spelling, "elsewhere"])(query)
