"""French words for verbs and options: taken in any language, built or not; near ones are offered."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from conftest import Run

from pvd_cli import language
from pvd_cli.commands.verb import APPS
from pvd_cli.commands.vocabulary import FRENCH_OPTIONS, VERBS, english
from pvd_cli.search.names import fold


def options_of(verb: str) -> list[str]:
    """The long options of a verb."""
    import_module(f"pvd_cli.commands.{verb}")
    command = typer.main.get_command(APPS[verb])
    return [name for parameter in command.params for name in parameter.opts if name.startswith("--")]


OPTIONS = {verb: options_of(verb) for verb in VERBS}


@pytest.fixture(params=["en", "fr", "no catalogue"])
def any_language(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[None]:
    """Both languages, and a pvd that was never built, whose catalogue is not compiled."""
    monkeypatch.setenv("LANGUAGE", request.param if request.param != "no catalogue" else "fr")
    if request.param == "no catalogue":
        monkeypatch.setattr(language, "LOCALE", tmp_path)
    language._catalogue.cache_clear()
    yield
    monkeypatch.undo()
    language._catalogue.cache_clear()


def test_french_words_stand_for_options_that_there_are() -> None:
    assert set(FRENCH_OPTIONS) <= {option for options in OPTIONS.values() for option in options} | {"--help"}


@pytest.mark.parametrize("verb", VERBS)
def test_no_french_option_stands_for_two_of_one_verb(verb: str) -> None:
    words = [fold(word) for option in OPTIONS[verb] for word in (option, *FRENCH_OPTIONS.get(option, ()))]
    if {"--column", "--columns"} <= set(OPTIONS[verb]):
        words.remove(fold("--colonne"))
    assert len(words) == len(set(words))


@pytest.mark.usefixtures("any_language")
@pytest.mark.parametrize("word", [word for words in VERBS.values() for word in words])
def test_every_french_verb_is_one(run: Run, word: str) -> None:
    for written in (word, word.upper()):
        assert run(written, "--aide").code == 0
    assert english(word, VERBS) in VERBS


@pytest.mark.usefixtures("any_language")
def test_french_options_are_taken(run: Run) -> None:
    pairs = [
        (("list", "-d", "06,13", "--limit", "2"), ("liste", "--département", "06,13", "--limite", "2")),
        (("list", "-d", "06"), ("LISTE", "--dept=06")),
        (("list", "--epci", "DLVA"), ("lister", "--intercommunalite", "DLVA")),
        (("list", "--population", "9000.."), ("liste", "--habitants", "9000..")),
        (("list", "--with", "ort", "--columns", "name"), ("liste", "--avec", "ort", "--colonne", "name")),
        (("near", "gap", "--within", "15"), ("proximité", "gap", "--rayon", "15")),
        (
            ("epcis", "--all", "--sort", "-communes"),
            ("intercommunalites", "--toutes", "--trier", "-communes"),
        ),
        (("search", "mirabeau", "-d", "84"), ("chercher", "mirabeau", "--DÉPARTEMENT", "84")),
    ]
    for words, french in pairs:
        assert run(*words) == run(*french)
        assert run(*words).code == 0


def test_what_is_no_verb_or_option_is_answered_with_the_nearest_in_its_language(run: Run) -> None:
    asked = {
        ("listee",): "did you mean liste?",
        ("lits", "04"): "did you mean list?",
        ("liste", "--trie", "name"): "did you mean --trier?",
        ("list", "--colums", "name"): "did you mean --columns?",
        ("epcis", "--al"): "did you mean --all?",
    }
    for words, hint in asked.items():
        code, out, err = run(*words)
        assert (code, out) == (2, "")
        assert hint in err.splitlines()[1]
    assert "vouliez-vous dire liste" in run("listee", LANGUAGE="fr").err
    assert "did you mean" not in run("sisteron").err  # which is like `lister`, but a commune
    assert "did you mean" not in run("list", "--sort").err  # an option that there is, without its value
