"""What is asked for: lists of values as people type them, filters, and the order of an answer."""

from __future__ import annotations

from datetime import date

import pytest
from conftest import REGISTRY
from hypothesis import given
from hypothesis import strategies as st

from pvd_cli import BadInput, NoAnswer
from pvd_cli.registry.filters import Range, in_order, narrow, read_day, read_range, read_sort
from pvd_cli.registry.lists import read_cohort, read_list
from pvd_cli.registry.models import COHORTS

CODES = [department.code for department in REGISTRY.departments]
NAMES = {department.code: department.name for department in REGISTRY.departments}
BETWEEN = st.sampled_from([",", ", ", ";", " / ", "\n", " et ", " and ", " ET ", " "])


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("04,05", "04 05"),
        ("13 et 83", "13 83"),
        ("06/83", "06 83"),
        ("04 Var", "04 83"),
        ("Alpes-Maritimes 04", "06 04"),
        ("Alpes de Haute Provence Hautes Alpes", "04 05"),
        ("var vaucluze", "83 84"),
        ("04 - Alpes-de-Haute-Provence", "04"),
        ("département du Var et 4", "83 04"),
        (["04", "84,04"], "04 84"),
        ("84,,", "84"),
    ],
)
def test_departments_are_read_from_a_list_however_it_is_typed(typed: str | list[str], codes: str) -> None:
    assert " ".join(found.code for found in REGISTRY.read_departments(typed)) == codes


@given(st.lists(st.sampled_from(CODES), min_size=1, unique=True), st.data())
def test_every_value_of_a_list_is_taken(codes: list[str], data: st.DataObject) -> None:
    written = [data.draw(st.sampled_from([code, NAMES[code]])) for code in codes]
    typed = written[0] + "".join(data.draw(BETWEEN) + word for word in written[1:])
    assert [found.code for found in REGISTRY.read_departments(typed)] == codes


@pytest.mark.parametrize(
    ("typed", "unknown"),
    [("04,99", "99"), ("99 04", "99 04"), ("04 99", "99"), ("13-83", "13-83"), ("var, zzz", "zzz"), ("", "")],
)
def test_a_list_with_something_unknown_is_refused_whole(typed: str, unknown: str) -> None:
    with pytest.raises(NoAnswer, match=f"“{unknown}” is not a department") as caught:
        REGISTRY.read_departments(typed)
    assert "83 Var" in caught.value.hints[0]


def test_names_with_blanks_are_only_divided_where_nothing_else_can_be_meant() -> None:
    known = {"le muy", "gap", "apt et gap"}

    def find(text: str) -> str:
        if text not in known:
            raise NoAnswer(text)
        return text

    assert read_list("le muy, gap", find, blanks=False) == ["le muy", "gap"]
    assert read_list("apt et gap", find, blanks=False) == ["apt et gap"]
    with pytest.raises(NoAnswer, match="gap gap"):
        read_list("gap gap", find, blanks=False)
    with pytest.raises(NoAnswer):
        read_list("gap " * 100, find)  # no list of values is so long


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("DLVA, CoVe", ["CA Durance-Lubéron-Verdon Agglomération", "CA Ventoux-Comtat-Venaissin (COVE)"]),
        ("DLVA et sisteronais", ["CA Durance-Lubéron-Verdon Agglomération", "CC du Sisteronais-Buëch"]),
        ("Draguignan", ["CA Dracénie Provence Verdon Agglomération"]),
    ],
)
def test_intercommunalities_are_read_from_a_list_a_commune_stands_for_its_own(
    typed: str, names: list[str]
) -> None:
    assert [epci.name for named in REGISTRY.read_epcis(typed) for epci in named.epcis] == names


def test_an_intercommunality_found_by_a_commune_says_so() -> None:
    named = REGISTRY.read_epcis("Sisteron, DLVA")
    assert [each.commune and each.commune.name for each in named] == ["Sisteron", None]
    with pytest.raises(NoAnswer, match="“xyzzy” is not an intercommunality"):
        REGISTRY.read_epcis("DLVA, xyzzy")


def test_all_65_are_listed_the_60_first() -> None:
    assert [c.cohort for c in REGISTRY.list()] == [COHORTS[0]] * 60 + [COHORTS[1]] * 5


@pytest.mark.parametrize(
    ("typed", "cohort"),
    [("2020", "selection-2020"), ("2021", "joined-2021"), ("all", "all"), ("2020,2021", "all")],
)
def test_a_cohort_is_named_by_its_key_or_its_year(typed: str, cohort: str) -> None:
    assert read_cohort(typed) == cohort
    assert REGISTRY.list(cohort=typed) == REGISTRY.list(cohort=cohort)


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("5000..10000", (5000, 10000)),
        ("5000..", (5000, None)),
        ("..10000", (None, 10000)),
        ("5 000..10 000", (5000, 10000)),
        ("5,000..10,000", (5000, 10000)),
        ("5000-10000", (5000, 10000)),
        ("5000 à 10\u202f000", (5000, 10000)),
        ("10 000+", (10000, None)),
        (">10000", (10001, None)),
        (">= 10,000", (10000, None)),
        ("<2000", (None, 1999)),
        ("≤2000", (None, 2000)),
    ],
)
def test_a_range_may_be_open(typed: str, ends: tuple[int | None, int | None]) -> None:
    assert read_range(typed) == ends


@pytest.mark.parametrize("typed", ["", "..", "10000", "a..b", "10..5", "-", "1..2..3", ">", "<5+"])
def test_what_is_no_range_says_how_one_is_written(typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_range(typed)
    assert "5000..10000" in caught.value.hints[0]


def test_both_ends_belong_to_a_range() -> None:
    assert [number for number in range(6) if Range(2, 4).has(number)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2021", date(2021, 1, 1)),
        ("2021-06", date(2021, 6, 1)),
        ("2021-06-15", date(2021, 6, 15)),
        ("06/2021", date(2021, 6, 1)),
        ("15/06/2021", date(2021, 6, 15)),
    ],
)
def test_a_day_may_be_a_month_or_a_year(typed: str, day: date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize("typed", ["", "21", "2021-13", "31/02/2021", "0000", "june"])
def test_what_is_no_day_says_how_one_is_written(typed: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_day(typed)
    assert "2021-06" in caught.value.hints[0]


def test_communes_are_narrowed_by_what_they_signed_and_how_many_live_there() -> None:
    everyone = REGISTRY.list()
    without = narrow(everyone, unsigned="ort")
    assert without and all(commune.ort_signed is None for commune in without)
    assert {*everyone} - {*narrow(everyone, signed="ort")} == {*without}
    assert {c.name for c in narrow(everyone, unsigned="convention")} == {"Cogolin", "Roquebillière"}
    assert narrow(everyone, signed="convention, ort") == narrow(
        narrow(everyone, signed=["convention"]), signed="ort"
    )
    small = narrow(everyone, population="..1009")
    assert "Annot" in {commune.name for commune in small}  # of 1,009 inhabitants
    assert max(commune.population for commune in small) == 1009
    late = narrow(everyone, convention_since="2022")
    assert late and all(c.convention_signed and c.convention_signed.year >= 2022 for c in late)
    first_day, later = (narrow(everyone, ort_since=day) for day in ("2020-02-04", "2020-02-05"))
    assert "Banon" in {c.name for c in set(first_day) - set(later)}  # which signed on that day
    with pytest.raises(BadInput, match="not one of convention, ort"):
        narrow(everyone, signed="label")


def test_rows_stand_in_the_order_of_several_keys_what_is_not_known_last() -> None:
    found = in_order(REGISTRY.list(), ["department", "-population"])
    assert found == sorted(REGISTRY.list(), key=lambda c: (c.department, -c.population))
    for key in ("ort_signed", "-ort_signed"):
        dates = [commune.ort_signed for commune in in_order(REGISTRY.list(), [key])]
        known = [day for day in dates if day]
        assert dates == known + [None] * (len(dates) - len(known))
        assert known == sorted(known, reverse=key[0] == "-")
    names = [commune.name for commune in in_order(REGISTRY.list(), ["name"])]
    assert (
        names.index("L'Isle-sur-la-Sorgue") < names.index("La Bâtie-Neuve") < names.index("Laragne-Montéglin")
    )
    assert in_order(REGISTRY.list(), ["-epci"])[0].epci.name.startswith("Métropole")


def test_the_keys_of_an_order_are_a_list() -> None:
    def find(text: str) -> str:
        if text not in ("name", "population"):
            raise BadInput(f"no {text}")
        return text

    assert read_sort("-population,name", find) == ["-population", "name"]
    assert read_sort(["name", "−population"], find) == ["name", "-population"]
    with pytest.raises(BadInput, match="no size"):
        read_sort("name,-size", find)
