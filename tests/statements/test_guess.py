"""What an unknown table is told to be, and when nothing is told at all."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.errors import StatementUnreadable, WrongUsage
from posassist.base.paths import Profile
from posassist.catalog.formats import formats
from posassist.domain.settlement import StatementKind
from posassist.statements.guess import Answers, Guess, guess
from posassist.statements.recognize import open_source
from posassist.statements.told_table import SIGN, WAY
from posassist.usecases.import_statement import import_statement
from posassist.usecases.new_format import new_format
from posassist.usecases.shop import open_shop

KNOWN = formats()


def told(text: str, said: StatementKind | Answers | None = None) -> Guess:
    answers = said if isinstance(said, Answers) else Answers(kind=said)
    return guess(open_source("unknown.csv", text.encode()), KNOWN, answers)


def columns(found: Guess) -> dict[str, str]:
    return {key: each.header for key, each in found.columns.items()}


def test_a_running_balance_tells_columns_whose_names_say_nothing() -> None:
    found = told("a,b,c,d\n2026-09-25,1.00,,11.00\n2026-09-26,,3.00,8.00\n"
                 "2026-09-27,2.00,,10.00\n2026-09-28,,4.00,6.00\n")  # fmt: skip
    assert columns(found) == {"booked_on": "a", "credit": "b", "debit": "c", "balance": "d"}
    assert (found.kind, found.sign) == (StatementKind.BANK, "credit_debit")


@pytest.mark.parametrize(("sign", "rule"), [(1, "as_is"), (-1, "inverted")])
def test_the_balance_tells_the_sign(sign: int, rule: str) -> None:
    rows, left = ["on,x,y"], 100
    for day, amount in enumerate((5, -7, 9, 4, -2), start=20):
        left += amount
        rows.append(f"2026/09/{day},{sign * amount}.00,{left}.00")
    found = told("\n".join(rows))
    assert (found.sign, found.balances_chain) == (rule, True)
    assert columns(found) == {"booked_on": "on", "amount": "x", "balance": "y"}


def test_balances_that_do_not_follow_are_said() -> None:
    found = told("记账日期,发生金额,账户余额\n" + "2026-09-25,1.00,7.00\n" * 5)
    assert (found.sign, found.balances_chain) == ("as_is", False)


def test_a_direction_and_a_debit_printed_with_a_minus() -> None:
    found = told(
        "记账日期,收/支,金额（元）,备注信息\n2026-09-25,收入,1.00,a\n2026-09-26,支出,2.00,b\n"
    )
    assert found.sign == "direction_column"
    assert found.directions == {"收入": "in", "支出": "out"}
    found = told("记账日期;收入金额;支出金额\n25.09.2026;1.234,50;\n26.09.2026;;-2,00\n")
    assert (found.sign, found.debit_negative, found.marks) == ("credit_debit", True, (".", ","))
    assert (found.delimiter, found.header_row) == (";", 1)


def test_a_providers_table_is_no_bank_file() -> None:
    text = "说明\n交易日期,交易时间,终端号,交易类型,交易金额,手续费,备注信息\n"
    text += "2026-09-25,10:11:12,T1,消费,1.00,-0.01,\n2026-09-26,10:11:13,T1,退货,1.00,0.00,\n"
    text += "合计 2 笔,,,,,,\n"
    found = told(text)
    assert (found.kind, found.sign, found.fee_sign) == (
        StatementKind.SETTLEMENT,
        "abs_by_type",
        "negative_is_cost",
    )
    assert found.types == {"消费": "sale", "退货": "refund"}
    assert (found.times, found.stop, found.header_row) == (("%-H:%M:%S",), ("合计 2 笔",), 2)
    assert told(text.replace("-0.01", "0.01").replace("退货", "奇怪")).types == {"消费": "sale"}
    assert told(text.replace("退货,1.00", "退货,-1.00")).sign == "as_is"
    made = tomllib.loads(found.toml(id_="own.x", title='标题 "x"', currency="CNY"))
    assert made["title"]["en"] == '标题 "x"'
    assert made["columns"]["terminal_id"] == "终端号"
    assert told(text, StatementKind.BANK).kind is StatementKind.BANK


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hello world\n", "No table"),
        ("a,b,c\n1,2,3\n", "No table"),
        ("2026-09-25,1.00,2.00\n2026-09-26,2.00,4.00\n", "No table"),
        ("日期,日期,金额\n2026-09-25,x,1.00\n", "No table"),
        ("记账日期,金额,摘要\n2026-09-25,1.00,a\n合计,1.00,\n2026-09-26,2.00,b\n", "No table"),
        ("记账日期,金额|x,摘要\n2026-09-25,1.00,a\n", "no format can hold"),
    ],
)
def test_what_is_not_sure_is_refused(text: str, words: str) -> None:
    with pytest.raises(StatementUnreadable) as refused:
        told(text)
    assert words in str(refused.value)


def test_a_workbook_is_told_like_a_text(
    tmp_path: Path, book: Callable[..., bytes], sheet: Callable[..., str]
) -> None:
    rows = [["x"], ["记账日期", "发生金额", "摘要说明"], ["2026-09-25", "1.5", "a"]]
    (tmp_path / "unknown.xlsx").write_bytes(book(sheet(rows)))
    with open_shop(Profile(tmp_path / "profile")) as shop:
        made = new_format(shop, tmp_path / "unknown.xlsx")
        done = import_statement(shop, tmp_path / "unknown.xlsx").statement
    assert (done.format_id, made.proposal.guess.header_row) == (made.id, 2)
    assert [each.amount.plain for each in done.bank] == ["1.50"]


def test_figures_tell_gross_fee_and_net_whatever_they_are_called() -> None:
    rows = ["交易日期,终端号,一,二,三"]
    rows += [f"2026-09-{20 + n},T1,{n}9.94,{n + 1}0.00,0.06" for n in range(1, 6)]
    found = columns(told("\n".join(rows)))
    assert (found["gross"], found["fee"], found["net"]) == ("二", "三", "一")
    rows = [each.replace("0.06", "-0.06") for each in rows]
    assert told("\n".join(rows)).fee_sign == "negative_is_cost"


def test_days_in_order_tell_the_day_from_the_month() -> None:
    found = told("记账日期,金额,摘要\n09/04/2026,1.00,a\n10/04/2026,2.00,b\n02/05/2026,2.00,b\n")
    assert found.dates == ("%-d/%-m/%Y",)


def test_the_written_format_is_used_by_the_next_import_and_is_removed_where_it_fails(
    profile_folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "未知.csv"
    file.write_text(
        "记账日期,发生金额,摘要说明\n2026-09-25,1.00,a\n2026-09-26,-2.50,b\n", encoding="gb18030"
    )
    with open_shop(Profile(profile_folder)) as shop:
        made = new_format(shop, file)
        assert [str(each) for each in made.proposal.sentences] == [
            "2026-09-25: ¥1.00 came in from a",
            "2026-09-26: ¥2.50 went out to b",
        ]
        assert import_statement(shop, file).statement.format_id == made.id
        with pytest.raises(WrongUsage, match="already"):
            new_format(shop, file)
        file.write_text(
            "入账日期,发生金额,摘要x\n2026-09-25,1.00,a\n2026-09-26,x,b,c\n", encoding="utf-8"
        )
        with pytest.raises(StatementUnreadable):
            new_format(shop, file)
        for text, words in ((TWO_WAYS, "two ways, such as 03/04/2026"), (SEVERAL, "'甲', '乙'")):
            file.write_text(text, encoding="utf-8")
            with pytest.raises(StatementUnreadable, match=words):
                new_format(shop, file)
        with pytest.raises(StatementUnreadable, match="cannot be opened"):
            new_format(shop, tmp_path / "none.csv")
    assert [each.name for each in (profile_folder / "formats").iterdir()] == [made.path.name]


SEVERAL = "甲,乙,金额\n2026-09-25,2026-09-26,1.00\n"
TWO_WAYS = "记账日期,金额,摘要\n03/04/2026,1.00,a\n05/06/2026,2.00,b\n04/05/2026,2.00,b\n"


def test_dates_that_can_be_read_in_two_ways_are_asked_for() -> None:
    found = told(TWO_WAYS)
    dates, sign = found.doubts
    assert (dates.about, dates.seen, found.is_sure) == ("dates", "03/04/2026", False)
    assert dates.options == (("%-d/%-m/%Y", "2026-04-03"), ("%-m/%-d/%Y", "2026-03-04"))
    assert (sign.about, sign.needed) == ("sign", False)
    answers = Answers().answered("dates", "%-m/%-d/%Y").answered("sign", "inverted")
    found = told(TWO_WAYS, answers)
    assert (found.dates, found.sign, found.is_sure) == (("%-m/%-d/%Y",), "inverted", True)


def test_a_column_that_could_be_several_is_asked_for() -> None:
    text = "甲,乙,丙,丁,号\n2026-09-25,2026-09-26,1.00,7.00,12345678\n"
    found = told(text)
    assert [(each.about, [header for header, _ in each.options]) for each in found.doubts] == [
        ("booked_on", ["甲", "乙"]), ("amount", ["丙", "丁"]),
    ]  # fmt: skip
    answers = Answers().answered("booked_on", "乙").answered("amount", "丁")
    found = told(text, answers)
    assert columns(found) == {"booked_on": "乙", "amount": "丁"}
    assert found.is_sure
    # The header of another table, and an entry of another kind, mean nothing here.
    odd = Answers(columns={"戊": "amount", "丙": "gross", "乙": ""})
    assert columns(told(text, odd)) == {}


def test_what_is_said_of_a_column_goes_before_what_it_seems_to_be() -> None:
    text = "记账日期,金额,应付\n2026-09-25,1.00,7.00\n2026-09-26,2.00,8.00\n"
    found = told(text, Answers(columns={"金额": "", "应付": "amount"}))
    assert columns(found) == {"booked_on": "记账日期", "amount": "应付"}
    with pytest.raises(StatementUnreadable, match="cannot hold that: 2026-09-25"):
        told(text, Answers(columns={"记账日期": "amount", "金额": "booked_on"}))
    text = "一,二,三\n25.09.2026;1,50;7.00\n".replace(",", ";", 2).replace("7.00", "x")
    found = told(text, Answers(columns={"二": "amount"}))
    assert (columns(found)["amount"], found.marks) == ("二", (".", ","))


def test_a_wallet_is_one_where_the_owner_says_so() -> None:
    text = "交易日期,终端号,交易金额\n2026-09-25,T1,1.00\n"
    assert told(text).kind is StatementKind.SETTLEMENT
    assert told(text, StatementKind.WALLET).kind is StatementKind.WALLET
    days = "甲,乙,交易金额,终端号\n2026-09-25,2026-09-26,1.00,T1\n"
    assert [each.about for each in told(days).doubts] == ["occurred_on"]


def test_a_sheets_own_total_is_held_against_its_rows() -> None:
    text = "记账日期,金额,余额\n2026-09-25,1.00,5.00\n2026-09-26,2.50,7.50\n合计,{0},x\n"
    assert [each.agrees for each in told(text.format("3.50")).totals] == [True]
    assert [each.agrees for each in told(text.format("4.00")).totals] == [False]
    assert told(text.format("")).totals == ()
    many = "记账日期,金额,摘要\n" + "2026-09-25,1.00,a\n" * 5001 + "合计,1.00,\n"
    assert told(many).totals == ()


def test_the_balance_tells_which_word_means_money_came_in() -> None:
    rows, left = ["on,x,w,y,z"], 100
    for day, amount in enumerate((5, -7, 9, -4, 2), start=20):
        left += amount
        rows.append(f"2026/09/{day},{abs(amount)}.00,{'ab'[amount < 0]},{left}.00,{'pq'[day % 2]}")
    found = told("\n".join(rows))
    assert columns(found) == {"booked_on": "on", "amount": "x", "direction": "w", "balance": "y"}
    assert (found.directions, found.balances_chain) == ({"a": "in", "b": "out"}, True)


WORDS = "on,x,w\n2026-09-20,1.00,ab\n2026-09-21,2.00,cd\n2026-09-22,3.00,ab\n"


def test_words_that_may_say_the_way_are_offered_and_then_asked_about() -> None:
    found = told(WORDS)
    assert [(each.about, each.needed) for each in found.doubts] == [
        ("direction", False), (SIGN, False),
    ]  # fmt: skip
    answers = Answers().answered("direction", "w")
    found = told(WORDS, answers)
    assert [(each.about, [value for value, _ in each.options]) for each in found.doubts] == [
        (WAY, ["ab", "cd"])
    ]
    found = told(WORDS, answers.answered(WAY, "cd"))
    assert (found.is_sure, found.directions) == (True, {"ab": "out", "cd": "in"})


def test_known_words_say_the_way_under_a_name_nobody_knows() -> None:
    found = told(WORDS.replace("ab", "CR").replace("cd", "DR"))
    assert (found.sign, found.directions) == ("direction_column", {"CR": "in", "DR": "out"})


@pytest.mark.parametrize(("came", "went"), [("x", "y"), ("y", "x")])
def test_of_two_sides_only_one_is_asked_about(came: str, went: str) -> None:
    text = "on,x,y,n\n2026-09-20,1.00,,1\n2026-09-21,,2.00,2\n2026-09-22,3.00,,3\n"
    found = told(text)
    assert [(each.about, [value for value, _ in each.options]) for each in found.doubts] == [
        ("credit", ["x", "y"])
    ]
    found = told(text, Answers().answered("credit", came))
    assert (found.is_sure, columns(found)["debit"]) == (True, went)


def test_money_in_beside_nothing_stands_alone() -> None:
    found = told("记账日期,收入金额,x,y\n2026-09-25,1.00,5.00,\n2026-09-26,2.00,,6.00\n")
    assert columns(found) == {"booked_on": "记账日期", "credit": "收入金额"}


def test_codes_of_currencies_are_told_by_themselves() -> None:
    found = told("on,x,w\n2026-09-20,1.00,CNY\n2026-09-21,2.00,USD\n2026-09-22,3.00,CNY\n")
    assert columns(found)["currency"] == "w"


def test_an_amount_with_its_minus_behind_it() -> None:
    found = told("记账日期,发生金额,备注\n2026-09-25,1.00-,a\n2026-09-26,2.00,b\n")
    amounts = found.columns["amount"].amounts(found.marks)
    assert [str(each.decimal) for each in amounts or []] == ["-1.00", "2.00"]


def test_a_last_row_that_was_cut_off_is_refused() -> None:
    whole = "币别,记账日期,发生金额\nUSD,2026-09-25,1.00\nCNY,2026-09-26,2.00\n"
    assert told(whole + "合计,,3.00\n").stop == ("合计",)
    with pytest.raises(StatementUnreadable, match="cut off"):
        told(whole + "EUR,20")
