"""import, imports, formats, lines, journal list: what CONTRACT promises of them."""

import csv
from pathlib import Path
from typing import Any

FILE_KEYS = {
    "file", "sha256", "format", "kind", "encoding", "shop", "account", "lines", "new",
    "already_known", "bad_rows", "warnings", "first", "last", "sums", "gross", "fees", "checks",
    "import_id", "plan_sha256", "dry_run",
}  # fmt: skip
JOURNAL_COLUMNS = [
    "terminal_id", "merchant_id", "batch_no", "trace_no", "rrn", "auth_code", "type", "amount",
    "currency", "occurred_at", "card_masked", "channel", "response_code", "status", "original_rrn",
]  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_a_folder_is_imported_file_by_file(
    registered: Any, files: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "九月 对账"
    (folder / "bank").mkdir(parents=True)
    for name, path in files.items():
        path.rename(folder / ("bank" if name == "bank" else "") / path.name)
    (folder / ".DS_Store").write_bytes(b"\0")
    done = {each["kind"]: each for each in registered("import", folder)["files"]}
    assert done.keys() == {"journal", "settlement", "bank"}
    assert all(each.keys() == FILE_KEYS for each in done.values())
    settled = done["settlement"]
    assert (settled["sums"], settled["gross"], settled["fees"]) == (
        {"CNY": "149.10"}, {"CNY": "150.00"}, {"CNY": "0.90"},
    )  # fmt: skip
    assert (settled["first"], settled["last"]) == ("2026-09-14", "2026-09-16")
    assert (done["bank"]["account"], done["bank"]["gross"]) == ("ICBC", None)
    again = registered.within("import", folder)["files"]
    assert [(each["new"], each["already_known"]) for each in again] == [(0, 3), (0, 3), (0, 2)]


def test_overlapping_files_and_equal_rows_are_counted_once_each(
    registered: Any, files: dict[str, Path], tmp_path: Path
) -> None:
    lines = files["journal"].read_text(encoding="utf-8").splitlines(keepends=True)
    equal = tmp_path / "equal.csv"
    equal.write_text("".join([*lines, lines[1], lines[1]]), encoding="utf-8")
    first, second = registered("import", files["journal"], equal)["files"]
    assert (first["new"], second["new"], second["already_known"]) == (3, 2, 3)
    assert len(registered.within("journal", "list")["journal"]) == 5


def test_bad_rows_refuse_the_file_until_they_are_accepted(
    registered: Any, files: dict[str, Path]
) -> None:
    text = files["settlement"].read_text(encoding="utf-8").replace("49.70", "forty")
    files["settlement"].write_text(text, encoding="utf-8")
    refused = registered("import", files["journal"], files["settlement"], code=4, language="zh_CN")
    assert refused["files"][0]["new"] == 3
    assert refused["error"]["name"] == "StatementUnreadable"
    assert refused["files"][1]["error"] == refused["error"]
    assert [each["row"] for each in refused["files"][1]["bad_rows"]] == [2]
    assert [each["kind"] for each in registered.within("imports", "list")["imports"]] == ["journal"]
    taken = registered("import", files["settlement"], "--accept-warnings")["files"][0]
    assert (taken["new"], [each["row"] for each in taken["bad_rows"]]) == (1, [2])


def test_a_plan_that_no_longer_holds_is_refused(registered: Any, files: dict[str, Path]) -> None:
    plan = registered("import", files["bank"], "--dry-run", "--format", "posassist.bank",
                      "--account", "ICBC")["files"][0]  # fmt: skip
    assert plan["dry_run"] is True
    assert registered.within("imports", "list")["imports"] == []
    files["bank"].write_text(files["bank"].read_text("utf-8").replace("12.00", "13.00"), "utf-8")
    error = registered("import", files["bank"], "--plan", plan["plan_sha256"], code=2)["error"]
    assert "--dry-run" in error["next_step"]
    registered.within("import", *files.values(), "--plan", plan["plan_sha256"], code=2)
    assert registered.within("imports", "list")["imports"] == []


def test_what_stands_in_the_way_of_an_import_is_told(
    registered: Any, files: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    assert registered.within("import", tmp_path / "empty") == {"files": []}
    assert (
        registered.within("import", tmp_path / "没有.csv", code=4)["files"][0]["file"] == "没有.csv"
    )
    assert "posassist.bank" in registered.within(
        "import", files["bank"], "--format", "nobody.knows", code=2
    )["error"]["next_step"]  # fmt: skip
    registered.within("import", files["bank"], "--account", "nobody", code=2)
    registered.within("account", "add", "CCB", "--number-last4", "1111")
    assert "--account" in registered.within("import", files["bank"], code=2)["error"]["next_step"]
    assert (
        registered.within("import", files["bank"], "--account", "CCB")["files"][0]["account"]
        == "CCB"
    )


def test_the_exported_journal_comes_back_as_the_same_rows(registered: Any, tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    row = ["T9", "=M1+1", "-B1", "1", "626000000009", "@A1", "refund", "-100.00", "CNY",
           "2026-09-14T10:00:09", "622202******1111", "credit", "+00", "approved",
           "-12"]  # fmt: skip
    given.write_text("\n".join([",".join(JOURNAL_COLUMNS), ",".join(row)]) + "\n", encoding="utf-8")
    registered.within("import", given)
    out = tmp_path / "流水 out.csv"
    listed = registered("journal", "list", "--csv", out)["journal"]
    assert [listed[0][name] for name in JOURNAL_COLUMNS] == row
    assert (listed[0]["entry_id"], listed[0]["source"]) == (1, "given.csv")
    exported = rows_of(out)[0]
    assert list(exported) == [*JOURNAL_COLUMNS, "entry_id", "source"]
    assert (exported["merchant_id"], exported["batch_no"], exported["auth_code"]) == (
        "'=M1+1", "'-B1", "'@A1",
    )  # fmt: skip
    assert (exported["amount"], exported["original_rrn"]) == ("-100.00", "-12")
    again = registered("import", out)["files"][0]
    assert (again["new"], again["already_known"]) == (0, 1)


def test_rows_are_listed_by_day_and_kind(filled: Any, tmp_path: Path) -> None:
    out = tmp_path / "lines.csv"
    lines = filled("lines", "list", "--from", "2026-09-16", "--to", "2026-09-17", "--csv", out)
    assert [(each["kind"], each["line_id"], each["net"]) for each in lines["lines"]] == [
        ("settlement", 2, "49.70"), ("bank", 2, "12.00"), ("bank", 3, "49.70"),
    ]  # fmt: skip
    assert [each["line_id"] for each in rows_of(out)] == ["2", "2", "3"]
    assert len(filled.within("lines", "list", "--kind", "bank")["lines"]) == 3
    assert filled.within("lines", "list", "--kind", "wallet")["lines"] == []
    filled.within("lines", "list", "--kind", "paper", code=2)
    filled.within("lines", "list", "--from", "2026-09-17", "--to", "2026-09-16", code=2)
    filled.within("journal", "list", "--from", "yesterday", code=2)
    days = filled("journal", "list", "--from", "2026-09-15", "--to", "2026-09-15")["journal"]
    assert [each["amount"] for each in days] == ["1286.00"]
    filled("journal", "list", "--csv", tmp_path / "profile" / "books.sqlite" / "x.csv", code=9)


def test_an_undone_import_leaves_the_books_as_they_were(filled: Any) -> None:
    imports = {each["kind"]: each for each in filled("imports", "list")["imports"]}
    assert imports["journal"].keys() >= {"import_id", "file", "sha256", "lines", "new", "complete"}
    assert imports["journal"]["imported_at"].endswith("+08:00")
    found = filled.within("reconcile", "--as-of", "2026-09-17", code=3)
    pair = filled.within("matches")["matches"][0]["match_id"]
    filled.within("match", "accept", pair)
    missing = filled.within("discrepancies", "--as-of", "2026-09-17")["discrepancies"][0]["id"]
    filled.within("cases", "open", missing, "--on", "2026-09-17")
    journal = imports["journal"]["import_id"]
    assert filled("imports", "undo", journal) == {
        "manual_work": {"matches": [pair], "cases": [1]},
        "undone": journal,
    }
    assert filled.within("journal", "list")["journal"] == []
    filled.within("undo")
    again = filled.within("reconcile", "--as-of", "2026-09-17", code=3)
    assert again["discrepancies"] == found["discrepancies"]
    states = {each["match_id"]: each["state"] for each in filled.within("matches")["matches"]}
    assert states[pair] == "confirmed"
    assert filled.within("imports", "undo", "nothing", code=2)["error"]["name"] == "WrongUsage"


def test_formats_say_why_they_claim_a_file(posassist: Any, files: dict[str, Path]) -> None:
    claims = posassist("formats", "explain", files["bank"], language="zh_CN")["claims"]
    assert [each["format"] for each in claims] == ["posassist.bank"]
    assert claims[0].keys() == {"format", "score", "why"}
    assert "booked_on" in claims[0]["why"][0]
    files["bank"].write_text("a,b\n1,2\n", encoding="utf-8")
    assert posassist("formats", "explain", files["bank"]) == {"claims": []}
    assert {"id", "kind", "title"} == posassist("formats", "list")["formats"][0].keys()


def test_a_column_that_only_looks_like_card_numbers_is_kept_when_said_so(
    registered: Any, files: dict[str, Path]
) -> None:
    looks = "4111111111111111"
    text = files["bank"].read_text(encoding="utf-8").replace("present", looks)
    files["bank"].write_text(text, encoding="utf-8")
    registered.within("import", files["bank"])
    struck = registered.within("lines", "list", "--kind", "bank")["lines"][1]["text"]
    assert looks not in struck
    registered.within("undo")
    registered("import", files["bank"], "--references", "memo")
    assert looks in registered.within("lines", "list", "--kind", "bank")["lines"][1]["text"]
