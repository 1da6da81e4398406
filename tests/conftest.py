"""How tests run pvd: in this process, at a fixed width, in English unless they say otherwise."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import pvd_cli
from pvd_cli.cli import main

ROOT = Path(__file__).parents[1]
LANGUAGE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]


class Stream(io.TextIOWrapper):
    """A standard stream in memory, which may say that it is a terminal."""

    def __init__(self, content: bytes = b"", *, terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(content), encoding=encoding, write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        content = buffer.getvalue()
        try:
            return content.decode(self.encoding)
        except UnicodeDecodeError:
            return content.decode("cp1252")  # `match` writes a file as it was


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*LANGUAGE_VARIABLES, "PVD_REGISTRY", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run pvd: `run("search", "Sisteron")` gives the exit code, stdout and stderr."""

    def run(
        *argv: str,
        terminal: bool = False,
        width: int = 80,
        stdin: bytes = b"",
        encoding: str = "utf-8",
        **environment: str,
    ) -> Result:
        with monkeypatch.context() as patch:
            patch.chdir(ROOT)
            # Typer words some of its help when its module is imported, which a process does but once.
            patch.delitem(sys.modules, "typer.rich_utils", raising=False)
            patch.delattr("typer.rich_utils", raising=False)
            for name, value in {"COLUMNS": str(width), "LINES": "40", **environment}.items():
                patch.setenv(name, value)
            out, err = (Stream(terminal=terminal, encoding=encoding) for _ in range(2))
            patch.setattr("sys.stdout", out)
            patch.setattr("sys.stderr", err)
            patch.setattr("sys.stdin", Stream(stdin))
            code = main(list(argv))
            return Result(code, out.text(), err.text())

    return run


@pytest.fixture(scope="session")
def registry() -> pvd_cli.Registry:
    return pvd_cli.load_registry(ROOT / "data" / "communes.yaml")


@pytest.fixture(scope="session", autouse=True)
def catalogue() -> None:
    """Compile the French catalogue, which may have changed since pvd was installed."""
    for source in (ROOT / "src" / "pvd_cli" / "locale").rglob("*.po"):
        with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po))


@pytest.fixture(scope="session", autouse=True)
def home_of_no_one() -> Iterator[None]:
    """Tests read nothing of the person who runs them."""
    home = os.environ.pop("HOME", None)
    yield
    if home is not None:
        os.environ["HOME"] = home


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the golden files")
