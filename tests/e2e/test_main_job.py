"""From the registers to the letter and back, by the installed command."""

import hashlib
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any


def test_the_registers_are_kept(registered: Any) -> None:
    registered("terminal", "set", "front", "--protocol", "pax", "--serial", "S1",
               "--terminal-id", "T1", "--merchant", "M1")  # fmt: skip
    assert [each["name"] for each in registered("shop", "list")["shops"]] == ["晨光"]
    assert registered("account", "list")["accounts"][0]["number_last4"] == "8801"
    assert registered("terminal", "list")["terminals"][0]["terminal_id"] == "T1"
    agreement = registered("agreement", "show")["agreements"][0]
    assert (agreement["cycle"], agreement["cut_off"]) == ("T+1", "22:00")
    assert agreement["fees"]["debit"] == {
        "rate": "0.5%", "cap": "20", "floor": None, "fixed": None,
    }  # fmt: skip
    assert [each["name"] for each in registered("shop", "add", "Second")["shops"]][1] == "Second"
    assert registered("reconcile", code=2)["error"]["name"] == "WrongUsage"


def test_the_missing_sale_is_found_pursued_and_printed(
    registered: Any, files: dict[str, Path], tmp_path: Path
) -> None:
    done = registered("import", *files.values())["files"]
    assert [each["kind"] for each in done] == ["journal", "settlement", "bank"]
    assert [each["new"] for each in done] == [3, 2, 3]
    assert done[1]["gross"] == {"CNY": "150.00"}
    assert done[1]["sums"] == {"CNY": "149.10"}

    found = registered("reconcile", "--as-of", "2026-09-17", code=3)
    assert found["discrepancies"] == {"missing": {"count": 1, "at_stake": {"CNY": "1286.00"}}}
    assert found["journal"] == {"rows": 3, "matched": 2, "open": 1}
    assert found["bank"]["matched"] == 2

    one = registered("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]
    assert (one["due_on"], one["days_late"], one["covered"]) == ("2026-09-16", 1, True)
    assert "1,286.00" in one["reason"]
    assert one["causes"][0]["rule"] == "DX12"

    case = registered("cases", "open", one["id"], "--on", "2026-09-17")["case"]
    assert (case["number"], case["stage"]) == (1, "cn-provider")
    registered("cases", "log", "1", "--text", "They look into it", "--ticket", "T-9",
               "--promise", "2026-09-20", "--on", "2026-09-17")  # fmt: skip
    slip = tmp_path / "slip.txt"
    slip.write_text("card 4111111111111111", encoding="utf-8")
    shown = registered("cases", "attach", "1", slip)["case"]
    assert shown["contacts"][0]["ticket"] == "T-9"
    assert [each["name"] for each in shown["exhibits"]] == ["journal.csv", "slip.txt"]

    out = tmp_path / "out"
    clock = {"SOURCE_DATE_EPOCH": "1789718400"}
    packs = registered("evidence", "1", "--out", out, "--language", "zh_CN", "--language", "en",
                       "--as-of", "2026-09-17", **clock)["packs"]  # fmt: skip
    again = tmp_path / "again"
    twice = registered("evidence", "1", "--out", again, "--language", "zh_CN", "--language", "en",
                       "--as-of", "2026-09-17", **clock)["packs"]  # fmt: skip
    assert [each["sha256"] for each in packs] == [each["sha256"] for each in twice]
    assert registered("verify", packs[0]["zip"])["ok"] is True
    data = bytearray(Path(packs[0]["zip"]).read_bytes())
    for place in range(0, len(data), max(1, len(data) // 9)):
        bad = tmp_path / "bad.zip"
        bad.write_bytes(bytes(data[:place]) + bytes([data[place] ^ 1]) + bytes(data[place + 1 :]))
        assert registered.within("verify", bad, code=4)["ok"] is False
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(packs[0]["zip"]).extractall(folder)
    subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)

    letter = registered("letter", "1", "--letter", "complaint-provider", "--language", "zh_CN",
                        "--out", tmp_path / "letter.pdf")["letter"]  # fmt: skip
    assert letter["to"] == "Acquirer"
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert registered("letters", "list", "--jurisdiction", "CN")["letters"]
    assert registered("audit", "verify")["ok"] is True
    for path in (tmp_path / "profile").rglob("*"):
        if path.is_file():
            assert b"4111111111111111" not in path.read_bytes()


def test_uncovered_days_raise_no_alarm(registered: Any, files: dict[str, Path]) -> None:
    registered("import", files["journal"])
    found = registered("reconcile", "--as-of", "2026-09-30")
    assert found["discrepancies"] == {}
    assert found["uncovered"]["count"] == 3


def test_an_import_is_previewed_repeated_undone_and_redone(
    registered: Any, files: dict[str, Path]
) -> None:
    plan = registered("import", files["journal"], "--dry-run")["files"][0]
    assert registered("journal", "list")["journal"] == []
    done = registered("import", files["journal"], "--plan", plan["plan_sha256"])["files"][0]
    assert (done["new"], done["plan_sha256"]) == (3, plan["plan_sha256"])
    assert registered("import", files["journal"])["files"][0]["new"] == 0
    registered("import", files["settlement"])
    before = registered("matches")["matches"]
    assert len(before) == 2
    registered("undo")
    assert registered("matches")["matches"] == []
    registered("redo")
    assert registered("matches")["matches"] == before
    registered("imports", "undo", done["import_id"])
    assert registered("journal", "list")["journal"] == []
    registered("undo")
    assert registered("matches")["matches"] == before
    assert registered("redo")["redone"]
    assert registered("redo", code=7)["error"]["name"] == "NothingToUndo"


def test_matches_are_decided_by_hand(registered: Any, files: dict[str, Path]) -> None:
    registered("import", *files.values())
    pair = registered("matches")["matches"][0]
    registered("match", "reject", pair["match_id"])
    assert pair["match_id"] not in {each["match_id"] for each in registered("matches")["matches"]}
    registered("undo")
    registered("match", "accept", pair["match_id"])
    states = {each["match_id"]: each["state"] for each in registered("matches")["matches"]}
    assert states[pair["match_id"]] == "confirmed"
    missing = registered("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]
    gift = next(each for each in registered("lines", "list", "--kind", "bank")["lines"]
                if each["net"] == "12.00")  # fmt: skip
    linked = registered("match", "link", "--journal", missing["journal"][0],
                        "--bank", gift["line_id"], "--difference", "cash")  # fmt: skip
    assert registered("reconcile", "--as-of", "2026-09-17")["discrepancies"] == {}
    registered("match", "unlink", linked["match_id"])
    registered("reconcile", "--as-of", "2026-09-17", code=3)
    assert registered("match", "accept", "nothing", code=2)["error"]["name"] == "WrongUsage"


def test_bad_files_are_refused_and_nothing_is_stored(
    registered: Any, files: dict[str, Path], tmp_path: Path
) -> None:
    journal = files["journal"].read_bytes()
    twins = {
        "cut.csv": journal[:-60],
        "wrong.csv": journal.decode().replace("sale", "销售").encode("utf-16-be"),
        "page.csv": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n",
        "bomb.csv": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>',
        "empty.csv": b"",
        "nothing.xlsx": b"PK\x03\x04cut",
    }
    folder = tmp_path / "坏 文件"
    folder.mkdir()
    for name, data in twins.items():
        (folder / name).write_bytes(data)
    refused = {
        each["file"]: each["error"] for each in registered("import", folder, code=4)["files"]
    }
    assert refused.keys() == twins.keys()
    for name, error in refused.items():
        assert name in error["message"]
        assert error["next_step"]
    assert registered("imports", "list")["imports"] == []


def test_a_terminal_is_pulled_unplugged_and_pulled_again(
    registered: Any, files: dict[str, Path], tmp_path: Path, installed: str
) -> None:
    registered("terminal", "set", "front", "--serial", "T1", "--terminal-id", "T1",
               "--merchant", "M1")  # fmt: skip
    with subprocess.Popen(
        [installed, "--profile", tmp_path / "other", "simulate-terminal",
         "--protocol", "pax", "--listen", "127.0.0.1:0", "--journal", files["journal"],
         "--faults", "unplug@2"],
        stdout=subprocess.PIPE, text=True,
    ) as serving:  # fmt: skip
        try:
            assert serving.stdout is not None
            port = json.loads(serving.stdout.readline())["listening"]
            first = registered("pull-journal", "--protocol", "pax", "--port", port, code=5)
            assert (first["complete"], first["new"]) == (False, 2)
            assert first["error"]["name"] == "PullInterrupted"
            capture = tmp_path / "saved.capture"
            second = registered("pull-journal", "--protocol", "pax", "--port", port,
                                "--save-capture", capture)  # fmt: skip
            assert (second["complete"], second["new"], second["already_known"]) == (True, 1, 2)
            assert second["terminal"]["serial_number"] == "T1"
            assert second["sums"] == {"CNY": "1436.00"}
            digest = hashlib.sha256(capture.read_bytes()).hexdigest()
            assert digest == second["capture_sha256"]
            third = registered("pull-journal", "--protocol", "pax", "--port", port)
            assert third["new"] == 0
        finally:
            serving.terminate()
    registered("import", files["settlement"], files["bank"])
    found = registered("reconcile", "--as-of", "2026-09-17", code=3)
    assert found["discrepancies"]["missing"]["count"] == 1
    registered("undo")
    registered("redo")
    nobody = registered("pull-journal", "--protocol", "pax", "--port", port, code=5)
    assert nobody["error"]["name"] == "TerminalNotFound"


def test_what_is_shipped_is_whole(posassist: Any) -> None:
    assert posassist("self-check")["ok"] is True
    said = {each["id"]: each["read_only_commands"] for each in posassist("protocols")["protocols"]}
    assert said == {
        "cn-mis": ["DF02=查流水"],
        "pax": ["A00", "R00", "R02", "R08"],
        "transbank": ["0250", "0260", "0700"],
        "zvt": ["06 00", "06 10", "06 12", "06 20", "05 01", "06 02"],
    }
    assert "ports" in posassist("ports")
    formats = {each["id"] for each in posassist("formats", "list")["formats"]}
    assert {"posassist.journal", "posassist.settlement", "posassist.bank"} <= formats
