"""The checker, proved on small broken samples: every mistake has its line, its place and a remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import ROOT, Run

from pvd_cli import InvalidRegistry, load_registry

GOOD = (ROOT / "data" / "communes.yaml").read_text(encoding="utf-8")


def problems(tmp_path: Path, text: str | bytes) -> list[tuple[int, str, str]]:
    file = tmp_path / "registry.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidRegistry) as caught:
        load_registry(file)
    return [tuple(problem) for problem in caught.value.problems]  # type: ignore[misc]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


SAMPLES = {
    "an unquoted code": ('insee: "04209"', "insee: 04209", "Sisteron (04209), insee", 'write "04209"'),
    "an octal code": ('insee: "04008"', "insee: 04001", "Annot (04001), insee", 'write "04001"'),
    "a number for a SIREN": ('epci: "200071025"', "epci: 200071025", "Banon (04018), epci", "no quotes"),
    "a code too short": ('["04150"]', '["4150"]', "Banon (04018), postal_codes", "5 digits"),
    "a key that stands twice": (
        "    name: Banon\n",
        "    name: Banon\n    name: Banon\n",
        "Banon (04018), name",
        "stands twice in this entry",
    ),
    "a commune that stands twice": (
        'insee: "04018"',
        'insee: "04008"',
        "Banon (04008), insee",
        "stands twice",
    ),
    "a department that is not there": (
        'department: "06"\n    epci: "240600551"\n    petite_ville: pvd-93-06-1\n',
        'department: "07"\n    epci: "240600551"\n    petite_ville: pvd-93-06-1\n',
        "Breil-sur-Roya (06023), department",
        '"07" is not in the list departments',
    ),
    "a department of another code": (
        'department: "06"\n    epci: "240600551"\n    petite_ville: pvd-93-06-1\n',
        'department: "05"\n    epci: "240600551"\n    petite_ville: pvd-93-06-1\n',
        "Breil-sur-Roya (06023), department",
        "06023 does not begin with 05",
    ),
    "an EPCI that is not there": (
        'epci: "200071025"',
        'epci: "200071026"',
        "Banon (04018), epci",
        "intercommunal",
    ),
    "a point beyond the pole": (
        "latitude: 44.1993",
        "latitude: 90.5",
        "Sisteron (04209), location, latitude",
        "90.5 is not a number of degrees from -90 to 90",
    ),
    "a point too far east": (
        "longitude: 5.9276",
        "longitude: 180.5",
        "Sisteron (04209), location, longitude",
        "180.5 is not a number of degrees from -180 to 180",
    ),
    "a point too far west": (
        "longitude: 5.9276",
        "longitude: -180.5",
        "Sisteron (04209), location, longitude",
        "-180.5 is not a number",
    ),
    "a fact whose source is not there": (
        'elected officials the means to carry out their territorial project."\n      source: article',
        'elected officials the means to carry out their territorial project."\n      source: hearsay',
        "programme, overview, purpose, source",
        '"hearsay" is not in the list sources',
    ),
    "a misspelt key": (
        "population: 7850",
        "populaton: 7850",
        "Sisteron (04209), populaton",
        "mean population?",
    ),
    "a key from nowhere": (
        "population: 7850",
        "population: 7850\n    zzz: 1",
        "Sisteron (04209), zzz",
        "the keys here are insee",
    ),
    "a missing key": ("    population: 7850\n", "", "Sisteron (04209)", "the key population is missing"),
    "text for a number": (
        "population: 7850",
        'population: "7850"',
        "Sisteron (04209), population",
        "digits only",
    ),
    "a negative number": (
        "population: 7850",
        "population: -1",
        "Sisteron (04209), population",
        "whole number",
    ),
    "a number for text": ("name: Sisteron", "name: 42", "42 (04209), name", "is not text"),
    "a truth value for text": ("name: Sisteron", "name: no", "no (04209), name", "is not text"),
    "empty text": ("name: Sisteron", 'name: " "', "(04209), name", "empty"),
    "text that is not composed": (
        "name: Annot",
        "name: Ann\u00f4t".replace("\u00f4", "o\u0302"),
        "(04008), name",
        "NFC",
    ),
    "a control character": ("name: Annot", 'name: "Ann\\eot"', "(04008), name", "control characters"),
    "an override of direction": (
        "name: Annot",
        'name: "Ann\\u202Eot"',
        "(04008), name",
        "control characters",
    ),
    "an impossible date": (
        "convention_signed: 2022-04-20",
        "convention_signed: 2022-02-30",
        "Saint-Martin-de-Crau (13097), convention_signed",
        "2022-02-30 is not a date",
    ),
    "a week date": (
        "convention_signed: 2022-04-20",
        "convention_signed: 2022-W16-3",
        "Saint-Martin-de-Crau (13097), convention_signed",
        "is not a date",
    ),
    "a date before there were any": (
        "convention_signed: 2022-04-20",
        "convention_signed: 0001-01-01",
        "Saint-Martin-de-Crau (13097), convention_signed",
        "0001-01-01 is too early, none was signed before 2020-10-01",
    ),
    "an ORT before there were any": (
        "ort_signed: 2022-05-05",
        "ort_signed: 2018-11-22",
        "ort_signed",
        "none was signed before 2018-11-23",
    ),
    "a number of thirty digits": (
        "population: 7850",
        "population: " + "7" * 30,
        "Sisteron (04209), population",
        "7" * 30 + " is not a whole number",
    ),
    "a number too large": (
        "population: 7850",
        "population: 1000000000001",
        "Sisteron (04209), population",
        "1000000000001 is too large",
    ),
    "an octal number": ("population: 7850", "population: 0750", "population", "0750 is not a whole number"),
    "a truth value for a number": ("population: 7850", "population: true", "population", "whole number"),
    "a date to come": (
        "convention_signed: 2022-04-20",
        "convention_signed: 2999-04-20",
        "Saint-Martin-de-Crau (13097), convention_signed",
        "in the future",
    ),
    "a date of publication without quotes": (
        'date: "2021-01-22"\n',
        "date: 2021-01-22\n",
        "anct-2021, date",
        "in quotes",
    ),
    "an impossible date of publication": (
        'date: "2021-01-22"\n',
        'date: "2021-02-31"\n',
        "anct-2021, date",
        "is not a date",
    ),
    "a cohort that is none": (
        "cohort: joined-2021",
        "cohort: joined-2022",
        "Oraison (04143), cohort",
        "choose one",
    ),
    "a place off the globe": (
        "latitude: 44.1993",
        "latitude: 441993",
        "Sisteron (04209), location, latitude",
        "-90",
    ),
    "a place without degrees": (
        "location: {latitude: 44.1993, longitude: 5.9276}",
        "location: [44.1993, 5.9276]",
        "Sisteron (04209), location",
        "latitude, longitude",
    ),
    "a text for a list": ('["04150"]', '"04150"', "Banon (04018), postal_codes", "is not a list"),
    "a source that is not there": (
        "source: anct-2021}",
        "source: anct-2022}",
        "2021-01-22, source",
        "list sources",
    ),
    "a measure without its source": (
        'Expertise brought in."\n          source: article',
        'Expertise brought in."\n          source: nowhere',
        "pillars",
        '"nowhere" is not in the list sources',
    ),
    "an alias that names another commune": (
        "aliases: [Château-Arnoux]",
        "aliases: [Saint-Auban]",
        "Château-Arnoux-Saint-Auban (04049), aliases",
        "name of Saint-Auban",
    ),
    "an alias that two communes have": (
        "aliases: [Château-Arnoux]",
        "aliases: [Riez la romaine]",
        "aliases",
        "already found",
    ),
    "an anchor": ("name: Sisteron", "name: &a Sisteron", "", "no place here"),
    "a tag": ("name: Sisteron", "name: !!python/object:os.system Sisteron", "", "no place here"),
    "a broken line": ("name: Sisteron", 'name: "Sisteron', "", "not YAML"),
    "a second document": ("communes:\n", "communes:\n---\n", "", "second document"),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_mistake_is_reported_with_line_place_and_remedy(tmp_path: Path, sample: tuple[str, ...]) -> None:
    before, after, where, message = sample
    assert before in GOOD
    text = GOOD.replace(before, after, 1)
    found = problems(tmp_path, text)
    hits = [p for p in found if where in p[1] and message in p[2]]
    assert hits, found
    if message not in ("not YAML", "already found"):
        first = line_of(GOOD, before)
        assert first <= hits[0][0] <= first + after.count("\n") + 3 or "missing" in message


def test_no_alias_takes_what_another_commune_is_found_by(tmp_path: Path) -> None:
    departments, communes = GOOD.split("\ncommunes:\n")
    communes = communes.replace("aliases: []", "aliases: [La Apt, Ma ville]", 1)
    communes = communes.replace("aliases: []", "aliases: [ma-ville, sisteron]", 1)
    text = f"{departments}\ncommunes:\n{communes}"
    assert [(where, message.split(";")[0]) for _line, where, message in problems(tmp_path, text)] == [
        ("communes, Annot (04008), aliases", "La Apt is already found by the name of Apt"),
        ("communes, Banon (04018), aliases", "ma-ville is already found by the name of Annot (04008)"),
        ("communes, Banon (04018), aliases", "sisteron is already found by the name of Sisteron"),
    ]


def six_mistakes() -> str:
    text = GOOD
    for before, after in (
        ('insee: "04008"', "insee: 04008"),
        ("population: 1072", 'population: "1 072"'),
        ("    name: Castellane\n", "    name: Castellane\n    name: Castellane\n"),
        ("convention_signed: 2021-04-29", "convention_signed: 2021-02-30"),
        ("arrondissement: Istres", "arondissement: Istres"),
        ('insee: "84138"', 'insee: "84137"'),
    ):
        assert before in text
        text = text.replace(before, after, 1)
    return text


def test_six_mistakes_give_six_lines_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = problems(tmp_path, six_mistakes())
    assert len(found) == 6
    assert [line for line, _where, _message in found] == sorted(line for line, _where, _message in found)
    assert len({message for _line, _where, message in found}) == 6


def test_check_prints_them_on_stdout_and_any_other_command_the_same_on_stderr(
    tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(six_mistakes(), encoding="utf-8")
    checked = run("check", str(file))
    assert checked.code == 3
    lines = checked.out.splitlines()
    assert len(lines) == 6
    assert checked.err == f"pvd: {file} is not a valid registry: 6 problems\n"
    for argv in (("list",), ("search", "Sisteron"), ("show", "sisteron"), ("departments",), ("programme",)):
        result = run(*argv, "--registry", str(file))
        assert (result.code, result.out) == (3, "")
        assert [line.strip() for line in result.err.splitlines()[1:7]] == lines


def test_check_says_it_for_programs_too(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(six_mistakes(), encoding="utf-8")
    result = run("check", str(file), "-f", "json")
    answer = json.loads(result.out)
    assert (result.code, answer["valid"], len(answer["problems"])) == (3, False, 6)
    assert set(answer["problems"][0]) == {"line", "where", "message"}


def test_the_registry_of_the_project_is_valid(run: Run) -> None:
    result = run("check", str(ROOT / "data" / "communes.yaml"))
    assert result.code == 0
    assert "65 communes, 6 departments, 52 EPCIs, 11 sources" in result.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"just text", "should be keys"),
        (b"null", "should be keys"),
        (b"---\n", "should be keys"),
        (b"- a\n- b\n", "should be keys"),
        ("communes: é".encode("cp1252"), "not UTF-8"),
        (b"\x00\x01\x02", "not YAML"),
        (b"[" * 900, "too deep"),
        (b"a: &a [x]\nb: [*a, *a]\n", "anchors"),
        (b"{" * 900, "too deep"),
        (b"? [a, b]\n: c\n", "unknown key"),
    ],
)
def test_what_is_no_registry_at_all_is_a_report_too(tmp_path: Path, content: bytes, words: str) -> None:
    assert any(words in message for _line, _where, message in problems(tmp_path, content))


@pytest.mark.parametrize("bracket", [b"[", b"{"])
def test_brackets_by_the_thousand_are_one_problem_whoever_counts_them(tmp_path: Path, bracket: bytes) -> None:
    # From PyYAML 6.0.4 on libyaml stops at 1,000 by itself, before we see one.
    found = problems(tmp_path, bracket * 5000)
    assert [line for line, _where, _message in found] == [1]
    assert "too deep" in found[0][2] or "maximum nesting depth" in found[0][2]
