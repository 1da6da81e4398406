"""`pvd match` decides rightly or asks: each kind of row that misleads, over all communes where it can be."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from conftest import REGISTRY, Run

from pvd_cli.match.verdict import REGIONAL, Sample, Verdict, decide
from pvd_cli.registry.models import Commune, Place

MIXED = Sample(of_communes=False)
COUNTRY = Sample(of_country=True)
SHARED = Counter(code for place in REGISTRY.places for code in place.postal_codes)
DECIDED = ("labelled", "not-labelled")


def right(place: Place) -> str:
    return "labelled" if isinstance(place, Commune) else "not-labelled"


def row(sample: Sample = REGIONAL, **cells: str) -> Verdict:
    return decide(REGISTRY, **cells, sample=sample)


def test_a_name_that_is_only_somewhat_like_one_is_no_candidate() -> None:
    """A search shows Forcalquier for `forkalkié`, with 72; names from all over France come as near."""
    assert row(name="forkalkié").status == "unknown"
    assert row(name="forkalqié").status == "ambiguous"


@pytest.mark.parametrize("words", ["Rue de", "Route de", "Col de", "Canton de", "Pays de", "Lac de"])
def test_words_before_a_name_are_asked_where_several_communes_share_the_code(words: str) -> None:
    for place in REGISTRY.communes:
        code = place.postal_codes[0]
        made = row(name=f"{words} {place.name}", postal=code)
        assert made.status != "labelled" or SHARED[code] == 1, place.name


@pytest.mark.parametrize(
    ("name", "postal"),
    [
        ("M. Baron", "04150"),
        ("Georges", "05230"),
        ("Provence", "84400"),
        ("Vaucluse", "84390"),
        ("M. Casteellane", "04120"),
        ("Dr Barcelonnethe", "04400"),
    ],
)
def test_a_lesser_likeness_is_asked_where_several_communes_share_the_code(name: str, postal: str) -> None:
    assert row(name=name, postal=postal).status == "ambiguous"


def test_a_code_that_several_communes_share_confirms_a_name_with_one_error_in_a_column_of_communes() -> None:
    once = ("Chmrges", "05230", "05040"), ("Sistron", "04200", "04209"), ("Forcalquierr", "04300", "04088")
    for name, postal, insee in once:
        assert row(name=name, postal=postal)[:2] == ("labelled", insee)
        assert row(MIXED, name=name, postal=postal).status == "ambiguous"
    assert row(MIXED, name="Vaison-la-Rne", postal="84110")[:2] == ("labelled", "84137")  # a contraction
    assert row(MIXED, name="Vaison la Rue", postal="84110").status == "ambiguous"


def test_a_code_of_one_commune_decides_by_itself_unless_the_name_is_plainly_anothers() -> None:
    for place in REGISTRY.places[::7]:
        for name in ("", "Les Amis du livre", f"{place.name} - centre ville", f"{place.name} (ZA Les Prés)"):
            assert row(name=name, insee=place.insee)[:2] == (right(place), place.insee)
        for siren in (
            str(place.siren),
            f"{place.siren}00017",
            re.sub(r"(...)(?=.)", r"\1 ", str(place.siren)),
        ):
            assert row(name="Les Amis du livre", siren=siren)[:2] == (right(place), place.insee)
        other = "Sisteron" if place.insee != "04209" else "Gap"
        made = row(name=other, insee=place.insee)
        assert (made.status, place.insee in made.insee.split("|")) == ("ambiguous", True)
        assert row(name="Lille", insee=place.insee).status == "ambiguous"


def test_a_sure_name_of_another_commune_is_asked_beside_a_code_of_one() -> None:
    for place in REGISTRY.communes:
        code = "05065" if place.insee != "05065" else "04209"
        misspelt = f"{place.name[:-1]}{place.name[-2:]}"  # its last letter twice
        if REGISTRY.find(misspelt).match:
            made = row(name=misspelt, insee=code)
            assert (made.status, made.insee) == ("ambiguous", f"{place.insee}|{code}"), misspelt
            assert row(name=misspelt, postal="04330").status == "ambiguous", (
                misspelt
            )  # eight communes share it
        assert row(MIXED, name="Les Amis du livre", insee=code).status == "labelled"
        assert row(name=place.name, insee="31555").status == "ambiguous"  # Toulouse's
    assert row(name="Serres", insee="11377")[:2] == ("outside", "11377")
    assert row(name="La Rochette", insee="73215")[:2] == ("outside", "73215")  # Valgelon-La Rochette
    assert row(name="Vars", insee="16393", department="16").status == "outside"  # merged into La Boixe


def test_a_name_and_its_code_are_decided_though_something_beside_is_at_odds() -> None:
    for place in REGISTRY.places[::7]:
        assert row(name=place.name, insee=place.insee, department="65")[:2] == (right(place), place.insee)
        assert row(name=place.name, insee=place.insee, postal="75001")[:2] == (right(place), place.insee)
    assert row(name="Mirabeau", department="84", insee="04122").insee == "84076|04122"  # both are
    assert row(name="Qwxz", department="65", insee="04209").status == "ambiguous"


def test_a_short_form_that_its_own_code_or_department_confirms_is_decided() -> None:
    """Rousset and Esparron are other communes too."""
    assert row(name="Rousset", insee="05127", department="05")[1:3] == ("05127", "Rousset-Serre-Ponçon")
    assert row(name="Esparron", insee="83052")[1:3] == ("83052", "Esparron-de-Pallières")
    assert row(name="Le Dévoluy", department="05")[1:3] == ("05139", "Dévoluy")  # an article too many
    assert row(name="Les Taillades", postal="84300")[1:3] == ("84131", "Taillades")
    assert row(name="Malaussène", department="84", postal="84340").insee == "06078|84069"  # Malaucène?


def test_insee_and_postal_codes_are_of_two_kinds() -> None:
    assert row(insee="04120").name == "Val d'Oronaye"
    assert row(name="Castellane", postal="04120")[:2] == ("labelled", "04039")
    assert row(name="05170")[:2] == ("ambiguous", "05170|05096")
    assert row(name="NICE CEDEX 2", postal="06103")[:2] == ("not-labelled", "06088")
    assert row(name="Val d'Oronaye 04120").insee == "04120"


LIKE = "Sénat Allard Taillard Castellani Salerne Argentière charges tente Sisteronais Port-Saint".split()


@pytest.mark.parametrize("name", [*LIKE, "Lille Sorgues"])
def test_a_likeness_by_itself_decides_in_a_column_of_communes_only(run: Run, name: str) -> None:
    assert row(MIXED, name=name).status == "ambiguous"
    people = "".join(f"{text}\n" for text in ("Bénéficiaire", name, "Durand", "Comité des fêtes", "Gap"))
    towns = "".join(f"{text}\n" for text in ("Commune", name, "Apt", "Sault", "Gap"))
    mixed = run("match", "-", "--column", "Bénéficiaire", stdin=people.encode())
    assert ",ambiguous," in mixed.out.splitlines()[1]
    assert ",labelled," in run("match", "-", stdin=towns.encode()).out.splitlines()[1]


def test_a_likeness_decides_where_a_department_agrees() -> None:
    assert row(MIXED, name="Sistron", department="04")[:2] == ("labelled", "04209")
    assert row(MIXED, name="Espinasse", department="05")[:2] == ("labelled", "05050")
    assert row(MIXED, name="Sistron", department="13").status == "ambiguous"


@pytest.mark.parametrize(
    ("name", "insee"),
    [("Lemuy", "39291"), ("LEMUY", "39291"), ("Château-Renard", "45083"), ("Lagarde", ""), ("Leval", "")],
)
def test_a_name_of_elsewhere_as_it_is_written_there_is_that_commune(name: str, insee: str) -> None:
    assert row(name=name)[:2] == ("outside", insee)


def test_a_name_of_elsewhere_may_be_one_of_ours_without_its_article() -> None:
    assert row(name="LUC")[:2] == ("ambiguous", "83073")


def test_a_name_of_here_and_elsewhere_is_asked_in_a_sheet_of_the_country() -> None:
    both = 0
    region = {department.code for department in REGISTRY.departments}
    for place in REGISTRY.places:
        elsewhere = {other.department for other in REGISTRY.with_exact_name(place.name)[0]} - region
        if REGISTRY.find(place.name).match:
            both += bool(elsewhere)
            assert row(name=place.name).status == right(place)
            assert row(COUNTRY, name=place.name).status == ("ambiguous" if elsewhere else right(place))
        assert row(COUNTRY, name=place.name, department=place.department).status == right(place)
    assert both > 80


def test_no_commune_elsewhere_is_labelled_here_nor_one_there_that_is_not() -> None:
    names = Counter(other.name for other in REGISTRY.elsewhere.by_code.values())
    for other in list(REGISTRY.elsewhere.by_code.values())[::25]:
        cohort = "other-region" if other.pvd else ""
        expected = Verdict("outside", other.insee, other.name, other.department, cohort)
        assert row(name=other.name, insee=other.insee) == expected
        made = row(COUNTRY, name=other.name)
        assert made.status in ("outside", "ambiguous")
        assert names[other.name] == 1 or made.insee != other.insee
        within = row(name=other.name, department=other.department)
        assert within.status == "outside" and within.insee in ("", other.insee)


@pytest.mark.parametrize("sign", [" ?", "?", " (?)"])
def test_a_question_mark_is_a_doubt(sign: str) -> None:
    for place in REGISTRY.communes:
        assert row(name=place.name + sign).status in ("ambiguous", "not-labelled"), place.name
        assert row(name=place.name + sign, insee=place.insee).status == "labelled"


def test_a_word_of_two_scripts_is_a_question() -> None:
    assert row(name="Caѕtellane").status == "ambiguous"  # `CA tellane` is no communauté d'agglomération
    for place in REGISTRY.communes:
        for latin, cyrillic in zip("aeopcxyABEKMHOPCTX", "аеорсхуАВЕКМНОРСТХ", strict=True):
            name = place.name.replace(latin, cyrillic, 1)
            assert name == place.name or row(name=name).status != "labelled", name


@pytest.mark.parametrize(
    "text", ["84210 personnes", "04240A", "4209 habitants", "12 04200 12", "84 400 euros"]
)
def test_what_is_no_code_decides_nothing(text: str) -> None:
    assert row(name=text).status not in DECIDED


@pytest.mark.parametrize("text", ["13130-12", "13130,50", "13130.50", "13130/12", "84 400,5"])
def test_a_code_with_more_figures_behind_a_sign_is_no_code(text: str) -> None:
    assert (row(postal=text).status, row(insee=text).status) == ("unknown", "unknown")
    assert row(postal="13130.0").insee == row(postal="13130").insee == "13014"
    assert row(postal="84500/84505").insee == "84019"


BESIDE: tuple[dict[str, str], ...] = ({}, {"insee": "04209"}, {"postal": "04200"}, {"department": "04"})


def test_an_intercommunality_is_one_whatever_code_stands_beside() -> None:
    for epci in REGISTRY.epcis:
        for name in (epci.name, epci.name.upper(), re.sub("^CC ", "Communauté de communes ", epci.name)):
            for beside in BESIDE:
                made = row(REGIONAL, name=name, **beside)
                assert (made.status, made.name) == ("epci", epci.name), name
        assert row(siren=epci.siren)[:3] == ("epci", "", epci.name)
    assert row(name="DLVA", postal="04100").status == "epci"
    assert row(name="CC du Pays de Gex", postal="01170")[:3] == ("epci", "", "")


@pytest.mark.parametrize(
    "words", ["Comm. de communes du", "C.C. du", "Com. com.", "CdC", "Cté de communes du", "CC"]
)
def test_an_intercommunality_is_known_by_what_people_shorten(words: str) -> None:
    assert row(name=f"{words} Sisteronais-Buech", postal="04200")[:3] == (
        "epci",
        "",
        "CC du Sisteronais-Buëch",
    )
    assert row(name=f"{words} Val de Drôme", postal="26400")[:3] == ("epci", "", "")


BODIES = (
    "SIVU de|Sivom de|Syndicat des eaux de|Syndicat mixte de|PETR de|Conseil départemental de|Département de"
)


@pytest.mark.parametrize("words", BODIES.split("|"))
def test_another_body_is_no_commune(words: str) -> None:
    for place in REGISTRY.communes[::5]:
        for beside in BESIDE:
            assert row(REGIONAL, name=f"{words} {place.name}", **beside).status == "unknown"


def test_a_department_is_unknown() -> None:
    for department in REGISTRY.departments:
        assert row(name=department.name, department=department.code).status == "unknown"
        both = row(name=department.name, department=department.code, insee=department.code)
        assert both.status == "unknown"
        for name in ("{1}", "{0} {1}", "{1} {0}", "{1} ({0})", "{0} - {1}"):
            assert row(name=name.format(department.code, department.name)).status == "unknown", name


@pytest.mark.parametrize(
    ("number", "status", "insee"),
    [
        ("21040209500017", "labelled", "04209"),
        ("210402095", "labelled", "04209"),
        ("200034502", "labelled", "05132"),  # a commune nouvelle, whose number says nothing of it
        ("213500069", "outside", "35006"),
        ("212A00044", "unknown", ""),
        ("212000046", "outside", "2A004"),
        ("219740116", "outside", "97411"),
        ("77567227200019", "unknown", ""),
    ],
)
def test_siren_and_siret_numbers_are_keys(number: str, status: str, insee: str) -> None:
    assert row(siren=number)[:2] == (status, insee)


@pytest.mark.parametrize("between", [",", " / ", "\n", "\r\n", " et ", ";"])
def test_several_communes_in_a_cell_are_asked(between: str) -> None:
    made = row(name=f"Sisteron{between}Gap")
    assert (made.status, made.insee) == ("ambiguous", "04209|05061")


@pytest.mark.parametrize(
    ("name", "insee"),
    [
        ("L&#39;Isle-sur-la-Sorgue", "84054"),
        ("S&eacute;nas", "13105"),
        ("Saint-R&#233;my-de-Provence", "13100"),
    ],
)
def test_letters_of_a_page_are_read(name: str, insee: str) -> None:
    assert row(name=name)[:2] == ("labelled", insee)


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "Ajaccio", "department": "20"},
        {"name": "Ajaccio", "department": "Corse"},
        {"name": "Ajaccio", "postal": "20000"},
        {"name": "Bonifacio (2A041)"},
    ],
)
def test_corsica_is_outside(cells: dict[str, str]) -> None:
    made = row(REGIONAL, **cells)
    assert made.status == "outside" and made.insee in ("2A004", "2A041")


def test_what_is_cut_short_may_be_more_than_one() -> None:
    """Wherever a labelled name is cut, it is the right one, a question, or a commune of just that name."""
    for place in REGISTRY.communes:
        for end in range(4, len(place.name)):
            cut = place.name[:end].rstrip(" -'")
            exact = [other.insee for other in REGISTRY.with_exact_name(cut)[0]]
            made = row(name=cut)
            assert made.status not in DECIDED or made.insee in (place.insee, "|".join(exact), *exact), cut
    for name in ("Saint-Rémy-de", "Châteauneuf du", "Le Cannet-des", "Vaison-la-Romaine sur"):
        assert row(name=name).status == "ambiguous", name
    assert row(name="Luc (Le)").status == row(name="Annot (commune de)").status == "labelled"


def test_labels_elsewhere_are_counted_and_can_be_kept(run: Run) -> None:
    content = "Commune;Code INSEE\nSisteron;04209\nValserhône;01033\nLyon;69123\nGap;05061\n".encode()
    result = run("match", "-", stdin=content)
    counts = "4 rows: 1 labelled here, 1 labelled elsewhere, 1 not labelled, 0 ambiguous, 1 other outside"
    assert counts in result.err
    assert "Valserhône;01033;outside;01033;Valserhône;01;other-region;" in result.out
    kept = run("match", "-", "--only", "labelled-elsewhere", stdin=content).out.splitlines()
    assert [line.split(";")[0] for line in kept] == ["Commune", "Valserhône"]


def test_a_review_says_why_and_in_all_lines(run: Run) -> None:
    names = ["Mirabeau", "La Seyne", "Sisteron ?", "Qwxz", "Sisteron / Gap", "Espinasse", "Roquebrune"]
    content = "".join(f"{name}\n" for name in ["Commune", *names, *["Mirabeau"] * 1200]).encode()
    answer = run("match", "-", "--review", "-f", "json", stdin=content).out
    found = {each["text"]: each for each in json.loads(answer)}
    assert {name: found[name]["reason"] for name in names} == {
        "Mirabeau": "several communes have that name",
        "La Seyne": "a short form, or a part, of that name",
        "Sisteron ?": "that name, but other words or signs beside it",
        "Qwxz": "no commune is recognised in it",
        "Sisteron / Gap": "it names several communes",
        "Espinasse": "only nearly that name, and a commune elsewhere has it",
        "Roquebrune": "a short form of that name, and the name of a commune elsewhere",
    }
    assert found["Mirabeau"]["lines"] == [2, *range(9, 1209)]
    seen = run("match", "-", "--review", stdin=content, terminal=True, width=300, NO_COLOR="1").out
    assert "27, 1,181 more" in seen and "1,2" not in seen.replace("1,201", "").replace("1,207", "")
