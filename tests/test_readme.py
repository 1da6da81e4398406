"""The README cannot lie: each of its commands and examples is replayed."""

from __future__ import annotations

import doctest
import re
import shlex

import pytest
from conftest import ROOT, Run

README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def replay(run: Run, block: str) -> str:
    """A console block anew: each `$ pvd …` line, then what that prints on a terminal of 80 columns."""
    parts = []
    for line in block.splitlines():
        if line.startswith("$ pvd"):
            result = run(*shlex.split(line)[2:], terminal=True, NO_COLOR="1")
            shown = [text.rstrip() for text in (result.out + result.err).splitlines()]
            parts.append("\n".join([line, *shown]) + "\n")
    return "\n".join(parts)


def test_every_console_block_prints_what_it_shows(run: Run, request: pytest.FixtureRequest) -> None:
    """Rewrite the blocks with `pytest --golden`, and read the difference before it is committed."""
    text = README.read_text(encoding="utf-8")
    replayed = BLOCK.sub(lambda block: replay(run, block.group()), text)
    if request.config.getoption("--golden"):
        README.write_text(replayed, encoding="utf-8", newline="\n")
        text = replayed
    assert text == replayed
    assert text.count("\n$ pvd ") > 7


def test_the_python_examples_are_true() -> None:
    result = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


def test_no_console_line_starts_with_anything_but_pvd() -> None:
    prompts = re.findall(r"^\$ (.*)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert all(prompt.split()[0] == "pvd" for prompt in prompts)
