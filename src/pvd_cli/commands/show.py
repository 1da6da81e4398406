"""pvd show: all data of communes, of intercommunalities or of departments."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import NoAnswer
from ..language import N_, _, day, number, worded
from ..output.answer import Answer
from ..output.fields import fields_of, heading, long_heading
from ..output.views import Card
from ..registry.distances import by_distance
from ..registry.lists import read_list
from ..registry.loading import load_registry
from ..registry.models import SELECTED, Commune, Department, Epci, OtherCommune, Place, describe, record
from ..registry.registry import Registry
from ..registry.summary import DEPARTMENT_KEYS, EPCI_KEYS
from .cards import department_card, department_record, epci_card, epci_meant, epci_record
from .commune import COMMUNE_KEYS, label_elsewhere, resolved, status, typed_text
from .completion import names_of, shown_names
from .options import FormatOption, OutputOption, RegistryOption
from .verb import verb

if TYPE_CHECKING:  # most commands show communes of the region
    from ..search.elsewhere import Outside

Fields = list[tuple[str, list[str]]]  # headings, each with its texts
MOST_NEAR = 3  # labelled communes that the card of another names
LABELLED_ONLY = set(Commune._fields) - set(OtherCommune._fields)
OTHER_KEYS = [*(key for key in COMMUNE_KEYS if key not in LABELLED_ONLY), "acv_signed"]


@verb(
    N_("Show all that is known of communes, labelled or not, of an intercommunality or of a department."),
    "show sisteron",
    "show gap, apt",
    "show DLVA",
    "show st remy",
    "show 84054 -f yaml",
)
def show(
    commune: Annotated[
        list[str],
        typer.Argument(
            metavar=N_("COMMUNE"),
            help=N_("A name in any spelling, or an INSEE code."),
            autocompletion=names_of(shown_names, "commune"),
        ),
    ],
    format: FormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Show communes, labelled or not, intercommunalities or departments.

    Raises NoAnswer for a name that means no commune, or that may mean more than one.
    """
    registry = load_registry(registry_file)
    text = typed_text(registry, commune)
    whole = registry.search(text)
    if len(whole.elsewhere) == 1 and not (whole.in_region or whole.department):
        return _elsewhere(whole.elsewhere[0])
    notes: list[str] = []

    def find(query: str) -> Place | Epci | Department:
        result = whole if query == text else registry.search(query)
        if result.department:
            return result.department
        try:
            found, how = resolved(result)
        except NoAnswer as error:
            return epci_meant(registry, result, error)
        notes.extend(how)
        return found

    found = sorted(read_list(text, find, blanks=False), key=_order)
    shown = [_row_and_card(registry, each) for each in found]
    rows = [row for row, _card in shown]
    return Answer(
        rows,
        fields_of(_keys(found), "" if _order(found[0]) == 0 else "epcis"),
        data=rows if len(rows) > 1 else rows[0],
        views=[card for _row, card in shown],
        notes=notes,
        sources=registry.sources,
    )


def _order(each: Place | Epci | Department) -> int:
    """Return the place of a kind in an answer: communes, then intercommunalities, then departments."""
    return 1 if isinstance(each, Epci) else 2 if isinstance(each, Department) else 0


def _row_and_card(registry: Registry, each: Place | Epci | Department) -> tuple[dict[str, Any], Card]:
    if isinstance(each, Epci):
        return epci_record(registry, each), epci_card(registry, each)
    if isinstance(each, Department):
        return department_record(registry, each), department_card(registry, each)
    return record(each), card(registry, each)


def _elsewhere(place: "Outside") -> Answer:
    """Answer for a commune outside the region: whether it is labelled there, and since when."""
    fields = [
        (heading("status"), [label_elsewhere(place)]),
        (heading("department_name"), [f"{place.department_name} ({place.department})"]),
        (heading("insee"), [place.insee]),
    ]
    outside_region = _("{place}, outside the region").format(place=f"{place.name} ({place.insee})")
    return Answer(
        [record(place)], fields_of(place._fields), data=record(place), views=[Card(outside_region, fields)]
    )


def _keys(found: Sequence[Place | Epci | Department]) -> Sequence[str]:
    """Return the keys of the rows for communes, intercommunalities and departments, each key once."""
    keys_of = {Commune: COMMUNE_KEYS, OtherCommune: OTHER_KEYS, Epci: EPCI_KEYS, Department: DEPARTMENT_KEYS}
    kinds = {type(each) for each in found}
    return list(dict.fromkeys(key for kind, keys in keys_of.items() if kind in kinds for key in keys))


def card(registry: Registry, place: Place) -> Card:
    """Return the card of a commune, labelled or not. Unknown values get no heading."""
    fields = (
        _labelled_fields(registry, place) if isinstance(place, Commune) else _other_fields(registry, place)
    )
    return Card(describe(place), [(heading, texts) for heading, texts in fields if any(texts)])


def _other_fields(registry: Registry, commune: OtherCommune) -> Fields:
    """Return the card's fields of a commune without the label, with the nearest labelled communes."""
    ort = _("{day}: its opération de revitalisation de territoire was signed")
    close = by_distance(registry.communes, commune.location)[:MOST_NEAR]
    message = _("{name} ({insee}), {km} km")
    nearest = [
        message.format(name=near.commune.name, insee=near.commune.insee, km=number(near.distance_km))
        for near in close
    ]
    return [
        (heading("status"), [status(commune)]),
        (heading("department_name"), [f"{commune.department_name} ({commune.department})"]),
        (heading("ort_signed"), [ort.format(day=day(commune.ort_signed)) if commune.ort_signed else ""]),
        (heading("epci_name"), _epci(registry, commune)),
        (long_heading("population"), [_("{n} inhabitants (2023)").format(n=number(commune.population))]),
        (heading("postal_codes"), [", ".join(commune.postal_codes)]),
        (heading("siren"), [commune.siren]),
        (_("Nearest labelled communes"), nearest),
    ]


def _epci(registry: Registry, commune: Place) -> list[str]:
    """Return lines about the intercommunality of a commune, and its other labelled communes."""
    epci = commune.epci
    return [f"{epci.name} ({epci.siren})", _labelled_beside(registry, commune)] if epci else []


def _labelled_fields(registry: Registry, commune: Commune) -> Fields:
    """Return the card's fields of a labelled commune: each date with its meaning, and the sources."""
    convention = _("{day}: its accession convention (convention d'adhésion) was signed")
    if not commune.convention_signed:
        convention = _("no date is known for its accession convention (convention d'adhésion)")
    ort = _("{day}: its opération de revitalisation de territoire was signed")
    if not commune.ort_signed:
        ort = _("no opération de revitalisation de territoire (ORT) is known")
    located = f"{commune.location.latitude}, {commune.location.longitude}"
    return [
        (heading("status"), [status(commune)]),
        (heading("department_name"), [f"{commune.department_name} ({commune.department})"]),
        (heading("arrondissement"), [commune.arrondissement]),
        (heading("petite_ville"), _petite_ville(registry, commune)),
        (heading("epci_name"), _epci(registry, commune)),
        (long_heading("population"), [_("{n} inhabitants (2023)").format(n=number(commune.population))]),
        (heading("postal_codes"), [", ".join(commune.postal_codes)]),
        (heading("siren"), [commune.siren or ""]),
        (_("Centre"), [_("{point} (latitude, longitude)").format(point=located)]),
        (
            heading("convention_signed"),
            [convention.format(day=day(commune.convention_signed)), *_notes(registry, commune)],
        ),
        (heading("ort_signed"), [ort.format(day=day(commune.ort_signed))]),
        (heading("aliases"), [", ".join(commune.aliases)]),
        (_("Sources"), _sources(registry, commune)),
    ]


def _petite_ville(registry: Registry, commune: Commune) -> list[str]:
    """Return lines with a commune's number in the list of 2021, who shares it, and its number since 2023;
    one line with the number alone where both are the same."""
    number, today = commune.petite_ville, commune.pvd_id
    since = _("{number} since 2023").format(number=today) if today else ""
    if not number:
        return [_("not in the list of 2021"), since]
    twins = ", ".join(c.name for c in registry.communes if c != commune and c.petite_ville == number)
    if number == today:
        return [_("{number}, with {names}").format(number=number, names=twins) if twins else number]
    first = _("{number} in the list of 2021, with {names}") if twins else _("{number} in the list of 2021")
    return [first.format(number=number, names=twins), since]


def _labelled_beside(registry: Registry, commune: Place) -> str:
    """Return a phrase with the other labelled communes of a commune's intercommunality."""
    neighbours = [c for c in registry.communes if c != commune and c.epci == commune.epci]
    names = ", ".join(c.name if c.cohort == SELECTED else f"{c.name} (2021)" for c in neighbours)
    if not isinstance(commune, Commune):
        return _("labelled in it: {names}").format(names=names) if names else _("no labelled commune in it")
    if not names:
        return _("no other labelled commune in it")
    return _("also labelled in it: {names}").format(names=names)


def _notes(registry: Registry, commune: Commune) -> list[str]:
    """Return the registry's notes on a commune: where a source differs from the registry."""
    return [worded(note._asdict()) for note in registry.notes if note.commune == commune.insee]


def _sources(registry: Registry, commune: Commune) -> list[str]:
    known = {key for key, value in commune._asdict().items() if value is not None} - {"cohort"}
    sources = [source for source in registry.sources if known & set(source.fields)]
    return [f"{source.publisher}, {day(source.date)}" for source in sources]
