"""payers: learned from confirmed deposits, used, edited, switched off, undone."""

from pathlib import Path
from typing import Any

BANK = """booked_on,amount,currency,counterparty,memo
2026-09-15,88.00,CNY,清算中心 20260915,payout
2026-09-17,49.70,CNY,清算中心 20260917,payout
"""


def states(command: Any) -> dict[str, str]:
    """The state of every deposit, by its row of the bank's file."""
    return {str(each["bank_row"]): each["state"]
            for each in command.within("deposits")["deposits"]}  # fmt: skip


def test_who_pays_is_learned_from_a_deposit_linked_by_hand(
    registered: Any, files: dict[str, Path]
) -> None:
    files["bank"].write_text(BANK, encoding="utf-8")
    registered.within("import", *files.values())
    assert registered.within("payers", "list") == {"payers": [], "offers": []}
    first = registered.within("lines", "list", "--kind", "settlement")["lines"][0]["line_id"]
    bank = registered.within("lines", "list", "--kind", "bank")["lines"][0]["line_id"]
    registered.within("match", "link", "--settlement", first, "--bank", bank)
    (offer,) = registered.within("payers", "list")["offers"]
    assert (offer["text"], offer["deposits"]) == ("清算中心", 1)
    said = registered.says("payers", "list", language="zh_CN")
    assert "清算中心" in said

    asked = ("payers", "add", offer["text"], "--acquirer", offer["acquirer"])
    (rule,) = registered.within(*asked)["payers"]
    assert (rule["number"], rule["active"]) == (1, True)
    assert registered.within("payers", "list")["offers"] == []
    assert "already" in registered.within(*asked, code=2)["error"]["message"]

    changed = registered.within("payers", "set", 1, "--off")["payers"][0]
    assert not changed["active"]
    assert registered.within("payers", "list") == {"payers": [changed], "offers": []}
    registered.within("undo")
    assert registered.within("payers", "list")["payers"][0]["active"]
    renamed = registered.within("payers", "set", 1, "--text", "某某清算")["payers"][0]
    assert renamed["text"] == "某某清算"


def test_a_confirmed_payer_makes_a_deposit_of_another_amount_sure(
    registered: Any, files: dict[str, Path]
) -> None:
    files["bank"].write_text(BANK.replace("49.70", "49.60"), encoding="utf-8")
    registered.within("import", *files.values())
    before = states(registered)
    registered.within("payers", "add", "清算中心", "--acquirer", "Acquirer")
    after = states(registered)
    assert before["2"] == "suggested"
    assert after["2"] == "auto"
    registered.within("undo")
    assert states(registered) == before


def test_a_payer_without_letters_or_a_rule_there_is_not_is_refused(registered: Any) -> None:
    assert "letters" in registered.within("payers", "add", "12345", code=2)["error"]["message"]
    assert "rule 7" in registered.within("payers", "set", 7, "--off", code=2)["error"]["message"]
