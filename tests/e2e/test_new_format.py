"""formats new: what CONTRACT promises of it."""

from pathlib import Path
from typing import Any

TABLE = (
    "账户明细\n入账日期;发生金额;账户余额;对方户名/名称\n25.09.2026;1.234,50;2.234,50;甲样\n"
    "26.09.2026;-34,50;2.200,00;乙样\n27.09.2026;10,00;2.210,00;甲样\n28.09.2026;-10,00;2.200,00;丙样\n"
)


def test_a_format_is_written_shown_as_sentences_and_used_by_the_next_import(
    posassist: Any, tmp_path: Path
) -> None:
    file = tmp_path / "unknown.csv"
    file.write_bytes(TABLE.encode("gb18030"))
    posassist.within("import", file, code=4)
    made = posassist.within("formats", "new", file)
    assert (made["kind"], made["encoding"], made["delimiter"], made["header_row"]) == (
        "bank", "gb18030", ";", 2,
    )  # fmt: skip
    assert made["columns"] == {
        "booked_on": "入账日期",
        "amount": "发生金额",
        "balance": "账户余额",
        "counterparty": "对方户名/名称",
    }
    assert (made["lines"], made["sums"], made["balances_chain"]) == (4, {"CNY": "1200.00"}, True)
    assert made["rows"][0].startswith("2026-09-25: ¥1,234.50 came in from 甲样")
    assert Path(made["file"]).parent == posassist.profile / "formats"
    done = posassist.within("import", file)["files"][0]
    assert (done["format"], done["new"], done["sums"]) == (made["format"], 4, {"CNY": "1200.00"})
    again = posassist.within("formats", "new", file, code=2)
    assert made["format"] in again["error"]["message"]
    assert "2026-09-26" in posassist.says("lines", "list")


def test_what_is_not_told_for_sure_writes_nothing(posassist: Any, tmp_path: Path) -> None:
    file = tmp_path / "unknown.csv"
    file.write_text("hello\nworld\n", encoding="utf-8")
    said = posassist.within("formats", "new", file, code=4)
    assert "No table" in said["error"]["message"]
    said = posassist.within("formats", "new", file, "--kind", "gift", code=2)
    assert "gift" in said["error"]["message"]
    assert not list((posassist.profile / "formats").glob("*"))
