"""The fields: every key of every answer, with its headings and the way its values are shown.

Tables, cards, Markdown and workbooks take headings and values from here; CSV, JSON and YAML have bare keys.

To add a field, add a line to FIELDS, and the value to the model. If a key means something else in some
answers, it has a second line with the kind of answer before it: `name` is the name of a commune,
`epcis.name` that of an intercommunality.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from ..language import N_, _, number, short_day, typographic
from ..registry.models import SINCE
from .cells import printable

MOST_LINES = 20  # line numbers in a cell that people read
DASH = "–"  # shown to people for an unknown value


def shown(value: Any) -> str:
    """Return a value as text for people: numbers and dates in the user's language, lists with commas."""
    if isinstance(value, date):
        return short_day(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(shown, value))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number(value)
    return str(value)


class Field(NamedTuple):
    """A key of an answer.

    heading: that of a column in a table; long: the heading in a workbook, if different; show: a function that
    returns a value as text for people; right: whether the column is aligned to the right; bar: the length of
    the longest bar before a number, 0 for no bars; room: the least width of a window that shows the column.
    """

    key: str
    heading: str
    long: str = ""
    show: Callable[[Any], str] = shown
    right: bool = False
    bar: int = 0
    room: int = 0

    def cell(self, value: Any) -> str:
        """Return a value as the cell of a table for people."""
        return DASH if value is None else printable(self.show(value))


def _translating(messages: dict[str, str]) -> Callable[[str], str]:
    """Return a function that translates the keys of `messages` and returns any other value unchanged."""
    return lambda value: _(messages[value]) if value in messages else value


def _lines(lines: list[int]) -> str:
    """Return line numbers as text: at most MOST_LINES, then how many more there are."""
    if len(lines) <= MOST_LINES:
        return ", ".join(map(str, lines))
    more = _("{n} more").format(n=number(len(lines) - MOST_LINES))
    return ", ".join([*map(str, lines[:MOST_LINES]), more])


SECTION_TITLES = {
    "overview": N_("Overview"),
    "today": N_("Where the programme stands"),
    "pillars": N_("The three pillars"),
    "partners": N_("Partner bodies"),
    "ministries": N_("Ministries, by their titles of 2020"),
    "measures": N_("Measures"),
    "timeline": N_("Timeline"),
    "signatures": N_("Signatures"),
    "figures": N_("Figures"),
    "announced": N_("Announced"),
    "reached": N_("Reached"),
    "sources": N_("Sources"),
}
TOPICS = {
    "today": N_("Today"),
    "state": N_("State"),
    "continuation": N_("Continuation"),
    "results": N_("Results"),
    "project-manager": N_("Project manager"),
    "proposals": N_("Proposals"),
    "unknown": N_("Not known"),
    "purpose": N_("Purpose"),
    "audience": N_("Audience"),
    "context": N_("Context"),
    "scale": N_("Scale"),
    "governance": N_("Governance"),
    "support": N_("Support"),
    "path": N_("Path"),
}
UNITS = {
    "years": N_("years"),
    "inhabitants": N_("inhabitants"),
    "dwellings": N_("dwellings"),
    "communes and intercommunalities": N_("communes and intercommunalities"),
}
LABELS = {"labelled": N_("labelled"), "not-labelled": N_("not labelled")}
DIFFERENCES = {
    "new": N_("new"),
    "gone": N_("gone"),
    "renamed": N_("renamed"),
    "newly-signed": N_("newly signed"),
    "no-longer-signed": N_("no longer signed"),
    "signed-otherwise": N_("signed otherwise"),
    "numbered-otherwise": N_("numbered otherwise"),
}
DOUBTS = {"ambiguous": N_("ambiguous"), "unknown": N_("unknown")}
REASONS = {
    "code": N_("code"),
    "exact": N_("exact"),
    "alias": N_("alias"),
    "spelling": N_("spelling"),
    "prefix": N_("prefix"),
    "part": N_("part"),
    "fuzzy": N_("fuzzy"),
    "place": N_("place"),
    "cedex": N_("CEDEX"),
}
section, topic, unit = _translating(SECTION_TITLES), _translating(TOPICS), _translating(UNITS)


def _direction(point: str) -> str:
    # Translators: the letter of the compass for west.
    return point.replace("W", _("W"))


def quarter_shown(text: str) -> str:
    return _("{year} Q{n}").format(year=text[:4], n=text[-1])


# Fields by key, or by kind of answer and key.
FIELDS = {
    # communes
    "insee": Field("insee", N_("INSEE"), N_("INSEE code")),
    "name": Field("name", N_("Commune")),
    "department": Field("department", N_("Dept"), N_("Department code")),
    "department_name": Field("department_name", N_("Department")),
    "siren": Field("siren", N_("SIREN")),
    "epci_siren": Field("epci_siren", N_("SIREN of the intercommunality")),
    "epci_name": Field("epci_name", N_("Intercommunality")),
    "epci_type": Field("epci_type", N_("Type")),
    "petite_ville": Field("petite_ville", N_("Petite ville"), N_("Petite ville (2021)")),
    "pvd_id": Field("pvd_id", N_("Number since 2023")),
    "cohort": Field("cohort", N_("Since"), N_("Cohort"), lambda cohort: SINCE.get(cohort, cohort)),
    "population": Field("population", N_("Inhab."), N_("Population"), right=True),
    "postal_codes": Field("postal_codes", N_("Postal codes")),
    "latitude": Field("latitude", N_("Latitude"), right=True),
    "longitude": Field("longitude", N_("Longitude"), right=True),
    "arrondissement": Field("arrondissement", N_("Arrondissement")),
    "convention_signed": Field("convention_signed", N_("Convention"), N_("Convention signed on")),
    "ort_signed": Field("ort_signed", N_("ORT"), N_("ORT signed on")),
    "acv_signed": Field("acv_signed", N_("ACV"), N_("Action cœur de ville, date in the list of ANCT")),
    "aliases": Field("aliases", N_("Also written")),
    # what a search says of a commune, and how far it is
    "query": Field("query", N_("Query")),
    "status": Field("status", N_("Label"), show=_translating(LABELS)),
    "score": Field("score", N_("Score"), show=lambda score: number(int(float(score))), right=True),
    "reason": Field("reason", N_("Reason"), show=_translating(REASONS)),
    "match": Field("match", N_("Sure")),
    "distance_km": Field(
        "distance_km", N_("Distance"), N_("Distance (km)"), lambda km: f"{number(km)}\u00a0km", right=True
    ),
    "direction": Field("direction", N_("Direction"), show=_direction),
    # a commune outside the region
    "pvd": Field("pvd", N_("PVD"), N_("Labelled Petites villes de demain")),
    "pvd_signed": Field("pvd_signed", N_("PVD signed on")),
    "acv": Field("acv", N_("ACV"), N_("Action cœur de ville")),
    # counts
    "departments": Field("departments", N_("Dept")),
    "selected_2020": Field("selected_2020", N_("2020"), N_("Selected in 2020"), right=True),
    "joined_2021": Field("joined_2021", N_("2021"), N_("Joined in 2021"), right=True),
    "communes": Field("communes", N_("Communes"), right=True),
    "petites_villes": Field("petites_villes", N_("Petites villes"), right=True),
    "epcis": Field("epcis", N_("EPCIs"), right=True),
    "conventions_signed": Field("conventions_signed", N_("Conv."), N_("Conventions signed"), right=True),
    "orts_signed": Field("orts_signed", N_("ORTs"), N_("ORTs signed"), right=True),
    "names": Field("names", N_("Names")),
    "quarter": Field("quarter", N_("Quarter"), show=quarter_shown),
    "departments.department_name": Field("department_name", N_("Name"), N_("Department")),
    "departments.communes": Field("communes", N_("Communes"), right=True, bar=5),
    "departments.petites_villes": Field("petites_villes", N_("Petites villes"), right=True, room=75),
    "departments.conventions_signed": Field(
        "conventions_signed", N_("Conv."), N_("Conventions signed"), right=True, room=75
    ),
    "departments.orts_signed": Field("orts_signed", N_("ORTs"), N_("ORTs signed"), right=True, room=75),
    "list.insee": Field("insee", N_("INSEE"), N_("INSEE code"), room=75),
    "list.epci_name": Field("epci_name", N_("Intercommunality"), room=100),
    "epcis.name": Field("name", N_("Intercommunality")),
    "epcis.siren": Field("siren", N_("SIREN"), room=100),
    "epcis.departments": Field("departments", N_("Dept"), room=100),
    "epcis.names": Field("names", N_("Names"), room=120),
    "epcis.type": Field("type", N_("Type")),
    "signatures.conventions_signed": Field("conventions_signed", N_("Conventions"), right=True, bar=20),
    "signatures.orts_signed": Field("orts_signed", N_("ORTs"), right=True, bar=20),
    # the programme
    "section": Field("section", N_("Section"), show=section),
    "pillar": Field("pillar", N_("Pillar")),
    "topic": Field("topic", N_("Topic"), show=topic),
    "date": Field("date", N_("Date")),
    "programme.name": Field("name", N_("Name")),
    "value": Field("value", N_("Value")),
    "unit": Field("unit", N_("Unit"), show=unit),
    "stage": Field("stage", N_("Stage"), show=section),
    "fr": Field("fr", N_("French"), show=typographic),
    "en": Field("en", N_("English"), show=typographic),
    "source": Field("source", N_("Source")),
    "id": Field("id", N_("Identifier")),
    "title": Field("title", N_("Title"), show=typographic),
    "publisher": Field("publisher", N_("Publisher")),
    "licence_fr": Field("licence_fr", N_("Licence (fr)"), show=typographic),
    "licence_en": Field("licence_en", N_("Licence (en)"), show=typographic),
    "gives_fr": Field("gives_fr", N_("What it gives (fr)"), show=typographic),
    "gives_en": Field("gives_en", N_("What it gives (en)"), show=typographic),
    "fields": Field("fields", N_("Fields")),
    "url": Field("url", N_("Address")),
    # problems of a registry
    "line": Field("line", N_("Line"), show=str),
    "where": Field("where", N_("Where")),
    "message": Field("message", N_("Problem")),
    # what a list has otherwise than a registry
    "difference": Field("difference", N_("Difference"), show=_translating(DIFFERENCES)),
    "field": Field("field", N_("What"), show=lambda key: heading(key) if key else ""),
    "registry": Field("registry", N_("Registry")),
    "list": Field("list", N_("List")),
    # what is doubtful in a sheet
    "text": Field("text", N_("Text"), show=lambda text: text or _("(empty)")),
    "beside": Field("beside", N_("Other cells")),
    "decision": Field("decision", N_("Decision")),
    "rows": Field("rows", N_("Rows"), right=True),
    "lines": Field("lines", N_("Lines"), show=_lines),
    "candidates": Field("candidates", N_("Candidates")),
    "review.reason": Field("reason", N_("Reason"), show=lambda reason: _(reason)),
    "review.status": Field("status", N_("Status"), show=_translating(DOUBTS)),
}


def fields_of(keys: Iterable[str], kind: str = "") -> list[Field]:
    """Return the fields of these keys, with headings in the user's language.

    kind: the kind of answer, such as `epcis`: FIELDS may have an own line for its keys.
    """
    found = (FIELDS.get(f"{kind}.{key}") or FIELDS.get(key) or Field(key, key) for key in keys)
    return [f._replace(heading=_(f.heading), long=_(f.long or f.heading)) for f in found]


def heading(key: str) -> str:
    """Return the short heading of a key in the user's language."""
    return _(FIELDS[key].heading)


def long_heading(key: str) -> str:
    """Return the long heading of a key in the user's language."""
    return _(FIELDS[key].long or FIELDS[key].heading)
