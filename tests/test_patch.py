"""The registry with the dates and numbers of a list taken over; all else as it stood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import REGISTRY, YAML, Run
from hypothesis import given, settings
from hypothesis import strategies as st
from published_lists import changed_rows, list_of_2026, written

from pvd_cli import load_registry
from pvd_cli.registry.comparison import compare
from pvd_cli.registry.patch import patched, to_take_over
from pvd_cli.registry.published import read_published
from pvd_cli.registry.yaml_io import commune_entries


def test_the_registry_is_patched_and_all_else_stands_as_it_was(run: Run, tmp_path: Path) -> None:
    table = changed_rows(
        list_of_2026(),
        i04008=None,
        i04209=["04209", "Sisteronne", "pvd-93-04-99", "10/04/2021"],
        i83042=["83042", "Cogolin", "pvd-93-83-6", "01/06/2021"],
        i06103=["06103", "Roquebillière", "pvd-93-06-3", "01/01/2099"],
        i84138=["84138", "Valréas", "pvd-93-84-1", "05/07/2021"],
    )
    output = tmp_path / "patched.yaml"
    result = run("check", "--against", written(tmp_path, table), "-o", str(output))
    assert result.code == 1
    assert "3 values of the list are taken over" in result.err
    assert (
        "for you to decide: Annot (04008): gone, Sisteron (04209): renamed, "
        "Roquebillière (06103): newly signed, Valréas (84138): numbered otherwise" in result.err
    )
    before, after = YAML.splitlines(), output.read_text(encoding="utf-8").splitlines()
    assert len(before) == len(after)
    assert [(a.strip(), b.strip()) for a, b in zip(before, after, strict=True) if a != b] == [
        ("pvd_id: pvd-93-04-11", "pvd_id: pvd-93-04-99"),
        ("convention_signed: 2021-04-09", "convention_signed: 2021-04-10"),
        ("convention_signed: null", "convention_signed: 2021-06-01"),
    ]
    assert run("check", str(output)).code == 0


def test_a_patch_never_goes_into_what_is_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(YAML, encoding="utf-8")
    result = run("check", str(file), "--against", written(tmp_path, list_of_2026()), "-o", str(file))
    assert result.code == 2 and file.read_text(encoding="utf-8") == YAML


WAYS_TO_WRITE = {
    "as it is": YAML,
    "with CRLF and a mark": "\ufeff" + YAML.replace("\n", "\r\n"),
    "in quotes": re.sub(r"signed: (2\S+)", r"signed: '\1'  # checked", YAML),
    "without the keys": re.sub(r"\n    (pvd_id|convention_signed): \S+", "", YAML),
    "with empty values": re.sub(r"(convention_signed|pvd_id): \S+", r"\1:", YAML),
    "in braces": re.sub(
        r"(?m)^  - insee: (.*)\n((?:    .*\n)+)",
        lambda entry: "  - {insee: " + ", ".join([entry[1], *map(str.strip, entry[2].splitlines())]) + "}\n",
        YAML[YAML.index("\ncommunes:") :],
    ),
}


@pytest.mark.parametrize("name", WAYS_TO_WRITE)
def test_a_registry_is_patched_however_it_is_written(tmp_path: Path, name: str) -> None:
    text = WAYS_TO_WRITE[name]
    if name == "in braces":
        text = YAML[: YAML.index("\ncommunes:")] + text
    file = tmp_path / "mine.yaml"
    file.write_bytes(text.encode())
    registry = load_registry(file)
    table = changed_rows(
        list_of_2026(),
        i83042=["83042", "Cogolin", "pvd-93-83-60", "01/06/2021"],
        i04209=["04209", "Sisteron", REGISTRY.get("04209").pvd_id or "", ""],
    )
    differences = compare(registry, read_published(registry, table)).differences
    file.write_bytes(patched(file.read_bytes(), to_take_over(registry, differences)))
    again = load_registry(file)
    cogolin = again.get("83042")
    assert (cogolin.pvd_id, str(cogolin.convention_signed)) == ("pvd-93-83-60", "2021-06-01")
    assert again.get("04209").convention_signed is None
    assert compare(again, read_published(again, table)).alike
    assert file.read_text(encoding="utf-8").count("#") == text.count("#")


@settings(max_examples=30)
@given(st.data())
def test_whatever_is_taken_over_the_registry_stays_valid_and_says_what_the_list_says(
    data: st.DataObject,
) -> None:
    """Any dates and numbers: those that no rule allows, and numbers that two would have, are left."""
    numbers = st.sampled_from([commune.pvd_id or "" for commune in REGISTRY.communes] + ["pvd-93-04-50", ""])
    days = st.sampled_from(["", "01/01/2019", "09/04/2021", "29/02/2024", "01/01/2099"])
    table = list_of_2026()
    for place in data.draw(st.lists(st.integers(1, 65), max_size=4)):
        table[place] = [*table[place][:2], data.draw(numbers), data.draw(days)]
    differences = compare(REGISTRY, read_published(REGISTRY, table)).differences
    taken = to_take_over(REGISTRY, differences)
    content = patched(YAML.encode(), taken)
    entries = commune_entries(content.decode())
    for each in taken:
        start, end = entries[each.insee].values[each.field]
        assert content.decode()[start:end] == ("null" if each.list is None else str(each.list))
    ids = [content.decode()[slice(*entry.values["pvd_id"])] for entry in entries.values()]
    known = [number for number in ids if number != "null"]
    assert len(known) == len(set(known))
    assert "2099" not in content.decode() and "2019-01-01" not in content.decode()
