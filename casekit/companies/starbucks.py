"""Starbucks, bound to its models and tables."""

from __future__ import annotations

from casekit.cases.starbucks import STARBUCKS as ASSUMPTIONS
from casekit.companies.company import Company
from casekit.records.common.contacts import contacts
from casekit.records.common.products import products
from casekit.records.common.purchases import purchases
from casekit.records.common.surveys import surveys
from casekit.records.common.touches import touches
from casekit.records.starbucks.customers import customers
from casekit.truth.common.experiences import experiences
from casekit.truth.common.states import states
from casekit.truth.common.surveys import surveys as true_surveys
from casekit.truth.starbucks.customers import customers as true_customers
from casekit.world.common.dissatisfaction import dissatisfaction
from casekit.world.common.slips import slips
from casekit.world.engine.models import Models
from casekit.world.starbucks.joining import replacement
from casekit.world.starbucks.purchases import visits

STARBUCKS = Company(
    ASSUMPTIONS,
    Models(joining=replacement, purchases=visits, incidents=slips, drift=dissatisfaction),
    records=(customers, products, purchases, contacts, surveys, touches),
    truth=(true_customers, states, experiences, true_surveys),
)
