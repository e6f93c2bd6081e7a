"""The acquisition certificate: how the records were obtained, for a person to sign, zh and en."""

import datetime as dt

from posassist.base.i18n import LANGUAGES, N_, Language, language
from posassist.documents.pack import Acquisition, EvidencePack, said

NAME = "certificate.txt"


def certificate(pack: EvidencePack) -> bytes:
    """Return the certificate as a text file, one language under the other."""
    parts = ["\n".join(_whole(language(code), pack)) for code in LANGUAGES]
    return ("\n\n" + "-" * 72 + "\n\n").join(parts).encode() + b"\n"


def yes_no(words: Language, value: bool | None) -> str:  # noqa: FBT001 - None is: not known
    """Say yes, no or not known."""
    if value is None:
        return words.gettext(N_("not known"))
    return words.gettext(N_("yes") if value else N_("no"))


def obtained(words: Language, each: Acquisition) -> list[tuple[str, str]]:
    """Return names and values of how one journal was obtained; what is not known stays empty."""
    read_on = each.read_on.strftime("%Y-%m-%d %H:%M:%S %z") if each.read_on else ""
    return [
        (words.gettext(N_("Method")), said(words, each.method)),
        (words.gettext(N_("File")), each.file),
        (words.gettext(N_("Device")), each.model),
        (words.gettext(N_("Device serial number")), each.device_serial),
        (words.gettext(N_("Terminal number")), each.terminal_id),
        (words.gettext(N_("Merchant number")), each.merchant_id),
        (words.gettext(N_("Read on")), read_on),
        (words.gettext(N_("Clock of the device")), _offset(words, each.clock_offset)),
        (words.gettext(N_("Read to the end")), yes_no(words, each.complete)),
        (words.gettext(N_("Totals of the device agree")), yes_no(words, each.totals_agree)),
        (words.gettext(N_("SHA-256 of the capture")), each.capture_sha256),
    ]


def statement(words: Language, pack: EvidencePack) -> list[str]:
    """Return what is certified: case, software, head of the log, and that nothing was changed."""
    return [
        words.say(N_("Case: {number}"), number=pack.case_number),
        words.say(N_("Shop: {name}"), name=_line(pack.shop.name)),
        words.say(N_("Software: posassist {version}"), version=pack.software),
        words.say(N_("Printed on: {when}"), when=pack.printed_on.isoformat(sep=" ")),
        words.say(N_("Head of the event log: {digest}"), digest=pack.chain_head.hash),
        "",
        words.gettext(
            N_(
                "I certify that the records listed in this pack were obtained as described, that "
                "the files in it are the ones obtained, and that nothing in them was changed "
                "except card digits struck out where said."
            )
        ),
    ]


def blanks(words: Language) -> list[str]:
    """Return the lines to be filled in by the person who signs."""
    return [
        words.say(N_("Name: {blank}"), blank="_" * 24),
        words.say(N_("Position: {blank}"), blank="_" * 24),
        words.say(N_("Signature: {blank}"), blank="_" * 24),
        words.say(N_("Date: {blank}"), blank="_" * 24),
    ]


def _whole(words: Language, pack: EvidencePack) -> list[str]:
    lines = [words.gettext(N_("Certificate of acquisition")), "", *statement(words, pack)]
    for number, each in enumerate(pack.acquisitions, 1):
        lines += ["", words.say(N_("Record {number}"), number=number)]
        lines += [f"  {name}: {_line(value)}" for name, value in obtained(words, each) if value]
    return [*lines, "", *blanks(words)]


def _offset(words: Language, offset: dt.timedelta | None) -> str:
    if offset is None:
        return ""
    seconds = round(offset.total_seconds())
    if not seconds:
        return words.gettext(N_("right to the second"))
    template = N_("{seconds} s fast") if seconds > 0 else N_("{seconds} s slow")
    return words.say(template, seconds=abs(seconds))


def _line(text: str) -> str:
    return " ".join(text.split())
