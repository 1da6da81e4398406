"""pvd map: the region, or a department, with its labelled communes."""

from typing import Annotated

import typer

from ..language import N_, _
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.lists import read_list
from ..registry.loading import load_registry
from ..registry.models import describe, record
from .commune import COMMUNE_KEYS, LISTED_KEYS, departments_named, names_of_departments, resolved, titled
from .completion import commune_names, names_of
from .options import (
    CohortOption,
    DepartmentArgument,
    DepartmentOption,
    MapFormatOption,
    OutputOption,
    RegistryOption,
    cohort_of,
)
from .values import value_of, words_of
from .verb import verb


@verb(
    N_(
        "Draw the region with its labelled communes: in the terminal, as a picture, as a page.\n\n"
        "With a department, zoom in on it and name all of its labelled communes."
    ),
    "map",
    "map 83",
    "map --highlight sisteron,gap",
    "map 13 --by epci -o map.svg",
    "map -o map.html",
    maps=True,
)
def map_(
    department: DepartmentArgument = None,
    departments: DepartmentOption = None,
    highlight: Annotated[
        list[str] | None,
        typer.Option(
            "--highlight",
            metavar=N_("COMMUNE"),
            help=N_("Mark and name these communes, in any spelling, like sisteron,gap."),
            autocompletion=names_of(commune_names),
        ),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar=N_("WHAT"),
            help=N_("Colour by cohort or by intercommunality (epci)."),
            parser=value_of(("cohort", "epci")),
            autocompletion=words_of(("cohort", "epci")),
        ),
    ] = "cohort",
    cohort: CohortOption = None,
    format: MapFormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Draw labelled communes; in formats for programs, list them. Raises NoAnswer for an unknown name."""
    registry = load_registry(registry_file)
    codes = departments_named(registry, department, departments)
    found = registry.list(department=codes, cohort=cohort_of(cohort))
    marked = read_list(highlight or (), lambda query: resolved(registry.search(query))[0], blanks=False)
    inside = [place for place in marked if not codes or place.department in codes]
    outside = [
        _("{name} is not in {departments}, so it is not on this map").format(
            name=describe(place), departments=", ".join(codes)
        )
        for place in marked
        if place not in inside
    ]

    title = titled(found, names_of_departments(registry, codes))
    answer = Answer(
        record(found),
        fields_of(COMMUNE_KEYS),
        LISTED_KEYS,
        title=title,
        notes=outside,
        sources=registry.sources,
    )
    # Each is drawn by modules that the others need not load.
    if format in (None, "table", "markdown"):
        from .map_terminal import terminal_map

        return answer._replace(views=[terminal_map(registry, codes, found, inside, title, by)])
    if format == "svg":
        from ..output.svg_map import draw
        from .map_picture import picture

        return answer._replace(content=[draw(picture(registry, codes, found, inside, by=by))])
    if format == "html":
        from ..output.html_page import page_html
        from .map_page import page

        return answer._replace(content=[page_html(page(registry, codes, found, inside))])
    return answer
