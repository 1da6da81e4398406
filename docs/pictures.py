"""Take the README's pictures anew: of a terminal of 80 columns, of the map, and of the page in a browser.

python docs/pictures.py
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from io import StringIO
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
WIDTH = 80
PICTURES = {"map": ("map",)}
# Pictures of the page, in each language: width and height, colours.
PAGES = {"page": (1280, 860, "light"), "page-dark": (1280, 860, "dark"), "page-narrow": (360, 780, "light")}
LANGUAGES = ("en", "fr")
HASHES = HERE / "pages.sha256"  # of the pages that the pictures were taken of
# Fonts are the reader's own: Rich would have the picture fetch them from elsewhere.
FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def drawn(format: str, language: str) -> str:
    """Return the map as `svg` or `html`."""
    environment = {**os.environ, "LANGUAGE": language, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "pvd_cli", "map", "-f", format]
    return subprocess.run(command, capture_output=True, env=environment, check=True).stdout.decode()


def hashes() -> str:
    """Return a line for the page in each language, as sha256sum writes it."""
    lines = (
        f"{sha256(drawn('html', language).encode()).hexdigest()}  page.{language}.html\n"
        for language in LANGUAGES
    )
    return "".join(lines)


def take_pages() -> None:
    """Take pictures of the page, with a card open, in the system's Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for (name, (width, height, scheme)), language in product(PAGES.items(), LANGUAGES):
            file = Path(folder, "map.html")
            file.write_text(drawn("html", language), encoding="utf-8")
            size = {"width": width, "height": height}
            page = browser.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
            page.goto(f"{file.as_uri()}{'#04209' if width > 1000 else ''}")
            page.screenshot(path=HERE / f"{name}.{language}.png")
    HASHES.write_text(hashes(), encoding="utf-8", newline="\n")


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
        for language in LANGUAGES:
            file = HERE / f"{name}.{language}.svg"
            file.write_text(picture(name, language), encoding="utf-8", newline="\n")
    for language in LANGUAGES:
        (HERE / f"picture.{language}.svg").write_text(drawn("svg", language), encoding="utf-8", newline="\n")
    take_pages()
