"""The fields of a row's commune that are added to the row, behind its verdict.

The catalogue translates the headings of the added columns, like `pvd_name`, and the statuses and cohorts.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..errors import BadInput
from ..language import _
from ..registry.lists import read_list
from ..registry.models import Place
from ..registry.registry import Registry
from .grid import COLUMNS
from .verdict import Verdict

_IN_VERDICT = ("insee", "name", "department", "cohort")


class Additions:
    """The fields to add to each row that is one commune."""

    def __init__(self, registry: Registry, keys: Sequence[str] = ()) -> None:
        """keys: keys of `facts_of`; one text may have several, with commas between them.

        Raises BadInput for a key that no commune has.
        """
        places: list[Place] = [*registry.communes, *(registry.others if keys else ())]
        known = {key: None for place in places[:1] + places[-1:] for key in facts_of(place)}

        def find(key: str) -> str:
            if key not in known:
                message = _("a commune has no “{key}” to add").format(key=key)
                raise BadInput(message, _("these can be added: {names}").format(names=", ".join(known)))
            return key

        self.keys = read_list(keys, find)
        self._facts = {place.insee: facts_of(place) for place in places} if self.keys else {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of the added fields, without those of the verdict."""
        return tuple(f"pvd_{key}" for key in self.keys)

    def headings(self, *, worded: bool) -> list[str]:
        """Return the headings of verdict and fields: keys, or words in the user's language if `worded`."""
        keys = [*COLUMNS, *self.columns]
        return list(map(_, keys)) if worded else keys

    def all_values(self, verdict: Verdict) -> list[Any]:
        """Return the cells that a workbook gets for a row: the verdict, then the fields.

        Lists are joined; statuses and cohorts are in the user's language.
        """
        worded = verdict._replace(status=_word(verdict.status), cohort=_word(verdict.cohort))
        values = [*worded.typed().values(), *self.values(verdict).values()]
        return ["|".join(value) if isinstance(value, (list, tuple)) else value for value in values]

    def values(self, verdict: Verdict) -> dict[str, Any]:
        """Return the fields of a row's commune by heading, None where a value is not known."""
        facts = self._facts.get(verdict.insee, {})
        return {f"pvd_{key}": facts.get(key) for key in self.keys}

    def cells(self, verdict: Verdict) -> tuple[str, ...]:
        """Return the fields of a row's commune as text."""
        return tuple(map(_value_text, self.values(verdict).values())) if self.keys else ()


def _word(text: str) -> str:
    """Return a status or a cohort in the user's language."""
    return _(text) if text else ""


def facts_of(place: Place) -> dict[str, Any]:
    """Return the data of a commune by key, without nesting: `epci` is a name, `epci_siren` its number."""
    facts: dict[str, Any] = {}
    for key, value in place._asdict().items():
        if key == "location":
            facts |= value._asdict()
        elif key == "epci" and value:
            facts |= {f"epci_{part}": text for part, text in value._asdict().items()} | {"epci": value.name}
        elif key not in _IN_VERDICT:
            facts[key] = value
    return facts


def _value_text(value: Any) -> str:
    if isinstance(value, tuple):
        return "|".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
