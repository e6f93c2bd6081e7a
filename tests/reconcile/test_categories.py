"""Merchant numbers of 15 figures against the shop's own trade."""

import datetime as dt
from typing import TYPE_CHECKING

from posassist.reconcile.categories import categories

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

GROCER = "999290054110001"
HOTEL = "999290070110002"


def test_a_number_of_another_trade_is_told_once_a_number(books: "Books") -> None:
    books.sale(14, "10.00", "R1", merchant_id=GROCER)
    books.sale(16, "10.00", "R2", merchant_id=HOTEL)
    books.sale(15, "10.00", "R3", merchant_id=HOTEL)
    books.sale(15, "10.00", "R4", merchant_id="M1")
    books.sale(15, "10.00", "R5", merchant_id="ABCDEFGHIJKLMNO")
    journal = books.picture().journal
    (other,) = categories(journal, "5411")
    assert (other.kind, other.on, other.journal) == ("category", dt.date(2026, 9, 15), (2, 3))
    assert "figures 8 to 11 name category 7011; the shop's is 5411" in str(other.title)
    assert list(categories(journal, "")) == []
