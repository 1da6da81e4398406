"""How tests run pvd, here or in a process of its own: nothing of the machine or its user has a say in it."""

from __future__ import annotations

import csv
import gc
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import HealthCheck, settings

from pvd_cli import load_registry
from pvd_cli.cli import main
from pvd_cli.language import choose

# A gate says the same of the same code, on a busy machine too; `anew` looks for what nobody has tried.
settings.register_profile("anew", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("anew"), derandomize=True)
settings.load_profile("same")

pytest_plugins = ("browser",)

ROOT = Path(__file__).parents[1]
REGISTRY = load_registry()
YAML = (ROOT / "data" / "communes.yaml").read_text(encoding="utf-8")
PVD = (sys.executable, "-m", "pvd_cli")
NEEDED = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH")  # without which Python itself may not start
# One of each kind of view: tables, cards, pages, maps.
LISTINGS = (
    ("list",),
    ("search", "sisteron, gap", "--scores"),
    ("show", "sisteron"),
    ("show", "gap"),
    ("departments",),
    ("epcis",),
    ("programme",),
    ("programme", "pillars"),
    ("programme", "timeline"),
    ("near", "gap", "--within", "60"),
)
MAPS = (("map",), ("map", "-d", "83"))


class Result(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Result]
Ended = subprocess.CompletedProcess[bytes]


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


def bare(**named: str) -> dict[str, str]:
    """The environment of a process that a test starts: what the test names, nothing set by chance."""
    return {name: os.environ[name] for name in NEEDED if name in os.environ} | named


def process(*command: str, env: dict[str, str] | None = None, **options: Any) -> Ended:
    """Run a command in an environment that is bare unless one is given, all of it in UTF-8 everywhere."""
    settings = {"capture_output": True, "check": False, **options}
    env = bare() if env is None else env
    if os.name == "nt":
        return subprocess.run(command, env=env, **settings)
    return subprocess.run(
        [word.encode(errors="surrogateescape") for word in command],
        env={name: value.encode(errors="surrogateescape") for name, value in env.items()},
        **settings,
    )


def rows(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of a sheet, each by the sheet's header."""
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))


def changed(folder: Path, before: str, after: str) -> str:
    """The name of a registry that is our own, but for some of its text."""
    assert before in YAML
    file = folder / "mine.yaml"
    file.write_text(YAML.replace(before, after), encoding="utf-8")
    return str(file)


@pytest.fixture(scope="session", autouse=True)
def nowhere() -> Iterator[None]:
    """Tests know nothing of the person who runs them, nor where: no home, no language, no settings."""
    gc.freeze()  # what all tests share need not be gone through again and again: a tenth of their time
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - set(NEEDED):
            patch.delenv(name)
        patch.setenv("LANG", "en_GB.UTF-8")
        patch.setenv("TERM", "xterm-256color")
        yield


@pytest.fixture(autouse=True)
def own_language() -> None:
    """Each test begins in the language of its environment, whatever the one before has chosen."""
    choose()


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
            result = Result(main(list(argv)), out.text(), err.text())
        choose()
        return result

    return run


@pytest.fixture(scope="session", autouse=True)
def catalogue() -> None:
    """Compile the French catalogue, which may have changed since pvd was installed."""
    for source in (ROOT / "src" / "pvd_cli" / "locale").rglob("*.po"):
        compiled, mo = io.BytesIO(), source.with_suffix(".mo")
        with source.open("rb") as po:
            write_mo(compiled, read_po(po))
        if not mo.exists() or mo.read_bytes() != compiled.getvalue():
            own = mo.with_name(f"{mo.name}.{os.getpid()}")  # others run tests meanwhile, and read it
            own.write_bytes(compiled.getvalue())
            own.replace(mo)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="rewrite the golden files")
