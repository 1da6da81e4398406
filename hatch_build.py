"""Build step of the wheel: the French catalogue, compiled, the data files, and a snapshot of the registry."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SNAPSHOT = "snapshot.py"


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each catalogue beside its source; carry data/ where an installed pvd finds it."""
        for source in Path(self.root, "src/pvd_cli/locale").glob("*/LC_MESSAGES/*.po"):
            with source.open("rb") as po, source.with_suffix(".mo").open("wb") as mo:
                write_mo(mo, read_po(po))
        if version == "editable":  # it reads the checkout's own data
            return
        sys.path.insert(0, str(Path(self.root, "src")))
        from pvd_cli.registry.loading import snapshot_text

        made = Path(self.directory, SNAPSHOT)
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(snapshot_text(), encoding="utf-8")
        build_data["force_include"][str(made)] = f"pvd_cli/{SNAPSHOT}"
        build_data["force_include"][str(Path(self.root, "data"))] = "pvd_cli/data"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave no snapshot behind: beside the wheel it would be a file that nobody asked for."""
        Path(self.directory, SNAPSHOT).unlink(missing_ok=True)
