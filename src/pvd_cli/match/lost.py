"""Names with letters that were lost on the way: CH�TEAURENARD."""

import re
from collections.abc import Callable
from functools import cache, lru_cache

from ..registry.registry import Registry
from ..search.names import fold
from .grid import UNDECODED
from .headings import LOST

# What stands for a lost sign while a name is folded: letters that no name of France has in a row.
_PLACE = "qxq"
_ANY = "(?:[a-z]|oe|ae|(?<=[ld]))"  # œ is two letters once folded, an apostrophe none
_PAIRS = re.compile(f"(?:{2 * _PLACE})+")  # two signs may be the two bytes of one letter
_COMMONEST = "é"


def _decoded_letters(pairs: re.Match[str]) -> str:
    """Return what so many pairs of lost signs may be: one letter each, or two."""
    count = len(pairs[0]) // len(2 * _PLACE)
    return f"[a-z]{{{count},{2 * count}}}"


def mender(registry: Registry) -> Callable[[str], str]:
    """Return what writes a cell as the one name of the region that it may be, lost signs being any letters.

    Where no name fits, or names that differ, the commonest letter with an accent stands for each.
    """

    @cache
    def names() -> dict[str, str]:
        return {"".join(fold(name).split()): name for place in registry.places for name in place.names}

    @lru_cache(10_000)
    def mended(cell: str) -> str:
        cell = UNDECODED.sub(LOST, cell)
        if LOST not in cell:
            return cell
        glued = "".join(fold(cell.replace(LOST, _PLACE)).split())
        pattern = re.compile(_PAIRS.sub(_decoded_letters, re.escape(glued)).replace(_PLACE, _ANY))
        found = [name for key, name in names().items() if pattern.fullmatch(key)]
        return found[0] if len(found) == 1 else cell.replace(LOST, _COMMONEST)

    return mended
