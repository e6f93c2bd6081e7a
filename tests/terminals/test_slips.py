"""Printed journals are read whatever their width and firmware, and never counted twice.

The prints are made here, by the format strings of the firmware, not by code of the program.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as drawn
from hypothesis import strategies

from posassist.catalog.patterns import patterns
from posassist.domain.journal import Channel, EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.terminals.slips import Given, Slips, kept_card, merchant_name, read_slips, struck

WORDS = patterns()
SHANGHAI = ZoneInfo("Asia/Shanghai")
SAYS = Given(SHANGHAI, "CNY")
ROWS = (  # voucher, letter, authorization, amount, card
    ("000066", "S", "123456", "1286.00", "622202******1234"),
    ("000067", "S", "", "100.00", "622848*********1235"),
    ("000068", "R", "123458", "20.00", "622202******1234"),
)
TOTAL = "消费/SALE                  %3d  %12s\n退货/REFUND                %3d  %12s\n"


def read(text: str, says: Given = SAYS) -> Slips:
    return read_slips(text, WORDS, says)


def head(batch: int = 123) -> str:
    return (
        "商户名称(MERCHANT NAME):\n晨光便利店\n商户编号(MERCHANT NO):999290054110001\n"
        f"终端编号(TERMINAL NO):99000101\n批次号(BATCH NO):{batch:06d}\n"
        "日期/时间:2026/09/14 22:10:05\n"
    )


def liaoyang(width: int = 48, title: str = "交 易 明 细 单") -> str:
    lines = []
    for voucher, letter, auth, amount, card in ROWS:
        line = "%06d %c %6.6s %12.12s %.19s" % (int(voucher), letter, auth, amount, card)  # noqa: UP031
        lines.append(line if width >= 48 else line.replace(f" {card}", f"\n{card}"))
    return (
        f"{'-' * width}\n    {title}\n{'-' * width}\n凭证号  类型 授权码   金额  卡号\n"
        "[VOUCHER TYPE AUTH NO AMOUNT CARD NO.]\n" + "\n".join(lines) + "\n"
    )


def hx123s() -> str:
    words = {"S": "消费", "R": "退货"}
    return "交易明细单\n卡号   类型   授权码\n" + "".join(
        f"{card}   {words[letter]}   {auth}\n{voucher}{'':25}RMB {amount}\n"
        for voucher, letter, auth, amount, card in ROWS
    )


def slip(**changed: str) -> str:
    said = {
        "type": "消费(SALE)", "card": "6222 02** **** 1234 I", "batch": "000123",
        "voucher": "000066", "at": "2026/09/14 10:00:00", "rrn": "626000000001",
        "amount": "RMB:1,286.00", "copy": "商户存根 MERCHANT COPY", "end": "",
    } | changed  # fmt: skip
    return (
        "银联POS签购单\nPOS SALES SLIP\n{copy}\n商户编号(MERCHANT NO):\n999290054110001\n"
        "终端编号(TERMINAL NO):\n99000101\n操作员号(OPERATOR NO):01\n卡号(CARD NO):\n{card}\n"
        "交易类型(TXN. TYPE):\n{type}\n批次号(BATCH NO)  :{batch}\n凭证号(VOUCHER NO):{voucher}\n"
        "授权码(AUTH NO)   :123456\n日期/时间(DATE/TIME):\n   {at}\n交易参考号(REF. NO):{rrn}\n"
        "金额(AMOUNT):\n{amount}\n备注/REFERENCE:\n{end}\n"
    ).format(**said)


def told(entries: tuple[JournalEntry, ...]) -> list[tuple[str, str, str, str, str]]:
    return [
        (each.trace_no, each.type.value, each.auth_code, each.amount.plain, each.card_masked)
        for each in entries
    ]


LISTED = [
    ("000066", "sale", "123456", "1286.00", "622202******1234"),
    ("000067", "sale", "", "100.00", "622848*********1235"),
    ("000068", "refund", "123458", "-20.00", "622202******1234"),
]


def test_a_slip_gives_everything_it_prints() -> None:
    found = read(slip())
    assert found.entries == (
        JournalEntry(
            row=1,
            terminal_id="99000101",
            type=EntryType.SALE,
            amount=Money.of(128600, "CNY"),
            occurred_at=dt.datetime(2026, 9, 14, 10, tzinfo=SHANGHAI),
            merchant_id="999290054110001",
            batch_no="000123",
            trace_no="000066",
            rrn="626000000001",
            auth_code="123456",
            card_masked="622202******1234",
            proven=False,
            raw=found.entries[0].raw,
        ),
    )
    assert "金额(AMOUNT):\nRMB:1,286.00" in found.entries[0].raw
    assert (found.unread, found.warnings, found.balanced) == ((), (), None)


def test_labels_of_other_firmware_lead_to_the_same_fields() -> None:
    openpos = (
        "中国银联POS签购单\n商户编号：999290054110001  操作员：01\n"
        "终端编号：99000101  清算日期：09/15\n发卡行：工商银行 收单行：银商\n"
        "卡号：622202******1234\n交易类别：消费\n批次号：000123 凭证号：000066\n授权码：123456\n"
        "日期：2026-09-14 时间：10:00:00\n参考号：626000000001\n金额：RMB 1286.00\n"
    )
    cloudpos = slip().replace("(REF. NO)", "(REF NO)").replace("(AMOUNT)", "(AMOUT)")
    for text in (openpos, cloudpos.replace("CARD NO", "CARD NUMBER")):
        (found,) = read(text).entries
        (expected,) = read(slip()).entries
        assert (found.trace_no, found.rrn, found.amount) == (
            "000066",
            "626000000001",
            expected.amount,
        )
        assert (found.occurred_at, found.auth_code) == (expected.occurred_at, "123456")
        assert (found.terminal_id, found.card_masked) == ("99000101", "622202******1234")


@pytest.mark.parametrize("width", [32, 38, 42, 48])
def test_a_list_is_read_at_any_width(width: int) -> None:
    found = read(head() + liaoyang(width))
    assert told(found.entries) == LISTED
    assert {each.occurred_at.isoformat() for each in found.entries} == {"2026-09-14T12:00:00+08:00"}
    assert [str(each) for each in found.warnings] == [
        "A list prints no times: its records stand at noon of 2026-09-14"
    ]


def test_a_list_of_two_lines_a_record_takes_head_and_day_from_its_total() -> None:
    total = "结算总计单\n" + head() + TOTAL % (2, "1386.00", 1, "20.00")
    for text in (total + hx123s(), hx123s() + total):
        found = read(text)
        assert told(found.entries) == LISTED
        assert {each.batch_no for each in found.entries} == {"000123"}
        assert [(each.kind, each.count, each.amount.plain) for each in found.totals] == [
            ("sale", 2, "1386.00"),
            ("refund", 1, "20.00"),
        ]
        for each in found.totals:
            assert each.counted(found.entries) == (each.count, each.amount)


def test_a_total_of_another_batch_says_nothing_of_a_list() -> None:
    total = "结算总计单\n" + head(124) + TOTAL % (2, "1386.00", 1, "20.00")
    text = total + "交易明细单\n终端号:99000101\n批次号:000123\n" + liaoyang().partition("]")[2]
    assert "the day" in str(read(text).unread[0].reason)
    found = read(text, Given(SHANGHAI, "CNY", at="2026-09-13 09:00"))
    assert {each.occurred_at.day for each in found.entries} == {13}
    assert found.totals[0].counted(found.entries) == (0, Money.zero("CNY"))


def test_totals_of_inland_and_foreign_cards_are_one_and_a_reprint_is_not_a_second() -> None:
    text = (
        "结 算 总 计 单\n" + head() + "类型 笔数 金额\n内卡: 对帐平\n"
        + TOTAL % (2, "1386.00", 1, "20.00")
        + "外卡: 对帐平\n"
        + TOTAL % (1, "14.00", 0, "0.00")
    )  # fmt: skip
    found = read(text + text + "****重打印/DUPLICATED****\n")
    assert [(each.count, each.amount.plain) for each in found.totals] == [
        (3, "1400.00"),
        (1, "20.00"),
    ]
    assert (found.copies, found.balanced) == (1, True)


def test_totals_by_direction_hold_for_all_that_came_in_or_went_out() -> None:
    text = (
        "交易总计单\n"
        + head()
        + "内卡借记                3     1286.00\n内卡贷记 1 20.00\n未知 9 9.00\n"
    )
    found = read(text + "统计单\n终端号:2\n批次号:7\n消费:            30.00      2\n")
    assert [(each.kind, each.count, each.amount.plain) for each in found.totals] == [
        ("into", 3, "1286.00"),
        ("out_of", 1, "20.00"),
        ("sale", 2, "30.00"),
    ]
    records = read(
        slip()
        + slip(voucher="000067", amount="100.00", rrn="2")
        + slip(voucher="000068", amount="100.00", rrn="2", type="消费撤销(VOID)")
        + slip(voucher="000069", amount="20.00", type="退货", rrn="3")
    ).entries
    assert found.totals[0].counted(records) == (1, Money.of(128600, "CNY"))
    assert found.totals[1].counted(records) == (1, Money.of(2000, "CNY"))


def test_batches_that_did_not_agree_are_flagged() -> None:
    found = read("结算总计单\n" + head() + "内卡: 对账不平\n" + TOTAL % (1, "1.00", 0, "0.00"))
    assert found.balanced is False
    assert "对账不平" in str(found.warnings[0])


def test_the_other_stub_a_reprint_and_the_row_of_a_list_are_the_same_sale() -> None:
    found = read(
        head() + liaoyang()
        + slip()
        + slip(copy="持卡人存根 CARDHOLDER COPY")
        + slip(end="****重打印/DUPLICATED****")
    )  # fmt: skip
    assert [each[0] for each in told(found.entries)] == ["000066", "000067", "000068"]
    assert found.copies == 3
    assert found.entries[0].occurred_at.hour == 10  # the slip says more than the row


def test_two_equal_sales_of_different_trace_stay_two() -> None:
    found = read(slip() + slip(voucher="000067", rrn="626000000002"))
    assert [each.trace_no for each in found.entries] == ["000066", "000067"]


def test_slips_without_a_title_are_told_apart_by_what_changes() -> None:
    bare = "终端号:1\n金额:5.00\n交易类型:消费\n日期:2026-09-14\n凭证号:{}\n"
    found = read(bare.format(1) + bare.format(1) + bare.format(2))
    assert [(each.trace_no, each.amount.plain) for each in found.entries] == [
        ("1", "5.00"),
        ("2", "5.00"),
    ]
    assert [str(each) for each in found.warnings] == [
        "A slip says no time: noon of 2026-09-14 stands for it"
    ]


def test_equal_slips_without_any_number_are_two_unless_marked_as_reprint() -> None:
    bare = "签购单\n终端号:1\n交易类型:消费\n金额:5.00\n日期/时间:20260914 101500\n"
    assert len(read(bare + bare).entries) == 2
    assert len(read(bare + bare + "重打印\n").entries) == 1
    assert read(bare).entries[0].occurred_at.strftime("%H:%M:%S") == "10:15:00"


def test_what_stands_before_the_title_belongs_to_the_slip() -> None:
    (found,) = read(
        "终端号:7\n签购单\n交易类型:消费\n金额:5.00\n日期/时间:2026-09-14 10:00\n"
    ).entries
    assert found.terminal_id == "7"


@pytest.mark.parametrize(
    ("printed", "type_", "channel", "amount"),
    [
        ("消费撤销(VOID)", EntryType.VOID, Channel.OTHER, "-1286.00"),
        ("预授权完成(请求)", EntryType.COMPLETION, Channel.OTHER, "1286.00"),
        ("微信消费", EntryType.SALE, Channel.QR, "1286.00"),
        ("奇怪", EntryType.OTHER, Channel.OTHER, "1286.00"),
    ],
)
def test_types_and_channels(printed: str, type_: EntryType, channel: Channel, amount: str) -> None:
    found = read(slip(type=printed))
    (entry,) = found.entries
    assert (entry.type, entry.channel, entry.amount.plain) == (type_, channel, amount)
    assert bool(found.warnings) is (type_ is EntryType.OTHER)


def test_a_status_that_was_typed_in_is_kept() -> None:
    (entry,) = read(slip(end="status: reversed")).entries
    assert entry.status is EntryStatus.REVERSED


def test_a_card_type_and_an_answer_code_are_kept() -> None:
    (entry,) = read(slip(end="卡类型:贷记卡\n应答码:51")).entries
    assert (entry.channel, entry.response_code) == (Channel.CREDIT, "51")
    assert entry.status is EntryStatus.DECLINED


def test_a_slip_of_a_failed_reversal_is_never_approved() -> None:
    found = read(slip(end="冲正不成功,请人工处理 ***故障单,非凭证联***"))
    assert found.entries[0].status is EntryStatus.UNKNOWN
    assert "reversal failed" in str(found.warnings[0])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (slip(amount="RMB:").replace("备注/REFERENCE:", ""), "amount"),
        (slip(amount="1.234"), "amount"),
        (slip(end="status: fine"), "status"),
        (slip(at="09/14 10:00:00"), "the day"),
        (slip(at="2026/09/14 29:00:00"), "the day"),
        (slip().replace("终端编号(TERMINAL NO):\n99000101\n", ""), "the terminal"),
        (head() + liaoyang().replace("000067 S", "00006? S"), "its list"),
        ("交易明细单\n" + head(), "its list"),
    ],
)
def test_what_is_lacking_is_said_and_never_guessed(text: str, reason: str) -> None:
    found = read(text)
    assert found.entries == ()
    assert reason in str(found.unread[0].reason)


def test_what_the_owner_says_fills_what_the_print_leaves_out() -> None:
    says = Given(SHANGHAI, "CNY", "T9", "M9", "000009", "refund", "debit", "2026-09-14T08:30")
    (entry,) = read("签购单\n凭证号:000001\n金额:5.00\n", says).entries
    assert (entry.terminal_id, entry.merchant_id, entry.batch_no) == ("T9", "M9", "000009")
    assert (entry.type, entry.channel, entry.amount.plain) == (
        EntryType.REFUND,
        Channel.DEBIT,
        "-5.00",
    )
    assert entry.occurred_at.isoformat() == "2026-09-14T08:30:00+08:00"


def test_a_sentence_that_names_a_slip_or_a_list_is_none() -> None:
    found = read(slip() + "请妥善保管签购单\n请核对明细单\n")
    assert (len(found.entries), found.unread) == (1, ())


def test_text_without_prints_gives_nothing() -> None:
    assert read("hello\n世界\n") == Slips((), (), (), (), 0, None)


def test_card_numbers_are_struck_with_and_without_a_right_check_digit() -> None:
    text = slip(card="6222 0212 3456 7890 123 S") + slip(card="4111111111111111")
    text += liaoyang().replace("622202******1234", "6222021111111234")
    safe = struck(text, WORDS)
    assert "3456 7890" not in safe
    assert "411111******1111" in safe
    assert "622202******1234" in safe
    assert "6222021111111234" not in safe
    assert next(each.card_masked for each in read(safe).entries) == "622202*********0123"
    assert struck(safe, WORDS) == safe
    assert kept_card("尾号") == ""


@drawn(
    strategies.lists(
        strategies.sampled_from(
            [*slip().splitlines(), *liaoyang().splitlines(), *hx123s().splitlines(), "结算总计单",
             "金额:", "金额:9", "终端号:1", "消费 3 5.00", "重打印", "\x1b@\x00"]
        ),
        max_size=40,
    )
)  # fmt: skip
def test_any_lines_in_any_order_are_read_or_refused(lines: list[str]) -> None:
    found = read("\r\n".join(lines))
    assert [each.row for each in found.entries] == list(range(1, len(found.entries) + 1))
    assert all(each.terminal_id and not each.proven for each in found.entries)
    traced = [
        (each.terminal_id, each.batch_no, each.trace_no, each.type, each.amount)
        for each in found.entries
        if each.trace_no
    ]
    assert len(set(traced)) == len(traced)


def test_the_merchant_is_named_as_the_first_print_has_it() -> None:
    said = "签购单\n商户名称(MERCHANT NAME)： 晨光便利店  一店\n商户编号：M1\n终端编号：T1\n"
    assert merchant_name(said, WORDS) == "晨光便利店 一店"
    assert merchant_name("签购单\n终端编号：T1\n", WORDS) == ""
    assert merchant_name("", WORDS) == ""
