"""The shapes of answers: what people read, before anything draws it, and what programs read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from os import stat_result
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from ..language import _
from ..registry.models import Source
from .cells import cell, printable, spread

Row = Mapping[str, Any]


class Column(NamedTuple):
    """A column of a table: the key of its cells, its heading, how a cell is shown."""

    key: str
    heading: str
    show: Callable[[Any], str] = str
    right: bool = False

    def cell(self, row: Row) -> str:
        """Return what a person reads in this column of a row; a dash for what is not known."""
        value = row.get(self.key)
        return "–" if value is None else printable(self.show(value))


class Table(NamedTuple):
    """Rows under columns.

    columns: those that people read; keys: those that programs read, if not the same;
    total: a last row; bars: keys that a bar pictures; sentences: what the table says, in words.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    title: str = ""
    keys: Sequence[str] = ()
    total: Row | None = None
    bars: Sequence[str] = ()
    longest_bar: int = 5
    notes: Sequence[str] = ()
    sentences: Sequence[str] = ()

    @property
    def all_rows(self) -> list[Row]:
        """The rows, the total included."""
        return [*self.rows, *([self.total] if self.total else [])]

    @property
    def header(self) -> list[str]:
        """The keys that programs read."""
        return list(self.keys) or [column.key for column in self.columns]

    def plain(self) -> str:
        """Return the table as tab-separated lines, for a pipe: nothing folded, nothing cut."""
        lines = [[column.key for column in self.columns]]
        for row in map(spread, self.all_rows):
            lines.append([printable(cell(row.get(column.key))) for column in self.columns])
        return "".join("\t".join(line) + "\n" for line in lines)

    def markdown(self) -> str:
        """Return the table in Markdown, as GitHub and most wikis read it."""
        lines = [[column.heading for column in self.columns]]
        lines.append(["---:" if column.right else "---" for column in self.columns])
        for row in self.all_rows:
            lines.append([column.cell(row).replace("|", "\\|") for column in self.columns])
        return "".join("| " + " | ".join(line) + " |\n" for line in lines)


class Card(NamedTuple):
    """What is known of one thing: headings, each with its lines."""

    title: str
    fields: Sequence[tuple[str, Sequence[str]]]

    def plain(self) -> str:
        """Return the card as lines of heading, tab, text."""
        lines = [(heading, text) for heading, texts in self.fields for text in texts]
        return "".join(f"{heading}\t{printable(text)}\n" for heading, text in lines)

    def markdown(self) -> str:
        """Return the card as a Markdown list under its title."""
        both = _("{day}: {meaning}")
        lines = [
            f"- {both.format(day=f'**{heading}**', meaning=printable(_('; ').join(texts)))}\n"
            for heading, texts in self.fields
        ]
        return f"## {printable(self.title)}\n\n" + "".join(lines)


class Item(NamedTuple):
    """One line of a page, its label if it has one, and the id of its source."""

    text: str
    label: str = ""
    source: str = ""
    items: "Sequence[Item]" = ()

    def lines(self, indent: str = "") -> list[str]:
        """Return the item and those within it as lines of a Markdown list."""
        label = f"**{self.label}**" if self.label else ""
        both = _("{day}: {meaning}").format(day=label, meaning=self.text)
        text = both if label and self.text else label or self.text
        source = f" [{self.source}]" if self.source else ""
        inner = [line for item in self.items for line in item.lines(indent + "  ")]
        return [f"{indent}- {text}{source}", *inner]


class Page(NamedTuple):
    """Sections of items under headings, and a table at the end."""

    title: str
    sections: Sequence[tuple[str, Sequence[Item]]]
    table: Table | None = None

    def plain(self) -> str:
        """Return the page as plain lines, which are Markdown too."""
        lines = [f"# {self.title}"]
        for heading, items in self.sections:
            lines += ["", f"## {heading}", "", *(line for item in items for line in item.lines())]
        if self.table:
            lines += ["", f"## {self.table.title}", "", *self.table.markdown().splitlines()]
        return "\n".join(printable(line) for line in lines) + "\n"

    def markdown(self) -> str:
        """Return the same."""
        return self.plain()


class Lines(NamedTuple):
    """Lines of text, each to be shown whole."""

    lines: Sequence[str]

    def plain(self) -> str:
        """Return the lines as they are."""
        return "".join(f"{printable(line)}\n" for line in self.lines)

    def markdown(self) -> str:
        """Return the same."""
        return self.plain()


class View(Protocol):
    """What a person reads: drawn on a terminal, or as text, or as Markdown."""

    def plain(self) -> str: ...

    def markdown(self) -> str: ...


class Reply(NamedTuple):
    """The answer of a command. Each shape is made only if it is asked for.

    table: its rows, for programs that read tables; data: for those that read JSON, if not the rows;
    view: for people, if not the table; code: the exit code; notes: for stderr, made once the answer is out;
    drawn: what makes the formats that only this answer has, by their names; sources: of the data;
    close: lets go of what it is made of.
    """

    table: Callable[[], Table]
    data: Callable[[], Any] | None = None
    view: Callable[[], View] | None = None
    code: int = 0
    notes: Callable[[], Iterable[str]] = tuple
    drawn: Mapping[str, Callable[[], str]] = MappingProxyType({})
    sources: Sequence[Source] = ()
    close: Callable[[], None] = lambda: None


class Stream(NamedTuple):
    """An answer that is written bit by bit as it comes. notes: for stderr, made once it is out.

    size: of what it is made of, in bytes; done: how many of them were read so far; encoding: of its text,
    none if it is no text; views: what a person sees on a terminal instead, if not the same; file: what it is
    written to; before: the state of that when it was read, if the answer replaces what was read; warnings:
    for stderr, before it is written; close: lets go of what it is made of.
    """

    chunks: Iterable[bytes]
    notes: Callable[[], Iterable[str]]
    size: int
    done: Callable[[], int]
    encoding: str = "utf-8"
    views: Callable[[], Sequence[View]] | None = None
    file: Path | None = None
    before: stat_result | None = None
    warnings: Sequence[str] = ()
    close: Callable[[], None] = lambda: None
