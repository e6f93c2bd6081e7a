"""What the frozen program holds; posassist.spec asks here, and the tests look here.

Our own modules are found by looking, never listed, so that a driver, a statement format or a
migration that is dropped in is carried without a word. Qt stays what its wheel brought: separate
shared libraries in `_internal/PySide6`, which the owner of a copy may replace (LGPL-3.0).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

from posassist import __version__
from posassist.base.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
ICONS = BUILD / "icons"
IDENTIFIER = "posassist.desktop"
PUBLISHER = "the posassist authors"
SUMMARY = "Finds the card takings that did not arrive"
# What the window opens; each system offers it beside its own choice, and none is taken over.
OPENS = ("csv", "txt", "xls", "xlsx", "zip", "ofx", "qfx", "qif", "sta", "mt940", "xml")

Placed = tuple[str, str]  # a file or folder, and the folder inside that it goes to
Collected = tuple[str, str, str]  # the place inside, the file, what it is: as PyInstaller has it

# Imported by a name that is put together at run time.
THIRD_PARTIES = (
    "holidays.countries",
    "reportlab.graphics.barcode",
    "serial.urlhandler",
)
# The migrations are files, which nobody analyses: what they import, alembic loads with.
FOR_MIGRATIONS = ("alembic.context", "alembic.op")
# Drawn in by somebody's optional import; the program never gets there.
EXCLUDED = (
    "tkinter", "PIL.ImageTk", "PIL.ImageQt", "pytest", "hypothesis", "setuptools", "pip", "mypy",
    "pydantic.mypy", "pydantic.v1", "numpy.f2py", "IPython", "matplotlib", "curses", "readline",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtOpenGL", "PySide6.QtSql", "PySide6.QtTest",
)  # fmt: skip
# Parts of Qt that widgets on a desktop do without.
_UNUSED_QT = re.compile(
    r"""Qt6?(Qml|Quick|VirtualKeyboard|Sql|Test|EglFS|WlShell|WaylandCompositor)"""
    r"""|/(egldeviceintegrations|generic|networkinformation|qmltooling|sqldrivers|tls)/"""
    r"""|/platforms/[^/]*(eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc|direct2d)"""
    r"""|/platformthemes/[^/]*gtk3"""  # would load the system's GTK beside the glib that is carried
    r"""|(^|/)libcups\.so"""  # what prints is the system's own, as its printers are
    r"""|qtvirtualkeyboard|wayland-graphics-integration-server|/qml/""",
    re.IGNORECASE,
)
_QT_WORDS = "PySide6/Qt/translations/"
_BABEL_WORDS = "babel/locale-data/"
_SPOKEN = tuple({code.split("_")[0] for code in LANGUAGES})


def modules() -> list[str]:
    """Return the name of every module of ours, found by looking; migrations are files, see data."""
    names = []
    for path in sorted((ROOT / "posassist").rglob("*.py")):
        inside = path.relative_to(ROOT).with_suffix("")
        if "migrations" not in inside.parts:
            names.append(".".join(inside.parts).removesuffix(".__init__"))
    return names


def data(*, words: Path, texts: Path) -> list[Placed]:
    """Return the files of ours that are no modules: resources, compiled words, migrations, texts.

    `words` holds the compiled catalogues as they lie in resources/, `texts` the licences.
    """
    migrations = ROOT / "posassist" / "store" / "migrations"
    return [
        (str(ROOT / "resources"), "posassist/resources"),
        (str(words), "posassist/resources"),
        *(
            (str(path), path.relative_to(ROOT).parent.as_posix())
            for path in sorted(migrations.rglob("*.py"))
        ),
        (str(texts), "licences"),
    ]


def wanted(inside: str) -> bool:
    """Say whether a collected file is used: no Qt Quick, no words of languages nobody speaks."""
    name = inside.replace("\\", "/")
    if _UNUSED_QT.search("/" + name):
        return False
    if _QT_WORDS in name:
        return any(f"_{code}" in PurePosixPath(name).stem for code in _SPOKEN)
    if _BABEL_WORDS in name:
        stem = PurePosixPath(name).stem
        return stem == "root" or stem.split("_")[0] in _SPOKEN
    return True


def windows_version(program: str) -> str:
    """Return the version resource of a Windows program, as PyInstaller reads it from a file."""
    numbers = [*map(int, re.findall(r"\d+", __version__)[:3]), 0, 0, 0][:4]
    texts = {
        "CompanyName": PUBLISHER,
        "FileDescription": f"posassist 收款管家 - {SUMMARY}",
        "FileVersion": __version__,
        "InternalName": program,
        "LegalCopyright": "Copyright (c) 2026 the posassist authors. MIT licence.",
        "OriginalFilename": f"{program}.exe",
        "ProductName": "posassist",
        "ProductVersion": __version__,
    }
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    four = tuple(numbers)
    return (
        "# UTF-8\nVSVersionInfo(\n"
        f"  ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3f, flags=0x0, OS=0x40004,\n"
        "    fileType=0x1, subtype=0x0, date=(0, 0)),\n"
        f"  kids=[StringFileInfo([StringTable('080404B0', [{strings}])]),\n"
        "    VarFileInfo([VarStruct('Translation', [0x0804, 1200])])])\n"
    )


def macos_properties() -> dict[str, object]:
    """Return what Info.plist says beside what PyInstaller puts there itself."""
    return {
        "CFBundleDisplayName": "posassist",
        "CFBundleShortVersionString": __version__,
        "CFBundleVersion": __version__,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": [code.replace("zh_CN", "zh-Hans") for code in LANGUAGES],
        "LSApplicationCategoryType": "public.app-category.finance",
        "LSMinimumSystemVersion": "14.0",
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "Copyright (c) 2026 the posassist authors. MIT licence.",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": "Statement",
                "CFBundleTypeRole": "Viewer",
                # Offered under "Open With"; whoever opens such files by default goes on doing so.
                "LSHandlerRank": "Alternate",
                "CFBundleTypeExtensions": list(OPENS),
            }
        ],
    }


def reached(
    binaries: Sequence[Collected], imports: Callable[[str], Iterable[tuple[str, str | None]]]
) -> list[Collected]:
    """Leave out libraries of the system that only a part of Qt needed which is left out itself.

    `imports` tells the name and place of each library that one was linked with.
    """
    held = {source: (name, source, kind) for name, source, kind in binaries}
    follow = [source for source in held if not of_system(source)]
    found = set(follow)
    while follow:
        for _, place in imports(follow.pop()):
            if place in held and place not in found:
                found.add(place)
                follow.append(place)
    return [each for each in binaries if each[1] in found or each[2] != "BINARY"]


def of_system(source: str) -> bool:
    """Say whether a library is the operating system's own rather than a wheel's."""
    return source.startswith(("/lib/", "/usr/lib/"))
