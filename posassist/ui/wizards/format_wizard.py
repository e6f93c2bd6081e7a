"""The mapping wizard: what an unknown sheet seems to be, corrected by the owner where it is not."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from posassist.base.i18n import N_, Text
from posassist.domain.labels import label
from posassist.domain.money import Money
from posassist.domain.settlement import StatementKind
from posassist.ui.theme import Space
from posassist.ui.widgets.buttons import Button
from posassist.ui.widgets.inputs import Choice
from posassist.ui.widgets.layout import Card, clear, column, row, show_now
from posassist.ui.widgets.said import Said
from posassist.ui.widgets.text import Label, sums
from posassist.usecases.entry_words import entry_words, offered
from posassist.usecases.new_format import DATES, SIGN, WAY, Answers, Doubt, Proposal

ACROSS: Final = 3
SAMPLES: Final = 3
DATED: Final = ("booked_on", "occurred_on", "occurred_at", "settled_on")
KINDS: Final = (StatementKind.BANK, StatementKind.SETTLEMENT, StatementKind.WALLET)
MARKS: Final = {
    "\t": Text(N_("tab")), ",": Text(N_("comma")), ";": Text(N_("semicolon")),
    "|": Text(N_("bar")),
}  # fmt: skip
SIGNS: Final = {
    "as_is": Text(N_("Plus is money that came in")),
    "inverted": Text(N_("Plus is money that went out")),
}


class FormatWizard(QWidget):
    """One page: questions that are open, the first rows as sentences, checks, the columns."""

    answered = Signal(object)
    accepted = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._proposal: Proposal | None = None
        self._columns_of: tuple[object, ...] = ()
        self._name = Label(role="title", wrap=True)
        self._facts = Label(role="quiet", wrap=True)
        self._wrong = Label(role="bad", wrap=True)
        self.kind = Choice(Text(N_("What the sheet is")), ((each, label(each)) for each in KINDS))
        self.kind.activated.connect(lambda _place: self._say_kind())
        self._doubts = QVBoxLayout()
        self._doubts.setSpacing(Space.MEDIUM)
        self._rows = QVBoxLayout()
        self._checks = QVBoxLayout()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.LARGE)
        self._grid.setVerticalSpacing(Space.MEDIUM)
        for place in range(ACROSS):
            self._grid.setColumnStretch(place, 1)
        self.choices: dict[str, Choice] = {}
        self.go = Button(
            Text(N_("Remember this format and go on")), self._accept, "primary", "check"
        )
        leave = Button(Text(N_("Leave this file out")), self.left.emit)
        kind = row(Label(Text(N_("It seems to be")), "strong"), self.kind, None, gap=Space.MEDIUM)
        kind.setStretch(1, 1)
        kind.setStretch(2, 2)
        self.setLayout(
            column(
                self._name,
                Label(
                    Text(
                        N_(
                            "No format knows this sheet yet. This is how it would be read; the "
                            "next one like it goes in by itself."
                        )
                    ),
                    "quiet",
                    wrap=True,
                ),
                Card(kind, self._facts, self._wrong),
                self._doubts,
                Card(Label(Text(N_("The first rows, as they would be read")), "heading"),
                     self._rows, self._checks, gap=Space.MEDIUM),
                row(self.go, leave, None),
                Card(
                    Label(Text(N_("What each column holds")), "heading"),
                    Label(Text(N_("Change only what is wrong.")), "quiet", wrap=True),
                    self._grid,
                    gap=Space.MEDIUM,
                ),
                gap=Space.LARGE,
            )
        )  # fmt: skip

    def show_proposal(self, proposal: Proposal) -> None:
        """Show what the sheet seems to be; the keyboard goes to what is to be answered."""
        first = self._proposal is None
        self._proposal = proposal
        guess = proposal.guess
        self._name.say(proposal.given.name)
        self._wrong.hide()
        self.kind.choose(guess.kind)
        self._facts.say(_facts(proposal))
        clear(self._doubts)
        asked = [self._question(each) for each in guess.doubts]
        self._tell()
        self._show_columns()
        self.go.setEnabled(proposal.statement is not None)
        needed = [buttons[0] for buttons, each in zip(asked, guess.doubts, strict=True)
                  if each.needed]  # fmt: skip
        show_now(self._doubts)
        if needed:
            needed[0].setFocus()
        elif first or self.focusWidget() is None:
            self.go.setFocus()

    def refuse(self, what: Said) -> None:
        """Say why the last answer cannot be; what was shown before stands."""
        self._wrong.say(what)
        self._wrong.show()
        self.go.setEnabled(False)

    def _question(self, doubt: Doubt) -> list[Button]:
        assert self._proposal is not None
        group = QButtonGroup(self)
        buttons = []
        for answer, shown in doubt.options:
            words = SIGNS[answer] if doubt.about == SIGN else _option(doubt, answer, shown)
            button = Button(
                words, partial(self._answer, doubt.about, answer), "option", checkable=True
            )
            button.setChecked(doubt.about == SIGN and answer == self._proposal.guess.sign)
            group.addButton(button)
            buttons.append(button)
        mark = Label(Text(N_("⚠ please say")), "chip-warn")
        question = row(Label(_asked(doubt), "strong", wrap=True),
                       *([mark] if doubt.needed else []), gap=Space.MEDIUM)  # fmt: skip
        question.setStretch(0, 1)
        several = column(*buttons) if len(buttons) > ACROSS else row(*buttons, None)
        self._doubts.addWidget(Card(question, several, gap=Space.MEDIUM))
        return buttons

    def _tell(self) -> None:
        assert self._proposal is not None
        clear(self._rows)
        clear(self._checks)
        found = self._proposal
        if found.statement is None:
            words = Text(N_("They are shown once the question above is answered."))
            self._rows.addWidget(Label(words, "quiet", wrap=True))
        for each in found.sentences:
            self._rows.addWidget(Label(each, wrap=True))
        if found.statement is not None:
            amounts = [Money.parse_fine(v, name) for name, v in found.statement.sums.items()]
            total = Text(N_("Sum of the rows that moved money: {sums}"), {"sums": sums(amounts)})
            self._rows.addWidget(Label(total, "strong", wrap=True))
        for each in found.proofs:
            self._checks.addWidget(Label(Text(N_("✔ {what}"), {"what": each}), "good", wrap=True))
        for each in found.warnings:
            self._checks.addWidget(Label(Text(N_("⚠ {what}"), {"what": each}), "warn", wrap=True))

    def _show_columns(self) -> None:
        assert self._proposal is not None
        guess = self._proposal.guess
        entries = {each.header: key for key, each in guess.columns.items()}
        shape = (self._proposal.given.name, guess.kind, *(each.header for each in guess.every))
        if shape != self._columns_of:
            self._columns_of = shape
            clear(self._grid)
            self.choices = {}
            for place, each in enumerate(guess.every):
                name = Text(N_("What the column {column} holds"), {"column": each.header})
                choice = Choice(name, offered(guess.kind, entries.get(each.header, "")))
                choice.activated.connect(partial(self._say_column, each.header))
                self.choices[each.header] = choice
                samples = "  ".join(dict.fromkeys(each.said[: SAMPLES * 2]))
                cell = column(
                    Label(each.header, "strong", wrap=True),
                    choice,
                    Label(_short(samples), "small", wrap=True),
                    gap=Space.HAIR,
                )
                self._grid.addLayout(cell, place // ACROSS, place % ACROSS)
        for header, choice in self.choices.items():
            choice.choose(entries.get(header, ""))

    def _say_kind(self) -> None:
        kind = self.kind.value
        assert isinstance(kind, StatementKind)
        assert self._proposal is not None
        self.answered.emit(Answers(kind=kind, dates=self._proposal.answers.dates))

    def _answer(self, about: str, answer: str) -> None:
        assert self._proposal is not None
        self.answered.emit(self._proposal.answers.answered(about, answer))

    def _say_column(self, header: str, _place: int) -> None:
        assert self._proposal is not None
        self.answered.emit(self._proposal.answers.answered(str(self.choices[header].value), header))

    def _accept(self) -> None:
        self.accepted.emit(self._proposal)


def _facts(proposal: Proposal) -> Text:
    guess = proposal.guess
    dated = next((guess.columns[key] for key in DATED if key in guess.columns), None)
    where = (
        Text(N_("sheet {sheet}"), {"sheet": guess.table.sheet})
        if guess.table.sheet
        else Text(N_("{encoding}, cells divided by {mark}"),
                  {"encoding": guess.table.encoding, "mark": MARKS[guess.delimiter]})
    )  # fmt: skip
    fields = {"row": guess.header_row, "where": where}
    if dated is None:
        return Text(N_("Header in row {row} · {where}"), fields)
    fields["date"] = next(iter(dated.said), "?")
    return Text(N_("Header in row {row} · {where} · dates like {date}"), fields)


def _asked(doubt: Doubt) -> Text:
    if doubt.about == DATES:
        return Text(N_("Which day is {date}?"), {"date": doubt.seen})
    if doubt.about == SIGN:
        return Text(N_("What does a plus mean in this sheet?"))
    if doubt.about == WAY:
        return Text(N_("Which word says that money came in?"))
    return Text(N_("Which column is it: {what}?"), {"what": entry_words(doubt.about)})


def _option(doubt: Doubt, answer: str, shown: str) -> Said:
    if doubt.about == DATES:
        return shown
    if doubt.about == WAY:
        return answer
    return Text("{column}: {cells}", {"column": answer, "cells": _short(shown)})


def _short(text: str) -> str:
    return text if len(text) <= 48 else f"{text[:47]}…"
