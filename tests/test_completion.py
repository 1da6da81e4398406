"""Completion: asked of the machinery itself, in each shell's own protocol, and in a real bash."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import PVD, REGISTRY, ROOT, Run, bare, changed, process

from pvd_cli import NoAnswer
from pvd_cli.commands import completion
from pvd_cli.search.names import fold


def asked(shell: str, *words: str) -> dict[str, str]:
    """The variables by which a shell asks pvd to complete the last of these words."""
    return {
        "_PVD_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": " ".join(words),
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1),
    }


def offers(run: Run, shell: str, *words: str, **environment: str) -> list[str]:
    """What `pvd` offers a shell for the last of these words."""
    result = run(**asked(shell, *words), **environment)
    assert result.err == ""
    return result.out.strip().splitlines()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("pvd", "ne"), ["near"]),
        (("pvd", "show", "siste"), ["sisteron"]),
        (("pvd", "show", "Siste"), ["Sisteron"]),
        (("pvd", "show", "chateau-"), ["chateau-Arnoux-Saint-Auban"]),
        (("pvd", "show", "l'is"), []),
        (("pvd", "show", "st-r"), ["st-rémy-de-Provence"]),
        (("pvd", "show", "mu"), ["muy"]),
        (("pvd", "show", "Le", "M"), ["Muy"]),
        (("pvd", "show", "l-is"), ["l-isle-sur-la-Sorgue"]),
        (("pvd", "show", "0420"), ["04205", "04209"]),
        (("pvd", "show", "avignon"), ["avignon"]),
        (("pvd", "show", "DLV"), ["DLVA"]),
        (("pvd", "search", "cov"), ["cove"]),
        (("pvd", "near", "DLV"), []),
        (("pvd", "near", "avig"), ["avignon"]),
        (("pvd", "search", "gap"), ["gap"]),
        (("pvd", "map", "--highlight", "avig"), ["avignon"]),
        (("pvd", "list", "-d", "0"), ["04", "05", "06"]),
        (("pvd", "list", "--department", "v"), ["var", "vaucluse"]),
        (("pvd", "search", "x", "-d", "bouches"), ["bouches-du-Rhône"]),
        (("pvd", "departments", "haut"), ["hautes-Alpes"]),
        (("pvd", "list", "--epci", "sistero"), ["sisteronais-Buëch"]),
        (("pvd", "list", "--epci", "CC-du-Pays-des-E"), ["CC-du-Pays-des-Ecrins"]),
        (("pvd", "list", "--epci", "CoV"), ["CoVe"]),
        (("pvd", "list", "--epci", "vallée-de-l"), ["vallée-de-l-Ubaye-Serre-Ponçon"]),
        (("pvd", "list", "--epci", "DLVA,dracé"), ["DLVA,dracénie-Provence-Verdon-Agglomération"]),
        (("pvd", "list", "-d", "04,0"), ["04,04", "04,05", "04,06"]),
        (("pvd", "show", "gap,forc"), ["gap,forcalquier"]),
        (("pvd", "list", "--sort", "-pop"), ["-population"]),
        (("pvd", "liste", "--sort", "name,-pop"), ["name,-population"]),
        (("pvd", "epcis", "--columns", "name,joi"), ["name,joined_2021"]),
        (("pvd", "list", "--without", "o"), ["ort"]),
        (("pvd", "list", "--cohort", "2"), ["2020", "2021"]),
        (("pvd", "programme", "ti"), ["timeline"]),
        (("pvd", "list", "-f", "g"), ["geojson"]),
        (("pvd", "list", "--sort", "pop"), ["population"]),
        (("pvd", "list", "--sort", "name,-pop"), ["name,-population"]),
        (("pvd", "list", "--cohort", "j"), ["joined-2021"]),
        (("pvd", "near", "--wi"), ["--within"]),
    ],
    ids=" ".join,
)
def test_a_word_is_completed_as_it_was_typed(run: Run, words: tuple[str, ...], expected: list[str]) -> None:
    assert offers(run, "bash", *words) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Château-", ["Château-Arnoux-Saint-Auban"]),
        ("Châ", ["Château-Arnoux-Saint-Auban", "Châteaurenard"]),
        ("ém", []),
    ],
)
def test_a_word_with_accents_is_completed_in_a_process_of_its_own(word: str, expected: list[str]) -> None:
    """Whose environment is UTF-8, whatever the locale of the tests."""
    env = bare(PYTHONIOENCODING="utf-8", **asked("bash", "pvd", "show", word))
    result = process(*PVD, cwd=ROOT, env=env)
    assert (result.stdout.decode().split(), result.stderr) == (expected, b"")


def test_other_shells_get_what_a_word_stands_for(run: Run) -> None:
    assert offers(run, "fish", "pvd", "show", "sist") == ["sisteron\tAlpes-de-Haute-Provence"]
    assert '"sisteron":"Alpes-de-Haute-Provence"' in "".join(offers(run, "zsh", "pvd", "show", "sist"))
    (line,) = offers(run, "powershell", "pvd", "show", "sist")
    assert line.split(":::") == ["sisteron", "Alpes-de-Haute-Provence"]
    assert "04\tAlpes-de-Haute-Provence" in offers(run, "fish", "pvd", "list", "-d", "0")
    assert "timeline" in "".join(offers(run, "fish", "pvd", "programme", "t"))


def test_a_broken_registry_offers_nothing_and_says_nothing(run: Run, tmp_path: Path) -> None:
    assert offers(run, "bash", "pvd", "show", "sis", PVD_REGISTRY=str(tmp_path / "missing.yaml")) == []


def test_what_a_word_stands_for_is_neither_code_nor_markup(run: Run, tmp_path: Path) -> None:
    for name in (r"\$(touch owned)", "Var [/b] x", "`touch owned`", "x\\\\"):
        file = changed(tmp_path, "name: Vaucluse\n", f"name: '{name}'\n")
        for shell in ("zsh", "fish", "powershell", "bash"):
            out = "".join(offers(run, shell, "pvd", "list", "-d", "8", PVD_REGISTRY=file))
            assert "84" in out and not set(out.replace("'*: :((", "")) & set("$`\\[]")


def test_behind_a_quote_or_an_escape_nothing_is_offered(run: Run) -> None:
    """Bash would put what is offered behind them."""
    for line in ('pvd show "sist', "pvd show 'sist", r"pvd show \sist"):
        result = run(**asked("bash", "pvd", "show", "sist") | {"COMP_WORDS": line})
        assert (result.out, result.err) == ("", ""), line


def test_completion_reads_the_registry_that_is_named(run: Run, tmp_path: Path) -> None:
    file = changed(tmp_path, "name: Sisteron\n", "name: Sisteronne\n")
    assert offers(run, "bash", "pvd", "show", "sist", PVD_REGISTRY=file) == ["sisteronne"]
    assert offers(run, "bash", "pvd", "show", "--registry", file, "sist") == ["sisteronne"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_completion_does_not_wait_for_a_registry_that_comes_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    env = bare(**asked("bash", "pvd", "show", "sist"), PVD_REGISTRY=str(pipe))
    result = process(*PVD, env=env, timeout=60)
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_a_real_bash_completes(tmp_path: Path) -> None:
    """Load the script that `pvd` prints, then press TAB in an interactive bash, as far as a test can."""
    pvd = tmp_path / "pvd"
    pvd.write_text(f'#!/bin/sh\nexec {shlex.join(PVD)} "$@"\n', encoding="utf-8")
    pvd.chmod(0o755)
    script = """
        eval "$(_PVD_COMPLETE=source_bash pvd)"
        complete -p pvd
        COMP_WORDS=(pvd show sisteron); COMP_WORDS[2]=sist; COMP_CWORD=2
        _pvd_completion pvd; echo "${COMPREPLY[@]}"
        COMP_WORDS=(pvd list -d V); COMP_CWORD=3
        _pvd_completion pvd; echo "${COMPREPLY[@]}"
    """
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    result = process("bash", "-c", script, env=bare(PATH=path), check=True)
    assert result.stdout.decode().splitlines() == [
        "complete -o default -F _pvd_completion pvd",
        "sisteron",
        "Var Vaucluse",
    ]


def test_every_commune_that_is_offered_is_found() -> None:
    """However a labelled commune's name was begun, what is offered means it, or its namesakes."""
    for commune in REGISTRY.communes:
        for size in (2, 4, len(commune.name) - 1):
            typed = commune.name[:size].replace(" ", "-").replace("'", "-").lower()
            found = dict(completion.shown_names(REGISTRY, typed))
            (word,) = [
                w
                for w, meaning in found.items()
                if fold(w) == fold(commune.name) and commune.department_name in meaning
            ][:1]
            assert word.startswith(typed)
            try:
                assert REGISTRY.resolve(word) == commune
            except NoAnswer as error:
                assert commune.insee in error.candidates


def test_every_department_and_epci_that_is_offered_is_found() -> None:
    for department in REGISTRY.departments:
        for typed in (department.code[:1], department.name[:4], department.name.lower()[:6]):
            words = [word for word, _meaning in completion.department_names(REGISTRY, typed)]
            assert department in [REGISTRY.department(word) for word in words]
    for epci in REGISTRY.epcis:
        for typed in (
            epci.siren[:5],
            epci.name[:4].replace(" ", "-"),
            epci.name.split()[-1][:5].strip('"()'),
        ):
            words = [word for word, _meaning in completion.epci_names(REGISTRY, typed)]
            assert words and all(word.startswith(typed) and " " not in word for word in words)
            assert epci in [found for word in words for found in REGISTRY.find_epcis(word)]


def test_nothing_to_offer_prints_nothing() -> None:
    result = process(*PVD, env=bare(**asked("bash", "pvd", "show", "zzzz")))
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")


def test_completion_is_not_installed_where_there_is_no_home(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    monkeypatch.setattr(
        "shellingham.detect_shell", lambda: ("bash", "/bin/bash")
    )  # a daemon's child has none
    result = run("--install-completion", "bash")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("pvd: there is no home folder") and "--show-completion" in result.err
