"""Amazon: a store for each customer, and operational excellence.

The customers, the products and all they do are invented, and the company is not involved. Public numbers name their
source; everything else is an assumption and says so.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from casekit.cases import groups
from casekit.cases.assumptions import Assumptions
from casekit.cases.dials import AMAZON_DIALS
from casekit.cases.parameters import assumption, public

TARP = "TARP consumer-complaint studies, as quoted in the trade press; shares of those who complained"
PARADOX = (
    "de Matos, Henrique & Rossi, Journal of Service Research 10(1), 2007 (for satisfaction, not for the intention to "
    "buy again), and "
    "Maxham & Netemeyer, Journal of Marketing 66(4), 2002 (after one failure, not after two)"
)

# Category: middle price in dollars, share of it that is margin, what there is, and in which kinds.
SHELVES = {
    "books": (
        16, 0.40, "novel cookbook atlas biography thriller dictionary",
        "illustrated pocket annotated large-print second-hand signed",
    ),
    "music": (
        14, 0.35, "album symphony soundtrack opera songbook anthology",
        "live remastered vinyl acoustic imported collected",
    ),
    "films": (
        15, 0.35, "western comedy documentary musical drama cartoon",
        "restored boxed silent subtitled widescreen extended",
    ),
    "games": (
        24, 0.30, "puzzle chess dominoes backgammon quiz cards",
        "cooperative solo travel deluxe classic wooden",
    ),
    "kitchen": (
        32, 0.30, "kettle pan grater mill scale teapot",
        "cast-iron copper ceramic steel folding electric",
    ),
    "garden": (
        28, 0.35, "planter trellis lantern hose spade birdhouse",
        "terracotta galvanised climbing hardy solar bamboo",
    ),
    "sport": (
        38, 0.30, "backpack racket helmet mat jacket bottle",
        "lightweight waterproof padded foldable reflective junior",
    ),
    "tools": (
        45, 0.25, "drill wrench level saw sander screwdriver",
        "cordless magnetic precision heavy-duty adjustable compact",
    ),
    "toys": (
        22, 0.35, "train bear robot castle kite puppet",
        "plush wind-up painted musical carved glow-in-the-dark",
    ),
    "beauty": (
        13, 0.45, "soap lotion shampoo balm perfume brush",
        "organic scented travel-size unscented herbal refillable",
    ),
}  # fmt: skip
PRICE_SPREAD = 0.35  # standard deviation of log prices within a category


def _catalogue() -> tuple[tuple[str, str, float, float], ...]:
    """Each kind of each thing, priced at even steps of a lognormal distribution, dear and cheap ones in turns."""
    products = []
    for category, (middle, margin, things, kinds) in SHELVES.items():
        names = [f"{kind} {thing}".capitalize() for thing in things.split() for kind in kinds.split()]
        for place, name in enumerate(names):
            step = (place * 7 % len(names) + 0.5) / len(names)
            price = round(middle * math.exp(PRICE_SPREAD * NormalDist().inv_cdf(step)) * 2) / 2 - 0.01
            products.append((name, category, round(price, 2), round(price * margin, 2)))
    return tuple(products)


AMAZON = Assumptions(
    name="amazon",
    title="Amazon",
    groups=(
        groups.Rhythm(
            hours=assumption((0.0, 9.0, 13.0, 18.0, 21.0, 24.0), "never closed; busiest in the evening"),
        ),
        groups.Membership(
            places=assumption(
                (
                    ("Kent Valley", "Seattle", "WA", "206"),
                    ("Inland", "Phoenix", "AZ", "602"),
                    ("Lakeshore", "Chicago", "IL", "312"),
                    ("Gulf", "Houston", "TX", "713"),
                    ("Piedmont", "Charlotte", "NC", "704"),
                    ("Hudson", "Newark", "NJ", "973"),
                ),
                "six invented warehouses near real cities",
            ),
            place_lift=assumption((0.0,) * 6, "parcels are alike everywhere"),
            channels=assumption(("website", "app", "voice"), "the ways of ordering"),
            channel_shares=assumption((0.55, 0.40, 0.05), "hardly anybody shops by voice"),
            channel_lift=assumption((0.0, 0.0, 0.0), "and one is as good as the other"),
            channel_queue=assumption((0.0, 0.0, 0.0), "nobody waits in line"),
            channel_loyalty=assumption(0.8, "most customers have one habit"),
            acquired_through=assumption(("search engine", "friend", "link", "gift card"), "the usual ways in"),
            acquired_shares=assumption((0.5, 0.2, 0.2, 0.1), "most come by a search"),
        ),
        groups.Satisfaction(
            states=assumption(("unsatisfied", "satisfied", "highly satisfied"), "as in the Starbucks case"),
            life_years=assumption((float("inf"),) * 3, "nobody leaves by state: BG/NBD and incidents decide"),
            worsen=assumption(0.004, "without a broken promise few grow dissatisfied"),
            recover=assumption(0.25, "a bad parcel is forgotten in a season"),
            delight=assumption(0.05, "what works is taken for granted only slowly"),
            cool=assumption(0.05, "and delight wears off"),
            let_down=assumption(0.8, "most broken promises sour the mood"),
            score_mean=assumption((3.0, 7.2, 9.3), "detractors, passives and promoters, blurred"),
            score_customer_spread=assumption(0.6, "some people are lenient"),
            score_spread=assumption(0.9, "and everybody has days"),
        ),
        groups.Orders(
            r=assumption(1.8, "CDNOW's shape, raised: most buy at least monthly while active"),
            alpha=assumption(3.6, "an order every two weeks on average, for histories long enough to learn from"),
            a=public(0.793, "Fader, Hardie & Lee 2005, CDNOW sample"),
            b=assumption(24.0, "CDNOW's 2.426, raised as the rate is: a lapse after a year or two, not after a month"),
            arrivals=assumption((0.5, 0.3, 0.2), "growth that slows down"),
            q=public(3.74, "Fader & Hardie, gamma-gamma note, CDNOW sample"),
            size_shape=assumption(16.0, "editions and quantities move an order by a quarter"),
        ),
        groups.Tastes(
            types=assumption(("reader", "player", "homemaker", "outdoor", "maker"), "five reasons to shop"),
            type_shares=assumption((0.30, 0.20, 0.20, 0.15, 0.15), "it began with books"),
            # books, music, films, games, kitchen, garden, sport, tools, toys, beauty
            likes=assumption(
                (
                    (0.46, 0.18, 0.14, 0.04, 0.04, 0.02, 0.02, 0.02, 0.03, 0.05),
                    (0.06, 0.12, 0.16, 0.34, 0.02, 0.01, 0.06, 0.02, 0.19, 0.02),
                    (0.10, 0.03, 0.04, 0.03, 0.34, 0.16, 0.02, 0.03, 0.09, 0.16),
                    (0.08, 0.04, 0.03, 0.03, 0.06, 0.24, 0.40, 0.06, 0.02, 0.04),
                    (0.08, 0.06, 0.04, 0.06, 0.12, 0.10, 0.06, 0.42, 0.04, 0.02),
                ),
                "each has one or two favourite shelves and looks at all",
            ),
            concentration=assumption(6.0, "two readers differ in what else they like"),
            zipf=assumption(1.0, "Zipf's law, as sales ranks of books roughly follow"),
            other_buys=assumption(0.4, "the account's owner does a little more"),
        ),
        groups.Deliveries(
            prime=assumption(0.45, "nearly half"),
            promised_days=assumption((2, 5), "with and without the membership"),
            early_days=assumption(0.6, "mostly on the day, often a day before"),
            late_days=assumption(3.0, "late means days, not hours"),
        ),
        groups.Reviews(
            quality_shape=assumption((5.0, 1.8), "most things are good, some are not"),
            star_spread=assumption(0.8, "tastes differ"),
            late_costs=assumption(0.8, "the product pays for the parcel"),
            reviews=assumption((0.16, 0.08, 0.04, 0.06, 0.11), "who writes has a reason to"),
            returns=assumption((0.35, 0.18, 0.06, 0.02, 0.01), "and who is unhappy sends it back"),
            days=assumption(8.0, "within a week or two"),
            reasons=assumption(("broken", "not as described", "wrong size", "no longer wanted"), "the usual form"),
            reason_shares=assumption((0.25, 0.35, 0.20, 0.20), "as ticked"),
        ),
        groups.Browsing(
            per_month=assumption(1.2, "people look without buying"),
            clicks=assumption(2.2, "a few products each time"),
            wander=assumption(0.2, "and some that catch the eye"),
            seconds=assumption(45.0, "less than a minute each"),
            lead_days=assumption(4.0, "who searches today buys this week"),
            searches=assumption((0.6, 0.25), "most purchases begin with a search"),
            second_device=assumption(0.35, "a third of it on the telephone"),
            bots=assumption(0.02, "one bot for fifty customers"),
            bot_clicks=assumption(2_500.0, "more than any customer"),
            bot_days=assumption(20.0, "until it is noticed"),
        ),
        groups.Goals(
            stated=assumption(0.6, "few people say what they want from life"),
            goals=assumption(
                (
                    ("read a book a week", "books"),
                    ("write a novel", "books"),
                    ("learn the piano", "music"),
                    ("see every great film", "films"),
                    ("have friends over to play", "games"),
                    ("beat my sister at chess", "games"),
                    ("cook at home", "kitchen"),
                    ("bake bread", "kitchen"),
                    ("grow my own tomatoes", "garden"),
                    ("run a marathon", "sport"),
                    ("hike the long trail", "sport"),
                    ("build a shed", "tools"),
                    ("fix things myself", "tools"),
                    ("spend more time with my children", "toys"),
                    ("take better care of myself", "beauty"),
                    ("get out of debt", ""),
                    ("learn Spanish", ""),
                    ("worry less", ""),
                ),
                "goals of the kind that people shared; the last three hint at nothing on sale",
            ),
        ),
        groups.Incidents(
            severities=assumption(("minor", "major"), "late, or never"),
            severity_shares=assumption((0.85, 0.15), "most parcels turn up"),
            noticed=assumption(1.0, "who waits for a parcel notices"),
            resolved=assumption(0.75, "three complaints in four are put right"),
            complaint_days=assumption(3.0, "who complains, complains soon"),
            resolution_hours=assumption(30.0, "a little more than a day"),
            quick_hours=assumption(24.0, "quickly means within a day"),
            would_return_quick=public((0.95, 0.82), TARP),
            would_return_resolved=public((0.70, 0.54), TARP),
            would_return_otherwise=assumption((0.40, 0.15), "well below those whose complaint was settled"),
            follow_through=assumption(0.6, "people do less than they intend"),
            return_months=assumption(2.0, "a season away"),
        ),
        groups.Recovery(
            score_mean=assumption(7.2, "a satisfied customer's: see Satisfaction.score_mean"),
            score_spread=assumption(1.1, "between customers and between their days"),
            after_quick=assumption((0.5, -0.8), f"up after one and not after two, as in {PARADOX}; the size is ours"),
            after_nothing=assumption((-2.0, -3.4), "nobody likes to be left alone with it, twice still less"),
            buys_again=assumption(0.85, "some stop within a year for no reason that anybody could see"),
        ),
        groups.Contacts(
            per_month=assumption(0.06, "two contacts in three years, without trouble"),
            channels=assumption(("phone", "ivr", "email", "chat"), "the front office of the course note (D2)"),
            channel_shares=assumption((0.2, 0.1, 0.3, 0.4), "mostly in writing"),
            wait_seconds=assumption((70.0, 30.0, 10_800.0, 45.0), "e-mail waits hours, the others minutes"),
            handle_seconds=assumption((280.0, 80.0, 360.0, 600.0), "a few minutes each"),
            handle_shape=assumption(4.0, "handle times differ by a half (coefficient of variation)"),
            reasons=assumption(("order", "payment", "account", "praise"), "what people ask about"),
            reason_shares=assumption((0.5, 0.25, 0.2, 0.05), "mostly where it is"),
            resolved=assumption(0.8, "four in five at the first contact"),
            repeats=assumption(0.5, "half of the unresolved try again"),
            repeat_days=assumption(3.0, "within the week"),
            agents=assumption(60, "one shift"),
        ),
        groups.ChannelFiles(
            fields=assumption(
                ("name", "birth_date", "address", "city", "email", "phone"), "what a desk asks to find a customer"
            ),
            left_empty=assumption(
                (
                    (0.0, 0.8, 0.5, 0.3, 0.9, 0.1),  # phone
                    (1.0, 0.3, 1.0, 1.0, 1.0, 0.0),  # ivr
                    (0.1, 1.0, 0.8, 0.6, 0.0, 0.8),  # email
                    (0.3, 0.9, 1.0, 0.7, 0.0, 0.9),  # chat
                ),
                "each channel asks for what it needs: a menu has digits only, and who writes gives an address",
            ),
        ),
        groups.Centre(
            opens=assumption(8, "from eight in the morning to ten in the evening"),
            hours=assumption(
                (0.8, 1.0, 1.1, 1.1, 1.0, 0.9, 0.9, 0.9, 1.0, 1.1, 1.2, 1.2, 1.0, 0.8),
                "busiest before noon and after work",
            ),
            days=assumption(10, "enough to see past one bad day"),
            problems_a_day=assumption(1_380.0, "work for twelve agents, with some air"),
            agents=assumption(12, "one team"),
            needs_seconds=assumption(300.0, "five minutes on average"),
            needs_shape=assumption(3.0, "a few problems take twice as long as most"),
            greeting_seconds=assumption(60.0, "name, address, order number, and the story from its beginning"),
            solved=assumption(0.9, "with all the time it takes, nine calls in ten help"),
            hurry=assumption(2, "half of the time solves a quarter: a solution is not made of minutes"),
            calls_again=assumption(0.8, "most want their parcel; some give up"),
            again_days=assumption((0.5, 0.25, 0.15, 0.1), "most on the next day, the others within four"),
            ticked=assumption(0.5, "the agent cannot know, and hopes"),
            limit_seconds=assumption(600, "ten minutes, which few problems need"),
            target_seconds=assumption(240, "a minute less than the mean"),
            service_seconds=public(20, "the usual goal of call centres, 80 % in 20 seconds"),
            service_goal=public(0.8, "the usual goal of call centres, 80 % in 20 seconds"),
        ),
        groups.Surveys(
            invited=assumption(0.15, "each customer about twice a year"),
            after_contact=assumption(0.3, "not every call is followed up"),
            unsolved_costs=assumption(2.0, "an unsolved problem colours the next answer"),
            answering=assumption(0.25, "one in four, if content"),
            content=assumption(8, "whoever gives 8 or more has nothing to hold back"),
            unhappy=assumption(3, "whoever gives 3 or less is as silent as it gets"),
            answering_ratio=assumption((1.0, 1.0, 1.0), "no dial `channel_gap` here"),
        ),
        groups.Touches(
            per_month=assumption(2, "one message a fortnight"),
            media=assumption(("email", "app"), "no letters"),
            medium=assumption((0, 1, 0), "app users get messages in the app, the others by e-mail"),
            opened=assumption(0.3, "three in ten are looked at"),
            redeemed=assumption(0.15, "some of those who look and buy used the link"),
            days=assumption(7, "a link is good for a week"),
            opt_out=assumption(0.010, "about one in nine a year, once annoyed"),
            annoyance_months=assumption(6.0, "patience lasts half a year"),
            sensitivity_shape=assumption(2.0, "some never mind, some soon do"),
        ),
        groups.Vouchers(
            offered=assumption(0.5, "every other customer, so that the two halves can be compared"),
            discount=assumption(0.10, "a usual size"),
            weeks=assumption(13, "a quarter of a year"),
            margin=assumption(0.33, "the shelves' margins are 25 to 45 %; this is about their mean"),
            extra=assumption(0.6, "who is still there buys what they need; a voucher adds an order now and then"),
            won_back=assumption(0.25, "one in four who have only just stopped; most need something new to come back"),
            forgotten_months=assumption(12.0, "a shop that has not been used for a year is half forgotten"),
            annoyed=public(
                0.036,
                "Ascarza, Iyengar & Schleicher, Journal of Marketing Research, 2016, a randomised campaign: within "
                "three months 10.0 % of the customers with an offer left, and 6.4 % of those without",
            ),
            size_shape=assumption(4.0, "products and quantities move an order by a half"),
        ),
        groups.Products(
            catalogue=assumption(_catalogue(), "invented products; prices of the kind such things have"),
        ),
    ),
    drifts=("lapse",),
    dials=AMAZON_DIALS,
)
