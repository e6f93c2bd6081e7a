"""A changed pack is found, whatever was changed; with an anchor also one made anew as a whole."""

import contextlib
import datetime as dt
import json
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from posassist.base.paths import Profile
from posassist.documents.bundle import SUMS, digest, sums, written
from posassist.documents.container import packed, unpack
from posassist.documents.verify import verify_pack
from posassist.domain.case import Contact
from posassist.store.events import _digest
from posassist.usecases import cases
from posassist.usecases.import_statement import import_statement
from posassist.usecases.print_evidence import print_evidence
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.registers import Terms, set_agreement
from posassist.usecases.shop import Shop, open_shop

PROGRAM = Path(sys.executable).with_name("posassist")
AS_OF = dt.date(2026, 9, 20)
JOURNAL = """terminal_id,merchant_id,type,amount,currency,occurred_at,rrn,channel
T1,M1,sale,100.00,CNY,2026-09-14T10:00:00,626000000001,credit
T1,M1,sale,1286.00,CNY,2026-09-15T11:00:00,626000000002,credit
"""
SETTLEMENT = """merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001
M1,T1,2026-09-16,2026-09-17,sale,50.00,0.30,49.70,CNY,626000000003
"""


@dataclass(frozen=True)
class Printed:
    """Books that printed three packs: two before the last thing that was done, one after."""

    profile: Path
    first: Path
    second: Path
    later: Path

    @property
    def data(self) -> bytes:
        return self.first.read_bytes()


def run(profile: Path, *arguments: object) -> tuple[int, Any]:
    done = subprocess.run(
        [str(PROGRAM), "--profile", str(profile), "--language", "en", "--json",
         *map(str, arguments)],
        capture_output=True, text=True, timeout=120, check=False, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def bad(answer: Any) -> str:
    return next(f"{each['name']}: {each['detail']}" for each in answer["checks"] if not each["ok"])


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    root = tmp_path_factory.mktemp("printed")
    (root / "journal.csv").write_text(JOURNAL, encoding="utf-8")
    (root / "settlement.csv").write_text(SETTLEMENT, encoding="utf-8")
    times = (dt.datetime(2026, 9, 20, 4, n, tzinfo=dt.UTC) for n in range(60))
    now = next(times)

    def pack(shop: Shop, name: str, code: str) -> Path:
        out = root / name
        out.mkdir()
        (made,) = print_evidence(shop, 1, out, languages=[code], as_of=AS_OF)
        return made.zip

    with open_shop(Profile(root / "profile"), clock=lambda: now) as shop:
        set_agreement(shop, Terms("Acquirer", "T+1", "22:00", "CN", ("credit:0.60%",)))
        for each in ("journal", "settlement"):
            import_statement(shop, root / f"{each}.csv")
        found = reconcile_period(shop, as_of=AS_OF).found
        cases.open_case(shop, tuple(each.id for each in found), on=AS_OF)
        first = pack(shop, "first", "en")
        second = pack(shop, "second", "zh_CN")
        cases.log_contact(shop, 1, Contact(AS_OF, "called", "", "", None))
        now = next(times)
        later = pack(shop, "later", "en")
    return Printed(root / "profile", first, second, later)


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


def test_the_command_names_what_was_changed(printed: Printed, tmp_path: Path) -> None:
    data = printed.data
    pack = tmp_path / "pack.zip"
    inside = data.index(b"626000000002")
    for changed, named in (
        (flipped(data, inside), "journal.csv"),
        (flipped(data, data.index(b"%PDF") + 2000), "evidence.pdf"),
        (flipped(data, data.index(b"PK\x01\x02") + 8), "bytes"),
        (flipped(data, len(data) - 1), "bytes"),
        (data + b"\0", f"byte {len(data)}"),
        (data[:-1], f"byte {len(data) - 1}"),
        (data[: len(data) // 2], "damaged at byte"),
        (data.replace(b"PK\x01\x02", b"gap!PK\x01\x02", 1), "bytes"),
        (b"", "neither"),
    ):
        verdict = verify_pack(changed, "pack.zip")
        found = next(each for each in verdict.checks if not each.ok)
        assert named in f"{found.name}: {found.detail}"
    for changed, named in ((flipped(data, inside), "journal.csv"), (data + b"\0", "bytes")):
        pack.write_bytes(changed)
        code, answer = run(tmp_path / "none", "verify", pack)
        assert (code, answer["ok"], answer["anchored"]) == (4, False, False)
        assert named in bad(answer)
    assert not (tmp_path / "none").exists()


def test_a_file_deleted_swapped_or_added_is_found_even_with_right_sums(printed: Printed) -> None:
    members = unpack(printed.data)
    journal, settled = "originals/journal.csv", "certificate.txt"
    for changed in (
        {name: data for name, data in members.items() if name != journal},
        members | {journal: members[settled], settled: members[journal]},
        members | {"originals/more.csv": b"x"},
        members | {journal: members[journal][:-10]},
        members | {"evidence.pdf": members["evidence.pdf"] + b"\n%%EOF\n"},
    ):
        forged = {**changed, SUMS: sums(changed)}
        verdict = verify_pack(packed(forged, dt.datetime(2026, 9, 20, 12, tzinfo=dt.UTC)), "x")
        assert not verdict.ok
        assert next(each.name for each in verdict.checks if not each.ok) == "manifest"


def made_anew(data: bytes) -> bytes:
    """Change an amount and make everything right again: what only an anchor can find."""
    members = unpack(data)
    manifest = json.loads(members["manifest.json"])
    members["originals/journal.csv"] = members["originals/journal.csv"].replace(b"1286", b"9286")
    for each in manifest["files"]:
        each["sha256"] = digest(members[each["path"]])
    members["manifest.json"] = written(manifest)
    members[SUMS] = sums(members)
    return packed(members, dt.datetime.fromisoformat(manifest["printed_on"]))


def test_a_pack_made_anew_as_a_whole_is_found_with_an_anchor(
    printed: Printed, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.zip"
    forged.write_bytes(made_anew(printed.data))
    code, answer = run(tmp_path / "none", "verify", forged)
    assert (code, answer["ok"], answer["anchored"]) == (0, True, False)
    code, answer = run(tmp_path / "none", "verify", forged, "--anchor", printed.later)
    assert (code, answer["ok"], answer["anchored"]) == (4, False, False)
    assert bad(answer).startswith("anchor")
    for pack in (printed.second, printed.first.with_suffix(".pdf")):
        code, answer = run(tmp_path / "none", "verify", pack, "--anchor", printed.later)
        assert (code, answer["ok"], answer["anchored"]) == (0, True, True)
    code, answer = run(tmp_path / "none", "verify", printed.first, "--anchor", forged)
    assert (code, answer["anchored"]) == (4, False)
    forged.write_bytes(printed.later.read_bytes()[:-1])
    code, answer = run(tmp_path / "none", "verify", printed.first, "--anchor", forged)
    assert (code, answer["error"]["name"]) == (4, "EvidenceBroken")


def test_a_lone_pdf_is_held_against_the_books_that_printed_it(
    printed: Printed, tmp_path: Path
) -> None:
    pdf = tmp_path / "page.pdf"
    shutil.copy(printed.first.with_suffix(".pdf"), pdf)
    code, answer = run(printed.profile, "verify", pdf)
    assert (code, answer["ok"], answer["anchored"]) == (0, True, False)
    code, answer = run(tmp_path / "none", "verify", pdf)
    assert (code, answer["ok"]) == (4, False)
    assert "nothing to compare" in bad(answer)
    pdf.write_bytes(pdf.read_bytes().replace(b"/Producer", b"/producer", 1) + b"\n")
    code, answer = run(printed.profile, "verify", pdf)
    assert (code, answer["ok"]) == (4, False)
    assert "know no such file" in bad(answer)


@pytest.fixture
def books(printed: Printed, tmp_path: Path) -> Path:
    shutil.copytree(printed.profile, tmp_path / "profile")
    with contextlib.closing(sqlite3.connect(tmp_path / "profile" / "books.sqlite")) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("DROP TRIGGER event_no_delete")
        connection.commit()
    return tmp_path / "profile"


def test_a_cut_off_tail_of_the_log_is_found_with_an_anchor(books: Path, printed: Printed) -> None:
    code, answer = run(books, "audit", "verify", "--anchor", printed.later)
    assert (code, answer["ok"], answer["anchored"], answer["first_bad"]) == (0, True, True, None)
    length = json.loads(unpack(printed.later.read_bytes())["manifest.json"])["chain_length"]
    with contextlib.closing(sqlite3.connect(books / "books.sqlite")) as connection:
        connection.execute("DELETE FROM event WHERE seq >= ?", [length])
        connection.commit()
    code, answer = run(books, "audit", "verify")
    assert (code, answer["ok"], answer["anchored"]) == (0, True, False)
    code, answer = run(books, "audit", "verify", "--anchor", printed.later)
    assert (code, answer["ok"], answer["first_bad"]) == (4, False, length)


def test_a_log_made_anew_as_a_whole_is_found_with_an_anchor(books: Path, printed: Printed) -> None:
    with contextlib.closing(sqlite3.connect(books / "books.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        prev = "0" * 64
        for row in connection.execute("SELECT * FROM event ORDER BY seq").fetchall():
            content = dict(row)
            del content["hash"]
            content["undoable"] = bool(content["undoable"])
            content["payload"] = content["payload"].replace("1286", "9286")
            content["prev"] = prev
            prev = _digest(content)
            connection.execute(
                "UPDATE event SET payload = ?, prev = ?, hash = ? WHERE seq = ?",
                [content["payload"], content["prev"], prev, row["seq"]],
            )
        connection.execute("UPDATE event SET at = '2026-01-01T00:00:00+00:00' WHERE seq = -1")
        connection.commit()
    code, answer = run(books, "audit", "verify")
    assert (code, answer["ok"]) == (0, True)
    changed = run(books, "audit", "verify", "--anchor", printed.later)
    assert (changed[0], changed[1]["ok"]) == (4, False)


def test_a_pack_of_another_shop_is_no_anchor_of_this_log(books: Path, printed: Printed) -> None:
    run(books, "shop", "add", "Second")
    code, answer = run(books, "--shop", "Second", "audit", "verify", "--anchor", printed.later)
    assert (code, answer["error"]["name"]) == (2, "WrongUsage")


def test_the_same_case_and_clock_give_the_same_bytes_in_both_languages(
    printed: Printed, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    shutil.copytree(printed.profile, profile)
    clock = dt.datetime(2026, 9, 21, tzinfo=dt.UTC)
    made = []
    for n in range(3):
        (tmp_path / str(n)).mkdir()
        with open_shop(Profile(profile), clock=lambda: clock) as shop:
            packs = print_evidence(shop, 1, tmp_path / str(n), languages=["zh_CN", "en"])
        made.append([each.sha256 for each in packs])
    assert made[0] == made[1] == made[2]
    before = json.loads(unpack((tmp_path / "2" / "case-1-en.zip").read_bytes())["manifest.json"])
    assert digest(printed.data) in before["printed_before"]
    assert digest(printed.later.read_bytes()) in before["printed_before"]
