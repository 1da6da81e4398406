"""Folding of French place names: two spellings of one name fold to the same words."""

import re
import unicodedata
from typing import NamedTuple

ABBREVIATIONS = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "hte": "haute",
    "htes": "hautes",
    "ch": "chateau",
    "mt": "mont",
    "pce": "provence",
}
ARTICLES = {"l", "la", "le", "les"}
LINKS = ARTICLES | {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "lez", "sous", "sur"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_MARKS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile("[a-z0-9]+")


def fold(text: str) -> str:
    """Return the words of `text` in lower case, without accents, separated by one space.

    Case, accents, ligatures, apostrophes, hyphens and other signs do not count: `L’Île-Rousse` is
    `l ile rousse`. Postal abbreviations are written out: `ST REMY` is `saint remy`, `Hte` is `haute`,
    and `ISLE S/ SORGUE`, `Isle/Sorgue` are `isle sur sorgue`. Folding twice changes nothing.
    """
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold())).translate(_LIGATURES)
    text = text.casefold()
    if "/" in text:
        text = re.sub(r"\bs\s*/\s*", " sur ", text)
        text = re.sub(r"(?<=[^\W\d_])\s*/\s*(?=[^\W\d_])", " sur ", text)
    words = _WORD.findall(text)
    if not ABBREVIATIONS.keys().isdisjoint(words):
        words = [ABBREVIATIONS.get(word, word) for word in words]
    if "s" in words:
        words = words[:1] + ["sur" if word == "s" else word for word in words[1:]]
    return " ".join(words)


def article_of(folded: str) -> str:
    """Return the article that a folded name begins with (`la` of `la seyne sur mer`), or ''."""
    first, _, rest = folded.partition(" ")
    return first if rest and first in ARTICLES else ""


def core(folded: str) -> list[str]:
    """Return the distinctive words of a folded name: all but articles and linking words.

    `l isle sur la sorgue` gives `isle`, `sorgue`. A name of articles and linking words only keeps them all.
    """
    words = folded.split()
    return [word for word in words if word not in LINKS] or words


def contracts(text: str, name: str) -> bool:
    """Return whether a text has the words of a name, some of them contracted: `Vaison-la-Rne`."""
    words, whole = list(filter(str.isalpha, core(fold(text)))), core(fold(name))
    if len(words) != len(whole) or set(words).isdisjoint(whole):
        return False
    for short, word in zip(words, whole, strict=True):
        letters = iter(word)
        if (short[0], short[-1]) != (word[0], word[-1]) or not all(letter in letters for letter in short):
            return False
    return True


class Name(NamedTuple):
    """A folded name, in the forms that are compared.

    words: its distinctive words, as `core` returns them; article: the article it begins with, or '';
    key: `words` without spaces between them; whole: `folded` without spaces.
    """

    folded: str
    words: list[str]
    article: str
    key: str
    whole: str


def parse_name(folded: str) -> Name:
    """Return the forms of a folded name.

    Linking words at its end count as distinctive: `le cannet des` is the beginning of Le Cannet-des-Maures,
    and not Le Cannet.
    """
    if " " not in folded:
        return Name(folded, [folded], "", folded, folded)
    words = core(folded)
    every = folded.split()
    last = len(every) - 1
    while last and every[last] in LINKS:
        last -= 1
    if last and last < len(every) - 1:
        words = [*words, *every[last + 1 :]]
    return Name(folded, words, article_of(folded), "".join(words), folded.replace(" ", ""))


_NASAL = "[ae][nm](?![aeimnouy])"
_TWICE = r"([^aiou])\1"
# Replaced in this order. A capital stands for a sound that no later pair may replace.
SOUNDS = [pair.split("=") for pair in (
    "y=i ph=f eaux=o eau=o aux=o au=o ou=w oi=wa ai=e ei=e qu=k q=k gue=Ge gui=Gi "
    "sch=S ch=S ce=se ci=si ge=je gi=ji c=k z=s x=s h="
).split()]  # fmt: skip


def sound(word: str) -> str:
    """Return a rough phonetic form of a folded name without spaces, by the rules of French spelling.

    `forcalkier` and `forcalquier` have the same form. SOUNDS replaces letters by sounds (`eau` by `o`) and
    drops `h`; double letters become one; a silent ending is dropped.
    """
    heard = word
    for spelling, letter in SOUNDS:
        heard = heard.replace(spelling, letter)
    heard = re.sub(_TWICE, r"\1", heard)
    return re.sub(_NASAL, "an", heard).rstrip("destx") or word
