"""The rules between the entries of a registry, and between these and what is known of the region."""

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
    """Return the mappings of a list of the file; none where the list itself is broken."""
    for key in path:
        root = root.value.get(key, root) if isinstance(root.value, dict) else root
    items = root.value if isinstance(root.value, list) else []
    return [item for item in items if isinstance(item.value, dict)]


def _text_nodes(entry: Node, key: str) -> list[Node]:
    """Return the text under a key, or the texts of the list there; none where it is no text."""
    node = entry.value.get(key, entry)
    nodes = node.value if isinstance(node.value, list) else [node]
    return [node for node in nodes if isinstance(node.value, str)]


def references(root: Node, others: Mapping[str, str], elsewhere: Elsewhere) -> Iterator[Problem]:
    """What must hold between entries: unique keys, references that resolve, names and aliases of one's own.

    others: the names of the region's communes by INSEE code, as far as they are known; elsewhere: the
    communes outside the region. Nobody else may have their names.
    """
    keys = {"sources": "id", "departments": "code", "intercommunalities": "siren", "communes": "insee"}
    known: dict[str, dict[str, int]] = {}
    for section, key in keys.items():
        known[section] = {}
        yield from _unique(_entries(root, section), section, key, known[section])
    communes = _entries(root, "communes")
    for key in ("siren", "pvd_id"):
        yield from _unique(communes, "communes", key, {})
    for entry in communes:
        where = join("communes", label(entry))
        yield from _must_be_known(entry, "epci", where, "intercommunalities", known)
        yield from _must_be_known(entry, "department", where, "departments", known)
        yield from _department(entry, where, known["departments"])
    yield from _located(communes)
    yield from _of_facts(root, known)
    for entry in _entries(root, "departments"):
        for node in _text_nodes(entry, "prefecture"):
            if node.value not in others and node.value not in known["communes"]:
                message = _("no commune of the region has the INSEE code {insee}; correct it")
                where = join("departments", label(entry), "prefecture")
                yield Problem(node.line, where, message.format(insee=node.value))
    yield from _names(communes, others)
    yield from _aliases(communes, others, elsewhere)


def _of_facts(root: Node, known: dict[str, dict[str, int]]) -> Iterator[Problem]:
    """Check what facts of the programme and notes refer to: sources, and for notes communes."""
    for section in Programme._fields[1:]:  # all but its name
        for fact in _entries(root, "programme", section):
            for entry in (fact, *_entries(fact, "measures")):
                where = join("programme", section, label(fact))
                yield from _must_be_known(entry, "source", where, "sources", known)
    for entry in _entries(root, "notes"):
        yield from _must_be_known(entry, "source", join("notes", label(entry)), "sources", known)
        yield from _must_be_known(entry, "commune", join("notes", label(entry)), "communes", known)


def _unique(entries: list[Node], section: str, key: str, lines: dict[str, int]) -> Iterator[Problem]:
    """Note in `lines` where each entry stands first; yield those that stand twice."""
    for entry in entries:
        for node in _text_nodes(entry, key):
            if node.value in lines:
                message = _("this entry stands twice, first on line {line}; take one out")
                message = message.format(line=lines[node.value])
                yield Problem(node.line, join(section, label(entry), key), message)
            lines.setdefault(node.value, node.line)


def _department(entry: Node, where: str, departments: dict[str, int]) -> Iterator[Problem]:
    for code, node in zip(_text_nodes(entry, "insee"), _text_nodes(entry, "department"), strict=False):
        if node.value in departments and not code.value.startswith(node.value):
            message = _("the INSEE code {insee} does not begin with {code}; correct one of them")
            message = message.format(insee=code.value, code=node.value)
            yield Problem(node.line, join(where, "department"), message)


def _must_be_known(
    entry: Node, key: str, where: str, section: str, known: dict[str, dict[str, int]]
) -> Iterator[Problem]:
    for node in _text_nodes(entry, key):
        if node.value not in known[section]:
            message = _('"{value}" is not in the list {section}; correct it, or add it there')
            message = message.format(value=node.value, section=section)
            yield Problem(node.line, join(where, key), message)


def _located(communes: list[Node]) -> Iterator[Problem]:
    """Yield the communes that lie far outside the outline of their department, where there is one."""
    lines = read_lines()
    codes = {node.value for entry in communes for node in _text_nodes(entry, "department")}
    known = {code: rings(lines, code) for code in codes if len(code) == 2}
    for entry in communes:
        node = entry.value.get("location", entry)
        place = _location(node)
        outline = [ring for node in _text_nodes(entry, "department") for ring in known.get(node.value, ())]
        if not place or not outline:
            continue
        away = _away(place, outline)
        if away > FARTHEST:
            message = _("{place} is {km} km away from the commune's department; correct it")
            if _away(Location(*reversed(place)), outline) <= FARTHEST:
                message = _("latitude and longitude are exchanged; write each in the place of the other")
            message = message.format(place="{}, {}".format(*place), km=number(round(away)))
            yield Problem(node.line, join("communes", label(entry), "location"), message)


def _location(node: Node) -> Location | None:
    """Return the point that a mapping holds, None where it holds none in numbers."""
    written = node.value if isinstance(node.value, dict) else {}
    angles = [written[key].value for key in Location._fields if key in written]
    numbers = [angle for angle in angles if type(angle) in (int, float)]
    return Location(*numbers) if len(numbers) == len(Location._fields) else None


def _away(place: Location, outline: Sequence[Ring]) -> float:
    """Return how far a place is from an area, in kilometres: 0 within it, else to its nearest corner."""
    if is_inside(place, outline):
        return 0
    return min(distance(place, Location(*corner)) for ring in outline for corner in ring)


def _names(communes: list[Node], others: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the names that another commune of the department has: no two have the same there."""
    owners = {(insee[:2], _key(name)): insee for insee, name in others.items()}
    codes = Counter(insee.value for entry in communes for insee in _text_nodes(entry, "insee"))
    for entry in communes:
        for insee, node in zip(_text_nodes(entry, "insee"), _text_nodes(entry, "name"), strict=False):
            owner = owners.setdefault((insee.value[:2], _key(node.value)), insee.value)
            if owner != insee.value and codes[insee.value] == 1:  # a code that stands twice is said already
                message = _("{name} is the name of {insee}; correct the name, or the INSEE code")
                message = message.format(name=node.value, insee=owner)
                yield Problem(node.line, join("communes", label(entry), "name"), message)


def _aliases(communes: list[Node], others: Mapping[str, str], elsewhere: Elsewhere) -> Iterator[Problem]:
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
    """Return what names that are found alike have in common."""
    return "".join(core(fold(name)))
