"""pvd programme: what the programme is and gives, each fact with its source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, get_args

from ..language import N_, _, day, language, number, worded
from ..output.cells import flat
from ..output.views import Column, Item, Page, Reply, Table
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
) -> Reply:
    """Tell the facts of a section, or for people its overview and for programs all of them."""
    return Reply(
        table=lambda: _facts(registry, [section] if section else SECTIONS),
        data=lambda: _section(registry, section) if section else _everything(registry),
        view=lambda: page_of(registry, section or "overview"),
    )


def _section(registry: Registry, section: Section) -> list[Fact]:
    facts = registry.sources if section == "sources" else getattr(registry.programme, section)
    return list(record(facts))


def _everything(registry: Registry) -> dict[str, Any]:
    sections: dict[str, Any] = {section: _section(registry, section) for section in SECTIONS}
    return {"name": registry.programme.name, **sections, "signatures": quarters(registry.list())}


def _facts(registry: Registry, sections: Sequence[Section]) -> Table:
    """Return the facts of sections as rows, with the keys that any of them has."""
    rows = [row for section in sections for row in _rows(section, _section(registry, section))]
    if "timeline" in sections:
        rows += _rows("signatures", quarters(registry.list()))
    columns = [
        Column("section", _("Section"), _heading),
        Column("pillar", _("Pillar"), number),
        Column("topic", _("Topic"), _topic),
        Column("date", _("Date")),
        Column("name", _("Name")),
        Column("value", _("Value"), number),
        Column("unit", _("Unit"), _unit),
        Column("fr", _("French")),
        Column("en", _("English")),
        Column("source", _("Source")),
        Column("id", _("Identifier")),
        Column("title", _("Title")),
        Column("publisher", _("Publisher")),
        Column("url", _("Address")),
        *(Column(f"licence_{code}", f"{_('Licence')} ({code})") for code in LANGUAGES),
        *(Column(f"gives_{code}", f"{_('What it gives')} ({code})") for code in LANGUAGES),
        Column("fields", _("Fields")),
        Column("quarter", _("Quarter")),
    ]
    return Table(columns, rows, keys=list(dict.fromkeys(key for row in rows for key in flat(row))))


def _rows(section: str, facts: Sequence[Fact]) -> Iterator[Fact]:
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
    return Page(registry.programme.name, [(_heading(section), items)], table)


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
    quarter = _("{year} Q{n}")
    columns = [
        Column("quarter", _("Quarter"), lambda text: quarter.format(year=text[:4], n=text[-1])),
        Column("conventions_signed", _("Conventions"), number, right=True),
        Column("orts_signed", _("ORTs"), number, right=True),
    ]
    found = registry.list()
    title = _("Accession conventions and ORTs of the {n} communes of 2020, by quarter of their signature")
    return Table(
        columns,
        quarters(found),
        title.format(n=len(found)),
        bars=["conventions_signed", "orts_signed"],
        longest_bar=20,
        notes=[_("Only signatures with a known date are counted.")],
    )


def _item(fact: Fact) -> Item:
    label = fact.get("name", "")
    if "topic" in fact:
        label = _topic(fact["topic"])
    elif "date" in fact:
        label = day(fact["date"])
    elif "value" in fact:
        label = _figure(fact["value"], fact["unit"])
    text = "" if worded(fact) == label else _unbroken(worded(fact))
    return Item(text, label, fact["source"], [_item(measure) for measure in fact.get("measures", ())])


def _unbroken(text: str) -> str:
    """Return French text with no-break spaces where a line must not break: before `;`, in `20 000`."""
    return text if language() == "en" else re.sub(r" (?=[;:!?»%])|(?<=\d) (?=\d{3}\b)", "\u00a0", text)


def _figure(value: int, unit: str) -> str:
    if unit == "EUR":
        if value % 10**9:
            return _("{n} million euros").format(n=number(value // 10**6))
        return _("{n} billion euros").format(n=number(value // 10**9))
    if unit == "%":
        return _("{n}%").format(n=number(value))
    return f"{number(value)} {_unit(unit)}"


def _source(source: Source) -> Item:
    dated = day(source.date) if source.date else _("date not known")
    text = f"{source.title}. {source.publisher}, {dated}. {worded(source.licence)}."
    return Item(
        text, source.id, "", [Item(worded(source.gives)), *([Item(source.url)] if source.url else [])]
    )


def _heading(name: str) -> str:
    return {
        "overview": _("Overview"),
        "pillars": _("The three pillars"),
        "partners": _("Partner bodies"),
        "ministries": _("Ministries, by their titles of 2020"),
        "measures": _("Measures"),
        "timeline": _("Timeline"),
        "signatures": _("Signatures"),
        "figures": _("Figures"),
        "sources": _("Sources"),
    }[name]


def _topic(name: str) -> str:
    """Return what a topic is called; one that only another registry has is called as it is there."""
    return {
        "purpose": _("Purpose"),
        "audience": _("Audience"),
        "context": _("Context"),
        "scale": _("Scale"),
        "governance": _("Governance"),
        "support": _("Support"),
        "path": _("Path"),
    }.get(name, name)


def _unit(name: str) -> str:
    """Return what a unit is called, as `_topic` does."""
    return {
        "years": _("years"),
        "inhabitants": _("inhabitants"),
        "communes and intercommunalities": _("communes and intercommunalities"),
    }.get(name, name)
