"""Which communes outside the region are labelled: the data, and what search and show say of them."""

from __future__ import annotations

import json

import pytest
from conftest import REGISTRY, ROOT, Run, rows

from pvd_cli import Commune
from pvd_cli.registry.results import SearchResult
from pvd_cli.search.elsewhere import Outside


def lines(name: str) -> list[dict[str, str]]:
    return rows((ROOT / "data" / name).read_text(encoding="utf-8"))


LABELS = {row["insee"]: row for row in lines("labels-elsewhere.csv")}
NAMES = {row["insee"]: row["name"] for row in lines("elsewhere.csv")}


def test_the_labels_elsewhere_are_1581_and_each_is_what_its_commune_says() -> None:
    assert list(LABELS) == sorted(LABELS) and LABELS.keys() <= NAMES.keys()
    assert sum(row["pvd"] == "yes" for row in LABELS.values()) == 1_646 - 65
    assert sum(row["acv"] == "yes" for row in LABELS.values()) == 245 - 12
    assert {(row["pvd"], row["acv"]) for row in LABELS.values()} == {("yes", ""), ("", "yes")}
    nothing = {"pvd": "", "pvd_signed": "", "acv": "", "acv_signed": ""}
    for insee, place in REGISTRY.elsewhere.by_code.items():
        assert {"insee": insee, **nothing, **LABELS.get(insee, {})} == {
            "insee": place.insee,
            "pvd": "yes" if place.pvd else "",
            "pvd_signed": str(place.pvd_signed or ""),
            "acv": "yes" if place.acv else "",
            "acv_signed": str(place.acv_signed or ""),
        }


def meant(result: SearchResult) -> Commune | Outside | None:
    """The one commune that a search is sure of, here or elsewhere; of ours only labelled ones."""
    if result.match:
        return result.match.commune if isinstance(result.match.commune, Commune) else None
    places = result.elsewhere if not result.in_region else ()
    return places[0] if len(places) == 1 and places[0].pvd else None


def test_all_1646_names_with_their_department_are_labelled_and_1000_others_are_not() -> None:
    found = [REGISTRY.find(f"{c.name}, {c.department_name}") for c in REGISTRY.communes]
    assert [meant(result) for result in found] == list(REGISTRY.communes)
    departments = REGISTRY.elsewhere.departments
    others = 0
    for insee, name in NAMES.items():
        labelled = LABELS.get(insee, {}).get("pvd") == "yes"
        if labelled or hash(int(insee, 36)) % 33 == 0:
            code = insee[:2] if insee[:2] in departments else insee[:3]
            place = meant(REGISTRY.find(f"{name}, {departments[code]}"))
            assert (place.insee if place else None) == (insee if labelled else None), name
            others += not labelled
    assert others > 950


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("Belley", "Belley (Ain, 01034) is outside the region. It is labelled, since 22 April 2021."),
        ("01034", "Belley (Ain, 01034) is outside the region. It is labelled, since 22 April 2021."),
        ("Lille", "Lille (Nord, 59350) is outside the region. It is not labelled."),
        (
            "Ambérieu-en-Bugey",
            "it has an Action cœur de ville convention, dated 3 November 2024 in the list of ANCT.",
        ),
        ("Frontignan", "It is not labelled; it has an Action cœur de ville convention."),
    ],
)
def test_a_commune_elsewhere_is_said_to_be_labelled_or_not(run: Run, query: str, sentence: str) -> None:
    result = run("search", query)
    assert (result.code, sentence in result.err) == (1, True), result.err


def test_of_several_communes_of_one_name_those_that_are_labelled_are_named(run: Run) -> None:
    said = run("search", "Saint-Amour").err
    assert "2 communes outside the region are called Saint-Amour" not in said
    several = run("search", "Beaumont").err
    assert "communes outside the region are called Beaumont" in several


def test_search_tells_programs_what_is_known_of_a_commune_elsewhere(run: Run) -> None:
    (place,) = json.loads(run("search", "Belley", "-f", "json").out)["elsewhere"]
    assert place == {
        "insee": "01034", "name": "Belley", "department": "01", "department_name": "Ain",
        "pvd": True, "pvd_signed": "2021-04-22", "acv": False, "acv_signed": None,
    }  # fmt: skip


def test_show_has_a_short_card_of_a_commune_elsewhere(run: Run) -> None:
    result = run("show", "Belley", terminal=True)
    assert result.code == 0
    for words in ("Belley (01034), outside the region", "It is labelled, since 22 April 2021.", "Ain (01)"):
        assert words in result.out
    assert json.loads(run("show", "01034", "-f", "json").out)["pvd_signed"] == "2021-04-22"
    assert "pvd,pvd_signed,acv,acv_signed" in run("show", "belley", "-f", "csv").out
    assert run("near", "Belley").code == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (
            "pvd-93-04-8",
            "pvd-93-04-8 is Riez (04166) in the lists since 2023, and was Seyne (04205) in the list of 2021.",
        ),
        ("PVD-93-13-3", "is Lambesc (13050) in the lists since 2023, and was Lambesc (13050) and La Roque"),
        ("pvd-93-04-10", "is Seyne (04205) in the lists since 2023; the list of 2021 does not have it."),
        ("pvd-93-84-13", "was Valréas (84138) in the list of 2021; the lists since 2023 do not have it."),
    ],
)
def test_a_number_of_ancts_is_answered_with_its_list(run: Run, number: str, sentence: str) -> None:
    assert sentence in run("search", number).err


def test_a_number_that_two_communes_have_had_is_a_question_and_one_of_both_lists_is_not() -> None:
    assert REGISTRY.search("pvd-93-04-8").match is None
    for commune in REGISTRY.communes:
        found = REGISTRY.search(commune.pvd_id or "")
        assert commune in [candidate.commune for candidate in found.results]
    match = REGISTRY.search("pvd-93-04-1").match
    assert match and match.commune.name == "Annot"
