"""Wherever pvd runs: odd locales and encodings, no home, no assertions, a disk that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

COMMANDS = (
    ("search", "st rémy"),
    ("search", "sisteorn", "-f", "json"),
    ("show", "l'isle sur la sorgue"),
    ("list", "-d", "05"),
    ("programme",),
    ("near", "gap"),
    ("map", "-d", "83"),
    ("match", "examples/grants.csv", "--review"),
    ("check",),
)


def process(
    *argv: str, flags: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if name not in ("HOME", "LANG", "TERM")}
    command = [sys.executable, *flags, "-m", "pvd_cli", *argv]
    return subprocess.run(command, capture_output=True, cwd=ROOT, env={**kept, **environment}, check=False)


@pytest.mark.parametrize(
    ("flags", "environment"),
    [
        ((), {"LC_ALL": "C"}),
        ((), {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
        ((), {"PYTHONIOENCODING": "ascii"}),
        ((), {"PYTHONIOENCODING": "cp1252", "LANGUAGE": "fr"}),
        ((), {"PYTHONIOENCODING": "utf-16"}),
        ((), {"HOME": "/nowhere", "TERM": "dumb", "FORCE_COLOR": "1"}),
        (("-O",), {}),
        (("-OO",), {}),
        (("-W", "error"), {"PYTHONUTF8": "1"}),
        (("-I", "-X", "dev"), {}),
    ],
    ids=str,
)
@pytest.mark.parametrize("argv", COMMANDS, ids=" ".join)
def test_it_works_there(argv: tuple[str, ...], flags: tuple[str, ...], environment: dict[str, str]) -> None:
    result = process(*argv, flags=flags, **environment)
    assert result.returncode == 0
    assert len(result.stdout) > 60
    assert b"Traceback" not in result.stderr and b"Warning" not in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX limits")
@pytest.mark.parametrize("argv", [("list", "-f", "json"), ("match", "examples/large.csv")], ids=" ".join)
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, argv: tuple[str, ...]) -> None:
    import resource

    large = tmp_path / "large.csv"
    large.write_text("commune\n" + "Sisteron\n" * 20_000, encoding="utf-8")
    target = tmp_path / "out.csv"
    target.write_text("as it was", encoding="utf-8")
    words = [str(large) if word.endswith("large.csv") else word for word in argv]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    command = [sys.executable, "-m", "pvd_cli", *words, "-o", str(target)]
    result = subprocess.run(command, capture_output=True, preexec_fn=limit, check=False)
    assert result.returncode == 2
    assert result.stderr.decode().startswith("pvd: ") and b"Traceback" not in result.stderr
    assert target.read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large.csv", "out.csv"]
