"""Whose trade does a merchant number name? China's 15 figures hold the category of the shop.

Figures 8 to 11 are the merchant category (MCC): 3 of the acquirer, 4 of the area, 4 of the
category, 4 in sequence. That is how the trade describes it, not an official notice, so a number
that names another trade (跳码) is a reason to ask and no proof.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from posassist.base.i18n import N_, Text
from posassist.reconcile.checks import CheckKind, Noticed
from posassist.reconcile.picture import Entry

_FIGURES: Final = 15
_CATEGORY: Final = slice(7, 11)


def categories(entries: Sequence[Entry], mcc: str) -> Iterator[Noticed]:
    """Yield the merchant numbers whose category is not the shop's; none while the shop has none."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for each in entries:
        merchant = each.record.merchant_id
        is_chinese = len(merchant) == _FIGURES and merchant.isascii() and merchant.isdigit()
        if mcc and is_chinese and merchant[_CATEGORY] != mcc:
            found[merchant].append(each)
    for merchant, rows in sorted(found.items()):
        said = N_(
            "{count} records since {day} carry merchant number {merchant}, whose figures 8 to 11 "
            "name category {category}; the shop's is {mcc}. Read the merchant's name on the slip, "
            "and ask the provider why another trade stands there."
        )
        first = min(each.record.occurred_at for each in rows).date()
        fields = {
            "count": len(rows),
            "day": first,
            "merchant": merchant,
            "category": merchant[_CATEGORY],
            "mcc": mcc,
        }
        yield Noticed(
            CheckKind.CATEGORY, first, Text(said, fields), journal=tuple(each.id for each in rows)
        )
