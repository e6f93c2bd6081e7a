"""One flipped byte anywhere in a pack is found, and what is named is named truly."""

import datetime as dt
import random
import struct
from collections.abc import Callable, Iterator

import pytest

from posassist.base.paths import Profile
from posassist.documents.verify import verify_pack
from posassist.usecases import cases
from posassist.usecases.import_statement import import_statement
from posassist.usecases.print_evidence import print_evidence
from posassist.usecases.reconcile_period import reconcile_period
from posassist.usecases.registers import Terms, set_agreement
from posassist.usecases.shop import open_shop

Record = Callable[[str, int, int], None]
AS_OF = dt.date(2026, 9, 20)
SETTLEMENT = """merchant_id,terminal_id,occurred_on,settled_on,type,gross,fee,net,currency,rrn
M1,T1,2026-09-14,2026-09-15,sale,100.00,0.60,99.40,CNY,626000000001
"""
BANK = "booked_on,amount,currency,counterparty\n2026-09-14,1.00,CNY,A\n2026-09-18,1.00,CNY,A\n"
SHARE = 300


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A pack about a payout that did not arrive."""
    root = tmp_path_factory.mktemp("flipped")
    now = dt.datetime(2026, 9, 20, 4, tzinfo=dt.UTC)
    with open_shop(Profile(root / "profile"), clock=lambda: now) as shop:
        set_agreement(shop, Terms("Acquirer", "T+1", "22:00", "CN", ("credit:0.60%",)))
        for name, text in (("settlement", SETTLEMENT), ("bank", BANK)):
            path = root / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            import_statement(shop, path)
        found = reconcile_period(shop, as_of=AS_OF).found
        cases.open_case(shop, tuple(each.id for each in found), on=AS_OF)
        (made,) = print_evidence(shop, 1, root, languages=["en"], as_of=AS_OF)
    return made.zip.read_bytes()


def structure(data: bytes) -> Iterator[int]:
    """Yield the place of every byte of the zip that is no file's data."""
    at = 0
    while data[at : at + 4] == b"PK\x03\x04":
        size, name = struct.unpack_from("<I", data, at + 18)[0], data[at + 26] + data[at + 27] * 256
        yield from range(at, at + 30 + name)
        at += 30 + name + size
    yield from range(at, len(data))


def test_one_flipped_byte_anywhere_is_found(
    pack: bytes, request: pytest.FixtureRequest, seed: int, record: Record
) -> None:
    """With a count of so many bytes or more, every byte of the pack is tried."""
    assert verify_pack(pack, "x").ok
    chance = random.Random(seed)
    places = range(len(pack))
    some = min(request.config.getoption("--count") or SHARE, len(pack))
    tried = sorted({*structure(pack), *chance.sample(places, some)})
    missed = [at for at in tried if verify_pack(_flipped(pack, at, chance.randrange(8)), "x").ok]
    record("one flipped byte of a pack", len(tried), len(missed))
    assert missed == []


def _flipped(data: bytes, at: int, bit: int) -> bytes:
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]
