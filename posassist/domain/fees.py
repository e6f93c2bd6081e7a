"""What a sale should have cost under the agreement."""

from decimal import ROUND_HALF_UP, Decimal

from posassist.domain.agreement import FeeTerms
from posassist.domain.money import Money, exponent_of


def expected_fee(
    gross: Money, terms: FeeTerms, exponent: int | None = None, *, same_day: bool = False
) -> Money:
    """Return the agreed fee of a sale, rounded half up to `exponent` digits (the currency's own).

    rate x gross + fixed, not above the cap, not below the floor; then what is added for money paid
    the same day. Pass the digits the provider bills
    with, so that a fee billed as 0.00040 is compared at five digits.
    """
    fee = gross.decimal * terms.rate + (terms.fixed or Decimal(0))
    if terms.cap is not None:
        fee = min(fee, terms.cap)
    if terms.floor is not None:
        fee = max(fee, terms.floor)
    if same_day:
        fee += gross.decimal * (terms.d0_rate or Decimal(0)) + (terms.d0_fixed or Decimal(0))
    digits = exponent_of(gross.currency) if exponent is None else exponent
    minor = int(fee.scaleb(digits).to_integral_value(ROUND_HALF_UP))
    return Money(minor, gross.currency, digits)
