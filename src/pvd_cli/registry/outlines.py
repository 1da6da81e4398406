"""Borders, coast and sea, read only where a map is drawn."""

from collections.abc import Iterable

from .data import read_text
from .models import Location

SEA = "sea"  # stands where the code of a department does

Ring = list[Location]


def outlines(codes: Iterable[str]) -> dict[str, list[Ring]]:
    """Return the rings of departments and of the `SEA`, by code, as far as they are known.

    A ring ends where it begins. Rings of one code are to be filled by the even-odd rule: one within another
    is a lake, one beside it an island. The sea goes far beyond any coast.
    """
    found: dict[str, dict[str, list[Location]]] = {code: {} for code in (*codes, SEA)}
    for line in read_text("outlines.csv").splitlines()[1:]:
        code, ring, longitude, latitude = line.split(",")
        if code in found:
            found[code].setdefault(ring, []).append(Location(float(latitude), float(longitude)))
    return {code: list(rings.values()) for code, rings in found.items()}
