"""What people see: every view as someone read it once, at any width, in any colour and encoding."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import LISTINGS, MAPS, Run

from pvd_cli.commands.vocabulary import VERBS
from pvd_cli.output.fields import fields_of
from pvd_cli.output.pages import Item, Page
from pvd_cli.output.terminal import draw_views
from pvd_cli.output.views import Card, Lines, Table, View

GOLDEN = Path(__file__).parent / "golden"
# Each mode, and the one that it prints the same as where it has no file of its own.
MODES = {"terminal-80": None, "terminal-60": "terminal-80", "pipe": "terminal-80", "french-80": None}
# Between them these show every kind of answer in French; the catalogue's own test asks for each message.
FRENCH = (
    "search-homonyms", "show-pair", "list-04", "epcis-84", "programme-timeline", "near-gap", "map-highlight",
    "check-against", "match",
)  # fmt: skip
REVIEW = ("examples/grants.csv", "--review")
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
    "show-elsewhere": ("show", "belley"),
    "search-number": ("search", "pvd-93-04-8"),
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
    "programme-today": ("programme", "today"),
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
    "match-review": ("match", *REVIEW),
    "match-no-column": ("match", "examples/grants.csv", "--column", "commune"),
    "start": (),
    "help": ("--help",),
    "search-help": ("search", "-h"),
    "no-such-command": ("serach", "Sisteron"),
    "name-for-command": ("Sisteron",),
    "no-such-option": ("list", "--departement-x", "04"),
    "no-such-section": ("programme", "pilars"),
    "near-help": ("near", "--help"),
    "check": ("check", "data/communes.yaml"),
    "check-against": ("check", "--against", "tests/list-acv.csv"),
    "check-broken": ("check", "tests/broken.yaml"),
}


def golden(name: str, mode: str) -> Path:
    return GOLDEN / f"{name}.{mode}.txt"


def printed_before(name: str, mode: str | None) -> str | None:
    """What a view printed in a mode when someone read it: its golden file, or else that of another mode."""
    while mode and not golden(name, mode).exists():
        mode = MODES[mode]
    return golden(name, mode).read_text(encoding="utf-8") if mode else None


@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, mode) for name in VIEWS for mode in MODES if mode != "french-80" or name in FRENCH],
)
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
    if request.config.getoption("--golden"):
        if text == printed_before(name, MODES[mode]):
            golden(name, mode).unlink(missing_ok=True)
        else:
            golden(name, mode).write_text(text, encoding="utf-8", newline="\n")
    assert text == printed_before(name, mode)


def test_no_golden_file_is_a_copy_or_left_without_its_command() -> None:
    files = {file: file.name.split(".")[:2] for file in GOLDEN.iterdir()}
    assert [file.name for file, (name, mode) in files.items() if name not in VIEWS or mode not in MODES] == []
    for file, (name, mode) in files.items():
        assert file.read_text(encoding="utf-8") != printed_before(name, MODES[mode]), file.name


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("argv", LISTINGS + MAPS)
def test_no_line_is_wider_than_the_window(run: Run, argv: tuple[str, ...], width: int) -> None:
    result = run(*argv, terminal=True, width=width, NO_COLOR="1")
    assert result.code == 0
    assert max(map(len, result.out.splitlines())) <= width


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("verb", VERBS)
def test_no_word_of_help_is_cut_in_a_narrow_window(run: Run, verb: str, language: str) -> None:
    def words(width: int) -> set[str]:
        helped = run(verb, "--help", terminal=True, width=width, NO_COLOR="1", LANGUAGE=language).out
        return set(re.findall(r"[^\s│╭╮╰╯─]+", helped))

    wide = words(300)
    assert len(wide) > 30
    assert wide <= words(60)


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


def test_nothing_that_was_typed_steers_the_terminal(run: Run) -> None:
    for query in ("\x1b[31mred\x1b[0m", "a\u202eb", "[bold]x[/]", "[/x]", "\x9b31mz", "zz\ttop\r"):
        for terminal in (True, False):
            result = run("search", query, terminal=terminal, NO_COLOR="1")
            text = result.out + result.err
            assert not set(text) & set("\x1b\u202e\x9b\r")
    assert "[bold]zqzq[/]" in run("search", "[bold]zqzq[/]").err


STEERING = "a\x1b[31m\u202e\x9b"


@pytest.mark.parametrize(
    "view",
    [
        Lines([STEERING]),
        Card(STEERING, [("Name", [STEERING])]),
        Page(STEERING, [("Heading", [Item(STEERING, STEERING, 1, [Item(STEERING)])])], None, [STEERING]),
        Table([{"name": STEERING}], fields_of(["name"]), STEERING, [STEERING], [STEERING]),
    ],
    ids=lambda view: type(view).__name__,
)
def test_no_text_of_a_view_steers_the_terminal(view: View, capsys: pytest.CaptureFixture[str]) -> None:
    """Wherever it comes from: a registry's rules refuse such signs too, a sheet may have them."""
    draw_views([view], plain=True, window=False)
    drawn = capsys.readouterr().out
    assert "a\ufffd[31m" in drawn
    for text in (drawn, "".join(view.plain()), "".join(view.markdown())):
        assert not set(text) & set("\x1b\u202e\x9b")


def test_an_encoding_without_accents_loses_them_but_prints(run: Run) -> None:
    for argv in LISTINGS + MAPS:
        result = run(*argv, terminal=True, encoding="ascii", NO_COLOR="1")
        assert result.code == 0 and result.out.isascii()
    assert "La Batie-Neuve" in run("list", "-f", "csv", encoding="ascii").out
    card = run("show", "sisteron", terminal=True, encoding="ascii", NO_COLOR="1").out
    assert card.startswith("+- Sisteron (04209) -")
    assert "L'Isle-sur-la-Sorgue" in run("search", "l’isle", encoding="ascii", LANGUAGE="fr").out
    assert "?" not in run("list", "-d", "04", encoding="ascii", LANGUAGE="fr").err


@pytest.mark.parametrize("width", [1, 4])
def test_any_width_will_do(run: Run, width: int) -> None:
    pages = [("programme", section) for section in ("overview", "partners", "timeline", "sources")]
    for argv in (*LISTINGS, *MAPS, *pages, ("check",), ("list", "--help"), ("match", *REVIEW)):
        assert run(*argv, FORCE_COLOR="1", width=width).code == 0


def test_a_window_of_any_width_has_an_answer_of_a_bounded_size(run: Run) -> None:
    for width in (1, 2, 100_000_000):
        result = run("programme", terminal=True, NO_COLOR="1", COLUMNS=str(width))
        assert result.code == 0 and 0 < len(result.out) < 1_000_000


@pytest.mark.parametrize("argv", [*LISTINGS, ("epcis", "-d", "06")])
def test_no_word_of_an_answer_is_broken_where_the_window_is_narrow(run: Run, argv: tuple[str, ...]) -> None:
    def words(width: int) -> set[str]:
        out = run(*argv, terminal=True, width=width, NO_COLOR="1").out
        shown = out.partition("A wider window also shows")[0]
        return set(re.findall(r"[^\s│╭╮╰╯─█-]+", shown))

    whole = words(400)
    for width in (50, 57, 64):
        assert words(width) <= whole, width
