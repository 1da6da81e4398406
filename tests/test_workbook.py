"""Answers as workbooks: what openpyxl reads back of them is what other programs see."""

from __future__ import annotations

import errno
import json
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import LISTINGS, MAPS, PVD, ROOT, Run, process
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pvd_cli.output.answer import Answer
from pvd_cli.output.fields import Field
from pvd_cli.output.new_workbook import write_workbook

SHEETS = {"en": ["Answer", "Sources"], "fr": ["Réponse", "Sources"]}


def saved(run: Run, folder: Path, *argv: str, language: str = "en") -> Workbook:
    """What a command writes, its answer's rows on the first sheet."""
    file = folder / "answer.xlsx"
    result = run(*argv, "-o", str(file), LANGUAGE=language)
    assert (result.code, result.out) == (0, "")
    book = load_workbook(file)
    assert book.sheetnames == SHEETS[language]
    return book


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet]


def test_each_value_is_what_it_is(run: Run, tmp_path: Path) -> None:
    sheet = saved(run, tmp_path, "list", "--cohort", "all").worksheets[0]
    (header, *rows), data = values(sheet), json.loads(run("list", "--cohort", "all", "-f", "json").out)
    assert len(rows) == 65
    by_code = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert by_code["04209"] == {
        "INSEE code": "04209", "Commune": "Sisteron", "Department code": "04",
        "Department": "Alpes-de-Haute-Provence", "SIREN of the intercommunality": "200068765",
        "Intercommunality": "CC du Sisteronais-Buëch", "Type": "CC",
            "Petite ville (2021)": "pvd-93-04-9", "Number since 2023": "pvd-93-04-11", "SIREN": "210402095",
        "Cohort": "2020", "Population": 7850, "Postal codes": "04200",
        "Latitude": 44.1993, "Longitude": 5.9276, "Arrondissement": "Forcalquier",
        "Convention signed on": datetime(2021, 4, 9), "ORT signed on": datetime(2022, 5, 5),
        "Also written": None,
    }  # fmt: skip
    unknown = [commune["insee"] for commune in data if commune["ort_signed"] is None]
    assert [by_code[insee]["ORT signed on"] for insee in unknown] == [None] * len(unknown)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "argv",
    [
        *LISTINGS,
        *MAPS,
        ("check",),
        ("departments", "04"),
        ("match", "examples/grants.csv", "--review"),
        ("list", "--cohort", "all"),
    ],
)
def test_every_answer_has_a_header_in_words_a_filter_and_its_sources(
    run: Run, tmp_path: Path, argv: tuple[str, ...], language: str
) -> None:
    answer: Any
    answer, sources = saved(run, tmp_path, *argv, language=language).worksheets
    tsv = run(*argv, "-f", "tsv").out.splitlines()
    header, *rows = values(answer)
    assert len(header) == len(tsv[0].split("\t")) and len(rows) == len(tsv) - 1
    headings = [*header, *(cell.value for cell in sources[1])]
    assert [heading for heading in headings if not heading[0].isupper() or "_" in heading] == []
    assert answer.freeze_panes == "A2" and answer.auto_filter.ref == answer.dimensions
    assert all(cell.font.bold for cell in answer[1]) and not any(cell.font.bold for cell in answer[2])
    for column in answer.columns:
        longest = max(len(str(cell.value or "")) for cell in column if not isinstance(cell.value, datetime))
        place = column[0].column
        width = next(w.width for w in answer.column_dimensions.values() if w.min <= place <= w.max)
        assert min(longest, 60) < width <= max(longest, len(str(column[0].value)) + 3) + 2
    words = " ".join(str(value) for row in values(sources) for value in row)
    assert ("valid" in words) if argv == ("check",) else "INSEE, DGCL" in words


def test_headings_words_and_dates_are_in_the_readers_language(run: Run, tmp_path: Path) -> None:
    sheet = saved(run, tmp_path, "search", "sisteron", language="fr").worksheets[0]
    header, row, *_rest = values(sheet)
    assert {"Code INSEE", "Département", "Convention signée le"} < set(header)
    assert row[header.index("Label")] == "labellisée"
    assert sheet.cell(2, header.index("Convention signée le") + 1).number_format == "dd/mm/yyyy"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "=", "#N/A", "04", "1e5", "TRUE", "2021-04-09", " a\tb\nc "]
)
def test_text_stays_text(text: str) -> None:
    book = b"".join(write_workbook(Answer([{"a": text}], [Field("a", text, text)])))
    for sheet_cell in load_workbook(BytesIO(book)).worksheets[0]["A"]:
        assert (sheet_cell.value, sheet_cell.data_type, sheet_cell.number_format) == (text, "s", "@")


@given(
    st.text(), st.one_of(st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.dates(date(1900, 3, 1)))
)
def test_any_text_and_any_value_can_be_written(text: str, value: Any) -> None:
    answer = Answer([{"a": text, "b": value}], [Field("a", "A", "A"), Field("b", "B", "B")], title=text)
    sheet = load_workbook(BytesIO(b"".join(write_workbook(answer)))).worksheets[0]
    read = sheet.cell(2, 2).value
    assert (read.date() if isinstance(read, datetime) else read) == value
    seen = sheet.cell(2, 1).value or ""
    assert seen == "".join(c if c.isprintable() or c in "\t\n\u00a0\u202f" else "\ufffd" for c in text)
    assert sheet.cell(2, 1).data_type != "f"


def test_the_same_answer_is_the_same_file(run: Run, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        run("epcis", "-o", str(tmp_path / name))
    content = (tmp_path / "a.xlsx").read_bytes()
    assert content == (tmp_path / "b.xlsx").read_bytes()
    assert process(*PVD, "epcis", "-f", "xlsx", cwd=ROOT).stdout == content, "in a pipe too"
    assert b"2026-" not in content


def test_a_terminal_is_not_sent_a_workbook(run: Run) -> None:
    result = run("list", "-f", "xlsx", terminal=True)
    assert (result.code, result.out) == (2, "")
    assert "-o answer.xlsx" in result.err


def test_no_folder_for_temporary_files_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in []")

    monkeypatch.setattr("tempfile.gettempdir", nowhere)
    result = run("match", "examples/grants.csv", "-f", "xlsx")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pvd: cannot go on: no folder takes temporary files; set TMPDIR")
