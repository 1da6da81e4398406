"""Distances and directions on the globe, and `pvd near`."""

from __future__ import annotations

import json
import math

import pytest
from conftest import REGISTRY, Run
from hypothesis import given
from hypothesis import strategies as st

from pvd_cli import BadInput, Location, PvdError
from pvd_cli.registry.distances import (
    DIRECTIONS,
    RADIUS,
    by_distance,
    direction,
    distance,
    read_kilometres,
    read_point,
)

points = st.builds(Location, st.floats(-90, 90), st.floats(-180, 180))


def test_a_quarter_of_the_equator_is_a_quarter_of_the_circumference() -> None:
    assert distance(Location(0, 0), Location(0, 90)) == pytest.approx(math.pi * RADIUS / 2)
    assert distance(Location(0, 0), Location(0, 180)) == pytest.approx(math.pi * RADIUS)
    assert distance(Location(90, 0), Location(-90, 77)) == pytest.approx(math.pi * RADIUS)


def test_a_degree_of_longitude_is_shorter_in_the_north() -> None:
    degree = math.pi * RADIUS / 180
    assert distance(Location(0, 5), Location(0, 6)) == pytest.approx(degree)
    assert distance(Location(44, 5), Location(44, 6)) == pytest.approx(
        degree * math.cos(math.radians(44)), 1e-4
    )


@given(points, points)
def test_distance_is_symmetric_and_within_half_the_globe(a: Location, b: Location) -> None:
    assert distance(a, b) == pytest.approx(distance(b, a))
    assert 0 <= distance(a, b) <= math.pi * RADIUS + 1e-6
    assert distance(a, a) == 0


@given(points, points, points)
def test_no_detour_is_shorter(a: Location, b: Location, c: Location) -> None:
    assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-6


@pytest.mark.parametrize(
    ("north", "east"), [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)]
)
def test_the_compass_has_eight_points(north: int, east: int) -> None:
    there = Location(44 + north / 10, 6 + east / 10 / math.cos(math.radians(44)))
    expected = {0: "N", 1: "NE", 2: "E", 3: "SE", 4: "S", 5: "SW", 6: "W", 7: "NW"}
    assert direction(Location(44, 6), there) == expected[round(math.atan2(east, north) / math.pi * 4) % 8]


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("43.95,5.78", (43.95, 5.78)),
        ("43.95, 5.78", (43.95, 5.78)),
        (" (43.95 5.78) ", (43.95, 5.78)),
        ("43.95°, 5.78°", (43.95, 5.78)),
        ("43,95 ; 5,78", (43.95, 5.78)),
        ("43,95 5,78", (43.95, 5.78)),
        ("44, 6", (44, 6)),
        ("43,95, 5,78", (43.95, 5.78)),
        ("43.95/5.78", (43.95, 5.78)),
        ("43.95° N, 5.78° E", (43.95, 5.78)),
        ("43.95N 5.78W", (43.95, -5.78)),
        ("5,78°O 43,95°N", (43.95, -5.78)),
        ("43°57'00.0\"N 5°46'48.0\"E", (43.95, 5.78)),
        ("5° 46′ 48″ E, 43° 57′ 00″ N", (43.95, 5.78)),
        ("-43.95,-5.78", (-43.95, -5.78)),
    ],
)
def test_a_point_is_read_as_maps_write_it(text: str, point: tuple[float, float]) -> None:
    assert read_point(text) == pytest.approx(point)


LONG = ["1" + " " * 200_000 + "x", "9" * 200_000 + ",5", "1 " * 100_000]


@pytest.mark.parametrize(
    "text",
    ["95.0,200", "43,95", "43N 44N", "91.5 5.0", "1e400,5", "nan,nan", *LONG],
    ids=lambda text: text[:20],
)
def test_what_is_no_point_of_the_earth_is_never_read_as_one(text: str) -> None:
    """And is told soon, however long it is."""
    try:
        assert read_point(text) is None
    except BadInput as error:
        assert error.hints


def test_a_number_of_kilometres_is_read_as_people_write_it() -> None:
    for text, km in (("30", 30), ("12.5", 12.5), ("12,5", 12.5), ("12,5 km", 12.5), ("30km", 30)):
        assert read_kilometres(text) == km
    for text in ("nan", "inf", "-1", "", "1e5", "km"):
        assert read_kilometres(text) is None


@pytest.mark.parametrize("text", ["Sisteron", "04200", "43.95", "04209 Sisteron", "43.95,", "", "1,2,3"])
def test_what_is_no_point_is_left_to_the_names(text: str) -> None:
    assert read_point(text) is None


def test_all_labelled_communes_are_ranked_from_everywhere() -> None:
    communes = REGISTRY.list()
    for place in REGISTRY.places[::25]:
        found = by_distance(communes, place.location)
        assert {each.commune.insee for each in found} == {commune.insee for commune in communes}
        kilometres = [each.distance_km for each in found]
        assert kilometres == sorted(kilometres)
        for each in found:
            assert (each.direction in DIRECTIONS) == (each.commune.location != place.location)


def test_a_labelled_commune_is_nearest_to_itself() -> None:
    for commune in REGISTRY.list():
        first = by_distance(REGISTRY.list(), commune.location)[0]
        assert (first.commune, first.distance_km, first.direction) == (commune, 0, None)


def test_near_keeps_its_radius_its_limit_and_its_cohort(run: Run) -> None:
    def found(*argv: str) -> list[dict[str, object]]:
        return list(json.loads(run("near", "gap", "-f", "json", *argv).out)["results"])

    assert len(found()) == 10
    within = found("--within", "40")
    assert within == found("--limit", "60")[: len(within)]
    assert all(float(str(row["distance_km"])) <= 40 for row in within)
    assert float(str(found("--limit", "60")[len(within)]["distance_km"])) > 40
    cohorts = {row["cohort"] for row in found("--cohort", "all", "--limit", "65")}
    assert cohorts == {"selection-2020", "joined-2021"}
    assert run("near", "gap", "--within", "1").code == 1


def test_what_looks_like_a_point_and_is_none_gets_the_way_to_write_one(run: Run) -> None:
    for text in ("43.9,5.7,1", "43,95", "43.9;x"):
        result = run("near", text)
        assert result.code == 2 and "43.95,5.78" in result.err


def test_near_says_what_it_measures_from(run: Run) -> None:
    place = json.loads(run("near", "la seyne sur mer", "-f", "json", "--limit", "1").out)["place"]
    assert (place["insee"], place["name"]) == ("83126", "La Seyne-sur-Mer")
    assert "is not labelled" in run("near", "gap").err and "centre points" in run("near", "gap").err
    assert run("near", "95.0,200").code == 2
    assert "near 43.95,5.78" in run("near", "5.78,43.95").err
    assert run("near", "48.85,2.35").code == 0


@given(st.text(max_size=40))
def test_any_text_is_a_point_a_commune_or_a_clear_error(text: str) -> None:
    try:
        assert read_point(text) or REGISTRY.resolve(text).location
    except PvdError as error:
        assert str(error)
