"""The wheel holds the program and its resources, and finds them wherever it lies."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def built(kind: str, source: Path, out: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(out)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(out.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def inside(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_resource_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    shipped = {
        f"posassist/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "resources").rglob("*")
        if path.is_file() and path.suffix != ".mo"
    }
    assert shipped <= inside(wheel)


def test_every_language_is_compiled_in_the_wheel_and_not_in_the_checkout(wheel: Path) -> None:
    words = sorted((ROOT / "resources" / "locale").rglob("*.po"))
    compiled = {
        f"posassist/{path.relative_to(ROOT).with_suffix('.mo').as_posix()}" for path in words
    }
    assert compiled <= inside(wheel)
    assert not [path for path in words if path.with_suffix(".mo").exists()]


def test_nothing_but_the_program_and_its_papers_is_in_the_wheel(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in inside(wheel)}
    assert tops == {"posassist", f"{wheel.name.split('-py3')[0]}.dist-info"}


def test_resources_are_found_from_the_wheel_as_a_zip(wheel: Path, tmp_path: Path) -> None:
    look = (
        "from posassist.base.paths import resources; import posassist;"
        "fonts = resources() / 'fonts';"
        "print(posassist.__file__);"
        "print((fonts / 'NotoSansSC-Regular.ttf').is_file())"
    )
    told = subprocess.run(
        # -S leaves out site-packages, where the checkout itself is installed
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(wheel)!r}); {look}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    where, found = told.stdout.split()
    assert where.startswith(str(wheel))
    assert found == "True"


def test_the_wheel_built_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    archive = built("sdist", ROOT, tmp_path / "sdist")
    subprocess.run(["tar", "-xzf", archive, "-C", tmp_path], check=True)
    again = built("wheel", tmp_path / archive.name.removesuffix(".tar.gz"), tmp_path / "again")
    assert inside(again) == inside(wheel)
