"""French and English: every message has both, chosen as gettext does."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from conftest import PVD, REGISTRY, ROOT, Run, bare, process

from pvd_cli.commands.near import NEAR_KEYS
from pvd_cli.commands.programme import SECTIONS
from pvd_cli.commands.values import read_value
from pvd_cli.language import _catalogue, choose, day, in_french, language, number
from pvd_cli.match.additions import facts_of
from pvd_cli.match.grid import COLUMNS
from pvd_cli.match.rows import CHOICES
from pvd_cli.match.verdict import OTHER_REGION, STATUSES
from pvd_cli.output.formats import FORMATS
from pvd_cli.registry.models import COHORTS
from pvd_cli.registry.summary import DEPARTMENT_KEYS, EPCI_KEYS

SOURCE = ROOT / "src" / "pvd_cli"
with (SOURCE / "locale" / "fr" / "LC_MESSAGES" / "pvd.po").open("rb") as po:
    FRENCH = {message.id: message for message in read_po(po) if message.id}
KEYWORDS = {"_": None, "N_": None, "plural": (1, 2)}
# What options take.
LISTS = [SECTIONS, (*COHORTS, "all"), CHOICES, NEAR_KEYS, DEPARTMENT_KEYS, EPCI_KEYS, [*FORMATS]]
# What `match` adds to a workbook: headings, all that `--add` takes among them, and words.
FACTS = [key for place in (REGISTRY.communes[0], REGISTRY.others[0]) for key in facts_of(place)]
ADDED = {*COLUMNS, *(f"pvd_{key}" for key in FACTS), *STATUSES, *COHORTS, OTHER_REGION}


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}


def test_every_message_has_its_french_and_no_french_is_left_over() -> None:
    typers_own = {i for i, message in FRENCH.items() if "Typer's" in message.user_comments}
    extracted = {found[2] for found in extract_from_dir(SOURCE, keywords=KEYWORDS)}
    assert len(extracted) > 150
    assert extracted - set(FRENCH) == set()
    words = {f"value: {value}" for values in LISTS for value in values}
    assert set(FRENCH) >= ADDED
    assert set(FRENCH) - extracted - typers_own <= words | ADDED


def test_each_translation_is_whole_and_names_the_same_fields() -> None:
    for message in FRENCH.values():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        assert not message.fuzzy and message.string, ids
        for text in [message.string] if isinstance(message.string, str) else message.string:
            assert text.strip(), ids
            assert fields(text) == fields(str(ids[0])) or "{" not in ids[0], ids
            may_break = re.search(r"[^\s\u00a0(][;!?»](\s|$)| [;!?»]|« ", text)
            assert not may_break, f"a space that may break a line: {text}"


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
    choose()
    assert language() == code


@pytest.mark.parametrize(("number_of_language", "code"), [(0x040C, "fr"), (0x080C, "fr"), (0x0409, "en")])
def test_windows_without_lang_says_its_language_itself(
    monkeypatch: pytest.MonkeyPatch, number_of_language: int, code: str
) -> None:
    def windows() -> int:
        return number_of_language

    monkeypatch.delenv("LANG")
    monkeypatch.setattr("sys.platform", "win32")
    kernel = SimpleNamespace(GetUserDefaultUILanguage=windows)
    monkeypatch.setattr("ctypes.windll", SimpleNamespace(kernel32=kernel), raising=False)
    choose()
    assert language() == code
    monkeypatch.setenv("LC_ALL", "C")  # what is said by hand goes first
    choose()
    assert language() == "en"


def test_a_value_may_be_said_in_french_whatever_the_language(run: Run) -> None:
    pairs = [
        (("programme", "pillars"), ("programme", "Piliers")),
        (("programme", "ministries"), ("programme", "ministeres")),
        (("list", "--sort", "-name", "--cohort", "all"), ("liste", "--trier=-nom", "--cohorte", "toutes")),
        (("near", "gap", "--within", "20", "-f", "csv"), ("PROXIMITE", "gap", "--rayon", "20", "-f", "csv")),
        (("departments", "--columns", "communes"), ("départements", "--colonnes", "communes")),
        (("list", "-d", "04", "--without", "ort"), ("liste", "--departement", "04", "--sans", "ort")),
        (("list", "--cohort", "joined-2021"), ("list", "--cohort", "entrées-2021")),
    ]
    for english, french in pairs:
        for code in ("en", "fr"):
            answers = [run(*words, LANGUAGE=code) for words in (english, french)]
            assert answers[0] == answers[1] and answers[0].code == 0
    sheet = b"commune\nSisteron\nGap\n"
    for status in ("labelled", "labellisées", "LABELLISEE"):
        kept = run("match", "-", "--only", status, "-f", "csv", stdin=sheet).out.splitlines()
        assert [line.split(",")[0] for line in kept] == ["commune", "Sisteron"]


def test_every_value_has_a_word_of_its_own_in_each_language() -> None:
    for values in LISTS:
        for value in values:
            assert read_value(value, values) == value
            for word in in_french(f"value: {value}").removeprefix("value: ").split("|"):
                assert read_value(word, values) == value


def test_a_value_that_is_none_names_those_that_are(run: Run) -> None:
    result = run("programme", "pilier s", LANGUAGE="fr")
    assert result.code == 2
    assert "aperçu, aujourd'hui, piliers" in result.err and "vouliez-vous dire piliers" in result.err
    assert "labelled, not-labelled" in run("match", "x.csv", "--only", "zzz").err


def test_numbers_and_dates_are_written_as_each_language_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (number(7850), number(12)) == ("7,850", "12")
    assert (day(date(2021, 4, 9)), day("2026-03")) == ("9 April 2021", "March 2026")
    assert (day("2021"), day(None)) == ("2021", "–")
    monkeypatch.setenv("LANGUAGE", "fr")
    choose()
    assert (number(7850), day("2026-03")) == ("7\u00a0850", "mars 2026")
    assert (day(date(2021, 4, 9)), day("2021-08-01")) == ("9 avril 2021", "1er août 2021")


@pytest.mark.parametrize("kind", ["json", "csv", "tsv", "yaml", "geojson"])
def test_what_programs_read_does_not_change_with_the_language(run: Run, kind: str) -> None:
    for argv in (("list",), ("search", "roquebrune"), ("show", "sisteron")):
        assert run(*argv, "-f", kind, LANGUAGE="fr").out == run(*argv, "-f", kind).out
    assert json.loads(run("departments", "-f", "json", LANGUAGE="fr").out)[0]["population"] == 34423


def test_help_speaks_french_too() -> None:
    env = bare(LANGUAGE="fr", PYTHONIOENCODING="utf-8", PATH="")
    text = process(*PVD, "list", "--help", env=env, check=True).stdout.decode()
    for words in ("Lister les communes labellisées", "Exemples", "Trier selon ces clés"):
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
    choose()
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
    purpose = REGISTRY.programme.overview[0]
    assert purpose["fr"].split(".")[0] in " ".join(overview.split())
    card = run("show", "sisteron", terminal=True, NO_COLOR="1").out
    assert "7.850 inhabitants" in card and "9 April 2021" in card
    listed = run("list", "-d", "04", terminal=True, NO_COLOR="1").out
    assert "Gemeinde" in listed and "9 communes selected in 2020" in listed and "2021-04-09" in listed
