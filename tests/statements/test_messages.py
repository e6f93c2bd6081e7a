"""What banks write by message: right to the cent and the day, or not taken, with the reason."""

import datetime as dt

import pytest

from posassist.catalog.patterns import patterns
from posassist.statements.messages import Message, are_messages, of_account, read_messages

WORDS = patterns()
TODAY = dt.date(2026, 11, 26)


def read(text: str, day: dt.date | None = None) -> Message:
    (found,) = read_messages(text, WORDS, today=TODAY, day=day)
    return found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "您尾号2631卡9月8日11:26网上银行收入(银联入账)1元，余额4.77元。【工商银行】",
            ("2026-09-08", "1.00", "4.77", "2631", "工商银行", ""),
        ),
        (
            "甲某10月11日10时25分向您尾号7149的储蓄卡账户银联入账收入人民币15.10元,活期余额26.98元。[建设银行]",
            ("2026-10-11", "15.10", "26.98", "7149", "建设银行", ""),
        ),
        (
            "您尾号*1923的卡于12月08日11:04网络支付转入30.00元,交易后余额为31.47元。【交通银行】",
            ("2025-12-08", "30.00", "31.47", "1923", "交通银行", ""),
        ),
        (
            "您账户2102于10月12日收到本行转入人民币5000.12，付方某某公司，账号尾号0537，备注：转账[招商银行]",
            ("2026-10-12", "5000.12", "", "2102", "招商银行", "某某公司"),
        ),
        (
            "【邮储银行】19年09月08日11:01您尾号888账户银联入账金额1.00元，余额25.03元。",
            ("2019-09-08", "1.00", "25.03", "888", "邮储银行", ""),
        ),
        (
            "【中信银行】您尾号4924的中信卡于10月10日17:36，转账存入人民币1,281.11元，当前余额为人民币3.42元。",
            ("2026-10-10", "1281.11", "3.42", "4924", "中信银行", ""),
        ),
        (
            "账户*0936于07月29日09:54存入￥0.01元，可用余额5.01元。银联入账：业务组。【民生银行】",
            ("2026-07-29", "0.01", "5.01", "0936", "民生银行", ""),
        ),
        (
            "您尾号3252卡人民币活期11月2日14:39存入1.00[银联入账:某某店]，可用余额5.09。【浦发银行】",
            ("2026-11-02", "1.00", "5.09", "3252", "浦发银行", "某某店"),
        ),
        (
            "【广发银行】您尾号2531卡30日11:51收入人民币1.33元（银联入账-某某店）。",
            ("2026-10-30", "1.33", "", "2531", "广发银行", "某某店"),
        ),
        (
            "您账户3104于2026-10-29 11:29银联入账转入人民币300元，详见 pingan.com/foMI【平安银行】",
            ("2026-10-29", "300.00", "", "3104", "平安银行", ""),
        ),
        (
            "您的账户2931于07月29日11:28支出人民币0.30元，余额0.85元。二维码付款。【华夏银行】",
            ("2026-07-29", "-0.30", "0.85", "2931", "华夏银行", ""),
        ),
        (
            "【中国农业银行】您尾号0579账户10月17日09:27完成代付交易人民币2309.95，余额2932.80。",
            ("2026-10-17", "2309.95", "2932.80", "0579", "中国农业银行", ""),
        ),
        (
            "【中国农业银行】您尾号0579账户10月17日09:27完成网上支付交易人民币-9.95，余额2932.80。",
            ("2026-10-17", "-9.95", "2932.80", "0579", "中国农业银行", ""),
        ),
    ],
)
def test_a_message_is_read(text: str, told: tuple[str, ...]) -> None:
    found = read(text)
    assert found.line is not None, found.reason
    line = found.line
    assert told == (
        line.booked_on.isoformat(),
        line.amount.plain,
        line.balance.plain if line.balance else "",
        found.account,
        found.bank,
        line.counterparty,
    )
    assert are_messages(text, WORDS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("您的验证码是 123456，请勿告诉他人。【工商银行】", "no amount"),
        ("您尾号8888卡10月1日入账100.00美元【中国银行】", "another currency"),
        ("您尾号8888卡10月1日收入100.00元，手续费2.00元", "several amounts: ¥100.00, ¥2.00"),
        ("您尾号8888卡10月1日收入100.00元，消费退回", "both that money came in and"),
        ("您尾号8888卡10月1日100.00元", "whether money came in or went out"),
        ("您10月1日收入100.00元", "the account"),
        ("您尾号8888卡收入100.00元", "the day"),
        ("您尾号8888卡2月31日收入100.00元", "the day"),
        ("您尾号8888卡2027年1月1日收入100.00元", "the day"),
    ],
)
def test_what_is_not_sure_is_not_taken(text: str, reason: str) -> None:
    found = read(text)
    assert found.line is None
    assert reason in str(found.reason)


def test_a_day_said_beside_stands_where_the_message_says_none() -> None:
    found = read("尾号2989账户20:57存入1元，余额12.93元[光大银行]", TODAY)
    assert found.line is not None
    assert (found.line.booked_on, found.line.reference) == (TODAY, "20:57")


def test_messages_of_another_account_are_left_unread() -> None:
    text = "您尾号8801卡9月8日收入1元\n\n您尾号1234卡9月8日收入1元\n再见\n"
    found = of_account(read_messages(text, WORDS, today=TODAY), "8801")
    assert [each.line is not None for each in found] == [True, False, False]
    assert "another account" in str(found[1].reason)
    assert not are_messages("再见", WORDS)


def test_a_card_number_in_a_message_is_struck() -> None:
    number = "6222" + "0" * 11 + "9"
    assert number not in read(f"您尾号8801卡9月8日收入1元 {number}").text
