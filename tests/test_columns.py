"""`pvd match` finds the columns and the header by itself, as French administrations write them."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from conftest import REGISTRY, Run

from pvd_cli import BadInput
from pvd_cli.commands.match_columns import chosen_columns
from pvd_cli.match.columns import Columns, Roles
from pvd_cli.match.headings import read
from pvd_cli.match.meaning import Meanings
from pvd_cli.match.sheet import Sheet
from pvd_cli.registry.models import Place


def roles(text: str) -> Roles:
    """Which columns of a file have which role."""
    return chosen_columns(Sheet(io.BytesIO(text.encode()), "x"), REGISTRY, False, None, None, None).roles


@pytest.mark.parametrize(
    ("kind", "headings"),
    [
        ("name", "Commune COMMUNE Communes Ville Localité Nom_commune NOMCOM LIBCOM LIBGEO Mairie Adresse"),
        ("name", "Libellé de la commune|Commune principale|Nom de la commune|Bénéficiaire|com_nom|Adresse 2"),
        (
            "name",
            "Commune (dép.)|Ville de l’établissement accrédité|Libellé d'acheminement|ADRESSE_BENEFICIAIRE",
        ),
        ("postal", "CP C.P. code_post codpost codepostal CodePostal CODE_POSTAL com_cp CPO Code\u00a0postal"),
        ("postal", "Code postal (de la commune principale de déroulement)|Code postale|code postal"),
        ("insee", "INSEE COMINSEE code_insee DEPCOM CODGEO COG Code_commune_INSEE code_commune insee_com"),
        (
            "insee",
            "N° INSEE|citycode|code_insee_2023|Code de la commune|Code officiel géographique|"
            "Code INSEE de la commune",
        ),
        (
            "department",
            "Dép DEP dept Dép. departement departement_num num_dep ID_DEPARTEMENT D\ufffdpartement",
        ),
        ("department", "Code du département|Département de la commune|Libellé du département|N° département"),
        ("siren", "SIRET SIREN|N° SIRET|siret_commune|Numéro SIREN de la commune"),
        ("", "Montant Population Région EPCI Téléphone Nom Communauté_de_communes"),
        ("", "Nombre de communes|Liste des communes|Code région|Population 2020|Petites villes de demain"),
    ],
)
def test_headings_are_read_as_offices_write_them(kind: str, headings: str) -> None:
    for heading in headings.split("|") if "|" in headings else headings.split(" "):
        found = read(heading)
        assert kind in found.roles if kind else not found.roles, heading


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
        ("x;y;z\n84003;Apt;Vaucluse\n04209;Sisteron;Alpes de Haute Provence\n", (1, 2, 0, None)),
        ("x;y;z\n84003;Apt;Vaucluse\n04209;Sisteron;Var\n", (1, None, 0, None)),  # a clash
        ("NOMCOM;LIBCOM\nApt;APT\n", (0, None, None, None)),  # both say the same
        ("Nom;Adresse\nMartin;12 rue X 84400 Apt\n", (1, None, None, None)),
        ("Nom;Adresse\nSisteron;Mairie\nApt;Mairie\n", (0, None, None, None)),
        ("Commune;Nom\n;Apt\n", (1, None, None, None)),  # an empty column holds nothing
        ("Libellé dép;Code dép;Commune\nVar;83;Aups\n", (2, 1, None, None)),
        ("Dep. nais.;Commune\n84;Apt\n05;Gap\n", (1, None, None, None)),  # by chance
        ("DEPNAIS;Ville de naissance;Ville\n84;Apt;Gap\n", (2, None, None, None)),
        ("Bassin de vie;INSEE;Nom\nApt;84003;Apt\nGap;05061;Gap\n", (2, None, 1, None)),
        ("Code postal du bénéficiaire\n04120\n", (None, None, None, 0)),  # the heading names the kind
    ],
)
def test_columns_are_told_by_headings_and_cells(text: str, expected: tuple[int | None, ...]) -> None:
    assert roles(text)[:4] == expected


@pytest.mark.parametrize("layout", ["{d};{n}", "{n};{d}", "{d};{n};{x}", "{x};{d};{y};{n}"])
@pytest.mark.parametrize(
    "heading",
    "insee_dep dep_insee adresse_departement lieu_departement ville_departement commune_departement "
    "department departement_insee code_insee_dep Dépt num_dep CODE_INSEE_DEPARTEMENT".split(),
)
def test_a_column_of_departments_is_one_whatever_else_its_heading_says(heading: str, layout: str) -> None:
    """However few rows there are: `11;Serres` is in the Aude, not the Serres of the region."""
    for lines in (["11;Serres"], ["11;Serres", "05;Gap", "04;Sisteron"], ["Aude;Serres", "Var;Aups"]):
        rows = [dict(zip("dn", line.split(";"), strict=True), x="12", y="oui") for line in lines]
        named = {"d": heading, "n": "lib_com", "x": "Rang", "y": "Actif"}
        text = "".join(layout.format(**row) + "\n" for row in [named, *rows])
        places = layout.split(";")
        assert roles(text)[:4] == (places.index("{n}"), places.index("{d}"), None, None), text


OURS = "N° dossier|Dossier|id|Matricule|Identifiant|Compte|Code article|Réf.|x"


@pytest.mark.parametrize("heading", OURS.split("|"))
def test_numbers_that_agree_with_nothing_have_no_role(run: Run, heading: str) -> None:
    numbers = ("04209", "04210", "04088", "84003")
    people = ("Les Amis", "Durand", "Martin SARL", "Comité")
    alone = "".join(f"{n};{name}\n" for n, name in zip([heading, *numbers], ["Nom", *people], strict=True))
    result = run("match", "-", stdin=alone.encode())
    named = heading if heading.isalnum() else f'"{heading}"'
    assert (result.code, result.out) == (2, "")
    assert f"“{heading}” looks like INSEE codes: --code-column {named}" in result.err
    towns = ("Commune;CP", "Apt;84400", "Gap;05000", "Sisteron;04200", "Sault;84390")
    beside = "".join(f"{n};{town}\n" for n, town in zip([heading, *numbers], towns, strict=True))
    assert roles(beside) == Roles(name=1, postal=2)


@pytest.mark.parametrize("heading", OURS.split("|"))
@pytest.mark.parametrize("role", ["insee", "postal", "siren", "department"])
def test_a_column_that_agrees_with_the_names_has_a_role_whatever_its_heading(heading: str, role: str) -> None:
    def code(place: Place) -> str:
        return place.postal_codes[0] if role == "postal" else str(getattr(place, role))

    for places in (REGISTRY.places[:3], REGISTRY.places[::9]):
        lines = [f"{place.name};{code(place)};{number}" for number, place in enumerate(places)]
        text = "\n".join([f"Lieu dit;{heading};Rang", *lines])
        assert roles(text) == Roles(name=0)._replace(**{role: 1})


def test_codes_are_of_the_kind_that_agrees_even_under_the_other_heading() -> None:
    rows = [f"{place.name};{place.postal_codes[0]};{place.insee}" for place in REGISTRY.communes[::4]]
    assert roles("\n".join(["Commune;Code INSEE;CP", *rows])) == Roles(name=0, insee=2, postal=1)
    alone = roles("Code INSEE\n04120\n")
    assert alone == Roles(insee=0)  # Castellane's postal code, but Val d'Oronaye's INSEE code


def test_a_column_of_something_else_is_not_offered() -> None:
    for text in ("Département;Nombre de communes\n04;198\n05;162\n", "Origine géographique;Rang\nEst;1\n"):
        with pytest.raises(BadInput) as error:
            roles(text)
        assert len(error.value.hints) == 1


def test_a_column_of_siret_numbers_is_one_however_few_are_of_communes() -> None:
    others = "\n".join(f"{number};Association {number}" for number in range(77567227200019, 77567227200029))
    assert roles(f"N° SIRET;Raison sociale\n{others}\n21050061700019;Mairie\n") == Roles(siren=0)


def test_codes_are_no_departments_even_alone_with_them() -> None:
    """`04` beside `04` is not the INSEE code 04004."""
    with pytest.raises(BadInput):
        roles("x;insee_dep\n05061;05\n04209;04\n")


def test_a_single_column_of_codes_without_a_heading_is_offered() -> None:
    for codes, role in (("04209\n05061", "INSEE codes"), ("04200\n84400", "postal codes")):
        with pytest.raises(BadInput) as error:
            roles(f"Divers\n{codes}\n")
        assert any(f"looks like {role}: --code-column Divers" in hint for hint in error.value.hints)


def test_departments_and_intercommunalities_before_the_communes_count_neither_way() -> None:
    departments = [f"{department.code};{department.name};DEP" for department in REGISTRY.departments]
    epcis = [f"{epci.siren};{epci.name};EPCI" for epci in REGISTRY.epcis] * 100
    communes = [f"{place.insee};{place.name};COM" for place in REGISTRY.places[::2]]
    text = "\n".join(["id_terr;nom_terr;echelon", *departments, *epcis, *communes])
    assert roles(text) == Roles(name=1, insee=0)


def test_a_name_with_its_code_in_one_cell_goes_before_bare_names() -> None:
    assert roles("Lieu;Client\nAnnot (04008);Gap\nSisteron (04209);Apt\n").name == 0
    assert roles("Client;Lieu\nGap;04240 Annot\nApt;04200 Sisteron\n").name == 1


def test_names_that_clash_with_the_codes_give_way_to_those_that_agree() -> None:
    rows = "Paris;Apt;84003", "Paris;Sault;84123", "Lyon;Gap;05061"
    assert roles("\n".join(["Ville;Lieu;INSEE", *rows]))[:3] == (1, None, 2)
    rows = "Paris;84003", "Paris;84123", "Lyon;05061"  # there is no other column: each row is a question
    assert roles("\n".join(["Ville;INSEE", *rows]))[:3] == (0, None, 1)


@pytest.mark.parametrize("under", ["CODGEO;LIBGEO;EPCI;LIBEPCI;DEP", "Code;Commune;SIREN;EPCI;Dép"])
def test_a_second_line_of_headings_is_no_row(run: Run, under: str) -> None:
    over = "Code géographique;Libellé géographique;Intercommunalité;Nom;Département"
    row = "04209;Sisteron;200068765;CC du Sisteronais-Buëch;04"
    result = run("match", "-", stdin=f"{over}\n{under}\n{row}\n".encode())
    assert "1 row: 1 labelled" in result.err
    words = "communes in “Libellé géographique”" if under.isupper() else "communes in “Commune”"
    assert words in result.err  # what people read, not the name of its variable


@pytest.mark.parametrize(
    ("cells", "of_communes", "of_country"),
    [
        (["Sisteron", "Gap", "Sisteorn"], True, False),
        (["Sisteron", "Sénat", "Allard"], False, False),
        (["Lille", "Dijon", "Gap"], True, True),
        (["Serres", "Gap", "Mirabeau"], True, False),  # of both: Serres is in 11 and 54 too
        (["Vaucluse", "CC du Pays de Forcalquier", "Sisteron"], True, False),
    ],
)
def test_the_sample_tells_what_the_sheet_is(cells: list[str], of_communes: bool, of_country: bool) -> None:
    columns = Columns(["Commune"], [[cell] for cell in cells], REGISTRY)
    assert columns.sample(Roles(0))[:2] == (of_communes, of_country)


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
    assert "one of Commune from, Commune to" in result.err


def test_a_column_of_two_words_is_offered_in_quotes(run: Run) -> None:
    said = run("match", "-", stdin="Commune;Commune du siège\nSisteron;Gap\n".encode()).err
    assert '“Commune du siège” has communes too: --column "Commune du siège"' in said


def test_what_serves_as_what_is_said_and_can_be_said(run: Run) -> None:
    content = b"Ville;Commune;CP;INSEE\nLyon;Apt;84400;84003\n"
    said = run("match", "-", stdin=content).err
    assert "communes in “Commune”, INSEE codes in “INSEE”, postal codes in “CP”" in said
    assert "“Ville” has communes too: --column Ville" in said
    said = run("match", "-", "--column", "Ville", "--code-column", "-", stdin=content).err
    assert said.startswith("pvd: communes in “Ville” (")
    assert (
        "one of Ville, Commune" in run("match", "-", "--column", "-", "--code-column", "-", stdin=content).err
    )
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
        ("4209", "", "04209"),
        ("1", "Var", "83001"),
        ("209", "", ""),
        ("209", "Atlantide", ""),
        ("84", "84", ""),  # a row of a department
    ],
)
def test_a_code_within_a_department_is_read_with_the_cell_beside_it(
    insee: str, department: str, code: str
) -> None:
    assert Meanings(REGISTRY).read(insee, "insee", department).communes == ({code} if code else set())


def test_very_many_columns_are_weighed_with_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with each would take minutes; those that a heading names are weighed whatever their place."""
    header = [f"c{n}" for n in range(16_382)] + ["commune", "code insee"]
    row = ["Gap"] * 8_000 + ["05061"] * 8_382 + ["Sisteron", "04209"]
    weighed: list[int] = []
    suits = Columns._fit

    def counted(self: Columns, place: int, *more: Any) -> Any:
        weighed.append(place)
        return suits(self, place, *more)

    monkeypatch.setattr(Columns, "_fit", counted)
    columns = Columns(header, [row], REGISTRY)
    (name,) = columns.name_columns()
    assert (name, columns.roles(name).insee) == (16_382, 16_383)
    assert len(weighed) < 100_000
