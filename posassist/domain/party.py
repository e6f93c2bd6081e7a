"""Who takes part: the shop, its bank accounts, its terminals."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShopDetails:
    """The shop as it signs a letter. `timezone` is an IANA name, `currency` ISO 4217.

    `mcc` is the four-digit merchant category (ISO 18245) of its trade, where the owner said it.
    """

    id: int
    name: str
    address: str = ""
    phone: str = ""
    licence: str = ""
    jurisdiction: str = "CN"
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    mcc: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """A bank account by its last four digits; the whole number is never kept."""

    id: int
    name: str
    number_last4: str
    bank: str = ""
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A registered terminal: what a device says of itself (serial) mapped to TID, MID, currency.

    `operation_codes` as the owner entered them, for protocols whose codes are not public;
    `merchant_name` as its slips should print it;
    `suspended_until` the last day the shop rests it.
    """

    id: int
    name: str
    protocol: str = ""
    port: str = ""
    serial: str = ""
    terminal_id: str = ""
    merchant_id: str = ""
    currency: str = ""
    operation_codes: str = ""
    merchant_name: str = ""
    suspended_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PayerRule:
    """Who pays a provider's payouts, as the owner confirmed: `text` is what the bank writes.

    A rule that is switched off is kept, so that it is not offered again.
    """

    id: int
    acquirer: str
    text: str
    active: bool = True
