"""Loads a `Registry` from its data files, or raises one error that lists every problem."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from .data import GAZETTEER_FILE, REGISTRY_FILE, data_file, read_data, read_text
from .models import Commune, Department, Epci, Location, Note, OtherCommune, Place, Region, Source, frozen
from .registry import Registry

if TYPE_CHECKING:
    from ..search.spelling import Spellings

_NOT_KNOWN = dict.fromkeys(Commune._fields)
OtherRow = tuple[Any, ...]  # the values of an OtherCommune, but its EPCI as a SIREN and its dates as text


def load_registry(path: str | os.PathLike[str] | None = None) -> Registry:
    """Return the registry in the file at `path`, or our own, which is cached, if `path` is None.

    Raises BadInput where the file cannot be read, InvalidRegistry where it breaks a rule.
    """
    if path is None:
        return _own_registry()
    return _from_yaml(Path(path))


@cache
def _own_registry() -> Registry:
    """Return our own registry, from the snapshot module if there is one, else from YAML.

    The build of a wheel writes the snapshot, which loads ten times faster. A snapshot that was made from
    other data files than those beside it is ignored.
    """
    try:
        from ..snapshot import CRC, REGISTRY  # type: ignore[import-not-found]
    except ImportError:
        return _from_yaml(data_file(REGISTRY_FILE))
    if _data_checksum() != CRC:
        return _from_yaml(data_file(REGISTRY_FILE))
    return _build(REGISTRY, _stored_others, _stored_spellings)


def _stored_others() -> Sequence[OtherRow]:
    from ..snapshot_others import OTHERS  # type: ignore[import-not-found]

    others: Sequence[OtherRow] = OTHERS
    return others


def _stored_spellings() -> "Spellings":
    from ..search.spelling import Spellings
    from ..snapshot_spellings import FORMS, WORDS  # type: ignore[import-not-found]

    return Spellings(FORMS, WORDS)


def snapshots() -> dict[str, str]:
    """Return the source text of the snapshot modules by file name, for the build of the wheel.

    They hold all data as constants. Communes without the label and spellings, which most commands never need,
    are in modules of their own.
    """
    plain = _read(data_file(REGISTRY_FILE))
    others = tuple(_gazetteer(plain))
    from ..search.spelling import spell

    forms, words = spell(_build(plain, lambda: others).places)
    modules: dict[str, dict[str, Any]] = {
        "snapshot.py": {"CRC": _data_checksum(), "REGISTRY": plain},
        "snapshot_others.py": {"OTHERS": others},
        "snapshot_spellings.py": {
            "FORMS": {key: tuple(value) for key, value in forms.items()},
            "WORDS": {word: tuple(sorted(numbers)) for word, numbers in words.items()},
        },
    }
    return {
        name: "".join(f"{constant} = {value!r}\n" for constant, value in constants.items())
        for name, constants in modules.items()
    }


def _data_checksum() -> int:
    return crc32(read_data(GAZETTEER_FILE), crc32(read_data(REGISTRY_FILE)))


def _from_yaml(file: Path) -> Registry:
    plain = _read(file)
    ours = file == data_file(REGISTRY_FILE)
    return _build(plain, partial(_others_of, plain, ours=ours))


def _others_of(registry: Mapping[str, Any], *, ours: bool) -> Sequence[OtherRow]:
    return [*_gazetteer(registry), *([] if ours else _not_labelled_by(registry))]


def _not_labelled_by(registry: Mapping[str, Any]) -> Iterator[OtherRow]:
    """Yield the communes that our own registry labels and this one does not."""
    labelled = {commune["insee"] for commune in registry["communes"]}
    for commune in _own_registry().communes:
        if commune.insee not in labelled:
            signed = str(commune.ort_signed) if commune.ort_signed else None
            made = {"epci": commune.epci.siren, "acv_signed": None, "ort_signed": signed}
            yield _other_row({**commune._asdict(), **made})


def _read(file: Path) -> dict[str, Any]:
    from ..search.elsewhere import Elsewhere
    from .yaml_io import read_registry

    ours = file == data_file(REGISTRY_FILE)
    others = dict(_names_of_others())
    others |= {} if ours else {commune.insee: commune.name for commune in _own_registry().communes}
    elsewhere = Elsewhere(read_text)
    return read_registry(file, others, elsewhere, read_data(REGISTRY_FILE) if ours else None)


@cache
def _names_of_others() -> Mapping[str, str]:
    """Return the names of the communes of the gazetteer by their INSEE codes."""
    return {insee: name for insee, name, *_rest in _gazetteer({})}


def _gazetteer(registry: Mapping[str, Any]) -> Iterator[OtherRow]:
    """Yield the communes of the gazetteer that a registry does not label."""
    import csv

    labelled = {commune["insee"] for commune in registry.get("communes", ())}
    names = {department["code"]: department["name"] for department in registry.get("departments", ())}
    for row in csv.DictReader(read_data(GAZETTEER_FILE).decode().splitlines()):
        if row["insee"] not in labelled:
            made = {
                "department_name": names.get(row["department"], row["department"]),
                "population": int(row["population"]),
                "postal_codes": tuple(row["postal_codes"].split("|")),
                "location": (float(row["latitude"]), float(row["longitude"])),
                "acv_signed": row["acv_signed"] or None,
                "ort_signed": row["ort_signed"] or None,
            }
            yield _other_row({**row, **made})


def _other_row(values: Mapping[str, Any]) -> OtherRow:
    return tuple(values[key] for key in OtherCommune._fields)


def _places(
    communes: Sequence[Commune], others: Callable[[], Sequence[OtherRow]], epcis: Mapping[str, Epci]
) -> tuple[Place, ...]:
    # A search makes 881 of these to find one commune, so this calls no function for each.
    others_made = [
        OtherCommune(
            insee, name, department, in_words, epcis.get(epci), siren, population, codes, Location(*centre),
            acv_signed and date.fromisoformat(acv_signed), ort_signed and date.fromisoformat(ort_signed),
        )
        for insee, name, department, in_words, epci, siren, population, codes, centre, acv_signed, ort_signed
        in others()
    ]  # fmt: skip
    return (*communes, *others_made)


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _build(
    plain: Mapping[str, Any],
    others: Callable[[], Sequence[OtherRow]],
    spellings: "Callable[[], Spellings] | None" = None,
) -> Registry:
    """Return the registry of plain values, which must be valid. It has no lambda, so it can be pickled.

    others: returns the rows of the communes without the label; spellings: returns the stored spellings.
    """
    departments = [Department(**_tuples(entry)) for entry in plain["departments"]]
    names = {department.code: department.name for department in departments}
    entries = plain["intercommunalities"]
    epcis = {entry["siren"]: Epci(entry["siren"], entry["name"], entry["type"]) for entry in entries}
    communes = [_commune(entry, names, epcis) for entry in plain["communes"]]
    return Registry(
        communes=communes,
        places=partial(_places, communes, others, epcis),
        departments=departments,
        epcis=epcis.values(),
        epci_aliases={entry["siren"]: entry.get("aliases", ()) for entry in entries},
        programme=plain["programme"],
        sources=[Source(**frozen(entry)) for entry in plain["sources"]],
        region=Region(**frozen(plain.get("region", {"name": ""}))),
        notes=[Note(**entry) for entry in plain.get("notes", ())],
        spellings=spellings,
    )


def _commune(entry: Mapping[str, Any], departments: Mapping[str, str], epcis: Mapping[str, Epci]) -> Commune:
    place = entry["location"]
    made = {
        "postal_codes": tuple(entry["postal_codes"]),
        "aliases": tuple(entry.get("aliases", ())),
        "department_name": departments[entry["department"]],
        "epci": epcis[entry["epci"]],
        "location": Location(float(place["latitude"]), float(place["longitude"])),
        "convention_signed": _date(entry.get("convention_signed")),
        "ort_signed": _date(entry.get("ort_signed")),
    }
    return Commune(**{**_NOT_KNOWN, **entry, **made})


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry with its lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
