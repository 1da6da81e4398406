"""What a file is: text in its encoding, or something that is named for what it is, with what to do."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import REGISTRY, YAML, Run
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pvd_cli import BadInput
from pvd_cli.match.columns import Roles
from pvd_cli.match.content import Text, text_of, workbook_kind
from pvd_cli.match.rows import Tally, decided
from pvd_cli.match.sheet import DELIMITERS, Sheet


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = {
    "JSON": (b'{"type": "FeatureCollection", "features": []}', "save it as CSV"),
    "JSON ": (b'\xef\xbb\xbf\n[\n  {"commune": "Apt"}]', "save it as CSV"),
    "JSON  ": (b'{"commune": "Apt"}\n{"commune": "Sault"}\n', "save it as CSV"),
    "a web page (HTML)": (b"<!DOCTYPE html><table><tr><td>Apt", "save it as .xlsx"),
    "a web page (HTML) ": (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'>", "save it as .xlsx"),
    "XML": (b"<?xml version='1.0'?><a/>", "save it as .xlsx"),
    "a PDF document": (b"%PDF-1.7\n\0", "give the table"),
    "an OpenDocument file, but not a spreadsheet": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b""),
        "give the table",
    ),
    "a compressed file (zip)": (zipped(communes_csv=b"Commune\nApt\n"), "unpack it"),
    "a compressed file (gzip)": (b"\x1f\x8b\x08\0", "unpack it"),
    "a registry (YAML)": (YAML.encode(), "pvd check"),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_no_table_is_named_with_what_to_do(run: Run, tmp_path: Path, what: str) -> None:
    content, remedy = OTHERS[what]
    file = tmp_path / "communes.csv"
    file.write_bytes(content)
    result = run("match", str(file), "-o", str(tmp_path / "out.csv"))
    assert (result.code, result.out) == (2, "")
    assert f"is {what.strip()}, not CSV or a workbook" in result.err
    assert remedy in result.err
    assert list(tmp_path.iterdir()) == [file]


def test_protected_and_broken_workbooks_are_named(run: Run) -> None:
    protected = OLE + b"\0" * 2_000_000 + "EncryptedPackage".encode("utf-16-le")
    assert "is protected by a password" in run("match", "-", stdin=protected).err
    for broken in (b"PK\x03\x04 and no more", zipped(xl__workbook_xml=b"<a/>")):
        assert "is a damaged workbook" in run("match", "-", stdin=broken).err


def test_a_sheet_that_is_checked_is_told_of_match(run: Run) -> None:
    assert "pvd match examples/grants.csv" in run("check", "examples/grants.csv").err


@pytest.mark.parametrize(
    ("content", "encoding", "damaged"),
    [
        ("Sénas".encode(), "utf-8", None),
        (b"Apt", "utf-8", None),
        ("Sénas".encode("cp1252"), "cp1252", None),
        (b"S\x81nas \xff", "cp850", None),
        ("L’Île d’Œuf – 3 €".encode("cp1252"), "cp1252", None),
        ("Sénas\n".encode() + b"S\xe9nas\n", "utf-8", 2),
        ("Sénas\nÉze\nŒuf\n".encode() + b"S\xe9nas\n", "utf-8", 4),
        ("Sénas\nŒuf\n".encode()[:-1] + "é".encode()[:1], "utf-8", 2),
        ("Sénas".encode("utf-16"), "utf-16-le", None),
        (b"\xfe\xff" + "Sénas".encode("utf-16-be"), "utf-16-be", None),
    ],
)
def test_the_encoding_is_that_of_nearly_all_letters(
    content: bytes, encoding: str, damaged: int | None
) -> None:
    assert text_of(io.BytesIO(content), "x") == Text(encoding, damaged)


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
@pytest.mark.parametrize("write", [str, str.upper])
def test_encodings_of_one_byte_a_letter_are_told_apart_by_french_letters(
    run: Run, encoding: str, write: Callable[[str], str]
) -> None:
    """Each accented name of the region by itself, and in a sheet with its department."""
    for place in REGISTRY.places:
        name = write(place.name)
        if not name.isascii() and "œ" not in name.lower():
            content = f"Commune;Dép\n{name};{place.department}\n".encode(encoding)
            assert text_of(io.BytesIO(content), "x").encoding == encoding, name
    content = write("Département;Commune\n04;Château-Arnoux-Saint-Auban\n13;Sénas\n").encode(encoding)
    result = run("match", "-", "-f", "json", stdin=content)
    assert "2 rows: 2 labelled" in result.err
    named = {"cp850": "read in the encoding cp850 (MS-DOS)", "mac_roman": "read in the encoding Mac Roman"}
    assert named.get(encoding, "rows") in result.err and (encoding != "cp1252" or "read in" not in result.err)


def test_one_wrong_byte_in_utf_8_stays_and_changes_nothing_else(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "in.csv", tmp_path / "out.csv"
    file.write_bytes("Commune;x\nSénas;é\nChâteauneuf;à\nS".encode() + b"\xe9" + "nas;é\n".encode())
    result = run("match", str(file), "-o", str(out))
    assert "line 4 has bytes that are not UTF-8" in result.err
    _header, first, _other, last = out.read_bytes().splitlines()
    assert first.startswith("Sénas;é;labelled;13105;".encode())
    assert last.startswith(b"S\xe9nas;" + "é;labelled;13105;".encode())
    assert "S\ufffdnas" in run("match", str(file), "-f", "json").out


@pytest.mark.parametrize("change", ["grow", "shrink", "same size"])
def test_a_file_that_changes_while_it_is_read_is_an_error(tmp_path: Path, change: str) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes(b"Commune\n" + b"Sisteron\n" * 60_000)
    with file.open("rb") as stream:
        rows = Sheet(stream, "in.csv").rows()
        next(rows)
        if change == "grow":
            with file.open("ab") as more:
                more.write(b"Apt\n\xff\n")
        elif change == "shrink":
            os.truncate(file, 300_005)
        else:
            os.utime(file, ns=(1, 1))
        with pytest.raises(BadInput, match="was changed while it was read"):
            for _row in rows:
                pass


def test_a_line_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pvd_cli.match.sheet.LONGEST_LINE", 1_000)
    with pytest.raises(BadInput, match="line 3: more than 1,000 characters"):
        Sheet(io.BytesIO(b"Commune\nApt\n" + b"x" * 5_000), "x")


CELL = st.text("aé\"',;\t|\r\n \u2028œ=", max_size=5)
TABLE = st.lists(st.lists(CELL, min_size=1, max_size=4), max_size=6)


@settings(max_examples=150)
@example([["", "", ",", ",;"], ["", "", ",", ","]], ";", csv.QUOTE_ALL, "\n", "utf-8")
@example([["", "", ",", ",;"], [",", ","]], ";", csv.QUOTE_MINIMAL, "\n", "utf-8")
@example([["", "||;"], ["", "", "a|é", "|a"]], ";", csv.QUOTE_ALL, "\n", "utf-8")
@given(
    TABLE,
    st.sampled_from(DELIMITERS),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_rows_are_those_of_the_csv_module_and_come_back_to_the_byte(
    table: list[list[str]], delimiter: str, quoting: int, end: str, encoding: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([["Commune", "Code postal", "Département"], *table])
    content = text.getvalue().encode(encoding, "replace")
    sheet = Sheet(io.BytesIO(content), "table")
    kept = content.decode("utf-16" if encoding == "utf-16" else sheet.text_format.encoding).removeprefix(
        "\ufeff"
    )
    records = list(sheet.records())
    assert sheet.delimiter == delimiter
    assert [record.cells for record in records] == list(
        csv.reader(io.StringIO(kept, newline=""), delimiter=delimiter)
    )
    assert "".join(record.text for record in records) == kept
    assert sheet.encoded(sheet._mark + kept) == content


def test_text_is_no_workbook() -> None:
    assert not workbook_kind(io.BytesIO(b"[Commune];x\n"), "x")


def test_lost_letters_are_any_letters(run: Run) -> None:
    names = "CH\ufffdTEAURENARD", "L\ufffdISLE SUR LA SORGUE", "SAINT-SATURNIN-L\ufffdS-APT", "Zzz\ufffdzz"
    result = run("match", "-", stdin="".join(f"{name}\n" for name in ("Commune", *names)).encode())
    assert [line.split(",")[1:3] for line in result.out.splitlines()[1:]] == [
        ["labelled", "13027"],
        ["labelled", "84054"],
        ["not-labelled", "84118"],
        ["unknown", ""],
    ]


@pytest.mark.parametrize(
    ("cell", "status", "insee"),
    [
        ("Aubign\ufffd", "ambiguous", "13005"),  # Aubigné elsewhere, or Aubagne misspelt; not Aubignan
        ("B\ufffdon", "outside", "89037"),
        ("S\ufffdnas", "labelled", "13105"),
        ("CH\ufffd\ufffdTEAURENARD", "labelled", "13027"),  # two bytes of one letter
        ("L\ufffdIsle-sur-la-Sorgue", "labelled", "84054"),
    ],
)
def test_a_lost_letter_is_one_letter(cell: str, status: str, insee: str) -> None:
    sheet = Sheet(io.BytesIO(f"Commune;n\n{cell};1\n".encode()), "x")
    (row,) = decided(sheet, REGISTRY, Roles(0), Tally())
    assert (row.verdict.status, row.verdict.insee) == (status, insee)
