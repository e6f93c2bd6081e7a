"""The installed command, driven as a script would."""

import json
import os
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Posassist = Callable[..., Any]
# The script that an installation puts beside its Python.
INSTALLED = Path(sysconfig.get_path("scripts")) / (
    "posassist.exe" if os.name == "nt" else "posassist"
)


@pytest.fixture
def posassist(tmp_path: Path) -> Posassist:
    """Run `posassist --profile … --json ARGS`, demand the exit code, return the JSON."""

    def run(*arguments: object, code: int = 0, language: str = "en", **environment: str) -> Any:
        command = [str(INSTALLED), "--profile", str(tmp_path / "profile")]
        command += ["--language", language, "--json", *map(str, arguments)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, **environment},
            encoding="utf-8",
        )
        assert done.returncode == code, done.stdout[-2000:] + done.stderr[-2000:]
        return json.loads(done.stdout) if done.stdout.strip() else None

    return run
