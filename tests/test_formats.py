"""What programs read: formats, their keys and their order, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from conftest import LISTINGS, MAPS, Run, rows

from pvd_cli.output.cells import flat


@pytest.mark.parametrize("argv", LISTINGS + MAPS)
def test_every_format_of_every_listing_reads_back(run: Run, argv: tuple[str, ...]) -> None:
    data = json.loads(run(*argv, "-f", "json").out)
    assert yaml.safe_load(run(*argv, "-f", "yaml").out) == data
    read = rows(run(*argv, "-f", "csv").out)
    assert read and None not in read[0] and len({len(row) for row in read}) == 1
    tsv = [line.split("\t") for line in run(*argv, "-f", "tsv").out.splitlines()]
    assert tsv == [list(read[0]), *[list(row.values()) for row in read]]
    assert run(*argv, "-f", "markdown").code == 0


@pytest.mark.parametrize("query", ["gap", "83126", "marseille", "allons", "sisteron", "riez", "cogolin"])
def test_a_commune_has_the_same_facts_in_every_format(run: Run, query: str) -> None:
    facts = flat(json.loads(run("show", query, "-f", "json").out))
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        (row,) = rows(run("show", query, "-f", format).out, delimiter)
        assert row == facts


def test_the_keys_are_those_of_the_design(run: Run) -> None:
    keys = (
        "insee name department department_name epci petite_ville pvd_id siren cohort population postal_codes "
        "location arrondissement convention_signed ort_signed aliases"
    ).split()
    for commune in json.loads(run("list", "--cohort", "all", "-f", "json").out):
        assert list(commune) == keys
        assert list(commune["epci"]) == ["siren", "name", "type"]
        assert list(commune["location"]) == ["latitude", "longitude"]
    answer = json.loads(run("search", "seyne", "-f", "json").out)
    assert list(answer) == ["query", "results", "not_labelled", "elsewhere", "place", "epci"]
    assert list(answer["results"][0]) == [*keys, "score", "reason", "match"]
    rank = ["insee", "name", "department", "score", "reason", "match"]
    assert list(answer["not_labelled"][0]) == rank
    other = json.loads(run("search", "gap", "-f", "json").out)["not_labelled"][0]
    assert list(other) == [*rank, "acv_signed"]
    assert other["acv_signed"] == "2024-04-24"


def test_json_is_valid_even_when_nothing_matches(run: Run) -> None:
    result = run("search", "zzzz", "-f", "json")
    found = json.loads(result.out)
    assert found == {
        "query": "zzzz",
        "results": [],
        "not_labelled": [],
        "elsewhere": [],
        "place": None,
        "epci": None,
    }
    assert result.code == 1
    assert result.err.startswith("pvd: no commune")
    result = run("list", "-d", "13", "--cohort", "joined-2021", "-f", "json")
    assert (result.code, json.loads(result.out)) == (1, [])


@pytest.mark.parametrize(
    ("argv", "full"),
    [
        (("list", "-d", "13", "--cohort", "joined-2021"), ("list",)),
        (("near", "nice", "--within", "1"), ("near", "nice")),
        (("search", "zzzz"), ("search", "sisteron", "--scores")),
    ],
)
def test_a_table_without_rows_keeps_its_header(
    run: Run, argv: tuple[str, ...], full: tuple[str, ...]
) -> None:
    for kind in ("csv", "tsv", "table"):
        result = run(*argv, "-f", kind)
        assert result.code == 1
        assert result.out.splitlines() == run(*full, "-f", kind).out.splitlines()[:1]


def test_an_ending_that_is_no_format_is_refused_unless_the_format_is_said(run: Run, tmp_path: Path) -> None:
    for name in ("map.svg", "list.kml", "list.ods", "list.xls"):
        result = run("list", "-o", str(tmp_path / name))
        assert (result.code, result.out) == (2, "")
    assert list(tmp_path.iterdir()) == []
    assert run("list", "-f", "csv", "-o", str(tmp_path / "list.2026")).code == 0


def test_a_list_is_of_all_65_unless_a_cohort_is_named(run: Run) -> None:
    for cohort, count in (
        (None, 65),
        ("selection-2020", 60),
        ("2020", 60),
        ("joined-2021", 5),
        ("2021", 5),
        ("all", 65),
    ):
        argv = ("--cohort", cohort) if cohort else ()
        assert len(json.loads(run("list", *argv, "-f", "json").out)) == count


@pytest.mark.parametrize(
    "key", ["insee", "name", "department", "epci", "population", "convention_signed", "ort_signed"]
)
def test_sorting_both_ways_keeps_what_is_not_known_last(run: Run, key: str) -> None:
    def values(sort: str) -> list[object]:
        listed = json.loads(run("list", "--sort", sort, "-f", "json").out)
        return [row[key]["name"] if key == "epci" else row[key] for row in listed]

    up, down = values(key), values(f"-{key}")
    known = [value for value in up if value is not None]
    assert [value for value in down if value is not None] == known[::-1]
    assert up[len(known) :] == down[len(known) :] == [None] * (65 - len(known))
    assert len(set(map(str, known))) > 5


def test_the_totals_add_up_and_an_epci_of_two_departments_counts_once(run: Run) -> None:
    head, *parts, total = [line.split("\t") for line in run("departments").out.splitlines()]
    for column in range(2, len(head)):
        added = sum(int(row[column]) for row in parts)
        assert int(total[column]) == added - (head[column] == "epcis")
    assert [total[head.index(key)] for key in ("communes", "petites_villes")] == ["65", "53"]
    assert [total[head.index(key)] for key in ("selected_2020", "joined_2021")] == ["60", "5"]


def test_the_labelled_communes_of_an_epci_are_named_on_the_card(run: Run) -> None:
    assert "Laragne-Montéglin, Serres" in run("show", "sisteron").out
    assert "Le Cannet-des-Maures" in run("show", "le luc").out


@pytest.mark.parametrize("ending", ["json", "csv", "tsv", "md", "yaml", "yml", "geojson"])
def test_output_takes_its_format_from_the_name_of_the_file(run: Run, tmp_path: Path, ending: str) -> None:
    kind = {"md": "markdown", "yml": "yaml"}.get(ending, ending)
    file = tmp_path / f"communes.{ending}"
    result = run("list", "-o", str(file))
    assert (result.code, result.out) == (0, "")
    assert file.read_text(encoding="utf-8") == run("list", "-f", kind).out
    run("list", "-f", "json", "-o", str(file))
    assert json.loads(file.read_text(encoding="utf-8"))
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_output_that_cannot_be_written_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "such" / "folder.json"):
        result = run("list", "-o", str(target))
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("pvd: ") and len(result.err.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_geojson_has_longitude_first(run: Run) -> None:
    answer = json.loads(run("list", "-f", "geojson").out)
    assert (answer["type"], len(answer["features"])) == ("FeatureCollection", 65)
    for feature in answer["features"]:
        assert not any(isinstance(value, (dict, list)) for value in feature["properties"].values())
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 4.2 < longitude < 7.8 and 43 < latitude < 45.2
    assert run("programme", "-f", "geojson").code == 2


def test_the_longest_name_that_a_file_may_have_will_do(run: Run, tmp_path: Path) -> None:
    file = tmp_path / ("a" * 246 + ".csv")
    assert run("list", "-o", str(file)).code == 0
    assert list(tmp_path.iterdir()) == [file]


def test_a_tab_and_a_line_break_in_a_cell_are_kept_in_csv_and_blanks_in_tsv(run: Run) -> None:
    content = b'Commune;x\n"zz\tb\nc\x1b";1\n'
    argv = ("match", "-", "--column", "Commune", "--review")
    assert '"zz\tb\nc\ufffd"' in run(*argv, "-f", "csv", stdin=content).out
    assert "\nzz b c\ufffd\t" in run(*argv, "-f", "tsv", stdin=content).out
    assert "\nzz\ufffdb\ufffdc\ufffd\t" in run(*argv, stdin=content).out


@pytest.mark.parametrize("kind", ["table", "json", "csv", "tsv", "markdown", "yaml"])
def test_no_format_writes_what_steers_a_terminal(run: Run, tmp_path: Path, kind: str) -> None:
    """ESC, the C1 controls, marks of direction, tags: what reads JSON or YAML gets them back all the same."""
    steering = "a\x1b[31m\x9b\u202e\u2066\U000e0001é"
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump({steering: 1}), encoding="utf-8")
    for argv in (("check", str(file)), ("search", f"{steering} sisteron")):
        written = run(*argv, "-f", kind).out
        assert written and all(sign.isprintable() or sign in "\n\t\u00a0" for sign in written)
        if kind in ("json", "yaml"):
            read = json.loads(written) if kind == "json" else yaml.safe_load(written)
            said = read.get("query") or " ".join(problem["where"] for problem in read["problems"])
            assert steering in said


def test_a_dash_is_stdout_and_who_reads_french_is_told_of_workbooks(run: Run, tmp_path: Path) -> None:
    assert run("list", "-o", "-", "-f", "csv").out == run("list", "-f", "csv").out
    file = str(tmp_path / "list.csv")
    assert "list.xlsx" in run("list", "-o", file, LANGUAGE="fr").err
    assert "list.xlsx" not in run("list", "-o", file).err
