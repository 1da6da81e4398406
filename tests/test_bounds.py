"""Workbooks that are too large, protected, damaged or of another kind: an answer or a clear error."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
from conftest import Result, Run
from offices import SHEET, Parts, book, cell, in_memory, parts_of, relations, row, sheet, write

TWO = (row(1, "Commune"), row(2, "Sisteron"))
ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>'
    '<office:spreadsheet><table:table table:name="Aides">{rows}</table:table></office:spreadsheet>'
    "</office:body></office:document-content>"
).replace('"o"', '"urn:oasis:names:tc:opendocument:xmlns:office:1.0"')
STRING = ' office:value-type="string"'
SIGNED = relations(("officeDocument", "xl/workbook.xml"), ("origin", "_xmlsignatures/origin.sigs"))
ODS = ODS.replace('"t"', '"urn:oasis:names:tc:opendocument:xmlns:table:1.0"')
ODS = ODS.replace('"x"', '"urn:oasis:names:tc:opendocument:xmlns:text:1.0"')


def ods(*rows: str) -> Parts:
    """An OpenDocument sheet."""
    return {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": ODS.format(rows="".join(rows)).encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }


def ods_row(*texts: str, more: str = "") -> str:
    """A row of texts. more: attributes of its first cell."""
    cells = "".join(f"<table:table-cell{STRING}><text:p>{each}</text:p></table:table-cell>" for each in texts)
    return f"<table:table-row>{cells.replace(STRING, STRING + more, 1)}</table:table-row>"


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of .xlsb."""
    name = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return name + bytes([len(content)]) + content


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def xlsb(*cells: tuple[int, int, str], merged: tuple[int, int, int, int] | None = None) -> Parts:
    """A binary workbook. cells: rows and columns, counted from 0, and texts."""
    content = record(129) + record(148, bytes(16)) + record(145)
    for line, column, value in cells:
        content += record(0, struct.pack("<I", line) + bytes(13))
        content += record(6, struct.pack("<II", column, 0) + text(value))
    content += record(146)
    if merged:
        content += (
            record(177, struct.pack("<I", 1)) + record(176, struct.pack("<IIII", *merged)) + record(178)
        )
    sheets = record(143) + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Aides")) + record(144)
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": relations(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": record(131) + sheets + record(132),
        "xl/_rels/workbook.bin.rels": relations(("worksheet", "worksheets/sheet1.bin")),
        "xl/worksheets/sheet1.bin": content + record(130),
    }


def matched(run: Run, parts: Parts, folder: Path, *options: str, name: str = "in.xlsx") -> Result:
    return run("match", str(write(folder / name, parts)), *options)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*TWO, '<row r="1000000000"><c r="A1000000000"><v>1</v></c></row>'], "a row 1000000000"),
        ([*TWO, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'], "reaches to cell XFD1048576"),
        ([*TWO, '<row r="3"><c r="XFE3"><v>1</v></c></row>'], "damaged"),
        ([*TWO, '<row r="3"><c r="A9"><v>1</v></c></row>'], "damaged"),
        ([*TWO, row(2, "Gap")], "damaged"),
        ([*TWO, "<row"], "damaged"),
    ],
)
def test_a_sheet_beyond_what_sheets_hold_is_refused(
    run: Run, tmp_path: Path, rows: list[str], message: str
) -> None:
    result = matched(run, book(sheet(rows)), tmp_path)
    assert (result.code, result.out) == (2, "")
    assert message in result.err


def test_cells_that_have_but_a_style_and_merges_of_a_whole_sheet_are_no_hindrance(
    run: Run, tmp_path: Path
) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    parts = book(sheet([*TWO, far], after='<mergeCells><mergeCell ref="A3:XFD1048576"/></mergeCells>'))
    assert "1 row: 1 labelled" in matched(run, parts, tmp_path).err
    result = matched(run, parts, tmp_path, "-o", str(tmp_path / "out.xlsx"))
    assert (result.code, "has no room for 6 more columns" in result.err) == (2, True)


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "customXml/item1.xml"])
def test_a_part_of_a_gigabyte_is_not_unpacked(run: Run, tmp_path: Path, part: str) -> None:
    file = write(tmp_path / "in.xlsx", book(sheet(TWO), {part: b""}))
    content = file.read_bytes()
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(part.encode()))  # its entry in the list of parts
    size = struct.pack("<I", 1_000_000_000)
    file.write_bytes(content[: place + 24] + size + content[place + 28 :])
    result = run("match", str(file))
    assert (result.code, "is too large" in result.err) == (2, True)


def test_a_part_that_is_larger_than_it_declares_is_damaged(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "in.xlsx", book(sheet(TWO)))
    content = file.read_bytes()
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/styles.xml"))
    file.write_bytes(content[: place + 24] + struct.pack("<I", 9) + content[place + 28 :])
    result = run("match", str(file))
    assert (result.code, "damaged workbook" in result.err) == (2, True)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml"])
def test_a_document_type_is_refused_and_no_entity_is_read(run: Run, tmp_path: Path, part: str) -> None:
    parts = book(sheet(TWO))
    parts[part] = b'<!DOCTYPE x [<!ENTITY a "Gap">]>' + parts[part]
    result = matched(run, parts, tmp_path)
    assert (result.code, "declares a document type" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("more", "after", "message"),
    [({}, '<sheetProtection sheet="1"/>', "is protected"), ({"_rels/.rels": SIGNED}, "", "is signed")],
)
def test_what_cannot_be_changed_is_read_but_not_written(
    run: Run, tmp_path: Path, more: Parts, after: str, message: str
) -> None:
    parts = book(sheet(TWO, after=after), more)
    file, out = write(tmp_path / "in.xlsx", parts), tmp_path / "out.xlsx"
    for options in (["-o", str(out)], ["--in-place"]):
        result = run("match", str(file), *options)
        assert (result.code, message in result.err) == (2, True)
    assert parts_of(file) == parts and not out.exists()
    assert "labelled" in run("match", str(file)).out


def test_a_workbook_becomes_what_its_ending_says(run: Run, tmp_path: Path) -> None:
    parts = book(sheet(TWO))
    types = "[Content_Types].xml"
    parts[types] = parts[types].replace(b"sheet.main+xml", b"template.main+xml")
    template = write(tmp_path / "in.xltx", parts)
    assert run("match", str(template), "-o", str(tmp_path / "out.xlsx")).code == 0
    assert parts_of(tmp_path / "out.xlsx")[types] == book(sheet(TWO))[types]
    assert run("match", str(template), "-o", str(tmp_path / "out.xltx")).code == 0
    assert parts_of(tmp_path / "out.xltx")[types] == parts[types]
    relation = relations(
        ("worksheet", "worksheets/Feuille A.xml"),
        ("worksheet", "/xl/worksheets/sheet1.xml"),
        ("vbaProject", "vbaProject.bin"),
    )
    macros = book(sheet(TWO), {"xl/_rels/workbook.xml.rels": relation, "xl/vbaProject.bin": b"VBA"})
    result = matched(run, macros, tmp_path, "-o", str(tmp_path / "no.xlsx"), name="in.xlsm")
    assert (result.code, "has macros, which a file .xlsx cannot hold" in result.err) == (2, True)
    assert run("match", str(tmp_path / "in.xlsm"), "-o", str(tmp_path / "out.xlsm")).code == 0
    result = run("match", "examples/grants.csv", "-o", str(tmp_path / "no.xlsm"))
    assert (result.code, "a new workbook has no macros" in result.err) == (2, True)


def test_formulas_without_results_are_said_where_they_matter(run: Run, tmp_path: Path) -> None:
    formula = '<row r="2"><c r="A2"><f>Autre!A1</f></c>' + cell("B2", "04200") + "</row>"
    result = matched(run, book(sheet([row(1, "Commune", "CP"), formula])), tmp_path)
    assert (result.code, result.out) == (2, "")
    assert "formulas without results, in column A\n  save it once in Excel or LibreOffice" in result.err
    beside = f'<row r="2">{cell("A2", "Sisteron")}<c r="B2"><f>1+1</f><v/></c></row>'
    assert matched(run, book(sheet([row(1, "Commune", "Montant"), beside])), tmp_path).code == 0
    empty = f'<row r="2"><c r="A2" t="str"><f>""</f><v></v></c>{cell("B2", "04200")}</row>'
    assert matched(run, book(sheet([row(1, "Commune", "CP"), empty])), tmp_path).code == 0


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xlsb"])
def test_a_commune_merged_over_several_rows_holds_for_each(run: Run, tmp_path: Path, kind: str) -> None:
    after = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    rows = [row(1, "Commune", "Objet"), row(2, "Sisteron", "toit"), row(3, None, "mur"), row(4, None, "sol")]
    covered = f"<table:covered-table-cell/><table:table-cell{STRING}><text:p>{{}}</text:p></table:table-cell>"
    covered = f"<table:table-row>{covered}</table:table-row>"
    made = {
        "xlsx": book(sheet(rows, after=after)),
        "ods": ods(
            ods_row("Commune", "Objet"),
            ods_row("Sisteron", "toit", more=' table:number-rows-spanned="2"'),
            covered.format("mur"),
            covered.format("sol"),
        ),
        "xlsb": xlsb(
            (0, 0, "Commune"), (0, 1, "Objet"), (1, 0, "Sisteron"), (1, 1, "toit"),
            (2, 1, "mur"), (3, 1, "sol"),
            merged=(1, 2, 0, 0),
        ),
    }  # fmt: skip
    lines = matched(run, made[kind], tmp_path, name=f"in.{kind}").out.splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["Sisteron", "toit", "labelled"],
        ["Sisteron", "mur", "labelled"],
        ["", "sol", "unknown"],
    ]


def test_a_protected_sheet_of_another_office_is_named(run: Run, tmp_path: Path) -> None:
    parts = ods(ods_row("Commune")) | {"META-INF/manifest.xml": b"<manifest><encryption-data/></manifest>"}
    result = matched(run, parts, tmp_path, name="in.ods")
    assert (result.code, "is protected by a password" in result.err) == (2, True)


def test_a_binary_cell_that_has_but_a_style_is_no_hindrance(run: Run, tmp_path: Path) -> None:
    parts, content = xlsb((0, 0, "Commune"), (1, 0, "Sisteron")), "xl/worksheets/sheet1.bin"
    far = record(0, struct.pack("<I", 1_048_575) + bytes(13)) + record(1, struct.pack("<II", 16_383, 0))
    parts[content] = parts[content].replace(record(146), far + record(146))
    assert "1 row: 1 labelled" in matched(run, parts, tmp_path, name="in.xlsb").err


def test_other_workbooks_are_read_and_written_anew(run: Run, tmp_path: Path) -> None:
    parts, out = ods(ods_row("Commune", "CP"), ods_row("=Sisteron", "04200")), tmp_path / "out.xlsx"
    result = matched(run, parts, tmp_path, "-o", str(out), name="in.ods")
    assert (result.code, "a new workbook with the rows only" in result.err) == (0, True)
    values = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert values[0][:3] == ("Commune", "CP", "pvd_status")
    assert values[1][:4] == ("=Sisteron", "04200", "labelled", "04209")
    result = run("match", str(tmp_path / "in.ods"), "--in-place")
    assert (result.code, "pvd cannot write into" in result.err) == (2, True)


@pytest.mark.parametrize(
    "far",
    [
        '<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>',
        '<table:table-row table:number-rows-repeated="9">{}</table:table-row>',
    ],
)
def test_cells_that_are_repeated_too_often_are_refused(run: Run, tmp_path: Path, far: str) -> None:
    often = (
        '<table:table-cell table:number-columns-repeated="{}" office:value-type="string"><text:p>x</text:p>'
    )
    cells = often.format(10 if "1000000" in far else 1_000_000_000) + "</table:table-cell>"
    result = matched(run, ods(ods_row("Commune"), far.format(cells)), tmp_path, name="in.ods")
    assert (result.code, result.out) == (2, "")
    assert "too many" in result.err or "which no sheet can have" in result.err
    assert matched(run, xlsb((0, 0, "Commune"), (1_048_575, 16_383, "x")), tmp_path, name="in.xlsb").code == 2


def test_a_french_reader_has_french_words(run: Run, tmp_path: Path) -> None:
    rows = [row(1, "Commune"), row(2, "Sisteron"), row(3, "Gap"), row(4, "Lyon")]
    file, out = write(tmp_path / "in.xlsx", book(sheet(rows))), tmp_path / "out.xlsx"
    assert run("match", str(file), "-o", str(out), LANGUAGE="fr").code == 0
    values = list(openpyxl.load_workbook(out)["Aides"].iter_rows(values_only=True))
    assert values[0][1:] == (
        "pvd_statut",
        "pvd_insee",
        "pvd_nom",
        "pvd_département",
        "pvd_cohorte",
        "pvd_score",
    )
    assert [line[1] for line in values[1:]] == ["labellisée", "sans le label", "hors de la région"]
    header = run("match", str(file), LANGUAGE="fr").out.splitlines()[0]
    assert header == "Commune,pvd_status,pvd_insee,pvd_name,pvd_department,pvd_cohort,pvd_score"
    again = run("match", str(out), LANGUAGE="en")
    assert (again.code, "has a column pvd_cohorte already" in again.err) == (2, True)


def test_a_workbook_from_a_pipe_is_read(run: Run) -> None:
    result = run("match", "-", stdin=in_memory(book(sheet(TWO))))
    assert "Sisteron,labelled,04209" in result.out


def test_a_broken_part_that_is_not_read_is_given_back_as_it_is(run: Run, tmp_path: Path) -> None:
    file, out = (
        write(tmp_path / "in.xlsx", book(sheet(TWO), {"xl/media/a.bmp": b"picture" * 9})),
        tmp_path / "out.xlsx",
    )
    content = bytearray(file.read_bytes())
    place = content.index(b"xl/media/a.bmp") + len(b"xl/media/a.bmp")
    content[place + 2] ^= 255
    file.write_bytes(content)
    assert run("match", str(file), "-o", str(out)).code == 0
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() == "xl/media/a.bmp"
