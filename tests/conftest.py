"""What every test may lean on, and what no test may do."""

import logging
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from posassist.statements import sandbox

ROOT = Path(__file__).resolve().parents[1]

# The suite gives the same verdict every time; a campaign draws anew, from its own seed.
settings.register_profile("suite", derandomize=True, deadline=None)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    campaign = parser.getgroup("campaign", "long fault and fuzz campaigns (tests/campaigns)")
    campaign.addoption("--count", type=int, help="rounds of each campaign (default: a small share)")
    campaign.addoption("--seed", type=int, default=1, help="the first round's seed")


@pytest.fixture(autouse=True)
def _no_unexpected_warning(
    request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    """Fail a test that logged a WARNING or worse, unless it is marked `expect_log`."""
    yield
    if request.node.get_closest_marker("expect_log"):
        return
    unexpected = [
        f"{record.levelname} {record.name}: {record.getMessage()}"
        for phase in ("setup", "call", "teardown")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    if unexpected:
        pytest.fail("Logged, but not expected:\n" + "\n".join(unexpected))


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> None:
    """Let started programs hear Ctrl-C, also where a script runs the suite in its background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _no_real_profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests, and what they start, away from the folders of the person who runs them."""
    home = str(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME"):
            patch.setenv(name, home)
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, home)
        yield


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real statement files, which lies beside the checkout and is never shipped."""
    folder = Path(os.environ.get("POSASSIST_SAMPLES", ROOT.parent / "shared" / "samples"))
    if not folder.is_dir():
        pytest.skip(f"the real samples are not on this computer: {folder} (or POSASSIST_SAMPLES)")
    return folder


@pytest.fixture
def profile_folder(tmp_path: Path) -> Path:
    """A new, empty data folder."""
    folder = tmp_path / "profile"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def count(request: pytest.FixtureRequest) -> int:
    """How many rounds a campaign goes: a small share where nobody asked for more."""
    return int(request.config.getoption("--count") or 4)


@pytest.fixture(scope="session")
def seed(request: pytest.FixtureRequest) -> int:
    """The seed of a campaign's first round."""
    return int(request.config.getoption("--seed"))


@pytest.fixture(scope="module")
def here() -> Iterator[None]:
    """Open containers in this process: sooner, and measured; `test_sandbox` tests the child."""

    def run(
        opener: sandbox.Opener, file: str, *given: bytes, waiting: Callable[[], None]
    ) -> list[bytes]:
        waiting()
        return list(opener(file, *given))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "run", run)
        yield
