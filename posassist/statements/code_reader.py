"""A statement read by a format that needs code: sums, balances, period, whatever the format."""

import datetime as dt
from itertools import groupby
from operator import attrgetter

from posassist.base.i18n import N_, Text
from posassist.domain.deposit import BankLine
from posassist.domain.money import Money
from posassist.statements.code_format import CodeFormat, Found, Section
from posassist.statements.own_accounts import tails
from posassist.statements.statement import Check, Statement
from posassist.statements.sums import by_currency
from posassist.statements.text_file import TextFile


def read_by_code(
    chosen: CodeFormat, file: TextFile, *, currency: str, references: frozenset[str]
) -> Statement:
    """Read a text by the format. `currency` is the shop's. Raises StatementError."""
    text, remarks = file.text(chosen)
    safe, kept, struck, masked = file.struck(text, chosen, references)
    found = Found(file.name, currency)
    chosen.read(safe, found)
    lines = [line for section in found.sections for line in section.lines]
    checks = [*_checks(found.sections), *found.checks]
    dates = [each.booked_on for each in lines]
    return Statement(
        format_id=chosen.id,
        format_version=chosen.version,
        kind=chosen.kind,
        encoding=file.encoding,
        sheet="",
        journal=(),
        settlement=(),
        bank=tuple(sorted(lines, key=attrgetter("row"))),
        bad_rows=tuple(found.bad),
        warnings=(
            *remarks,
            *found.warnings(),
            *_odd(found.sections, lines),
            *(each.warning for each in checks if not each.agrees),
            *masked,
        ),
        checks=tuple(checks),
        first=min(dates, default=None),
        last=max(dates, default=None),
        sums=by_currency(each.amount for each in lines),
        gross=None,
        fees=None,
        period=_period(found.sections),
        kept=kept,
        struck=struck,
        accounts=tails(each.account for each in found.sections),
    )


def _checks(sections: list[Section]) -> list[Check]:
    """Hold opening plus rows against closing, and each opening against the closing before it."""
    made: list[Check] = []
    before: dict[tuple[str, str], Money] = {}
    for n, each in enumerate(sections, 1):
        place = f" {n}" if len(sections) > 1 else ""
        if each.opening is not None:
            known = before.get((each.account, each.opening.currency))
            if known is not None:
                made.append(_check(f"opening{place}", each.opening, known))
            if each.closing is not None:
                made += _balance(f"balance{place}", each, each.opening, each.closing)
        made += [
            Check(f"{own.name}{place}", own.declared, own.counted, own.agrees)
            for own in each.checks
        ]
        if each.closing is not None:
            before[each.account, each.closing.currency] = each.closing
    return made


def _balance(name: str, section: Section, opening: Money, closing: Money) -> list[Check]:
    counted = opening
    for line in section.lines:
        if line.amount.currency == opening.currency:
            counted += line.amount
    return [_check(name, closing, counted)] if closing.currency == opening.currency else []


def _check(name: str, declared: Money, counted: Money) -> Check:
    agrees = declared.decimal == counted.decimal
    return Check(name, declared.plain, counted.plain, agrees)


def _odd(sections: list[Section], lines: list[BankLine]) -> list[Text]:
    said = []
    if not lines:
        said.append(Text(N_("The file holds no rows that could be read")))
    accounts = dict.fromkeys(f"…{each.account[-4:]}" for each in sections if each.account)
    if len({each.account for each in sections}) > 1:
        said.append(
            Text(
                N_("The file holds several accounts ({accounts}): all rows go to the one it is"
                   " imported for"),
                {"accounts": tuple(accounts)},
            )
        )  # fmt: skip
    outside = [
        line
        for section in sections
        for line in section.lines
        if not (section.first or line.booked_on)
        <= line.booked_on
        <= (section.last or line.booked_on)
    ]
    if outside:
        said.append(
            Text(
                N_("{rows} rows lie outside the days the file declares (first: row {row})"),
                {"rows": len(outside), "row": outside[0].row},
            )
        )
    return said


def _period(sections: list[Section]) -> tuple[dt.date, dt.date] | None:
    """Return the days covered for every account; where none are, those of the latest one."""
    covered = []
    ordered = sorted(sections, key=attrgetter("account"))
    for _, group in groupby(ordered, key=attrgetter("account")):
        every = list(group)
        days = [line.booked_on for each in every for line in each.lines]
        starts = [each.first for each in every if each.first] or days
        ends = [each.last for each in every if each.last] or days
        if starts and ends:
            covered.append((min(starts), max(ends)))
    if not covered:
        return None
    common = max(each[0] for each in covered), min(each[1] for each in covered)
    return common if common[0] <= common[1] else max(covered)
