"""A user who may not read a file, or not write into a folder, is told so, and nothing is left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import PVD, ROOT, Result, Run, process

pytestmark = pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0, reason="needs POSIX permissions, and a user whom they bind: not root"
)


@contextmanager
def forbidden(path: Path, mode: int) -> Iterator[None]:
    """Let a file or a folder have only these rights meanwhile."""
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


def assert_refused(result: Result, file: Path) -> None:
    first, *hints = result.err.splitlines()
    assert (result.code, result.out) == (2, "")
    assert first.startswith("pvd: ") and str(file) in first
    assert first.endswith(("permission denied", "is not readable."))
    assert hints and "Traceback" not in result.err


@pytest.mark.parametrize(
    ("argv", "environment"),
    [
        (("match", "FILE"), ""),
        (("match", "FILE", "-o", "OUT"), ""),
        (("check", "FILE"), ""),
        (("list", "--registry", "FILE"), ""),
        (("list", "--registry", "FILE", "-o", "OUT"), ""),
        (("search", "Sisteron"), "FILE"),
    ],
)
def test_a_file_that_may_not_be_read_is_an_error_in_words(
    run: Run, tmp_path: Path, argv: tuple[str, ...], environment: str
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "mine.csv"
    file.write_bytes((ROOT / "examples" / "grants.csv").read_bytes())
    names = {"FILE": str(file), "OUT": str(tmp_path / "out.csv")}
    words = [names.get(word, word) for word in argv]
    for path in (file, folder):
        with forbidden(path, 0):
            result = run(*words, PVD_REGISTRY=names.get(environment, environment))
        assert_refused(result, file)
        assert list(tmp_path.rglob("*")) == [folder, file]


@pytest.mark.parametrize("argv", [("list",), ("match", "examples/grants.csv")], ids=" ".join)
def test_a_folder_that_may_not_be_written_keeps_what_it_has(tmp_path: Path, argv: tuple[str, ...]) -> None:
    kept, new = tmp_path / "kept.csv", tmp_path / "new.csv"
    kept.write_text("as it was", encoding="utf-8")
    for rights in (0o500, 0):
        for target in (kept, new):
            with forbidden(tmp_path, rights):
                ended = process(*PVD, *argv, "-o", str(target), cwd=ROOT)
            assert_refused(Result(ended.returncode, ended.stdout.decode(), ended.stderr.decode()), target)
            assert list(tmp_path.iterdir()) == [kept]
            assert kept.read_text(encoding="utf-8") == "as it was"
