"""The sign of every amount, as the format says it: money to the shop is positive, a fee is a cost.

A refund written positive is turned, with a warning; a sale written negative is a bad row; and
net = gross - fee holds in every line, or the row is bad.
"""

from typing import Final, NoReturn

from posassist.base.i18n import N_, Text
from posassist.catalog.format import FEES, plain_word
from posassist.domain.money import Money
from posassist.domain.settlement import NEGATIVE_LINES, LineType, StatementKind
from posassist.statements.cells import BadCell, quoted
from posassist.statements.row import Row

TURNED: Final = N_("{rows} rows of type {word} were positive (first: row {row}): taken as negative")
_DIFFERS: Final = N_(
    "{rows} rows state a net that is not gross less fee (first: row {row}): kept as stated"
)
Given = tuple[Money | None, Money | None, Money | None]


def settled_amounts(
    row: Row, currency: str, unknown_type: str
) -> tuple[LineType, Money, Money, Money]:
    """Return type, gross, fee and net of a settlement line, signed. Raises BadCell."""
    gross, fee, net = _given(row, currency)
    lead = gross or net
    kind = _type(row, lead, unknown_type)
    sign = row.setting.format.amounts.sign
    if sign in ("by_type", "abs_by_type"):
        if sign == "by_type" and kind in NEGATIVE_LINES:
            gross = row.money("refund_amount", currency) or gross
        if kind is LineType.SALE or kind in NEGATIVE_LINES:
            negative = kind in NEGATIVE_LINES
            gross, net = _signed(gross, negative=negative), _signed(net, negative=negative)
        return kind, *_complete(row, gross, fee, net)
    if kind is LineType.FEE and gross is None and net is not None and fee is None:
        return kind, Money.zero(currency), -net, net
    if lead and lead.minor > 0 and kind in NEGATIVE_LINES:
        row.setting.remarks.add(TURNED, row.number, kind.value)
        return kind, *_turned(row, gross, fee, net)
    if lead and lead.minor < 0 and kind is LineType.SALE:
        wrong_sign(row, "gross" if gross else "net")
    return kind, *_complete(row, gross, fee, net)


def bank_amount(row: Row, currency: str) -> Money:
    """Return the signed amount of a bank line. Raises BadCell."""
    sign = row.setting.format.amounts.sign
    if sign == "credit_debit":
        amount = _credit_less_debit(row, "credit", "debit", currency)
        return row.empty("credit") if amount is None else amount
    amount = row.money_needed("amount", currency)
    if sign == "direction_column":
        way = direction(row)
        if way == "neutral":
            _bad(row, "direction", N_("{column}: a bank line goes in or out"))
        return abs(amount) if way == "in" else -abs(amount)
    return -amount if sign == "inverted" else amount


def direction(row: Row) -> str:
    """Return which way the money of a row went: in, out or neutral. Raises BadCell."""
    cell = row.needed("direction")
    known = row.setting.format.amounts.directions.get(plain_word(cell))
    if known is None:
        _bad(row, "direction", N_("{column}: {text} is no direction this format knows"))
    return known


def wrong_sign(row: Row, key: str) -> NoReturn:
    """Refuse a row whose amount has the sign its type cannot have."""
    _bad(row, key, N_("{column}: {text} is negative, which this type never is"))


def _given(row: Row, currency: str) -> Given:
    rules = row.setting.format.amounts
    if rules.sign == "credit_debit":
        sold = row.currency("gross_currency") if row.text("gross_currency") else currency
        gross = _credit_less_debit(row, "gross_credit", "gross_debit", sold)
        net = _credit_less_debit(row, "credit", "debit", currency)
    else:
        gross, net = row.money("gross", currency), row.money("net", currency)
        refunded = row.money("refunded", currency)
        gross = gross - refunded if gross and refunded else gross
    fee = _fee(row, currency)
    if fee and rules.fee_sign == "cost_either_way":
        lead = gross or net
        fee = -abs(fee) if lead and lead.minor < 0 else abs(fee)
    if fee is None and not (row.has("gross") and row.has("net")) and not _has_fee(row):
        fee = Money.zero(currency) if gross is None or gross.currency == currency else None
    if rules.sign == "inverted":
        gross, net = _negated(gross), _negated(net)
    if rules.sign == "direction_column":
        out = direction(row) == "out"
        gross, net = _signed(gross, negative=out), _signed(net, negative=out)
    return gross, fee, net


def _fee(row: Row, currency: str) -> Money | None:
    rules = row.setting.format.amounts
    if rules.fee_sign == "open":
        return None
    parts = [part for key in row.setting.fees if (part := row.money(key, currency, fine=True))]
    if not parts:
        return row.money(FEES[0], currency, fine=True)
    fee = parts[0]
    for part in parts[1:]:
        fee += part
    return -fee if rules.fee_sign == "negative_is_cost" else fee


def _has_fee(row: Row) -> bool:
    return bool(row.setting.fees)


def _type(row: Row, lead: Money | None, unknown_type: str) -> LineType:
    words = row.setting.format.types
    if row.text("txn_type") or "" in words:
        return row.word("txn_type", words, LineType, LineType.OTHER, unknown_type)
    if lead and lead.minor < 0:
        wallet = row.setting.format.kind is StatementKind.WALLET
        return LineType.OTHER if wallet else LineType.REFUND
    return LineType.SALE


def _turned(
    row: Row, gross: Money | None, fee: Money | None, net: Money | None
) -> tuple[Money, Money, Money]:
    """Turn a refund's positive gross; fee and net too, where only then the row holds."""
    if gross and (net is None or net.minor <= 0):
        try:
            return _complete(row, -gross, fee, net)
        except BadCell:
            pass
    return _complete(row, _negated(gross), _negated(fee), _negated(net))


def _complete(
    row: Row, gross: Money | None, fee: Money | None, net: Money | None
) -> tuple[Money, Money, Money]:
    if gross is None:
        if net is None:
            row.empty("gross" if row.has("gross") else "net")
        if fee is None and not row.setting.format.amounts.net_may_differ:
            row.empty("gross" if row.has("gross") else "net")
        fee = fee or Money.zero(net.currency)
        return (net + fee).rounded(), fee, net
    if net is None:
        if fee is None:
            row.empty("net")
        return gross, fee, gross - fee
    if gross.currency != net.currency:
        return gross, fee or Money.zero(net.currency), net
    if fee is None:
        return gross, gross - net, net
    due = gross - fee
    if net != due and net.decimal not in {due.decimal, due.rounded().decimal}:
        if row.setting.format.amounts.net_may_differ:
            row.setting.remarks.add(_DIFFERS, row.number)
            return gross, fee, net
        raise BadCell(
            Text(
                N_("net {net} is not gross {gross} less fee {fee}"),
                {"net": net.plain, "gross": gross.plain, "fee": fee.plain},
            )
        )
    return gross, fee, net


def _credit_less_debit(row: Row, plus: str, minus: str, currency: str) -> Money | None:
    credit, debit = row.money(plus, currency), row.money(minus, currency)
    if credit is None and debit is None:
        return None
    zero = Money.zero(currency)
    credit, debit = credit or zero, debit or zero
    if credit.minor and debit.minor:
        _bad(row, plus, N_("{column} and the column of the other direction are both filled"))
    return credit + debit if row.setting.format.amounts.debit_negative else credit - debit


def _signed(amount: Money | None, *, negative: bool) -> Money | None:
    if amount is None:
        return None
    return -abs(amount) if negative else abs(amount)


def _negated(amount: Money | None) -> Money | None:
    return None if amount is None else -amount


def _bad(row: Row, key: str, template: str) -> NoReturn:
    raise BadCell(Text(template, {"column": row.name(key), "text": quoted(row.text(key))}))
