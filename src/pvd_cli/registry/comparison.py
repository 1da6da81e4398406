"""The differences between a published list and the registry."""

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
FRENCH_ORDER = "2026"  # since this year ANCT writes 09/04/2021 instead of 2021-04-09


class Difference(NamedTuple):
    """One difference between a list and the registry, of one commune.

    difference: its kind, such as NEW or RENAMED; field: the key whose values differ, '' where only one side
    has the commune; registry, list: the value of that key on each side, None where a side has none.
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

    scheme: the programme of the list; communes: the number of communes of the region in the list, and that of
    the registry's communes in that programme; truncated: whether the list has fewer than half of these;
    warnings: sentences that it is truncated or older than the registry; untold: sentences that say what could
    not be compared.
    """

    scheme: Scheme
    communes: tuple[int, int]
    differences: Sequence[Difference]
    truncated: bool
    warnings: Sequence[str]
    untold: Sequence[str]

    @property
    def alike(self) -> bool:
        """Whether the list has no difference and is not truncated."""
        return not self.differences and not self.truncated


def compare(registry: Registry, published: PublishedList) -> Comparison:
    """Return how the communes of the region in a list differ from those of the registry.

    Raises BadInput for a list that has no commune of the region, or that is of another programme.
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
    number = _number_key(members, published)
    differences = list(_differences(registry, members, published, number, truncated=truncated))
    if truncated:
        message = _("the list is truncated: it has {n} of the {m} communes of the registry")
        warnings = [message.format(n=len(held), m=len(members))]
    else:
        older = _surely_older(members, published, scheme, number) or _perhaps_older(
            registry, published, scheme
        )
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
    """Yield the differences in the order of INSEE codes.

    members: the communes that the registry has in the programme; number: the key that `_number_key` returns.
    """
    scheme = published.scheme or PVD
    places = {place.insee: place for place in registry.places}
    for insee in sorted(members.keys() | published.communes.keys()):
        listed = published.communes.get(insee)
        if insee in members and listed:
            yield from _differences_of(members[insee], listed, scheme, number, _compared(published, insee))
        elif listed and listed.held:
            kind, field = (NEWLY_SIGNED, scheme.signed) if scheme == ORT and listed.signed else (NEW, "")
            yield _difference(places[insee], kind, field, None, listed.signed)
        elif insee in members and not truncated:
            yield _difference(members[insee], GONE, "", _signed(members[insee], scheme), None)


def _members(registry: Registry, scheme: Scheme) -> Mapping[str, Place]:
    """Return the communes of the region that the registry has in a programme, by INSEE code."""
    if scheme == PVD:
        return {commune.insee: commune for commune in registry.communes}
    return {place.insee: place for place in registry.places if _signed(place, scheme)}


def _signed(place: Place, scheme: Scheme) -> date | None:
    signed: date | None = getattr(place, scheme.signed, None)
    return signed


def _number_key(members: Mapping[str, Place], published: PublishedList) -> str:
    """Return the key of the numbers in a list: `petite_ville` (of groups, list of 2021) or `pvd_id`."""
    numbers = {insee: listed.number for insee, listed in published.communes.items() if listed.number}

    def alike(key: str) -> int:
        return sum(getattr(members.get(insee), key, None) == number for insee, number in numbers.items())

    grouped = len(set(numbers.values())) < len(numbers)
    return "petite_ville" if grouped and alike("petite_ville") > alike("pvd_id") else "pvd_id"


def _compared(published: PublishedList, insee: str) -> frozenset[str]:
    """Return which of `name`, `number` and `signed` a list has for a commune."""
    return published.columns - ({"signed"} if insee in published.unread else set())


def _differences_of(
    place: Place, listed: Listed, scheme: Scheme, number: str, compared: frozenset[str]
) -> Iterator[Difference]:
    """Yield the differences of a commune that list and registry have.

    number: the key that `_number_key` returns; compared: what `_compared` returns.
    """
    if "name" in compared and listed.name and fold(listed.name) != fold(place.name):
        yield _difference(place, RENAMED, "name", place.name, listed.name)
    before = _signed(place, scheme)
    if ("signed" in compared or not listed.held) and before != listed.signed:
        kind = (
            SIGNED_OTHERWISE
            if before and listed.signed
            else NEWLY_SIGNED
            if listed.signed
            else NO_LONGER_SIGNED
        )
        yield _difference(place, kind, scheme.signed, before, listed.signed)
    if scheme == PVD and "number" in compared and (getattr(place, number) or "") != listed.number:
        yield _difference(place, NUMBERED_OTHERWISE, number, getattr(place, number), listed.number or None)


def _difference(place: Place, kind: str, field: str, before: Any, after: Any) -> Difference:
    return Difference(place.insee, place.name, place.department, kind, field, before, after)


def _surely_older(members: Mapping[str, Place], published: PublishedList, scheme: Scheme, number: str) -> str:
    """Return why a list is older than the registry, judged by its numbers, dates and communes, or ''."""
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


def _perhaps_older(registry: Registry, published: PublishedList, scheme: Scheme) -> str:
    """Return why a list may be older than the registry, or ''.

    ANCT has written dates in the French order since 2026; older lists have ISO dates.
    """
    source = max((s.date for s in registry.sources if scheme.signed in s.fields and s.date), default="")
    if scheme != PVD or not published.iso or source < FRENCH_ORDER:
        return ""
    message = _(
        "the list may be older than the registry, which follows that of {day}: "
        "it writes dates as the lists of 2023 to 2025 do"
    )
    return message.format(day=day_in_words(source))


def _untold(published: PublishedList, truncated: bool) -> list[str]:
    """Return sentences that say what of a list cannot be compared."""
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
    message = _("“{text}” is not a date: that of {commune} is not compared")
    for insee, text in published.unread.items():
        if insee in published.communes:
            listed = published.communes[insee]
            untold.append(message.format(text=text, commune=f"{listed.name} ({insee})".strip()))
    if published.left_out:
        message = plural(
            "{n} row is left out, its code is not that of a commune of France: {rows}",
            "{n} rows are left out, their codes are not those of a commune of France: {rows}",
            len(published.left_out),
        )
        untold.append(message.format(n=len(published.left_out), rows=", ".join(published.left_out)))
    return untold
