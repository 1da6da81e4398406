"""The rules for single values of a registry: each checks a node of the file and has a JSON Schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from ..errors import Problem
from ..language import _
from .models import COHORTS, Commune


class Node(NamedTuple):
    """A value of the file, its line, whether it is in quotes, and its text as written.

    value: a dict of nodes, a list of nodes, or a scalar: str, int, float, bool or None.
    """

    value: Any
    line: int
    quoted: bool = False
    text: str = ""


class Rule(NamedTuple):
    """A rule for a value. check: yields the problems of a node; schema: the rule as JSON Schema."""

    check: Callable[[Node], Iterator[Problem]]
    schema: dict[str, Any]

    def described(self, words: str) -> Rule:
        """Return the rule with a description in its schema, which editors show."""
        return Rule(self.check, {**self.schema, "description": words})


MOST_PROBLEMS = 1_000  # no one reads more; a file of another kind may have millions
LONGEST_SHOWN = 60  # characters of a value that a message shows
LARGEST_NUMBER = 10**12  # of any number; the State's recovery plan has 10**11 euros
STAGES = ("announced", "reached")  # of a figure
LAUNCHED = date(2020, 10, 1)  # the programme (ANCT): no convention before
DATA_DAY = date(2026, 11, 26)  # the day of our own data: a clock that says an earlier one is wrong
ORT_LAW = date(2018, 11, 23)  # loi n° 2018-1021 (ELAN), article 157: no ORT before


def _wrong(node: Node, message: str, **words: object) -> Problem:
    return Problem(node.line, "", message.format(value=_node_shown(node), **words))


def _node_shown(node: Node) -> str:
    if isinstance(node.value, (dict, list)):
        return _("a list") if isinstance(node.value, list) else _("a mapping")
    text = node.text if len(node.text) < LONGEST_SHOWN else node.text[:LONGEST_SHOWN] + "…"
    return f'"{text}"' if node.quoted else text or "null"


def _text_rule(node: Node) -> Iterator[Problem]:
    if not isinstance(node.value, str):
        yield _wrong(node, _('{value} is not text; write it in quotes: "…"'))
    elif not node.value.strip():
        yield _wrong(node, _("the text is empty; write it, or take the line out"))
    elif not unicodedata.is_normalized("NFC", node.value):
        yield _wrong(node, _("accents are written apart from their letters; save the text as NFC"))
    elif any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in node.value):
        yield _wrong(node, _("there are invisible control characters; type the text again"))
    elif node.value != node.value.strip():
        yield _wrong(node, _("there is a space before or after the text; remove it"))


# Text, not empty, in composed Unicode (NFC), without control characters.
text = Rule(_text_rule, {"type": "string", "minLength": 1, "pattern": "\\S"})


def _name_rule(node: Node) -> Iterator[Problem]:
    problems = list(_text_rule(node))
    yield from problems
    if not problems and node.value != " ".join(node.value.split()):
        yield _wrong(node, _("there is a special or a double space; type one plain space"))


# What a place is called: text with single plain blanks between its words.
name = Rule(_name_rule, text.schema)


def code(digits: int) -> Rule:
    """Return the rule for a code of so many digits, in quotes."""

    def check(node: Node) -> Iterator[Problem]:
        if isinstance(node.value, (dict, list)) or node.value is None:
            message = _('{value} is not a code; write {digits} digits in quotes, like "{example}"')
            yield _wrong(node, message, digits=digits, example="04209"[:digits])
        elif not node.quoted:
            yield _wrong(
                node, _('the code {value} has no quotes and may be read as a number; write "{value}"')
            )
        elif not re.fullmatch(f"[0-9]{{{digits}}}", node.value):
            yield _wrong(node, _("{value} is not a code of {digits} digits; correct it"), digits=digits)

    return Rule(check, {"type": "string", "pattern": f"^[0-9]{{{digits}}}$"})


def signed(since: date) -> Rule:
    """Return the rule for an ISO date from `since` to today, or null where it is not known."""

    def check(node: Node) -> Iterator[Problem]:
        try:
            written = re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", node.text)
            day = date.fromisoformat(written[0] if written else "")
        except ValueError:
            yield _wrong(node, _("{value} is not a date; write year-month-day, like 2021-04-09, or null"))
            return
        if day > max(date.today(), DATA_DAY):
            yield _wrong(node, _("{value} lies in the future; write null until it is signed"))
        elif day < since:
            message = _("{value} is too early, none was signed before {since}; correct it")
            yield _wrong(node, message, since=since)

    pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
    words = "Date of signature, year-month-day; null where it is not known"
    return maybe(Rule(check, {"type": "string", "format": "date", "pattern": pattern})).described(words)


def _publication_rule(node: Node) -> Iterator[Problem]:
    try:
        whole_date = re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", node.text) and node.quoted
        date.fromisoformat(node.text + "-01-01"[len(node.text) - 4 :] if whole_date else "")
    except ValueError:
        yield _wrong(node, _('{value} is not a date; write "2021-04-09", "2021-04" or "2021", in quotes'))


def _address_rule(node: Node) -> Iterator[Problem]:
    if not isinstance(node.value, str) or not re.fullmatch(r"https://[!-~]+", node.value):
        yield _wrong(node, _("{value} is not a web address; write https://…, or take the line out"))


def _whole_rule(node: Node) -> Iterator[Problem]:
    if type(node.value) is not int or node.value < 0:
        yield _wrong(node, _("{value} is not a whole number; write digits only, like 7460"))
    elif node.value > LARGEST_NUMBER:
        yield _wrong(node, _("{value} is too large; correct its digits"))


# A whole number, zero or more, without spaces or quotes.
whole = Rule(_whole_rule, {"type": "integer", "minimum": 0, "maximum": LARGEST_NUMBER})


def between(low: int, high: int) -> Rule:
    """Return the rule for a number of degrees from `low` to `high`."""

    def check(node: Node) -> Iterator[Problem]:
        number = type(node.value) in (int, float)
        if not number or not low <= node.value <= high:
            message = _("{value} is not a number of degrees from {low} to {high}; correct it")
            yield _wrong(node, message, low=low, high=high)

    return Rule(check, {"type": "number", "minimum": low, "maximum": high})


def one_of(*words: str) -> Rule:
    """Return the rule for a value that is one of these words."""

    def check(node: Node) -> Iterator[Problem]:
        if node.value not in words:
            yield _wrong(node, _("{value} is not one of {words}; choose one"), words=", ".join(words))

    return Rule(check, {"enum": list(words)})


def maybe(inner: Rule) -> Rule:
    """Return the rule for a value that keeps the rule `inner` or is null."""

    def check(node: Node) -> Iterator[Problem]:
        return iter(()) if node.value is None else inner.check(node)

    return Rule(check, {"anyOf": [inner.schema, {"type": "null"}]})


def many(inner: Rule) -> Rule:
    """Return the rule for a list whose items keep the rule `inner`."""

    def check(node: Node) -> Iterator[Problem]:
        if not isinstance(node.value, list):
            yield _wrong(node, _("{value} is not a list; write [ ] around it"))
            return
        for place, item in enumerate(node.value):
            for problem in inner.check(item):
                yield problem._replace(where=join(label(item) or f"{place + 1}", problem.where))

    return Rule(check, {"type": "array", "items": inner.schema})


def keys(optional: Iterable[str] = (), /, **fields: Rule) -> Rule:
    """Return the rule for a mapping with exactly these keys, each value under its rule.

    optional: keys that may be missing.
    """
    required = [key for key in fields if key not in optional]

    def check(node: Node) -> Iterator[Problem]:
        if not isinstance(node.value, dict):
            message = _("{value} stands where there should be keys: {keys}")
            yield _wrong(node, message, keys=", ".join(fields))
            return
        missing = [key for key in fields if key not in node.value]
        for key, value in node.value.items():
            if key in fields:
                for problem in fields[key].check(value):
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
            if key in required:
                yield Problem(node.line, "", _("the key {key} is missing; add it").format(key=key))

    properties = {key: rule.schema for key, rule in fields.items()}
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
    return Rule(check, schema)


def join(*parts: str) -> str:
    """Return where a problem stands, of the parts that are not empty: `communes, Gap (05061), name`."""
    return ", ".join(part for part in parts if part)


def label(node: Node) -> str:
    """Return what a problem calls an entry: its name and code, Sisteron (04209), or what it has of these."""
    if not isinstance(node.value, dict):
        return ""
    name, code = (
        next((node.value[key].text for key in options if key in node.value), "")
        for options in (("name",), ("insee", "siren", "code", "id", "topic", "date", "commune"))
    )
    return f"{name} ({code})" if name and code else name or code


# A year, a month or a day, ISO, in quotes; null where it is not known.
published = maybe(
    Rule(_publication_rule, {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"})
).described("Year, month or day, in quotes")

# An address on the web.
address = Rule(_address_rule, {"type": "string", "pattern": "^https://[!-~]+$"})

_both = keys(fr=text, en=text)
_fact = {"fr": text, "en": text, "source": text.described("id of an entry of sources")}

REGISTRY = keys(
    {"region", "notes"},
    sources=many(
        keys(
            {"url"},
            id=text,
            title=text,
            publisher=text,
            date=published,
            url=address,
            licence=_both,
            gives=_both,
            fields=many(text),
        )
    ),
    programme=keys(
        {"today"},
        name=text,
        overview=many(keys(topic=text, **_fact)),
        pillars=many(keys(measures=many(keys(**_fact)), **_fact)),
        ministries=many(keys({"date"}, date=published, **_fact)),
        partners=many(keys(name=text, **_fact)),
        timeline=many(keys(date=published, **_fact)),
        figures=many(keys({"stage"}, value=whole, unit=text, stage=one_of(*STAGES), **_fact)),
        today=many(keys(topic=text, **_fact)),
    ),
    region=keys(
        {"sea"},
        name=name,
        aliases=many(name),
        suffixes=many(text.described("What addresses put behind the name of a town")),
        sea=_both,
    ),
    departments=many(
        keys({"aliases", "prefecture"}, code=code(2), name=name, aliases=many(name), prefecture=code(5))
    ),
    intercommunalities=many(
        keys(
            {"aliases"},
            siren=code(9),
            name=name,
            type=one_of("CC", "CA", "CU", "METRO"),
            aliases=many(name.described("Initials that people use, where they are not those of the name")),
        )
    ),
    notes=many(keys(commune=code(5), field=one_of(*Commune._fields), **_fact)),
    communes=many(
        keys(
            {"petite_ville", "pvd_id", "siren", "convention_signed", "ort_signed", "aliases"},
            insee=code(5).described("INSEE code, in quotes"),
            name=name.described("Official name"),
            department=code(2).described("Department code, in quotes"),
            epci=code(9).described("SIREN of an entry of intercommunalities, in quotes"),
            petite_ville=maybe(text).described("Its group in the list of 2021; null where that has none"),
            pvd_id=maybe(text).described("Its number in the lists since 2023; null where it is not known"),
            siren=code(9).described("SIREN of the commune, in quotes"),
            cohort=one_of(*COHORTS),
            population=whole.described("Inhabitants, 2023"),
            postal_codes=many(code(5)),
            location=keys(latitude=between(-90, 90), longitude=between(-180, 180)).described(
                "Centre of the commune's territory, in degrees"
            ),
            arrondissement=name,
            convention_signed=signed(LAUNCHED),
            ort_signed=signed(ORT_LAW),
            aliases=many(name).described("Other spellings that people use"),
        )
    ),
)


def json_schema() -> str:
    """Return the text of communes.schema.json, which editors read: the rules as JSON Schema."""
    import json

    title = "Registry of the communes labelled Petites villes de demain"
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **REGISTRY.schema}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
