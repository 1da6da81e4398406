"""Recognises the kind of a file by its bytes: text in an encoding, a workbook, or something else."""

import codecs
import re
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from ..errors import BadInput
from ..language import N_, _

CHUNK = 1 << 20  # bytes
START = 4096  # first bytes of a file, by which its kind is recognised
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel until 2003, and any protected workbook
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_AS_CSV = N_("save it as CSV, in UTF-8 (a spreadsheet calls it “CSV UTF-8”)")
_RESAVE = N_("open it in a spreadsheet and save it as .xlsx, or as CSV")
_CONVERT = N_("give the table that it was made of, as CSV or .xlsx")
# Text files that are no tables: their beginning (after blanks and a byte order mark), their name, what to do.
_YAML = rb"(?:(?:#[^\n]*|---[ \t\r]*)\n\s*)*(?:sources|communes|programme|departments):\s"
_TEXTS = (
    (rb"%PDF", N_("a PDF document"), _CONVERT),
    (rb"\{\\rtf", N_("an RTF document"), _CONVERT),
    (rb"[\[{]\s*([\"\[{\]}]|$)", N_("JSON"), N_("open it in a spreadsheet or QGIS and save it as CSV")),
    (rb"(?i)<(!doctype html|html|head|body|table|meta)", N_("a web page (HTML)"), _RESAVE),
    (rb"<[?!a-zA-Z]", N_("XML"), _RESAVE),
    (_YAML, N_("a registry (YAML)"), ""),
)
_BINARIES = (
    (b"\x1f\x8b", N_("a compressed file (gzip)"), N_("unpack it first")),
    (b"BZh", N_("a compressed file (bzip2)"), N_("unpack it first")),
    (b"7z\xbc\xaf", N_("a compressed file (7z)"), N_("unpack it first")),
    (b"PAR1", N_("a Parquet file"), _CONVERT),
    (b"SQLite format 3", N_("a database (SQLite)"), _CONVERT),
    (b"\x89PNG", N_("a picture"), _CONVERT),
    (b"\xff\xd8\xff", N_("a picture"), _CONVERT),
)
# Encodings of one byte a letter, the likeliest first: Windows and the web, MS-DOS, Macintosh. A French letter
# in one is a sign or a letter of another language in the others.
_OF_ONE_BYTE = ("cp1252", "cp850", "mac_roman")
_WORD_BYTES = re.compile(rb"[A-Za-z\x80-\xff]+")
_ACCENTED = frozenset("àâæçéèêëîïôœùûüÿ")
_SIGNS = frozenset("’‘“”«»–—…€°\u00a0")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Text(NamedTuple):
    """The encoding of a file's text. damaged: the number of the first line with invalid UTF-8, or None."""

    encoding: str
    damaged: int | None = None

    @property
    def errors(self) -> str:
        """The error handler of `codecs` that writes invalid bytes back unchanged."""
        return "surrogatepass" if self.encoding.startswith("utf-16") else "surrogateescape"


def workbook_kind(file: BinaryIO, name: str) -> str | None:
    """Return the kind of a workbook, xlsx, xlsb, xls or ods, or None for a text file.

    Raises BadInput for any other file.
    """
    file.seek(0)
    start = file.read(START)
    if start.startswith(b"PK\x03\x04"):
        return _kind_of_zip(file, name)
    if start.startswith(_OLE):
        file.seek(0)
        protected = any(_ENCRYPTED in chunk for chunk in iter(lambda: file.read(CHUNK), b""))
        if protected:
            raise BadInput(
                _("{file} is protected by a password").format(file=name), _("save it without the password")
            )
        return "xls"
    for mark, what, remedy in _BINARIES:
        if start.startswith(mark):
            raise _no_table(name, what, remedy)
    text = start.removeprefix(codecs.BOM_UTF8).lstrip()
    for pattern, what, remedy in _TEXTS:
        if re.match(pattern, text):
            raise _no_table(name, what, remedy)
    return None


def _kind_of_zip(file: BinaryIO, name: str) -> str:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
            kind = archive.open("mimetype").read(CHUNK) if "mimetype" in names else b""
    except (BadZipFile, OSError, KeyError) as error:
        message = _("{file} is a damaged workbook, or not a workbook").format(file=name)
        raise BadInput(message, _("open it in a spreadsheet and save it again")) from error
    for part, told in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb")):
        if part in names:
            return told
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    if b"opendocument" in kind:
        raise _no_table(name, N_("an OpenDocument file, but not a spreadsheet"), _CONVERT)
    raise _no_table(name, N_("a compressed file (zip)"), N_("unpack it first"))


def _no_table(name: str, what: str, remedy: str) -> BadInput:
    message = _("{file} is {what}, not CSV or a workbook").format(file=name, what=_(what))
    return BadInput(message, *([_(remedy)] if remedy else []))


def text_of(file: BinaryIO, name: str) -> Text:
    """Return the encoding of a file's text; raise BadInput where it is not text.

    A byte order mark means UTF-16. A text with at least as many UTF-8 letters beyond ASCII as invalid bytes
    is damaged UTF-8; any other is in an encoding of one byte a letter.
    """
    file.seek(0)
    mark = file.read(3)
    if mark[:2] in _BYTE_ORDER_MARKS:
        return Text(_BYTE_ORDER_MARKS[mark[:2]])
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    letters = damaged = lines = 0
    first, sample = None, b""
    chunk = b"-"
    while chunk:
        chunk = file.read(CHUNK)
        if b"\0" in chunk:
            raise BadInput(_("{file} is not text").format(file=name), _(_AS_CSV))
        text = decoder.decode(chunk, final=not chunk)
        if not text.isascii():
            valid = text.encode("utf-8", "ignore").decode()
            lost = len(text) - len(valid)
            if lost and first is None:
                sample = chunk
                before = re.split("[\udc80-\udcff]", text, maxsplit=1)[0]
                first = lines + before.count("\n") + 1
            damaged += lost
            letters += len(valid) - len(valid.encode("ascii", "ignore"))
        lines += text.count("\n")
    if not damaged or letters >= damaged or mark == codecs.BOM_UTF8:
        return Text("utf-8", first)
    return Text(max(_OF_ONE_BYTE, key=lambda encoding: _french_letters(sample, encoding)))


def _french_letters(sample: bytes, encoding: str) -> int:
    """Return how many letters beyond ASCII are French in an encoding, minus how many are not."""
    count = 0
    for word in _WORD_BYTES.findall(sample):
        if word.isascii():
            continue
        text = word.decode(encoding, "replace")
        small = any("a" <= letter <= "z" for letter in text)
        for before, letter in pairwise("’" + text):
            if not letter.isascii() and letter not in _SIGNS:
                as_its_word = letter.islower() == small or before in _SIGNS
                count += 1 if letter.lower() in _ACCENTED and as_its_word else -1
    return count
