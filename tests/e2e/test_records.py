"""checklists: filled in, waited for, said, printed; the customer desk; reviews of closed cases."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest


def text_of(page: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", page, "-"], check=True, capture_output=True, text=True
    ).stdout


def test_a_refund_is_promised_waited_for_and_done(registered: Any) -> None:
    done = registered.within(
        "checklists", "done", "refund", "--set", "sale=14:02 R1", "--set", "amount=12.50",
        "--set", "by=2026-09-20", "--who", "张三", "--failed", "2", "--on", "2026-09-17",
    )["record"]  # fmt: skip
    assert done["filled"] == {"sale": "14:02 R1", "amount": "12.50 CNY", "by": "2026-09-20"}
    assert done["failed"] == ["The customer has the slip of the refund"]
    assert (done["remind_on"], done["settled_on"]) == ("2026-09-20", None)
    (item,) = registered.within("agenda", "--as-of", "2026-09-17")["items"]
    assert (item["on"], item["kind"], item["about"]["record"]) == ("2026-09-20", "record", 1)
    assert "退款登记" in registered.says("agenda", "--as-of", "2026-09-17", language="zh_CN")
    assert registered.within("checks", "run", "--as-of", "2026-09-19")["findings"] == []
    (due,) = registered.within("checks", "run", "--as-of", "2026-09-20")["findings"]
    assert (due["kind"], due["on"], due["about"]) == (
        "checklist", "2026-09-20", "Refunds to make",
    )  # fmt: skip
    for language, title in (("zh_CN", "退款登记"), ("en", "Refunds to make")):
        assert title in registered.says("history", language=language)
    settled = registered.within("checklists", "settle", "1", "--on", "2026-09-19")["record"]
    assert settled["settled_on"] == "2026-09-19"
    assert registered.within("agenda", "--as-of", "2026-09-17")["items"] == []
    registered.within("checklists", "settle", "1", code=2)
    registered.within("undo")
    (again,) = registered.within("checklists", "records", "refund")["records"]
    assert again["settled_on"] is None
    registered.within("undo")
    assert registered.within("checklists", "records")["records"] == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("refund", "--set", "sale=a"), "--set amount"),
        (("refund", "--set", "sale=a", "--set", "amount=much"), "99.00"),
        (("refund", "--set", "sale=a", "--set", "amount=-5"), "99.00"),
        (("refund", "--set", "sale=a", "--set", "amount=1", "--set", "by=soon"), "2026-09-30"),
        (("conversation", "--set", "cause=weather"), "mistake"),
        (("conversation", "--set", "colour=red"), "cause"),
        (("conversation", "--set", "cause"), "ENTRY=TEXT"),
        (("opening", "--failed", "9"), "4 points"),
        (("opening", "--case", "4"), "cases list"),
        (("impact",), "cases list"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    registered: Any, words: tuple[str, ...], told: str
) -> None:
    error = registered.within("checklists", "done", *words, code=2)["error"]
    assert told in error["next_step"]
    assert registered.within("checklists", "records")["records"] == []


def test_the_customer_desk_says_what_fits_and_prints_only_that(
    registered: Any, tmp_path: Path
) -> None:
    registered.within("shop", "set", "--phone", "0571-1234")
    registered.within(
        "checklists", "done", "conversation", "--set", "cause=double", "--set", "amount=88.00",
        "--set", "again=2026-09-18", "--note", "card 4111111111111111",
    )  # fmt: skip
    registered.within(
        "checklists", "done", "status-card", "--set", "sale=14:02 ¥88.00", "--set", "state=asked",
        "--set", "by=2026-09-18", "--set", "ticket=W-7",
    )  # fmt: skip
    first, double = registered.within("checklists", "say", "conversation", "--record", "1")["texts"]
    assert "do not worry" in first["text"]
    assert "refund the extra CNY 88.00" in double["text"].replace("¥", "CNY ")
    assert "2026-09-18" in double["text"]
    said = registered.says("checklists", "say", "conversation", "--record", "1", language="zh_CN")
    assert "刷了两次" in said
    assert "4111111111111111" not in str(registered.within("checklists", "records")["records"])
    registered.within("checklists", "say", "refund", "--record", "1", code=2)
    card = tmp_path / "card.pdf"
    made = registered.within(
        "checklists", "print", "status-card", "--record", "2", "--card", "1", "--out", card,
        language="zh_CN",
    )["page"]  # fmt: skip
    assert made["pages"] == 1
    told = text_of(card)
    assert "已向收款机构查询" in told
    assert "W-7" in told
    assert "0571-1234" in told
    figures = {each for each in re.findall(r"[0-9.]+", told) if len(each) > 1}
    assert figures <= {"14", "02", "88.00", "2026", "09", "18", "0571", "1234", "7", "."}
    for words in (("--card", "2"), ("--record", "1")):
        registered.within(
            "checklists", "print", "status-card", "--out", card, *words, code=2
        )  # fmt: skip


def test_a_checklist_is_printed_blank_and_filled_in(registered: Any, tmp_path: Path) -> None:
    registered.within(
        "checklists", "done", "sign-off", "--set", "till=100.00", "--set", "terminal=99.00",
        "--failed", "2", "--who", "李四", "--note", "one cent off",
    )  # fmt: skip
    blank, filled = tmp_path / "blank.pdf", tmp_path / "filled.pdf"
    registered.within("checklists", "print", "sign-off", "--out", blank)
    assert text_of(blank).count("□") == 4
    registered.within("checklists", "print", "sign-off", "--record", "1", "--out", filled)
    told = text_of(filled)
    assert "李四" in told
    assert "¥99.00" in told
    assert told.count("✓") == 3
    assert told.count("×") == 1


def test_closed_cases_ask_for_a_review_and_are_compared(filled: Any) -> None:
    missing = filled.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]["id"]
    filled.within("cases", "open", missing, "--on", "2026-09-17")
    assert filled.within("cases", "reviews") == {"reviews": [], "by_provider": []}
    assert "还没有" in filled.says("cases", "reviews", language="zh_CN")
    filled.within("cases", "close", "1", "--outcome", "recovered", "--on", "2026-09-27")
    asked = [each for each in filled("agenda", "--as-of", "2026-09-28")["items"]
             if each["kind"] == "review"]  # fmt: skip
    assert [(each["on"], each["about"]) for each in asked] == [("2026-09-27", {"case": 1})]
    filled.within(
        "checklists", "done", "review", "--case", "1", "--set", "worked=ticket",
        "--set", "failed=late", "--note", "look every morning",
    )  # fmt: skip
    kinds = {each["kind"] for each in filled("agenda", "--as-of", "2026-09-28")["items"]}
    assert "review" not in kinds
    compared = filled.within("cases", "reviews")
    (one,) = compared["reviews"]
    assert (one["case"], one["outcome"], one["days"]) == (1, "recovered", 10)
    assert one["review"] == {"worked": "ticket", "failed": "late"}
    (provider,) = compared["by_provider"]
    assert (provider["cases"], provider["worked"], provider["failed"]) == (
        1, {"ticket": 1}, {"late": 1},
    )  # fmt: skip
    assert provider["recovered"] == {"CNY": "1286.00"}
    assert "1 cases closed" in filled.says("cases", "reviews")


def test_another_trade_in_the_merchant_number_is_noticed(registered: Any, tmp_path: Path) -> None:
    registered.within("shop", "set", "--mcc", "54", code=2)
    assert registered.within("shop", "set", "--mcc", "5411")["shops"][0]["mcc"] == "5411"
    (tmp_path / "j.csv").write_text(
        "terminal_id,merchant_id,type,amount,currency,occurred_at\n"
        "T1,999290070110001,sale,10.00,CNY,2026-09-14T10:00:00\n",
        encoding="utf-8",
    )
    registered.within("import", tmp_path / "j.csv")
    found = registered("checks", "run", "--as-of", "2026-09-14")["findings"]
    assert [each["kind"] for each in found] == ["category"]
    assert "7011" in registered.says("checks", "run", "--as-of", "2026-09-14", language="zh_CN")


def test_a_delivered_demand_restarts_the_limitation(filled: Any) -> None:
    missing = filled.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]["id"]
    opened = filled.within("cases", "open", missing, "--on", "2026-09-17")["case"]
    assert (opened["limitation"]["on"], opened["limitation"]["since"]) == (
        "2029-09-16", "2026-09-16",
    )  # fmt: skip
    sent = ("checklists", "done", "demand", "--case", "1", "--set", "how=ems")
    filled.within(*sent, "--set", "sent=2026-11-02")
    assert filled.within("cases", "show", "1")["case"]["limitation"]["restarted"] is False
    filled.within(*sent, "--set", "sent=2028-02-27", "--set", "delivered=2028-02-29")
    told = filled.within("cases", "show", "1")["case"]["limitation"]
    assert (told["on"], told["restarted"]) == ("2031-02-28", True)
    assert "2031-02-28" in filled.says("cases", "show", "1", language="zh_CN")
    filled.within("cases", "close", "1", "--outcome", "given-up")
    assert filled.within("cases", "show", "1")["case"]["limitation"] is None


def test_a_place_whose_law_nobody_read_names_no_limitation(filled: Any) -> None:
    missing = filled.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]["id"]
    opened = filled.within("cases", "open", missing, "--jurisdiction", "DE")["case"]
    assert opened["limitation"] is None
