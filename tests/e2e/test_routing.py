"""A folder of mixed files goes to the right shops and accounts; unknown ones ask once."""

from pathlib import Path
from typing import Any

import pytest

SETTLEMENT = "merchant_id,gross,net,currency,settled_on\n{merchant},10.00,9.94,CNY,2026-09-15\n"
BANK = "booked_on,amount,currency,memo\n2026-09-15,{amount},CNY,x\n"
OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CNY
<BANKACCTFROM><BANKID>1<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260901<DTEND>20260930
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260915<TRNAMT>{amount}<FITID>{amount}<NAME>x</STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


@pytest.fixture
def two(posassist: Any) -> Any:
    """Two shops: one with an account and a terminal, one with two accounts and an agreement."""
    posassist("shop", "set", "--name", "East")
    posassist("shop", "add", "West")
    posassist("--shop", "East", "account", "add", "ICBC", "--number-last4", "8801")
    posassist("--shop", "East", "terminal", "set", "Desk", "--terminal-id", "T1")
    for name, tail in (("CCB", "7702"), ("BOC", "6603")):
        posassist("--shop", "West", "account", "add", name, "--number-last4", tail)
    posassist("--shop", "West", "agreement", "set", "--acquirer", "A", "--merchant", "M2",
              "--cycle", "T+1", "--cut-off", "22:00", "--calendar", "CN",
              "--fee", "credit:0.60%")  # fmt: skip
    return posassist


def routed(two: Any, *paths: Path, code: int = 0) -> dict[str, tuple[str | None, str | None]]:
    said = two("import", *paths, code=code)["files"]
    return {each["file"]: (each.get("shop"), each.get("account")) for each in said}


def test_numbers_and_accounts_say_whose_a_file_is(two: Any, tmp_path: Path) -> None:
    folder = tmp_path / "month"
    folder.mkdir()
    (folder / "s.csv").write_text(SETTLEMENT.format(merchant="M2"), "utf-8")
    (folder / "j.csv").write_text(
        "terminal_id,type,amount,currency,occurred_at\nT1,sale,10.00,CNY,2026-09-14T10:00:00\n",
        "utf-8",
    )
    (folder / "a.ofx").write_text(OFX.format(account="6222000088801", amount="9.94"), "utf-8")
    (folder / "b.ofx").write_text(OFX.format(account="6222000076603", amount="8.00"), "utf-8")
    assert routed(two, folder) == {
        "s.csv": ("West", None),
        "j.csv": ("East", None),
        "a.ofx": ("East", "ICBC"),
        "b.ofx": ("West", "BOC"),
    }
    assert len(two("--shop", "West", "lines", "list")["lines"]) == 2


def test_what_cannot_be_told_is_asked_once(two: Any, tmp_path: Path) -> None:
    first, second = tmp_path / "bank-09.csv", tmp_path / "bank-10.csv"
    first.write_text(BANK.format(amount="1.00"), "utf-8")
    second.write_text(BANK.format(amount="2.00"), "utf-8")
    refused = two("import", first, code=2)["files"][0]
    assert "--shop NAME" in refused["error"]["next_step"]
    assert two("--shop", "West", "import", first, code=2)["files"][0]["error"]
    two("--shop", "West", "import", first, "--account", "CCB")
    assert routed(two, second) == {"bank-10.csv": ("West", "CCB")}
    two("--shop", "West", "undo")
    two("--shop", "West", "undo")
    routed(two, second, code=2)


def test_a_number_of_both_shops_is_asked_for_and_the_one_named_wins(
    two: Any, tmp_path: Path
) -> None:
    file = tmp_path / "s.csv"
    file.write_text(SETTLEMENT.format(merchant="M2"), "utf-8")
    two("--shop", "East", "import", file)
    again = tmp_path / "t.csv"
    again.write_text(SETTLEMENT.format(merchant="M2").replace("10.00", "11.00"), "utf-8")
    assert routed(two, again, code=2)["t.csv"][0] is None


def test_a_capture_goes_to_the_shop_of_its_terminal(two: Any, tmp_path: Path) -> None:
    kept = Path(__file__).parents[1] / "terminals" / "captures" / "pax.capture"
    capture = tmp_path / kept.name
    capture.write_bytes(kept.read_bytes())
    routed(two, capture, code=2)
    two("--shop", "West", "terminal", "set", "Bar", "--serial", "52525252")
    assert routed(two, capture) == {"pax.capture": ("West", None)}
