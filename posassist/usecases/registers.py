"""Keep the registers: shop, accounts, terminals, agreements."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_, Text
from posassist.domain.agreement import Agreement, FeeTerms, Payout
from posassist.domain.cycle import Cycle, parse_cut_off
from posassist.domain.journal import Channel
from posassist.domain.party import Account, ShopDetails, Terminal
from posassist.store import accounts, agreements, shops, terminals
from posassist.terminals.driver import driver
from posassist.terminals.operation_codes import read_codes
from posassist.usecases.rematch import rematch
from posassist.usecases.shop import Shop

Value = TypeVar("Value")


def all_shops(shop: Shop) -> list[ShopDetails]:
    """Return every shop of the books."""
    with shop.books.reading() as connection:
        return shops.all_shops(connection)


def set_shop(shop: Shop, **given: str | None) -> ShopDetails:
    """Change what was given of the shop's details.

    Raises WrongUsage for a name that is taken, an unknown time zone, currency or category.
    """
    values: dict[str, Any] = {key: mask(value) for key, value in given.items() if value is not None}
    _check_zone(values.get("timezone"))
    _check_currency(values.get("currency"))
    if values.get("mcc") and not re.fullmatch(r"[0-9]{4}", values["mcc"]):
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("Four figures, as the contract or the provider's register has them."),
            option="--mcc",
            value=values["mcc"],
        )
    if "jurisdiction" in values:
        values["jurisdiction"] = _country(values["jurisdiction"])
    if "name" in values:
        values["name"] = _name(values["name"])
    changed = replace(shop.details, **values)
    if any(each.name == changed.name and each.id != shop.id for each in all_shops(shop)):
        raise _taken(changed.name)
    with shop.books.writing(
        shop.id, at=shop.now(), kind="shop", title=Text(N_("Shop details changed"))
    ) as change:
        shops.set_shop(change, changed)
    return changed


def add_shop(shop: Shop, name: str) -> ShopDetails:
    """Add a shop to the books. Raises WrongUsage when the name is taken."""
    clean = _name(name)
    while True:
        number = max(each.id for each in all_shops(shop)) + 1
        with shop.books.writing(
            number,
            at=shop.now(),
            kind="shop",
            title=Text(N_("Shop {name} added"), {"name": clean}),
            undoable=False,
        ) as change:
            present = shops.all_shops(change.connection)
            if any(each.name == clean for each in present):
                raise _taken(clean)
            if all(each.id < number for each in present):
                return shops.add_shop(change, ShopDetails(number, clean))
            change.silent()  # somebody else was quicker: take the next number


def all_accounts(shop: Shop) -> list[Account]:
    """Return the shop's bank accounts."""
    with shop.books.reading() as connection:
        return accounts.all_accounts(connection, shop.id)


def add_account(shop: Shop, name: str, *, last4: str, bank: str = "", holder: str = "") -> Account:
    """Add a bank account. Raises WrongUsage for a taken name or a wrong number."""
    if len(last4) != 4 or not last4.isdigit() or not last4.isascii():
        raise WrongUsage(
            N_("The last four digits of the account are four figures"),
            N_("Give them with --number-last4; the whole number is never kept."),
        )
    clean = _name(name)
    if any(each.name == clean for each in all_accounts(shop)):
        raise WrongUsage(
            N_("There is an account named {name} already"), N_("Choose another name."), name=clean
        )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="account",
        title=Text(N_("Account {name} added"), {"name": clean}),
    ) as change:
        return accounts.add_account(
            change, Account(change.next_id("account"), clean, last4, mask(bank), mask(holder))
        )


def all_terminals(shop: Shop) -> list[Terminal]:
    """Return the registered terminals."""
    with shop.books.reading() as connection:
        return terminals.all_terminals(connection, shop.id)


def set_terminal(shop: Shop, name: str, **given: str | dt.date | None) -> Terminal:
    """Register a terminal or change what was given of it. Raises WrongUsage."""
    values: dict[str, Any] = {
        key: mask(value) if isinstance(value, str) else value
        for key, value in given.items()
        if value is not None
    }
    _check_currency(values.get("currency"))
    if values.get("protocol"):
        driver(values["protocol"])
    if "operation_codes" in values:
        read_codes(values["operation_codes"])
    clean = _name(name)
    known = {each.name: each for each in all_terminals(shop)}
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="terminal",
        title=Text(N_("Terminal {name} registered"), {"name": clean}),
    ) as change:
        before = known.get(clean) or Terminal(change.next_id("terminal"), clean)
        return terminals.set_terminal(change, replace(before, **values))


def all_agreements(shop: Shop) -> list[Agreement]:
    """Return the agreed terms."""
    with shop.books.reading() as connection:
        return list(agreements.all_agreements(connection, shop.id))


@dataclass(frozen=True, slots=True)
class Terms:
    """What the owner says of an agreement, as typed."""

    acquirer: str
    cycle: str
    cut_off: str
    calendar: str
    fees: tuple[str, ...]
    merchant: str = ""
    payout: str = "auto"
    account: str = ""
    currency: str = ""
    valid_from: dt.date | None = None
    make_up_days: bool = True


def set_agreement(shop: Shop, terms: Terms) -> Agreement:
    """Set the terms of a merchant id (or of all without their own) from a day on, and match again.

    Raises WrongUsage naming the option that cannot be read.
    """
    currency = terms.currency or shop.details.currency
    _check_currency(currency)
    if terms.account and all(each.name != terms.account for each in all_accounts(shop)):
        raise WrongUsage(
            N_("There is no account named {name}"),
            N_("Add it first: posassist account add NAME --number-last4 1234"),
            name=terms.account,
        )
    agreement = Agreement(
        id=0,
        acquirer=_name(terms.acquirer),
        cycle=_read(Cycle.parse, "--cycle", terms.cycle),
        merchant_id=mask(terms.merchant),
        cut_off=_read(parse_cut_off, "--cut-off", terms.cut_off),
        calendar=_calendar(shop, terms.calendar),
        payout=_read(Payout, "--payout", terms.payout),
        account=terms.account,
        currency=currency,
        valid_from=terms.valid_from or dt.date.min,
        make_up_days=terms.make_up_days,
        fees=_fees(terms.fees),
    )
    with shop.books.writing(
        shop.id,
        at=shop.now(),
        kind="agreement",
        title=Text(N_("Agreement with {acquirer} set"), {"acquirer": agreement.acquirer}),
    ) as change:
        stored = agreements.set_agreement(change, agreement)
        rematch(shop, change)
    return stored


def fee_texts(fees: Mapping[Channel, FeeTerms]) -> dict[str, dict[str, str | None]]:
    """Say a fee schedule in figures: rate in percent, the rest in major units."""
    return {
        channel.value: {
            "rate": f"{(terms.rate * 100).normalize():f}%",
            "cap": _figure(terms.cap),
            "floor": _figure(terms.floor),
            "fixed": _figure(terms.fixed),
        }
        | _d0(terms)
        for channel, terms in fees.items()
    }


def _d0(terms: FeeTerms) -> dict[str, str | None]:
    """Say what is added for money paid the same day, if anything: 0.03%, 2.00 or 0.03%+2.00."""
    parts = [] if terms.d0_rate is None else [f"{(terms.d0_rate * 100).normalize():f}%"]
    parts += [] if terms.d0_fixed is None else [f"{terms.d0_fixed:f}"]
    return {"d0": "+".join(parts)} if parts else {}


def _figure(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _calendar(shop: Shop, code: str) -> str:
    shop.calendar(code)
    return code


def _fees(texts: tuple[str, ...]) -> dict[Channel, FeeTerms]:
    fees: dict[Channel, FeeTerms] = {}
    for channel, terms in map(_fee, texts):
        if channel in fees:
            raise WrongUsage(
                N_("The fee of {channel} is given twice"),
                N_("Give each channel once: --fee debit:0.50%:cap=20 --fee credit:0.60%"),
                channel=channel.value,
            )
        fees[channel] = terms
    return fees


def _name(text: str) -> str:
    clean = mask(text).strip()
    if not clean:
        raise WrongUsage(N_("A name may not be empty"), N_("Give one that you will know again."))
    return clean


def _country(code: str) -> str:
    if len(code) != 2 or not (code.isascii() and code.isalpha()):
        raise WrongUsage(N_("There is no country {name}"), N_("Write it like CN or DE."), name=code)
    return code.upper()


def _fee(text: str) -> tuple[Channel, FeeTerms]:
    try:
        channel, rate, *extras = text.split(":")
        if not rate.endswith("%"):
            raise ValueError(rate)  # noqa: TRY301
        figures: dict[str, Decimal] = {}
        for extra in extras:
            name, _, figure = extra.partition("=")
            parts = {name: figure}
            if name == "d0":
                parts = {"d0_rate" if each.endswith("%") else "d0_fixed": each
                         for each in figure.split("+")}  # fmt: skip
            elif name not in {"cap", "floor", "fixed"}:
                raise ValueError(extra)  # noqa: TRY301
            for key, each in parts.items():
                if key in figures:
                    raise ValueError(extra)  # noqa: TRY301
                figures[key] = _decimal(each[:-1]) / 100 if key == "d0_rate" else _decimal(each)
        return Channel(channel), FeeTerms(_decimal(rate[:-1]) / 100, **figures)
    except (ValueError, InvalidOperation) as wrong:
        raise WrongUsage(
            N_("The fee {value} cannot be read"),
            N_("Write it like credit:0.60% or debit:0.50%:cap=20"),
            value=text,
        ) from wrong


def _decimal(text: str) -> Decimal:
    value = Decimal(text)
    if not value.is_finite() or value < 0:
        raise ValueError(text)
    return value


def _read(reader: Callable[[str], Value], option: str, value: str) -> Value:
    try:
        return reader(value)
    except ValueError as wrong:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("See posassist agreement set --help for what it may be."),
            option=option,
            value=value,
        ) from wrong


def _check_zone(name: str | None) -> None:
    try:
        if name is not None:
            ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise WrongUsage(
            N_("There is no time zone {name}"),
            N_("Write it like Asia/Shanghai or Europe/Berlin."),
            name=name,
        ) from wrong


def _check_currency(code: str | None) -> None:
    if code and not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise WrongUsage(
            N_("There is no currency {name}"), N_("Write it like CNY or EUR."), name=code
        )


def _taken(name: str) -> WrongUsage:
    return WrongUsage(
        N_("There is a shop named {name} already"), N_("Choose another name."), name=name
    )
