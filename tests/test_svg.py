"""The map as a picture: names are clear of each other, all is in the frame, kinds can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import REGISTRY, Run

from pvd_cli.commands.picture import picture
from pvd_cli.output import svg
from pvd_cli.output.geography import crossings
from pvd_cli.output.labels import Box, Lines, Named, place_names
from pvd_cli.registry.models import Place
from pvd_cli.registry.outlines import SEA, outlines

SVG = "{http://www.w3.org/2000/svg}"
AREAS = [[], *([code] for code in ("04", "05", "06", "13", "83", "84")), ["13", "84"]]


# With these marked and named too, the names that choose last find no room until they choose first.
CROWDED = ("Oppède", "Le Glaizil", "Les Adrets-de-l'Estérel", "Les Omergues", "Sorbiers")


def drawn(codes: Sequence[str], *highlighted: str) -> ElementTree.Element:
    communes = REGISTRY.list(department=codes, cohort="all")
    marked = list(map(REGISTRY.resolve, highlighted))
    return ElementTree.fromstring(svg.draw(picture(REGISTRY, codes, communes, marked)))


def texts(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("codes", AREAS, ids="-".join)
def test_every_labelled_commune_is_named_as_text_and_marked_by_its_cohort(codes: list[str]) -> None:
    root = drawn(codes)
    communes = REGISTRY.list(department=codes, cohort="all")
    assert {commune.name for commune in communes} <= set(texts(root))
    groups = [group.get("class") for group in root.iter(f"{SVG}g")]
    joined = sum(commune.cohort == "joined-2021" for commune in communes)
    assert (groups.count("selected"), groups.count("joined")) == (len(communes) - joined, joined)


@pytest.mark.parametrize(
    ("codes", "highlighted"),
    [*((codes, ()) for codes in AREAS), ([], CROWDED)],
    ids=["-".join(a) for a in [*AREAS, CROWDED]],
)
def test_no_name_lies_on_another_on_a_mark_or_beyond_the_frame(
    codes: list[str], highlighted: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[Sequence[Named], Box, dict[int, Box]]] = []

    def spy(marks: Sequence[Named], frame: Box, lines: Lines) -> dict[int, Box]:
        seen.append((marks, frame, place_names(marks, frame, lines)))
        return seen[-1][2]

    monkeypatch.setattr(svg, "place_names", spy)
    drawn(codes, *highlighted)
    ((marks, frame, rooms),) = seen
    assert len(rooms) == len(marks) >= 6
    boxes = [*rooms.values(), *(mark.box for mark in marks)]
    for room in rooms.values():
        assert room.within(frame)
        over = [
            box
            for box in boxes
            if room[0] < box[2] and box[0] < room[2] and room[1] < box[3] and box[1] < room[3]
        ]
        assert over == [room]


def test_kinds_differ_in_shape_not_only_in_colour() -> None:
    shapes = {kind: svg._sign(kind, 0, 0).split()[0] for kind in ("selected", "joined", "landmark")}
    assert len(set(shapes.values())) == 3
    lightness = [sum(int(tint[place : place + 2], 16) for place in (1, 3, 5)) for tint in svg.TINTS]
    assert len(set(lightness)) == len(svg.TINTS)


def test_neighbours_have_different_tints() -> None:
    land = picture(REGISTRY, [], REGISTRY.communes).land
    tints = svg._tints(land)
    corners = {one.code: {place for ring in one.rings for place in ring} for one in land}
    pairs = [(a, b) for a in corners for b in corners if a < b and corners[a] & corners[b]]
    assert ("04", "83") in pairs and len(pairs) > 5
    assert all(tints[a] != tints[b] for a, b in pairs)


def test_a_name_from_a_registry_is_text() -> None:
    evil = REGISTRY.communes[0]._replace(name="<script>a & b</script>")
    assert "<script>a & b</script>" in texts(ElementTree.fromstring(svg.draw(picture(REGISTRY, [], [evil]))))


def test_the_legend_never_calls_the_60_the_labelled_communes(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "map.svg"
    assert run("map", "-o", str(file), LANGUAGE="fr").code == 0
    said = texts(ElementTree.parse(file).getroot())
    assert "Petites villes de demain – Provence-Alpes-Côte d'Azur" in said
    assert (
        "60 communes sélectionnées en 2020" in said and "5 communes entrées dans le programme en 2021" in said
    )
    assert "Gap" in said and "Mer Méditerranée" in said
    assert any(text.startswith("Sources\u00a0: ANCT") and "27 avril 2026" in text for text in said)


def test_pictures_and_pages_are_of_maps_only(run: Run, tmp_path: Path) -> None:
    for kind in ("svg", "html"):
        result = run("list", "-o", str(tmp_path / f"list.{kind}"))
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"pvd: only a map can be written as {kind}\n  try pvd map -o ")
        assert run("list", "-f", kind).code == 2
        assert kind not in run("list", "--help").out and kind in run("map", "--help").out
    assert list(tmp_path.iterdir()) == []


def test_outlines_are_closed_and_communes_lie_within_those_of_their_department() -> None:
    rings = outlines(department.code for department in REGISTRY.departments)
    assert all(ring[0] == ring[-1] and len(ring) > 4 for found in rings.values() for ring in found)

    def inside(code: str, place: Place) -> bool:
        longitudes = crossings(rings[code], place.location.latitude)
        return sum(longitude < place.location.longitude for longitude in longitudes) % 2 == 1

    assert all(inside(commune.department, commune) for commune in REGISTRY.communes)
    # Outlines are true to some 600 m; the centre of Cannes, which has islands, lies in the sea.
    outside = [place.name for place in REGISTRY.others if not inside(place.department, place)]
    assert len(outside) < 5 and "Cannes" in outside and inside(SEA, REGISTRY.resolve("cannes"))
    assert outlines(["99"])["99"] == []


def test_every_department_has_its_name_on_the_map_of_the_region() -> None:
    said = texts(drawn([]))
    for one in REGISTRY.departments:
        assert {f"{one.name} ({one.code})", one.name} & set(said)
