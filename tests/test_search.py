"""Search: every spelling finds its commune, and no commune is labelled for another's name."""

from __future__ import annotations

import re

import pytest
from conftest import REGISTRY
from hypothesis import given
from hypothesis import strategies as st

from pvd_cli import BadInput, Commune, NoAnswer, OtherCommune, SearchResult
from pvd_cli.registry.data import read_text
from pvd_cli.search.names import core, fold
from pvd_cli.search.places import read_places

HOMONYMS = {
    place.name for place in REGISTRY.places if sum(other.name == place.name for other in REGISTRY.places) > 1
}  # ten names, Mirabeau among them

PLACES = list(read_places(read_text("places.csv")))


def top(answer: SearchResult) -> list[str]:
    """The INSEE codes that share the best score."""
    hits = answer.candidates
    return [hit.commune.insee for hit in hits if hit.score == hits[0].score]


def test_ten_names_of_the_region_are_shared() -> None:
    assert len(HOMONYMS) == 10
    assert "Mirabeau" in HOMONYMS


@pytest.mark.parametrize(
    "write", [str, str.upper, str.lower, lambda n: n.replace("-", " ").replace("'", " ")]
)
def test_every_name_of_the_region_finds_itself_first_and_for_sure(write: object) -> None:
    assert callable(write)
    for place in REGISTRY.places:
        answer = REGISTRY.search(write(place.name))
        assert place.insee in top(answer), place
        assert (answer.match is None) == (place.name in HOMONYMS), place
        with_code = REGISTRY.search(f"{write(place.name)} ({place.department})")
        assert with_code.match and with_code.match.commune == place


def test_an_article_behind_a_name_or_within_du_and_des_is_its_article() -> None:
    for place in REGISTRY.places:
        lead = re.match(r"Le |Les |La |L'", place.name)
        if not lead or place.name in HOMONYMS:
            continue
        article, rest = lead[0].strip(), place.name[lead.end() :]
        ways = [f"{rest} ({article})", f"{rest}, {article}".upper()]
        if article in ("Le", "Les"):
            ways += [f"Mairie {'du' if article == 'Le' else 'des'} {rest}"]
        for way in ways:
            match = REGISTRY.search(way).match
            assert match and (match.commune, match.score) == (place, 100), way


def test_every_alias_finds_its_commune_for_sure() -> None:
    for commune in REGISTRY.communes:
        for alias in commune.aliases:
            hit = REGISTRY.search(alias).match
            assert hit and (hit.commune, hit.reason) == (commune, "alias")


def test_every_insee_code_finds_its_commune() -> None:
    postal = {code for place in REGISTRY.places for code in place.postal_codes if code != place.insee}
    postal |= {place.postal_code for place in PLACES if place.kind == "cedex"}
    for place in REGISTRY.places:
        answer = REGISTRY.search(place.insee, limit=1000)
        assert place.insee in top(answer)
        assert bool(answer.match) == (place.insee not in postal)


def test_an_insee_code_that_is_a_postal_code_too_is_never_a_match() -> None:
    answer = REGISTRY.search("13100")
    assert [hit.commune.name for hit in answer.results] == ["Saint-Rémy-de-Provence"]
    assert "Aix-en-Provence" in [hit.commune.name for hit in answer.not_labelled]
    assert answer.match is None


def test_a_postal_code_lists_the_labelled_communes_and_those_that_share_it() -> None:
    for code in ("04200", "4200", " 04200 "):
        answer = REGISTRY.search(code)
        assert [hit.commune.name for hit in answer.results] == ["Sisteron"]
        assert (len(answer.not_labelled), answer.more) == (10, (0, 9))
        assert answer.match is None


def test_a_pvd_id_lists_its_communes() -> None:
    answer = REGISTRY.search("PVD-93-84-2")
    assert [hit.commune.name for hit in answer.results] == ["Aubignan", "Malaucène", "Mazan"]


LABELLED = {
    "st remy de provence": "13100",
    "ST REMY DE PROVENCE": "13100",
    "ISLE/SORGUE": "84054",
    "Isle sur Sorgue": "84054",
    "lisle sur la sorgue": "84054",
    "L'Isle-sur-la-Sorgues": "84054",
    "lesarcs": "83004",
    "arcs": "83004",
    "les arcs sur argens": "83004",
    "muy": "83086",
    "laragne": "05070",
    "la londe les maures": "83071",
    "vaison": "84137",
    "port st louis": "13078",
    "st maximin la ste baume": "83116",
    "chateau arnoux": "04049",
    "04200 Sisteron": "04209",
    "SISTERON CEDEX 2": "04209",
    "Mairie de Sisteron": "04209",
    "mairie de le luc": "83073",
    "Commune d'Apt": "84003",
    "VILLE DE SISTERON": "04209",
    "Cne des Arcs": "83004",
    "sisteorn": "04209",
    "Laragne Montegiln": "05070",
    "mirabeau 84": "84076",
    "Mirabeau (Vaucluse)": "84076",
    "Mirabeau 84120": "84076",
    "oraison": "04143",
}
NOT_LABELLED = {
    "La Seyne-sur-Mer": "83126",
    "SEYNE SUR MER": "83126",
    "Seyne/Mer": "83126",
    "Vence": "06157",
    "Saint-Auban": "06116",
    "fontaine de vaucluse": "84139",
    "Le Beaucet": "84011",
    "mirabeau 04": "04122",
    "Saint-Martin-du-Var (06)": "06126",
    "la bollene vesubie": "06020",
    "le cannet": "06030",
    "villeneuve loubet": "06161",
}


@pytest.mark.parametrize(("query", "insee"), (LABELLED | NOT_LABELLED).items())
def test_a_spelling_finds_its_commune_for_sure(query: str, insee: str) -> None:
    hit = REGISTRY.search(query).match
    assert hit
    assert hit.commune.insee == insee
    assert isinstance(hit.commune, Commune) == (query in LABELLED)


UNSURE = {
    "roquebrune": ["83107", "06104"],
    "mirabeau": ["84076", "04122"],
    "la seyne": ["83126", "04205"],
    "la bollene": ["06020", "84019"],
    "Le Beauset": ["83016", "84011"],
    "berre": ["13014", "06015"],
    "mont": ["05082"],
    "bar": ["06010"],
}


@pytest.mark.parametrize(("query", "codes"), UNSURE.items())
def test_close_candidates_are_all_shown_and_none_is_a_match(query: str, codes: list[str]) -> None:
    answer = REGISTRY.search(query)
    assert answer.match is None
    assert [hit.commune.insee for hit in answer.candidates][: len(codes)] == codes


def test_the_department_decides_and_a_wrong_one_is_never_a_match() -> None:
    for department, insee in (("84", "84076"), ("Vaucluse", "84076"), ("vaucluse", "84076"), ("04", "04122")):
        hit = REGISTRY.search("mirabeau", department=department).match
        assert hit and hit.commune.insee == insee
    (part,) = REGISTRY.search("mirabeau", department="13").candidates
    assert (part.commune.name, part.match) == ("Les Pennes-Mirabeau", False)
    for query in ("Sisteron 05", "Sisteron 75001", "Sisteron (30)"):
        answer = REGISTRY.search(query)
        assert [hit.commune.name for hit in answer.candidates] == ["Sisteron"]
        assert answer.match is None


@pytest.mark.parametrize("query", ["Malaussene (84)", "84340 Malaussène", "Malaussène (Vaucluse)"])
def test_a_name_in_another_department_is_shown_beside_the_nearest_in_the_one_that_is_said(query: str) -> None:
    answer = REGISTRY.search(query)
    assert [hit.commune.name for hit in answer.candidates] == ["Malaussène", "Malaucène"]
    assert answer.match is None
    (hit,) = REGISTRY.search("Malaussène", department="84").candidates
    assert (hit.commune.name, hit.match) == ("Malaucène", False)


BESIDE = (
    "mairie de {}, maire de {}, ville de {}, la ville de {}, commune {}, cne {}, CCAS de {}, C.C.A.S. {}, "
    "l'hôtel de ville de {}, {} (mairie), {} - CCAS, {} cedex, {} CEDEX 3, FR-{c} {}, F {c} {}, {} {c}, "
    "{} {s}, {s} {}, {} ({d}), {d} - {}, {} ({d} - {n}), {} ({n}), {} France, {c} {} (France), {} (PACA), "
    "{d}998 {} CEDEX"
)
ADDRESSES = (
    "{} {c} {n}|{} ({c} - {n})|{}, {n}, Provence-Alpes-Côte d'Azur, France|{n} - {}|{} (dép. {d})|{} dpt {d}|"
    "Mairie d'en haut, {c} {}|Place de la Mairie, {c} {}|BP 12 {c} {} CEDEX|12 rue Haute {c} {}|{c}{}|"
    "{c} {} cdx 3|M. le Maire de {}|Madame la Maire de {}|Marie de {}|{} (commune)|{} (commune de)|"
    "com. de {}|{} - mairie, France|PVD {}|municipalité de {}|{}, Région Sud"
)


@pytest.mark.parametrize("beside", [*BESIDE.split(", "), *ADDRESSES.split("|")])
def test_what_stands_beside_a_name_on_a_letter_does_not_hide_it(beside: str) -> None:
    for place in REGISTRY.places:
        code = place.postal_codes[0]
        query = beside.format(
            place.name, c=code, s=code.lstrip("0"), d=place.department, n=place.department_name
        )
        answer = REGISTRY.search(query)
        assert answer.candidates[0].commune.name == place.name, query
        assert answer.match or place.name in HOMONYMS, query


@pytest.mark.parametrize("tail", ["en Provence", "de Haute-Provence", "en Luberon", "ville"])
def test_what_is_added_to_a_whole_name_does_not_make_it_another(tail: str) -> None:
    for place in REGISTRY.places:
        match = REGISTRY.search(f"{place.name} {tail}").match
        assert match is None or fold(place.name) in fold(match.commune.name), place


@pytest.mark.parametrize(
    "query",
    [
        "Saint-André-d'Allas",
        "Saint-Martin-de-Caralp",
        "Le Luc, Le Cannet-des-Maures",
        "Aups - Saint-Vallier-de-Thiey",
        "Saint-Maximin-la-Sainte-Baume/Apt",
        "la serre",
    ],
)
def test_a_name_that_a_word_makes_another_is_no_match(query: str) -> None:
    assert REGISTRY.search(query).candidates
    assert REGISTRY.search(query).match is None


def test_each_word_of_a_name_may_be_cut_short() -> None:
    written = 0
    cores = [core(fold(place.name)) for place in REGISTRY.places]
    whole = {word for words in cores for word in words}
    for place in REGISTRY.places:
        *words, last = fold(place.name).split()
        cut = " ".join([*words, last[:3]])
        short = core(cut)
        if len(last) < 5 or len(short) < 2 or last[:3] in whole:
            continue
        if sum(len(other) == len(short) and all(map(str.startswith, other, short)) for other in cores) == 1:
            hits = REGISTRY.search(cut).candidates
            assert (hits[0].commune, hits[0].score >= 95) == (place, True), cut
            written += 1
    assert written > 250


@pytest.mark.parametrize("query", ["zzzz", "xyz", "Lyon", "Marne-la-Vallée", "qwertyuiop", "99999", "pvd-1"])
def test_what_is_close_to_nothing_has_no_answer(query: str) -> None:
    assert REGISTRY.search(query).candidates == ()


def test_a_dash_behind_a_blank_cuts_no_name_short() -> None:
    assert REGISTRY.search("Sisteron -").match and not REGISTRY.search("Sisteron-").match


def test_an_intercommunality_is_named_by_letters_enough_and_nearly_all_of_its_name() -> None:
    assert REGISTRY.search("pp").epcis == () != REGISTRY.search("cc pp").epcis
    assert REGISTRY.search("CC Haute-Provence Verdon").epcis == ()  # CC Alpes Provence Verdon is another
    assert [epci.name for epci in REGISTRY.search("cc serres poncon").epcis] == ["CC Serre-Ponçon"]
    with pytest.raises(NoAnswer) as caught:
        REGISTRY.find_epcis("Sisteronnet")
    assert "CC du Sisteronais-Buëch" in caught.value.hints[0]


def test_bytes_that_the_system_could_not_read_are_utf_8() -> None:
    hit = REGISTRY.search("S\udcc3\udca9nas").match
    assert hit and hit.commune.name == "Sénas"


@pytest.mark.parametrize("query", ["", "   ", "\n", "[]", "🏔", "\u202e", "'", "-" * 100_000])
def test_a_query_without_a_letter_is_bad_input(query: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        REGISTRY.search(query)


def test_one_letter_lists_the_names_that_begin_with_it() -> None:
    names = [hit.commune.name for hit in REGISTRY.search("v").results]
    assert set(names) == {"Vaison-la-Romaine", "Valréas", "Veynes"}
    assert REGISTRY.search("v").match is None


@given(st.text(max_size=300))
def test_any_text_gets_an_answer_that_makes_sense(query: str) -> None:
    if not any(c.isalnum() for c in query):
        return
    answer = REGISTRY.search(query)
    assert all(isinstance(hit.commune, Commune) for hit in answer.results)
    assert all(isinstance(hit.commune, OtherCommune) for hit in answer.not_labelled)
    assert sum(hit.match for hit in answer.candidates) <= 1
    assert all(60 <= hit.score <= 100 for hit in answer.candidates)
    for hits in (answer.results, answer.not_labelled):
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        assert len({hit.commune.insee for hit in hits}) == len(hits) <= 10
    assert not answer.match or answer.match == answer.candidates[0]


def test_ten_of_each_kind_are_shown_and_three_suggested() -> None:
    assert len(REGISTRY.search("saint").not_labelled) == 10
    assert len(REGISTRY.search("Syndicat du Verdon").nearest) == 3


def test_a_name_typed_as_one_word_is_exact() -> None:
    for place in REGISTRY.places:
        best = REGISTRY.find(fold(place.name).replace(" ", "")).candidates[0]
        assert (best.commune.name, best.score) == (place.name, 100)
