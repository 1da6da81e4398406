"""Names and codes made to mislead, of every commune, place and intercommunality that there is."""

from __future__ import annotations

import html
import json
import re
from html.entities import codepoint2name
from itertools import pairwise

import pytest
from conftest import REGISTRY, ROOT, Run, rows

from pvd_cli import Commune
from pvd_cli.match.verdict import decide
from pvd_cli.registry.data import read_text
from pvd_cli.search.names import fold
from pvd_cli.search.places import read_places

LOOK_ALIKE = str.maketrans("aceopsxyAEOPTB", "асеорѕхуАЕОРТВ")  # Latin letters, and Cyrillic ones
PLACES = list(read_places(read_text("places.csv")))
OURS = {fold(name) for place in REGISTRY.places for name in place.names}


def elsewhere() -> list[dict[str, str]]:
    return rows((ROOT / "data" / "elsewhere.csv").read_text(encoding="utf-8"))


def cuts(commune: Commune) -> list[str]:
    """All that may be left of a name that is cut short, from four letters on."""
    return [commune.name[:size] for size in range(4, len(commune.name))]


@pytest.mark.parametrize("commune", REGISTRY.communes, ids=lambda commune: commune.insee)
def test_a_name_that_is_cut_short_is_never_surely_another(commune: Commune) -> None:
    for cut in cuts(commune):
        match = REGISTRY.search(cut).match
        if match and match.commune != commune:
            assert fold(match.commune.name) == fold(cut) and match.reason == "exact", cut


@pytest.mark.parametrize(
    "cut", ["Le Cannet-des", "Le Cannet-", "La Tour-d'A", "La Tour…", "Saint-Bonnet-en-Ch"]
)
def test_what_is_cut_short_is_a_question_that_names_the_labelled_commune(cut: str) -> None:
    result = REGISTRY.search(cut)
    assert result.results and result.match is None and not result.elsewhere


def test_a_last_s_may_be_a_word_that_is_cut_short() -> None:
    assert REGISTRY.resolve("Saint-Maximin-la-S").insee == "83116"  # not `sur`


def test_a_name_elsewhere_that_is_one_of_ours_glued_or_apart_is_that_commune_first() -> None:
    asked = 0
    ours = {folded.replace(" ", "") for folded in OURS}
    for row in elsewhere():
        folded = fold(row["name"])
        if folded in OURS or not {row["key"], folded.replace(" ", "")} & ours:
            continue
        result = REGISTRY.find(row["name"])
        if result.candidates and result.candidates[0].reason == "spelling":
            assert result.match is None and row["insee"] in [place.insee for place in result.elsewhere], row
            asked += 1
    assert asked > 30  # Lemuy, Château-Renard, Lagarde, Leval…


def test_no_name_of_france_is_surely_a_labelled_commune_unless_it_is_its_name() -> None:
    for row in elsewhere()[::20]:
        match = REGISTRY.find(row["name"]).match
        assert not match or fold(row["name"]) in OURS, row


def test_a_place_is_in_its_commune_alone_even_where_that_code_is_a_postal_code_too() -> None:
    shared = 0
    postal = {code for place in REGISTRY.places for code in place.postal_codes if code != place.insee}
    for place in PLACES:
        commune = REGISTRY.by_insee(place.insee)
        if not place.name or fold(place.name) in OURS:
            continue
        result = REGISTRY.find(place.name, commune.department)
        holders = {candidate.commune.insee for candidate in result.candidates if candidate.reason == "place"}
        named = {other.insee for other in PLACES if fold(other.name) == fold(place.name)}
        assert place.insee in holders <= named, place
        shared += place.insee in postal
    assert shared > 15


def test_an_insee_code_and_a_postal_code_are_looked_up_apart() -> None:
    assert REGISTRY.by_insee("04120").name == "Val d'Oronaye"
    assert "Castellane" in [place.name for place in REGISTRY.by_postal_code("04120")]
    assert "Val d'Oronaye" not in [place.name for place in REGISTRY.by_postal_code("04120")]
    found = [candidate.commune.name for candidate in REGISTRY.search("05170").candidates]
    assert found == ["Tallard", "Orcières"] and REGISTRY.search("05170").match is None


@pytest.mark.parametrize("verb", ["show", "near"])
def test_a_verb_that_takes_one_commune_takes_a_place_too(run: Run, verb: str) -> None:
    result = run(verb, "Meyronnes", "-f", "json")
    assert result.code == 0 and "04120" in result.out
    assert REGISTRY.resolve("Les Milles").name == "Aix-en-Provence"


def test_places_are_found_without_their_article_and_with_one_error_below_communes() -> None:
    found = 0
    for place in PLACES:
        lead = re.match(r"Le |Les |La |L'", place.name)
        if not lead:
            continue
        for typed in (place.name[lead.end() :], place.name[:-2] + place.name[-1]):
            result = REGISTRY.find(typed)
            if result.place and result.match:
                assert result.match.commune.insee in [p.insee for p in PLACES if p.name == place.name]
                found += 1
            else:
                assert not result.match or result.match.score >= 84, typed
    assert found > 40


@pytest.mark.parametrize("commune", REGISTRY.communes, ids=lambda commune: commune.insee)
def test_a_sign_of_doubt_and_a_letter_of_another_script_make_a_question(commune: Commune) -> None:
    for place, letter in enumerate(commune.name):
        other = letter.translate(LOOK_ALIKE)
        if other != letter:
            name = commune.name[:place] + other + commune.name[place + 1 :]
            assert REGISTRY.find(name).match is None, name
    for doubt in ("{} ?", "{}?", "{} (?)", "{} ???", "~ {}"):
        result = REGISTRY.search(doubt.format(commune.name))
        assert result.match is None and result.candidates[0].commune == commune


@pytest.mark.parametrize(
    "counted", ["{}A", "{} personnes", "{} habitants", "{}€", "{},50 euros", "{} élèves", "{} m²"]
)
def test_a_number_that_counts_or_goes_on_is_no_code(counted: str) -> None:
    for commune in REGISTRY.communes:
        result = REGISTRY.find(counted.format(commune.postal_codes[0]))
        assert not result.candidates, result


def test_every_intercommunality_is_known_by_its_name_and_its_initials() -> None:
    for epci in REGISTRY.epcis:
        bare = re.sub(r"\(.*", "", epci.name)
        for typed in (epci.name, bare.upper(), bare.replace("-", " "), epci.siren):
            result = REGISTRY.search(typed)
            assert result.epcis == (epci,) and result.match is None and not result.candidates, typed
    for typed in ("DLVA", "CC du Sisteronais-Buech", "communauté de communes du Sisteronais", "Agglo DLVA",
                  "Communauté d'agglomération Durance Luberon Verdon", "CC Sisteronnais Buech"):  # fmt: skip
        assert REGISTRY.search(typed).epcis[0].siren in ("200034700", "200068765"), typed


@pytest.mark.parametrize(
    "body", ["Sivom de {}", "Syndicat des eaux de {}", "SIVU {}", "Communauté de communes de X {}"]
)
def test_a_body_is_no_commune(body: str) -> None:
    for commune in REGISTRY.communes:
        assert not REGISTRY.find(body.format(commune.name)).candidates


def test_a_name_from_a_web_page_is_read() -> None:
    for place in REGISTRY.places:
        written = "".join(
            f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name else c for c in place.name
        )
        for typed in (written, html.escape(place.name)):
            assert REGISTRY.find(typed).candidates[0].commune.name == place.name, typed


SEVERAL = {
    "st maximin, gap et apt": ["st maximin", "gap", "apt"],
    "apt, xyzzy": ["apt", "xyzzy"],
    "gap;apt/riez\nnice": ["gap", "apt", "riez", "nice"],
    "riez and gap": ["riez", "gap"],
    "DLVA, gap": ["DLVA", "gap"],
    "Var, Vaucluse": ["Var", "Vaucluse"],
    "sisteorn, forcalkier, lile": ["sisteorn", "forcalkier", "lile"],
    "Le Muy, Var": ["Le Muy, Var"],
    "mirabeau, France": ["mirabeau, France"],
    "Isle/Sorgue": ["Isle/Sorgue"],
    "Bénévent-et-Charbillac": ["Bénévent-et-Charbillac"],
    "gap et xyzzy": ["gap et xyzzy"],
    "12 rue Haute, 04200 Sisteorn": ["12 rue Haute, 04200 Sisteorn"],
    "12 rue Haute, Digne": ["12 rue Haute, Digne"],
    "xyzzy, qwert": ["xyzzy, qwert"],
}


@pytest.mark.parametrize(("text", "queries"), SEVERAL.items())
def test_several_names_are_several_queries_and_each_is_answered(text: str, queries: list[str]) -> None:
    assert [result.query for result in REGISTRY.search_each(text)] == queries


def test_what_is_unknown_among_several_is_said_too(run: Run) -> None:
    result = run("search", "apt, xyzzy", "-f", "json")
    assert [answer["query"] for answer in json.loads(result.out)] == ["apt", "xyzzy"]
    assert result.code == 1
    assert "xyzzy" in run("search", "apt, xyzzy").err


def test_names_between_commas_are_the_same_as_names_alone() -> None:
    names = [place.name for place in REGISTRY.places[::40]]
    for one, other in pairwise(names):
        for between in (", ", "; ", " et ", "\n"):
            results = REGISTRY.search_each(one + between + other)
            assert [result.candidates for result in results] == [
                REGISTRY.search(name).candidates for name in (one, other)
            ], (one, between, other)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("Sisteron (04200), Gap (05000)", "04209|05061"),
        ("04200 SISTERON\n05000 GAP", "04209|05061"),
        ("Riez (04500) et Valensole (04210)", "04166|04230"),
        ("Sisteron – Gap", "04209|05061"),
        ("Sisteron | Gap", "04209|05061"),
        ("Sisteron ou Gap", "04209|05061"),
    ],
)
def test_several_communes_with_their_codes_are_asked(cell: str, codes: str) -> None:
    made = decide(REGISTRY, cell)
    assert (made.status, made.insee) == ("ambiguous", codes)


@pytest.mark.parametrize("between", [" - ", " / ", " – "])
def test_the_parts_of_a_name_are_no_communes_of_their_own(between: str) -> None:
    """Saint-Auban is a commune of the Alpes-Maritimes too."""
    for code in ("", "04600 "):
        assert decide(REGISTRY, f"{code}Château-Arnoux{between}Saint-Auban")[:2] == ("labelled", "04049")


def test_a_place_and_its_commune_in_a_cell_are_one_commune() -> None:
    assert decide(REGISTRY, "Les Milles, 13290 Aix-en-Provence")[:2] == ("not-labelled", "13001")
    assert decide(REGISTRY, "Saint-Auban, 04600 Château-Arnoux")[:2] == ("labelled", "04049")


def test_a_code_of_no_department_is_no_code_and_zeros_say_nothing() -> None:
    assert decide(REGISTRY, "Apt", postal="00000")[:2] == ("labelled", "84003")
    for code in ("99999", "04209 ?", "０４２０９"):
        assert decide(REGISTRY, insee=code).status == decide(REGISTRY, "Apt", insee=code).status == "unknown"
    assert decide(REGISTRY, insee="84003,05061")[:2] == ("ambiguous", "84003|05061")


@pytest.mark.parametrize("name", ["Riex", "Zerres", "Barol"])
def test_one_error_in_a_short_name_is_asked_beside_a_code_that_several_share(name: str) -> None:
    codes = {"Riex": "04500", "Zerres": "05700", "Barol": "83670"}
    assert decide(REGISTRY, name, postal=codes[name]).status == "ambiguous"
    assert decide(REGISTRY, "Sistron", postal="04200")[:2] == ("labelled", "04209")


@pytest.mark.parametrize("name", ["Communauté Emmaüs Apt", "Communauté éducative", "Communauté religieuse"])
def test_not_every_communaute_is_an_intercommunality(name: str) -> None:
    assert decide(REGISTRY, name, postal="84400").status == "unknown"
    assert decide(REGISTRY, "Communauté de communes de nulle part").status == "epci"


@pytest.mark.parametrize("heading", ["Note", "Agents", "Lits", "Places", "Score", "x"])
def test_one_row_whose_number_is_a_department_by_chance_has_no_department(run: Run, heading: str) -> None:
    answer = run("match", "-", stdin=f"Commune;{heading}\nSerres;11\n".encode())
    assert ";labelled;05166;" in answer.out
    assert "departments" not in answer.err
