"""Wherever pvd runs: odd locales and encodings, no home, no assertions, a disk that is full."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from conftest import PVD, ROOT, bare, process

C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    ("flags", "environment", "argv"),
    [
        ((), {"LC_ALL": "C"}, ("show", "l'isle sur la sorgue")),
        ((), C, ("search", "saint-rémy-de-provence")),
        ((), C, ("match", "examples/grants.csv", "--review")),
        ((), {"PYTHONIOENCODING": "ascii"}, ("map", "-d", "83")),
        ((), {"PYTHONIOENCODING": "cp1252", "LANGUAGE": "fr"}, ("programme",)),
        ((), {"PYTHONIOENCODING": "utf-16"}, ("list", "-d", "05")),
        ((), {"HOME": "/nowhere", "TERM": "dumb", "FORCE_COLOR": "1"}, ("near", "gap")),
        (("-O",), {}, ("search", "sisteorn", "-f", "json")),
        (("-OO",), {}, ("check",)),
        (("-W", "error"), {"PYTHONUTF8": "1"}, ("search", "sisteorn", "-f", "json")),
        (("-I", "-X", "dev"), {}, ("match", "examples/grants.csv", "--review")),
    ],
    ids=str,
)
def test_it_works_there(flags: tuple[str, ...], environment: dict[str, str], argv: tuple[str, ...]) -> None:
    command = (sys.executable, *flags, "-m", "pvd_cli", *argv)
    result = process(*command, cwd=ROOT, env=bare(**environment))
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

    env = bare(PYTHONDONTWRITEBYTECODE="1")  # which the limit would cut short
    result = process(*PVD, *words, "-o", str(target), env=env, preexec_fn=limit)
    assert result.returncode == 2
    assert result.stderr.decode().startswith("pvd: ") and b"Traceback" not in result.stderr
    assert target.read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large.csv", "out.csv"]
