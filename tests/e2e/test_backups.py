"""backup create, list, verify and restore, as a script drives them."""

import hashlib
from pathlib import Path

from tests.e2e.conftest import Posassist


def test_books_are_backed_up_lost_and_brought_back(filled: Posassist, tmp_path: Path) -> None:
    made = filled("backup", "create", "--to", tmp_path)["backup"]
    file = Path(made["file"])
    assert made["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert (made["verified"], made["rows"]["journal_entry"], made["rows"]["import"]) == (True, 3, 3)
    assert filled.within("backup", "verify", file)["backup"]["rows"] == made["rows"]
    filled.within("undo")
    looked = filled.within("backup", "restore", file)
    assert (looked["restored"], len(filled.within("imports", "list")["imports"])) == (False, 2)
    done = filled("backup", "restore", file, "--yes")
    assert (done["restored"], len(filled.within("imports", "list")["imports"])) == (True, 3)
    listed = filled.within("backup", "list")["backups"]
    assert [each["file"] for each in listed] == [done["before"]]
    assert filled.within("audit", "verify", "--anchor", file)["anchored"]


def test_a_damaged_backup_and_a_server_are_refused(filled: Posassist, tmp_path: Path) -> None:
    assert filled.within("backup", "list")["backups"] == []
    file = tmp_path / "no.posbak"
    file.write_bytes(b"PK\x03\x04 nothing")
    for verb in (("verify", file), ("restore", file, "--yes")):
        refused = filled.within("backup", *verb, code=4)["error"]
        assert (refused["name"], "no.posbak" in refused["message"]) == ("EvidenceBroken", True)
    server = ("--books", "postgresql+psycopg://office/books")
    assert filled.within(*server, "backup", "create", code=2)["error"]["next_step"]
    assert "posassist backup create" in filled.says("backup", "list")
