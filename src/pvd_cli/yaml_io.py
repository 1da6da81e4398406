"""YAML in, as nodes that know their lines, and out. The only door to PyYAML."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import Any

from .errors import BadInput, InvalidRegistry, Problem
from .language import _, reason
from .rules import MOST_PROBLEMS, REGISTRY, Node, join, label, references

LARGEST = 50_000_000  # bytes; the region's registry has 40,000, the whole country's would have half of it
DEEPEST = 20  # levels of nesting; the region's registry has 6
_WORDS = {"": None, "~": None, "null": None} | dict.fromkeys(
    ("true", "yes", "on", "false", "no", "off"), True
)  # which of the two truth values does not matter: no key of a registry takes one


def read_registry(file: Path, others: dict[str, str], content: bytes | None = None) -> dict[str, Any]:
    """Return what a registry's file holds, as plain values.

    others: see `rules.references`; content: that of the file, if it was read already.
    Raises BadInput where the file cannot be read, InvalidRegistry where it breaks a rule.
    """
    root, problems = read_yaml(_content(file) if content is None else content)
    if root.value is not None or not problems:
        problems += islice(REGISTRY(root), MOST_PROBLEMS)
        problems += islice(references(root, others), MOST_PROBLEMS)
    if problems:
        raise InvalidRegistry(_("{file} is not a valid registry").format(file=file), problems)
    plain: dict[str, Any] = _plain(root)
    return plain


def _plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _plain(value) for key, value in node.value.items()}
    return [_plain(item) for item in node.value] if isinstance(node.value, list) else node.value


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        message = _("cannot read {file}: {reason}").format(file=file, reason=reason(error))
        raise BadInput(message, _("check the name of the file and the right to read it")) from error


def read_yaml(content: bytes) -> tuple[Node, list[Problem]]:
    """Return the nodes of a file's content, and what is wrong with it as YAML.

    No object is ever made from a tag, no anchor is followed, nothing recurses: a hostile file costs no
    more than its size.
    """
    if len(content) > LARGEST:
        return _nothing(1, _("the file is far too large for a registry; check its name"))
    try:
        return _parse(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return _nothing(line, _("this is not UTF-8 text; save the file as UTF-8"))


def _nothing(line: int, message: str) -> tuple[Node, list[Problem]]:
    return Node(None, line), [Problem(line, "", message)]


def _parse(text: str) -> tuple[Node, list[Problem]]:
    import yaml

    problems: list[Problem] = []
    top: list[Node] = []
    inside: list[Any] = [top]  # the lists and mappings that are open
    twice: list[tuple[int, Problem]] = []  # keys that stand twice, until their entry has a name
    keys: list[str | None] = [None]  # for each of them, the key that waits for its value
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.CollectionEndEvent):
                entry = label(Node(inside.pop(), 0))
                keys.pop()
                while twice and twice[-1][0] == len(inside):
                    _depth, problem = twice.pop()
                    problems.append(problem._replace(where=join(entry, problem.where)))
            if not isinstance(event, yaml.NodeEvent):
                continue
            assert event.start_mark
            line = event.start_mark.line + 1
            if event.anchor or getattr(event, "tag", None) not in (None, "!"):
                problems.append(Problem(line, "", _("anchors, aliases and tags (& * !) have no place here")))
            node = _node(event, line)
            if isinstance(inside[-1], list):
                inside[-1].append(node)
            elif keys[-1] is None:
                keys[-1] = node.text
                if node.text in inside[-1]:
                    first = inside[-1][node.text].line
                    message = _("the key stands twice in this entry, first on line {line}; take one out")
                    problem = Problem(line, node.text, message.format(line=first))
                    twice.append((len(inside) - 1, problem))
            else:
                inside[-1][keys[-1]] = node
                keys[-1] = None
            if isinstance(node.value, (dict, list)):
                inside.append(node.value)
                keys.append(None)
            if len(problems) > MOST_PROBLEMS:
                break
            if len(inside) > DEEPEST:
                problems.append(Problem(line, "", _("lists within lists, too deep for a registry")))
                break
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        message = _("this is not YAML ({what}); check the indentation and the quotes here")
        # What was read so far is no registry: its rules would only repeat that something is missing.
        return _nothing(mark.line + 1 if mark else 1, message.format(what=what))
    if not top and not problems:
        return _nothing(1, _("the file is empty"))
    if len(top) > 1:
        problems.append(Problem(top[1].line, "", _("a second document begins here; take it out")))
    return (top or [Node(None, 1)])[0], problems


def _node(event: Any, line: int) -> Node:
    import yaml

    if isinstance(event, yaml.MappingStartEvent):
        return Node({}, line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Node([], line)
    if not isinstance(event, yaml.ScalarEvent):
        return Node(None, line, False, "*" + event.anchor)
    text = event.value
    if event.style in ("'", '"', "|", ">"):
        return Node(text, line, True, text)
    value: Any = _WORDS.get(text.lower(), text)
    if re.fullmatch(r"[-+]?[0-9]+", text):
        value = int(text[:20])
    elif re.fullmatch(r"[-+]?[0-9]*\.[0-9]+", text):
        value = float(text)
    return Node(value, line, False, text)


def write_yaml(data: Any) -> str:
    """Return lists, mappings and scalars as YAML, codes in quotes so that they stay codes."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = '"' if text.isdigit() else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, string)
    return yaml.dump(data, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=10_000)
