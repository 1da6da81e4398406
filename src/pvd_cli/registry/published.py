"""Reads a list that the State publishes of a programme: which programme, and the data of each commune."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Final, NamedTuple

from ..errors import BadInput
from ..language import N_, _
from ..search.names import fold
from .registry import Registry

MOST_TITLE_LINES = 20  # lines that may stand above a header


class Scheme(NamedTuple):
    """A programme with published lists. signed: the key of a commune's date of signature."""

    id: str
    name: str
    signed: str


PVD: Final = Scheme("pvd", "Petites villes de demain", "convention_signed")
ACV: Final = Scheme("acv", "Action cœur de ville", "acv_signed")
ORT: Final = Scheme("ort", N_("Opérations de revitalisation de territoire"), "ort_signed")

# What columns are headed in the lists of ANCT and DGALN, folded, and in tables that are made of them.
HEADINGS = {
    "insee": ("insee com", "code commune", "code insee", "insee", "codgeo", "code insee commune"),
    "name": ("lib com", "commune", "nom commune", "libgeo", "nom", "name"),
    "signed": ("date signature", "si signee date de signature", "date de signature", "convention signed"),
    "state": ("signee",),
}
SIGNED_STATE = "signee"  # what the list of ORTs says of those that are in force
_ID_HEADING = re.compile(r"id ([a-z]+)|pvd (id)")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?")
_FRENCH = re.compile(r"(\d\d?)[-/.](\d\d?)[-/.](\d{4})")


class Listed(NamedTuple):
    """The data of a commune in a list; name and number are '', signed is None, where the list has none.

    held: whether the commune is in the programme; a list of ORTs also has communes that are not.
    """

    insee: str
    name: str
    number: str = ""
    signed: date | None = None
    held: bool = True


class PublishedList(NamedTuple):
    """A list as it was read.

    scheme: the programme that its headings name, or None; communes: those of the region by INSEE code;
    latest: the latest date of the whole list; iso: whether all dates are written like 2021-04-09;
    columns: which of `name`, `number` and `signed` have any value; left_out: rows whose code is no commune
    of France; unread: dates that cannot be read, by INSEE code.
    """

    scheme: Scheme | None
    communes: Mapping[str, Listed]
    latest: date | None
    iso: bool
    columns: frozenset[str]
    left_out: Sequence[str]
    unread: Mapping[str, str]


def read_published(registry: Registry, rows: Iterable[Sequence[str]]) -> PublishedList:
    """Return the data of a list, whose columns are found by their headings.

    rows: all rows of a sheet, as text, with the header among the first MOST_TITLE_LINES + 1.
    Raises BadInput where no column has INSEE codes, and for a list of an unknown programme.
    """
    rows = iter(rows)
    first = list(islice(rows, MOST_TITLE_LINES))
    for place, header in enumerate(first):
        columns = _list_columns(header)
        if "insee" in columns:
            scheme = _scheme(header, columns)
            return _Reading(registry, scheme, columns).read(chain(first[place + 1 :], rows))
    message = _("no column of the list is headed as INSEE codes are: insee_com, Code commune…")
    raise BadInput(message, _("give a list as ANCT or DGALN publish it, as CSV, .xlsx or .ods"))


def _list_columns(header: Sequence[str]) -> dict[str, int]:
    """Return the numbers of the columns by the keys of HEADINGS, and `number`."""
    folded = [fold(heading) for heading in header]
    columns: dict[str, int] = {}
    for key, spellings in HEADINGS.items():
        for spelling in spellings:
            if spelling in folded:
                columns.setdefault(key, folded.index(spelling))
    for place, heading in enumerate(folded):
        if _ID_HEADING.fullmatch(heading):
            columns.setdefault("number", place)
    return columns


def _scheme(header: Sequence[str], columns: Mapping[str, int]) -> Scheme | None:
    """Return the programme that headings name, None if they name none; raise BadInput for an unknown one."""
    if "state" in columns:
        return ORT
    named = _ID_HEADING.fullmatch(fold(header[columns["number"]])) if "number" in columns else None
    if not named:
        return None
    schemes = {"pvd": PVD, "acv": ACV}
    scheme = schemes.get(named[1] or "pvd")
    if not scheme:
        message = _("this is a list of another programme: its numbers are headed {heading}")
        raise BadInput(message.format(heading=header[columns["number"]]), _only_these())
    return scheme


def _only_these() -> str:
    names = ", ".join(_(scheme.name) for scheme in (PVD, ACV, ORT))
    return _("lists of these can be compared: {names}").format(names=names)


def another_programme() -> BadInput:
    """Return the error for a list of another programme, recognised by its communes."""
    message = _("this is a list of another programme: few of its communes are those of the registry")
    return BadInput(message, _only_these())


class _Reading:
    """Reads one list, row by row."""

    def __init__(self, registry: Registry, scheme: Scheme | None, columns: Mapping[str, int]) -> None:
        self._registry, self._scheme, self._places = registry, scheme, columns
        self._names = {place.insee: place.name for place in registry.places}
        self._departments = {department.code for department in registry.departments}
        self._communes: dict[str, Listed] = {}
        self._dates: list[date] = []
        self._written: set[bool] = set()  # whether in the order of ISO
        self._left_out: list[str] = []
        self._unread: dict[str, str] = {}

    def read(self, rows: Iterable[Sequence[str]]) -> PublishedList:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                self._row({key: _cell(cells, place) for key, place in self._places.items()})
        names, numbers = (any(each[1:3][n] for each in self._communes.values()) for n in (0, 1))
        told = {"name": names, "number": numbers, "signed": bool(self._dates)}
        return PublishedList(
            self._scheme,
            self._communes,
            max(self._dates, default=None),
            self._written == {True},
            frozenset(key for key, has in told.items() if has),
            self._left_out,
            self._unread,
        )

    def _row(self, row: Mapping[str, str]) -> None:
        code = row["insee"].removesuffix(".0").upper().zfill(5)
        name = re.sub(r"^\d[\dAB]\d? - ", "", row.get("name", ""))
        insee = self._known(code)
        if not insee:
            self._left_out.append(f"{row['insee']} {name}".strip())
            return
        held = fold(row.get("state", SIGNED_STATE)) == SIGNED_STATE
        signed = self._date(row.get("signed", ""), insee) if held else None
        if insee in self._names:
            self._note(Listed(insee, name, row.get("number", ""), signed, held))

    def _known(self, code: str) -> str:
        """Return the INSEE code of the commune that has a code today, or '' if there is none."""
        if code in self._names or code in self._registry.elsewhere.by_code:
            return code
        try:
            return self._registry.by_insee(code).insee if code[:2] in self._departments else ""
        except KeyError:
            return ""

    def _note(self, listed: Listed) -> None:
        """Store a row; of several for one commune, store the first that is held, with the earliest date."""
        before = self._communes.get(listed.insee, listed)
        first = before if before.held else listed
        dates = [each.signed for each in (before, listed) if each.signed]
        self._communes[listed.insee] = first._replace(signed=min(dates, default=None))

    def _date(self, text: str, insee: str) -> date | None:
        """Return a date, ISO or in the French order, or None; record a date that cannot be read."""
        iso, french = _ISO.fullmatch(text), _FRENCH.fullmatch(text)
        parts = iso.groups() if iso else french.groups()[::-1] if french else ()
        try:
            signed = date(*map(int, parts)) if parts else None
        except ValueError:
            signed = None
        if signed:
            self._dates.append(signed)
            self._written.add(bool(iso))
        elif text:
            self._unread[insee] = text
        return signed


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
