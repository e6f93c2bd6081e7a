"""Whose terminal was it? What devices and slips say of themselves, against the register.

A swapped terminal, or one registered for somebody else, takes the shop's sales to another account.
Nothing is said while the register names no terminal by its number.
"""

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from posassist.base.i18n import N_, Text
from posassist.domain.party import Terminal
from posassist.reconcile.checks import CheckKind, Noticed
from posassist.reconcile.picture import Entry


@dataclass(frozen=True, slots=True)
class Told:
    """What a device said of itself when its journal was pulled, and the number of its records."""

    terminal_id: str
    serial: str
    on: dt.date


def devices(
    entries: Sequence[Entry],
    pulls: Sequence[Told],
    register: Sequence[Terminal],
    printed: Mapping[int, str],
) -> list[Noticed]:
    """Return what contradicts the register: numbers it does not know, merchants, names, serials.

    `printed` are the merchants' names that slips print, by the ids of their entries.
    """
    known = {each.terminal_id or each.serial: each for each in register}
    known.pop("", None)
    if not any(each.terminal_id for each in register):
        return []
    return [
        *_strangers(entries, known),
        *_merchants(entries, known),
        *_names(entries, known, printed),
        *_serials(pulls, known),
    ]


def _strangers(entries: Sequence[Entry], known: dict[str, Terminal]) -> Iterator[Noticed]:
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for each in entries:
        if each.record.terminal_id not in known:
            found[each.record.terminal_id].append(each)
    for terminal, rows in sorted(found.items()):
        said = N_(
            "{count} records since {day} are of terminal {terminal}, which is not registered. "
            "Read the number on the device: if it is yours, register it; if it is not, whose "
            "account do its sales go to?"
        )
        fields = {"count": len(rows), "day": _first(rows), "terminal": terminal}
        yield _noticed(rows, Text(said, fields))


def _merchants(entries: Sequence[Entry], known: dict[str, Terminal]) -> Iterator[Noticed]:
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for each in entries:
        terminal, merchant = each.record.terminal_id, each.record.merchant_id
        registered = known[terminal].merchant_id if terminal in known else ""
        if merchant and registered and merchant != registered:
            found[terminal, merchant].append(each)
    for (terminal, merchant), rows in sorted(found.items()):
        said = N_(
            "Terminal {terminal} is registered for merchant {registered}, but {count} records "
            "since {day} say {merchant}. Ask the provider whose merchant number that is before "
            "the next sale."
        )
        fields = {
            "terminal": terminal,
            "registered": known[terminal].merchant_id,
            "count": len(rows),
            "day": _first(rows),
            "merchant": merchant,
        }
        yield _noticed(rows, Text(said, fields))


def _names(
    entries: Sequence[Entry], known: dict[str, Terminal], printed: Mapping[int, str]
) -> Iterator[Noticed]:
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for each in entries:
        terminal, name = each.record.terminal_id, printed.get(each.id, "")
        registered = known[terminal].merchant_name if terminal in known else ""
        if name and registered and _letters(name) != _letters(registered):
            found[terminal, name].append(each)
    for (terminal, name), rows in sorted(found.items()):
        said = N_(
            "{count} slips of terminal {terminal} since {day} name the merchant {name}; "
            "{registered} is registered. A slip that names somebody else proves nothing: ask the "
            "provider before the next sale."
        )
        fields = {
            "count": len(rows),
            "terminal": terminal,
            "day": _first(rows),
            "name": name,
            "registered": known[terminal].merchant_name,
        }
        yield _noticed(rows, Text(said, fields))


def _letters(name: str) -> str:
    """Return a name as it is compared: without width, case, spaces and signs."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(each for each in plain if each.isalnum())


def _serials(pulls: Sequence[Told], known: dict[str, Terminal]) -> Iterator[Noticed]:
    seen = set()
    for each in sorted(pulls, key=lambda each: each.on):
        registered = known[each.terminal_id].serial if each.terminal_id in known else ""
        if not registered or not each.serial or each.serial == registered:
            continue
        if (each.terminal_id, each.serial) in seen:
            continue
        seen.add((each.terminal_id, each.serial))
        said = N_(
            "The device that was read on {day} as terminal {terminal} has the serial number "
            "{serial}; {registered} is registered. If nobody of yours changed it, ask the provider."
        )
        fields = {
            "day": each.on,
            "terminal": each.terminal_id,
            "serial": each.serial,
            "registered": registered,
        }
        yield Noticed(CheckKind.DEVICE, each.on, Text(said, fields))


def _first(rows: Sequence[Entry]) -> dt.date:
    return min(each.record.occurred_at for each in rows).date()


def _noticed(rows: Sequence[Entry], title: Text) -> Noticed:
    return Noticed(CheckKind.DEVICE, _first(rows), title, journal=tuple(each.id for each in rows))
