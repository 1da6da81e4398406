"""The map as a picture: territories, names that nobody takes for another's, kinds that can be told apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from math import dist
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import REGISTRY, Run

from pvd_cli.commands.map_picture import picture
from pvd_cli.output.colours import TINTS
from pvd_cli.output.geography import Point
from pvd_cli.output.labels import Box
from pvd_cli.output.picture import Layout, Picture
from pvd_cli.output.picture_layout import lay_out
from pvd_cli.output.svg_map import FILLS, draw, draw_map
from pvd_cli.registry.models import COHORTS

SVG = "{http://www.w3.org/2000/svg}"
DEPARTMENTS = [department.code for department in REGISTRY.departments]
AREAS: list[tuple[str, ...]] = [(), *((code,) for code in DEPARTMENTS), ("13", "84")]
CROWDED = ("Oppède", "Le Glaizil", "Les Adrets-de-l'Estérel", "Les Omergues", "Sorbiers", "Apt")


# To lay names out takes a tenth of a second for each map, which several tests look at.
@cache
def shown(codes: tuple[str, ...], *highlighted: str, by: str = "cohort") -> Picture:
    communes = REGISTRY.list(department=codes, cohort="all")
    return picture(REGISTRY, codes, communes, list(map(REGISTRY.resolve, highlighted)), by=by)


@cache
def laid_out(codes: tuple[str, ...], *highlighted: str, by: str = "cohort") -> Layout:
    return lay_out(shown(codes, *highlighted, by=by))


@cache
def svg(codes: tuple[str, ...], *highlighted: str, by: str = "cohort") -> str:
    return draw(shown(codes, *highlighted, by=by))


def drawn(codes: tuple[str, ...], *highlighted: str, by: str = "cohort") -> ElementTree.Element:
    return ElementTree.fromstring(svg(codes, *highlighted, by=by))


def texts(root: ElementTree.Element) -> list[str]:
    """Every text of a picture but the halos beneath names, which say the same."""
    nodes = (node for node in root.iter(f"{SVG}text") if not node.get("stroke"))
    return ["".join(node.itertext()) for node in nodes]


def groups(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [node for node in root.iter(f"{SVG}g") if kind in (node.get("class") or "").split()]


@pytest.mark.parametrize("codes", AREAS, ids="-".join)
def test_every_labelled_commune_is_a_territory_with_its_name(codes: tuple[str, ...]) -> None:
    root = drawn(codes)
    communes = REGISTRY.list(department=codes, cohort="all")
    assert {commune.name for commune in communes} <= set(texts(root))
    for cohort, kind in zip(COHORTS, ("selected", "joined"), strict=True):
        found = groups(root, kind)
        assert len(found) == sum(commune.cohort == cohort for commune in communes)
        fills = {node.get("fill") for group in found for node in group.iter(f"{SVG}path")}
        assert fills <= {FILLS[kind]}
        assert all(group.find(f"{SVG}path") is not None for group in found)


LAYOUTS = [*((codes, ()) for codes in AREAS), ((), CROWDED), (("84",), ("cavaillon", "apt"))]


@pytest.fixture(params=LAYOUTS, ids=["-".join([*codes, *marked]) for codes, marked in LAYOUTS])
def layout(request: pytest.FixtureRequest) -> tuple[Picture, Layout]:
    codes, marked = request.param
    return shown(codes, *marked), laid_out(codes, *marked)


def meets(box: Box, other: Box) -> bool:
    return (
        box.left < other.right
        and other.left < box.right
        and box.top < other.bottom
        and other.top < box.bottom
    )


def away(box: Box, point: Point) -> float:
    """How far a point is from a box, 0 within it."""
    return dist(box.nearest(point), point)


def wider(box: Box, by: float) -> Box:
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def finely(lines: Iterable[Sequence[Point]]) -> set[Point]:
    """Points of lines, so near to each other that no letter is between two."""
    return {
        (x + (next_x - x) * step / 20, y + (next_y - y) * step / 20)
        for line in lines
        for (x, y), (next_x, next_y) in pairwise(line)
        for step in range(20)
    }


def test_names_are_in_the_frame_and_clear_of_each_other(layout: tuple[Picture, Layout]) -> None:
    made, laid = layout
    rooms = [*laid.marks.values(), *(room for _kind, room in laid.written)]
    assert len(laid.marks) + len(laid.letters) == len(made.marks) >= 6
    for room in rooms:
        box = room.box
        assert 0 <= box.left < box.right <= made.width and 0 <= box.top < box.bottom <= made.height
        assert [other.lines for other in rooms if meets(other.box, box)] == [room.lines]


def test_each_name_is_nearer_to_its_own_territory_than_to_any_other(layout: tuple[Picture, Layout]) -> None:
    """Or a line leads from it to its own; no name lies on another's."""
    made, laid = layout
    corners = [[point for ring in mark.rings for point in ring] or [mark.place] for mark in made.marks]
    drawn = draw_map(made)[0]
    assert drawn.count('<circle class="end"') <= 16
    for number, room in laid.marks.items():
        others = [
            min(away(room.box, point) for point in points)
            for other, points in enumerate(corners)
            if other != number
        ]
        own = min(away(room.box, point) for point in corners[number])
        assert own <= min(others) + 3 or room.is_away, made.marks[number].name
        assert min(others) > 0


def test_no_name_is_a_letter_instead_even_where_it_is_crowded() -> None:
    for codes in AREAS:
        assert laid_out(codes).letters == {}, codes


def test_no_name_crosses_a_border_of_a_department_nor_a_territory(layout: tuple[Picture, Layout]) -> None:
    made, laid = layout
    points = sorted(finely(made.strong) | finely(ring for mark in made.marks for ring in mark.rings))
    for room in (*laid.marks.values(), *(room for kind, room in laid.written if kind != "epci")):
        letters = wider(room.box, -2)
        first, last = bisect_left(points, (letters.left, 0)), bisect_left(points, (letters.right, 0))
        assert not any(away(letters, point) == 0 for point in points[first:last]), room.lines


def test_lines_to_names_cross_neither_names_nor_each_other() -> None:
    made, laid = shown(()), laid_out(())
    leaders = {
        number: finely([[mark.middle, room.box.nearest(mark.middle)]])
        for number, room in laid.marks.items()
        for mark in [made.marks[number]]
        if room.is_away
    }
    assert len(leaders) > 3
    for number, line in leaders.items():
        for other, room in laid.marks.items():
            assert other == number or not any(away(room.box, point) == 0 for point in line)


def test_departments_are_all_named_with_their_code() -> None:
    said = texts(drawn(()))
    assert {f"{one.name} ({one.code})".replace(" ", "").replace("-", "") for one in REGISTRY.departments} <= {
        text.replace(" ", "").replace("-", "") for text in said
    }
    assert not any(f"({code})" in text for text in texts(drawn(("13",))) for code in DEPARTMENTS), "its title"


def test_names_have_a_halo_and_stay_text() -> None:
    root = drawn(("84",))
    names = [node for group in groups(root, "selected") for node in group.iter(f"{SVG}text")]
    assert len(names) == 2 * 13
    for halo, name in zip(names[::2], names[1::2], strict=True):
        assert halo.get("stroke") and not name.get("stroke")
        assert "".join(halo.itertext()) == "".join(name.itertext())


def test_a_department_names_its_intercommunalities_on_the_map_or_beneath_it() -> None:
    for code in DEPARTMENTS:
        there = {place.epci.name for place in REGISTRY.places if place.department == code and place.epci}
        said = {text.replace(" ", "").replace("-", "") for text in texts(drawn((code,)))}
        assert {name.replace(" ", "").replace("-", "") for name in there} <= said, code


def test_by_epci_each_with_a_labelled_commune_has_a_colour_that_no_neighbour_has_and_a_number() -> None:
    made = shown((), by="epci")
    tinted = {epci.words: epci for epci in made.epcis if epci.tint is not None}
    counts = [commune.epci.name for commune in REGISTRY.communes]
    assert set(tinted) == {f"{name}: {counts.count(name)}" for name in counts}
    assert [entry.words for entry in laid_out((), by="epci").keyed if entry.kind == "epci"] == list(tinted)
    corners = {words: {place for ring in epci.rings for place in ring} for words, epci in tinted.items()}
    beside = [(a, b) for a in corners for b in corners if a < b and len(corners[a] & corners[b]) > 1]
    assert len(beside) > 40
    assert all(tinted[a].tint != tinted[b].tint for a, b in beside)
    assert {epci.tint for epci in tinted.values()} <= set(range(len(TINTS)))
    assert draw(made) == svg((), by="epci"), "the same each time"


def test_several_highlighted_communes_have_a_number_each_and_one_has_none() -> None:
    root = drawn(("84",), "cavaillon", "apt", "sorgues")
    discs = {
        group.get("class"): next(node.text for node in group.iter(f"{SVG}text"))
        for group in groups(root, "highlighted")
    }
    assert discs == {"unlabelled highlighted": "1", "selected highlighted": "2", "joined highlighted": "3"}
    said = texts(root)
    for number, words in (
        ("1", "Cavaillon: without the label"),
        ("2", "Apt: selected in 2020"),
        ("3", "Sorgues: joined in 2021"),
    ):
        assert said[said.index(words) - 1] == number
    (group,) = groups(drawn(("84",), "apt"), "highlighted")
    assert [node.text for node in group.iter(f"{SVG}text")] == ["Apt", "Apt"]


def test_tints_and_fills_differ_in_lightness_or_hatching() -> None:
    assert FILLS["joined"].startswith("url(#hatch)") and FILLS["selected"].startswith("#")
    assert drawn(()).find(f".//{SVG}pattern[@id='hatch']") is not None


def test_a_name_from_a_registry_is_text() -> None:
    evil = REGISTRY.communes[0]._replace(name="<b>a&b</b>")
    titled = ElementTree.fromstring(draw(shown(())._replace(title="<b> & c")))
    assert titled.findtext(f"{SVG}title") == "<b> & c"
    assert "<b>a&b</b>" in texts(ElementTree.fromstring(draw(picture(REGISTRY, [], [evil]))))


def test_the_legend_never_calls_the_60_the_labelled_communes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    assert run("map", "-o", str(file), LANGUAGE="fr").code == 0
    said = texts(ElementTree.parse(file).getroot())
    assert "Petites villes de demain – Provence-Alpes-Côte d’Azur" in said
    assert (
        "60 communes sélectionnées en 2020" in said and "5 communes entrées dans le programme en 2021" in said
    )
    assert "Gap" in said and "Mer Méditerranée" in said
    (sources,) = [text for text in said if text.startswith("Sources\u00a0: ANCT") and "27 avril 2026" in text]
    publishers = sources.partition(".\u00a0")[0].partition(". ")[0].split(" : ")[-1].split(", ")
    assert len(publishers) == len(set(publishers)) > 2, "each once"


def test_a_picture_is_small() -> None:
    for codes in AREAS:
        for by in ("cohort", "epci"):
            assert len(svg(codes, by=by).encode()) < 120_000, (codes, by)


def test_pictures_and_pages_are_of_maps_only(run: Run, tmp_path: Path) -> None:
    for kind in ("svg", "html"):
        result = run("list", "-o", str(tmp_path / f"list.{kind}"))
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"pvd: only a map can be written as {kind}\n  try pvd map -o ")
        assert run("list", "-f", kind).code == 2
        assert kind not in run("list", "--help").out and kind in run("map", "--help").out
    assert list(tmp_path.iterdir()) == []
