"""What the registry knows of a row's commune, to be added behind the verdict.

The catalogue has the French headings of what is added, `pvd_name`, and the words for statuses and cohorts.
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
    """The facts that are added to each row that is one commune, by their keys."""

    def __init__(self, registry: Registry, keys: Sequence[str] = ()) -> None:
        """keys: those of a commune, of which several may stand in one text with commas between.

        Raises BadInput for a key that no commune has.
        """
        places: list[Place] = [*registry.communes, *(registry.others if keys else ())]
        known = {key: None for place in places[:1] + places[-1:] for key in facts_of(place)}

        def find(key: str) -> str:
            if key not in known:
                message = _("a commune has no “{key}” to add").format(key=key)
                raise BadInput(message, _("what is known: {names}").format(names=", ".join(known)))
            return key

        self.keys = read_list(keys, find)
        self._facts = {place.insee: facts_of(place) for place in places} if self.keys else {}

    @property
    def columns(self) -> tuple[str, ...]:
        """The headings of what is added."""
        return tuple(f"pvd_{key}" for key in self.keys)

    def headings(self, *, worded: bool) -> list[str]:
        """Return the headings of all that is added. worded: in the user's language, not as keys."""
        keys = [*COLUMNS, *self.columns]
        return list(map(_, keys)) if worded else keys

    def all_values(self, verdict: Verdict) -> list[Any]:
        """Return all that is added to a row, the verdict first, as a workbook takes it.

        Lists are joined, words are in the reader's language.
        """
        worded = verdict._replace(status=_word(verdict.status), cohort=_word(verdict.cohort))
        values = [*worded.typed().values(), *self.values(verdict).values()]
        return ["|".join(value) if isinstance(value, (list, tuple)) else value for value in values]

    def values(self, verdict: Verdict) -> dict[str, Any]:
        """Return what is added to a row as values, None where it is not known."""
        facts = self._facts.get(verdict.insee, {})
        return {f"pvd_{key}": facts.get(key) for key in self.keys}

    def cells(self, verdict: Verdict) -> tuple[str, ...]:
        """Return what is added to a row as text."""
        return tuple(map(_value_text, self.values(verdict).values())) if self.keys else ()


def _word(text: str) -> str:
    """Return a status or a cohort in the user's language."""
    return _(text) if text else ""


def facts_of(place: Place) -> dict[str, Any]:
    """Return what is known of a commune under one key each; its EPCI is its name, `epci_siren` its number."""
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
