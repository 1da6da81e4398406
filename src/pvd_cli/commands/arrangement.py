"""Arranges the rows of an answer: their order, their number, their columns."""

from collections.abc import Sequence
from typing import Any

from ..errors import BadInput
from ..language import _, plural
from ..output.answer import Answer
from ..output.cells import flattened
from ..output.views import AnswerRow
from ..registry.filters import in_order, read_sort
from ..registry.lists import read_list
from ..search.names import fold
from .values import read_value


def arranged(
    answer: Answer,
    *,
    sort: Sequence[str] | None = None,
    limit: int | None = None,
    columns: Sequence[str] | None = None,
) -> Answer:
    """Return an answer with its rows sorted, limited and reduced to some columns.

    sort: keys to sort by, `-key` for the largest first; limit: the largest number of rows; columns: the keys
    to show, in every format. sort and columns are lists as people type them; the heading of a column in the
    user's language stands for its key.
    Raises BadInput for a key that the rows do not have; it names the keys that they have.
    """
    keys = answer.keys

    def find(text: str) -> str:
        try:
            return read_value(text, keys)
        except BadInput:
            by_heading = {fold(each): f.key for f in answer.fields for each in (f.heading, f.long)}
            if fold(text) not in by_heading:
                raise
            return by_heading[fold(text)]

    rows = list(answer.rows)
    if sort:
        rows = in_order(rows, read_sort(sort, find), lambda row, key: flattened(row).get(key))
        answer = answer._replace(divided="")
    if limit and len(rows) > limit:
        more = _("{n} more; see them with --limit").format(n=len(rows) - limit)
        shown = plural("{title}: {n} shown", "{title}: {n} shown", limit)
        title = shown.format(title=answer.title, n=limit)
        answer = answer._replace(notes=[*answer.notes, more], title=title)
    answer = answer._replace(rows=rows[:limit])
    return _with_columns(answer, read_list(columns, find)) if columns else answer


def _with_columns(answer: Answer, keys: Sequence[str]) -> Answer:
    """Return an answer with only these keys, in this order."""
    fields = {field.key: field for field in answer.fields}
    chosen = [fields[key]._replace(room=0) for key in keys]
    rows = [_only(row, keys) for row in answer.rows]
    data: Any = {**answer.data, "results": rows} if answer.data else rows
    divided = answer.divided if answer.divided in keys else ""
    return answer._replace(fields=chosen, shown=(), data=data, views=(), divided=divided)


def _only(row: AnswerRow, keys: Sequence[str]) -> dict[str, Any]:
    values = flattened(row)
    return {key: values.get(key) for key in keys}
