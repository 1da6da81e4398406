"""Workbooks as offices have them, made of their parts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/Feuille A.xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

Parts = dict[str, bytes]


def cell(name: str, value: Any, more: str = "") -> str:
    """A cell with a text, or a number."""
    if isinstance(value, str):
        return f'<c r="{name}" t="inlineStr"{more}><is><t>{value}</t></is></c>'
    return f'<c r="{name}"{more}><v>{value}</v></c>'


def row(line: int, *values: Any) -> str:
    """A row of cells from column A on; None leaves one out."""
    cells = (cell(f"{chr(65 + n)}{line}", value) for n, value in enumerate(values) if value is not None)
    return f'<row r="{line}">{"".join(cells)}</row>'


def sheet(rows: Sequence[str], *, before: str = "", after: str = "") -> bytes:
    """The XML of a sheet. before, after: what stands beside its rows."""
    start = f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheetData>'
    return f"{start}{''.join(rows)}</sheetData>{after}</worksheet>".encode()


def relations(*targets: tuple[str, str]) -> bytes:
    """Relations rId1, rId2… of kinds to targets."""
    each = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'.encode()


def book(content: bytes, more: Mapping[str, bytes] | None = None, *, names: str = "") -> Parts:
    """The parts of a workbook with two sheets, the second of which is `content`. more: other parts."""
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{_OFFICE}.{kind}+xml"/>'
        for part, kind in (
            ("xl/workbook.xml", "sheet.main"),
            ("xl/worksheets/sheet1.xml", "worksheet"),
            (SHEET, "worksheet"),
            ("xl/styles.xml", "styles"),
        )
    )
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    defaults += '<Default Extension="xml" ContentType="application/xml"/>'
    workbook = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><bookViews><workbookView activeTab="1"/></bookViews>'
        '<sheets><sheet name="Lisez-moi" sheetId="7" r:id="rId2"/>'
        f'<sheet name="Aides" sheetId="3" r:id="rId1"/></sheets>{names}</workbook>'
    )
    styles = (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
        '<fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf numFmtId="49"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0"/></cellStyles></styleSheet>'
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{defaults}{types}</Types>'.encode(),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook.encode(),
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/Feuille A.xml"),
            ("worksheet", "/xl/worksheets/sheet1.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet([row(1, "Notes")]),
        SHEET: content,
        "xl/styles.xml": styles.encode(),
        **(more or {}),
    }


def write(file: Path, parts: Mapping[str, bytes]) -> Path:
    """Write a workbook of its parts; return its file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file


def parts_of(file: Path) -> Parts:
    """The parts of a workbook."""
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(ref: str, columns: Sequence[str], more: str = "") -> bytes:
    """An Excel table."""
    each = "".join(f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(columns, start=1))
    totals = int(bool(re.search("totalsRowCount", more)))
    last = int(re.sub(".*[A-Z]", "", ref)) - totals
    filtered = re.sub(r"\d+$", str(last), ref)
    return (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{ref}"{more}>'
        f'<autoFilter ref="{filtered}"/><tableColumns count="{len(columns)}">{each}</tableColumns></table>'
    ).encode()


def in_memory(parts: Mapping[str, bytes]) -> bytes:
    """The bytes of a workbook of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()
