"""The registry: one commune by its code or its name, departments and EPCIs in any spelling."""

from __future__ import annotations

import copy
import pickle
from operator import setitem
from pathlib import Path
from typing import Any

import pytest
from conftest import REGISTRY, changed

import pvd_cli
from pvd_cli import BadInput, InvalidRegistry, NoAnswer, library, load_registry


@pytest.mark.parametrize("number", ["210402095", "21040209500017", "210 402 095 00017", " 210402095\u00a0"])
def test_a_commune_is_found_by_its_siren_or_a_siret_that_begins_with_it(number: str) -> None:
    assert REGISTRY.by_siren(number).name == "Sisteron"


@pytest.mark.parametrize("number", ["", "21040209", "2104020950", "2104020950001", "999999999"])
def test_no_other_number_is_a_siren(number: str) -> None:
    with pytest.raises(KeyError):
        REGISTRY.by_siren(number)


def test_every_commune_is_found_by_its_siren() -> None:
    found = [REGISTRY.by_siren(place.siren or "") for place in REGISTRY.places]
    assert found == list(REGISTRY.places)


def test_resolve_gives_one_commune_or_the_candidates() -> None:
    assert REGISTRY.resolve("st remy").insee == "13100"
    assert REGISTRY.resolve("13100").name == "Saint-Rémy-de-Provence"
    assert REGISTRY.resolve("La Seyne sur Mer").insee == "83126"
    with pytest.raises(NoAnswer) as caught:
        REGISTRY.resolve("04200")  # Salignac by its INSEE code, Sisteron and others by their postal code
    assert caught.value.candidates[0] == "04209"
    with pytest.raises(NoAnswer) as caught:
        REGISTRY.resolve("mirabeau")
    assert caught.value.candidates == ("84076", "04122")
    with pytest.raises(NoAnswer, match="no commune"):
        REGISTRY.resolve("zzzz")


def test_get_takes_an_exact_code_only() -> None:
    assert REGISTRY.get("04209").name == "Sisteron"
    for key in ("83126", "Sisteron", "4209"):
        with pytest.raises(KeyError):
            REGISTRY.get(key)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("04", "04"),
        ("alpes de haute provence", "04"),
        ("Alpes-de-Hte-Provence", "04"),
        ("AHP", "04"),
        ("bouches", "13"),
        ("vaucl", "84"),
        ("VAR", "83"),
        ("alpes maritime", "06"),
        ("Hautes Alpes", "05"),
        ("Vaucluse (84)", "84"),
        ("Var (83)", "83"),
        ("Le Var", "83"),
        ("Département de Vaucluse", "84"),
        ("département des Bouches-du-Rhône", "13"),
        ("Dpt 84", "84"),
        ("D84", "84"),
        ("FR-84", "84"),
        ("084", "84"),
        ("4", "04"),
        ("4200", "04"),
        ("A.H.P.", "04"),
        ("B.D.R.", "13"),
        ("B.-du-Rh.", "13"),
        ("H.-A.", "05"),
        ("Alpes-de-Hte-P.", "04"),
    ],
)
def test_a_department_is_found_in_any_spelling(spelling: str, code: str) -> None:
    assert REGISTRY.department(spelling).code == code


@pytest.mark.parametrize("spelling", ["99", "2A", "984", "841234", "", "zzz", "Isère", "alpes", "V."])
def test_a_department_that_is_not_there_names_those_that_are(spelling: str) -> None:
    with pytest.raises(NoAnswer) as caught:
        REGISTRY.department(spelling)
    assert "83 Var" in caught.value.hints[0]


@pytest.mark.parametrize(
    ("query", "sirens"),
    [
        ("200068765", ["200068765"]),
        ("sisteronais", ["200068765"]),
        ("CC du Sisteronais-Buëch", ["200068765"]),
        ("serre poncon", ["200067320", "200067742", "200072304"]),
        ("CC SERRE PONCON", ["200067742"]),
        ("AMP", ["200054807"]),  # not a piece of Champsaur
        ("MTPM", ["248300543"]),
        ("DLVA", ["200034700"]),
        ("casa", ["240600585"]),
        ("CAPG", ["200039857"]),
        ("CoVe", ["248400053"]),
        ("CC VBA", ["241300375"]),
        ("cotelub", ["248400285"]),
        ("Sophia Antipolis", ["240600585"]),
        ("metropole", ["200030195", "200054807", "248300543"]),
    ],
)
def test_an_epci_is_found_by_siren_name_or_part(query: str, sirens: list[str]) -> None:
    assert [epci.siren for epci in REGISTRY.find_epcis(query)] == sirens


def test_an_epci_that_is_not_there_suggests_the_nearest() -> None:
    with pytest.raises(NoAnswer) as caught:
        REGISTRY.find_epcis("sistronais buech")
    assert "Sisteronais" in caught.value.hints[0]


def test_what_a_question_names_must_be_there() -> None:
    with pytest.raises(BadInput, match="not one of all, selection-2020, joined-2021"):
        REGISTRY.list(cohort="joined")
    with pytest.raises(NoAnswer, match="not a department"):
        REGISTRY.search("mirabeau", department="Isère")


@pytest.mark.parametrize("query", [None, 4209, b"Gap", ["Gap"]])
def test_what_is_no_text_is_no_query(query: Any) -> None:
    for ask in (REGISTRY.search, REGISTRY.resolve):
        with pytest.raises(BadInput, match="a query is text, not"):
            ask(query)


def test_errors_and_records_pass_from_process_to_process(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("communes: 1", encoding="utf-8")
    with pytest.raises(InvalidRegistry) as caught:
        load_registry(tmp_path / "x.yaml")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.problems) == (str(caught.value), caught.value.problems)
    with pytest.raises(NoAnswer) as unanswered:
        REGISTRY.resolve("mirabeau")
    kept = pickle.loads(pickle.dumps(unanswered.value))
    assert (str(kept), kept.hints, kept.candidates) == (
        str(unanswered.value), unanswered.value.hints, unanswered.value.candidates,
    )  # fmt: skip
    assert pickle.loads(pickle.dumps(REGISTRY.places[-1])) == REGISTRY.places[-1]


def test_a_registry_passes_from_process_to_process(tmp_path: Path) -> None:
    for registry in (REGISTRY, load_registry(changed(tmp_path, "name: Sisteron", "name: Sisterone"))):
        registry.search("sisteron")
        again = pickle.loads(pickle.dumps(registry))
        assert (again.communes, again.programme, again.sources) == (
            registry.communes, registry.programme, registry.sources,
        )  # fmt: skip
        assert list(again.places) == list(registry.places)
        assert again.search("sisteorn") == registry.search("sisteorn")


def test_nothing_that_a_registry_holds_can_be_changed() -> None:
    facts: list[Any] = [REGISTRY.programme.overview[0], REGISTRY.programme.pillars[0]["measures"][0]]
    facts += [REGISTRY.region.sea, REGISTRY.sources[0].licence, REGISTRY.sources[0].gives]
    for fact in facts:
        before = dict(fact)
        for change in (
            lambda fact: fact.update(fr="autre"),
            lambda fact: setitem(fact, "fr", "autre"),
            lambda fact: fact.pop("fr"),
            lambda fact: fact.clear(),
            lambda fact: fact.__ior__({"fr": "autre"}),
            lambda fact: fact.setdefault("new", "autre"),
        ):
            with pytest.raises(TypeError, match="cannot be changed"):
                change(fact)
        assert fact == before == copy.deepcopy(fact)
    assert isinstance(REGISTRY.programme.pillars[0]["measures"], tuple)


def test_the_package_shows_the_library_and_nothing_else() -> None:
    assert dir(pvd_cli) == sorted(library.__all__)
    assert all(hasattr(pvd_cli, name) for name in library.__all__)
    assert not hasattr(pvd_cli, "annotations") and not hasattr(pvd_cli, "nothing_of_that_name")


def test_nothing_of_a_registry_is_public_by_accident() -> None:
    known = "communes others places elsewhere departments epcis programme sources notes region region_names"
    asked = "get by_insee by_postal_code by_siren search search_each find with_exact_name resolve list"
    named = "department department_called read_departments epcis_called find_epcis read_epcis epci_names"
    shown = {name for name in dir(REGISTRY) if not name.startswith("_")}
    assert shown == set(f"{known} {asked} {named}".split())
