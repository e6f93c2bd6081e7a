"""cases, evidence, letter, verify, audit, self-check: what CONTRACT promises of them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

CASE_KEYS = {
    "number", "stage", "opened_on", "closed_on", "outcome", "jurisdiction", "ladder", "deadlines",
    "contacts", "exhibits", "items", "at_stake", "recovered", "completeness",
    "limitation", "deposit",
}  # fmt: skip
AS_OF = ("--as-of", "2026-09-17")
ON = ("--on", "2026-09-17")


@pytest.fixture
def pursued(filled: Any) -> Any:
    """The filled shop with case 1 over its missing sale."""
    missing = filled.within("discrepancies", *AS_OF)["discrepancies"][0]["id"]
    filled.within("cases", "open", missing, *ON)
    return filled


def test_a_case_is_pursued_to_its_end_and_back(pursued: Any, tmp_path: Path) -> None:
    missing = pursued.within("discrepancies", *AS_OF)["discrepancies"][0]["id"]
    abroad = pursued("cases", "open", missing, "--jurisdiction", "gb", *ON)["case"]
    assert (abroad["number"], abroad["stage"], abroad["jurisdiction"]) == (2, "gb-provider", "GB")
    case = pursued("cases", "show", "1", language="zh_CN")["case"]
    assert case.keys() == CASE_KEYS
    assert case["stage"] == case["ladder"][0]["step"] == "cn-provider"
    assert case["at_stake"] == [{"currency": "CNY", "amount": "1286.00"}]
    assert [each["name"] for each in case["exhibits"]] == ["journal.csv"]
    assert len(case["completeness"]["lack"]) == 4
    logged = pursued(
        "cases", "log", "1", "--text", "卡 4111 1111 1111 1111", "--with", "客服", "--ticket", "T9",
        "--promise", "2026-09-20", *ON,
    )["case"]  # fmt: skip
    assert logged["contacts"] == [
        {
            "on": "2026-09-17", "text": "卡 4111 11** **** 1111", "with_whom": "客服",
            "ticket": "T9", "promise": "2026-09-20",
        }
    ]  # fmt: skip
    assert "2026-09-20" in {each["on"] for each in logged["deadlines"]}
    slip = tmp_path / "小票 1.txt"
    slip.write_text("slip", encoding="utf-8")
    attached = pursued("cases", "attach", "1", slip)["case"]
    assert [each["name"] for each in attached["exhibits"]] == ["journal.csv", "小票 1.txt"]
    assert pursued("cases", "advance", "1", *ON)["case"]["stage"] == "cn-unionpay"
    moved = pursued("cases", "advance", "1", "--to", "cn-small-claims", *ON)["case"]
    assert [each["step"] for each in moved["ladder"] if each["current"]] == ["cn-small-claims"]
    (court,) = (each for each in moved["ladder"] if each["current"])
    assert any("court or arbitration" in question for question in court["ask"])
    assert "仲裁" in pursued.says("cases", "show", "1", language="zh_CN")
    closed = pursued("cases", "close", "1", "--outcome", "partly", "--deposit", "2", *ON)["case"]
    assert (closed["outcome"], closed["closed_on"]) == ("partly", "2026-09-17")
    assert closed["recovered"] == {"currency": "CNY", "amount": "12.00"}
    assert closed["deposit"] == 2
    again = pursued.within("cases", "reopen", "1")["case"]
    assert (again["closed_on"], again["outcome"], again["deposit"]) == (None, None, None)
    assert again["stage"] == closed["stage"]
    pursued.within("cases", "reopen", "1", code=2)
    pursued.within("undo")
    assert [each["outcome"] for each in pursued("cases", "list")["cases"]] == ["partly", None]
    pursued.within("cases", "advance", "1", code=2)
    for _ in range(3):
        pursued.within("undo")
    assert pursued.within("cases", "show", "1")["case"]["stage"] == "cn-provider"
    assert pursued("audit", "verify")["ok"] is True


def test_what_a_case_cannot_do_is_told(pursued: Any, tmp_path: Path) -> None:
    wrong: tuple[tuple[str, ...], ...] = (
        ("cases", "open", "nothing"),
        ("cases", "show", "9"),
        ("cases", "advance", "1", "--to", "de-provider"),
        ("cases", "close", "1", "--outcome", "happy"),
        ("cases", "close", "1", "--outcome", "partly", "--deposit", "99"),
        ("letter", "1", "--letter", "love-letter", "--out", "x.pdf"),
        ("letter", "1", "--letter", "complaint-provider", "--format", "doc", "--out", "x"),
    )
    for arguments in wrong:
        assert pursued.within(*arguments, code=2)["error"]["next_step"], arguments
    assert pursued.within("cases", "attach", "1", tmp_path / "none", code=4)["error"]["name"]
    case = pursued("cases", "close", "1", "--outcome", "recovered", *ON)["case"]
    assert case["recovered"] == {"currency": "CNY", "amount": "1286.00"}


def test_packs_and_letters_are_printed_and_verified(pursued: Any, tmp_path: Path) -> None:
    out = tmp_path / "证据 packs"
    clock = {"SOURCE_DATE_EPOCH": "1789700000"}
    packs = pursued("evidence", "1", "--out", out, "--language", "zh_CN", "en", *AS_OF, **clock)
    for pack in packs["packs"]:
        assert pack.keys() >= {
            "language", "pdf", "zip", "sha256", "manifest", "pages", "pdfa", "signed",
        }  # fmt: skip
    again = pursued("evidence", "1", "--out", tmp_path / "b", "--language", "en", *AS_OF, **clock)
    assert again["packs"][0]["sha256"] == packs["packs"][1]["sha256"]
    pack = Path(packs["packs"][0]["zip"])
    found = pursued("verify", pack)
    assert found.keys() == {"ok", "anchored", "checks"}
    assert found["ok"] is True
    broken = tmp_path / "broken.zip"
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    assert pursued("verify", broken, code=4)["ok"] is False
    assert pursued.within("verify", tmp_path / "none.zip", code=4)["error"]["name"]
    for form, start in (("pdf", b"%PDF-"), ("txt", "")):
        letter = pursued("letter", "1", "--letter", "complaint-provider", "--format", form,
                         "--language", "zh_CN", "--out", tmp_path / "信" / f"l.{form}")  # fmt: skip
        assert letter["letter"].keys() == {"file", "id", "language", "to", "blanks_left"}
        written = Path(letter["letter"]["file"]).read_bytes()
        assert (
            written.startswith(start)
            if isinstance(start, bytes)
            else "1,286.00" in (written.decode())
        )


def test_the_letters_and_the_log_can_be_looked_at(pursued: Any) -> None:
    letters = pursued("letters", "list", "--jurisdiction", "CN")["letters"]
    assert {"complaint-provider"} <= {each["id"] for each in letters}
    assert {each["language"] for each in letters} == {"zh_CN", "en"}
    found = pursued("audit", "verify")
    assert found.keys() == {"ok", "anchored", "head", "length", "first_bad"}
    assert (found["ok"], found["first_bad"]) == (True, None)


def test_the_self_check_names_what_is_wrong(posassist: Any) -> None:
    found = posassist("self-check")
    assert found["ok"] is True
    assert all(each.keys() == {"name", "ok", "detail"} for each in found["checks"])
    assert {"drivers", "formats", "letters", "languages", "page"} <= {
        each["name"] for each in found["checks"]
    }
    own = posassist.profile / "guides"
    own.mkdir(parents=True)
    (own / "mine.toml").write_text("id = 'mine'\nunheard_of = 1\n", encoding="utf-8")
    wrong = posassist("self-check", code=8)
    assert (wrong["ok"], wrong["error"]["name"]) == (False, "CatalogError")
    assert "mine.toml" in json.dumps(wrong["checks"])


def test_a_pack_is_signed_with_a_certificate_of_the_shops_own(pursued: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim\n", encoding="utf-8")
    p12 = tmp_path / "shop.p12"
    password = ("--passphrase-file", secret)
    pursued("signature", "new", p12, code=2)  # nobody types a password here
    made = pursued("signature", "new", p12, *password)
    assert made["certificate"]["file"] == str(p12)
    assert os.name != "posix" or p12.stat().st_mode & 0o077 == 0
    pursued("signature", "new", p12, *password, code=2)
    out = tmp_path / "out"
    (pack,) = pursued("evidence", "1", "--out", out, "--language", "en", *AS_OF, "--sign", p12,
                      *password)["packs"]  # fmt: skip
    assert (pack["signed"], pack["pdfa"]) == (True, True)
    inside = pursued("verify", pack["zip"])
    assert {each["name"]: each["ok"] for each in inside["checks"]}["signature"] is True
    alone = posassist_elsewhere(pursued, tmp_path)("verify", pack["pdf"])
    assert alone["ok"] is True
    assert "self-made" in alone["checks"][0]["detail"]
    data = bytearray(Path(pack["pdf"]).read_bytes())
    data[2000] ^= 1
    (tmp_path / "changed.pdf").write_bytes(data)
    assert pursued("verify", tmp_path / "changed.pdf", code=4)["ok"] is False
    pursued("evidence", "1", "--out", out, "--sign", p12, code=9)  # without its password
    pursued("evidence", "1", "--out", out, "--sign", tmp_path / "none.p12", code=4)
    unsigned = pursued("evidence", "1", "--out", tmp_path / "u", "--language", "en", *AS_OF)
    assert unsigned["packs"][0]["signed"] is False


def posassist_elsewhere(command: Any, tmp_path: Path) -> Any:
    """Return the command over a profile that printed nothing."""
    return type(command)(tmp_path / "elsewhere")


def test_what_was_found_claimed_and_recovered_is_added_up(pursued: Any) -> None:
    assert pursued.within("cases", "report", "--as-of", "2026-09-16")["report"] == []
    (month,) = pursued("cases", "report", *AS_OF)["report"]
    assert month == {
        "month": "2026-09", "provider": "Acquirer", "found": {"CNY": "1286.00"},
        "claimed": {"CNY": "1286.00"}, "recovered": {}, "cases": 1, "open": 1, "days": None,
    }  # fmt: skip
    pursued("cases", "close", "1", "--outcome", "recovered", "--on", "2026-09-23")
    later = pursued("cases", "report", "--as-of", "2026-09-30")["report"][0]
    assert (later["recovered"], later["open"], later["days"]) == ({"CNY": "1286.00"}, 0, 6)
    assert "追回 ¥1,286.00" in pursued.says("cases", "report", "--as-of", "2026-09-30",
                                          language="zh_CN")  # fmt: skip
    pursued("undo")
    assert pursued("cases", "report", "--as-of", "2026-09-30")["report"][0]["open"] == 1
