"""Registries that were mangled: always a report, never a traceback, in bounded time."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from conftest import ROOT, YAML
from hypothesis import given, settings
from hypothesis import strategies as st

from pvd_cli import BadInput, InvalidRegistry, load_registry

WHOLE = YAML.encode()
BROKEN = (ROOT / "tests" / "broken.yaml").read_bytes()
ODD = """&a |*a|<<: |{|[|- |: |'|"|>|---\n|...\n|%YAML 9\n|? |0o7|.inf|2021-13-01|💩|!!python/object:os """
PIECES = [*(piece.encode() for piece in ODD.split("|")), b"|", b"\t", b"\r", b"\0", b"\xe9", b"\xef\xbb\xbf"]


def outcome(content: bytes) -> str:
    """Load a registry of this content; say what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "registry.yaml")
        file.write_bytes(content)
        try:
            return f"{len(load_registry(file).communes)} communes"
        except InvalidRegistry as error:
            assert error.problems and all(problem.line > 0 and problem.message for problem in error.problems)
            return "invalid"
        except BadInput:
            return "unreadable"


@settings(max_examples=60)
@given(st.data())
def test_a_mangled_registry_is_reported(data: st.DataObject) -> None:
    content = BROKEN
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(start + 30, len(content))))
        content = content[:start] + data.draw(st.sampled_from(PIECES) | st.binary(max_size=6)) + content[end:]
    assert outcome(content) == "invalid"


@settings(max_examples=25)
@given(st.integers(1, len(WHOLE) - 1))
def test_a_truncated_registry_is_reported(size: int) -> None:
    """Or it is whole as far as it goes: what a commune has last may be missing."""
    cut = WHOLE[:size]
    assert outcome(cut) in ("invalid", f"{cut.count(b'- insee:')} communes")


@given(st.binary(max_size=300))
@settings(max_examples=50)
def test_any_bytes_are_reported(content: bytes) -> None:
    assert outcome(content) == "invalid"


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b"a: " * 50_000,
        b"- " * 100_000,
        b"{" * 50_000 + b"}" * 50_000,
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 120)),
        b"communes:\n" + b"- {}\n" * 20_000,
        b"'" + b"x" * 3_000_000,
        b"\xff\xfe" + "communes: []".encode("utf-16-le"),
        b"\x00" * 1000,
        b"!!python/object/apply:os.system ['touch /tmp/owned']",
    ],
    ids=lambda content: content[:12].decode("latin-1"),
)
def test_a_hostile_registry_is_reported_soon(content: bytes) -> None:
    assert outcome(content) == "invalid"
