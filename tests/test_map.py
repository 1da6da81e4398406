"""The map: what is drawn is where it should be, names run over nothing, and every encoding can show it."""

from __future__ import annotations

import json
from math import cos, radians
from pathlib import Path

import pytest
from conftest import REGISTRY, Run, changed

from pvd_cli import Commune
from pvd_cli.commands.map import map_
from pvd_cli.output.terminal_map import KEYS, MARKS, CellLine, Map, MapCell, Point, draw_in_cells


def texts(grid: list[CellLine]) -> list[str]:
    return ["".join(cell.char for cell in line).rstrip() for line in grid]


def drawn(codes: list[str], width: int) -> tuple[str, list[CellLine]]:
    """A map and its legend as text, and the cells of the map."""
    (shape,) = map_(department=codes).views
    assert isinstance(shape, Map)
    lines = list(shape.lines(width, 500))
    legend = next(place for place, line in enumerate(texts(lines)) if line.startswith("● "))
    return "\n".join(texts(lines)), lines[:legend]


def test_north_is_up_and_east_is_right() -> None:
    corners = {"a": (44, 5), "b": (44, 6), "c": (43, 5), "d": (43, 6)}
    points = [Point(place, "labelled", name) for name, place in corners.items()]
    grid, left_out = draw_in_cells(points, 40, 40)
    place = {cell.group: (y, x) for y, line in enumerate(grid) for x, cell in enumerate(line) if cell.kind}
    assert place["a"][0] == place["b"][0] == 0 < place["c"][0] == place["d"][0] == len(grid) - 1
    assert place["a"][1] == place["c"][1] == 0 < place["b"][1] == place["d"][1] == 39
    assert left_out == []
    # A degree of longitude is 0.72 of a degree of latitude here, and a cell is twice as high as wide.
    assert len(grid) == pytest.approx(40 / 0.725 / 2, abs=1.5)


def test_an_outline_is_a_line_without_gaps_around_what_it_encloses() -> None:
    square = [(43, 5), (43, 6), (44, 6), (44, 5), (43, 5)]
    grid, _ = draw_in_cells([], 40, 40, outlines=[square])
    dots = sum((ord(cell.char) - 0x2800).bit_count() for line in grid for cell in line if cell.char != " ")
    # Its sides in dots: 79 across, and more down, as a degree of latitude is longer than one of longitude.
    across, down = 79, round(79 / cos(radians(43.5)))
    assert dots == pytest.approx(2 * (across + down), abs=4)
    assert all(cell.kind == "outline" for line in (grid[0], grid[-1]) for cell in line)
    assert [cell.kind for cell in grid[5]] == ["outline", *[""] * 38, "outline"]


def test_the_sea_is_waves_and_no_land_is_sea() -> None:
    land, sea = [(43, 5), (43, 6), (44, 6), (44, 5), (43, 5)], [(42, 5), (42, 6), (43, 6), (43, 5), (42, 5)]
    grid, _ = draw_in_cells([Point((42, 5), "labelled", "g", "Nef")], 40, 60, outlines=[land], sea=[sea])
    waves = [y for y, line in enumerate(grid) if any(cell.kind == "sea" for cell in line)]
    last = len(grid) - 2  # the middle of the very last line lies south of all
    assert waves == list(range(len(grid) // 2 + 1, last + 1))
    assert "● Nef" in texts(grid)[-1], "a name stands over waves"


@pytest.mark.parametrize("width", [30, 60, 80, 120, 200])
def test_names_run_over_nothing_and_stand_beside_their_marks(width: int) -> None:
    for codes in ([], ["83"], ["04"]):
        text, grid = drawn(codes, width)
        assert max(map(len, text.splitlines())) <= width or width < 40
        marks = sum(cell.kind == "labelled" for line in grid for cell in line)
        names = [
            c.name
            for c in REGISTRY.list(department=codes, cohort="selection-2020")
            if any(c.name in line for line in texts(grid))
        ]
        assert len(names) <= marks and (names or width < 60)
        for name in names:
            line = next(line for line in texts(grid) if name in line)
            x = line.index(name)
            around = (line[x - 2 : x], line[x + len(name) : x + len(name) + 2])
            assert MARKS["labelled"] in around[0] + around[1]


@pytest.mark.parametrize("code", ["04", "05", "06", "13", "83", "84"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_a_department_names_all_of_its_labelled_communes(code: str, width: int) -> None:
    text, _ = drawn([code], width)
    for commune in REGISTRY.list(department=code, cohort="all"):
        assert commune.name in text


def test_names_that_have_no_room_are_keyed() -> None:
    points = [Point((43 + i / 1000, 5), "labelled", "g", f"name {i}") for i in range(30)]
    grid, left_out = draw_in_cells([*points, Point((44, 6), "labelled")], 30, 8, keyed=True)
    keys = [entry.sign for entry in left_out]
    assert 0 < len(left_out) < 30 and keys == list(KEYS[: len(keys)])
    shown = "".join(texts(grid))
    assert all(entry.words not in shown for entry in left_out)


def test_the_map_fits_the_window_in_height_too(run: Run) -> None:
    for lines in (20, 40, 60):
        out = run("map", terminal=True, width=200, LINES=str(lines), NO_COLOR="1").out
        assert len(out.splitlines()) < lines


def test_a_map_of_one_place_is_drawn() -> None:
    grid, _ = draw_in_cells([Point((44, 5), "labelled", "04", "Banon")], 80, 20)
    assert "Banon" in "".join(texts(grid))
    assert grid[0][0] == MapCell(MARKS["labelled"], "labelled", "04")


def test_a_highlighted_commune_is_marked_and_named_and_several_are_numbered(run: Run) -> None:
    several = run("map", "--highlight", "la seyne sur mer", "--highlight", "sisteron").out
    assert "La Seyne-sur-Mer 1" in several and "2 Sisteron " in several
    assert "1 La Seyne-sur-Mer: without the label" in several and "2 Sisteron: selected in 2020" in several
    one = run("map", "--highlight", "riez").out
    assert f"{MARKS['highlighted']} Riez: joined in 2021" in one and one.count(MARKS["highlighted"]) == 2
    assert (
        run("map", "--highlight", "apt", "--highlight", "84003").out == run("map", "--highlight", "apt").out
    )
    assert "Gap (05061) is not in 83" in run("map", "-d", "83", "--highlight", "gap").err
    assert run("map", "--highlight", "zzzz").code == 1


def test_by_epci_each_commune_has_the_letter_of_its_intercommunality(run: Run) -> None:
    out = run("map", "84", "--by", "epci").out
    assert "b CA Ventoux-Comtat-Venaissin (COVE): Aubignan, Malaucène, Mazan" in out
    grid = out.partition("a CA des Sorgues")[0]
    assert all(sign in grid for sign in ("b Aubignan", "b Mazan", "a Monteux")) and "●" not in out
    for commune in REGISTRY.list(department="84", cohort="all"):
        assert commune.name in out
    out = run("map", "--by", "epci", "--highlight", "apt").out
    legend = out[out.index("◆ Apt: selected in 2020") :]
    epcis = {commune.epci.name for commune in REGISTRY.communes}
    assert (
        all(f" {name}: " in legend for name in epcis) and "M Métropole d'Aix-Marseille-Provence: 6" in legend
    )
    coloured = run("map", "84", "--by", "epci", terminal=True, width=100).out
    assert coloured != run("map", "84", terminal=True, width=100).out


def test_an_outline_has_no_corners_that_are_too_near_to_show() -> None:
    jagged = [(43 + i % 2 / 500, 5 + i / 1000) for i in range(1001)]  # in steps of a twelfth of a dot
    grid, _ = draw_in_cells([Point((44, 5), "labelled")], 40, 40, outlines=[jagged])
    dots = sum((ord(c.char) - 0x2800).bit_count() for c in grid[-1] if c.kind == "outline")
    assert dots <= 80, "one dot in each column, not two"


def test_an_encoding_without_braille_gets_letters_and_dots(run: Run) -> None:
    for encoding in ("ascii", "cp1252", "latin-1"):
        out = run("map", "-d", "83", encoding=encoding).out
        assert "." in out and "~" in out and "o Barjols" in out and not set(out) & set("●◆⠂?")


def test_those_of_another_cohort_are_drawn_apart_and_counted(run: Run) -> None:
    for argv, others, words in (
        (("-d", "04"), 2, "● selected in 2020: 9  ○ joined in 2021: 2"),
        (("-d", "05", "--cohort", "joined-2021"), 1, "○ joined in 2021: 1\n"),
        ((), 5, "● selected in 2020: 60  ○ joined in 2021: 5"),
        (("--cohort", "2020"), 0, "● selected in 2020: 60\n"),
    ):
        out = run("map", *argv).out
        assert words in out
        grid = out.partition(words)[0]
        assert grid.count(MARKS["joined"]) <= others
        assert bool(others) == (MARKS["joined"] in out)


def test_a_registry_with_odd_places_is_drawn(run: Run, tmp_path: Path) -> None:
    more = '  - code: "99"\n    name: Ailleurs\n    aliases: []\n  - code: "84"\n'
    file = changed(tmp_path, '  - code: "84"\n', more)
    assert "99 Ailleurs: 0" in run("map", "--registry", file).out
    assert run("map", "-d", "99", "--registry", file).code == 0
    sections = "overview pillars ministries partners timeline figures".split()
    programme = "".join(f"  {section}: []\n" for section in sections)
    lists = "".join(f"{name}: []\n" for name in ("sources", "departments", "intercommunalities", "communes"))
    Path(file).write_text(f"programme:\n  name: none\n{programme}{lists}", encoding="utf-8")
    assert run("check", file).code == 0
    assert run("map", "--registry", file).code == 0
    assert run("near", "44.1,6.1", "--registry", file).code == 1


def test_the_widest_window_is_no_wider_than_a_map(run: Run) -> None:
    out = run("map", width=10**30).out
    assert 200 < max(map(len, out.splitlines())) <= 500


def test_programs_get_the_labelled_communes_of_the_map(run: Run) -> None:
    features = json.loads(run("map", "-d", "83", "-f", "geojson").out)["features"]
    assert len(features) == 13
    assert run("map", "-f", "csv").out == run("list", "-f", "csv").out


def test_the_region_names_its_larger_communes_first() -> None:
    text, grid = drawn([], 120)
    named = [c for c in REGISTRY.list(cohort="selection-2020") if any(c.name in line for line in texts(grid))]
    largest = sorted(REGISTRY.list(cohort="selection-2020"), key=lambda c: -c.population)[:30]
    assert set(named) <= set(largest) and len(named) > 12
    assert all(isinstance(commune, Commune) for commune in named)
    for code in ("04", "05", "06", "13", "83", "84"):
        assert code in text
