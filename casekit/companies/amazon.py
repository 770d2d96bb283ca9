"""Amazon, bound to its models and tables."""

from __future__ import annotations

from casekit.cases.amazon import AMAZON as ASSUMPTIONS
from casekit.companies.company import Company
from casekit.records.amazon.channel_events import channel_events
from casekit.records.amazon.channel_records import channel_records
from casekit.records.amazon.clicks import clicks
from casekit.records.amazon.customers import customers
from casekit.records.amazon.deliveries import deliveries
from casekit.records.amazon.goals import goals
from casekit.records.amazon.offers import offers
from casekit.records.amazon.returns import returns
from casekit.records.amazon.reviews import reviews
from casekit.records.amazon.searches import searches
from casekit.records.common.contacts import contacts
from casekit.records.common.products import products
from casekit.records.common.purchases import purchases
from casekit.records.common.surveys import surveys
from casekit.records.common.touches import touches
from casekit.truth.amazon.channel_records import channel_records as true_channel_records
from casekit.truth.amazon.customers import customers as true_customers
from casekit.truth.amazon.offers import offers as true_offers
from casekit.truth.amazon.products import products as true_products
from casekit.truth.amazon.purchases import purchases as true_purchases
from casekit.truth.amazon.visitors import visitors
from casekit.truth.common.experiences import experiences
from casekit.truth.common.states import states
from casekit.truth.common.surveys import surveys as true_surveys
from casekit.world.amazon.drift import lapses
from casekit.world.amazon.incidents import failures
from casekit.world.amazon.joining import arrivals
from casekit.world.amazon.purchases import orders
from casekit.world.engine.models import Models

AMAZON = Company(
    ASSUMPTIONS,
    Models(joining=arrivals, purchases=orders, incidents=failures, drift=lapses),
    records=(
        customers,
        products,
        purchases,
        contacts,
        surveys,
        touches,
        clicks,
        searches,
        goals,
        deliveries,
        reviews,
        returns,
        offers,
        channel_records,
        channel_events,
    ),
    truth=(
        true_customers,
        states,
        experiences,
        true_surveys,
        true_products,
        true_purchases,
        visitors,
        true_offers,
        true_channel_records,
    ),
)
