"""`pvd match` finds the columns and the header by itself, as French administrations write them."""

from __future__ import annotations

import csv
import io

import pytest
from conftest import REGISTRY, Run

from pvd_cli.commands.matched import told_columns
from pvd_cli.match.headings import read
from pvd_cli.match.rows import Places, Tally, decided, in_full
from pvd_cli.match.sheet import Sheet


def places(text: str) -> Places:
    """Which columns of a file serve as what."""
    return told_columns(Sheet(io.BytesIO(text.encode()), "x"), REGISTRY, False, None, None, None).places


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("name", "Commune COMMUNE Communes Ville Localité Nom_commune NOMCOM LIBCOM LIBGEO Mairie Adresse"),
        ("name", "Libellé de la commune|Commune principale|Nom de la commune|Bénéficiaire|com_nom|Adresse 2"),
        (
            "name",
            "Commune (dép.)|Ville de l’établissement accrédité|Libellé d'acheminement|ADRESSE_BENEFICIAIRE",
        ),
        ("postal", "CP C.P. codepostal CodePostal CODE_POSTAL com_cp CPO Code\u00a0postal"),
        ("postal", "Code postal (de la commune principale de déroulement)|Code postale|code postal"),
        ("insee", "INSEE COMINSEE code_insee DEPCOM CODGEO COG Code_commune_INSEE code_commune insee_com"),
        ("insee", "N° INSEE|Code de la commune|Code officiel géographique|Code INSEE de la commune"),
        (
            "department",
            "Dép DEP dept Dép. departement departement_num num_dep ID_DEPARTEMENT D\ufffdpartement",
        ),
        ("department", "Code du département|Département de la commune|Libellé du département|N° département"),
        ("", "Montant Population Région EPCI SIRET Téléphone Nom Communauté_de_communes"),
        ("", "Nombre de communes|Liste des communes|Code région|Population 2020|Petites villes de demain"),
    ],
)
def test_headings_are_read_as_offices_write_them(kind: str, headings: str) -> None:
    for heading in headings.split("|") if "|" in headings else headings.split(" "):
        found = read(heading)
        assert (found.kinds[0] if found else "") == kind, heading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n;Commune;CP\n1;Apt;84400\n", (1, None, None, 2)),
        ("Ville;Commune\nx;Apt\n", (1, None, None, None)),  # the plainer heading
        ("Commune de naissance;CP naissance;Commune;CP\nLyon;69001;Apt;84400\n", (2, None, None, 3)),
        ("Commune;CP siège;Ville siège\nApt;75001;Paris\n", (0, None, None, None)),  # somebody else's code
        ("CP demandeur;Commune du projet\n75001;Apt\n", (1, None, None, None)),
        ("CP du projet;Commune du projet\n84400;Apt\n", (1, None, None, 0)),
        ("Commune;Département de naissance\nApt;13\n", (0, None, None, None)),
        ("Commune\n84003\n", (None, None, 0, None)),  # codes under a heading that promises names
        ("Dép;Code commune\n84;3\n13;5\n", (None, 0, 1, None)),
        ("Code INSEE;Montant\n84003;12000\n", (None, None, 0, None)),
        ("Montant;Commune\n84400;Apt\n", (1, None, None, None)),  # an amount is no code
        ("x;y\n84400;Apt\n84120;Mirabeau\n", (1, None, None, 0)),
        ("x;y;z\n84003;Apt;Vaucluse\n04209;Sisteron;Var\n", (1, 2, 0, None)),
        ("NOMCOM;LIBCOM\nApt;APT\n", (0, None, None, None)),  # both say the same
        ("Nom;Adresse\nMartin;12 rue X 84400 Apt\n", (1, None, None, None)),
        ("Nom;Adresse\nSisteron;Mairie\nApt;Mairie\n", (0, None, None, None)),
        ("Commune;Nom\n;Apt\n", (1, None, None, None)),  # an empty column holds nothing
        ("Libellé dép;Code dép;Commune\nVar;83;Aups\n", (2, 1, None, None)),
    ],
)
def test_columns_are_told_by_headings_and_cells(text: str, expected: tuple[int | None, ...]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Liste des communes\n\nCommune\nApt\nSault\n", ["Commune"]),
        (
            "Subventions 2024;;\nDirection;;\n;;\nCommune;CP;Montant\nApt;84400;1\n",
            ["Commune", "CP", "Montant"],
        ),
        ("Identité;;Aide;\nNom;Commune;Montant;Date\nx;Apt;1;2\n", ["Nom", "Commune", "Montant", "Date"]),
        (";;;\n;Commune;CP;\n;Apt;84400;\n", ["", "Commune", "CP", ""]),
        ("Nature;Nom\nCommune;Apt\nCommune;Sault\n", ["Nature", "Nom"]),
        ("Porteur x;Forme;Somme\nApt;Commune;10\nGap;Commune;12\n", ["Porteur x", "Forme", "Somme"]),
        ("Lauréate;Millésime;Forme\nApt;2021;Ville\nGap;2022;Commune\n", ["Lauréate", "Millésime", "Forme"]),
        ("Commune;2021;2022\nApt;1;2\nGap;3;4\n", ["Commune", "2021", "2022"]),
        ("Commune lauréate;Maire\nApt;X\nGap;Y\n", ["Commune lauréate", "Maire"]),
        (
            "Code;Libellé;Population\n84003;Apt;1\n05061;Gap;2\n\nSource : Insee, recensement\n",
            ["Code", "Libellé", "Population"],
        ),
        (
            "Commune (nom, sans article);Montant (HT, en euros)\nApt;10\nGap;12\n",
            ["Commune (nom, sans article)", "Montant (HT, en euros)"],
        ),
        (
            "Bénéficiaire;Opération\nCommune de Riez;Rénovation de la mairie\nApt;École\n",
            ["Bénéficiaire", "Opération"],
        ),
        ("Région;Sud\nCommune;Montant\nApt;10\n", ["Commune", "Montant"]),
        ("Commune;Maître d'œuvre\nApt;Durand\nGap;Commune\n", ["Commune", "Maître d'œuvre"]),
        ("Dotations, par commune, en euros\nNom;Montant\nApt;1,5\nGap;2,5\n", ["Nom", "Montant"]),
    ],
)
def test_the_header_is_the_first_line_that_heads_columns(text: str, header: list[str]) -> None:
    assert Sheet(io.BytesIO(text.encode()), "x").header == header


def test_titles_above_a_header_stay_as_they_are(run: Run) -> None:
    result = run("match", "-", stdin="Aides;;\n\nCommune;CP;€\nApt;84400;1\n".encode("cp1252"))
    above, blank, header, row = result.out.splitlines()
    assert (above, blank, header[:20]) == ("Aides;;", "", "Commune;CP;€;pvd_sta")
    assert row.startswith("Apt;84400;1;labelled;84003;")


def test_a_list_without_a_header_is_matched_from_its_first_line(run: Run) -> None:
    for text, told in (("Apt;84400\nSault;84390\n", True), ("Zzz;1\nApt;2\nSault;3\n", False)):
        result = run("match", "-", *(() if told else ("--no-header",)), stdin=text.encode())
        rows = list(csv.reader(io.StringIO(result.out), delimiter=";"))
        assert [row[0] for row in rows] == [line.split(";")[0] for line in text.splitlines()]
        assert rows[-1][2:4] == ["labelled", "84123"]
        assert ("has no header" in result.err, "“column 1”" in result.err) == (told, True)


def test_a_column_without_a_heading_is_named_by_its_number(run: Run) -> None:
    content = b"Mirabeau;84\nSisteron;05\n"
    for named in ("2", "column 2", "Column 2"):
        result = run("match", "-", "--department-column", named, stdin=content)
        assert "departments in “column 2”" in result.err
        assert [row.split(";")[2] for row in result.out.splitlines()] == ["labelled", "ambiguous"]
    result = run("match", "-", "--department-column", "3", stdin=content)
    assert (result.code, "its columns are column 1, column 2" in result.err) == (2, True)


def test_codes_that_are_said_to_be_codes_are_of_the_kind_that_more_of_them_are(run: Run) -> None:
    content = b"Code\n04209\n59350\n84076\n75056\n69123\n"
    result = run("match", "-", "--code-column", "Code", "--column", "-", stdin=content)
    assert "INSEE codes in “Code”" in result.err
    assert result.out.count("labelled,") == 2


def test_it_asks_only_where_no_one_could_tell(run: Run) -> None:
    result = run("match", "-", stdin=b"Commune from;Commune to\nApt;Sault\nSault;Apt\n")
    assert (result.code, result.out) == (2, "")
    assert "its columns are Commune from, Commune to" in result.err


def test_what_serves_as_what_is_said_and_can_be_said(run: Run) -> None:
    content = b"Ville;Commune;CP;INSEE\nLyon;Apt;84400;84003\n"
    said = run("match", "-", stdin=content).err
    assert "communes in “Commune”, INSEE codes in “INSEE”, postal codes in “CP”" in said
    assert "“Ville” has communes too" in said
    said = run("match", "-", "--column", "Ville", "--code-column", "-", stdin=content).err
    assert said.startswith("pvd: communes in “Ville” (")
    assert "columns are" in run("match", "-", "--column", "-", "--code-column", "-", stdin=content).err
    said = run("match", "-", "--column", "-", "--code-column", "cp", stdin=content).err
    assert said.startswith("pvd: postal codes in “CP” (")


@pytest.mark.parametrize(
    ("insee", "department", "code"),
    [
        ("209", "04", "04209"),
        ("3", "84", "84003"),
        ("004", "2a", "2A004"),
        ("101", "971", "97101"),
        ("209", "4.0", "04209"),
        ("04209", "13", "04209"),
        ("4209", "", "4209"),
        ("209", "", ""),
        ("209", "Var", ""),
    ],
)
def test_a_code_within_a_department_is_written_in_full(insee: str, department: str, code: str) -> None:
    assert in_full(insee, department) == code


def test_lost_letters_are_any_letters(run: Run) -> None:
    names = "CH\ufffdTEAURENARD", "L\ufffdISLE SUR LA SORGUE", "SAINT-SATURNIN-L\ufffdS-APT", "Zzz\ufffdzz"
    result = run("match", "-", stdin="".join(f"{name}\n" for name in ("Commune", *names)).encode())
    assert [line.split(",")[1:3] for line in result.out.splitlines()[1:]] == [
        ["labelled", "13027"],
        ["labelled", "84054"],
        ["not-labelled", "84118"],
        ["unknown", ""],
    ]


@pytest.mark.parametrize(
    ("cell", "status", "insee"),
    [
        ("Aubign\ufffd", "ambiguous", "13005"),  # Aubigné elsewhere, or Aubagne misspelt; not Aubignan
        ("B\ufffdon", "outside", ""),
        ("S\ufffdnas", "labelled", "13105"),
        ("CH\ufffd\ufffdTEAURENARD", "labelled", "13027"),  # two bytes of one letter
        ("L\ufffdIsle-sur-la-Sorgue", "labelled", "84054"),
    ],
)
def test_a_lost_letter_is_one_letter(cell: str, status: str, insee: str) -> None:
    sheet = Sheet(io.BytesIO(f"Commune;n\n{cell};1\n".encode()), "x")
    (row,) = decided(sheet, REGISTRY, Places(0), Tally())
    assert (row.verdict.status, row.verdict.insee) == (status, insee)
