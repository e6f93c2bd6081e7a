"""arrears: entered or found, asked for in six ways, answered, paid with proof."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from posassist.domain.arrears import Way


@pytest.fixture
def owing(registered: Any) -> Any:
    """The registered shop with a terminal, owing a service fee."""
    registered("terminal", "set", "Desk", "--terminal-id", "T1", "--merchant", "M1")
    registered("arrears", "add", "--kind", "service", "--amount", "99.00", "--currency", "CNY",
               "--since", "2026-08-01", "--due", "2026-09-30", "--terminal", "Desk",
               "--note", "from a message")  # fmt: skip
    return registered


def test_what_is_owed_is_listed_and_due(owing: Any) -> None:
    (each,) = owing("arrears", "list")["arrears"]
    assert (each["number"], each["kind"], each["open"], each["terminal"]) == (
        1, "service", True, "Desk",
    )  # fmt: skip
    assert each["amount"] == {"currency": "CNY", "amount": "99.00"}
    assert each["letters"] == ["arrears-statement-request"]
    assert "it is not in the contract" in each["disputable"]
    (item,) = owing("agenda", "--as-of", "2026-09-01")["items"]
    assert (item["on"], item["kind"], item["about"]) == ("2026-09-30", "arrears", {"arrears": 1})
    assert "服务费、维护费：¥99.00，自 2026-08-01 起" in owing.says(
        "arrears", "list", language="zh_CN"
    )
    owing("undo")
    assert owing("arrears", "list")["arrears"] == []
    owing("redo")
    assert len(owing("arrears", "list")["arrears"]) == 1


@pytest.mark.parametrize("channel", list(Way))
def test_every_way_to_ask_has_the_shops_numbers_filled_in(owing: Any, channel: str) -> None:
    told = owing("arrears", "ask", "--channel", channel, "--arrears", "1")["ask"]
    assert len(told["steps"]) >= 3
    assert told["need"]
    assert len(told["text"]) <= 500
    whole = " ".join((*told["steps"], told["text"]))
    assert "{" not in whole
    assert channel == "sms" or ("M1" in whole and "T1" in whole)
    said = owing.says("arrears", "ask", "--channel", channel, language="zh_CN")
    assert channel == "sms" or "T1" in said


def test_blanks_are_named_until_the_owner_fills_them(owing: Any) -> None:
    told = owing("arrears", "ask", "--channel", "sms")["ask"]
    assert told["blanks"] == ["sms_number", "sms_command"]
    assert "____" in told["text"]
    filled = owing("arrears", "ask", "--channel", "sms", "--sms-number", "95016",
                   "--sms-command", "CXQF#T1")["ask"]  # fmt: skip
    assert (filled["blanks"], filled["text"]) == ([], "CXQF#T1")
    assert owing("arrears", "ask", "--channel", "phone")["ask"]["blanks"] == ["phone"]


def test_two_answers_that_differ_offer_the_objection(owing: Any) -> None:
    owing("arrears", "answer", "1", "--channel", "phone", "--text", "99 for August", "--amount",
          "99.00", "--with", "agent 88", "--ticket", "K1", "--on", "2026-09-02")  # fmt: skip
    said = owing.says("arrears", "answer", "1", "--channel", "web", "--text",
                      "the site says 198, card 4539148803436467", "--amount", "198.00",
                      "--cause", "no-top-up")  # fmt: skip
    assert "Two answers differ" in said
    (each,) = owing("arrears", "list")["arrears"]
    assert each["answers_differ"]
    assert each["letters"] == ["arrears-statement-request", "arrears-objection"]
    assert [(one["channel"], one["cause"]) for one in each["answers"]] == [
        ("phone", "unknown"), ("web", "no-top-up"),
    ]  # fmt: skip
    assert "4539148803436467" not in each["answers"][1]["text"]


def test_it_is_paid_only_after_the_payee_was_checked(owing: Any, tmp_path: Path) -> None:
    proof = tmp_path / "proof.txt"
    proof.write_text("paid", encoding="utf-8")
    refused = owing("arrears", "pay", "1", "--to", "张三", code=2)
    assert "--payee-checked" in refused["error"]["next_step"]
    paid = owing("arrears", "pay", "1", "--to", "Acquirer Ltd", "--proof", proof, "--on",
                 "2026-09-03")["arrears"][0]  # fmt: skip
    assert (paid["open"], paid["letters"]) == (False, [])
    assert paid["paid"] == {
        "on": "2026-09-03", "amount": {"currency": "CNY", "amount": "99.00"},
        "to": "Acquirer Ltd", "proof": "proof.txt",
    }  # fmt: skip
    owing("arrears", "pay", "1", "--to", "Acquirer Ltd", code=2)
    assert owing("agenda", "--as-of", "2026-09-01")["items"] == []
    owing("undo")
    owing("arrears", "pay", "1", "--to", "张三", "--payee-checked", "--amount", "50.00")
    assert "已付" in owing.says("arrears", "list", language="zh_CN")


def test_what_was_taken_beside_the_fees_of_sales_is_found(registered: Any, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "merchant_id,gross,fee,net,currency,settled_on,type\n"
        "M1,100.00,0.60,99.40,CNY,2026-09-15,sale\nM1,-99.00,0.00,-99.00,CNY,2026-09-15,fee\n",
        encoding="utf-8",
    )
    registered("import", tmp_path / "s.csv")
    (found,) = registered("arrears", "list")["found"]
    assert (found["amount"], found["row"]) == ({"currency": "CNY", "amount": "99.00"}, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        ("add", "--kind", "tea", "--amount", "1.00", "--since", "2026-08-01"),
        ("add", "--kind", "service", "--amount", "-1.00", "--since", "2026-08-01"),
        ("add", "--kind", "service", "--amount", "x", "--since", "2026-08-01"),
        ("add", "--kind", "service", "--amount", "1.00", "--since", "soon"),
        ("add", "--kind", "service", "--amount", "1.00", "--since", "2026-08-01",
         "--terminal", "None"),
        ("ask", "--channel", "pigeon"),
        ("ask", "--channel", "phone", "--arrears", "9"),
        ("answer", "9", "--channel", "phone", "--text", "x"),
        ("answer", "1", "--channel", "phone", "--text", "x", "--cause", "moon"),
        ("pay", "9", "--to", "Acquirer"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(owing: Any, wrong: tuple[str, ...]) -> None:
    assert owing("arrears", *wrong, code=2)["error"]["next_step"]
    assert len(owing("arrears", "list")["arrears"]) == 1


def test_a_terminal_that_rests_is_on_the_agenda(registered: Any) -> None:
    registered("terminal", "set", "Desk", "--terminal-id", "T1", "--suspended-until", "2026-09-20")
    (item,) = registered("agenda", "--as-of", "2026-09-19")["items"]
    assert (item["kind"], item["on"]) == ("terminal", "2026-09-20")
    assert registered("agenda", "--as-of", "2026-09-21")["items"] == []
    assert registered("terminal", "list")["terminals"][0]["suspended_until"] == "2026-09-20"
    registered("undo")
    assert registered("terminal", "list")["terminals"] == []


def test_it_is_printed_with_every_answer(registered: Any, tmp_path: Path) -> None:
    registered.within("arrears", "add", "--kind", "deposit", "--amount", "99.00", "--since",
                      "2026-09-01", "--due", "2026-10-01")  # fmt: skip
    page = tmp_path / "owed.pdf"
    registered.within("arrears", "print", "1", "--out", page)
    assert "Nobody was asked yet." in _text(page)
    for amount in ("99.00", "198.00"):
        registered.within("arrears", "answer", "1", "--channel", "phone",
                          "--text", f"押金 {amount}",
                          "--with", "A17", "--amount", amount, "--on", "2026-09-10")  # fmt: skip
    registered.within("arrears", "pay", "1", "--to", "Acquirer", "--on", "2026-09-12")
    registered.within("arrears", "print", "1", "--out", page, language="zh_CN")
    told = _text(page)
    for words in ("机具押金", "押金 198.00", "A17", "书面说明", "2026-09-12 付给Acquirer ¥99.00"):
        assert words in told
    registered.within("arrears", "print", "2", "--out", page, code=2)


def _text(page: Path) -> str:
    done = subprocess.run(["pdftotext", "-layout", page, "-"], check=True, capture_output=True)
    return done.stdout.decode()
