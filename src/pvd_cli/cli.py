"""The program: the Typer app with its verbs, and `main`, which runs a verb and explains failures."""

import gettext
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from .commands.verb import APPS, HELP_OPTIONS, Translated
from .commands.vocabulary import GUESSED_OPTIONS, VERBS, alike, english
from .errors import BadInput, InvalidRegistry, PvdError, stopped
from .language import DOMAIN, N_, _, choose, day
from .output import streams
from .registry.loading import load_registry

gettext.textdomain(DOMAIN)  # Typer looks its own words up there too
# Those of Typer's own messages that a French reader should not meet in English.
TYPER_MESSAGES = (
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
MATCHED_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods")  # endings of files for `pvd match`
GREETING = N_(
    "pvd tells which communes of Provence-Alpes-Côte d'Azur are labelled\n"
    "Petites villes de demain, and what is known of each.\n\n"
    "  pvd search Sisteron     is it labelled? any spelling will do\n"
    "  pvd list -d 04          the labelled communes of a department\n"
    "  pvd programme pillars   what the programme gives\n\n"
    "All commands: pvd --help"
)


class Verbs(Translated, TyperGroup):
    """The verbs. The module of a verb is imported when the verb is used, since importing all is slow."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{**settings, "commands": dict.fromkeys(VERBS)})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command for the English or French name of a verb, or None for any other word."""
        if cmd_name not in VERBS:
            cmd_name = english(cmd_name, VERBS)
        if cmd_name in VERBS and not self.commands[cmd_name]:
            import_module(f".commands.{cmd_name}", __package__)
            self.commands[cmd_name] = typer.main.get_command(APPS[cmd_name])
        return self.commands.get(cmd_name)


app = typer.Typer(
    cls=Verbs,
    context_settings=HELP_OPTIONS,
    help=N_("Which communes of Provence-Alpes-Côte d'Azur are labelled Petites villes de demain."),
    subcommand_metavar=N_("COMMAND [ARGS]..."),
    suggest_commands=False,  # Typer's suggestions have no French words
    pretty_exceptions_enable=False,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        newest = max(source.date or "" for source in load_registry().sources)
        data = _("data as of {day}").format(day=day(newest))
        typer.echo(f"pvd {version('pvd-cli')} ({data})")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=N_("Show the version."))
    ] = False,
) -> None:
    """Print a greeting if no verb is typed."""
    if context.invoked_subcommand is None:
        typer.echo(_(GREETING))


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command line, that of the process if `argv` is None; return its exit code.

    Expected failures are explained on stderr; only this function catches them.
    """
    if argv is None:
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), _exit_on_signal)
    choose()
    streams.prepare()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        lines, code = _failure(error, words)
    streams.say(lines)
    return code


def _run(words: list[str]) -> int:
    """Run a command; print its answer, or the help or completion that Typer prints itself."""
    with streams.captured() as printed:
        try:
            done = typer.main.get_command(app).main(words, "pvd", standalone_mode=False)
        except SystemExit as end:
            done = end.code
        except RuntimeError as error:
            if "home directory" not in str(error):  # which Typer looks for, to install completion there
                raise
            hint = _("set HOME, or put what pvd --show-completion prints where your shell reads it")
            raise BadInput(_("there is no home folder to install completion in"), hint) from error
    if callable(done):  # the verb, which Typer has only parsed
        return streams.send(done())
    if printed.getvalue().strip():  # completion prints a blank line where it has nothing to offer
        with suppress(BrokenPipeError):
            streams.write([printed.getvalue()])
    return done or 0


def _failure(error: Exception, words: Sequence[str]) -> tuple[list[str], int]:
    """Return the lines that explain an expected failure, and its exit code; re-raise any other error."""
    if isinstance(error, InvalidRegistry):
        remedy = _("nothing else was done; correct these lines first")
        return [error.count, *error.lines, remedy], 3
    if isinstance(error, OSError):
        error = stopped(error)
    if isinstance(error, PvdError):
        return [str(error), *error.hints], error.exit_code
    if hasattr(error, "format_message"):  # wrong usage, for which Typer exports no name
        if hasattr(error, "possibilities"):  # these have no French words
            error.possibilities = None
        return [_in_users_language(error.format_message()), *_advice(error, words)], 2
    raise error


def _in_users_language(message: str) -> str:
    """Return a message of Typer in the user's language, unchanged if TYPER_MESSAGES does not list it."""
    for template in TYPER_MESSAGES:
        found = re.fullmatch(re.escape(template).replace(r"\{\}", "(.+?)"), message, re.DOTALL)
        if found:
            return _(template).format(*map(_in_users_language, found.groups()))
    return message


def _advice(error: Any, words: Sequence[str]) -> list[str]:
    """Return the next steps after wrong usage: the nearest verb or option, a search, the help."""
    names = [word for word in words if word[:1] != "-"]
    path = error.ctx.command_path if error.ctx else " ".join(["pvd", *names[:1]])
    steps: list[str] = []
    if error.ctx and hasattr(error, "possibilities"):  # no such option
        options = [name for option in error.ctx.command.get_params(error.ctx) for name in option.opts]
        steps = _did_you_mean(_instead(error.option_name, options))
    elif path == "pvd" and names:
        steps = _instead_of_verb(names)
    return [*steps, _("see {command} --help").format(command=path)]


def _did_you_mean(words: Sequence[str]) -> list[str]:
    return [_("did you mean {names}?").format(names=", ".join(words))] if words else []


def _instead_of_verb(names: Sequence[str]) -> list[str]:
    """Return what to do instead of a command line that begins with no verb. names: its words, no options."""
    query = " ".join(names)
    near = [] if _is_name(query) else alike(names[0], VERBS)
    sheet = next((name for name in names[1:] if name.lower().endswith(MATCHED_ENDINGS)), "")
    if near:
        return _did_you_mean(near)
    if sheet:
        return [_("to find the labelled communes of a file: pvd match {file}").format(file=sheet)]
    return [_("to look for a commune: pvd search {query}").format(query=query)]


def _instead(typed: str, options: Sequence[str]) -> list[str]:
    """Return what to type instead of an option that a verb does not have. options: those that it has."""
    guessed = GUESSED_OPTIONS.get(typed, "")
    if english(guessed.partition(" ")[0], options) in options:
        return [guessed]
    return alike(typed, [name for name in options if name.startswith("--")])


def _is_name(query: str) -> bool:
    """Return whether the search finds `query` as a name or code of a commune, not only a misspelt one."""
    with suppress(PvdError):
        return any(found.reason != "fuzzy" for found in load_registry().search(query).candidates)
    return False


def _exit_on_signal(number: int, _frame: object) -> None:
    """Exit with 128 + the signal's number, after `finally` blocks have removed unfinished files."""
    sys.exit(128 + number)
