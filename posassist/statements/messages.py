"""What a bank wrote by message when money moved, read by the expressions of the pattern files.

A message is the owner's own, never a statement: it covers no day, and a statement takes its place.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from posassist.base.cards import mask
from posassist.base.i18n import N_, Text
from posassist.catalog.patterns import Patterns, even, plain
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money

_TAKEN: Final = ("skip", "bank", "party", "memo", "balance", "account", "day")
_CURRENCY: Final = "CNY"
_YEAR_DIGITS: Final = 4
_YEARS_BACK: Final = 5  # a 29 February


@dataclass(frozen=True, slots=True)
class Message:
    """One message: the line it makes, of the account it names, or why it makes none."""

    text: str
    line: BankLine | None = None
    account: str = ""
    bank: str = ""
    reason: Text | None = None


def read_messages(
    text: str, patterns: Patterns, *, today: dt.date, day: dt.date | None = None
) -> tuple[Message, ...]:
    """Read a message a line; one without a year is of the last such day up to `today`.

    One that says no day is of `day`, where the owner says one.

    What cannot be told for sure makes no line, and says why.
    """
    lines = [each.strip() for each in text.replace("\r", "\n").split("\n")]
    found = []
    for number, each in enumerate(filter(None, lines), start=1):
        try:
            found.append(_message(mask(each), number, patterns, today, day))
        except _Lacking as lacking:
            found.append(Message(mask(each), reason=lacking.reason))
    return tuple(found)


def are_messages(text: str, patterns: Patterns) -> bool:
    """Say whether a line of a text is what a bank writes when money moves: account and amount."""
    return any(
        _search(patterns, "account", even(each)) and _search(patterns, "amount", even(each))
        for each in text.splitlines()
    )


class _Lacking(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def _message(
    text: str, number: int, patterns: Patterns, today: dt.date, otherwise: dt.date | None
) -> Message:
    whole = even(text)
    signed = _search(patterns, "signed", whole)
    parts: dict[str, dict[str, str]] = {}
    left = whole
    for part in _TAKEN:
        parts[part], left = _taken(patterns, part, left)
    if any(word in plain(left) for word in patterns.ways["foreign"]):
        raise _Lacking(Text(N_("it is about money in another currency")))
    amount = _amount(patterns, left)
    out = signed["amount"].startswith("-") if signed else None
    amount = -amount if _went_out(patterns, plain(left), signed=out) else amount
    balance = parts["balance"].get("balance")
    line = BankLine(
        row=number,
        booked_on=_day(parts["day"], today, otherwise),
        amount=amount,
        balance=_money(balance) if balance else None,
        counterparty=parts["party"].get("party", ""),
        memo=parts["memo"].get("memo", ""),
        # What tells two equal payments of a day apart, where no balance does.
        reference=_search(patterns, "time", whole).get("time", ""),
        raw=text,
    )
    account = parts["account"].get("account", "")
    if not account:
        raise _Lacking(Text(N_("it does not say the account")))
    return Message(text, line, account, parts["bank"].get("bank", ""))


def _taken(patterns: Patterns, part: str, text: str) -> tuple[dict[str, str], str]:
    """Return what the first expression of a part finds, and the text without any of the part."""
    found: dict[str, str] = {}
    for expression in patterns.messages[part]:
        match = expression.search(text)
        if match and not found:
            found = {k: value.strip() for k, value in match.groupdict().items() if value}
        text = expression.sub(" ", text)
    return found, text


def _search(patterns: Patterns, part: str, text: str) -> dict[str, str]:
    matches = (each.search(text) for each in patterns.messages[part])
    return next((match.groupdict() for match in matches if match), {})


def _amount(patterns: Patterns, text: str) -> Money:
    said = {
        match["amount"] for each in patterns.messages["amount"] for match in each.finditer(text)
    }
    amounts = {_money(each) for each in said}
    if not amounts:
        raise _Lacking(Text(N_("it names no amount")))
    if len(amounts) > 1:
        names = tuple(sorted(map(str, amounts)))
        raise _Lacking(Text(N_("it names several amounts: {amounts}"), {"amounts": names}))
    return amounts.pop()


def _money(text: str) -> Money:
    return Money.parse(text.replace(",", ""), _CURRENCY)


def _went_out(patterns: Patterns, bare: str, *, signed: bool | None) -> bool:
    """Say whether money went out: by its sign where the bank writes one, and by the words."""
    came = any(word in bare for word in patterns.ways["came_in"]) or signed is False
    went = any(word in bare for word in patterns.ways["went_out"]) or signed is True
    if came and went:
        raise _Lacking(Text(N_("it says both that money came in and that it went out")))
    if not came and not went:
        raise _Lacking(Text(N_("it does not say whether money came in or went out")))
    return went


def _day(said: dict[str, str], today: dt.date, otherwise: dt.date | None) -> dt.date:
    """Return the day; what a message leaves out of it is the last there was."""
    if "day" not in said and otherwise is not None:
        return otherwise
    if "day" not in said:
        raise _Lacking(Text(N_("it does not say the day")))
    day = int(said["day"])
    for year, month in _months(said, today):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found <= today:
            return found
    raise _Lacking(Text(N_("it does not say the day")))


def _months(said: dict[str, str], today: dt.date) -> list[tuple[int, int]]:
    """Return the months it could be of, the likeliest first."""
    if "year" in said:
        year = int(said["year"])
        return [(year if len(said["year"]) == _YEAR_DIGITS else 2000 + year, int(said["month"]))]
    if "month" in said:
        return [(today.year - back, int(said["month"])) for back in range(_YEARS_BACK)]
    now = today.year * 12 + today.month - 1
    return [((now - back) // 12, (now - back) % 12 + 1) for back in range(2)]


def of_account(messages: tuple[Message, ...], account: str) -> tuple[Message, ...]:
    """Return the messages with those of any other account than this one left unread."""
    other = Text(N_("it is of another account: paste its messages on their own"))
    return tuple(
        each
        if each.line is None or account.endswith(each.account)
        else replace(each, line=None, reason=other)
        for each in messages
    )
