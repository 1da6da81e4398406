"""Rows of sheets that their codes make misleading, or that their codes decide."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA
from row_cases import EPCI, NOBODY, PERSONS, Case, Data
from spellings import postal, typo

from pvd_cli.search.names import fold

STREETS = ("Rue de", "Route de", "Chemin de", "Avenue de", "Col de", "Canton de", "Pays de", "Vallée de")
BODIES = ("Lycée de", "Gare de", "Les Amis de", "Comité des fêtes de", "Caves de", "Château de")
BEHIND = ("Habitat", "Immobilier", "Rugby", "Nature", "Est", "Montagne", "Rando Club")
DETAILS = (" - centre ville", " (ZA Les Ferrières)", ", quartier de la gare", " - mairie", " Village")
NO_CODES = ("{} personnes", "{} habitants", "{} €", "{} hab.", "{} km2", "{},50", "{}A", "A{}", "{}-12")


def rows_by_code(data: Data) -> Iterator[Case]:
    """Yield the rows of all groups in this file."""
    yield from two_tables_of_codes(data)
    yield from shared_codes(data)
    yield from no_codes(data)
    yield from sirens(data)
    yield from agreeing_codes(data)
    yield from contradictions(data)


def two_tables_of_codes(data: Data) -> Iterator[Case]:
    by_insee = {place.insee: place for place in data.places}
    for code in sorted({*by_insee, *data.of_code}):
        own = [by_insee[code]] if code in by_insee else []
        kind = "a code of both tables" if own and data.of_code[code] else "a code of one table"
        yield Case(f"{kind}, in a column of names", {"name": code}, [*own, *data.of_code[code]])
    for inner in data.inner:
        place, name = by_insee[inner.insee], {"name": inner.name}
        former = {"insee": inner.former_insee or inner.insee}
        if inner.kind == "cedex":
            cedex = {"name": f"{postal(place.name)} CEDEX", "postal": inner.postal_code}
            yield Case("CEDEX, a number that is an INSEE code too", cedex, [place])
        elif inner.name:
            yield Case("a place inside a commune, by name", name, data.named(inner.name, place))
            yield Case("a place inside a commune, its INSEE code", name | former, [place])
        else:
            yield Case("a former INSEE code", former, [place])
    for place in data.places:
        cedex = {"name": f"{postal(place.name)} CEDEX {data.chance.randint(1, 20)}"}
        number = f"{place.department}{data.chance.randint(1, 150):03}"
        yield Case("CEDEX, a number that is an INSEE code too", cedex | {"postal": number}, [place])


def shared_codes(data: Data) -> Iterator[Case]:
    names = [other.name for other in data.elsewhere]
    for place in data.shared:
        own, code = [place], {"postal": place.postal_codes[0]}
        anyone = [*data.of_code[code["postal"]], NOBODY]
        once, person = typo(place.name, data.chance), typo(place.name, data.chance)
        yield Case("shared code, whole name", {"name": place.name} | code, own)
        yield Case("shared code, one typing error", {"name": once} | code, own)
        yield Case("shared code, two typing errors", {"name": typo(once, data.chance)} | code, own)
        others = {
            "a street or area": [f"{words} {place.name}" for words in STREETS],
            "a body": [f"{words} {place.name}" for words in BODIES],
            "words behind": [f"{place.name} {words}" for words in BEHIND],
            "a person": [f"{words} {person}" for words in PERSONS],
            "a department or region": [place.department_name, "Provence", "Région Sud", "Alpes"],
        }
        for kind, texts in others.items():
            for name in texts:
                if not data.registry.epcis_called(fold(name)):  # `Pays de Fayence` is one
                    yield Case(f"shared code, {kind}", {"name": name} | code, anyone)
        near = process.extract(place.name, names, scorer=OSA.distance, score_cutoff=1, limit=None)
        for name, errors, position in near:
            if errors and fold(name) != fold(place.name):
                meant = [place, data.elsewhere[position]]
                yield Case("shared code, a name of elsewhere like one", {"name": name} | code, meant)


def no_codes(data: Data) -> Iterator[Case]:
    for place in data.places:
        for code in (place.insee, place.postal_codes[0]):
            for text in (form.format(code) for form in NO_CODES):
                yield Case("a number that is no code", {"name": text}, [NOBODY])
                yield Case("a number that is no code, a column of codes", {"postal": text}, [NOBODY])
                cells = {"name": place.name, "postal": text}
                yield Case("a number that is no code, a whole name", cells, [place])


def sirens(data: Data) -> Iterator[Case]:
    for place in data.places:
        siren = place.siren or ""
        for number in (siren, f"{siren}00017", f"{siren[:3]} {siren[3:6]} {siren[6:]} 00017"):
            yield Case("SIREN or SIRET of a commune", {"siren": number}, [place])
            cells = {"name": f"Mairie de {place.name}", "siren": number}
            yield Case("SIREN or SIRET of a commune, its town hall", cells, [place])
        digits = "775" + "".join(data.chance.choices("0123456789", k=5))
        number = with_check_digit(digits) + "00019"
        cells = {"name": f"Les Amis de {place.name}", "siren": number}
        yield Case("SIRET of an association", {"siren": number}, [NOBODY])
        yield Case("SIRET of an association, its name", cells, [place, NOBODY])
    for other in data.elsewhere:
        if other.insee[:2].isdecimal() and other.insee[:2] != "97":
            number = with_check_digit(f"21{other.insee[:2]}0{other.insee[2:]}")
            yield Case("SIREN of a commune elsewhere", {"siren": number}, [other])
    for epci in data.registry.epcis:
        for number in (epci.siren, f"{epci.siren}00010"):
            yield Case("SIREN or SIRET of an intercommunality", {"siren": number}, [EPCI])


def agreeing_codes(data: Data) -> Iterator[Case]:
    for place in data.places:
        own, name, insee = [place], {"name": place.name}, {"insee": place.insee}
        other = data.chance.choice([one for one in data.places if one.department != place.department])
        for department in ("65", "2A", other.department):
            cells = name | insee | {"department": department}
            yield Case("name and INSEE code, another department", cells, own)
        cells = name | insee | {"postal": other.postal_codes[0]}
        yield Case("name and INSEE code, another postal code", cells, own)
        for detail in DETAILS:
            yield Case("INSEE code, a name that says more", {"name": place.name + detail} | insee, own)
        yield Case("whole name, its postal code", name | {"postal": place.postal_codes[0]}, own)
        yield Case("whole name, its department", name | {"department": place.department}, own)


def contradictions(data: Data) -> Iterator[Case]:
    for place in data.places:
        insee = {"insee": place.insee}
        others = [one for one in data.places if one.department != place.department]
        other, far = data.chance.choice(others), data.chance.choice(data.elsewhere)
        code, department = {"postal": place.postal_codes[0]}, {"department": place.department}
        for kind, beside in (("INSEE code", insee), ("postal code", code), ("department", department)):
            alike = [one for one in data.of_name[fold(other.name)] if one in data.places]
            if all(one.department != place.department for one in alike):
                kind = f"whole name, the {kind} of another"
                yield Case(kind, {"name": other.name} | beside, [place, *alike, NOBODY])
        once = typo(other.name, data.chance)
        meant = [place, other, *data.named(once, NOBODY), NOBODY]
        for kind, beside in (("INSEE code", insee), ("postal code", code)):
            yield Case(f"misspelt, the {kind} of another", {"name": once} | beside, meant)
        meant = [place, *data.of_name[fold(far.name)]]
        yield Case("a name of elsewhere, an INSEE code of here", {"name": far.name} | insee, meant)
        cells = {"name": place.name, "insee": far.insee}
        yield Case("whole name, an INSEE code of elsewhere", cells, [place, far])


def with_check_digit(digits: str) -> str:
    """Return a SIREN number: eight digits, and the last one by Luhn's rule."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(digits)]
    return digits + str(-sum(n // 10 + n % 10 for n in doubled) % 10)
