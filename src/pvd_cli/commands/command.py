"""How a verb declares itself: its help, its examples, and what it takes. `cli` makes options of that."""

from collections.abc import Callable
from typing import Annotated, Literal, NamedTuple

from ..language import N_
from ..output.answer import Answer
from ..registry.registry import Registry
from . import completion

Offers = Callable[[Registry, str], completion.Offered]  # for the first letters of a word


class Argument(NamedTuple):
    """A word of the command line by its place. help: a message, to be worded when it is asked for."""

    metavar: str
    help: str
    offers: Offers | None = None


class Option(NamedTuple):
    """A word of the command line behind its name: `--limit`, or several with commas. least: its minimum."""

    names: str
    metavar: str | None
    help: str
    offers: Offers | None = None
    least: int | None = None


Run = Callable[..., Answer]


class Command(NamedTuple):
    """A verb. run: takes the registry (`registry`), or only the name of its file (`registry_file`), and
    parameters that are annotated with an Argument or an Option.

    formats: what the help of --format says, if it takes not just any; maps: whether its answer is a map.
    """

    name: str
    run: Run
    help: str
    examples: tuple[str, ...]
    formats: str = ""
    maps: bool = False


COMMANDS: dict[str, Command] = {}  # those whose modules were imported


def command(help: str, *examples: str, formats: str = "", maps: bool = False) -> Callable[[Run], Run]:
    """Declare the function beneath as a command of its name. help: a message, worded when it is asked for."""

    def declare(run: Run) -> Run:
        name = run.__name__.rstrip("_")
        COMMANDS[name] = Command(name, run, help, examples, formats, maps)
        return run

    return declare


# What several commands take.
InDepartments = Annotated[
    list[str] | None, Argument(N_("DEPARTMENT"), N_("Only these (code or name)."), completion.departments)
]
Departments = Annotated[
    list[str] | None,
    Option(
        "--department, -d", N_("DEPT"), N_("Only there (code or name); repeatable."), completion.departments
    ),
]
Cohort = Annotated[
    Literal["selection-2020", "joined-2021", "all"],
    Option("--cohort", N_("COHORT"), N_("selection-2020 (the 60), joined-2021 or all.")),
]
