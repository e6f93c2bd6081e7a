"""Gathers the licence texts that go with the frozen program: its own, its libraries', Python's."""

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

import bundled

_TEXT = re.compile(r"(licen[cs]e|copying|copyright|notice|authors)", re.IGNORECASE)
_TOLD = (
    "Name", "Version", "License", "License-Expression", "Classifier", "Home-page", "Project-URL",
)  # fmt: skip


def gather(into: Path) -> None:
    """Write every text to a folder, one folder a library.

    Raises PackageNotFoundError for a library the program needs and this environment lacks.
    """
    root = bundled.ROOT
    for path in (root / "LICENSE", root / "NOTICE", *(root / "LICENSES").iterdir()):
        _copy(path, into / path.name)
    lines = (root / "requirements-window.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if "==" not in line:
            continue
        try:
            _of_library(distribution(line.split("==")[0]), into)
        except PackageNotFoundError:
            if ";" not in line:  # behind it stands the system, or the Python, that it is for
                raise
    _copy(_of_python(), into / "Python" / "LICENSE.txt")


def of_system(binaries: Iterable[bundled.Collected]) -> list[bundled.Collected]:
    """Return the copyright files of the Debian packages whose libraries were collected."""
    libraries = {source for _, source, _ in binaries if bundled.of_system(source)}
    asked = sorted(libraries | {str(Path(each).resolve()) for each in libraries})
    told = subprocess.run(
        ("/usr/bin/dpkg-query", "--search", *asked), capture_output=True, text=True, check=False
    )
    packages = sorted({line.split(":")[0] for line in told.stdout.splitlines()})
    return [
        (f"licences/system/{name}.txt", f"/usr/share/doc/{name}/copyright", "DATA")
        for name in packages
    ]


def _of_library(library: Distribution, into: Path) -> None:
    folder = into / f"{library.name}-{library.version}"
    for file in library.files or ():
        if _TEXT.match(file.name) and file.suffix not in (".py", ".pyc", ".pyi"):
            _copy(Path(str(library.locate_file(file))), folder / _flat(file))
    about = library.metadata
    told = [f"{key}: {value}" for key in _TOLD for value in about.get_all(key) or ()]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ABOUT.txt").write_text("\n".join(told) + "\n", encoding="utf-8")


def _flat(file: PurePosixPath) -> str:
    return "-".join(file.parts[1:]).removeprefix("licenses-") or file.name


def _of_python() -> Path:
    places = (Path(sys.base_prefix), Path(sysconfig.get_paths()["stdlib"]))
    found = [place / "LICENSE.txt" for place in places if (place / "LICENSE.txt").is_file()]
    if not found:
        raise FileNotFoundError(f"the licence text of Python in {places}")
    return found[0]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
