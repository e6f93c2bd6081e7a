"""Tries the frozen program out as an owner would, with no Python of this checkout in its way.

    python packaging/smoke.py PROGRAM [FOLDER]

On Linux the window is shown under Xvfb, and its pictures are left in FOLDER. Elsewhere it opens on
the screen that is there.
"""

import contextlib
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageGrab

ROOT = Path(__file__).resolve().parents[1]
WORKBOOK = next((ROOT / "resources" / "demo").glob("*.xlsx"))
SCREEN = "1400x900x24"
SECONDS = 120
Colour = tuple[int, int, int]
ACCENT, BAD = (0x0B, 0x6B, 0x60), (0xA8, 0x26, 0x1B)  # of the light scheme: posassist/ui/theme.py
ENOUGH = 100  # pixels of a colour that are no accident
NEAR = 32 if sys.platform == "darwin" else 0  # a Mac shows colours as its screen has them
# What would lead the program to a Python, a Qt or a library that is not its own.
MISLEADING = re.compile(r"PYTHON|QT|LD_|DYLD_|VIRTUAL_ENV|_PYI|XDG_|(LANG|LC_.*|LANGUAGE)$")


class Broken(Exception):
    """What the frozen program did not do."""


@dataclass
class Trial:
    """The program, a home of its own, and how long each step took."""

    program: Path
    home: Path
    seen: Path
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """What a program started from the menu finds, in a home where nothing is."""
        kept = {name: text for name, text in os.environ.items() if not MISLEADING.match(name)}
        home = str(self.home)
        return {**kept, "HOME": home, "USERPROFILE": home, "LOCALAPPDATA": home, "TMPDIR": home,
                "TEMP": home, "TMP": home, "LANG": "C.UTF-8"}  # fmt: skip

    def ask(self, what: str, *arguments: str) -> str:
        """Run one command; return what it said. Raises Broken."""
        started = time.monotonic()
        told = subprocess.run(
            (str(self.program), *arguments), cwd=self.home, env=self.environment,
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        self.seconds[what] = time.monotonic() - started
        if told.returncode:
            raise Broken(f"{what} ended with {told.returncode}\n{told.stdout}\n{told.stderr}")
        print(f"[smoke] ✓ {what}: {self.seconds[what]:.2f} s", file=sys.stderr, flush=True)
        return told.stdout

    def show(self, what: str, screen: str | None, colour: Colour, *words: str) -> None:
        """Open the window, wait until the colour is on it, leave its picture. Raises Broken."""
        started = time.monotonic()
        where = {"DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"} if screen else {}
        told = self.home / f"{what}.log"
        there = _count(ImageGrab.grab(xdisplay=screen), colour)
        with told.open("wb") as log:
            window = subprocess.Popen(
                (str(self.program), "--language", "zh_CN", *words),
                cwd=self.home, env={**self.environment, **where},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            before: Image.Image | None = None
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    window.wait(0.1)
                    raise Broken(f"{what}: the window closed by itself\n{told.read_text('utf-8')}")
                now = ImageGrab.grab(xdisplay=screen)
                if what not in self.seconds and _count(now, colour) >= there + ENOUGH:
                    self.seconds[what] = time.monotonic() - started
                elif what in self.seconds and now == before:
                    break
                if time.monotonic() - started > SECONDS:
                    raise Broken(f"{what}: not on the screen after {SECONDS} s")
                before = now
            now.save(self.seen / f"{what}.png")
        finally:
            window.terminate()
            window.wait(SECONDS)
        print(f"[smoke] ✓ {what}: {self.seconds[what]:.2f} s until it is on the screen",
              file=sys.stderr, flush=True)  # fmt: skip


def main(program: Path, seen: Path) -> int:
    """Go through all of it; say what does not work. Return the exit code."""
    seen.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        trial = Trial(program.absolute(), Path(home).resolve(), seen.absolute())
        try:
            _by_command(trial)
            with _screen() as screen:
                trial.show("window", screen, ACCENT)
                # Red stands there only where money is missing.
                trial.show("demo-window", screen, BAD, "demo", "--out", "shown", "--window")
        except Broken as broken:
            print(f"[smoke] ✗ {broken}", file=sys.stderr)
            return 1
    figures = {what: round(each, 2) for what, each in trial.seconds.items()}
    (seen / "seconds.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0


def _by_command(trial: Trial) -> None:
    trial.ask("version", "--version")
    checks = json.loads(trial.ask("self-check", "--json", "self-check"))
    if not checks["ok"]:
        raise Broken(f"self-check: {checks}")
    trial.ask("demo", "demo", "--out", "pages")
    packs = sorted((trial.home / "pages").rglob("*.zip"))
    if len(packs) != 4:
        raise Broken(f"two shops and two languages make four packs, not {packs}")
    for pack in packs:
        name = pack.relative_to(trial.home).as_posix()
        trial.ask(f"verify {name}", "verify", name)
    # A workbook is opened in a child process: the program starts itself once more.
    told = json.loads(trial.ask("import a workbook", "--json", "import", str(WORKBOOK)))
    digest = hashlib.sha256(WORKBOOK.read_bytes()).hexdigest()
    if told["files"][0]["sha256"] != digest or not told["files"][0]["new"]:
        raise Broken(f"import: {told}")


@contextlib.contextmanager
def _screen() -> Iterator[str | None]:
    if not sys.platform.startswith("linux"):
        yield None
        return
    command = ("Xvfb", "-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it was asked for
            number = server.stdout.readline().strip()
            if not number:
                raise Broken("Xvfb did not start")
            yield f":{number}"
        finally:
            server.terminate()


def _count(picture: Image.Image, colour: Colour) -> int:
    plain = picture.convert("RGB")
    counted = plain.getcolors(plain.width * plain.height) or []
    return sum(count for count, each in counted if _is_near(each, colour))


def _is_near(found: object, colour: Colour) -> bool:
    return isinstance(found, tuple) and all(
        abs(one - other) <= NEAR for one, other in zip(found, colour, strict=True)
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2] if sys.argv[2:] else "smoke")))
