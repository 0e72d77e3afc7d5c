"""Which files the senders owe: by feed, sender and month.

Belongs here: the grid of expected files. Does not belong here: their content, or what goes wrong with them
(file_faults.py).
"""

from orchestration.synth import parameters as P
from orchestration.synth import senders
from orchestration.synth.months import Months
from orchestration.synth.registers import OPT_OUT_SENDERS
from orchestration.synth.scenario import Scenario

WINDOW_MONTHS = 3  # keyed feeds come once a quarter
SNAPSHOTS_BACK = (0, 1, 12, 24)  # registers: the last two months, and one a year before

MONTHLY = {
    "gp_events": senders.GP_SUPPLIERS,
    "gp_medications": senders.GP_SUPPLIERS,
    "gp_appointments": senders.APPOINTMENTS,
    "apc": (*senders.ACUTE_TRUSTS, senders.MENTAL_HEALTH_TRUST),
    "op": senders.ACUTE_TRUSTS,
    "ecds": senders.ACUTE_TRUSTS,
    "csds": (senders.COMMUNITY_TRUST,),
    "mh_contacts": (senders.MENTAL_HEALTH_TRUST,),
    "referrals": senders.REFERRALS,
    "case_conferences": (senders.PROGRAMME_OFFICE,),
    "risk_reviews": (senders.RISK_REVIEW_LOG,),
    "rapid_response": (senders.COMMUNITY_TRUST,),
    "voluntary_support": senders.CHARITIES,
    "deaths": (senders.REGISTRAR,),
}
REGISTERS = {
    "registrations": senders.GP_SUPPLIERS,
    "care_plans": (senders.PROGRAMME_OFFICE,),
    "enrolments": (senders.PROGRAMME_OFFICE,),
    "opt_outs": OPT_OUT_SENDERS,
}
EXTRACTED_ON_DAY = 10  # of the month after
PROGRAMME_FEEDS = (
    "case_conferences",
    "risk_reviews",
    "rapid_response",
    "voluntary_support",
    "care_plans",
    "enrolments",
)


def file_name(months: Months, feed: str, sender: str, month: int, day: int = EXTRACTED_ON_DAY, later: int = 0) -> str:
    """The name of a file, with the moment at which it was taken: each sender has its minute of the night."""
    moment = months.extracted_at(month, day, sum(sender.encode()) % 50 + later)
    return f"{feed}_{sender}_{months.label(month)}_{moment:%Y%m%dT%H%M%SZ}.csv"


def snapshot_months(months: Months) -> tuple[int, ...]:
    """The months at whose end registers are sent, oldest first."""
    return tuple(sorted({months.count - 1 - back for back in SNAPSHOTS_BACK if months.count - 1 - back >= 0}))


def windows(months: Months) -> tuple[tuple[int, int], ...]:
    """First and last month of each window of the keyed feeds; the last window ends with the last month."""
    ends = range(months.count - 1, -1, -WINDOW_MONTHS)
    return tuple(sorted((max(0, end - WINDOW_MONTHS + 1), end) for end in ends))


def programmes_first_month(months: Months) -> int:
    return int(months.count * P.PROGRAMMES_START_AT)


def expected_files(scenario: Scenario) -> list[tuple[str, str, int]]:
    """Feed, sender and month of every file about persons."""
    months, files = scenario.months, []
    for feed, feed_senders in MONTHLY.items():
        for sender in feed_senders:
            first = programmes_first_month(months) if feed in PROGRAMME_FEEDS else 0
            if feed == "apc" and sender == senders.MENTAL_HEALTH_TRUST:
                first = max(0, months.count - senders.EPISODES_SENT_MONTHS)
            if sender == senders.CHARITIES[1]:
                first = max(first, months.count - senders.SECOND_CHARITY_MONTHS)
            if feed == "gp_events":
                first = -1
            files += [(feed, sender, month) for month in range(first, months.count)]
    councils = tuple(borough.code for borough in scenario.boroughs)
    for feed, feed_senders in {"mh_stays": (senders.MENTAL_HEALTH_TRUST,), "social_care": councils}.items():
        files += [(feed, sender, last) for sender in feed_senders for _, last in windows(months)]
    for feed, feed_senders in REGISTERS.items():
        first = programmes_first_month(months) if feed in PROGRAMME_FEEDS else 0
        files += [
            (feed, sender, month) for sender in feed_senders for month in snapshot_months(months) if month >= first
        ]
    return files
