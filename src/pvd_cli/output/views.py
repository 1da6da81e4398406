"""What people see: tables, cards, pages, lines. All are plain data, drawn on a terminal or written out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

from ..language import _
from .cells import as_markdown, cell, flattened, printable
from .fields import Field

AnswerRow = Mapping[str, Any]
Written = Callable[[str], str]  # what writes a text so that it stays text


class Table(NamedTuple):
    """Rows under columns.

    total: a last row; sentences: shown above the title; footnotes: shown beneath the rows;
    divided: the key between whose values a line is drawn.
    """

    rows: Iterable[AnswerRow]
    columns: Sequence[Field]
    title: str = ""
    sentences: Sequence[str] = ()
    footnotes: Sequence[str] = ()
    total: AnswerRow | None = None
    divided: str = ""

    def cells(self) -> Iterator[list[str]]:
        """Yield what a person reads in each row, the total the last."""
        for row in chain(self.rows, [self.total] if self.total else []):
            flat = flattened(row)
            yield [column.cell(flat.get(column.key)) for column in self.columns]

    def plain(self) -> Iterator[str]:
        """Yield the table as tab-separated lines, for a pipe: nothing folded, nothing cut."""
        yield "\t".join(column.key for column in self.columns) + "\n"
        for row in chain(self.rows, [self.total] if self.total else []):
            flat = flattened(row)
            yield "\t".join(printable(cell(flat.get(column.key))) for column in self.columns) + "\n"

    def markdown(self) -> Iterator[str]:
        """Yield the table in Markdown, as GitHub and most wikis read it."""
        yield _line(as_markdown(column.heading) for column in self.columns)
        yield _line("---:" if column.right else "---" for column in self.columns)
        for cells in self.cells():
            yield _line(map(as_markdown, cells))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


class Card(NamedTuple):
    """What is known of one thing: headings, each with its lines."""

    title: str
    fields: Sequence[tuple[str, Sequence[str]]]

    def plain(self) -> Iterator[str]:
        """Yield the card as lines of heading, tab, text."""
        for heading, texts in self.fields:
            yield from (f"{heading}\t{printable(text)}\n" for text in texts)

    def markdown(self) -> Iterator[str]:
        """Yield the card as a Markdown list under its title."""
        both = _("{day}: {meaning}")
        yield f"## {as_markdown(self.title)}\n\n"
        for heading, texts in self.fields:
            meaning = as_markdown(_("; ").join(texts))
            yield f"- {both.format(day=f'**{as_markdown(heading)}**', meaning=meaning)}\n"


class Item(NamedTuple):
    """One line of a page, its label if it has one, and the id of its source."""

    text: str
    label: str = ""
    source: str = ""
    items: "Sequence[Item]" = ()

    def lines(self, written: Written, indent: str = "") -> list[str]:
        """Return the item and those within it as lines of a Markdown list. written: how text is written."""
        label = f"**{written(self.label)}**" if self.label else ""
        text = written(self.text)
        both = _("{day}: {meaning}").format(day=label, meaning=text)
        source = f" [{written(self.source)}]" if self.source else ""
        inner = [line for item in self.items for line in item.lines(written, indent + "  ")]
        return [f"{indent}- {both if label and text else label or text}{source}", *inner]


class Page(NamedTuple):
    """Sections of items under headings, and a table at the end."""

    title: str
    sections: Sequence[tuple[str, Sequence[Item]]]
    table: Table | None = None

    def plain(self) -> Iterator[str]:
        """Yield the page as plain lines, which look like Markdown."""
        return self._written(printable)

    def markdown(self) -> Iterator[str]:
        """Yield the same, with text that is text in Markdown too."""
        return self._written(as_markdown)

    def _written(self, written: Written) -> Iterator[str]:
        yield f"# {written(self.title)}\n"
        for heading, items in self.sections:
            yield f"\n## {written(heading)}\n\n"
            yield from (f"{line}\n" for item in items for line in item.lines(written))
        if self.table:
            yield f"\n## {written(self.table.title)}\n\n"
            yield from self.table.markdown()


class Lines(NamedTuple):
    """Lines of text, each to be shown whole."""

    lines: Sequence[str]

    def plain(self) -> Iterator[str]:
        """Yield the lines as they are."""
        return (f"{printable(line)}\n" for line in self.lines)

    def markdown(self) -> Iterator[str]:
        """Yield the same, with text that is text in Markdown too."""
        return (f"{as_markdown(line)}\n" for line in self.lines)


class View(Protocol):
    """Something to read: a terminal draws it; pipes and files get it as text or as Markdown."""

    def plain(self) -> Iterator[str]: ...

    def markdown(self) -> Iterator[str]: ...
