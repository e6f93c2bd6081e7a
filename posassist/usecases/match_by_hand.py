"""Decide by hand: accept or reject a match, link rows, unlink them."""

import hashlib
from dataclasses import dataclass
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.domain.match import DepositMatch, Match, MatchState
from posassist.reconcile.matching import ManualMatch
from posassist.reconcile.rules import reason
from posassist.store import decisions, links
from posassist.usecases.rematch import BooksPicture, read_picture, rematch
from posassist.usecases.shop import Shop

BY_HAND: Final = reason("manual")


@dataclass(frozen=True, slots=True)
class NamedMatch:
    """A match of a journal row with a settlement line, named by content."""

    id: str
    match: Match
    reason: Text


@dataclass(frozen=True, slots=True)
class NamedDeposit:
    """A bank line with what it pays, named by content."""

    id: str
    deposit: DepositMatch
    reason: Text


@dataclass(frozen=True, slots=True)
class Matches:
    """Every match of the books, with the rows behind it."""

    books: BooksPicture
    pairs: tuple[NamedMatch, ...]
    deposits: tuple[NamedDeposit, ...]
    manual: tuple[ManualMatch, ...]


def all_matches(shop: Shop) -> Matches:
    """Return every match with its id; ids come from content and stay the same."""
    with shop.books.reading() as connection:
        books = read_picture(shop, connection)
        pairs, deposits = links.links(connection, shop.id)
    names = {("s", each.id): f"s{each.fingerprint}#{each.occurrence}" for each in books.settlement}
    names |= {("j", each.id): f"j{each.fingerprint}#{each.occurrence}" for each in books.journal}
    names |= {("b", each.id): f"b{each.fingerprint}#{each.occurrence}" for each in books.bank}
    return Matches(
        books,
        tuple(
            NamedMatch(
                _name(names["s", each.settlement], names["j", each.journal]),
                each,
                reason(each.rule),
            )
            for each in pairs
        ),
        tuple(
            NamedDeposit(_name(names["b", each.bank]), each, reason(each.rule)) for each in deposits
        ),
        books.decisions.manual,
    )


def accept(shop: Shop, match_id: str) -> None:
    """Confirm a match: automation never changes it again."""
    _decide(shop, match_id, MatchState.CONFIRMED)


def reject(shop: Shop, match_id: str) -> None:
    """Refuse a match: these rows are never put together again by a rule."""
    _decide(shop, match_id, MatchState.REJECTED)


def link(
    shop: Shop,
    *,
    journal: tuple[int, ...],
    settlement: tuple[int, ...],
    bank: tuple[int, ...] = (),
    difference: str = "",
) -> str:
    """Put rows together by hand and return the match's id.

    Raises WrongUsage for a row that does not exist or is linked by hand already.
    """
    with shop.books.reading() as connection:
        books = read_picture(shop, connection)
    known = {
        "journal": {each.id for each in books.journal},
        "settlement": {each.id for each in books.settlement},
        "bank": {each.id for each in books.bank},
    }
    taken = {
        "journal": {one for each in books.decisions.manual for one in each.journal},
        "settlement": {one for each in books.decisions.manual for one in each.settlement},
        "bank": {one for each in books.decisions.manual for one in each.bank},
    }
    given = {"journal": journal, "settlement": settlement, "bank": bank}
    if sum(bool(rows) for rows in given.values()) < 2:
        raise WrongUsage(
            N_("A link needs rows of at least two sources"),
            N_("Give --journal and --settlement, or --settlement and --bank."),
        )
    for source, rows in given.items():
        for row in rows:
            if row not in known[source]:
                raise WrongUsage(
                    N_("There is no {source} row {row}"),
                    N_("posassist journal list and lines list show the rows there are."),
                    source=source,
                    row=row,
                )
            if row in taken[source]:
                raise WrongUsage(
                    N_("The {source} row {row} is linked by hand already"),
                    N_("Take that link apart first: posassist match unlink MATCH_ID"),
                    source=source,
                    row=row,
                )
    match_id = _name("manual", *(f"{source}{row}" for source in given for row in given[source]))
    with shop.books.writing(
        shop.id, at=shop.now(), kind="match", title=Text(N_("Rows linked by hand"))
    ) as change:
        decisions.add_manual(
            change, ManualMatch(match_id, journal, settlement, bank, mask(difference))
        )
        rematch(shop, change)
    return match_id


def unlink(shop: Shop, match_id: str) -> None:
    """Take a link made by hand, or a confirmation, apart. Raises WrongUsage for an unknown id."""
    found = all_matches(shop)
    by_hand = any(each.match_id == match_id for each in found.manual)
    pair = next((each.match for each in found.pairs if each.id == match_id), None)
    if not by_hand and (pair is None or pair.state is not MatchState.CONFIRMED):
        raise _unknown(match_id)
    with shop.books.writing(
        shop.id, at=shop.now(), kind="match", title=Text(N_("Rows unlinked by hand"))
    ) as change:
        if by_hand:
            decisions.remove_manual(change, match_id)
        elif pair is not None:
            decisions.remove_verdict(change, settlement=pair.settlement, journal=pair.journal)
        rematch(shop, change)


def _decide(shop: Shop, match_id: str, state: MatchState) -> None:
    found = all_matches(shop)
    pair = next((each.match for each in found.pairs if each.id == match_id), None)
    deposit = next((each.deposit for each in found.deposits if each.id == match_id), None)
    if pair is None and deposit is None:
        raise _unknown(match_id)
    accepted = state is MatchState.CONFIRMED
    title = N_("Match accepted") if accepted else N_("Match rejected")
    with shop.books.writing(shop.id, at=shop.now(), kind="match", title=Text(title)) as change:
        if pair is not None:
            decisions.add_verdict(
                change, settlement=pair.settlement, journal=pair.journal, state=state
            )
        elif deposit is not None and accepted:
            decisions.add_manual(
                change,
                ManualMatch(match_id, deposit.journal, deposit.settlement, (deposit.bank,), ""),
            )
        elif deposit is not None:
            for kind, rows in (("settlement", deposit.settlement), ("journal", deposit.journal)):
                for row in rows:
                    decisions.add_deposit_rejection(change, bank=deposit.bank, kind=kind, row=row)
        rematch(shop, change)


def _unknown(match_id: str) -> WrongUsage:
    return WrongUsage(
        N_("There is no match {number}"),
        N_("posassist matches --csv FILE lists those there are."),
        number=match_id,
    )


def _name(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]
