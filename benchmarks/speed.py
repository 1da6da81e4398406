"""How fast search and match are, beside the loop over RapidFuzz that people write, on the same rows.

    python benchmarks/speed.py

Whole processes are timed by the clock, in turn, and medians quoted; machines are noisy, so ratios count.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from rapidfuzz import process
from spellings import typo

from pvd_cli import Registry, load_registry
from pvd_cli.registry.data import read_text
from pvd_cli.registry.models import Place
from pvd_cli.search.elsewhere import Elsewhere
from pvd_cli.search.index import Index
from pvd_cli.search.query import read_query

ROUNDS = 3
SYLLABLES = "ba ce di fo gu la me ni ro su ta ve vi cham bour gres mont pont roche ville".split()
PVD = [sys.executable, "-m", "pvd_cli", "match"]


def clock(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def names_of(registry: Registry) -> list[str]:
    return [commune.name for commune in registry.communes] + [other.name for other in registry.others]


def queries(registry: Registry, chance: random.Random) -> None:
    """In-process: a cold index, then single queries, in the region and in a country of 35,000 names."""
    names = names_of(registry)
    cold = [clock(lambda: index(registry.places).find(read_query("sisteorn"))) for _ in range(ROUNDS)]
    print(f"index and a first misspelt query: {statistics.median(cold) * 1e3:.1f} ms")
    for kind in ("exact", "misspelt"):
        asked = [chance.choice(names) for _ in range(500)]
        if kind == "misspelt":
            asked = [typo(name, chance) for name in asked]
        times = [clock(partial(registry.search, query)) for query in asked]
        print(f"{kind} query, 946 names: {statistics.median(times) * 1e3:.3f} ms")
    many = [registry.others[n % 881]._replace(name="-".join(chance.choices(SYLLABLES, k=4)).title())
            for n in range(35_000)]  # fmt: skip
    places: list[Place] = [*registry.communes, *many]
    country = index(places)
    country.find(read_query("sisteorn x"))
    asked = [typo(chance.choice(many).name, chance) for _ in range(200)]
    times = [clock(partial(country.find, read_query(query))) for query in asked]
    print(f"misspelt query, 35,065 names: {statistics.median(times) * 1e3:.2f} ms")


def index(places: Sequence[Place]) -> Index:
    return Index(places, {}, (), (), None, Elsewhere(read_text), read_text)


def rate(command: list[str], rows: int) -> float:
    """Rows per second of a whole process, the median of some rounds."""

    def run() -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)

    return rows / statistics.median(clock(run) for _ in range(ROUNDS))  # fmt: skip


def files(registry: Registry, chance: random.Random, folder: Path) -> None:
    """Whole processes: many different misspelt rows, a million exact ones; a loop in this process."""
    names = names_of(registry)
    (folder / "names.csv").write_text("commune\n" + "".join(f"{name}\n" for name in names), encoding="utf-8")
    misspelt: set[str] = set()
    while len(misspelt) < 60_000:
        once = typo(chance.choice(names), chance)
        misspelt.add(once if len(misspelt) % 2 else typo(once, chance))
    rows = sorted(misspelt, key=lambda name: hash(name[::-1]))
    exact = [chance.choice(names) for _ in range(1_000_000)]
    for name, content in (("misspelt", rows), ("exact", exact)):
        text = "commune\n" + "".join(f"{row}\n" for row in content)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    ours = rate([*PVD, str(folder / "misspelt.csv")], len(rows))
    print(f"match, different misspelt rows: {ours:,.0f} rows/s")
    repeated = rate([*PVD, str(folder / "exact.csv")], len(exact))
    print(f"match, exact and repeated rows: {repeated:,.0f} rows/s")
    code = "import sys; from pvd_cli.cli import main; main(sys.argv[1:]);"
    code += "print(open('/proc/self/status').read())"
    command = [sys.executable, "-c", code, "match", str(folder / "exact.csv"), "-o", str(folder / "out.csv")]
    status = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(f"peak memory, a million rows: {peak:.0f} MB")
    few = rows[:1_000]
    peer = len(few) / statistics.median(clock(partial(loop, few, names)) for _ in range(ROUNDS))
    print(f"a loop over process.extractOne: {peer:,.0f} rows/s")
    print(f"match is {ours / peer:.0f} times as fast on misspelt rows, {repeated / peer:.0f} on exact ones")


def loop(rows: Sequence[str], names: Sequence[str]) -> None:
    """Look for the name that is most like each row, as people do by themselves."""
    for row in rows:
        process.extractOne(row, names)


def sheets(registry: Registry, chance: random.Random, folder: Path) -> None:
    """Whole processes: a file as long as France's list of communes, as CSV and as a workbook."""
    from openpyxl import Workbook, load_workbook

    lines = [["Département", "Code INSEE", "Commune", "CP"]]
    for _ in range(34_000):
        name = "-".join(chance.choices(SYLLABLES, k=4)).upper()
        code = f"{chance.choice((1, 2, 21, 33, 59, 62, 76, 80)):02}{chance.randrange(1, 900):03}"
        lines.append([code[:2], code, name, f"{code[:2]}{chance.randrange(100):02}0"])
    lines += [[p.department, p.insee, p.name, p.postal_codes[0]] for p in registry.places]
    csv, xlsx, out = folder / "national.csv", folder / "national.xlsx", folder / "out.xlsx"
    csv.write_text("".join(";".join(line) + "\n" for line in lines), encoding="utf-8")
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for line in lines:
        sheet.append(line)
    book.save(xlsx)
    csv_takes = len(lines) / rate([*PVD, str(csv)], len(lines)) - len(lines) / rate([*PVD, "-h"], len(lines))
    print(f"match, a list of France's length, beside start-up: {csv_takes:.2f} s")
    alone = statistics.median(clock(lambda: load_workbook(xlsx).save(out)) for _ in range(ROUNDS))
    ours = len(lines) / rate([*PVD, str(xlsx), "-o", str(out)], len(lines))
    print(f"match, the same as .xlsx: {ours:.1f} s, {ours / alone:.1f} times what openpyxl alone takes")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        queries(load_registry(), random.Random(1))
        files(load_registry(), random.Random(2), Path(name))
        sheets(load_registry(), random.Random(3), Path(name))
