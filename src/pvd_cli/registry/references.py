"""The rules between the entries of a registry, and between entries and other data files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..errors import Problem
from ..language import _, number
from ..search.elsewhere import Elsewhere
from ..search.names import core, fold
from .distances import distance, is_inside
from .models import Location, Programme
from .outlines import Ring, read_lines, rings
from .rules import Node, join, label

FARTHEST = 10  # km that a commune's centre may lie outside its department's outline, which leaves out islands


def _entries(root: Node, *path: str) -> list[Node]:
    """Return the mappings in the list at a path of keys; an empty list where there is no list."""
    for key in path:
        root = root.value.get(key, root) if isinstance(root.value, dict) else root
    items = root.value if isinstance(root.value, list) else []
    return [item for item in items if isinstance(item.value, dict)]


def _text_nodes(entry: Node, key: str) -> list[Node]:
    """Return the nodes of the text, or of the list of texts, under a key; others are left out."""
    node = entry.value.get(key, entry)
    nodes = node.value if isinstance(node.value, list) else [node]
    return [node for node in nodes if isinstance(node.value, str)]


def references(root: Node, others: Mapping[str, str], elsewhere: Elsewhere) -> Iterator[Problem]:
    """Yield the problems between entries: repeated keys, unknown references, names that two communes share.

    others: names of the region's communes by INSEE code, from the other data files; elsewhere: the communes
    outside the region. No name or alias may be that of another commune.
    """
    keys = {"sources": "id", "departments": "code", "intercommunalities": "siren", "communes": "insee"}
    known: dict[str, dict[str, int]] = {}
    for section, key in keys.items():
        known[section] = {}
        yield from _repeated(_entries(root, section), section, key, known[section])
    communes = _entries(root, "communes")
    for key in ("siren", "pvd_id"):
        yield from _repeated(communes, "communes", key, {})
    for entry in communes:
        where = join("communes", label(entry))
        yield from _unknown(entry, "epci", where, "intercommunalities", known)
        yield from _unknown(entry, "department", where, "departments", known)
        yield from _department_of_insee(entry, where, known["departments"])
    yield from _misplaced(communes)
    yield from _unknown_sources(root, known)
    for entry in _entries(root, "departments"):
        for node in _text_nodes(entry, "prefecture"):
            if node.value not in others and node.value not in known["communes"]:
                message = _("no commune of the region has the INSEE code {insee}; correct it")
                where = join("departments", label(entry), "prefecture")
                yield Problem(node.line, where, message.format(insee=node.value))
    yield from _repeated_names(communes, others)
    yield from _taken_aliases(communes, others, elsewhere)


def _unknown_sources(root: Node, known: dict[str, dict[str, int]]) -> Iterator[Problem]:
    """Yield the sources of facts and notes, and the communes of notes, that the registry does not have."""
    for section in Programme._fields[1:]:  # all but its name
        for fact in _entries(root, "programme", section):
            for entry in (fact, *_entries(fact, "measures")):
                where = join("programme", section, label(fact))
                yield from _unknown(entry, "source", where, "sources", known)
    for entry in _entries(root, "notes"):
        yield from _unknown(entry, "source", join("notes", label(entry)), "sources", known)
        yield from _unknown(entry, "commune", join("notes", label(entry)), "communes", known)


def _repeated(entries: list[Node], section: str, key: str, lines: dict[str, int]) -> Iterator[Problem]:
    """Yield the entries whose value under `key` an earlier entry has; add each value's line to `lines`."""
    for entry in entries:
        for node in _text_nodes(entry, key):
            if node.value in lines:
                message = _("this entry is there twice, first on line {line}; remove one")
                message = message.format(line=lines[node.value])
                yield Problem(node.line, join(section, label(entry), key), message)
            lines.setdefault(node.value, node.line)


def _department_of_insee(entry: Node, where: str, departments: dict[str, int]) -> Iterator[Problem]:
    for code, node in zip(_text_nodes(entry, "insee"), _text_nodes(entry, "department"), strict=False):
        if node.value in departments and not code.value.startswith(node.value):
            message = _("the INSEE code {insee} does not begin with {code}; correct one of them")
            message = message.format(insee=code.value, code=node.value)
            yield Problem(node.line, join(where, "department"), message)


def _unknown(
    entry: Node, key: str, where: str, section: str, known: dict[str, dict[str, int]]
) -> Iterator[Problem]:
    for node in _text_nodes(entry, key):
        if node.value not in known[section]:
            message = _('"{value}" is not in the list {section}; correct it, or add it there')
            message = message.format(value=node.value, section=section)
            yield Problem(node.line, join(where, key), message)


def _misplaced(communes: list[Node]) -> Iterator[Problem]:
    """Yield the communes that lie more than FARTHEST km outside their department, if its outline is known."""
    lines = read_lines()
    codes = {node.value for entry in communes for node in _text_nodes(entry, "department")}
    known = {code: rings(lines, code) for code in codes if len(code) == 2}
    for entry in communes:
        node = entry.value.get("location", entry)
        place = _location(node)
        outline = [ring for node in _text_nodes(entry, "department") for ring in known.get(node.value, ())]
        if not place or not outline:
            continue
        away = _km_outside(place, outline)
        if away > FARTHEST:
            message = _("{place} is {km} km away from the commune's department; correct it")
            if _km_outside(Location(*reversed(place)), outline) <= FARTHEST:
                message = _("latitude and longitude are exchanged; write each in the place of the other")
            message = message.format(place="{}, {}".format(*place), km=number(round(away)))
            yield Problem(node.line, join("communes", label(entry), "location"), message)


def _location(node: Node) -> Location | None:
    """Return the point in a mapping, or None where it does not have two numbers."""
    written = node.value if isinstance(node.value, dict) else {}
    angles = [written[key].value for key in Location._fields if key in written]
    numbers = [angle for angle in angles if type(angle) in (int, float)]
    return Location(*numbers) if len(numbers) == len(Location._fields) else None


def _km_outside(place: Location, outline: Sequence[Ring]) -> float:
    """Return the distance of a point from an area in km: 0 within it, else to its nearest corner."""
    if is_inside(place, outline):
        return 0
    return min(distance(place, Location(*corner)) for ring in outline for corner in ring)


def _repeated_names(communes: list[Node], others: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the names that another commune of the department has."""
    owners = {(insee[:2], _key(name)): insee for insee, name in others.items()}
    codes = Counter(insee.value for entry in communes for insee in _text_nodes(entry, "insee"))
    for entry in communes:
        for insee, node in zip(_text_nodes(entry, "insee"), _text_nodes(entry, "name"), strict=False):
            owner = owners.setdefault((insee.value[:2], _key(node.value)), insee.value)
            if owner != insee.value and codes[insee.value] == 1:  # a code that stands twice is said already
                message = _("{name} is the name of {insee}; correct the name, or the INSEE code")
                message = message.format(name=node.value, insee=owner)
                yield Problem(node.line, join("communes", label(entry), "name"), message)


def _taken_aliases(
    communes: list[Node], others: Mapping[str, str], elsewhere: Elsewhere
) -> Iterator[Problem]:
    names = [*others.values(), *(node.value for entry in communes for node in _text_nodes(entry, "name"))]
    owners = {_key(name): name for name in names}
    for entry in communes:
        for node in _text_nodes(entry, "aliases"):
            key = _key(node.value)
            for place in elsewhere.with_key(key):
                owners[key] = f"{place.name} ({place.insee})"
            if key in owners:
                where = join("communes", label(entry), "aliases")
                message = _("{alias} is already found by the name of {name}; take the alias out")
                yield Problem(node.line, where, message.format(alias=node.value, name=owners[key]))
            owners[key] = label(entry)


def _key(name: str) -> str:
    """Return the same text for all names that the search cannot tell apart."""
    return "".join(core(fold(name)))
