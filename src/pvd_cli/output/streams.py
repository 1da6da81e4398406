"""The only module that prints: answers on stdout or into a file, notes on stderr."""

import codecs
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext, redirect_stdout, suppress
from errno import EBADF
from math import inf
from typing import BinaryIO, TextIO

from ..errors import BadInput, stopped
from ..language import _, number, reason, straight
from . import files, formats
from .answer import Answer
from .cells import plain_letters, printable
from .views import View

LONGEST_NOTE = 500  # characters of a line on stderr
GROWN = 100  # an answer this many times larger than the file that is read brings a warning
LARGE = 1_000_000  # bytes up to which no answer brings a warning
LONG_INPUT = 2_000_000  # bytes of a file from which on a progress bar is shown

codecs.register_error("pvd", plain_letters)


def prepare() -> None:
    """Make stdout and stderr end lines with \\n, and write plain letters for those their encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="pvd", newline="\n")


def send(answer: Answer) -> int:
    """Write an answer to its file or to stdout, then its notes to stderr; return its exit code.

    The sentences of a table go to stdout on a terminal, to stderr otherwise. If the reader of stdout
    has gone, no notes are written. Raises BadInput where a file or stdout cannot be written.
    """
    sentences: Sequence[str] = ()
    with suppress(BrokenPipeError), answer.reading or nullcontext():
        if answer.format == "table" and not answer.output and answer.content is None:
            sentences = _show(answer)
        elif answer.output:
            chunks = (c.encode(errors="replace") if isinstance(c, str) else c for c in _formatted(answer))
            say(files.write_whole(answer.output, chunks, answer.before))
        else:
            write(_for_terminal(answer) if is_terminal(sys.stdout) else _formatted(answer))
        say([*sentences, *answer.notes, *_written(answer)])
    return answer.code


def _written(answer: Answer) -> list[str]:
    """Return a line with the file that is written, for a person at a terminal; none for a device."""
    if not answer.output or not is_terminal(sys.stderr) or not answer.output.is_file():
        return []
    return [_("written to {file}").format(file=answer.output)]


def _formatted(answer: Answer) -> Iterator[str | bytes]:
    """Yield an answer in its format. Raises BadInput where the file that it is made from cannot be read."""
    try:
        if answer.content is None:
            chunks = formats.FORMATS[answer.format].write(answer)
        else:
            chunks = _with_progress(answer, answer.content)
        yield from _with_size_warning(chunks, answer.reading)
    except OSError as error:
        raise stopped(error) from error


def _with_size_warning(chunks: Iterable[str | bytes], reading: BinaryIO | None) -> Iterator[str | bytes]:
    """Yield `chunks`; warn once when they are GROWN times as large as the file that is read."""
    least = max(LARGE, GROWN * os.fstat(reading.fileno()).st_size) if reading else inf
    written = 0
    for chunk in chunks:
        yield chunk
        written += len(chunk)
        if written > least:
            message = _("the answer has grown past {times} times what is read: {n} MB so far")
            say([message.format(times=GROWN, n=number(written // 1_000_000))])
            least = inf


def _for_terminal(answer: Answer) -> Iterator[str]:
    """Yield an answer as printable text; raise BadInput where it is not text."""
    for chunk in _formatted(answer):
        if isinstance(chunk, str):
            yield chunk
        elif answer.encoding:
            text = chunk.decode(answer.encoding, "replace")
            yield printable(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\t\n")
        else:
            message = _("a terminal cannot show a workbook")
            raise BadInput(message, _("write it to a file: -o {file}").format(file=_("answer.xlsx")))


def _show(answer: Answer) -> Sequence[str]:
    """Draw an answer on a terminal, or write it to a pipe; return the sentences that belong on stderr."""
    if is_terminal(sys.stdout) or os.environ.get("FORCE_COLOR"):
        _draw(answer.seen)
        return ()
    write(_formatted(answer))
    return () if answer.views else answer.sentences


def _draw(views: Sequence[View]) -> None:
    from . import terminal

    window = is_terminal(sys.stdout)
    with captured() as text:
        terminal.draw_views(views, plain=without_colour(), window=window)
    write([text.getvalue()])


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal."""
    return stream is not None and stream.isatty()


def without_colour() -> bool:
    """Return whether the environment asks for no escape codes at all, not even bold."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def write(chunks: Iterable[str | bytes]) -> None:
    """Write text or bytes on stdout.

    Raises BrokenPipeError where the reader of stdout has gone, BadInput where stdout is closed or full.
    """
    try:
        if sys.stdout is None:
            raise OSError(EBADF, os.strerror(EBADF))
        for chunk in chunks:
            if isinstance(chunk, str):
                sys.stdout.write(chunk)
            else:
                sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
    except OSError as error:
        if sys.stdout is not None:
            _discard_buffer(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise
        message = _("cannot write the answer: {reason}").format(reason=reason(error))
        raise BadInput(message, _("write it to a file with -o, or send stdout elsewhere")) from error


def say(lines: Iterable[str]) -> None:
    """Write lines to stderr, the first with the program's name; do nothing if stderr is closed or full."""
    for place, line in enumerate(lines):
        text = straight(printable(line if len(line) <= LONGEST_NOTE else f"{line[:LONGEST_NOTE]}…"))
        if sys.stderr is None:
            return  # print would write to stdout instead
        try:
            print(_wrapped(f"  {text}" if place else f"pvd: {text}"), file=sys.stderr, flush=True)
        except OSError:
            _discard_buffer(sys.stderr)


def _wrapped(line: str) -> str:
    """Return a line, wrapped between words if it is wider than the terminal."""
    if not is_terminal(sys.stderr):
        return line
    from shutil import get_terminal_size
    from textwrap import fill

    width = get_terminal_size().columns
    if len(line) <= width:
        return line
    return fill(line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _discard_buffer(stream: TextIO) -> None:
    """Discard the buffer of a stream that cannot be written, which would end the process with code 120."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class _Captured(io.StringIO):
    """Collects what Rich and Typer print: in the encoding of `stdout`, in colour if that is a terminal."""

    def __init__(self, stdout: TextIO | None) -> None:
        super().__init__(newline="")
        self._encoding = getattr(stdout, "encoding", None) or "utf-8"
        self._terminal = is_terminal(stdout) and not without_colour()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return self._terminal


def captured() -> redirect_stdout[io.StringIO]:
    """Return a context that collects what is printed on stdout, for `write`, which handles failures."""
    return redirect_stdout(_Captured(sys.stdout))


def _with_progress(answer: Answer, chunks: Iterable[str | bytes]) -> Iterable[str | bytes]:
    """Return `chunks`, with a progress bar on stderr if that is a terminal and the file is long."""
    if not answer.reading or not is_terminal(sys.stderr):
        return chunks
    size = answer.reading.seek(0, os.SEEK_END)
    if size < LONG_INPUT:
        return chunks
    from . import terminal

    return terminal.with_progress(chunks, answer.reading, size)
