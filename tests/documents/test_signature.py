"""Signed pages: not altered since, and nothing more is claimed; another reader says the same."""

import datetime as dt
import subprocess
from pathlib import Path

import pytest

from posassist.base.errors import DocumentError
from posassist.base.i18n import language
from posassist.documents.page import Sheet
from posassist.documents.signature import opened, self_made, signature_of, signed
from posassist.documents.verify import verify_pack

AT = dt.datetime(2026, 11, 27, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def page() -> bytes:
    sheet = Sheet(language("zh_CN"), title="晨光", head=("posassist", ""))
    sheet.paragraph("晨光便利店 ¥1,286.00")
    return sheet.rendered(AT).pdf


@pytest.fixture(scope="module")
def p12() -> bytes:
    return self_made("晨光便利店", "secret", AT)


@pytest.fixture(scope="module")
def done(page: bytes, p12: bytes) -> bytes:
    return signed(page, opened(p12, "secret", "shop.p12"))


def test_a_signed_page_begins_with_the_page_and_holds(page: bytes, done: bytes) -> None:
    assert done.startswith(page)
    found = signature_of(done)
    assert found is not None
    assert (found.name, found.self_made, found.intact, found.whole) == (
        "晨光便利店", True, True, True,
    )  # fmt: skip
    assert signature_of(page) is None
    verdict = verify_pack(done, "page.pdf")
    assert (verdict.ok, verdict.anchored) == (True, False)
    assert "self-made" in str(verdict.checks[0].detail)


def test_another_reader_finds_the_signature_valid(done: bytes, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(done)
    told = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False)
    assert "Signature is Valid" in told.stdout
    assert "Total document signed" in told.stdout


def test_no_changed_byte_stays_unnoticed(done: bytes) -> None:
    for place in (*range(9, len(done), len(done) // 60), len(done) - 5):
        changed = bytearray(done)
        changed[place] ^= 0x01
        verdict = verify_pack(bytes(changed), "page.pdf")
        assert not verdict.ok, place


def test_what_is_added_behind_or_cut_off_is_noticed(page: bytes, done: bytes, p12: bytes) -> None:
    added = done + b"\n% more\n"
    assert not verify_pack(added, "page.pdf").ok
    assert not verify_pack(done[:-200], "page.pdf").ok
    assert not verify_pack(page + b"/ByteRange", "page.pdf").ok
    other = signed(page, opened(self_made("别人", "x", AT), "x", "o.p12"))
    found = signature_of(other)
    assert found is not None
    assert found.name == "别人"  # anyone can sign anew: that is what the sentence says
    del p12


def test_books_that_know_a_signed_page_say_so(done: bytes) -> None:
    from posassist.documents.bundle import digest  # noqa: PLC0415

    verdict = verify_pack(done, "page.pdf", books=frozenset({digest(done)}))
    assert [(each.name, each.ok) for each in verdict.checks] == [
        ("signature", True),
        ("books", True),
    ]


@pytest.mark.parametrize(("data", "password"), [(b"nonsense", "x"), (None, "wrong"), (None, "")])
def test_a_certificate_that_cannot_be_used_is_told(
    p12: bytes, data: bytes | None, password: str
) -> None:
    with pytest.raises(DocumentError, match=r"shop\.p12"):
        opened(data or p12, password, "shop.p12")


def test_a_certificate_without_a_key_is_none(p12: bytes) -> None:
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415
        NoEncryption,
        pkcs12,
    )

    _key, certificate, _others = pkcs12.load_key_and_certificates(p12, b"secret")
    bare = pkcs12.serialize_key_and_certificates(b"x", None, certificate, None, NoEncryption())
    with pytest.raises(DocumentError):
        opened(bare, "", "bare.p12")
