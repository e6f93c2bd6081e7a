"""PAX messages: recorded frames decode as they were rung up, and rows are written as read."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals import pax_records as pax
from posassist.terminals.framing import Frame, Framer, framed
from posassist.terminals.records import Identity, Registered, Total

ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = Registered("T1", "M1", "CNY", ZONE, dt.date(2026, 11, 24))
VECTORS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "vectors"

# Recorded 2022-03-09; the cardholder's name is invented, of the same length (LRC computed again).
RECORDED = (
    "02301c5230331c312e34341c3030303030301c4f4b1c311c301c30301f415050524f56414c1f3134353735391f32"
    "30363832363936333333371f1f1f1c30321c30311c1c31313338321f301f301f301f301f301f1f1c313732351f34"
    "1f303532321f1f1f1f30311f53414d504c452f414e20582020202020202020202020202020201f1f1f301c371f30"
    "33333631393834321f32303232303330393131353131331f1c1f1c1c1c4341524442494e3d3437313734331f4852"
    "65663d313132323437343233331f534e3d3730303530303636"
)


def frame_of(wire: bytes) -> Frame:
    (heard,) = Framer().feed(wire)
    assert isinstance(heard, Frame)
    return heard


def answer_of(wire: bytes) -> pax.Answer:
    answer = pax.parse(frame_of(wire).body)
    assert answer is not None
    return answer


def detail(**fields: str) -> pax.Answer:
    """An R03 with the fields named by their place: `f2` is the host group."""
    values = ["1", "0", "00\x1fAPPROVAL", "01", "01", "", "100", "1111\x1f4",
              "7\x1f\x1f20260901120000\x1f", "", "", "", ""]  # fmt: skip
    for name, value in fields.items():
        values[int(name[1:])] = value
    answer = pax.parse(pax.response("R03", pax.OK, "OK", values))
    assert answer is not None
    return answer


def test_the_recorded_record_decodes() -> None:
    answer = answer_of(framed(bytes.fromhex(RECORDED)[1:]))
    assert (answer.number(0), answer.number(1), answer.busy) == (1, 0, False)
    known = Registered("", "", "USD", ZONE, dt.date(2026, 11, 24))
    entry = pax.entry(answer, 1, known, Identity("70050066"))
    assert dataclasses.replace(entry, raw="") == JournalEntry(
        row=1,
        terminal_id="70050066",
        type=EntryType.SALE,
        amount=Money.of(11382, "USD"),
        occurred_at=dt.datetime(2022, 3, 9, 11, 51, 13, tzinfo=ZONE),
        trace_no="7",
        rrn="206826963337",
        auth_code="145759",
        card_masked="471743******1725",
        channel=Channel.DEBIT,
        response_code="00",
        status=EntryStatus.APPROVED,
    )


def test_every_published_vector_is_cut_and_built_as_written() -> None:
    if not VECTORS.is_dir():
        pytest.skip("the published vectors lie beside the checkout, and are not there")
    vectors = json.loads((VECTORS / "terminals.json").read_text(encoding="utf-8"))
    named = {each["name"]: bytes.fromhex(each["hex"]) for each in vectors["pax"]}
    assert all(frame_of(each).sound for each in named.values())
    assert framed(pax.initialize()) == named["A00 initialize, version 1.44"]
    assert framed(pax.detail(0)) == named["R02 record 0"]
    assert framed(pax.detail(1)) == named["R02 record 1"]
    short = answer_of(named["T01 recorded timeout"])
    assert (short.code, short.text, short.field(0), short.number(0)) == (
        "100001", "TIMEOUT", "", None,
    )  # fmt: skip
    recorded = answer_of(named["R03 recorded local detail report"])
    assert (recorded.number(0), recorded.number(1), recorded.group(2)[:4]) == (
        1, 0, ["00", "APPROVAL", "145759", "206826963337"],
    )  # fmt: skip
    malformed = frame_of(bytes.fromhex(vectors["negative"][0]["hex"]))
    assert malformed.sound
    assert pax.parse(malformed.body) is None


@pytest.mark.parametrize("body", [b"", b"0", b"0\x1cR03\x1c1.44", b"0\x1cr03\x1c1\x1c0", b"\xff"])
def test_a_body_that_is_no_response_is_none(body: bytes) -> None:
    assert pax.parse(body) is None


@pytest.mark.parametrize(
    ("code", "negative", "kind"),
    [
        ("01", False, EntryType.SALE),
        ("02", True, EntryType.REFUND),
        ("03", False, EntryType.PREAUTH),
        ("04", False, EntryType.COMPLETION),
        ("16", True, EntryType.VOID),
        ("17", True, EntryType.VOID),
        ("18", False, EntryType.VOID),
        ("99", True, EntryType.REVERSAL),
        ("23", False, EntryType.OTHER),
        ("77", False, EntryType.OTHER),
    ],
)
def test_a_kind_has_its_sign(code: str, negative: bool, kind: EntryType) -> None:
    entry = pax.entry(detail(f4=code), 1, KNOWN, Identity("S1"))
    assert (entry.type, entry.amount.minor) == (kind, -100 if negative else 100)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("00\x1fAPPROVAL", EntryStatus.APPROVED),
        ("000000\x1f", EntryStatus.APPROVED),
        ("11\x1fVIP", EntryStatus.APPROVED),
        ("51\x1fNO FUNDS", EntryStatus.DECLINED),
        ("00\x1freversed", EntryStatus.REVERSED),
        ("00\x1fTIMEOUT", EntryStatus.UNKNOWN),
        ("\x1fDECLINED", EntryStatus.DECLINED),
        ("98\x1f", EntryStatus.UNKNOWN),
        ("100001\x1f", EntryStatus.UNKNOWN),
        ("\x1f", EntryStatus.UNKNOWN),
        ("Z9\x1f", EntryStatus.UNKNOWN),
        ("", EntryStatus.UNKNOWN),
    ],
)
def test_a_code_nobody_knows_is_never_approved(host: str, status: EntryStatus) -> None:
    assert pax.entry(detail(f2=host), 1, KNOWN, Identity("S1")).status is status


def test_what_was_never_approved_may_have_no_amount() -> None:
    assert pax.entry(detail(f2="51\x1f", f6=""), 1, KNOWN, Identity()).amount.minor == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"f6": ""}, {"f6": "1.00"}, {"f6": "-1"}, {"f6": "1" * 13}, {"f8": ""},
        {"f8": "7\x1f\x1f20260230120000"}, {"f8": "7\x1f\x1f2026090112000"},
    ],
)  # fmt: skip
def test_a_record_that_makes_no_sense_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r".?"):
        pax.entry(detail(**fields), 1, KNOWN, Identity())


def test_names_of_extra_data_come_in_any_case_and_a_card_may_be_unknown() -> None:
    entry = pax.entry(
        detail(f12="cardbin=622202\x1fOrigRRN=6260", f3="00", f7="1111\x1f3"), 1, KNOWN, Identity()
    )
    assert (entry.card_masked, entry.original_rrn, entry.channel) == (
        "622202******1111", "6260", Channel.QR,
    )  # fmt: skip
    entry = pax.entry(detail(f12="CARDBIN=no", f3="05"), 1, KNOWN, Identity())
    assert (entry.card_masked, entry.channel) == ("************1111", Channel.OTHER)
    assert pax.entry(detail(f7=""), 1, KNOWN, Identity()).card_masked == ""


def test_every_kind_of_row_is_read_as_it_was_written(journal: Any) -> None:
    (row,) = journal(1)
    for kind in EntryType:
        for status in EntryStatus:
            for channel in (Channel.DEBIT, Channel.CREDIT, Channel.QR, Channel.OTHER):
                negative = kind in {EntryType.REFUND, EntryType.VOID, EntryType.REVERSAL}
                code = {EntryStatus.APPROVED: "00", EntryStatus.DECLINED: "51"}.get(status, "")
                written = dataclasses.replace(
                    row, type=kind, status=status, channel=channel, response_code=code,
                    amount=Money.of(-550 if negative else 550, "CNY"), original_rrn="626000000009",
                )  # fmt: skip
                answer = pax.parse(pax.record(written, 0, 1, "S1"))
                assert answer is not None
                read = pax.entry(answer, 1, KNOWN, Identity("S1"))
                assert dataclasses.replace(read, raw="") == written


def test_a_void_of_a_return_gives_money_back(journal: Any) -> None:
    (row,) = journal(1)
    row = dataclasses.replace(row, type=EntryType.VOID, amount=Money.of(550, "CNY"), card_masked="")
    answer = pax.parse(pax.record(row, 0, 1, "S1"))
    assert answer is not None
    assert answer.field(4) == pax.VOID_OF_RETURN
    read = pax.entry(answer, 1, KNOWN, Identity("S1"))
    assert dataclasses.replace(read, raw="") == row


def test_totals_are_counted_and_read_alike(journal: Any) -> None:
    rows = journal(50)
    answer = pax.parse(pax.response("R01", pax.OK, "OK", pax.total_fields(rows)))
    assert answer is not None
    told = pax.totals(answer, "CNY")
    coded = [(pax.edc_code(row), pax.transaction_code(row), row) for row in rows]
    assert told == pax.counted(coded, "CNY")
    credit = [each.amount for each in rows if each.channel is Channel.CREDIT
              and each.type is EntryType.SALE and each.status is EntryStatus.APPROVED]  # fmt: skip
    assert told is not None
    assert told[0] == Total("credit sale", len(credit), sum(credit, Money.zero("CNY")))
    assert all(each.amount.minor >= 0 for each in told)


@pytest.mark.parametrize("fields", [[], ["00"], ["00", "1=2"], ["00", "=".join(["x"] * 14)]])
def test_totals_of_another_shape_are_none(fields: list[str]) -> None:
    answer = pax.parse(pax.response("R01", pax.OK, "OK", fields))
    assert answer is not None
    assert pax.totals(answer, "CNY") is None
