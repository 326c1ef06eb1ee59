"""Labels that mean the same thing, in four languages: what one form calls "Amount due" another calls "Gesamtbetrag".

A question for one is answered by any of them. To add a thing: one entry in SAME; its labels are parted by commas.
"""

SAME = (
    "total, total amount, grand total, amount due, total due, balance due, invoice total, amount payable, "
    "total payable, amount, gesamtbetrag, gesamtsumme, rechnungsbetrag, endbetrag, zu zahlen, zahlbetrag, "
    "summe, betrag, gesamt, bruttobetrag, montant total, total ttc, montant, net à payer, montant ttc, "
    "importe, importe total, total a pagar, total factura",
    "invoice number, invoice no, invoice nr, invoice #, invoice, rechnungsnummer, rechnung nr, rechnungs-nr, "
    "numéro de facture, facture n°, facture no, número de factura, factura n°, factura no, factura núm",
    "invoice date, date of invoice, date, dated, rechnungsdatum, datum, date de facture, date de facturation, "
    "fecha, fecha de factura",
    "due date, due, payment due, payable by, pay by, due on, deadline, fällig am, fälligkeit, zahlbar bis, "
    "zahlungsziel, fälligkeitsdatum, échéance, date d'échéance, à payer avant, vencimiento, fecha de "
    "vencimiento",
    "vat, tax, sales tax, vat amount, mwst, ust, mehrwertsteuer, umsatzsteuer, tva, iva",
    "subtotal, net, net amount, net total, zwischensumme, nettobetrag, netto, sous-total, total ht, subtotal "
    "neto, base imponible",
    "notice period, notice, period of notice, kündigungsfrist, frist, préavis, délai de préavis, preaviso, "
    "plazo de preaviso",
    "rent, monthly rent, miete, monatsmiete, kaltmiete, grundmiete, loyer, loyer mensuel, alquiler, renta, "
    "renta mensual",
    "deposit, security deposit, kaution, mietkaution, dépôt de garantie, caution, fianza, depósito",
    "supplier, vendor, seller, from, lieferant, verkäufer, fournisseur, vendeur, proveedor, vendedor",
    "customer, client, buyer, bill to, billed to, kunde, käufer, rechnung an, acheteur, facturé à, cliente, comprador",
    "tenant, lessee, mieter, locataire, inquilino, arrendatario",
    "landlord, lessor, vermieter, bailleur, propriétaire, arrendador",
    "start date, start, begin, beginning, commencement, commencement date, beginn, mietbeginn, "
    "vertragsbeginn, date de début, inicio, fecha de inicio",
    "end date, end, expiry, expiry date, expiration date, expires, ende, vertragsende, date de fin, fin, "
    "fecha de fin, expiración",
    "salary, gross salary, annual salary, gehalt, bruttogehalt, lohn, salaire, salaire brut, salario, sueldo",
    "author, written by, autor, verfasser, auteur",
    "subject, re, betreff, objet, asunto",
    "e-mail, email, e-mail address, mail, courriel, correo electrónico",
    "phone, telephone, tel, phone number, telefon, téléphone, teléfono",
    "governing law, applicable law, anwendbares recht, droit applicable, ley aplicable",
)
