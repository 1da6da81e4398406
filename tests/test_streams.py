"""Standard streams in every state: full, closed, or read by nobody; and those that are devices or pipes."""

from __future__ import annotations

import os
import subprocess
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import NamedTuple

import pytest
from conftest import PVD, ROOT, bare, process

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX streams")

# Commands of every kind, and how each ends where all is well.
COMMANDS = {
    ("search", "Sisteron"): 0,
    ("search", "zzzzzzz"): 1,
    ("list", "-f", "xlsx"): 0,
    ("match", "examples/grants.csv"): 0,
    ("--version",): 0,
    (): 0,
    ("--help",): 0,
    ("list", "--help"): 0,
    ("--show-completion", "bash"): 0,
    ("list", "-d", "04", "-f", "json"): 0,
    ("list", "-d", "99"): 1,
    ("check", "/dev/null"): 3,
    ("serach", "x"): 2,
}
STATES = ["closed", "full", "read by nobody"]
# A process takes long: text, no answer, bytes, and rows as they come meet each state of stdout and of stderr,
# every other command one of each.
IN_ALL_STATES = 4
Program = subprocess.Popen[bytes]


class Ended(NamedTuple):
    code: int
    out: bytes
    err: bytes


def started(
    argv: tuple[str, ...], *, unbuffered: bool, shut: str = "", stdout: int = PIPE, stderr: int = PIPE
) -> Program:
    """Start pvd; shut: which of its streams are closed, as a shell writes it."""
    shell = ["sh", "-c", f'exec "$@" {shut}', "sh"] if shut else []
    env = bare(_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1", PYTHONUNBUFFERED="1" if unbuffered else "")
    command = [*shell, *PVD, *argv]
    return subprocess.Popen(command, stdin=DEVNULL, stdout=stdout, stderr=stderr, cwd=ROOT, env=env)


def in_state(state: str, stream: str, argv: tuple[str, ...], *, unbuffered: bool) -> Program:
    """Start pvd with its stdout or stderr in a state."""
    if state == "closed":
        return started(argv, unbuffered=unbuffered, shut=">&-" if stream == "stdout" else "2>&-")
    if state == "full":
        file = os.open("/dev/full", os.O_WRONLY)
    else:
        reader, file = os.pipe()
        os.close(reader)
    try:
        if stream == "stdout":
            return started(argv, unbuffered=unbuffered, stdout=file)
        return started(argv, unbuffered=unbuffered, stderr=file)
    finally:
        os.close(file)


def ended(program: Program) -> Ended:
    with program:
        try:
            out, err = program.communicate(timeout=60)
        finally:
            program.kill()
    return Ended(program.returncode, out or b"", err or b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_a_stream_in_any_state_changes_nothing_but_what_it_must(argv: tuple[str, ...]) -> None:
    number = list(COMMANDS).index(argv)
    unbuffered = {state: (number + n) % 2 == 0 for n, state in enumerate(STATES)}
    states = STATES if number < IN_ALL_STATES else [STATES[number % 3]]
    well = started(argv, unbuffered=False)
    deaf = [in_state(state, "stderr", argv, unbuffered=unbuffered[state]) for state in states]
    dumb = [in_state(state, "stdout", argv, unbuffered=unbuffered[state]) for state in states]
    code, out, _err = ended(well)
    assert code == COMMANDS[argv]
    for program in deaf:
        assert ended(program)[:2] == (code, out)
    for state, program in zip(states, dumb, strict=True):
        result = ended(program)
        assert b"Traceback" not in result.err and b"Exception ignored" not in result.err
        if state == "read by nobody" or not out:
            assert result.code == code
        else:
            assert result.code == 2
            assert result.err.startswith(b"pvd: cannot write the answer")


def test_a_reader_that_leaves_midway_ends_it_quietly() -> None:
    result = process("sh", "-c", '"$@" | head -1', "sh", *PVD, "list", "--cohort", "all", "-f", "json")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"[\n", b"")


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="needs /dev/stdout")
def test_output_to_dev_stdout_goes_where_stdout_goes_and_overwrites_nothing(tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    file.write_text("kept\n", encoding="utf-8")
    command = (*PVD, "list", "-f", "tsv", "-o", "/dev/stdout")
    with file.open("ab") as log:
        assert process(*command, capture_output=False, stdout=log).returncode == 0
    lines = file.read_text(encoding="utf-8").splitlines()
    assert (lines[0], len(lines)) == ("kept", 67)
    piped = process(*command)
    assert (piped.returncode, piped.stdout.count(b"\n")) == (0, 66)


def test_a_closed_stdin_is_an_error_in_words() -> None:
    result = process(*PVD, "match", "-", preexec_fn=partial(os.close, 0))
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"pvd: cannot read -:")
