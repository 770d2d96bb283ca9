"""Harley-Davidson, bound to its models and tables."""

from __future__ import annotations

from casekit.cases.harley import HARLEY as ASSUMPTIONS
from casekit.companies.company import Company
from casekit.records.common.contacts import contacts
from casekit.records.common.products import products
from casekit.records.common.purchases import purchases
from casekit.records.common.surveys import surveys
from casekit.records.common.touches import touches
from casekit.records.harley.customers import customers
from casekit.records.harley.invitations import invitations
from casekit.truth.common.experiences import experiences
from casekit.truth.common.states import states
from casekit.truth.common.surveys import surveys as true_surveys
from casekit.truth.harley.brands import brands
from casekit.truth.harley.customers import customers as true_customers
from casekit.truth.harley.wallets import wallets
from casekit.world.common.slips import slips
from casekit.world.engine.models import Models
from casekit.world.harley.drift import retirement
from casekit.world.harley.joining import newcomers
from casekit.world.harley.purchases import sales

HARLEY = Company(
    ASSUMPTIONS,
    Models(joining=newcomers, purchases=sales, incidents=slips, drift=retirement),
    records=(customers, products, purchases, contacts, surveys, touches, invitations),
    truth=(true_customers, states, experiences, true_surveys, wallets, brands),
)
