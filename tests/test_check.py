"""The checker, proved on small broken samples: every mistake has its line, its place and a remedy."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import YAML, Run

from pvd_cli import InvalidRegistry, load_registry


def problems(tmp_path: Path, text: str | bytes) -> list[tuple[int, str, str]]:
    file = tmp_path / "registry.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InvalidRegistry) as caught:
        load_registry(file)
    return [tuple(problem) for problem in caught.value.problems]  # type: ignore[misc]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


# By what stands in our registry and the place that a report names: what is written instead, and the report.
SAMPLES = {
    ('insee: "04209"', "Sisteron (04209), insee"): {"an unquoted code": ("insee: 04209", 'write "04209"')},
    ('insee: "04008"', "Annot (04001), insee"): {"an octal code": ("insee: 04001", 'write "04001"')},
    ('epci: "200071025"', "Banon (04018), epci"): {
        "a number for a SIREN": ("epci: 200071025", "no quotes"),
        "an EPCI that is not there": ('epci: "200071026"', "intercommunal"),
    },
    ('["04150"]', "Banon (04018), postal_codes"): {
        "a code too short": ('["4150"]', "5 digits"),
        "a text for a list": ('"04150"', "is not a list"),
    },
    ("    name: Banon\n", "Banon (04018), name"): {
        "a key that stands twice": ("    name: Banon\n    name: Banon\n", "there twice in this entry")
    },
    ('insee: "04018"', "Banon (04008), insee"): {
        "a commune that stands twice": ('insee: "04008"', "is there twice")
    },
    ('department: "06"', "Breil-sur-Roya (06023), department"): {
        "a department that is not there": ('department: "07"', '"07" is not in the list departments'),
        "a department of another code": ('department: "05"', "06023 does not begin with 05"),
    },
    ("latitude: 44.1993", "Sisteron (04209), location, latitude"): {
        "a point beyond the pole": ("latitude: 90.5", "90.5 is not a number of degrees from -90 to 90"),
        "a place off the globe": ("latitude: 441993", "-90"),
    },
    ("longitude: 5.9276", "Sisteron (04209), location, longitude"): {
        "a point too far east": ("longitude: 180.5", "180.5 is not a number of degrees from -180 to 180"),
        "a point too far west": ("longitude: -180.5", "-180.5 is not a number"),
    },
    ('territorial project."\n      source: article', "programme, overview, purpose, source"): {
        "a fact whose source is not there": (
            'territorial project."\n      source: hearsay',
            '"hearsay" is not in the list sources',
        )
    },
    ("population: 7850", "Sisteron (04209), populaton"): {
        "a misspelt key": ("populaton: 7850", "mean population?")
    },
    ("population: 7850", "Sisteron (04209), zzz"): {
        "a key from nowhere": ("population: 7850\n    zzz: 1", "the keys here are insee")
    },
    ("    population: 7850\n", "Sisteron (04209)"): {"a missing key": ("", "the key population is missing")},
    ("population: 7850", "Sisteron (04209), population"): {
        "text for a number": ('population: "7850"', "digits only"),
        "a negative number": ("population: -1", "whole number"),
        "a number of thirty digits": ("population: " + "7" * 30, "7" * 30 + " is not a whole number"),
        "a number too large": ("population: 1000000000001", "1000000000001 is too large"),
        "an octal number": ("population: 0750", "0750 is not a whole number"),
        "a truth value for a number": ("population: true", "whole number"),
    },
    ("name: Sisteron", "42 (04209), name"): {"a number for text": ("name: 42", "is not text")},
    ("name: Sisteron", "no (04209), name"): {"a truth value for text": ("name: no", "is not text")},
    ("name: Sisteron", "(04209), name"): {"empty text": ('name: " "', "empty")},
    ("name: Annot", "(04008), name"): {
        "text that is not composed": ("name: Anno\u0302t", "NFC"),
        "a control character": ('name: "Ann\\eot"', "control characters"),
        "an override of direction": ('name: "Ann\\u202Eot"', "control characters"),
        "a blank behind a name": ('name: "Annot "', "a space before or after"),
        "a no-break space behind a name": ("name: Annot\u00a0", "a space before or after"),
        "a no-break space within a name": ("name: Annot\u00a0Haut", "special or a double space"),
    },
    ("name: Annot", "Manosque (04008), name"): {
        "the name of another commune": ("name: Manosque", "Manosque is the name of 04112")
    },
    ("convention_signed: 2022-04-20", "Saint-Martin-de-Crau (13097), convention_signed"): {
        "an impossible date": ("convention_signed: 2022-02-30", "2022-02-30 is not a date"),
        "a week date": ("convention_signed: 2022-W16-3", "is not a date"),
        "a date before there were any": (
            "convention_signed: 0001-01-01",
            "0001-01-01 is too early, none was signed before 2020-10-01",
        ),
        "a date to come": ("convention_signed: 2999-04-20", "in the future"),
    },
    ("ort_signed: 2022-05-05", "ort_signed"): {
        "an ORT before there were any": ("ort_signed: 2018-11-22", "none was signed before 2018-11-23")
    },
    ('date: "2021-01-22"\n', "anct-2021, date"): {
        "a date of publication without quotes": ("date: 2021-01-22\n", "in quotes"),
        "an impossible date of publication": ('date: "2021-02-31"\n', "is not a date"),
    },
    ('commune: "83042"', "notes, 83043, commune"): {
        "a note on a commune that is not labelled": ('commune: "83043"', "list communes")
    },
    ("field: convention_signed", "notes, 83042, field"): {
        "a note on a key that communes do not have": ("field: convention", "is not one of insee, name")
    },
    ("source: anct-2024\n\ncommunes", "notes, 83042, source"): {
        "a note whose source is not there": ("source: hearsay\n\ncommunes", "list sources")
    },
    ("unit: dwellings, stage: reached", "figures"): {
        "a stage that is none": ("unit: dwellings, stage: planned", "is not one of announced, reached")
    },
    ("cohort: joined-2021", "Oraison (04143), cohort"): {
        "a cohort that is none": ("cohort: joined-2022", "choose one")
    },
    ("location: {latitude: 44.1993, longitude: 5.9276}", "Sisteron (04209), location"): {
        "a place without degrees": ("location: [44.1993, 5.9276]", "latitude, longitude"),
        "a place turned round": (
            "location: {latitude: 5.9276, longitude: 44.1993}",
            "latitude and longitude are exchanged",
        ),
        "a place in words": ("location: latitude longitude", "should be keys"),
        "a place that is a number": ("location: 5", "should be keys"),
        "a place of another department": (
            "location: {latitude: 43.4, longitude: 5.9276}",
            "43.4, 5.9276 is 31 km away",
        ),
        "a place without a point": (
            "location: {latitude: 44.1993, longitude: 59}",
            "44.1993, 59 is 4,061 km away",
        ),
    },
    ("source: anct-2021}", "2021-01-22, source"): {
        "a source that is not there": ("source: anct-2022}", "list sources")
    },
    ('Expertise brought in."\n          source: article', "pillars"): {
        "a measure without its source": (
            'Expertise brought in."\n          source: nowhere',
            '"nowhere" is not in the list sources',
        )
    },
    ('prefecture: "05061"', "Hautes-Alpes (05), prefecture"): {
        "a prefecture that is no commune of the region": ('prefecture: "05999"', "INSEE code 05999")
    },
    ("url: https://www.data.gouv.fr/fr/datasets/p", "sources"): {
        "an address that is not safe": ("url: http://www.data.gouv.fr/fr/datasets/p", "is not a web address")
    },
    ("aliases: [Château-Arnoux]", "Château-Arnoux-Saint-Auban (04049), aliases"): {
        "an alias that names another commune": ("aliases: [Saint-Auban]", "name of Saint-Auban"),
        "an alias that names a labelled commune": ("aliases: [Le Sisteron]", "name of Sisteron"),
        "an alias that names a commune elsewhere": ("aliases: [Lyon]", "name of Lyon (69123)"),
    },
    ("aliases: [Château-Arnoux]", "aliases"): {
        "an alias that two communes have": ("aliases: [Riez la romaine]", "already found")
    },
    ('siren: "210402095"', "Sisteron (04209), siren"): {
        "a SIREN without quotes": ("siren: 210402095", "no quotes"),
        "a SIREN of eight digits": ('siren: "21040209"', "9 digits"),
        "a SIREN that another commune has": ('siren: "210400081"', "is there twice"),
    },
    ("pvd_id: pvd-93-04-11", "Sisteron (04209), pvd_id"): {
        "a number that another commune has": ("pvd_id: pvd-93-04-1", "is there twice")
    },
    ("name: Sisteron", ""): {
        "an anchor": ("name: &a Sisteron", "no place here"),
        "a tag": ("name: !!python/object:os.system Sisteron", "no place here"),
        "a broken line": ('name: "Sisteron', "not YAML"),
    },
    ("communes:\n", ""): {"a second document": ("communes:\n---\n", "second document")},
}


@pytest.mark.parametrize(
    ("before", "where", "after", "message"),
    [
        pytest.param(*place, *mistake, id=what)
        for place, mistakes in SAMPLES.items()
        for what, mistake in mistakes.items()
    ],
)
def test_a_mistake_is_reported_with_line_place_and_remedy(
    tmp_path: Path, before: str, where: str, after: str, message: str
) -> None:
    assert before in YAML
    found = problems(tmp_path, YAML.replace(before, after, 1))
    hits = [p for p in found if where in p[1] and message in p[2]]
    assert hits, found
    if message not in ("not YAML", "already found"):
        first = line_of(YAML, before)
        assert first <= hits[0][0] <= first + after.count("\n") + 3 or "missing" in message


def test_no_alias_takes_what_another_commune_is_found_by(tmp_path: Path) -> None:
    departments, communes = YAML.split("\ncommunes:\n")
    communes = communes.replace("aliases: []", "aliases: [La Apt, Ma ville]", 1)
    communes = communes.replace("aliases: []", "aliases: [ma-ville, sisteron]", 1)
    text = f"{departments}\ncommunes:\n{communes}"
    assert [(where, message.split(";")[0]) for _line, where, message in problems(tmp_path, text)] == [
        ("communes, Annot (04008), aliases", "La Apt is already found by the name of Apt"),
        ("communes, Banon (04018), aliases", "ma-ville is already found by the name of Annot (04008)"),
        ("communes, Banon (04018), aliases", "sisteron is already found by the name of Sisteron"),
    ]


def six_mistakes() -> str:
    text = YAML
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


def test_a_registry_of_few_communes_takes_no_name_of_our_other_ones(tmp_path: Path) -> None:
    """Sisteron is neither in this registry nor among the communes without the label."""
    before, entry = YAML.partition('  - insee: "04209"')[::2]
    text = before + entry[entry.index("  - insee:") :]
    text = text.replace("aliases: [Château-Arnoux]", "aliases: [Sisteron]")
    assert [message for _line, _where, message in problems(tmp_path, text)] == [
        "Sisteron is already found by the name of Sisteron; take the alias out"
    ]


def test_where_no_outline_is_known_a_place_may_be_anywhere(tmp_path: Path) -> None:
    text = YAML.replace("latitude: 44.1993, longitude: 5.9276", "latitude: 48, longitude: 2")
    assert any("km away" in message for _line, _where, message in problems(tmp_path, text))
    text = text.replace('"04', '"99')
    assert not any("km away" in message for _line, _where, message in problems(tmp_path, text))
