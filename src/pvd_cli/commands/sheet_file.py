"""Opens the file that a verb reads a sheet from: CSV or a workbook, by name or from stdin."""

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
    """Open the sheet in a file, `-` for stdin; close the file at the end.

    Raises BadInput for a file that cannot be read, or that is no table.
    """
    with seekable(file) as stream:
        yield read_sheet(stream, file, None, registry)


def seekable(file: str) -> BinaryIO:
    """Open a file that can be read more than once; stdin and pipes are copied to a temporary file.

    Raises BadInput for a file that cannot be read, or if the disk has no room for the copy.
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
    """Return the sheet in an open file: a CSV file, or a workbook's sheet with a title.

    sheet: the title, or None for the sheet with the most communes.
    Raises BadInput for a file that is no table, for an unknown title, and for a title with a CSV file.
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
