"""Harley-Davidson: a brand that has its riders' hearts, and wants more of their wallets.

The customers are invented and the company is not involved; dealers, products and rival brands are invented too. The
one public number about the company is what secondary pages quote of the owner group; everything else is an assumption
and says so.
"""

from __future__ import annotations

from casekit.cases import groups
from casekit.cases.assumptions import Assumptions
from casekit.cases.dials import HARLEY_DIALS
from casekit.cases.parameters import assumption, public

DENOVE_POWER = (
    "Denove & Power, Satisfaction, 2007, as secondary pages quote it: members spend 30 % more than other owners"
)
TARP = "TARP consumer-complaint studies, as quoted in the trade press; shares of those who complained"

HARLEY = Assumptions(
    name="harley",
    title="Harley-Davidson",
    groups=(
        groups.Rhythm(
            hours=assumption((9.0, 11.0, 13.0, 15.0, 17.0, 20.0), "dealers open at nine, and the day is even"),
        ),
        groups.Membership(
            places=assumption(
                (
                    ("Kiln Street", "Milwaukee", "WI", "414"),
                    ("Butte Road", "Rapid City", "SD", "605"),
                    ("Palmetto Drive", "Daytona Beach", "FL", "386"),
                    ("Saguaro Avenue", "Phoenix", "AZ", "602"),
                    ("Pecan Creek", "Austin", "TX", "512"),
                ),
                "five invented dealers in real cities",
            ),
            place_lift=assumption((0.4, 0.2, 0.0, -0.2, -0.4), "some dealers treat riders better than others"),
            channels=assumption(("dealer", "web shop", "rally"), "the counter, the screen, the stall at a rally"),
            channel_shares=assumption((0.6, 0.3, 0.1), "most buy where they have their motorcycle serviced"),
            channel_lift=assumption((0.1, -0.1, 0.0), "a dealer knows the rider"),
            channel_queue=assumption((0.0, 0.0, 0.0), "service does not slip here"),
            channel_loyalty=assumption(0.8, "most riders have one habit"),
            acquired_through=assumption(("dealer visit", "friend", "rally", "test ride"), "the usual ways in"),
            acquired_shares=assumption((0.4, 0.3, 0.1, 0.2), "riders bring riders"),
        ),
        groups.Tenure(
            years=assumption((0, 1, 2, 5, 10), "bands as at other companies; the last one is closed"),
            shares=assumption((0.09, 0.08, 0.25, 0.58), "what leaving at this rate makes of a steady base"),
        ),
        groups.Satisfaction(
            states=assumption(("unsatisfied", "satisfied", "highly satisfied"), "as at other companies"),
            life_years=assumption((3.0, 12.0, 24.0), "a motorcycle ties for years; age comes on top"),
            worsen=assumption(0.008, "a bad spell every ten years"),
            recover=assumption(0.05, "bad spells end within two years"),
            delight=assumption(0.02, "more fall in love than out of it"),
            cool=assumption(0.02, "love lasts four years"),
            score_mean=assumption((3.5, 7.2, 9.3), "a brand that is loved more than most"),
            score_customer_spread=assumption(0.6, "some people are lenient"),
            score_spread=assumption(0.9, "and everybody has days"),
        ),
        groups.Riding(
            joining_years=assumption((18, 25, 35, 45, 55, 65, 75), "no rider is a customer before 18"),
            joining_shares=assumption(
                (0.06, 0.17, 0.25, 0.29, 0.18, 0.05),
                "the median rider is then about 50, like the owner of any motorcycle in the Motorcycle Industry "
                "Council's survey of 2018",
            ),
            older_years=assumption(10.0, "the same surveys: the median owner aged five years between 2012 and 2018"),
            gives_up=assumption(0.04, "at 65, one rider in 25 a year"),
            doubles_years=assumption(8.0, "about as fast as mortality grows with age"),
        ),
        groups.Wallet(
            dollars=assumption((2_000.0, 1_000.0, 550.0, 800.0, 350.0), "a motorcycle every seven years, and its keep"),
            spread=assumption(0.7, "the top fifth spends about half"),
            rivals=assumption(("Ironvale", "Calderan", "Norrvik", "Hikaze", "Red Mesa"), "invented names"),
            rival_popularity=assumption((5.0, 4.0, 3.0, 3.0, 2.0), "no rival dominates"),
            switching=assumption(
                10.0, "the rivals' shares then are about those of the Wallet Allocation Rule: for each rank within .03"
            ),
            brands=assumption((0.30, 0.38, 0.22, 0.10), "seven riders in ten use a rival too"),
            rival_score=assumption(6.8, "rivals satisfy too"),
            rival_spread=assumption(1.5, "and differ"),
            share_noise=assumption(0.5, "what is bought where is not all a matter of satisfaction"),
            joins_with=assumption("motorcycles", "a rider is a customer from the first motorcycle on"),
            in_person=assumption(("motorcycles", "service"), "not sold by mail"),
            price_shape=assumption(16.0, "sizes and extras move an amount by a quarter"),
            price_rise=assumption(0.45, "as far as a loved brand might go in a few years"),
        ),
        groups.OwnerGroup(
            members=assumption(0.35, "a free first year comes with a new motorcycle, and a third of the riders stay"),
            persuaded=assumption(0.65, "a free year persuades half of the rest"),
            raw_gap=public(0.30, DENOVE_POWER),
            effect=assumption(0.08, "well below the raw gap: nobody has published a causal part"),
            effect_shape=assumption(2.0, "some riders are hardly moved, some by a quarter"),
            drawn_after=assumption(1 / 3, "a time before to compare with, and a longer one to see the effect"),
            invited=assumption(0.5, "equal arms have the smallest margin"),
            join_days=assumption(56.0, "the offer is good for eight weeks"),
        ),
        groups.Bucket(
            dealers=assumption((("Elk River", "Cody"), ("Stone Bridge", "Boise")), "two more invented dealers"),
            riders=assumption(4_000, "a large dealer each, so that chance hides nothing"),
            newcomers=assumption(260.0, "one in sixteen a quarter: a little more than leave, so that revenue grows"),
            alpha=assumption(1.0, "newcomers differ: most stay for years, some are gone after a season"),
            beta=assumption(14.0, "the mean newcomer leaves with a chance of 1 in 15 a quarter"),
            oldest=assumption(40, "the dealers have been there for ten years"),
            extra=assumption(1.0, "one purchase a quarter beside the check that the guarantee asks for"),
            extra_shape=assumption(2.0, "some riders hardly buy anything else, some every month"),
            ticket=assumption(160.0, "service, parts and apparel; motorcycles are left out: they would drown the rest"),
            ticket_shape=assumption(3.0, "an oil change or a set of tyres"),
            worse=assumption(0.5, "at its worst two riders in five leave in a quarter who would have stayed"),
            good=assumption(8, "two years, as in the lesson's question"),
            quarters=assumption(12, "and the year after"),
            most_newcomers=assumption(8.0, "a town has only so many people who can be talked into a motorcycle"),
            fickle=assumption(1.5, "who came for the offer goes for the next one more easily"),
            promotion=assumption(200.0, "a first service that is free, and the letter that says so"),
            margin=assumption(0.4, "service, parts and apparel together; no public figure of one dealer is known"),
        ),
        groups.Incidents(
            per_month=assumption((0.06, 0.02, 0.012), "unsatisfied riders meet trouble more often"),
            severities=assumption(("minor", "major"), "a late part, or a breakdown on the road"),
            severity_shares=assumption((0.75, 0.25), "most trouble is small"),
            noticed=assumption(0.9, "some trouble the rider never sees"),
            resolved=assumption(0.75, "three complaints in four are put right"),
            complaint_days=assumption(5.0, "who complains, complains soon"),
            resolution_hours=assumption(60.0, "parts take days"),
            quick_hours=assumption(48.0, "quickly means within two days"),
            would_return_quick=public((0.95, 0.82), TARP),
            would_return_resolved=public((0.70, 0.54), TARP),
            would_return_otherwise=assumption((0.40, 0.15), "well below those whose complaint was settled"),
            follow_through=assumption(0.6, "people do less than they intend"),
            return_months=assumption(4.0, "a winter away"),
        ),
        groups.Contacts(
            per_month=assumption(0.06, "two contacts in three years, without trouble"),
            channels=assumption(("phone", "ivr", "email", "chat"), "the front office of the course note (D2)"),
            channel_shares=assumption((0.45, 0.10, 0.30, 0.15), "riders call"),
            wait_seconds=assumption((110.0, 45.0, 18_000.0, 80.0), "e-mail waits hours, the others minutes"),
            handle_seconds=assumption((330.0, 90.0, 480.0, 560.0), "a few minutes each"),
            handle_shape=assumption(4.0, "handle times differ by a half (coefficient of variation)"),
            reasons=assumption(("booking", "warranty", "order", "praise"), "what riders ask about"),
            reason_shares=assumption((0.40, 0.25, 0.27, 0.08), "mostly when the workshop has time"),
            resolved=assumption(0.8, "four in five at the first contact"),
            repeats=assumption(0.5, "half of the unresolved try again"),
            repeat_days=assumption(4.0, "within the week"),
            agents=assumption(12, "one shift"),
        ),
        groups.Surveys(
            invited=assumption(0.08, "each rider once a year"),
            after_contact=assumption(0.3, "not every call is followed up"),
            unsolved_costs=assumption(2.0, "an unsolved problem colours the next answer"),
            content=assumption(8, "whoever gives 8 or more has nothing to hold back"),
            unhappy=assumption(3, "whoever gives 3 or less is as silent as it gets"),
            answering=assumption(0.40, "riders like to talk about riding"),
            answering_ratio=assumption((1.0, 1.0, 1.0), "channels answer alike here"),
        ),
        groups.Touches(
            per_month=assumption(1, "a newsletter a month"),
            media=assumption(("email", "letter"), "the magazine still comes by post"),
            medium=assumption((1, 0, 1), "web customers get e-mail"),
            opened=assumption(0.45, "nearly half are looked at"),
            redeemed=assumption(0.25, "a quarter of those who look and come use the offer"),
            days=assumption(7, "an offer is good for a week"),
            opt_out=assumption(0.008, "about one in ten a year, once annoyed"),
            annoyance_months=assumption(12.0, "patience lasts a year"),
            sensitivity_shape=assumption(2.0, "some never mind, some soon do"),
        ),
        groups.Products(
            catalogue=assumption(
                (
                    ("Used motorcycle", "motorcycles", 6_900.00, 1_050.00),
                    ("Roadster", "motorcycles", 12_400.00, 1_900.00),
                    ("Cruiser", "motorcycles", 16_900.00, 2_900.00),
                    ("Tourer", "motorcycles", 23_900.00, 4_600.00),
                    ("Three-wheeler", "motorcycles", 31_900.00, 6_100.00),
                    ("Exhaust system", "parts", 689.00, 255.00),
                    ("Touring seat", "parts", 429.00, 175.00),
                    ("Windshield", "parts", 329.00, 140.00),
                    ("Saddlebag set", "parts", 549.00, 215.00),
                    ("Handlebar grips", "parts", 89.00, 42.00),
                    ("Brake pads", "parts", 74.00, 31.00),
                    ("Engine oil kit", "parts", 62.00, 24.00),
                    ("Battery", "parts", 169.00, 60.00),
                    ("Leather jacket", "apparel", 495.00, 255.00),
                    ("Riding boots", "apparel", 189.00, 92.00),
                    ("Helmet", "apparel", 249.00, 110.00),
                    ("Gloves", "apparel", 69.00, 37.00),
                    ("T-shirt", "apparel", 39.00, 23.00),
                    ("Cap", "apparel", 29.00, 17.50),
                    ("Mug", "apparel", 18.00, 10.50),
                    ("Inspection", "service", 289.00, 165.00),
                    ("Tyre change", "service", 419.00, 150.00),
                    ("Repair", "service", 345.00, 180.00),
                    ("Winter storage", "service", 259.00, 190.00),
                    ("Rally ticket", "events", 85.00, 28.00),
                    ("Guided tour", "events", 395.00, 120.00),
                    ("Riding course", "events", 349.00, 110.00),
                    ("Chapter dinner", "events", 48.00, 12.00),
                ),
                "invented names, and prices of the kind such a dealer has",
            ),
            popularity=assumption(
                (14, 6, 4, 2, 1, 2, 3, 3, 2, 8, 10, 16, 5, 3, 4, 4, 10, 18, 10, 6, 12, 6, 5, 3, 14, 2, 2, 10),
                "cheap things sell most, in each category",
            ),
        ),
    ),
    drifts=("dissatisfaction", "age"),
    dials=HARLEY_DIALS,
)
