"""Files written whole or not at all."""

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import BadInput
from ..language import _, reason


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write `chunks` to `path`, which keeps its former content until all of them are written.

    A device or a pipe is written to directly. Raises BadInput where the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise BadInput(_("{file} is a folder").format(file=path), _("give the name of a file to write"))
        if (path.exists() and not path.is_file()) or path.parts[:2] in (("/", "dev"), ("/", "proc")):
            with path.open("ab") as stream:  # /dev/stdout may be a file that holds something
                stream.writelines(chunks)
            return
        draft = target.with_name(f".pvd-{os.getpid()}.part")
        try:
            with draft.open("xb") as stream:
                stream.writelines(chunks)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                draft.chmod(target.stat().st_mode & 0o777)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        message = _("cannot write {file}: {reason}").format(file=path, reason=reason(error))
        raise BadInput(message, _("nothing was written; choose another place with -o")) from error
