"""The rules between the entries of a registry: unique keys, references that resolve, aliases of one's own."""

from collections.abc import Iterable, Iterator

from ..errors import Problem
from ..language import _
from ..search.names import core, fold
from .models import Programme
from .rules import Node, join, label


def _entries(root: Node, *path: str) -> list[Node]:
    """Return the mappings of a list of the file; none where the list itself is broken."""
    for key in path:
        root = root.value.get(key, root) if isinstance(root.value, dict) else root
    items = root.value if isinstance(root.value, list) else []
    return [item for item in items if isinstance(item.value, dict)]


def _texts(entry: Node, key: str) -> list[Node]:
    """Return the text under a key, or the texts of the list there; none where it is no text."""
    node = entry.value.get(key, entry)
    nodes = node.value if isinstance(node.value, list) else [node]
    return [node for node in nodes if isinstance(node.value, str)]


def references(root: Node, others: dict[str, str]) -> Iterator[Problem]:
    """What must hold between entries: unique keys, references that resolve, aliases of one's own.

    others: the region's other communes by INSEE code, whose names no alias may take.
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
        yield from _known(entry, "epci", where, "intercommunalities", known)
        yield from _known(entry, "department", where, "departments", known)
        yield from _department(entry, where, known["departments"])
    for section in Programme._fields[1:]:  # all but its name
        for fact in _entries(root, "programme", section):
            for entry in (fact, *_entries(fact, "measures")):
                where = join("programme", section, label(fact))
                yield from _known(entry, "source", where, "sources", known)
    for entry in _entries(root, "departments"):
        for node in _texts(entry, "prefecture"):
            if node.value not in others and node.value not in known["communes"]:
                message = _("no commune of the region has the INSEE code {insee}; correct it")
                where = join("departments", label(entry), "prefecture")
                yield Problem(node.line, where, message.format(insee=node.value))
    yield from _aliases(communes, [name for insee, name in others.items() if insee not in known["communes"]])


def _unique(entries: list[Node], section: str, key: str, lines: dict[str, int]) -> Iterator[Problem]:
    """Note in `lines` where each entry stands first; yield those that stand twice."""
    for entry in entries:
        for node in _texts(entry, key):
            if node.value in lines:
                message = _("this entry stands twice, first on line {line}; take one out")
                message = message.format(line=lines[node.value])
                yield Problem(node.line, join(section, label(entry), key), message)
            lines.setdefault(node.value, node.line)


def _department(entry: Node, where: str, departments: dict[str, int]) -> Iterator[Problem]:
    for code, node in zip(_texts(entry, "insee"), _texts(entry, "department"), strict=False):
        if node.value in departments and not code.value.startswith(node.value):
            message = _("the INSEE code {insee} does not begin with {code}; correct one of them")
            message = message.format(insee=code.value, code=node.value)
            yield Problem(node.line, join(where, "department"), message)


def _known(
    entry: Node, key: str, where: str, section: str, known: dict[str, dict[str, int]]
) -> Iterator[Problem]:
    for node in _texts(entry, key):
        if node.value not in known[section]:
            message = _('"{value}" is not in the list {section}; correct it, or add it there')
            message = message.format(value=node.value, section=section)
            yield Problem(node.line, join(where, key), message)


def _aliases(communes: list[Node], others: Iterable[str]) -> Iterator[Problem]:
    names = [*others, *(node.value for entry in communes for node in _texts(entry, "name"))]
    owners = {"".join(core(fold(name))): name for name in names}
    for entry in communes:
        for node in _texts(entry, "aliases"):
            key = "".join(core(fold(node.value)))
            if key in owners:
                where = join("communes", label(entry), "aliases")
                message = _("{alias} is already found by the name of {name}; take the alias out")
                yield Problem(node.line, where, message.format(alias=node.value, name=owners[key]))
            owners[key] = label(entry)
