"""What kind of value a question asks for, and where such values stand in a text.

Amounts, dates, lengths of time, shares, numbers that identify, and addresses are told by their
form, whatever model reads the text. To add a kind: one ValueKind in KINDS; the first whose words
are in the question is the one asked for.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ValueKind:
    """`asked` finds it in a question, `value` finds such values in a text; group `value`, if there is one, is it."""

    name: str
    asked: re.Pattern[str]
    value: re.Pattern[str]

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return (start, end) of each value of this kind in `text`, in order."""
        group = "value" if "value" in self.value.groupindex else 0
        return [match.span(group) for match in self.value.finditer(text)]


_NUMBER = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_NUMBER_WORD = (
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|\w+teen|one|two|three|four|five|six|seven|eight"
    r"|nine|ten|eleven|twelve|\w*hundred|\w*thousand|dozen|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
    r"|\w+zehn|\w+zig|\w*hundert|\w*tausend|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|vingt|cent"
    r"|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|veinte|cien)"
)
_CURRENCY = r"(?:€|\$|£|¥|CHF|EUR|USD|GBP|JPY|US\$|euros?|dollars?|pounds?|francs?|Franken|pesos?)"
_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar|rero)?|févr(?:ier)?|mar(?:ch|s|zo)?|märz|mrz|apr(?:il)?"
    r"|avr(?:il)?|abr(?:il)?"
    r"|may|mai|mayo|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust)?|août|ago(?:sto)?|sept?(?:ember"
    r"|embre|iembre)?"
    r"|o[ck]t(?:ober|obre|ubre)?|nov(?:ember|embre|iembre)?|de[cz](?:ember)?|déc(?:embre)?|dic(?:iembre)?|enero)\b\.?"
)
_COUNT = (
    r"(?:\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty"
    r"|sixty|ninety|(?:one )?hundred(?: and \w+)?|eine[mnrs]?|zwei|drei|vier|fünf|sechs|acht|zehn|zwölf|vierzehn"
    r"|dreißig|neunzig"
    r"|une?|deux|trois|quatre|cinq|six|huit|dix|douze|trente|una?|dos|tres|cuatro|cinco|seis|doce|treinta)"
)
_UNIT = (
    r"(?:business |calendar |working |full )?(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?"
    r"|stunden?|tage?n?|wochen?|monate?n?|quartale?|jahre?n?|heures?|jours?|semaines?|mois|ans?|années?"
    r"|horas?|días?|semanas?|meses|mes|años?)"
)


def _kind(name: str, asked: str, value: str) -> ValueKind:
    return ValueKind(name, re.compile(rf"\b(?:{asked})", re.IGNORECASE), re.compile(value, re.IGNORECASE))


KINDS = (
    _kind(
        "address of mail",
        r"e-?mail(?: address)?\b|mailadress|courriel|correo",
        r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}",
    ),
    _kind(
        "account",
        r"iban\b|account number|kontonummer",
        r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b",
    ),
    _kind(
        "telephone",
        r"(?:tele)?phone|telefon|téléphone|teléfono|mobile number|handynummer|fax",
        r"(?<![\w.])(?:\+\d{1,3}|\(?0\d{1,5}\)?)[\d ()/.-]{5,18}\d(?!\w)",
    ),
    _kind(
        "reference",
        r"(?:[\w]+ )?(?:number|no|nr|reference|ref|id)\b\.?|\w*nummer\b|aktenzeichen|numéro|référence|número"
        r"|referencia",
        r"(?<![\w/.-])(?=[\w/.-]*\d)[A-Z0-9](?:[\w/.-]*[A-Z0-9])?(?![\w/-])",
    ),
    _kind(
        "length of time",
        r"(?:notice )?period|term of|terms? of (?:the )?\w+|payment terms?|duration|how long|warranty|probation"
        r"|\w*frist\b|laufzeit|dauer|wie lange|garantie|durée|délai|préavis|plazo|duración|preaviso|garantía",
        rf"\b{_COUNT}(?: \(\d+\))?[ -]{_UNIT}\b",
    ),
    _kind(
        "date",
        r"(?:due |start |end |expiry |expiration |effective )?dates?\b|when\b|deadline|due\b|expir|\w*datum\b"
        r"|wann\b|fällig|beginn\b"
        r"|échéance|quand\b|fecha|vencimiento|cuándo\b|day\b",
        rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|º)?\.?,?(?: day)?(?: of| de)? {_MONTH}(?: de)?,?(?: \d{{4}})?"
        rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?\b",
    ),
    _kind(
        "share",
        r"percent|per cent|\w* rate\b|interest|prozent|\w*satz\b|zinsen|taux|pourcentage|tasa|porcentaje|vat rate"
        r"|discount|rabatt",
        r"(?<!\w)(?:\d{1,9}(?:[.,]\d{1,9})?|\w{1,30}(?:-\w{1,30})?)"
        r" ?(?:%|percent\b|per cent\b|prozent\b|pour cent\b|por ciento\b)",
    ),
    _kind(
        "count",
        r"how many|number of|wie ?viele|anzahl|combien (?:de|d')|nombre de|cuánt[oa]s|número de",
        rf"(?<![\w.,/-])(?:{_NUMBER})(?![\w%/-])|\b(?:{_NUMBER_WORD})\b",
    ),
    _kind(
        "amount",
        r"(?:sub)?total|amount|sum\b|price|costs?\b|fees?\b|rent\b|deposit|salary|wage|premium|balance|value"
        r"|budget|how much|tax\b|vat\b"
        r"|pay(?:ment|able)?\b|\w*betrag|\w*summe|\w*preis|\w*kosten|\w*miete|kaution|gehalt|lohn|\w*prämie"
        r"|gebühr|wie viel|mwst|steuer"
        r"|montant|prix|coût|loyer|salaire|somme|dépôt|combien|tva\b|importe|precio|coste?|alquiler|salario"
        r"|fianza|cuánto|iva\b",
        rf"(?<![\w.,]){_CURRENCY} ?(?:{_NUMBER})(?: ?(?:million|billion|Mio\.?|k)\b)?"
        rf"|(?<![\w.,])(?:{_NUMBER})(?:[.,]?[-–])? ?{_CURRENCY}(?!\w)"
        r"|(?<![\w.,/-])\d{1,3}(?:[.,' ]\d{3})*[.,]\d{2}(?![\w%]|[.,]\d)",
    ),
)  # fmt: skip


def kind_asked(question: str) -> ValueKind | None:
    """Return the kind of value that `question` asks for, None where no form tells it."""
    return next((kind for kind in KINDS if kind.asked.search(question)), None)
