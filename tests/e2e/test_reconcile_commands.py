"""reconcile, matches, deposits, discrepancies, match, undo: what CONTRACT promises of them."""

import csv
from pathlib import Path
from typing import Any

TALLY = {"count": 0, "at_stake": {}}


def header_and_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8", newline="") as handle:
        first, *rest = csv.reader(handle)
    return first, rest


def test_the_comparison_says_what_does_not_add_up(filled: Any) -> None:
    found = filled("reconcile", "--as-of", "2026-09-17", "--full", code=3)
    assert 0 <= found.pop("match_seconds") <= found.pop("seconds")
    assert found == {
        "journal": {"rows": 3, "matched": 2, "open": 1},
        "settlement": {"rows": 2, "matched": 2, "open": 0},
        "bank": {"rows": 3, "matched": 2, "open": 1},
        "matches": 2,
        "suggestions": 0,
        "expected": TALLY,
        "uncovered": TALLY,
        "discrepancies": {"missing": {"count": 1, "at_stake": {"CNY": "1286.00"}}},
    }
    later = ("--from", "2026-09-16", "--to", "2026-09-16")
    assert filled.within("reconcile", "--as-of", "2026-09-17", *later)["discrepancies"] == {}
    waiting = filled.within("reconcile", "--as-of", "2026-09-16")
    assert waiting["expected"]["count"] >= 1
    assert (
        filled.within("reconcile", "--as-of", "2026-13-01", code=2)["error"]["name"] == "WrongUsage"
    )
    said = filled.says("reconcile", "--as-of", "2026-09-17", code=3, language="zh_CN")
    assert "1,286.00" in said


def test_matches_and_deposits_are_written_in_the_promised_columns(
    filled: Any, tmp_path: Path
) -> None:
    filled("matches", "--csv", tmp_path / "m.csv")
    columns, rows = header_and_rows(tmp_path / "m.csv")
    assert columns[:8] == [
        "match_id", "settlement_file", "settlement_row", "journal_file", "journal_row", "rule",
        "state", "alternatives",
    ]  # fmt: skip
    assert [(*each[1:5], each[6]) for each in rows] == [
        ("settlement.csv", "1", "journal.csv", "1", "auto"),
        ("settlement.csv", "2", "journal.csv", "3", "auto"),
    ]
    filled("deposits", "--csv", tmp_path / "d.csv")
    columns, rows = header_and_rows(tmp_path / "d.csv")
    assert columns[:7] == [
        "match_id", "bank_file", "bank_row", "settlement_file", "settlement_row", "rule", "state",
    ]  # fmt: skip
    assert [(*each[1:5], each[6]) for each in rows] == [
        ("bank.csv", "1", "settlement.csv", "1", "auto"),
        ("bank.csv", "3", "settlement.csv", "2", "auto"),
    ]


def test_a_discrepancy_says_all_there_is_to_say(filled: Any, tmp_path: Path) -> None:
    out = tmp_path / "差异.csv"
    listed = filled("discrepancies", "--as-of", "2026-09-17", "--csv", out, language="zh_CN")
    each = listed["discrepancies"][0]
    causes, reason = each.pop("causes"), each.pop("reason")
    assert each == {
        "id": each["id"], "kind": "missing", "at_stake": {"currency": "CNY", "amount": "1286.00"},
        "due_on": "2026-09-16", "days_late": 1, "working_days_late": 1, "of_equal": None,
        "covered": True, "provisional": False, "journal": [2], "settlement": [], "bank": [],
    }  # fmt: skip
    assert "1,286.00" in reason
    for cause in causes:
        assert cause.keys() == {"rule", "title", "likelihood", "check", "contact", "next_step"}
        assert cause["rule"].startswith("DX")
        assert isinstance(cause["check"], list)
    columns, rows = header_and_rows(out)
    flat = dict(zip(columns, rows[0], strict=True))
    assert (flat["id"], flat["covered"], flat["journal"]) == (each["id"], "true", "2")
    assert (flat["amount"], flat["currency"], flat["reason"]) == ("1286.00", "CNY", reason)
    english = filled.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]
    assert english["id"] == each["id"]
    assert english["reason"] != reason


def test_a_sale_linked_to_the_bank_by_hand_is_seen_and_taken_apart(
    filled: Any, tmp_path: Path
) -> None:
    linked = filled("match", "link", "--journal", "2", "--bank", "2", "--difference", "现金")
    out = tmp_path / "d.csv"
    filled("deposits", "--csv", out)
    columns, rows = header_and_rows(out)
    by_hand = next(
        row for row in (dict(zip(columns, each, strict=True)) for each in rows)
        if row["match_id"] == linked["match_id"]
    )  # fmt: skip
    assert (by_hand["state"], by_hand["bank_row"], by_hand["journal_row"]) == ("manual", "2", "2")
    assert by_hand["settlement_file"] == ""
    assert filled.within("match", "link", "--journal", "2", "--bank", "1", code=2)["error"][
        "next_step"
    ]
    filled("match", "unlink", linked["match_id"])
    assert (
        filled.within("match", "unlink", linked["match_id"], code=2)["error"]["name"]
        == "WrongUsage"
    )
    for row in ("99", "0"):
        filled.within("match", "link", "--journal", row, "--bank", "1", code=2)
    assert filled("undo")["undone"] == "Rows unlinked by hand"
    assert filled("redo")["redone"] == "Rows unlinked by hand"
    events = filled("history", language="zh_CN")["history"]
    assert events[-1].keys() == {"seq", "at", "kind", "title", "hash"}
    assert [each["seq"] for each in events] == list(range(1, len(events) + 1))
    assert events[-1]["at"].endswith("+08:00")
