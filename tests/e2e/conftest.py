"""The installed command, driven as a script would."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Posassist = Callable[..., Any]


@pytest.fixture
def posassist(tmp_path: Path) -> Posassist:
    """Run `posassist --profile … --json ARGS`, demand the exit code, return the JSON."""

    def run(*arguments: object, code: int = 0, language: str = "en", **environment: str) -> Any:
        command = [sys.executable, "-m", "posassist", "--profile", str(tmp_path / "profile")]
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
