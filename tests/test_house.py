"""The house: arrows only downwards, one door per library, and data found wherever pvd lives."""

from __future__ import annotations

import ast
import os
import re
import sys
import zipfile
from functools import cache
from pathlib import Path

from conftest import PVD, REGISTRY, ROOT, bare, process

SOURCE = ROOT / "src" / "pvd_cli"
FILES = sorted(SOURCE.rglob("*.py"))
# From the top to the ground: a room may import from those below it, and each file of the top from all rooms.
ROOMS = ["top", "commands", "output", "match", "registry", "search", "ground"]
GROUND = {"errors", "language"}
DOORS = {
    "typer": {"cli", "commands"},  # the whole room
    "rich": {"output.terminal"},
    "yaml": {"registry.yaml_io"},
    "rapidfuzz": {"search.ranking"},
    "python_calamine": {"match.workbook"},
    "xlsxwriter": {"output.new_workbook"},
}
MOST_LINES = 350


def module(file: Path) -> str:
    """The name of a file within the package: `search.names`, `cli`; a room's own file is the room's name."""
    return ".".join(file.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def room(name: str) -> str:
    first = name.split(".")[0]
    return "ground" if first in GROUND else first if first in ROOMS else "top"


@cache
def imports(file: Path) -> set[str]:
    """Every module that a file imports: libraries by their names, those of the package as `.search.names`."""
    package = module(file).split(".") if file.name == "__init__.py" else module(file).split(".")[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            start = package[: len(package) - node.level + 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found |= {"." + ".".join([*start, name]) for name in names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def circle(start: str, arrows: dict[str, set[str]]) -> bool:
    """Whether a file's arrows lead back to it."""
    seen: set[str] = set()
    ahead = list(arrows[start])
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += arrows.get(name, ())
    return start in seen


def test_arrows_point_downwards() -> None:
    for file in FILES:
        for name in imports(file):
            if name.startswith(".") and not name.startswith(".snapshot"):  # which only a wheel has: constants
                here, there = ROOMS.index(room(module(file))), ROOMS.index(room(name[1:]))
                assert here <= there, f"{module(file)} imports {name}"


def test_no_arrows_run_in_a_circle() -> None:
    arrows = {
        module(file): {name[1:] for name in imports(file) if name.startswith(".")} - {module(file)}
        for file in FILES
    }
    assert sum(map(len, arrows.values())) > 100
    assert [name for name in arrows if circle(name, arrows)] == []


def test_one_door_per_library_and_no_other_library() -> None:
    for file in FILES:
        outside = {name for name in imports(file) if not name.startswith(".")} - set(sys.stdlib_module_names)
        own = {module(file), room(module(file))}
        assert outside <= {library for library, doors in DOORS.items() if own & doors}, module(file)


def test_no_file_is_too_long_to_be_read_at_once() -> None:
    for file in [*FILES, *(ROOT / "tests").glob("*.py"), *(ROOT / "benchmarks").glob("*.py")]:
        assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, file


def test_no_two_files_share_a_name() -> None:
    names = [file.name for file in FILES if file.name != "__init__.py"]
    assert sorted(set(names)) == sorted(names)


def test_nothing_in_the_code_is_of_this_region_but_its_name_in_the_help() -> None:
    """Another region is other data: departments, EPCIs, communes and what addresses say stand in YAML."""
    region = REGISTRY.region
    words = [d.name for d in REGISTRY.departments] + [*region.aliases, *region.suffixes]
    words += [epci.name for epci in REGISTRY.epcis] + ["provence", "luberon", "vaucluse", "paca"]
    named = re.compile(rf"\b(?:{'|'.join(re.escape(word.lower()) for word in words)})\b")
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        spoken = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
                text = node.value.replace("Provence-Alpes-Côte d'Azur", "").lower()
                allowed = module(file).startswith("commands.") or node.value == "provence"
                assert allowed or not named.search(text), node.value


def test_the_libraries_are_those_of_pyproject() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("\ndependencies = [")[1].split("]")[0]
    names = {
        line.strip().strip('",').split(">")[0].lower()
        for line in block.splitlines()
        if '"' in line.strip()[:1]
    }
    assert names == {"typer", "rich", "pyyaml", "rapidfuzz", "python-calamine", "xlsxwriter"}


def test_the_version_is_that_of_pyproject() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if line.startswith("version")]
    assert process(*PVD, "--version").stdout.decode().startswith(f"pvd {line.split(chr(34))[1]} (data as of ")


def run_from(path: Path, cwd: Path, *options: str, language: str = "en", verb: str = "search") -> str:
    """Run a verb from another directory, with pvd_cli found on `path` only."""
    env = bare(PYTHONPATH=str(path), LANGUAGE=language, PYTHONIOENCODING="utf-8")
    words = [verb, *(["Sisteron"] if verb == "search" else []), *(options or ("-f", "tsv"))]
    result = process(*PVD, *words, cwd=cwd, env=env, check=True)
    return result.stdout.decode()


def place_of_package(path: Path, cwd: Path) -> Path:
    """The directory that pvd_cli is imported from, where it is found on `path` only."""
    where = (sys.executable, "-c", "import pvd_cli; print(pvd_cli.__file__)")
    found = process(*where, cwd=cwd, env=bare(PYTHONPATH=str(path), PYTHONIOENCODING="utf-8"), check=True)
    return Path(os.fsdecode(found.stdout.rstrip())).parent


def test_data_is_found_from_a_checkout(tmp_path: Path) -> None:
    assert place_of_package(ROOT / "src", tmp_path) == SOURCE
    assert "04209\tSisteron" in run_from(ROOT / "src", tmp_path)


def test_data_is_found_from_an_installed_wheel(tmp_path: Path) -> None:
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path))
    process(*build, cwd=ROOT, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for path in (site, wheel):  # unpacked, and the wheel itself, which is a zip file
        assert place_of_package(path, tmp_path) == path / "pvd_cli"
        assert "04209\tSisteron" in run_from(path, tmp_path)
        assert "| Depuis |" in run_from(path, tmp_path, "-f", "markdown", language="fr_FR")
        assert "</svg>" in run_from(path, tmp_path, "-f", "html", verb="map")
    for argv, libraries in INSTALLED.items():
        assert libraries_of(site, *argv) == libraries, argv
    completing = {"_PVD_COMPLETE": "complete_bash", "COMP_WORDS": "pvd show sis", "COMP_CWORD": "2"}
    assert libraries_of(site, **completing) == set()
    for argv in (("-f", "svg"), ("-f", "html")):
        assert_map_is_that_of_the_checkout(site, tmp_path, *argv)
    assert_snapshot_is_the_registry(site)


def assert_map_is_that_of_the_checkout(site: Path, folder: Path, *argv: str) -> None:
    """What the wheel keeps of the map of the region is what a checkout finds anew."""
    for language in ("en", "fr_FR"):
        kept = run_from(site, folder, *argv, language=language, verb="map")
        assert kept == run_from(ROOT / "src", folder, *argv, language=language, verb="map")


# Which libraries an installed pvd imports for a command in a pipe, Typer aside.
INSTALLED: dict[tuple[str, ...], set[str]] = {
    ("search", "Sisteron"): set(),
    ("search", "Sisteron", "-f", "json"): set(),
    ("search", "sisteorn"): {"rapidfuzz"},
    ("show", "st remy"): set(),
    ("list",): set(),
    ("list", "-f", "csv"): set(),
    ("near", "gap"): set(),
    ("map",): set(),
    ("programme",): set(),
    ("list", "-f", "yaml"): {"yaml"},
    ("list", "-f", "xlsx"): {"xlsxwriter"},
    ("check",): {"yaml"},
}


def libraries_of(site: Path, *argv: str, **environment: str) -> set[str]:
    """The libraries that a command imports, with pvd_cli found on `site`."""
    command = (sys.executable, "-X", "importtime", "-m", "pvd_cli", *argv)
    result = process(*command, env=bare(PYTHONPATH=str(site), **environment), check=True)
    assert result.stdout
    lines = result.stderr.decode().splitlines()
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}
    assert {"typer", "pvd_cli"} <= names
    return names & (set(DOORS) - {"typer"})


def assert_snapshot_is_the_registry(site: Path) -> None:
    """The packaged registry is read without PyYAML, equals the YAML, and a changed YAML is read instead."""
    load = (
        "import sys; from pvd_cli import load_registry; from pvd_cli.registry.data import data_file;"
        "from pvd_cli.search.spelling import spell;"
        "quick = load_registry(); from_yaml = 'yaml' in sys.modules;"
        "slow = load_registry(data_file('communes.yaml')); kept = quick._spellings and quick._spellings();"
        "keys = ('communes', 'others', 'departments', 'epcis', 'programme', 'sources', 'region');"
        "assert all(getattr(quick, key) == getattr(slow, key) for key in keys);"
        "print(quick.get('04209').name);"
    )
    same = (
        "assert not from_yaml and len(kept[0]) > 1500; made = spell(slow.places);"
        "assert kept[0] == {key: tuple(value) for key, value in made[0].items()};"
        "assert kept[1] == {key: tuple(sorted(value)) for key, value in made[1].items()}"
    )
    for name, check in (("Sisteron", same), ("Sisteronne", "assert from_yaml and kept is None")):
        yaml = site / "pvd_cli" / "data" / "communes.yaml"
        text = yaml.read_text(encoding="utf-8").replace("name: Sisteron\n", f"name: {name}\n")
        yaml.write_text(text, encoding="utf-8", newline="\n")
        result = process(sys.executable, "-c", load + check, env=bare(PYTHONPATH=str(site)))
        assert (result.stdout.decode().split(), result.stderr) == ([name], b"")


def test_data_is_found_from_an_editable_install(tmp_path: Path) -> None:
    (tmp_path / "pvd.pth").write_text(str(ROOT / "src"), encoding="utf-8")
    code = f"import site; site.addsitedir({str(tmp_path)!r}); from pvd_cli.cli import main; main(['list'])"
    result = process(sys.executable, "-c", code, cwd=tmp_path, check=True)
    assert result.stdout.count(b"\n") == 66
