"""Borders, coast and sea, read only where a map is drawn."""

from collections.abc import Iterable
from itertools import groupby

from .loading import data_file
from .models import Location

SEA = "sea"  # stands where the code of a department does

Ring = tuple[Location, ...]


def outlines(codes: Iterable[str]) -> dict[str, list[Ring]]:
    """Return the rings of departments and of the `SEA`, by code, as far as they are known.

    A ring ends where it begins. Rings of one code are to be filled by the even-odd rule: one within another
    is a lake, one beside it an island. The sea goes far beyond any coast.
    """
    content = __spec__.loader.get_data(str(data_file("outlines.csv")))  # type: ignore[union-attr]
    rows = (line.split(",") for line in content.decode().splitlines()[1:])
    found: dict[str, list[Ring]] = {code: [] for code in (*codes, SEA)}
    for (code, _ring), points in groupby(rows, key=lambda row: (row[0], row[1])):
        if code in found:
            found[code].append(tuple(Location(float(row[3]), float(row[2])) for row in points))
    return found
