"""Draws views on a terminal. The only module that imports Rich; imported only for a terminal."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from shutil import get_terminal_size
from textwrap import wrap
from typing import BinaryIO

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from ..language import _
from .cells import printable
from .colours import DEPARTMENT_COLOURS, DIM, HEADING, WAVES
from .fields import Field
from .pages import Item, Page
from .terminal_map import Map
from .views import Card, Lines, Table, View

BETWEEN_COLUMNS = 2  # cells between columns
NARROWEST_COLUMN = 10  # cells below which no column of text is squeezed
AROUND_MAP = 6  # lines of the window for the title and the legend of a map, and the next prompt
LOWEST_MAP = 8  # lines
WIDEST_WINDOW = 1_000  # columns; a window that claims more is no real one, and would fill the memory
WEIGHTS = {"labelled": "bold", "name": "bold", "area": "bold underline", "highlighted": "bold reverse"}
WEIGHTS |= {"outline": DIM, "sea": WAVES}
STYLES = {"name": "bold", "insee": DIM, "siren": DIM}


def draw_views(views: Sequence[View], *, plain: bool, window: bool) -> None:
    """Print views on stdout, one beneath the other, at the width of the window.

    plain: whether to use no escape codes; window: whether a map has to fit the height of the window.
    """
    size = get_terminal_size()
    console = Console(
        file=sys.stdout,
        width=min(size.columns, WIDEST_WINDOW),
        force_terminal=True,
        color_system=None if plain else "auto",
        highlight=False,
        markup=False,
        emoji=False,
    )
    lines = size.lines - AROUND_MAP if window else console.width
    for place, view in enumerate(views):
        if place:
            console.print()
        for renderable in _drawn(view, console.width, max(lines, LOWEST_MAP)):
            console.print(renderable)


def with_progress(chunks: Iterable[str | bytes], file: BinaryIO, size: int) -> Iterator[str | bytes]:
    """Yield chunks, and show on stderr how much of `file`, which has `size` bytes, is read."""
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), auto_refresh=False) as bar:
        task = bar.add_task("pvd match", total=size)
        for chunk in chunks:
            yield chunk
            bar.update(task, completed=size if file.closed else file.tell(), refresh=True)
        bar.update(task, completed=size, refresh=True)


def _drawn(view: View, width: int, lines: int) -> Iterator[RenderableType]:
    if isinstance(view, Table):
        return _table(view, width)
    if isinstance(view, Lines):
        return iter([_filled(Text(printable(line)), width) for line in view.lines])
    if isinstance(view, Map):
        return _map_lines(view, width, lines)
    if isinstance(view, Page):
        return _page(view, width)
    assert isinstance(view, Card)
    return _card(view, width)


def _map_lines(view: Map, width: int, height: int) -> Iterator[RenderableType]:
    yield Text(printable(view.title), style="bold")
    lines = list(view.lines(width, height))
    groups = sorted({cell.group for line in lines for cell in line} - {""})
    colours = dict(zip(groups, DEPARTMENT_COLOURS * len(groups), strict=False))
    for line in lines:
        text = Text()
        for (kind, group), cells in groupby(line, lambda cell: (cell.kind, cell.group)):
            colour = "" if kind == "name" else colours.get(group, "")
            chars = printable("".join(cell.char for cell in cells))
            text.append(chars, style=f"{WEIGHTS.get(kind, '')} {colour}".strip())
        text.rstrip()
        yield text


def _table(table: Table, width: int) -> Iterator[RenderableType]:
    for place, sentence in enumerate(table.sentences):
        yield _filled(Text(printable(sentence), style="" if place else "bold"), width)
    if table.title:
        yield _filled(Text(printable(table.title), style="bold"), width)
    columns = [column for column in table.columns if column.room <= width]
    hidden = ", ".join(column.heading for column in table.columns if column.room > width)
    more = [_("A wider window also shows: {columns}").format(columns=hidden)] if hidden else []
    table = table._replace(rows=list(table.rows), columns=columns, footnotes=[*table.footnotes, *more])
    cells = list(_with_bars(table))
    widths = _widths(table.columns, cells, width)
    if not widths:
        yield from _stacked(table, cells, width)
    elif cells:
        yield _grid(table, cells, widths)
    yield from (_filled(Text(printable(note), style=DIM), width) for note in table.footnotes)


def _with_bars(table: Table) -> Iterator[list[str]]:
    """Yield the cells of a table, with bars before the numbers of fields that have `bar`."""
    rows = [*table.rows, *([table.total] if table.total else [])]
    barred = [(place, column) for place, column in enumerate(table.columns) if column.bar]
    numbers = [int(row[column.key]) for row in rows for _place, column in barred if row is not table.total]
    for row, cells in zip(rows, table._replace(rows=rows, total=None).cells(), strict=True):
        for place, column in barred:
            share = int(row[column.key]) / max(numbers) if row is not table.total else 0
            length = max(round(column.bar * share), share > 0)
            cells[place] = f"{'█' * length:{column.bar}} {cells[place]:>2}"
        yield cells


def _grid(table: Table, cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Text:
    """Return the lines of a table. Rich's own tables take several times as long to draw."""
    styles = [STYLES.get(column.key, "") for column in table.columns]
    headings = [column.heading for column in table.columns]
    lines = [*_labelled_row(table, headings, widths, [HEADING] * len(widths), low=True)]
    rule = Text("─" * (sum(widths) + BETWEEN_COLUMNS * (len(widths) - 1)))
    lines.append(rule)
    breaks = _breaks(table)
    for place, texts in enumerate(cells, 1):
        total = table.total is not None and place == len(cells)
        lines += [Text()] if total else [rule] if place - 1 in breaks else []
        lines += _labelled_row(table, texts, widths, ["bold"] * len(widths) if total else styles)
    return Text("\n").join(lines)


def _breaks(table: Table) -> set[int]:
    """Return the numbers of the rows with a line above them: `divided` has another value than before."""
    groups = [row.get(table.divided) for row in table.rows]
    return {place for place in range(1, len(groups)) if groups[place] != groups[place - 1]}


def _labelled_row(
    table: Table, texts: Sequence[str], widths: Sequence[int], styles: Sequence[str], *, low: bool = False
) -> Iterator[Text]:
    """Yield the lines of one row. low: whether cells are aligned at the bottom."""
    blocks = [wrap(text, size) for text, size in zip(texts, widths, strict=True)]
    height = max(map(len, blocks))
    for number in range(height):
        line = Text()
        for column, block, size, style in zip(table.columns, blocks, widths, styles, strict=True):
            place = number - (height - len(block) if low else 0)
            text = block[place] if 0 <= place < len(block) else ""
            blank = " " * (size - cell_len(text))
            line.append(blank + text if column.right else text + blank, style)
            line.append(" " * BETWEEN_COLUMNS)
        line.rstrip()
        yield line


def _stacked(table: Table, cells: Sequence[Sequence[str]], width: int) -> Iterator[RenderableType]:
    """Yield a table that is too wide for the window as one block of lines per row."""
    room = max(
        width - BETWEEN_COLUMNS - max(len(column.heading) for column in table.columns), NARROWEST_COLUMN
    )
    for texts in cells:
        grid = Grid.grid(padding=(0, BETWEEN_COLUMNS, 0, 0))
        for column, text in zip(table.columns, texts, strict=True):
            if text.strip():
                heading = Text(column.heading, style=HEADING)
                lines = "\n".join(wrap(text.strip(), room))  # Rich would cut a long word
                grid.add_row(heading, Text(lines, style=STYLES.get(column.key, "")))
        yield Padding(grid, (1, 0, 0, 0))


def _widths(columns: Sequence[Field], cells: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return column widths that fit the window, the widest narrowed first; [] if words would be cut."""
    sizes = []
    for place, column in enumerate(columns):
        words = column.heading.split()
        size = max([len(row[place]) for row in cells] + [len(word) for word in words])
        sizes.append(size if column.right else min(size, width))
    needed = sum(sizes) + BETWEEN_COLUMNS * (len(sizes) - 1)
    if needed <= width:
        return sizes
    least = {
        place: _longest_word([column.heading, *(row[place] for row in cells)], width // 2)
        for place, column in enumerate(columns)
        if not column.right
    }
    for _cell_too_many in range(needed - width):
        wide = [place for place in least if sizes[place] > least[place]]
        if not wide:
            return []
        sizes[max(wide, key=sizes.__getitem__)] -= 1
    return sizes


def _longest_word(texts: Sequence[str], most: int) -> int:
    """Return the length of the longest word in texts, at least NARROWEST_COLUMN and at most `most`."""
    parts = (part for text in texts for part in wrap(text, 1, break_long_words=False))
    return min(max([NARROWEST_COLUMN, *map(len, parts)]), most)


def _card(card: Card, width: int) -> Iterator[RenderableType]:
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(style=HEADING, overflow="fold")
    grid.add_column(overflow="fold")
    room = max(width - 8 - max(len(heading) for heading, _texts in card.fields), 10)  # 8: border and gaps
    for heading, texts in card.fields:
        lines = [line for text in texts for line in wrap(printable(text), room, break_long_words=False)]
        grid.add_row(Text(heading), Text("\n".join(lines)))
    title = Text(printable(card.title), style="bold")
    yield Panel(grid, title=title, title_align="left", expand=False, padding=(1, 2))


def _page(page: Page, width: int) -> Iterator[RenderableType]:
    yield Text(printable(page.title), style="bold")
    for heading, items in page.sections:
        yield Text(f"\n{heading}", style=HEADING)
        for item in items:
            yield from _tree_item(item, 2, width)
    if page.cited:
        yield Text("\n" + _("Sources"), style=HEADING)
    for place, source in enumerate(page.cited, 1):
        grid = Grid.grid(padding=(0, 1, 0, 0))
        number = f"{f'[{place}]':>6}"
        grid.add_row(Text(number), _filled(Text(printable(source)), width - len(number) - 1))
        yield grid
    if page.table:
        yield Text()
        yield from _table(page.table, width)


def _tree_item(item: Item, indent: int, width: int) -> Iterator[RenderableType]:
    text = Text(printable(item.label), style="bold")
    words = Text(" — " if item.label and item.text else "")
    words.append(printable(item.text))
    if item.source:
        words.append(f" [{item.source}]", style=DIM)
    grid = Grid.grid()
    grid.add_column(width=2)
    grid.add_column(overflow="fold")
    grid.add_row("• ", _filled(Text.assemble(text, words), width - indent - 2))
    yield Padding(grid, (0, 0, 0, indent))
    for child in item.items:
        yield from _tree_item(child, indent + 2, width)


def _filled(text: Text, width: int) -> Text:
    """Return text wrapped to `width`. Rich would also break lines at no-break spaces."""
    text.plain = "\n".join(wrap(text.plain, max(width, 1), break_long_words=False, break_on_hyphens=False))
    return text
