"""The global options, the exit codes, and the manners of a good command."""

import json
import os
import signal
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from posassist import __version__

ERROR_KEYS = {"name", "message", "next_step", "help"}


def test_books_profile_and_shop_are_chosen_before_the_command(
    posassist: Any, tmp_path: Path
) -> None:
    office = tmp_path / "办公室 office.sqlite"
    posassist("--books", office, "shop", "set", "--name", "办公室")
    assert [each["name"] for each in posassist("shop", "list")["shops"]] != ["办公室"]
    shops = posassist("--books", f"sqlite:///{office}", "--shop", "办公室", "shop", "list")["shops"]
    assert [each["name"] for each in shops] == ["办公室"]
    nonsense = posassist("--books", "两 本://账", "shop", "list", code=2)["error"]
    assert nonsense["name"] == "WrongUsage"
    unknown = posassist("--books", "nosuch://host/name", "shop", "list", code=6)["error"]
    assert (unknown["name"], unknown.keys()) == ("BooksError", ERROR_KEYS)
    late = posassist.says("shop", "list", "--json", code=2)
    assert "posassist --json" in late


def test_it_answers_with_one_document_or_with_nothing(posassist: Any) -> None:
    said = posassist.run("--version")
    assert (said.code, said.out, said.err) == (0, f"posassist {__version__}\n", "")
    quiet = posassist.run("--profile", posassist.profile, "--quiet", "shop", "list")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    both = posassist.run("--json", "--quiet", "--profile", posassist.profile, "cases", "show", "3")
    assert (both.code, both.err) == (2, "")
    assert json.loads(both.out)["error"].keys() == ERROR_KEYS


@pytest.mark.skipif(os.name == "nt", reason="locales are of POSIX systems")
def test_chinese_comes_through_whatever_the_locale(posassist: Any) -> None:
    posassist.within("shop", "set", "--name", "晨光便利店")
    plain = {
        "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": None,
        "HOME": None,
    }  # fmt: skip
    for options in ((), ("--json",)):
        said = posassist.run("--profile", posassist.profile, *options, "shop", "list", **plain)
        assert said.code == 0, said
        assert "晨光便利店" in said.out
    german = posassist.run("--language", "zh_CN", "--help", PYTHONIOENCODING="latin-1", LC_ALL="C")
    assert german.code == 0


def test_a_profile_that_is_a_file_is_told_as_books_trouble(posassist: Any) -> None:
    posassist.profile.write_text("not a folder", encoding="utf-8")
    error = posassist("shop", "list", code=6)["error"]
    assert str(posassist.profile) in error["message"]
    assert "--profile" in error["next_step"]


def test_damaged_books_are_told_as_books_trouble(posassist: Any) -> None:
    posassist.profile.mkdir()
    (posassist.profile / "books.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert posassist("shop", "list", code=6)["error"]["name"] == "BooksDamaged"


def test_nothing_to_undo_and_no_terminal_have_their_codes(posassist: Any) -> None:
    for command in ("undo", "redo"):
        assert posassist(command, code=7)["error"]["name"] == "NothingToUndo"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = f"socket://127.0.0.1:{taken.getsockname()[1]}"
        error = posassist("pull-journal", "--protocol", "pax", "--port", port, code=5)["error"]
    assert error["name"] == "TerminalNotFound"


def test_a_wrong_catalogue_file_of_the_owner_is_named(posassist: Any) -> None:
    folder = posassist.profile / "formats"
    folder.mkdir(parents=True)
    (folder / "我的.toml").write_text('schema = 1\nid = "mine"\nkind = "paper"\n', encoding="utf-8")
    error = posassist("formats", "list", code=8)["error"]
    assert error["name"] == "CatalogError"
    assert "我的.toml" in error["message"]
    assert "kind" in error["message"]


def test_a_page_that_cannot_be_written_ends_with_nine(filled: Any, tmp_path: Path) -> None:
    missing = filled.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]["id"]
    filled.within("cases", "open", missing, "--on", "2026-09-17")
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", encoding="utf-8")
    (tmp_path / "out" / "case-1-en.pdf" / "x").mkdir(parents=True)
    for arguments in (
        ("evidence", "1", "--out", blocked / "packs"),
        ("evidence", "1", "--out", tmp_path / "out"),
        ("letter", "1", "--letter", "complaint-provider", "--out", blocked / "letter.pdf"),
        ("demo", "--out", blocked),
    ):
        error = filled(*arguments, code=9)["error"]
        assert (error["name"], bool(error["next_step"])) == ("DocumentError", True)


def test_several_files_end_with_the_highest_code(
    registered: Any, files: dict[str, Path], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    registered.within("account", "add", "CCB", "--number-last4", "1111")
    done = registered("import", files["bank"], bad, files["journal"], code=4)
    names = [each.get("error", {}).get("name") for each in done["files"]]
    assert names == ["WrongUsage", "StatementNotRecognized", None]
    assert done["error"]["name"] == "StatementNotRecognized"
    said = registered.says("import", files["bank"], bad, code=4)
    assert "--account" in said
    assert "bad.csv" in said


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes are POSIX here")
def test_ctrl_c_ends_with_130_and_leaves_nothing_half_done(posassist: Any, installed: str) -> None:
    posassist.within("shop", "list")
    silent = socket.create_server(("127.0.0.1", 0))
    asked = threading.Event()

    def listen() -> None:
        connection, _ = silent.accept()
        connection.recv(1)
        asked.set()
        with connection:
            while connection.recv(4096):  # and never answers
                pass

    threading.Thread(target=listen, daemon=True).start()
    port = f"socket://127.0.0.1:{silent.getsockname()[1]}"
    command = [installed, "--profile", posassist.profile, "--json", "pull-journal",
               "--protocol", "pax", "--port", port, "--timeout", "60"]  # fmt: skip
    with (
        silent,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as pulling,
    ):
        assert asked.wait(60)
        pulling.send_signal(signal.SIGINT)
        out, err = pulling.communicate(timeout=60)
    assert (pulling.returncode, err) == (130, "")
    assert json.loads(out)["error"]["name"] == "Stopped"
    assert posassist.within("imports", "list") == {"imports": []}


@pytest.mark.skipif(os.name == "nt", reason="signals and pipes are POSIX here")
def test_a_reader_that_goes_away_is_no_trouble(filled: Any, installed: str) -> None:
    for arguments in (["--json", "history"], ["history"], ["--help"]):
        with subprocess.Popen(
            [installed, "--profile", filled.profile, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as telling:
            assert telling.stdout is not None
            telling.stdout.close()
            assert telling.stderr is not None
            assert telling.stderr.read() == b""
        assert telling.returncode == 0


def test_the_page_an_error_names_is_there_in_both_languages(posassist: Any) -> None:
    error = posassist.within("imports", "undo", "nothing", code=2)["error"]
    (page,) = posassist.within("help", error["help"])["pages"]
    assert page["id"] == "errors/WrongUsage"
    assert page["text"]["en"] in posassist.says("help", "WrongUsage")
    assert page["text"]["zh_CN"] in posassist.says("help", "WrongUsage", language="zh_CN")
    assert "errors/BooksLocked" in {each["id"] for each in posassist.within("help")["pages"]}
    assert "no help page" in posassist.within("help", "carrier-pigeon", code=2)["error"]["message"]
