"""The parameter groups that companies share. Each field says its unit; each company gives its own, labelled, values."""

from __future__ import annotations

from dataclasses import dataclass

from casekit.cases.parameters import Parameters, assumption


@dataclass(frozen=True)
class Rhythm(Parameters):
    """When in a day things happen."""

    hours: tuple[float, ...]  # clock hours, UTC, by which none, equal shares and all of a day's events have happened


@dataclass(frozen=True)
class Membership(Parameters):
    """Who the customers are, and where they belong."""

    places: tuple[tuple[str, str, str, str], ...]  # where customers are served: name, city, region, area code
    place_lift: tuple[float, ...]  # how much better a place treats its customers; 0 is the company's middle
    channels: tuple[str, ...]  # the channel a customer usually buys through
    channel_shares: tuple[float, ...]
    channel_lift: tuple[float, ...]
    channel_queue: tuple[float, ...]  # how much a channel waits in line, 0 to 1
    channel_loyalty: float  # share of a customer's purchases through the usual channel
    acquired_through: tuple[str, ...]
    acquired_shares: tuple[float, ...]


@dataclass(frozen=True)
class Tenure(Parameters):
    """Since when today's customers have been customers, at a company that was there before the window."""

    years: tuple[float, ...]  # edges of the bands, in years before the window's end
    shares: tuple[float, ...]  # share of today's customers in each band


@dataclass(frozen=True)
class Satisfaction(Parameters):
    """Three states, in a Markov chain by calendar month; satisfaction decides about leaving."""

    states: tuple[str, ...]
    life_years: tuple[float, ...]  # mean customer life in each state; one over it is the leaving hazard
    worsen: float  # satisfied to unsatisfied, chance a month
    recover: float  # unsatisfied to satisfied
    delight: float  # satisfied to highly satisfied
    cool: float  # highly satisfied to satisfied
    score_mean: tuple[float, ...]  # what a customer in each state feels, on a scale from 0 to 10
    score_customer_spread: float  # standard deviation between customers in the same state
    score_spread: float  # standard deviation within a customer
    # added to `worsen` of those in line at the window's end when the dial `slide` is 1
    slide_worsen: float = assumption(0.0, "service does not slip here")
    # share of `recover` lost likewise
    slide_recover: float = assumption(0.0, "service does not slip here")
    # added to `delight` of those who order ahead at the window's end when the dial `delight` is 1, and lifted likewise
    ahead_delight: float = assumption(0.0, "nobody orders ahead here")
    # chance that an incident noticed makes a customer unsatisfied
    let_down: float = assumption(0.0, "dissatisfaction comes first, and incidents follow it: see Incidents.per_month")


@dataclass(frozen=True)
class Visits(Parameters):
    """Purchases at a store: how often and for how much."""

    per_month: tuple[float, ...]  # by satisfaction state
    ticket: tuple[float, ...]  # mean dollars, by satisfaction state
    rate_shape: float  # gamma shape of the customers' own visit rates around the mean of their state
    ticket_shape: float  # gamma shape of one ticket around its product's price


@dataclass(frozen=True)
class Incidents(Parameters):
    """What goes wrong, who says so, and what comes of it."""

    severities: tuple[str, ...]
    severity_shares: tuple[float, ...]
    noticed: float
    resolved: float  # of the incidents complained about
    complaint_days: float  # a complaint comes within so many days
    resolution_hours: float  # mean, exponential
    quick_hours: float  # resolved within this time counts as quickly
    would_return_quick: tuple[float, ...]  # stated intention, by severity: resolved quickly
    would_return_resolved: tuple[float, ...]  # resolved, not quickly
    would_return_otherwise: tuple[float, ...]  # not resolved, or never complained
    follow_through: float  # of those who intend to return, the share who do
    return_months: float  # mean time away, exponential
    # by satisfaction state
    per_month: tuple[float, ...] = assumption((0.0, 0.0, 0.0), "they do not follow satisfaction here")


@dataclass(frozen=True)
class Contacts(Parameters):
    """Conversations with the service desk."""

    per_month: float  # contacts a month that no incident causes
    channels: tuple[str, ...]
    channel_shares: tuple[float, ...]
    wait_seconds: tuple[float, ...]  # mean, by channel
    handle_seconds: tuple[float, ...]  # mean, by channel
    handle_shape: float  # gamma shape of one handle time around its mean
    reasons: tuple[str, ...]  # of contacts that no incident causes
    reason_shares: tuple[float, ...]
    resolved: float
    repeats: float  # share of unresolved contacts that come back once
    repeat_days: float  # mean time until then
    agents: int


@dataclass(frozen=True)
class ChannelFiles(Parameters):
    """The customer files that the channels of the service desk keep, each for itself."""

    fields: tuple[str, ...]  # what a record says of a customer
    # chance that each of them is left empty when the dial `gaps` is 1, by channel (Contacts.channels)
    left_empty: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Surveys(Parameters):
    """The satisfaction survey, from 0 to 10."""

    invited: float  # share of active customers invited in a month
    after_contact: float  # share of contacts followed by a survey of their own
    unsolved_costs: float  # points of score that an unsolved contact takes away, in the survey after it
    answering: float  # chance that a happy customer answers, over all channels
    content: int  # from this score up nobody is silenced by unhappiness
    unhappy: int  # from this score down everybody is, as far as the dial `silence` says
    answering_ratio: tuple[float, ...]  # by usual channel, when the dial `channel_gap` is 1


@dataclass(frozen=True)
class Touches(Parameters):
    """Outbound messages."""

    per_month: int  # messages a month to each customer who has not opted out
    media: tuple[str, ...]
    medium: tuple[int, ...]  # by usual channel, index into `media`
    opened: float
    redeemed: float  # of opened messages followed by a purchase within `days`
    days: int
    opt_out: float  # chance a message, for a customer of average sensitivity, once annoyed through
    annoyance_months: float  # messages, in months of them, until annoyance is two thirds complete
    sensitivity_shape: float  # gamma shape of the customers' sensitivity around 1


@dataclass(frozen=True)
class Vouchers(Parameters):
    """A voucher for a part of each order, sent to some of the customers by lot, with reminders."""

    offered: float  # share of the customers to whom it is sent
    discount: float  # share of an order that it takes off
    weeks: int  # for which it holds
    margin: float  # share of an order that is margin, before the voucher
    extra: float  # orders that it adds, on average, of a customer who is still there, however often they order
    won_back: float  # chance that a customer who has only just left comes back for it
    forgotten_months: float  # so many months after leaving, that chance is halved
    annoyed: float  # chance that the reminders make a customer leave, one of average sensitivity
    size_shape: float  # gamma shape of one order around the customer's mean


@dataclass(frozen=True)
class Products(Parameters):
    """What is sold."""

    catalogue: tuple[tuple[str, str, float, float], ...]  # name, category, price and margin in dollars
    popularity: tuple[float, ...] = assumption((), "drawn: see Tastes.zipf")


@dataclass(frozen=True)
class Orders(Parameters):
    """Purchases by mail: BG/NBD timing, and how much an order comes to. Letters as in the papers; the unit is the week.

    Fader, Hardie & Lee (2005), Marketing Science 24(2), 275-284; the same authors' note on the gamma-gamma model.
    """

    r: float  # gamma shape of the customers' purchase rates
    alpha: float  # gamma rate of the customers' purchase rates
    a: float  # beta shape of the chance to lapse after a purchase
    b: float  # beta shape of the chance not to
    arrivals: tuple[float, ...]  # share of the customers who join in each third of the window
    q: float  # gamma shape of one over the customers' own level of spending
    size_shape: float  # gamma shape of one order around its product's price and its customer's level


@dataclass(frozen=True)
class Tastes(Parameters):
    """What customers like: a mixture of Dirichlet distributions over the categories."""

    types: tuple[str, ...]
    type_shares: tuple[float, ...]
    likes: tuple[tuple[float, ...], ...]  # weight of each category, in the catalogue's order, by type
    concentration: float  # how much the customers of one type are alike
    zipf: float  # within a category, the product of rank k sells as 1 / k ** zipf
    other_buys: float  # in a shared account, the share of what is done by the other person


@dataclass(frozen=True)
class Deliveries(Parameters):
    """What is promised, and what is made of it."""

    prime: float  # share of customers with the membership that ships fast
    promised_days: tuple[int, int]  # with and without it
    early_days: float  # mean, exponential: how long before the promise a parcel comes, at most half of the promise
    late_days: float  # mean: how long after it, if it is late; one day and an exponential time


@dataclass(frozen=True)
class Reviews(Parameters):
    """What customers think of what they bought, and what they do about it; from one star to five."""

    quality_shape: tuple[float, float]  # beta shapes of a product's quality, from 0 to 1
    star_spread: float  # standard deviation of the stars between two buyers of one product
    late_costs: float  # stars that a broken promise takes away
    reviews: tuple[float, ...]  # chance to write a review, by stars
    returns: tuple[float, ...]  # chance to send the product back, by stars
    days: float  # mean time until then, exponential
    reasons: tuple[str, ...]  # of returns
    reason_shares: tuple[float, ...]


@dataclass(frozen=True)
class Browsing(Parameters):
    """What visitors do between purchases."""

    per_month: float  # sessions a month that lead to no purchase
    clicks: float  # mean number of products looked at in a session, beyond the first
    wander: float  # share of clicks outside the session's category
    seconds: float  # mean time between two clicks of a session
    lead_days: float  # mean time from the session that prepares a purchase to the purchase, exponential
    searches: tuple[float, float]  # chance that a session begins with a search: before a purchase, and else
    second_device: float  # share of a customer's sessions on the telephone
    bots: float  # bots for each customer when the dial `bots` is 1
    bot_clicks: float  # mean number of clicks of one bot
    bot_days: float  # how long a bot is at it


@dataclass(frozen=True)
class Goals(Parameters):
    """Goals that people state in public."""

    stated: float  # goals a customer, on average
    goals: tuple[tuple[str, str], ...]  # words, and the category that the goal hints at


@dataclass(frozen=True)
class Riding(Parameters):
    """How old riders are, and how long they ride."""

    joining_years: tuple[float, ...]  # edges of the bands of age on joining, in years
    joining_shares: tuple[float, ...]  # share of the joiners in each band
    older_years: float  # how much older newcomers are at the window's end when the dial `ageing` is 1
    gives_up: float  # hazard a year of giving up riding at 65
    doubles_years: float  # so many years of age double it


@dataclass(frozen=True)
class Wallet(Parameters):
    """What riders spend on riding, here and elsewhere; categories in the catalogue's order."""

    dollars: tuple[float, ...]  # mean a year, by category, over all brands
    spread: float  # standard deviation between riders of the logarithm of all they spend
    rivals: tuple[str, ...]
    rival_popularity: tuple[float, ...]
    switching: float  # S of the Dirichlet model: near 0 riders keep to one rival, and if large they divide alike
    brands: tuple[float, ...]  # share of the riders who use one brand, two, ...
    rival_score: float  # mean satisfaction with a rival, 0 to 10
    rival_spread: float  # its standard deviation within a rider
    share_noise: float  # how far a category's share strays from the rule: part of the way to nothing, or to all
    joins_with: str  # category of the purchase that makes a customer
    in_person: tuple[str, ...]  # categories sold through the first channel only
    price_shape: float  # gamma shape of one amount around its product's price
    price_rise: float  # how far prices rise over the window when the dial `price_rise` is 1


@dataclass(frozen=True)
class OwnerGroup(Parameters):
    """A club of the company's own, and a randomised invitation to it."""

    members: float  # share of the riders who join unasked
    persuaded: float  # share of the riders who join, if those who did not join unasked are invited
    raw_gap: float  # how much more members spend than others, when the dial `self_selection` is at its default
    effect: float  # how much more membership makes a rider spend, on average
    effect_shape: float  # gamma shape of the riders' own effects
    drawn_after: float  # part of the window after which the lot is drawn
    invited: float  # by lot, of those who are no members then
    join_days: float  # who accepts an invitation joins within so many days


@dataclass(frozen=True)
class Centre(Parameters):
    """A telephone centre over some days, one queue for all: see casekit.world.systems.centre."""

    opens: int  # hour of the day
    hours: tuple[float, ...]  # how busy each hour is, from opening to closing; only the proportions count
    days: int
    problems_a_day: float  # customers who call about something new, on average
    agents: int
    needs_seconds: float  # mean time that a problem needs, from the greeting to the solution
    needs_shape: float  # gamma shape of the time after the greeting
    greeting_seconds: float  # who is calling, and about what: no problem is solved in this time
    solved: float  # chance that a call solves its problem if it gets all the time the problem needs
    hurry: int  # with a share s of the time it needs after the greeting, the chance is s ** hurry of that
    calls_again: float  # chance that a customer with an unsolved problem calls again, each time
    again_days: tuple[float, ...]  # share of them who do so after one day, two days, ...
    ticked: float  # share of the unsolved calls that the agent marks as resolved
    limit_seconds: int  # no call takes longer
    target_seconds: int  # the handle-time target that is set
    service_seconds: int  # the company's goal: so long a wait at most ...
    service_goal: float  # ... for such a share of the callers


@dataclass(frozen=True)
class Recovery(Parameters):
    """How satisfied customers are after none, one and two incidents, and whether they buy again."""

    score_mean: float  # of customers without an incident, 0 to 10
    score_spread: float  # standard deviation between customers
    after_quick: tuple[float, ...]  # points above or below it after one incident, two, ..., each put right quickly
    after_nothing: tuple[float, ...]  # the same where nothing was put right
    buys_again: float  # share of the customers without an incident who buy within a year


@dataclass(frozen=True)
class Bucket(Parameters):
    """Two dealers with the same revenue: one keeps its riders, the other replaces those it loses. Time in quarters."""

    dealers: tuple[tuple[str, str], ...]  # name and city: the one that keeps its riders, then the one that leaks
    riders: int  # at each dealer when the first quarter begins
    newcomers: float  # a quarter, where nobody is bought in; Poisson
    alpha: float  # beta shapes of a newcomer's chance to leave after a quarter, where nothing gets worse
    beta: float
    oldest: int  # so many quarters before the first one the first riders came
    extra: float  # purchases a quarter beside the check, on average
    extra_shape: float  # gamma shape of the riders' own rates around it
    ticket: float  # mean dollars
    ticket_shape: float  # gamma shape of one ticket around it
    worse: float  # hazard of leaving that the good quarters add, from nothing to this, when `decay` is 1
    good: int  # quarters in which there is money for newcomers and room for price
    quarters: int  # good ones, and those after
    most_newcomers: float  # a quarter, as a multiple of `newcomers`: how many there are to be had at all
    fickle: float  # hazard of leaving of a rider whom a promotion has fetched, as a multiple of one who came unasked
    promotion: float  # dollars that it costs to fetch one rider
    margin: float  # share of a dollar of revenue that remains when goods and work are paid


@dataclass(frozen=True)
class Newcomers(Parameters):
    """Newcomers of one month who stay as satisfied as they began: see casekit.world.systems.cohort."""

    count: int
    months: int  # from the first day of their month to the window's end


@dataclass(frozen=True)
class Budget(Parameters):
    """Money for winning newcomers and for keeping customers who are about to leave; each next one costs more."""

    dollars: float
    newcomer: float  # dollars for the first one who is won
    kept: float  # dollars for the first one who is kept
    newcomer_doubles: float  # after so many are won the next one costs twice as much
    kept_doubles: float
    interest: float  # a year: by so much money counts less if it comes a year later


@dataclass(frozen=True)
class Labour(Parameters):
    """A plan to pay for more labour in the stores."""

    dollars: float  # a year
    stores: int
    won: int  # satisfied customers a store who become highly satisfied
