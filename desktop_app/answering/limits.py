"""Bounds in a question: "invoices over 1,000 euros", "leases with a rent below 900 EUR".

Only amounts are compared; one in another currency than the bound's meets none.
"""

import re
from dataclasses import dataclass

from desktop_app.written_values import amount_of

_OVER = (
    r"over|above|more than|greater than|higher than|exceed(?:s|ing)?|at least|from|über|mehr als|höher als"
    r"|mindestens|ab"
    r"|plus de|supérieure?s? à|au moins|más de|superior(?:es)? a|al menos|mayor(?:es)? (?:que|de)"
)
_UNDER = (
    r"under|below|less than|lower than|at most|up to|unter|weniger als|niedriger als|höchstens|bis zu"
    r"|moins de|inférieure?s? à|au plus|menos de|inferior(?:es)? a|como máximo|menor(?:es)? (?:que|de)"
)
_INCLUDES = re.compile(
    r"at least|from|mindestens|\bab\b|au moins|al menos|at most|up to|höchstens|bis zu|au plus|como", re.IGNORECASE
)
_CURRENCIES = {
    "EUR": r"€|eur\b|euros?\b",
    "USD": r"us\$|\$|usd\b|dollars?\b",
    "GBP": r"£|gbp\b|pounds?\b",
    "CHF": r"chf\b|francs?\b|franken\b|fr\.",
}
_ANY_CURRENCY = "|".join(_CURRENCIES.values())
_AMOUNT = rf"(?:(?:{_ANY_CURRENCY}) ?)?\d[\d.,'’ \u00a0\u202f]*(?: ?(?:{_ANY_CURRENCY}))?"
_LIMIT = re.compile(rf"^(?P<about>.*?)\b(?P<side>{_OVER}|{_UNDER}) (?P<amount>{_AMOUNT})\s*$", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:that|which|whose|with|is|are|was|of|for|a|an|the|cost\w*|amount\w*|die|das|der|deren|mit|einem?r?|ist"
    r"|sind|von"
    r"|qui|dont|avec|un|une|le|la|est|sont|de|que|con|una|el|es|son|cuy[oa]s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Limit:
    """An amount that a value must be above, or below; `text` says it as it was asked ("over 1,000 euros")."""

    amount: float
    is_lower: bool
    includes: bool
    currency: str
    text: str

    def allows(self, value: str) -> bool:
        """Tell whether an amount as a document writes it is within the bound."""
        amount, currency = amount_of(value), currency_of(value)
        if amount is None or (currency and self.currency and currency != self.currency):
            return False
        if amount == self.amount:
            return self.includes
        return amount > self.amount if self.is_lower else amount < self.amount


def read_limit(says: str) -> tuple[str, Limit] | None:
    """Return what is to be within which bound ("rent", empty where it was not said), None where there is no bound."""
    match = _LIMIT.match(says.strip())
    amount = amount_of(match["amount"]) if match else None
    if match is None or amount is None:
        return None
    side = match["side"].lower()
    text = f"{match['side']} {match['amount'].strip()}"
    is_lower = bool(re.fullmatch(_OVER, side, re.IGNORECASE))
    limit = Limit(amount, is_lower, bool(_INCLUDES.search(side)), currency_of(match["amount"]), text)
    return " ".join(_FILLER.sub(" ", match["about"]).split()), limit


def currency_of(text: str) -> str:
    """Return which currency an amount is in, empty where it does not say."""
    return next((name for name, words in _CURRENCIES.items() if re.search(words, text, re.IGNORECASE)), "")
