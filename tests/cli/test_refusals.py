"""What the command line refuses, and how it says so; run within the test's own process."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from posassist.base.i18n import language
from posassist.cli.app import run

Command = Callable[..., Any]


def test_what_cannot_be_is_refused_in_plain_words(shop: Command) -> None:
    wrong: tuple[tuple[str, ...], ...] = (
        ("shop", "set", "--timezone", "Mars/Base"),
        ("shop", "set", "--currency", "yuan"),
        ("shop", "set", "--jurisdiction", "China"),
        ("shop", "set", "--name", " "),
        ("shop", "add", "晨光"),
        ("account", "add", "ICBC", "--number-last4", "8801"),
        ("account", "add", "B", "--number-last4", "881"),
        ("terminal", "set", "front", "--protocol", "nothing"),
    )
    before = shop("history")["history"]
    for arguments in wrong:
        error = shop(*arguments, code=2)["error"]
        assert error["name"] == "WrongUsage"
        assert error["next_step"], arguments
    assert shop("history")["history"] == before


def test_terms_that_cannot_be_read_are_named(shop: Command) -> None:
    terms = {"--acquirer": "A", "--cycle": "T+1", "--cut-off": "22:00", "--calendar": "CN"}
    wrong = (
        {"--cycle": "next week"}, {"--cut-off": "25:00"}, {"--calendar": "ZZ"},
        {"--payout": "cash"}, {"--account": "nobody"}, {"--currency": "x"}, {"--from": "1.9.2026"},
        {"--fee": "credit:0.6"}, {"--fee": "gold:1%"}, {"--fee": "credit:1%:top=3"},
        {"--fee": "credit:-1%"}, {"--acquirer": ""},
    )  # fmt: skip
    for each in wrong:
        options = [part for pair in (terms | each).items() for part in pair]
        assert shop("agreement", "set", *options, code=2)["error"]["next_step"], each
    twice = [part for pair in terms.items() for part in pair]
    twice += ["--fee", "credit:1%", "--fee", "credit:2%"]
    assert "credit" in shop("agreement", "set", *twice, code=2)["error"]["message"]
    assert "--cycle" in shop("agreement", "set", "--acquirer", "A", code=2)["error"]["message"]


def test_wrong_usage_is_told_in_both_languages(command: Command) -> None:
    wrong: tuple[tuple[tuple[str, ...], str], ...] = (
        (("no-such-command",), "no-such-command"),
        (("discrepancy",), "discrepancies"),
        (("cases",), "open"),
        (("cases", "opne"), "open"),
        (("cases", "show"), "CASE"),
        (("cases", "show", "seven"), "CASE"),
        (("cases", "show", "0"), "CASE"),
        (("cases", "show", "1", "2"), "cases show"),
        (("cases", "show", "7"), "7"),
        (("import", "--frmat", "x", "f.csv"), "--format"),
        (("import",), "FILE|DIR"),
        (("reconcile", "--as-of"), "--as-of"),
        (("reconcile", "--full=yes"), "--full"),
        (("reconcile", "--json"), "posassist --json"),
        (("pull-journal", "--protocol", "pax", "--port", "p", "--timeout", "0"), "--timeout"),
        (("simulate-terminal", "--protocol", "pax", "--listen", "pty", "--journal", "x",
          "--baud", "-1"), "--baud"),
    )  # fmt: skip
    for arguments, named in wrong:
        told = [command(*arguments, code=2, language=code)["error"] for code in ("en", "zh_CN")]
        english, chinese = (each["message"] + each["next_step"] for each in told)
        assert english != chinese
        assert named in english, arguments
        assert named in chinese, arguments


def test_a_repeated_option_takes_all_the_words_after_it(shop: Command) -> None:
    error = shop("match", "link", "--journal", "1", "2", "--bank", "3", code=2)["error"]
    assert "no journal row 1" in error["message"]
    error = shop("evidence", "--language", "en", "fr", "1", "--out", "x", code=2)["error"]
    assert error["message"] == "--language cannot be fr"
    assert shop("match", "link", "--difference", "a", "b", code=2)["error"]["name"] == "WrongUsage"


def test_a_global_option_is_checked_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "profile"
    assert run(["--profile", str(profile), "--language", "fr", "shop", "list"]) == 2
    assert "zh_CN" in capsys.readouterr().err
    assert run(["--profile", str(profile)]) == 2
    assert "posassist demo" in capsys.readouterr().err
    assert run(["--profile", str(profile), "--colour", "shop", "list"]) == 2
    assert run(["--language=zh_CN", "--profile"]) == 2
    assert language("zh_CN").say("{option} needs a value", option="--profile") in (
        capsys.readouterr().err
    )
    assert not profile.exists()


@pytest.mark.parametrize(
    ("file", "asked", "key"),
    [
        ("formats/mine.toml", ("formats", "list"), "schema"),
        ("letters/cn/mine.en.toml", ("letters", "list"), "title"),
        ("jurisdictions/mine.toml", ("self-check",), "at id"),
        ("guides/mine.toml", ("reconcile",), "schema"),
        ("calendars/mine.toml", ("reconcile",), "schema"),
        ("settings.toml", ("shop", "list"), "unheard_of"),
    ],
)
def test_a_wrong_file_of_the_owner_is_named_with_its_key(
    command: Command, tmp_path: Path, file: str, asked: tuple[str, ...], key: str
) -> None:
    path = tmp_path / "profile" / file
    path.parent.mkdir(parents=True)
    path.write_text("unheard_of = 1\n", encoding="utf-8")
    error = command(*asked, code=8)["error"]
    assert error["name"] == "CatalogError"
    assert path.name in error["message"]
    assert key in error["message"]


@pytest.mark.expect_log
def test_a_fault_of_the_program_is_logged_and_told_in_both_languages(
    shop: Command, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "profile" / "books.sqlite")) as books:
        books.execute("UPDATE shop SET timezone = 'Nowhere/Nothing'")
        books.commit()
    told = [shop("reconcile", code=1, language=code)["error"] for code in ("en", "zh_CN")]
    assert [each["name"] for each in told] == ["Bug", "Bug"]
    assert told[0]["message"] != told[1]["message"]
    log = (tmp_path / "profile" / "log" / "posassist.log").read_text(encoding="utf-8")
    assert log.count("Traceback") >= 2
