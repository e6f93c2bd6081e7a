"""Backups: whole, read back, put in place at once, and an anchor for the log."""

import datetime as dt
import random
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from posassist.base.errors import (
    BooksLocked,
    BooksNewer,
    EvidenceBroken,
    PosassistError,
    Stopped,
    WrongUsage,
)
from posassist.base.paths import Profile
from posassist.store import backup
from posassist.usecases import backups, registers, undo
from posassist.usecases.import_statement import import_statement
from posassist.usecases.shop import Shop, open_shop
from posassist.usecases.verify import verify_log

BANK = "booked_on,amount,currency,counterparty\n2026-09-14,1.00,CNY,A\n2026-09-18,1.00,CNY,B\n"
NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "profile")


@pytest.fixture
def shop(profile: Profile, tmp_path: Path) -> Iterator[Shop]:
    """A shop with a bank line, its original kept, and a format of its own."""
    file = tmp_path / "bank.csv"
    file.write_text(BANK, encoding="utf-8")
    with open_shop(profile, clock=lambda: NOON) as opened:
        registers.add_account(opened, "ICBC", last4="8801")
        import_statement(opened, file)
        (profile.root / "letters" / "all").mkdir(parents=True)
        (profile.root / "letters" / "all" / "own.en.toml").write_text("x = 1\n", encoding="utf-8")
        yield opened


def dump(profile: Profile) -> list[str]:
    with closing(sqlite3.connect(profile.books)) as connection:
        return list(connection.iterdump())


def files(profile: Profile) -> dict[str, bytes]:
    return {
        path.relative_to(profile.root).as_posix(): path.read_bytes()
        for folder in ("vault", "letters")
        for path in sorted((profile.root / folder).rglob("*"))
        if path.is_file()
    }


def test_a_restore_brings_every_row_and_file_back_and_keeps_what_was_there(
    shop: Shop, profile: Profile
) -> None:
    made = backups.create_backup(profile, clock=shop.clock)
    rows, kept = dump(profile), files(profile)
    assert made.backup.rows["bank_line"] == 2
    undo.undo(shop)
    later = dump(profile)
    shutil.rmtree(profile.vault)
    (profile.root / "letters" / "all" / "own.en.toml").unlink()
    done = backups.restore(profile, made.path, clock=shop.clock)
    assert (dump(profile), files(profile)) == (rows, kept)
    assert undo.undo(shop)  # an open window goes on with what is there now
    assert done.before is not None
    backups.restore(profile, done.before, clock=shop.clock)
    assert dump(profile) == later
    with closing(sqlite3.connect(profile.books)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_it_moves_to_another_computer(shop: Shop, profile: Profile, tmp_path: Path) -> None:
    made = backups.create_backup(profile, to=tmp_path, clock=shop.clock)
    assert (made.path.parent, made.path.suffix) == (tmp_path, backup.ENDING)
    again = backups.create_backup(profile, to=tmp_path, clock=shop.clock)
    assert again.path != made.path
    assert again.path.read_bytes() == made.path.read_bytes()
    other = Profile(tmp_path / "other")
    done = backups.restore(other, made.path)
    assert done.before is None
    assert (dump(other), files(other)) == (dump(profile), files(profile))
    assert other.books.stat().st_mode & 0o077 == 0


def test_damaged_books_give_way_and_are_kept_aside(shop: Shop, profile: Profile) -> None:
    made = backups.create_backup(profile, clock=shop.clock)
    rows = dump(profile)
    shop.books.close()
    profile.books.write_bytes(b"\0" * 5000)
    done = backups.restore(profile, made.path)
    assert done.before is None
    assert dump(profile) == rows
    assert (profile.root / "books.sqlite.damaged").read_bytes() == b"\0" * 5000


def test_every_damage_is_found_and_nothing_is_changed(
    shop: Shop, profile: Profile, tmp_path: Path
) -> None:
    made = backups.create_backup(profile, clock=shop.clock)
    data = made.path.read_bytes()
    rows = dump(profile)
    broken = tmp_path / "broken.posbak"
    missed = []
    chance = random.Random(1)
    for place in (*range(0, len(data), 61), *range(len(data) - 700, len(data), 7)):
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        broken.write_bytes(changed)
        try:
            seen = backup.verify_backup(broken, tmp_path / "work")
        except PosassistError:
            continue
        if seen != made.backup:
            missed.append(place)
    assert missed == []
    for cut in (0, 1, len(data) // 2, len(data) - 1):
        broken.write_bytes(data[:cut])
        with pytest.raises(EvidenceBroken):
            backups.restore(profile, broken)
    assert dump(profile) == rows
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda all_files: all_files | {"../outside.toml": b"x"},
        lambda all_files: all_files | {"letters/../../x.toml": b"x"},
        lambda all_files: all_files | {"vault/ab/cd": b"x"},
        lambda all_files: {k: v for k, v in all_files.items() if k != "books.sqlite"},
        lambda all_files: all_files | {"books.sqlite": b"no books"},
        lambda all_files: all_files | {"backup.json": b"[]"},
        lambda all_files: all_files | {"backup.json": b'{"kind": "another"}'},
        lambda all_files: {k: v for k, v in all_files.items() if k != "backup.json"},
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_is_no_backup_is_refused(
    profile: Profile, tmp_path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    made = backups.create_backup(profile, clock=lambda: NOON)
    with zipfile.ZipFile(made.path) as bag:
        held = change({name: bag.read(name) for name in bag.namelist()})
    path = tmp_path / "strange.posbak"
    with zipfile.ZipFile(path, "w") as bag:
        for name, content in held.items():
            bag.writestr(name, content)
    with pytest.raises(EvidenceBroken) as refused:
        backups.restore(profile, path)
    assert refused.value.next_step
    assert not list(tmp_path.rglob("outside.toml"))


@pytest.mark.usefixtures("shop")
def test_it_holds_one_moment_while_others_write(profile: Profile) -> None:
    over = threading.Event()

    def write() -> None:
        with open_shop(profile) as other:
            number = 0
            while not over.is_set():
                number += 1
                registers.add_account(other, f"account {number}", last4="0001")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [backups.create_backup(profile).backup for _ in range(5)]
    finally:
        over.set()
        writer.join()
    counts = [each.rows["account"] for each in made]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]
    assert [each.anchor.heads[1].length for each in made] == [each.rows["event"] for each in made]


@pytest.mark.usefixtures("shop")
def test_who_writes_is_waited_for_and_a_newer_program_is_not_undone(
    profile: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.create_backup(profile)
    monkeypatch.setattr(backup, "_WAIT_SECONDS", 0.05)
    with closing(sqlite3.connect(profile.books, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(BooksLocked):
            backup.restore_backup(made.path, profile.books, profile.root, tmp_path / "work")
    with closing(sqlite3.connect(profile.books)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with pytest.raises(BooksNewer):
        backups.create_backup(profile)


def test_a_stop_leaves_nothing(profile: Profile) -> None:
    def stop(*_: object) -> None:
        raise Stopped("stop")

    with pytest.raises(Stopped):
        backups.create_backup(profile, progress=stop)
    assert list(backups.own_folder(profile).iterdir()) == []


def test_the_log_is_held_against_a_backup(shop: Shop, profile: Profile) -> None:
    made = backups.create_backup(profile, clock=shop.clock)
    assert verify_log(shop, made.path).anchored
    with closing(sqlite3.connect(profile.books)) as connection:
        connection.execute("DROP TRIGGER event_no_delete")
        connection.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
        connection.commit()
    assert verify_log(shop).ok
    assert not verify_log(shop, made.path).ok


def test_the_daily_one_is_made_when_something_was_written_and_ten_are_kept(
    profile: Profile,
) -> None:
    now = [NOON]
    with open_shop(profile, clock=lambda: now[0]) as shop:
        made = [backups.create_if_due(shop)]  # nothing was done yet
        registers.add_account(shop, "first", last4="0000")
        made.append(backups.create_if_due(shop))
        now[0] += dt.timedelta(hours=23)
        registers.add_account(shop, "a", last4="0001")
        made.append(backups.create_if_due(shop))
        now[0] += dt.timedelta(hours=1)
        made.append(backups.create_if_due(shop))
        now[0] += dt.timedelta(days=2)
        made.append(backups.create_if_due(shop))
        assert [each is not None for each in made] == [False, True, False, True, False]
        by_hand = backups.create_backup(profile, clock=shop.clock).path
        for number in range(12):
            now[0] += dt.timedelta(days=1)
            registers.add_account(shop, f"b{number}", last4="0002")
            assert backups.create_if_due(shop) is not None
        found = [each.path.name for each in backups.all_backups(profile)]
        assert len(found) == backups.KEPT_AUTOMATIC + 1
        assert by_hand.name in found
        assert backups.create_if_due(shop, books_url="postgresql+psycopg://x/y") is None
    with pytest.raises(WrongUsage):
        backups.create_backup(profile, books_url="postgresql+psycopg://x/y")
