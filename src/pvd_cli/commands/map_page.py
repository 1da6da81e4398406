"""What the map says as a page: its words, every commune of the region, the programme."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..language import N_, _, day, language, number, plural, short_day
from ..output.fields import heading
from ..output.html_page import Content
from ..registry.data import read_text
from ..registry.models import JOINED, SELECTED, SINCE, Commune, OtherCommune, Place, record
from ..registry.registry import Registry
from ..search import names
from .commune import count
from .map_picture import picture, sources
from .programme import Section, page_of
from .show import card

SECTIONS: tuple[Section, ...] = ("pillars", "sources")
EXAMPLE = N_("A name in any spelling, or a code.")


def page(
    registry: Registry, codes: Sequence[str], communes: Sequence[Commune], highlighted: Sequence[Place]
) -> Content:
    """Return the page of labelled communes, of departments or of the region; it knows all others too."""
    drawn = picture(registry, codes, communes, highlighted, linked=True)
    data = {
        "lang": language(),
        "words": _words(),
        # Those that search/names.py folds names by.
        "lists": {
            "abbreviations": names.ABBREVIATIONS,
            "articles": sorted(names.ARTICLES),
            "links": sorted(names.LINKS),
        },
        "departments": [{"code": d.code, "name": d.name} for d in registry.departments],
        "columns": _columns(),
        "places": [
            *(_labelled(registry, commune, commune in communes) for commune in registry.communes),
            *map(_other, registry.others),
        ],
        "totals": _totals(registry, codes, communes),
        "inside": read_text("places.csv"),
        "sections": [
            {"heading": heading, "items": record(items)}
            for section in SECTIONS
            for heading, items in page_of(registry, section).sections
        ],
    }
    return Content(_texts(registry, communes), drawn, data)


def _texts(registry: Registry, communes: Sequence[Commune]) -> dict[str, str]:
    """Return the words that stand in the page from its start."""
    cohorts = Counter(commune.cohort for commune in communes)
    summary = _(
        "{labelled}: {selected} selected in 2020, {joined} joined in 2021. {n} communes have no label."
    )
    return {
        "summary": summary.format(
            labelled=count(len(communes), "all"),
            selected=cohorts[SELECTED],
            joined=cohorts[JOINED],
            n=number(len(registry.others)),
        ),
        "to_list": _("Skip to the list"),
        "needs_script": _("This page needs JavaScript, which is switched off."),
        "search": _("Is this commune labelled?"),
        "example": _(EXAMPLE),
        "close": _("Close"),
        "list": _("The labelled communes"),
        "department": _("Department"),
        "epci": _("Intercommunality"),
        "cohort": _("Label"),
        "any": _("all"),
        "totals": _("By department"),
        "sources": sources(registry),
    }


def _words() -> dict[str, str]:
    """Return the words that the page's script needs; `{n}` is a number there too."""
    found_one, found_many = (
        plural("{n} commune fits this query.", "{n} communes fit this query.", n) for n in (1, 2)
    )
    count_one, count_many = (plural("{n} labelled commune", "{n} labelled communes", n) for n in (1, 2))
    return {
        SELECTED: _("labelled, selected in 2020"),
        JOINED: _("labelled, joined in 2021"),
        "not_labelled": _("not labelled"),
        "example": _(EXAMPLE),
        "status": _("{place} is not labelled."),
        "found_one": found_one,
        "found_many": found_many,
        "inside": _("{name}:"),
        "more": _("{n} more"),
        "found_none": _("No commune of the region is called “{query}”."),
        "count_one": count_one,
        "count_many": count_many,
    }


def _columns() -> list[dict[str, str]]:
    """Return the columns of the list, each with its classes; `wide`: only where there is room."""
    columns = [
        ("name", heading("name"), ""),
        ("department", heading("department_name"), ""),
        ("epci", heading("epci_name"), "wide"),
        ("cohort", heading("cohort"), ""),
        ("population", heading("population"), "number"),
        ("convention", heading("convention_signed"), "date wide"),
        ("ort", heading("ort_signed"), "date wide"),
    ]
    return [{"key": key, "heading": text, "kind": kind} for key, text, kind in columns]


def _labelled(registry: Registry, commune: Commune, listed: bool) -> dict[str, Any]:
    """Return a labelled commune with the cells of its row, as text and as what sorts it, and its card."""
    department = f"{commune.department_name} ({commune.department})"
    return {
        "insee": commune.insee,
        "names": commune.names,
        "codes": sorted(commune.codes),
        "department": commune.department,
        "epci": commune.epci.siren,
        "cohort": commune.cohort,
        "listed": listed,
        "cells": {
            "name": _cell(commune.name),
            "department": _cell(department, commune.department),
            "epci": _cell(commune.epci.name),
            "cohort": _cell(SINCE[commune.cohort]),
            "population": _cell(number(commune.population), commune.population),
            "convention": _cell(short_day(commune.convention_signed), str(commune.convention_signed or "")),
            "ort": _cell(short_day(commune.ort_signed), str(commune.ort_signed or "")),
        },
        "card": card(registry, commune).fields,
    }


def _cell(text: str, sort: str | int | None = None) -> dict[str, str | int]:
    return {"text": text, "sort": text if sort is None else sort}


def _other(commune: OtherCommune) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "insee": commune.insee,
        "names": commune.names,
        "codes": sorted(commune.codes),
        "department": commune.department,
    }
    if commune.acv_signed:
        instead = _("It has an Action cœur de ville convention instead, signed on {day}.")
        entry["acv"] = instead.format(day=day(commune.acv_signed))
    return entry


def _totals(registry: Registry, codes: Sequence[str], communes: Sequence[Commune]) -> dict[str, Any]:
    """Return a row of counts for each department, and their total."""
    shown = [d for d in registry.departments if not codes or d.code in codes]
    groups = {f"{d.name} ({d.code})": [c for c in communes if c.department == d.code] for d in shown}
    rows = [[name, *_counted(group)] for name, group in groups.items()]
    head = [_("Department"), _("Selected in 2020"), _("Joined in 2021"), _("Inhab.")]
    return {"head": head, "rows": [*rows, [_("Total"), *_counted(communes)]]}


def _counted(communes: Sequence[Commune]) -> list[int]:
    cohorts = Counter(commune.cohort for commune in communes)
    return [cohorts[SELECTED], cohorts[JOINED], sum(commune.population for commune in communes)]
