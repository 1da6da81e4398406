"""Files written whole or not at all."""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ..errors import BadInput
from ..language import _, reason

# What a system says of a file that may be written, but not replaced: in a folder of others, mounted alone.
IN_PLACE_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write `chunks` to `path`, which keeps its former content until all of them are written.

    A device or a pipe is written to directly. A file keeps its mode, and its owner as far as one may give
    it away; nobody else can read it meanwhile. Raises BadInput where it cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise BadInput(_("{file} is a folder").format(file=path), _("give the name of a file to write"))
        if (path.exists() and not path.is_file()) or path.parts[:2] in (("/", "dev"), ("/", "proc")):
            with path.open("ab") as stream:  # /dev/stdout may be a file that holds something
                stream.writelines(chunks)
            return
        # A name of its own, known before the file is there: whenever a signal comes, it can be removed.
        draft = target.with_name(f".pvd-{os.urandom(8).hex()}.part")
        try:
            with open(draft, "xb", opener=_private) as stream:  # pathlib has no opener
                stream.writelines(chunks)
                stream.flush()
                os.fsync(stream.fileno())
            _hand_over(draft, target)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        message = _("cannot write {file}: {reason}").format(file=path, reason=reason(error))
        hint = _("nothing was written; choose another place with -o")
        if error.errno in IN_PLACE_ONLY and target.exists() and os.access(target, os.W_OK):
            hint = _("no draft can stand beside it; to overwrite it in place, not surely whole: > {file}")
        raise BadInput(message, hint.format(file=path)) from error


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _hand_over(draft: Path, target: Path) -> None:
    """Give a draft the rights and the owner of the file whose place it takes, or those of a new file.

    Not every system, file system or user can.
    """
    if not target.exists():
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    else:
        before = target.stat()
        mode = before.st_mode & 0o777
        for owner in ((-1, before.st_gid), (before.st_uid, -1)) if hasattr(os, "chown") else ():
            with suppress(PermissionError):
                os.chown(draft, *owner)
    with suppress(PermissionError):
        draft.chmod(mode)
