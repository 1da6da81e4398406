"""pvd programme: what the programme is and gives, each fact with its source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

from ..language import N_, _, day, language, number, worded
from ..output.answer import Answer
from ..output.cells import flat
from ..output.fields import SECTIONS as HEADINGS
from ..output.fields import fields_of, topic, unit
from ..output.views import Item, Page, Table
from ..registry.models import Source, record
from ..registry.registry import Registry
from ..registry.summary import quarters
from .command import Argument, command

Fact = Mapping[str, Any]
Section = Literal["overview", "pillars", "partners", "ministries", "timeline", "figures", "sources"]
LANGUAGES = ("fr", "en")  # of the facts
SECTIONS: tuple[Section, ...] = get_args(Section)


@command(
    N_("Tell what the programme is: overview, or one of its sections."),
    "programme",
    "programme pillars",
    "programme figures -f csv",
)
def programme(
    registry: Registry,
    section: Annotated[
        Section | None,
        Argument(N_("SECTION"), N_("overview, pillars, partners, ministries, timeline, figures or sources.")),
    ] = None,
) -> Answer:
    """Tell the facts of a section, or for people its overview and for programs all of them."""
    rows = _rows(registry, [section] if section else SECTIONS)
    keys = list(dict.fromkeys(key for row in rows for key in flat(row)))
    return Answer(
        rows,
        fields_of(keys, "programme"),
        data=_section(registry, section) if section else _everything(registry),
        views=[page_of(registry, section or "overview")],
    )


def _section(registry: Registry, section: Section) -> list[Fact]:
    facts = registry.sources if section == "sources" else getattr(registry.programme, section)
    return list(record(facts))


def _everything(registry: Registry) -> dict[str, Any]:
    sections: dict[str, Any] = {section: _section(registry, section) for section in SECTIONS}
    return {"name": registry.programme.name, **sections, "signatures": quarters(registry.list())}


def _rows(registry: Registry, sections: Sequence[Section]) -> list[Fact]:
    """Return the facts of sections as rows, each with the section that it is of."""
    rows = [row for section in sections for row in _of(section, _section(registry, section))]
    if "timeline" in sections:
        rows += _of("signatures", quarters(registry.list()))
    return rows


def _of(section: str, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield facts as rows; a measure stands after its pillar."""
    for place, fact in enumerate(facts, 1):
        row = {"section": section, **fact}
        measures = row.pop("measures", ())
        yield row
        for measure in measures:
            yield {"section": "measures", "pillar": place, **measure}


def page_of(registry: Registry, section: Section) -> Page:
    """Return a section in the user's language, the timeline with the signatures of the communes."""
    if section == "sources":
        items = [_source(source) for source in registry.sources]
    else:
        items = _once([_item(fact) for fact in getattr(registry.programme, section)])
    table = _signatures(registry) if section == "timeline" else None
    return Page(registry.programme.name, [(_(HEADINGS[section]), items)], table)


def _once(items: Sequence[Item]) -> list[Item]:
    """Return facts that are all of one source with that named once, beneath them; others as they are."""
    sources = {inner.source for item in items for inner in (item, *item.items)}
    if len(sources) != 1:
        return list(items)
    bare = [
        item._replace(source="", items=[inner._replace(source="") for inner in item.items]) for item in items
    ]
    return [*bare, Item(sources.pop(), _("Source"))]


def _signatures(registry: Registry) -> Table:
    """Return the histogram of signatures by quarter, of the 60."""
    found = registry.list()
    title = _("Accession conventions and ORTs of the {n} communes of 2020, by quarter of their signature")
    return Table(
        quarters(found),
        fields_of(["quarter", "conventions_signed", "orts_signed"], "signatures"),
        title.format(n=len(found)),
        footnotes=[_("Only signatures with a known date are counted.")],
    )


def _item(fact: Fact) -> Item:
    label = fact.get("name", "")
    if "topic" in fact:
        label = topic(fact["topic"])
    elif "date" in fact:
        label = day(fact["date"])
    elif "value" in fact:
        label = _figure(fact["value"], fact["unit"])
    text = "" if worded(fact) == label else _unbroken(worded(fact))
    return Item(text, label, fact["source"], [_item(measure) for measure in fact.get("measures", ())])


def _unbroken(text: str) -> str:
    """Return French text with no-break spaces where a line must not break: before `;`, in `20 000`."""
    return text if language() == "en" else re.sub(r" (?=[;:!?»%])|(?<=\d) (?=\d{3}\b)", "\u00a0", text)


def _figure(value: int, of: str) -> str:
    if of == "EUR":
        if value % 10**9:
            return _("{n} million euros").format(n=number(value // 10**6))
        return _("{n} billion euros").format(n=number(value // 10**9))
    if of == "%":
        return _("{n}%").format(n=number(value))
    return f"{number(value)} {unit(of)}"


def _source(source: Source) -> Item:
    dated = day(source.date) if source.date else _("date not known")
    text = f"{source.title}. {source.publisher}, {dated}. {worded(source.licence)}."
    return Item(
        text, source.id, "", [Item(worded(source.gives)), *([Item(source.url)] if source.url else [])]
    )
