"""A real browser for the tests of the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

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
LAYOUTS = (320, 768, 1280)  # a width of each layout that page.css has

Open = Callable[..., "Page"]


class Tab(NamedTuple):
    """A tab of the browser. wrong: what its pages asked for from elsewhere, and their errors."""

    page: Page
    wrong: list[str]


def new_tab(browser: Browser, *, script: bool = True) -> Tab:
    page, wrong = browser.new_page(java_script_enabled=script), list[str]()
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if request.url.startswith("http") else None)
    return Tab(page, wrong)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def first_tab(browser: Browser) -> Tab:
    """The tab that each test uses first: to open one takes longer than a test."""
    return new_tab(browser)


@pytest.fixture(scope="session")
def files() -> dict[tuple[object, ...], Path]:
    """The pages that `pvd map` has written, by its words and its environment."""
    return {}


@pytest.fixture
def page_of(
    run: Run,
    tmp_path_factory: pytest.TempPathFactory,
    browser: Browser,
    first_tab: Tab,
    files: dict[tuple[object, ...], Path],
) -> Iterator[Open]:
    """Open what `pvd map` writes, and fail if the page asked for anything or had an error."""
    tabs: list[Tab] = []

    def open(
        *argv: str,
        width: int = DESK,
        scheme: Literal["light", "dark"] = "light",
        hash: str = "",
        script: bool = True,
        **environment: str,
    ) -> Page:
        key = (*argv, *environment.items())
        if key not in files:
            files[key] = tmp_path_factory.mktemp("page") / "map.html"
            assert run("map", *argv, "-o", str(files[key]), **environment).code == 0
        tab = first_tab if script and first_tab not in tabs else new_tab(browser, script=script)
        tabs.append(tab)
        tab.page.set_viewport_size({"width": width, "height": 800})
        tab.page.emulate_media(media="screen", color_scheme=scheme)
        tab.page.goto(files[key].as_uri() + hash)
        return tab.page

    yield open
    wrong = [what for tab in tabs for what in tab.wrong]
    for tab in tabs:
        if tab is first_tab:
            tab.wrong.clear()
            tab.page.goto("about:blank")  # else another address of the same page would not be loaded anew
            tab.page.mouse.move(0, 0)
        else:
            tab.page.close()
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
