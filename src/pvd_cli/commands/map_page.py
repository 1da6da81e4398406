"""The content of the map's web page: its words, its list, the programme, the data of its search."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..language import N_, _, day, language, number, plural, short_day, typographic
from ..output.fields import heading, quarter_shown
from ..output.html_page import Column, Filter, PageCell, PageContent, PageRow, Quarter
from ..registry import epci_names
from ..registry.data import read_text
from ..registry.models import COHORTS, JOINED, SELECTED, SINCE, Commune, Place
from ..registry.registry import Registry
from ..registry.results import LIKELY
from ..registry.summary import counts, quarters
from ..search import address, names, ranking, thresholds
from .commune import count, status
from .map_borders import map_snapshot
from .map_picture import picture, sources
from .programme import Section, page_of
from .show import card

PAGE_SECTIONS: tuple[Section, ...] = ("today", "pillars", "sources")
ABOUT = "anct-programme"  # the source that is a page about the programme
EXAMPLE = N_("Apt, st rémy, 04200, Var…")


def page(
    registry: Registry, codes: Sequence[str], communes: Sequence[Commune], highlighted: Sequence[Place]
) -> PageContent:
    """Return the page of the labelled communes of departments or of the region; its search has all others."""
    drawn = picture(registry, codes, communes, highlighted, linked=True)
    about = next((source for source in registry.sources if source.id == ABOUT and source.url), None)
    return PageContent(
        _page_texts(registry, communes),
        drawn,
        _tiles(communes),
        _filters(communes),
        _page_columns(),
        [_commune_row(commune) for commune in sorted(communes, key=lambda c: names.fold(c.name))],
        _department_totals(registry, codes, communes),
        _quarters(communes),
        [page_of(registry, section) for section in PAGE_SECTIONS],
        (about.url or "", _("The programme, on the site of ANCT")) if about else None,
        _searchable(registry, communes),
    )


def _page_texts(registry: Registry, communes: Sequence[Commune]) -> dict[str, str]:
    """Return the texts of the page by their placeholders in page.html."""
    newest = max((source.date or "" for source in registry.sources if source.fields), default="")
    cohorts = Counter(commune.cohort for commune in communes)
    lead = _("{labelled}: {selected} selected in 2020, {joined} joined in 2021.")
    return {
        "date": _("Data as of {day}").format(day=day(newest)),
        "lead": lead.format(
            labelled=count(len(communes), "all"), selected=cohorts[SELECTED], joined=cohorts[JOINED]
        ),
        "plain": _(
            "The search and the filters are not here: they need JavaScript, which is off or not allowed."
        ),
        "to_list": _("Skip to the list"),
        "search": _("Is this commune labelled?"),
        "example": _(EXAMPLE),
        "map_heading": _("The map"),
        "list": _("The labelled communes"),
        "copy": _("Copy the link to this view"),
        "close": _("Close"),
        "about": _("What the label is"),
        "what": _(
            "“Petites villes de demain” is a programme of the State for towns of fewer than 20,000 "
            "inhabitants that act as centres for what surrounds them, and for their intercommunalities."
        ),
        "who": _(
            "The State gives the label; the Agence nationale de la cohésion des territoires (ANCT) steers "
            "the programme, with the prefects of the departments. A commune first signs an accession "
            "convention."
        ),
        "ort": _(
            "An opération de revitalisation de territoire (ORT) is a convention of the State with an "
            "intercommunality and its communes that adapts homes, shops and streets to make the territory "
            "attractive again (Code de la construction et de l'habitation, article L. 303-2). A framework "
            "convention of the programme may count as one."
        ),
        "totals_heading": _("By department"),
        "signatures": _("Signatures by quarter"),
        "conventions": _("accession conventions"),
        "orts": _("ORTs"),
        "known_only": _("Only signatures with a known date are counted."),
        "sources": sources(registry),
    }


def _tiles(communes: Sequence[Commune]) -> list[tuple[str, str]]:
    """Return (figure, words) for the head of the page."""
    counted = counts(communes)
    both = f"{counted['selected_2020']} + {counted['joined_2021']}"
    return [
        (both, _("communes, selected in 2020 and joined in 2021")),
        (number(counted["population"]), _("inhabitants (2023)")),
        (str(counted["conventions_signed"]), _("accession conventions with a known date")),
        (str(counted["orts_signed"]), _("ORTs with a known date")),
    ]


def _page_columns() -> list[Column]:
    return [
        Column("name", heading("name")),
        Column("cohort", heading("cohort")),
        Column("department", heading("department_name"), "department"),
        Column("epci", heading("epci_name"), "widest"),
        Column("population", heading("population"), "number wide"),
        Column("convention", heading("convention_signed"), "date wide"),
        Column("ort", heading("ort_signed"), "date"),
    ]


def _commune_row(commune: Commune) -> PageRow:
    """Return a labelled commune as a row of the list."""
    return PageRow(
        commune.insee,
        [
            PageCell(commune.name),
            PageCell(SINCE[commune.cohort]),
            PageCell(commune.department_name, commune.department),
            PageCell(commune.epci.name),
            PageCell(number(commune.population), commune.population),
            PageCell(short_day(commune.convention_signed), str(commune.convention_signed or "")),
            PageCell(short_day(commune.ort_signed), str(commune.ort_signed or "")),
        ],
        {
            "department": commune.department,
            "epci": commune.epci.siren,
            "cohort": commune.cohort,
            "ort": "yes" if commune.ort_signed else "no",
        },
    )


def _filters(communes: Sequence[Commune]) -> list[Filter]:
    """Return the filters above the list, with the values that its communes have."""
    departments = {commune.department: commune.department_name for commune in communes}
    epcis = {commune.epci.siren: commune.epci.name for commune in communes}
    every, any_ = ("", _("all")), ("", _("any"))
    return [
        Filter("department", _("Department"), [every, *sorted(departments.items())]),
        Filter(
            "epci",
            _("Intercommunality"),
            [any_, *sorted(epcis.items(), key=lambda epci: names.fold(epci[1]))],
        ),
        Filter(
            "cohort", _("Label"), [every, (SELECTED, _("selected in 2020")), (JOINED, _("joined in 2021"))]
        ),
        Filter("ort", _("ORT"), [any_, ("yes", _("signed")), ("no", _("none known"))]),
    ]


def _department_totals(
    registry: Registry, codes: Sequence[str], communes: Sequence[Commune]
) -> list[list[str]]:
    """Return the rows of a table of counts: its head, one for each department, the total."""
    shown = [d for d in registry.departments if not codes or d.code in codes]
    groups = {f"{d.name} ({d.code})": [c for c in communes if c.department == d.code] for d in shown}
    head = [_("Department"), *(SINCE[cohort] for cohort in COHORTS), _("Inhab."), _("ORT")]
    return [
        head,
        *([name, *_figures(group)] for name, group in groups.items()),
        [_("Total"), *_figures(communes)],
    ]


def _figures(communes: Sequence[Commune]) -> list[str]:
    counted = counts(communes)
    return [number(counted[key]) for key in ("selected_2020", "joined_2021", "population", "orts_signed")]


def _quarters(communes: Sequence[Commune]) -> list[Quarter]:
    """Return the bars of the timeline: one of conventions and one of ORTs for each quarter."""
    rows = quarters(communes)
    kinds = {"convention": "conventions_signed", "ort": "orts_signed"}
    most = max((row[key] for row in rows for key in kinds.values()), default=0) or 1
    words = {"convention": _("{quarter}: accession conventions: {n}"), "ort": _("{quarter}: ORTs: {n}")}
    return [
        Quarter(words[kind].format(quarter=quarter_shown(row["quarter"]), n=row[key]), row[key] / most, kind)
        for row in rows
        for kind, key in kinds.items()
    ]


def _searchable(registry: Registry, communes: Sequence[Commune]) -> dict[str, Any]:
    """Return the data for the page's scripts: the region's communes, cards, the word lists of the search."""
    snapshot = map_snapshot(registry)
    return {
        "lang": language(),
        "words": _script_words(registry),
        "lists": {
            "abbreviations": names.ABBREVIATIONS,
            "articles": sorted(names.ARTICLES),
            "links": sorted(names.LINKS),
            "sounds": names.SOUNDS,
            "courtesies": address.COURTESIES,
            "offices": [*address.OFFICES, *address.ALSO_IN_NAMES],
            "linksOfNames": address.LINKS_OF_NAMES,
            "contracted": address.CONTRACTED,
            "behind": [*address.OFFICES, *address.COUNTRIES, *sorted(registry.region_names)],
            "tails": address.ALSO_IN_NAMES,
            "bodies": address.BODIES,
            "epciTypes": epci_names.EPCI_TYPE,
            "suffixes": [names.fold(suffix) for suffix in registry.region.suffixes],
        },
        "limits": {
            **{name: value for name, value in vars(thresholds).items() if name.isupper()},
            "MOST_LIKE": ranking.MOST_LIKE,
            "LIKELY": LIKELY,
        },
        "departments": [
            {
                "code": d.code,
                "name": d.name,
                "names": [d.name, *d.aliases],
                "count": _in_department(communes, d.code),
            }
            for d in registry.departments
        ],
        "epcis": [
            {
                "siren": epci.siren,
                "name": epci.name,
                **registry.epci_names.spellings(epci),
                "count": sum(commune.epci == epci for commune in communes),
            }
            for epci in registry.epcis
        ],
        "places": [
            [place.insee, place.department, sorted(place.codes), place.names] for place in registry.places
        ],
        "labelled": {
            commune.insee: {
                "cohort": commune.cohort,
                "status": status(commune),
                "card": card(registry, commune).fields,
            }
            for commune in registry.communes
        },
        "acv": {place.insee: status(place) for place in registry.others if place.acv_signed},
        "inside": read_text("places.csv"),
        "elsewhere": snapshot.ELSEWHERE if snapshot else registry.elsewhere.numbers,
    }


def _in_department(communes: Sequence[Commune], department: str) -> int:
    return sum(commune.department == department for commune in communes)


def _script_words(registry: Registry) -> dict[str, str]:
    """Return the texts for the page's scripts, which put a number for `{n}`."""
    count_one, count_many = (plural("{n} labelled commune", "{n} labelled communes", n) for n in (1, 2))
    return {
        SELECTED: _("labelled, selected in 2020"),
        JOINED: _("labelled, joined in 2021"),
        "not_labelled": _("not labelled"),
        "status": _("{place} is not labelled."),
        "which": _("Which one is meant?"),
        "inside": _("{name}:"),
        "more": _("{n} more"),
        "none": _("No commune of the region is called “{query}”."),
        "region_only": _("This page knows the communes of {region} only.").format(
            region=typographic(registry.region.name)
        ),
        "elsewhere": _("“{query}” is the name of a commune elsewhere in France."),
        "department": _("{name} ({code}): {n} labelled"),
        "epci": _("{name}: {n} labelled"),
        "copied": _("The link is copied."),
        "count_one": count_one,
        "count_many": count_many,
    }
