"""The verbs, and French words for verbs and options: `pvd carte`, understood in any language."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from ..search.names import fold

MOST_LIKE = 3  # words that are suggested for an unknown one
ALIKE = 0.75  # least share of letters that a suggested word has in common with the unknown one
# All verbs, in the order of the help, each with the French words for it.
VERBS: dict[str, Sequence[str]] = {
    "search": ("chercher", "cherche", "recherche", "rechercher"),
    "show": ("fiche", "fiches", "montrer", "montre", "afficher", "affiche"),
    "list": ("liste", "lister", "listes"),
    "departments": ("départements", "département"),
    "epcis": ("intercommunalités", "intercommunalité", "epci"),
    "programme": (),
    "near": ("proximité", "proche", "proches", "près", "autour"),
    "map": ("carte", "cartes"),
    "match": ("rapprocher", "rapproche", "rapprochement"),
    "check": ("vérifier", "vérifie", "vérification", "valider"),
}
FRENCH_OPTIONS: dict[str, Sequence[str]] = {
    "--department": ("--département", "--départements", "--dept", "--dép"),
    "--epci": ("--intercommunalité", "--intercommunalités", "--interco"),
    "--cohort": ("--cohorte",),
    "--with": ("--avec",),
    "--without": ("--sans",),
    "--population": ("--habitants",),
    "--convention-since": ("--convention-depuis",),
    "--ort-since": ("--ort-depuis",),
    "--sort": ("--trier", "--tri"),
    "--column": ("--colonne",),  # of `match`, which has no --columns
    "--columns": ("--colonnes", "--colonne"),
    "--department-column": ("--colonne-département",),
    "--code-column": ("--colonne-code",),
    "--within": ("--rayon", "--distance"),
    "--limit": ("--limite", "--maximum"),
    "--highlight": ("--signaler", "--surligner"),
    "--registry": ("--registre",),
    "--output": ("--sortie",),
    "--all": ("--toutes", "--tout", "--tous"),
    "--only": ("--seulement",),
    "--add": ("--ajouter",),
    "--sheet": ("--feuille",),
    "--in-place": ("--sur-place",),
    "--no-header": ("--sans-en-tête",),
    "--review": ("--revue", "--doutes"),
    "--by": ("--par",),
    "--against": ("--comparer",),
    "--help": ("--aide",),
}
# Options that people guess, each with what they may type instead.
GUESSED_OPTIONS = {
    "--json": "-f json",
    "--csv": "-f csv",
    "--excel": "-o list.xlsx",
    "--xlsx": "-o list.xlsx",
    "--no-ort": "--without ort",
    "--without-ort": "--without ort",
    "--sans-ort": "--sans ort",
    "--with-ort": "--with ort",
    "--avec-ort": "--avec ort",
    "--without-convention": "--without convention",
    "--sans-convention": "--sans convention",
    "--min-population": "--population 10000..",
    "--population-min": "--population 10000..",
    "--max-population": "--population ..10000",
    "--population-max": "--population ..10000",
}
_FRENCH = {**VERBS, **FRENCH_OPTIONS}


def english(word: str, names: Iterable[str]) -> str:
    """Return the English name that a word stands for, in any case, with or without accents; else the word.

    names: those of verbs or options.
    """
    folded = fold(word)
    return next((name for name in names if folded in map(fold, (name, *_FRENCH.get(name, ())))), word)


def alike(word: str, names: Iterable[str]) -> list[str]:
    """Return the words most like a word, the most similar first, at most one for each name."""
    meant = {spelling: name for name in names for spelling in (name, *_FRENCH.get(name, ()))}
    found: dict[str, str] = {}
    for spelling in get_close_matches(word, meant, len(meant), ALIKE):
        found.setdefault(meant[spelling], spelling)
    return list(found.values())[:MOST_LIKE]


def in_english(words: Sequence[str], options: Iterable[str]) -> list[str]:
    """Return the words of a command line with French options replaced by English ones.

    options: those of the command. Words behind `--` are no options.
    """
    known = [option for option in options if option.startswith("--")]
    end = words.index("--") if "--" in words else len(words)
    found = []
    for word in words[:end]:
        option, equals, value = word.partition("=")
        if option.startswith("--") and option not in known:
            option = english(option, known)
        found.append(f"{option}{equals}{value}")
    return [*found, *words[end:]]
