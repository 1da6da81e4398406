"""Cells of any length: no pattern goes back over what it has read, no command waits for one."""

from __future__ import annotations

import os
import sys
from itertools import product
from pathlib import Path

import pytest
from conftest import PVD, ROOT, bare, process

SIGNS = (
    " ",
    "\u00a0",
    "0",
    "9",
    "a",
    "é",
    ".",
    ",",
    "/",
    "-",
    "_",
    "#",
    "(",
    "€",
    "\ufffd",
    "s/",
    "0.",
    "a ",
    "7 ",
)


@pytest.mark.skipif(os.name == "nt", reason="needs a clock that `re` heeds")
def test_no_pattern_goes_back_over_what_it_has_read() -> None:
    benchmark = str(ROOT / "benchmarks" / "patterns.py")
    result = process(sys.executable, benchmark, "--quick", cwd=ROOT)
    assert result.returncode == 0, result.stdout.decode() + result.stderr.decode()


@pytest.mark.parametrize("name", ["Sisteron", ""])
def test_cells_of_ten_thousand_signs_are_text(tmp_path: Path, name: str) -> None:
    """Runs of each sign, and of each two; on a pattern that goes back they take minutes."""
    runs = [first * 5_000 + second * 5_000 + "x" for first, second in product(SIGNS, SIGNS)]
    sheet = tmp_path / "sheet.csv"
    head = f"commune;code insee;département;{'9' * 10_000};{' 1' * 10_000}\n"
    sheet.write_text(head + "".join(f"{name or run};{run};{run};a;b\n" for run in runs), encoding="utf-8")
    result = process(*PVD, "match", str(sheet), "--column", "commune", env=bare(), timeout=120)
    lines = result.stdout.decode().splitlines()
    assert (result.returncode, len(lines)) == (0, len(runs) + 1), result.stderr.decode()
    assert lines[1].startswith(f"{name or runs[0]};{runs[0]};{runs[0]};a;b;")


def test_a_file_is_told_by_its_first_bytes_whatever_they_are(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_bytes(b"# " * 2_000 + b"\ncommune;n\nSisteron;1\n")
    assert process(*PVD, "match", str(sheet), timeout=60).returncode == 0
