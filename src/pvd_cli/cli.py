"""The command line: parse, call, print, exit. The only door to Typer."""

# Annotations are evaluated here and now: as strings, Typer would evaluate each of them twice.

import codecs
import gettext
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from errno import EBADF
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, NamedTuple

import typer

from . import export, files, summary, views
from .errors import BadInput, InvalidRegistry, NoAnswer, PvdError
from .language import DOMAIN, _, number, plural, reason
from .models import JOINED, SELECTED, Commune, Hit, Location, OtherCommune
from .names import fold, unaccented
from .registry import REGISTRY_FILE, Registry, data_file, describe, load_registry

if TYPE_CHECKING:
    from .reconcile import Row, Sheet
    from .terminal_map import Window

gettext.textdomain(DOMAIN)  # Typer looks its own words up there too
codecs.register_error("pvd", unaccented)
# Those of Typer's own messages that a French reader should not meet in English.
TYPERS = (
    "{} Did you mean {}?",
    "No such option: {} (Possible options: {})",
    "No such option: {}",
    "Option {} requires an argument.",
    "Option {} does not take a value.",
    "Missing argument {}.",
    "Got unexpected extra argument(s) ({})",
    "Invalid value for {}: {}",
    "{} is not one of {}.",
    "{} is not a valid int range.",
    "{} is not in the range {}.",
)
UsageError = typer.BadParameter.__bases__[0]  # Typer does not export it

Format = Literal["table", "json", "csv", "tsv", "markdown", "geojson", "yaml", "excel"]
Cohort = Literal["selection-2020", "joined-2021", "all"]
Sort = Literal["insee", "name", "department", "epci", "population", "convention_signed", "ort_signed"]


def offered(kind: str, words: str = "") -> Callable[..., list[tuple[str, str]]] | None:
    """Return what completes a word of the command line, of the registry that it names; None if nothing.

    kind: what it is, a function of `completion`; words: the argument whose earlier words belong to the name
    that is being typed (`Le` of `Le Muy`).
    """

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        from . import completion

        if set(os.environ.get("COMP_WORDS", "")) & set("'\"\\"):
            return []  # bash would put what is offered behind a quote or an escape
        before = "".join(f"{word} " for word in ctx.params.get(words) or ())
        try:
            registry = load_registry(ctx.params.get("registry"))
            offers = getattr(completion, kind)(registry, before + incomplete)
        except PvdError:
            return []
        # Shells and Typer read what a word stands for as code and as markup: leave nothing but words of it.
        return [(name[len(before) :], re.sub(r"[^\w ,.()'’-]+", " ", meaning)) for name, meaning in offers]

    return complete if kind else None


def option(name: str, metavar: str, help: str, *, default: Any = None, of: str = "", **more: Any) -> Any:
    """Return the declaration of an option; `of`: what completes it, a function of `completion`."""
    names = name.split(", ")
    return typer.Option(default, *names, metavar=metavar, help=help, autocompletion=offered(of), **more)


def argument(metavar: str, help: str, *, default: Any = ..., of: str = "", words: str = "") -> Any:
    """Return the declaration of an argument, which must be there unless it has a default; see `option`."""
    return typer.Argument(default, metavar=metavar, help=help, autocompletion=offered(of, words))


FORMAT = option(
    "--format, -f", "FORMAT", _("table (default), json, csv, tsv, markdown, geojson, yaml or excel.")
)
REGISTRY = option("--registry", "FILE", _("Read this registry, not our own."), envvar="PVD_REGISTRY")
OUTPUT = option("--output, -o", "FILE", _("Write to this file; .csv, .json… give the format."))
DEPARTMENTS = option(
    "--department, -d", "DEPT", _("Only there (code or name); repeatable."), of="departments"
)
COHORT = option("--cohort", "COHORT", _("selection-2020 (the 60), joined-2021 or all."), default=SELECTED)
SUFFIXES: dict[str, Format] = {
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".md": "markdown",
    ".geojson": "geojson",
    ".yaml": "yaml",
    ".yml": "yaml",
}


class Reply(NamedTuple):
    """An answer: for programs (`data`, and `rows` for those that read tables), for people (`view`).

    verdict: sentences that are part of the answer on a terminal; notes: for stderr only.
    """

    format: Format | None
    output: Path | None
    data: Any
    rows: Sequence[views.Row]
    view: views.View
    verdict: Sequence[str] = ()
    notes: Sequence[str] = ()
    code: int = 0
    chunks: Iterable[bytes] | None = None  # what to write as it comes, instead of all the above
    like: Sequence[views.Row] = ()  # rows whose keys head a table that has none


FAR = 200  # km from the nearest labelled commune beyond which a point may have been written wrongly
LEGEND = 6  # lines of the window that the title and the legend of a map, and the next prompt, take
WIDEST = 500  # columns of the widest map
LONGEST = 500  # characters of a line on stderr
LONG_FILE = 2_000_000  # bytes from which a file takes long enough to show how far it is

app = typer.Typer(
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_("Which communes of Provence-Alpes-Côte d'Azur are labelled Petites villes de demain."),
    pretty_exceptions_enable=False,
)


def command(help: str, *examples: str, name: str | None = None) -> Callable[..., Any]:
    """Add a command to the app, its help followed by examples of its use."""
    lines = [_("Examples:"), *(f"  pvd {example}" for example in examples)]
    return app.command(name, help="\n".join([f"{help}\n\n\b", *lines]))


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print("pvd", version("pvd-cli"))
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help=_("Show the version.")
    ),
) -> None:
    if context.invoked_subcommand is None:
        print(
            _(
                "pvd tells which communes of Provence-Alpes-Côte d'Azur are labelled\n"
                "Petites villes de demain, and what is known of each.\n\n"
                "  pvd search Sisteron     is it labelled? any spelling will do\n"
                "  pvd list -d 04          the labelled communes of a department\n"
                "  pvd programme pillars   what the programme gives\n\n"
                "All commands: pvd --help"
            )
        )


@command(
    _(
        "Say whether communes are labelled: by name, part of a name, INSEE or postal code, pvd_id.\n\n"
        "Accents, hyphens, articles, St/Ste and typing errors do not matter."
    ),
    "search sisteron",
    "search st rémy",
    "search mirabeau 84",
    "search 04200 -f json",
)
def search(
    query: list[str] = argument("QUERY", _("What to look for."), of="places", words="query"),
    department: str | None = option(
        "--department, -d", "DEPT", _("Look only there (code or name)."), of="departments"
    ),
    limit: int = option("--limit", "N", _("At most so many of each kind."), default=10, min=1),
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    known = load_registry(registry)
    code = known.department(department).code if department is not None else None
    answer = known.search(" ".join(query), department=code, limit=limit)
    others = [_other(hit) for hit in answer.not_labelled]
    data = {"query": answer.query, "results": export.record(answer.results), "not_labelled": others}
    rows = views.search_rows(answer)
    view = views.hits(answer)
    if answer.hits:
        notes = [_("{n} more: --limit").format(n=sum(answer.more))] if sum(answer.more) else []
        return Reply(format, output, data, rows, view, views.verdict(answer), notes)
    message = _("no commune of the region is called “{query}”")
    if department:
        message = _("no commune of {department} is called “{query}”")
    notes = [message.format(query=answer.query, department=code)]
    notes += known.departments_called(answer.query) or known.nearest(answer.query)
    like = views.search_rows(known.search(known.communes[0].insee)) if known.communes else ()
    return Reply(format, output, data, rows, view, notes=notes, code=1, like=like)


def _other(hit: Hit) -> dict[str, Any]:
    keys = ["insee", "name", "department", "score", "reason", "match"]
    if isinstance(hit.commune, OtherCommune) and hit.commune.acv_signed:
        keys.append("acv_signed")
    row = export.record(hit)
    return {key: row[key] for key in keys}


@command(
    _("Show all that is known of one labelled commune."),
    "show sisteron",
    "show st remy",
    "show 84054 -f yaml",
)
def show(
    commune: list[str] = argument(
        "COMMUNE", _("A name in any spelling, or an INSEE code."), of="communes", words="commune"
    ),
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    known = load_registry(registry)
    found = known.resolve(" ".join(commune))
    if not isinstance(found, Commune):
        hint = _("the labelled communes of its department: pvd list -d {code}")
        raise NoAnswer(views.status(found), hint.format(code=found.department))
    data = export.record(found)
    return Reply(format, output, data, [data], views.card(known, found))


@command(
    _("List the labelled communes: the 60 of the 2020 selection, unless --cohort says otherwise."),
    "list -d 04",
    "list -d vaucluse -d 13 --sort population --reverse",
    "list --epci sisteronais",
    "list --cohort all -o communes.csv",
    name="list",
)
def list_(
    department: list[str] | None = DEPARTMENTS,
    epci: str | None = option(
        "--epci", "EPCI", _("Only this intercommunality (SIREN, name, or part of it)."), of="epcis"
    ),
    cohort: Cohort = COHORT,
    sort: Sort = option(
        "--sort",
        "KEY",
        _("insee, name, department, epci, population, convention_signed or ort_signed."),
        default="insee",
    ),
    reverse: bool = typer.Option(False, "--reverse", help=_("Sort the other way round.")),
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    known = load_registry(registry)
    everyone = known.list(department=department or (), epci=epci, cohort="all")
    found = _sorted([c for c in everyone if cohort in ("all", c.cohort)], sort, reverse)
    title = _count(found)
    notes = _joined(everyone, cohort)
    merged = {commune.epci.name for commune in found} if epci else set()
    if len(merged) > 1:
        message = _("{n} intercommunalities have that in their name: {names}")
        notes.append(message.format(n=len(merged), names=", ".join(sorted(merged))))
    if not found:
        notes.insert(0, _("no labelled commune fits all of that"))
    rows = export.record(found)
    view = views.communes(found, title)
    like = export.record(known.communes[:1])
    return Reply(format, output, rows, rows, view, (), notes, 0 if found else 1, like=like)


def _count(found: Sequence[Commune]) -> str:
    return plural("{n} labelled commune", "{n} labelled communes", len(found)).format(n=len(found))


def _joined(everyone: Sequence[Commune], cohort: Cohort) -> list[str]:
    """Return the note that says how many more a list would have with those that joined in 2021."""
    more = sum(c.cohort == JOINED for c in everyone) if cohort == SELECTED else 0
    message = plural("{n} more joined in 2021: --cohort all", "{n} more joined in 2021: --cohort all", more)
    return [message.format(n=more)] if more else []


def _sorted(found: Sequence[Commune], sort: Sort, reverse: bool) -> list[Commune]:
    def key(commune: Commune) -> Any:
        value = getattr(commune, sort)
        return fold(value.name) if sort == "epci" else fold(value) if sort == "name" else value

    known = [commune for commune in found if getattr(commune, sort) is not None]
    unknown = [commune for commune in found if getattr(commune, sort) is None]
    return sorted(known, key=key, reverse=reverse) + unknown


@command(
    _("Count by department: communes, petites villes, EPCIs, inhabitants, signatures."),
    "departments",
    "departments 04",
    "departments -f csv",
)
def departments(
    department: list[str] | None = argument(
        "DEPARTMENT", _("Only these (code or name)."), default=None, of="departments"
    ),
    cohort: Cohort = COHORT,
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    known = load_registry(registry)
    found = known.list(department=department or (), cohort=cohort)
    rows = summary.departments(known, found)
    title = _("Labelled communes by department")
    return Reply(format, output, rows, rows, views.departments(rows, found, title))


@command(
    _("Count by intercommunality (EPCI), with the names of its labelled communes."),
    "epcis",
    "epcis -d 84",
    "epcis -f json",
)
def epcis(
    department: list[str] | None = DEPARTMENTS,
    cohort: Cohort = COHORT,
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    known = load_registry(registry)
    found = known.list(department=department or (), cohort=cohort)
    rows = summary.epcis(known, found)
    title = plural("{n} intercommunality", "{n} intercommunalities", len(rows)).format(n=len(rows))
    return Reply(format, output, rows, rows, views.epcis(rows, title))


@command(
    _("Tell what the programme is: overview, or one of its sections."),
    "programme",
    "programme pillars",
    "programme figures -f csv",
)
def programme(
    section: views.Section | None = argument("SECTION", _("The section to show."), default=None),
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    known = load_registry(registry)
    sections: dict[str, Any] = {
        name: export.record(getattr(known.programme, name)) for name in views.SECTIONS[:-1]
    }
    sections["sources"] = export.record(known.sources)
    signatures = summary.quarters(known.list())
    whole = {"name": known.programme.name, **sections, "signatures": signatures}
    data = sections[section] if section else whole
    rows = [
        row for name in ([section] if section else sections) for row in export.facts(name, sections[name])
    ]
    if section in (None, "timeline"):
        rows += export.facts("signatures", signatures)
    return Reply(format, output, data, rows, views.programme(known, [section or "overview"]))


@command(
    _(
        "List labelled communes by their distance from a place: any commune of the region, or LAT,LON.\n\n"
        "Distances are between the centre points of communes, as the crow flies."
    ),
    "near gap",
    "near la seyne sur mer --within 30",
    "near 43.95,5.78 --limit 3",
)
def near(
    place: list[str] = argument(
        "PLACE", _("A commune in any spelling, or LAT,LON."), of="places", words="place"
    ),
    within: str | None = option("--within", "KM", _("Only so many kilometres away.")),
    limit: int | None = option("--limit", "N", _("At most so many; 10 without --within."), min=1),
    cohort: Cohort = COHORT,
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    from . import distances

    known = load_registry(registry)
    query = " ".join(place)
    verdict = []
    location = distances.read_point(query)
    origin: Commune | OtherCommune | Location | None = location
    if location is None:
        try:
            origin = commune = known.resolve(query)
        except NoAnswer as error:
            if not re.search(r"\d[.,;°]", query):
                raise
            hint = _("write latitude, longitude, like 43.95,5.78")
            raise BadInput(
                _("“{query}” is neither a commune nor a point").format(query=query), hint
            ) from error
        location = commune.location
        verdict = [views.status(commune)]
    everyone = distances.near(known.list(cohort=cohort), location)
    swapped = Location(location.longitude, location.latitude)
    nearest = everyone[0] if everyone else None
    if nearest and nearest.distance_km > FAR > distances.distance(swapped, nearest.commune.location):
        message = _("{point} is far from the region").format(point=views.place(location))
        raise BadInput(
            message, _("latitude comes first: pvd near {point}").format(point=f"{swapped[0]},{swapped[1]}")
        )
    radius = None if within is None else distances.read_kilometres(within)
    close = [each for each in everyone if radius is None or each.distance_km <= radius]
    found = close[: limit or (10 if within is None else None)]
    data = {"query": query, "place": export.record(origin), "results": export.record(found)}
    title = _("Labelled communes nearest to {place}").format(place=views.place(origin or location))
    verdict.append(_("Distances are between centre points, as the crow flies."))
    notes = [_("{n} more: --limit").format(n=len(close) - len(found))] if len(close) > len(found) else []
    if not nearest:
        notes = [_("no labelled commune fits all of that")]
    elif not found:
        message = _("no labelled commune is so near; the nearest is {name}, {km} km away")
        notes = [message.format(name=describe(nearest.commune), km=number(nearest.distance_km))]
    view = views.near(found, title if found else "")
    like = export.record(everyone[:1])
    return Reply(format, output, data, data["results"], view, verdict, notes, 0 if found else 1, like=like)


@command(
    _(
        "Draw the region in the terminal: labelled communes bright on the cloud of all communes.\n\n"
        "With -d, zoom in on a department and name all of its labelled communes."
    ),
    "map",
    "map -d 83",
    "map --highlight sisteron --highlight gap",
    name="map",
)
def map_(
    department: list[str] | None = DEPARTMENTS,
    highlight: list[str] | None = option(
        "--highlight", "COMMUNE", _("Mark and name this one, in any spelling; repeatable."), of="places"
    ),
    cohort: Cohort = COHORT,
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    from .terminal_map import region

    known = load_registry(registry)
    codes = [known.department(spelling).code for spelling in department or ()]
    everyone = known.list(department=codes, cohort="all")
    found = [c for c in everyone if cohort in ("all", c.cohort)]
    marked = [known.resolve(query) for query in highlight or ()]
    inside = [place for place in marked if not codes or place.department in codes]
    notes = _joined(everyone, cohort)
    notes += [
        _("{name} is not in {departments}, so it is not on this map").format(
            name=describe(place), departments=", ".join(codes)
        )
        for place in marked
        if place not in inside
    ]
    rows = export.record(found)
    view: views.View = views.Lines(())
    if _kind(format, output) in ("table", "markdown"):
        view = region(known, found, codes, inside, _count(found), _window(output))
    return Reply(format, output, rows, rows, view, notes=notes)


def _window(output: Path | None) -> "Window":
    """Return what a map may fill: the terminal, or in a pipe or a file as many lines as it likes."""
    from .terminal_map import Window

    size = get_terminal_size((80, 24))
    terminal = not output and sys.stdout is not None and sys.stdout.isatty()
    encoding = "utf-8" if output else sys.stdout.encoding if sys.stdout else "ascii"
    width = min(max(size.columns, 20), WIDEST)
    height = max(size.lines - LEGEND, 8) if terminal else width
    return Window(width, height, encoding.lower().startswith("utf"))


@command(
    _(
        "Tell which rows of a CSV file are labelled communes: its rows as they are, columns added.\n\n"
        "Reads commas, semicolons or tabs, UTF-8 or Windows-1252, and finds the column if it is plain. "
        "The columns are pvd_status (labelled, not-labelled, ambiguous, unknown), pvd_insee, pvd_name, "
        "pvd_department, pvd_cohort, pvd_score and pvd_match (true: sure)."
    ),
    "match communes.csv -o matched.csv",
    "match grants.csv --column Ville --code-column CP",
    "match communes.csv --review",
)
def match(
    file: str = argument("FILE", _("A CSV file with a header; - for stdin.")),
    column: str | None = option("--column", "NAME", _("The column of communes; guessed if plain.")),
    department_column: str | None = option(
        "--department-column", "NAME", _("A column of departments (codes or names).")
    ),
    code_column: str | None = option("--code-column", "NAME", _("A column of INSEE or postal codes.")),
    review: bool = typer.Option(False, "--review", help=_("Show only what is doubtful, for you to decide.")),
    format: Format | None = option(
        "--format, -f", "FORMAT", _("csv (as the file is written), json or geojson; with --review, any.")
    ),
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    from . import reconcile

    known = load_registry(registry)
    kind = _kind(format, output)
    if not review and kind not in ("table", "csv", "json", "geojson"):
        message = _("match writes a file as it was (csv), json or geojson, not {format}").format(format=kind)
        raise BadInput(message, _("take -f away, or write -f json"))
    notes: list[str] = []
    stream = _seekable(file)
    try:
        sheet = reconcile.Sheet(stream, file)
        place = sheet.find(column) if column is not None else sheet.guess(known)
        if place is None and not code_column:
            columns = ", ".join(sheet.header)
            message = _("which column of {file} holds the communes?").format(file=file)
            raise BadInput(message, _("say it with --column; its columns are {names}").format(names=columns))
        if place is not None and not column:
            guessed = _("the communes are in column “{column}” (--column takes another)")
            _complain([guessed.format(column=sheet.header[place])], 0)
        if place is not None and reconcile.decide(known, sheet.header[place]).match == "true":
            message = _("“{column}” is a commune: the first line should be a header, and is not matched")
            notes.append(message.format(column=sheet.header[place]))
        beside = [sheet.find(name) if name is not None else None for name in (department_column, code_column)]
    except PvdError:
        stream.close()
        raise
    batches = _counted(sheet, sheet.batches(known, place, *beside), notes)
    if review:
        data, view = views.review(known, (row for rows in batches for row in rows), place)
        return Reply(format, output, data, data, view, notes=notes)
    chunks = _as_csv(sheet, batches)
    if kind in ("json", "geojson"):
        chunks = _as_json(sheet, batches, known if kind == "geojson" else None)
    return Reply(format, output, None, (), views.Lines(()), notes=notes, chunks=chunks)


def _seekable(file: str) -> BinaryIO:
    """Open a file, or keep what comes from stdin or a pipe on disk: it is read more than once."""
    try:
        if file == "-" and sys.stdin is None:
            raise OSError(EBADF, os.strerror(EBADF))
        stream = sys.stdin.buffer if file == "-" else Path(file).open("rb")
        if file != "-" and stream.seekable():
            return stream
        from shutil import copyfileobj
        from tempfile import TemporaryFile

        kept = TemporaryFile()
        with stream:
            copyfileobj(stream, kept)
        return kept
    except OSError as error:
        message = _("cannot read {file}: {reason}").format(file=file, reason=reason(error))
        raise BadInput(message, _("check the name of the file and the right to read it")) from error


Batches = Iterator[list["Row"]]


def _counted(sheet: "Sheet", batches: Batches, notes: list[str]) -> Batches:
    """Pass rows on; show how far they are if it takes long; at the end note how many there are of each."""
    counts = Counter(dict.fromkeys(("labelled", "not-labelled", "ambiguous", "unknown"), 0))
    width, long = len(sheet.header), 0
    size = sheet.file.seek(0, os.SEEK_END)
    hidden = size < LONG_FILE or sys.stderr is None or not sys.stderr.isatty()
    with sheet.file, typer.progressbar(length=size, file=sys.stderr, hidden=hidden, label="pvd match") as bar:
        for rows in batches:
            counts.update([row.verdict.status for row in rows if row.cells])
            long += sum([len(row.cells) > width for row in rows])
            bar.update(sheet.file.tell() - bar.pos)
            yield rows
    total = sum(counts.values())
    parts = [
        plural("{n} row: ", "{n} rows: ", total),
        plural("{n} labelled, ", "{n} labelled, ", counts["labelled"]),
        plural("{n} not labelled, ", "{n} not labelled, ", counts["not-labelled"]),
        plural("{n} ambiguous, ", "{n} ambiguous, ", counts["ambiguous"]),
        plural("{n} unknown", "{n} unknown", counts["unknown"]),
    ]
    numbers = [total, *counts.values()]
    notes.append("".join(part.format(n=number(n)) for part, n in zip(parts, numbers, strict=True)))
    if long:
        message = plural(
            "{n} row has more cells than the header: what is added stands further right",
            "{n} rows have more cells than the header: what is added stands further right",
            long,
        )
        notes.append(message.format(n=number(long)))


def _as_csv(sheet: "Sheet", batches: Batches) -> Iterator[bytes]:
    yield sheet.head().encode(sheet.encoding)
    for rows in batches:
        yield sheet.written(rows).encode(sheet.encoding, "pvd")


def _as_json(sheet: "Sheet", batches: Batches, known: Registry | None = None) -> Iterator[bytes]:
    """Yield rows as a list of objects; with a registry as GeoJSON, at the places of their communes."""
    from .reconcile import as_record

    places = {place.insee: export.record(place.location) for place in known.places} if known else None
    start, end = ("[", "]") if places is None else ('{"type": "FeatureCollection", "features": [', "]}")
    between = "\n"
    yield start.encode()
    for rows in batches:
        for row in rows:
            if row.cells:
                record = as_record(sheet, row)
                if places is not None:
                    record = export.feature(record, places.get(row.verdict.insee))
                yield (between + export.to_json(record, indent=None).rstrip()).encode()
                between = ",\n"
    yield f"\n{end}\n".encode()


@command(
    _("Validate a registry: list every problem with its line, or say that there is none."),
    "check",
    "check data/communes.yaml",
    "check mine.yaml -f json",
)
def check(
    file: Path | None = argument("FILE", _("The registry; our own if none is given."), default=None),
    format: Format | None = FORMAT,
    registry: Path | None = REGISTRY,
    output: Path | None = OUTPUT,
) -> Reply:
    path = file or registry or data_file(REGISTRY_FILE)
    problems: list[dict[str, Any]] = []
    notes: list[str] = []
    try:
        lines = [views.valid(path, load_registry(path))]
    except InvalidRegistry as error:
        problems = [problem._asdict() for problem in error.problems]
        lines, notes = _report(error)
    data = {"file": str(path), "valid": not problems, "problems": problems}
    return Reply(format, output, data, problems, views.Lines(lines), (), notes, 3 if problems else 0)


def _report(error: InvalidRegistry) -> tuple[list[str], list[str]]:
    count = plural("{n} problem", "{n} problems", len(error.problems)).format(n=len(error.problems))
    lines = [": ".join(filter(None, (f"{p.line}", p.where, p.message))) for p in error.problems]
    return lines, [_("{name}: {n}").format(name=error, n=count)]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. The one place that prints, and that catches errors."""
    if argv is None:
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _terminated)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="pvd", newline="\n")
    try:
        reply = _commands(sys.argv[1:] if argv is None else argv).main(argv, "pvd", standalone_mode=False)
        if not isinstance(reply, Reply):
            return reply or 0
        _print(reply)
        return reply.code
    except UsageError as error:  # type: ignore[misc]
        words = [word for word in (sys.argv[1:] if argv is None else argv) if word[:1] != "-"]
        return _complain([_worded(error.format_message()), *_advice(error, words)], 2)
    except InvalidRegistry as error:
        lines, notes = _report(error)
        return _complain([*notes, *lines, _("nothing else was done; mend these lines first")], 3)
    except PvdError as error:
        return _complain([str(error), *error.hints], error.exit_code)
    except OSError as error:
        # Python flushes stdout once more when it exits: give it somewhere to do so.
        sys.stdout = Path(os.devnull).open("w")
        if isinstance(error, BrokenPipeError):
            return 0
        return _complain([_("cannot write the answer: {reason}").format(reason=reason(error))], 2)
    except KeyboardInterrupt:
        return 130


def _commands(words: Sequence[str]) -> Any:
    """Return the commands, or the one that is named alone: reading all of their options takes long.

    Where help is asked for, Typer's own options too are worded in the user's language.
    """
    everything = app.registered_commands
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS") or ""
    first = (words or typed.split()[1:] or [""])[0]
    named = [each for each in everything if first == (each.name or getattr(each.callback, "__name__", ""))]
    try:
        app.registered_commands = named or everything
        group = typer.main.get_command(app)
    finally:
        app.registered_commands = everything
    if {"-h", "--help"} & set(words):
        for each in (group, *getattr(group, "commands", {}).values()):
            for option in each.get_params(typer.Context(each, help_option_names=["-h", "--help"])):
                option.help = option.help and _(option.help)
    return group


def _worded(message: str) -> str:
    """Return one of Typer's own messages in the user's language, as far as it is known here."""
    for template in TYPERS:
        found = re.fullmatch(re.escape(template).replace(r"\{\}", "(.+?)"), message, re.DOTALL)
        if found:
            return _(template).format(*map(_worded, found.groups()))
    return message


def _terminated(number: int, _frame: object) -> None:
    """Leave as after Ctrl-C, so that nothing half-written stays behind."""
    sys.exit(128 + number)


def _advice(error: Any, words: Sequence[str]) -> list[str]:
    path = error.ctx.command_path if error.ctx else " ".join(["pvd", *words[:1]])
    hints = [_("see {command} --help").format(command=path)]
    if error.ctx and path == "pvd" and words and "?" not in error.format_message():
        hints.insert(0, _("to look for a commune: pvd search {query}").format(query=" ".join(words)))
    return hints


def _complain(lines: Sequence[str], code: int) -> int:
    if sys.stderr is None:
        return code  # print would take stdout instead
    for place, line in enumerate(lines):
        text = export.printable(line if len(line) <= LONGEST else f"{line[:LONGEST]}…")
        with suppress(OSError):  # a full stderr takes nothing away from the answer
            print(f"pvd: {text}" if not place else f"  {text}", file=sys.stderr, flush=True)
    return code


def _kind(format: Format | None, output: Path | None) -> Format:
    suffix = output.suffix.lower() if output else ""
    if suffix in (".xlsx", ".xls", ".ods", ".pdf", ".docx"):
        message = _("pvd does not write {suffix} files").format(suffix=suffix)
        raise BadInput(message, _("a spreadsheet opens what -f excel writes, in a file that ends in .csv"))
    if not format and suffix not in ("", ".txt", *SUFFIXES):
        message = _("the ending {suffix} does not tell which format to write").format(suffix=suffix)
        raise BadInput(
            message, _("say it with -f, or take one of {endings}").format(endings=", ".join(SUFFIXES))
        )
    return format or SUFFIXES.get(suffix, "table")


def _print(reply: Reply) -> None:
    kind = _kind(reply.format, reply.output)
    terminal = kind == "table" and ((sys.stdout and sys.stdout.isatty()) or os.environ.get("FORCE_COLOR"))
    said: list[str] = []
    if reply.output:
        files.write_whole(reply.output, reply.chunks or [_text(reply, kind).encode(errors="replace")])
    elif sys.stdout is None:
        raise OSError(EBADF, os.strerror(EBADF))
    elif reply.chunks:
        sys.stdout.flush()
        sys.stdout.buffer.writelines(reply.chunks)
        sys.stdout.buffer.flush()
    elif terminal:
        from . import render

        render.draw(reply.view, reply.verdict)
    else:
        sys.stdout.write(_text(reply, kind))
        sys.stdout.flush()
        said += reply.verdict if kind == "table" else ()
    _complain([*said, *reply.notes], reply.code)


def _text(reply: Reply, kind: Format) -> str:
    writers: dict[Format, Callable[[], str]] = {
        "table": reply.view.plain,
        "markdown": reply.view.markdown,
        "json": lambda: export.to_json(reply.data),
        "yaml": lambda: _yaml(reply.data),
        "csv": lambda: export.to_csv(reply.rows, like=reply.like),
        "tsv": lambda: export.to_tsv(reply.rows, like=reply.like),
        "geojson": lambda: export.to_geojson(reply.rows),
        "excel": lambda: export.to_excel(reply.rows, like=reply.like),
    }
    return writers[kind]()


def _yaml(data: Any) -> str:
    from .yaml_io import write_yaml

    return write_yaml(data)
