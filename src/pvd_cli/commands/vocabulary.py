"""French words for verbs and options: `pvd carte`, `--cohorte`. They are taken in any language."""

from collections.abc import Iterable, Sequence

from ..language import N_, in_french
from ..search.names import fold

# A translator gives all words that are taken, between bars.
VERB_WORDS = (
    N_("verb: search"),
    N_("verb: show"),
    N_("verb: list"),
    N_("verb: departments"),
    N_("verb: epcis"),
    N_("verb: near"),
    N_("verb: map"),
    N_("verb: match"),
    N_("verb: check"),
)
OPTION_WORDS = (
    N_("option: --department"),
    N_("option: --cohort"),
    N_("option: --with"),
    N_("option: --without"),
    N_("option: --convention-since"),
    N_("option: --ort-since"),
    N_("option: --sort"),
    N_("option: --columns"),
    N_("option: --column"),
    N_("option: --department-column"),
    N_("option: --code-column"),
    N_("option: --within"),
    N_("option: --limit"),
    N_("option: --highlight"),
    N_("option: --registry"),
    N_("option: --output"),
    N_("option: --all"),
    N_("option: --only"),
    N_("option: --add"),
    N_("option: --sheet"),
    N_("option: --in-place"),
    N_("option: --no-header"),
    N_("option: --review"),
    N_("option: --by"),
    N_("option: --scores"),
    N_("option: --against"),
    N_("option: --help"),
)


def english(kind: str, word: str, names: Iterable[str]) -> str:
    """Return which of some names a French word stands for, with accents or without; else the word as it is.

    kind: `verb` or `option`, as the catalogue has them.
    """
    for name in names:
        if fold(word) in map(fold, in_french(f"{kind}: {name}").split("|")):
            return name
    return word


def in_english(words: Sequence[str], options: Iterable[str]) -> list[str]:
    """Return the words of a command line with its French options as they are called in English.

    options: those that the command has. What stands behind `--` is no option.
    """
    known = [option for option in options if option.startswith("--")]
    end = words.index("--") if "--" in words else len(words)
    found = []
    for word in words[:end]:
        option, equals, value = word.partition("=")
        if option.startswith("--") and option not in known:
            option = english("option", option, known)
        found.append(f"{option}{equals}{value}")
    return [*found, *words[end:]]
