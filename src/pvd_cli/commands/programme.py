"""pvd programme: the facts of the programme, each with its source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

import typer

from ..language import N_, _, day, language, number, typographic, worded
from ..output.answer import Answer
from ..output.cells import flat
from ..output.fields import fields_of, topic, unit
from ..output.fields import section as heading_of
from ..output.pages import Item, Page
from ..output.views import Table
from ..registry.loading import load_registry
from ..registry.models import Source, record
from ..registry.registry import Registry
from ..registry.summary import quarters
from .commune import cohorts_counted
from .options import FactsFormatOption, OutputOption, RegistryOption
from .values import value_of, word_for, words_of
from .verb import verb

Fact = Mapping[str, Any]
Section = Literal["overview", "today", "pillars", "partners", "ministries", "timeline", "figures", "sources"]
MILLION = 10**6
SECTIONS: tuple[Section, ...] = get_args(Section)


@verb(
    N_("Show the facts of the programme: its overview, or one of its sections."),
    "programme",
    "programme today",
    "programme figures -f csv",
)
def programme(
    section: Annotated[
        Section | None,
        typer.Argument(
            metavar=N_("SECTION"),
            help=N_("overview, today, pillars, partners, ministries, timeline, figures or sources."),
            parser=value_of(SECTIONS),
            autocompletion=words_of(SECTIONS),
        ),
    ] = None,
    format: FactsFormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Answer with the facts of a section; without one, the overview for people, all facts for programs."""
    registry = load_registry(registry_file)
    rows = _fact_rows(registry, [section] if section else SECTIONS)
    keys = list(dict.fromkeys(key for row in rows for key in flat(row)))
    return Answer(
        rows,
        fields_of(keys, "programme"),
        data=_section(registry, section) if section else _all_sections(registry),
        views=[page_of(registry, section or "overview")],
        notes=[] if section else [_other_sections()],
        sources=registry.sources,
    )


def _section(registry: Registry, section: Section) -> list[Fact]:
    facts = registry.sources if section == "sources" else getattr(registry.programme, section)
    return list(record(facts))


def _all_sections(registry: Registry) -> dict[str, Any]:
    sections: dict[str, Any] = {section: _section(registry, section) for section in SECTIONS}
    return {"name": registry.programme.name, **sections, "signatures": quarters(registry.list())}


def _other_sections() -> str:
    """Return the line that names the sections other than the overview."""
    words = ", ".join(word_for(section) for section in SECTIONS[1:])
    return _("more with pvd programme SECTION: {sections}").format(sections=words)


def _fact_rows(registry: Registry, sections: Sequence[Section]) -> list[Fact]:
    """Return the facts of sections as rows; each row has its section."""
    rows = [row for section in sections for row in _section_rows(section, _section(registry, section))]
    if "timeline" in sections:
        rows += _section_rows("signatures", quarters(registry.list()))
    return rows


def _section_rows(section: str, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield facts as rows; the measures of a pillar follow it, with its number."""
    for place, fact in enumerate(facts, 1):
        row = {"section": section, **fact}
        measures = row.pop("measures", ())
        yield row
        for measure in measures:
            yield {"section": "measures", "pillar": place, **measure}


def page_of(registry: Registry, section: Section) -> Page:
    """Return a section in the user's language: the timeline with the signatures of the communes, figures by
    their stage."""
    table = _signatures(registry) if section == "timeline" else None
    if section == "sources":
        parts = [(heading_of(section), [_source_item(source) for source in registry.sources])]
        return Page(registry.programme.name, parts, table)
    facts = getattr(registry.programme, section)
    cited = _cited(facts)
    items: dict[str, list[Item]] = {}
    for fact in facts:
        items.setdefault(fact.get("stage", section), []).append(_fact_item(fact, section, cited))
    citations = {source.id: citation(source) for source in registry.sources}
    return Page(
        registry.programme.name,
        [(heading_of(part), items[part]) for part in items],
        table,
        [citations[source] for source in cited],
    )


def _cited(facts: Sequence[Fact]) -> list[str]:
    """Return the ids of the sources of facts and of the measures within them, in their order, each once."""
    return list(dict.fromkeys(each["source"] for fact in facts for each in (fact, *fact.get("measures", ()))))


def _signatures(registry: Registry) -> Table:
    """Return the histogram of signatures by quarter."""
    found = registry.list()
    title = _("Accession conventions and ORTs by quarter of their signature: {communes}")
    return Table(
        quarters(found),
        fields_of(["quarter", "conventions_signed", "orts_signed"], "signatures"),
        title.format(communes=cohorts_counted(found)),
        footnotes=[_("Only signatures with a known date are counted.")],
    )


def _fact_item(fact: Fact, section: str, cited: Sequence[str]) -> Item:
    """Return a fact as an item of its section's page. cited: the ids of the sources of the page, in order."""
    label = fact.get("name", "")
    if "topic" in fact:
        label = topic(fact["topic"])
    elif section == "timeline":
        label = day(fact["date"])
    elif "value" in fact:
        label = _figure(fact["value"], fact["unit"])
    text = worded(fact).replace(f" ({label})", "")  # Agence nationale de l'habitat (Anah), beside Anah
    text = "" if text == label else _unbroken(text)
    measures = [_fact_item(measure, "measures", cited) for measure in fact.get("measures", ())]
    return Item(text, label, cited.index(fact["source"]) + 1, measures)


def _unbroken(text: str) -> str:
    """Return text with French no-break spaces, unless the language is English: before `;`, in `20 000`."""
    return text if language() == "en" else re.sub(r" (?=[;:!?»%])|(?<=\d) (?=\d{3}\b)", "\u00a0", text)


def _figure(value: int, of: str) -> str:
    if of == "EUR":
        if value < MILLION:
            return _("{n} euros").format(n=number(value))
        if value < 1000 * MILLION:
            return _("{n} million euros").format(n=number(value // MILLION))
        billions = value / 1000 / MILLION
        n = number(int(billions) if billions.is_integer() else billions)
        return _("{n} billion euros").format(n=n)
    if of == "%":
        return _("{n}%").format(n=number(value))
    return f"{number(value)} {unit(of)}"


def citation(source: Source) -> str:
    """Return the short citation of a source: its publisher, and its year if known."""
    return ", ".join(filter(None, (source.publisher, (source.date or "")[:4])))


def _source_item(source: Source) -> Item:
    dated = day(source.date) if source.date else _("date not known")
    text = f"{source.publisher}, {dated}. {worded(source.licence)}."
    items = [Item(_unbroken(worded(source.gives))), *([Item(source.url)] if source.url else [])]
    return Item(text, typographic(source.title), items=items)
