"""Values as text: for cells, Markdown, SVG and HTML, without control codes that a terminal would obey."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any


def flat(value: Mapping[str, Any]) -> dict[str, str]:
    """Return a record with all values as text and without nested records, as `flattened` returns it."""
    return {key: cell(item) for key, item in flattened(value).items()}


def flattened(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record without nested records: their values get keys like `epci_siren` and `latitude`."""
    values: dict[str, Any] = {}
    for key, item in value.items():
        if isinstance(item, dict):
            prefix = "" if key == "location" else f"{key}_"
            values |= {f"{prefix}{inner}": each for inner, each in flattened(item).items()}
        else:
            values[key] = item
    return values


def cell(item: Any, *, keep: str = "\t\n") -> str:
    """Return a value as the text of a cell: a list is joined by `|`, None is ''. keep: see `printable`."""
    if isinstance(item, (list, tuple)):
        item = "|".join(map(str, item))
    elif isinstance(item, bool):
        item = str(item).lower()
    return "" if item is None else printable(str(item), keep=keep)


def printable(text: str, *, keep: str = "") -> str:
    """Return `text` with U+FFFD for each character that is not printable, such as a control code.

    keep: characters that stay, such as tabs.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in f"\u00a0\u202f{keep}" else "\ufffd" for c in text)


def as_markup(text: str) -> str:
    """Return text escaped for SVG and HTML. Importing Python's `html` for this takes 2 ms."""
    return text.translate(_MARKUP)


_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def as_markdown(text: str) -> str:
    """Return text escaped for Markdown, so that it is never HTML, a link, emphasis, a list or a cell."""
    text = re.sub(_ENTITY, "&amp;", printable(text)).replace("<", "&lt;")
    return re.sub(_MARKDOWN, r"\\\g<0>", text)


_ENTITY = r"&(?=[#\w]{1,40};)"
_LIST = r"^[#>]|(?:^[+-]|(?<=^\d)[.)]|(?<=^\d\d)[.)])(?=\s)"
# An underscore within a word needs no escape: pvd_status.
_MARKDOWN = rf"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])|{_LIST}"


def escaped(text: str) -> str:
    """Return JSON text with each character that is not printable as an escape, like `\\u202e`."""
    if text.replace("\n", "").replace("\u00a0", "").replace("\u202f", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\u00a0\u202f" else _escape(c) for c in text)


def _escape(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


# Replacements for characters that an encoding lacks. Maps are drawn in Braille dots.
_PLAIN = {
    **{"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"},
    **{"●": "o", "○": "+", "◆": "*", "█": "#", "─": "-", "•": "-"},
    **{chr(sign): "." for sign in range(0x2800, 0x2900)},
}


def plain_letters(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace characters that an encoding lacks by plain ones, `é` by `e`; an error handler for `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_PLAIN.get(sign) or _without_accent(sign) for sign in signs), error.end


def _without_accent(sign: str) -> str:
    return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"
