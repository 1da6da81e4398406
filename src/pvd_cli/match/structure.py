"""Finds the parts of an .xlsx file: its workbook, its sheets and their tables, its styles."""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple
from xml.parsers import expat

from .layout import CellRange, SheetLayout, area_of
from .markup import Element, elements
from .package import Package, damaged

# Kinds of relations that a workbook has to what calamine reads as a whole.
_READ_WHOLE = ("styles", "sharedStrings")


class SheetPart(NamedTuple):
    """A sheet: its title, the name of its part, and its place among all sheets, counted from 0."""

    title: str
    part: str
    place: int


class TablePart(NamedTuple):
    """A table of a sheet (Ctrl+T): its part, its range, and how many of its last rows are totals."""

    part: str
    area: CellRange
    totals: int


class Structure:
    """The parts of an .xlsx file by purpose. Raises BadInput where the file is damaged or too large."""

    def __init__(self, package: Package) -> None:
        self.package = package
        try:
            self._read()
        except (expat.ExpatError, KeyError, ValueError) as error:
            raise damaged(package.name) from error

    def _read(self) -> None:
        kinds = dict(self.package.related("").values())
        self.signed = "origin" in kinds
        self.workbook = kinds["officeDocument"]
        relations = self.package.related(self.workbook)
        self._elements = elements(self.package.read(self.workbook))
        self.sheets: dict[str, SheetPart] = {}
        for place, sheet in enumerate(self.named("sheet")):
            kind, part = relations[sheet.attributes["id"]]
            if kind == "worksheet":
                self.sheets[sheet.attributes["name"]] = SheetPart(sheet.attributes["name"], part, place)
        self.related = dict(relations.values())
        for kind in _READ_WHOLE:
            if kind in self.related:
                for _chunk in self.package.chunks(self.related[kind]):
                    pass  # what is damaged, or larger than it declares, ends here

    def named(self, name: str) -> list[Element]:
        """Return the elements of the workbook with this name."""
        return [element for element in self._elements if element.name == name]

    @property
    def active(self) -> str | None:
        """The title of the sheet that opens first, or None."""
        views = [view.attributes.get("activeTab", "0") for view in self.named("workbookView")]
        front = [sheet.title for sheet in self.sheets.values() if str(sheet.place) in views[:1]]
        return front[0] if front else None

    @property
    def from_1904(self) -> bool:
        """Whether days are counted from 1904, as on old Macintoshes."""
        return any(each.attributes.get("date1904") in ("1", "true") for each in self.named("workbookPr"))

    @cached_property
    def macros(self) -> bool:
        """Whether it has macros."""
        return "vbaProject" in self.related

    def tables(self, part: str, layout: SheetLayout) -> list[TablePart]:
        """Return the tables of a sheet. part: the name of its part."""
        relations: Mapping[str, tuple[str, str]] = self.package.related(part)
        found = []
        for mark in layout.all("tablePart"):
            identifier = next((value for key, value in mark.attributes.items() if key.endswith("id")), "")
            kind, name = relations.get(identifier, ("", ""))
            if kind == "table":
                (table,) = elements(self.package.read(name), "table")
                area = area_of(table.attributes["ref"])
                if area:
                    found.append(TablePart(name, area, int(table.attributes.get("totalsRowCount", 0))))
        return found
