"""What is the same for every format that needs code: claims, encodings, masking, refusals."""

from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.errors import StatementUnreadable, WrongUsage
from posassist.base.paths import Profile
from posassist.catalog.formats import Format
from posassist.statements.code_format import code_formats
from posassist.statements.recognize import claims
from posassist.statements.statement import Statement
from posassist.usecases.explain_format import all_formats

Read = Callable[..., Statement]
IDS = ["bai2", "camt", "coda", "mt940", "ofx", "qif_dmy", "qif_mdy", "qif_ymd"]
OFX = "<OFX><CURDEF>EUR<STMTTRN><TRNTYPE>POS<DTPOSTED>20260901<TRNAMT>1<NAME>{}</STMTTRN></OFX>"


def test_formats_are_found_by_being_there() -> None:
    assert [each.id for each in code_formats()] == IDS


def test_they_are_listed_among_the_others(profile_folder: Path) -> None:
    every = [each.id for each in all_formats(Profile(profile_folder))]
    assert set(IDS) < set(every)
    assert every == sorted(every)
    assert all(each.title.zh_CN and each.title.en for each in code_formats())


def test_a_claim_says_by_what_it_is_made(shipped: tuple[Format, ...]) -> None:
    made = claims("x.ofx", OFX.format("a").encode(), shipped)
    assert [(each.format_id, each.score, str(each.why[0])) for each in made] == [
        ("ofx", 1, "Its first lines say <OFX>")
    ]


def test_a_table_is_still_claimed_by_its_own_format(shipped: tuple[Format, ...]) -> None:
    made = claims("x.csv", b"booked_on,amount,currency,memo\n2026-09-01,1.00,EUR,<OFX>\n", shipped)
    assert [each.format_id for each in made] == ["posassist.bank"]


def test_a_workbook_is_never_claimed_by_code(
    book: Callable[..., bytes], shipped: tuple[Format, ...]
) -> None:
    assert (
        claims("x.xlsx", book("<row><c t='inlineStr'><is><t>a</t></is></c></row>"), shipped) == ()
    )


def test_an_unknown_format_names_those_there_are(read: Read) -> None:
    with pytest.raises(WrongUsage) as refused:
        read("x", format_id="mt999")
    assert set(IDS) < set(refused.value.fields["names"])  # type: ignore[call-overload]  # a tuple


@pytest.mark.parametrize("format_id", IDS)
@pytest.mark.parametrize("data", [b"x", b"\xff\xfe\x00\xd8", b"\xff\xfea\x00", b"\x81\x00", b"\n"])
def test_what_is_nothing_like_the_format_is_refused_not_read(
    read: Read, format_id: str, data: bytes
) -> None:
    try:
        found = read(data, format_id=format_id)
    except StatementUnreadable:
        return
    assert format_id.startswith("qif")
    assert not found.bank


def test_a_workbook_is_not_read_as_text(read: Read, book: Callable[..., bytes]) -> None:
    with pytest.raises(StatementUnreadable):
        read(book("<row/>"), format_id="ofx")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_at_the_start_tells_the_encoding(read: Read, encoding: str) -> None:
    data = OFX.format("收款 4111111111111111").encode(encoding)
    found = read(data)
    assert found.encoding == encoding
    assert found.bank[0].counterparty == "收款 411111******1111"
    assert found.kept == OFX.format("收款 411111******1111").encode(encoding)


def test_an_encoding_that_cannot_be_told_is_refused(read: Read) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        read(OFX.format("a").encode() + b"\x81\x8d")
    assert "encoding" in str(refused.value)


def test_zero_bytes_are_refused(read: Read) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        read(OFX.format("\0"))
    assert "zero bytes" in str(refused.value)


def test_a_value_too_long_to_be_one_is_refused(read: Read) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        read(OFX.format("x" * 1_000_001))
    assert refused.value.fields["count"] == 1_000_006


def test_a_whole_file_on_one_line_is_read(read: Read) -> None:
    one = OFX.format("x" * 1_000).removeprefix("<OFX>").removesuffix("</OFX>")
    assert len(read(f"<OFX>{one * 1_100}</OFX>").bank) == 1_100


def test_a_card_number_that_shows_when_another_is_struck_is_struck_too(read: Read) -> None:
    found = read(OFX.format("222840000584111 1111 1111 1111"))
    assert read(found.kept).kept == found.kept


def test_digits_of_other_scripts_are_digits_of_cards_too(read: Read) -> None:
    found = read(OFX.format("４１１１１１１１１１１１１１１１"))
    assert found.bank[0].counterparty == "４１１１１１******１１１１"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_pdf_is_refused_with_what_to_download_instead(
    read: Read, samples: Path, language: str
) -> None:
    from posassist.base.i18n import language as words  # noqa: PLC0415 - a fixture's name

    with pytest.raises(StatementUnreadable) as refused:
        read((samples / "pdf" / "beangulp_Statement.pdf").read_bytes(), name="s.csv")
    next_step = words(language).say(refused.value.next_step, **refused.value.fields)
    assert "OFX" in next_step
    assert "MT940" in next_step
