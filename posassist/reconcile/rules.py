"""The rules by which rows are put together, strongest first, each with its reason in words."""

from typing import Final

from posassist.base.i18n import N_, Text

# The rules of deposits that say more than how the rows were found.
OTHER_AMOUNT: Final = "D8"
UNSTATED_FEE: Final = "D9"
SPLIT: Final = "D5"

REASONS: Final[dict[str, str]] = {
    "K1": N_("same terminal, reference number and amount"),
    "K2": N_("same terminal and amount, under the reference number of the sale it is about"),
    "K3": N_("same reference number and amount, within three days, the only such pair"),
    "K4": N_("the reference number is the line's order number; same amount"),
    "K5": N_("same terminal, batch, trace number and amount"),
    "K6": N_("same terminal, trace number and amount, within a day"),
    "K7": N_("same authorization code, amount and last four digits, within three days"),
    "K8": N_("same terminal, authorization code and amount, within a day"),
    "K9": N_("same terminal and reference number, but another amount"),
    "K10": N_("same terminal, amount and second, allowing for the terminal's clock"),
    "K11": N_("same terminal and amount within two minutes, the only such pair"),
    "K12": N_("same terminal, amount, last four digits and day, the only such pair"),
    "K13": N_("same terminal, amount and day; one reference number is the end of the other"),
    "K14": N_("same terminal, trace number and day, but another amount"),
    "K15": N_("same terminal, channel and second, but another amount"),
    "K16": N_("same terminal, amount and day; one reference number is the beginning of the other"),
    "K17": N_("same terminal, amount and day only"),
    "K18": N_("same merchant and amount within two minutes only"),
    "K19": N_("same merchant, amount and day only"),
    "K20": N_("same terminal and day; the amounts have the same figures in another order"),
    "confirmed": N_("confirmed by hand"),
    "manual": N_("linked by hand"),
    "D1": N_("the bank's text carries the payout's reference"),
    "D2": N_("the deposit is the day's whole payout"),
    "D3": N_("the deposit is the payout of several days together"),
    "D4": N_("exactly one combination of the day's parts gives this deposit"),
    SPLIT: N_("several deposits of the provider together are the day's payout"),
    "D6": N_("the deposit is the day's sales less the agreed fees"),
    "D7": N_("the deposit is the day's sales less the agreed fees, but for one sale"),
    OTHER_AMOUNT: N_("the only deposit of the provider near that day, but of another amount"),
    UNSTATED_FEE: N_("the only deposit near that day; what it lacks may be fees nobody stated"),
}
# Nothing but amount and time speaks for these: they wait for a person.
SUGGESTED: Final = frozenset({"K15", "K17", "K18", "K19", "K20"})


def reason(rule: str) -> Text:
    """Return the words of a rule."""
    return Text(REASONS[rule])
