"""What the map shows as a picture: all labelled communes, told apart by cohort, within their departments."""

from collections import Counter
from collections.abc import Collection, Sequence

from ..language import _, day, language, typographic
from ..output.colours import TINTS
from ..output.labels import Ways, wrappings
from ..output.picture import Area, Entry, Mark, Picture
from ..registry.models import COHORTS, JOINED, SELECTED, Commune, Department, Epci, Place
from ..registry.outlines import SEA, Line, read_lines, rings
from ..registry.registry import Registry
from .commune import cohorts_counted, count
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
    """Return the picture of labelled communes, of departments or of the region.

    by: `epci` to colour intercommunalities; linked: whether each commune is a link to its code, as a page
    has it.
    """
    lines = read_lines()
    shown = [d for d in registry.departments if not codes or d.code in codes]
    inside = {department.code for department in shown}
    highlights = numbered(highlighted)
    landmarks = _landmarks(registry, shown, highlighted)
    return Picture(
        language(),
        title(registry, codes, communes),
        [Area(_ways(d), rings(lines, d.code)) for d in shown],
        [ring for d in registry.departments if d not in shown for ring in rings(lines, d.code)],
        rings(lines, SEA),
        (registry.region.sea or {}).get(language(), ""),
        [line.points for line in lines if not inside.isdisjoint(line.territories)],
        _between_epcis(registry, lines),
        _epcis(registry, lines, inside, communes, codes, by),
        _marks(lines, communes, highlights, landmarks, linked),
        legend(communes, highlights, bool(landmarks)),
        sources(registry),
    )


def _landmarks(
    registry: Registry, departments: Sequence[Department], highlighted: Sequence[Place]
) -> list[Place]:
    """Return the prefectures of departments, to find one's way, but those that the map shows anyway."""
    prefectures = {department.prefecture for department in departments}
    return [place for place in registry.others if place.insee in prefectures and place not in highlighted]


def _between_epcis(registry: Registry, lines: Sequence[Line]) -> list[Sequence[tuple[float, float]]]:
    """Return the lines between EPCIs within a department."""
    departments = {department.code for department in registry.departments}
    epcis = {epci.siren for epci in registry.epcis}
    return [
        line.points
        for line in lines
        if departments.isdisjoint(line.territories) and not epcis.isdisjoint(line.territories)
    ]


def _ways(department: Department) -> list[Ways]:
    """Return the ways to write a department on a map, the best first."""
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
    """Return the kinds of marks that a map has, each in words."""
    numbers = Counter(commune.cohort for commune in communes)
    entries = [Entry(KINDS[cohort], count(numbers[cohort], cohort)) for cohort in COHORTS if numbers[cohort]]
    for place, key, words in highlighted:
        entries.append(Entry(_kind(place), words, key, highlighted=True))
    entries.append(Entry("border", _("border between intercommunalities")))
    if landmarks:
        entries.append(Entry("landmark", _("prefecture, for orientation")))
    return entries


def sources(registry: Registry) -> str:
    """Return who published what a map shows, each once, and of when the newest of it is."""
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
                place.location,
                _kind(place),
                place.name,
                rings(lines, place.insee),
                place.insee if linked and isinstance(place, Commune) else "",
                place.insee in keys,
                keys.get(place.insee, ""),
            )
            for place in places
        ),
        *(Mark(place.location, "landmark", place.name) for place in landmarks),
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
    """Return a tint for each EPCI that none of its neighbours has, as far as there are enough."""
    tints: dict[str, int] = {}
    for epci in epcis:
        beside = {code for line in lines if epci.siren in line.territories for code in line.territories}
        taken = {tints[code] for code in beside & tints.keys()}
        tints[epci.siren] = min(set(range(len(TINTS))) - taken, default=0)
    return tints
