"""Write a format for a table nobody described, and read the file by it before it is kept."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import PosassistError, StatementUnreadable, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.paths import private_folder, written_whole
from posassist.catalog.formats import KIND, formats
from posassist.domain.deposit import BankLine
from posassist.domain.settlement import SettlementLine, StatementKind
from posassist.statements.guess import Guess, guess
from posassist.statements.recognize import claims, open_source
from posassist.statements.statement import Statement
from posassist.usecases.given import read_given
from posassist.usecases.import_statement import ImportOptions, read_again
from posassist.usecases.shop import Shop

SHOWN = 5


@dataclass(frozen=True, slots=True)
class NewFormat:
    """A format that was written, and what it makes of the file."""

    id: str
    path: Path
    guess: Guess
    statement: Statement

    @property
    def sentences(self) -> tuple[Text, ...]:
        """The first rows of the file, as sentences."""
        rows: tuple[BankLine | SettlementLine, ...] = (
            *self.statement.bank,
            *self.statement.settlement,
        )
        return tuple(_sentence(each) for each in rows[:SHOWN])

    @property
    def warnings(self) -> tuple[Text, ...]:
        """What the owner should look at."""
        doubt = Text(N_("The balances do not follow from the amounts: look at the signs."))
        return (
            *self.statement.warnings,
            *([doubt] if self.guess.balances_chain is False else []),
        )


def new_format(shop: Shop, path: Path, *, kind: StatementKind | None = None) -> NewFormat:
    """Write a format into the data folder; the next import uses it by itself.

    Raises StatementUnreadable where the table cannot be told for sure, WrongUsage where a format
    reads the file already; nothing is written then.
    """
    name = mask(path.name)
    data = read_given(path)
    known = formats(own=shop.profile.root)
    already = claims(name, data, known)
    if already:
        raise WrongUsage(
            N_("The format {format} reads the file {file} already"),
            N_("Import it: posassist import FILE"),
            format=already[0].format_id,
            file=name,
        )
    made = guess(open_source(name, data), known, kind)
    headers = "\n".join(each.header for each in made.columns.values())
    format_id = f"own.{hashlib.sha256(headers.encode()).hexdigest()[:8]}"
    file = private_folder(shop.profile.catalogue(KIND)) / f"{format_id}.toml"
    title = mask(path.stem)
    with written_whole(file) as handle:
        handle.write(made.toml(id_=format_id, title=title, currency=shop.details.currency).encode())
    try:
        statement = read_again(shop, name, data, ImportOptions())
        _must_be_whole(name, statement)
    except PosassistError:
        file.unlink()
        raise
    return NewFormat(format_id, file, made, statement)


def _must_be_whole(name: str, statement: Statement) -> None:
    """Refuse what leaves rows unread, or reads none. Raises StatementUnreadable."""
    count = len(statement.bank) + len(statement.settlement)
    if statement.bad_rows or not count:
        reason = statement.bad_rows[0].reason if statement.bad_rows else Text(N_("it has no rows"))
        raise StatementUnreadable(
            N_("No format could be made for {file} that reads every row: {reason}"),
            N_("Remove what is no row of the table, or bring the rows into our own CSV."),
            file=name,
            reason=reason,
        )


def _sentence(line: BankLine | SettlementLine) -> Text:
    if isinstance(line, BankLine):
        return Text(
            N_("On {day}, {amount} from or to {party} {memo}"),
            {
                "day": line.booked_on,
                "amount": str(line.amount),
                "party": line.counterparty or "?",
                "memo": line.memo,
            },
        )
    return Text(
        N_("On {day}, {type} of {gross}, fee {fee}, {net} paid out on {settled}"),
        {
            "day": line.occurred_on or line.settled_on,
            "type": line.type.value,
            "gross": str(line.gross),
            "fee": str(line.fee),
            "net": str(line.net),
            "settled": line.settled_on,
        },
    )
