"""Reads YAML as nodes with line numbers, and writes YAML. The only module that imports PyYAML."""

import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import BadInput, InvalidRegistry, Problem
from ..language import _, reason
from ..search.elsewhere import Elsewhere
from .references import references
from .rules import MOST_PROBLEMS, REGISTRY, Node, join, label

LARGEST_FILE = 50_000_000  # bytes; the region's registry has 40,000, that of all France would have 25 million
# Each value begins behind one of these. Counting them is quick; reading millions of values takes minutes.
SIGNS = (b"\n", b"\r", b",", b": ", b"- ", b"? ", b"[", b"{")
MOST_SIGNS = 1_900_000  # the region's registry has 3,500, that of all communes of France would have 1,830,000
DEEPEST = 20  # levels of nesting; the region's registry has 6


def read_registry(
    file: Path, others: Mapping[str, str], elsewhere: Elsewhere, content: bytes | None = None
) -> dict[str, Any]:
    """Return what a registry's file holds, as plain values.

    others, elsewhere: see `references`; content: the bytes of the file, if they were read already.
    Raises BadInput where the file cannot be read, InvalidRegistry where it breaks a rule.
    """
    root, problems = read_yaml(_file_content(file) if content is None else content)
    if root.value is not None or not problems:
        problems += islice(REGISTRY.check(root), MOST_PROBLEMS)
        problems += islice(references(root, others, elsewhere), MOST_PROBLEMS)
    if problems:
        raise InvalidRegistry(_("{file} is not a valid registry").format(file=file), problems)
    plain: dict[str, Any] = _plain(root)
    return plain


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(value) for key, value in node.value.items()}
    return [_plain(item) for item in node.value] if isinstance(node.value, list) else node.value


def _file_content(file: Path) -> bytes:
    """Return the bytes of a file, `-` for stdin."""
    if str(file) == "-":
        return sys.stdin.buffer.read(LARGEST_FILE + 1)
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        message = _("cannot read {file}: {reason}").format(file=file, reason=reason(error))
        raise BadInput(message, _("check the name of the file and the right to read it")) from error


def read_yaml(content: bytes) -> tuple[Node, list[Problem]]:
    """Return the nodes of a file's content, and what is wrong with it as YAML.

    Tags and anchors are problems and never followed, and depth is limited, so the time that a hostile file
    takes grows only with its size.
    """
    if len(content) > LARGEST_FILE or sum(map(content.count, SIGNS)) > MOST_SIGNS:
        return _no_node(1, _("the file is far too large for a registry; check its name"))
    try:
        return _parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _no_node(line, _("this is not UTF-8 text; save the file as UTF-8"))


def _no_node(line: int, message: str) -> tuple[Node, list[Problem]]:
    return Node(None, line), [Problem(line, "", message)]


def _parse(text: str) -> tuple[Node, list[Problem]]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        problems = _unwanted(yaml.parse(text, Loader=loader))
        if problems:  # checking the rules as well would only repeat that something is missing
            return Node(None, 1), problems
        root = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        message = _("this is not YAML ({what}); check the indentation and the quotes here")
        return _no_node(mark.line + 1 if mark else 1, message.format(what=what))
    if root is None:
        return _no_node(1, _("the file is empty"))
    return _node(root, problems), problems


class MappingEntry(NamedTuple):
    """Where a commune's entry stands in the text of a registry.

    values: by key, the first character of its value and the one after its last; column: the indentation of
    its keys; inline: whether the entry is written in braces.
    """

    values: Mapping[str, tuple[int, int]]
    column: int
    inline: bool


def commune_entries(text: str) -> dict[str, MappingEntry]:
    """Return where the entries of communes stand in the text of a valid registry, by INSEE code."""
    import yaml

    root: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    communes = next(value for key, value in root.value if key.value == "communes")
    entries = {}
    for node in communes.value:
        values = {key.value: (value.start_mark.index, value.end_mark.index) for key, value in node.value}
        insee = next(value.value for key, value in node.value if key.value == "insee")
        entries[insee] = MappingEntry(values, node.value[0][0].start_mark.column, bool(node.flow_style))
    return entries


def _unwanted(events: Iterable[Any]) -> list[Problem]:
    """Return the problems of YAML that a registry must not have: anchors, aliases, tags, deep nesting…"""
    import yaml

    problems: list[Problem] = []
    depth = documents = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.NodeEvent) and (
            event.anchor or getattr(event, "tag", None) not in (None, "!")
        ):
            problems.append(Problem(line, "", _("anchors, aliases and tags (& * !) have no place here")))
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            return [*problems, Problem(line, "", _("a second document begins here; take it out"))]
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return [*problems, Problem(line, "", _("lists within lists, too deep for a registry"))]
        if len(problems) > MOST_PROBLEMS:
            break
    return problems


def _node(found: Any, problems: list[Problem]) -> Node:
    """Return a node of PyYAML as a `Node`; add each repeated key to `problems`."""
    import yaml

    line = found.start_mark.line + 1
    if isinstance(found, yaml.SequenceNode):
        return Node([_node(item, problems) for item in found.value], line)
    if isinstance(found, yaml.ScalarNode):
        quoted = bool(found.style)
        return Node(found.value if quoted else _scalar(found), line, quoted, found.value)
    entry: dict[str, Node] = {}
    twice: list[tuple[str, Node]] = []
    for key, value in found.value:
        name = _node(key, problems).text
        if name in entry:
            twice.append((name, _node(key, problems)))
        else:
            entry[name] = _node(value, problems)
    node = Node(entry, line)
    for name, key in twice[:MOST_PROBLEMS]:
        message = _("the key is there twice in this entry, first on line {line}; remove one")
        problems.append(Problem(key.line, join(label(node), name), message.format(line=entry[name].line)))
    return node


def _scalar(found: Any) -> str | int | float | bool | None:
    """Return the value of a scalar without quotes; only numbers in plain digits become numbers."""
    text: str = found.value
    kind = found.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if re.fullmatch(r"[-+]?(0|[1-9][0-9]{,17})", text):
        return int(text)
    return float(text) if re.fullmatch(r"[-+]?[0-9]{,17}\.[0-9]+", text) else text


def write_yaml(data: Any) -> str:
    """Return lists, mappings and scalars as printable YAML, with codes and dates in quotes, as text."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = '"' if text.isdigit() else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, string)
    Dumper.add_representer(date, lambda dumper, day: string(dumper, day.isoformat()))

    def dumped(*, allow_unicode: bool) -> str:
        return str(yaml.dump(data, Dumper=Dumper, allow_unicode=allow_unicode, sort_keys=False, width=10_000))

    written = dumped(allow_unicode=True)
    if written.translate({ord(sign): None for sign in "\n\u00a0\u202f"}).isprintable():
        return written
    return dumped(allow_unicode=False)  # escapes control codes, and accents too
