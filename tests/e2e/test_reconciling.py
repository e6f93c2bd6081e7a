"""Reconciling by the command line: files in any order, undo, work by hand, words in CSV."""

import csv
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posassist.cli.app import run

JOURNAL = """terminal_id,merchant_id,rrn,type,amount,currency,occurred_at,channel,original_rrn
T1,M1,626000000001,sale,100.00,CNY,2026-09-14T10:00:00,credit,
T1,M1,626000000002,sale,1286.00,CNY,2026-09-15T11:00:00,credit,
T1,M1,626000000003,sale,66.60,CNY,2026-09-15T12:00:00,credit,
T1,M1,626000000004,sale,66.60,CNY,2026-09-15T13:00:00,credit,
T1,M1,626000000005,sale,50.00,CNY,2026-09-16T12:00:00,credit,
T1,M1,626000000006,refund,-15.00,CNY,2026-09-17T12:00:00,credit,626000000001
T1,M1,626000000007,sale,50.00,CNY,2026-09-17T13:00:00,credit,
"""
SETTLEMENT = """\
merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn,channel
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001,credit
M1,T1,2026-09-15,2026-09-16,sale,66.60,0.40,66.20,CNY,,credit
M1,T1,2026-09-16,2026-09-17,sale,50.00,0.40,49.60,CNY,626000000005,credit
M1,T1,2026-09-17,2026-09-18,refund,-15.00,0.00,-15.00,CNY,626000000001,credit
M1,T1,2026-09-17,2026-09-18,sale,50.00,0.30,49.70,CNY,626000000007,credit
M1,T1,2026-09-14,2026-09-18,sale,100.00,0.60,99.40,CNY,626000000001,credit
"""
BANK = """booked_on,amount,currency,counterparty,memo
2026-09-15,99.40,CNY,Acquirer Ltd,payout
2026-09-16,66.20,CNY,Acquirer Ltd,payout
2026-09-17,49.60,CNY,Somebody,present
2026-09-18,134.10,CNY,Acquirer Ltd,payout
"""
FOUND = [
    "duplicate_settlement 100.00",
    "missing 1286.00",
    "missing 66.60",
    "not_arrived 50.00",
    "overcharged_fee 0.10",
]
Command = Callable[..., Any]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    found = {}
    for name, text in (("journal", JOURNAL), ("settlement", SETTLEMENT), ("bank", BANK)):
        found[name] = tmp_path / f"{name}.csv"
        found[name].write_text(text, encoding="utf-8")
    return found


@pytest.fixture
def shop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], Command]:
    """Open new books by name, with account and agreement; return the command."""

    def opened(name: str) -> Command:
        def command(*arguments: object, code: int = 0, language: str = "en") -> Any:
            options = ["--profile", str(tmp_path / name), "--language", language, "--json"]
            assert run([*options, *map(str, arguments)]) == code
            return json.loads(capsys.readouterr().out)

        command("shop", "set", "--timezone", "Asia/Shanghai")
        command("account", "add", "ICBC", "--number-last4", "8801")
        command(
            "agreement", "set", "--acquirer", "Acquirer", "--cycle", "T+1", "--cut-off", "22:00",
            "--calendar", "CN", "--account", "ICBC", "--fee", "credit:0.60%",
        )  # fmt: skip
        return command

    return opened


def seen(command: Command, folder: Path) -> dict[str, object]:
    """Return what the books say, in words that hold across an undo: files and rows."""
    found = command("discrepancies", "--as-of", "2026-09-30")["discrepancies"]
    rows = {}
    for what in ("matches", "deposits"):
        command(what, "--csv", folder / f"{what}.csv")
        with (folder / f"{what}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows[what] = sorted(map(tuple, csv.reader(file)))
    return {
        "found": sorted((each["id"], each["kind"], each["at_stake"]["amount"]) for each in found),
        **rows,
    }


def test_any_order_of_imports_and_undo_gives_the_same(
    shop: Callable[[str], Command], files: dict[str, Path], tmp_path: Path
) -> None:
    told = None
    for order in itertools.permutations(files):
        command = shop("-".join(order))
        for name in order:
            command("import", files[name])
        before = seen(command, tmp_path)
        told = told or before
        assert before == told
        first = command("imports", "list")["imports"][0]["import_id"]
        command("imports", "undo", first)
        assert seen(command, tmp_path) != told
        command("undo")
        assert seen(command, tmp_path) == told
    assert told is not None
    assert sorted(f"{kind} {amount}" for _id, kind, amount in told["found"]) == FOUND  # type: ignore[attr-defined]


def test_matches_and_deposits_say_their_reason_in_both_languages(
    shop: Callable[[str], Command], files: dict[str, Path]
) -> None:
    command = shop("one")
    command("import", *files.values())
    for what in ("matches", "deposits"):
        english = command(what)[what]
        chinese = command(what, language="zh_CN")[what]
        assert all(each["reason"].isascii() and each["reason"] for each in english)
        assert not any(each["reason"].isascii() for each in chinese)


def test_only_the_days_asked_for_are_counted(
    shop: Callable[[str], Command], files: dict[str, Path]
) -> None:
    command = shop("one")
    command("import", *files.values())
    days = ("--from", "2026-09-15", "--to", "2026-09-15", "--as-of", "2026-09-30")
    found = command("reconcile", *days, code=3)
    assert found["journal"] == {"rows": 3, "matched": 1, "open": 2}
    assert found["settlement"]["rows"] == found["bank"]["rows"] == 1
    assert set(found["discrepancies"]) == {"missing"}


def test_a_match_is_accepted_refused_and_given_back(
    shop: Callable[[str], Command], files: dict[str, Path], tmp_path: Path
) -> None:
    command = shop("one")
    command("import", *files.values())
    before = seen(command, tmp_path)
    (weak,) = [each for each in command("matches")["matches"] if each["state"] == "suggested"]
    assert (weak["rule"], weak["journal_row"], weak["alternatives"]) == ("K17", 3, 2)
    command("match", "reject", weak["match_id"])
    (other,) = [each for each in command("matches")["matches"] if each["state"] == "suggested"]
    assert other["journal_row"] == 4
    command("match", "accept", other["match_id"])
    command("reconcile", "--full", "--as-of", "2026-09-30", code=3)
    states = {each["journal_row"]: each["state"] for each in command("matches")["matches"]}
    assert states[4] == "confirmed"
    command("undo")
    command("undo")
    assert seen(command, tmp_path) == before


def test_a_direct_deposit_is_listed_and_refused(
    shop: Callable[[str], Command], files: dict[str, Path]
) -> None:
    command = shop("one")
    command("import", files["journal"], files["bank"])
    direct = [each for each in command("deposits")["deposits"] if each["bank_row"] == 1]
    assert [(each["rule"], each["journal_row"], each["settlement_row"]) for each in direct] == [
        ("D6", 1, "")
    ]
    command("match", "reject", direct[0]["match_id"])
    assert not [each for each in command("deposits")["deposits"] if each["bank_row"] == 1]
    found = command("discrepancies", "--as-of", "2026-09-30")["discrepancies"]
    assert {"missing 100.00"} <= {f"{each['kind']} {each['at_stake']['amount']}" for each in found}
    command("undo")
    (again,) = [each for each in command("deposits")["deposits"] if each["bank_row"] == 1]
    command("match", "accept", again["match_id"])
    (kept,) = [each for each in command("deposits")["deposits"] if each["bank_row"] == 1]
    assert (kept["rule"], kept["state"], kept["journal_row"]) == ("manual", "manual", 1)


def test_what_seems_agreed_is_suggested_with_the_sales_behind_it(
    shop: Callable[[str], Command], files: dict[str, Path]
) -> None:
    command = shop("one")
    assert command("agreement", "suggest") == {"suggestions": []}
    command("import", *files.values())
    assert command("agreement", "suggest")["suggestions"] == [
        {
            "merchant": "M1",
            "currency": "CNY",
            "cycle": "T+1",
            "cut_off": "24:00",
            "calendar": "CN",
            "fees": {"credit": {"rate": "0.6%", "cap": None, "floor": None, "fixed": None}},
            "sales": 4,
        }
    ]
