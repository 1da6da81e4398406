"""Facts about every entry of the data files, each proved over all of them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any

import jsonschema
import pytest
import yaml
from conftest import REGISTRY, ROOT, YAML, rows

from pvd_cli.registry.rules import json_schema
from pvd_cli.search.names import core, fold

FILE: dict[str, Any] = yaml.load(YAML, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
COMMUNES: list[dict[str, Any]] = FILE["communes"]
SELECTED = [c for c in COMMUNES if c["cohort"] == "selection-2020"]
OTHERS = rows((ROOT / "data" / "gazetteer.csv").read_text(encoding="utf-8"))
EVERYWHERE = [(c["insee"], c["name"]) for c in COMMUNES] + [(o["insee"], o["name"]) for o in OTHERS]

NAMED_BY_THE_ARTICLE = {
    "04": ["Sisteron", "Forcalquier", "Château-Arnoux-Saint-Auban"],
    "05": ["Veynes", "Chorges", "Tallard", "Embrun"],
    "06": ["Sospel", "Tende"],
    "13": ["Lambesc", "La Roque-d'Anthéron", "Saint-Rémy-de-Provence", "Saint-Martin-de-Crau"],
    "83": ["Barjols", "Aups"],
    "84": ["Mirabeau", "Monteux", "Sault", "L'Isle-sur-la-Sorgue"],
}


def name_of(commune: dict[str, Any]) -> str:
    return str(commune["name"])


def test_the_selection_is_60_communes_in_53_petites_villes() -> None:
    assert len(SELECTED) == 60
    assert len({c["petite_ville"] for c in SELECTED}) == 53
    assert None not in {c["petite_ville"] for c in SELECTED}


def test_the_selection_by_department_is_9_10_6_9_13_13() -> None:
    counts = Counter(c["department"] for c in SELECTED)
    assert counts == {"04": 9, "05": 10, "06": 6, "13": 9, "83": 13, "84": 13}


def test_five_communes_joined_later_and_are_in_no_petite_ville_of_2021() -> None:
    later = [c for c in COMMUNES if c["cohort"] != "selection-2020"]
    assert [c["name"] for c in later] == ["Oraison", "Riez", "Espinasses", "Cadenet", "Sorgues"]
    assert {(c["cohort"], c["petite_ville"]) for c in later} == {("joined-2021", None)}


def test_the_communes_that_the_article_names_are_selected() -> None:
    named = [(department, name) for department, names in NAMED_BY_THE_ARTICLE.items() for name in names]
    assert len(named) == 19
    assert set(named) <= {(c["department"], c["name"]) for c in SELECTED}


def test_mirabeau_is_the_one_in_vaucluse() -> None:
    assert [c["insee"] for c in COMMUNES if c["name"] == "Mirabeau"] == ["84076"]
    assert ("04122", "Mirabeau") in [(o["insee"], o["name"]) for o in OTHERS]


def test_every_code_is_written_in_double_quotes() -> None:
    codes = re.findall(r"^\s+(?:- )?(?:insee|department|epci|siren|code): (.*)$", YAML, re.MULTILINE)
    assert len(codes) == 4 * 65 + len(FILE["intercommunalities"]) + 6
    assert [code for code in codes if not re.fullmatch(r'"\d+"', code)] == []
    lists = re.findall(r"postal_codes: (.*)$", YAML, re.MULTILINE)
    assert len(lists) == 65
    assert [x for x in lists if not re.fullmatch(r'\[("\d{5}", )*"\d{5}"\]', x)] == []


@pytest.mark.parametrize("commune", COMMUNES, ids=name_of)
def test_a_commune_keeps_the_rules(commune: dict[str, Any]) -> None:
    assert re.fullmatch(r"\d{5}", commune["insee"])
    assert commune["insee"][:2] == commune["department"]
    assert commune["department"] in {d["code"] for d in FILE["departments"]}
    assert commune["epci"] in {e["siren"] for e in FILE["intercommunalities"]}
    pattern = rf"pvd-93-{commune['department']}-\d+"
    assert commune["petite_ville"] is None or re.fullmatch(pattern, commune["petite_ville"])
    assert re.fullmatch(pattern, commune["pvd_id"])
    assert commune["population"] > 500
    assert 43 < commune["location"]["latitude"] < 45.2
    assert 4.2 < commune["location"]["longitude"] < 7.8
    for key in ("convention_signed", "ort_signed"):
        assert commune[key] is None or date(2018, 11, 23) < commune[key] <= date.today()


def test_every_commune_has_a_siren_of_its_own_whose_last_digit_checks_it() -> None:
    """It is 21, the department, 0 and the last digits of the INSEE code; of ten newer communes it is not."""
    sirens = {place["insee"]: place["siren"] for place in COMMUNES + OTHERS}
    assert len(set(sirens.values())) == 946
    for siren in sirens.values():
        digits = [int(digit) for digit in siren]
        digits[1::2] = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
        assert len(digits) == 9 and sum(digits) % 10 == 0, siren
    regular = [insee for insee, siren in sirens.items() if siren[:8] == f"21{insee[:2]}0{insee[2:]}"]
    newer = [siren for insee, siren in sirens.items() if insee not in regular]
    assert len(newer) == 10 and {siren[:3] for siren in newer} == {"200"}


def test_every_petite_ville_has_a_number_of_its_own_since_2023() -> None:
    assert len({c["pvd_id"] for c in COMMUNES}) == 65
    changed = [c for c in COMMUNES if c["pvd_id"] != c["petite_ville"]]
    assert len(changed) == 27
    numbers = {c["name"]: c["pvd_id"] for c in COMMUNES}
    old = {c["name"]: c["petite_ville"] for c in COMMUNES}
    assert numbers["Riez"] == old["Seyne"] == "pvd-93-04-8" and numbers["Seyne"] == "pvd-93-04-10"


def test_text_is_composed_unicode_without_odd_spaces_or_curly_apostrophes() -> None:
    assert unicodedata.is_normalized("NFC", YAML)
    for _insee, name in EVERYWHERE:
        assert unicodedata.is_normalized("NFC", name)
        assert re.fullmatch(r"[A-ZÈÉÎ][\w' -]+", name), name
        assert "  " not in name


def test_entries_are_sorted_by_code_and_unique() -> None:
    for _cohort, group in groupby(COMMUNES, key=lambda c: c["cohort"]):
        codes = [c["insee"] for c in group]
        assert codes == sorted(set(codes))
    cohorts = [cohort for cohort, _ in groupby(c["cohort"] for c in COMMUNES)]
    assert cohorts == ["selection-2020", "joined-2021"]
    for section, key in (("intercommunalities", "siren"), ("departments", "code")):
        codes = [entry[key] for entry in FILE[section]]
        assert codes == sorted(set(codes))


def test_every_epci_and_department_has_a_commune_and_every_epci_type_fits_its_name() -> None:
    members = {place.epci.siren for place in REGISTRY.places if place.epci}
    assert members == {e["siren"] for e in FILE["intercommunalities"]}
    assert len(members) == 52
    assert all(place.epci for place in REGISTRY.places)
    assert {c["department"] for c in COMMUNES} == {d["code"] for d in FILE["departments"]}
    for epci in FILE["intercommunalities"]:
        start = {"CC": "CC ", "CA": "CA ", "METRO": "Métropole "}[epci["type"]]
        assert epci["name"].startswith(start)


def test_a_petite_ville_never_spans_two_epcis() -> None:
    pairs = {(c["petite_ville"], c["epci"]) for c in SELECTED}
    assert len(pairs) == 53


def test_no_alias_is_found_by_the_name_of_a_commune_of_the_region() -> None:
    names = {"".join(core(fold(name))) for _insee, name in EVERYWHERE}
    aliases = [alias for c in COMMUNES for alias in c["aliases"]]
    assert len(aliases) > 5
    assert [alias for alias in aliases if "".join(core(fold(alias))) in names] == []
    assert "saintauban" in names  # 06116: the reason why it is no alias of Château-Arnoux-Saint-Auban


def test_the_gazetteer_and_the_registry_are_the_946_communes_of_the_region() -> None:
    codes = [insee for insee, _name in EVERYWHERE]
    assert len(codes) == len(set(codes)) == 946
    assert len(OTHERS) == 946 - 65
    counts = Counter(code[:2] for code in codes)
    assert counts == {"04": 198, "05": 162, "06": 163, "13": 119, "83": 153, "84": 151}


def test_every_line_of_the_gazetteer_keeps_the_rules() -> None:
    assert [o["insee"] for o in OTHERS] == sorted(o["insee"] for o in OTHERS)
    for other in OTHERS:
        assert re.fullmatch(r"\d{5}", other["insee"])
        assert other["insee"][:2] == other["department"]
        assert int(other["population"]) >= 0
        assert 43 < float(other["latitude"]) < 45.2
        assert 4.2 < float(other["longitude"]) < 7.8
        assert re.fullmatch(r"\d{5}(\|\d{5})*", other["postal_codes"])
        assert not other["acv_signed"] or date.fromisoformat(other["acv_signed"]) <= date.today()


def test_twelve_other_communes_have_action_coeur_de_ville() -> None:
    named = {o["name"] for o in OTHERS if o["acv_signed"]}
    assert named == set(
        "Digne-les-Bains Manosque Briançon Gap Grasse Arles Tarascon Brignoles Draguignan Avignon "
        "Carpentras Cavaillon".split()
    )


def test_the_programme_has_three_pillars_eight_ministries_and_five_partners() -> None:
    programme = FILE["programme"]
    assert len(programme["pillars"]) == 3
    assert len(programme["ministries"]) == 8
    partners = [partner["name"] for partner in programme["partners"]]
    assert partners == ["ANCT", "Banque des territoires", "Anah", "Cerema", "ADEME"]
    assert "Agence nationale de l'habitat (Anah)" in [partner["fr"] for partner in programme["partners"]]
    assert {ministry["date"] for ministry in programme["ministries"]} == {"2020"}
    values = [(f["value"], f["unit"]) for f in programme["figures"]]
    for figure in ((53, "petites villes"), (60, "communes"), (65, "communes"), (1646, "communes"), (75, "%")):
        assert figure in values


def test_figures_tell_what_was_announced_from_what_is_reached() -> None:
    stages: dict[str, set[tuple[int, str]]] = {"announced": set(), "reached": set()}
    for figure in FILE["programme"]["figures"]:
        stages[figure["stage"]].add((figure["value"], figure["unit"]))
    assert {(1000, "communes and intercommunalities"), (3_000_000_000, "EUR")} <= stages["announced"]
    assert stages["reached"] >= {
        (1646, "communes"),
        (3_700_000_000, "EUR"),
        (28_000, "actions"),
        (353_481, "dwellings"),
        (20, "%"),
    }


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("anct-evaluation", ["28,000 actions", "353,481 dwellings", "3.7 billion euros", "53%", "70%"]),
        ("senat-2025", ["March 2026", "by two years", "Territoires de demain", "2028", "20%"]),
        ("assises-2025", ["13 June 2025", "François Bayrou", "Saint-Rémy-de-Provence"]),
        ("localtis-2025", ["October 2025", "Sébastien Lecornu", "Action cœur de ville"]),
        ("senat-2026", ["1,646 communes", "51%", "73%", "11%", "programme 112", "FNADT"]),
        ("aides-territoires", ["75%", "€45,000", "€55,000", "50%", "€40,000", "31 March 2026"]),
    ],
)
def test_where_the_programme_stands_is_told_with_the_source_of_each_fact(
    source: str, words: list[str]
) -> None:
    today = FILE["programme"]["today"]
    told = " ".join(fact["en"] for fact in today if fact["source"] == source)
    assert [word for word in words if word not in told] == []
    assert all(entry["url"] for entry in FILE["sources"] if entry["id"] == source)


def test_what_is_not_known_is_said_and_until_when_anything_is() -> None:
    assert FILE["programme"]["today"][-1]["topic"] == "unknown"
    for fact in (FILE["programme"]["today"][-1], FILE["programme"]["overview"][0]):
        assert "État des connaissances : février 2026" in fact["fr"]
        assert "State of knowledge: February 2026" in fact["en"]
    assert FILE["programme"]["overview"][0]["topic"] == "today"


def test_the_date_that_one_list_gives_cogolin_is_a_note() -> None:
    (note,) = REGISTRY.notes
    assert (note.commune, note.field, note.source) == ("83042", "convention_signed", "anct-2024")
    assert "1 June 2021" in note.en and "1er juin 2021" in note.fr
    assert REGISTRY.get("83042").convention_signed is None
    assert str(REGISTRY.get("04166").convention_signed) == "2021-08-01"


def test_every_fact_has_two_languages_and_a_source() -> None:
    sources = {source["id"] for source in FILE["sources"]}
    facts = [f for section, facts in FILE["programme"].items() if section != "name" for f in facts]
    facts += [measure for fact in facts for measure in fact.get("measures", ())]
    assert len(facts) > 40
    for fact in facts:
        assert fact["source"] in sources
        assert fact["fr"].strip() and fact["en"].strip()


def test_french_text_uses_no_curly_english_quotes_and_english_text_no_french_thousands() -> None:
    for section, facts in FILE["programme"].items():
        for fact in facts if section != "name" else ():
            assert not re.search(r"\d,\d{3}", fact["fr"]), fact["fr"]
            assert not re.search(r"\d[ \u00a0\u202f]\d{3}", fact["en"]), fact["en"]


def test_the_timeline_is_in_order_and_agrees_with_the_communes() -> None:
    timeline = FILE["programme"]["timeline"]
    assert [e["date"] for e in timeline] == sorted(e["date"] for e in timeline)
    signed = sorted((str(c["convention_signed"]), c["name"]) for c in COMMUNES if c["convention_signed"])
    assert len(signed) == 63
    for day, name in (signed[0], signed[-1]):
        assert name in next(e["fr"] for e in timeline if e["date"] == day)
    assert {c["name"] for c in COMMUNES if not c["convention_signed"]} == {"Cogolin", "Roquebillière"}


def test_every_key_of_a_commune_has_a_source() -> None:
    given = {field for source in FILE["sources"] for field in source["fields"]}
    assert set(COMMUNES[0]) - given == {"aliases"}  # aliases are our own
    assert given - set(COMMUNES[0]) == {"acv_signed", "outlines"}


def test_the_schema_beside_the_file_is_made_of_the_rules(request: pytest.FixtureRequest) -> None:
    """Rewrite it with `pytest --golden`."""
    file = ROOT / "data" / "communes.schema.json"
    if request.config.getoption("--golden"):
        file.write_text(json_schema(), encoding="utf-8", newline="\n")
    assert file.read_text(encoding="utf-8") == json_schema()


def test_the_schema_describes_the_file_and_the_file_points_to_it() -> None:
    assert YAML.startswith("# yaml-language-server: $schema=communes.schema.json\n")
    schema = json.loads((ROOT / "data" / "communes.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    as_text = json.loads(json.dumps(FILE, default=str))
    jsonschema.Draft202012Validator(schema).validate(as_text)
    as_text["communes"][0]["insee"] = 4008
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate(as_text)


def test_the_loaded_registry_holds_what_the_file_says() -> None:
    assert [c.name for c in REGISTRY.communes] == [c["name"] for c in COMMUNES]
    for commune, entry in zip(REGISTRY.communes, COMMUNES, strict=True):
        for key in (
            "insee",
            "department",
            "petite_ville",
            "pvd_id",
            "siren",
            "cohort",
            "population",
            "arrondissement",
        ):
            assert getattr(commune, key) == entry[key]
        assert commune.convention_signed == entry["convention_signed"]
        assert commune.ort_signed == entry["ort_signed"]
        assert commune.epci.siren == entry["epci"]
        assert list(commune.postal_codes) == entry["postal_codes"]
    assert [o.insee for o in REGISTRY.others] == [o["insee"] for o in OTHERS]
