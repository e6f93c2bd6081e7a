"""Judge the journal: what was never settled, what came late, what was charged twice."""

import datetime as dt
from collections.abc import Iterator

from posassist.base.i18n import N_, Text
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.journal import EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.domain.settlement import LineStatus
from posassist.reconcile.cancelled import MONEY_IN
from posassist.reconcile.columns import matchable_entry
from posassist.reconcile.picture import Entry, Line, Picture
from posassist.reconcile.verdict import Expected, discrepancy

_UNCOVERED = N_(
    "{amount} rung up {at} at {terminal} was due on {due}, but no settlement or bank file covers "
    "that day. Import the provider's settlement for it next."
)
_UNKNOWN = N_(
    "The terminal got no answer for {amount} at {at} ({terminal}); nobody knows yet whether the "
    "customer paid."
)
_EQUAL = N_(
    "{missing} of these {total} equal sales is missing: {amount} at {terminal}, due on {due}; "
    "which one, nobody can tell."
)
_MISSING = N_("{amount} rung up {at} at {terminal} was due on {due} and is in no settlement.")


def sales(picture: Picture, as_of: dt.date) -> Iterator[Discrepancy | Expected]:
    """Judge every sale of the journal: missing, expected, late, of unknown outcome."""
    for each in picture.journal:
        entry = each.record
        if entry.type not in MONEY_IN or not matchable_entry(entry):
            continue
        traded, due = picture.trade_and_due(each)
        line = picture.line_of.get(each.id)
        if line is None or line.record.status is LineStatus.PENDING:
            if not picture.settles_no_more(each):
                yield _open(picture, each, traded, due, as_of)
        elif line.record.status is LineStatus.SETTLED and line.record.settled_on > due:
            yield _late(picture, each, line, due)


def double_charges(picture: Picture, minutes: int) -> Iterator[Discrepancy]:
    """Find equal sales on one card within the minutes, neither of them taken back."""
    last: dict[tuple[str, str, Money], Entry] = {}
    for each in sorted(
        picture.journal,
        key=lambda one: (one.record.occurred_at, one.fingerprint, one.occurrence),
    ):
        entry = each.record
        if (
            entry.type is not EntryType.SALE
            or entry.status is not EntryStatus.APPROVED
            or not any(map(str.isalnum, entry.card_masked))
            or each.id in picture.taken_back
        ):
            continue
        key = (entry.terminal_id, entry.card_masked, entry.amount)
        before = last.get(key)
        last[key] = each
        if before is None or entry.occurred_at - before.record.occurred_at > dt.timedelta(
            minutes=minutes
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
            picture.terms,
            Kind.DUPLICATE_CHARGE,
            (before, each),
            at_stake=entry.amount,
            reason=reason,
            due=entry.occurred_at.date(),
            journal=(before.id, each.id),
        )


def _open(
    picture: Picture, each: Entry, traded: dt.date, due: dt.date, as_of: dt.date
) -> Discrepancy | Expected:
    entry = each.record
    unknown = entry.status is EntryStatus.UNKNOWN
    if as_of <= due and not unknown:
        return Expected(entry.amount, due, journal=(each.id,))
    merchant = picture.terms.merchant(entry)
    covered = unknown or picture.settlement_covers(each, traded, due)
    equal = picture.equal_rows(each) if covered and not unknown else None
    fields: dict[str, object] = {
        "amount": str(entry.amount),
        "at": entry.occurred_at,
        "terminal": entry.terminal_id,
        "due": due,
    }
    if unknown:
        words = _UNKNOWN
    elif not covered:
        words = _UNCOVERED
    elif equal is not None:
        words = _EQUAL
        fields |= {"missing": equal[0], "total": equal[1]}
    else:
        words = _MISSING
    return discrepancy(
        picture.terms,
        Kind.UNKNOWN_OUTCOME if unknown else Kind.MISSING,
        (each,),
        at_stake=entry.amount,
        reason=Text(words, fields),
        due=due,
        late_on=as_of,
        merchant=merchant,
        covered=covered,
        journal=(each.id,),
        of_equal=equal,
    )


def _late(picture: Picture, each: Entry, line: Line, due: dt.date) -> Discrepancy:
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
        picture.terms,
        Kind.LATE,
        (each, line),
        at_stake=Money.zero(each.record.amount.currency),
        reason=reason,
        due=due,
        late_on=line.record.settled_on,
        merchant=picture.terms.merchant(each.record),
        journal=(each.id,),
        settlement=(line.id,),
    )
