"""Answers as new workbooks: rows on one sheet, where they come from on another. A door to XlsxWriter."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from tempfile import TemporaryFile
from textwrap import wrap
from typing import Any, BinaryIO

from ..errors import BadInput
from ..language import _, day, number, worded
from ..match.layout import MOST_ROWS
from ..match.package import READ_AT_ONCE
from ..registry.models import Source
from .answer import Answer
from .cells import flattened, printable
from .fields import Field

WIDEST = 60  # signs of a column; longer texts are folded
LINE_HEIGHT = 15  # points; LibreOffice folds texts, but does not make their rows any higher
ROOM = 3  # signs beside a heading for the button of its filter
LONGEST_CELL = 32_767  # characters that Excel takes
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a day that 1900 did not have
_PLAIN, _WHOLE = "General", "#,##0"

# What a file says where it knows no date: the same answer is the same file, whenever it is made.
UNDATED = datetime(1980, 1, 1)


def write_workbook(answer: Answer) -> Iterator[bytes]:
    """Yield an answer as an Excel workbook (.xlsx), with headings in the user's language.

    Text stays text, codes with their zeros and what begins with `=` too; dates and numbers are such.
    Rows that come one by one, as those of a sheet do, are written as they come, without what explains them.
    Raises BadInput for more rows or a longer cell than a workbook can hold, or an ending that only a
    workbook with macros or a template has.
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
    """Raise BadInput where a sheet has no room for so many rows below its header."""
    if count >= MOST_ROWS:
        message = _("a workbook holds {n} rows at most").format(n=number(MOST_ROWS))
        raise BadInput(message, _("write it as CSV"))


def _write_listed(answer: Answer, file: BinaryIO) -> None:
    """Write rows that are all there, and what explains them."""
    book = _new_book(file, in_memory=True)
    rows = [[_cell_value(row.get(f.key), f) for f in answer.fields] for row in map(flattened, answer.rows)]
    _Sheet(book, _("Answer"), _WHOLE).fill_folded([field.long for field in answer.fields], rows)
    notes = [answer.title, *answer.sentences, *answer.footnotes]
    _write_sources(_Sheet(book, _("Sources"), _WHOLE), answer.sources, notes)
    book.close()


def _write_rows(answer: Answer, file: BinaryIO) -> None:
    """Write rows as they come, so that memory does not grow with them."""
    keys = answer.keys
    book = _new_book(file, constant_memory=True)
    try:
        rows = ([row.get(key) for key in keys] for row in answer.rows)
        _Sheet(book, "pvd", _PLAIN).fill(keys, rows, [False] * len(keys))
    finally:
        book.close()  # which removes its drafts


def _new_book(file: BinaryIO, **options: bool) -> Any:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    book = Workbook(file, options)
    book.set_properties({"author": "pvd", "created": UNDATED})
    return book


def _cell_value(value: Any, field: Field) -> Any:
    """Return a number or a date as it is, all else as the text that a person reads."""
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    return field.show(value)


class _Sheet:
    """A sheet of a new workbook: its header bold, frozen and filtered, columns as wide as what they hold.

    whole: how whole numbers are shown, as Excel says it.
    """

    def __init__(self, book: Any, title: str, whole: str) -> None:
        self._book, self._whole = book, whole
        self.sheet = book.add_worksheet(title)
        self._formats: dict[tuple[str, bool, bool], Any] = {}

    def fill_folded(self, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Write a header and rows, which are as high as the texts that are folded in them."""
        longest = [
            max(len(_cell_text(value)) for value in column) for column in zip(headings, *rows, strict=True)
        ]
        for line, values in enumerate([headings, *rows]):
            height = max(len(wrap(_cell_text(value), WIDEST)) or 1 for value in values)
            self.sheet.set_row(line, LINE_HEIGHT * height)
        self.fill(headings, rows, [length > WIDEST for length in longest])

    def fill(self, headings: Sequence[str], rows: Iterable[Sequence[Any]], folded: Sequence[bool]) -> None:
        """Write a header and rows. folded: whether the texts of a column are, by column."""
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
        """Write a cell: a text as text, whatever it looks like; lines and places are counted from 0."""
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
    """Return how a day, a time or a span is shown, as Excel says it; nothing for what is none that it has."""
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
    """Return a value as the text of a cell; raise BadInput where it is longer than a cell can be."""
    text = printable(str(value), keep="\t\n")
    if len(text) > LONGEST_CELL:
        message = _("a cell of {n} characters has no room in a workbook").format(n=number(len(text)))
        raise BadInput(message, _("write it as CSV"))
    return text


def _cell_text(value: Any) -> str:
    """Return about what is seen of a value, which its column must be as wide as."""
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
        [s.id, s.title, s.publisher, s.date and day(s.date), worded(s.licence), worded(s.gives), s.url]
        for s in sources
    ]
    sheet.fill_folded(headings, rows)
    for line, note in enumerate(filter(None, notes), len(rows) + 2):
        sheet.write(line, 0, note)
