"""The data files: where they lie, and what they hold."""

from pathlib import Path

REGISTRY_FILE = "communes.yaml"
GAZETTEER_FILE = "gazetteer.csv"
PACKAGE = Path(__file__).parents[1]


def data_file(name: str) -> Path:
    """Return the path of a data file: in the checkout if the code runs from one, else in the package."""
    checkout = PACKAGE.parents[1]
    return (checkout if (checkout / "pyproject.toml").is_file() else PACKAGE) / "data" / name


def data_files() -> list[Path]:
    """Return the paths of all data files; an empty list where the package is zipped."""
    return list(data_file("").glob("*.*"))


def read_data(name: str) -> bytes:
    """Return the content of a data file, also from a zipped package."""
    content: bytes = __spec__.loader.get_data(str(data_file(name)))  # type: ignore[union-attr]
    return content


def read_text(name: str) -> str:
    """Return the text of a data file."""
    return read_data(name).decode()
