"""Write a format for a table nobody described, and read the file by it before it is kept."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import StatementError, StatementUnreadable, WrongUsage
from posassist.base.i18n import N_, Text
from posassist.base.paths import private_folder, written_whole
from posassist.base.stopping import beside
from posassist.catalog.formats import KIND, format_of, formats
from posassist.domain.settlement import StatementKind
from posassist.statements.containers import Given
from posassist.statements.guess import Answers, Doubt, Guess, guess
from posassist.statements.reader import read_statement
from posassist.statements.recognize import claims, open_source
from posassist.statements.statement import Statement
from posassist.statements.told_table import DATES, SIGN, WAY
from posassist.usecases.given import read_given
from posassist.usecases.preview_import import Refused
from posassist.usecases.sentences import AnyRow, sentence
from posassist.usecases.shop import Progress, Shop, silent

__all__ = [
    "DATES", "SIGN", "WAY", "Answers", "Doubt", "NewFormat", "Proposal", "discard", "keep",
    "new_format", "proposed",
]  # fmt: skip

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a table seems to be, and what it says read that way; nothing is written yet.

    `statement` is None while something is open that must be answered.
    """

    given: Given
    answers: Answers
    guess: Guess
    id: str
    text: str
    statement: Statement | None

    @property
    def rows(self) -> int:
        """How many rows were read."""
        found = self.statement
        return 0 if found is None else len(found.bank) + len(found.settlement)

    @property
    def sentences(self) -> tuple[Text, ...]:
        """The first rows of the file, as sentences."""
        if self.statement is None:
            return ()
        rows: tuple[AnyRow, ...] = (*self.statement.bank, *self.statement.settlement)
        return tuple(sentence(each) for each in rows[:SHOWN])

    @property
    def warnings(self) -> tuple[Text, ...]:
        """What the owner should look at."""
        found: list[Text] = []
        if self.guess.balances_chain is False:
            found.append(
                Text(N_("The balances do not follow from the amounts: look at the signs."))
            )
        found += [
            Text(
                N_("The sheet's own total of {column} is {printed}; its rows make {counted}."),
                {"column": each.header, "printed": each.printed, "counted": each.counted},
            )
            for each in self.guess.totals
            if not each.agrees
        ]
        return (*found, *(self.statement.warnings if self.statement else ()))

    @property
    def proofs(self) -> tuple[Text, ...]:
        """What speaks for its being read right."""
        found: list[Text] = []
        if self.statement is not None:
            found.append(Text(N_("All {count} rows can be read."), {"count": self.rows}))
        if self.guess.balances_chain:
            found.append(
                Text(N_("Every balance follows from the one before it and the amount between."))
            )
        if {"gross", "fee", "net"} <= self.guess.columns.keys() and self.statement is not None:
            found.append(Text(N_("In every row the net is the gross less the fee.")))
        found += [
            Text(
                N_("The sheet's own total of {column} agrees: {printed}."),
                {"column": each.header, "printed": each.printed},
            )
            for each in self.guess.totals
            if each.agrees
        ]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class NewFormat:
    """A format that was written, and what it makes of the file."""

    id: str
    path: Path
    proposal: Proposal


def proposed(
    shop: Shop, given: Given, answers: Answers | None = None, *, progress: Progress = silent
) -> Proposal | Refused:
    """Say what the table of a file seems to be and read the file so; nothing is written.

    A file that no format can be made for is refused, with the reason.
    """
    try:
        return _proposal(shop, given, answers or Answers(), progress)
    except (StatementError, WrongUsage) as error:
        return Refused(given, error)


def keep(shop: Shop, proposal: Proposal) -> NewFormat:
    """Write the format into the data folder; the next import uses it by itself.

    Raises StatementUnreadable while something is open that must be answered.
    """
    if proposal.statement is None:
        raise _open(proposal)
    path = private_folder(shop.profile.catalogue(KIND)) / f"{proposal.id}.toml"
    with written_whole(path) as handle:
        handle.write(proposal.text.encode())
    return NewFormat(proposal.id, path, proposal)


def discard(written: NewFormat) -> None:
    """Take a format that was written, and not used, away again."""
    written.path.unlink(missing_ok=True)


def new_format(shop: Shop, path: Path, *, kind: StatementKind | None = None) -> NewFormat:
    """Write a format for a file's table; the next import uses it by itself.

    Raises StatementUnreadable where the table cannot be told for sure, WrongUsage where a format
    reads the file already; nothing is written then.
    """
    name = mask(path.name)
    proposal = _proposal(shop, Given(name, read_given(path)), Answers(kind=kind), silent)
    return keep(shop, proposal)


def _proposal(shop: Shop, given: Given, answers: Answers, progress: Progress) -> Proposal:
    name = mask(given.name)

    def waiting() -> None:
        progress(0, 0, Text(N_("Looking at the columns of {file}"), {"file": name}))

    waiting()
    known = formats(own=shop.profile.root)
    already = claims(name, given.data, known)
    if already:
        raise WrongUsage(
            N_("The format {format} reads the file {file} already"),
            N_("Import it: posassist import FILE"),
            format=already[0].format_id,
            file=name,
        )
    made = beside(lambda: guess(open_source(name, given.data, waiting), known, answers, waiting))
    id_ = _id(made)
    if not made.is_sure:
        return Proposal(given, answers, made, id_, "", None)
    text = made.toml(id_=id_, title=mask(Path(name).stem), currency=shop.details.currency)
    statement = beside(
        lambda: read_statement(
            name,
            given.data,
            (*known, format_of(f"{id_}.toml", text)),
            format_id=None,
            zone=shop.zone,
            currency=shop.details.currency,
            waiting=waiting,
        )
    )
    _must_be_whole(name, statement)
    return Proposal(given, answers, made, id_, text, statement)


def _id(made: Guess) -> str:
    told = [made.table.encoding, made.delimiter, *(each.header for each in made.columns.values())]
    return f"own.{hashlib.sha256(chr(10).join(told).encode()).hexdigest()[:8]}"


def _open(proposal: Proposal) -> StatementUnreadable:
    """Return what is said where the owner is not there to be asked."""
    doubt = next(each for each in proposal.guess.doubts if each.needed)
    if doubt.seen:
        return StatementUnreadable(
            N_("The dates of {file} can be read in two ways, such as {date}"),
            N_(
                "Say which in the window's import, or export a period of more than twelve days, "
                "or with dates like 2026-09-30."
            ),
            file=proposal.given.name,
            date=doubt.seen,
        )
    return StatementUnreadable(
        N_("Several columns of {file} could be the one that is needed: {columns}"),
        N_("Say which in the window's import, or name it Date or Amount and save the file again."),
        file=proposal.given.name,
        columns=tuple(header for header, _shown in doubt.options),
    )


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
