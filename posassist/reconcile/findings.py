"""What does not add up, as of a day: a pure function of rows, matches, terms and coverage."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from posassist.base.i18n import N_, Text
from posassist.domain.booked import Booked
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.fees import expected_fee
from posassist.domain.journal import EntryStatus, EntryType, JournalEntry
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus, LineType, SettlementLine
from posassist.reconcile.arrivals import arrivals
from posassist.reconcile.columns import matchable_entry
from posassist.reconcile.picture import Expected, Picture, Verdict, discrepancy
from posassist.reconcile.rules import AMOUNT_DIFFERS

Entry = Booked[JournalEntry]
Line = Booked[SettlementLine]
_MONEY_IN = frozenset({EntryType.SALE, EntryType.COMPLETION})


@dataclass(frozen=True, slots=True)
class _Judge:
    picture: Picture
    as_of: dt.date
    minutes: int

    def sales(self) -> Iterator[Discrepancy | Expected]:
        """Judge every journal row: missing, expected, late, unknown outcome."""
        cancelled = self._cancelled()
        for each in self.picture.journal:
            entry = each.record
            if entry.type not in _MONEY_IN or not matchable_entry(entry):
                continue
            traded, due = self.picture.terms.trade_and_due(entry)
            line = self.picture.line_of.get(each.id)
            if line is None or line.record.status is LineStatus.PENDING:
                if each.id in cancelled or each.id in self.picture.arrived:
                    continue
                yield self._open(each, traded, due)
            elif line.record.status is LineStatus.SETTLED and line.record.settled_on > due:
                yield self._late(each, line, due)

    def _open(self, each: Entry, traded: dt.date, due: dt.date) -> Discrepancy | Expected:
        entry = each.record
        merchant = self.picture.terms.merchant(entry)
        if self.as_of <= due and entry.status is not EntryStatus.UNKNOWN:
            return Expected(entry.amount, due, journal=(each.id,))
        kind = Kind.UNKNOWN_OUTCOME if entry.status is EntryStatus.UNKNOWN else Kind.MISSING
        covered = kind is Kind.UNKNOWN_OUTCOME or self.picture.settlement_covers(
            merchant, entry.terminal_id, due, entry.occurred_at.date()
        )
        equal = None if kind is Kind.UNKNOWN_OUTCOME else self.picture.equal_rows(each, traded)
        fields: dict[str, object] = {
            "amount": str(entry.amount),
            "at": entry.occurred_at,
            "terminal": entry.terminal_id,
            "due": due,
        }
        if not covered:
            reason = Text(
                N_(
                    "{amount} rung up {at} at {terminal} was due on {due}, but no settlement or "
                    "bank file covers that day. Import the provider's settlement for it next."
                ),
                fields,
            )
        elif kind is Kind.UNKNOWN_OUTCOME:
            reason = Text(
                N_(
                    "The terminal got no answer for {amount} at {at} ({terminal}); nobody knows "
                    "yet whether the customer paid."
                ),
                fields,
            )
        elif equal is not None:
            reason = Text(
                N_(
                    "{missing} of these {total} equal sales is missing: {amount} at {terminal}, "
                    "due on {due}; which one, nobody can tell."
                ),
                fields | {"missing": equal[0], "total": equal[1]},
            )
        else:
            reason = Text(
                N_("{amount} rung up {at} at {terminal} was due on {due} and is in no settlement."),
                fields,
            )
        return discrepancy(
            self.picture,
            kind,
            (each,),
            at_stake=entry.amount,
            reason=reason,
            due=due,
            late_on=self.as_of,
            merchant=merchant,
            covered=covered,
            journal=(each.id,),
            of_equal=equal,
        )

    def _late(self, each: Entry, line: Line, due: dt.date) -> Discrepancy:
        reason = Text(
            N_("{amount} of {terminal} was due on {due} and was settled on {settled}."),
            {
                "amount": str(each.record.amount),
                "terminal": each.record.terminal_id,
                "due": due,
                "settled": line.record.settled_on,
            },
        )
        return discrepancy(
            self.picture,
            Kind.LATE,
            (each, line),
            at_stake=Money.zero(each.record.amount.currency),
            reason=reason,
            due=due,
            late_on=line.record.settled_on,
            merchant=self.picture.terms.merchant(each.record),
            journal=(each.id,),
            settlement=(line.id,),
        )

    def _cancelled(self) -> set[int]:
        """Return the sales that the terminal itself took back: reversed, or voided."""
        gone = {
            each.id for each in self.picture.journal if each.record.status is EntryStatus.REVERSED
        }
        sales: dict[tuple[str, str, int], list[int]] = {}
        for each in self.picture.journal:
            entry = each.record
            if entry.type in _MONEY_IN and entry.status is EntryStatus.APPROVED:
                for name in {f"r{entry.rrn}" if entry.rrn else "", f"t{entry.trace_no}"} - {
                    "",
                    "t",
                }:
                    sales.setdefault((entry.terminal_id, name, entry.amount.minor), []).append(
                        each.id
                    )
        for each in self.picture.journal:
            entry = each.record
            if (
                entry.type not in {EntryType.VOID, EntryType.REVERSAL}
                or entry.status is not EntryStatus.APPROVED
            ):
                continue
            for name in (f"r{entry.original_rrn}", f"r{entry.rrn}", f"t{entry.trace_no}"):
                key = (entry.terminal_id, name, -entry.amount.minor)
                if len(name) > 1 and key in sales:
                    gone.update(sales[key][:1])
                    break
        return gone

    def double_charges(self) -> Iterator[Discrepancy]:
        """Find equal sales on one card within the minutes set."""
        last: dict[tuple[str, str, int, str], Entry] = {}
        cancelled = self._cancelled()
        for each in sorted(self.picture.journal, key=lambda one: one.record.occurred_at):
            entry = each.record
            if (
                entry.type is not EntryType.SALE
                or entry.status is not EntryStatus.APPROVED
                or not entry.card_masked
                or each.id in cancelled
            ):
                continue
            key = (
                entry.terminal_id, entry.card_masked, entry.amount.minor, entry.amount.currency,
            )  # fmt: skip
            before = last.get(key)
            last[key] = each
            if before is None or entry.occurred_at - before.record.occurred_at > dt.timedelta(
                minutes=self.minutes
            ):
                continue
            reason = Text(
                N_("Card {card} was charged {amount} at {first} and again at {second}."),
                {
                    "card": entry.card_masked,
                    "amount": str(entry.amount),
                    "first": before.record.occurred_at,
                    "second": entry.occurred_at,
                },
            )
            yield discrepancy(
                self.picture,
                Kind.DUPLICATE_CHARGE,
                (before, each),
                at_stake=entry.amount,
                reason=reason,
                journal=(before.id, each.id),
            )

    def lines(self) -> Iterator[Discrepancy]:
        """Judge every settlement line."""
        for each in self.picture.settlement:
            line = each.record
            if line.type is LineType.CHARGEBACK:
                yield self._line(
                    each,
                    Kind.CHARGEBACK,
                    N_("The provider took back {amount} on {day} as a chargeback."),
                )
            elif line.type is LineType.FEE:
                yield self._line(
                    each,
                    Kind.UNEXPECTED_FEE,
                    N_("The provider took a fee of {amount} on {day} that the agreement lacks."),
                    at_stake=abs(line.net if line.net.minor else line.fee.rounded()),
                )
            elif line.status in {LineStatus.HELD, LineStatus.RETURNED}:
                if not self.picture.settled_elsewhere(each):
                    held = line.status is LineStatus.HELD
                    yield self._line(
                        each,
                        Kind.HELD if held else Kind.RETURNED,
                        N_("The provider holds back {amount} since {day}.")
                        if held
                        else N_("The payout of {amount} on {day} came back to the provider."),
                    )
            elif line.status is LineStatus.SETTLED:
                yield from self._settled(each)

    def _settled(self, each: Line) -> Iterator[Discrepancy]:
        line = each.record
        pair = self.picture.pair_of.get(each.id)
        if pair is not None:
            entry, rule = pair
            if rule in AMOUNT_DIFFERS:
                yield self._line(
                    each,
                    Kind.AMOUNT_DIFFERS,
                    N_("The terminal recorded {recorded}, the provider settled {amount} on {day}."),
                    at_stake=abs(line.gross - entry.record.amount),
                    journal=(entry.id,),
                    recorded=str(entry.record.amount),
                )
        elif each.id in self.picture.by_hand:
            return
        elif line.type is LineType.SALE:
            twin = self.picture.twin_of(each)
            if twin is not None:
                yield self._line(
                    each,
                    Kind.DUPLICATE_SETTLEMENT,
                    N_("{amount} was settled on {day} although the same sale is settled already."),
                    settlement=(twin.id, each.id),
                )
            elif self.picture.journal_covers(line):
                yield self._line(
                    each,
                    Kind.UNKNOWN_LINE,
                    N_("{amount} was settled on {day}, but the terminal knows no such sale."),
                )
        elif line.type is LineType.REFUND and self.picture.journal_covers(line):
            yield self._line(
                each,
                Kind.REFUND_UNMATCHED,
                N_("{amount} was refunded on {day}, but the terminal knows no such refund."),
            )
        if line.type is LineType.SALE:
            yield from self._fee(each)

    def _fee(self, each: Line) -> Iterator[Discrepancy]:
        line = each.record
        on = line.occurred_on or line.settled_on
        agreed = self.picture.terms.fee_terms(
            line.merchant_id, line.gross.currency, on, self.picture.channel_of(each)
        )
        if agreed is None or line.gross.minor <= 0:
            return
        due = expected_fee(line.gross, agreed, line.fee.exponent)
        over = line.fee - due
        if over.minor > 0:
            yield self._line(
                each,
                Kind.OVERCHARGED_FEE,
                N_("The fee of {gross} is {charged}; the agreement makes it {agreed}."),
                at_stake=over.rounded() if over.rounded().minor else over,
                gross=str(line.gross),
                charged=str(line.fee),
                agreed=str(due),
            )

    def _line(
        self,
        each: Line,
        kind: Kind,
        template: str,
        *,
        at_stake: Money | None = None,
        journal: tuple[int, ...] = (),
        settlement: tuple[int, ...] = (),
        **fields: object,
    ) -> Discrepancy:
        line = each.record
        pair = self.picture.pair_of.get(each.id)
        return discrepancy(
            self.picture,
            kind,
            (each,),
            at_stake=abs(line.gross) if at_stake is None else at_stake,
            reason=Text(
                template, {"amount": str(abs(line.gross)), "day": line.settled_on, **fields}
            ),
            due=line.settled_on,
            merchant=line.merchant_id,
            journal=journal or ((pair[0].id,) if pair else ()),
            settlement=settlement or (each.id,),
        )


def judge(
    picture: Picture,
    *,
    as_of: dt.date,
    duplicate_minutes: int = 10,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Verdict:
    """Judge the books as of a day; `first` and `last` limit it to rows of those days."""
    one = _Judge(picture, as_of, duplicate_minutes)
    found: list[Discrepancy] = [*one.double_charges(), *one.lines()]
    expected: list[Expected] = []
    for each in (*one.sales(), *arrivals(picture, as_of)):
        if isinstance(each, Expected):
            expected.append(each)
        else:
            found.append(each)

    def within(day: dt.date | None) -> bool:
        return day is None or ((first is None or first <= day) and (last is None or day <= last))

    chosen = [each for each in found if within(picture.day_of(each))]
    return Verdict(
        tuple(sorted(chosen, key=lambda each: (each.due_on or dt.date.min, each.kind, each.id))),
        tuple(each for each in expected if within(each.due_on)),
    )
