"""Writes a map as a web page: one file that loads nothing else, made from the files in `template/`."""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .colours import as_css
from .formats import text_of_json
from .pages import Item, Page
from .picture import Entry, Picture
from .svg import safe, written
from .svg_map import SAMPLE, draw_map, sample

TEMPLATE = Path(__file__).parent / "template"
SCRIPTS = ("search.js", "readings.js", "page.js")


class Filter(NamedTuple):
    """A choice above the list. key: its name in the address; options: (value, words)."""

    key: str
    label: str
    options: Sequence[tuple[str, str]]


class Column(NamedTuple):
    """A column of the list. kind: its CSS classes, by which page.css hides it on narrow screens."""

    key: str
    heading: str
    kind: str = ""


class PageCell(NamedTuple):
    """A cell of the list. sort: the value to sort by, if not the text; '' for an unknown value."""

    text: str
    sort: str | int | None = None


class PageRow(NamedTuple):
    """A row of the list, of one commune. values: by the keys of filters."""

    insee: str
    cells: Sequence[PageCell]
    values: Mapping[str, str]


class Quarter(NamedTuple):
    """A bar of the timeline. share: its height, as a share of the highest bar's; kind: its CSS class."""

    words: str
    share: float
    kind: str


class PageContent(NamedTuple):
    """The content of a page. words: texts by their placeholders in page.html; tiles: (figure, words).

    pages: of the programme; link: (address, words), of a page about the programme; data: read by the
    scripts, as JSON.
    """

    words: Mapping[str, str]
    picture: Picture
    tiles: Sequence[tuple[str, str]]
    filters: Sequence[Filter]
    columns: Sequence[Column]
    rows: Sequence[PageRow]
    totals: Sequence[Sequence[str]]
    quarters: Sequence[Quarter]
    pages: Sequence[Page]
    link: tuple[str, str] | None
    data: Mapping[str, Any]


def page_html(content: PageContent) -> str:
    """Return the page as HTML. All texts are escaped, so that no script runs but the page's own."""
    map_, keyed = draw_map(content.picture)
    script = "\n".join(map(_file, SCRIPTS))
    parts = {
        **{name: safe(text) for name, text in content.words.items()},
        "lang": safe(content.picture.language),
        "title": safe(content.picture.title),
        "css": as_css() + _file("page.css"),
        "script": script,
        "script_hash": _hash(f"\n{script}\n"),
        "map": map_,
        "legend": "".join(map(_legend_entry, [*content.picture.legend, *keyed])),
        "tiles": "".join(
            _tag("li", _tag("strong", safe(figure)) + _tag("span", safe(words)))
            for figure, words in content.tiles
        ),
        "filters": "".join(map(_filter, content.filters)),
        "head": "".join(_head(column) for column in content.columns),
        "rows": "\n".join(_table_row(row, content.columns) for row in content.rows),
        "totals": _total_rows(content.totals),
        "quarters": "".join(map(_quarter_bar, content.quarters)),
        "link": _link(*content.link) if content.link else "",
        "sections": "".join(map(_section, content.pages)),
        # A browser ends a script at `</script`, wherever that stands.
        "data": text_of_json(content.data, indent=None).replace("<", "\\u003c"),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], _file("page.html"))


def _hash(script: str) -> str:
    """Return the hash by which a browser knows the one script that may run."""
    from hashlib import sha256

    return b64encode(sha256(script.encode()).digest()).decode()


def _tag(name: str, inner: str, /, **attributes: str | None) -> str:
    """Return an element with an end tag. Attributes are those of `svg.element`."""
    return f"<{name}{written(attributes)}>{inner}</{name}>"


def _link(address: str, words: str) -> str:
    return _tag("a", safe(words), href=address)


def _legend_entry(entry: Entry) -> str:
    """Return a list item with a sample of a kind of mark, and its words."""
    size = {"width": str(SAMPLE[0]), "height": str(SAMPLE[1])}
    picture = _tag("svg", sample(entry), **size, class_=f"map {entry.kind}", aria_hidden="true")
    return _tag(
        "li", picture + safe(entry.words), class_="keyed" if entry.key and not entry.highlighted else None
    )


def _filter(filter: Filter) -> str:
    options = "".join(_tag("option", safe(words), value=value) for value, words in filter.options)
    return _tag("label", safe(filter.label) + " " + _tag("select", options, name=filter.key))


def _head(column: Column) -> str:
    return _tag("th", safe(column.heading), scope="col", data_key=column.key, class_=column.kind or None)


def _table_row(row: PageRow, columns: Sequence[Column]) -> str:
    name, *others = zip(row.cells, columns, strict=True)
    cells = _tag("th", _link(f"#{row.insee}", name[0].text), scope="row", data_sort=_sort(name[0]))
    cells += "".join(
        _tag("td", safe(cell.text), class_=column.kind or None, data_sort=_sort(cell))
        for cell, column in others
    )
    values = {f"data_{key}": value for key, value in row.values.items()}
    return _tag("tr", cells, id=row.insee, **values)


def _sort(cell: PageCell) -> str | None:
    return None if cell.sort is None else str(cell.sort)


def _total_rows(rows: Sequence[Sequence[str]]) -> str:
    """Return the parts of a table: thead, tbody and tfoot, of its first, middle and last rows."""
    head, *body, total = (
        _tag("tr", _header_cells(row, "col" if number == 0 else "row")) for number, row in enumerate(rows)
    )
    return _tag("thead", head) + _tag("tbody", "".join(body)) + _tag("tfoot", total)


def _header_cells(row: Sequence[str], scope: str) -> str:
    name, *figures = row
    tag = "th" if scope == "col" else "td"
    scope_of_figures = scope if scope == "col" else None
    return _tag("th", safe(name), scope=scope) + "".join(
        _tag(tag, safe(figure), scope=scope_of_figures, class_="number") for figure in figures
    )


def _quarter_bar(quarter: Quarter) -> str:
    return _tag(
        "li", _tag("span", safe(quarter.words)), class_=quarter.kind, style=f"--share: {quarter.share:.3f}"
    )


def _section(page: Page) -> str:
    """Return the sections of a page of the programme, the last with the sources that all cite."""
    sections = [_tag("h2", safe(heading)) + _items(items) for heading, items in page.sections]
    if page.cited:
        cited = (f"[{place}] {safe(source)}" for place, source in enumerate(page.cited, 1))
        sections[-1] += _tag("ul", "".join(_tag("li", source) for source in cited), class_="cited")
    return "".join(_tag("section", section) for section in sections)


def _items(items: Iterable[Item]) -> str:
    """Return items as an HTML list; an address is a link."""
    return _tag("ul", "".join(map(_list_item, items)))


def _list_item(item: Item) -> str:
    label = _tag("strong", safe(item.label)) if item.label else ""
    text = _link(item.text, item.text) if item.text.startswith("https://") else safe(item.text)
    source = f" {_tag('cite', f'[{item.source}]')}" if item.source else ""
    parts = " – ".join(part for part in (label, text) if part)
    return _tag("li", parts + source + (_items(item.items) if item.items else ""))


def _file(name: str) -> str:
    """Return the text of a template's file, also from a zipped package, with lines ending in \\n."""
    content: bytes = __spec__.loader.get_data(str(TEMPLATE / name))  # type: ignore[union-attr]
    return content.decode().replace("\r\n", "\n")
