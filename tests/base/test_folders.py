"""The private data folder, the log and the settings."""

import logging
import sys
from pathlib import Path

import pytest

from posassist.base.errors import CatalogError, ExitCode, StatementAmbiguous
from posassist.base.log import start_log, stop_log
from posassist.base.paths import (
    Profile,
    default_profile,
    private_folder,
    resources,
    written_whole,
)
from posassist.base.settings import Reconciling, Settings, read_settings

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")


def test_the_resources_are_found_from_a_checkout() -> None:
    assert (resources() / "fonts").is_dir()


def test_the_default_profile_has_our_name() -> None:
    assert default_profile().root.name == "posassist"


@posix
def test_a_folder_is_made_private_even_when_it_was_open(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert private_folder(tmp_path / "open").stat().st_mode & 0o777 == 0o700


@posix
def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "page.pdf"
    with written_whole(target) as handle:
        handle.write(b"first")
    assert target.read_bytes() == b"first"
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(RuntimeError), written_whole(target) as handle:
        handle.write(b"half")
        raise RuntimeError
    assert target.read_bytes() == b"first"
    assert [each.name for each in tmp_path.iterdir()] == ["page.pdf"]
    with written_whole(target, private=False) as handle:
        handle.write(b"shared")
    assert target.stat().st_mode & 0o400


def test_the_log_strikes_card_numbers_in_message_arguments_and_traceback(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    handler = start_log(profile)
    logger = logging.getLogger("posassist.test")
    try:
        logger.info("seen %s", "4111111111111111")
        try:
            raise ValueError("4111111111111111")  # noqa: TRY301
        except ValueError:
            logger.info("failed", exc_info=True)
    finally:
        stop_log(handler)
    text = profile.log.read_text(encoding="utf-8")
    assert "4111111111111111" not in text
    assert text.count("411111******1111") >= 2


def test_settings_keep_their_defaults_and_name_what_is_wrong(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    assert read_settings(profile) == Settings()
    profile.settings.write_text("[reconciling]\nduplicate_minutes = 3\n", encoding="utf-8")
    assert read_settings(profile) == Settings(Reconciling(3))
    for wrong in ("[reconciling]\nminutes = 3\n", "x = [", "[reconciling]\nduplicate_minutes='a'"):
        profile.settings.write_text(wrong, encoding="utf-8")
        with pytest.raises(CatalogError, match=r"settings\.toml"):
            read_settings(profile)


def test_an_error_fills_its_sentence_and_knows_its_exit_code() -> None:
    error = StatementAmbiguous("{file}: {claimants}", file="a.csv", claimants=("x", "y"))
    assert str(error) == "a.csv: x, y"
    assert error.exit_code is ExitCode.INPUT
    assert error.name == "StatementAmbiguous"
    assert error.claimants == ("x", "y")
