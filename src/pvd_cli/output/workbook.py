"""Answers as workbooks: rows on one sheet, where they come from on another. A door to openpyxl."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from textwrap import wrap
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..language import _, day, worded
from ..match.workbook import new_workbook
from ..registry.models import Source
from .answer import Answer
from .cells import flattened, printable
from .fields import Field

WIDEST = 60  # signs of a column; longer texts are folded
LINE = 15  # points; LibreOffice folds texts, but does not make their rows any higher
ROOM = 3  # signs beside a heading for the button of its filter

# What a zip file says where it knows no date: the same answer is the same file, whenever it is made.
UNDATED = datetime(1980, 1, 1)


def write_workbook(answer: Answer) -> Iterator[bytes]:
    """Yield an answer as an Excel workbook (.xlsx), with headings in the user's language.

    Text stays text, codes with their zeros and what begins with `=` too; dates and numbers are such.
    Rows that come one by one, as those of a sheet do, are written as they come, without what explains them.
    """
    if not answer.listed:
        keys = answer.keys
        yield from new_workbook(keys, ([row.get(key) for key in keys] for row in answer.rows))
        return
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "pvd"
    book.properties.created = UNDATED
    rows = [[_value(row.get(f.key), f) for f in answer.fields] for row in map(flattened, answer.rows)]
    book.remove(book.worksheets[0])
    _fill(book.create_sheet(_("Answer")), [field.long for field in answer.fields], rows)
    notes = [answer.title, *answer.sentences, *answer.footnotes]
    _fill_sources(book.create_sheet(_("Sources")), answer.sources, notes)
    made = BytesIO()
    book.save(made)
    yield _undated(made)


def _value(value: Any, field: Field) -> Any:
    """Return a number or a date as it is, all else as the text that a person reads."""
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    return field.show(value)


def _fill(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table: its header bold, frozen and filtered, columns as wide as what they hold."""
    from openpyxl.styles import Alignment, Font

    for line, values in enumerate([headings, *rows], 1):
        for place, value in enumerate(values, 1):
            _write(sheet.cell(line, place), value)
        sheet.row_dimensions[line].height = LINE * max(len(wrap(str(value), WIDEST)) or 1 for value in values)
    for cell in sheet[1]:
        cell.font = Font(name=cell.font.name, size=cell.font.size, bold=True)
    for cells in sheet.columns:
        longest = max(len(str(cell.value or "")) for cell in cells)
        width = max(longest, len(cells[0].value) + ROOM)
        sheet.column_dimensions[cells[0].column_letter].width = min(width, WIDEST) + 1
        for cell in cells:
            cell.alignment = Alignment(vertical="top", wrap_text=longest > WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _write(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value = printable(value, keep="\t\n")
        cell.data_type = "s"  # openpyxl takes a text that begins with = for a formula, and #N/A for an error
        cell.number_format = "@"
    else:
        cell.value = value
        if isinstance(value, date):
            # Translators: how your language writes a date in digits, as Excel says it.
            cell.number_format = _("yyyy-mm-dd")
        elif type(value) is int:
            cell.number_format = "#,##0"


def _fill_sources(sheet: Any, sources: Sequence[Source], notes: Sequence[str]) -> None:
    headings = [
        _("Source"),
        _("Title"),
        _("Publisher"),
        _("Date"),
        _("Licence"),
        _("What it gives"),
        _("Address"),
    ]
    rows = [
        [s.id, s.title, s.publisher, s.date and day(s.date), worded(s.licence), worded(s.gives), s.url]
        for s in sources
    ]
    _fill(sheet, headings, rows)
    for line, note in enumerate(filter(None, notes), len(rows) + 3):
        _write(sheet.cell(line, 1), note)


def _undated(made: BytesIO) -> bytes:
    """Return a workbook without the moments at which it and its parts were written."""
    written = BytesIO()
    with ZipFile(made) as dated, ZipFile(written, "w") as archive:
        for name in dated.namelist():
            part = re.sub(rb"<dcterms:modified.*?</dcterms:modified>", b"", dated.read(name))
            archive.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return written.getvalue()
