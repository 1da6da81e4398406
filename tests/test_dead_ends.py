"""What used to lead nowhere: each first guess gets an answer, or a sentence that says what to type."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from conftest import REGISTRY, YAML, Run

from pvd_cli.commands.programme import SECTIONS


@pytest.mark.parametrize("ending", ["png", "PDF", "jpg", "gif", "pptx", "ppt", "odp", "docx", "odt"])
def test_a_map_for_an_office_file_is_a_picture_that_it_inserts(run: Run, tmp_path: Path, ending: str) -> None:
    result = run("map", "-o", str(tmp_path / f"carte.{ending}"))
    assert (result.code, result.out) == (2, "")
    message, hint = result.err.splitlines()[:2]
    assert message == f"pvd: pvd does not write .{ending.lower()} files"
    assert hint == f"  PowerPoint, Word and LibreOffice insert an .svg picture: -o {tmp_path / 'carte.svg'}"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["pptx", "docx", "pdf", "ods", "xls"])
def test_a_list_for_an_office_file_is_answered_with_the_endings_that_there_are(run: Run, ending: str) -> None:
    result = run("list", "-o", f"list.{ending}")
    assert (result.code, result.out) == (2, "")
    assert f"does not write .{ending} files" in result.err and ".xlsx" in result.err.splitlines()[1]
    assert "svg" not in result.err


def test_a_dash_is_stdin_for_check(run: Run) -> None:
    sound = run("check", "-", stdin=YAML.encode())
    assert sound.code == 0 and "is valid: 65 communes" in sound.out
    assert run("check", "-", stdin=b"communes: 3\n").code == 3


@pytest.mark.skipif(os.name == "nt", reason="HOME is not the home folder there")
def test_a_tilde_is_the_home_folder_wherever_a_shell_leaves_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(YAML.replace("name: Annot\n", "name: Annotte\n"), encoding="utf-8")
    (tmp_path / "sheet.csv").write_text("commune\nSisteron\n", encoding="utf-8")
    home = {"HOME": str(tmp_path)}
    asked = ("list", "04", "--limit", "1", "--columns", "name", "-f", "csv")
    for result in (
        run(*asked, "--registry=~/mine.yaml", **home),
        run(*asked, PVD_REGISTRY="~/mine.yaml", **home),
    ):
        assert (result.code, result.out) == (0, "name\nAnnotte\n")
    assert run(*asked, "--output=~/list.csv", **home).code == 0
    assert (tmp_path / "list.csv").read_text(encoding="utf-8") == "name\nAnnot\n"
    assert "labelled" in run("match", "~/sheet.csv", "-f", "csv", **home).out
    assert str(tmp_path / "none.csv") in run("check", "--against=~/none.csv", **home).err


def test_the_programme_points_to_its_sections(run: Run) -> None:
    for section in SECTIONS[1:]:
        assert section in run("programme").err
    french = run("programme", LANGUAGE="fr").err
    assert "piliers" in french and "aujourd'hui" in french
    assert run("programme", "pillars").err == ""


def test_a_csv_for_a_french_excel_is_answered_with_a_workbook(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "liste.csv")
    assert "liste.xlsx" in run("list", "-o", file, LANGUAGE="fr").err
    assert run("list", "-o", file).err == ""
    assert run("list", "-o", str(tmp_path / "liste.xlsx"), LANGUAGE="fr").err == ""


GUESSES = {
    "list --json": "-f json",
    "near gap --csv": "-f csv",
    "epcis --excel": "-o list.xlsx",
    "list --no-ort": "--without ort",
    "list --without-ort": "--without ort",
    "list --sans-ort": "--sans ort",
    "list --avec-ort": "--avec ort",
    "list --sans-convention": "--sans convention",
    "list --min-population 3": "--population 10000..",
    "list --max-population=3": "--population ..10000",
}


@pytest.mark.parametrize(("typed", "hint"), GUESSES.items())
def test_an_option_that_people_guess_is_answered_with_what_to_type(
    run: Run, tmp_path: Path, typed: str, hint: str
) -> None:
    result = run(*typed.split())
    assert result.code == 2 and result.err.splitlines()[1] == f"  did you mean {hint}?"
    hint = hint.replace("list.xlsx", str(tmp_path / "list.xlsx"))
    assert run("list", *hint.split()).code == 0


def test_a_guess_is_not_offered_to_a_verb_that_has_no_such_option(run: Run) -> None:
    assert "--without" not in run("search", "gap", "--no-ort").err


@pytest.mark.parametrize(("language", "key"), [("en", "inhabitants"), ("fr", "habitants"), ("fr", "Hab.")])
def test_rows_are_sorted_by_a_heading_too(run: Run, language: str, key: str) -> None:
    sort = ("list", "--limit", "1", "-f", "csv", "--columns")
    assert "L'Isle-sur-la-Sorgue" in run(*sort, "commune", "--sort", f"-{key}", LANGUAGE=language).out
    assert run("list", "--sort", "nonsense", LANGUAGE=language).code == 2


def test_excel_is_the_format_of_its_workbooks(run: Run, tmp_path: Path) -> None:
    assert run("list", "-f", "excel", "-o", str(tmp_path / "list")).code == 0
    assert (tmp_path / "list").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("verb", ["epcis", "list", "departments"])
@pytest.mark.parametrize("name", ["Dracénie", "Sisteron", "DLVA"])
def test_what_is_no_department_may_be_shown(run: Run, verb: str, name: str) -> None:
    result = run(verb, name)
    assert result.code == 1 and f"to see what it is: pvd show {name}" in result.err
    assert run("show", name).code == 0
    assert "pvd show" not in run(verb, "Isère").err


def test_an_unknown_verb_with_a_sheet_is_answered_with_match(run: Run) -> None:
    result = run("compare", "grants.xlsx")
    assert result.code == 2
    assert "pvd match grants.xlsx" in result.err and "pvd search" not in result.err


def test_a_person_at_a_terminal_is_told_which_file_is_written_and_a_script_is_not(
    run: Run, tmp_path: Path
) -> None:
    for argv in (("list",), ("map",), ("match", "examples/grants.csv")):
        for name in ("answer.csv", "réponse.xlsx"):
            file = tmp_path / name
            seen = run(*argv, "-o", str(file), terminal=True, width=200).err.splitlines()
            assert seen[-1].endswith(f"written to {file}") and file.exists()
            assert "written to" not in run(*argv, "-o", str(file)).err
    assert "written to" not in run("list", "-o", os.devnull, terminal=True).err


def test_communes_of_one_name_are_offered_with_their_departments(run: Run) -> None:
    offered = "did you mean Mirabeau (Vaucluse, 84076), Mirabeau (Alpes-de-Haute-Provence, 04122)?"
    assert offered in run("show", "mirabeau").err


def test_a_partner_has_its_short_name_once(run: Run) -> None:
    shown = run("programme", "partners").out
    assert "**Anah**: Agence nationale de l'habitat [" in shown and "(Anah)" not in shown
    assert "(ANCT)" not in shown


def test_no_help_offers_a_format_that_the_answer_has_not(run: Run) -> None:
    for verb in ("programme", "departments", "epcis"):
        assert "geojson" not in run(verb, "--help", width=200).out
        assert run(verb, "-f", "geojson").code == 2
    assert "geojson" in run("list", "--help", width=200).out


def test_the_version_tells_the_date_of_the_data(run: Run) -> None:
    assert "(data as of 27 April 2026)" in run("--version").out
    assert "(données au 27 avril 2026)" in run("--version", LANGUAGE="fr").out


@pytest.mark.parametrize(
    ("argv", "shown"),
    [
        (("search", "sisteron"), False),
        (("search", "sisteron", "--scores"), True),
        (("search", "gap, apt"), False),
        (("search", "gap, apt", "--scores"), True),
        (("search", "mirabeau"), True),
        (("search", "gap, mirabeau"), True),
    ],
    ids=str,
)
def test_score_and_reason_are_shown_where_the_answer_is_not_sure_or_on_demand(
    run: Run, argv: tuple[str, ...], shown: bool
) -> None:
    lines = run(*argv, terminal=True, NO_COLOR="1", width=120).out.splitlines()
    (header,) = [line for line in lines if line.startswith(("Commune", "Query")) and "INSEE" in line]
    assert header.endswith("Score  Reason") == shown
    assert (run(*argv).out.splitlines()[0].split("\t")[-2:] == ["score", "reason"]) == shown
    assert "score,reason,match" in run(*argv, "-f", "csv").out  # which programs always get


@pytest.mark.parametrize("verb", ["search", "show"])
@pytest.mark.parametrize("query", ["DLVA", "dlva", "200034700", "agglo Durance Lubéron Verdon"])
def test_an_intercommunality_has_a_card(run: Run, verb: str, query: str) -> None:
    result = run(verb, query, terminal=True, NO_COLOR="1", width=100)
    assert result.code == 0
    for fact in (
        "CA Durance-Lubéron-Verdon Agglomération",
        "2 communes that joined in 2021",
        "Oraison (04143, 2021)",
        "Riez (04166, 2021)",
        "Alpes-de-Haute-Provence (04), Var (83)",
        "200034700",
    ):
        assert fact in result.out
    epci = json.loads(run(verb, query, "-f", "json").out)
    epci = epci["epci"] if verb == "search" else epci
    assert (epci["siren"], epci["communes"], epci["joined_2021"]) == ("200034700", 2, 2)


def test_an_intercommunality_that_is_none_is_told_from_a_commune(run: Run) -> None:
    for verb in ("search", "show"):
        result = run(verb, "CC du Sisteron")
        assert result.code == 1
        assert "“CC du Sisteron” is not an intercommunality" in result.err
        assert "did you mean CC du Sisteronais-Buëch?" in result.err
    several = run("show", "cc verdon")
    assert (several.code, several.out) == (1, "")
    assert "which intercommunality is meant" in several.err and "CC Lacs et Gorges du Verdon" in several.err


def test_a_part_of_its_name_is_enough_where_no_commune_is_called_so(run: Run) -> None:
    for verb in ("search", "show"):
        assert "CA Dracénie Provence Verdon Agglomération" in run(verb, "dracénie", terminal=True).out
    assert run("search", "luberon").code == 1  # four have it in their names
    assert json.loads(run("search", "CC", "-f", "json").out)["epci"] is None
    assert "Annot" in run("search", "annot").out


def test_several_are_shown_together_or_none(run: Run) -> None:
    for written in ("gap, apt", "gap et apt", "gap;apt", "gap/apt", "gap\napt"):
        assert [row["name"] for row in json.loads(run("show", written, "-f", "json").out)] == ["Gap", "Apt"]
    both = run("show", "CoVe, riez", terminal=True, NO_COLOR="1", width=100).out
    assert "Riez (04166)" in both and "CA Ventoux-Comtat-Venaissin (COVE)" in both
    for unknown in ("apt, xyzzy, gap", "xyzzy et apt"):
        result = run("show", unknown)
        assert (result.code, result.out) == (1, "")
        assert "xyzzy" in result.err and "Apt" not in result.err


def test_a_name_of_elsewhere_is_answered_without_what_is_only_a_little_like_it(run: Run) -> None:
    for name in ("Belley", "Annonay"):
        answer = json.loads(run("search", name, "-f", "json").out)
        assert [place["name"] for place in answer["elsewhere"]] == [name]
        assert answer["results"] == answer["not_labelled"] == []
        assert "nearest" not in run("search", name).err
    assert "Seyne (Alpes-de-Haute-Provence)" in run("search", "Seynes").err  # one letter more, in the Gard


@pytest.mark.parametrize(
    ("text", "queries"),
    [
        ("Isle s/ Sorgue et Apt", ["Isle s/ Sorgue", "Apt"]),
        ("ISLE/SORGUE, apt", ["ISLE/SORGUE", "apt"]),
        ("Vaison la Romaine & Valréas / Orange", ["Vaison la Romaine", "Valréas", "Orange"]),
        ("Puget-Théniers et Entrevaux", ["Puget-Théniers", "Entrevaux"]),
        ("Saint-Rémy et Apt", ["Saint-Rémy", "Apt"]),
        ("Mirabeau/Vaucluse", ["Mirabeau/Vaucluse"]),
    ],
)
def test_a_slash_within_a_name_stays_when_several_are_asked(text: str, queries: list[str]) -> None:
    assert [result.query for result in REGISTRY.search_each(text)] == queries
