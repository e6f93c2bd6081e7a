"""What the owner sees in the bank's app: held against what is due, later against the statement.

It alerts and is never evidence: no finding rests on it, and a statement has the last word.
"""

import datetime as dt
import re
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.domain.account_check import AccountCheck, Saw
from posassist.domain.booked import Booked
from posassist.domain.deposit import BankLine
from posassist.domain.discrepancy import Kind
from posassist.domain.fees import expected_fee
from posassist.domain.money import Money, sums
from posassist.domain.settlement import StatementKind
from posassist.reconcile.verdict import Expected, Verdict
from posassist.store import account_checks as stored
from posassist.store import accounts, deposits
from posassist.usecases.agreed import Agreed
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.rematch import BooksPicture, read_picture
from posassist.usecases.shop import Shop

_SAID: Final = {
    "confirmed": N_("{account}, {day}: the bank's statement agrees with what you saw."),
    "contradicted": N_(
        "{account}, {day}: the bank's statement says otherwise than what you saw in the app. "
        "The statement counts."
    ),
    "quiet": N_("{account}, {day}: noted. The statement will confirm it."),
    "other": N_(
        "{account}, {day}: {due} is due, and {amount} was there. Import the provider's settlement "
        "of that day: it says what was kept back."
    ),
    "absent": N_(
        "{account}, {day}: {due} is due and was not there. Look again at the end of the day; "
        "banks book late. If it is not there tomorrow, call the provider."
    ),
}
_TIME: Final = re.compile(r"([01]?\d|2[0-3])[:时]([0-5]?\d)")
_ENOUGH: Final = 3  # messages that make a habit
_MONTH: Final = dt.timedelta(days=31)
_ABSENT: Final = (Kind.NOT_ARRIVED, Kind.MISSING)


@dataclass(frozen=True, slots=True)
class Due:
    """What should come to an account on a day: a sum a currency, of so many sales or payouts."""

    account: str
    on: dt.date
    amounts: tuple[Money, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A look into the app; `statement` says whether a bank file agrees, None where none covers it.

    `cases` are discrepancies of that account and day that a case can be opened over.
    """

    check: AccountCheck
    due: Due
    statement: bool | None
    cases: tuple[str, ...]

    @property
    def alerts(self) -> bool:
        """Say whether something should have come that did not, or not so much."""
        if self.statement is not None or not self.due.amounts:
            return False
        if self.check.saw is Saw.AMOUNT:
            return self.check.amount not in self.due.amounts
        return self.check.saw is Saw.NOT_ARRIVED


@dataclass(frozen=True, slots=True)
class Look:
    """An account to which money is due, and what was seen last of it that day, if anything.

    `usual` is when the bank's messages tell that money comes there; None from fewer than three.
    """

    due: Due
    seen: Seen | None
    usual: dt.time | None = None


def looks(shop: Shop, found: Reconciled, on: dt.date) -> tuple[Look, ...]:
    """Return the accounts to which money is due on the day that was judged."""
    names = _names(shop)
    morning = _Morning(found.books, names, on, lambda: found.verdict)
    with shop.books.reading() as connection:
        last = {
            each.account: each for each in stored.all_checks(connection, shop.id) if each.on == on
        }
        usual = _usual(deposits.lines(connection, shop.id))
    return tuple(
        Look(due, morning.seen(last[name]) if name in last else None, usual.get(name))
        for name in names
        if (due := morning.due(name)).amounts
    )


def _usual(lines: Sequence[Booked[BankLine]]) -> dict[str, dt.time]:
    """Return the median of the times at which the bank told of money, by account.

    A message keeps its time as its reference (statements/messages.py).
    """
    told: defaultdict[str, list[int]] = defaultdict(list)
    for each in lines:
        found = _TIME.match(each.record.reference)
        if found and each.record.amount.minor > 0:
            told[each.account].append(60 * int(found[1]) + int(found[2]))
    return {
        account: dt.time(*divmod(round(statistics.median(minutes)), 60))
        for account, minutes in told.items()
        if len(minutes) >= _ENOUGH
    }


def check(
    shop: Shop, account: str, saw: Saw, *, amount: str | None = None, on: dt.date | None = None
) -> Seen:
    """Record what was seen. Raises WrongUsage for an account there is not, or no amount."""
    day = on or shop.today()
    if account not in _names(shop):
        raise WrongUsage(
            N_("There is no account named {name}"),
            N_("Add it first: posassist account add NAME --number-last4 1234"),
            name=account,
        )
    money = None if amount is None else _money(amount, shop.details.currency)
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="account-check",
        title=Text(N_("Looked at account {name}"), {"name": account}),
    ) as change:
        made = AccountCheck(change.next_id("account_check"), account, day, saw, money)
        stored.add(change, made)
    found = reconcile_period(shop, as_of=day)
    return _Morning(found.books, _names(shop), day, lambda: found.verdict).seen(made)


def all_seen(shop: Shop, until: dt.date) -> list[Seen]:
    """Return the looks of the last month into the app, with what the statements say by now.

    What was due is judged only for days that no statement covers yet.
    """
    names = _names(shop)
    with shop.books.reading() as connection:
        books = read_picture(shop, connection)
        every = stored.all_checks(connection, shop.id)
    checks = [each for each in every if until - _MONTH <= each.on <= until]
    mornings = {
        on: _Morning(books, names, on, partial(_judged, shop, on))
        for on in sorted({each.on for each in checks})
    }
    return [mornings[each.on].seen(each, whole=False) for each in checks]


def _judged(shop: Shop, on: dt.date) -> Verdict:
    return reconcile_period(shop, as_of=on).verdict


class _Morning:
    """The books as of a day, asked what should come to which account on it."""

    def __init__(
        self, books: BooksPicture, names: Sequence[str], on: dt.date, judge: Callable[[], Verdict]
    ) -> None:
        self._books, self._on, self._judge = books, on, judge
        self._only = names[0] if len(names) == 1 else ""
        self._agreed = Agreed(books)

    @cached_property
    def _verdict(self) -> Verdict:
        return self._judge()

    def due(self, account: str) -> Due:
        """Return what should come to an account."""
        mine = [
            each
            for each in self._verdict.expected
            if each.due_on == self._on and self._account(each.journal, each.settlement) == account
        ]
        nets = sums(net for each in mine for net in self._nets(each))
        return Due(account, self._on, tuple(each.rounded() for each in nets.values()), len(mine))

    def _nets(self, each: Expected) -> Iterator[Money]:
        """Yield what comes of it: the nets of its lines, or its sales less the agreed fee."""
        yield from (self._agreed.lines[row].net for row in each.settlement)
        terms = self._agreed.terms
        for row in () if each.settlement else each.journal:
            entry = self._agreed.entries[row]
            merchant, on = terms.merchant(entry), entry.occurred_at.date()
            agreed = terms.fee_terms(merchant, entry.amount.currency, on, entry.channel)
            fee = Money.zero(entry.amount.currency)
            if agreed is not None:
                fee = expected_fee(entry.amount, agreed)
            yield entry.amount - fee

    def seen(self, each: AccountCheck, *, whole: bool = True) -> Seen:
        """Hold a look into the app against what was due, and what the bank's file says.

        Where a file says it already, what was due is only asked for the `whole`.
        """
        statement = self._statement(each)
        if statement is not None and not whole:
            return Seen(each, Due(each.account, self._on, (), 0), statement, ())
        cases = tuple(
            one.id
            for one in self._verdict.discrepancies
            if one.kind in _ABSENT
            and one.due_on == self._on
            and self._account(one.journal, one.settlement) == each.account
        )
        return Seen(each, self.due(each.account), statement, cases)

    def _statement(self, each: AccountCheck) -> bool | None:
        """Say whether the bank's own file agrees with what was seen."""
        books, ours = self._books, {each.account, ""}
        if not any(
            one.kind is StatementKind.BANK
            and one.account in ours
            and one.first <= self._on <= one.last
            for one in books.coverage
        ):
            return None
        came = [
            one.record.amount
            for one in books.bank
            if one.record.booked_on == self._on
            and one.account in ours
            and one.record.amount.minor > 0
        ]
        if each.saw is Saw.AMOUNT:
            return each.amount in {*came, *sums(came).values()}
        return bool(came) is (each.saw is Saw.ARRIVED)

    def _account(self, journal: Sequence[int], settlement: Sequence[int]) -> str:
        """Return the account that the agreement of the rows names, else the only one."""
        agreed = self._agreed.of(journal, settlement)
        return (agreed.account if agreed else "") or self._only


def sentence_of(seen: Seen) -> Text:
    """Say what was seen, what was due and what the statement says by now."""
    fields = {
        "account": seen.check.account,
        "day": seen.check.on,
        "due": tuple(map(str, seen.due.amounts)) or ("0",),
        "amount": str(seen.check.amount or ""),
    }
    return Text(_SAID[_said(seen)], fields)


def _said(seen: Seen) -> str:
    if seen.statement is not None:
        return "confirmed" if seen.statement else "contradicted"
    if not seen.alerts:
        return "quiet"
    return "other" if seen.check.saw is Saw.AMOUNT else "absent"


def _names(shop: Shop) -> list[str]:
    with shop.books.reading() as connection:
        return [each.name for each in accounts.all_accounts(connection, shop.id)]


def _money(amount: str, currency: str) -> Money:
    try:
        return Money.parse(amount, currency)
    except ValueError as wrong:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("Write an amount like 99.00."),
            option="--amount",
            value=amount,
        ) from wrong
