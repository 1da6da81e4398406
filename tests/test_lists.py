"""Lists and counts: departments and intercommunalities as people type them, 2020 and 2021 told apart."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from conftest import REGISTRY, Run, rows

from pvd_cli.search.names import fold


def names(text: str) -> list[str]:
    return [row["name"] for row in rows(text)]


@pytest.mark.parametrize(
    ("words", "options"),
    [("84", "84"), ("vaucluse", "84"), ("hautes alpes", "05"), ("84 var", "84 83"), ("le var", "83")],
)
@pytest.mark.parametrize("command", ["list", "map"])
def test_a_department_needs_no_option(run: Run, command: str, words: str, options: str) -> None:
    asked = run(command, *words.split(), "-f", "csv")
    said = run(command, *(f"--department={code}" for code in options.split()), "-f", "csv")
    assert asked.code == 0 and names(asked.out)
    assert asked.out == said.out


def test_a_department_that_is_not_there_is_no_answer(run: Run) -> None:
    result = run("list", "finistère")
    assert (result.code, result.out) == (1, "")
    assert "is not a department" in result.err and "84 Vaucluse" in result.err


def test_every_epci_of_the_region_has_a_row_with_its_labelled_communes(run: Run) -> None:
    found = json.loads(run("epcis", "--all", "-f", "json").out)
    counted = Counter(commune.epci.siren for commune in REGISTRY.communes)
    assert {row["siren"]: row["communes"] for row in found} == {
        e.siren: counted[e.siren] for e in REGISTRY.epcis
    }
    assert len(found) == 52 and sum(row["communes"] for row in found) == 65
    for row in found:
        members = [place for place in REGISTRY.places if place.epci and place.epci.siren == row["siren"]]
        assert row["departments"] == sorted({place.department for place in members})


def test_an_epci_without_any_is_known_and_said_to_have_none(run: Run) -> None:
    for epci in REGISTRY.epcis:
        members = [commune for commune in REGISTRY.communes if commune.epci == epci]
        found = [commune.name for commune in members]
        result = run("list", "--epci", epci.siren, "-f", "csv")
        assert (result.code, names(result.out)) == (0 if found else 1, found)
        assert found or result.err.strip() == f"pvd: no commune of {epci.name} is labelled"


def test_the_60_and_the_5_are_in_every_answer_and_told_apart(run: Run) -> None:
    assert [row["joined_2021"] for row in rows(run("epcis", "04", "-f", "csv").out)].count("2") == 1  # DLVA
    for verb in ("list", "departments", "epcis", "map"):
        result = run(verb, terminal=True, NO_COLOR="1")
        assert "60 communes selected in 2020, and 5 that joined in 2021" in result.out
        assert "2021" not in result.err
    listed = run("list", "04", terminal=True, NO_COLOR="1", width=80).out.splitlines()
    assert [line[:5] for line in listed if line.startswith("─")] == ["─────"] * 2
    assert listed[listed.index("─" * 78, 4) + 1].startswith("04143  Oraison") and " 2021 " in listed[-2]
    sorted_ = run("list", "04", "--sort", "name", terminal=True, NO_COLOR="1", width=80).out
    assert sorted_.count("─" * 78) == 1, "no line where the cohorts are mixed"
    assert "5 communes that joined in 2021" in run("list", "--cohort", "2021", terminal=True).out
    assert run("list", "--epci", "DLVA", "--cohort", "2020").err.endswith("was selected in 2020\n")


def test_a_title_says_where_and_what_was_asked(run: Run) -> None:
    for argv, title in (
        (("list", "84"), "Vaucluse: 13 communes selected in 2020, and 2 that joined in 2021"),
        (
            ("list", "--epci", "dracenie"),
            "CA Dracénie Provence Verdon Agglomération: 4 communes selected in 2020",
        ),
        (("list", "83", "--without", "ort"), "Var: 3 communes selected in 2020 (no known ORT)"),
        (("departments", "04,05"), "Alpes-de-Haute-Provence, Hautes-Alpes: 19 communes selected in 2020"),
        (("epcis", "Var"), "Var: 13 communes selected in 2020, in 9 intercommunalities"),
    ):
        assert title in run(*argv, terminal=True, NO_COLOR="1", width=200).out
    wide = run(
        "list", "--population", "10000..", "--ort-since", "2024", terminal=True, NO_COLOR="1", width=120
    )
    assert "(10,000 inhabitants or more; ORT signed since 1 January 2024)" in wide.out


def test_an_epci_may_be_named_by_a_commune_of_it_which_is_said(run: Run) -> None:
    result = run("list", "--epci", "Sisteron", "--columns", "name", "-f", "json")
    assert json.loads(result.out) == [{"name": n} for n in ("Sisteron", "Laragne-Montéglin", "Serres")]
    assert "Sisteron is in CC du Sisteronais-Buëch." in run("list", "--epci", "Sisteron", terminal=True).out


@pytest.mark.parametrize(
    ("argv", "header"),
    [
        (("list", "04"), "name,population,epci_name"),
        (("departments",), "department,communes"),
        (("epcis",), "name,joined_2021"),
        (("near", "gap"), "name,distance_km"),
    ],
)
def test_columns_are_chosen_in_every_format(run: Run, argv: tuple[str, ...], header: str) -> None:
    chosen = (*argv, "--columns", header)
    keys = header.split(",")
    assert run(*chosen, "-f", "csv").out.splitlines()[0] == header
    assert run(*chosen).out.splitlines()[0] == header.replace(",", "\t")
    answer = json.loads(run(*chosen, "-f", "json").out)
    assert {tuple(row) for row in (answer["results"] if argv[0] == "near" else answer)} == {tuple(keys)}
    if argv[0] in ("list", "near"):
        for feature in json.loads(run(*chosen, "-f", "geojson").out)["features"]:
            assert list(feature["properties"]) == keys and feature["geometry"]["coordinates"]
    wrong = run(*argv, "--columns", f"{keys[0]},nonsense")
    assert wrong.code == 2 and "“nonsense” is not one of" in wrong.err and keys[1] in wrong.err


def test_rows_are_sorted_by_several_keys_and_limited(run: Run) -> None:
    assert "--limit" not in run("list", "04", "--limit", "11").err, "it has eleven"
    result = run("list", "--sort", "department,-population", "--limit", "2", "-f", "csv")
    assert names(result.out) == ["Sisteron", "Oraison"]
    assert "63 more; see them with --limit" in result.err
    counted = rows(run("departments", "--sort", "-communes", "-f", "csv").out)
    assert [row["communes"] for row in counted] == sorted(
        (r["communes"] for r in counted), key=int, reverse=True
    )
    assert run("list", "--sort", "size").code == 2


def test_where_a_name_fits_several_epcis_each_row_says_its_own(run: Run) -> None:
    lines = run("list", "--epci", "luberon", terminal=True, NO_COLOR="1", width=90).out.splitlines()
    assert lines[0].startswith("4 intercommunalities have this in their name: CA Durance-Lubéron-Verdon")
    assert any("Intercommunality" in line for line in lines)
    for width, there in ((99, False), (100, True)):
        listed = run("list", "--epci", "sisteronais", terminal=True, NO_COLOR="1", width=width).out
        header = next(line for line in listed.splitlines() if line.startswith("INSEE"))
        assert ("Intercommunality" in header) == there


def test_a_narrow_window_keeps_rows_together_and_says_what_a_wider_one_shows(run: Run) -> None:
    narrow = run("departments", terminal=True, NO_COLOR="1", width=60).out.splitlines()
    assert max(map(len, narrow)) <= 60 and len(narrow) < 25
    assert "A wider window also shows: Petites villes, Conv., ORTs" in narrow
    listed = run("list", "84", terminal=True, NO_COLOR="1", width=60).out
    assert "Commune          Dept  Since" in listed and "2021    4,363" in listed
    assert "also shows: INSEE, Intercommunality" in listed
    assert "also shows: SIREN, Dept, Names" in run("epcis", terminal=True, NO_COLOR="1").out
    for argv, width in ((("epcis",), 200), (("list", "--columns", "insee,epci_name"), 60)):
        assert "wider" not in run(*argv, terminal=True, NO_COLOR="1", width=width).out


def test_epcis_are_one_row_each_in_the_order_of_their_names(run: Run) -> None:
    result = run("epcis", terminal=True, NO_COLOR="1", width=80)
    lines = result.out.splitlines()
    assert max(map(len, lines)) <= 80
    shown = [line.split("  ")[0] for line in lines if line.startswith(("CA ", "CC ", "M"))]
    assert shown == sorted(shown, key=lambda name: fold(name)) and len(shown) == 40
    assert "12 other intercommunalities have no labelled commune; see them with --all" in result.err
    everything = run("epcis", "--all", terminal=True, NO_COLOR="1", width=80)
    assert len([line for line in everything.out.splitlines() if line.startswith(("CA", "CC", "M"))]) == 52
    assert not everything.err
    title = everything.out.splitlines()[:2]
    assert " ".join(title).startswith(
        "60 communes selected in 2020, and 5 that joined in 2021, in 40 of 52 intercommunalities"
    )


def test_a_number_that_is_the_same_in_both_lists_is_shown_once(run: Run) -> None:
    fields = [line.split("\t") for line in run("show", "Puget-Théniers").out.splitlines()]
    assert [value for heading, value in fields if heading == "Petite ville"] == ["pvd-93-06-2"]
    both = run("show", "seyne").out
    assert "pvd-93-04-8 in the list of 2021" in both and "pvd-93-04-10 since 2023" in both


def test_the_overview_counts_the_five_that_joined_too(run: Run) -> None:
    assert "65 in the list of April 2026" in run("programme").out


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("Apt", "Pertuis"), ["Apt", "Pertuis"]),
        (("nice", "manosque", "brignoles"), ["Nice", "Manosque", "Brignoles"]),
        (("gap", "st-bonnet-en-champsaur"), ["Gap", "Saint-Bonnet-en-Champsaur"]),
        (("la", "roque", "d'antheron"), ["La Roque-d'Anthéron"]),
        (("le", "luc"), ["Le Luc"]),
    ],
)
def test_names_without_commas_are_several_where_each_is_a_whole_name(
    run: Run, words: tuple[str, ...], found: list[str]
) -> None:
    shown = rows(run("show", *words, "-f", "csv").out)
    assert sorted(row["name"] for row in shown) == sorted(found)
    searched = rows(run("search", *words, "-f", "csv").out)
    assert [row["name"] for row in searched][: len(found)] == found


def test_words_of_a_name_are_one_name_even_where_one_is_a_commune_too(run: Run) -> None:
    assert rows(run("show", "Roquebrune", "Cap", "Martin", "-f", "csv").out)[0]["insee"] == "06104"
    assert run("show", "Apt", "Pertuis-sur-Mer").code == 1


def test_each_of_several_names_is_answered(run: Run) -> None:
    first, second = json.loads(run("search", "sisteron,", "forcalquier", "-f", "json").out)
    assert [first["query"], second["query"]] == ["sisteron", "forcalquier"]
    assert [answer["results"][0]["insee"] for answer in (first, second)] == ["04209", "04088"]
    both = rows(run("search", "gap, apt", "-f", "csv").out)
    assert [(row["query"], row["insee"], row["status"]) for row in both] == [
        ("gap", "05061", "not-labelled"),
        ("apt", "84003", "labelled"),
    ]
    result = run("search", "gap, lille, mirabeau, zzzzzz")
    assert result.code == 1
    assert "Lille (Nord, 59350) is outside the region." in result.err
    assert "“mirabeau”: 2 communes fit this query" in result.err
    assert "no commune of the region is called “zzzzzz”" in result.err


@pytest.mark.parametrize(
    ("query", "insee"), [("Le Muy, Var", "83086"), ("Seyne, La", "04205"), ("04200, Sisteron", "04209")]
)
def test_what_is_one_name_with_a_comma_is_one_question(run: Run, query: str, insee: str) -> None:
    answer = json.loads(run("search", query, "-f", "json").out)
    assert answer["query"] == query and answer["results"][0]["insee"] == insee


def test_an_address_without_a_known_name_is_not_several(run: Run) -> None:
    query = "Hôtel de ville, place de la mairie, Digne"
    assert json.loads(run("search", query, "-f", "json").out)["query"] == query


def test_sources_have_addresses_that_a_registry_may_leave_out(run: Run) -> None:
    sources = json.loads(run("programme", "sources", "-f", "json").out)
    addresses = {source["id"]: source["url"] for source in sources}
    assert (
        addresses["anct-2026"] == "https://www.data.gouv.fr/fr/datasets/programme-petites-villes-de-demain/"
    )
    assert addresses["article"] is None
    assert addresses["anct-2026"] in run("programme", "sources").out


def test_counts_of_nothing_are_no_answer(run: Run) -> None:
    result = run("departments", "06", "--cohort", "joined-2021")
    assert result.code == 1 and result.err == "pvd: no labelled commune fits all these criteria\n"
    assert len(result.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "likely"),
    [("st remy", True), ("sisteron", True), ("lst 04", False), ("serach sisteron", False)],
)
def test_a_commune_typed_for_a_command_is_told_how_to_be_searched(run: Run, typed: str, likely: bool) -> None:
    result = run(*typed.split())
    assert (result.code, result.out) == (2, "")
    assert (f"to look for a commune: pvd search {typed}\n" in result.err) == likely
