"""What a person has decided is not asked again: a review that was filled in, given to `match --decisions`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Run, rows

SHEET = "Commune;Dossier\nMirabeau;1\nXyzzy;2\nSisteron;3\nMirabeau;4\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet with a name that two communes share, twice, and one that is none."""
    file = tmp_path / "aides.csv"
    file.write_text(SHEET, encoding="utf-8")
    return file


def decided(review: Path, **decisions: str) -> None:
    """Fill in the column of decisions of a review, by what is written."""
    with review.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        filled = [row | {"decision": decisions.get(row["text"], "")} for row in reader]
        header = reader.fieldnames or []
    with review.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        writer.writerows(filled)


def statuses(text: str) -> list[tuple[str, str, str]]:
    return [(row["pvd_status"], row["pvd_insee"], row["pvd_score"]) for row in rows(text, ";")]


@pytest.mark.parametrize("commune", ["84076", "Mirabeau (84076, Vaucluse)"])
def test_what_is_decided_in_csv_is_not_asked_again(run: Run, sheet: Path, commune: str) -> None:
    review = sheet.with_name("doubts.csv")
    assert run("match", str(sheet), "--review", "-o", str(review)).code == 0
    header = review.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header[:2] == ["text", "beside"] and header[-1] == "decision"
    decided(review, Mirabeau=commune)
    result = run("match", str(sheet), "--decisions", str(review))
    assert statuses(result.out) == [
        ("labelled", "84076", ""),
        ("unknown", "", ""),
        ("labelled", "04209", "100"),
        ("labelled", "84076", ""),
    ]
    assert "2 rows decided by you" in result.err
    left = run("match", str(sheet), "--decisions", str(review), "--review", "-f", "csv").out
    assert [row["text"] for row in rows(left)] == ["Xyzzy"]
    decided(review, Mirabeau="none", Xyzzy="Gap")
    again = statuses(run("match", str(sheet), "--decisions", str(review)).out)
    assert [status for status, _insee, _score in again] == ["unknown", "not-labelled", "labelled", "unknown"]
    decided(review, Xyzzy="2a004")
    assert ("outside", "2A004", "") in statuses(run("match", str(sheet), "--decisions", str(review)).out)


def test_a_french_workbook_of_decisions_is_read(run: Run, sheet: Path) -> None:
    review = sheet.with_name("doutes.xlsx")
    assert run("match", str(sheet), "--review", "-o", str(review), LANGUAGE="fr").code == 0
    book = openpyxl.load_workbook(review)
    answer = book.worksheets[0]
    header = [cell.value for cell in answer[1]]
    assert (header[0], header[-1]) == ("Texte lu", "Décision")
    for line in (2, 3):
        decision: Any = {"Mirabeau": 4122, "Xyzzy": "aucune"}[str(answer.cell(line, 1).value)]
        answer.cell(line, len(header)).value = decision
    book.save(review)
    for language in ("fr", "en"):
        result = run("match", str(sheet), "--decisions", str(review), LANGUAGE=language)
        assert [found[:2] for found in statuses(result.out)] == [
            ("not-labelled", "04122"),
            ("unknown", ""),
            ("labelled", "04209"),
            ("not-labelled", "04122"),
        ]


def test_a_decision_counts_for_what_stands_beside_the_name_too(run: Run, tmp_path: Path) -> None:
    review = tmp_path / "doubts.csv"
    review.write_text("text,beside,decision\nMirabeau,04 | 84120,Sisteron\n", encoding="utf-8")
    sheet = b"Commune;D\xc3\xa9partement;CP\nMirabeau;04;84120\nMirabeau;84;84120\nMirabeau;;\n"
    found = statuses(run("match", "-", "--decisions", str(review), stdin=sheet).out)
    assert [insee for _status, insee, _score in found][:2] == ["04209", "84076"]
    assert found[2][0] == "ambiguous"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("Mirabeau,,Nulle-Part-sur-Mer\n", "line 2: “Nulle-Part-sur-Mer” is not a commune"),
        ("Mirabeau,,99999\n", "line 2: “99999” is not a commune"),
        ("Mirabeau,,84076\nXyzzy,,none\nMirabeau,,none\n", "“Mirabeau” is decided twice, in lines 2 and 4"),
    ],
)
def test_a_decision_that_cannot_be_taken_names_its_line(
    run: Run, sheet: Path, lines: str, message: str
) -> None:
    review = sheet.with_name("doubts.csv")
    review.write_text("text,beside,decision\n" + lines, encoding="utf-8")
    result = run("match", str(sheet), "--decisions", str(review))
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_what_is_no_review_is_said(run: Run, sheet: Path) -> None:
    result = run("match", str(sheet), "--decisions", "examples/grants.csv")
    assert (result.code, "has no columns “text” and “decision”" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("file", "language", "column"),
    [
        ("doubts.csv", "en", "“decision”"),
        ("doubts.xlsx", "en", "“Decision”"),
        ("doutes.csv", "fr", "«\u00a0decision\u00a0»"),
        ("doutes.xlsx", "fr", "«\u00a0Décision\u00a0»"),
    ],
)
def test_a_written_review_names_its_column_of_decisions(
    run: Run, sheet: Path, file: str, language: str, column: str
) -> None:
    review = sheet.with_name(file)
    said = run("match", str(sheet), "--review", "-o", str(review), LANGUAGE=language).err
    assert column in said and f"--decisions {review}" in said


def test_a_review_says_how_to_decide_if_there_is_something_to_decide(run: Run) -> None:
    assert "add -o doubts.xlsx" in run("match", "-", "--review", stdin=SHEET.encode()).err
    assert "decide" not in run("match", "-", "--review", stdin=b"Commune\nSisteron\n").err
