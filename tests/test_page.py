"""The page in a real browser: it answers as pvd does, by mouse and by keyboard, and asks no network."""

from __future__ import annotations

import json
import re
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from conftest import REGISTRY, Run, changed

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
browsing = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here to open the page in")

if CHROMIUM:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
    from playwright.sync_api import Browser, Page, sync_playwright
Open = Callable[..., "Page"]


def test_the_script_that_may_run_is_that_of_the_page(run: Run) -> None:
    """Who changes page.js puts its new hash into page.html; without a browser this alone tells."""
    page = run("map", "-f", "html").out
    script = page[page.rindex("<script>") + len("<script>") : page.rindex("</script>")]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
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
        *argv: str, width: int = 1280, scheme: str = "light", hash: str = "", **environment: str
    ) -> Page:
        file = tmp_path / "map.html"
        assert run("map", *argv, "-o", str(file), **environment).code == 0
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
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


def found(page: Page, query: str) -> list[str]:
    page.fill("#query", query)
    return page.locator("#results li").all_inner_texts()


@browsing
def test_search_forgives_and_says_what_is_not_labelled(page_of: Open) -> None:
    page = page_of()
    for query in ("st remy de provence", "ST-RÉMY", "saint rémy de provence", "13100"):
        assert "Saint-Rémy-de-Provence (Bouches-du-Rhône, 13100) – labelled, selected in 2020" in found(
            page, query
        )
    for query in ("isle/sorgue", "L’Isle sur Sorgue", "84054"):
        assert found(page, query)[0].startswith("L'Isle-sur-la-Sorgue"), query
    assert found(page, "la seyne sur mer") == ["La Seyne-sur-Mer (Var, 83126) – not labelled"]
    assert found(page, "gap")[0].startswith(
        "Gap (Hautes-Alpes, 05061) – not labelled. It has an Action cœur de ville"
    )
    assert found(page, "riez")[0].endswith("labelled, joined in 2021")
    assert [line[:8] for line in found(page, "mirabeau")] == ["Mirabeau", "Mirabeau"]
    assert found(page, "mirabeau 84") == ["Mirabeau (Vaucluse, 84076) – labelled, selected in 2020"]
    assert found(page, "sisteorn")[0].startswith("Sisteron")
    assert found(page, "les issambres") == [
        "Les Issambres: Roquebrune-sur-Argens (Var, 83107) – labelled, selected in 2020"
    ]
    assert [line.split(" (")[0] for line in found(page, "06103")] == ["Roquebillière", "06103: Nice"]
    assert [line.split(" (")[0] for line in found(page, "saint-auban")] == ["Saint-Auban"]
    shown = found(page, "04200")
    assert (shown[0][:8], len(shown), shown[-1]) == ("Salignac", 11, "10 more")
    assert page.inner_text("#found") == "20 communes fit this query."
    assert found(page, "zzzz") == []
    assert page.inner_text("#found") == "No commune of the region is called “zzzz”."


@browsing
def test_every_name_of_the_region_finds_what_pvd_finds(page_of: Open) -> None:
    page = page_of()
    ask = "queries => queries.map(query => (rank(query)[0] || {}).insee)"
    spellings = {place.name: place for place in REGISTRY.places}
    # Namesakes are a question; capitals, blanks and abbreviations are how registers write names.
    written = {}
    for place in REGISTRY.places:
        plain = place.name.upper().replace("SAINT-", "ST ").replace("-", " ").replace("'", " ")
        match = REGISTRY.find(plain).match
        if match:
            written[plain] = match.commune.insee
    assert len(spellings) > 900 and len(written) > 850
    answers = page.evaluate(ask, list(written))
    wrong = {
        query: (answer, code)
        for (query, code), answer in zip(written.items(), answers, strict=True)
        if answer != code
    }
    assert wrong == {}


@browsing
def test_the_list_is_sorted_and_filtered(page_of: Open) -> None:
    page = page_of()
    rows = page.locator("#list tbody tr")
    assert rows.count() == 65
    page.click("text=Inhab. >> nth=0")
    first = rows.first.inner_text()
    page.click("#list th.number button")
    assert "Espinasses" in first and "Châteaurenard" not in first
    numbers = [int(text.replace(",", "")) for text in page.locator("#list td.number").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True) and numbers[0] > 15_000
    assert page.get_attribute("#list th.number", "aria-sort") == "descending"
    page.select_option("#department", "04")
    assert rows.count() == 11
    page.select_option("#cohort", "joined-2021")
    assert sorted(page.locator("#list tbody th").all_inner_texts()) == ["Oraison", "Riez"]
    assert page.inner_text("#count") == "2 labelled communes"
    page.select_option("#cohort", "")
    page.select_option("#department", "")
    page.select_option("#epci", label="CC du Sisteronais-Buëch")
    assert rows.count() == 3


@browsing
def test_a_card_opens_by_click_by_address_and_by_keyboard_alone(page_of: Open) -> None:
    page = page_of()
    assert page.is_hidden("#card")
    page.locator(".map a[href='#04209'] path").click()
    page.locator("#card", has_text="Sisteron (04209)").wait_for()  # no expression: the page forbids eval
    assert page.url.endswith("#04209") and "7,850 inhabitants (2023)" in page.inner_text("#card")
    page.click(".close")
    page.locator("#card").wait_for(state="hidden")
    page.locator("#query:focus").wait_for()
    assert "#" not in page.url
    page.keyboard.type("riez")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#card:focus", has_text="Riez (04166)").wait_for()
    assert page.url.endswith("#04166")
    page = page_of(hash="#83126")
    page.locator("#card-status", has_text="La Seyne-sur-Mer (Var, 83126) is not labelled.").wait_for()
    page.reload()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#list"


@browsing
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_and_axe_finds_nothing_wrong(page_of: Open, width: int, scheme: str) -> None:
    page = page_of(width=width, scheme=scheme, hash="#04209")
    found(page, "gap")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    result = Axe().run(page)
    assert len(result.response["passes"]) > 20
    assert result.response["violations"] == []


@browsing
def test_it_speaks_french_and_prints(page_of: Open) -> None:
    page = page_of("-d", "83", LANGUAGE="fr")
    assert page.get_attribute("html", "lang") == "fr"
    assert page.title() == "Petites villes de demain – Var"
    assert found(page, "toulon") == ["Toulon (Var, 83137) – sans le label"]
    assert page.locator("#list tbody tr").count() == 13
    totals = page.locator("#totals tfoot").inner_text().split()
    assert totals[:3] == ["Total", "13", "0"]
    assert page.locator("#sections h2").all_inner_texts() == ["Les trois piliers", "Sources"]
    page.emulate_media(media="print")
    assert page.is_hidden("#query") and page.is_visible(".map")


EVIL = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>"


@browsing
def test_what_stands_in_a_registry_is_text(page_of: Open, tmp_path: Path) -> None:
    file = changed(tmp_path, "name: Sisteron\n", f"name: {json.dumps(EVIL)}\n")
    page = page_of("--registry", file, hash="#04209")
    assert page.title() == "Petites villes de demain – Provence-Alpes-Côte d'Azur"
    assert page.inner_text("#card h2") == f"{EVIL} (04209)"
    assert page.locator("img").count() == 0 and page.locator("script").count() == 2
    assert page.locator(".map a[href='#04209']").get_attribute("aria-label") == EVIL


def test_it_is_one_small_file_that_refers_to_nothing(run: Run) -> None:
    page = run("map", "-f", "html").out
    assert len(page.encode()) < 400_000
    assert "{{" not in page.partition('<script type="application/json"')[0]
    assert not re.search(r"""(?:src|href)=["'](?!#|data:)|@import|url\((?!#)""", page)
