"""Devices and slips against the register: strangers, other merchants, other serial numbers."""

import datetime as dt
from typing import TYPE_CHECKING

from posassist.domain.party import Terminal
from posassist.reconcile.devices import Told, devices

if TYPE_CHECKING:
    from tests.reconcile.conftest import Books

DAY = dt.date(2026, 9, 20)


def test_nothing_is_said_before_a_terminal_is_registered_by_number(books: "Books") -> None:
    books.sale(14, "10.00", "R1")
    for register in ([], [Terminal(1, "Desk", serial="S9")]):
        assert devices(books.picture().journal, [Told("T1", "S1", DAY)], register, {}) == []


def test_strangers_other_merchants_and_other_serials_are_told_once_each(books: "Books") -> None:
    books.sale(15, "10.00", "R1")
    books.sale(14, "10.00", "R2")
    books.sale(16, "5.00", "R3", terminal_id="T9")
    books.sale(17, "5.00", "R4", merchant_id="M7")
    register = [Terminal(1, "Desk", terminal_id="T1", merchant_id="M1", serial="S1"),
                Terminal(2, "Bar", serial="S2"), Terminal(3, "Cart")]  # fmt: skip
    pulls = [
        Told("T1", "S5", DAY + dt.timedelta(days=1)), Told("T1", "S5", DAY), Told("T1", "S1", DAY),
        Told("T1", "", DAY), Told("T8", "S8", DAY), Told("S2", "S2", DAY),
    ]  # fmt: skip
    found = devices(books.picture().journal, pulls, register, {})
    assert [(each.kind, each.on, each.journal) for each in found] == [
        ("device", dt.date(2026, 9, 16), (3,)),
        ("device", dt.date(2026, 9, 17), (4,)),
        ("device", DAY, ()),
    ]
    stranger, merchant, serial = (str(each.title) for each in found)
    assert "1 records since 2026-09-16 are of terminal T9" in stranger
    assert "registered for merchant M1, but 1 records since 2026-09-17 say M7" in merchant
    assert "serial number S5; S1 is registered" in serial


def test_a_slip_that_names_somebody_else_is_told_once_a_name(books: "Books") -> None:
    for day in (15, 14, 16, 17):
        books.sale(day, "10.00", f"R{day}")
    books.sale(17, "10.00", "R9", terminal_id="T2")
    register = [
        Terminal(1, "Desk", terminal_id="T1", merchant_id="M1", merchant_name="晨光便利店（一店）"),
        Terminal(2, "Bar", terminal_id="T2"),
    ]
    printed = {1: "他人百货", 2: "他人百货", 3: "晨光便利店 (一店)", 4: "", 5: "谁都行"}
    (found,) = devices(books.picture().journal, [], register, printed)
    assert (found.kind, found.on, found.journal) == ("device", dt.date(2026, 9, 14), (1, 2))
    assert "2 slips of terminal T1 since 2026-09-14 name the merchant 他人百货" in str(found.title)
