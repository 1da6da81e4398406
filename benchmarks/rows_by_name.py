"""Rows of sheets that their names, or names and a code together, make misleading."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.entities import codepoint2name
from io import BytesIO
from itertools import combinations

from row_cases import COUNTRY, EPCI, MIXED, NOBODY, PERSONS, Case, Data
from spellings import letters, plain, typo

from pvd_cli.match.sheet import Sheet
from pvd_cli.search.elsewhere import Outside
from pvd_cli.search.names import fold

LOOKALIKES = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")  # Latin letters, Cyrillic ones
SYNDICATES = ("Sivom", "SIVU", "Syndicat mixte", "Syndicat des eaux", "Syndicat intercommunal", "SMICTOM")
COMMUNITIES = ("Communauté de communes", "Communauté d'agglomération", "CC", "Com com")
MARKS = ("{} *", "* {}", "{} (1)", "« {} »", '"{}"', "[{}]", "{}.", "{} ;", "{} !", "- {}", "{} -")
DOUBTS = ("{} ?", "{}?", "? {}", "({} ?)", "~ {}", "{} (?)", "{} ou ?", "{} ??")
JOINTS = ("\n", ", ", " / ", " et ", " ; ", " + ")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859_15", "cp850", "mac_roman")


def rows_by_name(data: Data) -> Iterator[Case]:
    """Yield the rows of all groups in this file."""
    yield from likenesses(data)
    yield from names_of_here(data)
    yield from names_elsewhere(data)
    yield from cut_names(data)
    yield from signs(data)
    yield from bodies(data)
    yield from departments(data)
    yield from several_in_a_cell(data)
    yield from writing(data)


def likenesses(data: Data) -> Iterator[Case]:
    for place in data.places:
        once = {"name": typo(place.name, data.chance)}
        own = data.named(once["name"], place)
        yield Case("misspelt, a column of communes", once, own)
        yield Case("misspelt, a column of all kinds", once, own, MIXED)
        yield Case("misspelt, its department", once | {"department": place.department}, [place], MIXED)
        for words in PERSONS:
            name = {"name": f"{words} {once['name']}"}
            yield Case("a person, like a commune", name, [*own, NOBODY], MIXED)
    for word in data.words:
        named = data.named(word, NOBODY)
        yield Case("a French word, a column of all kinds", {"name": word}, named, MIXED)
        yield Case("a French word, a column of communes", {"name": word}, named)


def names_of_here(data: Data) -> Iterator[Case]:
    for place in data.places:
        name, alike = {"name": place.name}, data.of_name[fold(place.name)]
        yield Case("whole name", name, [one for one in alike if not isinstance(one, Outside)])
        kind = "also elsewhere" if any(isinstance(one, Outside) for one in alike) else "only here"
        yield Case(f"whole name, {kind}, a sheet of the country", name, alike, COUNTRY)
        for department in ("11", "2A", "59"):
            there = [one for one in alike if one.department == department]
            cells = name | {"department": department}
            yield Case("whole name, a department elsewhere", cells, there or ["outside"])


def names_elsewhere(data: Data) -> Iterator[Case]:
    region = {letters(place.name) for place in data.places}
    region |= {letters(re.sub(r"^(Le |La |Les |L')", "", place.name)) for place in data.places}
    starts = {name[:end] for name in region for end in range(5, len(name))}
    for other in data.elsewhere:
        name, alike = {"name": other.name}, data.of_name[fold(other.name)]
        yield Case("elsewhere, its INSEE code", name | {"insee": other.insee}, [other])
        yield Case("elsewhere, its department", name | {"department": other.department}, [other])
        if all(isinstance(one, Outside) for one in alike):
            key = letters(other.name)
            like = ", glued like ours" if key in region else ", cut like ours" if key in starts else ""
            yield Case(f"elsewhere{like}, by name", name, alike)
            yield Case(f"elsewhere{like}, a sheet of the country", name, alike, COUNTRY)
    for other in data.chance.sample(data.elsewhere, 5_000):
        once = typo(other.name, data.chance)
        yield Case("elsewhere, misspelt", {"name": once}, data.named(once, other))


def cut_names(data: Data) -> Iterator[Case]:
    words = [(spaced(one.name), one) for one in (*data.places, *data.elsewhere)]
    for place in data.registry.communes:
        for end in range(4, len(place.name)):
            cut = place.name[:end].rstrip()
            between = not place.name[end - 1 : end + 1].isalpha()
            start = spaced(cut).rstrip() + " " if between else spaced(cut)
            begun = [one for name, one in words if name.startswith(start)]
            whole = data.of_name.get(fold(cut), []) if cut[-1].isalnum() else []
            whole = [one for one in whole if not isinstance(one, Outside)] or whole
            kind = "a name cut off between words" if between else "a name cut off in a word"
            yield Case(kind, {"name": cut}, whole or begun)


def signs(data: Data) -> Iterator[Case]:
    for place in data.places:
        doubt = [place, NOBODY]
        for form in DOUBTS:
            yield Case("a question mark or ~", {"name": form.format(place.name)}, doubt)
        for form in MARKS:
            yield Case("another sign", {"name": form.format(place.name)}, [place])
        for position, letter in enumerate(place.name):
            mixed = place.name[:position] + letter.translate(LOOKALIKES) + place.name[position + 1 :]
            if mixed != place.name:
                yield Case("a Cyrillic letter", {"name": mixed}, doubt)


def bodies(data: Data) -> Iterator[Case]:
    for epci in data.registry.epcis:
        bare = re.sub("^(C[CA] (du |de la |de |d')?|Métropole )", "", epci.name)
        names = {epci.name, epci.name.upper(), plain(epci.name), f"Communauté {bare}"}
        names |= {f"{words} {bare}" for words in COMMUNITIES[:3]}
        members = [place for place in data.places if place.epci == epci]
        for name in sorted(names):
            yield Case("an intercommunality", {"name": name}, [EPCI])
            for place in members[:5]:
                yield Case("an intercommunality, a code", {"name": name, "insee": place.insee}, [EPCI])
    for place in data.places:
        code = {"insee": place.insee, "siren": place.siren or ""}
        for words in SYNDICATES:
            cells = {"name": f"{words} de {place.name}"}
            yield Case("a syndicate", cells, [NOBODY])
            yield Case("a syndicate, a code", cells | code, [NOBODY])
        for words in COMMUNITIES:
            cells = {"name": f"{words} de {place.name}"} | code
            yield Case("a community named like a commune, a code", cells, [EPCI])


def departments(data: Data) -> Iterator[Case]:
    for known in data.registry.departments:
        codes = {place.postal_codes[0] for place in data.shared if place.department == known.code}
        for form in ("{1}", "{0} {1}", "{1} ({0})", "Département {1}", "{0} - {1}", "{0}"):
            name = {"name": form.format(known.code, known.name)}
            for cells in ({}, {"department": known.code}, {"insee": known.code}):
                yield Case("a department", name | cells, [NOBODY])
            for code in sorted(codes):
                meant = [*data.of_code[code], NOBODY]
                yield Case("a department, a postal code", name | {"postal": code}, meant)


def several_in_a_cell(data: Data) -> Iterator[Case]:
    for first, second in combinations(data.chance.sample(data.places, 120), 2):
        joint = data.chance.choice(JOINTS)
        kind = "several communes, a line break" if joint == "\n" else "several communes in a cell"
        yield Case(kind, {"name": f"{first.name}{joint}{second.name}"}, [first, second, NOBODY])


def writing(data: Data) -> Iterator[Case]:
    for place in data.places:
        entities = html.escape(place.name).replace("&#x27;", "&#39;")
        for letter in sorted({letter for letter in place.name if not letter.isascii()}):
            entities = entities.replace(letter, f"&{codepoint2name[ord(letter)]};")
        if entities != place.name:
            yield Case("HTML entities", {"name": entities}, [place])
    for one in data.elsewhere:
        if one.department in ("2A", "2B"):
            name = {"name": one.name}
            coded = {"name": f"{one.name} ({one.insee})"}
            for cells in (coded, name | {"department": "20"}, name | {"postal": "20169"}):
                yield Case("Corsica", cells, [one])
    accented = [place for place in data.places if not place.name.isascii()]
    for encoding in ENCODINGS:
        for start in range(0, len(accented), 12):
            chunk = accented[start : start + 12]
            text = "Commune;Nombre\n" + "".join(f"{place.name};1\n" for place in chunk)
            sheet = Sheet(BytesIO(text.encode(encoding)), "sheet.csv")
            for place, record in zip(chunk, sheet.rows(), strict=True):
                yield Case(f"written in {encoding}", {"name": record.cells[0]}, [place])


def spaced(name: str) -> str:
    """Return a name in small letters without accents, with spaces for hyphens and apostrophes."""
    return re.sub("[-']", " ", plain(name).lower())
