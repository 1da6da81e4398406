"""Every expected failure, with its exit code. Only `cli.main` catches and prints them."""

from collections.abc import Iterable
from typing import NamedTuple

from .language import _, plural, reason


class PvdError(Exception):
    """An expected failure: what is wrong, and what to do next (`hints`, one line each)."""

    exit_code = 1

    def __init__(self, message: str, *hints: str) -> None:
        super().__init__(message)
        self.hints = hints


class NoAnswer(PvdError):
    """A good question that has no answer, or no single one. `candidates`: INSEE codes."""

    def __init__(self, message: str, *hints: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message, *hints)
        self.candidates = candidates


class BadInput(PvdError):
    """Wrong usage, or a file that cannot be read or written."""

    exit_code = 2


def stopped(error: OSError) -> BadInput:
    """Return the error to show for a failure of the system that no other code handles."""
    words = ": ".join(filter(None, (error.filename and str(error.filename), reason(error))))
    message = _("cannot go on: {reason}").format(reason=words)
    return BadInput(message, _("check the file or the disk, and try again"))


class Problem(NamedTuple):
    """One mistake in a registry: where it stands, what it is, and the remedy."""

    line: int
    where: str
    message: str


class InvalidRegistry(PvdError):
    """A registry that breaks its rules; `problems` lists them all, in the file's order."""

    exit_code = 3

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = sorted(problems)

    @property
    def count(self) -> str:
        """The sentence that says how many problems there are."""
        count = plural("{n} problem", "{n} problems", len(self.problems)).format(n=len(self.problems))
        return _("{name}: {n}").format(name=self, n=count)

    @property
    def lines(self) -> list[str]:
        """Each problem as a line: where it stands, what it is."""
        return [": ".join(filter(None, (f"{p.line}", p.where, p.message))) for p in self.problems]
