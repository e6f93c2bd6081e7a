"""Which deposit pays which lines, and what is said where none does."""

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from posassist.domain.agreement import Payout
from posassist.domain.coverage import Coverage
from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, StatementKind
from posassist.reconcile.matching import Decisions, ManualMatch

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

NET = "99.40"


def days(books: "Books", *which: int) -> None:
    for day in which:
        books.pair(day, "100.00", f"R{day}")


def test_the_days_payout_arrives_on_its_day(books: "Books") -> None:
    days(books, 14, 15)
    books.credit(15, NET)
    books.credit(16, NET)
    assert books.paid == {1: ("D2", (1,), "auto"), 2: ("D2", (2,), "auto")}
    assert books.stakes() == []


def test_equal_payouts_stay_on_their_days_and_the_lacking_one_is_named(books: "Books") -> None:
    days(books, 14, 15, 16)
    books.credit(15, NET)
    books.credit(17, NET)
    (lacking,) = books.found()
    assert (lacking.kind, str(lacking.due_on), lacking.at_stake.plain) == (
        "not_arrived", "2026-09-16", "100.00",
    )  # fmt: skip
    assert (lacking.days_late, lacking.working_days_late) == (14, 11)


def test_a_payout_is_expected_until_the_next_working_day(books: "Books") -> None:
    books.pair(17, "100.00", "R1")
    books.bank.clear()
    assert books.found(19) == []
    assert [each.amount.plain for each in books.verdict(19).expected] == ["100.00"]
    assert books.stakes(20) == ["not_arrived 100.00"]


def test_a_payout_no_bank_file_covers_is_no_alarm(books: "Books") -> None:
    days(books, 14)
    books.coverage = books.coverage[:2]
    (uncovered,) = books.found()
    assert not uncovered.covered
    assert "Import the bank statement" in str(uncovered.reason)


def test_a_deposit_after_the_next_working_day_is_late(books: "Books") -> None:
    days(books, 14)
    books.credit(17, NET)
    (late,) = books.found()
    assert (late.kind, late.at_stake.plain, late.days_late) == ("late", "0.00", 2)


def test_another_payers_equal_deposit_is_not_the_payout(books: "Books") -> None:
    days(books, 14, 15)
    books.credit(15, NET)
    books.credit(16, NET, "Zhang San")
    assert books.stakes() == ["not_arrived 100.00"]


def test_where_the_provider_is_not_named_its_payer_is_learned(books: "Books") -> None:
    days(books, 14, 15, 16)
    for day in (15, 16):
        books.credit(day, NET, "Clearing House")
        books.credit(day, "5.00", "Zhang San")
    books.credit(17, NET, "Zhang San")
    assert books.stakes() == ["not_arrived 100.00"]


def test_two_unknown_payers_of_the_amount_wait_for_a_person(books: "Books") -> None:
    days(books, 14)
    books.credit(15, NET, "Zhang San")
    books.credit(15, NET, "Clearing House")
    ((rule, lines, state),) = books.paid.values()
    assert (rule, lines, state) == ("D2", (1,), "suggested")
    assert books.matching.deposits[0].solutions == 2


def test_a_name_cut_short_is_the_same_payer(books: "Books") -> None:
    days(books, 14, 15)
    books.credit(15, NET, "Acquirer Limited Shanghai")
    books.credit(16, NET, "Acquirer Limi")
    assert books.stakes() == []


def test_a_memo_names_the_payer_where_nobody_else_does(books: "Books") -> None:
    days(books, 14, 15, 16)
    books.credit(15, NET, "", memo="Acquirer payout 0915")
    books.credit(16, NET, "", memo="Acquirer payout 0916")
    books.credit(17, NET, "", memo="rent of Zhang San")
    assert books.stakes() == ["not_arrived 100.00"]


def test_a_neutral_memo_does_not_speak_against_a_known_payer(books: "Books") -> None:
    days(books, 14, 15)
    books.credit(15, NET)
    books.credit(16, NET, "", memo="transfer")
    assert books.stakes() == []


def test_a_line_that_names_the_provider_but_no_payer_teaches_nothing(books: "Books") -> None:
    days(books, 14)
    books.credit(15, NET, "", reference="Acquirer 0001")
    assert books.paid == {1: ("D2", (1,), "auto")}


def test_another_providers_payer_is_another_payer(books: "Books") -> None:
    books.agree(books.agreed(), books.agreed(id=2, acquirer="Rival", merchant_id="M2"))
    days(books, 14)
    books.credit(15, NET, "Rival Ltd")
    assert books.stakes() == ["not_arrived 100.00"]
    books.line(14, "200.00", "R9", merchant_id="M2", terminal_id="T2")
    books.sale(14, "200.00", "R9", merchant_id="M2", terminal_id="T2")
    assert books.stakes() == ["not_arrived 100.00", "not_arrived 200.00"]


def test_a_reference_in_the_banks_text_goes_before_everything(books: "Books") -> None:
    for number, day in enumerate((14, 14, 15), 1):
        books.sale(day, "100.00", f"R{number}")
        books.line(day, "100.00", f"R{number}", payout_ref=f"PO000{number}")
    books.credit(15, NET, "Someone", memo="ref PO0002")
    books.credit(15, NET, "Someone", memo="ref XPO0001.")
    books.credit(16, "89.40", "Someone", reference="PO0003")
    assert books.paid == {
        1: ("D1", (2,), "auto"),
        2: ("D1", (1,), "auto"),
        3: ("D1", (3,), "auto"),
    }
    assert books.stakes() == ["short 10.00"]


@pytest.mark.parametrize("memo", ["123456789", "01234", "12345", ""])
def test_a_reference_inside_a_longer_number_is_none(books: "Books", memo: str) -> None:
    books.line(15, "100.00", "R2", payout_ref="1234")
    books.credit(16, "10.00", "Someone", memo=memo)
    assert books.paid == {}
    books.credit(16, "10.00", "Someone", memo="No.1234/2026")
    assert books.paid == {2: ("D1", (1,), "auto")}


def test_one_reference_over_two_days_is_one_payout(books: "Books") -> None:
    for day in (14, 15):
        books.sale(day, "100.00", f"R{day}")
        books.line(day, "100.00", f"R{day}", payout_ref="BATCH77")
    books.credit(16, "198.80", memo="BATCH77")
    assert books.paid == {1: ("D1", (1, 2), "auto")}


def test_parts_that_carry_one_reference_are_its_payout(books: "Books") -> None:
    for number in (1, 2):
        books.sale(14, "100.00", f"R{number}")
        books.line(14, "100.00", f"R{number}", payout_ref="BATCH77")
    books.credit(15, "98.80", "Bank", memo="BATCH77")
    books.credit(16, "100.00", "Bank", memo="BATCH77")
    assert books.paid == {1: ("D5", (1,), "auto"), 2: ("D5", (2,), "auto")}
    assert books.stakes() == ["late 0.00"]


def test_two_deposits_of_one_reference_that_do_not_add_up_stay_open(books: "Books") -> None:
    books.line(14, "1000.00", "R1", payout_ref="BATCH77")
    books.credit(15, "100.00", "Bank", memo="BATCH77")
    books.credit(15, "200.00", "Bank", memo="BATCH77")
    assert books.paid == {}


def test_several_days_in_one_sum(books: "Books") -> None:
    days(books, 14, 15, 16)
    books.credit(15, NET)
    books.credit(17, "198.80")
    assert books.paid == {1: ("D2", (1,), "auto"), 2: ("D3", (2, 3), "auto")}
    assert books.stakes() == []


def test_two_merchants_share_an_account_together_or_apart(books: "Books") -> None:
    other = {"terminal_id": "T2", "merchant_id": "M2"}
    for day in (14, 15):
        books.pair(day, "100.00", f"R{day}")
        books.sale(day, "50.00", f"S{day}", **other)
        books.line(day, "50.00", f"S{day}", **other)
    books.credit(15, "149.10")
    books.credit(16, "49.70")
    books.credit(16, NET)
    assert {rule for rule, _lines, _state in books.paid.values()} == {"D2", "D4"}
    assert books.stakes() == []


def test_a_payout_in_parts_of_one_payer(books: "Books") -> None:
    for number in (1, 2, 3):
        books.pair(14, "100.00", f"R{number}")
    books.credit(15, "200.00")
    books.credit(15, "98.20")
    books.credit(15, "40.00", "Zhang San")
    books.credit(15, "500.00")
    assert {books.paid[1][0], books.paid[2][0]} == {"D5"}
    assert sorted(books.paid[1][1] + books.paid[2][1]) == [1, 2, 3]
    assert books.stakes() == []


def test_parts_of_nobody_known_wait_for_a_person(books: "Books") -> None:
    books.pair(14, "100.00", "R1")
    books.pair(14, "10.00", "R2")
    books.credit(15, "60.00", "Somebody")
    books.credit(15, "49.34", "Somebody")
    assert {state for _rule, _lines, state in books.paid.values()} == {"suggested"}


@pytest.mark.parametrize(("amount", "kind"), [("89.40", "short 10.00"), ("109.40", "over 10.00")])
def test_another_amount_is_short_or_over(books: "Books", amount: str, kind: str) -> None:
    days(books, 14, 15)
    books.credit(15, NET)
    books.credit(16, amount)
    assert books.paid[2] == ("D8", (2,), "auto")
    assert books.stakes() == [kind]


def test_a_deposit_of_another_amount_by_nobody_known_waits(books: "Books") -> None:
    days(books, 14)
    books.credit(15, "95.00", "Somebody")
    assert books.paid == {1: ("D8", (1,), "suggested")}


def test_the_deposit_of_the_very_day_is_the_nearer_one(books: "Books") -> None:
    days(books, 14, 17)
    books.credit(15, "95.00")
    books.credit(17, "96.00")
    books.credit(18, NET)
    assert books.paid[1] == ("D8", (1,), "auto")


def test_a_payout_of_half_or_nothing_is_no_deposit_of_another_amount(books: "Books") -> None:
    days(books, 14)
    books.line(15, "-50.00", type=LineType.REFUND)
    books.credit(15, "40.00")
    books.credit(16, "1.00")
    assert books.paid == {}


def test_two_payouts_near_one_deposit_leave_it_open(books: "Books") -> None:
    for day in (14, 15):
        books.sale(day, f"{day}0.00", f"R{day}")
        books.line(day, f"{day}0.00", f"R{day}")
    books.credit(17, "138.00")
    assert books.paid == {}


def test_a_deposit_that_came_twice_is_named_with_the_first(books: "Books") -> None:
    days(books, 14)
    books.credit(15, NET)
    books.credit(16, NET)
    books.credit(16, NET, "Zhang San")
    (twice,) = books.found()
    assert (twice.kind, twice.bank, twice.at_stake.plain) == ("duplicate_deposit", (1, 2), NET)


@pytest.mark.parametrize(
    "again", [{"reference": "FT1"}, {"memo": "payout PO777"}, {"memo": "another day"}]
)
def test_far_away_only_a_reference_makes_it_a_second_time(
    books: "Books", again: dict[str, str]
) -> None:
    books.sale(14, "100.00", "R1")
    books.line(14, "100.00", "R1", payout_ref="PO777")
    books.credit(15, NET, reference="FT1", memo="PO777")
    books.credit(24, NET, **again)
    expected = [] if again == {"memo": "another day"} else [f"duplicate_deposit {NET}"]
    assert books.stakes() == expected


def test_money_going_out_pays_nothing(books: "Books") -> None:
    days(books, 14)
    books.credit(15, "-99.40")
    assert books.paid == {}


def test_one_transfer_a_sale(books: "Books") -> None:
    books.agree(books.agreed(payout=Payout.PER_SALE))
    for number in (1, 2, 3):
        books.pair(14, "10.00", f"62600000000{number}")
    books.credit(15, "9.94")
    books.credit(15, "9.94", memo="626000000003")
    assert books.paid[2] == ("D1", (3,), "auto")
    assert books.paid[1][0] == "D2"
    assert books.stakes() == ["not_arrived 10.00"]


def test_a_wallets_takings_stay_until_withdrawn(books: "Books") -> None:
    books.agree(books.agreed(payout=Payout.WITHDRAWAL))
    days(books, 14, 15)
    books.sale(16, "7.00", "R9", status=EntryStatus.APPROVED)
    books.line(16, "-80.00", settled=16, type=LineType.OTHER)
    books.line(17, "-4.00", settled=17, type=LineType.ADJUSTMENT)
    books.line(17, "4.00", settled=17, type=LineType.OTHER)
    books.credit(17, "80.00", "Wallet")
    assert books.paid == {1: ("D2", (3,), "auto")}
    assert books.verdict(18).expected != ()
    assert books.stakes() == ["missing 7.00", "not_arrived 4.00"]


def test_held_lines_are_not_paid(books: "Books") -> None:
    days(books, 14)
    books.line(14, "50.00", "R9", status=LineStatus.HELD)
    books.credit(15, NET)
    assert books.paid == {1: ("D2", (1,), "auto")}


def test_accounts_and_currencies_never_mix(books: "Books") -> None:
    books.agree(books.agreed(account="Other"))
    days(books, 14)
    books.line(14, Money.parse("100.00", "USD"), "R2", terminal_id="T9")
    books.credit(15, NET)
    assert books.paid == {}
    books.credit(15, Money.parse("99.40", "USD"))
    assert books.paid == {2: ("D2", (2,), "auto")}


def test_many_fine_fees_are_rounded_once_over_the_payout(books: "Books") -> None:
    for number in range(3):
        books.line(14, "1.13", f"R{number}", fee="0.00429", net=Money.parse("1.13", "CNY"))
    books.credit(15, "3.39")
    assert books.paid[1][0] == "D2"


def test_a_refused_deposit_is_not_offered_again(books: "Books") -> None:
    days(books, 14)
    books.credit(15, NET)
    books.decisions = Decisions(rejected_deposits=frozenset({(1, 1)}))
    assert books.stakes() == ["not_arrived 100.00"]


def test_a_short_deposit_stays_short_when_a_person_confirms_it(books: "Books") -> None:
    days(books, 14)
    books.credit(15, "89.40")
    accepted = ManualMatch("m", (), (1,), (1,), "")
    books.decisions = Decisions(manual=(accepted,))
    assert books.paid == {}
    assert books.stakes() == ["short 10.00"]
    books.decisions = Decisions(manual=(ManualMatch("m", (), (1,), (1,), "fee of the bank"),))
    assert books.stakes() == []
    books.decisions = Decisions(manual=(accepted,))
    assert books.stakes(14) == []


class TestWithoutSettlement:
    """The journal meets the bank, net of the agreed fees."""

    def test_a_days_sales_less_fees_are_the_deposit(self, books: "Books") -> None:
        books.sale(14, "100.00", "R1")
        books.sale(14, "-20.00", "R2", type=EntryType.REFUND)
        books.sale(14, "40.00", "R3", at="11:00")
        books.sale(14, "-40.00", "R4", at="11:01", type=EntryType.VOID, original_rrn="R3")
        books.credit(15, "79.40")
        assert books.paid == {1: ("D6", (1, 2), "auto")}
        assert books.stakes() == []

    def test_the_one_sale_that_explains_what_is_lacking_is_missing(self, books: "Books") -> None:
        for number, amount in enumerate(("100.00", "60.00", "33.00")):
            books.sale(14, amount, f"R{number}")
        books.credit(15, "159.04")
        assert books.paid == {1: ("D7", (1, 2), "auto")}
        assert books.stakes() == ["missing 33.00"]

    def test_two_sales_that_might_be_lacking_leave_the_deposit_short(self, books: "Books") -> None:
        for number, amount in enumerate(("100.00", "33.00", "33.00")):
            books.sale(14, amount, f"R{number}")
        books.credit(15, "132.20")
        assert books.stakes() == ["short 32.80"]

    def test_a_late_deposit_is_late_from_the_day_after(self, books: "Books") -> None:
        books.sale(14, "100.00", "R1")
        books.credit(16, NET)
        assert books.stakes() == ["late 0.00"]

    def test_fees_nobody_stated_are_not_called_short(self, books: "Books") -> None:
        books.agree()
        books.sale(14, "100.00", "R1")
        books.credit(15, "99.40", "Somebody")
        assert books.paid == {1: ("D9", (1,), "suggested")}
        assert books.stakes() == []

    def test_one_transfer_a_sale_meets_its_sale(self, books: "Books") -> None:
        books.agree(books.agreed(payout=Payout.PER_SALE))
        books.sale(14, "10.00", "626000000001")
        books.sale(14, "10.00", "626000000002")
        books.credit(15, "9.94")
        (missing,) = books.found()
        assert missing.kind == "missing"

    def test_a_wallet_has_no_deposit_of_sales(self, books: "Books") -> None:
        books.agree(books.agreed(payout=Payout.WITHDRAWAL))
        books.sale(14, "100.00", "R1")
        books.credit(15, NET)
        assert books.paid == {}

    def test_where_lines_speak_for_the_day_sales_do_not(self, books: "Books") -> None:
        days(books, 14)
        books.sale(14, "50.00", "R2")
        books.sale(14, "60.00", "R3", merchant_id="M2", terminal_id="T2")
        books.credit(15, "49.70")
        books.credit(15, "59.64")
        assert {paid[1] for paid in books.paid.values()} == {(3,)}
        assert "missing 50.00" in books.stakes()

    def test_only_where_a_bank_file_covers_is_a_sale_missing(self, books: "Books") -> None:
        books.sale(14, "100.00", "R1")
        days_ = (dt.date(2026, 9, 1), dt.date(2026, 9, 14))
        books.coverage = (Coverage(StatementKind.BANK, *days_, account="ICBC"),)
        assert [each.covered for each in books.found()] == [False]
        books.agree()
        assert [each.covered for each in books.found()] == [False]

    def test_a_refused_direct_deposit_is_not_offered_again(self, books: "Books") -> None:
        books.sale(14, "100.00", "R1")
        books.credit(15, NET)
        books.decisions = Decisions(rejected_direct=frozenset({(1, 1)}))
        assert books.stakes() == ["missing 100.00"]

    @pytest.mark.parametrize(("amount", "found"), [("89.40", ["short 10.00"]), (NET, [])])
    def test_a_direct_deposit_linked_by_hand(
        self, books: "Books", amount: str, found: list[str]
    ) -> None:
        books.sale(14, "100.00", "R1")
        books.credit(15, amount)
        books.decisions = Decisions(manual=(ManualMatch("m", (1,), (), (1,), ""),))
        assert books.stakes() == found
        books.agree()
        assert books.stakes() == []


def test_days_paid_together_for_one_of_two_merchants(books: "Books") -> None:
    """The other one's payout of the first day did not come, so the days as a whole do not fit."""
    for merchant, amounts in (("M1", ("10.00", "20.00")), ("M2", ("70.00", "90.00"))):
        for day, amount in zip((14, 15), amounts, strict=True):
            books.line(
                day, amount, fee="0.00", merchant_id=merchant, payout_ref=f"{merchant}-{day}"
            )
    books.credit(16, "160.00")
    books.credit(16, "20.00")
    assert books.paid == {1: ("D3", (3, 4), "auto"), 2: ("D2", (2,), "auto")}


def test_a_payer_the_owner_named_makes_a_deposit_of_another_amount_sure(books: "Books") -> None:
    books.line(14, "100.00")
    books.credit(15, "99.00", who="清算中心 001")
    assert books.paid == {1: ("D8", (1,), "suggested")}
    named = {("Acquirer", "清算中心"), ("Nobody we know", "x"), ("Acquirer", "123")}
    books.decisions = Decisions(payers=frozenset(named))
    assert books.paid == {1: ("D8", (1,), "auto")}


def test_days_of_one_merchant_are_paid_together_over_a_day_of_the_other(books: "Books") -> None:
    for day, amount, merchant in ((14, "10.00", "M1"), (15, "70.00", "M2"), (16, "990.00", "M1")):
        books.line(day, amount, fee="0.00", merchant_id=merchant, payout_ref=f"{merchant}-{day}")
    books.credit(16, "70.00")
    books.credit(17, "1000.00")
    assert books.paid == {1: ("D2", (2,), "auto"), 2: ("D3", (1, 3), "auto")}
