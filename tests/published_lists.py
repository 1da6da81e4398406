"""Lists as the State publishes them, made of the registry for the tests of `check --against`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from conftest import REGISTRY

Table = list[list[str]]
ANCT = ["insee_com", "lib_com", "id_pvd", "date_signature"]
FIRST = "id_pvd,insee_com,lib_com,lib_reg,insee_dep,lib_dep,pop,date_signature,siren_epci,lib_epci".split(",")
DGALN = ["Code commune", "ACV", "PVD", "Signée ?", "Si signée, date de signature"]
DGALN += ["Date de fin estimée", "Commune"]


def french(day: object, sign: str = "/") -> str:
    return sign.join(str(day).split("-")[::-1]) if day else ""


def list_of_2026() -> Table:
    """As ANCT publishes it, with a commune elsewhere and a row of a test."""
    communes = [[c.insee, c.name, c.pvd_id or "", french(c.convention_signed)] for c in REGISTRY.communes]
    others = [["01034", "Belley", "pvd-84-01-3", "22/04/2021"], ["99999", "TEST", "pvd-99-99-9", ""]]
    return [ANCT, *communes, *others]


def list_of_2024() -> Table:
    return [[*row[:3], "-".join(row[3].split("/")[::-1])] for row in list_of_2026()]


def list_of_2021() -> Table:
    selected = [c for c in REGISTRY.communes if c.petite_ville]
    return [
        FIRST,
        *(
            [c.petite_ville or "", c.insee, c.name, "PACA", c.department, "", "999", "", c.epci.siren, ""]
            for c in selected
        ),
    ]


def list_of_acv() -> Table:
    with_acv = [o for o in REGISTRY.others if o.acv_signed]
    return [
        ["insee_com", "lib_com", "id_acv", "date_signature"],
        *([o.insee, o.name, "acv-1", french(o.acv_signed, "-")] for o in with_acv),
    ]


def list_of_orts() -> Table:
    with_ort = [place for place in REGISTRY.places if place.ort_signed]
    signed = [
        [p.insee, "", "", "Signée", str(p.ort_signed), "01-01-2027", f"{p.department} - {p.name}"]
        for p in with_ort
    ]
    return [DGALN, *signed, ["04001", "", "", "Non signée", "", "", "04 - Aiglun"]]


def changed_rows(table: Table, **changes: list[str] | None) -> Table:
    """A list with rows changed, by INSEE code (`i04209`); None takes one out."""
    place = next(n for n, heading in enumerate(table[0]) if heading in ("insee_com", "Code commune"))
    new = [changes.get(f"i{row[place]}", row) for row in table]
    return [row for row in new if row is not None]


def written(
    folder: Path, table: Table, name: str = "list.csv", encoding: str = "utf-8", sign: str = ","
) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign, quoting=csv.QUOTE_ALL).writerows(table)
    file = folder / name
    file.write_bytes(text.getvalue().encode(encoding))
    return str(file)
