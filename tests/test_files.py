"""Files that pvd writes: private until they are whole, with the rights that they had; or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pvd_cli import BadInput
from pvd_cli.output.files import write_whole
from pvd_cli.output.streams import send
from pvd_cli.output.views import Stream

posix = pytest.mark.skipif(os.name == "nt", reason="needs POSIX rights")


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


@posix
@pytest.mark.parametrize("rights", [0o600, 0o640, 0o664, None])
def test_nobody_else_reads_a_draft_and_a_file_keeps_its_rights(tmp_path: Path, rights: int | None) -> None:
    target = tmp_path / "out.csv"
    if rights:
        target.write_text("before", encoding="utf-8")
        target.chmod(rights)
    seen: list[int] = []

    def chunks() -> Iterator[bytes]:
        yield b"new"
        seen.extend(mode(file) for file in tmp_path.iterdir() if file != target)
        yield b"er"

    mask = os.umask(0o026)
    try:
        write_whole(target, chunks())
        assert os.umask(0o026) == 0o026, "the mask of the process is as it was"
    finally:
        os.umask(mask)
    assert (seen, target.read_bytes()) == ([0o600], b"newer")
    assert mode(target) == (rights or 0o640)


@posix
@pytest.mark.skipif(getattr(os, "geteuid", int)() != 0, reason="needs root, who alone gives files away")
def test_root_does_not_take_a_file_from_its_owner(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.touch()
    os.chown(target, 1234, 5678)
    write_whole(target, [b"new"])
    assert (target.stat().st_uid, target.stat().st_gid, target.read_bytes()) == (1234, 5678, b"new")


def test_a_draft_left_by_a_killed_run_is_in_nobodys_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def chunks() -> Iterator[bytes]:
        names.extend(file.name for file in tmp_path.iterdir())
        yield b"new"

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_args, **_named: None)
        patch.setattr(Path, "replace", lambda *_args: None)
        write_whole(tmp_path / "out.csv", chunks())
    left = names[:]
    write_whole(tmp_path / "out.csv", chunks())
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted([*left, "out.csv"])
    assert len(set(names)) == 2, "no two drafts have the same name"


@pytest.mark.parametrize("error", [errno.EBUSY, errno.EACCES])
def test_a_file_that_could_only_be_overwritten_in_place_is_said_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """A file mounted alone, as into a container, cannot be replaced."""
    target = tmp_path / "out.csv"
    target.write_bytes(b"before")

    def refuse(*_args: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BadInput) as caught:
        write_whole(target, [b"new"])
    assert f"> {target}" in caught.value.hints[0]
    assert (list(tmp_path.iterdir()), target.read_bytes()) == ([target], b"before")


@pytest.mark.parametrize("failure", [KeyboardInterrupt, SystemExit, OSError])
def test_whatever_stops_it_leaves_what_was_there(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"before")

    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise failure

    with pytest.raises((failure, BadInput)):
        write_whole(target, chunks())
    assert (list(tmp_path.iterdir()), target.read_bytes()) == ([target], b"before")


@pytest.mark.parametrize("output", [None, "out.csv"])
def test_what_cannot_be_read_is_not_called_an_answer_that_cannot_be_written(
    tmp_path: Path, output: str | None
) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise OSError(errno.EIO, os.strerror(errno.EIO), "in.csv")

    stream = Stream(chunks(), tuple, 1, int)
    with pytest.raises(BadInput) as caught:
        send(stream, "csv", tmp_path / output if output else None)
    assert str(caught.value) == f"cannot go on: in.csv: {os.strerror(errno.EIO)}"
    assert list(tmp_path.iterdir()) == []
