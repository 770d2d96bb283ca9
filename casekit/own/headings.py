"""What the columns of shops' and banks' exports are called, by the part they play; the likeliest names come first.

A heading is compared in a plain form: small letters without accents, words apart. In a pattern a blank stands for one
that may be left out, so that "customer id" is also CustomerID, customer_id and CUSTOMERID.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from casekit.own.currencies import CURRENCIES

_ID = "(id|no|nr|num|number|code|key|ref|reference|uuid|identifier)"
_BUYER = (
    "(customer|customers|client|buyer|user|member|shopper|consumer|purchaser|account|card ?holder|guest|person|contact"
    "|subscriber|donor|household|loyalty|payer|cust|visitor)"
)
_SALE = "(order|purchase|transaction|sales?|invoice|txn|trans|receipt|basket|booking|posting|payment|bill|event|visit)"
_ORDER = "(order|invoice|receipt|basket|cart|sales?|sales? order|bill|ticket|purchase|checkout|document|voucher|bon)"
_TRANSACTION = "(transaction|txn|trans|charge|tx|entry|record|event|posting)"
_NUMBER_OF = "(id|no|num|numero|n|ref|reference|codigo|codice|code) (de |du |de la |de l |del |della |dell |do |da )?"

PATTERNS: dict[str, tuple[str, ...]] = {
    "customer": (  # somebody's number
        f"({_BUYER} )?{_BUYER} {_ID}",
        "(customer|wp) user( id)?",
        f"({_BUYER} )?(user ?name|login|nick ?name)",
        "(kunden?|kaufer) (nr|nummer|id|no|code|konto)|kunde|kaufer",
        "debitor(en)? (nr|nummer|id|konto)?|mitglieds? (nr|nummer)",
        f"{_NUMBER_OF}(client|acheteur|cliente|comprador|acquirente|utilisateur|usuario|membre|socio|adherent)",
        "(client|cliente|klant|klanten) (id|nr|no|num|numero|nummer|code|codigo|codice)",
        f"{_ID} {_BUYER}|(loyalty )?card (id|no|number)|karten? (nr|nummer)|(customer|shopper|user) (hash|token)",
        "customer|cust|client|cliente|klant|buyer|shopper|user|member",
    ),
    "email": (
        f"({_BUYER} |billing |invoice |order |from |sender )?(details )?e ?mail( (address|adresse|adress))?",
        "(adresse )?(e ?mail|mail|courriel)( (client|acheteur|cliente))?|posta elettronica",
        "correo( electronico)?( (del )?cliente)?|kunden (e ?)?mail( adresse)?",
    ),
    "person": (  # the last resort: two people may have one name
        "(customer|client|buyer|user|member|shopper|purchaser|guest|payer|contact|billing|full|company|partner) name",
        "kunden name|name( (zahlungsbeteiligter|des kunden|kunde))?|naam( .*)?",
        "auftraggeber.*|(name )?(begun?s?tigter|beguenstigter|empfanger)?.*zahlungspflichtiger",
        "payer|payee|counterparty( name)?|debtor( name)?|sender|from|von|merchant",
        "nom( (du )?client)?|donneur d ordre|tiers|societe",
        "nombre( (del )?cliente)?|nome( (do |del )?cliente)?|ordenante( beneficiario)?|empresa",
        "firma|company|firm",
    ),
    "text": (  # of a statement, where nobody else is named
        "description|details|narrative|narration|particulars|memo|(transaction|payment) (description|details)",
        "verwendungszweck|buchungstext|libelle|intitule|concepto|descripcion|descrizione|causale|omschrijving",
    ),
    "at": (
        f"{_SALE} (date|datetime|timestamp|day|dt|ts|at|date time|date and time|created|created at|on)( local)?",
        "(order )?purchase timestamp",
        "(bestell|kauf|rechnungs|beleg|auftrags|umsatz|verkaufs) (datum|tag|zeitpunkt)( uhrzeit)?",
        "(bestellt|gekauft|verkauft|erstellt) am",
        "date (of|de la|de l|de|d) (purchase|order|sale|transaction|commande|achat|vente|facture|operation)",
        "fecha( y hora)? (de|del) (la )?(compra|pedido|venta|factura|operacion|transaccion)",
        "data( e ora)? (ordine|acquisto|dell ordine|di acquisto|della vendita|vendita|operazione)",
        "data (da compra|do pedido|da venda)|(bestel|order|aankoop|factuur|transactie) datum",
        "created( (at|date|on|time))?|date (created|add|added)( gmt)?|(purchased|ordered|placed|sold) (at|on)",
        "date( (and )?time)?|datetime|datum( (und )?(uhr)?zeit)?|fecha( y hora)?|data( e ora)?|dia|tag|day|jour|dag",
        "(buchungs?|posting) (tag|datum|date)",
        "timestamp|time stamp|zeitstempel|zeitpunkt|at|when|ts|event time",
        "(paid|payment|zahlungs) (at|date|on|datum|time)|date paid|fecha de(l)? pago|date (de )?paiement|bezahlt am",
        "completed (at|date|on)|processed at|closed at",
        "(order |purchase |transaction )?time",
        "value date|valuta( datum)?|wertstellung( datum)?|date (de )?valeur|fecha valor|data valuta",
    ),
    "time": (f"({_SALE} )?time( of day)?", "(bestell )?(uhr)? zeit|heure|hora|ora|tijd|horaire"),
    "zone": ("time ?zone|zeitzone|tz|fuseau( horaire)?|zona horaria|tijdzone|fuso orario",),
    "order": (
        f"{_ORDER} {_ID}",
        "(order )?increment id",
        "order|invoice|receipt|basket",
        "(bestell|auftrags?|beleg|rechnungs?|bon) (nr|nummer|id|no)|bestellung( (nr|id|nummer))?|auftrag|beleg",
        f"{_NUMBER_OF}(commande|facture|ticket|panier|pedido|factura|orden|ordine|fattura|scontrino|encomenda)",
        "commande|pedido|ordine|facture|factura|fattura|(bestel|order|factuur) nummer",
        f"{_ORDER} name",
    ),
    "transaction": (
        f"{_TRANSACTION} {_ID}|payment (id|no|nr|number|code)",
        "transaktions? (nr|nummer|id|code)|(zahlungs|buchungs) (nr|nummer|id)",
        "transaction|uuid|id",
        f"{_NUMBER_OF}(transaction|transaccion|transazione|operation|operacion|operazione|paiement|pago|pagamento)",
    ),
    "order total": (  # said to be the order's, not a line's
        "(order|basket|cart|invoice|bill) total( (amount|paid|price))?|grand total",
        "(order|basket|cart|invoice|bill) (amount|value|sum)( paid)?",
        "total (order )?(ttc|commande|pedido|ordine|facture|factura)|(bestell|auftrags|rechnungs) (wert|summe|betrag)",
    ),
    "amount": (
        "total( (amount|price|paid|collected|value|sales?|revenue|spent|spend|cost|sum))?( (tax )?incl.*| tax incl)?",
        "gesamt(betrag|summe|preis|umsatz)?",
        "(montant|prix|importe|precio|importo|prezzo|valor) (total|totale|ttc)|totale|bruto",
        "(purchase|transaction|payment|sales?|line|item|paid|charged?|net|gross|original|txn)? ?amount( paid| gross)?",
        "betrag( brutto)?|(brutto|zahl) betrag|umsatz|brutto|summe|wert",
        "montant|importe|monto|importo|bedrag|valore?",
        "(net )?(revenue|sales|turnover)|(purchase|sale|line|transaction|payment) (value|total|price)",
        "gross (revenue|sales|turnover)|value",
        "gross( total)?|spent|spend|money|price paid|lineitem total",
        "netto( betrag)?|net( total)?|sub ?total",
    ),
    "quantity": (
        "((line)? ?item |order |product )?(quantity|qty|qnt|quant)( ordered| purchased)?",
        "units( sold)?|pieces|pcs|count|number of items",
        "menge|anzahl|stuck( zahl)?|stk|quantite|qte|cantidad|cant|quantita|qta|quantidade|qtd|aantal",
    ),
    "price": (
        "(unit|item|(line)? ?item|product|list|sale|selling)? ?price( (per (unit|item)|each))?",
        "(einzel|stuck|verkaufs)? ?preis|prix( unitaire)?|p u|precio( unitario)?|prezzo( unitario)?",
        "preco( unitario)?|prijs",
    ),
    "debit": ("debit( amount)?|soll|debet|debito|cargos?|money out|paid out|withdrawals?|ausgang|belastung|dare|af",),
    "credit": ("credit( amount)?|haben|abonos?|credito|haber|money in|paid in|deposits?|eingang|gutschrift|avere|bij",),
    "side": (
        "(debit|soll|dr|af) (credit|haben|cr|bij)( indicator| kennzeichen)?",
        "(credit|haben) (debit|soll)( indicator)?|s h",
        "(direction|soll haben|cdi|dc|sh)( kennzeichen)?|sens",
    ),
    "refunded": (
        "amount refunded|refunded amount|refund amount|refunded total|total refunded|refund total|refunds?|refunded",
        "erstattet(er betrag)?|erstattungs? betrag|montant rembourse|importe reembolsado|amount reversed",
    ),
    "currency": (
        f"({_ORDER} |payment |transaction |presentment |shop )?currency( code)?|ccy|cur|currency symbol",
        "wahrung|waehrung|whg|devise|moneda|divisa|valuta|muntsoort|moeda",
    ),
    "status": (
        "(financial|payment|order|transaction|purchase|invoice|sales?|charge|payment intent) (status|state)",
        "status|(bestell|zahlungs|auftrags|zahl) status",
        "statut( (de (la )?)?(commande|paiement))?|etat( de la commande)?",
        "estado( (del )?(pedido|pago))?|stato( (dell )?(ordine|pagamento))?",
        "state|zustand",
    ),
    "kind": (
        "(transaction|record|entry|payment|event|activity|sale|reporting)? ?(type|kind)",
        "(umsatz|buchungs)? ?art|typ|tipo( (de )?(operacion|transaccion))?|type (de )?(operation|transaction)",
    ),
    "cancelled": (
        "(is |order )?(cancelled|canceled|storniert|annule|annulee|anulado|voided|void)( (at|on|date|time|am))?",
        "cancellation date|storno(datum)?",
    ),
    "balance": ("((running|account|available|closing) )?balance|saldo( .*)?|konto stand|solde|balans",),
    "paid": ("(is )?(paid|captured|bezahlt|paye|pagado)",),
    "test": ("(is )?test( (order|mode|transaction))?|is test order|testbestellung|sandbox",),
    "live": ("live ?mode",),
    "gateway": ("(payment )?(method|gateway|provider)( (title|name))?",),
    "tags": ("(order )?(tags?|labels?)",),
    "line": (  # an order has several, so a row is one of its lines
        "stock code|sku|.*(lineitem|line item).*",
        "(product|item|article|variant|asin|isbn|ean|gtin|upc|plu)( .*)?",
        "artikel.*|produkt.*|bezeichnung|produits?( .*)?",
        "(articulo|producto|prodotto|articolo)( .*)?|referencia",
        "line( (no|nr|number|id))?|pos( (nr|no))?|position( nr)?|order (item|line) (id|no|number)|zeile",
    ),
}


@lru_cache(maxsize=1_000)
def plain(heading: str) -> str:
    """The form in which headings are compared.

    >>> plain("InvoiceNo"), plain("  KUNDEN-NR. "), plain("Währung"), plain("Purchase Amount (USD)")
    ('invoice no', 'kunden nr', 'wahrung', 'purchase amount')
    """
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]|#$", " ", heading)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    words = re.sub(r"[^\w]|_", " ", text.casefold()).split()
    while len(words) > 1 and (words[-1].upper() in CURRENCIES or words[-1] in ("utc", "gmt", "in")):
        words.pop()  # the unit: Betrag in EUR
    return " ".join(words)


def rank(part: str, heading: str) -> int | None:
    """The place of a heading among the names of a part, from 0 for the likeliest; None if it is none of them.

    >>> rank("at", "Order Date"), rank("at", "Datum") is not None, rank("at", "Ship Date")
    (0, True, None)
    """
    name = plain(heading)
    return next((place for place, pattern in enumerate(_compiled(part)) if pattern.fullmatch(name)), None)


def parts(headings: list[str]) -> set[str]:
    """The parts that a row of headings has names for; none in a row of data."""
    return {part for part in PATTERNS for heading in headings if rank(part, heading) is not None}


@cache
def _compiled(part: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern.replace(" ?", " ").replace(" ", " ?")) for pattern in PATTERNS[part])
