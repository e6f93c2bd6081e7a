"""Packs tampered with in every way a hand can: found, and the right thing named; logs cut short."""

import contextlib
import datetime as dt
import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from posassist.base.paths import Profile
from posassist.documents.bundle import MANIFEST, PDF, SUMS, digest, sums, written
from posassist.documents.container import packed, unpack
from posassist.documents.verify import anchor_of, verify_pack
from posassist.usecases.shop import open_shop
from posassist.usecases.verify import verify_log
from tests.campaigns.conftest import Record
from tests.e2e.test_tampering import Printed, printed

__all__ = ["printed"]  # a fixture
AT: Final = dt.datetime(2026, 9, 20, 12, tzinfo=dt.UTC)
Tampered = tuple[bytes, set[str]]
Tamper = Callable[[random.Random, bytes], Tampered]


def flip(chance: random.Random, data: bytes) -> Tampered:
    """Flip a bit of a member's own bytes."""
    name, (first, end) = chance.choice(list(_places(data).items()))
    at = chance.randrange(first, end)
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :], {name}


def delete(chance: random.Random, data: bytes) -> Tampered:
    """Leave a member out."""
    members = unpack(data)
    name = chance.choice(sorted(members))
    del members[name]
    # Without its list nothing else can be held against it.
    return packed(members, AT), {name, *(sorted(members) if name == SUMS else ())}


def swap(chance: random.Random, data: bytes) -> Tampered:
    """Let two members change places."""
    members = unpack(data)
    one, other = chance.sample(sorted(set(members) - {SUMS}), 2)
    members[one], members[other] = members[other], members[one]
    return packed(members, AT), {one, other}


def insert(chance: random.Random, data: bytes) -> Tampered:
    """Put something more in."""
    name = f"originals/{chance.randrange(10**6)}.csv"
    members = unpack(data) | {name: chance.randbytes(chance.randrange(1, 50))}
    return packed(members, AT), {name}


def truncate(chance: random.Random, data: bytes) -> Tampered:
    """Cut the end of a member off."""
    members = unpack(data)
    name = chance.choice(sorted(set(members) - {SUMS}))
    members[name] = members[name][: -chance.randrange(1, len(members[name]))]
    return packed(members, AT), {name}


def swap_attachment(chance: random.Random, data: bytes) -> Tampered:
    """Put another file in the place of an original, its name and size kept."""
    members = unpack(data)
    name = chance.choice([each for each in sorted(members) if each.startswith("originals/")])
    members[name] = chance.randbytes(len(members[name]))
    return packed(members, AT), {name}


def edit_pdf(chance: random.Random, data: bytes) -> Tampered:
    """Change a figure of the page."""
    members = unpack(data)
    page = bytearray(members[PDF])
    at = chance.choice([n for n, each in enumerate(page) if chr(each).isdigit()])
    page[at] = ord("0") + (page[at] - ord("0") + chance.randrange(1, 10)) % 10
    members[PDF] = bytes(page)
    return packed(members, AT), {PDF}


def cut(chance: random.Random, data: bytes) -> Tampered:
    """Cut the end of the zip itself off."""
    return data[: chance.randrange(1, len(data))], {"damaged at byte", "byte", "neither"}


TAMPERS: Final[dict[str, Tamper]] = {
    each.__name__: each
    for each in (flip, delete, swap, insert, truncate, swap_attachment, edit_pdf, cut)
}


def _places(data: bytes) -> dict[str, tuple[int, int]]:
    """Return where each member's own bytes lie; nothing in a pack is compressed."""
    found = {}
    for name, content in unpack(data).items():
        first = data.index(content, data.index(name.encode()) + len(name))
        found[name] = (first, first + len(content))
    return found


@pytest.mark.parametrize("kind", TAMPERS)
def test_it_is_found_and_the_right_thing_is_named(
    kind: str, printed: Printed, seed: int, count: int, record: Record
) -> None:
    data, wrong = printed.data, []
    for number in range(seed, seed + count):
        changed, names = TAMPERS[kind](random.Random(number), data)
        verdict = verify_pack(changed, "pack.zip")
        said = next((str(each.detail) for each in verdict.checks if not each.ok), "")
        if verdict.ok or changed == data or not any(name in said for name in names):
            wrong.append((number, said, names))
    record(f"a pack tampered with: {kind}", count, len(wrong))
    assert wrong == []


def test_a_pack_made_anew_is_found_with_one_anchor(
    printed: Printed, seed: int, count: int, record: Record
) -> None:
    anchor = anchor_of(printed.later.read_bytes(), "later.zip")
    missed = []
    for number in range(seed, seed + count):
        changed = _anew(random.Random(number), printed.data)
        alone, held = verify_pack(changed, "x"), verify_pack(changed, "x", anchor)
        if held.ok or not alone.ok:
            missed.append(number)
    record("a pack made anew as a whole, with an anchor", count, len(missed))
    assert missed == []


def _anew(chance: random.Random, data: bytes) -> bytes:
    members = unpack(data)
    manifest = json.loads(members[MANIFEST])
    name = chance.choice([each for each in sorted(members) if each.startswith("originals/")])
    content = bytearray(members[name])
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    members[name] = bytes(content)
    for each in manifest["files"]:
        each["sha256"] = digest(members[each["path"]])
    members[MANIFEST] = written(manifest)
    members[SUMS] = sums(members)
    return packed(members, dt.datetime.fromisoformat(manifest["printed_on"]))


@pytest.fixture
def cut_books(printed: Printed, tmp_path: Path) -> Path:
    """Books whose log can be written to by hand."""
    profile = tmp_path / "profile"
    shutil.copytree(printed.profile, profile)
    with contextlib.closing(sqlite3.connect(profile / "books.sqlite")) as connection:
        connection.execute("DROP TRIGGER event_no_update")
        connection.execute("DROP TRIGGER event_no_delete")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return profile


def test_a_cut_log_is_found_with_one_anchor(
    printed: Printed, cut_books: Path, seed: int, count: int, record: Record
) -> None:
    length = json.loads(unpack(printed.later.read_bytes())[MANIFEST])["chain_length"]
    whole = (cut_books / "books.sqlite").read_bytes()
    missed = []
    for number in range(seed, seed + count):
        first = random.Random(number).randrange(2, length + 1)
        (cut_books / "books.sqlite").write_bytes(whole)
        with contextlib.closing(sqlite3.connect(cut_books / "books.sqlite")) as connection:
            connection.execute("DELETE FROM event WHERE seq >= ?", [first])
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with open_shop(Profile(cut_books)) as shop:
            if verify_log(shop, printed.later).ok:
                missed.append(number)
    record("a log whose tail was cut off, with an anchor", count, len(missed))
    assert missed == []
