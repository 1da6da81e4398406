"""Restores names with letters that were lost in a wrong encoding: CH�TEAURENARD."""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from ..registry.registry import Registry
from ..search.names import fold
from .grid import UNDECODED
from .headings import LOST

# Replaces a lost letter while a name is folded; no name of France has these letters in a row.
_PLACE = "qxq"
_ANY = "(?:[a-z]|oe|ae|(?<=[ld]))"  # œ is two letters once folded, an apostrophe none
_PAIRS = re.compile(f"(?:{2 * _PLACE})+")  # two lost letters may be the two bytes of one
_COMMONEST = "é"


def _pattern_of_pairs(pairs: re.Match[str]) -> str:
    """Return the pattern for pairs of lost letters, each of which may be one letter or two."""
    count = len(pairs[0]) // len(2 * _PLACE)
    return f"[a-z]{{{count},{2 * count}}}"


def mender(registry: Registry) -> Callable[[str], str]:
    """Return a function that restores a cell with lost letters: the only name of the region that fits.

    Where no name or several fit, it writes `é`, the commonest letter with an accent, for each lost letter.
    """

    @cache
    def names() -> dict[str, str]:
        return {"".join(fold(name).split()): name for place in registry.places for name in place.names}

    @lru_cache(10_000)
    def mended(cell: str) -> str:
        cell = UNDECODED.sub(LOST, cell)
        if LOST not in cell:
            return cell
        key = "".join(fold(cell.replace(LOST, _PLACE)).split())
        pattern = re.compile(_PAIRS.sub(_pattern_of_pairs, re.escape(key)).replace(_PLACE, _ANY))
        found = [name for key, name in names().items() if pattern.fullmatch(key)]
        return found[0] if len(found) == 1 else cell.replace(LOST, _COMMONEST)

    return mended
