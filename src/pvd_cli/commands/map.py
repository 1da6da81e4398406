"""pvd map: the region, or a department, with its labelled communes."""

from typing import Annotated

from ..language import N_, _
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.models import SELECTED, describe, record
from ..registry.registry import Registry, of_cohort
from . import completion
from .command import Cohort, Departments, InDepartments, Option, command
from .commune import KEYS, SHOWN, count, departments_named, joined, resolved


@command(
    N_(
        "Draw the region with its labelled communes: in the terminal, as a picture, as a page.\n\n"
        "With a department, zoom in on it and name all of its labelled communes."
    ),
    "map",
    "map 83",
    "map --highlight sisteron --highlight gap",
    "map -o map.svg",
    "map -o map.html",
    maps=True,
)
def map_(
    registry: Registry,
    format: str = "table",
    department: InDepartments = None,
    departments: Departments = None,
    highlight: Annotated[
        list[str] | None,
        Option(
            "--highlight",
            N_("COMMUNE"),
            N_("Mark and name this one, in any spelling; repeatable."),
            completion.places,
        ),
    ] = None,
    cohort: Cohort = SELECTED,
) -> Answer:
    """Draw labelled communes; for programs, list them. Raises NoAnswer for a name that is not there."""
    codes = departments_named(registry, department, departments)
    everyone = registry.list(department=codes, cohort="all")
    found = of_cohort(everyone, cohort)
    drawn = everyone if cohort == SELECTED else found  # a picture has room to tell the cohorts apart
    marked = [resolved(registry, query)[0] for query in highlight or ()]
    inside = [place for place in marked if not codes or place.department in codes]
    outside = [
        _("{name} is not in {departments}, so it is not on this map").format(
            name=describe(place), departments=", ".join(codes)
        )
        for place in marked
        if place not in inside
    ]

    answer = Answer(record(found), fields_of(KEYS), SHOWN, notes=[*joined(everyone, cohort), *outside])
    # Each is drawn by modules that the others need not load.
    if format in ("table", "markdown"):
        from .terminal_map import terminal_map

        title = count(len(found), cohort)
        return answer._replace(views=[terminal_map(registry, codes, found, inside, title)])
    if format == "svg":
        from ..output.svg import draw
        from .picture import picture

        return answer._replace(content=[draw(picture(registry, codes, drawn, inside))])
    if format == "html":
        from ..output.page import write
        from .page import page

        return answer._replace(content=[write(page(registry, codes, drawn, inside))])
    return answer
