"""What the option parser objects to, as sentences in both languages."""

from typing import TYPE_CHECKING

from typer import _click as click  # typer carries its own click

from posassist.base.errors import PosassistError, WrongUsage
from posassist.base.i18n import N_

if TYPE_CHECKING:
    from typer.core import TyperOption

BEFORE_COMMAND = frozenset(
    {"--profile", "--books", "--shop", "--language", "--json", "--quiet", "--version"}
)
SEE_HELP = N_("{command} --help says what there is.")


def told(error: "click.exceptions.ClickException") -> PosassistError:
    """Return the error the owner is told, in place of the parser's own."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "posassist"
    if isinstance(error, click.exceptions.NoSuchOption):
        return _no_such_option(error, command)
    if isinstance(error, click.exceptions.BadOptionUsage):
        return _wrong_option(error, command)
    parameter = getattr(error, "param", None)
    if parameter is None:
        return WrongUsage(
            N_("More was given than {command} takes"),
            N_("Put text with spaces in quotes; {command} --help says what there is."),
            command=command,
        )
    name = parameter.metavar if parameter.param_type_name == "argument" else parameter.opts[0]
    if isinstance(error, click.exceptions.MissingParameter):
        return WrongUsage(N_("{option} is missing"), SEE_HELP, option=name, command=command)
    return _wrong_number(parameter, name)


def _wrong_option(error: "click.exceptions.BadOptionUsage", command: str) -> PosassistError:
    needs = "requires" in error.message  # the parser says no more than this
    message = N_("{option} needs a value") if needs else N_("{option} takes no value")
    return WrongUsage(message, SEE_HELP, option=error.option_name, command=command)


def _no_such_option(error: "click.exceptions.NoSuchOption", command: str) -> PosassistError:
    name = error.option_name
    near = tuple(sorted(error.possibilities or ()))
    next_step = N_("Did you mean {names}?") if near else SEE_HELP
    if name in BEFORE_COMMAND:
        next_step = N_("It goes before the command: posassist {option} …")
    return WrongUsage(
        N_("There is no option {option} of {command}"),
        next_step,
        option=name,
        command=command,
        names=near,
    )


def _wrong_number(parameter: "TyperOption", name: str) -> PosassistError:
    if parameter.min is None and parameter.max is None:
        return WrongUsage(N_("{option} takes a whole number"), option=name)
    if parameter.max is None:
        return WrongUsage(
            N_("{option} takes a number from {least} on"), option=name, least=parameter.min
        )
    return WrongUsage(
        N_("{option} takes a number from {least} to {most}"),
        option=name,
        least=parameter.min,
        most=parameter.max,
    )
