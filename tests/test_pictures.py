"""The README's pictures show what pvd prints today."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType, SimpleNamespace
from xml.etree import ElementTree

import pytest
from conftest import ROOT, process

DOCS = ROOT / "docs"


def module() -> ModuleType:
    specification = importlib.util.spec_from_file_location("pictures", DOCS / "pictures.py")
    assert specification and specification.loader
    pictures = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(pictures)
    return pictures


PICTURES = module()


def text(svg: str) -> str:
    """What a picture says, without blanks: versions of Rich differ in how they cut it up."""
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace(
        "https://www.textualize.io", ""
    )
    nodes = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return re.sub(r"\s", "", "".join(node.text or "" for node in nodes))


@pytest.fixture
def in_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    runner = SimpleNamespace(run=lambda command, **options: process(*command, **options))
    monkeypatch.setattr(PICTURES, "subprocess", runner)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", PICTURES.PICTURES)
def test_a_picture_is_not_stale(in_utf8: None, name: str, language: str) -> None:
    """If it is: python docs/pictures.py"""
    kept = text((DOCS / f"{name}.{language}.svg").read_text(encoding="utf-8"))
    assert len(kept) > 100
    assert kept == text(PICTURES.picture(name, language))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_documentation_shows_each_picture(language: str) -> None:
    pages = [*ROOT.glob("README*.md"), *DOCS.rglob("*.md")]
    content = "".join(page.read_text(encoding="utf-8") for page in pages)
    shown = re.findall(rf"!\[[^]]+\]\((?:docs/|\.\./)?([\w-]+)\.{language}\.(svg|png)\)", content)
    drawn = {(name, "svg") for name in (*PICTURES.PICTURES, "picture")}
    assert set(shown) == drawn | {(name, "png") for name in PICTURES.PAGES}
    for name in PICTURES.PAGES:
        assert (DOCS / f"{name}.{language}.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_drawn_map_is_not_stale(in_utf8: None, language: str) -> None:
    kept = (DOCS / f"picture.{language}.svg").read_text(encoding="utf-8")
    assert kept == PICTURES.drawn("svg", language)


def test_the_pictures_of_the_page_are_of_the_page_of_today(in_utf8: None) -> None:
    """If they are not: python docs/pictures.py, which needs Chromium."""
    assert PICTURES.HASHES.read_text(encoding="utf-8") == PICTURES.hashes()
