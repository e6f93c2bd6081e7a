"""What the owner should know today: one sentence, sums by kind, what to do, what is not known."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.domain.case import Case
from posassist.domain.coverage import Coverage
from posassist.domain.discrepancy import Discrepancy, Kind
from posassist.domain.match import MatchState
from posassist.domain.money import Money, sums
from posassist.domain.settlement import StatementKind
from posassist.usecases.account_checks import Look, looks
from posassist.usecases.cases import all_cases, dossier
from posassist.usecases.checklists import overdue, waiting
from posassist.usecases.reconcile_period import Reconciled, reconcile_period
from posassist.usecases.reviews import unreviewed
from posassist.usecases.shop import Shop

STRIP_DAYS: Final = 30
MOST_TO_DO: Final = 5


class Group(StrEnum):
    """What an owner tells apart: the kinds, gathered."""

    ABSENT = "absent"
    LESS = "less"
    LATE = "late"
    TWICE = "twice"
    FEES = "fees"
    HELD = "held"
    UNCLEAR = "unclear"


GROUPS: Final[dict[Group, tuple[Kind, ...]]] = {
    Group.ABSENT: (Kind.MISSING, Kind.NOT_ARRIVED),
    Group.LESS: (Kind.SHORT, Kind.AMOUNT_DIFFERS),
    Group.HELD: (Kind.HELD, Kind.RETURNED, Kind.CHARGEBACK),
    Group.TWICE: (Kind.DUPLICATE_CHARGE, Kind.DUPLICATE_SETTLEMENT, Kind.DUPLICATE_DEPOSIT),
    Group.FEES: (Kind.OVERCHARGED_FEE, Kind.UNEXPECTED_FEE),
    Group.LATE: (Kind.LATE,),
    Group.UNCLEAR: (
        Kind.UNKNOWN_OUTCOME, Kind.UNKNOWN_LINE, Kind.REFUND_UNMATCHED, Kind.OVER,
    ),
}  # fmt: skip
GROUP_WORDS: Final = {
    Group.ABSENT: Text(N_("Not arrived")),
    Group.LESS: Text(N_("Too little")),
    Group.HELD: Text(N_("Held or taken back")),
    Group.TWICE: Text(N_("Twice")),
    Group.FEES: Text(N_("Fees too high")),
    Group.LATE: Text(N_("Came late")),
    Group.UNCLEAR: Text(N_("Unclear")),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One group of what does not add up: how many, how much, how old the oldest is."""

    group: Group
    count: int
    at_stake: tuple[Money, ...]
    oldest_days: int


@dataclass(frozen=True, slots=True)
class Day:
    """Which sources are there for a day."""

    day: dt.date
    has: frozenset[StatementKind]


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something to do: words, the screen that does it, what it is about, by when."""

    text: Text
    where: str
    about: object = None
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The picture of a day."""

    as_of: dt.date
    is_empty: bool
    headline: Text
    is_well: bool
    standings: tuple[Standing, ...]
    to_do: tuple[ToDo, ...]
    not_known: tuple[Text, ...]
    on_its_way: Text | None
    strip: tuple[Day, ...]
    looks: tuple[Look, ...]
    recovered: Text | None


def look_at_today(shop: Shop) -> Today:
    """Judge the books as of today."""
    found = reconcile_period(shop)
    today = shop.today()
    books = found.books
    standings = tuple(_standings(found.found))
    expected = found.expected
    return Today(
        as_of=today,
        is_empty=not (books.journal or books.settlement or books.bank),
        headline=_headline(found, standings),
        is_well=not found.found,
        standings=standings,
        to_do=tuple(_to_do(shop, found, today)),
        not_known=tuple(_not_known(found.verdict.discrepancies)),
        on_its_way=Text(
            N_("On its way and not due yet: {sums} ({count})."),
            {"count": expected.count, "sums": tuple(map(str, expected.at_stake.values()))},
        )
        if expected.count
        else None,
        strip=tuple(_strip(books.coverage, today)),
        looks=looks(shop, found, today),
        recovered=_recovered(all_cases(shop)),
    )


def _recovered(cases: Sequence[Case]) -> Text | None:
    """Say how much of what was claimed came back, and how long it took; None without a case."""
    if not cases:
        return None
    back = tuple(sums(each.recovered for each in cases if each.recovered is not None).values())
    closed = [(each.closed_on - each.opened_on).days for each in cases if each.closed_on]
    fields = {
        "claimed": tuple(map(str, sums(one for each in cases for one in each.at_stake).values())),
        "back": tuple(map(str, back)) or ("0",),
        "count": len(cases),
        "days": round(sum(closed) / len(closed)) if closed else 0,
    }
    words = N_(
        "Claimed: {claimed}, cases: {count}. Came back: {back}, after {days} days on average."
    )
    none = N_("Claimed: {claimed}, cases: {count}. Came back: {back}.")
    return Text(words if closed else none, fields)


def _headline(found: Reconciled, standings: Sequence[Standing]) -> Text:
    absent = next((each for each in standings if each.group is Group.ABSENT), None)
    if absent is not None:
        several = N_(
            "{sums} should have arrived and has not: {count} payments, "
            "the oldest {days} working days late."
        )
        one = N_("{sums} should have arrived and has not: one payment, {days} working days late.")
        return Text(
            several if absent.count > 1 else one,
            {
                "count": absent.count,
                "sums": tuple(map(str, absent.at_stake)),
                "days": absent.oldest_days,
            },
        )
    if standings:
        return Text(N_("Everything due has arrived, but not everything adds up."))
    if found.uncovered.count:
        return Text(N_("Nothing is known to be missing; some days cannot be judged yet."))
    return Text(N_("Everything that is due and covered by a file has arrived."))


def _standings(found: Iterable[Discrepancy]) -> Iterable[Standing]:
    found = list(found)
    for group, kinds in GROUPS.items():
        mine = [each for each in found if each.kind in kinds]
        if mine:
            oldest = max(each.working_days_late for each in mine)
            yield Standing(group, len(mine), _rounded(each.at_stake for each in mine), oldest)


def _rounded(amounts: Iterable[Money]) -> tuple[Money, ...]:
    return tuple(each.rounded() for each in sums(amounts).values())


def _not_known(every: Iterable[Discrepancy]) -> Iterable[Text]:
    """Say what cannot be judged, and which file would tell."""
    open_ = [each for each in every if not each.covered and each.due_on is not None]
    for kind, words in (
        (
            Kind.NOT_ARRIVED,
            N_(
                "The bank statement for {days} is not here yet, so payouts of {sums} ({count}) "
                "cannot be judged. Fetch it next."
            ),
        ),
        (
            Kind.MISSING,
            N_(
                "The provider's settlement for {days} is not here yet, so sales of {sums} "
                "({count}) cannot be judged. Fetch it next."
            ),
        ),
    ):
        mine = [each for each in open_ if each.kind is kind]
        days = sorted({each.due_on for each in mine if each.due_on})
        if mine:
            yield Text(
                words,
                {
                    "days": _days(days),
                    "count": len(mine),
                    "sums": tuple(map(str, _rounded(each.at_stake for each in mine))),
                },
            )


def _days(days: list[dt.date]) -> Text:
    if len(days) == 1:
        return Text("{day}", {"day": days[0]})
    return Text(N_("{first} to {last}"), {"first": days[0], "last": days[-1]})


def _to_do(shop: Shop, found: Reconciled, today: dt.date) -> list[ToDo]:
    every = all_cases(shop)
    open_cases = [each for each in every if each.closed_on is None]
    todo = [one for each in open_cases for one in _of_case(shop, each, today)]
    pursued = {item.discrepancy_id for each in every for item in each.items}
    loose = [
        each
        for each in found.found
        if each.id not in pursued and each.kind in (*GROUPS[Group.ABSENT], *GROUPS[Group.LESS])
    ]
    if loose:
        open_sums = tuple(map(str, _rounded(each.at_stake for each in loose)))
        todo.append(
            ToDo(
                Text(
                    N_("Nobody pursues {sums} yet ({count}). Open a case."),
                    {"count": len(loose), "sums": open_sums},
                ),
                "reconcile",
                Group.ABSENT,
            )
        )
    states = [each.state for each in found.matching.matches]
    states += [each.state for each in found.matching.deposits]
    suggested = states.count(MatchState.SUGGESTED)
    if suggested:
        todo.append(
            ToDo(Text(N_("Suggested matches to decide on: {count}."), {"count": suggested}),
                 "reconcile", "decide")
        )  # fmt: skip
    if found.uncovered.count:
        todo.append(ToDo(Text(N_("Import the file that is still lacking.")), "import"))
    todo += _written_down(shop, today)
    return sorted(todo, key=lambda each: each.due or dt.date.max)[:MOST_TO_DO]


def _written_down(shop: Shop, today: dt.date) -> Iterable[ToDo]:
    """Yield what was written down to be done by now, checklists due again, reviews to write."""
    for about, record in waiting(shop):
        if record.remind_on is not None and record.remind_on <= today:
            fields = {"what": about.title, "day": record.done_on}
            yield ToDo(
                Text(N_("{what}, written down on {day}: it is time."), fields),
                *_screen(about.where, about.id, record.case),
                record.remind_on,
            )
    for each in overdue(shop, today):
        words = Text(N_("{what}: due again."), {"what": each.checklist.title})
        yield ToDo(words, *_screen(each.checklist.where, each.checklist.id, None), each.due_on)
    for number, closed in unreviewed(shop, today):
        words = Text(N_("Case {number} is closed: what worked, what did not?"), {"number": number})
        yield ToDo(words, "cases", number, closed)


def _screen(where: str, name: str, case: int | None) -> tuple[str, object]:
    if case is not None:
        return "cases", case
    return ("cases", "customer") if where == "customer" else (where, name)


def _of_case(shop: Shop, case: Case, today: dt.date) -> Iterable[ToDo]:
    for each in dossier(shop, case).deadlines:
        over = each.on < today
        words = (
            N_("Case {number}: {what} was due on {day}. Call again.")
            if over
            else N_("Case {number}: {what} by {day}.")
        )
        yield ToDo(
            Text(words, {"number": case.number, "what": each.about, "day": each.on}),
            "cases",
            case.number,
            each.on,
        )


def _strip(coverage: Sequence[Coverage], today: dt.date) -> Iterable[Day]:
    """Show the days up to today; where the newest file ends earlier, up to a little after it."""
    if not coverage:
        return
    last = min(today, max(each.last for each in coverage) + dt.timedelta(days=3))
    for back in range(STRIP_DAYS - 1, -1, -1):
        day = last - dt.timedelta(days=back)
        kinds = {
            StatementKind.SETTLEMENT if each.kind is StatementKind.WALLET else each.kind
            for each in coverage
            if each.first <= day <= each.last
        }
        yield Day(day, frozenset(kinds))
