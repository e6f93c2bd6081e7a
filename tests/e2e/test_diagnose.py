"""diagnose: causes with what speaks for them, and the questions only the owner can answer."""

from typing import Any

from posassist.catalog.checklists import checklists
from posassist.usecases.intake import SEEN

AS_OF = ("--as-of", "2026-09-30")


def test_a_missing_sale_is_explained_with_the_owners_answers(filled: Any) -> None:
    missing = filled.within("discrepancies", *AS_OF)["discrepancies"][0]
    assert missing["causes"][0]["rule"] == "DX12"
    assert missing["causes"][0].keys() >= {
        "rule", "title", "likelihood", "check", "contact", "next_step", "speaks_for", "ask",
    }  # fmt: skip
    found = filled("diagnose", missing["id"], *AS_OF)
    assert found["symptom"] == "missing"
    assert 1 <= len(found["questions"]) <= 3
    moved = filled.within("diagnose", missing["id"], "--yes", "terminal_moved", *AS_OF)
    assert moved["causes"][0]["rule"] == "DX43"
    still = filled.within("diagnose", missing["id"], "--no", "terminal_moved", *AS_OF)
    assert "DX43" not in {each["rule"] for each in still["causes"]}
    assert "收单机构" in filled.says("diagnose", missing["id"], *AS_OF, language="zh_CN")


def test_a_sale_that_is_no_discrepancy_is_explained_too(filled: Any) -> None:
    rows = {
        each["amount"]: str(each["entry_id"])
        for each in filled.within("journal", "list")["journal"]
    }
    waiting = filled.within("diagnose", rows["1286.00"], "--as-of", "2026-09-15")
    assert (waiting["symptom"], waiting["causes"][0]["rule"]) == ("expected", "DX09")
    missing = filled.within("diagnose", rows["1286.00"], *AS_OF)
    assert missing["symptom"] == "missing"
    for wrong in (
        (rows["100.00"],),
        ("nothing",),
        ("99999",),
        (rows["1286.00"], "--yes", "weather"),
    ):
        filled.within("diagnose", *wrong, *AS_OF, code=2)


def test_a_response_code_is_explained_and_providers_are_listed(
    registered: Any, tmp_path: Any
) -> None:
    (tmp_path / "j.csv").write_text(
        "terminal_id,merchant_id,type,amount,currency,occurred_at,response_code,status\n"
        "T1,M1,sale,10.00,CNY,2026-09-14T10:00:00,51,declined\n"
        "T1,M1,sale,11.00,CNY,2026-09-14T10:01:00,Y1,unknown\n",
        encoding="utf-8",
    )
    registered.within("import", tmp_path / "j.csv")
    declined, unknown = (
        registered.within("diagnose", row, "--as-of", "2026-09-14") for row in ("1", "2")
    )
    assert declined["causes"][0]["rule"] == "DX05"
    assert declined["response"] == {
        "code": "51", "outcome": "declined", "meaning": "Insufficient funds",
    }  # fmt: skip
    assert unknown["response"]["outcome"] == "unknown"
    listed = registered.within("providers", "list")
    assert {each["id"]: each["keeps_days"] for each in listed["providers"]}["lakala"] == 180
    assert "slip" in listed["warning"]
    assert "95516" in registered.says("providers", "list", language="zh_CN")


def test_what_was_seen_leads_to_a_cause_without_any_file(registered: Any) -> None:
    for sign in SEEN:
        found = registered.within("diagnose", sign)
        assert found["causes"], sign
        assert len(found["questions"]) <= 3
    debited = registered.within("diagnose", "debited")
    assert (debited["symptom"], debited["causes"][0]["rule"]) == ("unknown_outcome", "DX04")
    unsure = registered.within("diagnose", "held", "--yes", "provider_unreachable")
    assert unsure["causes"][0]["rule"] == "DX45"
    assert "收单机构" in registered.says("diagnose", "not-settled", language="zh_CN")
    told = registered.within("diagnose", "nothing-of-it", code=2)["error"]["next_step"]
    assert "no-slip" in told


def test_the_signs_of_the_record_are_those_of_the_program() -> None:
    (intake,) = (each for each in checklists() if each.id == "intake")
    (sign,) = (each for each in intake.entries if each.id == "sign")
    assert {each.id: each.words.en for each in sign.options} == {
        name: each.words.template for name, each in SEEN.items()
    }
