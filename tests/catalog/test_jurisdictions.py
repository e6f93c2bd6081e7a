"""The ladders: every step named, sourced and dated, nothing unverified passed off as fact."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from posassist.base.errors import CatalogError, WrongUsage
from posassist.catalog.calendars import calendar
from posassist.catalog.jurisdictions import KINDS, Fact, Step, jurisdiction, jurisdictions
from posassist.catalog.sources import CONFIDENCE
from posassist.domain.words import Words

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


def _every_word(record: object) -> Iterator[Words]:
    if isinstance(record, Words):
        yield record
    elif isinstance(record, tuple):
        for each in record:
            yield from _every_word(each)
    elif dataclasses.is_dataclass(record):
        for each in dataclasses.fields(record):
            yield from _every_word(getattr(record, each.name))


def test_ten_places_have_a_ladder_that_begins_with_the_provider() -> None:
    places = {each.code: each for each in jurisdictions()}
    assert set(places) == {"AU", "CA", "CN", "DE", "GB", "HK", "IN", "MY", "SG", "US"}
    for code, place in places.items():
        assert place.steps[0].id == f"{code.lower()}-provider"
        assert place.steps[0].kind == "provider"
        assert calendar(place.calendar).code == place.calendar


def test_every_shipped_claim_has_a_source_and_the_day_it_was_checked() -> None:
    for place in jurisdictions():
        claims: tuple[Step | Fact, ...] = (*place.steps, *place.facts)
        for claim in claims:
            assert claim.confidence in CONFIDENCE
            assert all(each.title and each.site for each in claim.sources)
            assert all(each.checked.year >= 2026 for each in claim.sources)
        terms = [each for step in place.steps for each in (step.answer, step.file_within) if each]
        assert all(each.confidence in CONFIDENCE and each.count for each in terms)


def test_every_word_is_there_in_both_languages() -> None:
    for place in jurisdictions():
        addresses = {step.channel for step in place.steps}
        for words in _every_word(place):
            assert words.en
            assert not any("\u4e00" <= sign <= "\u9fff" for sign in words.en), words
            assert words in addresses or any("\u4e00" <= sign <= "\u9fff" for sign in words.zh_CN)


def test_who_may_take_a_step_is_asked_not_assumed() -> None:
    """A body that does not take everybody says what the shop must answer first."""
    open_to_all = {
        "ca-network",
        "cn-unionpay",
        "cn-pcac",
        "cn-police",
        "de-bafin",
        "ca-fcac",
        "gb-fca",
    }
    for place in jurisdictions():
        for step in place.steps[1:]:
            assert step.kind in KINDS
            assert bool(step.ask) == (step.id not in open_to_all), step.id
    report = next(each for each in jurisdiction("CN").steps if each.id == "cn-12315")
    assert "not a consumer" in report.ask[0].en


def test_what_nobody_could_verify_is_not_shipped() -> None:
    text = "\n".join(str(place) for place in jurisdictions())
    for unverified in ("sg-mas", "de-mahn", "430,000", "445,000", "12.5%", "CNY 0.60"):
        assert unverified not in text
    steps = {step.id: step for place in jurisdictions() for step in place.steps}
    assert steps["au-afca"].file_within is None
    assert steps["gb-court"].answer is None


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
