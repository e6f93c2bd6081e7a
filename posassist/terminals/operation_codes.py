"""The operation codes of a terminal that the owner enters, because no public source names them.

`journal=31 sale=41,42 void=43`: what asks for the journal, and which kinds its records are.
"""

import re
from collections.abc import Mapping
from typing import Final

from posassist.base.errors import WrongUsage
from posassist.base.i18n import N_
from posassist.domain.journal import EntryType

JOURNAL: Final = "journal"
# Recorded replies show these two: they move money and are never sent.
KNOWN: Final = {"45": EntryType.SALE, "46": EntryType.VOID}
_KINDS: Final = {each.value: each for each in EntryType if each is not EntryType.OTHER}


def read_codes(text: str) -> dict[str, str]:
    """Return the meaning of each code, `journal` or a kind of record.

    Raises WrongUsage for what cannot be read, and for a code that would move money.
    """
    found: dict[str, str] = {}
    for part in text.split():
        name, _, codes = part.partition("=")
        for code in codes.split(","):
            if name not in {JOURNAL, *_KINDS} or not re.fullmatch("[0-9]{2}", code):
                raise WrongUsage(
                    N_("The operation code {text} cannot be read"),
                    N_("Write them like: journal=31 sale=41,42 void=43"),
                    text=part,
                )
            if code in found or (code in KNOWN and KNOWN[code].value != name):
                raise WrongUsage(
                    N_("The operation code {code} already means something else"),
                    N_("Ask the provider which code lists the transactions (查流水)."),
                    code=code,
                )
            found[code] = name
    return found


def asks_for_journal(codes: Mapping[str, str]) -> str:
    """Return the code that asks for the journal. Raises WrongUsage where none was entered."""
    asks = [code for code, name in codes.items() if name == JOURNAL]
    if len(asks) != 1:
        raise WrongUsage(
            N_("The operation code that lists this terminal's transactions is not entered"),
            N_(
                "Ask the provider for the code of 查流水, then: posassist terminal set NAME "
                "--protocol cn-mis --operation-codes journal=NN"
            ),
        )
    return asks[0]


def kind_of(code: str, codes: Mapping[str, str]) -> EntryType | None:
    """Return the kind of a record, None for a code nobody has named."""
    return KNOWN.get(code) or _KINDS.get(codes.get(code, ""))
