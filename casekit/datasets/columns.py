"""What every column of every table says, in which unit, and which other table it points to: the one place for it.

A test holds that each column of each company is described here, and that nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Column(NamedTuple):
    """What a column says, and its unit if it has one."""

    description: str
    unit: str = ""
    points_to: str = ""  # the key, of another name, that it repeats


class Table(NamedTuple):
    """What a row of a table is, the columns that tell rows apart, and what its columns say; `taste_*` stands for many.

    What differs between companies is given by company.
    """

    description: str
    key: tuple[str, ...]
    columns: Mapping[str, Column | Mapping[str, Column]]

    def column(self, name: str, company: str) -> Column | None:
        """The description of one column of one company's table."""
        places = ((self.columns, name), (self.columns, name.split("_")[0] + "_*"), (EVERYWHERE, name))
        found = next((columns[key] for columns, key in places if key in columns), None)
        return found.get(company) if isinstance(found, Mapping) else found


def _table(what: str, key: str, **columns: str | Column | Mapping[str, Column]) -> Table:
    named = {name: Column(column) if isinstance(column, str) else column for name, column in columns.items()}
    return Table(what, tuple(key.split()), named)


_MAYBE_WHOSE = "Customer, if logged in and willing to be recognised"


def _number(whose: str = "customer_id") -> str:
    return f"Number of the row: {whose} x 10,000 + 0, 1, 2, ..."


EVERYWHERE = {
    "customer_id": Column("Customer"),
    "product_id": Column("Product"),
    "purchase_id": Column("Purchase"),
    "survey_id": Column("Survey"),
    "visitor_id": Column("Who was there as the computer tells them apart: a browser, a telephone or a program"),
    "at": Column("When, UTC"),
}
"""What these columns say in any table that says nothing else of them."""

RECORDS = {
    "customers": _table(
        "A customer, as the customer master file has them",
        "customer_id",
        customer_id="Number of the customer, from 1",
        joined_at="When they became a customer, UTC",
        name="First and last name, drawn from word lists",
        email="E-mail address, at a domain that is reserved for examples",
        phone="Telephone number, from the range kept free for fiction; several customers may share one",
        address="House number and street, made up",
        city="City",
        region="State of the USA, as two letters",
        birth_date="Day of birth",
        acquired_through="What brought them here",
        home_store="The store they usually go to",
        dealer="The dealer they usually go to",
        owner_group="Whether they were in the owner group at the end",
        member_since="When they joined the owner group, UTC; missing for those who have not",
        prime="Whether they pay for the membership that ships fast",
        consent="Whether they consent to being recognised when they only look",
    ),
    "products": _table(
        "A product on the price list",
        "product_id",
        product_id="Number of the product, from 1",
        name="What it is called",
        category="Where it stands",
        price=Column("List price", "USD"),
        margin=Column("What is left of the list price once the product itself is paid for", "USD"),
    ),
    "purchases": _table(
        "A purchase",
        "purchase_id",
        purchase_id=_number(),
        channel="Way of ordering",
        amount=Column("What the customer paid", "USD"),
    ),
    "contacts": _table(
        "A contact with the service desk",
        "contact_id",
        contact_id=_number(),
        at="When it began, UTC",
        channel="How the customer got in touch; ivr is the telephone menu",
        reason="What it was about, as the agent noted it",
        wait_seconds=Column("How long the customer waited for an answer", "s"),
        handle_seconds=Column("How long the agent worked on it", "s"),
        agent_id="Number of the agent",
        resolved="Whether the agent noted it as resolved",
        repeat_of=Column("The earlier contact about the same thing, if there was one", points_to="contact_id"),
    ),
    "surveys": _table(
        "A survey sent to a customer",
        "survey_id",
        survey_id=_number(),
        contact_id="The contact it asks about, if it is not the monthly survey",
        channel="The customer's usual way of ordering, by which the survey went out",
        sent_at="When it was sent, UTC",
        answered="Whether the customer answered",
        score=Column("The answer, from 0, worst, to 10, best; missing without one", "points"),
    ),
    "touches": _table(
        "A message sent to a customer",
        "touch_id",
        touch_id=_number(),
        at="When it was sent, UTC",
        campaign="The campaign: its month and a letter",
        channel="How it was sent",
        opened="Whether it was opened",
        responded="Whether the customer used its offer",
        opted_out="Whether it made the customer opt out of all further messages",
    ),
    "invitations": _table(
        "A customer among whom the lot was drawn, once, for an invitation to the owner group",
        "invitation_id",
        invitation_id=_number(),
        drawn_at="When the lot was drawn, UTC",
        invited="Whether the lot had the customer invited",
        joined="Whether the customer has joined the owner group since",
    ),
    "clicks": _table(
        "A product page that was looked at",
        "click_id",
        click_id=_number("visitor_id"),
        customer_id=_MAYBE_WHOSE,
    ),
    "searches": _table(
        "A search in the store",
        "search_id",
        search_id=_number("visitor_id"),
        customer_id=_MAYBE_WHOSE,
        query="What was typed",
    ),
    "goals": _table(
        "A goal in life that somebody stated in public",
        "goal_id",
        goal_id=_number("visitor_id"),
        customer_id=_MAYBE_WHOSE,
        at="When it was stated, UTC",
        goal="The goal, in the words that many share",
    ),
    "deliveries": _table(
        "The delivery of a purchase",
        "delivery_id",
        delivery_id="Number of the row, the same as that of the purchase",
        promised_on="The day that was promised, UTC",
        delivered_at="When it came, UTC; missing if it has not come by the end",
    ),
    "reviews": _table(
        "A review of a product that was bought",
        "review_id",
        review_id=_number(),
        at="When it was written, UTC",
        stars=Column("From 1, bad, to 5, good", "stars"),
    ),
    "returns": _table(
        "A product that was sent back",
        "return_id",
        return_id=_number(),
        reason="The reason that the customer ticked",
        amount=Column("What was paid back", "USD"),
    ),
}
"""The tables that a company has, by name."""

TRUTH = {
    "customers": _table(
        "A customer, as they really are",
        "customer_id",
        type={
            "starbucks": Column("The way of ordering they are used to"),
            "amazon": Column("What kind of shopper the account's owner is"),
            "harley": Column("Whether they join the owner group unasked, if invited, or never"),
        },
        purchase_rate={
            "starbucks": Column("How often they come while satisfied, on average", "visits a month"),
            "amazon": Column("How often they order while active, on average", "orders a week"),
        },
        dropout_probability="Chance of lapsing after each order",
        mean_amount=Column("What they spend on an order, on average", "USD"),
        shared="Whether a second person uses the account",
        **{"taste_*": "Share of the owner's orders that goes to this category, on average; the shares add up to 1"},
        enthusiasm="How much riding means to them: 0 is the average, 1 is one standard deviation above it",
        wallet=Column("What they would spend a year on riding, over all brands and without membership", "USD a year"),
        share="The company's share of that",
        spend_if_member=Column("What they spend here a year as members of the owner group, on average", "USD a year"),
        spend_if_not=Column("What they spend here a year without membership, on average", "USD a year"),
        leniency=Column("What they add to every score they feel, by temperament", "points"),
        left_at="When they left, UTC; missing for those who stayed",
        left_because="Why they left",
        returned_at="When they came back, UTC, if they did",
        left_again_at="When they left for the second time, and for good, UTC",
        annoyance="How annoyed messages have made them by the end, from 0 up",
    ),
    "states": _table(
        "A change in how satisfied a customer is; the first row of each is how they began",
        "customer_id from_at",
        from_at="From when, UTC",
        satisfaction="The state from then on",
    ),
    "experiences": _table(
        "An incident: something that went wrong for a customer",
        "incident_id",
        incident_id=_number(),
        at="When it happened, UTC",
        severity="How bad it was",
        noticed="Whether the customer noticed",
        complained="Whether the customer complained",
        resolved="Whether the complaint was put right",
        hours_to_resolve=Column("How long that took; missing where it was not", "h"),
        intends_return="Whether the customer would say, if asked, that they will buy again",
        left="Whether the customer left over it",
        returned="Whether the customer, having left over it, came back",
    ),
    "surveys": _table(
        "A survey sent, answered or not",
        "survey_id",
        sent_at="When it was sent, UTC",
        felt=Column("The score that the customer would give, from 0, worst, to 10, best", "points"),
    ),
    "products": _table(
        "A product, as it really is",
        "product_id",
        quality="How good it is, from 0 to 1",
        share_of_category="Its share of its category's sales, on average",
    ),
    "purchases": _table(
        "A purchase, as it really was",
        "purchase_id",
        bought_by="Who placed it: the account's owner, or the other person who uses it",
        felt=Column("The stars that the buyer would give, from 1 to 5; missing if it has not come", "stars"),
    ),
    "wallets": _table(
        "What a customer spent in a year on one kind of thing of one brand, while a customer",
        "customer_id year category brand",
        year="Calendar year",
        category="What kind of thing",
        brand="The company's own brand, or an invented rival",
        spend=Column("What was spent", "USD"),
    ),
    "brands": _table(
        "A brand that a customer uses",
        "customer_id brand",
        brand="The company's own brand, or an invented rival",
        satisfaction=Column("How satisfied with it, from 0, worst, to 10, best", "points"),
        rank="Its rank among the brands that the customer uses, 1 the best; equals share the mean of their ranks",
    ),
    "visitors": _table(
        "Who is behind a visitor's number",
        "visitor_id",
        visitor_id="Visitor",
        kind="The account's owner, the other person who uses it, or a program (bot)",
        customer_id="Customer whose account it is; missing for programs",
    ),
}
"""The tables that no company has, by name."""
