"""Answer, what every verb returns: plain values that are complete before anything is printed.

A verb answers with rows, which are mappings of plain values, and with fields, the columns of those rows:

    rows = record(registry.list(department="04"))
    return Answer(rows, fields_of(KEYS), shown=("insee", "name"), title="9 communes")

`streams.send` writes it: each format in `formats.FORMATS` has a function that takes an Answer and yields text
or bytes. A new format is such a function and one line of that table; a new field is one line of
`fields.FIELDS`. `data` is for JSON that has more than rows (the query of a search); `views` are for a person
who sees no table (but a card, a page of the programme, a map). `content` is for a verb that makes the output
itself: `map` draws a picture, `match` adds columns to the file that it was given.
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

    The rows and the texts around them:
    rows: mappings by the keys of `fields`; a value with parts (`epci`) may be a mapping itself;
    fields: the columns of CSV and workbooks, in order; shown: the keys that people see, if not all;
    title, sentences: shown above the rows; footnotes: shown beneath them; total: a last row for people;
    divided: the key whose changes of value are marked by a line between rows.

    Written instead of the rows:
    data: in JSON and YAML; views: for people; content: in any format;
    encoding: that of the bytes in `content`, '' if they are not text.

    Everything else:
    notes: lines for stderr, which an iterator may add to while it runs; code: the exit code;
    sources: those of the data; reading: the open file that rows are read from, for a progress bar, closed at
    the end; format, output: the format and the file to write, by default those that the user typed;
    before: the state of the file that was read and that the answer replaces.
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
        """Whether all rows are in memory, not read one by one from a file."""
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
