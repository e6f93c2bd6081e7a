"""Letters: filled flatly, printed, and short enough for a chat."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.base.errors import DocumentError
from posassist.catalog.letters import FIELDS, Letter, Part, letter
from posassist.documents.letter import fill, letter_fields, letter_pdf, letter_txt
from posassist.documents.pack import EvidencePack

MakePack = Callable[..., EvidencePack]
ReadPdf = Callable[[bytes], str]
REPLY_BY = dt.date(2026, 12, 1)


def _small(text: str, short: str = "{{case.number}}") -> Letter:
    return Letter("x", "en", "CN", "T", "To", 5, (Part("", text),), short, (), "x.en.toml", "own")


def test_the_chinese_complaint_says_all_it_must(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    text = letter("complaint-provider", "zh_CN", where="CN")
    pack = make_pack()
    fields = letter_fields(pack, text, reply_by=REPLY_BY) | {"merchant.contact": "张三"}
    filled = fill(text, fields)
    assert filled.to == "银联商务支付股份有限公司"
    assert set(filled.blanks_left) == {
        "provider.department", "provider.address", "provider.phone",
        "agreement.cycle", "agreement.cut_off",
    }  # fmt: skip
    told = read_pdf(letter_pdf(filled, pack).pdf)
    place = 0
    for word in (
        "关于 POS 交易款项未到账的投诉函", "投诉人", "被投诉人", "商户号", "事由", "事实经过",
        "异常款项明细", "人民币陆佰肆拾陆元贰角整", "诉求", "2026年12月1日", "依据", "证据目录",
        "此致", "（盖章）", "附件",
    ):  # fmt: skip
        place = told.index(word, place)
    assert "________" in told
    assert pack.items[4].journal[0].record.rrn in told
    assert letter_pdf(filled, pack).pdf == letter_pdf(filled, pack).pdf


def test_the_english_complaint_is_printed(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    text = letter("complaint-provider", "en", where="cn")
    pack = make_pack(12)
    fields = letter_fields(pack, text, reply_by=REPLY_BY)
    told = " ".join(read_pdf(letter_pdf(fill(text, fields), pack).pdf).split())
    for word in ("1 December 2026", "we do not claim that a law sets it", "and 4 more"):
        assert word in told


@pytest.mark.parametrize("code", ["zh_CN", "en"])
def test_the_short_form_stays_under_five_hundred_signs(make_pack: MakePack, code: str) -> None:
    text = letter("complaint-provider", code, where="CN")
    pack = make_pack(terminals=tuple(f"{number:08d}" for number in range(200)))
    fields = letter_fields(pack, text, reply_by=REPLY_BY)
    filled = fill(text, fields)
    short = letter_txt(filled)
    assert len(short) <= 500
    assert "\n" not in short
    assert "…" in short
    assert filled.short_blanks_left == ("merchant.contact",)
    endless = fill(_small("x", "y" * 600), {})
    assert len(letter_txt(endless)) == 500


def test_days_are_said_once_when_they_are_one(make_pack: MakePack) -> None:
    text = letter("complaint-provider", "zh_CN", where="CN")
    one, two = make_pack(2).items
    first = letter_fields(make_pack(items=(one,)), text, reply_by=REPLY_BY)
    assert first["case.period"] == "2026年10月9日"
    booked = dataclasses.replace(one, journal=())
    settled = dataclasses.replace(two, journal=())
    nothing = dataclasses.replace(one, journal=(), bank=(), due_on=None, days_late=0)
    fields = letter_fields(make_pack(items=(booked, settled)), text, reply_by=REPLY_BY)
    assert fields["case.period"] == "2026年10月9日至2026年10月12日"
    empty = letter_fields(make_pack(items=(nothing,)), text, reply_by=REPLY_BY)
    assert empty["case.period"] == empty["case.due_date"] == empty["case.days_late"] == ""
    assert set(fields) <= set(FIELDS)


def test_what_a_field_holds_is_never_looked_at_again() -> None:
    filled = fill(
        _small("{{case.number}} {{merchant.full_name}}"),
        {"case.number": "{{merchant.full_name}}", "merchant.full_name": "{0.__class__} ${x} %s"},
    )
    assert filled.parts[0].text == "{{merchant.full_name}} {0.__class__} ${x} %s"


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=20)))
def test_any_text_and_any_fields_give_a_letter(text: str, fields: dict[str, str]) -> None:
    filled = fill(_small(text, text), fields)
    assert len(filled.short) <= 500


def test_a_letter_cannot_swell() -> None:
    with pytest.raises(DocumentError):
        fill(_small("{{case.number}}" * 1000), {"case.number": "x" * 2000})


def test_every_kind_of_part_is_printed(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    parts = (
        Part("Heading", "text\nsecond line"), Part("", points=("one", "two")),
        Part("", table="chronology"), Part("", table="exhibits"), Part("", "end", style="right"),
    )  # fmt: skip
    filled = fill(dataclasses.replace(_small(""), parts=parts), {})
    told = read_pdf(letter_pdf(filled, make_pack()).pdf)
    for word in ("Heading", "second line", "2. two", "GD0012", "capture.bin", "end"):
        assert word in told.replace("2.   two", "2. two").replace("2.  two", "2. two")
