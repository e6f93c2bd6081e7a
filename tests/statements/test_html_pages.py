"""Web pages that are called .xls: their tables are read, card numbers struck in place."""

import json
from collections.abc import Callable

import pytest

from posassist.base.errors import StatementError, StatementUnreadable
from posassist.statements import html_page
from posassist.statements.statement import Statement

pytestmark = pytest.mark.usefixtures("here")

Read = Callable[..., Statement]
CARD = "4539148803436467"
HEAD = "<tr><th>booked_on</th><th>amount</th><th>currency</th><th>memo</th></tr>"
PAGE = (
    "<html><head><meta charset='{charset}'><title>账单</title><style>td {{ x: 1 }}</style></head>"
    "<body><p>{before}</p><table class=x>" + HEAD + "{rows}</table><p>end</p></body></html>"
)


def page(*rows: str, charset: str = "utf-8", before: str = "对账单") -> bytes:
    made = "".join(f"<tr>{each}</tr>" for each in rows)
    return PAGE.format(charset=charset, before=before, rows=made).encode(
        {"gb2312": "gb18030"}.get(charset, charset)
    )


def cells(*texts: str) -> str:
    return "".join(f"<td nowrap>{each}</td>" for each in texts)


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_page_is_read_as_the_table_it_holds(read: Read, charset: str) -> None:
    data = page(
        cells("2026-09-01", "12.00", "CNY", "货款&amp;尾款"),
        cells("2026-09-02", "-3.50", "CNY", "手续&nbsp;费<br>九月"),
        charset=charset,
    )
    found = read(data, name="账单.xls")
    assert (found.format_id, found.sums) == ("posassist.bank", {"CNY": "8.50"})
    assert [each.memo for each in found.bank] == ["货款&尾款", "手续 费 九月"]
    assert found.kept == data


@pytest.mark.parametrize("flood", ["<!--", "<a ", "<!x", "</", "&", "<", "<table>", "<td>"])
def test_floods_that_never_end_leave_the_table_before_them(flood: str) -> None:
    table = "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>"
    first, *_ = html_page.rows_of("a.xls", f"<html>{table}{flood * 100_000}".encode())
    assert json.loads(first) == [0, [["a"], ["b"]]]


def test_tables_that_never_end_do_not_keep_an_import_busy(read: Read) -> None:
    table = page(cells("2026-09-01", "12.00", "CNY", f"card {CARD}"))
    found = read(table + b"</table>" + b"<table>" * 100_000 + b"<p>end", name="a.xls")
    assert [each.memo for each in found.bank] == ["card 453914******6467"]
    assert CARD.encode() not in found.kept


def test_a_page_of_many_rows_comes_back_in_parts_and_whole(read: Read) -> None:
    rows = [cells("2026-09-01", "1.00", "CNY", f"row {n}") for n in range(12_000)]
    found = read(page(*rows), name="a.xls")
    assert [each.memo for each in found.bank] == [f"row {n}" for n in range(12_000)]


@pytest.mark.parametrize("cut", ["<html", "<!doctype html", "<meta x", "<table><tr><td>12.00"])
def test_a_page_cut_off_within_its_first_tags_is_refused(read: Read, cut: str) -> None:
    with pytest.raises(StatementError):
        read(cut.encode(), name="a.xls")


def test_rows_that_are_not_closed_and_tables_in_tables(read: Read) -> None:
    layout = f"""<table><td>loose</table><table><tr><td>navigation<td>more<tr><td colspan=2>
      <table>{HEAD}<tr><td>2026-09-01<td>12.00<td>CNY<td colspan=x>a
      <tr><td>2026-09-02<td>1.00<td>CNY<td>b<script>if (1 < 2) x</script></table>
      <td>after</table><td>stray<tr></table>"""
    found = read(layout.encode(), name="a.xls")
    assert [each.memo for each in found.bank] == ["a", "b"]


def test_card_numbers_of_a_page_are_struck_where_they_stand(read: Read) -> None:
    data = page(
        cells("2026-09-01", "12.00", "CNY", f"card {CARD}"),
        cells("2026-09-02", "1.00", "CNY", "b"),
        before=f"holder {CARD} <table><tr><td>{CARD}</td></tr><tr><td>x</td></tr></table>",
    )
    found = read(data, name="a.xls")
    assert CARD.encode() not in found.kept
    assert found.kept.count(b"453914******6467") == 3
    assert len(found.kept) == len(data)
    assert found.bank[0].memo == "card 453914******6467"
    assert sum(each.count for each in found.struck) >= 2


def test_a_card_number_that_cannot_be_struck_in_place_refuses_the_page(read: Read) -> None:
    broken = f"{CARD[:8]}<b>{CARD[8:]}</b>"
    data = page(cells("2026-09-01", "12.00", "CNY", broken), cells("2026-09-02", "1", "CNY", ""))
    with pytest.raises(StatementUnreadable, match="cannot be struck out"):
        read(data, name="a.xls")


def test_pages_without_a_table_too_large_or_damaged(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(StatementUnreadable, match="without a table"):
        read(b"<html><body>Log in</body></html>", name="a.xls")
    with pytest.raises(StatementUnreadable, match="no text"):
        read(b"<html><meta charset=nonsense>\xff\xfe\xfd<table>", name="a.xls")
    monkeypatch.setattr(html_page, "LARGEST", 100)
    with pytest.raises(StatementUnreadable, match="larger than"):
        read(page(cells("2026-09-01", "12.00", "CNY", "a")), name="a.xls")
