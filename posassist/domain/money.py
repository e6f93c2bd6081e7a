"""Money: integer minor units and an ISO 4217 currency; Decimal only at the edges, float never."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Self

# ISO 4217 exponents that are not 2.
_EXPONENTS: Final = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
     "XAF", "XOF", "XPF"), 0,
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)  # fmt: skip
# Plain figures, at most 12 before the point: far above any shop, and sums stay inside int64.
_PLAIN: Final = re.compile(r"[+-]?\d{1,12}(?:\.\d{1,8})?", re.ASCII)


def exponent_of(currency: str) -> int:
    """Return how many decimal digits the currency has."""
    return _EXPONENTS.get(currency, 2)


class MixedCurrencies(ValueError):
    """Two currencies met in one sum: our own bug, never the owner's."""


@dataclass(frozen=True, slots=True)
class Money:
    """A signed amount of one currency; `exponent` is finer than the currency's only for fees."""

    minor: int
    currency: str
    exponent: int

    @classmethod
    def of(cls, minor: int, currency: str) -> Self:
        """Make money of whole minor units (分 for CNY)."""
        return cls(minor, currency, exponent_of(currency))

    @classmethod
    def parse(cls, text: str, currency: str) -> Self:
        """Read a decimal string of major units; digits finer than the currency must be zeros.

        Raises ValueError when it is no plain number, too large or too fine.
        """
        value = _decimal(text)
        exponent = exponent_of(currency)
        scaled = value.scaleb(exponent)
        if scaled != scaled.to_integral_value():
            raise ValueError(text)
        return cls(int(scaled), currency, exponent)

    @classmethod
    def parse_fine(cls, text: str, currency: str) -> Self:
        """Read a fee, keeping the digits it was written with (0.00040 keeps five)."""
        value = _decimal(text)
        written = value.as_tuple().exponent
        exponent = max(exponent_of(currency), -written if isinstance(written, int) else 0)
        return cls(int(value.scaleb(exponent)), currency, exponent)

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Return nothing, in a currency."""
        return cls.of(0, currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-self.exponent)

    @property
    def plain(self) -> str:
        """The amount as a decimal string in major units: 1286.00."""
        return f"{self.decimal:.{self.exponent}f}"

    def rounded(self) -> "Money":
        """Round half up to the currency's own digits; the only place where money is rounded."""
        target = exponent_of(self.currency)
        if target == self.exponent:
            return self
        return Money.of(
            int(self.decimal.scaleb(target).to_integral_value(ROUND_HALF_UP)), self.currency
        )

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        fine = max(self.exponent, other.exponent)
        return Money(self._at(fine) + other._at(fine), self.currency, fine)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        fine = max(self.exponent, other.exponent)
        return Money(self._at(fine) - other._at(fine), self.currency, fine)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency, self.exponent)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency, self.exponent)

    def __str__(self) -> str:
        """Say the amount as a person reads it: ¥1,286.00, or USD 12.00."""
        sign = "-" if self.minor < 0 else ""
        figures = f"{abs(self.decimal):,.{self.exponent}f}"
        return f"{sign}¥{figures}" if self.currency == "CNY" else f"{sign}{self.currency} {figures}"

    def _at(self, exponent: int) -> int:
        if exponent == self.exponent:
            return self.minor
        return int(self.minor * 10 ** (exponent - self.exponent))

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self.currency} {other.currency}")


def sums(amounts: Iterable[Money]) -> dict[str, Money]:
    """Add up, one sum a currency, in the order of their codes; every digit is kept."""
    added: defaultdict[tuple[str, int], int] = defaultdict(int)
    for each in amounts:
        added[each.currency, each.exponent] += each.minor
    found: dict[str, Money] = {}
    for (currency, exponent), minor in sorted(added.items()):
        money = Money(minor, currency, exponent)
        found[currency] = found.get(currency, Money.zero(currency)) + money
    return found


def total(amounts: Iterable[Money]) -> Money | None:
    """Add up; None where there is nothing, or more than one currency."""
    found = list(sums(amounts).values())
    return found[0] if len(found) == 1 else None


def _decimal(text: str) -> Decimal:
    if not _PLAIN.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)
