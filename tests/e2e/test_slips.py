"""journal add: slips and totals, typed in or pasted."""

import subprocess
from pathlib import Path
from typing import Any

SLIP = """\
银联POS签购单
商户编号(MERCHANT NO):M1
终端编号(TERMINAL NO):
T1
卡号(CARD NO):
{card} S
交易类型(TXN. TYPE):消费(SALE)
批次号(BATCH NO)  :000001
凭证号(VOUCHER NO):000004
日期/时间(DATE/TIME):
   2026/09/15 11:00:00
交易参考号(REF. NO):626000000004
金额(AMOUNT):
RMB:{amount}
"""
TYPED = ("--terminal-id", "T1", "--merchant", "M1", "--batch", "1", "--amount", "12.50")
AT = ("--at", "2026-09-15T09:30")


def pasted(posassist: Any, data: bytes, code: int = 0) -> Any:
    return posassist("journal", "add", "-", stdin=data, code=code)


def journal(posassist: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = posassist.within("journal", "list")["journal"]
    return found


def test_pasted_text_is_kept_without_card_numbers_and_the_same_slip_adds_nothing(
    posassist: Any,
) -> None:
    text = SLIP.format(card="6222 0212 3456 7890 123", amount="1,286.00")
    first = pasted(posassist, text.encode("gb18030"))
    assert (first["entries"], first["new"], first["sums"]) == (1, 1, {"CNY": "1286.00"})
    again = pasted(posassist, text.encode("utf-8"))
    assert (again["entries"], again["new"], again["already_known"]) == (1, 0, 1)
    (entry,) = journal(posassist)
    assert (entry["card_masked"], entry["source"]) == ("622202*********0123", first["file"])
    assert (entry["rrn"], entry["occurred_at"]) == ("626000000004", "2026-09-15T11:00:00")
    kept = posassist.profile / "vault" / first["sha256"][:2] / first["sha256"]
    assert kept.read_bytes().decode("gb18030") == text.replace(
        "6222 0212 3456 7890 123", "622202*********0123"
    )
    for each in posassist.profile.rglob("*"):
        assert not each.is_file() or b"3456 7890" not in each.read_bytes()


def test_two_equal_slips_of_different_trace_both_stay(posassist: Any) -> None:
    for trace, new in (("7", 1), ("8", 1), ("8", 0)):
        assert posassist.within("journal", "add", *TYPED, *AT, "--trace", trace)["new"] == new
    assert [each["trace_no"] for each in journal(posassist)] == ["7", "8"]


def test_what_is_typed_is_what_is_kept(posassist: Any) -> None:
    posassist.within("journal", "add", *TYPED, *AT, "--type", "refund", "--card", "1234",
                     "--auth", "A1", "--channel", "debit", "--status", "unknown", "--rrn", "6",
                     "--note", "slip torn; amount: 99.00\nterminal_id: T2")  # fmt: skip
    (entry,) = journal(posassist)
    assert {name: entry[name] for name in ("type", "amount", "card_masked", "auth_code", "channel",
                                           "status", "rrn", "terminal_id", "currency")} == {
        "type": "refund", "amount": "-12.50", "card_masked": "1234", "auth_code": "A1",
        "channel": "debit", "status": "unknown", "rrn": "6", "terminal_id": "T1", "currency": "CNY",
    }  # fmt: skip


def test_undo_and_redo_are_exact(filled: Any) -> None:
    before = journal(filled)
    done = pasted(filled, SLIP.format(card="622202******2222", amount="30.00").encode())
    after = journal(filled)
    assert len(after) == len(before) + done["new"] == 4
    filled.within("undo")
    assert journal(filled) == before
    filled.within("redo")
    assert journal(filled) == after
    filled.within("imports", "undo", done["import_id"])
    assert journal(filled) == before
    filled.within("undo")
    assert journal(filled) == after


def test_a_slip_of_what_the_books_hold_by_its_numbers_adds_nothing(filled: Any) -> None:
    done = filled.within("journal", "add", "--terminal-id", "T1", "--batch", "000001", "--trace",
                         "000002", "--amount", "1286", "--at", "2026-09-15")  # fmt: skip
    assert (done["new"], done["already_known"]) == (0, 1)


def test_totals_are_held_against_the_books_and_are_no_sales(filled: Any) -> None:
    batch = ("--terminal-id", "T1", "--batch", "1")
    right = filled.within("journal", "add", *batch, "--batch-total", "3:1436.00")
    assert (right["entries"], right["totals_agree"]) == (0, True)
    wrong = filled.within(
        "journal", "add", *batch, "--batch-total", "4:1500.00", "--batch-total", "refund:1:2.00"
    )
    assert wrong["totals_agree"] is False
    assert wrong["totals"][0] == {
        "kind": "sale", "terminal_id": "T1", "batch_no": "1", "count": 4, "currency": "CNY",
        "amount": "1500.00", "counted": {"count": 3, "amount": "1436.00"}, "agrees": False,
    }  # fmt: skip
    assert "the books hold 3, ¥1,436.00" in wrong["warnings"][0]
    assert len(journal(filled)) == 3
    said = filled.says("journal", "add", *batch, "--batch-total", "3:1436.00")
    assert "agrees: 3, ¥1,436.00" in said


def test_slips_and_a_bank_file_find_the_money_that_did_not_come(
    registered: Any, files: dict[str, Path]
) -> None:
    for amount, at in (("100.00", "2026-09-14T10:00"), ("1286.00", "2026-09-15T11:00"),
                       ("50.00", "2026-09-16T12:00")):  # fmt: skip
        registered.within("journal", "add", "--terminal-id", "T1", "--merchant", "M1", "--amount",
                          amount, "--at", at, "--channel", "credit")  # fmt: skip
    registered.within("import", files["bank"])
    found = registered.within("reconcile", "--as-of", "2026-09-20", code=3)
    assert {kind: each["at_stake"] for kind, each in found["discrepancies"].items()} == {
        "missing": {"CNY": "1286.00"}
    }
    (missing,) = registered.within("discrepancies", "--as-of", "2026-09-20")["discrepancies"]
    registered.within("cases", "open", missing["id"], "--on", "2026-09-20")
    out = registered.profile.parent / "pack"
    registered.within("evidence", "1", "--out", out, "--language", "en")
    (pdf,) = out.glob("*.pdf")
    text = subprocess.run(
        ["pdftotext", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "slips, typed in or pasted by the shop" in " ".join(text.split())
    assert "the terminal's own record" not in " ".join(text.split())


def test_what_is_wrong_is_told(posassist: Any) -> None:
    for options, code, words in (
        (("--amount", "1"), 2, "which terminal"),
        (("--terminal", "none", "--amount", "1"), 2, "no terminal named none"),
        (("--terminal-id", "T"), 2, "neither a slip nor a total"),
        (("--terminal-id", "T", "--amount", "1"), 2, "--at"),
        (("--terminal-id", "T", "--amount", "1.234", *AT), 2, "--amount"),
        (("--terminal-id", "T", "--amount", "1", "--type", "gift", *AT), 2, "--type"),
        (("--terminal-id", "T", "--batch-total", "x:1"), 2, "--batch-total"),
        (("-", "--amount", "1"), 2, "either typed in or read"),
        (("nothing.txt",), 4, "cannot be opened"),
    ):
        said = posassist.within("journal", "add", *options, code=code)
        assert words in said["error"]["message"], options
    assert "no slip, list or total" in pasted(posassist, b"hello", code=4)["error"]["message"]
    lacking = SLIP.format(card="1234", amount="").encode()
    assert "the amount" in pasted(posassist, lacking, code=4)["error"]["message"]
    assert "encoding" in pasted(posassist, b"\xff\xff\xff", code=4)["error"]["message"]
    assert "longer" in pasted(posassist, b"a" * 5_000_000, code=4)["error"]["message"]
    assert journal(posassist) == []


def test_a_named_terminal_says_its_numbers(posassist: Any) -> None:
    posassist.within("terminal", "set", "till", "--terminal-id", "T5", "--merchant", "M5",
                     "--currency", "EUR")  # fmt: skip
    for options in (("--terminal", "till"), (), ("--terminal-id", "T5")):
        posassist.within("journal", "add", *options, "--amount", "2.00", *AT)
    (entry,) = journal(posassist)
    assert (entry["terminal_id"], entry["merchant_id"], entry["currency"]) == ("T5", "M5", "EUR")


def test_text_of_a_windows_editor_is_read(posassist: Any, tmp_path: Path) -> None:
    text = SLIP.format(card="622202******1234", amount="5.00").replace("\n", "\r\n")
    for codec, new in (("utf-16", 1), ("utf-8-sig", 0)):
        file = tmp_path / f"{codec}.txt"
        file.write_bytes(text.encode(codec))
        assert posassist.within("journal", "add", file)["new"] == new
    for step in ("undo", "undo", "redo"):
        posassist.within(step)
    assert [each["amount"] for each in journal(posassist)] == ["5.00"]


def test_messages_of_the_bank_and_a_photo_come_in_by_command(
    posassist: Any, tmp_path: Path
) -> None:
    (tmp_path / "sms.txt").write_text(
        "您尾号8801卡9月15日09:26收入99.40元，余额104.77元。【工商银行】\n再见\n", encoding="utf-8"
    )
    done = posassist.within("lines", "add", tmp_path / "sms.txt")
    assert [(each["amount"], each["reason"]) for each in done["messages"]] == [
        ("99.40", None),
        (None, "it names no amount"),
    ]
    assert (done["new"], posassist.within("lines", "list")["lines"][0]["kind"]) == (1, "bank")
    (tmp_path / "a.jpg").write_bytes(b"\xff\xd8\xff a photo")
    slip = ("--terminal-id", "T1", "--amount", "88", "--at", "2026-09-14T10:00")
    done = posassist.within("journal", "add", *slip, "--photo", tmp_path / "a.jpg")
    assert (done["new"], len(done["photos"])) == (1, 1)
