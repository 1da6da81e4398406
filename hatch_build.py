"""Build step of the wheel: the French catalogue, compiled, and the data files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each catalogue beside its source; carry data/ where an installed pvd finds it."""
        for source in Path(self.root, "src/pvd_cli/locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
        if version == "standard":  # an editable install reads the checkout's own
            build_data["force_include"][str(Path(self.root, "data"))] = "pvd_cli/data"
