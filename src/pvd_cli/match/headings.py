"""Finds the headings of a sheet, and the roles that their words propose, as French offices write them."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..search.names import fold

NAME, INSEE, POSTAL, SIREN, DEPARTMENT = "name", "insee", "postal", "siren", "department"
LOST = "\ufffd"  # the character for a letter that was lost
MOST_EXTRAS = 4  # other words in a heading; a text with more is a title or a note
MOST_TITLES = 30  # lines that may be above a header
FULL = 3  # cells with words: a line with so many, and as many as the rows have, may be a header

# Words for a name of a commune, the plainest first: a column `Commune` is chosen before a column `Ville`.
NAMES = (
    {"commune", "communes", "com", "libgeo"},
    set("ville villes localite localites municipalite city town acheminement distributeur".split()),
    set("mairie mairies adresse adresses adr address lieu lieux emplacement implantation".split()),
    set("beneficiaire beneficiaires benef collectivite collectivites attributaire territoire".split()),
)
PLAIN_NAMES = 2  # of NAMES, how many stand for columns that hold nothing but communes
_WORDS_OF = {
    DEPARTMENT: set("departement departements department dep dept dpt depart dpmt".split()),
    POSTAL: set("postal postale postaux post cp cpo cpostal codpos codpost postcode zip zipcode".split()),
    SIREN: {"siren", "siret"},
    INSEE: {"insee", "cog", "codgeo", "geo", "geographique", "depcom", "citycode"},
}
# With one of these words a column holds something else, even if its heading has `commune`.
OTHERS = frozenset(
    "population pop habitants nombre nb nbre nbr total type statut nature categorie cat strate superficie "
    "surface densite altitude latitude longitude coordonnees geolocalisation url web internet email mail "
    "courriel telephone tel fax date annee montant euros taux part pourcentage epci libepci region "
    "regions reg canton cantons arrondissement bassin urbaine pays communaute intercommunalite cc liste "
    "tableau annexe petite petites demain grandes budget prix effectif effectifs presence indicateur zone "
    "zonage commentaire commentaires observations".split()
)
# Words for a person's data, which do not belong to the commune beside it: `Département de naissance`.
PERSONAL = frozenset("naissance nais demandeur".split())
# Words that say nothing of the role of a column.
_NEUTRAL = frozenset(
    "de du des la le les l d en a au aux et ou par dans n no sur code codes cod num numero id "
    "identifiant nom noms libelle libelles lib intitule principal principale actuel actuelle officiel "
    "complet complete".split()
)
# A cell of only these words and the words above is a heading too, of a column without a role.
_GENERAL = frozenset(
    "designation denomination raison sociale structure organisme etablissement association entreprise "
    "porteur projet objet site contact remarque remarques note notes rang ordre etat service".split()
).union(OTHERS, _NEUTRAL)
_OURS = set().union(*NAMES, *_WORDS_OF.values())
_PIECE = "codes?|cod|nom|libelle|lib|num|commune|com|insee|postal|departement|dept|dep|ville|cp|nais"
_NUMBER = re.compile(r"(?!\s*(?:19|20)\d\d\s*$)(?=\D*\d)[\d\s.,%€-]+")  # but for a year, `2021`
_LETTERS = re.compile(r"(?=[\W_]*[^\W\d_])\D+")  # without a digit


class Heading(NamedTuple):
    """What a heading says of its column.

    roles: those that its words propose (the cells decide between them); rank: the place in NAMES of its word
    for a commune, the last if it is a person's; extras: its other words, like `naissance` or `projet`;
    is_other: whether the column holds something else: `Canton`, `Nombre de communes`.
    """

    roles: frozenset[str] = frozenset()
    rank: int = len(NAMES)
    extras: frozenset[str] = frozenset()
    is_other: bool = False


@lru_cache(20_000)
def read(text: str) -> Heading:
    """Return what a heading says of its column."""
    words = _words(text)
    extras = words - _NEUTRAL - _OURS
    if len(extras) > MOST_EXTRAS or not OTHERS.isdisjoint(words) or re.search(r"[;\t|]", text):
        return Heading(is_other=not OTHERS.isdisjoint(words))
    rank = next((rank for rank, names in enumerate(NAMES) if not names.isdisjoint(words)), len(NAMES))
    roles = {role for role, own in _WORDS_OF.items() if not own.isdisjoint(words)}
    if rank < len(NAMES):
        roles = {NAME, *(roles or {INSEE})}  # `Commune` may be its code
    if not extras.isdisjoint(PERSONAL):
        rank = len(NAMES)
    return Heading(frozenset(roles), rank, extras) if roles else Heading()


def _words(text: str) -> frozenset[str]:
    """Return the words of a heading; words written together, CodePostal or NOMCOM, are separated."""
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text.replace(".", "").replace(LOST, "e"))
    words: set[str] = set()
    for word in fold(apart).split():
        glued = word not in _OURS and re.fullmatch(f"(?:{_PIECE})+", word)
        words.update(re.findall(_PIECE, word) if glued else [word])
    return frozenset(words)


def header_line(lines: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the first line of headings, None if no heading is known.

    A title fills less than half of the usual number of cells; a line with a number is a row. A line with as
    many cells as the rows, all without digits, is a header even if none of its headings is known. In a list
    of one column a plain heading (`Commune`) goes before a title with the same words.
    """
    filled = [sum(map(bool, map(str.strip, cells))) for cells in lines]
    counts = sorted(filter(None, filled)) or [0]
    usual = counts[len(counts) // 2]
    found = []
    for place, cells in enumerate(lines[:MOST_TITLES]):
        if filled[place] < max(min(usual, 2), usual / 2) or any(map(_NUMBER.fullmatch, cells)):
            continue
        plain = any(map(is_plain_heading, cells))
        full = filled[place] >= max(usual, FULL) and all(map(_LETTERS.fullmatch, filter(str.strip, cells)))
        if plain or full or any(read(cell).roles for cell in cells):
            found.append((usual < 2 and not plain, place))
    return min(found)[1] if found else None


def is_plain_heading(cell: str) -> bool:
    """Return whether a cell has only words that belong in headings."""
    heading, words = read(cell), _words(cell)
    if heading.roles:
        return not heading.extras
    return words <= _GENERAL and any(len(word) > 1 for word in words)


def is_second_header(cells: Sequence[str]) -> bool:
    """Return whether the line below a header has headings too: `Commune`, `CP`; `CODGEO`, `DEP`."""
    filled = [cell for cell in map(str.strip, cells) if cell]
    plain = [read(cell).roles for cell in filled if is_plain_heading(cell)]
    several = len(set(filter(None, plain))) > 1 and not any(map(_NUMBER.fullmatch, filled))
    return len(filled) > 1 and any(plain) and (several or len(plain) == len(filled))
