"""The checker, proved on small broken samples: every mistake has its line, its place and a remedy."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, Run

from pvd_cli import BadInput, InvalidRegistry, load_registry
from pvd_cli.registry import rules
from pvd_cli.registry.yaml_io import read_yaml

TODAY = date.today()

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
    assert "65 communes, 6 departments, 40 EPCIs, 8 sources" in result.out


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
        (b"[" * 5000, "too deep"),
        (b"a: &a [x]\nb: [*a, *a]\n", "anchors"),
        (b"{" * 5000, "too deep"),
        (b"? [a, b]\n: c\n", "unknown key"),
    ],
)
def test_what_is_no_registry_at_all_is_a_report_too(tmp_path: Path, content: bytes, words: str) -> None:
    assert any(words in message for _line, _where, message in problems(tmp_path, content))


def test_a_registry_with_a_bom_and_crlf_is_read(tmp_path: Path) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert len(load_registry(file).communes) == 65


def test_optional_keys_may_be_left_out(tmp_path: Path) -> None:
    file = tmp_path / "short.yaml"
    optional = r"    (aliases: \[\]|(convention_signed|ort_signed|petite_ville): \S+)\n"
    file.write_text(re.sub(optional, "", GOOD), encoding="utf-8")
    for commune in load_registry(file).communes:
        assert (commune.petite_ville, commune.convention_signed, commune.ort_signed) == (None, None, None)
    assert load_registry(file).get("04008").aliases == ()


def test_a_file_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.yaml", tmp_path):
        with pytest.raises(BadInput, match="cannot read"):
            load_registry(path)


@pytest.mark.parametrize(
    ("rule", "good", "bad"),
    [
        (rules.whole, [0, 1, 10**7, 10**12], [-1, 10**12 + 1, True, False, 1.0, "7", None]),
        (rules.between(-90, 90), [-90, 90, 0, 43.5], [-90.001, 90.001, True, "43", None]),
        (
            rules.signed(date(2020, 10, 1)),
            [None, "2021-04-09", "2020-10-01", TODAY.isoformat()],
            [(TODAY + timedelta(1)).isoformat(), "2020-09-30", "0001-01-01", "2021", ""],
        ),
        (rules.one_of("CC", "CA"), ["CC", "CA"], ["cc", "", None, 1]),
        (rules.text, ["Apt", "é"], ["", " ", None, 1, "e\u0301", "a\x1bb", "a\u202eb", "\ud800"]),
        (rules.maybe(rules.text), ["Apt", None], ["", 1]),
        (rules.many(rules.whole), [[], [rules.Node(0, 1)]], [[rules.Node(-1, 1)], None, {}]),
    ],
)
def test_a_rule_holds_up_to_its_edges(rule: rules.Rule, good: list[object], bad: list[object]) -> None:
    assert [list(rule(rules.Node(value, 1, text=str(value)))) for value in good] == [[]] * len(good)
    assert [len(list(rule(rules.Node(value, 7, text=str(value))))) for value in bad] == [1] * len(bad)
    assert {problem.line for value in bad for problem in rule(rules.Node(value, 7))} <= {1, 7}


def test_what_has_no_name_is_named_by_its_number() -> None:
    items = [rules.Node(0, 1), rules.Node(-1, 2), rules.Node("x", 3, True, "x")]
    problems = list(rules.many(rules.whole)(rules.Node(items, 1)))
    assert [(problem.line, problem.where) for problem in problems] == [(2, "2"), (3, "3")]


def test_a_long_value_is_shown_in_part_and_a_structure_by_its_kind() -> None:
    def said(value: object, text: str = "", *, quoted: bool = False) -> str:
        (problem,) = rules.whole(rules.Node(value, 1, quoted, text))
        return problem.message.split(" is not")[0]

    assert said("x", "x" * 59) == "x" * 59
    assert said("x", "x" * 60) == "x" * 60 + "…"
    assert said("x", "x" * 200, quoted=True) == '"' + "x" * 60 + '…"'
    assert [said([]), said({}), said(None), said(None, "~")] == ["a list", "a mapping", "null", "~"]


@pytest.mark.parametrize(
    ("rule", "value", "message"),
    [
        (rules.code(5), None, 'null is not a code; write 5 digits in quotes, like "04209"'),
        (rules.code(2), [], 'a list is not a code; write 2 digits in quotes, like "04"'),
        (rules.keys(a=rules.text, b=rules.text), 7, "7 stands where there should be keys: a, b"),
        (rules.one_of("CC", "CA"), "CX", "CX is not one of CC, CA; choose one"),
    ],
)
def test_a_message_says_what_is_there_and_what_to_write(
    rule: rules.Rule, value: object, message: str
) -> None:
    node = rules.Node(value, 1, text="" if value is None else str(value))
    assert [tuple(problem) for problem in rule(node)] == [(1, "", message)]


def test_keys_that_are_missing_or_unknown_are_named() -> None:
    text = rules.Node("x", 3, True, "x")
    rule = rules.keys({"c"}, name=rules.text, kind=rules.text, c=rules.text)
    problems = [tuple(problem) for problem in rule(rules.Node({"nam": text, "zzz": text}, 1))]
    assert problems == [
        (3, "nam", "unknown key; did you mean name?"),
        (3, "zzz", "unknown key; the keys here are name, kind, c"),
        (1, "", "the key kind is missing; add it"),
    ]
