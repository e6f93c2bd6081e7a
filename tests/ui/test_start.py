"""The program without a command is the window; without Qt it says so."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

SECONDS = 60


def test_the_program_without_a_command_opens_the_window(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    program = subprocess.Popen(
        [sys.executable, "-m", "posassist", "--profile", profile],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
    )
    try:
        until = time.monotonic() + SECONDS
        while not (profile / "books.sqlite").exists() and time.monotonic() < until:
            assert program.poll() is None, program.communicate()
            time.sleep(0.05)
        assert program.poll() is None
        assert (profile / "books.sqlite").exists()
    finally:
        program.terminate()
        program.communicate()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_without_its_library_the_window_says_what_to_install(tmp_path: Path, language: str) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text("raise ImportError('libEGL.so.1')")
    told = subprocess.run(
        [sys.executable, "-m", "posassist", "--profile", tmp_path / "p", "--language", language],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 2
    assert "libEGL.so.1" in told.stderr
    assert "pip install posassist[window]" in told.stderr
