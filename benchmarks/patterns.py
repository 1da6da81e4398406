"""How long a pattern of pvd takes for a cell of 10 kB, whatever stands in it; fails where that is long.

    python benchmarks/patterns.py [--quick]

Every pattern that pvd compiles is asked as the code asks it, about long runs of every kind of sign, alone and
two by two. One that goes back over what it has read takes seconds there; all others, a few milliseconds.
"""

from __future__ import annotations

import io
import pkgutil
import re
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

QUICK = "--quick" in sys.argv[1:]  # half as long, one sign of each class: what the tests ask for
SIZE = 5_000 if QUICK else 10_000  # characters of a cell
LONGEST = 0.05 if QUICK else 0.1  # seconds; a linear pattern takes a tenth of it at most
CLASSES = (" ", "0", "a", ".", ",", "/", "-", "(", '"', "# ", "0.")
SIGNS = (
    CLASSES
    if QUICK
    else (
        *(" ", "\u00a0", "\n", "0", "7", "a", "Z", "é", ".", ",", ";", "-", "/", "'", '"', "(", "<", "#"),
        *("_", "€", "°", "\udcff", "s/", "0.", "a ", "7 ", "d ", "# ", "cs ", "et ", " ,", "com", "{a"),
    )
)
ENDS = ("", "x", "!", "\n")
METHODS = ("search", "match", "fullmatch", "sub", "subn", "findall", "finditer", "split")
# Words that bring those patterns to be compiled that wait until they are needed.
WORDS = (
    "Mairie de Sisteorn (04)",
    "43.95, 5.78",
    "ch\ufffdteau arnoux",
    "s/ sorgue",
    "04200 x cedex",
    "pvd-93-04-11",
    "apt et gap",
)

Key = tuple[str, int, str]  # where a pattern stands: module, line; the function of `re` that was called
compiled: dict[Key, re.Pattern[Any]] = {}


def recorded() -> None:
    """Note each pattern that a module of pvd compiles from now on."""
    compile_: Any = re._compile  # type: ignore[attr-defined]

    def note(pattern: Any, flags: int) -> Any:
        made = compile_(pattern, flags)
        caller = sys._getframe(2)
        module = caller.f_globals.get("__name__", "")
        if module.startswith("pvd_cli"):
            compiled[module, caller.f_lineno, sys._getframe(1).f_code.co_name] = made
        return made

    re._compile = note  # type: ignore[attr-defined]


def used() -> None:
    """Import all of pvd, and ask it what makes it compile the rest."""
    import pvd_cli
    from pvd_cli.cli import main

    for module in pkgutil.walk_packages(pvd_cli.__path__, "pvd_cli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", "replace")
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(out), redirect_stderr(out):
        sheet = Path(folder, "sheet.csv")
        sheet.write_text(
            "commune;cp;dep\n" + "".join(f'"{word}";04 200;4.0\n' for word in WORDS), encoding="utf-8"
        )
        verbs = [["search", word] for word in WORDS] + [["near", word] for word in WORDS]
        workbook = str(Path(folder, "workbook.xlsx"))
        verbs += [
            ["list", "--epci", "CC VBA"],
            ["list", "04", "--population", "5000..9000", "-f", "markdown"],
        ]
        verbs += [
            ["match", str(sheet)],
            ["match", str(sheet), "-o", workbook],
            ["match", workbook, "-f", "xlsx"],
        ]
        for words in [
            *verbs,
            ["programme"],
            ["check"],
            ["map", "-o", str(Path(folder, "map.html"))],
            ["lits"],
        ]:
            with suppress(SystemExit):
                main(words)


def methods(key: Key, pattern: re.Pattern[Any]) -> list[str]:
    """Return how the code asks a pattern: as it is called where it stands, or by its name elsewhere."""
    module, line, function = key
    if function in METHODS:
        return [function]
    root = Path(sys.modules["pvd_cli"].__path__[0])
    lines = Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8").splitlines()
    name = re.match(r"\s*(\w+)\s*(?::[^=]*)?= ", lines[line - 1])
    if not name:
        return ["match", "fullmatch"]
    public = [] if name[1].startswith("_") else root.rglob("*.py")
    source = "".join([*lines, *(file.read_text(encoding="utf-8") for file in public)])
    return sorted(set(re.findall(rf"\b{name[1]}\.({'|'.join(METHODS)})\b", source))) or [
        "search",
        "fullmatch",
    ]


def cells() -> Iterator[str]:
    """Yield long runs of each kind of sign, alone and two by two, that end in this way or that."""
    for sign, end in product(SIGNS, ENDS):
        yield (sign * SIZE)[:SIZE] + end
    for (first, second), end in product(product(SIGNS, SIGNS), ENDS[:2]):
        if first != second:
            yield (first * SIZE)[: SIZE // 2] + (second * SIZE)[: SIZE // 2] + end


def takes(pattern: re.Pattern[Any], method: str, cell: str) -> float:
    """Return the seconds that it takes to ask a pattern about a cell."""
    text: Any = cell if isinstance(pattern.pattern, str) else cell.encode(errors="replace")
    ask = partial(getattr(pattern, method), *([text[:0]] if method in ("sub", "subn") else []))
    before = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 10 * LONGEST)  # which `re` heeds
    with suppress(TimeoutError):
        list(ask(text)) if method == "finditer" else ask(text)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - before


def stop(*_given: object) -> None:
    raise TimeoutError


def main() -> int:
    """Print the pattern that takes longest, and all that take too long; return 1 if any does."""
    signal.signal(signal.SIGVTALRM, stop)
    recorded()
    used()
    worst: dict[str, tuple[float, str]] = {}
    for key, pattern in compiled.items():
        where = f"{key[0]}:{key[1]}"
        for method, cell in product(methods(key, pattern), cells()):
            seconds = takes(pattern, method, cell)
            if seconds > LONGEST:  # or something else of the process took it
                seconds = min(seconds, takes(pattern, method, cell))
            if seconds > worst.get(where, (0, ""))[0]:
                worst[where] = seconds, f"{pattern.pattern!r}.{method}: {cell[:4]!r}…{cell[-4:]!r}"
            if seconds > LONGEST:
                break
    slow = {where: what for where, what in worst.items() if what[0] > LONGEST}
    longest = max(worst, key=lambda where: worst[where])
    print(
        f"{len(compiled)} patterns, the longest time for a cell of 10 kB: "
        f"{worst[longest][0] * 1e3:.1f} ms, {longest}"
    )
    for where, (seconds, what) in slow.items():
        print(f"{seconds:.1f} s: {where}: {what}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
