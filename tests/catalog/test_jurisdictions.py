"""The ladders: every step named, sourced and dated, nothing unverified passed off as fact."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError, WrongUsage
from posassist.catalog.calendars import calendar
from posassist.catalog.jurisdictions import jurisdiction, jurisdictions

GOOD = """
id = "XX"
currency = "EUR"
calendar = "DE"
name = { zh_CN = "甲", en = "A" }
[[step]]
id = "xx-provider"
kind = "provider"
confidence = "secondary"
title = { zh_CN = "甲", en = "A" }
who_may = { zh_CN = "甲", en = "A" }
channel = { zh_CN = "甲", en = "A" }
[[step.source]]
title = "a page"
site = "example.invalid"
checked = 2026-11-24
"""
SOURCE = GOOD[GOOD.index("[[step.source]]") :]


def _own(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "jurisdictions"
    folder.mkdir()
    (folder / "xx.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_china_has_the_promised_steps_in_order() -> None:
    china = jurisdiction("cn")
    assert [step.id for step in china.steps] == [
        "cn-provider", "cn-unionpay", "cn-pcac", "cn-pboc", "cn-12378", "cn-12315",
        "cn-payment-order", "cn-small-claims", "cn-arbitration", "cn-police",
    ]  # fmt: skip
    assert (china.currency, china.calendar) == ("CNY", "CN")
    assert china.name.in_language("zh_CN") == "中国大陆"


def test_times_count_in_the_days_they_mean() -> None:
    steps = {step.id: step for step in jurisdiction("CN").steps}
    assert (steps["cn-pboc"].deadline_days, steps["cn-pboc"].working_days) == (15, True)
    assert (steps["cn-payment-order"].deadline_days, steps["cn-payment-order"].working_days) == (
        15,
        False,
    )
    assert steps["cn-small-claims"].deadline_days == 60
    assert (steps["cn-police"].deadline_days, steps["cn-police"].working_days) == (None, False)


def test_our_own_reply_time_is_labelled_as_ours() -> None:
    first = jurisdiction("CN").steps[0]
    assert first.answer is not None
    assert first.answer.confidence == "own advice"


def test_every_shipped_claim_has_both_languages_and_a_source() -> None:
    for place in jurisdictions():
        assert calendar(place.calendar, (2026,)).code == place.calendar
        assert place.steps[0].id == f"{place.code.lower()}-provider"
        sources = [source for step in place.steps for source in step.sources]
        sources += [source for fact in place.facts for source in fact.sources]
        assert all(source.site and source.checked.year >= 2026 for source in sources)
        for step in place.steps:
            for words in (step.title, step.who_may, step.channel):
                assert words.en.isascii() or "–" in words.en or "“" in words.en or "…" in words.en
                assert not words.zh_CN.isascii() or words is step.channel


def test_the_owners_own_place_joins(tmp_path: Path) -> None:
    own = _own(tmp_path, GOOD)
    assert {"CN", "XX"} <= {each.code for each in jurisdictions(own=own)}
    assert jurisdiction("xx", own=own).steps[0].channel.en == "A"


def test_a_place_we_do_not_know_is_said_with_those_we_do() -> None:
    with pytest.raises(WrongUsage) as refused:
        jurisdiction("ZZ")
    assert "CN" in str(refused.value.fields["codes"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace(SOURCE, ""), "source"),
        (GOOD[: GOOD.index("[[step]]")], "missing"),
        (GOOD.replace("xx-provider", "yy-provider"), "xx-"),
        (GOOD + GOOD[GOOD.index("[[step]]") :], "once"),
        (GOOD.replace('"secondary"', '"unverified"'), "confidence"),
        (GOOD.replace("[[step.source]]", "deadline = 15\n[[step.source]]"), "deadline"),
        (
            GOOD.replace(
                "[[step.source]]",
                'answer = { count = 1, unit = "moon", confidence = "primary", '
                'meaning = { zh_CN = "甲", en = "A" } }\n[[step.source]]',
            ),
            "unit",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CatalogError, match=told) as refused:
        jurisdictions(own=_own(tmp_path, text))
    assert refused.value.fields["file"] == "xx.toml"
