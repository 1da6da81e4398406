"""A registry's text with some values of its communes changed; all else stays as it is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from .comparison import NEWLY_SIGNED, NO_LONGER_SIGNED, NUMBERED_OTHERWISE, SIGNED_OTHERWISE, Difference
from .models import Commune
from .registry import Registry
from .rules import LAUNCHED, ORT_LAW, Node, signed
from .yaml_io import MappingEntry, commune_entries

TAKEN_OVER = (NEWLY_SIGNED, NO_LONGER_SIGNED, SIGNED_OTHERWISE, NUMBERED_OTHERWISE)
_RULES = {"convention_signed": signed(LAUNCHED), "ort_signed": signed(ORT_LAW)}


def to_take_over(registry: Registry, differences: Iterable[Difference]) -> list[Difference]:
    """Return those differences whose value of the list may stand in the registry.

    New and gone communes and names are for a person to decide; so are dates that no rule of the data allows,
    numbers that two communes would have, and what the registry's file does not hold.
    """
    labelled = {commune.insee: commune.pvd_id for commune in registry.communes}
    offered = [
        each
        for each in differences
        if each.difference in TAKEN_OVER and each.insee in labelled and each.field in Commune._fields
    ]
    return _distinct(labelled, [each for each in offered if _allowed(each)])


def _distinct(numbers: Mapping[str, str | None], offered: list[Difference]) -> list[Difference]:
    """Return those with which no two communes have one number. numbers: of the registry, by INSEE code."""
    new = {each.insee: each.list for each in offered if each.field == "pvd_id"}
    times = Counter(filter(None, {**numbers, **new}.values()))
    kept = [each for each in offered if each.field != "pvd_id" or times[each.list] < 2]
    return kept if len(kept) == len(offered) else _distinct(numbers, kept)


def _allowed(difference: Difference) -> bool:
    """Whether the rules of the data let a value stand in the registry."""
    rule = _RULES.get(difference.field)
    return not (
        rule and difference.list and list(rule.check(Node(difference.list, 1, text=str(difference.list))))
    )


def patched(content: bytes, taken: Iterable[Difference]) -> bytes:
    """Return the content of a valid registry's file with the values of the list in the place of its own."""
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = content.decode("utf-8-sig")
    entries = commune_entries(text)
    changes = [_change(text, entries[each.insee], each.field, _written(each.list)) for each in taken]
    for start, end, value in sorted(changes, reverse=True):  # from the end, so that places before it stay
        text = text[:start] + value + text[end:]
    return mark + text.encode()


def _written(value: date | str | None) -> str:
    return "null" if value is None else str(value)


def _change(text: str, entry: MappingEntry, key: str, value: str) -> tuple[int, int, str]:
    """Return which part of the text gives way to what."""
    if key not in entry.values:
        return _added(text, entry, f"{key}: {value}")
    start, end = entry.values[key]
    quote = text[start : start + 1] if text[start : start + 1] in ("'", '"') else ""
    if quote and value != "null":
        value = f"{quote}{value}{quote}"
    return start, end, value if end > start else f" {value}"


def _added(text: str, entry: MappingEntry, line: str) -> tuple[int, int, str]:
    """Return the change that adds a key to an entry, behind its INSEE code."""
    _start, end = entry.values["insee"]
    if entry.inline:
        return end, end, f", {line}"
    end = next((place for place in range(end, len(text)) if text[place] in "\r\n"), len(text))
    ending = "\r\n" if text[end : end + 2] == "\r\n" else "\n"
    return end, end, f"{ending}{' ' * entry.column}{line}"
