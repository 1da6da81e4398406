"""pvd near: labelled communes by their distance from a place."""

import re
from collections.abc import Sequence
from math import inf
from typing import Annotated

import typer

from ..errors import BadInput, NoAnswer
from ..language import N_, _, number
from ..output.answer import Answer
from ..output.fields import fields_of
from ..registry.distances import Near, by_distance, distance, read_kilometres, read_point
from ..registry.loading import load_registry
from ..registry.models import Location, Place, describe, record
from ..registry.registry import Registry
from .arrangement import arranged
from .commune import COMMUNE_KEYS, located, resolved, status, titled
from .completion import commune_names, names_of
from .options import CohortOption, FormatOption, OutputOption, RegistryOption, cohort_of, columns_option
from .verb import verb

SWAPPED_BEYOND = 200  # km from the nearest labelled commune: a point further away may be swapped
NEAR_KEYS = [*COMMUNE_KEYS, "distance_km", "direction"]
MOST = 10  # communes, if neither --limit nor --within is given


@verb(
    N_(
        "List labelled communes by their distance from a place: any commune of the region, or LAT,LON.\n\n"
        "Distances are between the centre points of communes, as the crow flies."
    ),
    "near gap",
    "near la seyne sur mer --within 30",
    "near 43.95,5.78 --limit 3",
)
def near(
    place: Annotated[
        list[str],
        typer.Argument(
            metavar=N_("PLACE"),
            help=N_("A commune in any spelling, or LAT,LON."),
            autocompletion=names_of(commune_names, "place"),
        ),
    ],
    within: Annotated[
        str | None, typer.Option("--within", metavar=N_("KM"), help=N_("Within this many kilometres."))
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", metavar=N_("N"), help=N_("At most this many communes; 10 without --within."), min=1
        ),
    ] = None,
    cohort: CohortOption = None,
    columns: Annotated[list[str] | None, columns_option(NEAR_KEYS)] = None,
    format: FormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Rank labelled communes by distance, nearest first; exit code 1 where none is near enough.

    Raises BadInput for an invalid point, or one whose numbers seem swapped; NoAnswer for an unknown commune.
    """
    registry = load_registry(registry_file)
    query = " ".join(place)
    origin, notes = _origin(registry, query)
    point = origin if isinstance(origin, Location) else origin.location
    others = [commune for commune in registry.list(cohort=cohort_of(cohort)) if commune != origin]
    everyone = by_distance(others, point)
    if point is origin:
        _refuse_swapped(point, everyone)
    radius = inf if within is None else _radius(within)
    close = [each for each in everyone if each.distance_km <= radius]
    found = close[: limit or (MOST if within is None else None)]
    answer = Answer(
        record(found),
        fields_of(NEAR_KEYS),
        ("name", "insee", "department", "distance_km", "direction"),
        title=_near_title(origin, found, radius) if found else "",
        sentences=[
            *([] if isinstance(origin, Location) else [status(origin)]),
            _("Distances are between centre points, as the crow flies."),
        ],
        data={"query": query, "place": record(origin), "results": record(found)},
        notes=[*notes, *_distance_notes(everyone, close, found)],
        code=0 if found else 1,
        sources=registry.sources,
    )
    return arranged(answer, columns=columns)


def _origin(registry: Registry, query: str) -> tuple[Place | Location, list[str]]:
    """Return the point or the commune that a query means, and notes on how it was found."""
    point = read_point(query)
    if point:
        return point, []
    try:
        return resolved(registry.search(query))
    except NoAnswer as error:
        if not re.search(r"\d[.,;°]", query):
            raise
        hint = _("write latitude, longitude, like 43.95,5.78")
        raise BadInput(_("“{query}” is neither a commune nor a point").format(query=query), hint) from error


def _near_title(origin: Place | Location, found: Sequence[Near], radius: float) -> str:
    """Return what is listed: from where, how many communes, within how many kilometres."""
    where = _("Nearest to {place}").format(place=located(origin))
    within = [] if radius == inf else [_("within {km} km").format(km=number(radius))]
    return titled([each.commune for each in found], [where], within)


def _radius(within: str) -> float:
    """Return the number of kilometres in a text; raise BadInput for any other text."""
    radius = read_kilometres(within)
    if radius is None:
        message = _("“{text}” is not a number of kilometres").format(text=within)
        raise BadInput(message, _("write digits, like --within 30"))
    return radius


def _refuse_swapped(point: Location, everyone: Sequence[Near]) -> None:
    """Raise BadInput for a point that is far from the region, but near it with its two numbers swapped."""
    swapped = Location(point.longitude, point.latitude)
    if everyone and everyone[0].distance_km > SWAPPED_BEYOND > distance(
        swapped, everyone[0].commune.location
    ):
        message = _("{point} is far from the region").format(point=located(point))
        hint = _("latitude comes first: pvd near {point}")
        raise BadInput(message, hint.format(point=f"{swapped.latitude},{swapped.longitude}"))


def _distance_notes(everyone: Sequence[Near], close: Sequence[Near], found: Sequence[Near]) -> list[str]:
    if not everyone:
        return [_("no labelled commune fits all these criteria")]
    if not found:
        message = _("no labelled commune is that near; the nearest is {name}, {km} km away")
        nearest = everyone[0]
        return [message.format(name=describe(nearest.commune), km=number(nearest.distance_km))]
    return (
        [_("{n} more; see them with --limit").format(n=len(close) - len(found))]
        if len(close) > len(found)
        else []
    )
