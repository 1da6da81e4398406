"""Reads the decisions of a person on doubtful rows, from a review whose column `decision` is filled in."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..errors import BadInput, NoAnswer
from ..language import N_, _, in_french
from ..registry.models import Place
from ..registry.registry import Registry
from ..search.elsewhere import Outside
from ..search.names import fold
from ..search.query import LETTER_CODE
from .grid import Grid, Record
from .verdict import UNKNOWN, Verdict, verdict_of

LONGEST_WRITTEN = 200  # characters of a cell in the key of a row
BESIDE = " | "  # separates the cells other than the first
_INSEE = re.compile(rf"\d{{5}}|{LETTER_CODE}", re.IGNORECASE)
_NO_COMMUNE = N_("none")
_DECISION_HEADINGS = {"text": N_("Text"), "beside": N_("Other cells"), "decision": N_("Decision")}
_EMPTY = N_("(empty)")

Key = tuple[str, str]


class _Decided(NamedTuple):
    """A decision as written in a file, and its line."""

    text: str
    line: int


def row_key(cells: Sequence[str]) -> Key:
    """Return the key of a row: its first cell that is not blank, and the others, joined by BESIDE.

    cells: those of the columns that have a role, in the order of the roles.
    """
    texts = [
        text if len(text) < LONGEST_WRITTEN else f"{text[:LONGEST_WRITTEN]}…"
        for text in map(str.strip, cells)
    ]
    first, *others = [*filter(None, texts), ""]
    return first, BESIDE.join(filter(None, others))


class Decisions:
    """The verdicts that a person has decided, by the key of a row."""

    def __init__(self, table: Grid, registry: Registry) -> None:
        """Read a review whose column `decision` is filled in, with INSEE codes, names of communes, or `none`.

        Raises BadInput where the table is no review, a decision is no commune, or one key has two decisions.
        """
        self._verdicts: dict[Key, Verdict] = {}
        found: dict[Key, _Decided] = {}
        for key, decided in _filled_in(table):
            verdict = _decided_verdict(decided, registry, table.name)
            other = found.setdefault(key, decided)
            if self._verdicts.setdefault(key, verdict) != verdict:
                message = _("{file}: “{text}” is decided twice, in lines {line} and {other}")
                lines = {"line": other.line, "other": decided.line}
                raise BadInput(message.format(file=table.name, text=key[0], **lines), _("keep one of them"))

    def of(self, cells: Sequence[str]) -> Verdict | None:
        """Return the verdict decided for a row, or None. cells: as for `row_key`."""
        return self._verdicts.get(row_key(cells))


def _filled_in(table: Grid) -> Iterator[tuple[Key, _Decided]]:
    """Yield the key and the decision of each row that has a decision."""
    records = table.records()
    places = _column_places(records, table.name)
    empty = {_EMPTY, _(_EMPTY), in_french(_EMPTY)}
    for record in records:
        text, beside, decision = (
            record.cells[place].strip() if place is not None and place < len(record.cells) else ""
            for place in places
        )
        if decision:
            yield ("" if text in empty else text, beside), _Decided(decision, record.line)


def _column_places(records: Iterator[Record], name: str) -> list[int | None]:
    """Return the columns of a review, by _DECISION_HEADINGS; read the lines down to its header."""
    words = {
        key: {fold(key), fold(text), fold(_(text)), fold(in_french(text))}
        for key, text in _DECISION_HEADINGS.items()
    }
    for record in records:
        cells = list(map(fold, record.cells))
        places = [
            next((n for n, cell in enumerate(cells) if cell in known), None) for known in words.values()
        ]
        if places[0] is not None and places[-1] is not None:
            return places
    message = _("{file} has no columns “text” and “decision”").format(file=name)
    raise BadInput(message, _("give the file that --review has written, with the decisions filled in"))


def _decided_verdict(decided: _Decided, registry: Registry, name: str) -> Verdict:
    """Return the verdict of a decision; raise BadInput where it is no commune."""
    if fold(decided.text) in {fold(word) for word in (_NO_COMMUNE, _(_NO_COMMUNE), in_french(_NO_COMMUNE))}:
        return UNKNOWN
    code = _INSEE.search(decided.text.zfill(5) if decided.text.isdigit() else decided.text)
    try:
        return verdict_of(_found(registry, code[0].upper()) if code else registry.resolve(decided.text))
    except (NoAnswer, KeyError) as error:
        message = _("{file}, line {line}: “{text}” is not a commune")
        message = message.format(file=name, line=decided.line, text=decided.text)
        raise BadInput(message, _("write an INSEE code, the name of a commune, or none")) from error


def _found(registry: Registry, insee: str) -> Place | Outside:
    """Return the commune with an INSEE code; raise KeyError if there is none."""
    return next(iter(registry.elsewhere.with_insee(insee)), None) or registry.by_insee(insee)
