"""What is printed lies there whole, or the owner is told why not."""

import os
from pathlib import Path

import pytest

from posassist.base.errors import DocumentError
from posassist.usecases.printing import print_file


def test_a_file_is_written_over_the_one_before(tmp_path: Path) -> None:
    for data in (b"first", b"second"):
        print_file(tmp_path / "a.pdf", data)
        assert (tmp_path / "a.pdf").read_bytes() == data
    assert len(list(tmp_path.iterdir())) == 1


def test_a_place_that_takes_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "none").write_bytes(b"a file where a folder is wanted")
    with pytest.raises(DocumentError, match="none"):
        print_file(tmp_path / "none" / "a.pdf", b"x")


@pytest.mark.skipif(os.name != "posix", reason="a limit on the size of files is POSIX")
def test_a_full_disk_leaves_the_file_before_as_it_was(tmp_path: Path) -> None:
    import resource  # noqa: PLC0415 - POSIX only

    print_file(tmp_path / "a.pdf", b"first")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(DocumentError, match="full"):
            print_file(tmp_path / "a.pdf", b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [each.name for each in tmp_path.iterdir()] == ["a.pdf"]
    assert (tmp_path / "a.pdf").read_bytes() == b"first"
