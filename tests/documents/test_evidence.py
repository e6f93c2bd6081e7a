"""The printed pack, read back by another program."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from posassist.base.errors import DocumentError
from posassist.documents.evidence import evidence_pdf
from posassist.documents.pack import EvidencePack
from posassist.domain.case import Contact
from posassist.domain.money import Money
from posassist.domain.words import Words

MakePack = Callable[..., EvidencePack]
ReadPdf = Callable[[bytes], str]


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_the_same_case_and_clock_give_the_same_bytes(make_pack: MakePack, code: str) -> None:
    first = evidence_pdf(make_pack(), code)
    assert first.pdf == evidence_pdf(make_pack(), code).pdf
    assert first.replaced_glyphs == ()
    later = make_pack(printed_on=make_pack().printed_on + dt.timedelta(seconds=1))
    assert first.pdf != evidence_pdf(later, code).pdf


def test_the_environment_does_not_change_the_bytes(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = evidence_pdf(make_pack(), "en").pdf
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert evidence_pdf(make_pack(), "en").pdf == first
    assert b"D:20261124103000+08'00'" in first


def test_chinese_numbers_and_amounts_come_back_as_text(
    make_pack: MakePack, read_pdf: ReadPdf
) -> None:
    pack = make_pack()
    rendered = evidence_pdf(pack, "zh_CN")
    told = read_pdf(rendered.pdf)
    assert f"第1页/共{rendered.pages}页" in told.replace(" ", "")
    for text in (
        "解放路老张面馆", "银联商务支付股份有限公司", "案件 3", "人民币陆佰肆拾陆元贰角整",
        "¥646.20", "999290054110001", "10001234", "GD0012", "已冻结", "终端批准",
        "可证明未被修改", "SHA256SUMS", "sha256sum -c", "posassist verify",
        "622202******1234",
    ):  # fmt: skip
        assert text in told, text
    assert "采信" not in told
    for item in pack.items:
        assert item.journal[0].record.rrn in told
        assert str(item.at_stake) in told
    for exhibit in pack.exhibits:
        assert exhibit.sha256 in told
    assert pack.chain_head.hash in told


def test_english_pages_say_the_same(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    rendered = evidence_pdf(make_pack(), "en")
    told = read_pdf(rendered.pdf)
    for text in (
        "Evidence of card takings in dispute",
        "Sale 4 stands in no settlement",
        "1 of 3 records that cannot be told apart",
        "Read once, under a weak check.",
        "Promised by 2026-11-25.",
        "37 s fast",
        f"Page {rendered.pages} of {rendered.pages}",
    ):
        assert text in told, text


def test_the_contents_name_the_pages(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    rendered = evidence_pdf(make_pack(), "en")
    pages = read_pdf(rendered.pdf).split("\f")
    integrity = next(line for line in pages[0].splitlines() if "Integrity" in line)
    assert integrity.split()[-1] == str(rendered.pages)
    assert "10 Integrity" in pages[rendered.pages - 1].replace("  ", " ")


def test_a_case_with_next_to_nothing_still_prints(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    bare = make_pack(
        0, exhibits=(), comparison=(), chronology=(), contacts=(), acquisitions=(), agreement=(),
        merchants=(), terminals=(), account="", acquirer="", opened_on=None,
    )  # fmt: skip
    told = read_pdf(evidence_pdf(bare, "en").pdf)
    assert "No row of this kind belongs to this case." in told
    assert "Nothing was logged in this case yet." in told
    assert "The terms agreed with the provider are not in the books." in told
    assert "No comparison belongs to this case." in told


def test_items_without_a_journal_show_the_providers_or_the_banks_row(
    make_pack: MakePack, read_pdf: ReadPdf
) -> None:
    one, two = make_pack(2).items
    settled = dataclasses.replace(two, journal=())
    booked = dataclasses.replace(
        one, journal=(), settlement=(), due_on=None, days_late=0, reason=Words("原因", "a reason"),
        at_stake=Money.of(1286, "USD"),
    )  # fmt: skip
    told = read_pdf(evidence_pdf(make_pack(items=(settled, booked)), "en").pdf)
    assert "USD 12.86" in told
    assert "a reason" in told
    assert "2026-10-09 09:07:00" in told


def test_what_stands_in_data_is_never_markup(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    nasty = (
        '<img src="file:///etc/passwd"/><a href="https://example.invalid/">x</a>'
        "<para><font size=99>&amp;</para> {{case.total}} %s {0}"
    )
    item = dataclasses.replace(make_pack(1).items[0], reason=nasty, kind=nasty)
    pack = make_pack(items=(item,), acquirer=nasty, account=nasty, agreement=((nasty, nasty),))
    rendered = evidence_pdf(pack, "en")
    assert b"/URI" not in rendered.pdf
    assert b"/Subtype /Image" not in rendered.pdf
    told = read_pdf(rendered.pdf).replace("\n", "").replace(" ", "")
    assert '<imgsrc="file:///etc/passwd"/>' in told
    assert "<fontsize=99>&amp;</para>" in told


def test_a_sign_outside_the_font_is_seen_and_reported(
    make_pack: MakePack, read_pdf: ReadPdf
) -> None:
    rendered = evidence_pdf(make_pack(account="账户😀\u202e"), "zh_CN")
    assert rendered.replaced_glyphs == ("\u202e", "😀")
    assert "账户[U+1F600][U+202E]" in read_pdf(rendered.pdf)


def test_texts_of_any_length_are_printed_whole(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    one, two = make_pack(2).items
    long = "很长的原因 with words；" * 400
    row = two.settlement[0]
    raw = dataclasses.replace(row, record=dataclasses.replace(row.record, raw="Z" * 12_000))
    items = (
        dataclasses.replace(one, reason=long),
        dataclasses.replace(two, settlement=(raw,)),
    )
    told = read_pdf(evidence_pdf(make_pack(items=items, acquirer="Q" * 3000), "en").pdf)
    assert "".join(told.split()).count("很长的原因") == 400
    assert told.count("Z") == 12_000


def test_a_pack_of_three_thousand_items_is_printed(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    pack = make_pack(3000)
    rendered = evidence_pdf(pack, "en")
    assert rendered.pages > 100
    told = read_pdf(rendered.pdf)
    assert all(item.journal[0].record.rrn in told for item in pack.items)
    assert f"Page {rendered.pages} of {rendered.pages}" in told


def test_rows_may_know_next_to_nothing(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    one, two = make_pack(2).items
    entry, line, booked = one.journal[0], two.settlement[0], one.bank[0]
    entry = dataclasses.replace(
        entry, record=dataclasses.replace(entry.record, raw="", card_masked="", proven=True)
    )
    line = dataclasses.replace(
        line,
        record=dataclasses.replace(line.record, raw="", occurred_on=None, occurred_time=None,
                                   rrn="", order_id="ORDER-7"),
    )  # fmt: skip
    booked = dataclasses.replace(booked, record=dataclasses.replace(booked.record, raw=""))
    item = dataclasses.replace(one, journal=(entry,), settlement=(line,), bank=(booked,))
    told = read_pdf(evidence_pdf(make_pack(items=(item, item)), "en").pdf)
    assert "ORDER-7" in told
    assert "As read" not in told


def test_a_contact_needs_only_its_words(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    bare = Contact(dt.date(2026, 11, 21), "nobody picked up")
    told = read_pdf(evidence_pdf(make_pack(contacts=(bare,)), "en").pdf)
    assert "nobody picked up" in told
    assert "Promised by" not in told


def test_a_page_that_cannot_be_laid_out_is_told(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posassist.documents.page._TOP", 700)
    with pytest.raises(DocumentError, match="laid out"):
        evidence_pdf(make_pack(1), "en")
