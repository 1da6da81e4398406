"""The command line: what people and programs see, streams, exit codes, files."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Run

GOLDEN = Path(__file__).parent / "golden"
MODES = ["terminal-80", "terminal-60", "pipe", "french-80", "french-pipe"]
LISTINGS = (
    ("list",),
    ("search", "roquebrune"),
    ("show", "sisteron"),
    ("departments",),
    ("epcis",),
    ("programme",),
    ("programme", "pillars"),
    ("programme", "timeline"),
    ("near", "gap", "--within", "60"),
)
MAPS = (("map",), ("map", "-d", "83"))
VIEWS = {
    "search-sisteron": ("search", "Sisteron"),
    "search-misspelt": ("search", "sisteorn"),
    "search-not-labelled": ("search", "La Seyne-sur-Mer"),
    "search-acv": ("search", "carpentras"),
    "search-homonyms": ("search", "mirabeau"),
    "search-two": ("search", "roquebrune"),
    "search-postal-code": ("search", "84330"),
    "search-joined": ("search", "oraison"),
    "search-nothing": ("search", "Sistron-les-Bains-sur-Mer"),
    "search-brackets": ("search", "[bold]Sisteron[/bold]"),
    "search-empty": ("search", ""),
    "show-sisteron": ("show", "sisteron"),
    "show-pair": ("show", "le luc"),
    "show-unknown-dates": ("show", "cogolin"),
    "show-joined": ("show", "riez"),
    "show-not-labelled": ("show", "gap"),
    "show-two": ("show", "mirabeau"),
    "list-04": ("list", "-d", "04"),
    "list-sorted": ("list", "-d", "vaucluse", "--sort", "population", "--reverse"),
    "list-epci": ("list", "--epci", "sisteronais"),
    "list-none": ("list", "-d", "13", "--cohort", "joined-2021"),
    "list-no-such-department": ("list", "-d", "Isère"),
    "departments": ("departments",),
    "departments-04": ("departments", "04"),
    "epcis-84": ("epcis", "-d", "84"),
    "programme": ("programme",),
    "programme-pillars": ("programme", "pillars"),
    "programme-partners": ("programme", "partners"),
    "programme-ministries": ("programme", "ministries"),
    "programme-timeline": ("programme", "timeline"),
    "programme-figures": ("programme", "figures"),
    "programme-sources": ("programme", "sources"),
    "near-gap": ("near", "gap"),
    "near-within": ("near", "st remy", "--within", "25"),
    "near-point": ("near", "43.95,5.78", "--limit", "3"),
    "near-nothing": ("near", "5.78,43.95", "--within", "30"),
    "near-two": ("near", "mirabeau"),
    "map": ("map",),
    "map-83": ("map", "-d", "83"),
    "map-highlight": ("map", "-d", "13", "-d", "84", "--highlight", "avignon", "--highlight", "gap"),
    "match": ("match", "examples/grants.csv", "--code-column", "CP", "--column", "Beneficiaire"),
    "match-review": ("match", "examples/grants.csv", "--review"),
    "match-no-column": ("match", "examples/grants.csv", "--column", "commune"),
    "start": (),
    "help": ("--help",),
    "search-help": ("search", "-h"),
    "no-such-command": ("serach", "Sisteron"),
    "name-for-command": ("Sisteron",),
    "no-such-option": ("list", "--dep", "04"),
    "no-such-section": ("programme", "pilars"),
    "near-help": ("near", "--help"),
    "check": ("check", "data/communes.yaml"),
    "check-broken": ("check", "tests/broken.yaml"),
}


GOLDEN_FILES = [(name, mode) for name in VIEWS for mode in MODES]


@pytest.mark.parametrize(("name", "mode"), GOLDEN_FILES)
def test_a_command_prints_what_it_printed_when_someone_read_it(
    run: Run, name: str, mode: str, request: pytest.FixtureRequest
) -> None:
    """Rewrite the files with `pytest --golden`, and read the difference before it is committed."""
    width = 60 if mode == "terminal-60" else 80
    language = "fr" if mode.startswith("french") else "en"
    result = run(*VIEWS[name], terminal="pipe" not in mode, width=width, NO_COLOR="1", LANGUAGE=language)
    lines = [line.rstrip() for line in result.out.splitlines()]
    parts = [f"$ pvd {' '.join(VIEWS[name])}".rstrip(), *lines, f"--- exit {result.code}", result.err]
    text = "\n".join(parts)
    file = GOLDEN / f"{name}.{mode}.txt"
    if request.config.getoption("--golden"):
        file.write_text(text, encoding="utf-8", newline="\n")
    assert text == file.read_text(encoding="utf-8")


def test_no_golden_file_is_left_without_its_command() -> None:
    assert {tuple(file.name.split(".")[:2]) for file in GOLDEN.iterdir()} == set(GOLDEN_FILES)


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("argv", LISTINGS + MAPS)
def test_no_line_is_wider_than_the_window(run: Run, argv: tuple[str, ...], width: int) -> None:
    result = run(*argv, terminal=True, width=width, NO_COLOR="1")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= width


@pytest.mark.parametrize("argv", LISTINGS)
def test_every_fact_of_the_terminal_is_in_the_pipe(run: Run, argv: tuple[str, ...]) -> None:
    for width in (60, 200):
        seen = run(*argv, terminal=True, width=width, NO_COLOR="1").out
        piped = run(*argv)
        words = (piped.out + piped.err).lower()
        names = [word for word in ("roquebrune", "sisteron", "vaucluse", "banque") if word in seen.lower()]
        assert all(word in words for word in names)


@pytest.mark.parametrize("argv", LISTINGS + MAPS)
def test_colour_is_for_terminals_and_for_those_who_force_it(run: Run, argv: tuple[str, ...]) -> None:
    assert "\x1b[" in run(*argv, terminal=True).out
    assert "\x1b[" in run(*argv, FORCE_COLOR="1").out
    assert "\x1b" not in run(*argv).out
    assert "\x1b" not in run(*argv, terminal=True, NO_COLOR="1").out
    assert "\x1b" not in run(*argv, terminal=True, TERM="dumb").out


def test_a_pipe_is_neither_folded_nor_cut(run: Run) -> None:
    for argv in LISTINGS:
        assert run(*argv, width=20).out == run(*argv, width=200).out


@pytest.mark.parametrize("argv", LISTINGS + MAPS)
def test_every_format_of_every_listing_reads_back(run: Run, argv: tuple[str, ...]) -> None:
    data = json.loads(run(*argv, "-f", "json").out)
    assert yaml.safe_load(run(*argv, "-f", "yaml").out) == data
    text = run(*argv, "-f", "csv").out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows and None not in rows[0] and len({len(row) for row in rows}) == 1
    tsv = [line.split("\t") for line in run(*argv, "-f", "tsv").out.splitlines()]
    assert tsv == [list(rows[0]), *[list(row.values()) for row in rows]]
    excel = run(*argv, "-f", "excel").out
    assert excel.startswith("\ufeff") and excel.count("\r\n") >= len(rows) + 1
    assert run(*argv, "-f", "markdown").code == 0


def test_the_keys_are_those_of_the_design(run: Run) -> None:
    keys = (
        "insee name department department_name epci petite_ville cohort population postal_codes "
        "location arrondissement convention_signed ort_signed aliases"
    ).split()
    for commune in json.loads(run("list", "--cohort", "all", "-f", "json").out):
        assert list(commune) == keys
        assert list(commune["epci"]) == ["siren", "name", "type"]
        assert list(commune["location"]) == ["latitude", "longitude"]
    answer = json.loads(run("search", "seyne", "-f", "json").out)
    assert list(answer) == ["query", "results", "not_labelled"]
    assert list(answer["results"][0]) == [*keys, "score", "reason", "match"]
    rank = ["insee", "name", "department", "score", "reason", "match"]
    assert list(answer["not_labelled"][0]) == rank
    other = json.loads(run("search", "gap", "-f", "json").out)["not_labelled"][0]
    assert list(other) == [*rank, "acv_signed"]
    assert other["acv_signed"] == "2024-04-24"


def test_json_is_valid_even_when_nothing_matches(run: Run) -> None:
    result = run("search", "zzzz", "-f", "json")
    assert (result.code, json.loads(result.out)) == (1, {"query": "zzzz", "results": [], "not_labelled": []})
    assert result.err.startswith("pvd: no commune")
    result = run("list", "-d", "13", "--cohort", "joined-2021", "-f", "json")
    assert (result.code, json.loads(result.out)) == (1, [])


@pytest.mark.parametrize(
    ("argv", "full"),
    [
        (("list", "-d", "13", "--cohort", "joined-2021"), ("list",)),
        (("near", "nice", "--within", "1"), ("near", "nice")),
        (("search", "zzzz"), ("search", "sisteron")),
    ],
)
def test_a_table_without_rows_keeps_its_header(
    run: Run, argv: tuple[str, ...], full: tuple[str, ...]
) -> None:
    for kind in ("csv", "tsv", "excel", "table"):
        result = run(*argv, "-f", kind)
        assert result.code == 1
        assert result.out.splitlines() == run(*full, "-f", kind).out.splitlines()[:1]


def test_an_ending_that_is_no_format_is_refused_unless_the_format_is_said(run: Run, tmp_path: Path) -> None:
    for name in ("map.svg", "list.kml", "list.xlsx"):
        assert run("list", "-o", str(tmp_path / name)).code == 2
    assert list(tmp_path.iterdir()) == []
    assert run("list", "-f", "csv", "-o", str(tmp_path / "list.2026")).code == 0


def test_a_list_is_of_the_60_unless_a_cohort_is_named(run: Run) -> None:
    for cohort, count in ((None, 60), ("selection-2020", 60), ("joined-2021", 5), ("all", 65)):
        argv = ("--cohort", cohort) if cohort else ()
        assert len(json.loads(run("list", *argv, "-f", "json").out)) == count


@pytest.mark.parametrize(
    "key", ["insee", "name", "department", "epci", "population", "convention_signed", "ort_signed"]
)
def test_sorting_both_ways_keeps_what_is_not_known_last(run: Run, key: str) -> None:
    def values(*argv: str) -> list[object]:
        rows = json.loads(run("list", "--sort", key, *argv, "-f", "json").out)
        return [row[key]["name"] if key == "epci" else row[key] for row in rows]

    up, down = values(), values("--reverse")
    known = [value for value in up if value is not None]
    assert [value for value in down if value is not None] == known[::-1]
    assert up[len(known) :] == down[len(known) :] == [None] * (60 - len(known))
    assert len(set(map(str, known))) > 5


def test_the_totals_add_up_and_an_epci_of_two_departments_counts_once(run: Run) -> None:
    rows = [line.split("\t") for line in run("departments").out.splitlines()]
    head, *parts, total = rows
    for column in range(2, len(head)):
        added = sum(int(row[column]) for row in parts)
        assert int(total[column]) == added - (head[column] == "epcis")
    assert [total[head.index(key)] for key in ("communes", "petites_villes")] == ["60", "53"]


def test_the_labelled_communes_of_an_epci_are_named_on_the_card(run: Run) -> None:
    assert "Laragne-Montéglin, Serres" in run("show", "sisteron").out
    assert "Le Cannet-des-Maures" in run("show", "le luc").out


@pytest.mark.parametrize("ending", ["json", "csv", "tsv", "md", "yaml", "yml", "geojson"])
def test_output_takes_its_format_from_the_name_of_the_file(run: Run, tmp_path: Path, ending: str) -> None:
    kind = {"md": "markdown", "yml": "yaml"}.get(ending, ending)
    file = tmp_path / f"communes.{ending}"
    result = run("list", "-o", str(file))
    assert (result.code, result.out) == (0, "")
    assert file.read_text(encoding="utf-8") == run("list", "-f", kind).out
    run("list", "-f", "json", "-o", str(file))
    assert json.loads(file.read_text(encoding="utf-8"))
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_output_that_cannot_be_written_leaves_nothing_behind(run: Run, tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "no" / "such" / "folder.json"):
        result = run("list", "-o", str(target))
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith("pvd: ") and len(result.err.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def test_geojson_has_longitude_first(run: Run) -> None:
    answer = json.loads(run("list", "-f", "geojson").out)
    assert (answer["type"], len(answer["features"])) == ("FeatureCollection", 60)
    for feature in answer["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 4.2 < longitude < 7.8 and 43 < latitude < 45.2
    assert run("programme", "-f", "geojson").code == 2


def test_nothing_that_was_typed_steers_the_terminal(run: Run) -> None:
    for query in ("\x1b[31mred\x1b[0m", "a\u202eb", "[bold]x[/]", "[/x]", "\x9b31mz", "zz\ttop\r"):
        for terminal in (True, False):
            result = run("search", query, terminal=terminal, NO_COLOR="1")
            text = result.out + result.err
            assert not set(text) & set("\x1b\u202e\x9b\r")
    assert "[bold]zqzq[/]" in run("search", "[bold]zqzq[/]").err


def test_an_encoding_without_accents_loses_them_but_prints(run: Run) -> None:
    for argv in LISTINGS + MAPS:
        result = run(*argv, terminal=True, encoding="ascii", NO_COLOR="1")
        assert result.code == 0 and result.out.isascii()
    assert "La Batie-Neuve" in run("list", "-f", "csv", encoding="ascii").out
    assert "L'Isle-sur-la-Sorgue" in run("search", "l’isle", encoding="ascii", LANGUAGE="fr").out
    assert "?" not in run("list", "-d", "04", encoding="ascii", LANGUAGE="fr").err


def test_the_environment_can_name_the_registry(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "data" / "communes.yaml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text.replace("name: Sisteron", "name: Sisteronne"), encoding="utf-8")
    assert "Sisteronne" in run("search", "04209", PVD_REGISTRY=str(file)).out
    assert run("list", PVD_REGISTRY=str(tmp_path / "missing.yaml")).code == 2


def process(*argv: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pvd_cli", *argv]
    return subprocess.run(command, capture_output=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def test_the_version_is_that_of_pyproject() -> None:
    (line,) = [x for x in (ROOT / "pyproject.toml").read_text().splitlines() if x.startswith("version")]
    assert process("--version").stdout.decode().split() == ["pvd", line.split('"')[1]]


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
@pytest.mark.parametrize("milliseconds", [30, 60, 90, 120, 200, 300])
def test_an_interrupt_says_nothing_however_early_it_comes(milliseconds: int) -> None:
    command = [sys.executable, "-m", "pvd_cli", "match", "-"]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(milliseconds / 1000)
    program.send_signal(signal.SIGINT)
    out, err = program.communicate()
    if err:  # Python itself was starting, or the package, before the program
        assert b"cli.py" not in err and b"typer" not in err
        assert milliseconds < 150
    else:
        assert out == b"" and program.returncode in (-signal.SIGINT, 130)


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_closed_pipe_ends_quietly() -> None:
    command = f"{sys.executable} -m pvd_cli list --cohort all -f json | head -1"
    result = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert (result.stdout, result.stderr) == (b"[\n", b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_or_closed_stdout_is_an_error() -> None:
    command = f"{sys.executable} -m pvd_cli list"
    for redirection in ("> /dev/full", ">&-"):
        result = subprocess.run(["sh", "-c", f"{command} {redirection}"], capture_output=True, check=False)
        assert result.returncode == 2
        assert result.stderr.startswith(b"pvd: cannot write the answer")
        assert b"Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_output_to_dev_stdout_goes_where_stdout_goes_and_overwrites_nothing(tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    file.write_text("kept\n", encoding="utf-8")
    command = f"{sys.executable} -m pvd_cli list -f tsv -o /dev/stdout"
    subprocess.run(["sh", "-c", f"{command} >> {file}"], capture_output=True, check=True)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == ("kept", 62)
    piped = subprocess.run(["sh", "-c", f"{command} | wc -l"], capture_output=True, check=True)
    assert int(piped.stdout) == 61


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_a_closed_or_full_stderr_takes_nothing_away_from_the_answer(redirection: str) -> None:
    command = f"{sys.executable} -m pvd_cli list -d 04 -f json {redirection}"
    result = subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE, check=False)
    assert (result.returncode, len(json.loads(result.stdout))) == (0, 9)


def test_the_longest_name_that_a_file_may_have_will_do(run: Run, tmp_path: Path) -> None:
    file = tmp_path / ("a" * 246 + ".csv")
    assert run("list", "-o", str(file)).code == 0
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.skipif(os.name == "nt", reason="needs a POSIX shell")
def test_a_closed_stdin_is_an_error_in_words() -> None:
    command = f"{sys.executable} -m pvd_cli match - <&-"
    result = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"pvd: cannot read -:")
