"""Folding of French place names: two spellings of one name fold to the same words."""

from __future__ import annotations

import re
import unicodedata

_ABBREVIATIONS = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "hte": "haute",
    "htes": "hautes",
    "ch": "chateau",
    "mt": "mont",
}
_ARTICLES = {"l", "la", "le", "les"}
_LINKS = _ARTICLES | {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "lez", "sous", "sur"}
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_OVER = re.compile(r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])")
_S_OVER = re.compile(r"\bs\s*/\s*")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def fold(text: str) -> str:
    """Return the words of `text` in lower case, without accents, separated by one space.

    Case, accents, ligatures, apostrophes, hyphens and other signs do not count: `L’Île-Rousse` is
    `l ile rousse`. Postal abbreviations are written out: `ST REMY` is `saint remy`, `Hte` is `haute`,
    and `ISLE S/ SORGUE`, `Isle/Sorgue` are `isle sur sorgue`. Folding twice changes nothing.
    """
    text = text.casefold().translate(_LETTERS)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
        text = "".join(c for c in text if not unicodedata.combining(c))
    if "/" in text:
        text = _OVER.sub(" sur ", _S_OVER.sub(" sur ", text))
    words = _NOT_WORD.sub(" ", text).split()
    return " ".join(
        [
            "sur" if word == "s" and place else _ABBREVIATIONS.get(word, word)
            for place, word in enumerate(words)
        ]
    )


def article(folded: str) -> str:
    """Return the article that a folded name begins with (`la` of `la seyne sur mer`), or ''."""
    first, _, rest = folded.partition(" ")
    return first if rest and first in _ARTICLES else ""


def core(folded: str) -> list[str]:
    """Return the words of a folded name that tell it apart: no article, no linking word.

    `l isle sur la sorgue` gives `isle`, `sorgue`. A name of such words only is returned whole.
    """
    words = folded.split()
    return [word for word in words if word not in _LINKS] or words
