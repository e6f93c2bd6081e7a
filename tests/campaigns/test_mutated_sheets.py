"""A campaign: sheets nobody described go through the wizard to a right import or a refusal."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from posassist.base.paths import Profile
from posassist.domain.settlement import StatementKind
from posassist.usecases import new_format, preview_import
from posassist.usecases.listing import all_imports
from posassist.usecases.new_format import DATES, SIGN, WAY, Answers, Doubt, Proposal, proposed
from posassist.usecases.preview_import import Given, Preview, Refused
from posassist.usecases.shop import Shop, open_shop
from tests.campaigns.mutated import Sheet, hopeless, sheet

Record = Callable[[str, int, int], None]
SEEN = 5  # sentences the owner reads before he agrees


def answered(doubt: Doubt, truth: Sheet, answers: Answers) -> Answers | None:
    """Answer as an owner does who knows his rows; None where no answer is true."""
    values = [value for value, _shown in doubt.options]
    if doubt.about == DATES:
        true = {on.isoformat() for on, *_ in truth.rows}
        for value, shown in doubt.options:
            day = dt.datetime.strptime(doubt.seen, truth.form).date().isoformat()  # noqa: DTZ007
            if shown == day and day in true:
                return answers.answered(DATES, value)
        return None
    if doubt.about == SIGN:
        return answers
    if doubt.about == WAY:
        return answers.answered(WAY, truth.came_in)
    key = {"booked_on": "on", "occurred_on": "on", "direction": "way"}.get(doubt.about, doubt.about)
    header = truth.heads.get(key, "")
    return answers.answered(doubt.about, header) if header in values else None


def wizard(shop: Shop, given: Given, truth: Sheet) -> str:
    """Go through the wizard as an owner; return what became of it: right, wrong, left, refused."""
    answers = Answers()
    for _click in range(6):
        found = proposed(shop, given, answers)
        if isinstance(found, Refused):
            return "refused"
        before = answers
        for doubt in found.guess.doubts:
            more = answered(doubt, truth, answers)
            if more is None and doubt.needed:
                return "left"
            answers = more or answers
        if answers == before:
            break
    assert isinstance(found, Proposal)
    if found.statement is None:
        return "left"
    signs = any(each.about == SIGN for each in found.guess.doubts)
    first = rows(found)[:SEEN]
    if first != list(truth.rows[:SEEN]):
        other = proposed(shop, given, answers.answered(SIGN, "inverted")) if signs else None
        if not isinstance(other, Proposal) or rows(other)[:SEEN] != list(truth.rows[:SEEN]):
            return "left"  # the sentences are not what happened
        found = other
    if found.warnings and rows(found) != list(truth.rows):
        return "warned"
    kept = new_format.keep(shop, found)
    shown = preview_import.preview(shop, given)
    assert isinstance(shown, Preview), shown
    done = preview_import.commit(shop, shown)
    assert done.statement.format_id == kept.id
    return "right" if rows(found) == list(truth.rows) else "wrong"


def rows(found: Proposal) -> list[tuple[dt.date, Decimal, str]]:
    statement = found.statement
    assert statement is not None
    if found.guess.kind is StatementKind.BANK:
        return [(each.booked_on, each.amount.decimal, each.amount.currency)
                for each in statement.bank]  # fmt: skip
    return [(each.settled_on, each.gross.decimal, each.gross.currency)
            for each in statement.settlement]  # fmt: skip


@pytest.mark.timeout(7200)
def test_mutated_sheets_are_read_rightly_or_refused(
    tmp_path: Path, seed: int, count: int, record: Record
) -> None:
    outcomes: Counter[str] = Counter()
    wrong = []
    for number in range(seed, seed + count):
        draw = random.Random(number)
        truth = sheet(draw)
        with open_shop(Profile(tmp_path / str(number))) as shop:
            became = wizard(shop, Given("sheet.csv", truth.data), truth)
            stored = [each.lines for each in all_imports(shop)]
            data, true = hopeless(draw)
            little = proposed(shop, Given("hopeless.csv", data))
        outcomes[became] += 1
        if became == "wrong" or stored != ([len(truth.rows)] if became == "right" else []):
            wrong.append((number, truth.drawn))
        is_shown = isinstance(little, Proposal) and little.guess.is_sure and not little.warnings
        if is_shown and not set(rows(cast("Proposal", little))) <= true:
            wrong.append((number, ("hopeless",)))
    record("mutated sheets through the wizard: right, or refused", count, len(wrong))
    print(dict(outcomes))  # noqa: T201 - what a campaign is run for
    assert wrong == []
    assert outcomes["right"] * 4 >= count * 3
