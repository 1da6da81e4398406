"""Names beyond the region's own: communes elsewhere, places inside communes, and their files."""

from __future__ import annotations

import json
import random

import pytest
from conftest import PVD, REGISTRY, ROOT, Run, bare, process, rows

from pvd_cli.match.verdict import decide
from pvd_cli.search.names import core, fold


def lines(name: str) -> list[dict[str, str]]:
    return rows((ROOT / "data" / name).read_text(encoding="utf-8"))


ELSEWHERE = lines("elsewhere.csv")
INSIDE = lines("places.csv")
CEDEX = [row for row in INSIDE if row["kind"] == "cedex"]
PLACES = [row for row in INSIDE if row["kind"] != "cedex"]


def test_the_file_of_names_elsewhere_is_in_the_order_that_is_searched() -> None:
    assert len(ELSEWHERE) + len(REGISTRY.places) == 34_969
    keys = [(row["key"], row["insee"]) for row in ELSEWHERE]
    assert keys == sorted(keys)
    ours = {place.insee for place in REGISTRY.places}
    departments = {row["code"] for row in lines("departments-elsewhere.csv")}
    for row in ELSEWHERE:
        assert row["key"] == "".join(core(fold(row["name"]))), row
        assert row["insee"] not in ours and "," not in row["name"]
        assert row["insee"][:2] in departments or row["insee"][:3] in departments


def test_every_name_elsewhere_is_outside_unless_it_is_one_of_ours_too() -> None:
    names = [fold(name) for place in REGISTRY.places for name in place.names]
    ours = {"".join(core(name)) for name in names} | {name.replace(" ", "") for name in names}  # Lagrave
    decided = 0
    for row in ELSEWHERE[::10]:
        verdict = decide(REGISTRY, row["name"])
        if row["key"] not in ours:
            assert verdict.status in ("outside", "ambiguous"), row
            decided += verdict.status == "outside"
        assert decide(REGISTRY, row["name"], insee=row["insee"]).status == "outside"
    assert decided > 3000


def test_the_file_of_places_is_sound() -> None:
    insee = {place.insee for place in REGISTRY.places}
    kinds = {"locality", "associee", "deleguee", "former-code", "arrondissement"}
    for row in PLACES:
        assert row["insee"] in insee and row["kind"] in kinds, row
        assert row["name"] or row["former_insee"]
        assert bool(row["former_insee"]) == (row["kind"] != "locality")
        assert all(len(row[key]) in (0, 5) for key in ("former_insee", "postal_code"))


def test_every_cedex_is_the_insee_code_of_another_commune_and_alone_a_question() -> None:
    """And the INSEE code that it is where a column, or a verb that takes one commune, says so."""
    assert len(CEDEX) == len({row["postal_code"] for row in CEDEX}) == 257
    for row in CEDEX:
        code = row["postal_code"]
        assert not row["name"] and not row["former_insee"]
        found = {hit.commune.insee: hit.reason for hit in REGISTRY.search(code).candidates}
        assert found[row["insee"]] == "cedex" and set(found.values()) - {"cedex"}, row
        assert REGISTRY.search(code).match is None
        own = REGISTRY.by_insee(code)
        assert own.insee != row["insee"]
        assert own.insee != code or REGISTRY.resolve(code).insee == code
        assert row["insee"] not in [place.insee for place in REGISTRY.by_postal_code(code)]


def test_every_place_is_found_by_its_name_or_by_its_name_and_department() -> None:
    communes = {place.insee: place for place in REGISTRY.places}
    for row in INSIDE:
        if row["name"]:
            hits = REGISTRY.search(row["name"], department=communes[row["insee"]].department).candidates
            assert row["insee"] in [hit.commune.insee for hit in hits], row


@pytest.mark.parametrize(
    ("query", "insee", "reason"),
    [
        ("Les Issambres", "83107", "place"),
        ("Bénévent-et-Charbillac", "05132", "place"),
        ("Juan-les-Pins", "06004", "place"),
        ("Issambres", "83107", "place"),
        ("Les Issambre", "83107", "fuzzy"),
        ("les isambres", "83107", "fuzzy"),
        ("Juan les Pin", "06004", "fuzzy"),
        ("Meyronnes", "04120", "place"),
        ("Cadenet 13", "13110", "place"),
        ("04044", "04039", "place"),
        ("13213", "13055", "place"),
        ("Marseille 13e Arrondissement", "13055", "place"),
        ("MARSEILLE 08", "13055", "exact"),
        ("Marseille 8ème", "13055", "exact"),
        ("Marseille-14", "13055", "exact"),
        ("Saint-Auban", "06116", "exact"),
        ("Saint-Auban 04", "04049", "place"),
        ("Robion", "84099", "exact"),
        ("Cadenet", "84026", "exact"),
        ("Serres", "05166", "exact"),
        ("NICE 6000.0", "06088", "exact"),
        ("ST ANDIOL 13670.0", "13089", "exact"),
        ("nice cedex07", "06088", "exact"),
        ("nice cdex1", "06088", "exact"),
    ],
)
def test_a_query_is_sure_of(query: str, insee: str, reason: str) -> None:
    match = REGISTRY.search(query).match
    assert match and (match.commune.insee, match.reason) == (insee, reason)


@pytest.mark.parametrize("query", ["13210", "13013", "06103", "84029", "la bégude", "Sorgue"])
def test_two_readings_of_a_code_or_a_name_are_a_question(query: str) -> None:
    assert REGISTRY.search(query).match is None


@pytest.mark.parametrize("query", ["Saint-Rémy", "Saint-Maximin", "La Londe", "Luc", "Espinasse"])
def test_what_may_be_short_for_one_of_ours_is_a_question_with_both_sides(query: str) -> None:
    answer = REGISTRY.search(query)
    assert answer.in_region and answer.candidates and answer.elsewhere and not answer.match


@pytest.mark.parametrize("verb", ["show", "near"])
def test_a_place_inside_a_commune_is_said_to_be_one(run: Run, verb: str) -> None:
    assert "Les Issambres is a place in Roquebrune-sur-Argens (Var, 83107)" in run(verb, "les issambres").err
    assert run(verb, "sisteron", "-f", "json").err.count("place") == 0


def test_a_commune_elsewhere_is_said_with_its_department(run: Run) -> None:
    result = run("search", "Lille")
    assert result.code == 1
    assert "Lille (Nord, 59350) is outside the region." in result.err
    answer = json.loads(run("search", "Sens", "-f", "json").out)
    assert [place["insee"] for place in answer["elsewhere"]] == ["89387"]
    assert [hit["name"] for hit in answer["results"]] == ["Sénas"]
    assert not answer["results"][0]["match"]


def test_a_place_is_said_in_words(run: Run) -> None:
    said = run("search", "Les Issambres").err
    assert "Les Issambres is a place in Roquebrune-sur-Argens (Var, 83107), which is labelled." in said
    said = run("search", "04044", LANGUAGE="fr").err
    assert "04044 est un ancien code de Castellane" in said


def test_a_department_is_said_before_any_near_name(run: Run) -> None:
    for query, code in (("Var", "83"), ("vaucluse", "84"), ("hautes alpes", "05")):
        first = run("search", query).err.splitlines()[0]
        assert f"({code}) is a department" in first and f"pvd list {code}" in first


@pytest.mark.parametrize("verb", ["search", "show"])
@pytest.mark.parametrize("query", ["Var", "le var", "83"])
def test_a_department_named_exactly_is_an_answer_and_no_name_like_it_is_offered(
    run: Run, verb: str, query: str
) -> None:
    result = run(verb, query, terminal=True, NO_COLOR="1")
    assert result.code == 0 and "Vars" not in result.out + result.err
    assert "13 communes selected in 2020" in result.out and "Salernes (83121)" in result.out
    assert "in 153 communes" in result.out


def test_the_row_of_a_department_is_that_of_departments(run: Run) -> None:
    shown = json.loads(run("show", "Vaucluse", "-f", "json").out)
    assert [shown] == json.loads(run("departments", "84", "-f", "json").out)
    several = json.loads(run("show", "Var, gap, DLVA", "-f", "json").out)
    assert [row.get("insee") or row.get("siren") or row["department"] for row in several] == [
        "05061", "200034700", "83",
    ]  # fmt: skip


def test_near_knows_all_that_have_the_label_and_leaves_out_the_place_itself(run: Run) -> None:
    near = json.loads(run("near", "manosque", "-f", "json").out)["results"]
    assert [hit["name"] for hit in near[:2]] == ["Oraison", "Forcalquier"]
    assert json.loads(run("near", "sisteron", "-f", "json").out)["results"][0]["distance_km"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_every_key_one_error_away_is_found(seed: int) -> None:
    chance = random.Random(seed)
    for row in chance.sample(ELSEWHERE, 300):
        key = row["key"]
        place = chance.randrange(len(key))
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        swapped = key[:place] + key[place + 1 : place + 2] + key[place] + key[place + 2 :]
        for typed in (
            key[:place] + letter + key[place:],
            key[:place] + key[place + 1 :],
            key[:place] + letter + key[place + 1 :],
            swapped,
        ):
            assert key in REGISTRY.elsewhere.similar_keys(typed, 1), (key, typed)


def test_of_two_names_elsewhere_as_near_every_process_takes_the_same() -> None:
    """Ignaux and Vignaux are one letter from it; sets have their strings in another order each time."""
    command = (*PVD, "search", "les dignaux", "-f", "json")
    said = {process(*command, env=bare(PYTHONHASHSEED=str(seed))).stdout for seed in range(1, 6)}
    assert len(said) == 1
    assert [place["name"] for place in json.loads(said.pop())["elsewhere"]] == ["Ignaux"]
