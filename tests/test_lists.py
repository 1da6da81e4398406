"""Lists and counts: departments and intercommunalities as people type them, 2020 and 2021 told apart."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from conftest import REGISTRY, Run, rows


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
    found = json.loads(run("epcis", "--cohort", "all", "-f", "json").out)
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
        found = [commune.name for commune in sorted(members, key=lambda commune: commune.insee)]
        result = run("list", "--epci", epci.siren, "--cohort", "all", "-f", "csv")
        assert (result.code, names(result.out)) == (0 if found else 1, found)
        assert found or result.err.strip() == f"pvd: no commune of {epci.name} is labelled"


def test_a_list_of_2020_names_those_that_joined_in_2021(run: Run) -> None:
    result = run("list", "--epci", "DLVA")
    assert result.code == 1 and "was selected in 2020" in result.err
    for command in (["list"], ["departments"], ["epcis"], ["map"]):
        said = run(*command).err
        assert all(name in said for name in ("Cadenet", "Sorgues", "Oraison", "Riez", "Espinasses")), command
        assert "2021" not in run(*command, "--cohort", "all").err
    drawn = run("list", terminal=True).out
    assert "60 communes selected in 2020" in drawn and "labelled communes" not in drawn
    assert "5 communes that joined in 2021" in run("list", "--cohort", "joined-2021", terminal=True).out
    assert "65 labelled communes" in run("list", "--cohort", "all", terminal=True).out


def test_where_a_name_fits_several_epcis_each_row_says_its_own(run: Run) -> None:
    result = run("list", "--epci", "luberon")
    header, *lines = [line.split("\t") for line in result.out.splitlines()]
    assert header[-1] == "epci_name" and len({line[-1] for line in lines}) > 1
    assert all("Luberon" in line[-1] for line in lines)
    assert "4 intercommunalities have that in their name" in result.err
    assert "epci_name" not in run("list", "--epci", "sisteronais").out.splitlines()[0]


def test_epcis_are_in_the_order_of_their_names_and_fit_a_window(run: Run) -> None:
    lines = run("epcis", terminal=True, NO_COLOR="1", COLUMNS="80").out.splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines)
    assert lines[-1].startswith("Inhab.: of the communes counted here")
    sirens = [line.split()[0] for line in lines if line[:9].isdigit()]
    by_siren = {epci.siren: epci.name for epci in REGISTRY.epcis}
    assert sirens == sorted(by_siren, key=lambda siren: by_siren[siren].replace("É", "E").lower())


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
    assert "“mirabeau”: 2 communes answer to that" in result.err
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
    assert result.code == 1 and result.err == "pvd: no labelled commune fits all of that\n"
    assert len(result.out.splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "likely"),
    [("st remy", True), ("sisteron", True), ("lst 04", False), ("serach sisteron", False)],
)
def test_a_commune_typed_for_a_command_is_told_how_to_be_searched(run: Run, typed: str, likely: bool) -> None:
    result = run(*typed.split())
    assert (result.code, result.out) == (2, "")
    assert (f"to look for a commune: pvd search {typed}\n" in result.err) == likely
