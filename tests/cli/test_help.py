"""Every command documents every option, in both languages."""

import re
import subprocess
import sys
import typing
from collections.abc import Iterator

import pytest
from typer import _click as click

from posassist.base.i18n import language
from posassist.cli.app import COMMANDS, GROUPS, run
from posassist.cli.tree import Command, Group, tree

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PATHS = [("",), *((group,) for group in GROUPS), *(
    tuple(part for part in (row.group, row.name) if part) for row in COMMANDS
)]  # fmt: skip
# What may stand in a Chinese line as it is: options, placeholders, file names, commands.
TOKENS = re.compile(
    r"(?<!\w)--?[\w-]+|[A-Z]{2,}[\w.|]*|[\w]+://\S*|posassist( [a-z-]+)*|zh_CN|\ben\b|\S*[.=:/%]\S*"
    r"|[a-z]+_[a-z]+"
    r"|[a-z-]+(?:\|[a-z-]+)+"
    r"|\b(?:auto|withdrawal|per-sale|pty|recovered|partly|given-up|settlement|wallet|bank|pdf|txt"
    r"|docx|SQLite|Spark|local|zip|app)\b"
)


def every(words_of: str) -> Iterator[tuple[str, Command | Group]]:
    root = tree(language(words_of), COMMANDS, GROUPS)
    yield "posassist", root
    context = click.Context(root, info_name="posassist")
    for name, entry in root.entries.items():
        command = root.get_command(context, name)
        assert isinstance(command, (Command, Group))
        assert entry.help
        yield name, command
        if isinstance(command, Group):
            for inner in command.entries:
                leaf = command.get_command(context, inner)
                yield f"{name} {inner}", typing.cast("Command", leaf)


def test_no_option_or_argument_is_without_help_in_either_language() -> None:
    english = dict(every("en"))
    for name, command in every("zh_CN"):
        words = command.words
        assert CHINESE.search(command.help or ""), name
        assert command.help != english[name].help
        for parameter in command.params:
            told = getattr(parameter, "help", None)
            assert told, f"{name} {parameter.opts}"
            assert CHINESE.search(words.gettext(" ".join(told.split()))), f"{name}: {told}"


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_a_chinese_help_holds_no_english(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--language", "zh_CN", *filter(None, path), "--help"]) == 0
    said = capsys.readouterr().out
    names = {name for row in COMMANDS for name in (row.group, row.name)}
    left = [
        word
        for word in re.findall(r"[A-Za-z][A-Za-z'-]+", TOKENS.sub("", said))
        if word not in names
    ]
    assert left == [], said


def test_version_and_help_load_nothing_heavy() -> None:
    look = (
        "import sys; from posassist.cli.app import run; code = run(sys.argv[1:]);"
        "heavy = {'sqlalchemy', 'alembic', 'numpy', 'reportlab', 'rich', 'pikepdf', 'PySide6'};"
        "sys.exit(f'{code} {heavy & set(sys.modules)}' if code or heavy & set(sys.modules) else 0)"
    )
    for arguments in (["--version"], ["--help"], ["cases", "--help"]):
        done = subprocess.run(
            [sys.executable, "-c", look, *arguments], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout
