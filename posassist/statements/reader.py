"""Read a statement file: recognize, mask, interpret, add up; all of it, or a plain refusal."""

from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from posassist.base.i18n import N_, Text
from posassist.catalog.format import Format, plain_word
from posassist.domain.settlement import StatementKind
from posassist.statements.cells import BadCell
from posassist.statements.code_format import CodeFormat
from posassist.statements.code_reader import read_by_code
from posassist.statements.lines import bank_line, journal_entry, settlement_line
from posassist.statements.masking import strike
from posassist.statements.own_accounts import named_in
from posassist.statements.parts import Masking, Parts
from posassist.statements.recognize import Found, open_source, recognized
from posassist.statements.row import RawJson, Remarks, Row, Setting
from posassist.statements.statement import BadRow, Statement
from posassist.statements.sums import Lines, by_currency, checks, told_apart
from posassist.statements.table import nobody
from posassist.statements.text_file import TextFile

__all__ = ["Statement", "read_statement"]

_CUT_OFF: Final = Text(N_("it has fewer cells than the header: it was cut off, or lacks a comma"))
_TOO_LONG: Final = Text(N_("it has more cells than the header: a cell holds a bare comma"))
_OPEN_QUOTE: Final = Text(N_("the file ends in the middle of this row"))


def read_statement(
    name: str,
    data: bytes,
    formats: tuple[Format, ...],
    *,
    format_id: str | None,
    zone: ZoneInfo,
    currency: str,
    references: frozenset[str] = frozenset(),
    waiting: Callable[[], None] = nobody,
) -> Statement:
    """Read a file. `zone` and `currency` are the shop's, for what the file does not say.

    `references` are columns the owner said hold no card numbers; `waiting` is called while a
    container is opened and may raise Stopped. Raises StatementError.
    """
    source = open_source(name, data, waiting)
    found = recognized(source, data, formats, format_id, waiting)
    if isinstance(found, CodeFormat):
        text = TextFile(source.name, data)
        return read_by_code(found, text, currency=currency, references=references)
    masking = Masking(found, references)
    parts = Parts(found, masking, source.name)
    setting = _setting(found, parts, zone, currency)
    lines, bad = _lines(setting, parts, found, waiting)
    kept, elsewhere = source.struck(found.table, masking.safe)
    declared = parts.declared()
    made = checks(found.format, lines, declared, setting.currency)
    gross, fees = told_apart(found.format)
    dates = lines.dates
    warnings = [*found.table.notes, *setting.remarks.texts(), *parts.warnings(lines.count)]
    warnings += [each.warning for each in made if not each.agrees]
    settled = found.format.kind in (StatementKind.SETTLEMENT, StatementKind.WALLET)
    return Statement(
        format_id=found.format.id,
        format_version=found.format.version,
        kind=found.format.kind,
        encoding=found.table.encoding,
        sheet=found.table.sheet,
        journal=tuple(lines.journal),
        settlement=tuple(lines.settlement),
        bank=tuple(lines.bank),
        bad_rows=tuple(bad),
        warnings=(*warnings, *masking.warnings()),
        checks=tuple(made),
        first=min(dates, default=None),
        last=max(dates, default=None),
        sums=by_currency(lines.amounts),
        gross=by_currency(lines.gross) if settled and gross else None,
        fees=by_currency(lines.fees) if settled and fees else None,
        period=parts.period(),
        kept=kept,
        struck=masking.struck(elsewhere),
        accounts=named_in(parts.outside) if found.format.kind is StatementKind.BANK else (),
    )


def _setting(found: Found, parts: Parts, zone: ZoneInfo, currency: str) -> Setting:
    strip = found.format.cells.strip
    said = {
        key
        for key in ("status",)
        if key in found.columns
        and any(
            row[found.columns[key]].strip(strip)
            for row in parts.data
            if found.columns[key] < len(row)
        )
    }
    written_in = found.format.dates.timezone
    return Setting(
        format=found.format,
        columns=found.columns,
        header=tuple(strike(each) for each in found.header),
        zone=zone,
        written_in=ZoneInfo(written_in) if written_in else zone,
        currency=parts.currency() or found.format.amounts.currency or currency,
        said=frozenset(said),
        remarks=Remarks(),
    )


def _lines(
    setting: Setting, parts: Parts, found: Found, waiting: Callable[[], None]
) -> tuple[Lines, list[BadRow]]:
    lines = Lines()
    bad: list[BadRow] = []
    raw = RawJson(setting.names())
    width = max((n for n, each in enumerate(setting.header, 1) if each.strip()), default=0)
    ragged = found.table.ragged_is_cut and not found.format.layout.short_rows
    kind = found.format.kind
    for number, cells in enumerate(parts.data, 1):
        waiting()
        row = Row(setting, number, cells, raw(cells))
        try:
            if ragged and len(cells) < width:
                raise BadCell(_CUT_OFF)  # noqa: TRY301 - a row like any other bad one
            if any(each.strip() for each in cells[len(setting.header) :]):
                raise BadCell(_TOO_LONG)  # noqa: TRY301
            if found.table.open_quote and number == len(parts.data) and not parts.closing:
                raise BadCell(_OPEN_QUOTE)  # noqa: TRY301
            if kind is StatementKind.JOURNAL:
                lines.journal.append(journal_entry(row))
            elif kind is StatementKind.BANK:
                lines.bank.append(bank_line(row))
            elif found.format.closing and plain_word(row.text("txn_type")) in found.format.closing:
                lines.closing.append(settlement_line(row).net)
            else:
                lines.settlement.append(settlement_line(row))
        except BadCell as wrong:
            bad.append(BadRow(number, wrong.reason))
    return lines, bad
