"""The tests under every Python that is here, with the lowest and the highest versions of the dependencies.

pip install nox && nox
"""

from __future__ import annotations

import nox

nox.options.error_on_missing_interpreters = False
LOWEST = ["typer==0.26.0", "rich==13.8.0", "PyYAML==6.0.1", "rapidfuzz==3.9.0"]


@nox.session(python=["3.10", "3.11", "3.12", "3.13"])
def tests(session: nox.Session) -> None:
    """The whole suite, with the newest versions that the dependencies allow."""
    session.install("--upgrade", "-e", ".[test]")
    session.run("pytest", *session.posargs)


@nox.session(python="3.10")
def lowest(session: nox.Session) -> None:
    """The whole suite, with the lowest versions that pyproject.toml names."""
    session.install("-e", ".[test]")
    session.install(*LOWEST)
    session.run("pytest", *session.posargs)
