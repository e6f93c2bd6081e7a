"""How a command answers: one JSON document on stdout, or sentences for a person."""

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import ExitCode, PosassistError
from posassist.base.i18n import Language, Text
from posassist.domain.money import Money

Line = Text | str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: the JSON document, the sentences, and the exit code."""

    document: Mapping[str, object]
    lines: Sequence[Line] = ()
    code: ExitCode = ExitCode.DONE
    error: PosassistError | None = None


@dataclass(slots=True)
class Output:
    """Where answers go: language, JSON or sentences, quiet or not."""

    words: Language
    as_json: bool = False
    quiet: bool = False
    extra: dict[str, object] = field(default_factory=dict)

    def answer(self, answer: Answer) -> int:
        """Print an answer and return its exit code."""
        if self.as_json:
            document = dict(answer.document)
            if answer.error is not None:
                document["error"] = self._error(answer.error)
            self._print_json(document)
        elif not self.quiet:
            for line in answer.lines:
                sys.stdout.write(self.words.render(line) if isinstance(line, Text) else line)
                sys.stdout.write("\n")
        if answer.error is not None and not self.as_json:
            self._complain(answer.error)
        return int(answer.code)

    def refuse(self, error: PosassistError) -> int:
        """Print an error the owner is told about and return its exit code."""
        if self.as_json:
            self._print_json({"error": self._error(error)})
        else:
            self._complain(error)
        return int(error.exit_code)

    def say(self, line: Line) -> None:
        """Say something on the way: to stderr, so that stdout holds the answer alone."""
        if not self.quiet:
            text = self.words.render(line) if isinstance(line, Text) else line
            sys.stderr.write(text + "\n")
            sys.stderr.flush()

    def _print_json(self, document: Mapping[str, object]) -> None:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1, default=plain)
        sys.stdout.write("\n")
        sys.stdout.flush()

    def _error(self, error: PosassistError) -> dict[str, str]:
        return {
            "name": error.name,
            "message": mask(self.words.say(error.message, **error.fields)),
            "next_step": mask(self.words.say(error.next_step, **error.fields)),
            "help": f"errors/{error.name}",
        }

    def _complain(self, error: PosassistError) -> None:
        told = self._error(error)
        sys.stderr.write(told["message"] + "\n")
        if told["next_step"]:
            sys.stderr.write("→ " + told["next_step"] + "\n")


def plain(value: object) -> object:
    """Turn a value JSON does not know into one it does."""
    if isinstance(value, Money):
        return {"currency": value.currency, "amount": value.plain}
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (Decimal, Path, Text)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, AbstractSet):
        return sorted(value, key=str)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
    raise TypeError(type(value).__name__)
