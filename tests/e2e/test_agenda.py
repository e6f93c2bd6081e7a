"""agenda: what CONTRACT promises of it."""

from typing import Any


def test_money_on_its_way_and_deadlines_are_listed_by_day(filled: Any) -> None:
    waiting = filled("agenda", "--as-of", "2026-09-16")["items"]
    assert [(each["on"], each["kind"], each["about"]["count"]) for each in waiting][:1] == [
        ("2026-09-16", "deposit", 1)
    ]
    assert waiting[0].keys() == {"on", "kind", "title", "about"}
    assert waiting[0]["about"]["at_stake"] == {"currency": "CNY", "amount": "1286.00"}
    missing = filled.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]["id"]
    filled.within("cases", "open", missing, "--on", "2026-09-17")
    filled.within("cases", "log", "1", "--text", "?", "--with", "客服", "--promise", "2026-09-20",
                  "--on", "2026-09-17")  # fmt: skip
    coming = filled.within("agenda", "--as-of", "2026-10-30")["items"]
    assert [(each["on"], each["kind"], each["about"]) for each in coming] == [
        ("2026-09-20", "deadline", {"case": 1}),
        ("2026-09-23", "deadline", {"case": 1}),
    ]
    assert "客服" in coming[0]["title"]
    filled.within("cases", "close", "1", "--outcome", "given-up")
    assert filled.within("agenda", "--as-of", "2026-10-30") == {"items": []}
