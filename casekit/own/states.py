"""What became of an order, as its status, its kind, and columns such as "cancelled at" or "test" tell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from casekit.errors import CaseError, meant, shown
from casekit.own.column import Column

MOST_STATES = 200  # different ones; a column with more is no status
_MOST_REASONS = 12  # different ones; beyond, the words in brackets are left out

# By what became of the order: what shops and banks call it, in plain letters, without accents.
_BOUGHT = re.compile(
    "completed?|cancell?ed reversal|processing|in process|paid|success(ful|fully)?|succeeded|captured|settled|cleared"
    "|shipped|shipping|delivered|fulfilled|dispatched|in transit|ready.*|partially (fulfilled|shipped|paid|refunded)"
    "|partial(ly)? refund(ed)?|closed|ok|approved|accepted|done|finished|confirmed|booked|posted|active|sent|received"
    "|sold|invoiced|billed|sale|payment|purchase|order"
    "|bezahlt|abgeschlossen|in bearbeitung|versendet|versandt|geliefert|zugestellt|erledigt|gebucht|erfolgreich"
    "|teilweise erstattet|payee?|terminee?|livree?|expediee?|en cours( de (traitement|preparation))?|validee?|reussie?"
    "|(partiellement|en partie) remboursee?|pagad[oa]|completad[oa]|enviad[oa]|entregad[oa]|procesando|finalizad[oa]"
    "|en proceso|parcialmente reembolsad[oa]|pagato|completato|spedito|consegnato|evaso|in lavorazione|betaald"
    "|voltooid|afgerond|verzonden|geleverd|pago|concluido"
)
_NOT = {
    "cancelled": (
        "cancell?ed|cancel|cancell?ation|void(ed)?|trash|deleted|abandoned|abgebrochen|storn(iert|o)|abandonnee?"
        "|annulee?|anulad[oa]|cancelad[oa]|annullat[oa]|geannuleerd"
    ),
    "failed": (
        "fail(ed|ure)?|declined?|denied|error|expired|rejected|blocked|uncaptured|unsuccessful|fehlgeschlagen|abgelehnt"
        "|echec|echouee?|refusee?|fallid[oa]|rechazad[oa]|fallit[oa]|mislukt|falhou"
    ),
    "refunded": (
        "(fully )?refund(ed)?|return(ed)?|charge ?back|charged back|reversed|reversal|disputed?|credit(ed)? note"
        "|credited|erstattet|(zu)?ruckerstattet|retourniert|retoure|zuruckgesandt|gutschrift|remboursee?|retournee?"
        "|reembolsad[oa]|devuelt[oa]|rimborsat[oa]|terugbetaald|devolvid[oa]"
    ),
    "test order": "test( order| mode)?|bogus",
    "not paid": (
        "pending( payment)?|payment pending|(on )?hold|unpaid|open|authori[sz]ed|awaiting.*|incomplete|draft|new|quote"
        "|checkout draft|requires.*|created|estimate|in checkout|overdue|uncleared|scheduled|initiated|started"
        "|offen|(zahlung )?ausstehend|unbezahlt|wartend|wartestellung|entwurf|en attente.*|impayee?|brouillon"
        "|pendiente.*|en espera|borrador|in attesa.*|sospeso|bozza|openstaand|in afwachting|pendente|aguardando.*"
    ),
}
_NOT_COMPILED = {reason: re.compile(pattern) for reason, pattern in _NOT.items()}
_NO_SALE = re.compile(  # kinds of movement that are no purchase, wherever they say so
    r"\b(refund(s|ed)?|reversals?|charge ?backs?|pay ?outs?|withdrawals?|fees?|conversions?|hold|returns?"
    r"|adjustments?|top ?ups?|credit (note|memo)|bank deposit|gutschrift|\w*erstattung|auszahlung|gebuhr(en)?|storno"
    r"|umbuchung|remboursement|frais|reembolso|devolucion|comision|retiro|rimborso|commissione"
    r"|(page ?)?views?|(add to |remove from )?cart|clicks?|search(es)?|impressions?|session( .*)?|wish ?list)\b"
)
_TEST = re.compile(r"\bbogus\b|for testing|test gateway|(^|[,;|] ?)test( order)?($|[,;|])")
_YES = frozenset({"true", "yes", "y", "1", "1.0", "ja", "j", "oui", "si", "sim", "wahr", "vrai", "x", "t"})
_NO = frozenset({"false", "no", "n", "0", "0.0", "nein", "non", "nao", "falsch", "faux", "f", ""})


@dataclass(frozen=True)
class States:
    """Of each row, the place in `reasons` of why it is no purchase: 0 for none, -1 where nothing is said.

    `bought` are the states of purchases; of those, nothing tells what the `unknown` ones mean.
    """

    codes: np.ndarray
    reasons: list[str]
    bought: list[str]
    unknown: list[str]


def statuses(column: Column, paid: list[str] | None = None) -> States:
    """What a column of states says. `paid` names those that are purchases; None goes by what they usually mean.

    >>> import pyarrow as pa
    >>> found = statuses(Column.of("status", pa.chunked_array([["Completed", "wc-on-hold", "", "Odd"]])))
    >>> found.codes.tolist(), found.reasons, found.unknown
    ([0, 1, -1, 0], ['', 'not paid (wc-on-hold)'], ['Odd'])
    """
    texts = column.texts.to_pylist()
    if paid is not None:
        allowed = {_plain(text) for text in paid}
        for word in paid:
            if _plain(word) not in map(_plain, texts):
                hint = meant(word, texts) or "."
                raise CaseError(f"paid must be states that {shown(column.name)} has; {shown(word)} is none{hint}")
        why = [None if not text else "" if _plain(text) in allowed else f"not paid ({text})" for text in texts]
        return _states(column, why, [])
    why = [_meaning(text) for text in texts]
    unknown = [
        text for text, said in zip(texts, why, strict=True) if said == "" and not _BOUGHT.fullmatch(_plain(text))
    ]
    return _states(column, why, unknown)


def kinds(column: Column) -> States:
    """What a column of kinds of movement says: a refund, a payout or a fee is no purchase."""
    texts = column.texts.to_pylist()
    why = [f"no purchase ({text})" if _NO_SALE.search(_plain(text)) else "" if text else None for text in texts]
    return _states(column, why, [])


def tests(column: Column) -> States:
    """What a column of payment methods or of tags says of orders that only try the shop."""
    test = [bool(_TEST.search(text)) for text in column.said()]
    return _states(column, ["test order" if is_test else "" for is_test in test], [])


def flags(column: Column, reason: str, when: bool) -> States:
    """Columns of yes and no, or of a date where the answer is yes: `reason` holds for `when`."""
    said = [(text, text in _NO) for text in column.said()]
    return _states(column, [None if not text else "" if no is when else reason for text, no in said], [])


def is_status(column: Column) -> bool:
    """Whether half its different states are known: a column called state may hold Texas and Ohio."""
    texts = [text for text in column.texts.to_pylist() if text] if len(column.texts) <= MOST_STATES else []
    known = sum(1 for text in texts if _meaning(text) or _BOUGHT.fullmatch(_plain(text)))
    return 2 * known >= len(texts) > 0


def is_yes_or_no(column: Column) -> bool:
    """Whether it says nothing but yes and no."""
    return len(column.texts) <= MOST_STATES and set(column.said()) <= _YES | _NO


def _meaning(text: str) -> str | None:
    """Why a state is no purchase; "" where it is one, or nobody knows; None where nothing is said."""
    plain = _plain(text)
    if not plain:
        return None
    for reason, pattern in _NOT_COMPILED.items():
        if pattern.fullmatch(plain):
            return reason if plain == reason else f"{reason} ({text})"
    return ""


def _plain(text: str) -> str:
    """Small letters without accents, words apart, and without WooCommerce's wc-."""
    letters = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join(re.sub(r"[\W_]+", " ", letters.casefold()).split()).removeprefix("wc ")


def _states(column: Column, why: list[str | None], unknown: list[str]) -> States:
    if len(set(why)) > _MOST_REASONS:
        why = [reason and reason.partition(" (")[0] for reason in why]
    reasons = ["", *dict.fromkeys(reason for reason in why if reason)]
    codes = np.array([-1 if reason is None else reasons.index(reason) for reason in why], dtype=np.int64)
    bought = [text for text, reason in zip(column.texts.to_pylist(), why, strict=True) if reason == ""]
    return States(column.of_rows(codes), reasons, bought, unknown)
