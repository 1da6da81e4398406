"""The expected failures, with their exit codes. Only `cli.main` catches and prints them."""

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
    """Nothing is found, or more than one thing where one is needed. candidates: INSEE codes of communes."""

    def __init__(self, message: str, *hints: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message, *hints)
        self.candidates = candidates


class BadInput(PvdError):
    """Wrong usage, or a file that cannot be read or written."""

    exit_code = 2


def stopped(error: OSError) -> BadInput:
    """Return the error to show for an OSError that no other code handles."""
    words = ": ".join(filter(None, (error.filename and str(error.filename), reason(error))))
    message = _("cannot go on: {reason}").format(reason=words)
    return BadInput(message, _("check the file or the disk, and try again"))


class Problem(NamedTuple):
    """A mistake in a registry: its line, the entry and field it is in, what is wrong and how to mend it."""

    line: int
    where: str
    message: str


class InvalidRegistry(PvdError):
    """A registry that breaks its rules. problems: all mistakes, in the order of lines."""

    exit_code = 3

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = sorted(problems)

    @property
    def count(self) -> str:
        """A sentence with the number of problems."""
        count = plural("{n} problem", "{n} problems", len(self.problems)).format(n=len(self.problems))
        return _("{name}: {n}").format(name=self, n=count)

    @property
    def lines(self) -> list[str]:
        """One line of text for each problem: where it is, and what is wrong."""
        return [": ".join(filter(None, (f"{p.line}", p.where, p.message))) for p in self.problems]
