"""Whose statement is it? The last four figures of the accounts a file says it is of."""

import re
from collections.abc import Iterable
from typing import Final

# What stands above a table: a label and a number, whole, masked or spaced. Never the other side's.
_LABELLED: Final = re.compile(
    r"(?<!对方)(?<!对手)(?<!收款)(?<!付款)"
    r"(?:卡号|账号|帐号|账户|户口|\bA/?C\b|\baccount\b|\bcard\b|\bIBAN\b|\bkonto(?:nummer)?\b|\bcompte\b)"
    r"[^\d*•\n]{0,24}?((?:[A-Z]{2}\d{2}[ ]?)?[\d*•xX][\d*•xX -]{2,40}\d)",
    re.IGNORECASE,
)
_SHOWN: Final = 4
_LEAST: Final = 6  # figures of a number that masks none


def tails(accounts: Iterable[str]) -> tuple[str, ...]:
    """Return the last four figures of account numbers that show as many."""
    plain = (re.sub(r"[\s-]", "", each) for each in accounts)
    whole = (each for each in plain if not each.isdigit() or len(each) >= _LEAST)
    return tuple(dict.fromkeys(each[-_SHOWN:] for each in whole if re.fullmatch(r".*\d{4}", each)))


def named_in(rows: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the tails of the accounts that rows above a table name."""
    text = "\n".join(" ".join(each) for each in rows)
    return tails(found[1] for found in _LABELLED.finditer(text))
