"""The program without a command is the window; without Qt it says so."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from posassist.__main__ import main
from posassist.base.paths import Profile
from posassist.cli.app import run
from posassist.usecases.cases import all_cases
from posassist.usecases.listing import all_imports
from posassist.usecases.shop import Clock, open_shop

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


def test_a_program_that_windows_starts_without_streams_says_nothing_and_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["posassist", "--version"])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main() == 0
    sys.stdout.close()


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


def test_the_demo_hands_its_own_books_and_day_to_the_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[int, int, str]] = []

    def window(
        profile: Profile,
        *,
        books_url: str | None = None,
        shop_name: str | None = None,
        language: str | None = None,
        clock: Clock | None = None,
        files: tuple[Path, ...] = (),
    ) -> int:
        assert (books_url, shop_name, language, files) == (None, None, "en", ())
        assert clock is not None
        with open_shop(profile, clock=clock, any_will_do=True) as shop:
            seen.append((len(all_imports(shop)), len(all_cases(shop)), str(shop.today())))
        return 0

    assert run(["--language", "en", "demo", "--out", str(tmp_path), "--window"], window) == 0
    assert seen == [(5, 1, "2026-10-11")]
    assert "Case 1 was opened" in capsys.readouterr().out
