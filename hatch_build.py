"""Build step of the wheel: the French catalogue, compiled, the data files, and a snapshot of the registry."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each catalogue; carry data/ where an installed pvd finds it, and the registry as modules.

        All is made aside: the checkout may be read-only. An editable install reads its own data, and its
        catalogues beside their source.
        """
        package = Path(self.root, "src", "pvd_cli")
        self._made = TemporaryDirectory()
        made = package if version == "editable" else Path(self._made.name)
        for source in package.glob("locale/*/LC_MESSAGES/*.po"):
            compiled = made / source.relative_to(package).with_suffix(".mo")
            compiled.parent.mkdir(parents=True, exist_ok=True)
            with source.open("rb") as po, compiled.open("wb") as mo:
                write_mo(mo, read_po(po))
        if version == "editable":
            return
        sys.path.insert(0, str(package.parent))
        from pvd_cli.commands.map_picture import snapshot_of_the_region
        from pvd_cli.registry.loading import load_registry, snapshots

        modules = {**snapshots(), "snapshot_map.py": snapshot_of_the_region(load_registry())}
        for name, text in modules.items():
            (made / name).write_text(text, encoding="utf-8")
        data = {str(Path(self.root, "data", name)): f"pvd_cli/data/{name}" for name in self.config["data"]}
        build_data["force_include"] |= {str(made): "pvd_cli", **data}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind of what was made aside."""
        self._made.cleanup()
