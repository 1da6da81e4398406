"""Writes answers as new workbooks: rows on one sheet, sources on another. Only it imports XlsxWriter."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from tempfile import TemporaryFile
from textwrap import wrap
from typing import Any, BinaryIO

from ..errors import BadInput
from ..language import _, day, number, typographic, worded
from ..match.layout import MOST_ROWS
from ..match.package import READ_AT_ONCE
from ..registry.models import Source
from .answer import Answer
from .cells import flattened, printable
from .fields import Field

WIDEST = 60  # characters of a column; longer texts are wrapped
LINE_HEIGHT = 15  # points; LibreOffice wraps texts, but does not make their rows higher
ROOM = 3  # characters beside a heading for the button of its filter
LONGEST_CELL = 32_767  # characters that Excel takes
_FIRST_DAY = date(1900, 3, 1)  # before it, Excel's days are off by one: it counts 29 February 1900
_PLAIN, _WHOLE = "General", "#,##0"

# The time that files give as their creation, so that the same answer always gives the same file.
UNDATED = datetime(1980, 1, 1)


def write_workbook(answer: Answer) -> Iterator[bytes]:
    """Yield an answer as an Excel workbook (.xlsx), with headings in the user's language.

    Texts stay texts, even codes and what begins with `=`; dates and numbers become date and number cells.
    Rows that are not in memory are written one by one, without the sheet of sources.
    Raises BadInput for more rows or a longer cell than a workbook can hold, and for the ending of a workbook
    with macros or of a template.
    """
    if answer.output and answer.output.suffix.lower() not in ("", ".xlsx"):
        message = _("a new workbook has no macros, and is no template: not {suffix}")
        raise BadInput(message.format(suffix=answer.output.suffix), _("write it as .xlsx"))
    with BytesIO() if answer.listed else TemporaryFile() as file:
        if answer.listed:
            _write_listed(answer, file)
        else:
            _write_rows(answer, file)
        file.seek(0)
        while chunk := file.read(READ_AT_ONCE):
            yield chunk


def check_rows(count: int) -> None:
    """Raise BadInput where a sheet cannot hold `count` rows below its header."""
    if count >= MOST_ROWS:
        message = _("a workbook holds {n} rows at most").format(n=number(MOST_ROWS))
        raise BadInput(message, _("write it as CSV"))


def _write_listed(answer: Answer, file: BinaryIO) -> None:
    """Write rows that are in memory, and the sheet of sources."""
    book = _new_book(file, in_memory=True)
    rows = [[_cell_value(row.get(f.key), f) for f in answer.fields] for row in map(flattened, answer.rows)]
    _Sheet(book, _("Answer"), _WHOLE).fill_folded([field.long for field in answer.fields], rows)
    notes = [answer.title, *answer.sentences, *answer.footnotes]
    _write_sources(_Sheet(book, _("Sources"), _WHOLE), answer.sources, notes)
    book.close()


def _write_rows(answer: Answer, file: BinaryIO) -> None:
    """Write rows one by one, so that memory does not grow with their number."""
    keys = answer.keys
    book = _new_book(file, constant_memory=True)
    try:
        rows = ([row.get(key) for key in keys] for row in answer.rows)
        _Sheet(book, "pvd", _PLAIN).fill(keys, rows, [False] * len(keys))
    finally:
        book.close()  # this removes its temporary files


def _new_book(file: BinaryIO, **options: bool) -> Any:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    book = Workbook(file, options)
    book.set_properties({"author": "pvd", "created": UNDATED})
    return book


def _cell_value(value: Any, field: Field) -> Any:
    """Return a number, a date or None as it is, any other value as text for people."""
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    return field.show(value)


class _Sheet:
    """A sheet of a new workbook, with a bold, frozen header with filters, and columns as wide as their cells.

    whole: the number format of whole numbers, in Excel's notation.
    """

    def __init__(self, book: Any, title: str, whole: str) -> None:
        self._book, self._whole = book, whole
        self.sheet = book.add_worksheet(title)
        self._formats: dict[tuple[str, bool, bool], Any] = {}

    def fill_folded(self, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write a header and rows; long texts are wrapped, and rows are high enough for them."""
        longest = [
            max(len(_cell_text(value)) for value in column) for column in zip(headings, *rows, strict=True)
        ]
        for line, values in enumerate([headings, *rows]):
            height = max(len(wrap(_cell_text(value), WIDEST)) or 1 for value in values)
            self.sheet.set_row(line, LINE_HEIGHT * height)
        self.fill(headings, rows, [length > WIDEST for length in longest])

    def fill(self, headings: Sequence[str], rows: Iterable[Sequence[Any]], folded: Sequence[bool]) -> None:
        """Write a header and rows. folded: by column, whether its texts are wrapped."""
        widths = [len(heading) + ROOM for heading in headings]
        for place, heading in enumerate(headings):
            self.write(0, place, heading, folded=folded[place], bold=True)
        line = 0
        for line, values in enumerate(rows, start=1):
            check_rows(line)
            for place, value in enumerate(values):
                widths[place] = max(widths[place], len(_cell_text(value)))
                self.write(line, place, value, folded=folded[place])
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, min(width, WIDEST) + 1)
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, line, len(headings) - 1)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)

    def write(self, line: int, place: int, value: Any, *, folded: bool = False, bold: bool = False) -> None:
        """Write a value into the cell in row `line`, column `place`, both counted from 0; text stays text."""
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(line, place, value, self._format(_PLAIN, folded, bold))
        elif isinstance(value, (int, float)):
            form = self._whole if isinstance(value, int) else _PLAIN
            self.sheet.write_number(line, place, value, self._format(form, folded, bold))
        elif form := _form_of_moment(value):
            self.sheet.write_datetime(line, place, value, self._format(form, folded, bold))
        else:
            self.sheet.write_string(line, place, _plain_text(value), self._format("@", folded, bold))

    def _format(self, form: str, folded: bool, bold: bool) -> Any:
        key = form, folded, bold
        if key not in self._formats:
            looks = {"num_format": form, "text_wrap": folded, "bold": bold, "valign": "top"}
            self._formats[key] = self._book.add_format(looks)
        return self._formats[key]


def _form_of_moment(value: Any) -> str:
    """Return Excel's number format for a date, a time or a duration, '' for any other value.

    Dates before _FIRST_DAY are written as text.
    """
    if isinstance(value, timedelta):
        return "[h]:mm:ss"
    if isinstance(value, time):
        return "hh:mm:ss"
    if not isinstance(value, date) or (value.date() if isinstance(value, datetime) else value) < _FIRST_DAY:
        return ""
    # Translators: how your language writes a date in digits, as Excel says it.
    form = _("yyyy-mm-dd")
    has_time = isinstance(value, datetime) and (value.hour or value.minute or value.second)
    return f"{form} hh:mm:ss" if has_time else form


def _plain_text(value: Any) -> str:
    """Return a value as the text of a cell; raise BadInput where it is too long for a cell."""
    text = printable(str(value), keep="\t\n")
    if len(text) > LONGEST_CELL:
        message = _("a cell of {n} characters has no room in a workbook").format(n=number(len(text)))
        raise BadInput(message, _("write it as CSV"))
    return text


def _cell_text(value: Any) -> str:
    """Return a value as about the text that is shown, by which the width of its column is chosen."""
    return "" if value is None else str(value)


def _write_sources(sheet: _Sheet, sources: Sequence[Source], notes: Sequence[str]) -> None:
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
        [
            s.id,
            typographic(s.title),
            s.publisher,
            s.date and day(s.date),
            worded(s.licence),
            worded(s.gives),
            s.url,
        ]
        for s in sources
    ]
    sheet.fill_folded(headings, rows)
    for line, note in enumerate(filter(None, notes), len(rows) + 2):
        sheet.write(line, 0, note)
