"""Which shop and account is a file of? Told by its numbers, else as the last one like it.

Nothing is kept for that but the imports themselves: taking one back forgets it, too.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.domain.party import ShopDetails
from posassist.domain.settlement import StatementKind
from posassist.statements.statement import Statement
from posassist.store import accounts, agreements, coverage, imports, shops, terminals
from posassist.usecases.shop import Shop


@dataclass(frozen=True, slots=True)
class _Known:
    """What a shop is known by: merchant and terminal numbers, and accounts by their tails."""

    shop: ShopDetails
    numbers: frozenset[str]
    accounts: tuple[tuple[str, str], ...]  # name, tail
    before: frozenset[tuple[str, str]]  # what is alike (see `alike`), and the account it went to


def alike(name: str, statement: Statement) -> str:
    """Return what files of one kind share: format, account numbers, name but for its figures."""
    stem = re.sub(r"\d+", "#", Path(name).stem).casefold()
    return "|".join((statement.format_id, *statement.accounts, "" if statement.accounts else stem))


def shop_of(shop: Shop, name: str, statement: Statement) -> Shop:
    """Return the shop a file is of, out of all in the books.

    Raises WrongUsage where none or several could be meant.
    """
    every = _known(shop)
    numbers = _numbers(statement)
    told = [each for each in every if numbers & each.numbers]
    if not told and not numbers:
        told = [each for each in every if _by_tail(each, statement)]
    if not told:
        told = [
            each for each in every if any(what == alike(name, statement) for what, _ in each.before)
        ]
    if len(told) == 1:
        return replace(shop, details=told[0].shop)
    raise WrongUsage(
        N_("It cannot be told which shop {file} is of"),
        N_("Import it once with --shop NAME; the next one like it goes there by itself."),
        file=name,
        shops=tuple(each.shop.name for each in told or every),
    )


def another_shop(shop: Shop, statement: Statement) -> str:
    """Return the name of the only shop that a file's numbers name, where it is not this one."""
    numbers = _numbers(statement)
    told = [each.shop for each in _known(shop) if numbers & each.numbers]
    return told[0].name if len(told) == 1 and told[0].id != shop.id else ""


def account_of(shop: Shop, name: str, statement: Statement, given: str | None) -> str:
    """Return the account a file is of; '' where it is no bank's or the shop has none.

    Raises WrongUsage for a name there is not, and where several could be meant.
    """
    with shop.books.reading() as connection:
        every = [each.name for each in accounts.all_accounts(connection, shop.id)]
    if given is not None:
        if given not in every:
            raise WrongUsage(
                N_("There is no account named {name}"),
                N_("Add it first: posassist account add NAME --number-last4 1234"),
                name=given,
            )
        return given
    if statement.kind is not StatementKind.BANK or not every:
        return ""
    if len(every) == 1:
        return every[0]
    with shop.books.reading() as connection:
        known = _of(connection, shop.details)
    told = _by_tail(known, statement)
    if not told:
        told = {to for what, to in known.before if what == alike(name, statement) and to in every}
    if len(told) == 1:
        return told.pop()
    raise WrongUsage(
        N_("The shop has several accounts: {names}"),
        N_("Say which one the file belongs to with --account NAME."),
        names=tuple(every),
    )


def _by_tail(known: _Known, statement: Statement) -> set[str]:
    return {name for name, tail in known.accounts if tail in statement.accounts}


def _numbers(statement: Statement) -> frozenset[str]:
    found = {n for each in statement.journal for n in (each.merchant_id, each.terminal_id)}
    found |= {n for each in statement.settlement for n in (each.merchant_id, each.terminal_id)}
    return frozenset(found - {""})


def _known(shop: Shop) -> list[_Known]:
    with shop.books.reading() as connection:
        return [_of(connection, each) for each in shops.all_shops(connection)]


def _of(connection: Connection, shop: ShopDetails) -> _Known:
    agreed = agreements.all_agreements(connection, shop.id)
    devices = terminals.all_terminals(connection, shop.id)
    covered = coverage.all_coverage(connection, shop.id)
    numbers = {each.merchant_id for each in agreed}
    numbers |= {n for each in devices for n in (each.merchant_id, each.terminal_id, each.serial)}
    numbers |= {n for each in covered for n in (*each.merchants, *each.terminals)}
    return _Known(
        shop,
        frozenset(numbers - {""}),
        tuple(
            (each.name, each.number_last4) for each in accounts.all_accounts(connection, shop.id)
        ),
        frozenset(
            (str(each.options["alike"]), each.account)
            for each in imports.all_imports(connection, shop.id)
            if "alike" in each.options
        ),
    )
