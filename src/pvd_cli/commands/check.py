"""pvd check: the problems of a registry, or its differences from a list."""

from pathlib import Path
from typing import Annotated

import typer

from ..errors import BadInput, InvalidRegistry, Problem
from ..language import N_, _
from ..output.answer import Answer
from ..output.fields import fields_of
from ..output.files import keep_apart
from ..output.views import Lines
from ..registry.data import REGISTRY_FILE, data_file
from ..registry.loading import load_registry
from ..registry.registry import Registry
from .options import FactsFormatOption, OutputOption, RegistryOption
from .verb import verb

SHEETS = (".csv", ".tsv", ".xlsx")


@verb(
    N_("Validate a registry: list every problem with its line, or say that there is none."),
    "check",
    "check data/communes.yaml",
    "check mine.yaml -f json",
    "check --against liste-pvd.csv",
    "check --against liste-pvd.csv -o patched.yaml",
)
def check(
    file: Annotated[
        Path | None, typer.Argument(metavar=N_("FILE"), help=N_("The registry; pvd's own if none is given."))
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar=N_("LIST"), help=N_("Compare the registry with a list that the State publishes.")
        ),
    ] = None,
    format: FactsFormatOption = None,
    registry_file: RegistryOption = None,
    output: OutputOption = None,
) -> Answer:
    """List what is wrong with a registry (exit code 3), or say what it holds; or compare it with a list.

    Raises BadInput for no file.
    """
    path = file or registry_file or data_file(REGISTRY_FILE)
    keep_apart([path], output)
    if path.suffix.lower() in SHEETS and path.is_file():
        command = f"pvd match {path}"
        message = _("{file} is a sheet, not a registry").format(file=path)
        raise BadInput(message, _("to match its rows: {command}").format(command=command))
    if against is not None:
        from .against import compared

        return compared(path, against, format or "", output)
    try:
        lines, problems, notes = [_valid(path, load_registry(path))], [], []
    except InvalidRegistry as error:
        lines, notes = error.lines, [error.count]
        problems = [problem._asdict() for problem in error.problems]
    return Answer(
        problems,
        fields_of(Problem._fields),
        footnotes=notes or lines,
        data={"file": str(path), "valid": not problems, "problems": problems},
        views=[Lines(lines)],
        notes=notes,
        code=3 if problems else 0,
    )


def _valid(path: Path, registry: Registry) -> str:
    """Return the sentence that says that a registry is valid, and how much it holds."""
    message = _("{file} is valid: {n} communes, {d} departments, {e} EPCIs, {s} sources.")
    return message.format(
        file=path,
        n=len(registry.communes),
        d=len(registry.departments),
        e=len(registry.epcis),
        s=len(registry.sources),
    )
