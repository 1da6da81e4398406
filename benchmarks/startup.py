"""How long pvd takes to answer, beside a hello-world Typer command and like tools of PyPI, pair by pair.

    pip install . && python benchmarks/startup.py

Measure an installed wheel: a checkout reads its registry from YAML. csvgrep (csvkit), rich (rich-cli, which
wants an environment of its own) and sqlite-utils are taken from the PATH. Each round runs each command once,
in turn, so that a busy moment of the machine meets them all; medians and the median of the rounds' ratios.
"""

from __future__ import annotations

import os
import pty
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from shutil import which

ROUNDS = 21
HELLO = {
    "hello": (
        "import typer\n\ndef hello(name: str = 'x') -> None:\n"
        "    print(f'Hello {name}')\n\ntyper.run(hello)\n"
    ),
    "hello with a table": (
        "import typer\nfrom rich.console import Console\nfrom rich.table import Table\n\n"
        "def hello(name: str = 'x') -> None:\n    table = Table('name', 'code')\n"
        "    table.add_row(name, '1')\n    Console(force_terminal=True).print(table)\n\ntyper.run(hello)\n"
    ),
    "hello's completion": (
        "import typer\n\napp = typer.Typer()\n\n@app.command()\n"
        "def hello(name: str = typer.Option('x', autocompletion=lambda: ['Camila', 'Carlos'])) -> None:\n"
        "    print(name)\n\n@app.command()\ndef other() -> None:\n    pass\n\napp(prog_name='hello')\n"
    ),
}


def clock(command: list[str], *, terminal: bool = False, **environment: str) -> float:
    """Milliseconds of one run, its output thrown away or read by a terminal."""
    variables = {**os.environ, **environment}
    start = time.perf_counter()
    if terminal:
        ours, theirs = pty.openpty()
        subprocess.run(command, stdout=theirs, stderr=theirs, env=variables, check=True)
        os.close(theirs)
        os.close(ours)
    else:
        subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=variables, check=True
        )
    return (time.perf_counter() - start) * 1e3


def compare(title: str, ours: list[str], theirs: list[str], **options: object) -> None:
    """Print the medians of two commands and of their ratio."""
    pairs = [(clock(ours, **options), clock(theirs, **options)) for _ in range(ROUNDS)]  # type: ignore[arg-type]
    mine, other = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(f"{title:44}{mine:8.0f} ms{other:8.0f} ms{ratio:8.2f}")


def main() -> None:
    pvd = str(Path(sys.executable).with_name("pvd"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scripts = {}
        for title, code in HELLO.items():
            file = folder / f"{title.replace(' ', '-')}.py"
            file.write_text(code, encoding="utf-8")
            scripts[title] = [sys.executable, str(file)]
        print(f"{'':44}{'pvd':>11}{'beside':>11}{'ratio':>8}")
        for words in (
            "search Sisteron",
            "search Sisteron -f json",
            "list",
            "show Sisteron",
            "programme",
            "near Gap",
        ):
            compare(f"{words} | hello", [pvd, *words.split()], scripts["hello"])
        for words in ("search Sisteron", "list", "show Sisteron", "departments"):
            command = [pvd, *words.split()]
            compare(
                f"{words}, terminal | hello with a table",
                command,
                scripts["hello with a table"],
                terminal=True,
            )
        asked = {"_PVD_COMPLETE": "complete_bash", "_HELLO_COMPLETE": "complete_bash", "COMP_CWORD": "2"}
        compare("show sis<TAB> | hello's completion", [pvd], scripts["hello's completion"],
                COMP_WORDS="pvd show sis", **asked)  # fmt: skip
        data = folder / "communes.csv"
        subprocess.run([pvd, "list", "-o", str(data)], check=True)
        peers = {
            "csvgrep": ["-c", "name", "-m", "Sisteron", str(data)],
            "rich": ["--csv", str(data)],
            "sqlite-utils": ["memory", str(data), "select * from communes where name = 'Sisteron'"],
        }
        for peer, arguments in peers.items():
            there = which(peer)
            if there:
                compare(f"search Sisteron | {peer}", [pvd, "search", "Sisteron"], [there, *arguments])
            else:
                print(f"{peer} is not installed")


if __name__ == "__main__":
    main()
