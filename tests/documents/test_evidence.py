"""The printed pack, read back by another program."""

import dataclasses
import datetime as dt
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf.pdfa import validate_written

from posassist.base.errors import DocumentError
from posassist.documents import evidence
from posassist.documents.evidence import evidence_pdf
from posassist.documents.fonts import Glyphs
from posassist.documents.grid import Column, Row, grid
from posassist.documents.pack import EvidencePack, Happening, Needed
from posassist.documents.pdfa import repair_texts
from posassist.documents.records import as_read
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
    with pikepdf.open(io.BytesIO(first)) as document:
        assert str(document.docinfo.CreationDate).startswith("D:20261124103000+08'00")


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
        "CNY six hundred forty-six and 20/100, 人民币陆佰肆拾陆元贰角整",
        "Exhibit 1: capture.bin",
        "DRAFT, not to be handed in",
        "Not proven: read once, or from a slip.",
        "Promised by 2026-11-25.",
        "37 s fast",
        f"Page {rendered.pages} of {rendered.pages}",
    ):
        assert text in told, text


def test_the_contents_name_the_pages(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    rendered = evidence_pdf(make_pack(), "en")
    pages = read_pdf(rendered.pdf).split("\f")
    lines = pages[0].splitlines()
    place = next(line for line in lines if "Integrity" in line).split()[-1]
    assert "13 Integrity" in pages[int(place) - 1].replace("  ", " ")


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
    with pikepdf.open(io.BytesIO(rendered.pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                assert thing.get("/S") != "/URI"
                assert thing.get("/Subtype") != "/Image"
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
    long = "龘 with words；" * 400
    row = two.settlement[0]
    raw = dataclasses.replace(row, record=dataclasses.replace(row.record, raw="Z" * 12_000))
    items = (
        dataclasses.replace(one, reason=long),
        dataclasses.replace(two, settlement=(raw,)),
    )
    told = read_pdf(evidence_pdf(make_pack(items=items, acquirer="Q" * 3000), "en").pdf)
    assert told.count("龘") == 400
    assert told.count("Z") == 12_000


def test_a_pack_of_many_items_is_printed(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    pack = make_pack(400)
    rendered = evidence_pdf(pack, "en")
    assert rendered.pages > 50
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
    assert "Promised by 2" not in told


def test_a_page_that_cannot_be_laid_out_is_told(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("posassist.documents.page._TOP", 700)
    with pytest.raises(DocumentError, match="laid out"):
        evidence_pdf(make_pack(1), "en")


def test_pages_are_archivable_and_carry_the_originals(
    make_pack: MakePack, originals: dict[str, bytes]
) -> None:
    rendered = evidence_pdf(make_pack(), "zh_CN", originals)
    assert rendered.pdfa
    assert validate_written(io.BytesIO(rendered.pdf), "3b").passed
    with pikepdf.open(io.BytesIO(rendered.pdf)) as document:
        carried = {
            name: spec.get_file().read_bytes() for name, spec in document.attachments.items()
        }
        assert carried == {
            "capture.bin": b"capture", "十月.xlsx": b"export", "bank.csv": b"statement",
            "小票.jpg": b"photo",
        }  # fmt: skip
        assert str(document.Root.Lang) == "zh-CN"
        with document.open_outline() as outline:
            titles = [each.title for each in outline.root]
        assert titles[0] == "1  缺少什么，为什么应当到账"
        assert len(titles) == 14
    assert evidence_pdf(make_pack(), "zh_CN", originals).pdf == rendered.pdf


def test_more_originals_than_a_page_can_carry_are_refused(
    make_pack: MakePack, originals: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LARGEST", 3)
    with pytest.raises(DocumentError, match="500 MB"):
        evidence_pdf(make_pack(), "en", originals)


def test_every_font_is_embedded(make_pack: MakePack, tmp_path: Path) -> None:
    path = tmp_path / "pack.pdf"
    path.write_bytes(evidence_pdf(make_pack(), "en").pdf)
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True, text=True)
    rows = done.stdout.splitlines()[2:]
    assert rows
    assert all("NotoSansSC" in row and row.split()[-5] == "yes" for row in rows), done.stdout


def test_a_final_pack_has_a_version_and_no_word_of_what_it_lacks(
    make_pack: MakePack, read_pdf: ReadPdf
) -> None:
    needed = (Needed("slips", there=False, how="photograph them"), Needed("journal", there=True))
    draft = read_pdf(evidence_pdf(make_pack(completeness=needed), "en").pdf)
    assert draft.count("DRAFT") == draft.count("\f") + 1  # the cover says it twice
    assert "1 of 2" in draft
    assert "photograph them" in draft
    final = read_pdf(evidence_pdf(make_pack(completeness=needed, version=2), "en").pdf)
    assert "Version 2" in final
    for word in ("DRAFT", "photograph them", "lacking"):
        assert word not in final


def test_letter_paper_holds_the_same(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    rendered = evidence_pdf(make_pack(), "en", paper="letter")
    with pikepdf.open(io.BytesIO(rendered.pdf)) as document:
        assert [float(each) for each in document.pages[0].MediaBox] == [0, 0, 612, 792]
    told = read_pdf(rendered.pdf)
    assert all(item.journal[0].record.rrn in told for item in make_pack().items)


def test_a_payout_is_not_shown_as_its_first_line(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    lines = tuple(line for item in make_pack(6).items for line in item.settlement)
    item = dataclasses.replace(make_pack(1).items[0], journal=(), bank=(), settlement=lines)
    claimed = read_pdf(evidence_pdf(make_pack(items=(item,)), "en").pdf).split("2 Items claimed")
    assert "a payout of 3 lines, ¥386.52 net;" in claimed[-1]
    assert lines[0].record.rrn not in claimed[-1].split("Three-way")[0]


def test_a_raw_table_row_is_written_as_names_and_values() -> None:
    assert as_read('{"金额": "7", "卡号": "", "备注": null}') == "金额: 7"
    assert as_read("R03\x1cOK") == "R03\x1cOK"
    assert as_read("[1, 2]") == "[1, 2]"


def test_no_table_leaves_one_row_alone_on_a_page(make_pack: MakePack, read_pdf: ReadPdf) -> None:
    for count in range(30, 42, 2):
        happenings = tuple(
            Happening(dt.date(2026, 10, 9), f"happened-{number}") for number in range(count)
        )
        pages = read_pdf(evidence_pdf(make_pack(1, chronology=happenings), "en").pdf).split("\f")
        per_page = [page.count("happened-") for page in pages]
        assert sum(per_page) == count
        assert all(found != 1 for found in per_page)


def test_a_table_of_few_rows_is_not_left_with_one_of_them() -> None:
    columns = [Column("a", 20)]
    table = grid(columns, [Row(("x",))] * 6, Glyphs())
    _width, height = table.wrap(0, 0)
    first, second = table.split(0, height - 1)
    drawn = [(part.wrap(0, 0)[1]) for part in (first, second)]
    assert drawn[0] == drawn[1]
    assert table.split(0, 60) == []
    assert len(table.split(0, height)) == 1


def test_signs_beyond_the_first_plane_are_searchable() -> None:
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            ToUnicode=document.make_stream(b"1 beginbfchar\n<01> <20BB7>\n<02> <4E2D>\nendbfchar"),
        )
    )
    document.Root.Probe = font
    repair_texts(document)
    assert font.ToUnicode.read_bytes() == b"1 beginbfchar\n<01> <D842DFB7>\n<02> <4E2D>\nendbfchar"
