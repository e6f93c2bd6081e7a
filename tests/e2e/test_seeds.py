"""The 143 things the five articles ask for: each has a use-case, a screen, a test and a record."""

import ast
import importlib
import shlex
import shutil
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from tests.e2e.conftest import Posassist

ROOT: Final = Path(__file__).resolve().parents[2]
COVERAGE: Final = ROOT / "tests" / "seed_coverage.toml"
SEEDS: Final[dict[str, dict[str, Any]]] = tomllib.loads(COVERAGE.read_text(encoding="utf-8"))
# How many of each group the articles name; the groups' letters stand before the numbers.
GROUPS: Final = {"A": 15, "B": 11, "C": 5, "D": 15, "E": 21, "F": 5, "G": 20, "H": 6, "P": 33,
                 "K": 10, "X": 2}  # fmt: skip
LEFT_OUT: Final = ("X01", "X02")
HINTS: Final = ("H02", "H04", "H06")
PRINTED: Final = {".pdf", ".docx", ".zip", ".csv", ".posbak"}


@pytest.fixture(scope="module")
def pursued(tmp_path_factory: pytest.TempPathFactory, _filled: Path) -> Path:
    """The filled shop with a case over the missing sale."""
    profile = Path(shutil.copytree(_filled, tmp_path_factory.mktemp("pursued") / "profile"))
    command = Posassist(profile)
    missing = command.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]["id"]
    command.within("cases", "open", missing, "--on", "2026-09-17")
    return profile


def test_each_of_the_143_is_there_and_nothing_else() -> None:
    wanted = [f"{group}{n:02}" for group, many in GROUPS.items() for n in range(1, many + 1)]
    assert sorted(SEEDS) == sorted(wanted)
    assert len(wanted) == 143
    for name, seed in SEEDS.items():
        leaves = "warning" if name in LEFT_OUT else "hint" if name in HINTS else None
        assert leaves is None or seed["leaves"] == leaves, name
        assert leaves or seed.get("leaves", "record") in ("record", "page"), name


def test_the_list_is_that_of_the_articles_where_it_is_at_hand() -> None:
    reference = ROOT.parent / "shared" / "reference" / "domain" / "seed_features.toml"
    if not reference.is_file():
        pytest.skip("left out: the articles' list is not beside the project")
    told = tomllib.loads(reference.read_text(encoding="utf-8"))["feature"]
    assert {each["id"]: each["text"] for each in told} == {
        name: seed["asks"] for name, seed in SEEDS.items()
    }


@pytest.mark.parametrize("name", SEEDS)
def test_use_case_and_test_are_there(name: str) -> None:
    seed = SEEDS[name]
    module, _dot, verb = seed["usecase"].rpartition(".")
    assert callable(getattr(importlib.import_module(f"posassist.usecases.{module}"), verb))
    path, _colons, test = seed["test"].partition("::")
    assert test in _tests(path), seed["test"]


def test_every_screen_is_one_of_the_window() -> None:
    app = ast.parse((ROOT / "posassist" / "ui" / "app.py").read_text(encoding="utf-8"))
    shown = next(
        [each.id for each in node.value.elts if isinstance(each, ast.Name)]
        for node in app.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Tuple)
    )
    names = {_screen(each) for each in shown}
    assert {seed["screen"] for seed in SEEDS.values()} <= names
    assert {"daily", "shop", "cases"} <= names


@pytest.mark.parametrize("name", SEEDS)
def test_it_leaves_its_record(name: str, pursued: Path, tmp_path: Path) -> None:
    seed = SEEDS[name]
    command = Posassist(Path(shutil.copytree(pursued, tmp_path / "profile")))
    for file in ("slip.txt", "chat.txt"):
        (tmp_path / file).write_text("RRN 626000000002", encoding="utf-8")
    pages, events = _pages(tmp_path), command.within("history")["history"]
    said = [
        command.within(*(part.replace("{tmp}", str(tmp_path)) for part in shlex.split(line)))
        for line in seed.get("do", ())
    ]
    after = command.within("history")["history"]
    leaves = seed.get("leaves", "record")
    if leaves == "record":
        assert len(after) > len(events)
        command.within("undo")  # what was recorded can be taken back
    elif leaves == "page":
        assert _pages(tmp_path) > pages
    else:
        assert (after, _pages(tmp_path)) == (events, pages)
    if leaves == "warning":
        shipped = command.within("checklists", "list"), command.within("providers", "list")
        assert seed["shows"] in str((_warnings(), *shipped))
    elif "shows" in seed:
        assert seed["shows"] in str(said)


def _warnings() -> str:
    folder = ROOT / "resources" / "checklists"
    return "".join(
        str(tomllib.loads(path.read_text(encoding="utf-8")).get("warning", ""))
        for path in folder.glob("*.toml")
    )


def _pages(folder: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if each.suffix in PRINTED}


def _screen(view: str) -> str:
    for path in (ROOT / "posassist" / "ui" / "views").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name == view:
                return next(
                    str(ast.literal_eval(each.value))
                    for each in node.body
                    if isinstance(each, (ast.Assign, ast.AnnAssign))
                    and each.value is not None
                    and "ID" in ast.unparse(each).split("=")[0]
                )
    raise AssertionError(view)


@cache
def _tests(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(each.name for each in tree.body if isinstance(each, ast.FunctionDef))
