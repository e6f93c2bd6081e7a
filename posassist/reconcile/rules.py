"""The rules by which rows are put together, strongest first, each with its reason in words."""

from typing import Final

from posassist.base.i18n import N_, Text

REASONS: Final[dict[str, str]] = {
    "K1": N_("same terminal, reference number and amount"),
    "K2": N_("same reference number and amount"),
    "K3": N_("same terminal, batch, trace number and amount"),
    "K4": N_("same terminal, trace number and amount, within a day"),
    "K5": N_("same authorization code, amount and last four digits"),
    "K6": N_("same terminal, amount and second, allowing for the terminal's clock"),
    "K7": N_("same terminal, amount, last four digits and day, the only such pair"),
    "K8": N_("same terminal and reference number, but another amount"),
    "K9": N_("same terminal, trace number and day, but another amount"),
    "K10": N_("same terminal, amount and day only"),
    "K11": N_("same amount and due day only"),
    "confirmed": N_("confirmed by hand"),
    "manual": N_("linked by hand"),
    "D1": N_("the bank's text carries the payout's reference"),
    "D2": N_("the deposit is the day's whole payout"),
    "D3": N_("the deposit is the payout of several days together"),
    "D4": N_("exactly one combination of the day's parts gives this deposit"),
    "D5": N_("the only deposit of the provider that day, but of another amount"),
    "D6": N_("the deposit is the day's sales less the agreed fees"),
    "D7": N_("the deposit is the day's sales less the agreed fees, but for one sale"),
}
AMOUNT_DIFFERS: Final = frozenset({"K8", "K9"})
SUGGESTED: Final = frozenset({"K10", "K11"})


def reason(rule: str) -> Text:
    """Return the words of a rule."""
    return Text(REASONS[rule])
