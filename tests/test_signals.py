"""Signals: whenever one comes, pvd ends at once, says nothing and leaves no file behind."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from conftest import PVD, REGISTRY, bare

if os.name == "nt":
    pytest.skip("needs POSIX signals", allow_module_level=True)

import fcntl
import termios

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def heed() -> None:
    """Undo what a process inherits: a shell has what it runs in the background ignore Ctrl-C."""
    for number in CODES:
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def started(*argv: str, **named: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run pvd as the first of a process group of its own, its stdin open; end it if nothing else did."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [*PVD, *argv],
        bufsize=0,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env=bare(**named),
        start_new_session=True,
        preexec_fn=heed,
    ) as program:
        try:
            yield program
        finally:
            program.kill()


def ended(program: subprocess.Popen[bytes]) -> tuple[int, bytes, bytes]:
    """Wait for a program, without closing its stdin; return its exit code and what it printed."""
    code = program.wait(timeout=30)
    assert program.stdout and program.stderr
    return code, program.stdout.read(), program.stderr.read()


def test_an_interrupt_says_nothing_while_libraries_are_imported(tmp_path: Path) -> None:
    library = tmp_path / "typer.py"
    library.write_text("import sys; print('importing', flush=True); sys.stdin.read()", encoding="utf-8")
    with started("match", "-", PYTHONPATH=str(tmp_path)) as program:
        assert program.stdout and program.stdout.readline() == b"importing\n"
        program.send_signal(signal.SIGINT)
        assert ended(program) == (-signal.SIGINT, b"", b"")


def wait_until_it_waits(program: subprocess.Popen[bytes]) -> None:
    """Wait until a program has read all that its stdin holds, and sleeps for more.

    A signal that comes between Python's last look for one and the call that reads is heard after that call.
    """
    assert program.stdin
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        unread = struct.unpack("i", fcntl.ioctl(program.stdin, termios.FIONREAD, bytes(4)))[0]
        state = Path(f"/proc/{program.pid}/stat").read_text(encoding="ascii").rpartition(") ")[2][0]
        if (unread, state) == (0, "S"):
            return
        time.sleep(0.01)
    raise AssertionError("it reads no more, or does not wait")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")
def test_an_interrupt_says_nothing_while_stdin_is_read() -> None:
    with started("match", "-") as program:
        assert program.stdin
        # More than a pipe holds: once all of it is written, pvd reads, and waits for the rest.
        writing = Thread(target=program.stdin.write, args=(b"commune\n" + b"Sisteron\n" * 120_000,))
        writing.start()
        writing.join(timeout=30)
        assert not writing.is_alive()
        wait_until_it_waits(program)
        program.send_signal(signal.SIGINT)
        assert ended(program) == (130, b"", b"")


def wait_until_written_beside(file: Path) -> None:
    deadline = time.monotonic() + 30
    while not any(path.stat().st_size for path in file.parent.iterdir() if path != file):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("send", [os.kill, os.killpg], ids=["the process", "its group"])
@pytest.mark.parametrize("number", CODES)
def test_an_interrupted_match_leaves_no_file_and_says_nothing_ugly(
    tmp_path: Path, number: signal.Signals, send: Callable[[int, int], None]
) -> None:
    file, target = tmp_path / "large.csv", tmp_path / "out.csv"
    names = [f"{other.name} {times:03}x" for times in range(90) for other in REGISTRY.others]
    file.write_text("commune\n" + "".join(f"{name}\n" for name in names), encoding="utf-8")
    with started("match", str(file), "--column", "commune", "-o", str(target)) as program:
        wait_until_written_beside(file)
        send(program.pid, number)
        assert ended(program) == (CODES[number], b"", b"")
    assert list(tmp_path.iterdir()) == [file]
