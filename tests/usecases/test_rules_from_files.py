"""Each of the 45 rules is provoked from files, imported as any other, and the owner's answers."""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from posassist.base.paths import Profile
from posassist.domain.agreement import Agreement
from posassist.domain.cycle import cut_off_text
from posassist.domain.deposit import BankLine
from posassist.domain.journal import JournalEntry
from posassist.domain.settlement import SettlementLine
from posassist.reconcile.matching import match_books
from posassist.reconcile.picture import Picture
from posassist.reconcile.rows import JournalRows, LineRows
from posassist.usecases import registers
from posassist.usecases.import_statement import ImportOptions, import_bytes
from posassist.usecases.rematch import read_picture
from posassist.usecases.shop import Shop, open_shop
from tests.reconcile.conftest import Books
from tests.reconcile.test_diagnosis import SCENES

NOW = dt.datetime(2026, 11, 2, 4, tzinfo=dt.UTC)
EARLY = dt.date(2026, 8, 31)


@dataclass
class OnFiles(Books):
    """The same words, but every row goes through a file and the import of it."""

    folder: Path = field(default_factory=Path)
    stack: ExitStack = field(default_factory=ExitStack)
    opened: Shop | None = None

    def picture(self) -> Picture:
        """Import what was said, once, and return what the books hold then."""
        if self.opened is None:
            self.opened = self._imported()
        with self.opened.books.reading() as connection:
            books = read_picture(self.opened, connection)
        matching = match_books(
            JournalRows.of(books.journal),
            LineRows.of(books.settlement),
            books.bank,
            books.terms,
            self.decisions,
        ).matching
        return Picture(
            books.journal, books.settlement, books.bank, matching, self.decisions, books.terms,
            books.coverage,
        )  # fmt: skip

    def _imported(self) -> Shop:
        covered = bool(self.coverage)
        if covered:
            self._frame()
        opened = open_shop(Profile(self.folder), clock=lambda: NOW)
        shop = self.stack.enter_context(opened)
        registers.set_shop(shop, timezone="UTC")
        shop = shop.renewed()
        registers.add_account(shop, "ICBC", last4="8801")
        for each in self.terms.agreements:
            registers.set_agreement(shop, _terms(each))
        for terminal, merchant in self.terms.merchants.items():
            registers.set_terminal(shop, terminal, terminal_id=terminal, merchant_id=merchant)
        self._import(shop, "journal.csv", map(_entry, self.journal), None)
        self._import(shop, "settlement.csv", map(_line, self.settlement), None)
        self._import(shop, "bank.csv", map(_credit, self.bank), "ICBC")
        return shop

    def _frame(self) -> None:
        """Let the files cover two months: a sale that was settled and paid at either end."""
        first = min((each.occurred_at.date() for each in self.journal), default=EARLY)
        for day, rrn in ((EARLY, "F1"), (dt.date(2026, 10, 29), "F2")):
            if day > EARLY or first >= EARLY:
                later = day + dt.timedelta(days=1)
                self.sale(str(day), "7.77", rrn)
                self.line(str(day), "7.77", rrn, settled=str(later))
                self.credit(str(later), "7.72", who="甲" if rrn == "F1" else "乙")

    def _import(
        self, shop: Shop, name: str, rows: Iterable[Mapping[str, object]], account: str | None
    ) -> None:
        every = list(rows)
        if every:
            text = io.StringIO()
            writer = csv.DictWriter(text, list(every[0]))
            writer.writeheader()
            writer.writerows(every)
            options = ImportOptions(account=account)
            import_bytes(shop, name, text.getvalue().encode(), options=options)


def _terms(each: Agreement) -> registers.Terms:
    def percent(share: Decimal) -> str:
        return f"{share * 100:f}%"

    fees = tuple(
        f"{channel}:{percent(terms.rate)}" + (f":cap={terms.cap}" if terms.cap else "")
        for channel, terms in each.fees.items()
    )
    return registers.Terms(
        each.acquirer, str(each.cycle), cut_off_text(each.cut_off), "CN", fees,
        account=each.account,
    )  # fmt: skip


def _entry(each: JournalEntry) -> dict[str, object]:
    return {
        "terminal_id": each.terminal_id, "merchant_id": each.merchant_id,
        "batch_no": each.batch_no, "trace_no": each.trace_no, "rrn": each.rrn,
        "auth_code": each.auth_code, "type": each.type, "amount": each.amount.plain,
        "currency": each.amount.currency, "occurred_at": f"{each.occurred_at:%Y-%m-%dT%H:%M:%S}",
        "card_masked": each.card_masked, "channel": each.channel,
        "response_code": each.response_code, "status": each.status,
        "original_rrn": each.original_rrn,
    }  # fmt: skip


def _line(each: SettlementLine) -> dict[str, object]:
    # What the provider writes beside its figures stands in a column of its own, as it does in life.
    return {
        "merchant_id": each.merchant_id, "terminal_id": each.terminal_id,
        "occurred_on": each.occurred_on or "", "settled_on": each.settled_on, "type": each.type,
        "gross": each.gross.plain, "fee": each.fee.plain, "net": each.net.plain,
        "currency": each.gross.currency, "rrn": each.rrn, "channel": each.channel,
        "status": each.status, "payout_ref": each.payout_ref, "card_masked": each.card_masked,
        "备注": each.memo or each.raw,
    }  # fmt: skip


def _credit(each: BankLine) -> dict[str, object]:
    return {
        "booked_on": each.booked_on, "amount": each.amount.plain, "currency": each.amount.currency,
        "balance": "", "counterparty": each.counterparty, "memo": each.memo,
        "reference": each.reference,
    }  # fmt: skip


@pytest.fixture
def on_files(tmp_path: Path) -> Iterator[Callable[[], OnFiles]]:
    """Return a maker of books on files, each in a folder of its own."""
    with ExitStack() as stack:
        made: list[OnFiles] = []

        def make() -> OnFiles:
            made.append(OnFiles(folder=tmp_path / str(len(made)), stack=stack))
            return made[-1]

        yield make


@pytest.mark.parametrize("name", SCENES)
def test_a_rule_comes_out_first_from_files_and_answers(
    name: str, on_files: Callable[[], OnFiles]
) -> None:
    for scene in SCENES[name]:
        found = scene(on_files())
        assert found[0].rule == name, [(each.rule, each.likelihood) for each in found]
