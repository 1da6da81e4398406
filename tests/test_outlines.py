"""The borders that maps draw: lines of one topology, from which each territory's rings are put together."""

from __future__ import annotations

from collections import Counter
from itertools import chain, pairwise

import pytest
from conftest import REGISTRY, ROOT

from pvd_cli.output.geography import crossings
from pvd_cli.registry.models import Place
from pvd_cli.registry.outlines import SEA, Line, Ring, read_lines, rings

LINES = read_lines()
DEPARTMENTS = {department.code for department in REGISTRY.departments}
EPCIS = {epci.siren for epci in REGISTRY.epcis}
COMMUNES = {commune.insee for commune in REGISTRY.communes}
Edge = frozenset[tuple[float, float]]


def edges(line: Ring) -> list[Edge]:
    return [frozenset(pair) for pair in pairwise(line)]


def inside(code: str, place: Place) -> bool:
    longitudes = crossings(rings(LINES, code), place.location.latitude)
    return sum(longitude < place.location.longitude for longitude in longitudes) % 2 == 1


def test_the_file_bounds_each_territory_of_the_registry_and_no_other() -> None:
    bounded = set(chain.from_iterable(line.territories for line in LINES))
    assert bounded == DEPARTMENTS | EPCIS | COMMUNES | {SEA}
    assert (len(DEPARTMENTS), len(EPCIS), len(COMMUNES)) == (6, 52, 65)


def test_lines_stand_in_the_order_of_what_they_bound_and_are_written_alike() -> None:
    text = (ROOT / "data" / "outlines.csv").read_text(encoding="utf-8")
    rows = [row.split(",") for row in text.splitlines()[1:]]
    order = {2: 0, 9: 1, 5: 2, 3: 3}  # departments, EPCIs, communes, the sea: by the length of their codes
    keys = [[(order[len(code)], code) for code in row[0].split()] for row in rows]
    assert all(key == sorted(key) for key in keys) and keys == sorted(keys)
    points = chain.from_iterable(row[1].split(";") for row in rows)
    assert all(f"{float(x):.3f} {float(y):.3f}" == point for point in points for x, y in [point.split()])


def test_no_two_lines_have_a_piece_in_common_and_they_meet_at_their_ends_only() -> None:
    pieces = Counter(chain.from_iterable(edges(line.points) for line in LINES))
    assert set(pieces.values()) == {1} and len(pieces) > 7_900
    ends = {end for line in LINES for end in (line.points[0], line.points[-1])}
    passed = Counter(chain.from_iterable(line.points[1:-1] for line in LINES))
    assert not ends & set(passed) and set(passed.values()) == {1}


@pytest.mark.parametrize("code", sorted(DEPARTMENTS | EPCIS | COMMUNES | {SEA}))
def test_the_lines_of_a_territory_close_to_rings(code: str) -> None:
    found = rings(LINES, code)
    assert found and all(ring[0] == ring[-1] and len(ring) > 3 for ring in found)
    lengths = list(map(len, found))
    assert lengths == sorted(lengths, reverse=True)
    own = chain.from_iterable(edges(line.points) for line in LINES if code in line.territories)
    assert Counter(own) == Counter(chain.from_iterable(map(edges, found)))


def test_a_line_is_joined_to_others_whichever_way_they_run() -> None:
    a, b, c = (43.0, 5.0), (43.0, 6.0), (44.0, 5.0)
    lines = [Line(["x"], [a, b]), Line(["x", "y"], [c, b]), Line(["x"], [c, a]), Line(["y"], [a, a])]
    (ring,) = rings(lines, "x")
    assert Counter(edges(ring)) == Counter(edges([a, b, c, a]))
    assert rings(lines, "99") == []


def test_communes_lie_within_their_own_territory_their_epci_and_their_department() -> None:
    for commune in REGISTRY.communes:
        assert all(inside(code, commune) for code in (commune.department, commune.epci.siren)), commune.name
        assert inside(commune.insee, commune), commune.name
    # Cannes has islands, and Saint-Jean-Cap-Ferrat goes around a bay: their middle lies offshore.
    outside = [place for place in REGISTRY.others if not inside(place.department, place)]
    assert sorted(place.name for place in outside) == ["Cannes", "Saint-Jean-Cap-Ferrat"]
    assert all(inside(SEA, place) for place in outside)


def test_departments_are_made_of_epcis_and_land_ends_where_the_sea_begins() -> None:
    """Each piece of a department's border is one of an EPCI, but where an EPCI lies on both sides of it."""
    for line in LINES:
        own, epcis = DEPARTMENTS.intersection(line.territories), EPCIS.intersection(line.territories)
        assert len(own) != 1 or len(epcis) == 1
        assert SEA not in line.territories or len(own) <= 1
    coast = [line for line in LINES if SEA in line.territories and len(line.territories) > 1]
    assert {code for line in coast for code in line.territories} & DEPARTMENTS == {"06", "13", "83"}
