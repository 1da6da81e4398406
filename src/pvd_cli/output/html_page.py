"""A map as a page: one file that asks nothing of any network, put together of the files in `template/`."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .cells import as_markup, printable
from .formats import text_of_json
from .picture import Entry, Picture
from .svg_map import SAMPLE, draw_map, sample

TEMPLATE = Path(__file__).parent / "template"


class Content(NamedTuple):
    """What a page says. words: its texts, by their places in page.html; data: what page.js reads, as JSON."""

    words: Mapping[str, str]
    picture: Picture
    data: Mapping[str, Any]


def write(content: Content) -> str:
    """Return the page. Its texts are text there, whatever they hold; no script runs but its own."""
    map_, keyed = draw_map(content.picture)
    parts = {
        **{name: as_markup(printable(text)) for name, text in content.words.items()},
        "lang": as_markup(content.picture.language),
        "title": as_markup(printable(content.picture.title)),
        "css": _file("page.css"),
        "script": _file("page.js"),
        "map": map_,
        "legend": "".join(map(_legend_entry, [*content.picture.legend, *keyed])),
        # A browser ends a script at `</script`, wherever that stands.
        "data": text_of_json(content.data, indent=None).replace("<", "\\u003c"),
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], _file("page.html"))


def _legend_entry(entry: Entry) -> str:
    """Return what a kind of mark looks like, and its words."""
    wide, high = SAMPLE
    picture = (
        f'<svg width="{wide}" height="{high}" class="{entry.kind}" aria-hidden="true">{sample(entry)}</svg>'
    )
    return f"<span>{picture} {as_markup(printable(entry.words))}</span>"


def _file(name: str) -> str:
    """Return a file of the template, which may be in a zipped package, its lines ending alike everywhere."""
    content: bytes = __spec__.loader.get_data(str(TEMPLATE / name))  # type: ignore[union-attr]
    return content.decode().replace("\r\n", "\n")
