"""Reads the size and the merged cells of the sheets of an .ods file, before calamine reads them."""

from xml.parsers import expat

from .layout import CellRange, Reach
from .markup import plain, safe_parser
from .package import Package, damaged, protected

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_CELLS = ("table-cell", "covered-table-cell")


def reaches_of_ods(package: Package) -> dict[str, Reach]:
    """Return the size of each sheet by its title.

    Raises BadInput where it is too far, or the file is damaged.
    """
    if _MANIFEST in package.parts and b"encryption-data" in package.read(_MANIFEST):
        raise protected(package.name)
    reader = _OdsReader(package.name)
    try:
        for chunk in package.chunks(_CONTENT):
            reader.parser.Parse(chunk, False)
        reader.parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise damaged(package.name) from error
    return reader.found


class _OdsReader:
    """The handlers of a parser that count rows and cells, including repeated ones."""

    def __init__(self, name: str) -> None:
        self.name, self.found = name, dict[str, Reach]()
        self.parser = safe_parser()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self.start, self.end
        self.tables: list[Reach] = []  # those that are open, one within another
        self.row = self.rows = self.column = self.columns = self.last = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        kind = plain(name)
        if kind == "table":
            self.tables.append(Reach(self.name))
            self.found.setdefault(attributes.get("table:name", ""), self.tables[-1])
            self.row = 0
        elif kind == "table-row":
            self.rows, self.column, self.last = _times(attributes, "table:number-rows-repeated"), 0, 0
        elif kind in _CELLS:
            self.columns = _times(attributes, "table:number-columns-repeated")
            self._merged(attributes)
            if "office:value-type" in attributes:
                self.last = self.column + self.columns
            self.column += self.columns
        elif kind == "p" and self.tables:
            self.last = max(self.last, self.column)

    def _merged(self, attributes: dict[str, str]) -> None:
        rows = _times(attributes, "table:number-rows-spanned")
        if rows > 1 and self.tables:
            columns = _times(attributes, "table:number-columns-spanned")
            top, left = self.row + 1, self.column + 1
            self.tables[-1].merge(CellRange(left, top, left + columns - 1, top + rows - 1))

    def end(self, name: str) -> None:
        kind = plain(name)
        if kind == "table-row" and self.tables:
            self.row += self.rows
            if self.last:
                self.tables[-1].reach(self.last, self.row)
        elif kind == "table" and self.tables:
            self.tables.pop()


def _times(attributes: dict[str, str], name: str) -> int:
    return int(attributes.get(name, 1))
