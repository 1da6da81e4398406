"""Writes files completely or not at all, and never over a file that is read."""

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from ..errors import BadInput
from ..language import _, reason

try:
    import fcntl
except ImportError:  # Windows, where nobody can remove a file that is open
    fcntl = None  # type: ignore[assignment]

# A draft that a killed run has left is found by its name.
_DRAFT = ".pvd-{}.part"
# What LibreOffice and Excel lay beside a file that they have open.
_LOCKS = (".~lock.{}#", "~${}")


def keep_apart(inputs: Iterable[str | Path], output: Path | None, *hints: str) -> None:
    """Raise BadInput, with `hints`, where the answer would overwrite a file that is read.

    inputs: the paths that are read, `-` for stdin; output: the path that is written, None for stdout.
    """
    written = _state_of(output or sys.__stdout__)
    if not written or not stat.S_ISREG(written.st_mode):
        return
    for file in inputs:
        read = _state_of(sys.__stdin__ if file == "-" else file)
        if read and os.path.samestat(read, written):
            message = _("{file} is the file that is read").format(file=output or file)
            raise BadInput(message, *(hints or [_("write the answer into another file, with -o")]))


def write_whole(path: Path, chunks: Iterable[bytes], before: os.stat_result | None = None) -> list[str]:
    """Write `chunks` to `path`, which keeps its former content until all of them are written.

    Devices, pipes, and files that are open as stdout or stderr are written directly. Other files are written
    as drafts, which only their owner can read, and which then replace the files; a file's mode,
    attributes and owner are kept as far as the system allows.
    before: the state of `path` when it was read, if the answer replaces what was read.
    Returns lines for the user. Raises BadInput where the file cannot be written; with `before` also where it
    was changed since, or is open in another program.
    """
    target = Path(os.path.realpath(path))
    try:
        found = path.stat() if path.exists() or target.is_symlink() else None
        if found and stat.S_ISDIR(found.st_mode):
            raise BadInput(_("{file} is a folder").format(file=path), _("give the name of a file to write"))
        if found and (not stat.S_ISREG(found.st_mode) or _is_stream(path, found)):
            with path.open("ab") as stream:  # /dev/stdout may be a file that holds something
                stream.writelines(chunks)
            return []
        if found and not (found.st_mode & 0o222 and os.access(target, os.W_OK)):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        _check_untouched(path, before)
        _remove_abandoned(target.parent)
        with _draft_of(target) as (draft, stream):
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            _copy_rights(draft, target)
            _check_untouched(path, before)
            draft.replace(target)
    except OSError as error:
        message = _("cannot write {file}: {reason}").format(file=path, reason=reason(error))
        raise BadInput(message, _("nothing was written; choose another place with -o")) from error
    if found and found.st_nlink > 1:
        return [_("{file} has another name, a hard link: what has that name is as before").format(file=path)]
    return []


def _state_of(file: str | Path | TextIO | None) -> os.stat_result | None:
    """Return the state of a file or an open stream; None if it does not exist or is in memory."""
    with suppress(OSError, ValueError):
        if file is not None:
            return Path(file).stat() if isinstance(file, (str, Path)) else os.fstat(file.fileno())
    return None


def _is_stream(path: Path, found: os.stat_result) -> bool:
    """Return whether a path is that of an open stream, like /dev/stdout or /dev/fd/3."""
    states = filter(None, map(_state_of, (sys.__stdout__, sys.__stderr__)))
    if any(os.path.samestat(state, found) for state in states):
        return True
    return os.path.realpath(path.parent) == os.path.realpath("/dev/fd")


def _check_untouched(path: Path, before: os.stat_result | None) -> None:
    """Raise BadInput where a file was changed since it was read, or is open in a spreadsheet program."""
    if before is None:
        return
    found = _state_of(path)
    was, now = ((s.st_ino, s.st_size, s.st_mtime_ns) if s else None for s in (before, found))
    if was != now:
        message = _("{file} was changed while it was read").format(file=path)
        raise BadInput(message, _("nothing was written; try again once nothing writes to it"))
    for beside in {path, Path(os.path.realpath(path))}:
        for lock in (beside.with_name(form.format(beside.name)) for form in _LOCKS):
            if lock.exists():
                message = _("{file} is open in another program, which left {lock} beside it")
                hint = _("close it there; if nothing has it open, remove {lock}").format(lock=lock)
                raise BadInput(message.format(file=path, lock=lock.name), hint)


@contextmanager
def _draft_of(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a draft in the folder of a file, which only its owner can read; remove it at the end.

    The name is chosen before the draft exists, so that it is removed even if a signal comes in between. The
    draft is locked, so that other runs do not remove it as abandoned.
    """
    draft = target.with_name(_DRAFT.format(os.urandom(8).hex()))
    try:
        with open(draft, "xb", opener=_private) as stream, _locked(stream.fileno(), wait=True):
            yield draft, stream
    finally:
        draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _locked(file: int, *, wait: bool) -> Iterator[None]:
    """Keep a file locked, even after it is closed.

    wait: whether to wait while another process has the lock; if not, raise OSError.
    """
    if fcntl is None:
        yield
        return
    lock = os.dup(file)
    try:
        with suppress(OSError) if wait else nullcontext():  # not all disks have locks
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(lock)


def _remove_abandoned(folder: Path) -> None:
    """Remove the drafts in a folder that no process has locked: their runs were killed."""
    with suppress(OSError):
        for draft in folder.glob(_DRAFT.format("[0-9a-f]" * 16)):
            with suppress(OSError):
                if fcntl is None:
                    draft.unlink()
                elif stat.S_ISREG(draft.lstat().st_mode):
                    with draft.open("r+b") as stream, _locked(stream.fileno(), wait=False):
                        draft.unlink()


def _copy_rights(draft: Path, target: Path) -> None:
    """Give a draft the mode, attributes and owner of the file that it replaces, or the mode of a new file.

    What the system, the file system or the user's rights do not allow is left out.
    """
    if not target.exists():
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    else:
        from shutil import copystat

        before = target.stat()
        mode = before.st_mode & 0o777
        for owner in ((-1, before.st_gid), (before.st_uid, -1)) if hasattr(os, "chown") else ():
            with suppress(PermissionError):
                os.chown(draft, *owner)
        with suppress(PermissionError):
            copystat(target, draft)  # access lists are among the attributes
        os.utime(draft)
    with suppress(PermissionError):
        draft.chmod(mode)
