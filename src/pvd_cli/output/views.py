"""What people see: tables, cards, pages, lines. All are plain data that a terminal draws or a file gets."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

from ..language import _
from .cells import as_markdown, cell, flattened, printable
from .fields import Field

AnswerRow = Mapping[str, Any]
Written = Callable[[str], str]  # a function that escapes a text


class Table(NamedTuple):
    """A table.

    total: a last row; sentences: shown above the title; footnotes: shown beneath the rows;
    divided: the key whose changes of value are marked by a line between rows.
    """

    rows: Iterable[AnswerRow]
    columns: Sequence[Field]
    title: str = ""
    sentences: Sequence[str] = ()
    footnotes: Sequence[str] = ()
    total: AnswerRow | None = None
    divided: str = ""

    def cells(self) -> Iterator[list[str]]:
        """Yield the cells of each row as text for people; the total comes last."""
        for row in chain(self.rows, [self.total] if self.total else []):
            flat = flattened(row)
            yield [column.cell(flat.get(column.key)) for column in self.columns]

    def plain(self) -> Iterator[str]:
        """Yield the table as tab-separated lines, for a pipe; no cell is wrapped or cut."""
        yield "\t".join(column.key for column in self.columns) + "\n"
        for row in chain(self.rows, [self.total] if self.total else []):
            flat = flattened(row)
            yield "\t".join(cell(flat.get(column.key), keep="") for column in self.columns) + "\n"

    def markdown(self) -> Iterator[str]:
        """Yield the table in the Markdown of GitHub and most wikis, with all that is said of it."""
        if self.title:
            yield f"## {as_markdown(self.title)}\n\n"
        yield from (f"{as_markdown(sentence)}\n\n" for sentence in self.sentences)
        yield _line(as_markdown(column.heading) for column in self.columns)
        yield _line("---:" if column.right else "---" for column in self.columns)
        for cells in self.cells():
            yield _line(map(as_markdown, cells))
        yield from (f"\n{as_markdown(note)}\n" for note in self.footnotes)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


class Card(NamedTuple):
    """The data of one commune or intercommunality: headings, each with its lines."""

    title: str
    fields: Sequence[tuple[str, Sequence[str]]]

    def plain(self) -> Iterator[str]:
        """Yield the card as lines with a heading, a tab and a text."""
        for heading, texts in self.fields:
            yield from (f"{heading}\t{printable(text)}\n" for text in texts)

    def markdown(self) -> Iterator[str]:
        """Yield the card as a Markdown list under its title."""
        both = _("{day}: {meaning}")
        yield f"## {as_markdown(self.title)}\n\n"
        for heading, texts in self.fields:
            meaning = as_markdown(_("; ").join(texts))
            yield f"- {both.format(day=f'**{as_markdown(heading)}**', meaning=meaning)}\n"


class Lines(NamedTuple):
    """Lines of text, which are never cut."""

    lines: Sequence[str]

    def plain(self) -> Iterator[str]:
        """Yield the lines."""
        return (f"{printable(line)}\n" for line in self.lines)

    def markdown(self) -> Iterator[str]:
        """Yield the same, with text that is text in Markdown too."""
        return (f"{as_markdown(line)}\n" for line in self.lines)


class View(Protocol):
    """Anything above: a terminal draws it; pipes and files get it as plain text or Markdown."""

    def plain(self) -> Iterator[str]: ...

    def markdown(self) -> Iterator[str]: ...
