"""dev.py makes what it needs, mends what is half made, and is never green by accident."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from types import ModuleType

import pytest

DEV = Path(__file__).resolve().parents[2] / "packaging" / "dev.py"
LISTS = ("requirements.txt", "requirements-window.txt", "requirements-dev.txt")
LOCKS = (*LISTS, "pyproject.toml")
on_posix = pytest.mark.skipif(os.name != "posix", reason="apt-get is a POSIX program")


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", DEV)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "dev", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a program of a few lines, a list of no libraries, and no environment."""
    root = tmp_path / "a checkout"
    (root / "packaging").mkdir(parents=True)
    shutil.copy(DEV, root / "packaging")
    for name in LISTS:
        (root / name).write_text("")
    (root / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\npythonpath = ["."]\naddopts = ["--import-mode=importlib"]\n'
    )
    for room in ("domain", "store"):
        (root / "posassist" / room).mkdir(parents=True)
    (root / "posassist" / "__init__.py").write_text("")
    (root / "posassist" / "__main__.py").write_text(
        "import os, sys\nprint(os.getcwd(), *sys.argv[1:])\nsys.exit(len(sys.argv) - 2)\n"
    )
    return root


@pytest.fixture
def ready(checkout: Path) -> Path:
    """The same checkout with an environment that holds the tools of this one."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    site = next((checkout / ".venv").rglob("site-packages"))
    (site / "tools.pth").write_text(sysconfig.get_paths()["purelib"])
    stamp = {name: hashlib.sha256((checkout / name).read_bytes()).hexdigest() for name in LOCKS}
    stamp["root"] = str(checkout.resolve())
    (checkout / ".venv" / "posassist-stamp.json").write_text(json.dumps(stamp))
    return checkout


def call(checkout: Path, *arguments: str, cwd: Path | None = None) -> "Told":
    script = str(checkout / "packaging" / "dev.py")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return subprocess.run(
        [sys.executable, script, *arguments],
        cwd=cwd or checkout,
        env=kept,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


Told = subprocess.CompletedProcess[str]


def test_an_unknown_verb_is_wrong_usage_and_lists_the_verbs(checkout: Path) -> None:
    told = call(checkout, "tset")
    assert told.returncode == 2
    assert "campaign [ARGS]" in told.stderr


def test_demo_runs_the_checkout_in_the_callers_folder(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "posassist.py").write_text("raise SystemExit('the wrong program')")
    told = call(ready, "demo", "--out", "a folder", cwd=tmp_path)
    assert told.stdout == f"{tmp_path} demo --out a folder\n"
    assert told.returncode == 2
    assert "demo ended with 2 in " in told.stderr.splitlines()[-1]


def test_a_half_made_environment_is_made_anew_and_then_kept(checkout: Path) -> None:
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").write_text("half")
    first, second = call(checkout, "run", "x"), call(checkout, "run", "x")
    assert "Making .venv" in first.stderr
    assert (first.returncode, first.stdout) == (0, f"{checkout} x\n")
    assert "Making" not in second.stderr
    assert (second.returncode, second.stdout) == (0, f"{checkout} x\n")


def test_a_library_that_cannot_be_had_is_told_with_what_to_do_next(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text(f"a @ {(checkout / 'none.whl').as_uri()}\n")
    told = call(checkout, "run", "x")
    assert told.returncode == 1
    assert "Failed: installing the libraries of requirements.txt" in told.stderr
    assert "Next: " in told.stderr
    assert not (checkout / ".venv" / "posassist-stamp.json").exists()


def test_a_run_that_collects_no_test_is_not_green(ready: Path) -> None:
    (ready / "test_one.py").write_text("def test_one(): pass\n")
    told = call(ready, "test", "-k", "no_such_name")
    assert told.returncode == 5
    assert "no test was collected" in told.stderr


@pytest.fixture
def tested(ready: Path, dev: ModuleType) -> Path:
    """The same checkout with a whole suite: one line a room, and its test."""
    for room in (*dev.FULLY_COVERED, "store"):
        package, tests = ready / "posassist" / room, ready / "tests" / room
        package.mkdir(parents=True, exist_ok=True)
        tests.mkdir(parents=True)
        (package / "__init__.py").write_text("")
        (package / "whole.py").write_text("X = 1\n")
        (tests / "test_whole.py").write_text(
            f"from posassist.{room}.whole import X\ndef test_one(): assert X == 1\n"
        )
    return ready


@pytest.mark.parametrize(("room", "code"), [("catalog", 1), ("store", 0)])
def test_only_where_money_is_decided_must_a_rooms_own_tests_take_every_branch(
    tested: Path, room: str, code: int
) -> None:
    (tested / "posassist" / room / "half.py").write_text("def f(x):\n    if x:\n        x = 2\n")
    for tests in (room, "store"):  # the tests of another room do not count
        (tested / "tests" / tests / f"test_{tests}_half.py").write_text(
            f"from posassist.{room}.half import f\n"
            f"def test_half(): assert f({tests == 'store'}) is None\n"
        )
    told = call(tested, "test", "-q")
    assert told.returncode == code, told.stdout + told.stderr
    assert ("less than fail-under=100" in told.stdout) == bool(code)
    assert "2 passed" in told.stdout.splitlines()[-1]


def test_a_failure_among_the_other_tests_is_one(tested: Path) -> None:
    (tested / "tests" / "store" / "test_half.py").write_text("def test_half(): assert False\n")
    told = call(tested, "test", "-q")
    assert (told.returncode, "1 failed, 1 passed" in told.stdout) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "whole"),
    [([], True), (["-q", "--tb=short"], True), (["-k", "fees"], False), (["tests/x"], False)],
)
def test_selected_tests_do_not_owe_whole_coverage(
    dev: ModuleType, arguments: list[str], whole: bool
) -> None:
    assert dev.runs_whole_suite(arguments) is whole


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only program on the path: an apt-get that writes down how it was called."""
    program = tmp_path / "bin" / "apt-get"
    program.parent.mkdir()
    log = tmp_path / "apt.log"
    program.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> "{log}"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    return log


@on_posix
def test_root_installs_what_the_system_lacks(
    dev: ModuleType, apt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.provide([dev.SystemPart("pages", apt.exists, ("poppler-utils",))])
    assert apt.read_text().splitlines() == [
        "noninteractive update -qq",
        "noninteractive install -y --no-install-recommends poppler-utils",
    ]


@on_posix
def test_anyone_else_is_told_the_exact_line(
    dev: ModuleType, apt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(dev.Failed) as told:
        dev.provide([dev.SystemPart("pages", lambda: False, ("poppler-utils",))])
    line = "sudo apt-get update && sudo apt-get install -y --no-install-recommends poppler-utils\n"
    assert line in told.value.next_step
    assert not apt.exists()


@on_posix
def test_a_part_still_lacking_after_the_installation_is_a_failure(
    dev: ModuleType, apt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(dev.Failed, match="installing system packages"):
        dev.provide([dev.SystemPart("pages", lambda: False, ("poppler-utils",))])
    assert apt.exists()


@pytest.mark.parametrize(
    ("arguments", "opens"),
    [
        ([], True),
        (["--language", "en", "--profile", "import"], True),
        (["demo", "--window"], True),
        (["window", "a.csv"], True),
        (["demo", "--out", "x"], False),
        (["--profile", "x", "import", "file"], False),
        (["--help"], False),
    ],
)
def test_only_the_window_asks_for_the_windows_libraries(
    dev: ModuleType, arguments: list[str], opens: bool
) -> None:
    assert dev.opens_window(arguments) is opens


def test_each_list_holds_the_one_before_it_pin_for_pin() -> None:
    def pins(name: str) -> set[str]:
        lines = (DEV.parents[1] / name).read_text(encoding="utf-8").splitlines()
        return {line.split(" \\")[0] for line in lines if "==" in line}

    program, window, everything = map(pins, LISTS)
    assert program < window < everything
    assert not [pin for pin in program if pin.startswith("pyside")]


@on_posix
def test_without_the_windows_libraries_the_other_tests_run_and_the_verdict_is_not_green(
    dev: ModuleType, ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev, "ROOT", ready)
    monkeypatch.setattr(dev, "QT", dev.SystemPart("the window", lambda: False, ("libegl1",)))
    monkeypatch.setattr(dev, "prepare", lambda _lock: None)
    ran: list[list[str]] = []

    def tested(arguments: list[str]) -> int:
        ran.append(arguments)
        return 0

    monkeypatch.setattr(dev, "_tested", tested)
    monkeypatch.chdir(ready)
    with pytest.raises(dev.Failed, match="tests/ui") as told:
        dev.test(["-q"])
    assert ran == [["-p", "no:pytest-qt", "--ignore=tests/ui", "-q"]]
    assert "libegl1" in told.value.next_step
