"""Makes resources/demo: two invented shops, one with a cable and one without, and known answers.

    python packaging/make_demo.py [FOLDER]

Standard library only; the same bytes on every computer. resources/demo/README.md tells what is
planted.
"""

import json
import sys
from collections import Counter
from pathlib import Path

import demo_handheld
from demo_files import Booking, bank, bookings, journal, notices, settlement
from demo_plants import AS_OF, Answer, Books, Line, findings, money, planted, settle, waiting
from demo_shop import (
    ACQUIRER,
    FIRST,
    MERCHANT,
    SHOP,
    TERMINALS,
    Dice,
    charged_twice,
    everyday,
    numbered,
)

HANDHELD = "handheld"  # the folder of the shop without a cable
OUT = Path(__file__).resolve().parents[1] / "resources" / "demo"
SETTLEMENT = f"{MERCHANT}_MX_20261009201530_1.xlsx"
NOTICES = "provider-notices.csv"
BANK = "bank.csv"
JOURNALS = ("terminal-1.csv", "terminal-2.csv")
_TOML = """\
# The demo shop, all invented; packaging/make_demo.py writes this file. README.md tells the story.
schema = 1
as_of = {as_of}

[shop]
name = "{shop}"
address = "上海市虚构区晨光路 1 号"
phone = "021-00000000"
licence = "00000000MA0DEMO00X"
jurisdiction = "CN"
timezone = "Asia/Shanghai"
currency = "CNY"

[account]
name = "工行尾号8801"
bank = "中国工商银行"
holder = "{shop}"
number_last4 = "8801"

[[terminals]]
name = "一号收银台"
protocol = "pax"
serial = "DEMO-SN-0001"
terminal_id = "{first_terminal}"
merchant_id = "{merchant}"
currency = "CNY"
journal = "{first_journal}"

[[terminals]]
name = "二号收银台"
protocol = "pax"
serial = "DEMO-SN-0002"
terminal_id = "{second_terminal}"
merchant_id = "{merchant}"
currency = "CNY"
journal = "{second_journal}"

[agreement]
acquirer = "{acquirer}"
merchant_id = "{merchant}"
cycle = "T+1"
cut_off = "22:00"
calendar = "CN"
payout = "auto"
account = "工行尾号8801"
currency = "CNY"
from = {first_day}
fees = ["debit:0.5%:cap=20", "credit:0.6%", "qr:0.38%"]

[files]
settlement = ["{settlement}", "{notices}"]
bank = "{bank}"
answers = "answers.json"
"""


def books() -> Books:
    """Return everything that was rung up, settled and noticed."""
    dice = Dice(20260911)
    stories = planted(TERMINALS)
    ordinary = everyday(dice)
    # No second story by chance: nobody else pays in the same second, or twice with one card.
    moments = Counter((each.terminal, each.at) for each in (*ordinary, *stories.values()))
    again = {id(second) for _, second in charged_twice([*ordinary, *stories.values()])}
    ordinary = [
        each for each in ordinary if moments[each.terminal, each.at] == 1 and id(each) not in again
    ]
    made = Books(numbered([*ordinary, *stories.values()], dice), stories)
    settle(made)
    return made


def known(made: Books, booked: list[Booking]) -> Answer:
    """Return the known answers, with what the files hold."""
    found = findings(made)
    kinds: dict[str, list[int]] = {}
    for each in found:
        kinds.setdefault(each.kind, []).append(each.cents)
    arrived = {each.on: each.amount for each in booked if each.place}
    return {
        "as_of": AS_OF.isoformat(),
        "currency": "CNY",
        "rows": {
            "journal": {
                name: sum(each.terminal == terminal for each in made.entries)
                for name, terminal in zip(JOURNALS, TERMINALS, strict=True)
            },
            "sales_approved": sum(
                each.type == "sale" and each.status == "approved" for each in made.entries
            ),
            "settlement": len(made.lines),
            "notices": len(made.notices),
            "bank": len(booked),
        },
        "sums": {
            "settlement": _sums([each for each in made.lines if each.status == "settled"]),
            "notices": _sums([each for each in made.notices if each.status == "settled"]),
            "bank": money(sum(each.amount for each in booked)),
        },
        "by_kind": {
            kind: {"count": len(stakes), "at_stake": money(sum(stakes))}
            for kind, stakes in sorted(kinds.items())
        },
        **waiting(made),
        "discrepancies": [each.as_json() for each in found],
        "payouts": [
            {"settled_on": day.isoformat(), "lines": len(group)}
            | _sums(group)
            | {"bank": money(arrived[day]) if day in arrived else None}
            for day, group in made.payouts().items()
        ],
    }


def files() -> dict[str, bytes]:
    """Return every generated file by name."""
    made = books()
    booked = bookings(made)
    texts = {
        name: journal([each for each in made.entries if each.terminal == terminal])
        for name, terminal in zip(JOURNALS, TERMINALS, strict=True)
    }
    texts[NOTICES] = notices(made.notices)
    texts[BANK] = bank(booked)
    texts["answers.json"] = json.dumps(known(made, booked), ensure_ascii=False, indent=1) + "\n"
    texts["demo.toml"] = _TOML.format(
        as_of=AS_OF,
        shop=SHOP,
        acquirer=ACQUIRER,
        merchant=MERCHANT,
        first_day=FIRST,
        first_terminal=TERMINALS[0],
        second_terminal=TERMINALS[1],
        first_journal=JOURNALS[0],
        second_journal=JOURNALS[1],
        settlement=SETTLEMENT,
        notices=NOTICES,
        bank=BANK,
    )
    return (
        {SETTLEMENT: settlement(made.lines)}
        | {name: text.encode() for name, text in texts.items()}
        | {f"{HANDHELD}/{name}": data for name, data in demo_handheld.files().items()}
    )


def main(folder: Path) -> None:
    """Write every file into the folder."""
    (folder / HANDHELD).mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (folder / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


def _sums(lines: list[Line]) -> Answer:
    return {
        "gross": money(sum(each.gross for each in lines)),
        "fee": money(sum(each.fee for each in lines)),
        "net": money(sum(each.net for each in lines)),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
