"""What people read: tables, cards and sentences in their language, before anything draws them."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, get_args

from .export import flat, printable, record
from .language import _, day, language, number, plural
from .models import JOINED, SELECTED, Answer, Commune, Location, Near, OtherCommune, Source
from .registry import Registry, describe
from .summary import counts, quarters

if TYPE_CHECKING:
    from .reconcile import Row as MatchedRow

Row = dict[str, Any]


class Column(NamedTuple):
    """A column of a table: the key of its cells, its heading, how a cell is shown."""

    key: str
    heading: str
    show: Callable[[Any], str] = str
    right: bool = False

    def cell(self, row: Row) -> str:
        """Return what a person reads in this column of a row; a dash for what is not known."""
        value = row.get(self.key)
        return "–" if value is None else printable(self.show(value))


class Table(NamedTuple):
    """Rows under columns. `total` is a last row; `bars` are the keys that a bar pictures."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    title: str = ""
    total: Row | None = None
    bars: Sequence[str] = ()
    longest_bar: int = 5
    notes: Sequence[str] = ()

    @property
    def all_rows(self) -> list[Row]:
        """The rows, the total included."""
        return [*self.rows, *([self.total] if self.total else [])]

    def plain(self) -> str:
        """Return the table as tab-separated lines, for a pipe: nothing folded, nothing cut."""
        lines = [[column.key for column in self.columns]]
        for row in map(flat, self.all_rows):
            lines.append([printable(row.get(column.key, "")) for column in self.columns])
        return "".join("\t".join(line) + "\n" for line in lines)

    def markdown(self) -> str:
        """Return the table in Markdown, as GitHub and most wikis read it."""
        lines = [[column.heading for column in self.columns]]
        lines.append(["---:" if column.right else "---" for column in self.columns])
        for row in self.all_rows:
            lines.append([column.cell(row).replace("|", "\\|") for column in self.columns])
        return "".join("| " + " | ".join(line) + " |\n" for line in lines)


class Card(NamedTuple):
    """What is known of one thing: headings, each with its lines."""

    title: str
    fields: Sequence[tuple[str, Sequence[str]]]

    def plain(self) -> str:
        """Return the card as lines of heading, tab, text."""
        lines = [(heading, text) for heading, texts in self.fields for text in texts]
        return "".join(f"{heading}\t{printable(text)}\n" for heading, text in lines)

    def markdown(self) -> str:
        """Return the card as a Markdown list under its title."""
        lines = [f"- **{heading}**: {'; '.join(texts)}\n" for heading, texts in self.fields]
        return f"## {self.title}\n\n" + "".join(lines)


class Item(NamedTuple):
    """One line of a page, its label if it has one, and the id of its source."""

    text: str
    label: str = ""
    source: str = ""
    items: "Sequence[Item]" = ()


class Page(NamedTuple):
    """Sections of items under headings, and a table at the end."""

    title: str
    sections: Sequence[tuple[str, Sequence[Item]]]
    table: Table | None = None

    def plain(self) -> str:
        """Return the page as plain lines, which are Markdown too."""
        lines = [f"# {self.title}"]
        for heading, items in self.sections:
            lines += ["", f"## {heading}", "", *(line for item in items for line in _lines(item))]
        if self.table:
            lines += ["", f"## {self.table.title}", "", *self.table.markdown().splitlines()]
        return "\n".join(printable(line) for line in lines) + "\n"

    def markdown(self) -> str:
        """Return the same: plain lines are Markdown."""
        return self.plain()


class Lines(NamedTuple):
    """Lines of text, each to be shown whole."""

    lines: Sequence[str]

    def plain(self) -> str:
        """Return the lines as they are."""
        return "".join(f"{printable(line)}\n" for line in self.lines)

    def markdown(self) -> str:
        """Return the same: plain lines are Markdown."""
        return self.plain()


class View(Protocol):
    """What a person reads: drawn on a terminal, or as text."""

    def plain(self) -> str: ...
    def markdown(self) -> str: ...


def _lines(item: Item, indent: str = "") -> list[str]:
    colon = _("{day}: {meaning}").format(day=f"**{item.label}**", meaning=item.text)
    text = colon if item.label and item.text else f"**{item.label}**" if item.label else item.text
    source = f" [{item.source}]" if item.source else ""
    inner = [line for child in item.items for line in _lines(child, indent + "  ")]
    return [f"{indent}- {text}{source}", *inner]


def short_day(value: date | None) -> str:
    """Return a date in ten signs: 09/04/2021 for French readers, 2021-04-09 for others."""
    if value is None:
        return "–"
    return value.strftime("%d/%m/%Y") if language() == "fr" else value.isoformat()


def place(commune: Commune | OtherCommune | Location) -> str:
    """Return a commune told apart from its namesakes: La Seyne-sur-Mer (Var, 83126); or a point."""
    if isinstance(commune, Location):
        return f"{commune.latitude}, {commune.longitude}"
    return f"{commune.name} ({commune.department_name}, {commune.insee})"


def communes(found: Sequence[Commune], title: str, notes: Sequence[str] = ()) -> Table:
    """Return the table that lists labelled communes."""
    columns = [
        Column("insee", _("INSEE")),
        Column("name", _("Commune")),
        Column("department", _("Dept")),
        Column("population", _("Inhab."), number, right=True),
        Column("convention_signed", _("Convention"), short_day),
        Column("ort_signed", _("ORT"), short_day),
    ]
    return Table(columns, [commune._asdict() for commune in found], title, notes=notes)


def departments(rows: Sequence[Row], found: Sequence[Commune], title: str) -> Table:
    """Return the table of departments, with a total where there is more than one."""
    total: Row | None = None
    notes: list[str] = []
    if len(rows) > 1:
        total = {"department": "", "department_name": _("Total"), **counts(found)}
        shared = sum(row["epcis"] for row in rows) - total["epcis"]
        if shared:
            notes.append(
                plural(
                    "{n} EPCI spans two departments; the total counts it once.",
                    "{n} EPCIs span two departments; the total counts them once.",
                    shared,
                ).format(n=shared)
            )
    numberless = sum(commune.petite_ville is None for commune in found)
    if numberless:
        message = plural(
            "{n} commune has no known petite ville (pvd_id) and counts for none.",
            "{n} communes have no known petite ville (pvd_id) and count for none.",
            numberless,
        )
        notes.append(message.format(n=numberless))
    notes.append(_("Conv., ORTs: communes whose date of signature (accession convention, ORT) is known."))
    columns = [
        Column("department", _("Dept")),
        Column("department_name", _("Name")),
        Column("communes", _("Communes"), number, right=True),
        Column("petites_villes", _("Petites villes"), number, right=True),
        Column("epcis", _("EPCIs"), number, right=True),
        Column("population", _("Population"), number, right=True),
        Column("conventions_signed", _("Conv."), number, right=True),
        Column("orts_signed", _("ORTs"), number, right=True),
    ]
    return Table(columns, rows, title, total, bars=["communes"], notes=notes)


def epcis(rows: Sequence[Row], title: str) -> Table:
    """Return the table of intercommunalities, with the names of their labelled communes."""
    columns = [
        Column("siren", _("SIREN")),
        Column("name", _("Intercommunality")),
        Column("departments", _("Dept"), ", ".join),
        Column("communes", _("Communes"), number, right=True),
        Column("population", _("Population"), number, right=True),
        Column("names", _("Names"), ", ".join),
    ]
    return Table(columns, rows, title)


def near(found: Sequence[Near], title: str) -> Table:
    """Return the table of labelled communes seen from a place."""
    west = "O" if language() == "fr" else "W"
    columns = [
        Column("name", _("Commune")),
        Column("insee", _("INSEE")),
        Column("department", _("Dept")),
        Column("distance_km", _("Distance"), lambda km: f"{number(km)}\u00a0km", right=True),
        Column("direction", _("Direction"), lambda point: point.replace("W", west)),
    ]
    return Table(columns, record(found), title)


def search_rows(answer: Answer) -> list[Row]:
    """Return what a search found, best first, each row with its status."""
    statuses = {Commune: "labelled", OtherCommune: "not-labelled"}
    return [{"status": statuses[type(hit.commune)], **record(hit)} for hit in answer.hits]


def hits(answer: Answer) -> Table:
    """Return the table of what a search found, labelled or not, best first."""
    labels = {"labelled": _("labelled"), "not-labelled": _("not labelled")}
    years = {SELECTED: "2020", JOINED: "2021"}
    reasons = {
        "code": _("code"),
        "exact": _("exact"),
        "alias": _("alias"),
        "prefix": _("prefix"),
        "part": _("part"),
        "fuzzy": _("fuzzy"),
    }
    columns = [
        Column("name", _("Commune")),
        Column("insee", _("INSEE")),
        Column("department", _("Dept")),
        Column("status", _("Label"), labels.__getitem__),
        Column("cohort", _("Since"), years.__getitem__),
        Column("score", _("Score"), lambda score: number(int(score)), right=True),
        Column("reason", _("Reason"), reasons.__getitem__),
    ]
    return Table(columns, search_rows(answer))


def verdict(answer: Answer) -> list[str]:
    """Return what to say of a search: a sentence for the sure answer, a question otherwise."""
    found = answer.hits
    if answer.match:
        rest = [place(h.commune) for h in answer.not_labelled if isinstance(answer.match.commune, Commune)]
        also = _("Not to be confused with {names}, without the label.").format(names=", ".join(rest[:3]))
        return [status(answer.match.commune), *([also] if rest else [])]
    if found[0].reason == "code" or (len(found) > 1 and found[1].score == found[0].score == 100):
        labelled = len(answer.results) + answer.more[0]
        message = plural(
            "{n} communes answer to that, {m} of them labelled.",
            "{n} communes answer to that, {m} of them labelled.",
            labelled,
        )
        if not labelled:
            message = _("{n} communes answer to that, none of them labelled.")
        return [message.format(n=len(found) + sum(answer.more), m=labelled)]
    names = [f"{hit.commune.name} ({hit.commune.department_name})" for hit in found[:3]]
    message = _("Did you mean {names}?") if len(found) <= 3 else _("Did you mean {names}, or another?")
    return [message.format(names=_(" or ").join(names))]


def status(commune: Commune | OtherCommune) -> str:
    """Return the sentence that says whether a commune has the label, and what else it has."""
    if isinstance(commune, OtherCommune):
        sentence = _("{place} is not labelled.").format(place=place(commune))
        if commune.acv_signed:
            instead = _("It has an Action cœur de ville convention instead, signed on {day}.")
            sentence += " " + instead.format(day=day(commune.acv_signed))
        return sentence
    if commune.cohort == JOINED:
        return _("{place} is labelled: it joined in 2021.").format(place=place(commune))
    return _("{place} is labelled, since the selection of 2020.").format(place=place(commune))


def card(registry: Registry, commune: Commune) -> Card:
    """Return all that is known of a labelled commune, each date with its meaning, and the sources."""
    others = [c for c in registry.communes if c != commune]
    twins = [c for c in others if c.petite_ville and c.petite_ville == commune.petite_ville]
    neighbours = [c for c in others if c.epci == commune.epci]
    alone, unknown = _("alone under this number"), _("its number (pvd_id) is not known")
    shared = _("with {names}").format(names=", ".join(c.name for c in twins)) if twins else alone
    beside = _("no other labelled commune in it")
    if neighbours:
        names = ", ".join(c.name if c.cohort == SELECTED else f"{c.name} (2021)" for c in neighbours)
        beside = _("also labelled in it: {names}").format(names=names)
    convention = _("no date is known for its accession convention (convention d'adhésion)")
    if commune.convention_signed:
        convention = _("{day}: its accession convention (convention d'adhésion) was signed")
    ort = _("no date is known for an opération de revitalisation de territoire")
    if commune.ort_signed:
        ort = _("{day}: its opération de revitalisation de territoire was signed")
    located = f"{commune.location.latitude}, {commune.location.longitude}"
    known = {key for key in Commune._fields if getattr(commune, key) is not None} - {"cohort"}
    sources = [source for source in registry.sources if known & set(source.fields)]
    fields = [
        (_("Label"), [status(commune)]),
        (_("Department"), [f"{commune.department_name} ({commune.department})"]),
        (_("Arrondissement"), [commune.arrondissement]),
        (_("Petite ville"), [f"{commune.petite_ville}, {shared}" if commune.petite_ville else unknown]),
        (_("Intercommunality"), [f"{commune.epci.name} ({commune.epci.siren})", beside]),
        (_("Population"), [_("{n} inhabitants (2023)").format(n=number(commune.population))]),
        (_("Postal codes"), [", ".join(commune.postal_codes)]),
        (_("Centre"), [_("{point} (latitude, longitude)").format(point=located)]),
        (_("Convention"), [convention.format(day=day(commune.convention_signed))]),
        (_("ORT"), [ort.format(day=day(commune.ort_signed))]),
        (_("Also written"), [", ".join(commune.aliases)]),
        (_("Sources"), [f"{s.publisher}, {day(s.date)} [{s.id}]" for s in sources]),
    ]
    title = f"{commune.name} ({commune.insee})"
    return Card(title, [(heading, texts) for heading, texts in fields if any(texts)])


Section = Literal["overview", "pillars", "partners", "ministries", "timeline", "figures", "sources"]
SECTIONS: tuple[Section, ...] = get_args(Section)


def programme(registry: Registry, sections: Sequence[Section]) -> Page:
    """Return sections of what the programme is, in the user's language, each fact with its source."""
    headings = {
        "overview": _("Overview"),
        "pillars": _("The three pillars"),
        "partners": _("Partner bodies"),
        "ministries": _("Ministries"),
        "timeline": _("Timeline"),
        "figures": _("Figures"),
        "sources": _("Sources"),
    }
    topics = {
        "purpose": _("Purpose"),
        "audience": _("Audience"),
        "context": _("Context"),
        "scale": _("Scale"),
        "governance": _("Governance"),
        "support": _("Support"),
        "path": _("Path"),
    }
    pages = []
    for section in sections:
        if section == "sources":
            items = [_source(source) for source in registry.sources]
        else:
            items = [_fact(fact, topics) for fact in getattr(registry.programme, section)]
        pages.append((headings[section], items))
    return Page(registry.programme.name, pages, _signatures(registry) if "timeline" in sections else None)


def _signatures(registry: Registry) -> Table:
    """Return the histogram of signatures by quarter, of the 60."""
    columns = [
        Column(
            "quarter", _("Quarter"), lambda quarter: _("{year} Q{n}").format(year=quarter[:4], n=quarter[-1])
        ),
        Column("conventions_signed", _("Conventions"), number, right=True),
        Column("orts_signed", _("ORTs"), number, right=True),
    ]
    found = registry.list()
    rows = quarters(found)
    title = _("Accession conventions and ORTs of the {n} communes of 2020, by quarter of their signature")
    title = title.format(n=len(found))
    bars = ["conventions_signed", "orts_signed"]
    notes = [_("Only signatures with a known date are counted.")]
    return Table(columns, rows, title, bars=bars, longest_bar=20, notes=notes)


def _fact(fact: Row, topics: dict[str, str]) -> Item:
    label = fact.get("name", "")
    if "topic" in fact:
        label = topics.get(fact["topic"], fact["topic"])
    elif "date" in fact:
        label = day(fact["date"])
    elif "value" in fact:
        label = _figure(fact["value"], fact["unit"])
    text = "" if fact[language()] == label else _unbroken(fact[language()])
    inner = [_fact(measure, topics) for measure in fact.get("measures", ())]
    return Item(text, label, fact["source"], inner)


def _unbroken(text: str) -> str:
    """Return French text with no-break spaces where a line must not break: before `;`, in `20 000`."""
    if language() == "fr":
        text = re.sub(r" (?=[;:!?»%])|(?<=\d) (?=\d{3}\b)", "\u00a0", text)
    return text


def _figure(value: int, unit: str) -> str:
    if unit == "EUR":
        if value % 10**9:
            return _("{n} million euros").format(n=number(value // 10**6))
        return _("{n} billion euros").format(n=number(value // 10**9))
    units = {
        "years": _("years"),
        "inhabitants": _("inhabitants"),
        "communes and intercommunalities": _("communes and intercommunalities"),
    }
    if unit == "%":
        return _("{n}%").format(n=number(value))
    return f"{number(value)} {units.get(unit, unit)}"


def _source(source: Source) -> Item:
    dated = day(source.date) if source.date else _("date not known")
    text = f"{source.title}. {source.publisher}, {dated}. {source.licence[language()]}."
    return Item(text, source.id, "", [Item(source.gives[language()])])


def valid(path: object, registry: Registry) -> str:
    """Return the sentence that says a registry is sound, and what it holds."""
    message = _("{file} is valid: {n} communes, {d} departments, {e} EPCIs, {s} sources.")
    return message.format(
        file=path,
        n=len(registry.communes),
        d=len(registry.departments),
        e=len(registry.epcis),
        s=len(registry.sources),
    )


LONGEST_SHOWN = 200  # characters of a cell that a review shows
MOST_REVIEWED = 10_000  # rows that a review shows, so that its memory has a limit


def review(registry: Registry, rows: "Iterable[MatchedRow]", place: int | None) -> tuple[list[Row], Table]:
    """Return the rows of a file that a person should look at, for programs and as a table."""
    places = {place.insee: place for place in registry.places}
    found: list[Row] = []
    more = 0
    for row in rows:
        verdict = row.verdict
        if not row.cells or not verdict.doubtful:
            continue
        typed = row.cells[place] if place is not None and place < len(row.cells) else ""
        if len(found) == MOST_REVIEWED:
            more += 1
            continue
        typed = typed if len(typed) < LONGEST_SHOWN else typed[:LONGEST_SHOWN] + "…"
        names = [describe(places[insee]) for insee in verdict.insee.split("|") if insee]
        found.append({"line": row.line, "text": typed, **verdict.typed(), "candidates": names})
    statuses = {
        "labelled": _("labelled?"),
        "not-labelled": _("not labelled?"),
        "ambiguous": _("ambiguous"),
        "unknown": _("unknown"),
    }
    columns = [
        Column("line", _("Line"), number, right=True),
        Column("text", _("Written")),
        Column("status", _("Status"), statuses.__getitem__),
        Column("candidates", _("Candidates"), ", ".join),
        Column("score", _("Score"), lambda score: number(int(score)), right=True),
    ]
    title = plural("{n} row to look at", "{n} rows to look at", len(found)).format(n=number(len(found)))
    notes = [_("{n} more are not shown.").format(n=number(more))] if more else []
    return found, Table(columns, found, title, notes=notes)
