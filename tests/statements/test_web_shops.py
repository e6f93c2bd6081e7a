"""Reports of web shops' providers: rows as public tools and documentation give them, invented."""

import datetime as dt
from collections.abc import Callable

import pytest

from posassist.domain.settlement import LineStatus, LineType
from posassist.statements import row as row_module
from posassist.statements.statement import Statement

Read = Callable[..., Statement]
SHOPIFY = (
    "Transaction Date,Type,Order,Card Brand,Card Source,Payout Status,Payout Date,{number}"
    "Available On,Amount,Fee,Net,Checkout,Payment Method Name,Presentment Amount,"
    "Presentment Currency,Currency{tax}\n"
)
MOLLIE = (
    "Date,Payment method,Currency,Amount,Status,ID,Description,Consumer name,"
    "Consumer bank account,Consumer BIC,Settlement currency,Settlement amount,"
    "Settlement reference,Amount refunded\n"
)


@pytest.mark.parametrize("newer", [True, False])
def test_a_shopify_payments_export(read: Read, *, newer: bool) -> None:
    number, tax = ("Payout ID,", ",VAT") if newer else ("", "")
    ref, vat = ("90001,", ",0.00") if newer else ("", "")

    def row(at: str, kind: str, status: str, day: str, amounts: str) -> str:
        paid = ref if day else ref and ","
        return (
            f"{at},{kind},#1001,visa,online,{status},{day},{paid}{day},{amounts},,card,,,USD{vat}\n"
        )

    found = read(
        SHOPIFY.format(number=number, tax=tax)
        + row("2026-09-03 10:15:00 -0400", "charge", "paid", "2026-09-05", "56.29,1.93,54.36")
        + row("2026-09-04 10:00:00 -0400", "refund", "paid", "2026-09-07", "-10.00,0.00,-10.00")
        + row("2026-09-05 04:15:48 -0700", "chargeback", "paid", "2026/9/12", "-20.00,15.00,-35.00")
        + row("2026-09-06 09:00:00 -0400", "charge", "pending", "", "$21.83,$1.52,$20.31")
    )
    assert (found.format_id, found.bad_rows) == ("shopify.payments", ())
    assert [(each.type, each.status) for each in found.settlement] == [
        (LineType.SALE, LineStatus.SETTLED),
        (LineType.REFUND, LineStatus.SETTLED),
        (LineType.CHARGEBACK, LineStatus.SETTLED),
        (LineType.SALE, LineStatus.PENDING),
    ]
    assert found.settlement[0].settled_on == dt.date(2026, 9, 5)
    assert found.settlement[2].settled_on == dt.date(2026, 9, 12)
    assert {each.payout_ref for each in found.settlement[:3]} == {"90001" if newer else ""}
    assert (found.fees, found.sums) == ({"USD": "16.93"}, {"USD": "9.36"})


def test_a_mollie_settlement_with_the_fees_it_withheld(read: Read) -> None:
    rest = "EUR,{amount},1234567.2610.01,"
    found = read(
        MOLLIE
        + "2026-10-01 10:12:00,ideal,EUR,100.00,paidout,tr_a,Order 1001,A. B.,NL01BANK,BANKNL2A,"
        + rest.format(amount="100.00") + "\n"
        + "2026-10-02 11:00:00,creditcard,USD,55.00,paidout,tr_b,Order 1002,,,,"
        + rest.format(amount="50.00") + "\n"
        + "2026-10-03 09:00:00,refund,EUR,-20.00,refunded,re_c,Refund 1001,,,,"
        + rest.format(amount="-20.00") + "20.00\n"
        + "2026-10-04 00:00:00,,EUR,-2.88,paidout,,Withheld fees MOL-2026-0001,,,,"
        + rest.format(amount="-2.88") + "\n"
    )  # fmt: skip
    assert (found.format_id, found.bad_rows, found.warnings) == ("mollie.settlement", (), ())
    assert [each.type.value for each in found.settlement] == ["sale", "sale", "refund", "fee"]
    assert {each.payout_ref for each in found.settlement} == {"1234567.2610.01"}
    assert found.sums == {"EUR": "127.12"}


def test_a_column_of_many_different_cells_is_not_remembered_whole(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_module, "_MOST_CELLS", 2)
    row = "2026-10-0{n} 10:00:00,ideal,EUR,{n}.00,paidout,tr_{n},,,,,EUR,{n}.00,REF{n},\n"
    found = read(MOLLIE + "".join(row.format(n=n) for n in range(1, 7)))
    assert [each.payout_ref for each in found.settlement] == [f"REF{n}" for n in range(1, 7)]
