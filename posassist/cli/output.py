"""How a command answers: one JSON document on stdout, or sentences for a person."""

import codecs
import dataclasses
import datetime as dt
import io
import json
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path

from posassist.base.cards import mask
from posassist.base.errors import ExitCode, PosassistError
from posassist.base.i18n import Language, Text
from posassist.domain.money import Money

Line = Text | str
_WIPE = "\r\x1b[K"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command found: the JSON document, the sentences, the exit code, and what went wrong.

    With several errors, as of several files, a script is told the one of the highest code.
    """

    document: Mapping[str, object]
    lines: Sequence[Line] = ()
    code: ExitCode = ExitCode.DONE
    errors: Sequence[PosassistError] = ()


@dataclass(slots=True)
class Output:
    """Where answers go: language, JSON or sentences, quiet or not."""

    words: Language
    as_json: bool = False
    quiet: bool = False
    in_progress: bool = False

    def answer(self, answer: Answer) -> int:
        """Print an answer and return its exit code."""
        self._wipe()
        if self.as_json:
            document = dict(answer.document)
            if answer.errors:
                document["error"] = self.error(max(answer.errors, key=lambda each: each.exit_code))
            if document:
                self._print_json(document)
        else:
            for line in () if self.quiet else answer.lines:
                text = self.words.render(line) if isinstance(line, Text) else line
                sys.stdout.write(text + "\n")
            sys.stdout.flush()
            for error in answer.errors:
                self._complain(error)
        return int(max((each.exit_code for each in answer.errors), default=answer.code))

    def progress(self, done: int, total: int, doing: Text) -> None:
        """Show on one line of the terminal how far the work is; an answer wipes it away."""
        sys.stderr.write(f"{_WIPE}{self.words.render(doing)} {done}/{total or '?'} ")
        sys.stderr.flush()
        self.in_progress = True

    def refuse(self, error: PosassistError) -> int:
        """Print an error the owner is told about and return its exit code."""
        self._wipe()
        if self.as_json:
            self._print_json({"error": self.error(error)})
        else:
            self._complain(error)
        return int(error.exit_code)

    def say(self, line: Line) -> None:
        """Say something on the way: to stderr, so that stdout holds the answer alone."""
        if not self.quiet:
            sys.stderr.write((self.words.render(line) if isinstance(line, Text) else line) + "\n")
            sys.stderr.flush()

    def _wipe(self) -> None:
        if self.in_progress:
            sys.stderr.write(_WIPE)
            self.in_progress = False

    def _print_json(self, document: Mapping[str, object]) -> None:
        json.dump(document, sys.stdout, ensure_ascii=False, indent=1, default=plain)
        sys.stdout.write("\n")
        sys.stdout.flush()

    def error(self, error: PosassistError) -> dict[str, str]:
        """Return an error as scripts see it, in the language asked for."""
        return {
            "name": error.name,
            "message": mask(self.words.say(error.message, **error.fields)),
            "next_step": mask(self.words.say(error.next_step, **error.fields)),
            "help": f"errors/{error.name}",
        }

    def _complain(self, error: PosassistError) -> None:
        told = self.error(error)
        sys.stderr.write(told["message"] + "\n")
        if told["next_step"]:
            sys.stderr.write("→ " + told["next_step"] + "\n")


def settle_streams(*, as_json: bool) -> None:
    """Let every word of both languages out: JSON is UTF-8, and no console makes us fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            to_utf8 = ascii_only or (as_json and stream is sys.stdout)
            stream.reconfigure(encoding="utf-8" if to_utf8 else None, errors="replace")


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
