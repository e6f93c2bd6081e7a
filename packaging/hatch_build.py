"""Puts resources/ into the wheel, with every catalogue of words compiled."""

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_words(resources: Path, into: Path) -> list[Path]:
    """Compile every catalogue to the same place under another folder; return what was written."""
    written = []
    for words in sorted((resources / "locale").glob("**/*.po")):
        compiled = into / words.relative_to(resources).with_suffix(".mo")
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with words.open("rb") as text, compiled.open("wb") as binary:
            write_mo(binary, read_po(text))
        written.append(compiled)
    return written


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
        into = Path(self._compiled.name)
        for compiled in compile_words(resources, into):
            inside = compiled.relative_to(into).as_posix()
            included[str(compiled)] = f"posassist/resources/{inside}"

    def finalize(self, version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        if version == "standard":
            self._compiled.cleanup()
