"""Cases in the books, with their items, contacts and attachments."""

import datetime as dt
from dataclasses import asdict

from sqlalchemy import Connection, Row, select

from posassist.domain.case import Attachment, Case, CaseItem, Contact, Outcome
from posassist.domain.money import Money
from posassist.store import tables
from posassist.store.books import Change
from posassist.store.schema import metadata


def add_case(change: Change, case: Case) -> Case:
    """Store a new case with its items."""
    change.insert(
        tables.case_,
        id=case.number,
        opened_on=case.opened_on.isoformat(),
        jurisdiction=case.jurisdiction,
        step=case.step,
        advanced_on=_iso(case.advanced_on),
        closed_on=None,
        outcome="",
        recovered=None,
        recovered_currency="",
        deposit_id=None,
    )
    for number, item in enumerate(case.items, 1):
        change.insert(
            tables.case_item,
            case_id=case.number,
            id=number,
            discrepancy_id=item.discrepancy_id,
            kind=item.kind,
            amount=item.at_stake.minor,
            exponent=item.at_stake.exponent,
            currency=item.at_stake.currency,
            due_on=_iso(item.due_on),
            reason_zh=item.reason_zh,
            reason_en=item.reason_en,
            rows={
                "journal": list(item.journal),
                "settlement": list(item.settlement),
                "bank": list(item.bank),
            },
        )
    return case


def add_contact(change: Change, number: int, contact: Contact) -> None:
    """Add an entry to a case's contact log."""
    values = asdict(contact) | {"on": _iso(contact.on), "promise": _iso(contact.promise)}
    change.insert(
        tables.contact, case_id=number, id=change.next_id(tables.contact, case_id=number), **values
    )


def add_attachment(change: Change, number: int, attachment: Attachment) -> None:
    """Add a kept file to a case."""
    values = asdict(attachment) | {"added_on": _iso(attachment.added_on)}
    change.insert(
        tables.attachment,
        case_id=number,
        id=change.next_id(tables.attachment, case_id=number),
        **values,
    )


def advance(change: Change, number: int, step: str, on: dt.date) -> None:
    """Move a case to a ladder step."""
    change.update(tables.case_, {"id": number}, step=step, advanced_on=on.isoformat())


def close(
    change: Change,
    number: int,
    outcome: Outcome,
    recovered: Money | None,
    on: dt.date,
    deposit: int | None,
) -> None:
    """Close a case; `deposit` is the bank line that solved it."""
    change.update(
        tables.case_,
        {"id": number},
        closed_on=on.isoformat(),
        outcome=outcome.value,
        recovered=None if recovered is None else recovered.minor,
        recovered_currency="" if recovered is None else recovered.currency,
        deposit_id=deposit,
    )


def reopen(change: Change, number: int) -> None:
    """Make a closed case one that is pursued."""
    change.update(
        tables.case_,
        {"id": number},
        closed_on=None,
        outcome="",
        recovered=None,
        recovered_currency="",
        deposit_id=None,
    )


def all_cases(connection: Connection, shop_id: int) -> list[Case]:
    """Return every case of a shop, oldest first."""
    table = tables.case_
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [_case(connection, row) for row in rows.all()]


def case(connection: Connection, shop_id: int, number: int) -> Case | None:
    """Return one case."""
    table = tables.case_
    row = connection.execute(
        select(table).where(table.c.shop_id == shop_id, table.c.id == number)
    ).one_or_none()
    return None if row is None else _case(connection, row)


def _case(connection: Connection, row: Row[tuple[object, ...]]) -> Case:
    def parts(name: str) -> list[Row[tuple[object, ...]]]:
        table = metadata.tables[name]
        mine = (table.c.shop_id == row.shop_id) & (table.c.case_id == row.id)
        return list(connection.execute(select(table).where(mine).order_by(table.c.id)))

    return Case(
        number=row.id,
        opened_on=dt.date.fromisoformat(row.opened_on),
        jurisdiction=row.jurisdiction,
        step=row.step,
        items=tuple(
            CaseItem(
                discrepancy_id=each.discrepancy_id,
                kind=each.kind,
                at_stake=Money(each.amount, each.currency, each.exponent),
                due_on=_day(each.due_on),
                reason_zh=each.reason_zh,
                reason_en=each.reason_en,
                journal=tuple(each.rows["journal"]),
                settlement=tuple(each.rows["settlement"]),
                bank=tuple(each.rows["bank"]),
            )
            for each in parts("case_item")
        ),
        contacts=tuple(
            Contact(
                dt.date.fromisoformat(each.on),
                each.text,
                each.with_whom,
                each.ticket,
                _day(each.promise),
            )
            for each in parts("contact")
        ),
        attachments=tuple(
            Attachment(
                each.name,
                each.sha256,
                each.sha256_given,
                each.size,
                dt.date.fromisoformat(each.added_on),
            )
            for each in parts("attachment")
        ),
        advanced_on=_day(row.advanced_on),
        closed_on=_day(row.closed_on),
        outcome=Outcome(row.outcome) if row.outcome else None,
        recovered=(
            None if row.recovered is None else Money.of(row.recovered, row.recovered_currency)
        ),
        deposit=row.deposit_id,
    )


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)
