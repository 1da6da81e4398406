"""The README cannot lie: each of its commands and examples is replayed."""

from __future__ import annotations

import doctest
import re
import shlex

import pytest
from conftest import ROOT, Run

README = ROOT / "README.md"
LANGUAGES = {"README.md": "en", "README.fr.md": "fr"}
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def replay(run: Run, block: str, language: str) -> str:
    """A console block anew: each `$ pvd …` line, then what that prints on a terminal of 80 columns."""
    parts = []
    for line in block.splitlines():
        if line.startswith("$ pvd"):
            result = run(*shlex.split(line)[2:], terminal=True, NO_COLOR="1", LANGUAGE=language)
            shown = [text.rstrip() for text in (result.out + result.err).splitlines()]
            parts.append("\n".join([line, *shown]) + "\n")
    return "\n".join(parts)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_console_block_prints_what_it_shows(
    run: Run, name: str, request: pytest.FixtureRequest
) -> None:
    """Rewrite the blocks with `pytest --golden`, and read the difference before it is committed."""
    readme = ROOT / name
    text = readme.read_text(encoding="utf-8")
    replayed = BLOCK.sub(lambda block: replay(run, block.group(), LANGUAGES[name]), text)
    if request.config.getoption("--golden"):
        readme.write_text(replayed, encoding="utf-8", newline="\n")
        text = replayed
    assert text == replayed
    assert text.count("\n$ pvd ") > 7


def test_the_python_examples_are_true() -> None:
    result = doctest.testfile(str(README), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


def prompts(name: str) -> list[str]:
    return re.findall(r"^\$ (.*)$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)


def test_no_console_line_starts_with_anything_but_pvd() -> None:
    assert all(prompt.split()[0] == "pvd" for name in LANGUAGES for prompt in prompts(name))


def test_both_languages_make_the_same_tour() -> None:
    assert prompts("README.md") == prompts("README.fr.md")
