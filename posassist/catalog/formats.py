"""Statement formats: how a table of a provider, a bank or our own is laid out, in one TOML file.

A format is data: names of columns, words and their meaning, forms of dates, the rule of the sign.
Every key is typed and checked when the file is loaded; `formats/*.toml` are the examples.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from posassist.base.i18n import N_, Text
from posassist.catalog.files import OWN, CatalogFile, Fields, entries
from posassist.catalog.format import (
    AMOUNTS,
    CARD,
    REFERENCES,
    Amounts,
    Cells,
    Check,
    Column,
    Dates,
    Detect,
    Format,
    Layout,
    plain_header,
    plain_word,
)
from posassist.domain.journal import Channel, EntryStatus, EntryType
from posassist.domain.settlement import LineStatus, LineType, StatementKind

__all__ = [
    "AMOUNTS", "CARD", "REFERENCES", "Amounts", "Cells", "Check", "Column", "Dates", "Detect",
    "Format", "Layout", "format_of", "formats", "plain_header", "plain_word",
]  # fmt: skip

KIND: Final = "formats"
SCHEMA: Final = 1
DATES: Final = frozenset({"occurred_at", "occurred_on", "occurred_time", "settled_on", "booked_on"})
CODES: Final = frozenset(
    {"txn_type", "status", "channel", "currency", "gross_currency", "direction", "response_code"}
)
FREE_TEXT: Final = frozenset({
    "memo", "place", "counterparty", "counterparty_account", "issuer", "store_name", "card_type",
    "method", "fee_rate",
})  # fmt: skip
_COLUMNS: Final = REFERENCES | AMOUNTS | DATES | CODES | FREE_TEXT | {CARD}
_SIGNS: Final = (
    "as_is", "by_type", "abs_by_type", "credit_debit", "direction_column", "inverted",
)  # fmt: skip
_FEE_SIGNS: Final = ("positive_is_cost", "negative_is_cost", "cost_either_way", "open")
_CHECKS: Final = (
    "count", "count_sales", "count_refunds", "sum_gross", "sum_fee", "sum_net", "sum_credit",
    "sum_debit", "sum_sales", "sum_refunds", "opening", "closing",
)  # fmt: skip
_ENCODINGS: Final = frozenset({
    "utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5", "cp1252", "iso8859-15", "cp852",
    "shift_jis", "cp949",
})  # fmt: skip
_DATE_FORM: Final = re.compile(r"(?=.*%[Yy])(?=.*%-?[mb])(?=.*%-?d)(?:[^%]|%-?[YymbdHIMSpz])+")
_TIME_FORM: Final = re.compile(r"(?=.*%-?[HI])(?=.*%M)(?:[^%]|%-?[HIMSp])+")
_ISO_MOMENT: Final = "%Y-%m-%d %H:%M:%S"  # how a spreadsheet's date is shown here
_ISO_DAY: Final = "%Y-%m-%d"
_SOME_AMOUNT: Final = ("gross", "net", "credit", "gross_credit")
_NEEDED: Final = {
    StatementKind.JOURNAL: (("terminal_id",), ("txn_type",), ("amount",), ("occurred_at",)),
    StatementKind.SETTLEMENT: (_SOME_AMOUNT, ("settled_on", "occurred_on", "occurred_at")),
    StatementKind.WALLET: (_SOME_AMOUNT, ("settled_on", "occurred_on", "occurred_at")),
    StatementKind.BANK: (("amount", "credit"), ("booked_on",)),
}


def formats(own: Path | None = None) -> tuple[Format, ...]:
    """Return every format, the owner's own included, in the order of their ids.

    `own` is the profile folder. Raises CatalogError when a file is wrong.
    """
    return tuple(_format(file) for file in entries(KIND, own))


def format_of(name: str, text: str) -> Format:
    """Return the format a text describes, before it is anybody's file. Raises CatalogError."""
    return _format(CatalogFile(name, OWN, text))


@cache
def _format(file: CatalogFile) -> Format:
    top = file.fields
    if top.integer("schema") != SCHEMA:
        top.wrong("schema", Text(N_("this program reads schema {schema}"), {"schema": SCHEMA}))
    kind = StatementKind(top.choice("kind", tuple(StatementKind)))
    cells = top.inner("cells", optional=True)
    made = Format(
        id=top.text("id"),
        version=f"{SCHEMA}-{file.version}",
        origin=file.origin,
        kind=kind,
        title=top.words("title"),
        detect=_detect(top.inner("detect")),
        layout=_layout(top.inner("file"), top.inner("rows"), top.inner("footer", optional=True)),
        cells=_cells(cells, top.inner("extract", optional=True)),
        columns=_columns(top.inner("columns"), kind),
        dates=_dates(top.inner("dates"), top.inner("period", optional=True)),
        amounts=_amounts(top.inner("amount")),
        types=_meanings(top, "types", LineType if kind is not StatementKind.JOURNAL else EntryType),
        closing=frozenset(map(plain_word, top.texts("closing"))),
        statuses=_meanings(
            top, "statuses", LineStatus if kind is not StatementKind.JOURNAL else EntryStatus
        ),
        channels=_meanings(top, "channels", Channel),
        checks=_checks(top.inner("footer", optional=True)),
    )
    top.done()
    _coherent(top, made)
    return made


def _detect(fields: Fields) -> Detect:
    made = Detect(
        filename=fields.texts("filename"),
        first_lines_contain=fields.texts("first_lines_contain"),
        columns_required=_column_list(fields, "columns_required"),
        columns_absent=_column_list(fields, "columns_absent"),
        filename_required=fields.flag("filename_required"),
        filename_absent=fields.texts("filename_absent"),
        dates_fit=fields.flag("dates_fit"),
    )
    if not made.columns_required:
        fields.wrong("columns_required", Text(N_("at least one column is needed")))
    fields.done()
    return made


def _layout(file: Fields, rows: Fields, footer: Fields) -> Layout:
    container = file.choice("format", ("csv", "xlsx", "xls"))
    encodings = file.texts("encodings") or ("utf-8",)
    for each in encodings:
        if each not in _ENCODINGS:
            file.wrong("encodings", Text(N_("{name} is no encoding known here"), {"name": each}))
    delimiter = file.text("delimiter", ",")
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        file.wrong("delimiter", Text(N_("one character is needed")))
    sheet = file.inner("sheet", optional=True)
    sheet_name = sheet.text("name", "")
    sheet.choice("else", ("first_with_header",), "first_with_header")
    sheet.done()
    file.done()
    header = rows.inner("header")
    names = _column_list(header, "match")
    if not names:
        header.wrong("match", Text(N_("at least one column is needed")))
    max_line = header.integer("max_line", 1)
    header.done()
    below = rows.inner("footer", optional=True)
    footer_header = below.text("header_match", "")
    below.choice("values", ("next_row",), "next_row")
    below.done()
    made = Layout(
        container=container,
        encodings=encodings,
        delimiter=delimiter,
        sheet=sheet_name,
        header=names,
        max_line=max_line,
        skip_prefix=rows.texts("skip_prefix"),
        stop_prefix=rows.texts("stop_prefix"),
        footer_header=footer_header,
        footer_required=footer.flag("required"),
        short_rows=rows.flag("short_rows"),
    )
    rows.done()
    return made


def _cells(fields: Fields, extract: Fields) -> Cells:
    fields.flag("nfkc_headers", default=True)
    for key in extract.table:
        if key not in _COLUMNS:
            extract.wrong(key, Text(N_("the program does not know this entry")))
    patterns = {key: _pattern(extract, ("v",), key) for key in extract.table}
    made = Cells(
        strip=fields.text("strip", " \t") + " \t\u00a0\ufeff",
        null=frozenset(fields.texts("null")) | {""},
        thousands=fields.text("thousands", ""),
        decimal=fields.choice("decimal", (".", ","), "."),
        symbols=_wide(fields.text("symbols", "")),
        extract={key: each for key, each in patterns.items() if each},
    )
    fields.done()
    return made


def _columns(fields: Fields, kind: StatementKind) -> dict[str, Column]:
    made = {}
    for key in fields.table:
        made[key] = Column.parse(fields.text(key))
        if key not in _COLUMNS:
            fields.wrong(key, Text(N_("the program does not know this entry")))
    for needed in _NEEDED[kind]:
        if not made.keys() & set(needed):
            fields.wrong(needed[0], Text(N_("this entry is missing")))
    return made


def _dates(fields: Fields, period: Fields) -> Dates:
    formats_ = fields.texts("formats")
    if not formats_:
        fields.wrong("formats", Text(N_("this entry is missing")))
    times = fields.texts("times")
    for key, forms, known in (("formats", formats_, _DATE_FORM), ("times", times, _TIME_FORM)):
        for each in forms:
            if not known.fullmatch(each):
                fields.wrong(key, Text(N_("{name} is no form known here"), {"name": each}))
    zone = fields.text("timezone", "")
    if zone and zone not in _zones():
        fields.wrong("timezone", Text(N_("{name} is no time zone"), {"name": zone}))
    order = fields.choice("order", ("", "newest_first", "oldest_first"), "")
    fields.done()
    dated = any(re.search("%-?[HI]", each) is None for each in formats_)
    iso = (_ISO_MOMENT, _ISO_DAY) if dated else (_ISO_MOMENT,)
    return Dates((*formats_, *iso), times, zone, order, _pattern(period, ("first", "last")))


def _amounts(fields: Fields) -> Amounts:
    made = Amounts(
        sign=fields.choice("sign", _SIGNS),
        fee_sign=fields.choice("fee_sign", _FEE_SIGNS, "positive_is_cost"),
        currency=fields.text("currency", ""),
        currency_map=fields.mapping("currency_map"),
        currency_in=_pattern(fields, ("n",), "currency_in"),
        scale=fields.integer("scale", 8),
        fee_scale=fields.integer("fee_scale", 8),
        directions={plain_word(k): v for k, v in fields.mapping("directions").items()},
        debit_negative=fields.flag("debit_negative"),
        net_may_differ=fields.flag("net_may_differ"),
    )
    for each in made.directions.values():
        if each not in ("in", "out", "neutral"):
            fields.wrong(
                "directions",
                Text(
                    N_("one of these is needed: {allowed}"), {"allowed": ("in", "out", "neutral")}
                ),
            )
    for each in (made.currency, *made.currency_map.values()):
        if each and not re.fullmatch(r"[A-Z]{3}", each):
            fields.wrong("currency", Text(N_("{name} is no currency code"), {"name": each}))
    fields.done()
    return made


def _meanings(top: Fields, key: str, meaning: type[StrEnum]) -> dict[str, str]:
    words = {plain_word(raw): each for raw, each in top.mapping(key).items()}
    allowed = tuple(meaning)
    for each in words.values():
        if each not in allowed:
            top.wrong(key, Text(N_("one of these is needed: {allowed}"), {"allowed": allowed}))
    return words


def _checks(fields: Fields) -> tuple[Check, ...]:
    made = []
    for each in fields.inners("checks"):
        field = each.choice("field", _CHECKS)
        column = Column.parse(each.text("column")) if "column" in each else None
        regex = _pattern(each, ("n",)) if column is None else None
        if column is None and regex is None:
            each.wrong("column", Text(N_("this entry is missing")))
        each.done()
        made.append(Check(field, column, regex))
    fields.flag("required")
    fields.done()
    return tuple(made)


def _pattern(fields: Fields, groups: tuple[str, ...], key: str = "regex") -> re.Pattern[str] | None:
    source = fields.text(key, "")
    if not source:
        return None
    try:
        made = re.compile(source)
    except re.error as broken:
        fields.wrong(key, Text(N_("it cannot be read: {detail}"), {"detail": str(broken)}))
    if set(groups) - set(made.groupindex):
        fields.wrong(key, Text(N_("these groups are needed: {groups}"), {"groups": groups}))
    return made


def _coherent(top: Fields, made: Format) -> None:
    pairs = {
        "credit_debit": ("credit", "debit"),
        "direction_column": ("direction",),
        "by_type": ("txn_type",),
        "abs_by_type": ("txn_type",),
    }
    for needed in pairs.get(made.amounts.sign, ()):
        if needed not in made.columns:
            top.wrong(f"columns.{needed}", Text(N_("this entry is missing")))


def _wide(symbols: str) -> str:
    return symbols + unicodedata.normalize("NFKC", symbols)


def _column_list(fields: Fields, key: str) -> tuple[Column, ...]:
    return tuple(Column.parse(each) for each in fields.texts(key))


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
