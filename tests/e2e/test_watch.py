"""A watched folder: what is saved there is offered once, imported or left."""

import json
import os
from pathlib import Path
from typing import Any

BANK = "booked_on,amount,currency\n2026-09-15,{amount},CNY\n"


def test_what_is_saved_there_is_offered_and_imported(registered: Any, tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    assert registered("watch", "list") == {"folder": None, "files": []}
    (folder / "bank.csv").write_text(BANK.format(amount="1.00"), "utf-8")
    (folder / "photo.jpg").write_bytes(b"x")
    (folder / ".hidden.csv").write_bytes(b"x")
    (folder / "empty.csv").write_bytes(b"")
    said = registered("watch", "set", folder)
    assert said == {"folder": str(folder), "files": [str(folder / "bank.csv")]}
    (done,) = registered("watch", "import")["files"]
    assert (done["file"], done["new"]) == ("bank.csv", 1)
    assert registered("watch", "list")["files"] == []
    assert registered("watch", "import")["files"] == []
    (folder / "bank.csv").write_text(BANK.format(amount="2.00"), "utf-8")  # it was written again
    assert len(registered("watch", "list")["files"]) == 1
    assert "新文件 1 个" in registered.says("watch", "list", language="zh_CN")
    assert registered("watch", "off") == {"folder": None, "files": []}


def test_what_was_imported_by_hand_or_refused_is_told_apart(
    registered: Any, tmp_path: Path
) -> None:
    (tmp_path / "known.csv").write_text(BANK.format(amount="1.00"), "utf-8")
    registered("import", tmp_path / "known.csv")
    (tmp_path / "strange.csv").write_text("a;b\n1;2\n", "utf-8")
    assert registered("watch", "set", tmp_path)["files"] == [str(tmp_path / "strange.csv")]
    assert registered("watch", "import", code=4)["files"][0]["error"]
    assert registered("watch", "list")["files"] == [str(tmp_path / "strange.csv")]


def test_a_folder_that_is_none_or_went_away(registered: Any, tmp_path: Path) -> None:
    registered("watch", "set", tmp_path / "none", code=2)
    folder = tmp_path / "stick"
    folder.mkdir()
    registered("watch", "set", folder)
    folder.rmdir()
    assert registered("watch", "list") == {"folder": str(folder), "files": []}
    memory = registered.profile / "watched.json"
    assert json.loads(memory.read_text("utf-8"))["folder"] == str(folder)
    assert os.name != "posix" or memory.stat().st_mode & 0o077 == 0
    memory.write_text("nonsense", "utf-8")
    assert registered("watch", "list") == {"folder": None, "files": []}
