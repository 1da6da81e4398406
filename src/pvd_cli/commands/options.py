"""The arguments and options that several verbs share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from ..language import N_
from ..output.formats import offered
from ..registry.lists import read_list
from ..registry.models import COHORTS, SINCE
from .completion import department_names, names_of
from .values import read_value, value_of, words_of


def format_option(help: str, formats: Sequence[str]) -> Any:
    """Return the option that chooses among formats. help: a message of the catalogue."""
    return typer.Option(
        "--format",
        "-f",
        metavar=N_("FORMAT"),
        help=help,
        parser=value_of(formats),
        autocompletion=words_of(formats),
    )


_FORMATS, _MAP_FORMATS = offered(maps=False), offered(maps=True)
_FACTS_FORMATS = [name for name in _FORMATS if name != "geojson"]  # for rows without places
FormatOption = Annotated[
    str | None,
    format_option(N_("table (default), json, csv, tsv, markdown, geojson, yaml or xlsx."), _FORMATS),
]
FactsFormatOption = Annotated[
    str | None, format_option(N_("table (default), json, csv, tsv, markdown, yaml or xlsx."), _FACTS_FORMATS)
]
MapFormatOption = Annotated[
    str | None,
    format_option(
        N_("table (default), json, csv, tsv, markdown, geojson, yaml, xlsx, svg or html."), _MAP_FORMATS
    ),
]
RegistryOption = Annotated[
    Path | None,
    typer.Option(
        "--registry",
        metavar=N_("FILE"),
        help=N_("Read this registry instead of pvd's own."),
        envvar="PVD_REGISTRY",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar=N_("FILE"),
        help=N_("Write to this file; its ending (.csv, .json…) gives the format."),
    ),
]
DepartmentArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar=N_("DEPARTMENT"),
        help=N_("Only these departments (code or name), like 04 84."),
        autocompletion=names_of(department_names),
    ),
]
DepartmentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--department",
        "-d",
        metavar=N_("DEPT"),
        help=N_("Only in these departments (code or name), like 04,84."),
        autocompletion=names_of(department_names),
    ),
]
CohortOption = Annotated[
    list[str] | None,
    typer.Option(
        "--cohort",
        metavar=N_("COHORT"),
        help=N_("Only the 60 selected in 2020 (2020), or the 5 that joined in 2021 (2021)."),
        autocompletion=words_of([*COHORTS, *SINCE.values(), "all"], listed=True),
    ),
]
LimitOption = Annotated[
    int | None, typer.Option("--limit", metavar=N_("N"), help=N_("At most this many rows."), min=1)
]


def cohort_of(typed: Sequence[str] | None) -> str:
    """Return the cohort that was typed, as a key, word or year; `all` for none or several."""
    years = {year: cohort for cohort, year in SINCE.items()}

    def find(text: str) -> str:
        word = read_value(text, [*years, *COHORTS, "all"])
        return years.get(word, word)

    found = read_list(typed or (), find)
    return found[0] if len(found) == 1 else "all"


def sort_option(keys: Sequence[str]) -> Any:
    """Return the option that sorts rows by some of these keys."""
    return typer.Option(
        "--sort",
        metavar=N_("KEYS"),
        help=N_("Sort by these keys; -KEY sorts the largest first."),
        autocompletion=words_of(keys, listed=True),
    )


def columns_option(keys: Sequence[str]) -> Any:
    """Return the option that chooses columns among these keys."""
    return typer.Option(
        "--columns",
        metavar=N_("KEYS"),
        help=N_("Only these columns, in this order, like name,population."),
        autocompletion=words_of(keys, listed=True),
    )
