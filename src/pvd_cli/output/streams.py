"""The one place that prints: answers on stdout or into a file, what is said about them on stderr."""

import codecs
import io
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from errno import EBADF
from pathlib import Path
from typing import TextIO

from ..errors import BadInput, stopped
from ..language import _, reason
from . import files, formats
from .cells import plain_letters, printable
from .views import Reply, Stream, Table, View

LONGEST = 500  # characters of a line on stderr
LONG_INPUT = 2_000_000  # bytes from which reading takes long enough to show how far it is

codecs.register_error("pvd", plain_letters)


def prepare() -> None:
    """Let streams end lines alike everywhere, and write plain letters where an encoding has no others."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="pvd", newline="\n")


def send(reply: Reply | Stream, format: str, output: Path | None = None) -> int:
    """Write an answer in a format, to a file or on stdout, then its notes on stderr; return its exit code.

    On a terminal a table is drawn, its sentences over it; in a pipe they go to stderr. If the reader of
    stdout has gone, nothing more is said. What the answer is made of is let go of in any case.
    Raises BadInput where a file or stdout cannot be written.
    """
    sentences: Sequence[str] = ()
    with suppress(BrokenPipeError), closing(reply):
        if isinstance(reply, Stream):
            _send_rows(reply, reply.file or output)
        elif format == "table" and not output:
            sentences = _show(formats.view(reply))
        else:
            written = formats.FORMATS[format].write(reply)
            if isinstance(written, bytes):
                _no_workbook_on_a_terminal(output)
            _pass_on([written], output)
        say([*sentences, *reply.notes()])
    return 0 if isinstance(reply, Stream) else reply.code


def _no_workbook_on_a_terminal(output: Path | None) -> None:
    """Raise BadInput where a workbook would go to a terminal."""
    if not output and is_terminal(sys.stdout):
        message = _("a workbook is nothing that a terminal can show")
        raise BadInput(message, _("write it to a file: -o {file}").format(file=_("answer.xlsx")))


def _send_rows(reply: Stream, output: Path | None) -> None:
    """Write rows that come bit by bit; on a terminal show what a person sees of them, or their letters."""
    looked_at = not output and is_terminal(sys.stdout)
    if looked_at and reply.views:
        _draw(reply.views())
        return
    if not reply.encoding:
        _no_workbook_on_a_terminal(output)
    say(reply.warnings)
    if looked_at:
        _pass_on((_lines(chunk.decode(reply.encoding, "replace")) for chunk in reply.chunks), output)
    else:
        _pass_on(_watched(reply), output, reply.before)


def _lines(text: str) -> str:
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"), keep="\t\n")


def _pass_on(
    chunks: Iterable[str | bytes], output: Path | None, before: os.stat_result | None = None
) -> None:
    """Write what is made, to a file or on stdout. before: see `write_whole`."""
    if output:
        bits = (c.encode(errors="replace") if isinstance(c, str) else c for c in _made(chunks))
        say(files.write_whole(output, bits, before))
    else:
        write(_made(chunks))


def _made(chunks: Iterable[str | bytes]) -> Iterator[str | bytes]:
    """Pass on what is made. What fails in making it, as reading a file, is no failure to write."""
    try:
        yield from chunks
    except OSError as error:
        raise stopped(error) from error


def _show(view: View) -> Sequence[str]:
    """Show an answer to a person; return the sentences that a pipe has no room for."""
    if is_terminal(sys.stdout) or os.environ.get("FORCE_COLOR"):
        _draw([view])
        return ()
    write([view.plain()])
    return view.sentences if isinstance(view, Table) else ()


def _draw(views: Sequence[View]) -> None:
    from . import terminal

    window = is_terminal(sys.stdout)
    with captured() as text:
        terminal.draw(views, plain=without_colour(), window=window)
    write([text.getvalue()])


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at a stream."""
    return stream is not None and stream.isatty()


def without_colour() -> bool:
    """Whether no escape code at all is wanted, bold included."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def write(chunks: Iterable[str | bytes]) -> None:
    """Write text or bytes on stdout.

    Raises BrokenPipeError where its reader has gone, BadInput where it is closed or full.
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
            _abandon(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise
        message = _("cannot write the answer: {reason}").format(reason=reason(error))
        raise BadInput(message, _("write it to a file with -o, or send stdout elsewhere")) from error


def say(lines: Iterable[str]) -> None:
    """Say lines on stderr, the first one with the program's name. If nobody can hear, it is not said."""
    for place, line in enumerate(lines):
        text = printable(line if len(line) <= LONGEST else f"{line[:LONGEST]}…")
        if sys.stderr is None:
            return  # print would take stdout instead
        try:
            print(_folded(f"  {text}" if place else f"pvd: {text}"), file=sys.stderr, flush=True)
        except OSError:
            _abandon(sys.stderr)


def _folded(line: str) -> str:
    """Return a line as long as it is, or between its words where it is wider than a terminal."""
    if not is_terminal(sys.stderr):
        return line
    from shutil import get_terminal_size
    from textwrap import fill

    width = get_terminal_size().columns
    if len(line) <= width:
        return line
    return fill(line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


def _abandon(stream: TextIO) -> None:
    """Let go of what a stream still holds: Python would flush it when it exits, and fail with 120."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class _Captured(io.StringIO):
    """What is printed meanwhile, by libraries that believe that they print on a stream like `stdout`."""

    def __init__(self, stdout: TextIO | None) -> None:
        super().__init__(newline="")
        self._encoding = getattr(stdout, "encoding", None) or "utf-8"
        self._terminal = is_terminal(stdout) and not without_colour()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return self._terminal


@contextmanager
def captured() -> Iterator[io.StringIO]:
    """Keep what is printed on stdout meanwhile, for `write`, which alone knows how a stream can fail."""
    before = sys.stdout
    sys.stdout = text = _Captured(before)
    try:
        yield text
    finally:
        sys.stdout = before


def _watched(answer: Stream) -> Iterable[bytes]:
    """Pass on what is written of an answer; show how far a long one is where somebody looks at stderr."""
    if answer.size < LONG_INPUT or not is_terminal(sys.stderr):
        return answer.chunks
    from . import terminal

    return terminal.watched(answer)
