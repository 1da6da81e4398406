"""The map as a picture: territories, names that nobody takes for another's, kinds that can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import REGISTRY, Run

from pvd_cli.commands.map_picture import picture
from pvd_cli.output.colours import TINTS
from pvd_cli.output.labels import Room
from pvd_cli.output.picture import Picture
from pvd_cli.output.picture_layout import Layout, lay_out
from pvd_cli.output.svg_map import FILLS, draw
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
        assert {node.get("fill") for group in found for node in group.iter(f"{SVG}path")} <= {FILLS[kind]}
        assert all(group.find(f"{SVG}path") is not None for group in found)


LAYOUTS = [*((codes, ()) for codes in AREAS), ((), CROWDED), (("84",), ("cavaillon", "apt"))]


@pytest.fixture(params=LAYOUTS, ids=["-".join([*codes, *marked]) for codes, marked in LAYOUTS])
def layout(request: pytest.FixtureRequest) -> tuple[Picture, Layout]:
    codes, marked = request.param
    return shown(codes, *marked), laid_out(codes, *marked)


def test_names_are_in_the_frame_and_clear_of_each_other(layout: tuple[Picture, Layout]) -> None:
    made, laid = layout
    rooms = [*laid.marks.values(), *(room for _kind, room in laid.written)]
    assert len(laid.marks) + len(laid.letters) == len(made.marks) >= 6
    assert all(room.box.within(laid.frame) for room in rooms)
    for room in rooms:
        assert [other.lines for other in rooms if other.box.meets(room.box)] == [room.lines]


def test_each_name_is_nearer_to_its_own_territory_than_to_any_other(layout: tuple[Picture, Layout]) -> None:
    """By the corners of territories and by their middles; no name lies on another's."""
    made, laid = layout
    corners = [
        [laid.projection.point(place) for ring in mark.rings for place in ring]
        or [laid.projection.point(mark.place)]
        for mark in made.marks
    ]
    for number, room in laid.marks.items():
        away = [min(map(room.box.away, points)) for points in corners]
        nearest = min(range(len(away)), key=away.__getitem__)
        assert away[number] <= max(away[nearest] + 8, 10), made.marks[number].name
        others = {point for other, points in enumerate(corners) if other != number for point in points}
        assert not any(room.box.away(point) == 0 for point in others.difference(corners[number]))


def test_few_names_of_the_region_and_none_of_a_department_are_letters_instead() -> None:
    for codes in AREAS[1:-1]:
        assert laid_out(codes).letters == {}, codes
    laid = laid_out(())
    assert 0 < len(laid.letters) <= 4
    said = texts(drawn(()))
    for entry in laid.keyed:
        assert entry.key in said and entry.words in said


def test_no_name_on_the_map_of_a_department_crosses_its_border_nor_does_the_name_of_a_department() -> None:
    """On the map of the region a few do, where there is no other room; their halo interrupts the border."""
    for codes in AREAS[1:-1]:
        laid = laid_out(codes)
        assert crossing(laid, laid.marks.values()) == [], codes
    laid = laid_out(())
    areas = [room for kind, room in laid.written if kind == "area"]
    assert len(areas) == 6 and crossing(laid, areas) == []
    assert len(crossing(laid, laid.marks.values())) <= 20


def crossing(laid: Layout, rooms: Iterable[Room]) -> list[Sequence[str]]:
    """The names that lie on a border of a department, as wide as a usual typeface has them."""
    points = [point for line in laid.strong for point in line]
    return [room.lines for room in rooms if any(room.box.wider(-2).away(point) == 0 for point in points)]


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
    evil = REGISTRY.communes[0]._replace(name="<script>a & b</script>")
    titled = ElementTree.fromstring(draw(shown(())._replace(title="<b> & c")))
    assert titled.findtext(f"{SVG}title") == "<b> & c"
    assert "<script>a & b</script>" in texts(ElementTree.fromstring(draw(picture(REGISTRY, [], [evil]))))


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
