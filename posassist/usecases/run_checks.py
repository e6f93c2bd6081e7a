"""Notice what a careful owner would: doubles, odd sales, gaps, windows, checklists due."""

import datetime as dt
from collections.abc import Sequence

from posassist.base.i18n import N_, Text
from posassist.catalog.patterns import patterns
from posassist.catalog.providers import provider_named, providers
from posassist.domain.provider import ExportWindow
from posassist.reconcile.categories import categories
from posassist.reconcile.checks import CheckKind, Noticed, checks
from posassist.reconcile.devices import Told, devices
from posassist.reconcile.patterns import patterns as together
from posassist.reconcile.picture import Entry
from posassist.store import imports
from posassist.terminals.slips import merchant_name
from posassist.usecases.account_checks import all_seen, sentence_of
from posassist.usecases.add_slips import SOURCE
from posassist.usecases.checklists import overdue, waiting
from posassist.usecases.reconcile_period import picture_of, reconcile_period
from posassist.usecases.registers import all_terminals
from posassist.usecases.shop import Shop

__all__ = ["Noticed", "run_checks"]


def run_checks(shop: Shop, *, as_of: dt.date | None = None) -> list[Noticed]:
    """Return what there is to notice as of a day, rows first; nothing is stored."""
    day = as_of or shop.today()
    found = reconcile_period(shop, as_of=day)
    known = providers(own=shop.profile.root)
    windows: dict[str, ExportWindow] = {}
    for agreed in found.books.terms.agreements:
        provider = provider_named(agreed.acquirer, known)
        if provider is not None and provider.window is not None:
            windows[agreed.merchant_id] = provider.window
    picture = picture_of(found.books, found.matching)
    noticed = checks(picture, found.verdict.discrepancies, windows, day)
    seen = picture.until(day)
    printed = _printed(shop, seen.journal)
    noticed += devices(seen.journal, _pulled(shop), all_terminals(shop), printed)
    noticed += together(seen.journal)
    noticed += categories(seen.journal, shop.details.mcc)
    noticed += [
        Noticed(CheckKind.ACCOUNT, each.check.on, sentence_of(each), amount=each.check.amount)
        for each in all_seen(shop, day)
        if each.alerts or each.statement is False
    ]
    noticed += [
        Noticed(
            CheckKind.CHECKLIST,
            each.due_on or day,
            Text(N_("A checklist is due, every {days} days"), {"days": each.checklist.every_days}),
            about=each.checklist.title,
        )
        for each in overdue(shop, day)
    ]
    noticed += [
        Noticed(
            CheckKind.CHECKLIST,
            record.remind_on,
            Text(N_("Written down on {day}, to be done"), {"day": record.done_on}),
            about=checklist.title,
        )
        for checklist, record in waiting(shop)
        if record.remind_on is not None and record.remind_on <= day
    ]
    return noticed


def _printed(shop: Shop, entries: Sequence[Entry]) -> dict[int, str]:
    """Return the merchant's name that slips print, by entry."""
    words = patterns(own=shop.profile.root)
    with shop.books.reading() as connection:
        slips = imports.of_source(connection, shop.id, SOURCE)
    return {
        each.id: merchant_name(each.record.raw, words)
        for each in entries
        if each.import_id in slips
    }


def _pulled(shop: Shop) -> list[Told]:
    """Return what devices said of themselves, pull by pull."""
    with shop.books.reading() as connection:
        pulls = [each for each in imports.all_imports(connection, shop.id) if each.source == "pull"]
    return [
        Told(
            str(each.options["terminal_id"] or each.options["serial_number"]),
            str(each.options["serial_number"]),
            each.imported_at.astimezone(shop.zone).date(),
        )
        for each in pulls
    ]
