"""The content of the map's picture: labelled communes, coloured by cohort or EPCI, in their departments."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from ..language import _, day, language, typographic
from ..output.colours import TINTS
from ..output.geography import Projection
from ..output.labels import Room, Ways, wrappings
from ..output.picture import Area, Entry, Layout, Mark, Outline, Picture
from ..output.picture_layout import lay_out
from ..registry.models import COHORTS, JOINED, SELECTED, Commune, Department, Epci, Place
from ..registry.outlines import SEA, Line, rings
from ..registry.registry import Registry
from .commune import cohorts_counted, count
from .map_borders import Borders, drawn_from, read_borders
from .map_highlights import Highlight, numbered

KINDS = {SELECTED: "selected", JOINED: "joined"}
SHOWN = {"cohort", "location", "outlines"}  # what a map shows, as sources name it


def picture(
    registry: Registry,
    codes: Sequence[str],
    communes: Sequence[Commune],
    highlighted: Sequence[Place] = (),
    *,
    by: str = "cohort",
    linked: bool = False,
) -> Picture:
    """Return the picture of the labelled communes of departments or of the region.

    by: `cohort` or `epci`, which gives the colours; linked: whether each commune is a link to its row in a
    page.
    """
    shown = [d for d in registry.departments if not codes or d.code in codes]
    inside = {department.code for department in shown}
    borders = read_borders(registry, inside, communes, whole=not codes)
    plain = not highlighted and by == "cohort" and len(communes) == len(registry.communes)
    lines = borders.lines
    highlights = numbered(highlighted)
    landmarks = _landmarks(registry, shown, highlighted)
    return Picture(
        language(),
        title(registry, codes, communes),
        borders.width,
        borders.height,
        [Area(_ways(d), rings(lines, d.code)) for d in shown],
        _around(registry, borders, inside),
        rings(lines, SEA),
        _sea_names(registry),
        [line.points for line in lines if not inside.isdisjoint(line.territories)],
        _between_epcis(registry, borders),
        _epcis(registry, lines, inside, communes, codes, by),
        _marks(lines, borders.projection, communes, highlights, landmarks, linked),
        legend(communes, highlights, bool(landmarks)),
        sources(registry),
        _with_sea(borders.layout, _sea_names(registry)[:1]) if borders.layout and plain else None,
    )


def _sea_names(registry: Registry) -> list[str]:
    """Return the names of the sea, that in the user's language first."""
    names = registry.region.sea or {}
    return [names.get(language(), ""), *names.values()]


def _with_sea(layout: Layout, lines: Sequence[str]) -> Layout:
    """Return a layout in which the sea has another name, in the same place."""
    written = [
        (kind, room._replace(lines=lines) if kind == "water" else room) for kind, room in layout.written
    ]
    return layout._replace(written=written)


def snapshot_of_the_region(registry: Registry) -> str:
    """Return the text of a module with what takes long to find for the map of the region: for a wheel."""
    made = picture(registry, [], registry.communes)
    borders = read_borders(registry, [d.code for d in registry.departments], (), whole=True)
    layout = lay_out(made)
    constants = {
        "CRC": drawn_from(),
        "PROJECTION": tuple(borders.projection),
        "WIDTH": borders.width,
        "HEIGHT": borders.height,
        "LINES": [(tuple(line.territories), line.points) for line in borders.lines],
        "MARKS": {number: _plain(room) for number, room in layout.marks.items()},
        "WRITTEN": [(kind, _plain(room)) for kind, room in layout.written],
        "ELSEWHERE": registry.elsewhere.numbers,
    }
    return "".join(f"{name} = {value!r}\n" for name, value in constants.items())


def _plain(room: Room) -> tuple[Any, ...]:
    return tuple(room._replace(box=tuple(room.box)))  # type: ignore[arg-type]


def _around(registry: Registry, borders: Borders, departments: Collection[str]) -> list[Outline]:
    """Return the outlines of the other departments, as far as they are seen."""
    others = [department.code for department in registry.departments if department.code not in departments]
    return [ring for code in others for ring in rings(borders.lines, code) if borders.show(ring)]


def _landmarks(
    registry: Registry, departments: Sequence[Department], highlighted: Sequence[Place]
) -> list[Place]:
    """Return the prefectures of departments, for orientation, without those that the map shows anyway."""
    prefectures = {department.prefecture for department in departments}
    return [place for place in registry.others if place.insee in prefectures and place not in highlighted]


def _between_epcis(registry: Registry, borders: Borders) -> list[Outline]:
    """Return the lines between EPCIs within a department, as far as they are seen."""
    departments = {department.code for department in registry.departments}
    epcis = {epci.siren for epci in registry.epcis}
    return [
        line.points
        for line in borders.lines
        if departments.isdisjoint(line.territories)
        and not epcis.isdisjoint(line.territories)
        and borders.show(line.points)
    ]


def _ways(department: Department) -> list[Ways]:
    """Return the ways to write the name of a department on a map, the best first."""
    both = f"{department.name} ({department.code})"
    return [wrappings(both), wrappings(department.name), [[department.code]]]


def title(registry: Registry, codes: Sequence[str], communes: Sequence[Commune]) -> str:
    """Return what a map is of: the programme, and the departments or the region, and which communes if not
    all that are labelled there."""
    names = [department.name for department in registry.departments if department.code in codes]
    parts = [registry.programme.name, ", ".join(names) or typographic(registry.region.name)]
    if len(communes) < len(registry.list(department=codes)):
        parts.append(cohorts_counted(communes))
    return " – ".join(filter(None, parts))


def legend(communes: Sequence[Commune], highlighted: Sequence[Highlight], landmarks: bool) -> list[Entry]:
    """Return the entries of the legend, one for each kind of mark on the map."""
    numbers = Counter(commune.cohort for commune in communes)
    entries = [Entry(KINDS[cohort], count(numbers[cohort], cohort)) for cohort in COHORTS if numbers[cohort]]
    for place, key, words in highlighted:
        entries.append(Entry(_kind(place), words, key, highlighted=True))
    entries.append(Entry("border", _("border between intercommunalities")))
    if landmarks:
        entries.append(Entry("landmark", _("prefecture, for orientation")))
    return entries


def sources(registry: Registry) -> str:
    """Return a line with the publishers of the map's data, each once, and the date of the newest data."""
    used = [source for source in registry.sources if SHOWN & set(source.fields)]
    if not used:
        return ""
    publishers = ", ".join(dict.fromkeys(name for source in used for name in source.publisher.split(", ")))
    newest = max(source.date or "" for source in used)
    return _("Sources: {publishers}. Data as of {day}.").format(publishers=publishers, day=day(newest))


def _kind(place: Place) -> str:
    return KINDS[place.cohort] if isinstance(place, Commune) else "unlabelled"


def _marks(
    lines: Sequence[Line],
    projection: Projection,
    communes: Sequence[Commune],
    highlighted: Sequence[Highlight],
    landmarks: Sequence[Place],
    linked: bool,
) -> list[Mark]:
    keys = {one.place.insee: one.key for one in highlighted}
    places = [
        *(one.place for one in highlighted),
        *(commune for commune in communes if commune.insee not in keys),
    ]
    return [
        *(
            Mark(
                projection.point(place.location),
                _kind(place),
                place.name,
                rings(lines, place.insee),
                place.insee if linked and isinstance(place, Commune) else "",
                place.insee in keys,
                keys.get(place.insee, ""),
            )
            for place in places
        ),
        *(Mark(projection.point(place.location), "landmark", place.name) for place in landmarks),
    ]


def _epcis(
    registry: Registry,
    lines: Sequence[Line],
    departments: Collection[str],
    communes: Sequence[Commune],
    codes: Sequence[str],
    by: str,
) -> list[Area]:
    """Return the intercommunalities of departments, to be named; of the region only where they are coloured,
    with words for the legend if they have labelled communes."""
    if not codes and by != "epci":
        return []
    numbers = Counter(commune.epci for commune in communes)
    there = {place.epci for place in registry.places if place.department in departments}
    tints = _tints(registry.epcis, lines) if by == "epci" else {}
    areas = []
    for epci in registry.epcis:
        if epci in there:
            n = numbers[epci]
            words = _("{name}: {n}").format(name=epci.name, n=n) if by == "epci" else epci.name
            areas.append(
                Area(
                    [wrappings(epci.name)] if codes else [],
                    rings(lines, epci.siren),
                    words if codes or n else "",
                    tints.get(epci.siren) if n else None,
                )
            )
    return areas


def _tints(epcis: Sequence[Epci], lines: Sequence[Line]) -> dict[str, int]:
    """Return a tint for each EPCI, by SIREN, that its neighbours do not have, if there are enough tints."""
    tints: dict[str, int] = {}
    for epci in epcis:
        beside = {code for line in lines if epci.siren in line.territories for code in line.territories}
        taken = {tints[code] for code in beside & tints.keys()}
        tints[epci.siren] = min(set(range(len(TINTS))) - taken, default=0)
    return tints
