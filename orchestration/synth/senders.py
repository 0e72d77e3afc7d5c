"""Who sends extracts: organisations, their sites, and what they look after.

Belongs here: codes and names of senders. Real trusts bear their real codes (public facts of the Organisation Data
Service); suppliers and charities are called by a plain name. Does not belong here: practices (geography.py).
"""

from dataclasses import dataclass

GP_SUPPLIERS = ("EMIS", "TPP")
APPOINTMENTS = ("GPAD",)  # one national collection of appointments
REFERRALS = ("ERS",)
ACUTE_TRUSTS = ("R1H", "R1K")
MENTAL_HEALTH_TRUST = "RWK"
COMMUNITY_TRUST = "RYX"
CHARITIES = ("AGE_UK", "RED_CROSS")
EPISODES_SENT_MONTHS = 6  # the mental health trust sends its stays as episodes too in the last months only
SECOND_CHARITY_MONTHS = 6  # and the second charity has only just joined
PROGRAMME_OFFICE = "WSIC"
RISK_REVIEW_LOG = "WELC"
REGISTRAR = "ONS"
SPINE = "NHSE"

# By position: what boroughs.py names as the site and the commissioner of a borough.
SITES = ("R1HKH", "R1HNH", "R1K01", "R1H12", "R1K04")
OTHER_SITE_OF_TRUST = (3, 4)
COMMISSIONERS = ("A3A8R", "W2U3Z")


@dataclass(frozen=True)
class Organisation:
    code: str
    name: str
    kind: str
    parent: str = ""
    successor: str = ""
    successor_from: str = ""


ORGANISATIONS = (
    Organisation("R1H", "Barts Health NHS Trust", "ACUTE"),
    Organisation("R1K", "London North West University Healthcare NHS Trust", "ACUTE"),
    Organisation("RYJ", "Imperial College Healthcare NHS Trust", "ACUTE"),
    Organisation("RWK", "East London NHS Foundation Trust", "MENTAL_HEALTH"),
    Organisation("RYX", "Central London Community Healthcare NHS Trust", "COMMUNITY"),
    Organisation("R1H12", "The Royal London Hospital", "SITE", "R1H"),
    Organisation("R1HKH", "Whipps Cross University Hospital", "SITE", "R1H"),
    Organisation("R1HNH", "Newham University Hospital", "SITE", "R1H"),
    Organisation("R1K01", "Northwick Park Hospital", "SITE", "R1K"),
    Organisation("R1K04", "Ealing Hospital", "SITE", "R1K"),
    Organisation("RWK01", "Newham Centre for Mental Health", "SITE", "RWK"),
    Organisation("RGC", "Whipps Cross University Hospital NHS Trust", "ACUTE", "", "R1H", "2012-04-01"),
    Organisation("RNH", "Newham University Hospital NHS Trust", "ACUTE", "", "R1H", "2012-04-01"),
    Organisation("RNJ", "Barts and The London NHS Trust", "ACUTE", "", "R1H", "2012-04-01"),
    Organisation("RV8", "North West London Hospitals NHS Trust", "ACUTE", "", "R1K", "2014-10-01"),
    Organisation("AGE_UK", "Age UK", "VOLUNTARY"),
    Organisation("RED_CROSS", "British Red Cross", "VOLUNTARY"),
    Organisation("EMIS", "EMIS", "GP_SUPPLIER"),
    Organisation("TPP", "TPP", "GP_SUPPLIER"),
)
