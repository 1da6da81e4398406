"""The rules that a registry keeps. They read a tree of nodes, whatever file it came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from .errors import Problem
from .language import _
from .models import COHORTS, Programme
from .names import core, fold


class Node(NamedTuple):
    """A value of the file, the line it stands on, and how it is written there.

    value: a dict of nodes, a list of nodes, or a scalar: str, int, float, bool or None.
    """

    value: Any
    line: int
    quoted: bool = False
    text: str = ""


MOST_PROBLEMS = 1_000  # no one reads more; a file of another kind may have millions
LONGEST = 60  # characters of a value that a message shows
Rule = Callable[[Node], Iterator[Problem]]


def _wrong(node: Node, message: str, **words: object) -> Problem:
    return Problem(node.line, "", message.format(**words))


def _shown(node: Node) -> str:
    if isinstance(node.value, (dict, list)):
        return _("a list") if isinstance(node.value, list) else _("a mapping")
    text = node.text if len(node.text) < LONGEST else node.text[:LONGEST] + "…"
    return f'"{text}"' if node.quoted else text or "null"


def text(node: Node) -> Iterator[Problem]:
    """Text, not empty, in composed Unicode (NFC), without control characters."""
    if not isinstance(node.value, str):
        yield _wrong(node, _('{value} is not text; write it in quotes: "…"'), value=_shown(node))
    elif not node.value.strip():
        yield _wrong(node, _("the text is empty; write it, or take the line out"))
    elif not unicodedata.is_normalized("NFC", node.value):
        yield _wrong(node, _("accents are written apart from their letters; save the text as NFC"))
    elif any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in node.value):
        yield _wrong(node, _("there are invisible control characters; type the text anew"))


def code(digits: int) -> Rule:
    """A code of so many digits, in quotes."""

    def rule(node: Node) -> Iterator[Problem]:
        if isinstance(node.value, (dict, list)) or node.value is None:
            message = _('{value} is not a code; write {digits} digits in quotes, like "{example}"')
            yield _wrong(node, message, value=_shown(node), digits=digits, example="04209"[:digits])
        elif not node.quoted:
            message = _('the code {value} has no quotes and may be read as a number; write "{value}"')
            yield _wrong(node, message, value=node.text)
        elif not re.fullmatch(f"[0-9]{{{digits}}}", node.value):
            message = _('"{value}" is not a code of {digits} digits; correct it')
            yield _wrong(node, message, value=node.value, digits=digits)

    return rule


def signed(node: Node) -> Iterator[Problem]:
    """A date of the calendar, ISO, not in the future; null where it is not known."""
    if node.value is None:
        return
    try:
        past = date.fromisoformat(node.text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text) else "")
    except ValueError:
        message = _("{value} is not a date; write year-month-day, like 2021-04-09, or null")
        yield _wrong(node, message, value=_shown(node))
        return
    if past > date.today():
        yield _wrong(node, _("{value} lies in the future; write null until it is signed"), value=past)


def published(node: Node) -> Iterator[Problem]:
    """A year, a month or a day, ISO, in quotes; null where it is not known."""
    if node.value is None:
        return
    try:
        whole_date = re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", node.text) and node.quoted
        date.fromisoformat(node.text + "-01-01"[len(node.text) - 4 :] if whole_date else "")
    except ValueError:
        message = _('{value} is not a date; write "2021-04-09", "2021-04" or "2021", in quotes')
        yield _wrong(node, message, value=_shown(node))


def whole(node: Node) -> Iterator[Problem]:
    """A whole number, zero or more, without spaces or quotes."""
    if type(node.value) is not int or node.value < 0:
        message = _("{value} is not a whole number; write digits only, like 7460")
        yield _wrong(node, message, value=_shown(node))


def between(low: int, high: int) -> Rule:
    """A number of degrees from `low` to `high`."""

    def rule(node: Node) -> Iterator[Problem]:
        number = type(node.value) in (int, float)
        if not number or not low <= node.value <= high:
            message = _("{value} is not a number of degrees from {low} to {high}; correct it")
            yield _wrong(node, message, value=_shown(node), low=low, high=high)

    return rule


def one_of(*words: str) -> Rule:
    """One of these words."""

    def rule(node: Node) -> Iterator[Problem]:
        if node.value not in words:
            message = _("{value} is not one of {words}; choose one")
            yield _wrong(node, message, value=_shown(node), words=", ".join(words))

    return rule


def maybe(inner: Rule) -> Rule:
    """What `inner` asks, or null."""
    return lambda node: iter(()) if node.value is None else inner(node)


def many(inner: Rule) -> Rule:
    """A list, of which each item keeps the rule `inner`."""

    def rule(node: Node) -> Iterator[Problem]:
        if not isinstance(node.value, list):
            yield _wrong(node, _("{value} is not a list; write [ ] around it"), value=_shown(node))
            return
        for place, item in enumerate(node.value):
            for problem in inner(item):
                yield problem._replace(where=join(label(item) or f"{place + 1}", problem.where))

    return rule


def keys(optional: Iterable[str] = (), /, **fields: Rule) -> Rule:
    """A mapping with just these keys, each under its rule; those of `optional` may be missing."""

    def rule(node: Node) -> Iterator[Problem]:
        if not isinstance(node.value, dict):
            message = _("{value} stands where there should be keys: {keys}")
            yield _wrong(node, message, value=_shown(node), keys=", ".join(fields))
            return
        missing = [key for key in fields if key not in node.value]
        for key, value in node.value.items():
            if key in fields:
                for problem in fields[key](value):
                    yield problem._replace(where=join(key, problem.where))
                continue
            near = get_close_matches(key, missing, 1)
            if near:
                missing.remove(near[0])
                message = _("unknown key; did you mean {key}?").format(key=near[0])
            else:
                message = _("unknown key; the keys here are {keys}").format(keys=", ".join(fields))
            yield Problem(value.line, key, message)
        for key in missing:
            if key not in optional:
                yield Problem(node.line, "", _("the key {key} is missing; add it").format(key=key))

    return rule


def join(*parts: str) -> str:
    """Join the parts of a place in the file that are there: entry, field."""
    return ", ".join(part for part in parts if part)


def label(node: Node) -> str:
    """Name an entry for its reader: Sisteron (04209), whatever of it there is."""
    if not isinstance(node.value, dict):
        return ""
    name, code = (
        next((node.value[key].text for key in options if key in node.value), "")
        for options in (("name",), ("insee", "siren", "code", "id", "topic", "date"))
    )
    return f"{name} ({code})" if name and code else name or code


FACTS = Programme._fields[1:]  # all but its name

_both = keys(fr=text, en=text)
_fact = {"fr": text, "en": text, "source": text}

REGISTRY = keys(
    sources=many(
        keys(
            id=text, title=text, publisher=text, date=published, licence=_both, gives=_both, fields=many(text)
        )
    ),
    programme=keys(
        name=text,
        overview=many(keys(topic=text, **_fact)),
        pillars=many(keys(measures=many(keys(**_fact)), **_fact)),
        ministries=many(keys(**_fact)),
        partners=many(keys(name=text, **_fact)),
        timeline=many(keys(date=published, **_fact)),
        figures=many(keys(value=whole, unit=text, **_fact)),
    ),
    departments=many(keys({"aliases"}, code=code(2), name=text, aliases=many(text))),
    intercommunalities=many(keys(siren=code(9), name=text, type=one_of("CC", "CA", "CU", "METRO"))),
    communes=many(
        keys(
            {"petite_ville", "convention_signed", "ort_signed", "aliases"},
            insee=code(5),
            name=text,
            department=code(2),
            epci=code(9),
            petite_ville=maybe(text),
            cohort=one_of(*COHORTS),
            population=whole,
            postal_codes=many(code(5)),
            location=keys(latitude=between(-90, 90), longitude=between(-180, 180)),
            arrondissement=text,
            convention_signed=signed,
            ort_signed=signed,
            aliases=many(text),
        )
    ),
)


def _entries(root: Node, *path: str) -> list[Node]:
    """Return the mappings of a list of the file; none where the list itself is broken."""
    for key in path:
        root = root.value.get(key, root) if isinstance(root.value, dict) else root
    items = root.value if isinstance(root.value, list) else []
    return [item for item in items if isinstance(item.value, dict)]


def _texts(entry: Node, key: str) -> list[Node]:
    """Return the text under a key, or the texts of the list there; none where it is no text."""
    node = entry.value.get(key, entry)
    nodes = node.value if isinstance(node.value, list) else [node]
    return [node for node in nodes if isinstance(node.value, str)]


def references(root: Node, others: dict[str, str]) -> Iterator[Problem]:
    """What must hold between entries: unique keys, references that resolve, aliases of one's own.

    others: the region's other communes by INSEE code, whose names no alias may take.
    """
    known: dict[str, dict[str, int]] = {}
    for section, key in (
        ("sources", "id"),
        ("departments", "code"),
        ("intercommunalities", "siren"),
        ("communes", "insee"),
    ):
        lines = known[section] = {}
        for entry in _entries(root, section):
            for node in _texts(entry, key):
                if node.value in lines:
                    where = join(section, label(entry), key)
                    message = _("this entry stands twice, first on line {line}; take one out")
                    yield Problem(node.line, where, message.format(line=lines[node.value]))
                lines.setdefault(node.value, node.line)
    for entry in _entries(root, "communes"):
        where = join("communes", label(entry))
        yield from _known(entry, "epci", where, "intercommunalities", known)
        yield from _known(entry, "department", where, "departments", known)
        for code, node in zip(_texts(entry, "insee"), _texts(entry, "department"), strict=False):
            if node.value in known["departments"] and not code.value.startswith(node.value):
                message = _("the INSEE code {insee} does not begin with {code}; correct one of them")
                message = message.format(insee=code.value, code=node.value)
                yield Problem(node.line, join(where, "department"), message)
    for section in FACTS:
        for fact in _entries(root, "programme", section):
            for entry in (fact, *_entries(fact, "measures")):
                where = join("programme", section, label(fact))
                yield from _known(entry, "source", where, "sources", known)
    free = [name for insee, name in others.items() if insee not in known["communes"]]
    yield from _aliases(_entries(root, "communes"), free)


def _known(
    entry: Node, key: str, where: str, section: str, known: dict[str, dict[str, int]]
) -> Iterator[Problem]:
    for node in _texts(entry, key):
        if node.value not in known[section]:
            message = _('"{value}" is not in the list {section}; correct it, or add it there')
            message = message.format(value=node.value, section=section)
            yield Problem(node.line, join(where, key), message)


def _aliases(communes: list[Node], others: Iterable[str]) -> Iterator[Problem]:
    names = [*others, *(node.value for entry in communes for node in _texts(entry, "name"))]
    owners = {"".join(core(fold(name))): name for name in names}
    for entry in communes:
        for node in _texts(entry, "aliases"):
            key = "".join(core(fold(node.value)))
            if key in owners:
                where = join("communes", label(entry), "aliases")
                message = _("{alias} is already found by the name of {name}; take the alias out")
                yield Problem(node.line, where, message.format(alias=node.value, name=owners[key]))
            owners[key] = label(entry)
