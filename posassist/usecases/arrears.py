"""What is owed (欠费): found in statements or entered, asked for in six ways, paid with proof."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.catalog.arrears import BLANKS, ArrearsKind, arrears_catalogue
from posassist.domain.arrears import Answer, Arrears, Payment, Way
from posassist.domain.booked import Booked
from posassist.domain.discrepancy import Kind
from posassist.domain.money import Money, sums
from posassist.domain.settlement import LineType, SettlementLine
from posassist.domain.words import Words
from posassist.reconcile.payouts import letters
from posassist.store import agreements, payer_rules, settlement, terminals
from posassist.store import arrears as stored
from posassist.usecases.keep_file import kept_file
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.shop import Shop

BLANK: Final = "____"
LETTERS: Final = ("arrears-statement-request", "arrears-objection")


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed with its kind; two answers that differ offer the letter of objection."""

    arrears: Arrears
    kind: ArrearsKind

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that fit, the first for a list, the other once answers differ."""
        if not self.arrears.is_open:
            return ()
        return LETTERS if self.arrears.answers_differ else LETTERS[:1]


@dataclass(frozen=True, slots=True)
class Ask:
    """How to ask in one way: steps, what to have ready, the text to read or send, open blanks."""

    way: Way
    title: Words
    steps: tuple[Words, ...]
    need: tuple[Words, ...]
    text: Words
    blanks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArrearsLook:
    """Everything there is about arrears, as the screen shows it."""

    today: dt.date
    owed: tuple[Owed, ...]
    kinds: tuple[ArrearsKind, ...]
    ways: tuple[Ask, ...]
    found: tuple[Booked[SettlementLine], ...]

    @property
    def found_sums(self) -> tuple[Money, ...]:
        """What was taken beside the fees of sales, one sum a currency."""
        return tuple(sums(abs(each.record.net.rounded()) for each in self.found).values())


def look_at_arrears(shop: Shop) -> ArrearsLook:
    """Return what is owed, the kinds, how to ask, and what the statements show."""
    kinds, _ways = arrears_catalogue(own=shop.profile.root)
    return ArrearsLook(
        shop.today(),
        tuple(all_arrears(shop)),
        tuple(kinds.values()),
        tuple(ask(shop, way, filled={}) for way in Way),
        tuple(taken_beside_fees(shop)),
    )


def all_arrears(shop: Shop) -> list[Owed]:
    """Return everything the shop is said to owe."""
    kinds, _ways = arrears_catalogue(own=shop.profile.root)
    unknown = kinds["other"]
    with shop.books.reading() as connection:
        every = stored.all_arrears(connection, shop.id)
    return [Owed(each, kinds.get(each.kind, unknown)) for each in every]


def taken_beside_fees(shop: Shop) -> list[Booked[SettlementLine]]:
    """Return what providers took that no agreement names and that is no fee of a sale."""
    found = reconcile_period(shop)
    odd = {
        row for each in found.found if each.kind is Kind.UNEXPECTED_FEE for row in each.settlement
    }
    with shop.books.reading() as connection:
        lines = settlement.lines(connection, shop.id)
    return [
        each
        for each in lines
        if each.record.moved_money and (each.record.type is LineType.FEE or each.id in odd)
    ]


def add(
    shop: Shop,
    *,
    kind: str,
    amount: str,
    currency: str,
    since: dt.date,
    due_on: dt.date | None = None,
    terminal: str = "",
    note: str = "",
) -> Arrears:
    """Enter what is owed. Raises WrongUsage for an unknown kind or terminal, or no amount."""
    kinds, _ways = arrears_catalogue(own=shop.profile.root)
    if kind not in kinds:
        raise WrongUsage(
            N_("There is no kind of arrears {name}"),
            N_("The kinds are: {names}"),
            name=kind,
            names=tuple(kinds),
        )
    with shop.books.reading() as connection:
        names = [each.name for each in terminals.all_terminals(connection, shop.id)]
    if terminal and terminal not in names:
        raise WrongUsage(
            N_("There is no terminal named {name}"),
            N_("Register it first: posassist terminal set NAME --terminal-id TID"),
            name=terminal,
        )
    money = _money(amount, currency or shop.details.currency)
    with shop.books.writing(
        shop.id, at=shop.now(), kind="arrears", title=Text(N_("Arrears entered"))
    ) as change:
        number = change.next_id("arrears")
        made = Arrears(number, kind, money, since, due_on, terminal, mask(note))
        stored.add(change, made)
    return made


def ask(shop: Shop, way: Way, *, number: int | None = None, filled: Mapping[str, str]) -> Ask:
    """Return how to ask, with the shop's numbers; `filled` are blanks the owner knows.

    Raises WrongUsage for a number there is not.
    """
    _kinds, ways = arrears_catalogue(own=shop.profile.root)
    about = None if number is None else one(shop, number).arrears
    with shop.books.reading() as connection:
        devices = terminals.all_terminals(connection, shop.id)
        agreed = agreements.all_agreements(connection, shop.id)
    if about is not None and about.terminal:
        devices = [each for each in devices if each.name == about.terminal]
    merchants = {each.merchant_id for each in devices} | {each.merchant_id for each in agreed}
    values = {
        "shop": shop.details.name,
        "merchants": ", ".join(sorted(merchants - {""})),
        "terminals": ", ".join(sorted({each.terminal_id for each in devices} - {""})),
        "provider": ", ".join(dict.fromkeys(each.acquirer for each in agreed)),
    } | {name: mask(filled.get(name, "")) for name in BLANKS}
    told = ways[way.value]
    used = [*told.steps, told.text]
    blanks = tuple(
        name for name, value in values.items()
        if not value and any(f"{{{name}}}" in each.en for each in used)
    )  # fmt: skip
    return Ask(
        way,
        told.title,
        tuple(_filled(each, values) for each in told.steps),
        told.need,
        _filled(told.text, values),
        blanks,
    )


def answer(shop: Shop, number: int, given: Answer, *, amount: str | None = None) -> Owed:
    """Record an answer; `amount` is what is owed by it. Raises WrongUsage for no such arrears."""
    about = one(shop, number).arrears
    money = None if amount is None else _money(amount, about.amount.currency)
    clean = replace(
        given,
        text=mask(given.text),
        who=mask(given.who),
        ticket=mask(given.ticket),
        amount=money,
    )
    with shop.books.writing(
        shop.id, at=shop.now(), kind="arrears", title=Text(N_("Answer about arrears recorded"))
    ) as change:
        stored.add_answer(change, number, clean)
    return one(shop, number)


def pay(
    shop: Shop,
    number: int,
    *,
    to: str,
    amount: str | None = None,
    proof: Path | None = None,
    on: dt.date | None = None,
    payee_checked: bool = False,
) -> Owed:
    """Record that it was paid. Raises WrongUsage for a payee nobody checked, or paid already."""
    about = one(shop, number).arrears
    if about.payment is not None:
        raise WrongUsage(
            N_("Arrears {number} were paid on {day}"),
            N_("posassist undo takes that back, if it was the last step."),
            number=number,
            day=about.payment.on,
        )
    if not payee_checked and not _is_known_payee(shop, to):
        raise WrongUsage(
            N_("{to} is no provider of this shop's agreements"),
            N_(
                "Hold the account against the contract, not against a message; then say "
                "--payee-checked."
            ),
            to=mask(to),
        )
    money = about.amount if amount is None else _money(amount, about.amount.currency)
    kept = None if proof is None else kept_file(shop, proof)[0]
    with shop.books.writing(
        shop.id, at=shop.now(), kind="arrears", title=Text(N_("Arrears paid"))
    ) as change:
        stored.pay(change, number, Payment(on or shop.today(), money, mask(to), kept))
    return one(shop, number)


def one(shop: Shop, number: int) -> Owed:
    """Return one of them. Raises WrongUsage when there is none of that number."""
    for each in all_arrears(shop):
        if each.arrears.number == number:
            return each
    raise WrongUsage(
        N_("There are no arrears {number}"),
        N_("posassist arrears list shows those there are."),
        number=number,
    )


def _is_known_payee(shop: Shop, to: str) -> bool:
    with shop.books.reading() as connection:
        known = [each.acquirer for each in agreements.all_agreements(connection, shop.id)]
        known += [each.text for each in payer_rules.all_rules(connection, shop.id) if each.active]
    return any(letters(each) and letters(each) in letters(to) for each in known)


def _money(amount: str, currency: str) -> Money:
    try:
        money = Money.parse(amount, currency)
    except ValueError:
        money = None
    if money is None or money.minor <= 0:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("Write an amount like 99.00."),
            option="--amount",
            value=amount,
        )
    return money


def _filled(words: Words, values: Mapping[str, str]) -> Words:
    def fill(text: str) -> str:
        return re.sub(r"\{([a-z_]+)\}", lambda found: values.get(found[1]) or BLANK, text)

    return replace(words, zh_CN=fill(words.zh_CN), en=fill(words.en))
