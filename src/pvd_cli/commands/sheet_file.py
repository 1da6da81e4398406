"""The file that a verb reads a sheet from: CSV or a workbook, by name or from stdin."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from errno import EBADF
from pathlib import Path
from typing import BinaryIO

from ..errors import BadInput
from ..language import _, reason
from ..match.content import workbook_kind
from ..match.grid import Grid
from ..match.sheet import Sheet
from ..registry.registry import Registry


@contextmanager
def opened(file: str, registry: Registry) -> Iterator[Grid]:
    """Give the sheet that a file holds, and close the file in the end; `-` is stdin.

    Raises BadInput for a file that cannot be read, or that is no table.
    """
    with seekable(file) as stream:
        yield read_sheet(stream, file, None, registry)


def seekable(file: str) -> BinaryIO:
    """Open a file to read it more than once: what comes from stdin or a pipe is kept on disk.

    Raises BadInput for a file that cannot be read, or for which the disk has no room.
    """
    try:
        if file == "-" and sys.stdin is None:
            raise OSError(EBADF, os.strerror(EBADF))
        stream = sys.stdin.buffer if file == "-" else Path(file).open("rb")
        if file != "-" and stream.seekable():
            return stream
    except OSError as error:
        message = _("cannot read {file}: {reason}").format(file=file, reason=reason(error))
        raise BadInput(message, _("check the name of the file and the right to read it")) from error
    from shutil import copyfileobj
    from tempfile import TemporaryFile

    try:
        with stream, ExitStack() as held:
            kept = held.enter_context(TemporaryFile())
            copyfileobj(stream, kept)
            held.pop_all()
        return kept
    except OSError as error:
        message = _("cannot keep what comes from {file} on disk: {reason}")
        message = message.format(file=file, reason=reason(error))
        raise BadInput(message, _("write it into a file first, or name a folder for it in TMPDIR")) from error


def read_sheet(stream: BinaryIO, file: str, sheet: str | None, registry: Registry) -> Grid:
    """Return the sheet of an open file: CSV, or the named sheet of a workbook, or the one with most communes.

    Raises BadInput for a file that is no table, a sheet that is not there, a sheet named for a CSV file.
    """
    try:
        kind = workbook_kind(stream, file)
    except BadInput as error:
        if not error.hints:  # a registry
            command = f"pvd check {file}"
            error.hints = (
                _("to validate it: {command}; to match with it: --registry").format(command=command),
            )
        raise
    if kind:
        from ..match.workbook import open_sheet

        return open_sheet(stream, file, kind, sheet, registry)
    if sheet is not None:
        raise BadInput(
            _("{file} is not a workbook: it has no sheets").format(file=file), _("leave out --sheet")
        )
    return Sheet(stream, file)
