"""Finds and replaces bytes of XML elements, so that all other bytes stay as they are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from mmap import mmap
from typing import NamedTuple, TypeAlias
from xml.parsers import expat

from ..errors import BadInput
from ..language import _
from .headings import LOST

MOST_ELEMENTS = 200_000  # that are kept of a part
WIDE = 64  # bytes by which UTF-16 is told
_NO_SIGN = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")

Buffer: TypeAlias = "bytes | mmap"
Edit = tuple[int, int, bytes]  # from which byte to which is replaced by what


class Element(NamedTuple):
    """An element, with its name and attributes without prefixes, and its bytes.

    start, content, close: the first bytes of its start tag, its content and its end tag; end: the byte behind
    it. If it is one tag (`<a/>`), content, close and end are the same.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    content: int
    close: int
    end: int


def plain(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def safe_parser() -> expat.XMLParserType:
    """Return a parser that refuses document types, and so all entities of their own."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    return parser


def _no_doctype(*_declared: object) -> None:
    raise BadInput(
        _("the workbook declares a document type, which no office program writes"),
        _("open it in a spreadsheet and save it again"),
    )


def refuse_wide_letters(raw: Buffer) -> None:
    """Raise BadInput where a part is in UTF-16, since its tags cannot be found by single bytes."""
    if b"\0" in bytes(raw[:WIDE]):
        raise BadInput(
            _("the workbook is written in UTF-16, as no office program does"),
            _("open it in a spreadsheet and save it again"),
        )


def tag_end(raw: Buffer, start: int) -> int:
    """Return the byte behind the tag that begins at byte `start`."""
    found = _TAG.match(raw, start)
    assert found, "the parser has seen a tag there"
    return found.end()


def elements(raw: bytes, *names: str) -> list[Element]:
    """Return the elements of a part with one of these names, or all if none is given, in order of their ends.

    Raises expat.ExpatError where the part is not XML, BadInput where it is too large or in UTF-16.
    """
    refuse_wide_letters(raw)
    parser = safe_parser()
    open_ones: list[tuple[str, dict[str, str], int]] = []
    found: list[Element] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        open_ones.append((plain(name), attributes, parser.CurrentByteIndex))

    def end(_name: str) -> None:
        name, attributes, first = open_ones.pop()
        if names and name not in names:
            return
        if len(found) == MOST_ELEMENTS:
            raise BadInput(_("a part of the workbook is too large"), _("save it as CSV"))
        content = tag_end(raw, first)
        close = last = content
        if raw[content - 2 : content] != b"/>":
            close = parser.CurrentByteIndex
            last = raw.index(b">", close) + 1
        named = {plain(key): value for key, value in attributes.items()}
        found.append(Element(name, named, first, content, close, last))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(raw, True)
    return found


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """Return a start tag with an attribute set to a value, or added to it."""
    new = f'{name}="{value}"'.encode()
    changed, times = re.subn(rb"(?<=\s)" + name.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')", new, tag, count=1)
    if times:
        return changed
    close = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:close] + b" " + new + tag[close:]


def changed_tag(raw: bytes, element: Element, **attributes: str) -> Edit:
    """Return the edit that sets attributes in the start tag of an element."""
    tag = raw[element.start : element.content]
    for name, value in attributes.items():
        tag = with_attribute(tag, name, value)
    return element.start, element.content, tag


def edited(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """Return bytes with edits applied. edits: in any order, but those at one place in order."""
    return b"".join(pieces(raw, sorted(edits, key=lambda edit: edit[0])))


def pieces(raw: Buffer, edits: Iterable[Edit]) -> Iterator[bytes]:
    """Yield bytes with edits applied. edits: in the order of their places."""
    place = 0
    for start, end, new in edits:
        yield raw[place:start]
        yield new
        place = end
    yield raw[place:]


def xml_text(text: str) -> bytes:
    """Return text as ASCII bytes for an XML element or attribute of any encoding.

    A character that XML does not allow becomes U+FFFD.
    """
    text = re.sub(_NO_SIGN, LOST, text)
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, name)
    return text.encode("ascii", "xmlcharrefreplace")
