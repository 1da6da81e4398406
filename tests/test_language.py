"""French and English: every message has both, chosen as gettext does."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from conftest import PVD, ROOT, Run, bare, process

from pvd_cli import load_registry
from pvd_cli.commands.programme import SECTIONS
from pvd_cli.language import _catalogue, day, language, number

SOURCE = ROOT / "src" / "pvd_cli"
with (SOURCE / "locale" / "fr" / "LC_MESSAGES" / "pvd.po").open("rb") as po:
    FRENCH = {message.id: message for message in read_po(po) if message.id}
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
EXTRACTED = {found[2] for found in extract_from_dir(SOURCE, keywords=KEYWORDS)}


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_every_message_has_its_french_and_no_french_is_left_over() -> None:
    typers_own = {i for i, message in FRENCH.items() if "Typer's" in message.user_comments}
    assert len(EXTRACTED) > 150
    assert EXTRACTED - set(FRENCH) == set()
    assert set(FRENCH) - EXTRACTED == typers_own


@pytest.mark.parametrize("message", FRENCH.values(), ids=lambda m: str(m.id)[:30])
def test_a_translation_is_whole_and_names_the_same_fields(message: object) -> None:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)  # type: ignore[attr-defined]
    texts = message.string if isinstance(message.string, tuple) else (message.string,)  # type: ignore[attr-defined]
    assert not message.fuzzy  # type: ignore[attr-defined]
    for text in texts:
        assert text.strip()
        assert fields(text) == fields(ids[0]) or "{" not in ids[0]
        assert not re.search(r"[^\s\u00a0(][;!?»](\s|$)| [;!?»]|« ", text), "a space that may break a line"


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({"LANGUAGE": "fr"}, "fr"),
        ({"LC_ALL": "fr_FR.UTF-8"}, "fr"),
        ({"LC_MESSAGES": "fr_CA.UTF-8"}, "fr"),
        ({"LANG": "fr_FR"}, "fr"),
        ({"LANG": "fr_FR", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({"LANGUAGE": "de:fr:en"}, "fr"),
        ({}, "en"),
    ],
)
def test_the_language_is_chosen_as_gettext_does(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], code: str
) -> None:
    monkeypatch.delenv("LANG")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language() == code


def test_numbers_and_dates_are_written_as_each_language_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [number(7850), number(12), day(date(2021, 4, 9)), day("2026-03"), day("2021"), day(None)] == [
        "7,850",
        "12",
        "9 April 2021",
        "March 2026",
        "2021",
        "–",
    ]
    monkeypatch.setenv("LANGUAGE", "fr")
    assert [number(7850), day(date(2021, 4, 9)), day("2021-08-01"), day("2026-03")] == [
        "7\u00a0850",
        "9 avril 2021",
        "1er août 2021",
        "mars 2026",
    ]


@pytest.mark.parametrize("kind", ["json", "csv", "tsv", "yaml", "geojson"])
def test_what_programs_read_does_not_change_with_the_language(run: Run, kind: str) -> None:
    for argv in (("list",), ("search", "roquebrune"), ("show", "sisteron")):
        assert run(*argv, "-f", kind, LANGUAGE="fr").out == run(*argv, "-f", kind).out
    assert json.loads(run("departments", "-f", "json", LANGUAGE="fr").out)[0]["population"] == 26658


def test_help_speaks_french_too() -> None:
    env = bare(LANGUAGE="fr", PYTHONIOENCODING="utf-8", PATH="")
    text = process(*PVD, "list", "--help", env=env, check=True).stdout.decode()
    for words in ("Lister les communes labellisées", "Exemples", "Trier dans l'autre sens", "[défaut"):
        assert words in text


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A third language, begun only: a catalogue that has hardly a message."""
    catalogue = Catalog(locale="de")
    for message, translation in {"en": "de", "1,234.5": "1.234,5", "Commune": "Gemeinde"}.items():
        catalogue.add(message, translation)
    file = tmp_path / "de" / "LC_MESSAGES" / "pvd.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as mo:
        write_mo(mo, catalogue)
    monkeypatch.setattr("pvd_cli.language.LOCALE", tmp_path)
    monkeypatch.setenv("LANGUAGE", "de")
    _catalogue.cache_clear()
    yield
    _catalogue.cache_clear()


BEGUN = [("programme",), *(("programme", section) for section in SECTIONS)]
BEGUN += [("show", "sisteron"), ("list", "-d", "04"), ("departments",), ("near", "gap")]


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize("argv", BEGUN, ids=" ".join)
def test_a_language_that_is_only_begun_answers_everything(
    run: Run, argv: tuple[str, ...], terminal: bool
) -> None:
    result = run(*argv, terminal=terminal, NO_COLOR="1")
    assert result.code == 0
    assert len(result.out) > 200
    assert "Traceback" not in result.err


@pytest.mark.usefixtures("german")
def test_what_a_language_has_not_is_in_english_and_a_fact_in_french(run: Run) -> None:
    assert language() == "de"
    overview = run("programme").out
    assert "Overview" in overview and "Audience" in overview
    purpose = load_registry().programme.overview[0]
    assert purpose["fr"].split(".")[0] in " ".join(overview.split())
    card = run("show", "sisteron", terminal=True, NO_COLOR="1").out
    assert "7.850 inhabitants" in card and "9 April 2021" in card
    listed = run("list", "-d", "04", terminal=True, NO_COLOR="1").out
    assert "Gemeinde" in listed and "9 communes selected in 2020" in listed and "2021-04-09" in listed
