"""Reads the parts of an .xlsx, .xlsb or .ods file within limits, and copies them unchanged."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from mmap import ACCESS_READ, mmap
from struct import unpack
from tempfile import TemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from ..errors import BadInput
from ..language import _
from .markup import elements

READ_AT_ONCE = 1 << 20  # bytes
LARGEST_PART = 150_000_000  # bytes of a part that is read, once it is unpacked
_READ = (".xml", ".rels", ".bin")  # how the names of parts end that are read
_LOCAL_HEADER = 30  # bytes before the name of a member
_ENCRYPTED, _SIZES_BEHIND = 0x1, 0x8  # flags of a member

Chunks = Callable[[], Iterator[bytes]]


class Package:
    """A zip file of parts with relations between them. Raises BadInput where it is too large or damaged."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, OSError, ValueError) as error:
            raise damaged(name) from error
        self._file = file
        self.parts = {info.filename: info for info in self._zip.infolist()}
        if len({part.lower() for part in self.parts}) < len(self._zip.infolist()):
            raise damaged(name)
        for part, info in self.parts.items():
            if info.flag_bits & _ENCRYPTED:
                raise protected(name)
            if part.lower().endswith(_READ) and info.file_size > LARGEST_PART:
                raise too_large(name)

    def read(self, part: str) -> bytes:
        """Return the content of a part. Raises BadInput where it is damaged or missing."""
        return b"".join(self.chunks(part))

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the content of a part in chunks, and never more than its declared size."""
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(READ_AT_ONCE):
                    yield chunk
        except BadInput:
            raise
        except Exception as error:  # zipfile and zlib fail on damage in many ways
            raise damaged(self.name) from error

    def unpacked(self, part: str) -> BinaryIO:
        """Return a temporary file with the content of a part."""
        file = TemporaryFile()
        try:
            for chunk in self.chunks(part):
                file.write(chunk)
            file.flush()
        except BaseException:
            file.close()
            raise
        return file

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part: by Id, the kind of the relation and the name of the other part."""
        folder, base = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self.parts:
            return {}
        found = {}
        for element in elements(self.read(relations), "Relationship"):
            kind, target = element.attributes.get("Type", ""), element.attributes.get("Target", "")
            if element.attributes.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                found[element.attributes.get("Id", "")] = (kind.rpartition("/")[2], path)
        return found

    def with_changed(self, changed: Mapping[str, Chunks]) -> BinaryIO:
        """Return a file with the package. changed: new parts by name; all others keep their bytes."""
        made = TemporaryFile()
        try:
            with ZipFile(made, "w", ZIP_DEFLATED, strict_timestamps=False) as archive:
                for info in self._zip.infolist():
                    if info.filename in changed:
                        _write_anew(archive, info, changed[info.filename]())
                    else:
                        self._copy(archive, info)
            made.seek(0)
        except BaseException:
            made.close()
            raise
        return made

    def _copy(self, archive: ZipFile, info: ZipInfo) -> None:
        """Copy the packed bytes of a member."""
        self._file.seek(info.header_offset)
        header = self._file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise damaged(self.name)
        self._file.seek(sum(unpack("<HH", header[26:30])), 1)
        like = _like(info)
        like.CRC, like.compress_size, like.file_size = info.CRC, info.compress_size, info.file_size
        stream = archive.fp
        assert stream, "the archive is open"
        like.header_offset = stream.tell()
        stream.write(like.FileHeader())
        left = info.compress_size
        while left:
            chunk = self._file.read(min(READ_AT_ONCE, left))
            if not chunk:
                raise damaged(self.name)
            stream.write(chunk)
            left -= len(chunk)
        archive.filelist.append(like)
        archive.NameToInfo[like.filename] = like
        archive.start_dir = stream.tell()


def _write_anew(archive: ZipFile, info: ZipInfo, chunks: Iterator[bytes]) -> None:
    like = _like(info)
    like.compress_type = ZIP_DEFLATED
    with archive.open(like, "w") as member:
        for chunk in chunks:
            member.write(chunk)


def _like(info: ZipInfo) -> ZipInfo:
    """Return a new entry with the name, date, rights and compression of a member."""
    like = ZipInfo(info.filename, info.date_time)
    like.compress_type, like.comment = info.compress_type, info.comment
    like.create_system, like.external_attr = info.create_system, info.external_attr
    like.internal_attr, like.flag_bits = info.internal_attr, info.flag_bits & ~_SIZES_BEHIND
    return like


def damaged(name: str) -> BadInput:
    """Return the error for a workbook that cannot be read."""
    message = _("{file} is a damaged workbook, or not a workbook").format(file=name)
    return BadInput(message, _("open it in a spreadsheet and save it again"))


def protected(name: str) -> BadInput:
    """Return the error for a workbook that is protected by a password."""
    message = _("{file} is protected by a password").format(file=name)
    return BadInput(message, _("save it without the password"))


def too_large(name: str) -> BadInput:
    """Return the error for a workbook that is too large to be read."""
    return BadInput(_("{file} is too large").format(file=name), _("save it as CSV"))


@contextmanager
def mapped(file: BinaryIO, name: str) -> Iterator[mmap]:
    """Map the file of a part into memory."""
    try:
        raw = mmap(file.fileno(), 0, access=ACCESS_READ)
    except ValueError as error:  # an empty one
        raise damaged(name) from error
    with raw:
        yield raw
