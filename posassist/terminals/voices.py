"""How simulated terminals answer: one function a protocol, which yields frame after frame."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from posassist.domain.journal import EntryType, JournalEntry
from posassist.terminals import cn_mis_records as cn_mis
from posassist.terminals import pax_records as pax
from posassist.terminals import transbank_records as transbank
from posassist.terminals import zvt_framing, zvt_receipts
from posassist.terminals import zvt_records as zvt
from posassist.terminals.framing import LRC, Framing
from posassist.terminals.tlv_framing import TLV

# The codes of a sale and its void are recorded, those of a refund and of the rest invented.
CN_MIS_CODES: Final = {EntryType.SALE: "45", EntryType.VOID: "46", EntryType.REFUND: "47"}
CN_MIS_PAGE: Final = 3  # records, which fit into the 1,024 bytes of a body
MODEL: Final = "模拟终端 / Simulated terminal"


class Unplugged(Exception):
    """The plug comes out now."""


class Held(Protocol):
    """What a simulated terminal holds and was asked."""

    entries: list[JournalEntry]
    serial_number: str
    commands_seen: list[str]
    place: int  # where a list that comes in pages goes on

    def reach(self, number: int) -> None:
        """Raise Unplugged, once, where the plug comes out before this record."""


def _never(_body: bytes) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Voice:
    """A protocol's answers, and the seconds a terminal thinks between its ACK and the first.

    Where `waits_for_replies`, a frame that `is_reply` brings the next one, and no ACK does.
    """

    answer: Callable[[Held, bytes], Iterator[bytes]]
    thinks: float = 0.0
    serial: Framing = LRC
    network: Framing = LRC
    is_reply: Callable[[bytes], bool] = _never
    waits_for_replies: bool = False


def _pax(terminal: Held, body: bytes) -> Iterator[bytes]:
    fields = body.decode("latin-1").split(pax.FS)
    command = fields[0]
    terminal.commands_seen.append(command)
    serial = terminal.serial_number
    if command == "A00":
        yield pax.response("A01", pax.OK, "OK", [serial, MODEL, *[""] * 9])
    elif command == "R00":
        yield pax.response("R01", pax.OK, "OK", pax.total_fields(terminal.entries))
    elif command == "R08" and len(batches := sorted({e.batch_no for e in terminal.entries})) > 1:
        closed = [each for each in terminal.entries if each.batch_no == batches[-2]]
        fields = pax.last_batch_fields(closed, batches[-2])
        yield pax.response("R09", pax.OK, "OK", fields)
    elif command == "R02" and len(fields) > 5 and re.fullmatch("[0-9]{1,6}", fields[5]):
        number, total = int(fields[5]), len(terminal.entries)
        terminal.reach(number)
        if number < total:
            yield pax.record(terminal.entries[number], number, total, serial)
        else:
            yield pax.response("R03", pax.NOT_FOUND, "NOT FOUND", [])
    else:
        known = command[1:].isdigit()
        following = f"{command[:1]}{int(command[1:]) + 1:02}" if known else "E01"
        yield pax.response(following, pax.UNSUPPORTED, "UNSUPPORTED", [])


def _transbank(terminal: Held, body: bytes) -> Iterator[bytes]:
    command = body[:4].decode("latin-1")
    terminal.commands_seen.append(command)
    merchant = next((each.merchant_id for each in terminal.entries), "")
    if command == "0260":
        for number, each in enumerate(terminal.entries):
            terminal.reach(number)
            yield transbank.record(each, terminal.serial_number)
        yield transbank.end(terminal.serial_number, merchant)
    elif command == "0700":
        yield transbank.total_message(terminal.entries)
    elif command == "0250":
        newest = terminal.entries[-1] if terminal.entries else None
        yield transbank.last_sale(newest, terminal.serial_number)
    elif command != "0100":  # a poll is only acknowledged
        yield f"{command[:3]}{int(command[3]) + 1 if command[3:].isdigit() else 0}|12|".encode()


def _zvt(terminal: Held, body: bytes) -> Iterator[bytes]:
    code = body[:2]
    terminal.commands_seen.append(code.hex(" ").upper())
    if code not in zvt.QUESTIONS:
        yield zvt.NOT_KNOWN
        return
    yield zvt.DONE
    serial, entries = terminal.serial_number, terminal.entries
    prints = {
        zvt.TOTALS: [zvt_receipts.turnover(entries, serial)],
        zvt.RECEIPTS: [zvt_receipts.receipt(each, serial) for each in entries],
        zvt.REPEAT: [zvt_receipts.receipt(each, serial) for each in entries[-1:]],
    }
    for number, lines in enumerate(prints.get(code, [])):
        if code == zvt.RECEIPTS:
            terminal.reach(number)
        yield from map(zvt.print_line, lines)
        yield zvt.PRINT_END
    if code == zvt.STATUS_ENQUIRY:
        yield zvt.READY
    else:
        yield zvt.completion(serial if code == zvt.REGISTRATION else "")


def _cn_mis(terminal: Held, body: bytes) -> Iterator[bytes]:
    """Answer with the next page, whatever code asks: no public source says which one does."""
    try:
        asked = dict(cn_mis.tags(body))
        terminal.commands_seen.append(asked[cn_mis.OPERATION].hex())
        random = asked[cn_mis.RANDOM]
    except (ValueError, KeyError):
        return
    start = terminal.place
    page = terminal.entries[start : start + CN_MIS_PAGE]
    terminal.reach(start + len(page) - 1)
    left = len(terminal.entries) - start - len(page)
    terminal.place = start + len(page) if left else 0
    records = (cn_mis.record(each, CN_MIS_CODES.get(each.type, "48")) for each in page)
    yield cn_mis.reply(asked[cn_mis.OPERATION], random, records, left=left)


VOICES: Final = {
    "cn-mis": Voice(_cn_mis, serial=TLV, network=TLV),
    "pax": Voice(_pax),
    "transbank": Voice(_transbank, thinks=0.15),
    "zvt": Voice(
        _zvt,
        serial=zvt_framing.SERIAL,
        network=zvt_framing.NETWORK,
        is_reply=zvt.is_reply,
        waits_for_replies=True,
    ),
}
