"""The same books are judged once: again only after they changed, or for another day."""

import datetime as dt
from pathlib import Path

import pytest

from posassist.base.paths import Profile
from posassist.reconcile.findings import judge
from posassist.usecases import reconcile_period as judging
from posassist.usecases import registers, undo
from posassist.usecases.import_statement import import_bytes
from posassist.usecases.shop import open_shop

NOW = dt.datetime(2026, 9, 20, 4, tzinfo=dt.UTC)
SETTLED = b"merchant_id,gross,fee,net,currency,settled_on\nM1,10.00,0.06,9.94,CNY,2026-09-15\n"


def test_the_same_books_are_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = []

    def counted(*args: object, **more: object) -> object:
        judged.append(more["as_of"])
        return judge(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(judging, "judge", counted)
    with open_shop(Profile(tmp_path / "p"), clock=lambda: NOW) as shop:
        import_bytes(shop, "s.csv", SETTLED)
        first = judging.reconcile_period(shop)
        assert judging.reconcile_period(shop) is first
        assert judging.reconcile_period(shop, as_of=dt.date(2026, 9, 16)) is not first
        assert len(judged) == 2
        registers.add_account(shop, "ICBC", last4="8801")
        assert judging.reconcile_period(shop) is not first
        import_bytes(shop, "s.csv", SETTLED)  # the same file again is no change
        kept = judging.reconcile_period(shop)
        assert len(judged) == 3
        undo.undo(shop)
        undo.undo(shop)
        assert judging.reconcile_period(shop).settlement.rows == 0
        assert kept.settlement.rows == 1
        assert judging.reconcile_period(shop, full=True) is not kept
    assert len(judged) == 5


def test_large_books_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_KEPT", 0)
    with open_shop(Profile(tmp_path / "p"), clock=lambda: NOW) as shop:
        import_bytes(shop, "s.csv", SETTLED)
        assert judging.reconcile_period(shop) is not judging.reconcile_period(shop)
