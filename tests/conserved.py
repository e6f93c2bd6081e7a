"""Conservation: every row of the books is in exactly one place, and the sums agree to the cent."""

from collections import Counter, defaultdict

from posassist.domain.discrepancy import Kind
from posassist.domain.journal import EntryStatus
from posassist.domain.money import Money, sums, total
from posassist.domain.settlement import LineStatus, LineType
from posassist.reconcile.cancelled import MONEY_IN
from posassist.reconcile.columns import MATCHED_LINES
from posassist.reconcile.picture import Picture
from posassist.reconcile.verdict import Verdict

WHOLE_LINES = frozenset({Kind.UNKNOWN_LINE, Kind.DUPLICATE_SETTLEMENT, Kind.REFUND_UNMATCHED})


def assert_conserved(picture: Picture, verdict: Verdict) -> None:
    """Fail where a row is in no place or in two, or where a sum is off by a cent."""
    named = [each.id for each in verdict.discrepancies]
    assert len(set(named)) == len(named)
    _sales(picture, verdict)
    _lines(picture, verdict)
    _payouts(picture, verdict)
    _deposits(picture)


def _sales(picture: Picture, verdict: Verdict) -> None:
    """A sale is settled, taken back, in the bank, expected, or named: one of these."""
    named = Counter(
        row
        for each in verdict.discrepancies
        if each.kind in {Kind.MISSING, Kind.UNKNOWN_OUTCOME}
        for row in each.journal
    )
    expected = Counter(row for each in verdict.expected for row in each.journal)
    by_hand = picture.decisions.by_hand("journal")
    for row in picture.journal:
        entry = row.record
        places = Counter({"named": named[row.id], "expected": expected[row.id]})
        if entry.type not in MONEY_IN or entry.status is EntryStatus.DECLINED:
            assert not places.total(), row
            continue
        line = picture.line_of.get(row.id)
        waits = line is not None and line.record.status is LineStatus.PENDING
        places["settled"] = line is not None and not waits
        places["taken back or in the bank"] = picture.settles_no_more(row) and (
            line is None or waits
        )
        assert places.total() == 1 or row.id in by_hand, (row, places)


def _lines(picture: Picture, verdict: Verdict) -> None:
    """A line is matched, or named, or its absence in the journal says nothing."""
    named = Counter(
        each.settlement[-1]
        for each in verdict.discrepancies
        if each.kind in WHOLE_LINES and each.settlement
    )
    matched = set(picture.pair_of) | picture.decisions.by_hand("settlement", with_="journal")
    refunds = {row.id for row in picture.settlement if row.record.type is LineType.REFUND}
    assert not [line for line in matched & set(named) if line not in refunds]
    assert set(named.values()) <= {1}
    for row in picture.settlement:
        line = row.record
        if line.moved_money and line.type in MATCHED_LINES and row.id not in matched | set(named):
            assert picture.is_undone(row) or not picture.journal_covers(row), row


def _payouts(picture: Picture, verdict: Verdict) -> None:
    """What moved is in the bank, lacking, expected, or came to nothing; all adds up."""
    places: defaultdict[int, list[str]] = defaultdict(list)
    for deposit in picture.deposits:
        for line in deposit.settlement:
            places[line].append("arrived")
    for each in verdict.discrepancies:
        if each.kind is Kind.NOT_ARRIVED:
            for line in each.settlement:
                places[line].append("lacking")
    for waiting in verdict.expected:
        for line in waiting.settlement:
            places[line].append("expected")
    moved = {row.id: row.record for row in picture.settlement if row.record.moved_money}
    assert all(len(found) == 1 for line, found in places.items() if line in moved), places
    nothing = [row for line, row in moved.items() if line not in places]
    left = sums(row.net for row in nothing)
    assert all(each.minor <= 0 for each in left.values()), left
    parts = [row.net for line, row in moved.items() if line in places] + [*left.values()]
    assert sums(parts) == sums(row.net for row in moved.values())


def _deposits(picture: Picture) -> None:
    """A bank line pays once; what it brought is what its lines come to and the stated rest."""
    used = Counter(each.bank for each in picture.matching.deposits)
    used.update(row for each in picture.decisions.manual for row in each.bank)
    assert set(used.values()) <= {1}, used
    bank = {row.id: row.record.amount for row in picture.bank}
    for each in picture.matching.deposits:
        due = total(picture.lines[line].record.net for line in each.settlement)
        if due is not None and each.rule != "D5":
            came = bank[each.bank]
            rest = Money.of(each.difference_minor, came.currency)
            assert came - due.rounded() == rest, each
