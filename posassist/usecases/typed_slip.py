"""What the owner types in of a slip or a batch's totals, written down as the text that is kept."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from posassist.base.cards import mask
from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.money import Money
from posassist.terminals.slips import Given, kept_card
from posassist.usecases.add_slips import AddedSlips, add_slips, given
from posassist.usecases.keep_file import kept_file
from posassist.usecases.shop import Shop

Value = TypeVar("Value")
_COLON: Final = "\u2236"  # a ratio: in a value, a colon would make a label of what stands before it


def add_typed(
    shop: Shop, slip: Mapping[str, str], *, terminal_id: str, photo: Path | None = None
) -> AddedSlips:
    """Add one slip typed in by its fields, as `typed_text` takes them, and a photo of it.

    Raises WrongUsage, and StatementError for a photo that cannot be kept.
    """
    beside = given(shop, terminal_id=terminal_id.strip())
    text = typed_text(beside, slip=slip, totals=())
    photos = () if photo is None else (kept_file(shop, photo)[0],)
    return add_slips(shop, text, beside, photos=photos)


def add_totals(
    shop: Shop, totals: Mapping[str, tuple[str, str]], *, terminal_id: str, batch_no: str
) -> AddedSlips:
    """Add a batch's totals, count and amount by type, and hold them against its records.

    Raises WrongUsage.
    """
    beside = given(shop, terminal_id=terminal_id.strip(), batch_no=batch_no.strip())
    said = [
        f"{kind}:{count.strip() or 0}:{amount.strip()}"
        for kind, (count, amount) in totals.items()
        if amount.strip()
    ]
    return add_slips(shop, typed_text(beside, slip={}, totals=said), beside)


def next_batch(batch: str) -> str:
    """Return the number that follows a batch's, as long as it was; nothing where it is none."""
    figures = batch.strip()
    return str(int(figures) + 1).zfill(len(figures)) if figures.isdecimal() else ""


def typed_text(beside: Given, *, slip: Mapping[str, str], totals: Sequence[str]) -> bytes:
    """Write a slip and totals down as a print that is read like any other.

    `slip` has the columns of `posassist.journal` as far as they are known, and `note`; a total is
    `[TYPE:]COUNT:AMOUNT`. Raises WrongUsage for what is no slip.
    """
    head = {
        "merchant_id": beside.merchant_id,
        "terminal_id": beside.terminal_id,
        "batch_no": beside.batch_no,
        "currency": beside.currency,
    }
    if not beside.terminal_id:
        raise WrongUsage(
            N_("It is not said at which terminal"), N_("Add --terminal NAME or --terminal-id TID.")
        )
    prints: list[str] = []
    if slip.get("amount", "").strip():
        prints += ["typed slip", *_lines(head | _checked(slip, beside))]
    if totals:
        prints += [
            "typed totals",
            *_lines(head),
            *(_total(each, beside.currency) for each in totals),
        ]
    if not prints:
        raise WrongUsage(
            N_("There is neither a slip nor a total to add"),
            N_("Give --amount and --at, or --batch-total COUNT:AMOUNT, or - for pasted text."),
        )
    return ("\n".join(prints) + "\n").encode()


def _checked(slip: Mapping[str, str], beside: Given) -> dict[str, str]:
    """Return what was typed in of a slip, each value one that can be read."""
    values = {"type": EntryType.SALE.value, "status": EntryStatus.APPROVED.value} | {
        name: value.strip() for name, value in slip.items() if value.strip()
    }
    _one_of("--type", EntryType, values["type"])
    _one_of("--status", EntryStatus, values["status"])
    _one_of("--channel", Channel, values.get("channel", Channel.OTHER))
    _money("--amount", values["amount"], beside.currency)
    said = values.get("occurred_at", "")
    at = _read(dt.datetime.fromisoformat, "--at", said)
    if len(said) > len("2026-09-30"):
        there = at.astimezone(beside.zone) if at.tzinfo else at
        values["occurred_at"] = f"{there:%Y-%m-%d %H:%M:%S}"
    values["card_masked"] = kept_card(values.get("card_masked", ""))
    return values


def _lines(values: Mapping[str, str]) -> list[str]:
    clean = {name: mask(" ".join(value.split())) for name, value in values.items()}
    return [
        f"{name}: {value if name == 'occurred_at' else value.replace(':', _COLON)}"
        for name, value in clean.items()
        if value
    ]


def _total(text: str, currency: str) -> str:
    kind, count, amount = ([EntryType.SALE.value, *text.split(":")])[-3:]
    _one_of("--batch-total", EntryType, kind)
    if text.count(":") not in (1, 2) or not (count.isascii() and count.isdigit()):
        raise _wrong("--batch-total", text)
    return f"{kind}  {count}  {_money('--batch-total', amount, currency).plain}"


def _money(option: str, text: str, currency: str) -> Money:
    return _read(lambda value: Money.parse(value.replace(",", ""), currency), option, text)


def _one_of(option: str, allowed: Callable[[str], object], text: str) -> None:
    _read(allowed, option, text)


def _read(reader: Callable[[str], Value], option: str, text: str) -> Value:
    try:
        return reader(text.strip())
    except ValueError as wrong:
        raise _wrong(option, text) from wrong


def _wrong(option: str, text: str) -> WrongUsage:
    return WrongUsage(
        N_("{option} does not understand {value}"),
        N_("posassist journal add --help shows how it is written."),
        option=option,
        value=text or "?",
    )
