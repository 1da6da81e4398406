"""pvd map: the region, or a department, with its labelled communes."""

from typing import Annotated

from ..language import N_, _
from ..output.views import Reply, Table, View
from ..registry.models import SELECTED, describe, record
from ..registry.registry import Registry, of_cohort
from . import completion
from .command import Cohort, Departments, InDepartments, Option, command
from .commune import KEYS, columns, count, departments_named, joined, resolved


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
) -> Reply:
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

    # Each is drawn by modules that the others need not load.
    def in_terminal() -> View:
        from .terminal_map import terminal_map

        return terminal_map(registry, codes, found, inside, count(len(found), cohort))

    def svg() -> str:
        from ..output.svg import draw
        from .picture import picture

        return draw(picture(registry, codes, drawn, inside))

    def html() -> str:
        from ..output.page import write
        from .page import page

        return write(page(registry, codes, drawn, inside))

    return Reply(
        table=lambda: Table(columns(), record(found), keys=KEYS),
        view=in_terminal,
        notes=lambda: [*joined(everyone, cohort), *outside],
        drawn={"svg": svg, "html": html},
    )
