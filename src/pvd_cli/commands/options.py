"""Arguments and options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

from ..language import N_
from ..output.formats import offered
from ..registry.models import COHORTS
from .completion import department_names, names_of
from .values import value_of, words_of

_FORMATS, _MAP_FORMATS = offered(maps=False), offered(maps=True)

FormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar=N_("FORMAT"),
        help=N_("table (default), json, csv, tsv, markdown, geojson, yaml or xlsx."),
        parser=value_of(_FORMATS),
        autocompletion=words_of(_FORMATS),
    ),
]
MapFormatOption = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar=N_("FORMAT"),
        help=N_("table (default), json, csv, tsv, markdown, geojson, yaml, xlsx, svg or html."),
        parser=value_of(_MAP_FORMATS),
        autocompletion=words_of(_MAP_FORMATS),
    ),
]
RegistryOption = Annotated[
    Path | None,
    typer.Option(
        "--registry", metavar=N_("FILE"), help=N_("Read this registry, not our own."), envvar="PVD_REGISTRY"
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar=N_("FILE"), help=N_("Write to this file; .csv, .json… give the format.")
    ),
]
DepartmentArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar=N_("DEPARTMENT"),
        help=N_("Only these (code or name)."),
        autocompletion=names_of(department_names),
    ),
]
DepartmentOption = Annotated[
    list[str] | None,
    typer.Option(
        "--department",
        "-d",
        metavar=N_("DEPT"),
        help=N_("Only there (code or name); repeatable."),
        autocompletion=names_of(department_names),
    ),
]
CohortOption = Annotated[
    str,
    typer.Option(
        "--cohort",
        metavar=N_("COHORT"),
        help=N_("selection-2020 (the 60), joined-2021 or all."),
        parser=value_of([*COHORTS, "all"]),
        autocompletion=words_of([*COHORTS, "all"]),
    ),
]
