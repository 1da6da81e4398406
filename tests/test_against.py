"""A list of the State against the registry: its five forms, and each kind of difference."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from conftest import REGISTRY, ROOT, Run, rows
from offices import write
from openpyxl import Workbook
from published_lists import (
    ANCT,
    Table,
    changed_rows,
    list_of_2021,
    list_of_2024,
    list_of_2026,
    list_of_acv,
    list_of_orts,
    written,
)
from test_bounds import ods, ods_row

from pvd_cli.registry.comparison import Comparison, compare
from pvd_cli.registry.published import read_published


def compared(table: Iterable[Sequence[str]]) -> Comparison:
    return compare(REGISTRY, read_published(REGISTRY, table))


def kinds(found: Comparison) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.insee, each.difference, each.field, str(each.registry), str(each.list))
        for each in found.differences
    ]


@pytest.mark.parametrize(
    ("table", "scheme", "communes"),
    [
        (list_of_2026(), "pvd", 65),
        (list_of_2024(), "pvd", 65),
        (list_of_acv(), "acv", 12),
        (list_of_orts(), "ort", 72),
    ],
    ids=["2026", "2024", "acv", "ort"],
)
def test_a_list_that_says_what_the_registry_says_is_alike(table: Table, scheme: str, communes: int) -> None:
    found = compared(table)
    assert (found.scheme.id, found.communes, found.alike) == (scheme, (communes, communes), True)


def test_the_first_list_is_older_and_lacks_dates_and_the_five() -> None:
    found = compared(list_of_2021())
    assert found.communes == (60, 65)
    assert found.warnings == ["the list is older than the registry: it has the numbers of 2021"]
    assert found.untold == ["the list has no dates of signature: they are not compared"]
    assert {each.difference for each in found.differences} == {"gone"}
    assert [e.name for e in found.differences] == ["Oraison", "Riez", "Espinasses", "Cadenet", "Sorgues"]


def test_each_kind_of_difference_is_told_with_both_values() -> None:
    table = changed_rows(
        list_of_2026(),
        i04008=None,
        i04209=["04209", "Sisteron-sur-Durance", "pvd-93-04-11", "10/04/2021"],
        i83042=["83042", "COGOLIN", "pvd-93-83-6", "01/06/2021"],
        i04166=["04166", "Riez", "pvd-93-04-80", ""],
    )
    found = compared([*table, ["05061", "Gap", "pvd-93-05-12", "02/05/2026"]])
    assert not found.alike and found.communes == (65, 65)
    assert kinds(found) == [
        ("04008", "gone", "", "2021-05-10", "None"),
        ("04166", "no-longer-signed", "convention_signed", "2021-08-01", "None"),
        ("04166", "numbered-otherwise", "pvd_id", "pvd-93-04-8", "pvd-93-04-80"),
        ("04209", "renamed", "name", "Sisteron", "Sisteron-sur-Durance"),
        ("04209", "signed-otherwise", "convention_signed", "2021-04-09", "2021-04-10"),
        ("05061", "new", "", "None", "2026-05-02"),
        ("83042", "newly-signed", "convention_signed", "None", "2021-06-01"),
    ]


def test_an_ort_counts_only_where_it_is_signed_and_a_commune_may_have_several() -> None:
    ended = ["04018", "", "", "Terminée", "2020-02-04", "", "04 - Banon"]
    table = changed_rows(list_of_orts(), i04018=ended)
    table += [["04008", "", "", "Signée", "2026-01-15", "", "04 - Annot"]]
    table += [["04209", "", "", "Terminée", "2019-01-01", "", "04 - Sisteron"]]
    assert kinds(compared(table)) == [
        ("04008", "newly-signed", "ort_signed", "None", "2026-01-15"),
        ("04018", "no-longer-signed", "ort_signed", "2020-02-04", "None"),
    ]


def test_a_new_commune_of_action_coeur_de_ville_is_new() -> None:
    table = [*list_of_acv(), ["04209", "Sisteron", "acv-2", "01-02-2026"]]
    assert kinds(compared(table)) == [("04209", "new", "", "None", "2026-02-01")]


def test_a_truncated_list_is_said_to_be_that_and_tells_of_no_commune_that_it_is_gone() -> None:
    found = compared(list_of_2026()[:30])
    assert found.warnings == ["the list is truncated: it has 29 of the 65 communes of the registry"]
    assert found.untold == ["which communes are gone cannot be told from a truncated list"]
    assert not found.differences and not found.alike
    whole = compared(list_of_2026()[:34])
    assert not whole.truncated and {each.difference for each in whole.differences} == {"gone"}


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            [row for row in list_of_2026() if row[3] not in ("20/04/2022", "11/10/2021")],
            "latest signature is of 30",
        ),
        (
            [[*row[:3], "01/01/2021"] if row[0] == "13097" else row for row in list_of_2026()],
            "latest signature is of 11 October 2021",
        ),
        (
            [row for row in list_of_2026() if row[0] not in ("04143", "04166", "05050", "84026", "84129")],
            "none of the communes that joined later",
        ),
        (list_of_2024(), "may be older than the registry, which follows that of 27 April 2026"),
    ],
    ids=["fewer", "one date", "without the five", "written as before"],
)
def test_an_older_list_is_said_to_be_that(table: Table, words: str) -> None:
    (warning,) = compared(table).warnings
    assert words in warning and "older than the registry" in warning


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            [["insee_com", "lib_com", "id_va", "date_signature"], ["04008", "Annot", "va-1", ""]],
            "headed id_va",
        ),
        ([ANCT, *list_of_acv()[1:]], "few of its communes are those of the registry"),
        ([ANCT, ["01034", "Belley", "pvd-84-01-3", "22/04/2021"]], "no commune of the region"),
        ([["Nom", "Montant"], ["Annot", "3"]], "no column of the list is headed as INSEE codes are"),
        ([ANCT], "no commune of the region"),
    ],
)
def test_what_is_no_list_of_ours_is_bad_input(run: Run, tmp_path: Path, table: Table, words: str) -> None:
    result = run("check", "--against", written(tmp_path, table))
    assert (result.code, result.out) == (2, "")
    assert words in result.err


def test_what_cannot_be_read_is_named_and_nothing_is_made_of_it() -> None:
    found = compared(
        [
            *changed_rows(list_of_2026(), i04209=["04209", "Sisteron", "pvd-93-04-11", "31/02/2021"]),
            ["04999", "M. le Maire", "", ""],
        ]
    )
    assert found.alike
    assert found.untold == [
        "“31/02/2021” is not a date: that of Sisteron (04209) is not compared",
        "2 rows are left out, their codes are not those of a commune of France: "
        "99999 TEST, 04999 M. le Maire",
    ]


def test_a_code_without_its_zero_and_that_of_a_former_commune_mean_the_commune() -> None:
    table = [row if row[0] != "04209" else ["4209", *row[1:]] for row in list_of_2026()]
    table = [row if row[0] != "04039" else ["04044", *row[1:]] for row in table]  # a part of Castellane
    assert compared(table).alike


@pytest.mark.parametrize(
    ("encoding", "sign"), [("utf-8-sig", ";"), ("cp1252", ";"), ("utf-8", "\t"), ("utf-16", ",")]
)
def test_a_list_is_read_as_it_comes(run: Run, tmp_path: Path, encoding: str, sign: str) -> None:
    """Its columns in any order, other columns between them, a title above."""
    turned = [[*row[::-1], "x"] for row in list_of_2026()]
    result = run("check", "--against", written(tmp_path, turned, encoding=encoding, sign=sign))
    assert (result.code, result.err.count("\n")) == (0, 1)
    assert "65 communes of the region in the list, 65 in the registry; no difference" in result.out


def test_a_workbook_with_dates_and_numbers_is_read_as_a_list_too(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(ANCT)
    for commune in REGISTRY.communes:
        sheet.append([int(commune.insee), commune.name, commune.pvd_id, commune.convention_signed])
    book.save(tmp_path / "list.xlsx")
    result = run("check", "--against", str(tmp_path / "list.xlsx"))
    assert (result.code, "no difference" in result.out) == (0, True)


def test_an_opendocument_sheet_is_read_as_a_list_too(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "list.ods", ods(*(ods_row(*row) for row in list_of_2026())))
    result = run("check", "--against", str(tmp_path / "list.ods"))
    assert (result.code, "no difference" in result.out) == (0, True)


def test_the_record_of_a_comparison_is_there_for_programs(run: Run, tmp_path: Path) -> None:
    file = written(tmp_path, changed_rows(list_of_2026(), i04008=None))
    answer = json.loads(run("check", "--against", file, "-f", "json").out)
    assert (answer["programme"], answer["compared"]) == ("pvd", {"registry": 65, "list": 64})
    assert answer["differences"] == [
        {
            "insee": "04008", "name": "Annot", "department": "04", "difference": "gone", "field": "",
            "registry": "2021-05-10", "list": None,
        }
    ]  # fmt: skip
    result = run("check", "--against", file, "-f", "csv")
    assert result.code == 1
    assert [row["difference"] for row in rows(result.out)] == ["gone"]
    assert "gone: 1" in run("check", "--against", file).err
    assert "absente\u00a0: 1" in run("check", "--against", file, LANGUAGE="fr").err


def test_what_the_registry_notes_of_a_difference_is_said(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path, changed_rows(list_of_2026(), i83042=["83042", "Cogolin", "pvd-93-83-6", "01/06/2021"])
    )
    assert (
        "The list of September 2024 dates Cogolin's accession convention"
        in run("check", "--against", file).err
    )


def test_our_own_table_of_labelled_communes_is_a_list_too(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text(run("list", "--cohort", "all", "-f", "csv").out, encoding="utf-8")
    assert "no difference" in run("check", str(ROOT / "data" / "communes.yaml"), "--against", str(file)).out
