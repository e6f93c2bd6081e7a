"""The command line as one table: a group, a name, a function a row."""

import functools
import logging
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from typer import _click as click  # typer carries its own click

from posassist import __version__
from posassist.base.errors import ExitCode, PosassistError
from posassist.base.i18n import LANGUAGES, N_, Language, Text, language, system_language
from posassist.base.paths import Profile, default_profile
from posassist.cli import cases, reconciling, registers, statements, terminals, works
from posassist.cli.output import Answer, Output
from posassist.cli.session import OpenWindow, Session

logger = logging.getLogger(__name__)
Command = Callable[..., Answer]


class Row(NamedTuple):
    """A command: its group ('' for none), its name, and the function that answers."""

    group: str
    name: str
    command: Command


COMMANDS: tuple[Row, ...] = (
    Row("", "demo", works.demo),
    Row("shop", "set", registers.shop_set),
    Row("shop", "list", registers.shop_list),
    Row("shop", "add", registers.shop_add),
    Row("account", "add", registers.account_add),
    Row("account", "list", registers.account_list),
    Row("terminal", "set", registers.terminal_set),
    Row("terminal", "list", registers.terminal_list),
    Row("agreement", "set", registers.agreement_set),
    Row("agreement", "show", registers.agreement_show),
    Row("", "ports", terminals.ports),
    Row("", "protocols", terminals.protocols),
    Row("", "pull-journal", terminals.pull_journal),
    Row("", "simulate-terminal", terminals.simulate_terminal),
    Row("journal", "list", terminals.journal_list),
    Row("", "import", statements.import_files),
    Row("imports", "list", statements.imports_list),
    Row("imports", "undo", statements.imports_undo),
    Row("formats", "list", statements.formats_list),
    Row("formats", "explain", statements.formats_explain),
    Row("lines", "list", statements.lines_list),
    Row("", "reconcile", reconciling.reconcile),
    Row("", "matches", reconciling.matches),
    Row("", "deposits", reconciling.deposits),
    Row("", "discrepancies", reconciling.discrepancies),
    Row("match", "accept", reconciling.match_accept),
    Row("match", "reject", reconciling.match_reject),
    Row("match", "link", reconciling.match_link),
    Row("match", "unlink", reconciling.match_unlink),
    Row("", "undo", reconciling.undo),
    Row("", "redo", reconciling.redo),
    Row("", "history", reconciling.history),
    Row("cases", "open", cases.cases_open),
    Row("cases", "list", cases.cases_list),
    Row("cases", "show", cases.cases_show),
    Row("cases", "log", cases.cases_log),
    Row("cases", "attach", cases.cases_attach),
    Row("cases", "advance", cases.cases_advance),
    Row("cases", "close", cases.cases_close),
    Row("", "evidence", cases.evidence),
    Row("", "letter", cases.letter),
    Row("letters", "list", cases.letters_list),
    Row("", "verify", works.verify),
    Row("audit", "verify", works.audit_verify),
    Row("", "self-check", works.self_check),
)

GROUPS = {
    "shop": N_("The shop's own details."),
    "account": N_("The bank accounts the money comes to."),
    "terminal": N_("The card terminals on the counter."),
    "agreement": N_("What was agreed with the provider."),
    "journal": N_("What the terminals recorded."),
    "imports": N_("The files that were imported."),
    "formats": N_("The statement formats the program knows."),
    "lines": N_("Settlement and bank lines."),
    "match": N_("Decide by hand what belongs together."),
    "cases": N_("Pursue what is missing."),
    "letters": N_("The letters the program can write."),
    "audit": N_("The log of everything that was done."),
}
ABOUT = N_("Find card and QR takings that did not arrive, and get them back.")


def run(arguments: list[str], window: OpenWindow | None = None) -> int:
    """Run one command and return its exit code; what it says is printed.

    Without a command the window is opened, where one is handed in.
    """
    words = language(_asked_language(arguments))
    output = Output(words, as_json="--json" in _before_command(arguments))
    command = _tree(words)
    try:
        result = command.main(arguments, prog_name="posassist", standalone_mode=False, obj=window)
    except PosassistError as error:
        return output.refuse(error)
    except click.exceptions.ClickException as error:
        return _usage(error, output)
    except (KeyboardInterrupt, typer.Abort):
        return int(ExitCode.STOPPED)
    except typer.Exit as end:
        return int(end.exit_code)
    except Exception:  # the edge: whatever is left is our bug, logged and said
        logger.exception("unexpected error")
        output.say(
            Text(N_("This is a fault of the program. Nothing was lost; the log has details."))
        )
        return int(ExitCode.BUG)
    return result if isinstance(result, int) else 0


def _usage(error: "click.exceptions.ClickException", output: Output) -> int:
    if output.as_json:
        output.refuse(_Usage(error.format_message()))
    else:
        error.show(sys.stderr)
    return int(ExitCode.USAGE)


class _Usage(PosassistError):
    """Wrong usage as the option parser says it, in braces-free text."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str) -> None:
        super().__init__("{detail}", N_("See posassist --help."), detail=message)

    @property
    def name(self) -> str:
        return "WrongUsage"


def _tree(words: Language) -> "click.Command":
    app = typer.Typer(add_completion=False, help=ABOUT, rich_markup_mode=None)
    app.callback(invoke_without_command=True, help=ABOUT)(_global_options)
    groups: dict[str, typer.Typer] = {}
    for row in COMMANDS:
        target = app
        if row.group:
            if row.group not in groups:
                groups[row.group] = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
                app.add_typer(groups[row.group], name=row.group, help=GROUPS[row.group])
            target = groups[row.group]
        target.command(row.name)(_answering(row.command))
    command = typer.main.get_command(app)
    _translate(command, words)
    return command


def _answering(command: Command) -> Callable[..., int]:
    @functools.wraps(command)
    def answered(*args: object, **kwargs: object) -> int:
        session: Session = getattr(kwargs.get("context"), "obj")  # noqa: B009 - typed as object
        return session.output.answer(command(*args, **kwargs))

    return answered


def _translate(command: "click.Command", words: Language) -> None:
    command.help = words.gettext(_flat(command.help or ""))
    command.short_help = None
    for parameter in command.params:
        hint = getattr(parameter, "help", None)
        if hint:
            parameter.help = words.gettext(_flat(hint))  # type: ignore[attr-defined]
    children: Iterable[click.Command] = getattr(command, "commands", {}).values()
    for child in children:
        _translate(child, words)


def _flat(text: str) -> str:
    return " ".join(text.split())


def _global_options(
    context: typer.Context,
    profile: Annotated[
        Path | None, typer.Option(help=N_("The user's data folder (default: the platform's own)."))
    ] = None,
    books: Annotated[
        str | None, typer.Option(help=N_("The books (default: SQLite in the data folder)."))
    ] = None,
    shop: Annotated[str | None, typer.Option(help=N_("The shop (default: the only one)."))] = None,
    language_code: Annotated[
        str | None, typer.Option("--language", help=N_("zh_CN or en (default: the system's)."))
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=N_("Answer with one JSON document on stdout."))
    ] = False,
    quiet: Annotated[bool, typer.Option(help=N_("Say nothing but errors."))] = False,
    version: Annotated[bool, typer.Option(help=N_("Say the version and end."))] = False,
) -> None:
    if version:
        sys.stdout.write(f"posassist {__version__}\n")
        raise typer.Exit
    if language_code is not None and language_code not in LANGUAGES:
        raise typer.BadParameter(f"--language: {', '.join(LANGUAGES)}")
    window: OpenWindow | None = context.obj
    context.obj = Session(
        profile=Profile(profile.absolute()) if profile else default_profile(),
        output=Output(language(language_code or system_language()), as_json, quiet),
        books_url=books,
        shop_name=shop,
        window=window,
    )
    if context.invoked_subcommand is None:
        if window is None:
            sys.stdout.write(context.get_help() + "\n")
            raise typer.Exit
        session: Session = context.obj
        raise typer.Exit(
            window(session.profile, books_url=books, shop_name=shop, language=language_code)
        )


_WITH_VALUE = frozenset({"--profile", "--books", "--shop", "--language"})


def _before_command(arguments: list[str]) -> list[str]:
    taken: list[str] = []
    waiting = False
    for argument in arguments:
        if not waiting and not argument.startswith("-"):
            break
        taken.append(argument)
        waiting = not waiting and argument in _WITH_VALUE
    return taken


def _asked_language(arguments: list[str]) -> str:
    options = _before_command(arguments)
    for place, argument in enumerate(options):
        if argument == "--language" and place + 1 < len(options):
            return options[place + 1]
        if argument.startswith("--language="):
            return argument.partition("=")[2]
    return system_language()
