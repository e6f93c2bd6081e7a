"""Real files give the figures that were worked out by other programs.

`POSASSIST_SAMPLES=DIR` adds a folder of files with its own `expected.json`, a case a file.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from posassist.base.errors import StatementUnreadable
from posassist.catalog.formats import Format
from posassist.domain.settlement import StatementKind
from posassist.statements.recognize import claims
from posassist.statements.statement import Statement

pytestmark = pytest.mark.usefixtures("here")
Read = Callable[..., Statement]
HERE = Path(__file__).resolve().parents[2].parent / "shared" / "samples"
# Not tables: read by code, tested beside it. The PDF holds no rows.
NO_TABLES = ("bai2", "camt", "coda", "mt940", "ofx", "qif", "pdf")
# What a file declares of itself and does not hold: its author cleaned or doctored it.
DIFFERS = {
    "alipay_csv/alipay_personal_2023_gbk.csv": {"count", "sum_credit", "sum_debit"},
    "bank_csv/oca_meta_data_separated_credit_debit.csv": {"closing"},
    "bank_xls/uob_txn_history.xls": {"balance"},
    "cn_bank_csv/abc_debit.csv": {"balance"},
    "cn_bank_csv/bocom_debit.csv": {"balance"},
    "cn_bank_csv/cmb_debit.csv": {"balance"},
    "cn_bank_csv/icbc_credit.csv": {"sum_credit", "sum_debit", "balance"},
    "cn_bank_csv/icbc_debit_v1.csv": {"sum_credit", "sum_debit"},
    "meituan_csv/meituan_2024.csv": {"sum_debit"},
    "wechat_csv/wechat_personal_deg.csv": {"count", "sum_credit", "sum_debit"},
}


def cases() -> list[Any]:
    """Every file of the samples, and of the folder that was named, with what it is to give."""
    found = []
    for folder in {HERE, Path(os.environ.get("POSASSIST_SAMPLES", HERE))}:
        listed = folder / "expected.json"
        known = json.loads(listed.read_text(encoding="utf-8")) if listed.is_file() else {}
        found += [
            pytest.param(folder / file, figures, id=file)
            for file, figures in sorted(known.items())
            if file != "_about" and not (folder == HERE and file.startswith(NO_TABLES))
        ]
    return found


@pytest.mark.parametrize(("path", "known"), cases())
def test_a_real_file_gives_its_known_figures(
    read: Read, path: Path, known: dict[str, object]
) -> None:
    found = read(path.read_bytes(), name=path.name)
    figures = _figures(found)
    assert figures == {
        key: figures[key] if known[key] is None else _in_yuan(known[key]) for key in figures
    }
    assert not found.bad_rows
    kept = sum(not each.moved_money for each in found.settlement)
    assert kept == known.get("not_money", kept) or found.kind is StatementKind.BANK


@pytest.mark.parametrize(("path", "known"), cases())
def test_exactly_one_format_claims_a_real_file(
    shipped: tuple[Format, ...], path: Path, known: dict[str, object]
) -> None:
    assert known
    assert len(claims(path.name, path.read_bytes(), shipped)) == 1


@pytest.mark.parametrize(("path", "known"), cases())
def test_what_a_file_declares_of_itself_holds_or_is_a_warning(
    read: Read, path: Path, known: dict[str, object]
) -> None:
    assert known
    found = read(path.read_bytes(), name=path.name)
    wrong = {each.name for each in found.checks if not each.agrees}
    if path.is_relative_to(HERE):
        assert wrong == DIFFERS.get(path.relative_to(HERE).as_posix(), set())
    for name in wrong:
        assert any(name in str(each) for each in found.warnings)


@pytest.mark.parametrize(("path", "known"), cases())
def test_the_kept_original_of_a_real_file_gives_the_same_rows(
    read: Read, path: Path, known: dict[str, object]
) -> None:
    data = path.read_bytes()
    found = read(data, name=path.name)
    assert found.struck or found.kept == data
    again = read(found.kept, name=path.name)
    assert (again.bank, again.settlement) == (found.bank, found.settlement)
    assert known


def test_a_payout_is_held_against_the_rows_it_pays(read: Read, samples: Path) -> None:
    for name, paid in (("adyen_sdr_types_2026.csv", "18.00"), ("adyen_test.xlsx", "23006.27")):
        found = read((samples / "adyen" / name).read_bytes(), name=name)
        payout = next(each for each in found.checks if each.name == "payout")
        assert (payout.declared, payout.counted, payout.agrees) == (paid, paid, True)


def test_a_row_that_contradicts_itself_is_pointed_out(read: Read, samples: Path) -> None:
    found = read((samples / "adyen" / "adyen_test.xlsx").read_bytes())
    assert any("not gross less fee" in str(each) for each in found.warnings)
    assert any("rounded" in str(each) for each in found.warnings)


def test_a_pdf_is_refused_with_what_to_ask_for(read: Read, samples: Path) -> None:
    data = (samples / "pdf" / "beangulp_Statement.pdf").read_bytes()
    with pytest.raises(StatementUnreadable, match="PDF"):
        read(data, name="Statement.pdf")


def _figures(found: Statement) -> dict[str, object]:
    return {
        "n": len(found.bank) + len(found.settlement),
        "sums": found.sums,
        "gross": found.gross,
        "fees": found.fees,
        "first": str(found.first),
        "last": str(found.last),
    }


def _in_yuan(figures: object) -> object:
    """A file that names no currency is read in the shop's."""
    if isinstance(figures, dict) and "?" in figures:
        return {"CNY": figures["?"]}
    return figures
