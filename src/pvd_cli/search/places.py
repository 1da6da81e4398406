"""Places inside communes: localities, former communes, arrondissements, CEDEX, and where they lie."""

from collections.abc import Iterator
from typing import NamedTuple

CEDEX = "cedex"


class InnerPlace(NamedTuple):
    """A place inside a commune, named in postal addresses, or a commune that has become a part of another.

    kind: `locality`, `associee`, `deleguee`, `former-code` (a code without a name), `arrondissement`, or
    `cedex` (a postal code for the mail of offices, kept where it is an INSEE code of the region too);
    former_insee: the code that it has or had of its own, or ''; insee: that of the commune it lies in.
    """

    name: str
    kind: str
    former_insee: str
    postal_code: str
    insee: str


def read_places(text: str) -> Iterator[InnerPlace]:
    """Yield the places of a file's text: a header, then lines of the fields of `InnerPlace`."""
    for line in text.splitlines()[1:]:
        yield InnerPlace(*line.split(","))
