"""Documents that people read: typographic apostrophes in texts, official names, and what was asked for."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from conftest import REGISTRY, Run

LANGUAGES = ("en", "fr")
# Each with an apostrophe of ours in both languages, and one in a name.
ASKED = (
    ("list", "84"),
    ("show", "L'Argentière-la-Bessée"),
    ("near", "L'Isle-sur-la-Sorgue"),
    ("epcis", "06"),
    ("programme",),
    ("programme", "sources"),
)
NAMES = {
    *(place.name for place in (*REGISTRY.places, *REGISTRY.epcis, *REGISTRY.departments)),
    *(commune.arrondissement for commune in REGISTRY.communes),
}
OFFICIAL = re.compile(
    "|".join(map(re.escape, sorted(filter(lambda n: "'" in n, NAMES), key=len, reverse=True)))
)


def is_typographic(text: str) -> bool:
    """Whether no apostrophe of a text is straight but those in names, which are official."""
    return "'" not in OFFICIAL.sub("", text)


def texts_of_workbook(file: Path) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(file.read_bytes())):
        for row in sheet.iter_rows(values_only=True):
            yield from (cell for cell in row if isinstance(cell, str))


def notes_of_workbook(file: Path) -> list[str]:
    """What stands beneath the table of sources."""
    rows = list(openpyxl.load_workbook(file).worksheets[-1].iter_rows(values_only=True))
    return [str(first) for first, *others in rows if first and not any(others)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("argv", ASKED, ids=" ".join)
def test_apostrophes_are_curly_in_markdown_and_workbooks_and_names_official(
    run: Run, tmp_path: Path, argv: tuple[str, ...], language: str
) -> None:
    file = tmp_path / "x.xlsx"
    written = run(*argv, "-o", str(file), LANGUAGE=language)
    markdown = run(*argv, "-f", "markdown", LANGUAGE=language)
    assert (written.code, markdown.code) == (0, 0)
    texts = [*markdown.out.splitlines(), *texts_of_workbook(file)]
    assert [text for text in texts if not is_typographic(text)] == []
    assert any("’" in text for text in texts)
    assert not any(name.replace("'", "’") in text for name in NAMES if "'" in name for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["svg", "html"])
def test_apostrophes_are_curly_in_pictures_and_pages(
    run: Run, tmp_path: Path, ending: str, language: str
) -> None:
    file = tmp_path / f"x.{ending}"
    assert run("map", "-o", str(file), LANGUAGE=language).code == 0
    whole = file.read_text(encoding="utf-8")
    text = re.sub("<(script|style)[^>]*>.*?</\\1>", "", whole, flags=re.DOTALL)
    # A name may be divided into lines on a map.
    shown = [html.unescape(part) for part in re.findall(">([^<>]+)<", text)]
    straight = [part for part in shown if not is_typographic(part)]
    assert [part for part in straight if not any(part in name for name in NAMES)] == []
    assert "Petites villes de demain – Provence-Alpes-Côte d’Azur" in shown
    found = re.findall('<script type="application/json" id="data">(.*?)</script>', whole, re.DOTALL)
    assert len(found) == (ending == "html")
    for data in map(json.loads, found):  # what the page says when somebody asks
        assert is_typographic(json.dumps([data["words"], data["labelled"]], ensure_ascii=False))


@pytest.mark.parametrize("kind", ["table", "csv", "tsv", "json", "yaml"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_and_programs_get_straight_apostrophes(run: Run, kind: str, language: str) -> None:
    for argv in (*ASKED, ("search", "toulon"), ("list", "xx")):
        result = run(*argv, "-f", kind, LANGUAGE=language)
        assert "’" not in result.out + result.err


def test_notes_beside_a_document_are_for_the_terminal(run: Run, tmp_path: Path) -> None:
    result = run("epcis", "04", "-o", str(tmp_path / "x.xlsx"), LANGUAGE="fr")
    assert "intercommunalités n'ont aucune commune" in result.err


def test_a_document_leaves_nothing_behind_for_the_next_answer(run: Run) -> None:
    assert "n’a pas" in run("search", "toulon", "-f", "markdown", LANGUAGE="fr").out
    assert "n'a pas" in run("search", "toulon", LANGUAGE="fr").err


SCOPES = {
    ("list", "--without", "ort", "--population", "5000..10000", "-d", "04,05"): (
        "Alpes-de-Haute-Provence, Hautes-Alpes: 2 communes selected in 2020, and 1 that joined in 2021 "
        "(no known ORT; 5,000 to 10,000 inhabitants)"
    ),
    ("list", "--epci", "DLVA"): "CA Durance-Lubéron-Verdon Agglomération: 2 communes that joined in 2021",
    ("list", "--cohort", "2020", "13"): "Bouches-du-Rhône: 9 communes selected in 2020",
    ("list", "06", "--with", "ort,convention"): (
        "Alpes-Maritimes: 5 communes selected in 2020 (with an ORT; with a convention)"
    ),
    ("list", "06", "--ort-since", "2024-06", "--convention-since", "2021-05"): (
        "Alpes-Maritimes: 3 communes selected in 2020 "
        "(convention signed since 1 May 2021; ORT signed since 1 June 2024)"
    ),
    ("list", "83", "--limit", "2"): "Var: 13 communes selected in 2020: 2 shown",
    ("list", "84", "--limit", "1"): (
        "Vaucluse: 13 communes selected in 2020, and 2 that joined in 2021: 1 shown"
    ),
    ("departments", "05"): "Hautes-Alpes: 10 communes selected in 2020, and 1 that joined in 2021",
    ("near", "gap", "--within", "12.5"): (
        "Nearest to Gap (Hautes-Alpes, 05061): 1 commune selected in 2020 (within 12.5 km)"
    ),
}


@pytest.mark.parametrize(("argv", "title"), SCOPES.items(), ids=lambda x: " ".join(x)[:40])
def test_what_was_asked_stands_in_the_title_of_every_document(
    run: Run, tmp_path: Path, argv: tuple[str, ...], title: str
) -> None:
    assert run(*argv, "-f", "markdown").out.splitlines()[0] == f"## {title}"
    assert title in " ".join(run(*argv, terminal=True, NO_COLOR="1", width=400).out.split("\n"))
    file = tmp_path / "x.xlsx"
    assert run(*argv, "-o", str(file)).code == 0
    assert title in notes_of_workbook(file)


def test_a_map_says_which_communes_it_leaves_out(run: Run) -> None:
    assert "<title>Petites villes de demain – Vaucluse</title>" in run("map", "84", "-f", "svg").out
    for kind in ("svg", "html"):
        drawn = run("map", "84", "--cohort", "2021", "-f", kind).out
        assert "<title>Petites villes de demain – Vaucluse – 2 communes that joined in 2021</title>" in drawn


def test_a_table_in_markdown_has_all_that_is_said_of_it(run: Run) -> None:
    lines = run("departments", "-f", "markdown").out.splitlines()
    assert lines[:3] == [
        "## 60 communes selected in 2020, and 5 that joined in 2021, by department",
        "",
        lines[2],
    ]
    assert lines[2].startswith("| Dept |") and lines[-1].startswith("Conv., ORTs: ")
    assert run("search", "gap", "-f", "markdown").out.startswith("Gap (Hautes-Alpes, 05061) is not labelled.")
