"""What is written cannot lie: each command and example of the README and of docs/ is replayed."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path

import pytest
from conftest import ROOT, Run

PAGES = [ROOT / "README.md", ROOT / "README.fr.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
MOST_WORDS = 900  # of the README, beside its examples


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def language_of(page: Path) -> str:
    return "fr" if page.name == "README.fr.md" or page.parent.name == "fr" else "en"


def prompts(page: Path) -> list[str]:
    return re.findall(r"^\$ (.*)$", text_of(page), re.MULTILINE)


def replay(run: Run, block: str, language: str) -> str:
    """A console block anew: each `$ pvd …` line, then what that prints on a terminal of 80 columns."""
    parts = []
    for line in block.splitlines():
        if line.startswith("$ pvd"):
            result = run(*shlex.split(line)[2:], terminal=True, NO_COLOR="1", LANGUAGE=language)
            shown = [text.rstrip() for text in (result.out + result.err).splitlines()]
            parts.append("\n".join([line, *shown]) + "\n")
    return "\n".join(parts)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_console_block_prints_what_it_shows(
    run: Run, page: Path, request: pytest.FixtureRequest
) -> None:
    """Rewrite the blocks with `pytest --golden`, and read the difference before it is committed."""
    text, language = text_of(page), language_of(page)
    replayed = BLOCK.sub(lambda block: replay(run, block.group(), language), text)
    if request.config.getoption("--golden"):
        page.write_text(replayed, encoding="utf-8", newline="\n")
        text = replayed
    assert text == replayed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_example_fails(run: Run, page: Path) -> None:
    """An example answers (0) or is a question (1): wrong usage is no example."""
    for prompt in prompts(page):
        program, *words = shlex.split(prompt)
        assert program == "pvd"
        assert run(*words, LANGUAGE=language_of(page)).code in (0, 1), prompt


def test_the_pages_have_examples() -> None:
    counted = {page.name: len(prompts(page)) for page in PAGES}
    assert counted["README.md"] >= 5 and counted["command-line.md"] >= 12 and counted["matching.md"] >= 2


def test_the_readme_is_two_screens_of_words() -> None:
    for page in PAGES[:2]:
        assert len(re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL).split()) < MOST_WORDS


def test_both_readmes_show_the_same() -> None:
    assert prompts(PAGES[0]) == prompts(PAGES[1])


def test_the_python_examples_are_true() -> None:
    result = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False, encoding="utf-8")
    assert result.attempted > 5
    assert result.failed == 0


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text_of(page)):
        assert (page.parent / target).exists(), target
