"""Finds the roles that the words of a heading propose, as French offices write headings."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..search.names import fold

NAME, INSEE, POSTAL, SIREN, DEPARTMENT = "name", "insee", "postal", "siren", "department"
LOST = "\ufffd"  # the character for a letter that was lost
LONGEST_HEADING = 80  # characters; a longer text is a title or a note
MOST_EXTRAS = 4  # other words in a heading; a text with more is a title
MOST_TITLES = 30  # lines that may be above a header
FULL = 3  # cells with words: a line with so many, and as many as the rows have, may be a header

# Words for a name of a commune, the plainest first: a column `Commune` is chosen before a column `Ville`.
NAMES = (
    {"commune", "communes", "com", "libgeo"},
    {"ville", "villes", "localite", "localites", "municipalite", "municipalites", "city", "town"},
    {"acheminement", "distributeur"},
    {"mairie", "mairies"},
    {"adresse", "adresses", "adr", "address", "lieu", "lieux", "emplacement", "implantation"},
    {"beneficiaire", "beneficiaires", "benef", "collectivite", "collectivites", "attributaire", "territoire"},
)
PLAIN_NAMES = 3  # of NAMES, how many stand for columns that hold nothing but communes
_WORDS_OF = {
    DEPARTMENT: set("departement departements department dep dept dpt depart dpmt".split()),
    POSTAL: set("postal postale postaux post cp cpo cpostal codpos codpost postcode zip zipcode".split()),
    SIREN: {"siren", "siret"},
    INSEE: {"insee", "cog", "codgeo", "depcom", "codcom", "comcode", "citycode"},
}
_CODES = {"code", "codes", "cod", "num", "numero", "id", "identifiant"}
# With one of these words a column holds something else, even if its heading has `commune`.
OTHERS = frozenset(
    "population pop habitants nombre nb nbre nbr total type statut nature categorie cat strate superficie "
    "surface densite altitude latitude longitude coordonnees geolocalisation url web internet email mail "
    "courriel telephone tel fax date annee montant euros taux part pourcentage epci libepci "
    "region regions reg canton cantons arrondissement pays communaute intercommunalite cc liste tableau "
    "annexe petite petites demain grandes budget prix effectif effectifs presence indicateur zone zonage "
    "commentaire commentaires observations".split()
)
# A cell of only these words and the words above is a heading too, of a column without a role.
_GENERAL = OTHERS | frozenset(
    "designation denomination raison sociale structure organisme etablissement association entreprise "
    "porteur projet objet site contact remarque remarques note notes rang ordre etat service".split()
)
# Words for a person's data, which do not belong to the commune beside it: `Département de naissance`.
PERSONAL = frozenset("naissance demandeur".split())
# Words without a meaning for the role of a column.
_LINKS = frozenset("de du des la le les l d en a au aux et ou par dans n no sur".split())
_NEUTRAL = _LINKS.union(
    _CODES,
    "nom noms libelle libelles lib intitule principal principale actuel actuelle officiel complet complete "
    "geo geographique".split(),
)
_NUMBER = re.compile(r"(?!\s*(?:19|20)\d\d\s*$)(?=\D*\d)[\d\s.,%€-]+")  # but for a year, `2021`
_YEAR = re.compile(r"(?:19|20)\d\d")
_LETTERS = re.compile(r"(?=[\W_]*[^\W\d_])\D+")  # without a digit
_OURS = set().union(*NAMES, *_WORDS_OF.values())
_PIECE = "codes?|cod|nom|libelle|lib|num|commune|com|insee|postal|departement|dept|dep|ville|cp|localite"
_GLUED = f"(?:{_PIECE})+"


class Heading(NamedTuple):
    """What a heading says of its column.

    roles: those that its words propose (the cells decide between them); rank: the place in NAMES of its word
    for a commune, 0 the plainest; extras: its other words, like `naissance` or `demandeur`.
    """

    roles: frozenset[str] = frozenset()
    rank: int = len(NAMES)
    extras: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Return whether the heading proposes a role."""
        return bool(self.roles)


NO_HEADING = Heading()


@lru_cache(20_000)
def read(text: str) -> Heading:
    """Return what a heading says of its column; NO_HEADING if it proposes no role."""
    if len(text) > LONGEST_HEADING or re.search(r"[;\t|]", text):
        return NO_HEADING
    words = {word for word in _words(text) if not _YEAR.fullmatch(word)}
    extras = words - _NEUTRAL - _OURS
    if len(extras) > MOST_EXTRAS or not OTHERS.isdisjoint(words) or re.search(r"\d{4}", " ".join(words)):
        return NO_HEADING
    rank = next((rank for rank, names in enumerate(NAMES) if not names.isdisjoint(words)), len(NAMES))
    roles = _roles_named(words, rank)
    return Heading(frozenset(roles), rank, frozenset(extras)) if roles else NO_HEADING


def _roles_named(words: set[str], rank: int) -> set[str]:
    """Return the roles that the words of a heading name. rank: that of its word for communes, in NAMES."""
    roles = {role for role, own in _WORDS_OF.items() if not own.isdisjoint(words)}
    if rank < len(NAMES):
        return roles | {NAME, INSEE}  # `Commune` may be its code
    return roles | {INSEE} if _CODES & words and {"geo", "geographique"} & words else roles


def names_other_content(text: str) -> bool:
    """Return whether a heading says that its column holds something else than communes: `Canton`, `EPCI`."""
    return len(text) <= LONGEST_HEADING and not OTHERS.isdisjoint(_words(text))


def _words(text: str) -> list[str]:
    """Return the words of a heading; words written together, CodePostal or NOMCOM, are separated."""
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text.replace(".", "").replace(LOST, "e"))
    words: list[str] = []
    for word in fold(apart).split():
        known = word in _OURS or not re.fullmatch(_GLUED, word)
        words += [word] if known else re.findall(_PIECE, word)
    return words


def header_line(lines: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the first line of headings, None if no heading is known.

    A title fills only few cells, so lines with less than half the usual number of cells are left out. A line
    with a number is a row (`Sisteron;Commune;10`). A line with as many cells as the rows, all of them words
    without digits, is a header even if none of its headings is known. In a list of one column a plain heading
    (`Commune`) is preferred to a title with the same words.
    """
    filled = [sum(map(bool, map(str.strip, cells))) for cells in lines]
    counts = sorted(filter(None, filled)) or [0]
    usual = counts[len(counts) // 2]
    least = max(2 if usual >= 2 else 1, usual / 2)
    found = []
    for place, cells in enumerate(lines[:MOST_TITLES]):
        if filled[place] < least or any(map(_NUMBER.fullmatch, cells)):
            continue
        if any(is_plain_heading(cell) or read(cell) for cell in cells):
            plain = usual >= 2 or any(map(is_plain_heading, cells))
            found.append((not plain, place))
        elif filled[place] >= max(usual, FULL) and all(map(_LETTERS.fullmatch, filter(str.strip, cells))):
            found.append((False, place))
    return min(found)[1] if found else None


def is_plain_heading(cell: str) -> bool:
    """Return whether a cell has only words that belong in headings."""
    heading = read(cell)
    if heading:
        return not heading.extras
    words = set(_words(cell)) if len(cell) <= LONGEST_HEADING else set()
    return words <= _GENERAL | _NEUTRAL and not words <= _LINKS


def is_second_header(cells: Sequence[str]) -> bool:
    """Return whether the line below a header has headings too: `Commune`, `CP`; `CODGEO`, `DEP`."""
    filled = [cell for cell in map(str.strip, cells) if cell]
    plain = [read(cell).roles for cell in filled if is_plain_heading(cell)]
    if len(filled) < 2 or not any(plain):
        return False
    several = len(set(filter(None, plain))) > 1
    return len(plain) == len(filled) or (several and not any(map(_NUMBER.fullmatch, filled)))
