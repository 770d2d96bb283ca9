"""Starbucks: a chain that has to acquire *and* retain.

The customers are invented and the company is not involved. Public numbers are as two essays quote the Harvard case
study; everything else is an assumption and says so.
"""

from __future__ import annotations

from casekit.cases import groups
from casekit.cases.assumptions import Assumptions
from casekit.cases.dials import STARBUCKS_DIALS
from casekit.cases.parameters import assumption, public

EXHIBIT_9 = (
    "Moon & Quelch, Starbucks: Delivering Customer Service, Harvard Business School, 2003, exhibit 9, "
    "as quoted in two essays"
)
LABOUR_PLAN = "Moon & Quelch, 2003, as quoted in two essays"
TARP = "TARP consumer-complaint studies, as quoted in the trade press; shares of those who complained"

STARBUCKS = Assumptions(
    name="starbucks",
    title="Starbucks",
    groups=(
        groups.Rhythm(
            hours=assumption(
                (6.0, 7.5, 9.0, 11.5, 15.0, 21.0), "stores open at six; half the day's business before ten"
            ),
        ),
        groups.Membership(
            places=assumption(
                (
                    ("Harbor Steps", "Seattle", "WA", "206"),
                    ("Campus Gate", "Portland", "OR", "503"),
                    ("Union Station", "Portland", "OR", "503"),
                    ("Airport Road", "Tacoma", "WA", "253"),
                ),
                "four invented stores in real cities",
            ),
            place_lift=assumption((0.85, 0.70, -0.70, -0.85), "two stores treat customers well, two badly"),
            channels=assumption(("app", "counter", "drive-through"), "the ways of ordering"),
            channel_shares=assumption((0.40, 0.36, 0.24), "no channel dominates"),
            channel_lift=assumption((0.20, 0.0, -0.25), "ordering ahead pleases; the drive-through queue does not"),
            channel_queue=assumption((0.0, 0.9, 1.0), "orders from the app are ready; the others stand in line"),
            channel_loyalty=assumption(0.85, "most customers have one habit"),
            acquired_through=assumption(("walk-in", "friend", "offer", "gift card"), "the usual ways in"),
            acquired_shares=assumption((0.5, 0.2, 0.2, 0.1), "most first visits are by chance"),
        ),
        groups.Tenure(
            years=assumption((0, 1, 2, 5, 10), "exhibit 9's bands; the open last one is closed at ten years"),
            shares=public((0.27, 0.20, 0.30, 0.23), EXHIBIT_9),
        ),
        groups.Satisfaction(
            states=public(("unsatisfied", "satisfied", "highly satisfied"), EXHIBIT_9),
            life_years=public((1.10, 4.40, 8.30), EXHIBIT_9),
            worsen=assumption(0.022, "a satisfied customer has a bad spell every three years or so"),
            recover=assumption(0.06, "bad spells end within a year"),
            delight=assumption(0.025, "as many win a favourite store as have a bad spell"),
            cool=assumption(0.035, "delight wears off"),
            slide_worsen=assumption(0.45, "queues grow while the app jumps them"),
            slide_recover=assumption(1.0, "and a bad spell lasts, as the queue is there every day"),
            ahead_delight=assumption(0.22, "those who order ahead are delighted"),
            score_mean=assumption((3.0, 7.0, 9.2), "detractors, passives and promoters are the three states, blurred"),
            score_customer_spread=assumption(0.6, "some people are lenient"),
            score_spread=assumption(0.9, "and everybody has days"),
        ),
        groups.Visits(
            per_month=public((3.90, 4.30, 7.20), EXHIBIT_9),
            ticket=public((3.88, 4.06, 4.42), EXHIBIT_9),
            rate_shape=assumption(4.0, "own rates differ by a half (coefficient of variation)"),
            ticket_shape=assumption(16.0, "sizes and extras move a ticket by a quarter"),
        ),
        groups.Incidents(
            per_month=assumption((0.12, 0.035, 0.020), "unsatisfied customers meet trouble more often"),
            severities=assumption(("minor", "major"), "a wrong drink, or a scene"),
            severity_shares=assumption((0.8, 0.2), "most trouble is small"),
            noticed=assumption(0.9, "some trouble the customer never sees"),
            resolved=assumption(0.7, "seven complaints in ten are put right"),
            complaint_days=assumption(2.0, "who complains, complains soon"),
            resolution_hours=assumption(30.0, "a little more than a day"),
            quick_hours=assumption(24.0, "quickly means within a day"),
            would_return_quick=public((0.95, 0.82), TARP),
            would_return_resolved=public((0.70, 0.54), TARP),
            would_return_otherwise=assumption((0.40, 0.15), "well below those whose complaint was settled"),
            follow_through=assumption(0.6, "people do less than they intend"),
            return_months=assumption(2.0, "a season away"),
        ),
        groups.Contacts(
            per_month=assumption(0.04, "one contact in two years, without trouble"),
            channels=assumption(("phone", "ivr", "email", "chat"), "the front office of the course note (D2)"),
            channel_shares=assumption((0.35, 0.15, 0.25, 0.25), "no channel dominates"),
            wait_seconds=assumption((95.0, 40.0, 14_400.0, 60.0), "e-mail waits hours, the others minutes"),
            handle_seconds=assumption((260.0, 90.0, 420.0, 540.0), "a few minutes each"),
            handle_shape=assumption(4.0, "handle times differ by a half (coefficient of variation)"),
            reasons=assumption(("card", "app", "order", "praise"), "what people ask about"),
            reason_shares=assumption((0.35, 0.35, 0.22, 0.08), "mostly card and app"),
            resolved=assumption(0.8, "four in five at the first contact"),
            repeats=assumption(0.5, "half of the unresolved try again"),
            repeat_days=assumption(3.0, "within the week"),
            agents=assumption(24, "one shift"),
        ),
        groups.Surveys(
            invited=assumption(0.34, "each customer about every third month"),
            after_contact=assumption(0.3, "not every call is followed up"),
            unsolved_costs=assumption(2.0, "an unsolved problem colours the next answer"),
            content=assumption(8, "whoever gives 8 or more has nothing to hold back"),
            unhappy=assumption(3, "whoever gives 3 or less is as silent as it gets"),
            answering=assumption(0.30, "a good response rate for a customer survey"),
            answering_ratio=assumption((1.5, 0.75, 0.45), "one tap in the app, a web address on a receipt"),
        ),
        groups.Touches(
            per_month=assumption(2, "one message a fortnight"),
            media=assumption(("email", "app"), "no letters"),
            medium=assumption((1, 0, 0), "app users get messages in the app, the others by e-mail"),
            opened=assumption(0.35, "a third are looked at"),
            redeemed=assumption(0.25, "a quarter of those who look and come use the offer"),
            days=assumption(7, "an offer is good for a week"),
            opt_out=assumption(0.012, "about one in eight a year, once annoyed"),
            annoyance_months=assumption(6.0, "patience lasts half a year"),
            sensitivity_shape=assumption(2.0, "some never mind, some soon do"),
        ),
        groups.Products(
            catalogue=assumption(
                (
                    ("Brewed coffee", "coffee", 2.95, 2.30),
                    ("Espresso", "coffee", 2.75, 2.20),
                    ("Caffe latte", "coffee", 4.45, 3.30),
                    ("Cappuccino", "coffee", 4.45, 3.35),
                    ("Caramel macchiato", "coffee", 5.25, 3.80),
                    ("Cold brew", "coffee", 4.65, 3.60),
                    ("Chai tea latte", "tea", 4.75, 3.60),
                    ("Iced green tea", "tea", 3.65, 2.95),
                    ("Hot chocolate", "other drinks", 4.15, 3.05),
                    ("Butter croissant", "food", 3.45, 1.90),
                    ("Blueberry muffin", "food", 3.25, 1.80),
                    ("Egg sandwich", "food", 4.95, 2.45),
                    ("Whole beans", "beans", 14.95, 7.20),
                ),
                "invented names and prices of the kind such a store has",
            ),
            popularity=assumption((20, 5, 18, 8, 10, 11, 6, 4, 3, 5, 4, 5, 1), "mostly drinks, beans now and then"),
        ),
        groups.Newcomers(
            count=assumption(8_000, "so many that chance moves no share of them by more than two points"),
            months=assumption(66, "newcomers of July 2020: five years, and half a year more to see who still comes"),
            chance_at_most=assumption(0.90, "however fast the chance to leave grows, somebody stays"),
        ),
        groups.Budget(
            dollars=assumption(100_000.0, "a round sum"),
            newcomer=assumption(100.0, "less than what a newcomer brings in margin within three years"),
            kept=assumption(70.0, "the first one is cheaper to keep than to win"),
            newcomer_doubles=assumption(1_000.0, "those who live near a store are soon won"),
            kept_doubles=assumption(300.0, "few of those about to leave can be told in time"),
            interest=assumption(0.10, "the rate that textbooks like to take"),
        ),
        groups.Labour(
            dollars=public(40_000_000.0, LABOUR_PLAN),
            stores=public(4_574, LABOUR_PLAN),
            won=assumption(60, "enough if revenue is counted, too few if margin is"),
        ),
    ),
    drifts=("dissatisfaction",),
    dials=STARBUCKS_DIALS,
)
