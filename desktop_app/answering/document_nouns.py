"""The words that people call their documents by, in four languages, as patterns.

A question that names them may be about every one of them. To add a noun: one word in the
row of its language; German ones also end compounds ("Mietvertrag").
"""

# Any document at all: they say nothing of what it is about.
ANY_DOCUMENT = (
    r"documents?|files?|pdfs?|texts?|records?"
    r"|dokumente?n?|dateien|datei|unterlagen|texte?n?"
    r"|fichiers?|textes?"
    r"|documentos?|archivos?|ficheros?|textos?"
)
_ENGLISH = """
    invoices? bills? receipts? contracts? agreements? leases? letters? reports? e-?mails? mails? messages? minutes
    polic(?:y|ies) statements? offers? quotes? quotations? orders? applications? resumes? cvs? notes? articles?
    stud(?:y|ies) manuals? memos? certificates? tickets? payslips? forms? recipes? licen[cs]es? proposals? papers?
    presentations? spreadsheets? transcripts? warrant(?:y|ies) deeds? protocols? reviews? complaints? notices?
"""
_GERMAN = """
    rechnung(?:en)? vertr(?:ag|äge|ägen) briefe?n? berichte?n? e-?mails? quittung(?:en)? belege?n? angebote?n?
    schreiben bescheide?n? policen? protokolle?n? zeugnis(?:se|sen)? bewerbung(?:en)? lebensl(?:auf|äufe|äufen)
    rezepte?n? artikeln? notiz(?:en)? auszüge?n? gutachten mahnung(?:en)? bestellung(?:en)? vereinbarung(?:en)?
"""
_FRENCH = """
    factures? contrats? lettres? courriers? rapports? courriels? e-?mails? devis reçus? baux attestations? relevés?
    notes? recettes? polices? procès-verbaux commandes? articles? accords? bulletins? études?
"""
_SPANISH = """
    facturas? contratos? cartas? informes? correos? recibos? presupuestos? pólizas? actas? pedidos? recetas?
    artículos? notas? acuerdos? certificados? solicitudes? estudios?
"""


def _one_of(words: str) -> str:
    return "|".join(words.split())


NAMED_DOCUMENT = f"{_one_of(_ENGLISH)}|\\w*(?:{_one_of(_GERMAN)})|{_one_of(_FRENCH)}|{_one_of(_SPANISH)}"
DOCUMENTS = rf"(?:{ANY_DOCUMENT}|{NAMED_DOCUMENT})"
