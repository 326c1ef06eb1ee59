"""Personal data in examples: mail addresses, phone numbers, card numbers, IBANs.

A trained model may repeat what it read word for word, so examples that hold such strings are
shown before. Check digits are checked where there are any (Luhn, ISO 7064 mod 97-10); phone
numbers have none, so they must look like one or be named as one. Knows nothing of examples.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    MAIL = "mail"
    PHONE = "phone"
    CARD = "card"
    IBAN = "iban"


@dataclass(frozen=True, slots=True)
class PersonalString:
    """Where in a text something personal stands; `text` is as written there."""

    kind: PersonalKind
    text: str
    start: int
    end: int

    @property
    def normalised(self) -> str:
        """Return what is the same however it is written: letters and digits alone, for mail the address."""
        if self.kind is PersonalKind.MAIL:
            return self.text.casefold()
        return "".join(sign for sign in self.text.casefold() if sign.isalnum())


_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w-])")
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ \u00a0-]?[A-Za-z0-9]){11,30}(?!\w)")
_CARD = re.compile(r"(?<![\w.,-])\d(?:[ \u00a0-]?\d){12,18}(?![\w-]|[.,]\d)")
# With +, with 00, with an area code in parentheses or behind a 0, or with a word that says so.
_GAP = r"[ \u00a0./-]{0,2}"
_PHONE = re.compile(
    rf"(?<![\w.,+])(?<!\d )(?:\+|00)\d{{1,3}}(?:{_GAP}\(0\))?(?:{_GAP}\(?\d{{1,5}}\)?){{2,6}}(?!\w)"
    rf"|(?<![\w.,])\(0?\d{{2,5}}\){_GAP}\d{{2,5}}(?:{_GAP}\d{{2,5}}){{0,3}}(?!\w)"
    r"|(?<![\w.,/-])(?<!\d )0\d{1,5}[ /-]\d{3,4}(?:[ -]?\d{2,5}){0,3}(?![\w/]|[.,]\d)"
    r"|(?<![\w.,/-])\d{3}[-. ]\d{3}[-. ]\d{4}(?![\w/-]|[.,]\d)"
)
_NAMED_PHONE = re.compile(
    rf"\b(?:phone|telephone|tel|telefon|téléphone|mobile|mobil|handy|cell|call|fax|whatsapp|ring)\b[^\d\n+(]{{0,12}}"
    rf"(?P<number>\+?\(?\d(?:{_GAP}\(?\d\)?){{6,16}})(?!\w)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"0?\d{1,2}[./ -]0?\d{1,2}[./ -]\d{2,4}|\d{4}[./ -]\d{2}[./ -]\d{2}|(?:1\d|20)\d\d ?[-/ ] ?(?:1\d|20)\d\d"
)
_LEAST_DIGITS, _MOST_DIGITS = 7, 15  # ITU-T E.164 has 15 at most; subscriber numbers 7 without an area

# Length by country (SWIFT's IBAN registry); others are held to the check digits alone.
_IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
    "SM": 27, "TR": 26, "UA": 29,
}  # fmt: skip


def find_personal(text: str) -> list[PersonalString]:
    """Return what is personal in `text`, in order; no two overlap."""
    found: list[PersonalString] = []
    for kind, start, end in _candidates(text):
        if not any(start < other.end and other.start < end for other in found):
            found.append(PersonalString(kind, text[start:end], start, end))
    return sorted(found, key=lambda string: string.start)


def is_iban(text: str) -> bool:
    """Return whether the check digits (and where known the length) of an IBAN are right."""
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    length = _IBAN_LENGTHS.get(plain[:2])
    if not 15 <= len(plain) <= 34 or (length is not None and len(plain) != length):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def is_card(text: str) -> bool:
    """Return whether `text` has a payment card's length and first digit, and Luhn's check digit is right."""
    digits = [int(sign) for sign in text if sign.isdecimal()]
    if not 13 <= len(digits) <= 19 or digits[0] not in (2, 3, 4, 5, 6) or len(set(digits)) == 1:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _candidates(text: str) -> Iterator[tuple[PersonalKind, int, int]]:
    if "@" in text:
        for match in _MAIL.finditer(text):
            yield PersonalKind.MAIL, match.start(), match.end()
    if sum(map(str.isdecimal, text)) < _LEAST_DIGITS:  # most texts end here, and patterns are slow
        return
    for match in _IBAN.finditer(text):
        if (end := _iban_end(match.group())) is not None:
            yield PersonalKind.IBAN, match.start(), match.start() + end
    for match in _CARD.finditer(text):
        if is_card(match.group()):
            yield PersonalKind.CARD, match.start(), match.end()
    for match in _PHONE.finditer(text):
        if _may_be_phone(match.group()):
            yield PersonalKind.PHONE, match.start(), match.end()
    for match in _NAMED_PHONE.finditer(text):
        if _may_be_phone(match.group("number")):
            yield PersonalKind.PHONE, match.start("number"), match.end("number")


def _iban_end(text: str) -> int | None:
    """Return where the IBAN at the start of `text` ends: words behind it look like more of it."""
    if is_iban(text):
        return len(text)
    ends = [index for index, sign in enumerate(text) if not sign.isalnum()]
    return next((end for end in reversed(ends) if is_iban(text[:end])), None)


def _may_be_phone(text: str) -> bool:
    digits = sum(sign.isdecimal() for sign in text)
    return _LEAST_DIGITS <= digits <= _MOST_DIGITS and not _DATE.fullmatch(text.strip())
