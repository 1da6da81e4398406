"""Filters and sort keys for communes, read from the words that people type."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

from ..errors import BadInput
from ..language import _
from ..search.names import fold
from .lists import read_list
from .models import Commune, Epci

Sorted = TypeVar("Sorted")

SIGNED = {"convention": "convention_signed", "ort": "ort_signed"}  # what communes sign, and the date of it
_COUNT = r"(\d{1,3}(?:[ \u00a0\u202f.,']\d{3})+|\d+)"
_RANGE = rf"{_COUNT}?\s*(?:\.\.|…|-|–|à|to)(?:\s*{_COUNT})?"
_BOUND = rf"(>=?|<=?|≥|≤)?\s*{_COUNT}\s*(\+)?"


class Range(NamedTuple):
    """Numbers from `least` to `most`, both included; None where the range is open at that end."""

    least: int | None = None
    most: int | None = None

    def has(self, number: int) -> bool:
        """Return whether a number is in the range."""
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


def read_range(text: str) -> Range:
    """Return a range of numbers: `5000..10000`, `5000..` (or more), `..10000` (or less).

    Digits may stand in groups of three: `5 000..10 000`. `5000+`, `>=5000` and the like are open ranges too.
    Raises BadInput for anything else.
    """
    bound = _read_bound(text.strip())
    if bound:
        return bound
    found = re.fullmatch(_RANGE, text.strip())
    hint = _("write a range like 5000..10000, 5000.. or ..10000")
    if not found or not any(found.groups()):
        raise BadInput(_("“{text}” is not a range of numbers").format(text=text), hint)
    least, most = (int(re.sub(r"\D", "", number)) if number else None for number in found.groups())
    if least is not None and most is not None and least > most:
        raise BadInput(_("the range “{text}” ends before it begins").format(text=text), hint)
    return Range(least, most)


def _read_bound(text: str) -> Range | None:
    """Return the range of a text like `5000+`, `>=5000` or `<5000`; None for any other text."""
    found = re.fullmatch(_BOUND, text)
    sign, digits, plus = found.groups() if found else (None, "", None)
    if bool(sign) == bool(plus):
        return None
    number = int(re.sub(r"\D", "", digits))
    ranges = {
        ">": Range(number + 1),
        "<": Range(None, number - 1),
        "<=": Range(None, number),
        "≤": Range(None, number),
    }
    return ranges.get(sign or "", Range(number))


def read_day(text: str) -> date:
    """Return the day that a text gives, the first of a year or a month: `2021`, `2021-06`, `2021-06-15`.

    The French order is understood too: `06/2021`, `15/06/2021`. Raises BadInput for anything else.
    """
    numbers = re.fullmatch(r"\s*(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\s*", text)
    french = re.fullmatch(r"\s*(?:(\d{1,2})/)?(\d{1,2})/(\d{4})\s*", text)
    parts = numbers.groups() if numbers else french.groups()[::-1] if french else ()
    try:
        year, month, day = (int(part or 1) for part in parts)
        return date(year, month, day)
    except ValueError as error:
        hint = _("write a year, a month or a day, like 2021, 2021-06 or 2021-06-15")
        raise BadInput(_("“{text}” is not a date").format(text=text), hint) from error


def read_signed(texts: str | Iterable[str]) -> list[str]:
    """Return the keys of the dates of signature for a list of `convention` and `ort`.

    The keys are `convention_signed` and `ort_signed`. Raises BadInput for any other word.
    """
    keys = {fold(word): key for name, key in SIGNED.items() for word in (name, f"{name}s", key)}

    def find(text: str) -> str:
        if fold(text) not in keys:
            message = _("“{text}” is not one of {values}")
            raise BadInput(message.format(text=text, values=", ".join(SIGNED)))
        return keys[fold(text)]

    return read_list(texts, find)


def narrow(
    communes: Iterable[Commune],
    *,
    signed: str | Iterable[str] = (),
    unsigned: str | Iterable[str] = (),
    population: str | None = None,
    convention_since: str | None = None,
    ort_since: str | None = None,
) -> tuple[Commune, ...]:
    """Return the communes that pass all filters, in the order given.

    signed, unsigned: `convention` or `ort`, whose date of signature is known, or is not known; population: a
    range of inhabitants, as `read_range` reads it; convention_since, ort_since: the year, month or day of the
    earliest signature, as `read_day` reads it.
    Raises BadInput where one of these cannot be read.
    """
    tests: list[Callable[[Commune], bool]] = []
    tests += [_is_signed(key) for key in read_signed(signed)]
    tests += [_is_unsigned(key) for key in read_signed(unsigned)]
    if population is not None:
        inhabitants = read_range(population)
        tests.append(lambda commune: inhabitants.has(commune.population))
    for key, since in (("convention_signed", convention_since), ("ort_signed", ort_since)):
        if since is not None:
            tests.append(_is_signed(key, read_day(since)))
    return tuple(commune for commune in communes if all(test(commune) for test in tests))


def _is_signed(key: str, since: date = date.min) -> Callable[[Commune], bool]:
    """Return a function that says whether a commune has a date under `key`, of `since` or later."""
    return lambda commune: (getattr(commune, key) or date.min) >= since and getattr(commune, key) is not None


def _is_unsigned(key: str) -> Callable[[Commune], bool]:
    """Return a function that says whether a commune has no date under `key`."""
    return lambda commune: getattr(commune, key) is None


def read_sort(texts: str | Iterable[str], find: Callable[[str], str]) -> list[str]:
    """Return the keys to sort by, the most important first; `-key` sorts the largest value first.

    find: a function that returns the key for a word, or raises a BadInput that names the keys.
    """

    def key(text: str) -> str:
        word = text.lstrip("+-−")
        return f"-{find(word)}" if text[:1] in ("-", "−") else find(word)

    return read_list(texts, key)


def in_order(
    rows: Iterable[Sorted], keys: Sequence[str], value: Callable[[Sorted, str], Any] = getattr
) -> list[Sorted]:
    """Return rows sorted by keys, the most important first; `-key` sorts the largest value first.

    Unknown values (None) come last; texts are compared folded; equal rows keep their order.
    value: a function that returns the value of a row under a key.
    """
    found = list(rows)
    for key in reversed(keys):
        name = key.lstrip("-")
        known = [row for row in found if value(row, name) is not None]
        unknown = [row for row in found if value(row, name) is None]
        known.sort(key=lambda row: _comparable(value(row, name)), reverse=key[:1] == "-")
        found = known + unknown
    return found


def _comparable(value: Any) -> Any:
    """Return what a value is sorted by: a folded text for a text or an EPCI, else the value."""
    name = value.name if isinstance(value, Epci) else value
    return fold(name) if isinstance(name, str) else name
