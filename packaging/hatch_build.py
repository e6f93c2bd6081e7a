"""Puts resources/ into the wheel, with every catalogue of words compiled."""

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ResourcesHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling leaves it open
    """Adds the files that a checkout reads from beside the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        # An editable install reads the checkout; a copy of resources there would go stale.
        if version != "standard":
            return
        included = build_data["force_include"]
        resources = Path(self.root) / "resources"
        included[str(resources)] = "posassist/resources"
        self._compiled = tempfile.TemporaryDirectory(prefix="posassist-words-")
        for words in sorted((resources / "locale").glob("**/*.po")):
            compiled = Path(self._compiled.name) / words.relative_to(resources).with_suffix(".mo")
            compiled.parent.mkdir(parents=True, exist_ok=True)
            with words.open("rb") as text, compiled.open("wb") as binary:
                write_mo(binary, read_po(text))
            inside = words.relative_to(resources).with_suffix(".mo")
            included[str(compiled)] = f"posassist/resources/{inside.as_posix()}"

    def finalize(self, version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        if version == "standard":
            self._compiled.cleanup()
