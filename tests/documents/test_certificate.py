"""The certificate says how the records came, in both languages, and invents nothing."""

import datetime as dt
from collections.abc import Callable

from posassist.documents.certificate import certificate
from posassist.documents.pack import Acquisition, EvidencePack


def test_it_speaks_both_languages_and_leaves_the_signature_open(
    make_pack: Callable[..., EvidencePack],
) -> None:
    told = certificate(make_pack()).decode()
    assert "数据提取说明" in told
    assert "Certificate of acquisition" in told
    assert "SN-1" in told
    assert "37 s fast" in told
    assert "Totals of the device agree: not known" in told
    assert "Read to the end: yes" in told


def test_clocks_are_told_slow_right_or_not_at_all(make_pack: Callable[..., EvidencePack]) -> None:
    acquisitions = (
        Acquisition("a", clock_offset=dt.timedelta(seconds=-5), complete=False),
        Acquisition("b", clock_offset=dt.timedelta()),
        Acquisition("c"),
    )
    told = certificate(make_pack(acquisitions=acquisitions)).decode()
    assert "5 s slow" in told
    assert "right to the second" in told
    assert told.count("Clock of the device") == 2
    assert "Read to the end: no\n" in told


def test_a_line_of_data_cannot_make_a_line_of_its_own(
    make_pack: Callable[..., EvidencePack],
) -> None:
    told = certificate(make_pack(acquisitions=(Acquisition("x\nSignature: me"),))).decode()
    assert "x Signature: me" in told
