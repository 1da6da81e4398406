"""What the map shows as a picture: all labelled communes, told apart by cohort, within their departments."""

from collections import Counter
from collections.abc import Sequence

from ..language import _, day, language
from ..output.svg import Land, Mark, Picture
from ..registry.models import COHORTS, JOINED, SELECTED, Commune, Place
from ..registry.outlines import SEA, outlines
from ..registry.registry import Registry
from .commune import count

KINDS = {SELECTED: "selected", JOINED: "joined"}
SHOWN = {"cohort", "location", "outlines"}  # what a map shows, as sources name it


def picture(
    registry: Registry,
    codes: Sequence[str],
    communes: Sequence[Commune],
    highlighted: Sequence[Place] = (),
    *,
    linked: bool = False,
) -> Picture:
    """Return the picture of labelled communes, of departments or of the region.

    linked: whether each commune is a link to its code, as a page has it.
    """
    shown = [d for d in registry.departments if not codes or d.code in codes]
    rings = outlines(department.code for department in registry.departments)
    inside = {department.code for department in shown}
    prefectures = {d.prefecture for d in shown}
    landmarks = [p for p in registry.others if p.insee in prefectures and p not in highlighted]
    marks = [
        *(Mark(p.location, "highlighted", p.name) for p in highlighted),
        *(
            Mark(c.location, KINDS[c.cohort], "" if c in highlighted else c.name, c.insee if linked else "")
            for c in communes
        ),
        *(Mark(p.location, "landmark", p.name) for p in landmarks),
    ]
    return Picture(
        language(),
        title(registry, codes),
        [Land(d.code, d.name, rings[d.code]) for d in shown],
        [ring for d in registry.departments if d.code not in inside for ring in rings[d.code]],
        rings[SEA],
        (registry.region.sea or {}).get(language(), ""),
        marks,
        legend(communes, highlighted, bool(landmarks)),
        sources(registry),
    )


def title(registry: Registry, codes: Sequence[str]) -> str:
    """Return what a map is of: the programme, and the departments or the region."""
    names = [department.name for department in registry.departments if department.code in codes]
    where = ", ".join(names) or registry.region.name
    return f"{registry.programme.name} – {where}" if where else registry.programme.name


def legend(
    communes: Sequence[Commune], highlighted: Sequence[Place], landmarks: bool
) -> list[tuple[str, str]]:
    """Return the kinds of marks that a map has, each in words."""
    numbers = Counter(commune.cohort for commune in communes)
    entries = [(KINDS[cohort], count(numbers[cohort], cohort)) for cohort in COHORTS if numbers[cohort]]
    if highlighted:
        entries.append(("highlighted", ", ".join(place.name for place in highlighted)))
    if landmarks:
        entries.append(("landmark", _("prefecture, to find one's way")))
    return entries


def sources(registry: Registry) -> str:
    """Return who published what a map shows, and of when the newest of it is."""
    used = [source for source in registry.sources if SHOWN & set(source.fields)]
    if not used:
        return ""
    publishers = _("; ").join(dict.fromkeys(source.publisher for source in used))
    newest = max(source.date or "" for source in used)
    return _("Sources: {publishers}. Data as of {day}.").format(publishers=publishers, day=day(newest))
