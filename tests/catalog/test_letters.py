"""Letter files: every blank known, both languages there, nothing silently ignored."""

from pathlib import Path

import pytest

from posassist.base.errors import CatalogError, WrongUsage
from posassist.base.i18n import LANGUAGES
from posassist.catalog.letters import FIELDS, SHORT_LIMIT, letter, letters

GOOD = """
title = "T {{case.number}}"
to = "{{provider.full_name}}"
reply_days = 5
short = "S"
[[part]]
text = "x"
[[source]]
title = "ours"
confidence = "own advice"
checked = 2026-11-24
"""


def _own(tmp_path: Path, **changes: str) -> Path:
    folder = tmp_path / "letters" / "xx"
    folder.mkdir(parents=True)
    texts = {"mine.en.toml": GOOD, "mine.zh_CN.toml": GOOD, **changes}
    for name, text in texts.items():
        if text:
            (folder / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_complaint_exists_in_both_languages() -> None:
    for code in LANGUAGES:
        text = letter("complaint-provider", code, where="CN")
        assert (text.where, text.language, text.origin) == ("CN", code, "shipped")
        assert set(text.blanks) <= set(FIELDS)
        assert len(text.short) <= SHORT_LIMIT
        assert text.sources


def test_both_languages_ask_for_the_same() -> None:
    found = {each.language: set(each.blanks) for each in letters(where="cn")}
    assert found["en"] == found["zh_CN"]


def test_the_owners_own_letters_join_the_shipped_ones(tmp_path: Path) -> None:
    own = _own(tmp_path)
    (tmp_path / "letters" / "notes.txt").write_text("no folder", encoding="utf-8")
    assert {each.where for each in letters(own=own)} == {"", "CN", "XX"}
    mine = letter("mine", "en", where="XX", own=own)
    assert mine.origin == "own"
    assert mine.blanks == ("case.number", "provider.full_name")


def test_a_place_without_letters_has_none(tmp_path: Path) -> None:
    assert {each.where for each in letters(where="../formats")} == {""}
    assert {each.where for each in letters(where="XX", own=tmp_path)} == {""}
    with pytest.raises(WrongUsage, match="poem"):
        letter("poem", "en", where="CN")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (GOOD.replace("{{case.number}}", "{{case.__class__}}"), "case.__class__"),
        (GOOD.replace("case.number", ""), "no such field"),
        (GOOD.replace('text = "x"', ""), "missing"),
        (GOOD.replace('text = "x"', 'table = "everything"'), "table"),
        (GOOD.replace('[[part]]\ntext = "x"', ""), "part"),
        (GOOD.replace('"own advice"', '"secondary"'), "site"),
        (GOOD.replace('"own advice"', '"unverified"'), "confidence"),
        (GOOD.replace("reply_days = 5", "reply_days = 5\ncode = 1"), "code"),
    ],
)
def test_a_wrong_letter_is_refused_by_name(tmp_path: Path, text: str, told: str) -> None:
    own = _own(tmp_path, **{"mine.en.toml": text})
    with pytest.raises(CatalogError, match=told) as refused:
        letters(own=own)
    assert refused.value.fields["file"] == "mine.en.toml"


@pytest.mark.parametrize("name", ["other.fr.toml", "other.toml"])
def test_a_file_must_say_its_language(tmp_path: Path, name: str) -> None:
    with pytest.raises(CatalogError, match=r"LETTER\.LANGUAGE"):
        letters(own=_own(tmp_path, **{name: GOOD}))


def test_a_letter_in_one_language_only_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="zh_CN"):
        letters(own=_own(tmp_path, **{"mine.zh_CN.toml": ""}))


def test_a_letter_for_everywhere_gives_way_to_a_places_own(tmp_path: Path) -> None:
    for place in ("all", "xx"):
        folder = tmp_path / "letters" / place
        folder.mkdir(parents=True)
        for code in LANGUAGES:
            text = GOOD.replace('"T ', f'"{place} ')
            (folder / f"mine.{code}.toml").write_text(text, encoding="utf-8")
    assert letter("mine", "en", where="XX", own=tmp_path).title.startswith("xx")
    elsewhere = letter("mine", "en", where="DE", own=tmp_path)
    assert (elsewhere.where, elsewhere.title) == ("", "all {{case.number}}")


def test_every_promised_letter_is_there() -> None:
    chinese = {each.id for each in letters(where="CN")}
    assert chinese >= {
        "first-request", "complaint-provider", "correction-request", "fee-refund",
        "deposit-refund", "hold-release", "order-review-reply", "chargeback-defence",
        "one-sided-entry", "arrears-statement-request", "arrears-objection",
        "demand-before-action", "request-records", "re-payout-request", "customer-reply",
        "lawyer-brief", "report-regulator", "report-pcac", "report-12378", "report-12315",
        "report-unionpay", "payment-order", "small-claims",
    }  # fmt: skip
    assert {each.id for each in letters(where="GB")} >= {"complaint-provider", "report-regulator"}


def test_both_languages_of_every_letter_ask_for_the_same() -> None:
    asked: dict[tuple[str, str], dict[str, set[str]]] = {}
    for each in letters():
        asked.setdefault((each.where, each.id), {})[each.language] = set(each.blanks)
    for name, by_language in asked.items():
        assert by_language["en"] == by_language["zh_CN"], name


CITES = 'text = "by Article 195 of the Code"'
READ = """
[[source]]
id = "code"
title = "the code"
site = "example.invalid"
confidence = "primary"
checked = 2026-11-24
"""


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        (CITES, ""),
        (CITES, READ),
        (f'{CITES}\ncites = ["ours"]', 'id = "ours"'),
        ('points = ["《民法典》第一百九十五条"]', ""),
        (f'{CITES}\ncites = ["code"]', ""),
    ],
)
def test_a_claim_about_the_law_needs_a_source_that_was_read(
    tmp_path: Path, claim: str, source: str
) -> None:
    text = GOOD.replace('text = "x"', claim)
    text = (
        text.replace('title = "ours"', f'title = "ours"\n{source}')
        if "ours" in source
        else (text + source)
    )
    with pytest.raises(CatalogError, match=r"cites|source"):
        letters(own=_own(tmp_path, **{"mine.en.toml": text}))


def test_a_claim_with_its_source_is_taken(tmp_path: Path) -> None:
    text = GOOD.replace('text = "x"', f'{CITES}\ncites = ["code"]') + READ
    own = _own(tmp_path, **{"mine.en.toml": text, "mine.zh_CN.toml": text})
    assert letter("mine", "en", where="XX", own=own).parts[0].cites == ("code",)


def test_a_letter_without_any_source_is_refused(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("[[source]]")]
    with pytest.raises(CatalogError, match="source"):
        letters(own=_own(tmp_path, **{"mine.en.toml": text}))
