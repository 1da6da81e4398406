"""What is shipped: the named files, whatever else lies in a checkout; and nothing is written into it."""

from __future__ import annotations

import shutil
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, process

STRAY = (
    *(".env", "notes.txt", "data/.env", "data/old.csv", "src/pvd_cli/.env", "src/pvd_cli/notes.txt"),
    *(f"src/pvd_cli/output/template/{name}" for name in (".env", "notes.txt", "old.html", "page.js~")),
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout with files that nobody else should see; as read-only as its user can make it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("src", "data", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    for file in [path for path in ROOT.iterdir() if path.suffix in (".md", ".py", ".toml")]:
        shutil.copy(file, folder)
    for file in ROOT.glob("LICENSE*"):
        shutil.copy(file, folder)
    for name in STRAY:
        (folder / name).write_text("SECRET=1", encoding="utf-8")
    return folder


def test_only_named_files_are_shipped_and_nothing_is_written_where_they_are(
    checkout: Path, tmp_path: Path
) -> None:
    before = sorted(checkout.rglob("*"))
    folders = [checkout, *(path for path in before if path.is_dir())]
    for path in folders:
        path.chmod(0o555)
    try:
        build = (sys.executable, "-B", "-m", "hatchling", "build", "-d", str(tmp_path))
        process(*build, cwd=checkout, check=True)
    finally:
        for path in folders:
            path.chmod(0o755)
    assert sorted(checkout.rglob("*")) == before
    (wheel,), (sdist,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    with zipfile.ZipFile(wheel) as archive:
        inside = [name for name in archive.namelist() if name.startswith("pvd_cli/")]
    with tarfile.open(sdist) as packed:
        source = [name.partition("/")[2] for name in packed.getnames()]
    for names in (inside, source):
        assert [
            name for name in names if name.endswith(("env", "notes.txt", "old.csv", "old.html", "~"))
        ] == []
        assert any(name.endswith("data/communes.yaml") for name in names)
    assert {Path(name).suffix for name in inside} == {
        ".py", ".mo", ".typed", ".yaml", ".json", ".csv", ".html", ".css", ".js"
    }  # fmt: skip
    code = {path.relative_to(checkout).as_posix() for path in before if path.suffix in (".py", ".po")}
    assert {name for name in code if name.startswith("src/")} <= set(source)
    assert not any(name.startswith("tests") for name in source)
