"""A stranger's walk for each of the five articles: from the first start to a logged call, a page.

Set POSASSIST_WALKS to a folder to keep a picture of every walk's end.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.base.i18n import language
from posassist.domain.discrepancy import Kind
from posassist.ui.views.cases import CasesView
from posassist.ui.views.evidence import EvidenceView
from posassist.ui.views.reconcile import ReconcileView
from posassist.ui.widgets.said import speak
from posassist.ui.window import Window
from posassist.usecases import checklists
from posassist.usecases.arrears import all_arrears
from posassist.usecases.cases import all_cases
from posassist.usecases.look_at_today import look_at_today
from tests.ui.owner import Owner

Settle = Callable[[Window], None]
MOST_CLICKS = 20


def stranger(window: Window, settle: Settle, code: str) -> Owner:
    """Somebody who starts the program for the first time, in their language."""
    speak(code)
    owner = Owner(window, settle, code)
    owner.press("Look at an example")
    return owner


def pursues(owner: Owner, group: str, words: str, kind: Kind | None = None) -> None:
    """Go from a tile of Today to a case of a finding (of a kind), and log a call."""
    shop = owner.window.session.shop
    standing = next(each for each in look_at_today(shop).standings if each.group == group)
    owner.press("{what}: {count}, {sums}", what=language(owner.code).gettext(words),
                count=standing.count, sums=" ".join(map(str, standing.at_stake)))  # fmt: skip
    if kind is not None:
        view = owner.window.view
        assert isinstance(view, ReconcileView)
        table = view.findings.table
        table.show_rows(table.rows_model.rows, keep=lambda each: each.discrepancy.kind == kind)
        owner.clicks += 1
    owner.press("Open a case")
    calls(owner)


def calls(owner: Owner) -> None:
    """Read the script out on the phone and log what was answered."""
    assert owner.sees("What to say on the phone")
    owner.types("What was said", "A17: W-20261011")
    owner.types("Ticket number", "W-1")
    owner.press("Log this contact")
    case = all_cases(owner.window.session.shop)[-1]
    assert [(each.ticket, each.text) for each in case.contacts] == [("W-1", "A17: W-20261011")]


def writes(owner: Owner, letter: str) -> None:
    """Write the letter that is proposed for the case, and see it as it will be printed."""
    owner.press("Print the evidence")
    view = owner.window.view
    assert isinstance(view, EvidenceView)
    assert view.letter.letter.value == letter
    owner.press("Write the letter")
    page_is_shown(owner, least=1)


def page_is_shown(owner: Owner, least: int) -> None:
    view = owner.window.view
    assert isinstance(view, EvidenceView)
    assert view.preview.pages.pageCount() >= least
    owner.press("Save as PDF…")


def ended(owner: Owner, page: Path, name: str) -> None:
    """Hold what every walk ends with: a page on the disk, and few clicks."""
    assert page.read_bytes().startswith(b"%PDF")
    assert owner.clicks <= MOST_CLICKS
    if folder := os.environ.get("POSASSIST_WALKS"):
        owner.window.grab().save(str(Path(folder) / f"{name}-{owner.code}.png"))


both = pytest.mark.parametrize("code", ["zh_CN", "en"])


@both
def test_the_money_did_not_arrive(
    empty_window: Window, settle: Settle, printed: Path, code: str
) -> None:
    owner = stranger(empty_window, settle, code)
    pursues(owner, "absent", "Not arrived")
    owner.press("Print the evidence")
    owner.press("Make the evidence pack")
    page_is_shown(owner, least=4)
    ended(owner, printed, "not-arrived")


@both
def test_the_customer_paid_and_the_shop_was_not(
    empty_window: Window, settle: Settle, printed: Path, code: str
) -> None:
    owner = stranger(empty_window, settle, code)
    pursues(owner, "unclear", "Unclear", Kind.UNKNOWN_OUTCOME)
    owner.press("Customer desk")
    view = empty_window.view
    assert isinstance(view, CasesView)
    view.desk.choose("conversation")
    owner.clicks += 1
    owner.chooses("Probable cause" if code == "en" else "可能的原因", "network")
    owner.press("Write it down")
    owner.press("Print as a card")
    records = checklists.standings(empty_window.session.shop, "customer")
    assert [one.filled["cause"] for each in records for one in each.records] == ["network"]
    ended(owner, printed, "customer-paid")


@both
def test_a_large_amount_is_held(
    empty_window: Window, settle: Settle, printed: Path, code: str
) -> None:
    owner = stranger(empty_window, settle, code)
    pursues(owner, "held", "Held or taken back")
    writes(owner, "hold-release")
    ended(owner, printed, "large-amount")


@both
def test_a_sale_was_debited_twice(
    empty_window: Window, settle: Settle, printed: Path, code: str
) -> None:
    owner = stranger(empty_window, settle, code)
    pursues(owner, "twice", "Twice", Kind.DUPLICATE_CHARGE)
    writes(owner, "customer-reply")
    ended(owner, printed, "double-debit")


@both
def test_what_do_i_owe(empty_window: Window, settle: Settle, printed: Path, code: str) -> None:
    owner = stranger(empty_window, settle, code)
    owner.press("Cases")
    owner.press("What is said to be owed")
    owner.types("Amount", "99.00")
    owner.press("Enter it")
    owner.types("Who answered", "A17")
    owner.types("What was answered", "deposit of the terminal")
    owner.press("Record the answer")
    owner.press("Print")
    (owed,) = all_arrears(empty_window.session.shop)
    assert [each.who for each in owed.arrears.answers] == ["A17"]
    ended(owner, printed, "what-do-i-owe")
