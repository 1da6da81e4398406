"""Reads the size and the merged cells of the sheets of an .xlsb file, before calamine reads them.

Its parts are records: a type and a size, in one to four bytes of seven bits each, and so many bytes.
Microsoft describes them in [MS-XLSB].
"""

from collections.abc import Iterator
from struct import error, unpack_from

from .layout import CellRange, Reach
from .package import Package, damaged

_ROW, _CELLS, _MERGED, _SHEET = 0, range(2, 12), 176, 156  # types of records; a cell without a value is 1


def reaches_of_xlsb(package: Package) -> dict[str, Reach]:
    """Return the size of each sheet by its title.

    Raises BadInput where it is too far, or the file is damaged.
    """
    try:
        workbook = dict(package.related("").values())["officeDocument"]
        parts = {identifier: part for identifier, (_kind, part) in package.related(workbook).items()}
        sheets = [_sheet(record) for kind, record in _records(package.read(workbook)) if kind == _SHEET]
        return {title: _reach(package, parts[identifier]) for identifier, title in sheets}
    except (error, IndexError, KeyError, UnicodeDecodeError) as reason:
        raise damaged(package.name) from reason


def _reach(package: Package, part: str) -> Reach:
    """Return the size of a sheet."""
    reach = Reach(package.name)
    row = 0
    for kind, record in _records(package.read(part)):
        if kind == _ROW:
            row = unpack_from("<I", record)[0] + 1
        elif kind in _CELLS:
            reach.reach(unpack_from("<I", record)[0] + 1, row)
        elif kind == _MERGED:
            top, bottom, left, right = unpack_from("<IIII", record)
            if bottom > top:
                reach.merge(CellRange(left + 1, top + 1, right + 1, bottom + 1))
    return reach


def _sheet(record: memoryview) -> tuple[str, str]:
    """Return the relation's Id and the title in the record of a sheet."""
    identifier, place = _record_text(record, 8)
    title, _place = _record_text(record, place)
    return identifier, title


def _record_text(record: memoryview, place: int) -> tuple[str, int]:
    """Return the text that begins at byte `place` of a record, and the byte after its end."""
    end = place + 4 + 2 * unpack_from("<I", record, place)[0]
    return bytes(record[place + 4 : end]).decode("utf-16-le"), end


def _records(part: bytes) -> Iterator[tuple[int, memoryview]]:
    """Yield the type and the content of each record of a part."""
    view, place = memoryview(part), 0
    while place < len(view):
        kind, place = _number(view, place, 2)
        size, place = _number(view, place, 4)
        yield kind, view[place : place + size]
        place += size


def _number(view: memoryview, place: int, most: int) -> tuple[int, int]:
    """Return the number of up to `most` bytes that begins at byte `place`, and the byte after its end."""
    number = 0
    for n in range(most):
        byte = view[place]
        place += 1
        number |= (byte & 0x7F) << 7 * n
        if byte < 0x80:
            break
    return number, place
