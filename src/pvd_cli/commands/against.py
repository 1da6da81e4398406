"""pvd check --against: the differences between a list of the State and a registry."""

from collections import Counter
from pathlib import Path

from ..language import _, number, plural, worded
from ..output.answer import Answer
from ..output.fields import DIFFERENCES, fields_of
from ..output.files import keep_apart
from ..output.views import Lines
from ..registry.comparison import Comparison, Difference, compare
from ..registry.loading import load_registry
from ..registry.patch import patched, to_take_over
from ..registry.published import read_published
from ..registry.registry import Registry
from .sheet_file import opened

DIFFERENCE_KEYS = ["name", "insee", "difference", "field", "registry", "list"]


def compared(path: Path, list_file: str, format: str, output: Path | None) -> Answer:
    """Answer with the differences between a list and the registry at `path`; exit code 1 if there are any.

    As YAML the answer is the registry's file, with dates and numbers taken over from the list.
    Raises BadInput where the list cannot be read or compared.
    """
    keep_apart([path, list_file], output)
    registry = load_registry(path)
    with opened(list_file, registry) as sheet:
        found = compare(registry, read_published(registry, (record.cells for record in sheet.records())))
    code = 0 if found.alike else 1
    if format == "yaml":
        return _registry_with(registry, path, found)._replace(code=code, encoding="utf-8")
    rows = [each._asdict() for each in found.differences]
    summary = _summary(found)
    return Answer(
        rows,
        fields_of(Difference._fields),
        DIFFERENCE_KEYS,
        sentences=[summary],
        data={
            "file": str(path),
            "against": list_file,
            "programme": found.scheme.id,
            "compared": {"registry": found.communes[1], "list": found.communes[0]},
            "differences": rows,
            "warnings": found.warnings,
            "untold": found.untold,
        },
        views=[] if rows else [Lines([summary])],
        notes=[*found.warnings, *found.untold, *_known_numbers(registry, found)],
        code=code,
    )


def _summary(found: Comparison) -> str:
    """Return a sentence with the numbers of communes of both, and of the differences of each kind."""
    kinds = Counter(each.difference for each in found.differences)
    count = _("{name}: {n}")
    counts = ", ".join(count.format(name=_(DIFFERENCES[kind]), n=number(n)) for kind, n in kinds.items())
    message = _("{programme}: {n} communes of the region in the list, {m} in the registry; {differences}")
    listed, known = found.communes
    return message.format(
        programme=_(found.scheme.name), n=listed, m=known, differences=counts or _("no difference")
    )


def _known_numbers(registry: Registry, found: Comparison) -> list[str]:
    """Return the registry's notes on the fields that differ."""
    differing = {(each.insee, each.field) for each in found.differences}
    return [worded(note._asdict()) for note in registry.notes if (note.commune, note.field) in differing]


def _registry_with(registry: Registry, path: Path, found: Comparison) -> Answer:
    """Answer with the registry's file after `to_take_over`, and notes on what a person must decide."""
    taken = to_take_over(registry, found.differences)
    message = plural(
        "{n} value of the list is taken over", "{n} values of the list are taken over", len(taken)
    )
    left = [each for each in found.differences if each not in taken]
    notes = [message.format(n=number(len(taken)))]
    if left:
        names = ", ".join(f"{each.name} ({each.insee}): {_(DIFFERENCES[each.difference])}" for each in left)
        notes.append(_("for you to decide: {names}").format(names=names))
    return Answer(content=[patched(path.read_bytes(), taken)], notes=[*found.warnings, *notes])
