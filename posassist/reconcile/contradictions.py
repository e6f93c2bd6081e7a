"""Rows that contradict themselves or each other: more refunded than sold, sums that do not hold."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from posassist.base.i18n import N_, Text
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineType
from posassist.reconcile.cancelled import MONEY_IN
from posassist.reconcile.picture import Entry, Line, Picture
from posassist.reconcile.verdict import discrepancy

Sale = tuple[str, str, str]  # terminal, reference number, currency


@dataclass(frozen=True, slots=True)
class Refund:
    """What was given back, by a row of the provider's or only by one of the journal."""

    on: dt.date
    amount: Money
    row: Entry | Line
    journal: tuple[int, ...]
    settlement: tuple[int, ...]


def contradictions(picture: Picture) -> Iterator[Discrepancy]:
    """Find what cannot be true, whatever else the books hold."""
    yield from _sums(picture)
    yield from _refunded_too_much(picture)


def _sums(picture: Picture) -> Iterator[Discrepancy]:
    """Find the lines whose net is not their gross less their fee."""
    for each in picture.settlement:
        line = each.record
        if not line.moved_money or line.type is LineType.FEE:
            continue
        if line.gross.currency != line.net.currency:
            continue
        due = line.gross - line.fee
        if line.net.decimal in {due.decimal, due.rounded().decimal}:
            continue
        lacking = (due - line.net).rounded()
        yield discrepancy(
            picture.terms,
            Kind.UNEXPECTED_FEE if lacking.minor > 0 else Kind.AMOUNT_DIFFERS,
            (each,),
            at_stake=abs(lacking),
            reason=Text(
                N_(
                    "The provider says it paid {net} on {day}, but {gross} less the fee of {fee} "
                    "is {difference} apart from that, and no column explains it."
                ),
                {
                    "net": str(line.net),
                    "day": line.settled_on,
                    "gross": str(line.gross),
                    "fee": str(line.fee),
                    "difference": str(abs(lacking)),
                },
            ),
            due=line.settled_on,
            merchant=picture.terms.merchant(line),
            settlement=(each.id,),
        )


def _refunded_too_much(picture: Picture) -> Iterator[Discrepancy]:
    """Find the refund by which more was given back than its sale brought in."""
    sales = _sales(picture)
    for key, refunds in _refunds(picture).items():
        sale = sales.get(key)
        if sale is None:
            continue
        left = sale
        for each in sorted(refunds, key=_in_order):
            left += each.amount
            if left.minor < 0:
                yield discrepancy(
                    picture.terms,
                    Kind.REFUND_UNMATCHED,
                    (each.row,),
                    at_stake=abs(each.amount),
                    reason=Text(
                        N_("{amount} was refunded on {day}, more than the {sale} of its sale."),
                        {"amount": str(abs(each.amount)), "day": each.on, "sale": str(sale)},
                    ),
                    due=each.on,
                    merchant=picture.terms.merchant(each.row.record),
                    journal=each.journal,
                    settlement=each.settlement,
                )


def _in_order(each: Refund) -> tuple[dt.date, str, int]:
    return each.on, each.row.fingerprint, each.row.occurrence


def _sales(picture: Picture) -> dict[Sale, Money]:
    """Return the largest amount anybody states for a sale."""
    said = [
        ((entry.terminal_id, entry.rrn, entry.amount.currency), entry.amount)
        for entry in (each.record for each in picture.journal)
        if entry.type in MONEY_IN and entry.status is not EntryStatus.DECLINED and entry.rrn
    ]
    said += [
        ((line.terminal_id, line.rrn, line.gross.currency), line.gross)
        for line in (each.record for each in picture.settlement)
        if line.moved_money and line.type is LineType.SALE and line.rrn
    ]
    found: dict[Sale, Money] = {}
    for key, amount in said:
        if key not in found or found[key].minor < amount.minor:
            found[key] = amount
    return found


def _refunds(picture: Picture) -> dict[Sale, list[Refund]]:
    """Return what was given back, by its sale: by the provider's line, else by the journal.

    A line that the terminal does not know is named as that already.
    """
    found: defaultdict[Sale, list[Refund]] = defaultdict(list)
    for each in picture.settlement:
        line = each.record
        if not line.moved_money or line.type is not LineType.REFUND:
            continue
        match = picture.pair_of.get(each.id)
        if match is None and picture.journal_covers(each):
            continue
        entry = picture.entries[match.journal] if match else None
        name = (entry.record.original_rrn if entry else "") or line.rrn
        refund = Refund(line.settled_on, line.gross, each, (entry.id,) if entry else (), (each.id,))
        found[line.terminal_id, name, line.gross.currency].append(refund)
    for row in picture.journal:
        entry_ = row.record
        if (
            entry_.type is EntryType.REFUND
            and entry_.status is EntryStatus.APPROVED
            and row.id not in picture.line_of
        ):
            day = entry_.occurred_at.date()
            key = (entry_.terminal_id, entry_.original_rrn, entry_.amount.currency)
            found[key].append(Refund(day, entry_.amount, row, (row.id,), ()))
    return found
