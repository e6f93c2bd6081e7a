"""checks run: what CONTRACT promises of it."""

from pathlib import Path
from typing import Any


def test_doubles_gaps_and_closing_windows_are_told(registered: Any, tmp_path: Path) -> None:
    assert registered("checks", "run") == {"findings": []}
    registered.within(
        "agreement", "set", "--acquirer", "拉卡拉", "--merchant", "M1", "--cycle", "T+1",
        "--cut-off", "22:00", "--calendar", "CN", "--fee", "credit:0.60%",
    )  # fmt: skip
    (tmp_path / "j.csv").write_text(
        "terminal_id,merchant_id,type,amount,currency,occurred_at,card_masked,status\n"
        "T1,M1,sale,10.00,CNY,2026-09-14T10:00:00,622202******1111,approved\n"
        "T1,M1,sale,10.00,CNY,2026-09-14T10:04:00,622202******1111,approved\n",
        encoding="utf-8",
    )
    registered.within("import", tmp_path / "j.csv")
    (double,) = registered("checks", "run", "--as-of", "2026-09-16")["findings"]
    assert double["kind"] == "duplicate"
    assert double["at_stake"] == {"currency": "CNY", "amount": "10.00"}
    assert len(double["journal"]) == 2
    later = registered.within("checks", "run", "--as-of", "2027-03-10")["findings"]
    assert [each["kind"] for each in later] == ["duplicate", "gap", "window"]
    assert later[2]["on"] == "2027-03-13"
    assert "2027-03-13" in registered.says(
        "checks", "run", "--as-of", "2027-03-10", language="zh_CN"
    )


def test_a_checklist_once_done_falls_due_again(registered: Any) -> None:
    listed = registered("checklists", "list")["checklists"]
    assert {each["id"] for each in listed} >= {"opening", "sign-off", "training", "contingency"}
    assert {each["due_on"] for each in listed} == {None}
    done = registered.within(
        "checklists", "done", "maintenance", "--on", "2026-09-01", "--who", "张三", "--note", "ok"
    )["checklist"]
    assert (done["last_done"], done["due_on"]) == ("2026-09-01", "2026-10-01")
    assert registered.within("checks", "run", "--as-of", "2026-09-30")["findings"] == []
    (due,) = registered.within("checks", "run", "--as-of", "2026-10-01")["findings"]
    assert (due["kind"], due["on"], due["about"]) == (
        "checklist", "2026-10-01", "Terminal maintenance",
    )  # fmt: skip
    assert "机具保养" in registered.says("checks", "run", "--as-of", "2026-10-01", language="zh_CN")
    assert "机具保养" in registered.says("checklists", "list", language="zh_CN")
    registered.within("checklists", "done", "nothing", code=2)
    registered.within("undo")
    assert registered.within("checks", "run", "--as-of", "2026-10-01")["findings"] == []


def test_a_terminal_that_is_not_the_shops_is_noticed(registered: Any, tmp_path: Path) -> None:
    (tmp_path / "j.csv").write_text(
        "terminal_id,merchant_id,type,amount,currency,occurred_at\n"
        "T1,M1,sale,10.00,CNY,2026-09-14T10:00:00\nT2,M1,sale,9.00,CNY,2026-09-14T11:00:00\n",
        encoding="utf-8",
    )
    registered.within("import", tmp_path / "j.csv")
    registered.within("terminal", "set", "Desk", "--terminal-id", "T1", "--merchant", "M9")
    found = registered("checks", "run", "--as-of", "2026-09-14")["findings"]
    assert [(each["kind"], each["on"]) for each in found] == [("device", "2026-09-14")] * 2
    assert "尚未登记" in registered.says("checks", "run", "--as-of", "2026-09-14", language="zh_CN")


def test_a_slip_that_names_another_merchant_is_noticed(registered: Any, tmp_path: Path) -> None:
    slip = tmp_path / "slip.txt"
    slip.write_text(
        "签购单\n商户名称：他人百货有限公司\n商户编号：M1\n终端编号：T1\n交易类型：消费\n凭证号：000007\n"
        "参考号：626000000001\n日期/时间：2026/09/14 10:00:00\n金额：RMB 10.00\n",
        encoding="utf-8",
    )
    registered.within("journal", "add", slip)
    said = ("checks", "run", "--as-of", "2026-09-14")
    named = ("terminal", "set", "Desk", "--terminal-id", "T1", "--merchant", "M1")
    registered.within(*named, "--merchant-name", "晨光便利店")
    (found,) = (each for each in registered.within(*said)["findings"] if each["kind"] == "device")
    assert "他人百货有限公司" in found["title"]
    registered.within(*named, "--merchant-name", "他人百货有限公司")
    assert not [each for each in registered.within(*said)["findings"] if each["kind"] == "device"]
