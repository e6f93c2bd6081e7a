"""The shops of a chain on Spark give what they give without it, to the last link."""

import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import Posassist
from tests.e2e.test_fleet import chain, without_seconds

pytest.importorskip("pyspark", reason="left out: Spark is not installed")
pytestmark = pytest.mark.skipif(
    shutil.which("java") is None, reason="left out: this machine has no Java"
)


@pytest.mark.timeout(300)
def test_spark_gives_the_very_same_links(posassist: Posassist, files: dict[str, Path]) -> None:
    chain(posassist, files, shops=4)
    asked = ("fleet", "reconcile", "--as-of", "2026-09-30")
    here = without_seconds(posassist.within(*asked))
    assert without_seconds(posassist(*asked, "--spark", "local[2]")) == here
