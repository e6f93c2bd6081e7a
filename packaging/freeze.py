"""Builds the frozen program of this system, tries it out, and packs it up.

    python packaging/dev.py package

dist/posassist      the program; on macOS dist/posassist.app
dist/packed         what is handed out, and SHA256SUMS
build/smoke         what the trial saw, with pictures of the window
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import bundled
import hatch_build
import icons
import licences
import smoke

from posassist import __version__

DIST = bundled.ROOT / "dist"
PACKED = DIST / "packed"
PROGRAM = DIST / "posassist"
HERE = Path(__file__).resolve().parent


def main() -> int:
    """Build, try, pack; return the exit code."""
    freeze()
    if code := smoke.main(executable(), bundled.BUILD / "smoke"):
        return code
    shutil.rmtree(PACKED, ignore_errors=True)
    PACKED.mkdir(parents=True)
    packers = {"win32": pack_for_windows, "darwin": pack_for_macos}
    packers.get(sys.platform, pack_for_linux)()
    write_sums()
    return 0


def freeze() -> None:
    """Let PyInstaller put dist/posassist together from what is in this checkout now."""
    for made in (bundled.BUILD, PROGRAM, DIST / "posassist.app"):
        shutil.rmtree(made, ignore_errors=True)
    icons.make(bundled.ICONS)
    hatch_build.compile_words(bundled.ROOT / "resources", bundled.BUILD / "words")
    licences.gather(bundled.BUILD / "licences")
    folders = ("--distpath", str(DIST), "--workpath", str(bundled.BUILD / "pyinstaller"))
    run(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders,
        str(HERE / "posassist.spec"), PYTHONHASHSEED="0")  # fmt: skip
    for name in ("LICENSE", "NOTICE"):
        shutil.copy(bundled.ROOT / name, PROGRAM / f"{name}.txt")
    if sys.platform.startswith("linux"):
        for file in (HERE / "linux").iterdir():
            shutil.copy(file, PROGRAM)
        shutil.copy(bundled.ICONS / "posassist.png", PROGRAM)


def executable() -> Path:
    """Return the console program that was built."""
    if sys.platform == "darwin":
        return DIST / "posassist.app" / "Contents" / "MacOS" / "posassist"
    return PROGRAM / ("posassist.exe" if sys.platform == "win32" else "posassist")


def pack_for_linux() -> None:
    """Write the archive: unpack it anywhere and start it, or let its install.sh do so."""
    inside = f"posassist-{__version__}"
    with tarfile.open(packed("linux", ".tar.gz"), "w:gz") as archive:
        archive.add(PROGRAM, inside, filter=_nobodys)


def pack_for_windows() -> None:
    """Write a zip to unpack anywhere; and the installer, where Inno Setup is there to make it."""
    with zipfile.ZipFile(packed("windows", ".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(PROGRAM.rglob("*")):
            archive.write(path, Path("posassist") / path.relative_to(PROGRAM))
    compiler = shutil.which("iscc")
    if compiler is None:
        print("[package] No installer: Inno Setup's iscc is not on the path", file=sys.stderr)
        return
    name = packed("windows", "-setup").name
    run(compiler, "/Q", f"/O{PACKED}", f"/F{name}", str(HERE / "windows" / "posassist.iss"))


def pack_for_macos() -> None:
    """Write the disk image, signed where a signature is at hand."""
    script = str(HERE / "macos" / "make_dmg.sh")
    run("/bin/sh", script, str(DIST / "posassist.app"), str(packed("macos", ".dmg")))


def packed(system: str, ending: str) -> Path:
    """Return where the package of a system lies."""
    return PACKED / f"posassist-{__version__}-{system}-{platform.machine().lower()}{ending}"


def write_sums() -> None:
    """Write SHA256SUMS beside the packages, in the form that sha256sum checks."""
    lines = []
    for path in sorted(PACKED.iterdir()):
        with path.open("rb") as packed_file:
            digest = hashlib.file_digest(packed_file, "sha256").hexdigest()
        lines.append(f"{digest}  {path.name}\n")
        print(f"[package] {path.stat().st_size / 1e6:.1f} MB  {path}", file=sys.stderr)
    (PACKED / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def run(*command: str, **extra: str) -> None:
    """Run a command to its end. Raises CalledProcessError when it fails."""
    subprocess.run(command, env={**os.environ, **extra}, check=True)


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    return member


if __name__ == "__main__":
    sys.exit(main())
