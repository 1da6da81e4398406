"""What a column is called in French offices: the roles that the words of a heading propose."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ..search.names import fold

NAME, INSEE, POSTAL, SIREN, DEPARTMENT = "name", "insee", "postal", "siren", "department"
LOST = "\ufffd"  # what stands for a letter that was lost
LONGEST_HEADING = 80  # characters; what is longer is a title or a note
MOST_EXTRAS = 4  # words of a heading that are not ours; a heading with more is a title
MOST_TITLES = 30  # lines that may stand above a header
FULL = 3  # cells with words from which a line that is as full as the rows is no title

# A name of a commune, the plainest word first: a column `Commune` is taken before a column `Ville`.
NAMES = (
    {"commune", "communes", "com", "libgeo"},
    {"ville", "villes", "localite", "localites", "municipalite", "municipalites", "city", "town"},
    {"acheminement", "distributeur"},
    {"mairie", "mairies"},
    {"adresse", "adresses", "adr", "address", "lieu", "lieux", "emplacement", "implantation"},
    {"beneficiaire", "beneficiaires", "benef", "collectivite", "collectivites", "attributaire", "territoire"},
)
PLAIN_NAMES = 3  # of these, those that hold nothing but communes
_WORDS_OF = {
    DEPARTMENT: set("departement departements department dep dept dpt depart dpmt".split()),
    POSTAL: set("postal postale postaux cp cpo cpostal codpos codepos postcode zip zipcode".split()),
    SIREN: {"siren", "siret"},
    INSEE: {"insee", "cog", "codgeo", "depcom", "codcom", "comcode"},
}
_CODES = {"code", "codes", "cod", "num", "numero", "id", "identifiant"}
# With one of these a heading is of something else, though `commune` stands in it.
OTHERS = frozenset(
    "population pop habitants nombre nb nbre nbr total type statut nature categorie cat strate superficie "
    "surface densite altitude latitude longitude coordonnees geolocalisation url web internet email mail "
    "courriel telephone tel fax date annee montant euros taux part pourcentage epci libepci "
    "region regions reg canton cantons arrondissement pays communaute intercommunalite cc liste tableau "
    "annexe petite petites demain grandes budget prix effectif effectifs presence indicateur zone zonage "
    "commentaire commentaires observations".split()
)
# With nothing but these and the words above, a cell is a heading too, of a column that is left alone.
_GENERAL = OTHERS | frozenset(
    "designation denomination raison sociale structure organisme etablissement association entreprise "
    "porteur projet objet site contact remarque remarques note notes rang ordre etat service".split()
)
# What is a person's, not the commune's in the column beside it: `Département de naissance`.
PERSONAL = frozenset("naissance demandeur".split())
# What says nothing of which commune is meant.
_LINKS = frozenset("de du des la le les l d en a au aux et ou par dans n no sur".split())
_NEUTRAL = _LINKS.union(
    _CODES,
    "nom noms libelle libelles lib intitule principal principale actuel actuelle officiel complet complete "
    "geo geographique".split(),
)
_NUMBER = re.compile(r"(?!\s*(?:19|20)\d\d\s*$)(?=\D*\d)[\d\s.,%€-]+")  # but for a year, `2021`
_LETTERS = re.compile(r"(?=[\W_]*[^\W\d_])\D+")  # without a digit
_OURS = set().union(*NAMES, *_WORDS_OF.values())
_PIECE = "codes?|cod|nom|libelle|lib|num|commune|com|insee|postal|departement|dept|dep|ville|cp|localite"
_GLUED = re.compile(f"(?:{_PIECE})+")


class Heading(NamedTuple):
    """What a heading says.

    roles: those that its words propose, of which the cells choose; rank: how plainly it says commune, 0 the
    plainest; extras: its other words, which say whose: `de naissance`.
    """

    roles: frozenset[str] = frozenset()
    rank: int = len(NAMES)
    extras: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether it proposes a role."""
        return bool(self.roles)


NO_HEADING = Heading()


@lru_cache(20_000)
def read(text: str) -> Heading:
    """Return what a heading says of its column; NO_HEADING where it proposes no role."""
    if len(text) > LONGEST_HEADING or re.search(r"[;\t|]|\d{4}", text):
        return NO_HEADING
    words = set(_words(text))
    extras = words - _NEUTRAL - _OURS
    if len(extras) > MOST_EXTRAS or not OTHERS.isdisjoint(words):
        return NO_HEADING
    rank = next((rank for rank, names in enumerate(NAMES) if not names.isdisjoint(words)), len(NAMES))
    roles = {role for role, own in _WORDS_OF.items() if not own.isdisjoint(words)}
    if rank < len(NAMES):
        roles |= {NAME, INSEE}  # `Commune` may be its code
    elif _CODES & words and {"geo", "geographique"} & words:
        roles.add(INSEE)
    return Heading(frozenset(roles), rank, frozenset(extras)) if roles else NO_HEADING


def heads_another(text: str) -> bool:
    """Whether a heading says that its column holds something else than communes: `Canton`, `EPCI`."""
    return len(text) <= LONGEST_HEADING and not OTHERS.isdisjoint(_words(text))


def _words(text: str) -> list[str]:
    """Return the words of a heading, those that are written as one apart: CodePostal, NOMCOM."""
    apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", text.replace(".", "").replace(LOST, "e"))
    words: list[str] = []
    for word in fold(apart).split():
        known = word in _OURS or not _GLUED.fullmatch(word)
        words += [word] if known else re.findall(_PIECE, word)
    return words


def head_line(lines: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the first line that heads columns, None if no heading is known.

    Titles stand in one cell, or few: only lines that are about as full as the others are looked at. One with
    a number is a row (`Sisteron;Commune;10`), and so are those below a full line of words that are not known.
    In a list of one column a plain heading (`Commune`) goes before a title that reads like one.
    """
    filled = [sum(map(bool, map(str.strip, cells))) for cells in lines]
    counts = sorted(filter(None, filled)) or [0]
    usual = counts[len(counts) // 2]
    least = max(2 if usual >= 2 else 1, usual / 2)
    found = []
    for place, cells in enumerate(lines[:MOST_TITLES]):
        if filled[place] < least or any(map(_NUMBER.fullmatch, cells)):
            continue
        if any(plainly_heads(cell) or read(cell) for cell in cells):
            plain = usual >= 2 or any(map(plainly_heads, cells))
            found.append((not plain, place))
        elif filled[place] >= max(usual, FULL) and all(map(_LETTERS.fullmatch, filter(str.strip, cells))):
            found.append((False, place))
    return min(found)[1] if found else None


def plainly_heads(cell: str) -> bool:
    """Whether all words of a cell are those of headings."""
    heading = read(cell)
    if heading:
        return not heading.extras
    words = set(_words(cell)) if len(cell) <= LONGEST_HEADING else set()
    return words <= _GENERAL | _NEUTRAL and not words <= _LINKS


def heads_too(cells: Sequence[str]) -> bool:
    """Whether the line below a header is one too: `Commune`, `CP` below `Bénéficiaire`; `CODGEO`, `DEP`."""
    filled = [cell for cell in map(str.strip, cells) if cell]
    plain = [read(cell).roles for cell in filled if plainly_heads(cell)]
    if len(filled) < 2 or not any(plain):
        return False
    several = len(set(filter(None, plain))) > 1
    return len(plain) == len(filled) or (several and not any(map(_NUMBER.fullmatch, filled)))
