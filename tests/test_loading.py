"""A registry of one's own: how its file is read, and what names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT, YAML, Run, changed

from pvd_cli import BadInput, Commune, OtherCommune, load_registry
from pvd_cli.registry.yaml_io import MOST_SIGNS, SIGNS, read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("false", False),
        ("No", False),
        ("on", True),
        ("~", None),
        ("", None),
        ("7850", 7850),
        ("-7", -7),
        ("0", 0),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("9" * 18, 10**18 - 1),
        ("9" * 30, "9" * 30),
        ("9" * 5000, "9" * 5000),
        ("44.1993", 44.1993),
        ("-.5", -0.5),
        (".inf", ".inf"),
        ("2021-04-09", "2021-04-09"),
        ("2021-02-31", "2021-02-31"),
        ("Apt", "Apt"),
        ("'no'", "no"),
        ('"04209"', "04209"),
    ],
)
def test_a_scalar_is_read_as_it_is_written(text: str, value: object) -> None:
    root, problems = read_yaml(f"key: {text}".encode())
    assert problems == []
    node = root.value["key"]
    assert (node.value, type(node.value)) == (value, type(value))
    assert node.quoted == (text[:1] in ("'", '"')) and node.text == text.strip("'\"")


def test_a_registry_with_a_bom_and_crlf_is_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + YAML.replace("\n", "\r\n").encode())
    assert len(load_registry(file).communes) == 65


@pytest.mark.parametrize(
    "part", [slice(None, None, 25), slice(-3, None), slice(900, 60, -400), slice(63, 67)]
)
def test_a_part_of_the_places_is_made_of_communes(part: slice) -> None:
    """Of a registry that nobody has asked for its communes before."""
    places = load_registry(ROOT / "data" / "communes.yaml").places
    assert list(places[part]) == list(places)[part] != []
    assert {type(place) for place in places} == {Commune, OtherCommune}


def test_a_commune_that_another_registry_does_not_label_is_still_a_commune(tmp_path: Path) -> None:
    """`not labelled` is certain there too: nothing is left out of the 946."""
    kept = re.sub(r"(?ms)^  - insee: \"04209\".*?(?=^  - insee)", "", YAML)
    file = tmp_path / "fewer.yaml"
    file.write_text(kept, encoding="utf-8")
    registry, ours = load_registry(file), load_registry(ROOT / "data" / "communes.yaml")
    assert len(registry.communes) == 64 and len(registry.places) == len(ours.places) == 946
    match = registry.search("sisteron").match
    assert match and isinstance(match.commune, OtherCommune)
    (sisteron,) = [commune for commune in ours.communes if commune.insee == "04209"]
    assert match.commune.epci == sisteron.epci and match.commune.ort_signed == sisteron.ort_signed


def test_optional_keys_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "short.yaml"
    optional = r"    (aliases: \[\]|(convention_signed|ort_signed|petite_ville|pvd_id|siren): \S+)\n"
    file.write_text(re.sub(optional, "", YAML), encoding="utf-8")
    for commune in load_registry(file).communes:
        assert {commune.petite_ville, commune.pvd_id, commune.siren, commune.ort_signed} == {None}
        assert commune.convention_signed is None
    assert load_registry(file).get("04008").aliases == ()


def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(BadInput, match="cannot read"):
            load_registry(path)


def test_the_environment_can_name_the_registry(run: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, "name: Sisteron", "name: Sisteronne")
    assert "Sisteronne" in run("search", "04209", PVD_REGISTRY=file).out
    assert run("list", PVD_REGISTRY=str(tmp_path / "missing.yaml")).code == 2


@pytest.mark.parametrize("text", ["- \n", "? \r", "{},", "[],", "a: b\n", "-\n", "a:\r"])
def test_millions_of_values_are_refused_before_they_are_read(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yaml.parse", None)
    _root, problems = read_yaml(text.encode() * (MOST_SIGNS + 1))
    assert ["too large" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_all_communes_of_france_are_not_too_many(end: bytes) -> None:
    text = YAML.encode().replace(b"\n", end).partition(b"communes:" + end)[2]
    assert 34_969 * sum(map(text.count, SIGNS)) / 65 < MOST_SIGNS
