"""Arrears in the books, with the answers to them and their payment."""

import datetime as dt
from dataclasses import asdict

from sqlalchemy import Connection, Row, select

from posassist.domain.arrears import Answer, Arrears, Cause, Payment, Way
from posassist.domain.case import Attachment
from posassist.domain.money import Money
from posassist.store import tables
from posassist.store.books import Change


def add(change: Change, each: Arrears) -> None:
    """Store what is owed."""
    change.insert(
        tables.arrears,
        id=each.number,
        kind=each.kind,
        amount=each.amount.minor,
        currency=each.amount.currency,
        since=each.since.isoformat(),
        due_on=each.due_on and each.due_on.isoformat(),
        terminal=each.terminal,
        note=each.note,
        paid_on=None,
        paid=None,
        paid_to="",
        proof=None,
    )


def add_answer(change: Change, number: int, answer: Answer) -> None:
    """Add an answer."""
    table = tables.arrears_answer
    change.insert(
        table,
        arrears_id=number,
        id=change.next_id(table, arrears_id=number),
        on=answer.on.isoformat(),
        way=answer.way.value,
        text=answer.text,
        who=answer.who,
        ticket=answer.ticket,
        amount=None if answer.amount is None else answer.amount.minor,
        currency="" if answer.amount is None else answer.amount.currency,
        cause=answer.cause.value,
    )


def pay(change: Change, number: int, payment: Payment) -> None:
    """Store that it was paid."""
    proof = payment.proof and asdict(payment.proof) | {
        "added_on": payment.proof.added_on.isoformat()
    }
    change.update(
        tables.arrears,
        {"id": number},
        paid_on=payment.on.isoformat(),
        paid=payment.amount.minor,
        paid_to=payment.to,
        proof=proof,
    )


def all_arrears(connection: Connection, shop_id: int) -> list[Arrears]:
    """Return everything the shop is said to owe, oldest first."""
    table, answers = tables.arrears, tables.arrears_answer
    given: dict[int, list[Answer]] = {}
    for row in connection.execute(
        select(answers).where(answers.c.shop_id == shop_id).order_by(answers.c.id)
    ):
        given.setdefault(row.arrears_id, []).append(_answer(row))
    rows = connection.execute(select(table).where(table.c.shop_id == shop_id).order_by(table.c.id))
    return [
        Arrears(
            number=row.id,
            kind=row.kind,
            amount=Money.of(row.amount, row.currency),
            since=dt.date.fromisoformat(row.since),
            due_on=row.due_on and dt.date.fromisoformat(row.due_on),
            terminal=row.terminal,
            note=row.note,
            answers=tuple(given.get(row.id, ())),
            payment=_payment(row),
        )
        for row in rows
    ]


def _answer(row: Row[tuple[object, ...]]) -> Answer:
    return Answer(
        on=dt.date.fromisoformat(row.on),
        way=Way(row.way),
        text=row.text,
        who=row.who,
        ticket=row.ticket,
        amount=None if row.amount is None else Money.of(row.amount, row.currency),
        cause=Cause(row.cause),
    )


def _payment(row: Row[tuple[object, ...]]) -> Payment | None:
    if row.paid_on is None:
        return None
    proof = row.proof and Attachment(
        **(row.proof | {"added_on": dt.date.fromisoformat(row.proof["added_on"])})
    )
    on = dt.date.fromisoformat(row.paid_on)
    return Payment(on, Money.of(row.paid, row.currency), row.paid_to, proof or None)
