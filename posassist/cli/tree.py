"""The commands as the option parser's tree: loaded when asked for, its help spoken."""

import difflib
import functools
import importlib
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from typer import _click as click  # typer carries its own click
from typer.core import TyperCommand, TyperGroup

from posassist import __version__
from posassist.base.errors import WrongUsage
from posassist.base.i18n import LANGUAGES, N_, Language
from posassist.base.paths import Profile, default_profile
from posassist.cli.output import Output
from posassist.cli.session import OpenWindow, Session

ABOUT = N_("Find card and QR takings that did not arrive, and get them back.")
HELP = N_("Show this message and exit.")
KINDS = {str: N_("TEXT"), int: N_("NUMBER"), float: N_("NUMBER"), Path: N_("PATH")}


class Row(NamedTuple):
    """A command: its group ('' for none), its name, `module:function`, and what it is for."""

    group: str
    name: str
    place: str
    help: str


def tree(words: Language, rows: Sequence[Row], groups: Mapping[str, str]) -> "Group":
    """Return the root of all commands, speaking a language; nothing of them is loaded yet."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, cls=Group)
    app.callback(invoke_without_command=True)(_global_options)
    root = typing.cast(Group, typer.main.get_command(app))
    _spoken(root, words, ABOUT)
    for row in rows:
        group = root
        if row.group:
            if row.group not in root.entries:
                made = Group(name=row.group, rich_markup_mode=None)
                _spoken(made, words, groups[row.group])
                root.entries[row.group] = Entry(made.help or "", functools.partial(_same, made))
            group = typing.cast(Group, root.entries[row.group].load())
        group.entries[row.name] = Entry(
            words.gettext(row.help), functools.partial(_load, row, words)
        )
    return root


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a group: what the command is for, and how to come by it."""

    help: str
    load: Callable[[], "click.Command"]


class Command(TyperCommand):
    """A command whose help is in the reader's language."""

    words: Language

    def parse_args(self, ctx: "click.Context", args: list[str]) -> list[str]:
        """Parse, with `--journal 1 2` read as `--journal 1 --journal 2`."""
        return super().parse_args(ctx, _gathered(self, args))

    def format_usage(self, ctx: "click.Context", formatter: "click.HelpFormatter") -> None:
        """Write the line of usage."""
        _write_usage(self, self.words, ctx, formatter)

    def format_options(self, ctx: "click.Context", formatter: "click.HelpFormatter") -> None:
        """Write arguments and options."""
        _write_parameters(self, self.words, ctx, formatter)


class Group(TyperGroup):
    """A group of commands, none of them loaded before it is asked for."""

    words: Language
    entries: dict[str, Entry]

    def __init__(self, **attributes: typing.Any) -> None:  # noqa: ANN401 - the parser's own
        super().__init__(**attributes)
        self.entries = {}

    def list_commands(self, ctx: "click.Context") -> list[str]:
        """Return the names in the table's order."""
        del ctx
        return list(self.entries)

    def get_command(self, ctx: "click.Context", cmd_name: str) -> "click.Command | None":
        """Load a command."""
        del ctx
        entry = self.entries.get(cmd_name)
        return None if entry is None else entry.load()

    def parse_args(self, ctx: "click.Context", args: list[str]) -> list[str]:
        """Parse. Raises WrongUsage when a group stands without its command."""
        if not args and ctx.parent is not None:
            raise WrongUsage(
                N_("{command} needs to know what to do"),
                N_("Add one of: {names}"),
                command=ctx.command_path,
                names=tuple(self.entries),
            )
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: "click.Context", args: list[str]
    ) -> "tuple[str | None, click.Command | None, list[str]]":
        """Find the command. Raises WrongUsage, with what may have been meant."""
        name = args[0]
        if name not in self.entries and not name.startswith("-"):
            near = difflib.get_close_matches(name, self.entries)
            raise WrongUsage(
                N_("There is no command {name}"),
                N_("Did you mean {names}?") if near else N_("{command} --help lists them."),
                name=name,
                names=tuple(near),
                command=ctx.command_path,
            )
        return super().resolve_command(ctx, args)

    def format_usage(self, ctx: "click.Context", formatter: "click.HelpFormatter") -> None:
        """Write the line of usage."""
        _write_usage(self, self.words, ctx, formatter)

    def format_options(self, ctx: "click.Context", formatter: "click.HelpFormatter") -> None:
        """Write options and commands."""
        _write_parameters(self, self.words, ctx, formatter)
        with formatter.section(self.words.gettext(N_("Commands"))):
            formatter.write_dl([(name, entry.help) for name, entry in self.entries.items()])


def _same(group: Group) -> Group:
    return group


def _load(row: Row, words: Language) -> Command:
    module, _, function = row.place.partition(":")
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    place = importlib.import_module(f"posassist.cli.{module}")
    app.command(row.name, cls=Command)(getattr(place, function))
    command = typing.cast(Command, typer.main.get_command(app))
    _spoken(command, words, row.help)
    return command


def _spoken(command: Command | Group, words: Language, help_: str) -> None:
    command.words = words
    command.help = words.gettext(help_)
    command.options_metavar = words.gettext(N_("[OPTIONS]"))
    if isinstance(command, Group):
        command.subcommand_metavar = words.gettext(N_("COMMAND …"))


def _write_usage(
    command: Command | Group,
    words: Language,
    ctx: "click.Context",
    formatter: "click.HelpFormatter",
) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, words.gettext(N_("Usage:")) + " ")


def _write_parameters(
    command: Command | Group,
    words: Language,
    ctx: "click.Context",
    formatter: "click.HelpFormatter",
) -> None:
    every = command.get_params(ctx)
    for kind, title in (("argument", N_("Arguments")), ("option", N_("Options"))):
        records = [_described(each, words) for each in every if each.param_type_name == kind]
        if records:
            with formatter.section(words.gettext(title)):
                formatter.write_dl(records)


def _described(parameter: "click.Parameter", words: Language) -> tuple[str, str]:
    """Return how a parameter is written and what it is for."""
    name = " / ".join([*parameter.opts, *parameter.secondary_opts])
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.opts[0]
    elif not parameter.is_flag:  # type: ignore[attr-defined]  # an option has it
        name += " " + (parameter.metavar or words.gettext(KINDS[_kind(parameter)]))
    if parameter.multiple or parameter.nargs == -1:
        name += "…"
    text = words.gettext(" ".join((parameter.help or "").split()))  # type: ignore[attr-defined]
    if parameter.required:
        text += " " + words.gettext(N_("[required]"))
    default = parameter.default
    if default and default is not True and not callable(default):
        text += " " + words.say(N_("[default: {value}]"), value=default)
    return name, text


def _kind(parameter: "click.Parameter") -> type:
    annotation = parameter.type_descriptor.annotation  # type: ignore[attr-defined]
    inner = typing.get_args(annotation)
    return next((each for each in (*inner, annotation) if each in KINDS), str)


def _gathered(command: Command, args: list[str]) -> list[str]:
    """Give words beyond the command's arguments to the repeated option they follow."""
    if any(each.nargs == -1 for each in command.params) or "--" in args:
        return args
    options = {name: each for each in command.params for name in each.opts}
    alone: list[tuple[int, str]] = []
    last, place = "", 0
    while place < len(args):
        name, equals, _ = args[place].partition("=")
        option = options.get(name) if name.startswith("-") else None
        if option is not None:
            last = name if option.multiple else ""
            place += 1 if equals or option.is_flag else 2  # type: ignore[attr-defined]
            continue
        alone.append((place, last))
        place += 1
    surplus = len(alone) - sum(each.param_type_name == "argument" for each in command.params)
    given = dict([each for each in alone if each[1]][: max(surplus, 0)])
    return [
        word
        for place, each in enumerate(args)
        for word in ((given[place], each) if place in given else (each,))
    ]


def _global_options(
    context: typer.Context,
    profile: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help=N_("The user's data folder (default: the platform's own).")
        ),
    ] = None,
    books: Annotated[
        str | None,
        typer.Option(metavar="URL", help=N_("The books (default: SQLite in the data folder).")),
    ] = None,
    shop: Annotated[str | None, typer.Option(help=N_("The shop (default: the only one)."))] = None,
    language_code: Annotated[
        str | None,
        typer.Option(
            "--language", metavar="zh_CN|en", help=N_("zh_CN or en (default: the system's).")
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=N_("Answer with one JSON document on stdout."))
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help=N_("Say nothing but errors."))] = False,
    version: Annotated[
        bool, typer.Option("--version", help=N_("Say the version and end."))
    ] = False,
) -> None:
    start: tuple[Output, OpenWindow | None] = context.obj
    output, window = start
    output.as_json, output.quiet = as_json, quiet
    if version:
        typer.echo(f"posassist {__version__}")
        raise typer.Exit
    if language_code not in {None, *LANGUAGES}:
        raise WrongUsage(
            N_("{option} cannot be {value}"),
            N_("It is one of: {values}"),
            option="--language",
            value=language_code,
            values=LANGUAGES,
        )
    session = Session(
        profile=Profile(profile.absolute()) if profile else default_profile(),
        output=output,
        books_url=books,
        shop_name=shop,
        window=window,
        language=language_code,
    )
    context.obj = session
    if context.invoked_subcommand is None:
        raise typer.Exit(session.show())
