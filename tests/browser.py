"""A real browser for the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
browsing = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here to open the page in")
WIDTHS = (320, 390, 768, 1280, 1920)
PHONE, DESK = 390, 1280

Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page_of(run: Run, tmp_path: Path, browser: Browser) -> Iterator[Open]:
    """Open what `pvd map` writes, and fail if the page asked for anything or had an error."""
    wrong: list[str] = []
    pages = []

    def open(
        *argv: str,
        width: int = DESK,
        scheme: str = "light",
        hash: str = "",
        script: bool = True,
        **environment: str,
    ) -> Page:
        file = tmp_path / "map.html"
        assert run("map", *argv, "-o", str(file), **environment).code == 0
        size: Any = {"width": width, "height": 800}
        page = browser.new_page(viewport=size, color_scheme=scheme, java_script_enabled=script)  # type: ignore[arg-type]
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request", lambda request: wrong.append(request.url) if request.url.startswith("http") else None
        )
        page.goto(file.as_uri() + hash)
        pages.append(page)
        return page

    yield open
    for page in pages:
        page.close()
    assert wrong == []


def results(page: Page, query: str) -> list[str]:
    page.fill("#query", query)
    return page.locator("#results li").all_inner_texts()


def shown(page: Page) -> list[str]:
    return page.locator("#list tbody tr:visible th").all_inner_texts()


def in_window(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    return bool(box and size and 0 <= box["y"] < size["height"] - 40 and 0 <= box["x"] < size["width"])
