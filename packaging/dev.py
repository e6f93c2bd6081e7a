"""Makes the environment, then does what a developer or a new owner asks, by one of these verbs.

    demo [ARGS]       the main job end to end, without a window       posassist demo ARGS
    test [ARGS]       the test suite and its coverage gate            pytest ARGS
    lint              ruff, mypy and the layers
    run [ARGS]        the program from this checkout                  posassist ARGS
                      without a command, or with demo --window, it opens the window
    screenshots [DIR] every screen as a picture: both languages, light and dark
    spark [ARGS]      the tests of a chain's shops on Spark           pytest ARGS
    bench [NAME ARGS] the benchmarks in tests/bench, or one of them
    campaign [ARGS]   long fault and fuzz campaigns                   pytest tests/campaigns ARGS
    package           the program without a Python, for this system: built, tried out, packed up

Standard library only; Python 3.11 or newer on Windows, macOS and Linux.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "posassist-stamp.json"
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
# Each list holds the one before it, pin for pin, and what it adds.
RUNTIME_LOCK, WINDOW_LOCK, DEV_LOCK, SPARK_LOCK, BENCH_LOCK = LOCKS = (
    "requirements.txt",
    "requirements-window.txt",
    "requirements-dev.txt",
    "requirements-spark.txt",
    "requirements-bench.txt",
)
# What the developers' lists hold that comes as source only.
SOURCE_ONLY = ("transbank-pos-sdk", "pyspark")
# Posassist's own options that take a value: what follows them is no command.
VALUED_OPTIONS = ("--profile", "--books", "--shop", "--language")

# Where money is decided, a room's own tests take every branch of it.
FULLY_COVERED = ("domain", "reconcile", "terminals", "statements", "catalog")
# pytest options that still run every test; with any other the coverage gate makes no sense.
WHOLE_SUITE_OPTIONS = ("-q", "-qq", "-v", "-vv", "-x", "-s", "--durations=", "--tb=", "--maxfail=")
# Settings of the caller that would send packages, or our own modules, elsewhere; the last one would
# have every start of the program compile its libraries anew.
MISLEADING = (
    "PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "VIRTUAL_ENV",
    "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip


class Failed(Exception):
    """A step that did not work, what to do next, and the exit code to end with."""

    def __init__(self, step: str, next_step: str, code: int = 1) -> None:
        super().__init__(step)
        self.step, self.next_step, self.code = step, next_step, code


def say(text: str) -> None:
    """Tell the person, leaving standard output to the program that is run."""
    print(f"[dev] {text}", file=sys.stderr, flush=True)


def execute(*command: str, **extra: str) -> int:
    """Run a command to its end, `extra` added to its environment, and return its exit code."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    try:
        return subprocess.run(command, env={**kept, **extra}, check=False).returncode
    except OSError as problem:
        say(f"{command[0]} could not be started: {problem}")
        return 127


def module(name: str, *arguments: str) -> int:
    """Run a module of the environment and return its exit code."""
    return execute(PYTHON, "-m", name, *arguments)


def on_path(*programs: str) -> bool:
    return all(shutil.which(program) for program in programs)


# --- what the operating system must bring ---------------------------------------------------------


@dataclass(frozen=True)
class SystemPart:
    """Something the operating system must bring, and the Debian packages that bring it."""

    purpose: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]
    can_be_left_out: bool = False


ENVIRONMENT = SystemPart(
    "making a virtual environment",
    lambda: on_path("uv") or bool(find_spec("venv") and find_spec("ensurepip")),
    (f"python{sys.version_info.major}.{sys.version_info.minor}-venv",),
)
PAGES = SystemPart(
    "reading printed pages back in the tests",
    lambda: on_path("pdftotext", "pdftoppm"),
    ("poppler-utils",),
)
SERVER = SystemPart(
    "testing books on a PostgreSQL server",
    lambda: on_path("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    ("postgresql",),
    can_be_left_out=True,
)
JAVA = SystemPart("running Spark", lambda: on_path("java"), ("default-jre-headless",))
# Found by loading them: a library's file name says which package brings it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
}
# What the window needs beside them to appear on a screen rather than in a test.
SCREEN_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def loads(libraries: Iterable[str]) -> bool:
    """Say whether the system has them all; elsewhere than on Linux Qt brings what it needs."""
    if not sys.platform.startswith("linux"):
        return True
    try:
        for library in libraries:
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


QT = SystemPart("drawing the window", lambda: loads(QT_LIBRARIES), tuple(QT_LIBRARIES.values()))
SCREEN = SystemPart(
    "showing the window on this screen",
    lambda: loads(SCREEN_LIBRARIES),
    tuple(SCREEN_LIBRARIES.values()),
)
TOOLS = SystemPart(
    "building the program and showing its window without a screen",
    lambda: not sys.platform.startswith("linux") or on_path("Xvfb", "objdump"),
    ("xvfb", "binutils"),
)
# A verb that is not named needs only an environment; `test` sees to the window's by itself.
SYSTEM_PARTS = {
    "test": (ENVIRONMENT, PAGES, SERVER),
    "campaign": (ENVIRONMENT, PAGES),
    "spark": (ENVIRONMENT, JAVA),
    "bench": (ENVIRONMENT, JAVA, SERVER),
    "screenshots": (ENVIRONMENT, QT),
    "package": (ENVIRONMENT, QT, SCREEN, TOOLS),
}


def provide(parts: Sequence[SystemPart]) -> None:
    """Install what the system lacks where we may; otherwise say the exact line.

    Raises: Failed.
    """
    lacking = [part for part in parts if not part.is_there()]
    if not on_path("apt-get") or os.geteuid() != 0:
        for part in lacking:
            if part.can_be_left_out:
                say(f"Left out: {part.purpose}; it needs {shlex.join(part.packages)}")
        lacking = [part for part in lacking if not part.can_be_left_out]
    if not lacking:
        return
    step = "this system lacks what is needed for " + ", ".join(part.purpose for part in lacking)
    packages = [package for part in lacking for package in part.packages]
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not on_path("apt-get"):
        raise Failed(step, f"install what Debian calls {shlex.join(packages)}, then come back")
    if os.geteuid() != 0:
        line = f"sudo apt-get update && sudo {shlex.join(install)}"
        raise Failed(step, f"run this line, then come back:\n\n    {line}\n")
    say(f"Installing {shlex.join(packages)}: {step}")
    # When the update fails an old list may still do; the line after it tells.
    execute("apt-get", "update", "-qq", DEBIAN_FRONTEND="noninteractive")
    code = execute(*install, DEBIAN_FRONTEND="noninteractive")
    if code or not all(part.is_there() for part in lacking):
        next_step = f"run `apt-get update` and `{shlex.join(install)}` and read what they say"
        raise Failed(f"installing system packages (exit code {code})", next_step)


# --- the environment ------------------------------------------------------------------------------


def holdings() -> dict[str, str]:
    """What a finished environment says it holds; empty where it is absent, half made or moved."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    ours = isinstance(stamp, dict) and stamp.get("root") == str(ROOT)
    return stamp if ours and Path(PYTHON).exists() and execute(PYTHON, "-c", "") == 0 else {}


def prepare(lock: str) -> None:
    """Bring the environment to what the lock says; quick when it is there already.

    Raises: Failed.
    """
    names = LOCKS[: LOCKS.index(lock) + 1]
    checkout = LOCKS.index(lock) >= LOCKS.index(DEV_LOCK)
    if checkout:
        names = (*names, "pyproject.toml")  # which brings this checkout itself
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}
    holds = holdings()
    if wanted.items() <= holds.items():
        return
    STAMP.unlink(missing_ok=True)  # from here to the end the environment is half made
    if holds.get(lock) != wanted[lock] and not _filled_by_uv(lock, fresh=not holds):
        _fill_by_pip(lock, fresh=not holds)
    if checkout:
        build = ("--no-deps", "--no-build-isolation", "--disable-pip-version-check")
        if code := module("pip", "install", "-q", *build, "-e", str(ROOT)):
            next_step = "see the lines above; pyproject.toml or hatch_build.py is the likely place"
            raise Failed(f"installing this checkout (exit code {code})", next_step)
    stamp = {**holds, **wanted, "root": str(ROOT)}
    STAMP.write_text(json.dumps(stamp, indent=2), encoding="utf-8")


def _locked(lock: str) -> tuple[str, ...]:
    # The list is whole, so nothing is resolved: a resolver would look past the pins, see a newer
    # release of something asked for as name[extra], and refuse it for want of a hash.
    whole = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(ROOT / lock))
    if LOCKS.index(lock) < LOCKS.index(DEV_LOCK):
        return whole
    return (*whole, *(part for name in SOURCE_ONLY for part in ("--no-binary", name)))


def _filled_by_uv(lock: str, *, fresh: bool) -> bool:
    if not on_path("uv"):
        return False
    say(f"{'Making' if fresh else 'Renewing'} .venv from {lock} with uv; some seconds")
    if fresh:
        shutil.rmtree(VENV, ignore_errors=True)
        if execute("uv", "venv", "-q", "--seed", "--python", sys.executable, str(VENV)):
            return False
    return execute("uv", "pip", "install", "-q", "--python", PYTHON, *_locked(lock)) == 0


def _fill_by_pip(lock: str, *, fresh: bool) -> None:
    say(f"{'Making' if fresh else 'Renewing'} .venv from {lock} with pip; about a minute")
    if fresh and (code := execute(sys.executable, "-m", "venv", "--clear", str(VENV))):
        next_step = "see that this folder can be written to, delete .venv and come back"
        raise Failed(f"making the virtual environment .venv (exit code {code})", next_step)
    quiet = ("-q", "--no-input", "--disable-pip-version-check")
    if code := module("pip", "install", *quiet, *_locked(lock)):
        next_step = "see that pip reaches a package index (its own settings are used) and come back"
        raise Failed(f"installing the libraries of {lock} (exit code {code})", next_step)


# --- the verbs ------------------------------------------------------------------------------------


def opens_window(arguments: Sequence[str]) -> bool:
    """Say whether the program, called so, opens its window: without a command, or when asked."""
    rest = iter(arguments)
    for text in rest:
        if text in VALUED_OPTIONS:
            next(rest, None)
        elif not text.startswith("-"):
            return text == "window" or (text == "demo" and "--window" in rest)
        elif text in ("--help", "--version"):
            return False
    return True


def run(arguments: list[str]) -> int:
    if opens_window(arguments):
        provide((QT, SCREEN))
        prepare(WINDOW_LOCK)
    else:
        prepare(RUNTIME_LOCK)
    # The checkout itself is the program: it need not be installed, and the caller's folder is not
    # searched for modules.
    program = (PYTHON, "-m", "posassist", *arguments)
    return execute(*program, PYTHONPATH=str(ROOT), PYTHONSAFEPATH="1")


def demo(arguments: list[str]) -> int:
    return run(["demo", *arguments])


def runs_whole_suite(arguments: Sequence[str]) -> bool:
    with_value = tuple(option for option in WHOLE_SUITE_OPTIONS if option.endswith("="))
    return all(text in WHOLE_SUITE_OPTIONS or text.startswith(with_value) for text in arguments)


def test(arguments: list[str]) -> int:
    try:
        provide((QT,))
        lacking = None
    except Failed as failure:
        # pytest-qt brings every run down where Qt cannot load, so it stays out of the others.
        arguments = ["-p", "no:pytest-qt", "--ignore=tests/ui", *arguments]
        lacking = Failed(f"the window's tests (tests/ui) were left out: {failure.step}",
                         failure.next_step)  # fmt: skip
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    if execute(PYTHON, "-c", "import pyspark") or not JAVA.is_there():
        say("Left out: a chain's shops on Spark; `python3 packaging/dev.py spark` tests them")
    code = _tested(arguments)
    if lacking is not None and not code:
        raise lacking
    return code


def _tested(arguments: list[str]) -> int:
    if not runs_whole_suite(arguments):
        say("Running selected tests only: the coverage gate is left out")
        return _passed(module("pytest", *arguments))
    own = [f"tests/{room}" for room in FULLY_COVERED]
    traced = [f"--cov=posassist.{room}" for room in FULLY_COVERED]
    gate = ("--cov-branch", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100")
    decided = module("pytest", *own, "-n", "auto", "--dist", "worksteal",
                     *traced, *gate, *arguments)  # fmt: skip
    # Tracing would take them half as long again; a file's tests share what they set up.
    ignored = [f"--ignore={path}" for path in own]
    spread = ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
    others = module("pytest", *ignored, *spread, *arguments)
    return _passed(decided or others)


def _passed(code: int) -> int:
    if code == 5:
        raise Failed("no test was collected", "see that the tests asked for exist", code)
    return code


def lint(_arguments: list[str]) -> int:
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    layers = str(Path(PYTHON).with_name("lint-imports"))
    codes = {
        "ruff check": module("ruff", "check", "."),
        "ruff format": module("ruff", "format", "--check", "."),
        "mypy": module("mypy"),
        "layers": execute(layers),
    }
    if broken := [name for name, code in codes.items() if code]:
        raise Failed(f"lint: {', '.join(broken)}", "mend what is named above")
    return 0


def spark(arguments: list[str]) -> int:
    prepare(SPARK_LOCK)
    os.chdir(ROOT)
    return _passed(module("pytest", "tests/e2e/test_fleet_on_spark.py", *arguments))


def bench(arguments: list[str]) -> int:
    prepare(BENCH_LOCK)
    folder = ROOT / "tests" / "bench"
    names = arguments[:1] or [path.stem for path in sorted(folder.glob("[!_]*.py"))]
    scripts = [folder / f"{name}.py" for name in names]
    if not scripts or not all(script.is_file() for script in scripts):
        raise Failed(f"no such benchmark: {names}", "tests/bench/NAME.py is the benchmark NAME", 2)
    return max(
        execute(PYTHON, str(script), *arguments[1:], PYTHONPATH=str(ROOT)) for script in scripts
    )


def campaign(arguments: list[str]) -> int:
    prepare(DEV_LOCK)
    os.chdir(ROOT)
    return _passed(module("pytest", "tests/campaigns", "--timeout=0", *arguments))


def screenshots(arguments: list[str]) -> int:
    prepare(DEV_LOCK)
    # Not as a script: a child that opens a workbook would load the script, and Qt with it, again.
    call = "import sys, screenshots; sys.exit(screenshots.main(sys.argv[1:]))"
    path = os.pathsep.join((str(ROOT), str(ROOT / "packaging")))
    return execute(PYTHON, "-c", call, *arguments, PYTHONPATH=path)


def package(_arguments: list[str]) -> int:
    prepare(DEV_LOCK)
    return execute(PYTHON, str(ROOT / "packaging" / "freeze.py"))


VERBS: Mapping[str, Callable[[list[str]], int]] = {
    verb.__name__: verb
    for verb in (demo, test, lint, run, screenshots, spark, bench, campaign, package)
}


def main(arguments: list[str]) -> int:
    """Do one verb and return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  # so that an older Python says it in words
        say(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
        return 2
    if not arguments or arguments[0] not in VERBS:
        print(__doc__, file=sys.stderr)
        return 0 if arguments[:1] in (["-h"], ["--help"]) else 2
    started = time.monotonic()
    verb = arguments[0]
    try:
        provide(SYSTEM_PARTS.get(verb, (ENVIRONMENT,)))
        code = VERBS[verb](arguments[1:])
    except Failed as failure:
        say(f"Failed: {failure.step}")
        say(f"Next: {failure.next_step}")
        code = failure.code
    except KeyboardInterrupt:
        code = 130
    outcome = f"ended with {code}" if code else "done"
    say(f"{verb} {outcome} in {time.monotonic() - started:.1f} s")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
