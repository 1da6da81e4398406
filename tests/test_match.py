"""`pvd match` decides: every status means what it says, whatever cells a row has."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from conftest import REGISTRY, Run, rows

from pvd_cli.match.columns import Columns, Roles
from pvd_cli.match.rows import Tally, decided
from pvd_cli.match.sheet import Sheet
from pvd_cli.match.verdict import decide


@pytest.mark.parametrize(
    ("cells", "status", "insee"),
    [
        (("Sisteron",), "labelled", "04209"),
        (("ISLE/SORGUE",), "labelled", "84054"),
        (("Sisteorn",), "labelled", "04209"),
        (("Tendr",), "ambiguous", "06163"),
        (("La Seyne-sur-Mer",), "not-labelled", "83126"),
        (("Gap",), "not-labelled", "05061"),
        (("Mirabeau",), "ambiguous", "84076|04122"),
        (("roquebrune",), "ambiguous", "83107|06104"),
        (("Aiglun",), "not-labelled", "04001|06001"),
        (("Le Havre",), "outside", "76351"),
        (("",), "unknown", ""),
        (("Mirabeau", "84"), "labelled", "84076"),
        (("Mirabeau", "4"), "not-labelled", "04122"),
        (("Mirabeau", "Vaucluse"), "labelled", "84076"),
        (("Mirabeau", "84 - Vaucluse"), "labelled", "84076"),
        (("Mirabeau", "63"), "outside", ""),
        (("Sisteron", "13"), "ambiguous", "04209"),
        (("Serres", "Hautes-Pyrénées"), "outside", ""),
        (("Mirabeau", "", "", "84120"), "labelled", "84076"),
        (("Sisteron", "", "", "4200"), "labelled", "04209"),
        (("Sistron", "", "", "04200"), "labelled", "04209"),
        (("St Rémy", "", "", "13210"), "labelled", "13100"),
        (("", "", "04209"), "labelled", "04209"),
        (("", "", "", "13100"), "not-labelled", "13001|13012|13090|13095|13109"),
        (("", "", "13100"), "labelled", "13100"),
        (("Aix-en-Provence", "", "", "13100"), "not-labelled", "13001"),
        (("Saint-Rémy-de-Provence", "", "13100"), "labelled", "13100"),
        (("", "", "", "84330"), "not-labelled", "84008|84030|84077|84109|84115"),
        (("Sisteron", "", "", "75001"), "outside", ""),
        (("Sisteron", "", "", "84400"), "ambiguous", None),
        (("Oraison",), "labelled", "04143"),
        (("Lyon", "", "04209"), "ambiguous", "04209"),
        (("", "13", "04209"), "ambiguous", "04209"),
        (("Sisteron", "04", "", "83000"), "ambiguous", "04209|83137"),
        (("Gap", "83", "83137"), "ambiguous", "05061|83137"),
        (("Mirabeau", "84", "04122"), "ambiguous", "84076|04122"),
        (("Malaussène", "84", "", "84340"), "ambiguous", "06078|84069"),  # two errors, and another's name
        (("Malaussène", "84"), "ambiguous", "84069|06078"),
        (("Malaussène (84)",), "ambiguous", "06078|84069"),
        (("ST AUBAN", "04", "", "04600"), "labelled", "04049"),
        (("04600 ST AUBAN",), "labelled", "04049"),
        (("Serres (54)",), "outside", "54502"),
        (("Serres (66)",), "ambiguous", "05166"),
        (("84110 Vaison-la-Rne",), "labelled", "84137"),
        (("St Remy de Pve, 13210",), "labelled", "13100"),
        (("BP 90123 04200 Sisterno CEDEX",), "labelled", "04209"),
        (("Saligney 39350",), "outside", "39499"),
        (("Lespinasse (31)",), "outside", "31293"),
        (("Aups en Provence",), "labelled", "83007"),
        (("26240 SAINT VALLIER",), "outside", "26333"),
        (("Sisteron (Var)",), "ambiguous", "04209"),
        (("Gap (83)",), "not-labelled", "05061"),
        (("Les Milles", "", "", "13290"), "not-labelled", "13001"),
        (("Apt", "", "", "84400.0"), "labelled", "84003"),
        (("Apt", "84", "", "84405 CEDEX"), "labelled", "84003"),
        (("Apt", "13", "", "84405"), "ambiguous", "84003"),
        (("Sisteron", "", "", "04 200"), "labelled", "04209"),
        (("Sisteron", "", "", "04200 CEDEX 9"), "labelled", "04209"),
        (("Bollène", "", "", "84500/84505"), "labelled", "84019"),
        (("Apt", "", "", "0"), "labelled", "84003"),
        (("Apt", "", "", "NC"), "labelled", "84003"),
        (("Sisteron", "", "2A004"), "ambiguous", "04209"),
        (("Sisteron", "", "042009"), "unknown", ""),
        (("Apt", "n/a"), "labelled", "84003"),
        (("Apt", "Non renseigné"), "labelled", "84003"),
        (("Apt", "non précisé"), "labelled", "84003"),
        (("Apt", "x"), "labelled", "84003"),
        (("Apt", "Isère"), "outside", ""),
        (("Ville-sur-Saulx",), "outside", "55568"),  # not the town hall of Sault
        (("Les Issambres",), "labelled", "83107"),
        (("Saint-Auban",), "not-labelled", "06116"),
        (("Saint-Rémy",), "ambiguous", "13100"),
        (("Espinasse",), "ambiguous", "05050"),
        (("Marseille", "13", "13210"), "not-labelled", "13055"),
        (("NICE", "", "", "06103"), "not-labelled", "06088"),
        (("NICE 6000.0",), "not-labelled", "06088"),
        (("MARSEILLE 08", "13"), "not-labelled", "13055"),
        (("Lille", "", "04209"), "ambiguous", "04209"),
        (("VAUCLUSE",), "unknown", ""),
        (("VAUCLUSE", "25"), "outside", "25588"),
        (("Sisteron / Forcalquier",), "ambiguous", "04209|04088"),
        (("Gap et Apt",), "ambiguous", "05061|84003"),
        (("Apt, Gordes",), "ambiguous", "84003|84050"),
        (("Apt, rue Zzzz",), "unknown", ""),
        (("Le Luc, Le Cannet-des-Maures",), "ambiguous", "83073|83031"),
        (("Le Luc / Le Cannet",), "ambiguous", "83073|06030"),
        (("BP 12 CS 30045 04203 SISTERON CEDEX",), "labelled", "04209"),
        (("Mairie de Sisteron CS 20045",), "labelled", "04209"),
        (("Sisteron", "", "", "CS 20045 04203"), "labelled", "04209"),
        (("Sisteron 12500 euros",), "labelled", "04209"),
        (("Sisteron 12500 €",), "labelled", "04209"),
        (("Sisteron 12 500,00€",), "labelled", "04209"),
        (("Apt €",), "labelled", "84003"),
        (("84000 €",), "unknown", ""),
        (
            ("La Sisteron", "", "", "05000"),
            "ambiguous",
            "04209|05018|05037|05059|05061|05092|05100|05113|05124",
        ),
        (("Apt 11000 habitants",), "labelled", "84003"),
        (("Aix-en-Provence", "", "", "84400"), "ambiguous", "13001|84003"),
        (("Le Luc", "", "", "06440"), "ambiguous", "83073"),
        (("Salernes", "", "", "04200"), "ambiguous", "83121|04231"),
        (("PIERREFEU", "", "", "83390"), "not-labelled", "83091"),  # short for Pierrefeu-du-Var
        (("M. CADENET",), "ambiguous", "84026"),
        (("SERRES J.",), "ambiguous", "05166"),
        (("C.H. Vaison-la-Romaine",), "ambiguous", "84137"),
        (("La Plaine", "", "", "05130"), "ambiguous", None),
        (("Mirabeau", "04 / 84"), "ambiguous", "84076|04122"),
        (("Melun (Seine-et-Marne)",), "outside", "77288"),
        (("Ajaccio (2A)",), "outside", "2A004"),
        (("Saint-Denis (974)",), "outside", "97411"),
        (("Lyon", "69 - Rhône"), "outside", "69123"),
        (("Nîmes", "Gard (30)"), "outside", "30189"),
        (("Grenoble", "D38"), "outside", "38185"),
    ],
)
def test_a_row_is_decided_by_all_of_its_cells(cells: tuple[str, ...], status: str, insee: str | None) -> None:
    verdict = decide(REGISTRY, *cells)
    assert verdict.status == status
    assert insee is None or verdict.insee == insee


def test_every_name_of_the_region_gets_the_right_status() -> None:
    for commune in REGISTRY.communes:
        verdict = decide(REGISTRY, commune.name.upper(), commune.department)
        assert verdict[:5] == ("labelled", commune.insee, commune.name, commune.department, commune.cohort)
    for other in REGISTRY.others:
        verdict = decide(REGISTRY, other.name.upper())
        expected = "ambiguous" if other.name == "Mirabeau" else "not-labelled"
        assert (verdict.status, other.insee in verdict.insee) == (expected, True)


def test_the_column_is_guessed_only_where_it_is_plain(run: Run) -> None:
    content = b"from,to\nSisteron,Gap\nApt,Sault\n"
    assert run("match", "-", "--column", "FROM", stdin=content).code == 0
    for named, *words in (
        ((), "name it with --column, one of from, to"),
        (("--column", "fron"), "did you mean from?", "its columns are from, to"),
    ):
        result = run("match", "-", *named, stdin=content)
        assert (result.code, result.out) == (2, "")
        assert all(word in result.err for word in words)


def test_departments_and_codes_are_read_from_their_columns(run: Run) -> None:
    content = b"ville;dep;cp\nMirabeau;84;84120\nMirabeau;04;04510\n"
    for argv in (
        ("--column", "ville", "--department-column", "dep"),
        ("--column", "ville", "--code-column", "cp"),
        ("--code-column", "cp"),  # the column of names is plain
    ):
        result = run("match", "-", *argv, stdin=content)
        assert [row["pvd_insee"] for row in rows(result.out, ";")] == ["84076", "04122"]
    result = run("match", "-", "--code-column", "insee", stdin=b"n;insee\n1;84076\n2;04209\n")
    assert [row["pvd_status"] for row in rows(result.out, ";")] == ["labelled", "labelled"]


def test_a_file_without_a_header_is_noticed(run: Run) -> None:
    result = run("match", "-", stdin=b"Sisteron\nApt\n")
    assert "“Sisteron” is not a heading: the sheet has no header" in result.err
    assert [line.split(",")[1] for line in result.out.splitlines()] == ["labelled", "labelled"]


def test_a_review_shows_only_what_is_doubtful(run: Run) -> None:
    content = b"commune\nSisteron\nTendr\nMirabeau\nLyon\nAiglun\nGap\n"
    result = run("match", "-", "--review", stdin=content)
    assert [line.split("\t")[:3] for line in result.out.splitlines()[1:]] == [
        ["Tendr", "1", "ambiguous"],
        ["Mirabeau", "1", "ambiguous"],
    ]
    shown = run("match", "-", "--review", stdin=content, terminal=True, NO_COLOR="1").out
    assert "84076" in shown and "Lyon" not in shown


def test_cells_that_hold_no_word_do_not_stop_the_search_for_the_column(run: Run) -> None:
    result = run("match", "-", stdin=b"x,Commune,y\n-,Sisteron,?\n-,Apt,!\n")
    assert [row["pvd_status"] for row in rows(result.out)] == ["labelled", "labelled"]


def test_a_wide_file_is_guessed_from_a_bounded_number_of_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    with_exact_name = REGISTRY.with_exact_name

    def counted(text: str) -> Any:
        asked.append(text)
        return with_exact_name(text)

    monkeypatch.setattr(REGISTRY, "with_exact_name", counted)
    head = ",".join(f"c{n}" for n in range(1000))
    text = head + "\n" + ("no name at all," * 999 + "Sisteron\n") * 100
    sheet = Sheet(io.BytesIO(text.encode()), "wide")
    assert Columns(sheet.header, sheet.sample()[0], REGISTRY).name_columns() == [999]
    assert 1000 < len(asked) <= 40_000


def test_a_column_of_initials_is_no_column_of_departments(run: Run) -> None:
    result = run("match", "-", stdin="Commune;Dép.\nSisteron;R.H.\nApt;V.\n".encode())
    assert [row["pvd_status"] for row in rows(result.out, ";")] == ["labelled", "labelled"]


def test_verdicts_hold_even_where_they_were_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pvd_cli.match.rows.REMEMBERED", 10)
    names = [place.name for place in REGISTRY.places[::40]] * 3 + ["Sisteron", "Gap"] * 20
    sheet = Sheet(io.BytesIO("\n".join(["commune", *names]).encode()), "many")
    found = list(decided(sheet, REGISTRY, Roles(0), Tally()))
    assert [row.record.cells for row in found] == [[name] for name in names]
    assert [row.verdict for row in found] == [decide(REGISTRY, name) for name in names]
    assert all(row.tail == sheet.tail(row.verdict.cells) for row in found)


def test_a_bar_shows_how_far_a_long_file_is_on_a_terminal_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pvd_cli.output.streams.LONG_INPUT", 10_000)
    long, short = tmp_path / "long.csv", tmp_path / "short.csv"
    long.write_text("commune\n" + "Sisteron\n" * 20_000, encoding="utf-8")
    short.write_text("commune\nSisteron\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    seen = run("match", str(long), "-o", str(out), terminal=True).err
    assert "pvd match" in seen
    assert "100%" in seen
    assert out.read_text(encoding="utf-8").count("\n") == 20_001
    assert "pvd match" not in run("match", str(long), "-o", str(out)).err
    assert "pvd match" not in run("match", str(short), "-o", str(out), terminal=True).err


@pytest.mark.parametrize("kind", ["insee", "postal"])
def test_a_labelled_name_with_the_code_of_another_department_is_never_decided(kind: str) -> None:
    gap, nice = REGISTRY.resolve("gap"), REGISTRY.resolve("nice")
    for commune in REGISTRY.communes:
        other = nice if commune.department == gap.department else gap
        code = other.insee if kind == "insee" else other.postal_codes[0]
        verdict = decide(REGISTRY, commune.name, "", *((code,) if kind == "insee" else ("", code)))
        assert verdict.status == "ambiguous", (commune.name, verdict)
        assert {commune.insee, other.insee} <= set(verdict.insee.split("|")), (commune.name, verdict)


@pytest.mark.parametrize("words", ["CC", "CC de", "SI", "US", "SCI", "SARL", "SCoT de", "Pays de", "Hors"])
def test_what_bears_the_name_of_a_commune_is_not_the_commune(words: str) -> None:
    for commune in REGISTRY.communes:
        for name in (f"{words} {commune.name}", f"{commune.name} {words.split()[0]}"):
            assert decide(REGISTRY, name).status != "labelled", name


@pytest.mark.parametrize(("codes", "expected"), [(8, [(0, "insee")]), (7, [])])
def test_a_column_is_offered_where_nearly_all_of_its_cells_are_codes(
    codes: int, expected: list[tuple[int, str]]
) -> None:
    cells = ["04209"] * codes + ["dossier"] * (10 - codes)
    assert Columns(["n", "objet"], [[cell, "toit"] for cell in cells], REGISTRY).suggested_codes() == expected


@pytest.mark.parametrize(("names", "expected"), [(6, [0]), (4, [])])
def test_a_column_is_one_of_names_where_most_of_its_cells_are(names: int, expected: list[int]) -> None:
    cells = ["Sisteron"] * names + ["toit en tuiles"] * (10 - names)
    assert Columns(["n", "objet"], [[cell, "x"] for cell in cells], REGISTRY).name_columns() == expected
