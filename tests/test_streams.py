"""Standard streams in every state: full, closed, or read by nobody; and those that are devices or pipes."""

from __future__ import annotations

import os
import subprocess
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import PVD, ROOT, bare, process

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs POSIX streams")

# Commands of every kind, and how each ends where all is well.
COMMANDS = {
    ("--version",): 0,
    (): 0,
    ("--help",): 0,
    ("list", "--help"): 0,
    ("--show-completion",): 0,
    ("search", "Sisteron"): 0,
    ("search", "zzzzzzz"): 1,
    ("list", "-d", "04", "-f", "json"): 0,
    ("list", "-d", "99"): 1,
    ("check", "/dev/null"): 3,
    ("match", "examples/grants.csv"): 0,
    ("serach", "x"): 2,
}
STATES = ["closed", "full", "read by nobody"]


class Ended(NamedTuple):
    code: int
    out: bytes
    err: bytes


def started(argv: tuple[str, ...], redirected: str = "", **options: Any) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    shell = ["sh", "-c", f'exec "$@" {redirected}', "sh"] if redirected else []
    return subprocess.Popen([*shell, *PVD, *argv], cwd=ROOT, **{**pipes, **options})


def in_state(argv: tuple[str, ...], stream: str, state: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start pvd with its stdout or stderr in a state."""
    if state == "closed":
        return started(argv, ">&-" if stream == "stdout" else "2>&-", env=env)
    if state == "full":
        with Path("/dev/full").open("wb") as full:
            return started(argv, env=env, **{stream: full})
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as pipe:
        return started(argv, env=env, **{stream: pipe})


def ended(program: subprocess.Popen[bytes]) -> Ended:
    with program:
        try:
            out, err = program.communicate(timeout=60)
        finally:
            program.kill()
    return Ended(program.returncode, out or b"", err or b"")


def assert_same_answer(program: subprocess.Popen[bytes], well: Ended) -> None:
    """Whatever becomes of stderr, an answer is what it is."""
    assert ended(program)[:2] == (well.code, well.out)


def assert_told(program: subprocess.Popen[bytes], state: str, well: Ended) -> None:
    """An answer that cannot be written is an error, but not where its reader has simply gone."""
    code, _out, err = ended(program)
    assert b"Traceback" not in err and b"Exception ignored" not in err
    if state == "read by nobody" or not well.out:
        assert code == well.code
    else:
        assert code == 2
        assert err.startswith(b"pvd: cannot write the answer")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_a_stream_in_any_state_changes_nothing_but_what_it_must(argv: tuple[str, ...]) -> None:
    buffered, unbuffered = (bare(SHELL="/bin/bash", PYTHONUNBUFFERED=value) for value in ("", "1"))
    well = ended(started(argv, env=buffered))
    assert well.code == COMMANDS[argv]
    # Half of the commands meet a state with Python's buffers, half without: each process takes its time.
    turn = [buffered, unbuffered] * len(STATES)
    first = list(COMMANDS).index(argv) % 2
    deaf = [in_state(argv, "stderr", state, env) for state, env in zip(STATES, turn[first:], strict=False)]
    dumb = [
        (state, in_state(argv, "stdout", state, env))
        for state, env in zip(STATES, turn[first:], strict=False)
    ]
    for program in deaf:
        assert_same_answer(program, well)
    for state, program in dumb:
        assert_told(program, state, well)


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
    assert (lines[0], len(lines)) == ("kept", 62)
    piped = process(*command)
    assert (piped.returncode, piped.stdout.count(b"\n")) == (0, 61)


def test_a_closed_stdin_is_an_error_in_words() -> None:
    result = process(*PVD, "match", "-", preexec_fn=partial(os.close, 0))
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.startswith(b"pvd: cannot read -:")
