"""Providers: numbers with their sources, export windows, and codes that are never guessed."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError
from posassist.catalog.providers import (
    NEXT,
    Provider,
    provider_named,
    providers,
    response_code,
)
from posassist.domain.provider import UNKNOWN_CODE, CodeOutcome

SHIPPED = providers()
SOURCE = 'source = [{ title = "t", site = "example.invalid", checked = 2026-11-24 }]'
OWN = f"""
id = "mine"
kind = "acquirer"
name = {{ zh_CN = "甲支付", en = "A Pay" }}
note = {{ zh_CN = "注", en = "Note" }}
[[number]]
number = "1"
confidence = "own advice"
[codes]
confidence = "secondary"
{SOURCE}
[[code]]
code = "Y1"
outcome = "declined"
next = "retry"
meaning = {{ zh_CN = "二磁道错", en = "Track 2 error" }}
"""


def named(name: str) -> Provider:
    found = provider_named(name, SHIPPED)
    assert found is not None
    return found


def _own(folder: Path, text: str) -> Path:
    (folder / "providers").mkdir()
    (folder / "providers" / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_only_the_numbers_that_pages_agree_on_are_shipped() -> None:
    numbers = {each.id: [one.number for one in each.numbers] for each in SHIPPED if each.numbers}
    assert numbers == {"lakala": ["95016"], "unionpay": ["95516"], "wechatpay": ["95017"]}
    for each in SHIPPED:
        for one in each.numbers:
            assert len(one.claim.sources) > 1
            assert all(source.checked.year >= 2026 for source in one.claim.sources)


def test_every_provider_has_names_in_both_languages() -> None:
    assert len(SHIPPED) == 19
    for each in SHIPPED:
        assert not each.name.zh_CN.isascii()
        assert each.name.en.isascii()


def test_an_agreement_names_its_provider_as_people_write_it() -> None:
    assert named("拉卡拉支付股份有限公司").id == "lakala"
    assert named("lakala payment").id == "lakala"
    assert named("微信支付").id == "wechatpay"
    assert provider_named("拉卡拉 / 收钱吧", SHIPPED) is None
    assert provider_named("Acquirer Ltd", SHIPPED) is None


def test_the_window_in_which_a_provider_still_shows_its_records() -> None:
    window = named("拉卡拉").window
    assert window is not None
    assert (window.keeps_days, window.query_days) == (180, 31)
    assert named("快钱").window is None


@pytest.mark.parametrize("code", ["Z1", "Z3", "Y1", "Y3", "R1", "R2", "A2", "A4", "A5"])
def test_a_letter_that_vendors_use_differently_is_never_approved(code: str) -> None:
    for each in SHIPPED:
        assert response_code(code, each.name.zh_CN, SHIPPED).outcome is CodeOutcome.UNKNOWN
    assert response_code(code, "", SHIPPED).next == "query"


def test_a_code_means_what_the_table_says_and_else_nothing() -> None:
    assert response_code("00", "拉卡拉", SHIPPED).outcome is CodeOutcome.APPROVED
    assert response_code("51", "", SHIPPED).meaning.en == "Insufficient funds"
    assert response_code("68", "", SHIPPED).outcome is CodeOutcome.UNKNOWN
    assert response_code("QQ", "", SHIPPED) is UNKNOWN_CODE
    approved = {
        code
        for each in SHIPPED
        for code, meaning in each.codes.items()
        if meaning.outcome is CodeOutcome.APPROVED
    }
    assert approved == {"00", "10", "11", "16", "R3", "R4"}
    assert all(one.next in NEXT for each in SHIPPED for one in each.codes.values())


def test_a_providers_own_table_wins_over_the_networks(profile_folder: Path) -> None:
    every = providers(_own(profile_folder, OWN))
    assert response_code("Y1", "甲支付", every).meaning.en == "Track 2 error"
    assert response_code("51", "甲支付", every).outcome is CodeOutcome.DECLINED
    assert response_code("Y1", "乙", every).outcome is CodeOutcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (OWN.replace('"own advice"', '"secondary"', 1), "source"),
        (OWN.replace(SOURCE, ""), "source"),
        (OWN.replace('"acquirer"', '"bank"'), "kind"),
        (OWN + OWN[OWN.index("[[code]]") :], "twice"),
        (OWN.replace('"declined"', '"fine"'), "outcome"),
        (OWN + "[window]\nkeeps_days = 9\nquery_days = 9\n", "confidence"),
        ("hotline = 1\n" + OWN, "hotline"),
    ],
)
def test_a_wrong_file_is_refused_by_name(profile_folder: Path, text: str, told: str) -> None:
    with pytest.raises(CatalogError, match=told) as refused:
        providers(_own(profile_folder, text))
    assert refused.value.fields["file"] == "mine.toml"
