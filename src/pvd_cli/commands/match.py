"""pvd match: which rows of a sheet are labelled communes."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadInput
from ..language import N_, _
from ..match.additions import Additions
from ..match.decisions import Decisions
from ..match.grid import Grid, Row
from ..match.rows import CHOICES, Tally, decided
from ..output.answer import Answer
from ..output.files import keep_apart
from ..output.formats import FORMATS, offered
from ..output.streams import is_terminal
from ..registry.lists import read_list
from ..registry.loading import load_registry
from ..registry.registry import Registry
from .match_columns import chosen_columns
from .match_rows import mappings, sheet_fields
from .match_summary import deciding, review_answer, rows_counted, summary
from .options import OutputOption, RegistryOption, format_option
from .sheet_file import opened, read_sheet, seekable
from .values import read_value
from .verb import verb


@verb(
    N_(
        "Find the labelled communes in a sheet: its rows stay as they are, columns are added.\n\n"
        "Reads CSV files and workbooks (.xlsx, .ods…), and finds the columns of communes, codes and "
        "departments. The columns added are pvd_status, pvd_insee, pvd_name, pvd_department, pvd_cohort "
        "and pvd_score. The status is labelled, not-labelled, ambiguous (for you to decide), epci (an "
        "intercommunality), outside (of another region) or unknown. On a terminal it shows a summary "
        "instead of the rows."
    ),
    "match communes.csv",
    "match communes.xlsx -o matched.xlsx",
    "match grants.csv --only labelled --add epci,population",
    "match communes.csv --review",
)
def match(
    file: Annotated[
        str, typer.Argument(metavar=N_("FILE"), help=N_("A CSV file or a workbook; - for stdin."))
    ],
    column: Annotated[
        str | None,
        typer.Option(
            "--column",
            metavar=N_("NAME"),
            help=N_("The column of communes; - for none. If none is named, pvd finds it."),
        ),
    ] = None,
    department_column: Annotated[
        str | None,
        typer.Option(
            "--department-column", metavar=N_("NAME"), help=N_("The column of departments; - for none.")
        ),
    ] = None,
    code_column: Annotated[
        str | None,
        typer.Option(
            "--code-column", metavar=N_("NAME"), help=N_("The column of INSEE or postal codes; - for none.")
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar=N_("NAME"), help=N_("The sheet of a workbook."))
    ] = None,
    no_header: Annotated[
        bool, typer.Option("--no-header", help=N_("The first line holds data, not headings."))
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar=N_("STATUS"),
            help=N_("Only the rows with these statuses, like labelled,ambiguous."),
        ),
    ] = None,
    add: Annotated[
        list[str] | None,
        typer.Option(
            "--add",
            metavar=N_("KEYS"),
            help=N_("Add these data of the commune: epci, convention_signed, population…"),
        ),
    ] = None,
    review: Annotated[
        bool, typer.Option("--review", help=N_("Show only the doubtful rows, for you to decide."))
    ] = False,
    decisions: Annotated[
        str | None,
        typer.Option(
            "--decisions",
            metavar=N_("FILE"),
            help=N_("The file that --review wrote, with its column “decision” filled in."),
        ),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help=N_("Write into the file that is read."))
    ] = False,
    format: Annotated[
        str | None,
        format_option(N_("csv (as the file is written), xlsx, json, geojson…"), offered(maps=False)),
    ] = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """Add a verdict to each row; or list the doubtful rows.

    Raises BadInput for a format without rows, a file that is no table, an unknown column.
    """
    format = format or "table"
    if review and add:
        raise BadInput(_("--review lists spellings, to which --add adds nothing"), _("leave one of them out"))
    if in_place:
        _refuse_in_place(file, others=bool(output or only or review or format != "table"))
        output = Path(file)
    else:
        _keep_apart(file, decisions, output)
    wanted = _statuses(only)
    registry = load_registry(registry_file)
    additions = Additions(registry, add or ())
    earlier = _decisions(decisions, registry) if decisions else None
    with ExitStack() as held:
        stream = held.enter_context(seekable(file))
        before = os.fstat(stream.fileno()) if in_place else None
        table = read_sheet(stream, file, sheet, registry)
        written = _written_as(table, format, in_place=in_place)
        chosen = chosen_columns(table, registry, no_header, column, department_column, code_column)
        kept = not review and _comes_back(table, written, output, chosen.rows, chosen=bool(wanted))
        table.check_results(chosen.roles)
        tally = Tally()
        notes = [*table.notes(), *chosen.notes]
        rows = decided(table, registry, chosen.roles, tally, additions.cells, wanted, chosen.sample, earlier)
        rows = rows_counted(rows, notes, tally, chosen.heading)
        if review:
            listed = review_answer(registry, rows, chosen.roles)
            notes += deciding(listed, output)
            return listed._replace(notes=notes, sources=registry.sources)
        if _is_summary(format, output):
            return Answer(views=summary(registry, rows, chosen.roles, file), notes=notes)
        held.pop_all()  # the answer holds the file now
    answer = _match_answer(table, rows, additions, written, registry, kept=kept)
    notes[:0] = answer.notes
    return answer._replace(notes=notes, reading=stream, output=output, before=before)


def _keep_apart(file: str, decisions: str | None, output: Path | None) -> None:
    """Raise BadInput where the answer would be written over a file that is read."""
    hint = _("give another name with -o, or write --in-place to add the columns to it")
    keep_apart([file, *([decisions] if decisions else [])], output, hint)


def _is_summary(format: str, output: Path | None) -> bool:
    """Return whether to show a summary instead of the rows: on a terminal, without a format or file."""
    return format == "table" and not output and is_terminal(sys.stdout)


def _decisions(file: str, registry: Registry) -> Decisions:
    """Return the decisions in a file."""
    with opened(file, registry) as sheet:
        return Decisions(sheet, registry)


def _statuses(texts: Sequence[str] | None) -> list[str]:
    """Return the statuses in lists as people type them."""
    return read_list(texts or (), lambda text: read_value(text, CHOICES))


def _refuse_in_place(file: str, *, others: bool) -> None:
    """Raise BadInput where a file cannot be written in place. others: whether other options contradict it."""
    if file == "-" or others:
        message = _(
            "--in-place writes into the file that is read: it cannot go with -, -o, -f, --only or --review"
        )
        raise BadInput(message, _("leave one of them out"))
    if Path(file).exists() and not Path(file).is_file():
        message = _("{file} is not a file that can be replaced").format(file=file)
        raise BadInput(message, _("write it to another file with -o"))


def _written_as(table: Grid, format: str, *, in_place: bool) -> str:
    """Return the format of the rows: that of the file if it is written in place; CSV if none is given."""
    if in_place and not table.format:
        message = _("pvd cannot write into {file}, only read it").format(file=table.name)
        raise BadInput(message, _("write a new workbook: -o {file}").format(file=_("matched") + ".xlsx"))
    if in_place:
        return table.format
    return "csv" if format == "table" else format


def _comes_back(table: Grid, written: str, output: Path | None, rows: int, *, chosen: bool) -> bool:
    """Return whether to write the file that was read with columns added, and not only its rows.

    rows: the number of its rows; chosen: whether some rows are left out. Raises BadInput where columns cannot
    be added to a file of that name, or where a new workbook has no room for the rows.
    """
    comes_back = written == table.format and (written == "csv" or not chosen)
    if comes_back:
        table.check_writable(output.suffix.lower() if output else "")
    elif written == "xlsx" and not chosen:
        from ..output.new_workbook import check_rows

        check_rows(rows)
    return comes_back


def _match_answer(
    table: Grid, rows: Iterator[Row], additions: Additions, format: str, registry: Registry, *, kept: bool
) -> Answer:
    """Return the answer with the rows. kept: whether it is the file that was read, with columns added."""
    if kept:
        content = table.with_columns(
            additions.headings(worded=FORMATS[format].workbook), rows, additions.all_values
        )
        return Answer(content=content, encoding=table.encoding, format=format)
    mapped = mappings(table, rows, additions, format, registry)
    lost = table.losses() if FORMATS[format].workbook else []
    return Answer(mapped, sheet_fields(table, additions, format), format=format, notes=lost)
