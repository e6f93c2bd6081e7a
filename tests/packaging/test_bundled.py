"""What the frozen program holds is found by looking, and every installer takes over nothing.

The program itself is built and tried out by `packaging/dev.py package`, which takes minutes.
"""

import ast
import configparser
import os
import plistlib
import re
import subprocess
import tomllib
from importlib.util import find_spec
from pathlib import Path

import bundled
import licences
import pytest

from posassist import __version__
from posassist.base.i18n import LANGUAGES
from posassist.cli.app import COMMANDS
from posassist.terminals.driver import all_drivers

ROOT = Path(__file__).resolve().parents[2]
on_posix = pytest.mark.skipif(os.name != "posix", reason="a shell script")


def test_every_driver_format_and_command_is_carried() -> None:
    carried = set(bundled.modules())
    formats = {
        f"posassist.statements.formats.{path.stem}"
        for path in (ROOT / "posassist" / "statements" / "formats").glob("[!_]*.py")
    }
    assert {getattr(each, "__name__", each) for each in all_drivers().values()} <= carried
    assert formats <= carried
    assert {f"posassist.cli.{row.place.partition(':')[0]}" for row in COMMANDS} <= carried
    asked_for = bundled.THIRD_PARTIES + bundled.FOR_MIGRATIONS
    assert not [name for name in asked_for if not find_spec(name)]


def test_a_driver_or_migration_that_is_dropped_in_is_carried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = tmp_path / "posassist" / "terminals" / "drivers" / "new.py"
    step = tmp_path / "posassist" / "store" / "migrations" / "versions" / "0009_new.py"
    for path in (driver, step):
        path.parent.mkdir(parents=True)
        path.touch()
    monkeypatch.setattr(bundled, "ROOT", tmp_path)
    assert bundled.modules() == ["posassist.terminals.drivers.new"]
    data = bundled.data(words=tmp_path / "words", texts=tmp_path / "texts")
    assert (str(step), "posassist/store/migrations/versions") in data


@pytest.mark.parametrize(
    ("inside", "wanted"),
    [
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("babel/locale-data/zh_Hans_CN.dat", True),
        ("babel/locale-data/fr.dat", False),
        ("posassist/resources/locale/zh_CN/LC_MESSAGES/posassist.mo", True),
    ],
)
def test_parts_of_qt_and_words_that_nobody_uses_are_left_out(inside: str, wanted: bool) -> None:
    assert bundled.wanted(inside) is wanted


def test_a_library_that_only_a_left_out_part_needed_is_left_out_too() -> None:
    linked: dict[str, list[tuple[str, str | None]]] = {
        "/venv/qt.so": [("libx.so", "/usr/lib/libx.so"), ("libc.so", None)],
        "/usr/lib/libx.so": [("libz.so", "/usr/lib/libz.so")],
        "/usr/lib/libgtk.so": [("libz.so", "/usr/lib/libz.so")],
    }
    every = [(Path(place).name, place, "BINARY") for place in (*linked, "/usr/lib/libz.so")]
    every.append(("libz.so.1", "/usr/lib/libz.so", "SYMLINK"))
    kept = bundled.reached(every, lambda place: linked.get(place, []))
    assert [name for name, _, _ in kept] == ["qt.so", "libx.so", "libz.so", "libz.so.1"]


def test_every_system_is_told_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    resource = bundled.windows_version("posassist-window")
    told = {
        each.args[0].value: each.args[1].value
        for each in ast.walk(ast.parse(resource))
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Name)
        and each.func.id == "StringStruct"
        and isinstance(each.args[0], ast.Constant)
        and isinstance(each.args[1], ast.Constant)
    }
    assert told["FileVersion"] == told["ProductVersion"] == __version__
    assert told["OriginalFilename"] == "posassist-window.exe"
    numbers = ", ".join([*__version__.split("."), "0"])
    assert f"filevers=({numbers}), prodvers=({numbers})" in resource
    assert bundled.macos_properties()["CFBundleShortVersionString"] == __version__
    assert __version__ not in inno_script()


def test_macos_is_told_what_it_reads_and_that_nothing_is_taken_over() -> None:
    properties = plistlib.loads(plistlib.dumps(bundled.macos_properties()))
    assert properties["CFBundleLocalizations"] == ["zh-Hans", "en"]
    (documents,) = properties["CFBundleDocumentTypes"]
    assert (documents["CFBundleTypeRole"], documents["LSHandlerRank"]) == ("Viewer", "Alternate")
    with (ROOT / "packaging" / "macos" / "entitlements.plist").open("rb") as entitlements:
        assert all(plistlib.load(entitlements).values())


def inno_script() -> str:
    return (ROOT / "packaging" / "windows" / "posassist.iss").read_text(encoding="utf-8-sig")


def test_windows_installs_for_one_person_and_takes_nothing_over() -> None:
    script = inno_script()
    sections = dict(zip(*[iter(re.split(r"^\[(\w+)\]\n", script, flags=re.MULTILINE)[1:])] * 2,
                        strict=True))  # fmt: skip
    assert "PrivilegesRequired=lowest\n" in sections["Setup"]
    assert "UninstallDelete" not in sections  # the books stay
    roots = re.findall(r'^Root: (\w+); Subkey: "([^"]+)"', sections["Registry"], re.MULTILINE)
    assert {root for root, _ in roots} == {"HKCU"}
    assert {key for _, key in roots if key.startswith("Software\\Classes")} == {
        f"Software\\Classes\\Applications\\posassist-window.exe{rest}"
        for rest in ("", "\\SupportedTypes", "\\shell\\open\\command")
    }
    offered = re.findall(r'SupportedTypes"; .*ValueName: "\.(\w+)"', sections["Registry"])
    assert offered == list(bundled.OPENS)


def test_windows_installer_speaks_both_languages() -> None:
    script = inno_script()
    said = {
        language: set(re.findall(rf"^{language}\.(\w+)=.", script, re.MULTILINE))
        for language in ("zh", "en")
    }
    assert said["zh"] == said["en"]
    assert set(re.findall(r"\{cm:(\w+)\}", script)) <= said["zh"] | {
        "CreateDesktopIcon", "AdditionalIcons",  # Inno Setup's own
    }  # fmt: skip
    assert len(re.findall(r"^Name: \"\w+\"; MessagesFile", script, re.MULTILINE)) == len(LANGUAGES)


@on_posix
def test_linux_installs_renews_and_removes_the_program_and_keeps_the_books(tmp_path: Path) -> None:
    unpacked, home = tmp_path / "un packed", tmp_path / "ho me"
    unpacked.mkdir()
    for name in ("install.sh", "posassist.desktop"):
        (unpacked / name).write_bytes((ROOT / "packaging" / "linux" / name).read_bytes())
    (unpacked / "posassist").write_text("#!/bin/sh\necho started\n")
    (unpacked / "posassist").chmod(0o755)
    (unpacked / "posassist.png").touch()
    books = home / ".local" / "share" / "posassist" / "books.sqlite"
    books.parent.mkdir(parents=True)
    books.touch()

    def install(*arguments: str) -> None:
        command = ("sh", str(unpacked / "install.sh"), *arguments)
        environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
        subprocess.run(command, env=environment, check=True, capture_output=True)

    install()
    install()
    started = subprocess.run(home / ".local/bin/posassist", capture_output=True, check=True)
    assert started.stdout == b"started\n"
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(home / ".local/share/applications/posassist.desktop", encoding="utf-8")
    program = home / ".local" / "lib" / "posassist" / "posassist"
    assert entry["Desktop Entry"]["Exec"] == f'"{program}" window %F'
    assert "MimeType" not in entry["Desktop Entry"]
    install("--remove")
    left = [path for path in home.rglob("*") if not path.is_dir()]
    assert left == [books]


def test_the_licences_of_everything_carried_are_gathered(tmp_path: Path) -> None:
    licences.gather(tmp_path)
    assert (tmp_path / "LGPL-3.0.txt").is_file()
    assert (tmp_path / "Python" / "LICENSE.txt").is_file()
    pinned = (ROOT / "requirements-window.txt").read_text(encoding="utf-8")
    names = set(re.findall(r"^([a-z0-9_-]+)==[^;\n]*\\$", pinned, re.MULTILINE))
    there = {
        re.sub(r"[-_.]+", "-", path.parent.name.rpartition("-")[0]).lower()
        for path in tmp_path.glob("*/ABOUT.txt")
    }
    assert names <= there
    about = next(tmp_path.glob("SQLAlchemy*/ABOUT.txt")).read_text(encoding="utf-8")
    assert re.search("^License", about, re.MULTILINE)


def test_the_workflow_runs_no_action_that_somebody_else_can_change() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    used = re.findall(r"uses: \S+@(\S+)", workflow)
    assert used
    assert not [each for each in used if not re.fullmatch(r"[0-9a-f]{40}", each)]
