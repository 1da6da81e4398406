"""French or English, as gettext chooses, and how each writes numbers and dates."""

from __future__ import annotations

import errno
import gettext
import os
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path

DOMAIN = "pvd"
LOCALE = str(Path(__file__).parent / "locale")
gettext.bindtextdomain(DOMAIN, LOCALE)  # for Typer's own words

_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


@lru_cache
def _catalogue(*environment: str | None) -> gettext.NullTranslations:
    """Return the catalogue for an environment: gettext would look for its file at every message."""
    if Path(LOCALE).is_dir():
        return gettext.translation(DOMAIN, LOCALE, fallback=True)
    # A zipped package, where gettext finds no file.
    if not next(filter(None, environment), "").startswith("fr"):
        return gettext.NullTranslations()
    file = Path(LOCALE, "fr", "LC_MESSAGES", f"{DOMAIN}.mo")
    return gettext.GNUTranslations(BytesIO(__spec__.loader.get_data(str(file))))  # type: ignore[union-attr]


def _(message: str) -> str:
    """Return `message` in the user's language (LANGUAGE, LC_ALL, LC_MESSAGES, LANG)."""
    return _catalogue(*map(os.environ.get, _VARIABLES)).gettext(message)


def plural(one: str, many: str, number: int) -> str:
    """Return `one` or `many`, as `number` asks, in the user's language."""
    return _catalogue(*map(os.environ.get, _VARIABLES)).ngettext(one, many, number)


def reason(error: OSError) -> str:
    """Return why the system refused something, in the user's language where it is a common reason."""
    words = {
        errno.ENOENT: _("there is no such file or folder"),
        errno.EACCES: _("permission denied"),
        errno.EPERM: _("permission denied"),
        errno.EISDIR: _("it is a folder"),
        errno.ENOTDIR: _("a part of its path is no folder"),
        errno.ENOSPC: _("no space is left on the disk"),
        errno.EROFS: _("the disk cannot be written to"),
        errno.ENAMETOOLONG: _("its name is too long"),
        errno.EFBIG: _("the file would be too large"),
        errno.EBADF: _("it is closed"),
    }
    return words.get(error.errno or 0) or error.strerror or str(error)


def language() -> str:
    """Return `fr` or `en`: the language of the catalogue in use."""
    # Translators: the code of the language that this catalogue translates to.
    return _("en")


def number(value: float) -> str:
    """Return `value` as people read it: 7,850 in English, 7 850 in French."""
    text = f"{value:,}"
    return text.replace(",", "\u00a0").replace(".", ",") if language() == "fr" else text


def day(value: date | str | None) -> str:
    """Return a date as people read it, 9 April 2021; a year or a month may stand alone.

    value: a date or ISO text (2021-04-09, 2021-04, 2021); None, a date not known, gives a dash.
    """
    if value is None:
        return "–"
    year, *rest = str(value).split("-")
    words = [year]
    if rest:
        words.insert(0, _MONTHS[language()].split()[int(rest[0]) - 1])
    if len(rest) > 1:
        first = language() == "fr" and rest[1] == "01"
        words.insert(0, "1er" if first else str(int(rest[1])))
    return " ".join(words)
