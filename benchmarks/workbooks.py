"""A workbook of 35,000 rows and 15 columns matched, beside openpyxl, which loads and saves it; in one run.

python benchmarks/workbooks.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from xlsxwriter import Workbook  # type: ignore[import-untyped]

ROWS, COLUMNS = 35_000, 15
WRITTEN, READ, MEMORY = 0.35, 0.2, 300  # at most so much of openpyxl's time, and so many MB
NAMES = "Sisteron Gap Apt Sault Mirabeau Lyon Riez Seyne Forcalquier Manosque Digne-les-Bains".split()
PVD = (sys.executable, "-m", "pvd_cli", "match")
PEER = "import sys, openpyxl; openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])"
PEAK = (
    "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
)


def write(file: Path) -> None:
    """Write the workbook: a name of a commune, a code, texts and numbers in each row."""
    book = Workbook(str(file), {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Commune", "Dossier", *(f"Montant {n}" for n in range(COLUMNS - 2))])
    for line in range(1, ROWS):
        sheet.write_string(line, 0, NAMES[line % len(NAMES)])
        sheet.write_string(line, 1, f"D-{line}")
        for column in range(2, COLUMNS):
            if column % 3:
                sheet.write_number(line, column, line * column / 7)
            else:
                sheet.write_string(line, column, f"{line} {column}")
    book.close()


def timed(*command: str) -> float:
    """Return the seconds of a processor that a command takes; by the clock where the system tells none."""
    before, clock = os.times(), perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    after = os.times()
    taken = after.children_user + after.children_system - before.children_user - before.children_system
    return taken or perf_counter() - clock


def peak(*command: str) -> int:
    """Return the MB that a command needs at most, 0 where the system does not tell."""
    if os.name == "nt":
        return 0
    told = subprocess.run([sys.executable, "-c", PEAK, *command], check=True, capture_output=True, text=True)
    return int(told.stdout)


def main() -> None:
    with TemporaryDirectory() as folder:
        file, out = Path(folder) / "in.xlsx", str(Path(folder) / "out.xlsx")
        write(file)
        alone = timed(sys.executable, "-c", PEER, str(file), out)
        written = timed(*PVD, str(file), "-o", out)
        read = timed(*PVD, str(file), "--review", "-f", "json")
        most = peak(*PVD, str(file), "-o", out)
    print(f"openpyxl, loaded and saved: {alone:.1f} s")
    print(f"matched and written: {written:.1f} s, {written / alone:.2f} of it (at most {WRITTEN})")
    print(f"matched, to be summed up: {read:.1f} s, {read / alone:.2f} of it (at most {READ})")
    print(f"memory: {most} MB (at most {MEMORY})")
    sys.exit(written > WRITTEN * alone or read > READ * alone or most > MEMORY)


if __name__ == "__main__":
    main()
