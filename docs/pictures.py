"""Take the README's pictures anew, from what pvd prints on a terminal of 80 columns.

python docs/pictures.py
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
WIDTH = 80
PICTURES = {
    "search": ("search", "st", "rémy"),
    "show": ("show", "sisteron"),
    "departments": ("departments",),
    "map": ("map",),
}
# Fonts are the reader's own: Rich would have the picture fetch them from elsewhere.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def picture(name: str, language: str) -> str:
    """Return the picture of a command, in English (`en`) or French (`fr`), as SVG."""
    environment = {
        **os.environ,
        "COLUMNS": str(WIDTH),
        "FORCE_COLOR": "1",
        "LANGUAGE": language,
        "TERM": "xterm-256color",
        "COLORTERM": "",
        "PYTHONIOENCODING": "utf-8",
    }
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "pvd_cli", *PICTURES[name]]
    printed = subprocess.run(command, capture_output=True, env=environment, check=True).stdout
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.from_ansi(printed.decode()))
    title = f"pvd {' '.join(PICTURES[name])}"
    return console.export_svg(title=title, code_format=FORMAT, unique_id=f"pvd-{name}")


if __name__ == "__main__":
    for name in PICTURES:
        for language in ("en", "fr"):
            file = HERE / f"{name}.{language}.svg"
            file.write_text(picture(name, language), encoding="utf-8", newline="\n")
