"""The one shape of an answer: plain values that a verb makes before anything is printed.

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
from .views import Row, Table, View


class Answer(NamedTuple):
    """What a verb answers. Only `rows` and `content` may be iterators; `rows` then completes `notes`.

    rows: mappings by the keys of `fields`; what has parts (`epci`) may be a mapping of its own;
    fields: those that CSV and workbooks have, in their order; shown: the keys that people see, if not all;
    title, sentences: what stands above the rows, what they say in words; footnotes: what stands beneath them;
    total: a last row for people;

    data: what JSON and YAML hold, if not the rows; views: what people see, if not the rows as a table;
    content: what is written in the place of all that; encoding: of its bytes, none if they are no text;

    notes: lines for stderr; code: the exit code; sources: of the data;
    reading: the open file that rows come from, which tells how far they are and is closed in the end;
    format, output: the format and the file to write; where a verb leaves them empty, they are what was typed;
    before: the state of the output when it was read, where the answer replaces the file that was read.
    """

    rows: Iterable[Row] = ()
    fields: Sequence[Field] = ()
    shown: Sequence[str] = ()
    title: str = ""
    sentences: Sequence[str] = ()
    footnotes: Sequence[str] = ()
    total: Row | None = None

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
        """Whether the rows are all there, and do not come one by one from a file."""
        return isinstance(self.rows, Sequence)

    @property
    def table(self) -> Table:
        """The rows as people see them."""
        by_key = {field.key: field for field in self.fields}
        columns = [by_key[key] for key in self.shown or by_key]
        return Table(self.rows, columns, self.title, self.sentences, self.footnotes, self.total)

    @property
    def seen(self) -> Sequence[View]:
        """What people see."""
        return self.views or [self.table]
