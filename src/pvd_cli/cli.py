"""The program: verbs as commands with their options, `main`. The only door to Typer."""

import gettext
import inspect
import os
import re
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from typer.core import TyperCommand, TyperGroup

from .commands.command import COMMANDS, Argument, Command, Offers, Option
from .commands.values import called, meant
from .errors import BadInput, InvalidRegistry, PvdError, stopped
from .language import DOMAIN, N_, _, choose
from .output import files, formats, streams
from .output.answer import Answer
from .registry.data import data_files
from .registry.loading import load_registry

gettext.textdomain(DOMAIN)  # Typer looks its own words up there too
# In the order of the help.
VERBS = ("search", "show", "list", "departments", "epcis", "programme", "near", "map", "match", "check")
# Those of Typer's own messages that a French reader should not meet in English, the longer first.
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
START = N_(
    "pvd tells which communes of Provence-Alpes-Côte d'Azur are labelled\n"
    "Petites villes de demain, and what is known of each.\n\n"
    "  pvd search Sisteron     is it labelled? any spelling will do\n"
    "  pvd list -d 04          the labelled communes of a department\n"
    "  pvd programme pillars   what the programme gives\n\n"
    "All commands: pvd --help"
)
UsageError = typer.BadParameter.__bases__[0]  # Typer does not export it
KEYWORD = inspect.Parameter.KEYWORD_ONLY
HELP = {"help_option_names": ["-h", "--help"]}


class _Worded:
    """A command whose help has Typer's own options in the user's language too."""

    def format_help(self, context: Any, formatter: Any) -> None:
        for option in self.get_params(context):  # type: ignore[attr-defined]
            option.help = option.help and _(option.help)
        super().format_help(context, formatter)  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """Return how the command is written, in the user's language."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage: ", _("Usage: "), 1).replace("[OPTIONS]", _("[OPTIONS]"), 1)


class Verb(_Worded, TyperCommand):
    """A verb, its help worded when it is asked for."""


class Verbs(_Worded, TyperGroup):
    """The verbs. Their modules are imported only once they are needed: reading them all takes long."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": dict.fromkeys(VERBS)})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command of a verb, or None if it is no verb."""
        if cmd_name in VERBS and not self.commands[cmd_name]:
            import_module(f".commands.{cmd_name}", __package__)
            self.commands[cmd_name] = _command(COMMANDS[cmd_name])
        return self.commands.get(cmd_name)


def _program() -> Any:
    app = typer.Typer(
        cls=Verbs,
        context_settings=HELP,
        help=_("Which communes of Provence-Alpes-Côte d'Azur are labelled Petites villes de demain."),
        invoke_without_command=True,
        subcommand_metavar=_("COMMAND [ARGS]..."),
        pretty_exceptions_enable=False,
    )
    app.callback()(_start)
    return typer.main.get_command(app)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"pvd {version('pvd-cli')}")
        raise typer.Exit()


def _start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=N_("Show the version."))
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(_(START))


def _command(command: Command) -> Any:
    """Make a command of a verb: its own options, then those that all have; its help ends in examples."""
    taken = inspect.signature(command.run).parameters
    own = [_parameter(word) for word in taken.values() if hasattr(word.annotation, "__metadata__")]
    parameters = [*own, *map(_parameter, _common(command))]

    def answer(
        format: str | None, output: Path | None, registry: Path | None, **given: Any
    ) -> Callable[[], Answer]:
        """Return what makes the answer, once Typer is done and stdout is what it was."""
        return lambda: made(format, output, registry, given)

    def made(format: str | None, output: Path | None, registry: Path | None, given: dict[str, Any]) -> Answer:
        kind = formats.choose(format, output, command.maps)
        files.keep_apart([registry] if registry else data_files(), output)
        common = {"format": kind, "output": output, "registry_file": registry}
        given |= {name: value for name, value in common.items() if name in taken}
        if "registry" in taken:
            given["registry"] = load_registry(registry)
        answer = command.run(**given)
        if "registry" in given:
            answer = answer._replace(sources=given["registry"].sources)
        return answer._replace(format=answer.format or kind, output=answer.output or output)

    answer.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    examples = [_("Examples:"), *(f"  pvd {example}" for example in command.examples)]
    help = "\n".join([f"{_(command.help)}\n\n\b", *examples])
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(command.name, cls=Verb, help=help, context_settings=HELP)(answer)
    return typer.main.get_command(app)


def _common(command: Command) -> list[inspect.Parameter]:
    """Return what all commands take: a format, a registry, a file for the answer."""
    offered = formats.offered(command.maps)
    table, *others, last = offered
    names = _("{first} (default), {others} or {last}.").format(
        first=table, others=", ".join(others), last=last
    )
    kind: Any = Literal.__getitem__(tuple(offered))
    ending = N_("Write to this file; .csv, .json… give the format.")
    options: dict[str, Any] = {
        "format": Annotated[kind | None, Option("--format, -f", N_("FORMAT"), command.formats or names)],
        "registry": Annotated[
            Path | None, Option("--registry", N_("FILE"), N_("Read this registry, not our own."))
        ],
        "output": Annotated[Path | None, Option("--output, -o", N_("FILE"), ending)],
    }
    return [inspect.Parameter(name, KEYWORD, default=None, annotation=kind) for name, kind in options.items()]


def _parameter(declared: inspect.Parameter) -> inspect.Parameter:
    """Return a parameter of a verb as Typer takes it."""
    kind, word = declared.annotation.__origin__, declared.annotation.__metadata__[0]
    default = ... if declared.default is declared.empty else declared.default
    # Several words that must be there are one name, `Le Muy`; a department is one word.
    one_name = declared.name if kind == list[str] else ""
    more: dict[str, Any] = {
        "metavar": word.metavar and _(word.metavar),
        "help": _(word.help),
        "autocompletion": _offered(word.offers, one_name),
    }
    values = next((get_args(each) for each in (kind, *get_args(kind)) if get_origin(each) is Literal), ())
    if values:
        kind = str if default is not None else str | None
        more |= _taken(values)
        default = called(default) if isinstance(default, str) else default
    if isinstance(word, Argument):
        typers = typer.Argument(default, **more)
    else:
        envvar = "PVD_REGISTRY" if declared.name == "registry" else None
        typers = typer.Option(default, *word.names.split(", "), min=word.least, envvar=envvar, **more)
    return inspect.Parameter(declared.name, KEYWORD, default=typers, annotation=kind)


def _taken(values: Sequence[str]) -> dict[str, Any]:
    """Return what Typer needs to take one of some values, and to complete it, in the user's words."""

    def parse(text: str) -> str:
        try:
            return meant(text, values)
        except BadInput as error:
            raise typer.BadParameter(str(error)) from error

    def complete(incomplete: str) -> list[str]:
        return [word for word in map(called, values) if word.startswith(incomplete)]

    parse.__name__ = "str"  # which help shows
    return {"parser": parse, "autocompletion": complete}


def _offered(offers: Offers | None, name: str) -> Callable[..., list[tuple[str, str]]] | None:
    """Return what completes a word of the command line, of the registry that it names; None if nothing.

    name: the argument whose earlier words belong to the name that is being typed (`Le` of `Le Muy`).
    """
    if not offers:
        return None

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        if set(os.environ.get("COMP_WORDS", "")) & set("'\"\\"):
            return []  # bash would put what is offered behind a quote or an escape
        before = "".join(f"{word} " for word in ctx.params.get(name) or ())
        registry = ctx.params.get("registry")
        if registry and not Path(registry).is_file():
            return []  # to read a pipe would wait, and take from it what the command itself is to read
        try:
            found = offers(load_registry(registry), before + incomplete)
        except PvdError:
            return []
        # Shells and Typer read what a word stands for as code and as markup: leave nothing but words of it.
        return [(word[len(before) :], re.sub(r"[^\w ,.()'’-]+", " ", meaning)) for word, meaning in found]

    return complete


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. The one place that catches errors."""
    if argv is None:
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _terminated)
    choose()
    streams.prepare()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _answered(words)
    except UsageError as error:  # type: ignore[misc]
        lines, code = [_worded(error.format_message()), *_advice(error, words)], 2
    except InvalidRegistry as error:
        remedy = _("nothing else was done; mend these lines first")
        lines, code = [error.count, *error.lines, remedy], 3
    except (PvdError, OSError) as error:
        lines, code = _sentences(stopped(error) if isinstance(error, OSError) else error)
    except KeyboardInterrupt:
        return 130
    streams.say(lines)
    return code


def _sentences(error: PvdError) -> tuple[list[str], int]:
    return [str(error), *error.hints], error.exit_code


def _answered(words: list[str]) -> int:
    """Run a command and send its answer, or what Typer itself prints: help, completion."""
    with streams.captured() as printed:
        try:
            done = _program().main(words, "pvd", standalone_mode=False)
        except SystemExit as end:
            done = end.code
        except RuntimeError as error:
            if "home directory" not in str(error):  # which Typer looks for, to install completion there
                raise
            hint = _("set HOME, or put what pvd --show-completion prints where your shell reads it")
            raise BadInput(_("there is no home folder to install completion in"), hint) from error
    if callable(done):
        return streams.send(done())
    if printed.getvalue().strip():  # completion prints a blank line where it has nothing to offer
        with suppress(BrokenPipeError):
            streams.write([printed.getvalue()])
    return done or 0


def _worded(message: str) -> str:
    """Return one of Typer's own messages in the user's language, as far as it is known here."""
    for template in TYPERS:
        found = re.fullmatch(re.escape(template).replace(r"\{\}", "(.+?)"), message, re.DOTALL)
        if found:
            return _(template).format(*map(_worded, found.groups()))
    return message


def _advice(error: Any, words: Sequence[str]) -> list[str]:
    names = [word for word in words if word[:1] != "-"]
    path = error.ctx.command_path if error.ctx else " ".join(["pvd", *names[:1]])
    hints = [_("see {command} --help").format(command=path)]
    query = " ".join(names)
    if error.ctx and path == "pvd" and names and ("?" not in error.format_message() or _is_name(query)):
        hints.insert(0, _("to look for a commune: pvd search {query}").format(query=query))
    return hints


def _is_name(query: str) -> bool:
    """Whether what was typed for a command is a commune's name, though it is like a command: `st rémy`."""
    with suppress(PvdError):
        return any(hit.reason != "fuzzy" for hit in load_registry().search(query).candidates)
    return False


def _terminated(number: int, _frame: object) -> None:
    """Leave as after Ctrl-C, so that nothing half-written stays behind."""
    sys.exit(128 + number)
