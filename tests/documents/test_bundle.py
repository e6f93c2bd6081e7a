"""The zip: made one way, checked to the last byte."""

import datetime as dt
import io
import json
import random
import struct
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posassist.base.errors import DocumentError, EvidenceBroken
from posassist.documents import container
from posassist.documents.bundle import MANIFEST, PDF, SUMS, Bundle, bundle, digest, sums, written
from posassist.documents.container import packed, unpack
from posassist.documents.evidence import evidence_pdf
from posassist.documents.pack import EvidencePack
from posassist.documents.verify import Verified, anchor_of, verify_pack

MakePack = Callable[..., EvidencePack]
AT = dt.datetime(2026, 11, 24, 10, 30, tzinfo=dt.UTC)


@pytest.fixture
def made(make_pack: MakePack, originals: dict[str, bytes]) -> Bundle:
    pack = make_pack(2, printed_before=("f" * 64,))
    return bundle(pack, evidence_pdf(pack, "en"), originals, "en")


def _first_bad(verdict: Verified) -> str:
    return next(f"{check.name}: {check.detail}" for check in verdict.checks if not check.ok)


def _changed(made: Bundle, **members: bytes | None) -> bytes:
    """Pack again with other members, sums and date right: what a careful forger does."""
    found = unpack(made.data)
    for name, data in members.items():
        path = {"pdf": PDF, "bank": "originals/bank.csv", "manifest": MANIFEST, "extra": "x.txt"}[
            name
        ]
        if data is None:
            del found[path]
        else:
            found[path] = data
    found[SUMS] = sums(found)
    return packed(found, dt.datetime.fromisoformat(str(made.manifest["printed_on"])))


def test_the_same_pack_gives_the_same_bytes(
    make_pack: MakePack, originals: dict[str, bytes], made: Bundle
) -> None:
    pack = make_pack(2, printed_before=("f" * 64,))
    assert bundle(pack, evidence_pdf(pack, "en"), originals, "en").data == made.data
    assert digest(made.data) == made.sha256


def test_sha256sum_and_any_unzip_program_agree(made: Bundle, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 24, 10, 30, 0)}
        archive.extractall(tmp_path)
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "originals" / "十月.xlsx").read_bytes() == b"export"
    manifest = json.loads((tmp_path / MANIFEST).read_text(encoding="utf-8"))
    assert manifest == json.loads(json.dumps(made.manifest))
    assert {each["path"] for each in manifest["files"]} >= {PDF, "certificate.txt"}
    assert "数据提取说明" in (tmp_path / "certificate.txt").read_text(encoding="utf-8")


def test_a_sound_pack_is_found_sound_and_says_it_has_no_anchor(made: Bundle) -> None:
    verdict = verify_pack(made.data, "case.zip")
    assert verdict.ok
    assert not verdict.anchored
    assert [check.name for check in verdict.checks] == [
        "archive", "sums", "manifest", "pdf", "bytes", "anchor",
    ]  # fmt: skip


def test_a_flipped_byte_anywhere_is_found(made: Bundle) -> None:
    places = [*range(0, len(made.data), 151), *range(len(made.data) - 700, len(made.data))]
    for place in places:
        data = bytearray(made.data)
        data[place] ^= 1 << place % 8
        verdict = verify_pack(bytes(data), "case.zip")
        assert not verdict.ok, place
        assert _first_bad(verdict)


def test_a_changed_original_is_named(made: Bundle) -> None:
    data = made.data.replace(b"bank.csvstatement", b"bank.csvstatemenT", 1)
    assert _first_bad(verify_pack(data, "x")) == (
        "sums: originals/bank.csv was changed: its SHA-256 differs"
    )


def test_bytes_before_after_and_between_are_found(made: Bundle) -> None:
    for data in (made.data + b"x", b"x" + made.data, made.data[:-1], made.data * 2, b""):
        assert not verify_pack(data, "x").ok
    assert "byte" in _first_bad(verify_pack(made.data + b"x", "x"))


def test_a_forger_who_mends_the_sums_is_found_by_the_manifest(made: Bundle) -> None:
    assert _first_bad(verify_pack(_changed(made, bank=b"other"), "x")).startswith("manifest")
    assert _first_bad(verify_pack(_changed(made, bank=None), "x")) == (
        "manifest: originals/bank.csv is in the manifest but not in the pack"
    )
    assert _first_bad(verify_pack(_changed(made, extra=b"x"), "x")) == (
        "manifest: x.txt is not the file the manifest describes"
    )
    assert _first_bad(verify_pack(_changed(made, manifest=b"{"), "x")).startswith("manifest")
    other = json.dumps(made.manifest).encode()
    assert _first_bad(verify_pack(_changed(made, manifest=other), "x")) == (
        "manifest: manifest.json is not written as posassist writes it"
    )


def test_a_manifest_that_contradicts_itself_is_found(made: Bundle) -> None:
    for change, bad in (
        ({"pdf": {"sha256": "0"}}, "pdf"),
        ({"pdf": None}, "pdf"),
        ({"printed_on": "yesterday"}, "bytes"),
        ({"printed_on": 7}, "bytes"),
        ({"files": "none"}, "manifest"),
        ({"schema": "else"}, "manifest"),
        ({"shop": "\ud800"}, "manifest"),
    ):
        data = json.dumps({**made.manifest, **change})
        try:
            data_bytes = written({**made.manifest, **change})
        except ValueError:
            data_bytes = data.encode()
        assert _first_bad(verify_pack(_changed(made, manifest=data_bytes), "x")).startswith(bad)


def test_sums_that_lack_or_invent_a_file_are_found(made: Bundle) -> None:
    at = dt.datetime.fromisoformat(str(made.manifest["printed_on"]))
    members = unpack(made.data)
    lines = members[SUMS].splitlines(keepends=True)
    for text, told in (
        (b"".join(lines[1:]), "is not listed in SHA256SUMS"),
        (b"".join([*lines, b"0" * 64, b"  gone.txt\n"]), "is listed in SHA256SUMS but not"),
        (b"".join(reversed(lines)), "is not written as posassist writes it"),
    ):
        data = packed({**members, SUMS: text}, at)
        assert told in _first_bad(verify_pack(data, "x"))


def test_a_pack_made_anew_as_a_whole_is_found_with_an_anchor_only(made: Bundle) -> None:
    forged = _changed(
        made, manifest=written({**made.manifest, "printed_on": "2026-11-24T10:30:00+08:00",
                                "shop": "另一家"}),
    )  # fmt: skip
    assert verify_pack(forged, "x").ok
    anchor = anchor_of(made.data, "case.zip")
    assert "f" * 64 in anchor.digests
    assert [each.length for each in anchor.heads.values()] == [7]
    verdict = verify_pack(forged, "x", anchor)
    assert not verdict.ok
    assert not verdict.anchored
    assert _first_bad(verdict) == "anchor: the anchor does not know this file"
    genuine = verify_pack(made.data, "x", anchor)
    assert genuine.ok
    assert genuine.anchored


def test_a_lone_page_needs_something_to_compare_with(made: Bundle) -> None:
    pdf = unpack(made.data)[PDF]
    alone = verify_pack(pdf, "case.pdf")
    assert not alone.ok
    assert "nothing to compare" in _first_bad(alone)
    assert verify_pack(pdf, "case.pdf", anchor_of(made.data, "case.zip")).anchored
    assert not verify_pack(pdf + b" ", "case.pdf", anchor_of(made.data, "case.zip")).ok


def test_a_broken_pack_is_no_anchor(made: Bundle) -> None:
    with pytest.raises(EvidenceBroken):
        anchor_of(made.data[:-1], "case.zip")
    for broken in ({"printed_before": "x"}, {"chain_length": None}, {"shop_id": "1"}):
        forged = _changed(made, manifest=written({**made.manifest, **broken}))
        assert verify_pack(forged, "x").ok
        with pytest.raises(EvidenceBroken, match=r"manifest\.json"):
            anchor_of(forged, "case.zip")
    with pytest.raises(EvidenceBroken, match=r"case\.pdf stands alone"):
        anchor_of(unpack(made.data)[PDF], "case.pdf")


def _zip(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_hostile_files_are_answered_calmly(made: Bundle) -> None:
    bomb = _zip({"bomb": b"\0" * 5_000_000})
    deep = packed({MANIFEST: b"[" * 100_000, SUMS: b""}, AT)
    huge = packed({MANIFEST: b'{"a": ' + b"9" * 9000 + b"}", SUMS: b""}, AT)
    for data in (
        bomb, deep, huge, b"%PD", b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 60,
        _zip({"../../x": b"x", "/etc/passwd": b"y"}, zipfile.ZIP_STORED),
        packed({"../x": b"x"}, AT), packed({"a\nb": b"x", SUMS: b"\xff\xfe"}, AT),
    ):  # fmt: skip
        verdict = verify_pack(data, "x")
        assert not verdict.ok
        assert _first_bad(verdict)
    assert "another program" in _first_bad(verify_pack(bomb, "x"))
    assert not verify_pack(_zip(unpack(made.data)), "x").ok


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(data: bytes) -> None:
    assert not verify_pack(b"PK\x03\x04" + data, "x").ok


def test_shuffled_pieces_get_an_answer(made: Bundle) -> None:
    draw = random.Random(1)
    for _ in range(200):
        start, end = sorted(draw.sample(range(len(made.data)), 2))
        assert not verify_pack(made.data[:start] + made.data[end:], "x").ok


def test_a_name_that_is_no_text_and_a_doubled_name_are_damage() -> None:
    whole = packed({"a": b"1", "b": b"2"}, AT)
    for data in (whole.replace(b"a1", b"\xff1", 1), whole.replace(b"b2", b"a2", 1)):
        with pytest.raises(EvidenceBroken, match="damaged"):
            unpack(data)


def test_sizes_have_limits(monkeypatch: pytest.MonkeyPatch, made: Bundle) -> None:
    monkeypatch.setattr(container, "MOST", 1)
    with pytest.raises(DocumentError):
        packed({"a": b"1", "b": b"2"}, AT)
    assert not verify_pack(made.data, "x").ok
    monkeypatch.setattr("posassist.documents.verify.LARGEST", 10)
    assert "larger than any pack" in _first_bad(verify_pack(made.data, "x"))


def test_dates_a_zip_cannot_hold_are_moved_to_its_ends() -> None:
    for year in (1970, 2200):
        assert unpack(packed({"a": b"1"}, AT.replace(year=year))) == {"a": b"1"}


def test_an_exhibit_that_is_not_what_it_was_stops_the_pack(
    make_pack: MakePack, originals: dict[str, bytes]
) -> None:
    pack = make_pack(1)
    rendered = evidence_pdf(pack, "en")
    for files in ({}, dict.fromkeys(originals, b"other")):
        with pytest.raises(DocumentError, match=r"capture\.bin"):
            bundle(pack, rendered, files, "en")


def test_the_layout_is_the_one_the_format_prescribes(made: Bundle) -> None:
    assert struct.unpack_from("<4sHHH", made.data)[:3] == (b"PK\x03\x04", 20, 0x0800)
