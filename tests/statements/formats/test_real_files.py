"""Real files give the figures that were worked out by other programs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from posassist.statements.statement import Statement

Read = Callable[..., Statement]
FOLDERS = ("ofx", "qif", "mt940", "camt", "bai2", "coda")
# Its three statements are in three currencies, which the known figure adds up as one.
THREE_CURRENCIES = "mt940/wolph_cmxl_mt940.sta"
# Files whose own figures do not agree with their rows (see expected.json), and which do not.
DISAGREE = {
    "bai2/citi_example.bai2": {"balance"},
    "camt/camt053.v2.five.decimals.xml": {"balance"},
    "camt/tryton_camt.053.001.02.xml": {"sum", "count_credit"},
    "mt940/jejik_commerzbank.sta": {"balance"},
    "mt940/jejik_deutschebank.sta": {"balance"},
    "mt940/jejik_ing-dos.sta": {"balance"},
    "mt940/jejik_triodos.sta": {"balance"},
    "mt940/php_hsbc.sta": {"balance"},
    "mt940/wolph_jejik_abnamro.sta": {"balance 1", "opening 2", "balance 2"},
    "mt940/wolph_jejik_postfinance.sta": {"balance 2"},
    "mt940/wolph_self-provided_multiline.sta": {"balance"},
}
UNTOLD = ("bai2/moov_sample3.bai2", "bai2/moov_sample4-continuations-newline-delimited.bai2")


def test_every_file_gives_its_known_figures(read: Read, samples: Path) -> None:
    known = json.loads((samples / "expected.json").read_text(encoding="utf-8"))
    files = [each for each in known if each.partition("/")[0] in FOLDERS]
    assert len(files) == 47
    for file in files:
        found = read((samples / file).read_bytes(), name=Path(file).name)
        figures = known[file]
        named = {"?": "CNY"}
        sums = {named.get(currency, currency): each for currency, each in figures["sums"].items()}
        assert not found.bad_rows, file
        assert len(found.bank) == figures["n"], file
        assert str(found.first or "None") == str(figures["first"]), file
        assert str(found.last or "None") == str(figures["last"]), file
        if file != THREE_CURRENCIES:
            assert dict(found.sums) == sums, file
        if file not in UNTOLD:
            wrong = {each.name for each in found.checks if not each.agrees}
            assert wrong == DISAGREE.get(file, set()), file


def test_sums_of_several_currencies_are_not_added_up(read: Read, samples: Path) -> None:
    found = read((samples / THREE_CURRENCIES).read_bytes())
    assert found.sums == {"DEM": "87.30", "EUR": "2200.00", "PLN": "10040.00"}
    assert all(each.agrees for each in found.checks)


def test_figures_that_were_doctored_are_told(read: Read, samples: Path) -> None:
    found = read((samples / UNTOLD[1]).read_bytes())
    wrong = {each.name for each in found.checks if not each.agrees}
    assert {"sum_credit 2", "sum_debit 3", "records_account 2", "records_file"} <= wrong
    assert not found.bad_rows


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_kept_original_gives_the_same_rows(read: Read, samples: Path, folder: str) -> None:
    for file in sorted((samples / folder).iterdir()):
        data = file.read_bytes()
        found = read(data, name=file.name)
        assert (found.kept == data) is not bool(found.struck)
        again = read(found.kept, name=file.name)
        assert (again.bank, again.kept) == (found.bank, found.kept)
