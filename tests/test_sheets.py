"""`pvd match` reads and writes: rows stay byte for byte, columns are added, and no file is misread."""

from __future__ import annotations

import csv
import io
import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import REGISTRY, Run
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pvd_cli import BadInput
from pvd_cli.match.columns import Columns, Roles
from pvd_cli.match.grid import COLUMNS, Row, spread
from pvd_cli.match.headings import is_second_header
from pvd_cli.match.rows import Tally, decided
from pvd_cli.match.sheet import Sheet

ADDED = "pvd_status,pvd_insee,pvd_name,pvd_department,pvd_cohort,pvd_score"


def matched(sheet: Sheet) -> list[Row]:
    """The rows of a sheet whose first column holds the communes."""
    return list(decided(sheet, REGISTRY, Roles(0), Tally()))


def written(sheet: Sheet) -> str:
    """A sheet as it is written, its first column matched."""
    return sheet.head() + "".join(sheet.written(row.record, row.tail) for row in matched(sheet))


def test_columns_are_added_and_the_rest_stays(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "towns.csv"
    file.write_text("id,commune\n1,Sisteron\n2,Gap\n", encoding="utf-8")
    result = run("match", str(file))
    assert result.code == 0
    assert result.out == (
        f"id,commune,{ADDED}\n"
        "1,Sisteron,labelled,04209,Sisteron,04,selection-2020,100\n"
        "2,Gap,not-labelled,05061,Gap,05,,100\n"
    )
    assert result.err == (
        "pvd: communes in “commune” "
        "(choose others with --column, --department-column, --code-column; - for none)\n"
        "  2 rows: 1 labelled, 1 not labelled, 0 ambiguous, 0 outside the region, 0 unknown\n"
    )


OFFICE_FILES = {
    "utf-8, comma": ("Nom,Commune\né;x,Sénas\n", "utf-8", ","),
    "utf-8 with BOM, quoted header": ('\ufeff"Commune";"n"\r\n"Sénas";1\r\n', "utf-8", ";"),
    "windows, semicolon, CRLF": ("Commune;préfet\r\nSénas;œuvre – 3 €\r\n", "cp1252", ";"),
    "tab": ("préfet\tcommune\nx\tSénas\n", "utf-8", "\t"),
    "line break in quotes": ('note;commune\n"a\nb ""c""; d";Sénas\n', "utf-8", ";"),
    "CRLF in quotes": ('note;commune\r\n"a\r\nb";Sénas\r\n', "cp1252", ";"),
    "no newline at the end": ("commune;n\nSénas;1", "utf-8", ";"),
    "quoted cell at the end, no newline": ('n;commune\n1;"Sénas"', "utf-8", ";"),
    "blank lines": ("commune;n\n\nSénas;1\n\n", "utf-8", ";"),
    "blank lines before the header": ("\n\r\n\ncommune;n\nSénas;1\n", "utf-8", ";"),
    "a mark, then a blank line": ("\ufeff\r\ncommune;n\r\nSénas;1\r\n", "utf-8", ";"),
    "stray quote inside a cell": ('commune;n\nSénas;5" pipe\n', "utf-8", ";"),
    "one column": ("commune\nSénas\n", "utf-8", ","),
    "one column with commas": ("adresse\n12, rue X, 13560 Sénas\n", "utf-8", ";"),
    "titles above the header": ("Subventions 2024;;\n;;\nn;Commune;x\n1;Sénas;2\n", "cp1252", ";"),
    "a header of two lines": ("n;Bénéficiaire;;\n;Nom;Commune;CP\n1;Mairie;Sénas;13560\n", "cp1252", ";"),
    "text of Excel in Unicode": ("\ufeffCommune\tpréfet\r\nSénas\tœ\r\n", "utf-16-le", "\t"),
    "a line for Excel that ends as on a Mac": ("sep=;\rCommune;n\rSénas;1\r", "utf-8", ";"),
    "the delimiter said as Excel wants it": ("\ufeffsep=,\r\nCommune,n\r\nSénas,1;2;3;4\r\n", "utf-8", ","),
    "the delimiter said, one column": ("SEP=\t\nCommune\nSénas\n", "cp1252", "\t"),
    "old Mac line ends": ("commune;n\rSénas;1\r", "utf-8", ";"),
}


@pytest.mark.parametrize("name", OFFICE_FILES)
def test_a_file_from_an_office_stays_byte_for_byte(run: Run, tmp_path: Path, name: str) -> None:
    text, encoding, delimiter = OFFICE_FILES[name]
    content = text.encode(encoding)
    file, target = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_bytes(content)
    assert run("match", str(file), "-o", str(target)).code == 0
    written = target.read_bytes()
    tails = [delimiter + delimiter.join(COLUMNS)]
    tails.append(delimiter + delimiter.join(("labelled", "13105", "Sénas", "13", "selection-2020", "100")))
    for tail in tails:
        assert written.count(tail.encode(encoding)) == 1
        written = written.replace(tail.encode(encoding), b"")
    assert written == content


@pytest.mark.parametrize(
    ("above", "below", "header"),
    [
        ("n,Bénéficiaire,", ",Commune,CP", ["n", "Commune", "CP"]),
        ("Commune,Codes,", ",INSEE,postal", ["Commune", "INSEE", "postal"]),
        ("Commune,n", "Sénas,1", ["Commune", "n"]),
        ("Commune,note", "Ville,x", ["Commune", "note"]),
        ("Commune,type", "Total,Nombre", ["Commune", "type"]),
        ("Commune", "Ville", ["Commune"]),
    ],
)
def test_two_lines_are_the_header_only_where_all_of_the_second_are_headings(
    above: str, below: str, header: list[str]
) -> None:
    sheet = Sheet(io.BytesIO(f"{above}\n{below}\n1,Sénas,13560\n2,Gap,05000\n".encode()), "x.csv")
    assert sheet.header == header


def test_a_short_row_gets_its_missing_cells_and_a_long_one_is_counted(run: Run) -> None:
    result = run("match", "-", stdin=b"commune,a,b\nSisteron\nGap,1,2,3\n")
    assert result.out.splitlines()[1].startswith("Sisteron,,,labelled,")
    assert result.out.splitlines()[2].startswith("Gap,1,2,3,not-labelled,")
    assert "1 row has more cells than the header" in result.err


def test_a_row_without_a_word_is_a_blank_line(run: Run) -> None:
    """Spreadsheets leave such rows below a table, as many as once had a format."""
    content = b"Commune;CP\nApt;84400\n;\nGap;05000\n" + b" ;\n" * 9
    result = run("match", "-", stdin=content)
    lines = result.out.splitlines()
    assert len(lines) == 13 and {line.count(";") for line in lines} == {7}
    assert [line[:2] for line in lines[2:4]] == [";;", "Ga"] and not lines[-1].replace(";", "").strip()
    assert "2 rows: 1 labelled, 1 not labelled" in result.err and "most rows" not in result.err
    assert len(json.loads(run("match", "-", "-f", "json", stdin=content).out)) == 2
    assert run("match", "-", "--review", stdin=content).out.count("\n") == 1


def test_json_is_one_object_per_row(run: Run) -> None:
    content = b'commune,commune,"a""b"\nSisteron,x,1,extra\n\nLyon,y\n'
    answer = json.loads(run("match", "-", "--column", "commune", "-f", "json", stdin=content).out)
    assert answer[0] == {
        "commune": "Sisteron",
        "commune_2": "x",
        'a"b': "1",
        "column_4": "extra",
        "pvd_status": "labelled",
        "pvd_insee": "04209",
        "pvd_name": "Sisteron",
        "pvd_department": "04",
        "pvd_cohort": "selection-2020",
        "pvd_score": 100.0,
    }
    assert (answer[1]["pvd_status"], answer[1]["pvd_insee"]) == ("outside", "69123")
    assert len(answer) == 2
    assert json.loads(run("match", "-", "-f", "json", stdin=b"commune\n").out) == []


def test_geojson_has_the_place_of_each_commune_that_is_one(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("commune,CP\nSisteron,04200\nLyon,69000\n\nGap,05000\nMirabeau,\n", encoding="utf-8")
    out = tmp_path / "out.geojson"
    assert run("match", str(file), "--column", "commune", "-o", str(out)).code == 0
    answer = json.loads(out.read_text(encoding="utf-8"))
    assert (answer["type"], len(answer["features"])) == ("FeatureCollection", 4)
    points = [feature["geometry"] and feature["geometry"]["coordinates"] for feature in answer["features"]]
    sisteron, gap = REGISTRY.get("04209").location, REGISTRY.resolve("gap").location
    assert points == [list(sisteron[::-1]), None, list(gap[::-1]), None]
    assert answer["features"][0]["properties"]["CP"] == "04200"
    assert answer["features"][0]["properties"]["pvd_status"] == "labelled"


BAD_FILES = {
    "empty": (b"", "is empty"),
    "a BOM only": (b"\xef\xbb\xbf", "is empty"),
    "blank lines only": (b"\n\n", "is empty"),
    "no text": (b"commune\0\n", "is not text"),
    "UTF-16 that is cut": ("\ufeffcommune\nSénas".encode("utf-16-le")[:-1], "is damaged"),
    "a UTF-16 mark alone": (b"\xff\xfe", "is empty"),
    "too many columns": (b"Commune" + b";" * 16_384 + b"\nApt\n", "more than 16,384 columns"),
    "a quote never closed": (b'commune,n\nSisteron,"1\nGap,2\n', "line 2"),
    "matched before": (f"commune,{ADDED}\nSisteron\n".encode(), "has a column pvd_cohort already"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_used_is_a_clear_error(run: Run, tmp_path: Path, name: str) -> None:
    content, words = BAD_FILES[name]
    file, target = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_bytes(content)
    result = run("match", str(file), "--column", "commune", "-o", str(target))
    assert result.code == 2
    assert words in result.err
    assert not target.exists()
    assert sorted(tmp_path.iterdir()) == [file]


def test_a_missing_file_a_folder_and_a_format_that_does_not_fit_are_errors(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("commune\nSisteron\n", encoding="utf-8")
    for argv in ((str(tmp_path / "none.csv"),), (str(tmp_path),), (os.devnull,), (str(file), "-f", "docx")):
        result = run("match", *argv)
        assert (result.code, result.out) == (2, "")


def test_the_file_that_is_read_is_written_only_where_one_says_so(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("commune\nSisteron\n", encoding="utf-8")
    refused = ("-o x.csv", "-f json", "-f xlsx", "--only labelled", "--review")
    for argv in (
        ["-o", str(file)],
        ["-o", str(tmp_path / "." / "in.csv")],
        *([*options.split(), "--in-place"] for options in refused),
    ):
        result = run("match", str(file), *argv)
        assert (result.code, result.out) == (2, "")
        assert "--in-place" in result.err
        assert file.read_text(encoding="utf-8") == "commune\nSisteron\n"
    assert run("match", str(file), "--in-place").out == ""
    assert file.read_text(encoding="utf-8").splitlines()[1].startswith("Sisteron,labelled,")
    assert list(tmp_path.iterdir()) == [file]
    assert run("match", str(file), "--review", "--add", "epci").code == 2


CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)


@settings(max_examples=150)
@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=5), st.sampled_from(",;\t"))
@example([["DEPARTEMENT", "DEPARTEMENT"]], ",")
def test_any_table_comes_back_with_its_cells(table: list[list[str]], delimiter: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([["commune", "other"], *table])
    sheet = Sheet(io.BytesIO(text.getvalue().encode()), "table")
    out = written(sheet)
    back = list(csv.reader(io.StringIO(out, newline=""), delimiter=delimiter))
    assert [row[:2] for row in back] == [["commune", "other"], *table]
    above = int(
        table != [] and is_second_header(table[0])
    )  # the upper line of a header of two stays as it is
    assert [len(row) for row in back] == [2] * above + [2 + len(COLUMNS)] * (len(back) - above)
    assert back[above][2:] == list(COLUMNS)


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_matched_or_refused(content: bytes) -> None:
    try:
        sheet = Sheet(io.BytesIO(content), "bytes")
        out = written(sheet)
    except BadInput:
        return
    text = content.decode(sheet.text_format.encoding, sheet.text_format.errors)
    for line in text.splitlines():
        assert line in out


@pytest.mark.parametrize(
    "text", ['"Nom\nde x",Commune\na,Sisteron\n', "\nx,Commune\na,Sisteron\n", "x|Commune\na|Sisteron\n"]
)
def test_the_delimiter_is_that_of_the_whole_header(text: str) -> None:
    sheet = Sheet(io.BytesIO(text.encode()), "x")
    assert (len(sheet.header), Columns(sheet.header, sheet.sample()[0], REGISTRY).name_columns()) == (2, [1])
    assert sheet.delimiter == text.strip()[-9]


@pytest.mark.parametrize(
    "head",
    ['Commune;Taille 5"', 'Commune;Taille (5")', '"Commune\nde naissance";Taille', 'Commune;"a;b,c,d,e"'],
)
def test_a_quote_in_the_header_is_read_as_it_stands(head: str) -> None:
    sheet = Sheet(io.BytesIO((head + "\n" + "Sisteron;1,2,3,4\n" * 50_000).encode()), "x")
    assert (sheet.delimiter, len(sheet.header)) == (";", 2)
    first = next(decided(sheet, REGISTRY, Roles(0), Tally()))
    assert (first.verdict.name, first.record.line) == ("Sisteron", 2 + head.count("\n"))


def test_lines_are_counted_from_the_top_of_the_file_even_below_a_line_for_excel() -> None:
    sheet = Sheet(io.BytesIO(b"sep=;\nCommune;n\nSisteron;1\n"), "x")
    assert sheet.header == ["Commune", "n"]
    assert [row.record.line for row in matched(sheet)] == [3]


def test_no_column_is_lost_in_json_where_names_collide(run: Run) -> None:
    content = b"b_3,b,b,Commune,\nX,Y,Z,Sisteron,W\n"
    (row,) = json.loads(run("match", "-", "-f", "json", stdin=content).out)
    cells = [value for key, value in row.items() if not key.startswith("pvd_")]
    assert cells == ["X", "Y", "Z", "Sisteron", "W"]
    assert run("match", "-", "--column", "???", stdin=content).code == 2


def test_the_sample_is_spread_over_the_whole_sheet() -> None:
    assert spread(range(5), 100) == ([0, 1, 2, 3, 4], 5)
    for size in (99, 100, 199, 200, 201, 1000, 12345):
        rows, count = spread(iter(range(size)), 100)
        assert count == size
        assert min(size, 100) <= len(rows) < 200
        assert len({after - before for before, after in pairwise(rows)}) <= 1
        assert rows[0] == 0 and size - rows[-1] <= rows[1]
