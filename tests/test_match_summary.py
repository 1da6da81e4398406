"""What `pvd match` shows and writes: a summary for people, chosen rows, facts added, every format."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
import yaml
from conftest import REGISTRY, YAML, Run

from pvd_cli.match.grid import COLUMNS

TOWNS = b"Commune;n\nSisteron;1\nQwxz;2\nMirabeau;3\n\nGap;4\nSisteron;5\nQwxz;6\n"


def test_a_person_sees_what_was_found_and_not_the_rows(run: Run) -> None:
    result = run("match", "-", stdin=TOWNS, terminal=True, width=120, NO_COLOR="1")
    lines = [line.split() for line in result.out.splitlines()]
    assert ["1", "labelled", "commune"] in lines
    assert ["Sisteron", "04209", "04", "2"] in lines
    assert ["Qwxz", "2", "unknown"] in lines
    assert ["Mirabeau", "1", "ambiguous", "Mirabeau", "(84076),", "Mirabeau", "(04122)"] in lines
    assert lines.index(["Qwxz", "2", "unknown"]) < len(lines) - 4
    assert "-o matched.csv" in result.out
    assert "pvd_status" not in result.out
    assert result.err.endswith("1 not labelled, 1 ambiguous, 0 outside the region, 2 unknown\n")


def test_rows_go_to_a_terminal_as_text_only_where_one_asks(run: Run) -> None:
    content = "Commune;x\r\nSénas;\x1b[31m\u009b\r\n".encode()
    piped = run("match", "-", "-f", "csv", stdin=content)
    assert piped.out.startswith("Commune;x;pvd_")
    assert "Sénas;\x1b[31m\u009b;labelled" in piped.out
    seen = run("match", "-", "-f", "csv", stdin=content, terminal=True)
    assert "Sénas;\ufffd[31m\ufffd;labelled" in seen.out
    latin = run("match", "-", "-f", "csv", stdin="Commune;x\nSénas;é\n".encode("cp1252"), terminal=True)
    assert "Sénas;é;labelled" in latin.out
    assert run("match", "-", "-f", "xlsx", stdin=TOWNS, terminal=True).code == 2


def test_only_the_rows_of_a_status_are_kept_and_all_are_counted(run: Run) -> None:
    result = run("match", "-", "--only", "labelled", stdin=TOWNS)
    assert [line.split(";")[1] for line in result.out.splitlines()] == ["n", "1", "5"]
    assert "6 rows: 2 labelled" in result.err
    result = run("match", "-", "--only", "labelled,not-labelled", "--only", "unknown", stdin=TOWNS)
    assert [line.split(";")[1] for line in result.out.splitlines()] == ["n", "1", "2", "4", "5", "6"]
    wrong = run("match", "-", "--only", "yes", stdin=TOWNS)
    assert (wrong.code, "not one of labelled, not-labelled, " in wrong.err) == (2, True)


def test_what_is_known_of_a_commune_is_added(run: Run) -> None:
    keys = "epci,population,convention_signed", "--add", "latitude"
    result = run("match", "-", "--add", *keys, stdin=TOWNS)
    header, sisteron, lyon, *_rest = (line.split(";") for line in result.out.splitlines())
    commune = REGISTRY.get("04209")
    assert header[-4:] == ["pvd_epci", "pvd_population", "pvd_convention_signed", "pvd_latitude"]
    assert sisteron[-4:] == [
        commune.epci.name,
        str(commune.population),
        str(commune.convention_signed),
        str(commune.location.latitude),
    ]
    assert lyon[-4:] == [""] * 4
    row = json.loads(run("match", "-", "--add", *keys, "-f", "json", stdin=TOWNS).out)[0]
    assert (row["pvd_population"], row["pvd_convention_signed"]) == (7850, "2021-04-09")
    wrong = run("match", "-", "--add", "mayor", stdin=TOWNS)
    assert (wrong.code, "these can be added: " in wrong.err) == (2, True)


MARKUP = "<script>alert(1)</script>,![x](http://e/x.png),[y](http://e),a\\|b,&lt;b&gt;,**z**,_w_,`c`"


def test_what_comes_from_data_is_text_in_markdown(run: Run) -> None:
    content = ("commune,a,b,c,d,e,f,g,h\nSisteron," + MARKUP + "\n").encode()
    (line,) = run("match", "-", "-f", "markdown", stdin=content).out.splitlines()[2:]
    assert line.startswith(
        "| Sisteron | &lt;script>alert(1)&lt;/script> | !\\[x\\](http://e/x.png) | \\[y\\](http://e) | "
        "a\\\\\\|b "
        "| &amp;lt;b&amp;gt; | \\*\\*z\\*\\* | \\_w\\_ | \\`c\\` | labelled |"
    )


@pytest.mark.parametrize(
    "argv", [("list",), ("show", "04209"), ("programme",), ("search", "04209")], ids=" ".join
)
def test_what_comes_from_a_registry_is_text_in_markdown(
    run: Run, tmp_path: Path, argv: tuple[str, ...]
) -> None:
    text = YAML.replace("name: Sisteron\n", 'name: "<img src=x> [a](b) | c"\n')
    text = text.replace("name: Petites villes de demain\n", 'name: "<img src=x> [a](b) | c"\n')
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    out = run(*argv, "--registry", str(tmp_path / "mine.yaml"), "-f", "markdown").out
    assert "&lt;img src=x> \\[a\\](b) \\| c" in out
    assert "<img" not in out and " [a]" not in out


def test_more_rows_than_a_workbook_holds_are_refused_before_any_is_matched(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matched: list[object] = []
    monkeypatch.setattr("pvd_cli.output.new_workbook.MOST_ROWS", 4)
    monkeypatch.setattr("pvd_cli.match.rows.decide", lambda *given, **_named: matched.append(given))
    out = str(tmp_path / "out.xlsx")
    result = run("match", "-", "-o", out, stdin=b"commune\n" + b"Sisteron\n" * 4)
    assert (result.code, matched) == (2, [])
    assert result.err.startswith("pvd: a workbook holds 4 rows at most\n")
    monkeypatch.undo()
    assert run("match", "-", "-o", out, stdin=b"commune\n" + b"Sisteron\n" * 4).code == 0


def test_an_answer_far_larger_than_what_is_read_is_said_to_be(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [["commune", "note"], *[["Sisteron", "x" * 30_000]] * 60]:
        book.active.append(row)
    book.save(tmp_path / "note.xlsx")
    out = tmp_path / "out.csv"
    result = run("match", str(tmp_path / "note.xlsx"), "-o", str(out))
    assert out.stat().st_size > 100 * (tmp_path / "note.xlsx").stat().st_size
    assert "grown past 100 times what is read" in result.err
    sheet = tmp_path / "small.csv"
    sheet.write_text("commune\nSisteron\n", encoding="utf-8")
    assert (
        "grown" not in run("match", str(sheet), "-f", "json", "--add", "epci,population,aliases,location").err
    )


def test_a_table_in_markdown_stays_one_and_loses_nothing(run: Run) -> None:
    content = b'Commune,"Note\nor a|b"\nSisteron,one,two,three\nGap\n'
    added = " | ".join(COLUMNS)
    assert run("match", "-", "-f", "markdown", stdin=content).out.splitlines() == [
        f"| Commune | Note or a\\|b | {added} |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
        "| Sisteron | one two three | labelled | 04209 | Sisteron | 04 | selection-2020 | 100 |",
        "| Gap |  | not-labelled | 05061 | Gap | 05 |  | 100 |",
    ]


def test_rows_are_the_same_in_every_format(run: Run, tmp_path: Path) -> None:
    content = b"Commune;n\nSisteron;a|b\nGap;=1+1\n"
    rows = json.loads(run("match", "-", "-f", "json", stdin=content).out)
    assert [(row["Commune"], row["n"], row["pvd_insee"]) for row in rows] == [
        ("Sisteron", "a|b", "04209"),
        ("Gap", "=1+1", "05061"),
    ]
    assert yaml.safe_load(run("match", "-", "-f", "yaml", stdin=content).out) == rows
    lines = run("match", "-", "-f", "tsv", stdin=content).out.splitlines()
    assert [line.split("\t")[:2] for line in lines] == [
        ["Commune", "n"],
        ["Sisteron", "a|b"],
        ["Gap", "=1+1"],
    ]
    markdown = run("match", "-", "-f", "markdown", stdin=content).out.splitlines()
    assert markdown[2].startswith("| Sisteron | a\\|b | labelled | 04209 |")
    target = tmp_path / "out.xlsx"
    assert run("match", "-", "-o", str(target), stdin=content).code == 0
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert list(sheet.values)[2][:4] == ("Gap", "=1+1", "not-labelled", "05061")
    assert (sheet["B3"].data_type, sheet["D3"].value, sheet.freeze_panes) == ("s", "05061", "A2")
    assert run("match", "-", "-f", "yaml", stdin=b"Commune\n").out == "[]\n"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["Zzz", "Qqq"] * 4, "does “Commune” hold the communes?"),
        (["Lyon 69001"] * 6, "no row is about the region"),
    ],
)
def test_a_sheet_that_looks_wrong_is_said_to(run: Run, cells: list[str], words: str) -> None:
    content = "".join(f"{cell}\n" for cell in ["Commune", *cells]).encode()
    assert words in run("match", "-", stdin=content).err
    assert words not in run("match", "-", stdin=content + b"Apt\n" * 20).err


def test_a_review_has_a_limit_and_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pvd_cli.commands.match_summary.MOST_GROUPS", 2)
    content = "".join(f"{name}\n" for name in ("Commune", "Qwxz", "Kwkw", "Vzvz", "Vzvz", "Qwxz")).encode()
    answer = json.loads(run("match", "-", "--review", "-f", "json", stdin=content).out)
    assert [(row["text"], row["rows"], row["lines"]) for row in answer] == [
        ("Qwxz", 2, [2, 6]),
        ("Kwkw", 1, [3]),
    ]
    seen = run("match", "-", "--review", stdin=content, terminal=True, NO_COLOR="1").out
    assert seen.startswith("5 rows to look at\n")
    assert "2 more are not shown." in seen


def test_stdin_that_cannot_be_kept_is_not_called_a_missing_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object) -> io.BytesIO:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    result = run("match", "-", stdin=TOWNS)
    assert (result.code, result.out) == (2, "")
    assert "cannot keep what comes from - on disk: no space is left" in result.err
