"""The results of a search: what a query may mean."""

from typing import TYPE_CHECKING, NamedTuple

from ..errors import NoAnswer
from ..language import _
from .models import Commune, Department, Epci, OtherCommune, Place

if TYPE_CHECKING:
    from ..search.elsewhere import Outside
    from ..search.places import InnerPlace

LIKELY = 70  # least score of a commune that a query may well mean; below, its name is only similar
MOST_NAMED = 6  # candidates that an error names


class Candidate(NamedTuple):
    """A commune of the region that a query may mean.

    score: 0 to 100; match: whether it is sure enough to act on; reason: how the query finds it, one of
    `code`; `exact` or `alias` (the official name or an alias, as written); `spelling` (the same without
    spaces or article); `prefix` (first words or letters); `part` (words from inside the name); `fuzzy` (a
    misspelt name); `place` (a place inside the commune); `cedex` (its postal code for the mail of offices).
    """

    commune: Place
    score: float
    reason: str
    match: bool = False


class SearchResult(NamedTuple):
    """Everything that a query may mean.

    candidates: communes of the region, the best first; in_region: whether one of these may be meant, and not
    only one of `elsewhere`; agrees: whether the parts of the query agree, which those of `Sisteron (83)` do
    not; elsewhere: communes outside the region with exactly that name, or with a name more like the query
    than that of the first candidate; place: the place inside the first candidate that the query names;
    epcis, department: those that the query names; nearest: the communes with the most similar names, where
    no candidate may be meant; more: the number of labelled and of other candidates beyond the limit.
    """

    query: str
    candidates: tuple[Candidate, ...] = ()
    in_region: bool = False
    agrees: bool = True
    elsewhere: "tuple[Outside, ...]" = ()
    place: "InnerPlace | None" = None
    epcis: tuple[Epci, ...] = ()
    department: Department | None = None
    nearest: tuple[Place, ...] = ()
    more: tuple[int, int] = (0, 0)

    @property
    def results(self) -> tuple[Candidate, ...]:
        """The candidates that are labelled."""
        return tuple(c for c in self.candidates if isinstance(c.commune, Commune))

    @property
    def not_labelled(self) -> tuple[Candidate, ...]:
        """The candidates without the label."""
        return tuple(
            candidate for candidate in self.candidates if isinstance(candidate.commune, OtherCommune)
        )

    @property
    def match(self) -> Candidate | None:
        """The first candidate, if it is sure enough to act on, or None."""
        first = self.candidates[:1]
        return first[0] if first and first[0].match else None

    @property
    def is_one(self) -> bool:
        """Whether the query as a whole names one thing."""
        return bool(self.match or self.epcis or (self.elsewhere and not self.candidates))

    def at_least(self, score: float) -> "SearchResult":
        """Return the result with only the candidates that have at least this score."""
        return self._replace(candidates=tuple(c for c in self.candidates if c.score >= score))

    @property
    def names_any(self) -> bool:
        """Whether the query may mean any commune or intercommunality."""
        return bool(self.candidates or self.elsewhere or self.epcis)

    @property
    def known(self) -> bool:
        """Whether the query names anything known, or at least communes that it may well mean."""
        likely = self.candidates[:1] and self.candidates[0].score >= LIKELY
        return bool(likely or self.elsewhere or self.epcis or self.department)

    def _with_insee(self) -> Place | None:
        """Return the commune whose INSEE code the query is, if other meanings of the code may be ignored."""
        own = [c.commune for c in self.candidates if c.commune.insee == self.query.strip()]
        rivals = [c for c in self.candidates if c.commune not in own and c.reason != "cedex"]
        return own[0] if own and (isinstance(own[0], Commune) or not rivals) else None

    def commune(self) -> Place:
        """Return the one commune of the region that the query means.

        The INSEE code of a labelled commune means that commune, even if it is also a postal code or a CEDEX.
        The INSEE code of another commune means that commune, even if it is also a CEDEX.
        Raises NoAnswer, with the candidates, where no commune or more than one may be meant.
        """
        if self.match:
            return self.match.commune
        coded = self._with_insee()
        if coded:
            return coded
        if self.elsewhere and self.in_region and len(self.candidates) == 1:
            return self.candidates[0].commune  # of two that may be meant, the one of the region
        likely = [c.commune for c in self.candidates if c.score >= LIKELY]
        names = [f"{place.name} ({place.department_name}, {place.insee})" for place in likely]
        if not names:
            raise NoAnswer(_("no commune of the region is called “{query}”").format(query=self.query))
        raise NoAnswer(
            _("“{query}” is not enough to tell which commune is meant").format(query=self.query),
            _("did you mean {names}?").format(names=", ".join(names[:MOST_NAMED])),
            candidates=tuple(candidate.commune.insee for candidate in self.candidates),
        )


class NamedEpcis(NamedTuple):
    """The intercommunalities that a text names. commune: the commune, if the text names one of theirs."""

    epcis: tuple[Epci, ...]
    commune: Place | None = None
