"""All colours: of maps, of the page on light and on dark paper, of the terminal."""

# Of maps, on light paper; letters are darker in pictures, which may be printed.
PAPER, INK, FAINT = "#ffffff", "#1c1b19", "#59564f"
SEA, WATER, ELSEWHERE, LAND = "#d5e5ef", "#2d5f7f", "#eeece7", "#fbfaf6"
STRONG_BORDER, FAINT_BORDER = "#6f685c", "#c3bcae"
SELECTED, JOINED = "#b0533c", "#2f6690"
TINTS = ("#f3d9a4", "#c9ddb4", "#e8c4b8", "#c8d3ea", "#ddc8e2", "#bfe0dc")  # of intercommunalities
# Of the page and its map, by their names in page.css: on light paper, on dark paper.
PAGE_COLOURS = {
    "paper": (PAPER, "#1c2125"),
    "ground": ("#f6f5f1", "#14181b"),
    "ink": ("#1d2327", "#e8eaec"),
    "faint": ("#555b60", "#aeb6bc"),
    "rule": ("#d6d3ca", "#3a4248"),
    "border": ("#767269", "#87909a"),
    "link": ("#8a3a22", "#f0a58d"),
    "selected": (SELECTED, "#d97c62"),
    "joined": (JOINED, "#7fb4dc"),
    "tint": ("#f7e7df", "#43281f"),
    "tint-joined": ("#e0ebf3", "#1f3546"),
    "lit": ("#fdf1d6", "#40361c"),
    "head": ("#24333d", "#0f1a21"),
    "head-ink": ("#ffffff", "#f4f6f7"),
    "head-faint": ("#cfd9e0", "#aebbc4"),
    "head-focus": ("#ffd479", "#ffd479"),
    "sea": (SEA, "#172936"),
    "water": (WATER, "#8fbcd9"),
    "elsewhere": (ELSEWHERE, "#1e2225"),
    "land": (LAND, "#2b3034"),
    "strong": (STRONG_BORDER, "#99a1a8"),
    "weak": (FAINT_BORDER, "#565e64"),
}

# Of the terminal, as Rich names them.
HEADING = "bold cyan"
DIM = "dim"
WAVES = "blue"
# Of departments: of middle lightness, so that they can be read on dark and on light.
DEPARTMENT_COLOURS = ("chartreuse4", "dark_orange3", "dodger_blue1", "red3", "medium_orchid3", "dark_cyan")


def as_css() -> str:
    """Return the colours of the page as variables of CSS."""
    light, dark = (
        " ".join(f"--{name}: {pair[paper]};" for name, pair in PAGE_COLOURS.items()) for paper in (0, 1)
    )
    return f":root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
