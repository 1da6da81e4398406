"""`pvd match` with .xlsx: the workbook stays what it was, columns are added at the right of its sheet."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import REGISTRY, Run
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A town hall's workbook: notes first, a title in merged cells, codes as numbers, a date, a formula."""
    made = openpyxl.Workbook()
    made.worksheets[0].title = "Lisez-moi"
    made.worksheets[0]["A1"] = "=1+1"
    sheet: Any = made.create_sheet("Aides 2024")
    sheet.append(["Subventions"])
    sheet.append([])
    sheet.append(["Commune", "CP", "Montant", "Date"])
    sheet.append(["Sisteron", 4200, 1000, date(2024, 1, 31)])
    sheet.append(["Mirabeau", 84120.0, "=C4*2", None])
    sheet.append([])
    sheet.append(["Lyon", "69001", 12.5, None])
    sheet.merge_cells("A1:D1")
    sheet.auto_filter.ref = "A3:D7"
    sheet.freeze_panes = "A4"
    sheet.column_dimensions["A"].width = 33
    sheet["C4"].number_format = '#,##0 "€"'
    sheet["A4"].comment = Comment("vu", "moi")
    sheet.add_data_validation(DataValidation(type="list", formula1='"a,b"', sqref="C4:C7"))
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True, color="FF0000"), PatternFill("solid", fgColor="FFFF00")
    made.create_sheet("Vide").sheet_state = "hidden"
    file = tmp_path / "aides.xlsx"
    made.save(file)
    return file


def test_the_workbook_stays_as_it_was_but_for_its_new_columns(run: Run, book: Path) -> None:
    before, out = openpyxl.load_workbook(book), book.with_name("out.xlsx")
    result = run("match", str(book), "-o", str(out))
    assert (result.code, result.out) == (0, "")
    assert "sheet “Aides 2024” (--sheet takes another: Lisez-moi, Vide)" in result.err
    assert "postal codes in “CP”" in result.err
    after = openpyxl.load_workbook(out)
    assert after.sheetnames == before.sheetnames
    assert after["Vide"].sheet_state == "hidden"
    old, new = before["Aides 2024"], after["Aides 2024"]
    assert [row[:4] for row in new.values] == list(old.values)
    assert [row[4:] for row in new.values] == [
        (None,) * 6,
        (None,) * 6,
        ("pvd_status", "pvd_insee", "pvd_name", "pvd_department", "pvd_cohort", "pvd_score"),
        ("labelled", "04209", "Sisteron", "04", "selection-2020", 100),
        ("labelled", "84076", "Mirabeau", "84", "selection-2020", 100),
        (None,) * 6,
        ("outside", "69123", "Lyon", "69", None, None),
    ]
    assert (new["E3"].font.color.rgb, new["E3"].fill.fgColor.rgb) == ("00FF0000", "00FFFF00")
    assert (new.auto_filter.ref, new.freeze_panes, str(new.merged_cells)) == ("A3:J7", "A4", "A1:D1")
    assert (new.column_dimensions["A"].width, new["C4"].number_format) == (33, '#,##0 "€"')
    assert new["A4"].comment.text == "vu"
    assert str(new.data_validations.dataValidation[0].sqref) == "C4:C7"


def test_a_workbook_can_be_written_as_csv_and_chosen_rows_as_a_workbook(run: Run, book: Path) -> None:
    lines = run("match", str(book)).out.splitlines()
    assert lines[0].startswith("Commune,CP,Montant,Date,pvd_status,")
    assert lines[1].startswith("Sisteron,4200,1000,2024-01-31,labelled,04209,")
    assert lines[3].startswith("Lyon,69001,12.5,,outside,")
    out = book.with_name("some.xlsx")
    result = run("match", str(book), "--only", "labelled", "-o", str(out))
    assert result.code == 0 and "a new workbook with the rows only" in result.err
    values = list(openpyxl.load_workbook(out).worksheets[0].values)
    assert [row[0] for row in values] == ["Commune", "Sisteron", "Mirabeau"]
    assert values[1][:4] == ("Sisteron", 4200, 1000, datetime(2024, 1, 31))


def test_a_sheet_is_named_where_another_is_meant(run: Run, book: Path) -> None:
    result = run("match", str(book), "--sheet", "Aides")
    assert (result.code, result.out) == (2, "")
    assert "its sheets are Lisez-moi, Aides 2024, Vide" in result.err
    assert "Vide" in run("match", str(book), "--sheet", "Vide").err
    assert "it has no sheets" in run("match", "examples/grants.csv", "--sheet", "x").err


def test_a_hidden_sheet_is_taken_only_where_it_is_named(run: Run, book: Path) -> None:
    made = openpyxl.load_workbook(book)
    made["Vide"].append(["Commune", "Code INSEE", "Code postal", "Département"])
    made["Vide"].append(["Apt", "84003", "84400", "84"])
    made.save(book)
    assert "sheet “Aides 2024”" in run("match", str(book)).err
    assert "1 row: 1 labelled" in run("match", str(book), "--sheet", "Vide").err


def test_letters_of_two_kinds_in_a_cell_stay_so(run: Run, book: Path) -> None:
    made, out = openpyxl.load_workbook(book), book.with_name("out.xlsx")
    made["Aides 2024"]["E4"] = CellRichText("avis ", TextBlock(InlineFont(b=True), "favorable"))
    made.save(book)
    assert run("match", str(book), "-o", str(out)).code == 0
    kept = openpyxl.load_workbook(out, rich_text=True)["Aides 2024"]["E4"].value
    assert isinstance(kept, CellRichText) and isinstance(kept[1], TextBlock) and kept[1].font.b


def test_a_workbook_is_written_in_place(run: Run, book: Path) -> None:
    assert run("match", str(book), "--in-place").code == 0
    assert openpyxl.load_workbook(book)["Aides 2024"]["E4"].value == "labelled"
    assert "has a column pvd_cohort already" in run("match", str(book)).err


def test_a_list_without_a_header_is_a_workbook_too(run: Run, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet: Any = made.worksheets[0]
    for name in ("Apt", "Sault", "Gap"):
        sheet.append([None, name])
    content = io.BytesIO()
    made.save(content)
    out = tmp_path / "out.xlsx"
    result = run("match", "-", "-o", str(out), stdin=content.getvalue())
    assert "has no header" in result.err
    values = list(openpyxl.load_workbook(out).worksheets[0].values)
    assert [row[1:4] for row in values] == [
        ("Apt", "labelled", "84003"),
        ("Sault", "labelled", "84123"),
        ("Gap", "not-labelled", "05061"),
    ]


@pytest.mark.parametrize("text", ["x" * 32_768, "a\0b"])
def test_what_a_workbook_cannot_hold_is_refused_or_replaced(run: Run, tmp_path: Path, text: str) -> None:
    out = tmp_path / "out.xlsx"
    result = run(
        "match", "-", "-o", str(out), stdin=f"Commune;x\nApt;{text}\n".replace("\0", "\x01").encode()
    )
    if len(text) > 3:
        assert (result.code, out.exists()) == (2, False)
        assert "has no room in a workbook" in result.err
    else:
        assert openpyxl.load_workbook(out).worksheets[0]["B2"].value == "a\ufffdb"


def test_headings_below_merged_ones_tell_the_columns(run: Run, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for cells in (("N°", "Bénéficiaire", None), (None, "Nom de la commune", "CP"), (1, "Seyne", 4140)):
        sheet.append(cells)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("B1:C1")
    file, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    workbook.save(file)
    result = run("match", str(file), "-o", str(target))
    assert (result.code, "communes in “Nom de la commune”, postal codes in “CP”" in result.err) == (0, True)
    rows = list(openpyxl.load_workbook(target).worksheets[0].values)
    assert [row[3] for row in rows] == [None, "pvd_status", "labelled"]


def test_of_several_sheets_the_one_with_most_rows_that_mean_a_commune_is_taken(
    run: Run, tmp_path: Path
) -> None:
    """However many headings another has, and however far down the communes stand."""
    made = openpyxl.Workbook()
    arrondissements, departments, communes = made.worksheets[0], made.create_sheet(), made.create_sheet("COM")
    arrondissements.title = "ARM"
    arrondissements.append(["Code INSEE", "Commune", "Code postal", "Département", "SIREN"])
    for place in REGISTRY.places[:46]:
        arrondissements.append(
            [place.insee, place.name, place.postal_codes[0], place.department, place.siren]
        )
    departments.append(["Code département", "Département", "Commune", "Code INSEE", "Code postal"])
    for department in REGISTRY.departments:
        departments.append([department.code, department.name])
    communes.append(["id_terr", "nom_terr"])
    for epci in REGISTRY.epcis * 4:
        communes.append([epci.siren, epci.name])
    for place in REGISTRY.places:
        communes.append([place.insee, place.name])
    file = tmp_path / "book.xlsx"
    made.save(file)
    said = run("match", str(file)).err
    assert "sheet “COM” (--sheet takes another: ARM, Sheet1)" in said
    assert "communes in “nom_terr”, INSEE codes in “id_terr”" in said
    assert "65 labelled, 881 not labelled, 0 ambiguous, 208 intercommunalities" in said


def test_a_sheet_whose_names_agree_with_codes_goes_before_a_longer_list_of_names(
    run: Run, tmp_path: Path
) -> None:
    made = openpyxl.Workbook()
    names, grants = made.worksheets[0], made.create_sheet("Aides")
    for place in [*REGISTRY.places[:1], *REGISTRY.places]:
        names.append([place.name])
    names["A1"] = "Commune"
    grants.append(["Bénéficiaire", "CP"])
    for place in REGISTRY.places[:3]:
        grants.append([place.name, place.postal_codes[0]])
    file = tmp_path / "book.xlsx"
    made.save(file)
    assert "sheet “Aides”" in run("match", str(file)).err
