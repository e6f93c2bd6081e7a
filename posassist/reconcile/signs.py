"""Signs that speak for a cause or against it: each a sentence and what it is read from.

A rule names a sign as `name` or `name:argument,argument`; signs know rows, never rules.
"""

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from posassist.base.i18n import N_
from posassist.domain.cycle import NO_CUT_OFF
from posassist.domain.deposit import BankLine
from posassist.domain.fees import expected_fee
from posassist.domain.journal import EntryStatus
from posassist.domain.money import total
from posassist.domain.settlement import LineStatus
from posassist.reconcile.cancelled import MONEY_IN
from posassist.reconcile.picture import Entry
from posassist.reconcile.symptom import Surroundings, Symptom

Arguments = tuple[str, ...]

_DAY: Final = dt.timedelta(days=1)
_NEAR: Final = 30
_IDLE: Final = dt.timedelta(days=90)
_AROUND: Final = 10
_CLOSE: Final = 5
_CLUSTER: Final = 3
_CLUSTER_HOURS: Final = dt.timedelta(hours=2)
_REFUNDS: Final = 3
_REFUND_DAYS: Final = dt.timedelta(days=30)
_OVERDUE: Final = 30
_SMALL: Final = 200
_ROUNDING: Final = Decimal("0.01")
_PERSON: Final = re.compile(r"[\u4e00-\u9fff·]{2,4}")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a sign says, and whether it holds."""

    words: str
    holds: Callable[[Surroundings, Symptom, Arguments], bool]


def _code(_around: Surroundings, symptom: Symptom, wanted: Arguments) -> bool:
    return any(each.record.response_code in wanted for each in symptom.entries)


def _batch_code(around: Surroundings, symptom: Symptom, wanted: Arguments) -> bool:
    return any(
        not around.batch_codes[each.record.terminal_id, each.record.batch_no].isdisjoint(wanted)
        for each in symptom.entries
    )


def _no_code(_around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(not each.record.response_code for each in symptom.entries)


def _reversal_pending(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(
        _about(reversal, each)
        for each in symptom.entries
        for reversal in around.pending_reversals
        if reversal.record.terminal_id == each.record.terminal_id
    )


def _about(reversal: Entry, sale: Entry) -> bool:
    """Say whether a reversal names the sale."""
    one, other = reversal.record, sale.record
    named = {one.rrn, one.original_rrn} - {""}
    return other.rrn in named or bool(
        one.trace_no and (one.batch_no, one.trace_no) == (other.batch_no, other.trace_no)
    )


def _batch_open(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    for each in symptom.entries:
        settled = around.settled_batches.get(each.record.terminal_id)
        if settled and each.record.batch_no and each.record.batch_no not in settled:
            return True
    return False


def _days_off(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    calendar = around.picture.terms.calendar(around.agreement(symptom))
    for each in symptom.entries:
        traded, due = around.picture.trade_and_due(each)
        between = range(1, (due - traded).days)
        if not all(calendar.is_working_day(traded + n * _DAY) for n in between):
            return True
    return False


def _minutes_past_cut_off(around: Surroundings, symptom: Symptom) -> int | None:
    agreed = around.agreement(symptom)
    if agreed is None or agreed.cut_off >= NO_CUT_OFF:
        return None
    times = [each.record.occurred_at for each in symptom.entries]
    return max((at.hour * 60 + at.minute - agreed.cut_off for at in times), default=None)


def _after_cut_off(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    past = _minutes_past_cut_off(around, symptom)
    return past is not None and past > 0 and not symptom.days_late


def _near_cut_off(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    past = _minutes_past_cut_off(around, symptom)
    return past is not None and -_NEAR <= past <= 0


def _days_late(_around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return symptom.working_days_late > 1


def _long_overdue(_around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return symptom.days_late > _OVERDUE


def _returned_line(_around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(each.record.status is LineStatus.RETURNED for each in symptom.lines)


def _text(_around: Surroundings, symptom: Symptom, wanted: Arguments) -> bool:
    return any(word.lower() in symptom.said for word in wanted)


def _long_idle(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(
        each.record.occurred_at - before.record.occurred_at >= _IDLE
        for each in symptom.entries
        if (before := around.row_before(each)) is not None
    )


def _rate_rose(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(
        lowest * each.record.gross.decimal + _ROUNDING < each.record.fee.decimal
        for each in symptom.lines
        if (lowest := around.lowest_rate(each.record)) is not None
    )


def _difference_is_fee(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    """The difference is what the lines call their fee, or what the agreement makes of it."""
    stated = sum((each.record.fee.decimal for each in symptom.lines), Decimal(0))
    if stated == symptom.amount.decimal != 0:
        return True
    agreed = around.agreement(symptom)
    return agreed is not None and any(
        sum((expected_fee(each.record.amount, terms).decimal for each in symptom.entries),
            Decimal(0)) == symptom.amount.decimal != 0
        for terms in agreed.fees.values()
    )  # fmt: skip


def _refund_is_difference(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(
        0 <= (credit.record.booked_on - day).days <= _AROUND
        for credit in symptom.credits
        for day in around.refunds.get(symptom.amount, ())
    )


def _negative_day(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    merchants = {around.picture.terms.merchant(each.record) for each in symptom.lines}
    return any(
        net.minor < 0
        and currency == symptom.amount.currency
        and merchant in merchants
        and 0 <= (symptom.due - on).days <= _AROUND
        for (merchant, currency, on), net in around.nets.items()
    )


def _refunds_on_card(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(
        sum(
            abs(day - each.record.settled_on) <= _REFUND_DAYS
            for day in around.refunds_of_card.get(each.record.card_masked, ())
        )
        >= _REFUNDS
        for each in symptom.lines
    )


def _merchant_not_ours(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    named = {each.record.merchant_id for each in symptom.entries}
    named |= {each.record.merchant_id for each in symptom.lines}
    return bool(around.merchants) and not named <= around.merchants | {""}


def _payers(around: Surroundings, symptom: Symptom) -> list[str]:
    """Return who paid: the deposit's payer, or that of a payout's very sum on days around it."""
    if symptom.credits:
        return [each.record.counterparty for each in symptom.credits]
    return [each.counterparty for each in _same_sum(around, symptom)]


def _same_sum(around: Surroundings, symptom: Symptom) -> list[BankLine]:
    net = total(each.record.net for each in symptom.lines)
    return [
        each.record
        for each in (around.credits_of.get(net.rounded(), ()) if net else ())
        if abs((each.record.booked_on - symptom.due).days) <= _CLOSE
    ]


def _payer_is_person(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return any(_PERSON.fullmatch(each.strip()) for each in _payers(around, symptom))


def _same_sum_came(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    return not symptom.credits and bool(_same_sum(around, symptom))


def _cluster(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    for each in symptom.entries:
        near = [
            row.record.status
            for row in around.rows_near(each, _CLUSTER_HOURS)
            if row.record.type in MONEY_IN
        ]
        unknown = near.count(EntryStatus.UNKNOWN)
        if unknown >= _CLUSTER and 2 * unknown >= len(near):
            return True
    return False


def _typing_error(_around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    """One amount is the other with two digits swapped, one digit wrong, or a nought more."""
    return any(
        _mistyped(str(abs(each.record.amount).minor), str(abs(line.record.gross).minor))
        for each in symptom.entries
        for line in symptom.lines
    )


def _mistyped(one: str, other: str) -> bool:
    if len(one) != len(other):
        return one.rstrip("0") == other.rstrip("0")
    differing = sum(a != b for a, b in zip(one, other, strict=True))
    return differing == 1 or (differing > 0 and sorted(one) == sorted(other))


def _difference_elsewhere(around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    """The difference is another deposit of those days, or a line no deposit brought."""
    days = [
        each.record.booked_on
        for each in around.credits_of.get(symptom.amount, ())
        if each.id not in around.spent_credits
    ]
    days += around.open_lines_of.get(symptom.amount, ())
    return any(abs((day - symptom.due).days) <= _CLOSE for day in days)


def _small(_around: Surroundings, symptom: Symptom, _: Arguments) -> bool:
    """Less than half a percent of what it is about."""
    about = [each.record.amount for each in symptom.credits]
    about += [each.record.gross for each in symptom.lines if not symptom.credits]
    return 0 < symptom.amount.minor * _SMALL <= sum(abs(each.minor) for each in about)


SIGNS: Final[Mapping[str, Sign]] = {
    "code": Sign(N_("the terminal's response code says so"), _code),
    "batch_code": Sign(N_("the response code of the batch's settlement says so"), _batch_code),
    "no_code": Sign(N_("the terminal holds no response code"), _no_code),
    "reversal_pending": Sign(N_("a reversal was sent and not accepted"), _reversal_pending),
    "batch_open": Sign(N_("no sale of this batch is settled"), _batch_open),
    "days_off": Sign(N_("days off lie between the sale and its due day"), _days_off),
    "after_cut_off": Sign(
        N_("it was rung up after the cut-off and counts as the next day's"), _after_cut_off
    ),
    "near_cut_off": Sign(N_("it was rung up shortly before the cut-off"), _near_cut_off),
    "days_late": Sign(N_("it is more than one working day late"), _days_late),
    "long_overdue": Sign(N_("it is more than a month late"), _long_overdue),
    "returned_line": Sign(N_("the provider's record says returned"), _returned_line),
    "text": Sign(N_("the provider's or the bank's own words say so"), _text),
    "long_idle": Sign(N_("the terminal had rung up nothing for three months"), _long_idle),
    "rate_rose": Sign(N_("the same kind of sale cost less before"), _rate_rose),
    "difference_is_fee": Sign(N_("the difference is just the fee"), _difference_is_fee),
    "refund_is_difference": Sign(
        N_("a refund of the days before is just the difference"), _refund_is_difference
    ),
    "negative_day": Sign(N_("a day before came to less than nothing"), _negative_day),
    "refunds_on_card": Sign(N_("the same card got three refunds within a month"), _refunds_on_card),
    "merchant_not_ours": Sign(N_("the merchant number is none of the shop's"), _merchant_not_ours),
    "payer_is_person": Sign(N_("the payer on the bank line is a person"), _payer_is_person),
    "same_sum_came": Sign(N_("just this sum came from somebody else"), _same_sum_came),
    "cluster": Sign(N_("half the sales of these hours or more got no answer"), _cluster),
    "typing_error": Sign(N_("the two amounts differ as a typing error does"), _typing_error),
    "difference_elsewhere": Sign(
        N_("another deposit or payout of these days is just the difference"), _difference_elsewhere
    ),
    "small": Sign(N_("it is less than half a percent"), _small),
}


def is_known(sign: str) -> bool:
    """Say whether a rule may name this sign."""
    return parted(sign)[0] in SIGNS


@functools.cache
def parted(sign: str) -> tuple[str, Arguments]:
    """Return a sign's name and its arguments."""
    name, _, rest = sign.partition(":")
    return name, tuple(filter(None, rest.split(",")))


def held(around: Surroundings, symptom: Symptom, signs: Sequence[str]) -> list[Sign]:
    """Return those of the signs that hold."""
    found = []
    for each in signs:
        name, arguments = parted(each)
        if SIGNS[name].holds(around, symptom, arguments):
            found.append(SIGNS[name])
    return found
