"""The tests under every Python that is here, with the lowest and the highest versions of the dependencies.

pip install nox && nox
"""

from __future__ import annotations

import nox

nox.options.error_on_missing_interpreters = False
LOWEST = [
    *("typer==0.27.0", "rich==13.8.0", "PyYAML==6.0.1", "rapidfuzz==3.9.0"),
    *("python-calamine==0.4.0", "XlsxWriter==3.2.0"),
]


@nox.session(python=["3.10", "3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """The whole suite, with the newest versions that the dependencies allow."""
    session.install("--upgrade", "-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session(python="3.10")
def lowest(session: nox.Session) -> None:
    """The suite with the lowest versions that pyproject.toml names, but for what Typer words and lays out."""
    session.install("-e", ".[test]")
    session.install(*LOWEST)
    session.run("pytest", "-k", "not help", *session.posargs)


@nox.session(python="3.12")
def newer_typer(session: nox.Session) -> None:
    """The suite with Typer 0.29, which pyproject.toml does not allow, but for how it lays out help.

    pvd works with it. The cap is there for speed: Typer 0.29 imports pydantic, and any command takes two to
    three times as long to start. It goes when a later Typer starts as fast as 0.28.
    """
    session.install("-e", ".[test]")
    session.install("typer==0.29.*")
    session.run("pytest", "-k", "not help", *session.posargs)


@nox.session(python="3.12")
def coverage(session: nox.Session) -> None:
    """Lines and branches that the tests reach: at least the share that pyproject.toml asks for."""
    session.install("-e", ".[test]")
    session.run("pytest", "--cov")
