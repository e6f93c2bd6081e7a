"""A case is about the sum of its items, one sum a currency."""

import datetime as dt

from posassist.domain.case import Case, CaseItem
from posassist.domain.money import Money


def test_what_a_case_is_about_is_summed_by_currency() -> None:
    items = tuple(
        CaseItem("d", "missing", Money.parse(amount, currency), None, "", "")
        for amount, currency in (("1.00", "USD"), ("2.50", "CNY"), ("3.00", "CNY"))
    )
    case = Case(1, dt.date(2026, 9, 14), "CN", "cn-provider", items)
    assert [str(each) for each in case.at_stake] == ["¥5.50", "USD 1.00"]
