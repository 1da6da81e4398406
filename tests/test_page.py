"""The page in a real browser, as a reader uses it: what is where, what the address tells, what is printed."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import CHROMIUM, DESK, LAYOUTS, PHONE, WIDTHS, Open, browsing, in_window, results, shown
from conftest import REGISTRY, Run, changed

if CHROMIUM:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
if TYPE_CHECKING:
    from playwright.sync_api import Browser


@browsing
@pytest.mark.parametrize("width", LAYOUTS)
def test_a_card_opens_where_one_looks_and_closing_it_leads_back(page_of: Open, width: int) -> None:
    page = page_of(width=width)
    page.locator("#list tbody a", has_text="Valréas").click()
    page.locator("#card:focus", has_text="Valréas (Vaucluse, 84138) is labelled").wait_for()
    assert in_window(page, "#card-name") and page.url.endswith("#84138")
    before = page.evaluate("scrollY")
    page.keyboard.press("Escape")
    page.locator("#card").wait_for(state="hidden")
    page.locator("#list a:focus", has_text="Valréas").wait_for()
    assert page.evaluate("scrollY") == before > 0 and in_window(page, "#list a:focus")
    page.go_back()
    page.locator("#card", has_text="Valréas").wait_for()
    page.click("#close")
    page.locator("#card").wait_for(state="hidden")
    assert page.evaluate("scrollY") == before


@browsing
def test_a_link_to_a_commune_shows_its_card_on_a_phone(page_of: Open) -> None:
    page = page_of(width=PHONE, hash="#83116")
    assert in_window(page, "#card-name")
    assert "is labelled: it was selected in 2020" in page.inner_text("#card-status")
    page = page_of(hash="#83126")
    page.locator("#card-status", has_text="La Seyne-sur-Mer (Var, 83126) is not labelled.").wait_for()


@browsing
def test_a_view_stands_in_the_address_and_can_be_sent(page_of: Open) -> None:
    page = page_of()
    page.select_option("select[name=department]", label="Var")
    page.select_option("select[name=ort]", label="none known")
    without = [c for c in REGISTRY.list(department="83", cohort="all") if not c.ort_signed]
    assert shown(page) == sorted(c.name for c in without) and len(without) > 2
    page.click("th[data-key=cohort] button")
    page.fill("#query", "seyne")
    page.wait_for_url(lambda url: url.endswith("#sort=cohort&query=seyne&department=83&ort=no"))
    other = page_of(hash="#" + page.url.partition("#")[2])
    assert shown(other) == shown(page) and other.input_value("#query") == "seyne"
    assert other.locator("#results li").count() > 0
    page.go_back()
    page.locator("select[name=ort] >> nth=0").wait_for()
    assert page.url.endswith("department=83&ort=no") and page.input_value("#query") == ""
    page.go_back()
    assert page.input_value("select[name=ort]") == "" and len(shown(page)) == 13


@browsing
def test_a_department_narrows_the_intercommunalities_and_dims_the_others_on_the_map(page_of: Open) -> None:
    page = page_of(hash="#department=84")
    options = page.locator("select[name=epci] option:not([disabled])").all_inner_texts()
    assert "CC Pays d'Apt-Luberon" in options and "CC Serre-Ponçon" not in options
    assert len(shown(page)) == 15 and page.inner_text("#count") == "15 labelled communes"
    assert page.locator(".map a.other").count() == 65 - 15
    page.select_option("select[name=epci]", label="CC Pays d'Apt-Luberon")
    page.select_option("select[name=department]", label="Hautes-Alpes")
    assert page.input_value("select[name=epci]") == "" and len(shown(page)) == 11


@browsing
def test_the_list_is_sorted_what_is_not_known_last(page_of: Open) -> None:
    page = page_of(width=1920)
    page.click("th[data-key=population] button")
    page.click("th[data-key=population] button")
    numbers = [int(text.replace(",", "")) for text in page.locator("#list td.number").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True) and numbers[0] > 15_000
    assert page.get_attribute("th[data-key=population]", "aria-sort") == "descending"
    for _ in range(2):
        page.click("th[data-key=ort] button")
        dates = page.locator("#list tbody td:last-child").all_inner_texts()
        assert set(dates[-20:]) == {"–"} and "–" not in dates[:-20]


@browsing
def test_a_row_lights_its_territory_and_a_territory_its_row(page_of: Open) -> None:
    page = page_of()
    page.hover("#list tbody tr[data-insee='84003']")
    assert page.locator(".map a.lit").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    ) == ["#84003"]
    page.hover(".map a[href='#04209'] path")
    assert page.locator("#list tr.lit").evaluate_all("rows => rows.map(row => row.dataset.insee)") == [
        "04209"
    ]
    page.mouse.move(0, 0)
    page.focus("#list a[href='#06163']")
    assert page.locator(".map a.lit").get_attribute("href") == "#06163"
    page.click(".map a[href='#04209'] path")
    page.locator("#card", has_text="Sisteron").wait_for()


@browsing
def test_all_is_reached_by_keys_alone(page_of: Open) -> None:
    page = page_of()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#list"
    page.keyboard.press("Enter")
    page.locator("#list:focus").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "department"
    page.keyboard.press("End")
    assert page.url.endswith("#department=84")
    page.locator("#list tbody a:visible").first.focus()
    page.keyboard.press("Enter")
    page.locator("#card:focus", has_text="Apt").wait_for()
    assert page.url.endswith("#84003&department=84")


ALL_OPEN = "#84076&query=mirabeau&department=84"  # a card, results, a list and a map that are narrowed


@browsing
def test_it_fits_in_any_window(page_of: Open) -> None:
    page = page_of(hash=ALL_OPEN)
    assert page.is_visible("#card") and page.is_visible("#results li >> nth=0")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width


@browsing
@pytest.mark.parametrize(
    ("width", "scheme", "rules"),
    [
        (DESK, "light", {}),
        # A phone changes the layout, dark colours the contrast, which takes longest to measure.
        (PHONE, "light", {"rules": {"color-contrast": {"enabled": False}}}),
        (PHONE, "dark", {"runOnly": ["color-contrast"]}),
    ],
    ids=["all rules", "on a phone", "in dark colours"],
)
def test_axe_finds_nothing_wrong(page_of: Open, width: int, scheme: str, rules: dict[str, object]) -> None:
    page = page_of(width=width, scheme=scheme, hash=ALL_OPEN)
    assert page.is_visible("#card") and page.is_visible("#results li >> nth=0")
    response = Axe().run(page, options={"resultTypes": ["violations"], **rules}).response
    assert len(response["passes"]) > (0 if "runOnly" in rules else 20)
    assert response["violations"] == []


@browsing
def test_without_a_script_the_list_is_there_and_says_why_the_search_is_not(page_of: Open) -> None:
    page = page_of(script=False)
    assert len(shown(page)) == 65
    assert page.is_hidden("#query") and page.is_hidden("form")
    assert "they need JavaScript" in page.inner_text("#plain")
    assert page.locator("#list a[href='#04209']").count() == page.locator("tr[id='04209']").count() == 1
    assert page_of().locator("#plain").count() == 0


@browsing
def test_under_a_strict_policy_it_is_as_without_a_script(run: Run, browser: Browser) -> None:
    content = run("map", "-f", "html").out
    page = browser.new_page()
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=content, content_type="text/html", headers={"Content-Security-Policy": "default-src 'self'"}
        ),
    )
    page.goto("http://localhost/map.html")
    assert len(shown(page)) == 65 and page.is_hidden("#query")
    assert "they need JavaScript" in page.inner_text("#plain")
    page.close()


@browsing
def test_it_prints_the_list_whole_under_its_headings(page_of: Open, tmp_path: Path) -> None:
    page = page_of(hash="#84003")
    page.emulate_media(media="print")
    for hidden in ("#query", "form", "#card", "#count"):
        assert page.is_hidden(hidden)
    assert page.is_visible(".map") and page.is_visible(".tiles")
    assert page.locator("#list th:visible").count() == 65 + 7
    styles = page.evaluate(
        "() => [['#list', 'breakBefore'], ['#list tr', 'breakInside'], ['thead', 'display']]"
        ".map(([selector, name]) => getComputedStyle(document.querySelector(selector))[name])"
    )
    assert styles == ["page", "avoid", "table-header-group"]
    assert (
        page.locator("thead button").first.evaluate("button => getComputedStyle(button).display")
        == "contents"
    )
    assert len(re.findall(rb"/Type /Page\b", page.pdf())) >= 4


@browsing
def test_it_speaks_french(page_of: Open) -> None:
    page = page_of("-d", "83", LANGUAGE="fr")
    assert page.get_attribute("html", "lang") == "fr"
    assert page.title() == "Petites villes de demain – Var"
    results(page, "toulon")
    assert "Toulon (Var, 83137) n’a pas le label" in page.inner_text("#answer").replace("\u00a0", " ")
    assert len(shown(page)) == 13
    assert page.locator(".columns tfoot").inner_text().split()[:3] == ["Total", "13", "0"]


@browsing
def test_it_explains_itself(page_of: Open) -> None:
    page = page_of()
    about = page.inner_text(".about")
    for words in ("fewer than 20,000 inhabitants", "ANCT", "opération de revitalisation de territoire (ORT)"):
        assert words in about
    assert (page.get_attribute(".about a", "href") or "").startswith(
        "https://agence-cohesion-territoires.gouv.fr/"
    )
    assert page.inner_text("header .date") == "Data as of 27 April 2026"
    headings = page.locator(".texts h2").all_inner_texts()
    assert headings == ["Where the programme stands", "The three pillars", "Sources"]
    assert "internet-presse-politique.fr" in page.inner_text(".texts")
    assert page.locator(".tiles strong").all_inner_texts()[0] == "60 + 5"
    bars = page.locator(".timeline li.convention").all_text_contents()
    assert "2021 Q2: accession conventions: 43" in bars


EVIL = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>"


@browsing
def test_what_stands_in_a_registry_is_text(page_of: Open, tmp_path: Path) -> None:
    file = changed(tmp_path, "name: Sisteron\n", f"name: {json.dumps(EVIL)}\n")
    page = page_of("--registry", file, hash="#04209")
    assert page.title() == "Petites villes de demain – Provence-Alpes-Côte d’Azur"
    assert page.inner_text("#card h2") == EVIL
    assert page.locator("img").count() == 0 and page.locator("script").count() == 2
    assert page.locator(".map a[href='#04209']").get_attribute("aria-label") == EVIL


def test_the_script_that_may_run_is_that_of_the_page(run: Run) -> None:
    page = run("map", "-f", "html").out
    script = page[page.rindex("<script>") + len("<script>") : page.rindex("</script>")]
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in page


def test_it_is_one_small_file_that_refers_to_nothing(run: Run) -> None:
    page = run("map", "-f", "html").out
    assert len(page.encode()) < 500_000
    before_scripts = page.partition('<script type="application/json"')[0]
    assert "{{" not in before_scripts
    assert not re.search(r"""src=["'](?!data:)|@import|url\((?!#)""", page)
    assert not re.search(r"""<link [^>]*href=["'](?!data:)""", page)
