"""Places inside communes: localities, former communes, arrondissements, CEDEX."""

from collections.abc import Iterator
from typing import NamedTuple

CEDEX = "cedex"


class InnerPlace(NamedTuple):
    """A place inside a commune: one that postal addresses name, or a former commune.

    kind: `locality`, `associee`, `deleguee`, `former-code` (a code without a name), `arrondissement`, or
    `cedex` (a postal code for the mail of offices; only those that are also INSEE codes of the region);
    former_insee: the INSEE code that the place itself has or had, or ''; insee: the INSEE code of the commune
    that it lies in.
    """

    name: str
    kind: str
    former_insee: str
    postal_code: str
    insee: str


def read_places(text: str) -> Iterator[InnerPlace]:
    """Yield the places in the text of places.csv: a header, then the fields of `InnerPlace` on each line."""
    for line in text.splitlines()[1:]:
        yield InnerPlace(*line.split(","))
