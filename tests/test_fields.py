"""Every key of an answer stands once in `fields.py`, and every format has it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Run, rows

from pvd_cli.commands.options import FormatOption, MapFormatOption
from pvd_cli.match.grid import COLUMNS
from pvd_cli.output.cells import as_markdown, flattened
from pvd_cli.output.fields import FIELDS, fields_of
from pvd_cli.output.formats import offered

ANSWERS: dict[tuple[str, ...], str] = {  # with the kind of their rows
    ("list",): "list",
    ("search", "gap, sisteron"): "",
    ("show", "sisteron"): "",
    ("show", "gap"): "",
    ("show", "belley"): "",
    ("near", "gap"): "",
    ("map", "84"): "",
    ("departments",): "departments",
    ("epcis",): "epcis",
    ("programme",): "programme",
    ("check", "tests/broken.yaml"): "",
    ("check", "--against", "tests/list-acv.csv"): "",
    ("match", "examples/grants.csv", "--review"): "review",
}
# What JSON says of the answer as a whole, and what of a row it says by the place where the row stands.
BESIDE = {"query", "results", "not_labelled", "place", "elsewhere", "file", "valid"}
BESIDE |= {"against", "programme", "compared", "warnings", "untold"}
BY_PLACE = {"query", "status", "section", "pillar"}


def rows_of(data: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in an answer's JSON; those in a list within another are rows of their own."""
    for row in data if isinstance(data, list) else [data]:
        inner = {key: value for key, value in row.items() if isinstance(value, list) and value}
        lists = {key: value for key, value in inner.items() if isinstance(value[0], dict)}
        beside = {*lists, "epci"} if "query" in row else lists  # the one that a query names
        yield {key: value for key, value in row.items() if key not in beside}
        for value in lists.values():
            yield from rows_of(value)


def header(run: Run, *argv: str) -> list[str]:
    return run(*argv, "-f", "csv").out.splitlines()[0].split(",")


@pytest.mark.parametrize("argv", ANSWERS, ids=" ".join)
def test_json_and_csv_have_the_same_keys(run: Run, argv: tuple[str, ...]) -> None:
    found = list(rows_of(json.loads(run(*argv, "-f", "json").out)))
    in_json = {key for row in found for key in flattened({k: v for k, v in row.items() if k not in BESIDE})}
    in_csv = set(header(run, *argv))
    assert in_csv - in_json <= BY_PLACE
    assert in_json - in_csv == set()


def test_the_rows_of_a_sheet_have_the_same_keys_in_every_format(run: Run) -> None:
    argv = ("match", "examples/grants.csv")
    (keys,) = {tuple(row) for row in json.loads(run(*argv, "-f", "json").out)}
    assert keys[-len(COLUMNS) :] == COLUMNS
    assert list(keys) == list(rows(run(*argv, "-f", "tsv").out, "\t")[0])
    assert list(keys) == list(rows(run(*argv, "-f", "csv").out, ";")[0])


@pytest.mark.parametrize("argv", ANSWERS, ids=" ".join)
def test_every_key_is_a_field_with_a_heading_of_its_own(run: Run, argv: tuple[str, ...]) -> None:
    keys, kind = header(run, *argv), ANSWERS[argv]
    assert [key for key in keys if key not in FIELDS and f"{kind}.{key}" not in FIELDS] == []
    headings = [field.long for field in fields_of(keys, kind)]
    assert sorted(set(headings)) == sorted(headings)


def test_every_field_is_of_some_answer(run: Run) -> None:
    used = {f"{kind}.{key}" for argv, kind in ANSWERS.items() for key in header(run, *argv)}
    plain = {name.partition(".")[2] for name in used}
    signatures = {"signatures.conventions_signed", "signatures.orts_signed"}  # of a page of the programme
    assert {name for name in FIELDS if name not in (used if "." in name else plain)} - signatures == set()


@pytest.mark.parametrize("option", [FormatOption, MapFormatOption])
def test_help_names_every_format(option: Any) -> None:
    (declared,) = option.__metadata__
    formats = offered(maps=option is MapFormatOption)
    assert declared.help.replace(" or ", ", ").replace(" (default)", "").rstrip(".").split(", ") == formats


def test_every_key_of_a_list_can_be_added_to_a_sheet(run: Run) -> None:
    """But for those that a verdict has anyway; each as the list has it."""
    (listed,) = [row for row in rows(run("list", "-f", "csv").out) if row["name"] == "Sisteron"]
    keys = [key for key in listed if f"pvd_{key}" not in COLUMNS]
    (row,) = rows(run("match", "-", "--add", ",".join(keys), stdin=b"Commune\nSisteron\n").out)
    assert {key: row[f"pvd_{key}"] for key in keys} == {key: listed[key] for key in keys}


def test_of_many_lines_the_first_twenty_are_named() -> None:
    assert FIELDS["lines"].cell(list(range(1, 21))).endswith("19, 20")
    assert FIELDS["lines"].cell(list(range(1, 22))).endswith("19, 20, 1 more")


@pytest.mark.parametrize("text", ["# Apt", "> Apt", "- Apt", "+ Apt", "1. Apt", "12) Apt"])
def test_what_would_begin_a_heading_or_a_list_in_markdown_is_text(text: str) -> None:
    escaped = as_markdown(text)
    assert escaped != text and escaped.replace("\\", "") == text
    assert as_markdown("3.5 km") == "3.5 km"
