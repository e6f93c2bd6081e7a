"""Learn from confirmed deposits who pays for a provider: offered as rules the owner can change."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.party import PayerRule
from posassist.reconcile.matching import ManualMatch
from posassist.reconcile.payouts import letters, words
from posassist.store import payer_rules
from posassist.usecases.rematch import BooksPicture, read_picture, rematch
from posassist.usecases.shop import Shop

_FIGURES: Final = re.compile(r"[\W_]*\d[\d\W_]*")


@dataclass(frozen=True, slots=True)
class PayerOffer:
    """What the bank wrote on deposits that were confirmed as a provider's."""

    acquirer: str
    text: str
    deposits: int


@dataclass(frozen=True, slots=True)
class PayerRules:
    """The rules there are, and those the confirmed deposits suggest."""

    rules: tuple[PayerRule, ...]
    offers: tuple[PayerOffer, ...]


def payers(shop: Shop) -> PayerRules:
    """Return the rules and what is offered as one."""
    with shop.books.reading() as connection:
        rules = tuple(payer_rules.all_rules(connection, shop.id))
        books = read_picture(shop, connection)
    known = {(each.acquirer, letters(each.text)) for each in rules}
    bank = {each.id: each.record for each in books.bank}
    seen: Counter[tuple[str, str]] = Counter()
    for match in books.decisions.manual:
        acquirer = _acquirer(books, match)
        for line in match.bank:
            text = _text(bank[line])
            spoken_of = acquirer and acquirer.casefold() in words(bank[line]).casefold()
            if text and not spoken_of and (acquirer, letters(text)) not in known:
                seen[acquirer, text] += 1
    offers = tuple(PayerOffer(*key, count) for key, count in sorted(seen.items()))
    return PayerRules(rules, offers)


def add_payer(shop: Shop, text: str, acquirer: str) -> PayerRule:
    """Say who pays for a provider; everything is matched again.

    Raises WrongUsage where the text has no letters or the rule is there already.
    """
    text = mask(text.strip())
    with shop.books.writing(
        shop.id, at=shop.now(), kind="payer", title=Text(N_("{text} pays"), {"text": text})
    ) as change:
        every = payer_rules.all_rules(change.connection, shop.id)
        _check(text, [each for each in every if each.acquirer == acquirer])
        rule = PayerRule(change.next_id("payer_rule"), acquirer, text)
        payer_rules.add_rule(change, rule)
        rematch(shop, change)
    return rule


def change_payer(
    shop: Shop, number: int, *, text: str | None = None, active: bool | None = None
) -> PayerRule:
    """Write a rule anew, or switch it off or on. Raises WrongUsage for a number there is not."""
    with shop.books.writing(
        shop.id, at=shop.now(), kind="payer", title=Text(N_("Changed who pays"))
    ) as change:
        every = payer_rules.all_rules(change.connection, shop.id)
        rule = next((each for each in every if each.id == number), None)
        if rule is None:
            raise WrongUsage(
                N_("There is no rule {number} of who pays"),
                N_("posassist payers list shows those there are."),
                number=number,
            )
        written = rule.text if text is None else mask(text.strip())
        changed = replace(rule, text=written, active=rule.active if active is None else active)
        others = [each for each in every if each.acquirer == rule.acquirer and each != rule]
        _check(changed.text, others)
        payer_rules.change_rule(change, changed)
        rematch(shop, change)
    return changed


def _check(text: str, others: list[PayerRule]) -> None:
    if not letters(text):
        raise WrongUsage(
            N_("A payer is named by letters, and {text} has none"),
            N_("Give the name as the bank writes it."),
            text=text,
        )
    if any(letters(each.text) == letters(text) for each in others):
        raise WrongUsage(
            N_("There is a rule for {text} already"),
            N_("posassist payers set NUMBER --on switches it on."),
            text=text,
        )


def _acquirer(books: BooksPicture, match: ManualMatch) -> str:
    """Return the provider whose takings a match is about; empty where no agreement names one."""
    for line in books.settlement:
        if line.id in match.settlement:
            record = line.record
            merchant, currency = books.terms.merchant(record), record.net.currency
            agreed = books.terms.agreement(merchant, currency, record.settled_on)
            return agreed.acquirer if agreed else ""
    for row in books.journal:
        if row.id in match.journal:
            entry = row.record
            merchant, currency = books.terms.merchant(entry), entry.amount.currency
            agreed = books.terms.agreement(merchant, currency, entry.occurred_at.date())
            return agreed.acquirer if agreed else ""
    return ""


def _text(line: BankLine) -> str:
    """Return what the bank writes of the payer, without the figures that change every time."""
    return " ".join(_FIGURES.sub(" ", line.counterparty or line.memo).split())
