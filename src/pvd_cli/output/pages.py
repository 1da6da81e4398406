"""Pages, which people see: sections of items under headings, with their sources."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..language import _
from .cells import as_markdown, printable
from .views import Table, Written


class Item(NamedTuple):
    """A line of a page. label: a bold word before it; source: its source's number; items: lines below it."""

    text: str
    label: str = ""
    source: int = 0
    items: "Sequence[Item]" = ()

    def lines(self, written: Written, indent: str = "") -> list[str]:
        """Return the item and its inner items as lines of a Markdown list. written: escapes a text."""
        label = f"**{written(self.label)}**" if self.label else ""
        text = written(self.text)
        both = _("{day}: {meaning}").format(day=label, meaning=text)
        source = f" [{self.source}]" if self.source else ""
        inner = [line for item in self.items for line in item.lines(written, indent + "  ")]
        return [f"{indent}- {both if label and text else label or text}{source}", *inner]


class Page(NamedTuple):
    """Sections of items under headings, the sources that they cite, the first as `[1]`, and a table."""

    title: str
    sections: Sequence[tuple[str, Sequence[Item]]]
    table: Table | None = None
    cited: Sequence[str] = ()

    def plain(self) -> Iterator[str]:
        """Yield the page as Markdown whose text is not escaped."""
        return self._lines_of(printable)

    def markdown(self) -> Iterator[str]:
        """Yield the same, with text that is text in Markdown too."""
        return self._lines_of(as_markdown)

    def _lines_of(self, written: Written) -> Iterator[str]:
        yield f"# {written(self.title)}\n"
        for heading, items in self.sections:
            yield f"\n## {written(heading)}\n\n"
            yield from (f"{line}\n" for item in items for line in item.lines(written))
        if self.cited:
            yield f"\n## {_('Sources')}\n\n"
            yield from (f"- [{place}] {written(source)}\n" for place, source in enumerate(self.cited, 1))
        if self.table:
            yield "\n"
            yield from self.table.markdown()
