"""A workbook with columns added: all else is as it was, to the byte, and what names a range goes along."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Run
from offices import SHEET, book, cell, parts_of, relations, row, sheet, table, write
from python_calamine import CalamineWorkbook

ROWS = (row(1, "Commune", "CP"), row(2, "Sisteron", "04200"), row(3, "Lyon", "69001"))
ADDED = ["pvd_status", "pvd_insee", "pvd_name", "pvd_department", "pvd_cohort", "pvd_score"]
SISTERON = ["labelled", "04209", "Sisteron", "04", "selection-2020", 100]


def opened(file: Path) -> Any:
    """The sheet that is matched, as openpyxl reads it."""
    return openpyxl.load_workbook(file)["Aides"]


def matched(run: Run, file: Path, *options: str, ending: str = ".xlsx") -> Path:
    """The workbook that `match` makes of one."""
    target = file.with_name(f"out{ending}")
    result = run("match", str(file), "-o", str(target), *options)
    assert (result.code, result.out) == (0, ""), result.err
    return target


def values(file: Path, title: str = "Aides") -> list[list[Any]]:
    """The cells of a sheet, as openpyxl reads them; calamine reads the same."""
    rows = [list(cells) for cells in openpyxl.load_workbook(file)[title].iter_rows(values_only=True)]
    read = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(title).to_python(skip_empty_area=False)
    assert list(map(_trimmed, rows)) == list(map(_trimmed, read))
    return rows


def _trimmed(cells: list[Any]) -> list[Any]:
    filled = [place for place, value in enumerate(cells, start=1) if value not in (None, "")]
    return [value or "" for value in cells[: max(filled, default=0)]]


def changed(before: Path, after: Path) -> dict[str, tuple[bytes, bytes]]:
    """The parts that differ, as they were and as they are."""
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    return {part: (old[part], new[part]) for part in old if old[part] != new[part]}


def test_every_other_part_keeps_its_bytes(run: Run, tmp_path: Path) -> None:
    others = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(range(256)),
        "xl/drawings/drawing1.xml": b"",
        "xl/media/image1.png": b"\x89PNG\r\n\x1a\n",
        "xl/charts/chart1.xml": b"<c:chartSpace xmlns:c='urn:c'/>",
        "xl/comments1.xml": b"<comments/>",
        "xl/threadedComments/threadedComment1.xml": b"<ThreadedComments/>",
        "xl/persons/person.xml": b"<personList/>",
        "xl/connections.xml": b"<connections/>",
        "xl/slicers/slicer1.xml": b"<slicers/>",
        "xl/slicerCaches/slicerCache1.xml": b"<slicerCacheDefinition/>",
        "xl/printerSettings/printerSettings1.bin": bytes(700),
        "xl/ctrlProps/ctrlProp1.xml": b"<formControlPr objectType='CheckBox'/>",
        "xl/richData/rdrichvalue.xml": b"<rvData/>",
        "xl/featurePropertyBag/featurePropertyBag.xml": b"<FeaturePropertyBags/>",
        "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
        "xl/calcChain.xml": b"<calcChain/>",
        "customXml/item1.xml": "<DataMashup>Power Query é</DataMashup>".encode("utf-16"),
        "docMetadata/LabelInfo.xml": b"<clbl:labelList xmlns:clbl='urn:x'/>",
        "anything/else é.dat": b"?",
    }
    kept = (
        '<conditionalFormatting sqref="A1:A9"><cfRule type="expression" priority="1"><formula>1</formula>'
        "</cfRule></conditionalFormatting>"
        '<extLst><ext uri="{x}"><y:anything xmlns:y="urn:y" z="1"/></ext></extLst>'
    )
    cells = (
        '<row r="2" spans="1:9" ht="15.75" x14ac:dyDescent="0.25" xmlns:x14ac="urn:x14ac">'
        + cell("A2", "Sisteron")
        + '<c r="B2"><v>4200</v></c><c r="C2" s="1" t="str"><f>"_x005F_"&amp;1</f><v>_x005F_1</v></c>'
        '<c r="D2"><v>0.30000000000000004</v></c><c r="E2" s="2"><v>12345678900012</v></c>'
        '<c r="F2" t="e"><v>#N/A</v></c><c r="G2" t="inlineStr"><is><r><rPr><b/></rPr><t>ri</t></r>'
        '<r><t xml:space="preserve">che </t></r></is></c>'
        '<c r="H2" cm="1"><f t="array" ref="H2">1+1</f><v>2</v></c>'
        '<c r="I2"><v>12345678901234567</v></c></row>'
    )
    header = row(1, "Commune", "CP", "c", "d", "SIRET", "f", "g", "h", "i")
    rows = ["<!-- \u00e9 -->", header, "\n", cells, "\n", row(3, "Lyon", 69001)]
    file = write(tmp_path / "in.xlsm", book(sheet(rows, after=kept), others))
    out = matched(run, file, ending=".xlsm")
    types, content = "[Content_Types].xml", changed(file, out)
    assert set(content) == {types, SHEET}, "a workbook of macros is called one"
    old, new = (text.decode() for text in content[SHEET])
    for line in (1, 2, 3):
        (before,) = re.findall(f'<row r="{line}".*?</row>', old)
        (after,) = re.findall(f'<row r="{line}".*?</row>', new)
        before = before.replace('spans="1:9"', 'spans="1:15"').removesuffix("</row>")
        assert after.startswith(before)
        new = new.replace(after, "")
        old = re.sub(f'<row r="{line}".*?</row>', "", old)
    assert re.sub("<cols>.*</cols>", "", new) == old
    read = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("Aides").to_python()
    assert [each[9:] for each in read] == [ADDED, SISTERON, ["outside", "69123", "Lyon", "69", "", ""]]


def test_a_table_grows_with_its_filter_and_its_columns(run: Run, tmp_path: Path) -> None:
    totals = row(4, "Total", 2)
    content = sheet([*ROWS, totals], after='<tableParts count="1"><tablePart r:id="rId1"/></tableParts>')
    more = {
        "xl/worksheets/_rels/Feuille A.xml.rels": relations(("table", "../tables/tableau.xml")),
        "xl/tables/tableau.xml": table("A1:B4", ["Commune", "CP"], ' totalsRowCount="1"'),
    }
    file = write(tmp_path / "in.xlsx", book(content, more))
    out = matched(run, file)
    assert set(changed(file, out)) == {SHEET, "xl/tables/tableau.xml"}
    (grown,) = opened(out).tables.values()
    assert (grown.ref, grown.autoFilter.ref, grown.totalsRowCount) == ("A1:H4", "A1:H3", 1)
    assert [column.name for column in grown.tableColumns] == ["Commune", "CP", *ADDED]
    assert [column.id for column in grown.tableColumns] == list(range(1, 9))
    assert values(out)[3] == ["Total", 2, *[None] * 6], "a total is no row"
    assert "2 rows: 1 labelled" in run("match", str(file), "-f", "json").err
    (tmp_path / "beside").mkdir()
    beside = sheet(
        [*ROWS[:2], row(3, "Lyon", None, None, "note")],
        after='<tableParts><tablePart r:id="rId1"/></tableParts>',
    )
    file = write(tmp_path / "beside" / "in.xlsx", book(beside, more))
    result = run("match", str(file), "-o", str(tmp_path / "no.xlsx"))
    assert (result.code, "leaves it no room for 6 more columns" in result.err) == (2, True)


def test_a_filter_grows_and_its_name_in_the_workbook(run: Run, tmp_path: Path) -> None:
    names = (
        '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0">X!$A$1:$B$3</definedName>'
        '<definedName name="_xlnm._FilterDatabase" localSheetId="1">Aides!$A$1:$B$3</definedName>'
        '<definedName name="zone" localSheetId="1">Aides!$A$1:$B$3</definedName></definedNames>'
    )
    after = '<autoFilter ref="A1:B3"><sortState ref="A2:B3"/></autoFilter>'
    content = sheet(ROWS, before='<dimension ref="A1:B3"/>', after=after)
    file = write(tmp_path / "in.xlsx", book(content, names=names))
    out = matched(run, file)
    new = {part: after.decode() for part, (_before, after) in changed(file, out).items()}
    assert set(new) == {SHEET, "xl/workbook.xml"}
    assert '<autoFilter ref="A1:H3"><sortState ref="A2:H3"/></autoFilter>' in new[SHEET]
    assert '<dimension ref="A1:H3"/>' in new[SHEET]
    named = re.findall(r"localSheetId=\"(\d)\".*?>(.*?)</definedName>", new["xl/workbook.xml"])
    assert named == [("0", "X!$A$1:$B$3"), ("1", "Aides!$A$1:$H$3"), ("1", "Aides!$A$1:$B$3")]


def test_a_filter_of_something_else_stays(run: Run, tmp_path: Path) -> None:
    content = sheet(ROWS, after='<autoFilter ref="A6:B8"/>')
    made = parts_of(matched(run, write(tmp_path / "in.xlsx", book(content))))
    assert b'<autoFilter ref="A6:B8"/>' in made[SHEET]


@pytest.mark.parametrize(
    ("rows", "after", "first"),
    [
        ([row(1, "Commune"), row(2, "Sisteron")], '<mergeCells><mergeCell ref="A2:B2"/></mergeCells>', "C1"),
        ([row(1, "Commune"), row(2, "Sisteron")], '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>', "D1"),
        ([row(1, "Commune", "CP"), row(2, "Sisteron", 4200, None, "note")], "", "E1"),
        ([row(1, "Commune"), row(2, "Sisteron", *[None] * 6, "beside")], "", "B1"),
        ([row(1, "Commune"), row(2, "Sisteron", *[None] * 5, "nearer")], "", "H1"),
        (['<row r="1">' + cell("D1", "titre") + "</row>", row(2, "Commune"), row(3, "Sisteron")], "", "B2"),
        ([row(1, "Commune"), f'<row r="2">{cell("A2", "Apt")}<c r="B2"><f>1+1</f></c></row>'], "", "C1"),
        ([row(1, "Commune"), f'<row r="2">{cell("A2", "Apt")}<c r="C2" s="1"/></row>'], "", "B1"),
    ],
)
def test_columns_stand_where_nothing_stands(
    run: Run, tmp_path: Path, rows: list[str], after: str, first: str
) -> None:
    file = write(tmp_path / "in.xlsx", book(sheet(rows, after=after)))
    out = matched(run, file)
    made = opened(out)
    assert made[first].value == "pvd_status"
    kept = [(c.coordinate, c.value) for cells in opened(file) for c in cells if c.value]
    assert [(name, made[name].value) for name, _value in kept] == kept


def test_cells_that_are_empty_are_filled_in_their_place_and_style(run: Run, tmp_path: Path) -> None:
    first = cell("A1", "Commune", ' s="2"')
    header = f'<row r="1">{first}<c r="C1" s="1"/><c r="K1" s="1"/></row>'
    empty = '<c r="C2" s="1"/><c r="G2" s="1"/><c r="K2" s="1"/>'
    second = f'<row r="2" spans="1:30">{cell("A2", "Sisteron")}{empty}</row>'
    content = sheet([header, second])
    out = matched(run, write(tmp_path / "in.xlsx", book(content)))
    made = parts_of(out)[SHEET].decode()
    names = [re.findall(r'<c r="([A-Z]+)\d"', each) for each in re.findall("<row.*?</row>", made)]
    assert names == [["A", "B", "C", "D", "E", "F", "G", "K"]] * 2
    styles = dict(re.findall(r'<c r="(\w+)" s="(\d)"', made))
    assert styles == {**{f"{c}1": "2" for c in "BCDEFG"}, "K1": "1", "C2": "1", "G2": "1", "K2": "1"}
    assert values(out)[1][:8] == ["Sisteron", *SISTERON, None]
    assert 'spans="1:30"' in made, "it reaches as far as it did"


@pytest.mark.parametrize(
    ("cols", "expected"),
    [
        ('<col min="1" max="2" width="9"/>', [(1, 2), *((n, n) for n in range(3, 9))]),
        (
            '<col min="2" max="16384" hidden="1" style="1"/>',
            [(2, 2), *((n, n) for n in range(3, 9)), (9, 16384)],
        ),
        (
            '<col min="3" max="4" hidden="1"/><col min="6" max="9" width="5"/>',
            [*((n, n) for n in range(3, 9)), (9, 9)],
        ),
        ('<col min="12" max="12" width="5"/>', [*((n, n) for n in range(3, 9)), (12, 12)]),
    ],
)
def test_new_columns_are_wide_enough_and_seen_and_others_keep_what_they_have(
    run: Run, tmp_path: Path, cols: str, expected: list[tuple[int, int]]
) -> None:
    content = sheet(ROWS, before=f"<cols>{cols}</cols>")
    made = parts_of(matched(run, write(tmp_path / "in.xlsx", book(content))))[SHEET].decode()
    each = re.findall("<col [^>]*>", made)
    assert [tuple(map(int, re.findall(r'm(?:in|ax)="(\d+)"', tag))) for tag in each] == expected
    for tag in each:
        if re.search(r'min="[3-8]" ', tag):
            assert "hidden" not in tag and float(re.findall(r'width="(.*?)"', tag)[0]) > 10
        else:
            assert ("hidden" in tag) == ("hidden" in cols and "width" not in tag)


def test_a_sheet_may_have_any_prefix_and_rows_without_names(run: Run, tmp_path: Path) -> None:
    plain = sheet(["<row>", cell("A1", "Commune"), "</row><row>", cell("A2", "Sisteron"), "</row>"])
    plain = re.sub(rb' r="A\d"', b"", plain)
    prefixed = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", plain).replace(b"xmlns=", b"xmlns:x=")
    out = matched(run, write(tmp_path / "in.xlsx", book(prefixed)))
    assert values(out) == [["Commune", *ADDED], ["Sisteron", *SISTERON]]


def test_strict_workbooks_are_matched_too(run: Run, tmp_path: Path) -> None:
    strict = "http://purl.oclc.org/ooxml/"
    named = {
        part: content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            f"{strict}spreadsheetml/main".encode(),
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            f"{strict}officeDocument/relationships".encode(),
        )
        for part, content in book(sheet(ROWS)).items()
    }
    file = write(tmp_path / "in.xlsx", named)
    out = matched(run, file)
    assert set(changed(file, out)) == {SHEET}
    sheet_read = CalamineWorkbook.from_path(str(out)).get_sheet_by_name("Aides").to_python()
    assert sheet_read[1] == ["Sisteron", "04200", *SISTERON]


def test_days_are_days_and_numbers_numbers(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "in.xlsx", book(sheet(ROWS)))
    out = matched(run, file, "--add", "convention_signed,population,siren")
    assert set(changed(file, out)) == {SHEET, "xl/styles.xml"}
    cells = opened(out)[2][8:]
    assert [cell.value for cell in cells][1:] == [7850, "210402095"]
    assert (cells[0].value.date().isoformat(), cells[0].number_format) == ("2021-04-09", "mm-dd-yy")
    parts = parts_of(file)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<bookViews>", b'<workbookPr date1904="1"/><bookViews>'
    )
    old = matched(run, write(tmp_path / "mac.xlsx", parts), "--add", "convention_signed")
    assert opened(old)["I2"].value.date().isoformat() == "2021-04-09"
