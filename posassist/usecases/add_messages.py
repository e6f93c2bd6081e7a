"""Add what the bank wrote by message: the owner's own, in place of a statement until one comes."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import StatementUnreadable
from posassist.base.i18n import N_, Text
from posassist.catalog.patterns import Patterns, patterns
from posassist.domain.party import Account
from posassist.domain.settlement import StatementKind
from posassist.statements.messages import Message, of_account, read_messages
from posassist.store.imports import ImportRecord
from posassist.usecases.registers import all_accounts
from posassist.usecases.rematch import MESSAGE
from posassist.usecases.rows import Rehearsed, Rows, bring_in
from posassist.usecases.shop import Shop

SOURCE: Final = MESSAGE


@dataclass(frozen=True, slots=True)
class AddedMessages:
    """What messages brought, of one account; they cover no day."""

    file: str
    sha256: str
    import_id: str
    account: str
    messages: tuple[Message, ...]
    new: int
    already_known: int


def read_pasted(
    shop: Shop, text: str, day: dt.date | None = None
) -> tuple[tuple[Message, ...], str, str]:
    """Read messages; return them with the account they are of, and its figures as they say them.

    Of the shop's accounts it is that of the first message; where none is registered, any.
    """
    found = read_messages(text, patterns(own=shop.profile.root), today=shop.today(), day=day)
    every = all_accounts(shop)
    if every:
        found = tuple(_of_the_shop(each, every) for each in found)
    first = next((each.account for each in found if each.line is not None), "")
    owner = next((each for each in every if each.number_last4.endswith(first)), None)
    name, tail = (owner.name, owner.number_last4) if owner and first else ("", first)
    return of_account(found, tail), name, tail


def add_messages(
    shop: Shop, text: str, *, day: dt.date | None = None, dry_run: bool = False
) -> AddedMessages:
    """Add the money that messages tell of, each a bank line; `dry_run` stores nothing.

    One that says no day is of `day`.

    Raises StatementUnreadable where none of them can be read.
    """
    messages, account, tail = read_pasted(shop, text, day)
    if all(each.line is None for each in messages):
        reason = next((each.reason for each in messages), Text(N_("it is empty")))
        raise StatementUnreadable(
            N_("No message of the bank about money can be read in the text: {reason}"),
            N_("Paste whole messages, one a line, with account, day and amount."),
            reason=reason,
        )
    kept = mask(text).encode()
    options: dict[str, object] = {
        "account": account,
        "tail": tail,
        "today": shop.today().isoformat(),
        "day": day.isoformat() if day else "",
    }
    record = _record(
        kept,
        messages,
        hashlib.sha256(text.encode()).hexdigest(),
        options,
        patterns(own=shop.profile.root),
        shop.now(),
    )
    if not dry_run:
        shop.vault.keep(kept)
    rows = _rows(messages, record)
    with (
        suppress(Rehearsed),
        shop.books.writing(
            shop.id,
            at=shop.now(),
            kind="messages",
            title=Text(N_("Messages of the bank added: {count}"), {"count": rows.count}),
        ) as change,
    ):
        new, known = bring_in(shop, change, rows)
        if dry_run:
            raise Rehearsed
    return AddedMessages(record.file_name, record.sha256, record.id, account, messages, new, known)


def messages_again(
    shop: Shop,
    kept: bytes,
    *,
    sha256_given: str,
    options: dict[str, object],
    imported_at: dt.datetime,
) -> Rows:
    """Read what messages brought again from the kept text."""
    vocabulary = patterns(own=shop.profile.root)
    today = dt.date.fromisoformat(str(options["today"]))
    day = dt.date.fromisoformat(str(options["day"])) if options["day"] else None
    found = read_messages(kept.decode(), vocabulary, today=today, day=day)
    messages = of_account(found, str(options["tail"]))
    record = _record(kept, messages, sha256_given, options, vocabulary, imported_at)
    return _rows(messages, record)


def _of_the_shop(message: Message, every: Sequence[Account]) -> Message:
    known = any(each.number_last4.endswith(message.account) for each in every)
    if message.line is None or known:
        return message
    reason = Text(
        N_("the account ending in {figures} is none of the shop's; add it in the settings"),
        {"figures": message.account},
    )
    return replace(message, line=None, reason=reason)


def _record(
    kept: bytes,
    messages: Sequence[Message],
    sha256_given: str,
    options: dict[str, object],
    vocabulary: Patterns,
    imported_at: dt.datetime,
) -> ImportRecord:
    days = [each.line.booked_on for each in messages if each.line is not None]
    said = [options["account"], options["tail"], *(each.isoformat() for each in days)]
    content = json.dumps([SOURCE, sha256_given, *said])
    unread = [
        {"row": row, "reason": str(each.reason)}
        for row, each in enumerate(messages, start=1)
        if each.line is None
    ]
    return ImportRecord(
        id=hashlib.sha256(content.encode()).hexdigest()[:12],
        source=SOURCE,
        kind=StatementKind.BANK,
        format=SOURCE,
        format_version=vocabulary.version,
        file_name=f"messages-{sha256_given[:8]}.txt",
        sha256=hashlib.sha256(kept).hexdigest(),
        sha256_given=sha256_given,
        size=len(kept),
        encoding="utf-8",
        account=str(options["account"]),
        options=options,
        period_from=min(days, default=None),
        period_to=max(days, default=None),
        checks=[],
        warnings=[],
        bad_rows=unread,
        struck=[],
        lines=len(days),
        new=0,
        complete=True,
        imported_at=imported_at,
        plan_sha256="",
    )


def _rows(messages: Sequence[Message], record: ImportRecord) -> Rows:
    return Rows(record, (), bank=tuple(each.line for each in messages if each.line is not None))
