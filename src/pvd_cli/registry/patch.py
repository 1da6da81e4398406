"""Replaces values in the text of a registry's file; all other text stays as it is."""

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
    """Return the differences whose value of the list may be written into the registry's file.

    A person decides the others: new and gone communes, names, dates that break a rule of the data, numbers
    that two communes would have, and fields that the file does not have.
    """
    labelled = {commune.insee: commune.pvd_id for commune in registry.communes}
    offered = [
        each
        for each in differences
        if each.difference in TAKEN_OVER and each.insee in labelled and each.field in Commune._fields
    ]
    return _with_unique_numbers(labelled, [each for each in offered if _allowed(each)])


def _with_unique_numbers(numbers: Mapping[str, str | None], offered: list[Difference]) -> list[Difference]:
    """Return those that give no two communes the same number. numbers: of the registry, by INSEE code."""
    new = {each.insee: each.list for each in offered if each.field == "pvd_id"}
    times = Counter(filter(None, {**numbers, **new}.values()))
    kept = [each for each in offered if each.field != "pvd_id" or times[each.list] < 2]
    return kept if len(kept) == len(offered) else _with_unique_numbers(numbers, kept)


def _allowed(difference: Difference) -> bool:
    """Return whether the value of the list keeps the rules of the data."""
    rule = _RULES.get(difference.field)
    return not (
        rule and difference.list and list(rule.check(Node(difference.list, 1, text=str(difference.list))))
    )


def patched(content: bytes, taken: Iterable[Difference]) -> bytes:
    """Return the content of a valid registry's file with the values of the list written into it."""
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    text = content.decode("utf-8-sig")
    entries = commune_entries(text)
    changes = [_change(text, entries[each.insee], each.field, _yaml_value(each.list)) for each in taken]
    for start, end, value in sorted(changes, reverse=True):  # from the end: earlier offsets stay valid
        text = text[:start] + value + text[end:]
    return mark + text.encode()


def _yaml_value(value: date | str | None) -> str:
    return "null" if value is None else str(value)


def _change(text: str, entry: MappingEntry, key: str, value: str) -> tuple[int, int, str]:
    """Return start and end of the characters to replace, and the text to put there."""
    if key not in entry.values:
        return _added(text, entry, f"{key}: {value}")
    start, end = entry.values[key]
    quote = text[start : start + 1] if text[start : start + 1] in ("'", '"') else ""
    if quote and value != "null":
        value = f"{quote}{value}{quote}"
    return start, end, value if end > start else f" {value}"


def _added(text: str, entry: MappingEntry, line: str) -> tuple[int, int, str]:
    """Return the same for a line to add to an entry, behind its INSEE code."""
    _start, end = entry.values["insee"]
    if entry.inline:
        return end, end, f", {line}"
    end = next((place for place in range(end, len(text)) if text[place] in "\r\n"), len(text))
    ending = "\r\n" if text[end : end + 2] == "\r\n" else "\n"
    return end, end, f"{ending}{' ' * entry.column}{line}"
