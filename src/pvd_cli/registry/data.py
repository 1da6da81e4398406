"""The data files: where they lie, and what they hold."""

from collections.abc import Iterator
from pathlib import Path

REGISTRY_FILE = "communes.yaml"
GAZETTEER_FILE = "gazetteer.csv"
PACKAGE = Path(__file__).parents[1]


def data_file(name: str) -> Path:
    """Return the path of a data file: in the checkout if the code runs from one, else in the package."""
    checkout = PACKAGE.parents[1]
    return (checkout if (checkout / "pyproject.toml").is_file() else PACKAGE) / "data" / name


def data_files() -> Iterator[Path]:
    """Yield the paths of all data files; none where the package is zipped."""
    yield from data_file("").glob("*.*")


def read_data(name: str) -> bytes:
    """Return the content of a data file, also from a zipped package."""
    content: bytes = __spec__.loader.get_data(str(data_file(name)))  # type: ignore[union-attr]
    return content


def read_text(name: str) -> str:
    """Return the text of a data file."""
    return read_data(name).decode()
