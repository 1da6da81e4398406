"""pvd match: which rows of a sheet are labelled communes."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from errno import EBADF
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from ..errors import BadInput, PvdError
from ..language import N_, _, number, plural, reason
from ..match.columns import find, guess
from ..match.rows import Places, Row, Tally, decided
from ..match.sheet import Sheet
from ..match.verdict import STATUSES, Verdict, decide
from ..output.formats import feature, to_json
from ..output.views import Column, Reply, Stream, Table
from ..registry.models import describe, record
from ..registry.registry import Registry
from .command import Argument, Option, command

BATCH = 1_000  # rows that are written at a time
LONGEST_SHOWN = 200  # characters of a cell that a review shows
MOST_REVIEWED = 10_000  # rows that a review shows, so that its memory has a limit


@command(
    N_(
        "Tell which rows of a CSV file are labelled communes: its rows as they are, columns added.\n\n"
        "Reads commas, semicolons or tabs, UTF-8 or Windows-1252, and finds the column if it is plain. "
        "The columns are pvd_status (labelled, not-labelled, ambiguous, unknown), pvd_insee, pvd_name, "
        "pvd_department, pvd_cohort, pvd_score and pvd_match (true: sure)."
    ),
    "match communes.csv -o matched.csv",
    "match grants.csv --column Ville --code-column CP",
    "match communes.csv --review",
    formats=N_("csv (as the file is written), json or geojson; with --review, any."),
)
def match(
    registry: Registry,
    format: str,
    file: Annotated[str, Argument("FILE", N_("A CSV file with a header; - for stdin."))],
    column: Annotated[
        str | None, Option("--column", "NAME", N_("The column of communes; guessed if plain."))
    ] = None,
    department_column: Annotated[
        str | None, Option("--department-column", "NAME", N_("A column of departments (codes or names)."))
    ] = None,
    code_column: Annotated[
        str | None, Option("--code-column", "NAME", N_("A column of INSEE or postal codes."))
    ] = None,
    review: Annotated[
        bool, Option("--review", None, N_("Show only what is doubtful, for you to decide."))
    ] = False,
) -> Reply | Stream:
    """Add to each row what it is; or list the doubtful rows.

    Raises BadInput for a format that suits no rows, a file that is no CSV, a column that is not there.
    """
    if not review and format not in ROWS_AS:
        message = _("match writes a file as it was (csv), json or geojson, not {format}").format(
            format=format
        )
        raise BadInput(message, _("take -f away, or write -f json"))
    stream = _seekable(file)
    try:
        sheet = Sheet(stream, file)
        places = _places(sheet, registry, column, department_column, code_column)
    except PvdError:
        stream.close()
        raise
    tally = Tally()
    rows = decided(sheet, registry, places, tally)
    said = _said_before(sheet, registry, places, guessed=column is None)

    def notes() -> list[str]:
        return [*said, *_counts(tally)]

    if review:
        return Reply(table=lambda: _review(registry, rows, places.name), notes=notes)
    size = stream.seek(0, os.SEEK_END)
    return Stream(ROWS_AS[format](sheet, rows, registry), notes, size, stream.tell)


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


def _places(
    sheet: Sheet, registry: Registry, column: str | None, department: str | None, code: str | None
) -> Places:
    """Return which columns tell what a row is; raise BadInput where none holds communes or codes."""
    name = find(sheet, column) if column is not None else guess(sheet, registry)
    if name is None and not code:
        columns = ", ".join(sheet.header)
        message = _("which column of {file} holds the communes?").format(file=sheet.name)
        raise BadInput(message, _("say it with --column; its columns are {names}").format(names=columns))
    beside = (find(sheet, heading) if heading is not None else None for heading in (department, code))
    return Places(name, *beside)


def _said_before(sheet: Sheet, registry: Registry, places: Places, *, guessed: bool) -> list[str]:
    """Return what is to say of the header: which column is taken, whether it is a row itself."""
    if places.name is None:
        return []
    heading = sheet.header[places.name]
    notes = []
    if guessed:
        taken = _("the communes are in column “{column}” (--column takes another)")
        notes.append(taken.format(column=heading))
    if decide(registry, heading).status in ("labelled", "not-labelled"):
        message = _("“{column}” is a commune: the first line should be a header, and is not matched")
        notes.append(message.format(column=heading))
    return notes


def _counts(tally: Tally) -> Iterator[str]:
    """Yield how many rows there are of each status, and how many are too long."""
    counts = [tally.statuses[status] for status in STATUSES]
    labelled, without, ambiguous, outside, unknown = counts
    parts = [
        plural("{n} row: ", "{n} rows: ", sum(counts)),
        plural("{n} labelled, ", "{n} labelled, ", labelled),
        plural("{n} not labelled, ", "{n} not labelled, ", without),
        plural("{n} ambiguous, ", "{n} ambiguous, ", ambiguous),
        plural("{n} outside the region, ", "{n} outside the region, ", outside),
        plural("{n} unknown", "{n} unknown", unknown),
    ]
    numbers = [sum(counts), *counts]
    yield "".join(part.format(n=number(n)) for part, n in zip(parts, numbers, strict=True))
    if tally.long:
        message = plural(
            "{n} row has more cells than the header: what is added stands further right",
            "{n} rows have more cells than the header: what is added stands further right",
            tally.long,
        )
        yield message.format(n=number(tally.long))


def _as_csv(sheet: Sheet, rows: Iterator[Row], _registry: Registry) -> Iterator[bytes]:
    yield sheet.head().encode(sheet.encoding)
    while batch := list(islice(rows, BATCH)):
        text = "".join([sheet.written(row.record, row.tail) for row in batch])
        yield text.encode(sheet.encoding, "pvd")


def _as_json(sheet: Sheet, rows: Iterator[Row], _registry: Registry) -> Iterator[bytes]:
    objects = (sheet.as_mapping(row.record, row.verdict) for row in rows if row.record.cells)
    return _listed(objects, "[", "]")


def _as_geojson(sheet: Sheet, rows: Iterator[Row], registry: Registry) -> Iterator[bytes]:
    """Yield rows as points at the places of their communes."""
    places = {place.insee: record(place.location) for place in registry.places}
    features = (
        feature(sheet.as_mapping(row.record, row.verdict), places.get(row.verdict.insee))
        for row in rows
        if row.record.cells
    )
    return _listed(features, '{"type": "FeatureCollection", "features": [', "]}")


ROWS_AS = {"table": _as_csv, "csv": _as_csv, "json": _as_json, "geojson": _as_geojson}


def _listed(objects: Iterable[Any], start: str, end: str) -> Iterator[bytes]:
    """Yield JSON objects, one a line, as they come."""
    yield start.encode()
    between = "\n"
    for each in objects:
        yield (between + to_json(each, indent=None).rstrip()).encode()
        between = ",\n"
    yield f"\n{end}\n".encode()


def _review(registry: Registry, rows: Iterable[Row], place: int | None) -> Table:
    """Return the rows of a file that a person should look at."""
    names = {place.insee: describe(place) for place in registry.places}
    found: list[dict[str, Any]] = []
    more = 0
    for (_text, cells, line), verdict, _tail in rows:
        if not cells or verdict.status not in ("ambiguous", "unknown"):
            continue
        if len(found) == MOST_REVIEWED:
            more += 1
            continue
        typed = cells[place] if place is not None and place < len(cells) else ""
        typed = typed if len(typed) < LONGEST_SHOWN else typed[:LONGEST_SHOWN] + "…"
        candidates = [names[insee] for insee in verdict.insee.split("|") if insee]
        found.append({"line": line, "text": typed, **verdict.typed(), "candidates": candidates})
    title = plural("{n} row to look at", "{n} rows to look at", len(found)).format(n=number(len(found)))
    notes = [_("{n} more are not shown.").format(n=number(more))] if more else []
    keys = ["line", "text", *Verdict._fields, "candidates"]
    return Table(_review_columns(), found, title, keys, notes=notes)


def _review_columns() -> Sequence[Column]:
    statuses = {
        "ambiguous": _("ambiguous"),
        "unknown": _("unknown"),
    }
    return [
        Column("line", _("Line"), number, right=True),
        Column("text", _("Written")),
        Column("status", _("Status"), statuses.__getitem__),
        Column("candidates", _("Candidates"), ", ".join),
        Column("score", _("Score"), lambda score: number(int(score)), right=True),
    ]
