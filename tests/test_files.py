"""Files that pvd writes: private until they are whole, with the rights that they had; or not at all."""

from __future__ import annotations

import errno
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import PVD, ROOT, YAML, Run, process

from pvd_cli import BadInput
from pvd_cli.output.answer import Answer
from pvd_cli.output.files import write_whole
from pvd_cli.output.streams import send

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


@posix
def test_a_draft_left_by_a_killed_run_is_swept_by_the_next_one(tmp_path: Path) -> None:
    killed = "import os, sys; from pathlib import Path; from pvd_cli.output.files import write_whole;"
    killed += "write_whole(Path(sys.argv[1]), (os.kill(os.getpid(), 9) for _ in '1'))"
    process(sys.executable, "-c", killed, str(tmp_path / "out.csv"))
    (left,) = tmp_path.iterdir()
    kept = [tmp_path / name for name in (".pvd-notes.part", ".pvd-0123.part", "out.part")]
    for file in kept:
        file.touch()
    os.mkfifo(tmp_path / f".pvd-{'0' * 16}.part")

    def chunks() -> Iterator[bytes]:
        yield b"new"
        (own,) = set(tmp_path.glob(".pvd-*.part")) - {*kept, tmp_path / f".pvd-{'0' * 16}.part"}
        write_whole(tmp_path / "other.csv", [b"other"])
        assert own.exists(), "that of another run, which is not done, stays"

    write_whole(tmp_path / "out.csv", chunks())
    assert left not in tmp_path.iterdir()
    assert all(file.exists() for file in kept), "what has another name stays"
    assert (tmp_path / "out.csv").read_bytes() == b"new"


@pytest.mark.parametrize("error", [errno.EBUSY, errno.EACCES])
def test_no_hint_ever_writes_onto_a_file_that_cannot_be_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    """A file mounted alone, as into a container, cannot be replaced; `>` would empty it."""
    target = tmp_path / "out.csv"
    target.write_bytes(b"before")

    def refuse(*_args: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BadInput) as caught:
        write_whole(target, [b"new"])
    assert caught.value.hints == ("nothing was written; choose another place with -o",)
    assert (list(tmp_path.iterdir()), target.read_bytes()) == ([target], b"before")


@posix
def test_a_file_that_is_read_only_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"before")
    target.chmod(0o444)
    with pytest.raises(BadInput, match="permission denied"):
        write_whole(target, [b"new"])
    assert target.read_bytes() == b"before"


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="needs /dev/shm")
def test_a_file_is_told_by_what_it_is_not_by_its_path(run: Run) -> None:
    with TemporaryDirectory(dir="/dev/shm") as folder:
        sheet, out = Path(folder, "a.csv"), Path(folder, "out.json")
        sheet.write_text("commune\nSisteron\n", encoding="utf-8")
        assert run("match", str(sheet), "--in-place").code == 0
        assert sheet.read_text(encoding="utf-8").splitlines()[1:] == [
            "Sisteron,labelled,04209,Sisteron,04,selection-2020,100"
        ]
        for _ in range(2):
            assert run("list", "-d", "04", "-o", str(out)).code == 0
        assert len(json.loads(out.read_text(encoding="utf-8"))) > 5


@posix
def test_what_is_no_file_is_written_to_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, [b"new"])
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert list(tmp_path.iterdir()) == [pipe]


@posix
def test_a_link_to_itself_is_not_replaced(tmp_path: Path) -> None:
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    with pytest.raises(BadInput, match="cannot write"):
        write_whole(loop, [b"new"])
    assert list(tmp_path.iterdir()) == [loop] and loop.is_symlink()


@posix
def test_a_mask_that_forbids_all_leaves_a_draft_that_can_be_written(tmp_path: Path) -> None:
    mask = os.umask(0o777)
    try:
        write_whole(tmp_path / "out.csv", [b"new"])
    finally:
        os.umask(mask)
    assert mode(tmp_path / "out.csv") == 0


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="needs /dev/fd")
def test_a_stream_that_is_open_is_written_to_where_it_stands(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"kept\n")
    with log.open("ab") as stream:
        write_whole(Path(f"/dev/fd/{stream.fileno()}"), [b"new"])
    assert log.read_bytes() == b"kept\nnew"


READ = [
    (("list", "--registry", "R", "-o", "R"), ""),
    (("check", "R", "-o", "R"), ""),
    (("check", "R", "-o", "LINK"), ""),
    (("check", "R"), "R"),
    (("list", "--registry", "R"), "R"),
    (("match", "S", "--registry", "R", "-f", "yaml", "-o", "R"), ""),
    (("match", "S", "-o", "S"), ""),
    (("match", "S"), "S"),
    (("match", "-", "-o", "S"), ""),
    (("match", "-"), "S"),
]


@posix
@pytest.mark.parametrize(("argv", "stdout"), READ, ids=str)
def test_what_is_read_is_never_what_is_written(tmp_path: Path, argv: tuple[str, ...], stdout: str) -> None:
    registry, sheet = tmp_path / "r.yaml", tmp_path / "s.csv"
    files = {"R": registry, "S": sheet, "LINK": tmp_path / "link.yaml"}
    registry.write_text(YAML, encoding="utf-8")
    sheet.write_text("commune\nSisteron\n", encoding="utf-8")
    files["LINK"].symlink_to(registry)
    before = [file.read_bytes() for file in files.values()]
    words = [str(files.get(word, word)) for word in argv]
    with sheet.open("rb") as stdin, files.get(stdout, tmp_path / "out").open("ab") as out:
        ended = process(*PVD, *words, capture_output=False, stdin=stdin, stdout=out, stderr=subprocess.PIPE)
    assert ended.returncode == 2
    assert b"is the file that is read" in ended.stderr
    assert [file.read_bytes() for file in files.values()] == before


def test_our_own_data_is_not_replaced_by_an_answer(run: Run) -> None:
    before = (ROOT / "data" / "places.csv").read_bytes()
    result = run("list", "-o", str(ROOT / "data" / "places.csv"))
    assert (result.code, (ROOT / "data" / "places.csv").read_bytes()) == (2, before)


def saved_anew(sheet: Path) -> None:
    other = sheet.with_name("saved")
    other.write_text("commune\nApt\n", encoding="utf-8")
    other.replace(sheet)


def opened(lock: str) -> Callable[[Path], None]:
    return lambda sheet: sheet.with_name(lock.format(sheet.name)).touch()


MEANWHILE: dict[str, Callable[[Path], object]] = {
    "saved anew": saved_anew,
    "added to": lambda sheet: sheet.write_text("commune\nSisteron\nApt\n", encoding="utf-8"),
    "written at another time": lambda sheet: os.utime(sheet, (1, 1)),
    "taken away": Path.unlink,
    "opened in LibreOffice": opened(".~lock.{}#"),
    "opened in Excel": opened("~${}"),
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_others_do_to_a_file_that_is_replaced_is_kept(tmp_path: Path, what: str) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text("commune\nSisteron\n", encoding="utf-8")
    seen: list[bytes | None] = []

    def chunks() -> Iterator[bytes]:
        yield b"new"
        MEANWHILE[what](sheet)
        seen.append(sheet.read_bytes() if sheet.exists() else None)

    with pytest.raises(BadInput, match=r"changed while it was read|open in another program"):
        write_whole(sheet, chunks(), sheet.stat())
    assert (sheet.read_bytes() if sheet.exists() else None) == seen[0]
    assert not list(tmp_path.glob("*.part"))


def test_a_sheet_that_is_open_in_a_spreadsheet_is_not_written_in_place(run: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    sheet.write_text("commune\nSisteron\n", encoding="utf-8")
    opened(".~lock.{}#")(sheet)
    result = run("match", str(sheet), "--in-place")
    assert (result.code, result.err.splitlines()[0]) == (
        2, f"pvd: {sheet} is open in another program, which left .~lock.s.csv# beside it"
    )  # fmt: skip
    assert run("match", str(sheet), "-o", str(tmp_path / "o.csv")).code == 0


@posix
def test_only_a_file_is_written_in_place(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    result = run("match", str(pipe), "--in-place")
    assert (result.code, "not a file that can be replaced" in result.err) == (2, True)


@posix
def test_another_name_of_a_file_that_is_replaced_is_said_to_be_as_before(run: Run, tmp_path: Path) -> None:
    target, other = tmp_path / "out.csv", tmp_path / "other.csv"
    target.write_bytes(b"before")
    os.link(target, other)
    result = run("list", "-o", str(target))
    assert (result.code, "has another name, a hard link" in result.err) == (0, True)
    assert other.read_bytes() == b"before" != target.read_bytes()


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="needs attributes as Linux has them")
def test_a_file_keeps_its_attributes(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_bytes(b"before")
    os.utime(target, (1, 1))
    # user::rw- user:1234:r-- group::r-- mask::r-- other::---, as Linux stores it
    entries = [(1, 6, -1), (2, 4, 1234), (4, 4, -1), (16, 4, -1), (32, 0, -1)]
    access = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    attributes = {"user.origin": b"prefecture", "system.posix_acl_access": access}
    try:
        for name, value in attributes.items():
            os.setxattr(target, name, value)
    except OSError:
        pytest.skip("this disk has none")
    write_whole(target, [b"new"])
    assert {name: os.getxattr(target, name) for name in os.listxattr(target)} == attributes
    assert target.stat().st_mtime > 1, "but not the time at which it was written"


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

    answer = Answer(content=chunks(), format="csv", output=tmp_path / output if output else None)
    with pytest.raises(BadInput) as caught:
        send(answer)
    assert str(caught.value) == f"cannot go on: in.csv: {os.strerror(errno.EIO)}"
    assert list(tmp_path.iterdir()) == []
