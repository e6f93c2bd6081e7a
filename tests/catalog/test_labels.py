"""Nothing is said without where it stands and when it was looked up, or the label of our advice."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posassist.base.paths import resources
from posassist.catalog.sources import OWN_ADVICE

TOLD = ("arrears", "brands", "calendars", "checklists", "guides", "jurisdictions", "letters",
        "providers")  # fmt: skip
FILES = sorted(
    path for kind in TOLD for path in (Path(str(resources())) / kind).rglob("*.toml")
)  # fmt: skip
LOOKED_UP = dt.date(2026, 1, 1)


def _tables(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - whatever TOML holds
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _tables(part)
    elif isinstance(value, list):
        for part in value:
            yield from _tables(part)


@pytest.mark.parametrize("path", FILES, ids=lambda each: f"{each.parent.name}/{each.stem}")
def test_a_file_says_what_its_words_rest_on(path: Path) -> None:
    whole = tomllib.loads(path.read_text(encoding="utf-8"))
    tables = list(_tables(whole))
    sources = [each for each in tables if each.keys() & {"checked", "checked_on"}]
    for source in sources:
        on = source.get("checked") or source["checked_on"]
        assert LOOKED_UP <= on <= dt.datetime.now(dt.UTC).date()
        where = " ".join(str(source.get(key, "")) for key in ("site", "title", "source")).strip()
        assert where or source.get("confidence") == OWN_ADVICE, source
    labels = {each["confidence"] for each in tables if "confidence" in each}
    if labels - {OWN_ADVICE}:
        assert sources, f"{path.name} names a confidence and no source"
    if not labels and not sources:
        # Names alone claim nothing; a number would.
        said = [text for each in tables for text in each.values() if isinstance(text, (int, str))]
        assert not any(re.search(r"\d{3}", str(text)) for text in said), path.name
