"""A list that the State publishes of one of its programmes: which one, and what it says of each commune."""

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
    """A programme that lists are published of. signed: the key of a commune that holds its date."""

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
    """What a list says of a commune. name, number: empty, signed: None where it says nothing.

    held: whether the commune is in the programme, which a list of ORTs says of each.
    """

    insee: str
    name: str
    number: str = ""
    signed: date | None = None
    held: bool = True


class PublishedList(NamedTuple):
    """A list as it was read.

    scheme: the programme that its headings name, None where they name none; communes: those of the region by
    INSEE code; latest: the latest date of the whole list; iso: whether its dates are written as 2021-04-09;
    columns: those of `name`, `number` and `signed` that have a value; left_out: rows that are of no commune
    of France; unread: dates that cannot be read, by the INSEE codes of their communes.
    """

    scheme: Scheme | None
    communes: Mapping[str, Listed]
    latest: date | None
    iso: bool
    columns: frozenset[str]
    left_out: Sequence[str]
    unread: Mapping[str, str]


def read_published(registry: Registry, rows: Iterable[Sequence[str]]) -> PublishedList:
    """Return what a list says, found by the headings of its columns.

    rows: all rows of a sheet, as text, its header among the first of them.
    Raises BadInput where no column has INSEE codes, and for a list of a programme that is none of ours.
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
    """Return the columns of a list, by what they hold."""
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
    """Return the programme that headings name; raise BadInput for one that is none of ours."""
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
    """Return the error for a list whose communes are not those of any programme of ours."""
    message = _("this is a list of another programme: few of its communes are those of the registry")
    return BadInput(message, _only_these())


class _Reading:
    """The reading of one list, row by row."""

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
        """Return the code of today's commune of France that a code means, '' if it is none."""
        if code in self._names or code in self._registry.elsewhere.by_code:
            return code
        try:
            return self._registry.by_insee(code).insee if code[:2] in self._departments else ""
        except KeyError:
            return ""

    def _note(self, listed: Listed) -> None:
        """Keep what a row says; of several of one commune the first that is held, with the earliest date."""
        before = self._communes.get(listed.insee, listed)
        first = before if before.held else listed
        dates = [each.signed for each in (before, listed) if each.signed]
        self._communes[listed.insee] = first._replace(signed=min(dates, default=None))

    def _date(self, text: str, insee: str) -> date | None:
        """Return a date, ISO or in the French order; note one that cannot be read."""
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
