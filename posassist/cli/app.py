"""The command line as one table: a group, a name, where it is answered, what it is for."""

import gc
import logging
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import typer
from typer import _click as click  # typer carries its own click

from posassist.base.errors import ExitCode, PosassistError, Stopped
from posassist.base.i18n import LANGUAGES, N_, language, system_language
from posassist.base.log import start_log, stop_log
from posassist.base.paths import Profile, default_profile
from posassist.cli.output import Answer, Output, settle_streams
from posassist.cli.session import OpenWindow
from posassist.cli.tree import Row, tree
from posassist.cli.usage import told

logger = logging.getLogger(__name__)

COMMANDS: tuple[Row, ...] = (
    Row("", "window", "works:window", N_("Open the window; files are shown before their import.")),
    Row("", "demo", "works:demo", N_("Show the main job end to end, for two invented shops.")),
    Row("shop", "set", "registers:shop_set", N_("Change the shop's details.")),
    Row("shop", "list", "registers:shop_list", N_("List the shops.")),
    Row("shop", "add", "registers:shop_add", N_("Add a shop.")),
    Row("account", "add", "registers:account_add", N_("Add a bank account the money comes to.")),
    Row("account", "list", "registers:account_list", N_("List the bank accounts.")),
    Row(
        "terminal",
        "set",
        "registers:terminal_set",
        N_("Register a terminal: what a device says of itself, to its numbers and currency."),
    ),
    Row("terminal", "list", "registers:terminal_list", N_("List the registered terminals.")),
    Row(
        "agreement", "set", "registers:agreement_set", N_("Set what was agreed with the provider.")
    ),
    Row("agreement", "show", "registers:agreement_show", N_("Show what was agreed.")),
    Row(
        "agreement",
        "suggest",
        "registers:agreement_suggest",
        N_("Suggest cycle, cut-off and fees from the sales in the books; nothing is set."),
    ),
    Row(
        "",
        "ports",
        "terminals:ports",
        N_("List the ports a terminal may hang on; nothing is sent."),
    ),
    Row(
        "",
        "protocols",
        "terminals:protocols",
        N_("List the terminal protocols the program speaks, and what it may send."),
    ),
    Row(
        "",
        "pull-journal",
        "terminals:pull_journal",
        N_("Pull a terminal's journal; the terminal is only read."),
    ),
    Row(
        "",
        "capture-print",
        "terminals:capture_print",
        N_("Catch what a terminal prints to a serial printer, until stopped."),
    ),
    Row(
        "",
        "simulate-terminal",
        "terminals:simulate_terminal",
        N_("Serve a journal file as a terminal, until stopped."),
    ),
    Row("journal", "list", "terminals:journal_list", N_("List the journal.")),
    Row(
        "journal",
        "add",
        "slips:journal_add",
        N_("Add a slip or a batch's totals typed in, or printed text."),
    ),
    Row(
        "",
        "import",
        "statements:import_files",
        N_("Import statement files or folders of them; each file is stored whole or not at all."),
    ),
    Row("imports", "list", "statements:imports_list", N_("List the imports and pulls.")),
    Row("imports", "undo", "statements:imports_undo", N_("Take one import out of the books.")),
    Row(
        "formats",
        "list",
        "statements:formats_list",
        N_("List the statement formats the program knows."),
    ),
    Row(
        "formats",
        "explain",
        "statements:formats_explain",
        N_("Say which formats claim a file, and why."),
    ),
    Row(
        "formats",
        "new",
        "statements:formats_new",
        N_("Write a format for an unknown table, from its content."),
    ),
    Row("watch", "set", "watching:watch_set", N_("Watch the folder that statements come to.")),
    Row("watch", "off", "watching:watch_off", N_("Watch no folder any more.")),
    Row("watch", "list", "watching:watch_list", N_("List what is new in the watched folder.")),
    Row("watch", "import", "watching:watch_import", N_("Import what is new there.")),
    Row("lines", "list", "statements:lines_list", N_("List settlement, wallet and bank lines.")),
    Row(
        "lines",
        "add",
        "slips:lines_add",
        N_("Add the bank's messages about money; they are no statement."),
    ),
    Row(
        "",
        "reconcile",
        "reconciling:reconcile",
        N_("Compare journal, settlement and bank, and say what does not add up."),
    ),
    Row(
        "payers", "list", "payers:payers_list", N_("List who pays, and what is offered as a rule.")
    ),
    Row("payers", "add", "payers:payers_add", N_("Say who pays for a provider.")),
    Row("payers", "set", "payers:payers_set", N_("Change a rule, or switch it off or on.")),
    Row(
        "fleet",
        "reconcile",
        "fleet:reconcile",
        N_("Match everything again and compare, in every shop, several at a time."),
    ),
    Row(
        "",
        "matches",
        "reconciling:matches",
        N_("List which settlement line belongs to which journal row."),
    ),
    Row(
        "",
        "deposits",
        "reconciling:deposits",
        N_("List which bank line pays which settlement lines, or which sales directly."),
    ),
    Row(
        "",
        "discrepancies",
        "reconciling:discrepancies",
        N_("List what does not add up, with reasons and causes."),
    ),
    Row(
        "",
        "diagnose",
        "diagnosing:diagnose",
        N_("Say what may be behind a discrepancy or a sale, and ask what only you know."),
    ),
    Row("match", "accept", "reconciling:match_accept", N_("Confirm a suggested match.")),
    Row("match", "reject", "reconciling:match_reject", N_("Refuse a match.")),
    Row("match", "link", "reconciling:match_link", N_("Put rows together by hand.")),
    Row("match", "unlink", "reconciling:match_unlink", N_("Take a link made by hand apart.")),
    Row(
        "providers",
        "list",
        "catalogue:providers_list",
        N_("List the providers the program knows, with numbers and export windows."),
    ),
    Row(
        "",
        "account-check",
        "account_check:account_check",
        N_("Say what you saw in the bank's app: an alarm, never evidence."),
    ),
    Row("arrears", "list", "arrears:arrears_list", N_("List what is said to be owed.")),
    Row("arrears", "add", "arrears:arrears_add", N_("Enter what is said to be owed.")),
    Row("arrears", "ask", "arrears:arrears_ask", N_("Say how to ask, the numbers filled in.")),
    Row("arrears", "answer", "arrears:arrears_answer", N_("Record an answer.")),
    Row("arrears", "pay", "arrears:arrears_pay", N_("Record that it was paid, with the proof.")),
    Row("arrears", "print", "arrears:arrears_print", N_("Print one of them, with every answer.")),
    Row("fees", "audit", "auditing:fees_audit", N_("Add up the fees above the agreement.")),
    Row(
        "checks",
        "run",
        "auditing:checks_run",
        N_("Look for doubles, odd amounts and hours, days no file covers, windows that close."),
    ),
    Row("checklists", "list", "checklists:show", N_("List them, and when each is due again.")),
    Row("checklists", "done", "checklists:done", N_("Record that one was done, or fill one in.")),
    Row("checklists", "records", "checklists:records", N_("List what was recorded.")),
    Row("checklists", "settle", "checklists:settle", N_("Say that what was to be done is done.")),
    Row(
        "checklists", "say", "checklists:say", N_("Show its texts to read out, send or hand over.")
    ),
    Row("checklists", "print", "checklists:print_page", N_("Print one, blank or filled in.")),
    Row("", "agenda", "auditing:agenda", N_("List what is due, day by day.")),
    Row("", "undo", "reconciling:undo", N_("Take the last step back.")),
    Row("", "redo", "reconciling:redo", N_("Do the last undone step again.")),
    Row("", "history", "reconciling:history", N_("List everything that was done.")),
    Row("cases", "open", "cases:cases_open", N_("Open a case over discrepancies.")),
    Row("cases", "list", "cases:cases_list", N_("List the cases.")),
    Row("cases", "show", "cases:cases_show", N_("Show a case.")),
    Row("cases", "log", "cases:cases_log", N_("Log a contact.")),
    Row("cases", "attach", "cases:cases_attach", N_("Keep files with a case.")),
    Row("cases", "advance", "cases:cases_advance", N_("Move a case along its ladder.")),
    Row("cases", "close", "cases:cases_close", N_("Close a case.")),
    Row("cases", "reopen", "cases:cases_reopen", N_("Open a closed case again.")),
    Row("cases", "reviews", "report:cases_reviews", N_("Compare what worked, and what did not.")),
    Row(
        "cases",
        "report",
        "report:cases_report",
        N_("Add up what was found, claimed and recovered, month by month."),
    ),
    Row(
        "",
        "evidence",
        "cases:evidence",
        N_("Print the evidence pack of a case: a PDF and a zip a language."),
    ),
    Row(
        "signature",
        "new",
        "cases:signature_new",
        N_("Make a certificate of your own to sign packs with."),
    ),
    Row("", "letter", "cases:letter", N_("Write a letter of a case.")),
    Row("letters", "list", "cases:letters_list", N_("List the letters the program can write.")),
    Row("", "verify", "works:verify", N_("Say whether an evidence pack is as it was printed.")),
    Row(
        "audit",
        "verify",
        "works:audit_verify",
        N_("Compute the log of everything that was done again."),
    ),
    Row("", "help", "help_pages:show", N_("Say what an error means, and what to do.")),
    Row("backup", "create", "backups:backup_create", N_("Back up the books and their originals.")),
    Row("backup", "list", "backups:backup_list", N_("List the backups in the data folder.")),
    Row("backup", "verify", "backups:backup_verify", N_("Read all of a backup.")),
    Row(
        "backup",
        "restore",
        "backups:backup_restore",
        N_("Put a backup in the place of the books; what is there is backed up first."),
    ),
    Row("", "self-check", "works:self_check", N_("Check that what the program ships is whole.")),
)

GROUPS = {
    "shop": N_("The shop's own details."),
    "account": N_("The bank accounts the money comes to."),
    "terminal": N_("The card terminals on the counter."),
    "agreement": N_("What was agreed with the provider."),
    "journal": N_("What the terminals recorded."),
    "imports": N_("The files that were imported."),
    "formats": N_("The statement formats the program knows."),
    "watch": N_("The folder that statements are saved to."),
    "lines": N_("Settlement and bank lines."),
    "match": N_("Decide by hand what belongs together."),
    "fleet": N_("Every shop of the books at once."),
    "payers": N_("Who pays the providers' payouts, learned from confirmed deposits."),
    "providers": N_("The providers the program knows."),
    "arrears": N_("What a provider says is owed (欠费)."),
    "fees": N_("What the provider takes."),
    "checks": N_("What a careful owner would notice by looking."),
    "checklists": N_("What is looked at again and again, and when it was."),
    "cases": N_("Pursue what is missing."),
    "signature": N_("The certificate packs are signed with."),
    "letters": N_("The letters the program can write."),
    "audit": N_("The log of everything that was done."),
    "backup": N_("Backups of the books and of all that is kept with them."),
}

_WITH_VALUE = frozenset({"--profile", "--books", "--shop", "--language"})

# A command makes rows by the hundred thousand and hardly a cycle; looking for cycles among them
# took a third of its time.
_SELDOM: Final = (200_000, 50, 100)


def run(arguments: list[str], window: OpenWindow | None = None) -> int:
    """Run one command and return its exit code; what it says is printed.

    Without a command the window is opened, where one is handed in.
    """
    gc.set_threshold(*_SELDOM)
    options = _before_command(arguments)
    asked = options.get("--language", "")
    words = language(asked if asked in LANGUAGES else system_language())
    output = Output(words, as_json="--json" in options)
    settle_streams(as_json=output.as_json)
    try:
        code = _run(arguments, output, window)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read the answer has gone; what was asked for is done
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    return code


def _run(arguments: list[str], output: Output, window: OpenWindow | None) -> int:
    error: PosassistError = Stopped(N_("Stopped; nothing is half done"))
    try:
        result = tree(output.words, COMMANDS, GROUPS).main(
            arguments, prog_name="posassist", standalone_mode=False, obj=(output, window)
        )
        if isinstance(result, Answer):
            return output.answer(result)
        if result != ExitCode.STOPPED:  # so the option parser tells of Ctrl-C
            return int(result or 0)
    except PosassistError as wrong:
        error = wrong
    except click.exceptions.ClickException as wrong:
        error = told(wrong)
    except (KeyboardInterrupt, typer.Abort):
        pass
    except SystemExit:  # so the option parser leaves when whoever read its help has gone
        return int(ExitCode.DONE)
    except BrokenPipeError:
        raise
    except Exception as bug:  # noqa: BLE001 - the edge: whatever is left is our bug
        _log_bug(arguments, bug)
        error = _Bug(
            N_("This is a fault of the program"), N_("Nothing was lost; the log has details.")
        )
    return output.refuse(error)


class _Bug(PosassistError):
    exit_code = ExitCode.BUG

    @property
    def name(self) -> str:
        return "Bug"


def _log_bug(arguments: list[str], bug: Exception) -> None:
    given = _before_command(arguments).get("--profile")
    with suppress(OSError):
        log = start_log(Profile(Path(given)) if given else default_profile())
        logger.error("unexpected error", exc_info=bug)
        stop_log(log)


def _before_command(arguments: list[str]) -> dict[str, str]:
    """Return the global options as they stand before the command, unchecked."""
    found: dict[str, str] = {}
    rest = iter(arguments)
    for argument in rest:
        if not argument.startswith("-"):
            break
        name, equals, value = argument.partition("=")
        takes_value = name in _WITH_VALUE
        found[name] = value if equals else next(rest, "") if takes_value else ""
    return found
