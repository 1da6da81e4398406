"""Folding: each rule with its example, and what holds for any text."""

from __future__ import annotations

import codecs

import pytest
from conftest import REGISTRY
from hypothesis import given
from hypothesis import strategies as st

from pvd_cli.output.cells import plain_letters
from pvd_cli.search.names import article_of, core, fold, sound

EXAMPLES = {
    "Sisteron": "sisteron",
    "SISTERON": "sisteron",
    "  Sisteron\t": "sisteron",
    "Châteaurenard": "chateaurenard",
    "CHA\u0302TEAURENARD": "chateaurenard",
    "Œuvre-la-Cœur": "oeuvre la coeur",
    "L'Isle-sur-la-Sorgue": "l isle sur la sorgue",
    "L’Isle–sur—la‑Sorgue": "l isle sur la sorgue",
    "L`Isle´sur_la.Sorgue": "l isle sur la sorgue",
    "St Rémy": "saint remy",
    "St. Rémy": "saint remy",
    "STE-MAXIME": "sainte maxime",
    "Stes Maries": "saintes maries",
    "ISLE/SORGUE": "isle sur sorgue",
    "Isle S/ Sorgue": "isle sur sorgue",
    "Isle s/Sorgue": "isle sur sorgue",
    "ISLE S SORGUE": "isle sur sorgue",
    "Sts-Pères": "saints peres",
    "ST REMY DE PCE": "saint remy de provence",
    "Ægir, Tromsø, Łódź, đ": "aegir tromso lodz d",
    "Alpes de Hte Provence": "alpes de haute provence",
    "Htes-Alpes": "hautes alpes",
    "Ch. Arnoux": "chateau arnoux",
    "Mt-Dauphin": "mont dauphin",
    "Barème 04330": "bareme 04330",
    "🏔 Embrun 🏔": "embrun",
    "\u202eEmbrun": "embrun",
    "": "",
    "[]": "",
}


@pytest.mark.parametrize(("text", "folded"), EXAMPLES.items())
def test_a_spelling_folds_to(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "words", "lead"),
    [
        ("La Seyne-sur-Mer", ["seyne", "mer"], "la"),
        ("L'Isle-sur-la-Sorgue", ["isle", "sorgue"], "l"),
        ("Seyne", ["seyne"], ""),
        ("Le Luc", ["luc"], "le"),
        ("La", ["la"], ""),
        ("Sainte-Maxime", ["sainte", "maxime"], ""),
    ],
)
def test_the_core_leaves_out_articles_and_linking_words(name: str, words: list[str], lead: str) -> None:
    assert (core(fold(name)), article_of(fold(name))) == (words, lead)


@pytest.mark.parametrize("link", "l la le les a au aux d de des du en et lez sous sur".split())
def test_each_linking_word_is_left_out_unless_it_is_all_there_is(link: str) -> None:
    assert core(f"seyne {link} mer") == ["seyne", "mer"]
    assert core(link) == [link]


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("forcalkier", "forcalquier"),
        ("fotographe", "photografe"),
        ("chato", "chateau"),
        ("bo", "beaux"),
        ("o", "aux"),
        ("foret", "fores"),
        ("embrun", "anbrun"),
        ("manosk", "manosque"),
        ("sederon", "cederon"),
        ("jens", "gens"),
        ("jiestre", "giestre"),
        ("vilar", "villard"),
        ("roia", "roya"),
        ("ipolite", "hippolyte"),
        ("schatel", "chatel"),
    ],
)
def test_what_sounds_alike_is_heard_alike(written: str, heard: str) -> None:
    assert sound(written) == sound(heard)


def test_what_sounds_otherwise_is_heard_otherwise() -> None:
    assert len({sound(name) for name in ("gap", "cap", "apt", "aups", "riez", "rians", "guillestre")}) == 7
    assert sound("guiestre") != sound("giestre")
    assert [sound(word) for word in ("amie", "ennemi", "test", "sed")] == ["ami", "enemi", "test", "sed"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Bâtie œuvre Œuvre æ Æ", "Batie oeuvre Oeuvre ae Ae"),
        ("l’isle “a” – b — c\u00a0: 7\u202f850…", 'l\'isle "a" - b - c : 7 850...'),
        ("Łódź 東京", "?odz ??"),
    ],
)
def test_an_encoding_without_accents_gets_plain_letters(text: str, plain: str) -> None:
    codecs.register_error("pvd-test", plain_letters)
    assert text.encode("ascii", "pvd-test").decode() == plain
    assert "Bâtie".encode("latin-1", "pvd-test") == "Bâtie".encode("latin-1")
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "pvd-test")


@given(st.text())
def test_folding_twice_changes_nothing_and_leaves_plain_words(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded.isascii()
    assert folded == " ".join(folded.split())
    assert folded.replace(" ", "").isalnum() or folded == ""


@given(st.text())
def test_a_core_is_made_of_the_words_of_the_name(text: str) -> None:
    words = fold(text).split()
    assert set(core(fold(text))) <= set(words)
    assert bool(core(fold(text))) == bool(words)


def test_no_two_names_of_the_region_fold_alike_unless_they_are_written_alike() -> None:
    seen: dict[str, str] = {}
    for place in REGISTRY.places:
        assert seen.setdefault("".join(core(fold(place.name))), place.name) == place.name
