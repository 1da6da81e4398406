"""Which column of a sheet holds what: by the name that is given, or by what its cells are."""

from difflib import get_close_matches
from itertools import islice

from ..errors import BadInput
from ..language import _
from ..registry.registry import Registry
from ..search.names import fold
from .sheet import Sheet

SAMPLE = 100  # rows by which a column is guessed
MOST_CELLS = 20_000  # cells by which the columns of a wide sheet are guessed
FEWEST = 5  # rows of the widest
NAMED = 84  # score from which a cell is taken for the name of a commune


def find(sheet: Sheet, column: str) -> int:
    """Return the place of a column by its name; raise BadInput that names those there are."""
    header = sheet.header
    if column in header:
        return header.index(column)
    folded = [fold(name) for name in header]
    if fold(column) and fold(column) in folded:
        return folded.index(fold(column))
    near = get_close_matches(fold(column), folded, 1)
    hints = [_("its columns are {names}").format(names=", ".join(header))]
    if near:
        hints.insert(0, _("did you mean {names}?").format(names=header[folded.index(near[0])]))
    raise BadInput(_("{file} has no column “{column}”").format(file=sheet.name, column=column), *hints)


def guess(sheet: Sheet, registry: Registry) -> int | None:
    """Return the place of the column that plainly holds communes: alone to have mostly such names."""
    width = len(sheet.header)
    if width == 1:
        return 0
    filled = (record.cells for record in sheet.rows() if record.cells)
    rows = list(islice(filled, max(FEWEST, min(SAMPLE, MOST_CELLS // width))))
    plain = [
        place
        for place in range(width)
        if _holds_communes([row[place] for row in rows if place < len(row) and row[place].strip()], registry)
    ]
    return plain[0] if len(plain) == 1 else None


def _holds_communes(cells: list[str], registry: Registry) -> bool:
    named = sum(not cell.strip().isdigit() and is_commune(registry, cell) for cell in cells)
    return named > len(cells) / 2


def is_commune(registry: Registry, cell: str) -> bool:
    """Whether a cell names a commune of the region, or nearly."""
    meant = registry.index.rank(cell)
    return bool(meant.elsewhere) or (bool(meant.ranked) and meant.ranked[0][1] >= NAMED)
