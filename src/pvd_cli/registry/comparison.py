"""What a published list has otherwise than the registry."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ..errors import BadInput
from ..language import _, plural
from ..language import day as day_in_words
from ..search.names import fold
from .models import JOINED, Commune, Place
from .published import ORT, PVD, Listed, PublishedList, Scheme, another_programme
from .registry import Registry

NEW: Final = "new"
GONE: Final = "gone"
RENAMED: Final = "renamed"
NEWLY_SIGNED: Final = "newly-signed"
NO_LONGER_SIGNED: Final = "no-longer-signed"
SIGNED_OTHERWISE: Final = "signed-otherwise"
NUMBERED_OTHERWISE: Final = "numbered-otherwise"
FRENCH_ORDER = "2026"  # since when ANCT writes 09/04/2021, no more 2021-04-09


class Difference(NamedTuple):
    """What a list has otherwise of one commune.

    difference: its kind; field: the key that differs, empty where the whole commune does; registry, list: the
    value of each, None where there is none.
    """

    insee: str
    name: str
    department: str
    difference: str
    field: str
    registry: Any
    list: Any


class Comparison(NamedTuple):
    """How a list differs from the registry.

    scheme: the programme of the list; communes: how many of the region it has, and how many the registry has
    in that programme; truncated: whether it has fewer than half of them; warnings: that it is truncated, or
    older than the registry; untold: what it cannot tell.
    """

    scheme: Scheme
    communes: tuple[int, int]
    differences: Sequence[Difference]
    truncated: bool
    warnings: Sequence[str]
    untold: Sequence[str]

    @property
    def alike(self) -> bool:
        """Whether the list says nothing otherwise, as far as it goes."""
        return not self.differences and not self.truncated


def compare(registry: Registry, published: PublishedList) -> Comparison:
    """Compare the communes of the region in a list with those of the registry.

    Raises BadInput for a list without a commune of the region, and for one of another programme.
    """
    scheme = published.scheme or PVD
    members = _members(registry, scheme)
    held = {insee for insee, listed in published.communes.items() if listed.held}
    if not held:
        message = _("the list has no commune of the region: it is truncated, or of another region")
        raise BadInput(message, _("download it again"))
    if len(held & members.keys()) < min(len(members), len(held)) / 2:
        raise another_programme()
    truncated = len(held) < len(members) / 2
    number = _numbered_by(members, published)
    differences = list(_differences(registry, members, published, number, truncated=truncated))
    if truncated:
        message = _("the list is truncated: it has {n} of the {m} communes of the registry")
        warnings = [message.format(n=len(held), m=len(members))]
    else:
        older = _older(members, published, scheme, number) or _written_as_before(registry, published, scheme)
        warnings = [older] if older else []
    counts = (len(held), len(members))
    return Comparison(scheme, counts, differences, truncated, warnings, _untold(published, truncated))


def _differences(
    registry: Registry,
    members: Mapping[str, Place],
    published: PublishedList,
    number: str,
    *,
    truncated: bool,
) -> Iterator[Difference]:
    """Yield the differences by INSEE code. members: the communes of the registry in the programme."""
    scheme = published.scheme or PVD
    places = {place.insee: place for place in registry.places}
    for insee in sorted(members.keys() | published.communes.keys()):
        listed = published.communes.get(insee)
        if insee in members and listed:
            yield from _otherwise(members[insee], listed, scheme, number, _told(published, insee))
        elif listed and listed.held:
            kind, field = (NEWLY_SIGNED, scheme.signed) if scheme == ORT and listed.signed else (NEW, "")
            yield _as(places[insee], kind, field, None, listed.signed)
        elif insee in members and not truncated:
            yield _as(members[insee], GONE, "", _signed(members[insee], scheme), None)


def _members(registry: Registry, scheme: Scheme) -> Mapping[str, Place]:
    """Return the communes of the region that the registry has in a programme, by INSEE code."""
    if scheme == PVD:
        return {commune.insee: commune for commune in registry.communes}
    return {place.insee: place for place in registry.places if _signed(place, scheme)}


def _signed(place: Place, scheme: Scheme) -> date | None:
    signed: date | None = getattr(place, scheme.signed, None)
    return signed


def _numbered_by(members: Mapping[str, Place], published: PublishedList) -> str:
    """Return the key whose values are the numbers of a list. That of 2021 numbers groups of communes."""
    numbers = {insee: listed.number for insee, listed in published.communes.items() if listed.number}

    def alike(key: str) -> int:
        return sum(getattr(members.get(insee), key, None) == number for insee, number in numbers.items())

    grouped = len(set(numbers.values())) < len(numbers)
    return "petite_ville" if grouped and alike("petite_ville") > alike("pvd_id") else "pvd_id"


def _told(published: PublishedList, insee: str) -> frozenset[str]:
    """Return what a list tells of a commune: `name`, `number`, `signed`."""
    return published.columns - ({"signed"} if insee in published.unread else set())


def _otherwise(
    place: Place, listed: Listed, scheme: Scheme, number: str, told: frozenset[str]
) -> Iterator[Difference]:
    """Yield what a list says otherwise of a commune that both have. number: the key of its numbers."""
    if "name" in told and listed.name and fold(listed.name) != fold(place.name):
        yield _as(place, RENAMED, "name", place.name, listed.name)
    before = _signed(place, scheme)
    if ("signed" in told or not listed.held) and before != listed.signed:
        kind = (
            SIGNED_OTHERWISE
            if before and listed.signed
            else NEWLY_SIGNED
            if listed.signed
            else NO_LONGER_SIGNED
        )
        yield _as(place, kind, scheme.signed, before, listed.signed)
    if scheme == PVD and "number" in told and (getattr(place, number) or "") != listed.number:
        yield _as(place, NUMBERED_OTHERWISE, number, getattr(place, number), listed.number or None)


def _as(place: Place, kind: str, field: str, before: Any, after: Any) -> Difference:
    return Difference(place.insee, place.name, place.department, kind, field, before, after)


def _older(members: Mapping[str, Place], published: PublishedList, scheme: Scheme, number: str) -> str:
    """Return why a list is older than the registry, as its numbers, dates or communes tell; else nothing."""
    if number == "petite_ville":
        return _("the list is older than the registry: it has the numbers of 2021")
    signed = [day for place in members.values() if (day := _signed(place, scheme))]
    if published.latest and signed and published.latest < max(signed):
        message = _(
            "the list is older than the registry: its latest signature is of {day}, here one is of {latest}"
        )
        return message.format(day=day_in_words(published.latest), latest=day_in_words(max(signed)))
    lacking = {insee for insee in members if insee not in published.communes}
    if lacking and lacking == {insee for insee, place in members.items() if _has_joined(place)}:
        return _("the list is older than the registry: it has none of the communes that joined later")
    return ""


def _has_joined(place: Place) -> bool:
    return isinstance(place, Commune) and place.cohort == JOINED


def _written_as_before(registry: Registry, published: PublishedList, scheme: Scheme) -> str:
    """Return why a list may be older: ANCT writes dates in the French order since 2026."""
    source = max((s.date for s in registry.sources if scheme.signed in s.fields and s.date), default="")
    if scheme != PVD or not published.iso or source < FRENCH_ORDER:
        return ""
    message = _(
        "the list may be older than the registry, which follows that of {day}: "
        "it writes dates as the lists of 2023 to 2025 do"
    )
    return message.format(day=day_in_words(source))


def _untold(published: PublishedList, truncated: bool) -> list[str]:
    """Return what a list cannot tell, in words."""
    words = {"name": _("names"), "number": _("numbers"), "signed": _("dates of signature")}
    if published.scheme == ORT:
        del words["number"]
    untold = [
        _("the list has no {what}: they are not compared").format(what=what)
        for column, what in words.items()
        if column not in published.columns
    ]
    if truncated:
        untold.append(_("which communes are gone cannot be told from a truncated list"))
    message = _("“{text}” is no date: that of {commune} is not compared")
    for insee, text in published.unread.items():
        if insee in published.communes:
            listed = published.communes[insee]
            untold.append(message.format(text=text, commune=f"{listed.name} ({insee})".strip()))
    if published.left_out:
        message = plural(
            "{n} row is left out, its code is none of a commune of France: {rows}",
            "{n} rows are left out, their codes are none of a commune of France: {rows}",
            len(published.left_out),
        )
        untold.append(message.format(n=len(published.left_out), rows=", ".join(published.left_out)))
    return untold
