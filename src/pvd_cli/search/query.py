"""A query, read once: its folded words, and whether it looks doubtful or unfinished."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from ..errors import BadInput
from ..language import _
from .names import ABBREVIATIONS, ARTICLES, LINKS, fold

LAST_QUERIES = 16  # that are kept: what decides a row reads its name several times
LONGEST_QUERY = 100  # letters of a query that count; the longest name of the region has 29
LETTER_CODE = r"2[ab]\d{3}"  # INSEE codes with a letter in them, those of Corsica: 2A004
# What people count: a number before it is no postal code.
_COUNTED = (
    "euros?|hab|habitants?|[aâ]mes|personnes?|gens|m[eé]nages?|foyers?|familles|logements?|emplois?|postes"
    "|salari[eé]s|agents|[eé]l[eè]ves|[eé]tudiants|enfants|lits|places|voix|votants|inscrits|[eé]lecteurs"
    "|exemplaires|visiteurs|visites|entr[eé]es|usagers|abonn[eé]s|adh[eé]rents|b[eé]n[eé]ficiaires|v[eé]hicules"
    "|voitures|ans|ann[eé]es|jours|heures|m[²³23]|km[²2]?|ha|hectares?|tonnes|kg|litres|[km]wh|kwc?|unit[eé]s"
    "|lignes|pages"
)
# A spreadsheet that takes codes for numbers writes 4200.0 for 04200.
_SPREADSHEET_CODE = r"\b(\d{4,5})\.0\b"
# Words with nothing in them that has to be looked at, as most names are.
_PLAIN_WORDS = r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:[ '’-][A-Za-zÀ-ÖØ-öø-ÿ]+)*"
_DOUBT = r"[?？⁇⁈](?!\w)|[¿~≈≠]"
_UNFINISHED = ("-", "–", "—", "...", "…")
_ABBREVIATIONS = (*ABBREVIATIONS, " s", "-s")
# A name does not end with a linking word, though `Luc, Le` ends with its article.
_LAST_LINKS = tuple(f"{sign}{link}" for sign in " -" for link in LINKS - ARTICLES)
# Bytes that Python could not read as text in the system's encoding, as it passes them on (PEP 383).
_BYTES = "[\udc80-\udcff]+"


@cache
def no_code() -> re.Pattern[str]:
    """Return the pattern of numbers that are no codes: of boxes (`BP 12`, `CS 30045`), of what is counted, of
    euros. It takes milliseconds to make, and most queries have no number."""
    return re.compile(
        r"\b(?:c\.? ?s\.?|b\.? ?p\.?|tsa) ?\d{1,5}\b"
        rf"|\b\d[\d\s.,]{{0,20}}(?![\d\s.,])(?:k?€|(?:millions? d')?(?:{_COUNTED})\b)",
        re.IGNORECASE,
    )


def check_query(query: object) -> None:
    """Raise BadInput where a query is not text, or has no letter or digit."""
    if not isinstance(query, str):
        message = _("a query is text, not {value}").format(value=repr(query)[:LONGEST_QUERY])
        raise BadInput(message, _('write it in quotes, codes too: "04209"'))
    if not any(map(str.isalnum, query)):
        raise BadInput(_("the query is empty"), _("type a name, a part of a name, or a code"))


class Query(NamedTuple):
    """A query, and what it is compared by.

    text: what was typed; folded: its folded words, without numbers that are no codes; cut: `folded` where
    `fold` wrote out the last word as an abbreviation (`St-Bonnet-en-Ch`), with that word as it was typed
    (`saint bonnet en ch`), or ''; doubtful: whether it has a sign of doubt (`?`, `~`) or a word with letters
    of two scripts; unfinished: whether it ends in a hyphen or dots behind a word (`Le Cannet-`), or in a
    linking word (`Le Cannet-des`).
    """

    text: str
    folded: str
    cut: str = ""
    doubtful: bool = False
    unfinished: bool = False


@lru_cache(LAST_QUERIES)
def read_query(text: str) -> Query:
    """Return the query that `text` is; only its first LONGEST_QUERY letters count."""
    written = text[: 4 * LONGEST_QUERY]
    plain = (written.isascii() and written.isalpha()) or re.fullmatch(_PLAIN_WORDS, written)
    if plain and not written.lower().endswith((*_ABBREVIATIONS, *_LAST_LINKS)):
        return Query(text, fold(written)[:LONGEST_QUERY])
    written = re.sub(_BYTES, _as_utf_8, written)
    if "&" in written:  # copied from a web page: `L&#39;Isle`
        from html import unescape

        written = unescape(written)
    if any(map(str.isdigit, written)):
        written = no_code().sub(" ", re.sub(_SPREADSHEET_CODE, r"\1", written))
    folded = fold(written)[:LONGEST_QUERY]
    last = written.rstrip(" .").lower()
    cut = ""
    if " " in folded and last.endswith(_ABBREVIATIONS):
        cut = fold(last + "x")[:LONGEST_QUERY].removesuffix("x")  # the added x keeps `fold` from expanding it
    doubtful = bool(re.search(_DOUBT, written)) or not (written.isascii() or _in_one_script(written))
    return Query(text, folded, cut if cut != folded else "", doubtful, _is_unfinished(written.rstrip()))


def _is_unfinished(text: str) -> bool:
    """Return whether a text ends with a hyphen or dots right behind a word, or with a linking word."""
    cut = text.endswith(_UNFINISHED) and text.rstrip("-–—.…")[-1:].isalnum()
    return cut or text.lower().endswith(_LAST_LINKS)


def _in_one_script(text: str) -> bool:
    """Return False where a word mixes Latin letters with others, as `Sisterоn` with a Cyrillic `о` does."""
    letters = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for word in re.findall(r"[^\W\d_]+", letters):
        latin = [_is_latin(letter) for letter in word if unicodedata.category(letter) in ("Ll", "Lu", "Lo")]
        if any(latin) and not all(latin):
            return False
    return True


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _as_utf_8(found: re.Match[str]) -> str:
    """Return the bytes that Python passed on unread as UTF-8 text."""
    return found[0].encode(errors="surrogateescape").decode(errors="replace")
