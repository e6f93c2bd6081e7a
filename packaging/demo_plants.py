"""What goes wrong in the demo, and its known answers, kept by plain bookkeeping of its own."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from demo_shop import Card, Entry, fee, next_working_day

Answer = dict[str, object]
OVERCHARGED_RATE = 68
OVERCHARGED_FROM = 4500  # only sales from 45.00 up: the difference is then never lost in rounding
OVERCHARGED_DAYS = (dt.date(2026, 9, 28), dt.date(2026, 9, 29))
SETTLED_UNTIL = dt.date(2026, 10, 9)
BANK_UNTIL = dt.date(2026, 10, 8)
AS_OF = dt.date(2026, 10, 11)
SHORT_ON, SHORT_BY = dt.date(2026, 9, 21), 10000
NOT_ARRIVED_ON = dt.date(2026, 9, 23)
CHARGEBACK_ON = dt.date(2026, 9, 29)
SETTLED_TWICE_ON = dt.date(2026, 9, 17)
LATE = {"late": dt.date(2026, 9, 18), "late-holiday": dt.date(2026, 9, 29)}
_CARDS = {
    "debit": Card("622202", "1234", "工商银行", "debit"),
    "credit": Card("622575", "5678", "招商银行", "credit"),
}
# name: terminal, time, amount, channel, last four of the card
_SALES = {
    "missing": (0, "2026-09-17 18:42:11", 26800, "credit", "4107"),
    "missing-holiday": (0, "2026-09-30 20:15:33", 38800, "debit", "2290"),
    "equal-1": (1, "2026-09-21 11:05:20", 6660, "debit", "3011"),
    "equal-2": (1, "2026-09-21 15:40:02", 6660, "debit", "3022"),
    "equal-3": (1, "2026-09-21 19:22:48", 6660, "debit", "3033"),
    "late": (1, "2026-09-15 13:10:44", 15800, "debit", "7812"),
    "late-holiday": (0, "2026-09-23 17:55:09", 9900, "credit", "6650"),
    "twice-1": (0, "2026-09-14 12:20:15", 7560, "credit", "9021"),
    "twice-2": (0, "2026-09-14 12:24:37", 7560, "credit", "9021"),
    "settled-twice": (1, "2026-09-15 09:31:06", 12880, "credit", "1176"),
    "held": (1, "2026-09-25 16:05:52", 198000, "credit", "8843"),
    "overcharged": (0, "2026-09-29 16:44:05", 128000, "credit", "6194"),
    "returned": (1, "2026-09-29 10:48:19", 21600, "debit", "5514"),
    "charged-back": (0, "2026-09-12 19:33:27", 68800, "credit", "3367"),
    "unknown": (0, "2026-09-26 14:02:38", 8880, "debit", "4475"),
    "capped": (0, "2026-10-02 15:27:41", 600000, "debit", "1290"),
    "voided-1": (0, "2026-09-13 10:12:05", 3980, "debit", "6021"),
    "voided-2": (1, "2026-09-18 17:44:31", 12800, "credit", "7733"),
    "voided-3": (0, "2026-09-24 12:30:50", 2580, "debit", "8104"),
    "voided-4": (1, "2026-10-05 20:06:12", 5800, "credit", "9915"),
    "refunded-1": (0, "2026-09-15 16:22:08", 16800, "credit", "1448"),
    "refunded-2": (1, "2026-09-19 11:51:40", 7500, "debit", "2559"),
    "refunded-3": (1, "2026-09-28 18:37:26", 19900, "debit", "3660"),
    "second-try-1": (0, "2026-09-16 19:05:33", 8800, "debit", "4771"),
    "second-try-2": (1, "2026-10-03 13:16:47", 5800, "credit", "5882"),
}
# name: type, the entry it is about, minutes after it, amount (None: the same)
_FOLLOWING = {
    "void-1": ("void", "voided-1", 3, None),
    "void-2": ("void", "voided-2", 12, None),
    "void-3": ("void", "voided-3", 2, None),
    "void-4": ("void", "voided-4", 7, None),
    "refund-1": ("refund", "refunded-1", 2 * 1440 + 33, None),
    "refund-2": ("refund", "refunded-2", 2 * 1440 - 71, None),
    "refund-3": ("refund", "refunded-3", 1 * 1440 + 95, 9900),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One known answer: what is wrong, for how much, about which records of the terminals."""

    kind: str
    cents: int
    entries: tuple[Entry, ...] = ()
    due: dt.date | None = None
    more: Answer = field(default_factory=dict)

    def as_json(self) -> Answer:
        """Return it under the contract's names."""
        return {
            "kind": self.kind,
            "at_stake": {"currency": "CNY", "amount": money(self.cents)},
            "due_on": self.due.isoformat() if self.due else None,
            "covered": True,
            "of_equal": None,
            "journal": [
                {"terminal_id": each.terminal, "trace_no": each.trace, "rrn": each.rrn}
                for each in self.entries
            ],
        } | self.more


@dataclass(slots=True)
class Line:
    """One line of a settlement: in the provider's export, or (`notice`) in its notices."""

    entry: Entry
    settled_on: dt.date
    gross: int
    fee: int
    type: str
    status: str = "settled"
    bare: bool = False  # without RRN, trace number, card and time of day

    @property
    def net(self) -> int:
        """What it adds to the payout."""
        return self.gross - self.fee


@dataclass(slots=True)
class Books:
    """Everything the demo's files are written from."""

    entries: list[Entry]
    planted: dict[str, Entry]
    lines: list[Line] = field(default_factory=list)
    notices: list[Line] = field(default_factory=list)

    def payouts(self) -> dict[dt.date, list[Line]]:
        """Return the lines behind each day's payout."""
        found: dict[dt.date, list[Line]] = {}
        for line in sorted((*self.lines, *self.notices), key=lambda each: each.settled_on):
            if line.status == "settled":
                found.setdefault(line.settled_on, []).append(line)
        return found

    def bank_credits(self) -> dict[dt.date, int]:
        """Return what arrived, by day."""
        found = {day: sum(each.net for each in group) for day, group in self.payouts().items()}
        found[SHORT_ON] -= SHORT_BY
        del found[NOT_ARRIVED_ON]
        return {day: net for day, net in found.items() if day <= BANK_UNTIL}


def planted(terminals: tuple[str, str]) -> dict[str, Entry]:
    """Return the records with a story, by name; they are numbered with all the others."""
    found: dict[str, Entry] = {}
    for name, (where, at, amount, channel, last4) in _SALES.items():
        of = _CARDS[channel]
        card = Card(of.bin, last4, of.issuer, channel)
        found[name] = Entry(terminals[where], _at(at), amount, channel, card)
    for name, (type_, about, minutes, part) in _FOLLOWING.items():
        first = found[about]
        later = first.at + dt.timedelta(minutes=minutes)
        back = -(first.amount if part is None else part)
        found[name] = Entry(
            first.terminal, later, back, first.channel, first.card, type_, original=first
        )
    for number in (1, 2):
        again = found[f"second-try-{number}"]
        before = again.at - dt.timedelta(seconds=48)
        found[f"first-try-{number}"] = Entry(
            again.terminal,
            before,
            again.amount,
            again.channel,
            again.card,
            "sale",
            "declined",
            "55",
        )
    found["unknown"].status, found["unknown"].response = "unknown", ""
    guest = Card("622230", "7007", "工商银行", "credit")
    found["preauth"] = Entry(
        terminals[0], _at("2026-09-16 09:15:22"), 50000, "credit", guest, "preauth"
    )
    found["completion"] = Entry(
        terminals[0], _at("2026-09-17 09:02:10"), 43000, "credit", guest, "completion"
    )
    return found


def settle(books: Books) -> None:
    """Settle as the provider of this story does: nearly always right."""
    named = {id(entry): name for name, entry in books.planted.items()}
    undone = {id(each.original) for each in books.entries if each.type == "void"}
    for entry in books.entries:
        name = named.get(id(entry), "")
        if not entry.settles or name in {"missing", "missing-holiday", "equal-2"}:
            continue
        # What is voided the same day costs nothing, and giving money back neither.
        free = entry.amount < 0 or id(entry) in undone
        rate = OVERCHARGED_RATE if _overcharged(entry) and not free else None
        line = Line(
            entry,
            LATE.get(name, entry.due),
            entry.amount,
            0 if free else fee(entry.amount, entry.channel, rate),
            "sale" if entry.type == "completion" else entry.type,
            bare=name in {"equal-1", "equal-3"},
        )
        if name in {"held", "returned"}:
            line.status = name
            books.notices.append(line)
        elif line.settled_on <= SETTLED_UNTIL:
            books.lines.append(line)
    again = books.planted["settled-twice"]
    cost = fee(again.amount, again.channel)
    books.lines.append(Line(again, SETTLED_TWICE_ON, again.amount, cost, "sale"))
    back = books.planted["charged-back"]
    books.notices.append(Line(back, CHARGEBACK_ON, -back.amount, 0, "chargeback"))
    books.lines.sort(key=lambda each: (each.settled_on, each.entry.at, each.entry.terminal))
    books.notices.sort(key=lambda each: (each.settled_on, each.entry.at))


def _overcharged(entry: Entry) -> bool:
    return (
        entry.channel == "credit"
        and entry.trade in OVERCHARGED_DAYS
        and entry.amount >= OVERCHARGED_FROM
    )


def money(cents: int) -> str:
    """Write fen as yuan."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def findings(books: Books) -> list[Finding]:
    """Return what a right reconciliation finds as of AS_OF, on days that the files cover."""
    of = books.planted

    def whole(kind: str, name: str, *, due: bool = True, **more: object) -> Finding:
        entry = of[name]
        return Finding(kind, entry.amount, (entry,), entry.due if due else None, more)

    equal = of["equal-2"]
    twice = of["twice-2"]
    return [
        whole("missing", "missing"),
        whole("missing", "missing-holiday"),
        Finding(
            "missing",
            equal.amount,
            (of["equal-1"], equal, of["equal-3"]),
            equal.due,
            {"of_equal": [1, 3]},
        ),
        *(_late(of[name], day) for name, day in LATE.items()),
        Finding("short", SHORT_BY, (), SHORT_ON, {"payout_on": SHORT_ON.isoformat()}),
        Finding(
            "not_arrived",
            _gross(books, NOT_ARRIVED_ON),
            (),
            NOT_ARRIVED_ON,
            {"payout_on": NOT_ARRIVED_ON.isoformat()},
        ),
        Finding("duplicate_charge", twice.amount, (of["twice-1"], twice)),
        whole(
            "duplicate_settlement",
            "settled-twice",
            due=False,
            settled_on=SETTLED_TWICE_ON.isoformat(),
        ),
        *(Finding("overcharged_fee", excess, (line.entry,)) for line, excess in overcharges(books)),
        whole("held", "held"),
        whole("returned", "returned"),
        whole("chargeback", "charged-back", due=False, settled_on=CHARGEBACK_ON.isoformat()),
        whole("unknown_outcome", "unknown"),
    ]


def _late(entry: Entry, settled: dt.date) -> Finding:
    """Nothing is at stake in a sale settled late; by how much it was late is the answer."""
    working, day = 0, entry.due
    while day < settled:
        day, working = next_working_day(day), working + 1
    more: Answer = {
        "settled_on": settled.isoformat(),
        "days_late": (settled - entry.due).days,
        "working_days_late": working,
    }
    return Finding("late", 0, (entry,), entry.due, more)


def overcharges(books: Books) -> list[tuple[Line, int]]:
    """Return the lines that cost more than agreed, and by how much."""
    found = []
    for line in books.lines:
        if line.type == "sale" and line.fee:
            excess = line.fee - fee(line.gross, line.entry.channel)
            if excess:
                found.append((line, excess))
    return found


def waiting(books: Books) -> dict[str, Answer]:
    """Return what is not yet due, and what no file covers yet."""
    sales = [each for each in books.entries if each.settles and each.due > SETTLED_UNTIL]
    expected = [each for each in sales if each.due >= AS_OF]
    uncovered = [each for each in sales if each.due < AS_OF]
    unseen = [day for day in books.payouts() if day > BANK_UNTIL and next_working_day(day) <= AS_OF]
    return {
        "expected": {"sales": _sum(expected), "due_on": _days(expected)},
        "uncovered": {
            "missing": _sum(uncovered) | {"due_on": _days(uncovered)},
            "not_arrived": {
                "payouts": [day.isoformat() for day in unseen],
                "at_stake": money(sum(_gross(books, day) for day in unseen)),
            },
        },
    }


def _gross(books: Books, day: dt.date) -> int:
    return sum(each.gross for each in books.payouts()[day])


def _sum(entries: list[Entry]) -> Answer:
    return {"count": len(entries), "at_stake": money(sum(each.amount for each in entries))}


def _days(entries: Iterable[Entry]) -> list[str]:
    return sorted({each.due.isoformat() for each in entries})


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
