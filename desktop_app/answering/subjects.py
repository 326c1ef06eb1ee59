"""Whether a document is of the sort that a question speaks of: invoices, contracts, e-mails.

Only sorts that name themselves are told by their words: an invoice says that it is one, a letter
seldom does. To add a sort: one line in SORTS.
"""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from desktop_app.terms import stem

# What names itself, by what it is called in four languages.
SORTS = (
    "invoice bill rechnung facture factura",
    "contract agreement vertrag vereinbarung contrat accord contrato acuerdo",
    "lease mietvertrag tenancy bail alquiler arrendamiento",
    "receipt quittung beleg kassenbon reçu recibo",
    "offer quotation quote estimate angebot devis presupuesto",
    "order bestellung auftrag commande pedido",
    "minutes protokoll procès-verbal acta",
    "policy police versicherungsschein póliza",
    "certificate zeugnis bescheinigung attestation certificat certificado",
    "payslip gehaltsabrechnung lohnabrechnung bulletin nómina",
    "warranty garantie garantía",
    "recipe rezept recette receta",
    "manual handbuch anleitung manuel",
)
_MAIL = frozenset({".eml", ".msg", ".mbox"})
_MAIL_WORD = re.compile(r"e-?mails?|mails?|messages?|courriels?|correos?", re.IGNORECASE)
_COMPOUND = 6  # letters from which on a word is also found inside longer ones ("Stromrechnung")


class Subject:
    """Tells of documents whether they are what the person called them; an empty name fits any.

    `filters` is False where the name says nothing that a document's words could tell.
    """

    def __init__(self, name: str, *, is_asked_for: bool = False) -> None:
        """`is_asked_for` where the question is which documents are one: then any name counts."""
        *adjectives, noun = name.split() or [""]
        self.name = name
        self._is_mail = bool(_MAIL_WORD.fullmatch(noun))
        sort = _SORTS.get(stem(noun), "")
        self._needed = [frozenset({stem(word)}) for word in adjectives]
        if noun and not self._is_mail and (sort or is_asked_for):
            self._needed.append(frozenset(stem(word) for word in (sort or noun).split()))
            self.words = [*(sort or noun).split(), noun]
        else:
            self.words = []  # what to look for in the library, to see whether it knows the noun at all
        self.filters = bool(self._needed) or self._is_mail

    def fits(self, path: str, texts: Sequence[str]) -> bool:
        """Tell whether the document with these texts (its title among them) is one."""
        if self._is_mail and PurePath(path).suffix.lower() not in _MAIL:
            return False
        if not self._needed:
            return True
        return self._holds_all(" ".join([PurePath(path).stem.replace("_", " "), PurePath(path).parent.name, *texts]))

    def names(self, text: str) -> bool:
        """Tell whether this text says that the document is one."""
        return bool(self._needed) and self._holds_all(text)

    def _holds_all(self, text: str) -> bool:
        held = _folded(text)
        return all(any(_holds(held, word) for word in same) for same in self._needed)


def _holds(held: str, word: str) -> bool:
    if len(word) >= _COMPOUND:
        return word in held
    return bool(re.search(rf"(?<!\w){re.escape(word)}", held))


def _folded(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


_SORTS = {stem(word): line for line in SORTS for word in line.split()}
