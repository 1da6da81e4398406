"""The search of the page decides what pvd decides, and where pvd asks, it asks."""

from __future__ import annotations

import random

from browser import Open, browsing, results
from conftest import REGISTRY

# What the page and pvd are both asked: codes, names, parts of names, errors, places, what is elsewhere.
QUERIES = """
La Seyne|Var|04200|mirabeau|st rémy|saint remy|sisteorn|luc|le luc|seyne|isle sur sorgue|l'isle|vaison
arcs|gap|saint maximin|les arcs|forcalkier|sorgue|84|paris|aubagne|valence|roquebrune|cadenet 84
sisteron 83|mairie d'apt|luberon|breil|tour d'aigues|la tour|chateau arnoux|les issambres|13210
mirabeau 84|orang|apt|at|04209|4200|06103|saint-auban|Luc (Le)|Le Muy, Var|mirabeau vaucluse|la roque
saint-martin|Sisteron France|ville de Sisteron|riez|zzzz|13|bouches du rhone|dlva|pvd-93-84-1|nice
Beaumont|Les Milles|ISLE S/ SORGUE|Puget-Th.|Aix en Provence|Saint-André-d'Allas|Marseille 13001
L’Isle sur Sorgue|le acnnet-des-maures|Lyon|Toulouse|Ventabren 84|Mirabo
"""


@browsing
def test_the_page_decides_what_pvd_decides(page_of: Open) -> None:
    """One table of queries is asked of both: where pvd asks, the page never opens a card."""
    chance = random.Random(1)
    names = [place.name for place in REGISTRY.places]
    queries = [query for line in QUERIES.split("\n") for query in line.split("|") if query]
    asked = [*queries, *names, *(misspelt(chance.choice(names), chance) for _ in range(200))]
    ask = (
        "queries => queries.map(query => { const { candidates, sure } = rank(query);"
        "return [sure ? candidates[0].place.insee : '', candidates.map(one => one.place.insee)]; })"
    )
    more, less, other = [], [], []
    for query, (sure, candidates) in zip(asked, page_of().evaluate(ask, asked), strict=True):
        result = REGISTRY.search(query)
        match = result.match.commune.insee if result.match else ""
        if sure and sure != match:
            more.append(query)
        if match and not sure:
            less.append(query)
        if result.department:  # which both name first; the page also offers names like it
            continue
        if query in queries and candidates[:1] != [c.commune.insee for c in result.candidates[:1]]:
            other.append(query)
    assert (more, other) == ([], [])
    # A name cut short may be of a commune elsewhere, whose names a page has no room for: there it asks.
    assert set(less) & {*queries, *names} == {"orang", "Puget-Th."} and len(less) < len(asked) / 50


def misspelt(name: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(name) - 1)
    return (
        name[:place] + chance.choice(("", name[place] * 2, name[place + 1] + name[place])) + name[place + 1 :]
    )


@browsing
def test_an_answer_stands_under_the_search_as_it_is_typed(page_of: Open) -> None:
    page = page_of()
    assert results(page, "apt") == ["Apt (Vaucluse, 84003) labelled, selected in 2020"]
    assert page.inner_text("#answer") == "Apt (Vaucluse, 84003) is labelled: it was selected in 2020."
    results(page, "gap")
    assert "Gap (Hautes-Alpes, 05061) is not labelled. It has an Action cœur de ville" in page.inner_text(
        "#answer"
    )
    assert results(page, "les issambres") == [
        "Les Issambres: Roquebrune-sur-Argens (Var, 83107) labelled, selected in 2020"
    ]
    assert results(page, "Var")[0] == "Var (83): 13 labelled"
    assert results(page, "dlva") == ["CA Durance-Lubéron-Verdon Agglomération: 2 labelled"]
    assert results(page, "zzzz") == []
    assert page.inner_text("#answer") == (
        "No commune of the region is called “zzzz”. "
        "This page knows the communes of Provence-Alpes-Côte d’Azur only."
    )
    results(page, "Paris")
    assert page.inner_text("#answer").startswith("“Paris” is the name of a commune elsewhere in France.")
    assert len(results(page, "04200")) == 9 and results(page, "04200")[-1] == "12 more"
    assert results(page, "") == [] and page.inner_text("#answer") == ""


@browsing
def test_enter_opens_a_card_only_where_one_answer_is_sure(page_of: Open) -> None:
    page = page_of()
    for query, focused in (("La Seyne", "#83126"), ("mirabeau", "#84076"), ("Var", "#department=83")):
        page.fill("#query", query)
        page.press("#query", "Enter")
        assert page.is_hidden("#card"), query
        assert page.evaluate("document.activeElement.getAttribute('href')") == focused, query
    page.fill("#query", "mirabeau")
    page.press("#query", "Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#04122"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.locator("#query:focus").wait_for()
    page.fill("#query", "sisteorn")
    page.keyboard.press("Enter")
    page.locator("#card:focus", has_text="Sisteron (Alpes-de-Haute-Provence, 04209) is labelled").wait_for()
    page.fill("#query", "sisteron x")
    page.locator("#card").wait_for(state="hidden")  # no card stays open under another search
