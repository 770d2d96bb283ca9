"""What the sources claim, and how far each claim can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from casekit.errors import CaseError, meant, shown
from casekit.teach.markup import as_html


@dataclass(frozen=True)
class Source:
    """One of the four texts that the workbook starts from."""

    author: str
    title: str
    date: str

    def __str__(self) -> str:
        return f"{self.author}, {self.title}, {self.date}"


SOURCES = {
    "S0/Toister": Source(
        "Jeff Toister",
        '"How Metrics Hide Serious Customer Experience Problems" (Business 2 Community)',
        "22 October 2015, as an undated note by a student sums it up",
    ),
    "S0/Rigby": Source(
        "Rigby, Reichheld & Schefter",
        '"Avoid the Four Perils of CRM" (Harvard Business Review)',
        "February 2002, as an undated note by a student sums it up",
    ),
    "S1": Source("Richard F. Gerson", '"Secrets of CRM Success"', "8 February 2001"),
    "S2": Source("An unsigned course note", "on CRM at Amazon, Starbucks and Harley-Davidson", "undated"),
    "S3": Source("Matt Hogansworth", '"3 Reasons Why CRM Strategies Fail"', "18 January 2007"),
}

STANDINGS = {
    "confirmed": "we found the same in a second place",
    "recomputed": "we recomputed the published figures behind it, and they agree",
    "qualified": "published figures exist, but they say less than the claim, or something else",
    "unverified": "only this source says so; we found no second place",
    "opinion": "a judgement, argued but not measured; the lesson lets you test it",
    "goal": "a target somebody set, not something found",
    "recommendation": "advice, given without a measurement; the lesson lets you test it",
    "framework": "a way to sort things; it can be useful or not, but not true or false",
}


@dataclass(frozen=True, repr=False)
class Claim:
    """One claim; as the last value of a notebook cell it shows itself as a citation.

    `source` is a key of SOURCES, `standing` one of STANDINGS, and `says` is the claim in the workbook's own words. In
    which lessons it is lived, and by what, the lessons' registry says.
    """

    id: str
    source: str
    standing: str
    says: str

    def __repr__(self) -> str:
        return f"{self.id}: {self.says}\n{self._origin}\n{self._trust}"

    def _repr_html_(self) -> str:
        says, origin, trust = map(as_html, (self.says, self._origin, self._trust))
        return f"<blockquote><strong>{self.id}</strong> {says}<br>{origin}<br><em>{trust}</em></blockquote>"

    @property
    def _origin(self) -> str:
        return f"{self.source.partition('/')[0]}: {SOURCES[self.source]}."

    @property
    def _trust(self) -> str:
        return f"{self.standing.capitalize()}: {STANDINGS[self.standing]}."


@dataclass(frozen=True, repr=False)
class Citation:
    """Several claims, quoted together; each source is named once, after its claims."""

    claims: tuple[Claim, ...]

    def __repr__(self) -> str:
        return "\n".join(
            "\n".join([*(f"{one.id}: {one.says} {one._trust}" for one in claims), origin])
            for origin, claims in self._by_source()
        )

    def _repr_html_(self) -> str:
        blocks = []
        for origin, claims in self._by_source():
            lines = [
                f"<p><strong>{one.id}</strong> {as_html(one.says)}<br><em>{as_html(one._trust)}</em></p>"
                for one in claims
            ]
            blocks.append(f"<blockquote>{''.join(lines)}<p>{as_html(origin)}</p></blockquote>")
        return "".join(blocks)

    def _by_source(self) -> list[tuple[str, list[Claim]]]:
        origins = dict.fromkeys(one._origin for one in self.claims)
        return [(origin, [one for one in self.claims if one._origin == origin]) for origin in origins]


def cite(*ids: str) -> Citation:
    """The claims with these ids, to be shown at the end of a notebook cell; raises CaseError as `claim` does.

    >>> cite("M1", "M2")  # doctest: +ELLIPSIS
    M1: A survey can look fine while one group of customers, by how it answers, stays hidden. Opinion: ...
    M2: Only inside the survey data, below the total, does the whole picture appear. Recommendation: ...
    S0: Jeff Toister, "How Metrics Hide Serious Customer Experience Problems" (Business 2 Community), ...
    """
    return Citation(tuple(claim(id) for id in ids))


_RANGES = "N1-N16, M1-M9, A1-A7, B1-B3, H1, D1-D14, F1-F14"


def claim(id: str) -> Claim:
    """The claim with this id, in capitals or not; raises CaseError, naming the nearest, if there is none.

    >>> claim("M1")  # doctest: +ELLIPSIS
    M1: A survey can look fine while one group of customers, by how it answers, stays hidden.
    S0: Jeff Toister, "How Metrics Hide Serious Customer Experience Problems" (Business 2 Community), ...
    Opinion: a judgement, argued but not measured; the lesson lets you test it.
    >>> claim("M12")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    casekit.errors.CaseError: There is no claim 'M12'; did you mean 'M2'? There are N1-N16, M1-M9, A1-A7, ...
    """
    key = id.strip().upper() if isinstance(id, str) else ""
    if key in CLAIMS:
        return CLAIMS[key]
    same_letter = [known for known in CLAIMS if known[0] == key[:1]]
    hint = meant(key, same_letter) or "."
    raise CaseError(f"There is no claim {shown(id)}{hint} There are {_RANGES}.")


_ALL = (
    # Numbers
    Claim("N1", "S2", "qualified",
          "Of customers with a bad experience, 86 % would stop buying, and 92 % of those in Britain."),
    Claim("N2", "S2", "qualified", "Seven in ten would come back once their problem is solved."),
    Claim("N3", "S2", "qualified", "Solved quickly, it is nineteen in twenty who come back."),
    Claim("N4", "S2", "qualified", "A fifth of the customers brings four fifths of the business."),
    Claim("N5", "S0/Rigby", "qualified", "Fifty-five in a hundred CRM systems fail."),
    Claim("N6", "S1", "qualified", "As many as 70 % of CRM projects are failing."),
    Claim("N7", "S1", "goal",
          "First phase of a programme: learn who they are from 80 % of the visitors to the web site."),
    Claim("N8", "S1", "goal", "Second phase: make customers of 90 % of those."),
    Claim("N9", "S1", "recommendation",
          "Third phase: record what customers prefer to buy, for personal visits and direct mail."),
    Claim("N10", "S1", "recommendation", "Plan the beginning, and with it the next three to five years."),
    Claim("N11", "S1", "framework", "CRM has four Ps, to be taken in order: planning, people, process, platform."),
    Claim("N12", "S0/Rigby", "framework",
          "Four perils: no strategy, an unready organisation, faith in more technology, stalking instead of wooing."),
    Claim("N13", "S3", "framework",
          "Three reasons for failure: eyes on vendor and technology, not enough on the customer, and haste."),
    Claim("N14", "S0/Toister", "framework",
          "Three kinds of metric hide trouble: surveys of groups, productivity, revenue."),
    Claim("N15", "S2", "framework",
          "Five uses of CRM: identify customers, value them, find resources, keep profile and history, learn."),
    Claim("N16", "S1", "recommendation",
          "Train twice: once for culture and dealing with people, once for the technology."),
    # Metric pitfalls
    Claim("M1", "S0/Toister", "opinion",
          "A survey can look fine while one group of customers, by how it answers, stays hidden."),
    Claim("M2", "S0/Toister", "recommendation",
          "Only inside the survey data, below the total, does the whole picture appear."),
    Claim("M3", "S0/Toister", "opinion", "A productive team is not the same as a satisfied customer."),
    Claim("M4", "S0/Toister", "opinion", "Good revenue today does not promise revenue tomorrow."),
    Claim("M5", "S0/Toister", "recommendation", "Next to the totals, look at customers one by one."),
    Claim("M6", "S2", "confirmed", "Amazon measures as a habit, down to the single click."),
    Claim("M7", "S3", "opinion",
          "Some hold that success of CRM cannot be determined; the real return shows in the customer."),
    Claim("M8", "S3", "recommendation", "Exact figures need time: do not look for them at once."),
    Claim("M9", "S3", "unverified",
          "Who avoids the pitfalls gains a great deal in satisfaction, retention and new customers."),
    # The three companies
    Claim("A1", "S2", "confirmed",
          "Amazon greets customers by name, lets them follow a delivery, and suggests what suits their taste."),
    Claim("A2", "S2", "confirmed", "Amazon records each click."),
    Claim("A3", "S2", "confirmed",
          "The search engine A9 keeps all that a person has looked for, and the store may get to see it."),
    Claim("A4", "S2", "unverified",
          "Amazon put money into 43 Things, where people with the same goal, such as paying off debt, meet."),
    Claim("A5", "S2", "unverified", "Amazon follows its data over years."),
    Claim("A6", "S2", "confirmed", "Jeff Bezos: the money is in helping customers to decide what to buy."),
    Claim("A7", "S2", "unverified", "Amazon's objective is to run its operations better than anybody else."),
    Claim("B1", "S2", "recomputed", "Starbucks wants both: to win new customers and to keep those it has."),
    Claim("B2", "S2", "unverified",
          "Starbucks works with the open-source system SugarCRM and its limited range of functions."),
    Claim("B3", "S2", "opinion", "A large suite from Siebel, Oracle or Microsoft is more than many companies need."),
    Claim("H1", "S2", "unverified", "Harley-Davidson wants a larger share of what its riders spend."),
    # Structure and channels
    Claim("D1", "S2", "framework",
          "CRM has an operational half at the front desk and an analytical, or strategic, half behind it."),
    Claim("D2", "S2", "recommendation", "Telephone, voice menu, e-mail and web chat should all know the latest."),
    Claim("D3", "S1", "recommendation", "Follow a customer over every contact, and bring the traces together."),
    Claim("D4", "S1", "recommendation",
          "Draw the process, as flow chart, fishbone or blueprint, the way a customer meets it."),
    Claim("D5", "S1", "recommendation", "Find out what customers need and expect; then, what they receive."),
    Claim("D6", "S3", "opinion", "A call centre can be so complicated that it drives callers away."),
    Claim("D7", "S3", "opinion",
          "Data spread over many applications that do not fit together confuse those who read them."),
    Claim("D8", "S2", "framework", "Marketing went from one offer for all, to segments, to each customer alone."),
    Claim("D9", "S2", "framework", "CRM decides whom to address, in which way, and where to invest."),
    Claim("D10", "S1", "recommendation", "Win over the employees, and the partners as well."),
    Claim("D11", "S3", "opinion",
          "CRM can take departments that do not exist yet, and the IT staff has to know first."),
    Claim("D12", "S3", "recommendation", "Introduce CRM in all of the company."),
    Claim("D13", "S2", "framework",
          "First comes contact with the customer; from it follows what customers and managers get to know."),
    Claim("D14", "S1", "recommendation", "Try several packages, and take software that can grow step by step."),
    # Failure
    Claim("F1", "S0/Rigby", "opinion",
          "First peril: the software comes before anybody has decided which customers to serve, and how."),
    Claim("F2", "S0/Rigby", "opinion", "Second peril: the system arrives before the organisation has changed."),
    Claim("F3", "S0/Rigby", "opinion", "Third peril: to believe that more technology makes better CRM."),
    Claim("F4", "S0/Rigby", "opinion", "Fourth peril: to pursue customers who have not asked for it."),
    Claim("F5", "S0/Rigby", "opinion", "A slow system loses customers and harms the good name of the sales force."),
    Claim("F6", "S3", "opinion", "First reason: the most impressive technology is taken for the best."),
    Claim("F7", "S3", "opinion",
          "Second reason: the customer is forgotten, though the return lies in keeping and winning customers."),
    Claim("F8", "S3", "opinion", "Third reason: the programme is rushed."),
    Claim("F9", "S3", "opinion", "Salespeople are sent out with technology that nobody has tried."),
    Claim("F10", "S1", "opinion", "Companies buy a technology first, and press their processes and people into it."),
    Claim("F11", "S1", "recommendation", "Ask the employees, adjust, win them over: each is a customer of the others."),
    Claim("F12", "S1", "opinion", "A good beginning pays, and those who come late can overtake."),
    Claim("F13", "S2", "recommendation",
          "Run it as programme and projects, all parties early, risks of company and vendor in view."),
    Claim("F14", "S2", "framework", "The order is strategy, process, people, and technology last."),
)  # fmt: skip

CLAIMS = {one.id: one for one in _ALL}
