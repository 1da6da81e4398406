"""The decorator that makes a function a verb of the command line.

A verb is a plain Typer function that returns an Answer:

    @verb(N_("List the labelled communes."), "list 04", "list --cohort all -o communes.csv")
    def list_(
        department: DepartmentArgument = None,
        format: FormatOption = None,
        registry_file: RegistryOption = None,
        output: OutputOption = None,
    ) -> Answer:

VERBS in `vocabulary.py` also has the name of the verb, in the order of the help. The decorator adds help
with examples, chooses the format, and lets the verb run after Typer has parsed the command line.
"""

from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand

from ..language import _, language, write_document
from ..output.answer import Answer
from ..output.files import keep_apart
from ..output.formats import FORMATS, chosen_format
from ..registry.data import data_files
from .values import word_for
from .vocabulary import in_english

HELP_OPTIONS = {"help_option_names": ["-h", "--help"]}
APPS: dict[str, typer.Typer] = {}  # one for each verb whose module is imported

Run = TypeVar("Run", bound=Callable[..., Answer])


class Translated:
    """A command whose help, metavars and defaults are shown in the user's language."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.help = settings["help"] and _(settings["help"])
        for parameter in settings["params"]:
            parameter.help = parameter.help and _(parameter.help)
            parameter.metavar = parameter.metavar and _(parameter.metavar)
            if isinstance(parameter.default, str):
                parameter.default = word_for(parameter.default)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the words of a command line, with English or French options."""
        options = [name for parameter in self.get_params(ctx) for name in parameter.opts]  # type: ignore[attr-defined]
        words = in_english(args, options)
        self.last_word = words[-1] if words else ""
        return super().parse_args(ctx, words)  # type: ignore[misc, no-any-return]

    def format_help(self, context: Any, formatter: Any) -> None:
        """Print the help; the options that Typer adds are translated too."""
        for option in self.get_params(context):  # type: ignore[attr-defined]
            option.help = option.help and _(option.help)
        super().format_help(context, formatter)  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """Return the line that shows how to write the command."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", _("Usage: "), 1).replace("[OPTIONS]", _("[OPTIONS]"), 1)


class TranslatedVerb(Translated, TyperCommand):
    """A verb. Its epilog, the examples, is shown below its help."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        heading = _("Examples:")
        self.help, self.epilog = f"{self.help}\n\n\b\n{heading}\n{self.epilog}", None

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Return how a word goes on; behind `--sort`, one with a minus is no option: `-population`."""
        sort = next((option for option in self.get_params(ctx) if "--sort" in option.opts), None)
        if sort and self.last_word == "--sort":
            return sort.shell_complete(ctx, incomplete)
        return super().shell_complete(ctx, incomplete)


def verb(help: str, *examples: str, maps: bool = False) -> Callable[[Run], Run]:
    """Return a decorator that registers a function as a verb and returns it unchanged.

    help: a message of the catalogue; examples: command lines without `pvd`; maps: whether the verb also
    writes the formats that only maps have.
    """

    def declare(run: Run) -> Run:
        @wraps(run)
        def parsed(**given: Any) -> Callable[[], Answer]:
            return partial(_answer, run, given, maps=maps)

        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        epilog = "\n".join(f"  pvd {example}" for example in examples)
        settings: dict[str, Any] = {"context_settings": HELP_OPTIONS, "help": help, "epilog": epilog}
        name = run.__name__.rstrip("_")
        app.command(name, cls=TranslatedVerb, **settings)(parsed)
        APPS[name] = app
        return run

    return declare


def _at_home(typed: Any) -> Any:
    """Return a path with `~` expanded, since shells do not do this in --registry=~/mine.yaml."""
    if not str(typed).startswith("~"):
        return typed
    try:
        return type(typed)(Path(typed).expanduser())
    except RuntimeError:  # there is no home folder
        return typed


def _answer(run: Callable[..., Answer], given: dict[str, Any], *, maps: bool) -> Answer:
    """Run a verb and return its answer, with the format and the file to write.

    Raises BadInput where that file is one that the verb reads.
    """
    given = {name: _at_home(value) for name, value in given.items()}
    output, registry_file = given["output"], given["registry_file"]
    output = given["output"] = None if output == Path("-") else output
    format = chosen_format(given["format"], output, maps)
    keep_apart([registry_file] if registry_file else data_files(), output)
    write_document(FORMATS[format].document)
    answer = run(**{**given, "format": format})
    if output and output.suffix == ".csv" and answer.content is None and language() == "fr":
        hint = _("to open it in a French Excel, write {file} instead").format(
            file=output.with_suffix(".xlsx")
        )
        answer = answer._replace(notes=[*answer.notes, hint])
    return answer._replace(format=answer.format or format, output=answer.output or output)
