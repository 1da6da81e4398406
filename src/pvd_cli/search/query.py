"""What was typed, read once: its letters, and the doubts that its signs tell."""

import re
import unicodedata
from typing import NamedTuple

from ..errors import BadInput
from ..language import _
from .names import ABBREVIATIONS, fold

LONGEST_QUERY = 100  # letters of a query that count; the longest name of the region has 29
# What people count: a number before it is no postal code.
_COUNTED = (
    "euros?|hab|habitants?|[aâ]mes|personnes?|gens|m[eé]nages?|foyers?|familles|logements?|emplois?|postes"
    "|salari[eé]s|agents|[eé]l[eè]ves|[eé]tudiants|enfants|lits|places|voix|votants|inscrits|[eé]lecteurs"
    "|exemplaires|visiteurs|visites|entr[eé]es|usagers|abonn[eé]s|adh[eé]rents|b[eé]n[eé]ficiaires|v[eé]hicules"
    "|voitures|ans|ann[eé]es|jours|heures|m[²³23]|km[²2]?|ha|hectares?|tonnes|kg|litres|[km]wh|kwc?|unit[eé]s"
    "|lignes|pages"
)
# Numbers that are no codes: of boxes (`BP 12`, `CS 30045`), of what is counted, of euros.
NO_CODE = re.compile(
    r"\b(?:c\.? ?s\.?|b\.? ?p\.?|tsa) ?\d{1,5}\b"
    rf"|\b\d[\d\s.,]{{0,20}}(?![\d\s.,])(?:k?€|(?:millions? d')?(?:{_COUNTED})\b)",
    re.IGNORECASE,
)
# A spreadsheet that takes codes for numbers writes 4200.0 for 04200.
_SPREADSHEET_CODE = re.compile(r"\b(\d{4,5})\.0\b")
_DOUBT = re.compile(r"\?(?!\w)|[¿~≈≠]")
_UNFINISHED = ("-", "–", "—", "...", "…")
_ABBREVIATIONS = tuple(ABBREVIATIONS)
# Bytes that Python could not read as text in the system's encoding, as it passes them on (PEP 383).
_BYTES = re.compile("[\udc80-\udcff]+")


def check_query(query: object) -> None:
    """Raise BadInput where what is asked is no text, or has no letter or digit."""
    if not isinstance(query, str):
        message = _("a query is text, not {value}").format(value=repr(query)[:LONGEST_QUERY])
        raise BadInput(message, _('write it in quotes, codes too: "04209"'))
    if not any(map(str.isalnum, query)):
        raise BadInput(_("the query is empty"), _("type a name, a part of a name, or a code"))


class Query(NamedTuple):
    """A query as it is compared.

    text: what was typed; folded: its words, without numbers that are no codes; cut: the same with the last
    word as it was typed, where `folded` takes that for an abbreviation (`saint bonnet en ch`), or '';
    doubtful: whether a sign says that the writer is not sure, or a word is of two scripts; unfinished:
    whether it ends as words do that are cut short (`Le Cannet-`).
    """

    text: str
    folded: str
    cut: str = ""
    doubtful: bool = False
    unfinished: bool = False


def read_query(text: str) -> Query:
    """Return what was typed as it is compared; of a very long text, only the start counts."""
    written = text[: 4 * LONGEST_QUERY]
    if written.isascii() and written.isalpha():
        return Query(text, fold(written)[:LONGEST_QUERY])
    written = _BYTES.sub(_as_utf_8, written)
    if "&" in written:  # of a page: `L&#39;Isle`
        from html import unescape

        written = unescape(written)
    if any(map(str.isdigit, written)):
        written = NO_CODE.sub(" ", _SPREADSHEET_CODE.sub(r"\1", written))
    folded = fold(written)[:LONGEST_QUERY]
    last = written.rstrip(" .").lower()
    cut = ""
    if " " in folded and last.endswith(_ABBREVIATIONS):
        cut = fold(last + "x")[:LONGEST_QUERY].removesuffix("x")  # a letter more, and it is no abbreviation
    doubtful = bool(_DOUBT.search(written)) or not (written.isascii() or _in_one_script(written))
    return Query(text, folded, cut if cut != folded else "", doubtful, _is_unfinished(written.rstrip()))


def _is_unfinished(text: str) -> bool:
    """Whether a text ends with a hyphen or dots that stand right behind a word."""
    return text.endswith(_UNFINISHED) and text.rstrip("-–—.…")[-1:].isalnum()


def _in_one_script(text: str) -> bool:
    """Whether each word has Latin letters only, or none: `Sisterоn` with a Cyrillic letter has not."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for word in re.findall(r"[^\W\d_]+", letters):
        latin = [_is_latin(letter) for letter in word if unicodedata.category(letter) in ("Ll", "Lu", "Lo")]
        if any(latin) and not all(latin):
            return False
    return True


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _as_utf_8(found: re.Match[str]) -> str:
    return found[0].encode(errors="surrogateescape").decode(errors="replace")
