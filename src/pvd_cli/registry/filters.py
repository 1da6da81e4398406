"""Which labelled communes are asked for, and in which order."""

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
_RANGE = re.compile(rf"{_COUNT}?\s*(?:\.\.|…|-|–|à|to)(?:\s*{_COUNT})?")


class Range(NamedTuple):
    """Numbers from `least` to `most`, both included; None where the range has no such end."""

    least: int | None = None
    most: int | None = None

    def has(self, number: int) -> bool:
        """Whether a number is in the range."""
        return (self.least is None or number >= self.least) and (self.most is None or number <= self.most)


def read_range(text: str) -> Range:
    """Return a range of numbers: `5000..10000`, `5000..` (or more), `..10000` (or less).

    Digits may stand in groups of three: `5 000..10 000`. Raises BadInput for anything else.
    """
    found = _RANGE.fullmatch(text.strip())
    hint = _("write a range like 5000..10000, 5000.. or ..10000")
    if not found or not any(found.groups()):
        raise BadInput(_("“{text}” is not a range of numbers").format(text=text), hint)
    least, most = (int(re.sub(r"\D", "", number)) if number else None for number in found.groups())
    if least is not None and most is not None and least > most:
        raise BadInput(_("the range “{text}” ends before it begins").format(text=text), hint)
    return Range(least, most)


def read_day(text: str) -> date:
    """Return the first day of a year, a month, or the day itself: `2021`, `2021-06`, `2021-06-15`.

    Also as French people write it: `06/2021`, `15/06/2021`. Raises BadInput for anything else.
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
    """Return the keys of what is signed, `convention_signed`, `ort_signed`, for `convention`, `ort`, or both.

    Raises BadInput for anything else.
    """
    keys = {fold(word): key for name, key in SIGNED.items() for word in (name, f"{name}s", key)}

    def find(text: str) -> str:
        if fold(text) not in keys:
            message = _("“{text}” is none of {values}")
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
    """Return the communes that fit all that is asked, in the order given.

    signed, unsigned: `convention`, `ort`: of which a date of signature is known, or not; population: a range
    of inhabitants, as `read_range` takes it; convention_since, ort_since: the year, month or day since which
    it was signed, as `read_day` takes it.
    Raises BadInput for what is none of these.
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
    """Return the test whether a commune has signed something, on a day or later."""
    return lambda commune: (getattr(commune, key) or date.min) >= since and getattr(commune, key) is not None


def _is_unsigned(key: str) -> Callable[[Commune], bool]:
    """Return the test whether no date of signature is known."""
    return lambda commune: getattr(commune, key) is None


def read_sort(texts: str | Iterable[str], find: Callable[[str], str]) -> list[str]:
    """Return the keys to sort by, the first one first, with a minus where the largest value stands first.

    find: returns the key that a word means, or raises the BadInput that names the keys.
    """

    def key(text: str) -> str:
        word = text.lstrip("+-−")
        return f"-{find(word)}" if text[:1] in ("-", "−") else find(word)

    return read_list(texts, key)


def in_order(
    rows: Iterable[Sorted], keys: Sequence[str], value: Callable[[Sorted, str], Any] = getattr
) -> list[Sorted]:
    """Return rows sorted by keys, the first one first; `-key`: the largest value first.

    What is not known stands last; texts are sorted without their accents, equal rows stay as they were.
    value: returns the value that a row has of a key.
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
    """Return a value by which rows can be sorted: of a text and of an EPCI its folded name."""
    name = value.name if isinstance(value, Epci) else value
    return fold(name) if isinstance(name, str) else name
