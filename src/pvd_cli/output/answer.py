"""Answer, what every verb returns: plain values that are made before anything is printed.

A verb answers with rows, which are mappings of plain values, and the fields that programs read of them:

    rows = record(registry.list(department="04"))
    return Answer(rows, fields_of(KEYS), shown=("insee", "name"), title="9 communes")

`streams.send` takes it from there: each format of `formats.FORMATS` is a function that takes an Answer and
yields text or bytes. A new format is such a function and one line of that table; a new field is one line of
`fields.FIELDS`. What JSON has beside the rows (the query of a search) goes into `data`; what a person sees in
place of a table (a card, a page of the programme, a map) into `views`. Where the verb itself makes what is
written, as `map` draws a picture and `match` adds columns to the file that it was given, that is `content`.
"""

from collections.abc import Iterable, Sequence
from os import stat_result
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ..registry.models import Source
from .fields import Field
from .views import AnswerRow, Table, View


class Answer(NamedTuple):
    """What a verb answers. Only `rows` and `content` may be iterators.

    The rows and what is said of them:
    rows: mappings by the keys of `fields`; a value with parts (`epci`) may be a mapping itself;
    fields: the columns of CSV and workbooks, in order; shown: the keys that people see, if not all;
    title, sentences: shown above the rows; footnotes: shown beneath them; total: a last row for people;
    divided: the key of the rows between whose values a line is drawn.

    What is written instead:
    data: of JSON and YAML, if not the rows; views: for people, if not the rows as a table;
    content: in whatever format was asked for; encoding: of its bytes, empty if they are no text.

    Everything else:
    notes: lines for stderr, which an iterator may complete; code: the exit code; sources: of the data;
    reading: the open file that rows are read from; it shows how far reading is, and is closed at the end;
    format, output: the format and the file to write; if a verb leaves them empty, what was typed;
    before: the state of the output when it was read, if the answer replaces the file that was read.
    """

    rows: Iterable[AnswerRow] = ()
    fields: Sequence[Field] = ()
    shown: Sequence[str] = ()
    title: str = ""
    sentences: Sequence[str] = ()
    footnotes: Sequence[str] = ()
    total: AnswerRow | None = None
    divided: str = ""

    data: Any = None
    views: Sequence[View] = ()
    content: Iterable[str | bytes] | None = None
    encoding: str = ""

    notes: Sequence[str] = ()
    code: int = 0
    sources: Sequence[Source] = ()
    reading: BinaryIO | None = None
    format: str = ""
    output: Path | None = None
    before: stat_result | None = None

    @property
    def keys(self) -> list[str]:
        """The keys of the fields."""
        return [field.key for field in self.fields]

    @property
    def listed(self) -> bool:
        """Whether all rows are in memory, and not read one by one from a file."""
        return isinstance(self.rows, Sequence)

    @property
    def table(self) -> Table:
        """The rows as a table for people."""
        by_key = {field.key: field for field in self.fields}
        columns = [by_key[key] for key in self.shown or by_key]
        return Table(self.rows, columns, self.title, self.sentences, self.footnotes, self.total, self.divided)

    @property
    def seen(self) -> Sequence[View]:
        """The views that people see."""
        return self.views or [self.table]
