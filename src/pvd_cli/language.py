"""Translates messages into the user's language, and writes numbers and dates as that language does."""

import errno
import gettext
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

DOMAIN = "pvd"
LOCALE = Path(__file__).parent / "locale"
gettext.bindtextdomain(DOMAIN, str(LOCALE))  # for Typer's own words

_apostrophe = "'"  # in our texts, as `write_document` says
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def N_(message: str) -> str:  # noqa: N802, the name that gettext's users know
    """Mark a message for the catalogue; `_` translates it when it is shown."""
    return message


def _(message: str) -> str:
    """Return `message` in the user's language."""
    return typographic(_users_catalogue().gettext(message))


def plural(one: str, many: str, number: int) -> str:
    """Return `one` or `many`, whichever is the right form for `number`, in the user's language."""
    return typographic(_users_catalogue().ngettext(one, many, number))


def write_document(yes: bool) -> None:
    """Say whether what is made from here on is a document: a page, a picture, a workbook, Markdown.

    Texts have curly apostrophes there. Names of communes and intercommunalities stay as they are officially
    written: whoever searches a document for one, or compares a column with other data, finds it.
    """
    global _apostrophe
    _apostrophe = "’" if yes else "'"


def typographic(text: str) -> str:
    """Return a text with the apostrophes of a document if it is for one, or else as it is."""
    return text.replace("'", _apostrophe)


def straight(text: str) -> str:
    """Return a text with the apostrophes of a terminal."""
    return text.replace("’", "'")


@cache
def _users_catalogue() -> gettext.NullTranslations:
    """Return the catalogue of the language in LANGUAGE, LC_ALL, LC_MESSAGES or LANG, or that of Windows.

    It is cached, since reading the environment for each message is slow.
    """
    named = next(filter(None, map(os.environ.get, _VARIABLES)), "") or _language_of_windows()
    found = (catalogue for code in _language_codes(named) if (catalogue := _catalogue(code)))
    return next(found, gettext.NullTranslations())


def choose() -> None:
    """Begin a run of the program: read the environment again, and write no document."""
    _users_catalogue.cache_clear()
    write_document(False)


@cache
def _catalogue(code: str) -> gettext.NullTranslations | None:
    file = LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
    with suppress(OSError):  # not gettext.translation, which finds nothing where the package is a zip file
        return gettext.GNUTranslations(BytesIO(__spec__.loader.get_data(str(file))))  # type: ignore[union-attr]
    return None


def _language_of_windows() -> str:
    """Return the language of Windows, such as `fr_FR`; '' on other systems."""
    if sys.platform != "win32":
        return ""
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")


def in_french(message: str) -> str:
    """Return `message` in French, whatever the user's language."""
    return (_catalogue("fr") or gettext.NullTranslations()).gettext(message)


def _language_codes(languages: str) -> Iterator[str]:
    """Yield the codes of languages in the order in which to try them: fr_FR and fr for `fr_FR.UTF-8`."""
    for language in languages.split(":"):
        if language == "C":  # as gettext has it: the messages as they are
            return
        name = language.partition(".")[0].partition("@")[0]
        yield from (code for code in (name, name.partition("_")[0]) if code.replace("_", "").isalnum())


def language() -> str:
    """Return the code of the language in use: `fr`, or `en` where there is no catalogue."""
    # Translators: the code of the language that this catalogue translates to.
    return _("en")


def worded(texts: Mapping[str, str]) -> str:
    """Return the text in the user's language, or the French one. texts: by code of language."""
    return typographic(texts.get(language(), texts["fr"]))


def number(value: float) -> str:
    """Return `value` as the user's language writes it: 7,850 in English, 7 850 in French."""
    # Translators: how your language writes this number.
    sample = _("1,234.5")
    return f"{value:,}".translate({ord(","): sample[1], ord("."): sample[5]})


def day(value: date | str | None) -> str:
    """Return a date in words: 9 April 2021, April 2021 or 2021; a dash for None.

    value: a date, or a day, a month or a year in ISO format.
    """
    if value is None:
        return "–"
    year, *rest = str(value).split("-")
    if not rest:
        return year
    months = _("January February March April May June July August September October November December")
    month = months.split()[int(rest[0]) - 1]
    if len(rest) == 1:
        return _("{month} {year}").format(month=month, year=year)
    # Translators: the first day of a month, then any other.
    form = _("1 {month} {year}") if rest[1] == "01" else _("{day} {month} {year}")
    return form.format(day=int(rest[1]), month=month, year=year)


def short_day(value: date | None) -> str:
    """Return a date in ten characters, 09/04/2021 in French, 2021-04-09 in English; a dash for None."""
    if value is None:
        return "–"
    year, month, day = value.isoformat().split("-")
    return _("{year}-{month}-{day}").format(year=year, month=month, day=day)


def reason(error: OSError) -> str:
    """Return the reason for an OSError, in the user's language if it is a common one."""
    if "usable temporary directory" in str(error):  # tempfile's own words, under the number of ENOENT
        return _("no folder takes temporary files; set TMPDIR to one")
    words = {
        errno.ENOENT: _("there is no such file or folder"),
        errno.EACCES: _("permission denied"),
        errno.EPERM: _("permission denied"),
        errno.EISDIR: _("it is a folder"),
        errno.ENOTDIR: _("a part of its path is not a folder"),
        errno.ENOSPC: _("no space is left on the disk"),
        errno.EROFS: _("the disk cannot be written to"),
        errno.ENAMETOOLONG: _("its name is too long"),
        errno.EFBIG: _("the file would be too large"),
        errno.EBADF: _("it is closed"),
        errno.EBUSY: _("it is in use"),
    }
    return words.get(error.errno or 0) or error.strerror or str(error)
