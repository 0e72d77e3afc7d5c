"""Every number that shapes the synthetic population and its extracts, once, with its reason or source.

Belongs here: rates, shares and settings. Does not belong here: code lists and clinical tables (clinical.py), names
(names.py), or how a number is used. "Illustrative" means invented, ordered by what published sources show.
"""

# --- size of the work -------------------------------------------------------------------------------------------------
BLOCK_PEOPLE = 5_000  # residents invented together: bounds memory; the bytes written depend on it, so it is fixed
BLOCK_NUMBERS = 40_000  # person numbers set aside per block, for residents, newcomers, newborns and old NHS numbers
OLD_NUMBERS_FROM = 34_000  # of those, from here on: NHS numbers that were later merged into another

MOST_PEOPLE = 1_200_000  # as many as there are invented postcodes for
MOST_MONTHS = 120

# --- boroughs (ONS mid-2020 estimates by age, Census 2021 by ethnic group; rounded) ------------------------------------
# Age bands of five years, the last is 90 and over: per cent of residents.
BOROUGHS = {
    "E09000031": {
        "name": "Waltham Forest", "share": 0.30, "outcodes": ("E4", "E10", "E11", "E17"), "practice_prefix": "F869",
        "turnover": 0.12, "council": "E09000031",
        "ages": (7.7, 7.2, 6.1, 5.2, 5.3, 7.5, 9.7, 9.8, 7.7, 6.7, 6.4, 5.3, 4.3, 3.3, 2.8, 1.9, 1.5, 0.9, 0.6),
        "imd_deciles": (2, 14, 22, 28, 15, 13, 4, 1, 1, 0),
        "ethnic": {"A": 34.0, "B": 1.5, "C": 17.3, "D": 1.8, "E": 1.0, "F": 1.4, "G": 2.2, "H": 3.3, "J": 10.3, "K": 1.9,
                   "L": 3.5, "M": 6.3, "N": 6.7, "P": 1.9, "R": 0.9, "S": 5.8},
    },
    "E09000025": {
        "name": "Newham", "share": 0.36, "outcodes": ("E6", "E7", "E13", "E15", "E16"), "practice_prefix": "F849",
        "turnover": 0.22, "council": "E09000025",
        "ages": (7.6, 7.3, 6.0, 5.7, 7.4, 10.0, 11.2, 9.9, 7.1, 5.9, 5.6, 4.7, 3.7, 2.6, 2.0, 1.3, 1.0, 0.6, 0.3),
        "imd_deciles": (2, 24, 46, 20, 6, 1, 0, 1, 0, 0),
        "ethnic": {"A": 14.8, "B": 0.6, "C": 15.4, "D": 1.2, "E": 0.9, "F": 0.9, "G": 1.6, "H": 11.0, "J": 8.9, "K": 15.9,
                   "L": 4.7, "M": 3.9, "N": 11.6, "P": 1.9, "R": 1.8, "S": 4.9},
    },
    "E09000009": {
        "name": "Ealing", "share": 0.34, "outcodes": ("W5", "W7", "W13", "UB1", "UB6"), "practice_prefix": "E859",
        "turnover": 0.10, "council": "E09000009",
        "ages": (6.9, 7.2, 6.5, 5.5, 5.4, 6.8, 7.8, 7.8, 7.6, 7.2, 6.8, 6.0, 4.9, 4.1, 3.3, 2.3, 1.9, 1.1, 0.7),
        "imd_deciles": (2, 15, 15, 18, 11, 16, 11, 6, 5, 1),
        "ethnic": {"A": 24.3, "B": 2.3, "C": 16.5, "D": 1.3, "E": 0.7, "F": 1.5, "G": 1.8, "H": 14.9, "J": 4.6, "K": 1.0,
                   "L": 8.6, "M": 3.5, "N": 6.2, "P": 1.1, "R": 1.2, "S": 10.6},
    },
}  # fmt: skip
PEOPLE_PER_LSOA = 1_650  # ONS: small areas of about 1,500 to 1,700 people
PEOPLE_PER_POSTCODE = 40  # about fifteen households share a unit postcode
PEOPLE_PER_PRACTICE = 8_000  # mean list of the boroughs' practices; a small population still has four practices a borough
PRACTICES_PER_NETWORK = 5  # primary care networks of four or five practices
TPP_NETWORK_EVERY = 3  # every third network's practices use the second GP supplier (illustrative)

# --- moves (turnover up to 30% a year in inner boroughs, about 10% in outer ones) --------------------------------------
# `turnover` above: leavers of the area per head and year, replaced by newcomers. On top of it, moves inside the area:
MOVES_WITHIN_BOROUGH = 0.07
MOVES_BETWEEN_BOROUGHS = 0.02
MOVE_FACTOR_BY_AGE = ((0, 30, 1.7), (30, 45, 1.1), (45, 65, 0.55), (65, 200, 0.25))  # by age of the household's head
KEEPS_PRACTICE_SHARE = 0.55  # of moves inside a borough
REGISTRATION_LAG_DAYS = 20  # mean delay from a move to the registration that follows it
LEAVER_NEVER_DEREGISTERED = 0.06  # general practice lists are about 5.6% above the population
LEAVER_DEREGISTRATION_DAYS = 70
UNREGISTERED_SHARE = 0.012  # residents who never registered with a practice (illustrative)

# --- births and deaths -------------------------------------------------------------------------------------------------
BIRTHS_PER_WOMAN_YEAR = ((18, 25, 0.045), (25, 30, 0.082), (30, 35, 0.100), (35, 40, 0.062), (40, 45, 0.016))  # ONS, London
TWIN_SHARE = 0.015
GOMPERTZ = (-11.9, 0.098)  # log hazard of death at age 0 and its growth a year: about 5 deaths per 1,000 in these boroughs
INFANT_DEATHS = 0.003
FRAILTY_ON_DEATH = 0.45  # power of the frailty multiplier on mortality
PLACE_OF_DEATH = {"HOSPITAL": 0.47, "HOME": 0.28, "CARE_HOME": 0.17, "HOSPICE": 0.05, "OTHER": 0.03}  # ONS, London

# --- frailty and risk --------------------------------------------------------------------------------------------------
FRAILTY_SHAPE = 0.95  # gamma, mean 1: the smaller, the fewer people carry the emergency admissions
FRAILTY_ON_CONDITIONS = 0.45  # correlation of frailty with the onset of long-term conditions (Gaussian copula)
PROGRAMME_EFFECT = 0.05  # share of emergency admissions avoided once somebody has a care plan; evaluations find 0 to 5%

# --- activity per head and year (national anchors: 0.10-0.12 emergency admissions, 0.35-0.4 A&E attendances of all types,
#     1.5-2 outpatient attendances, 5-6 GP appointments) ---------------------------------------------------------------
AGE_BANDS = (0, 5, 18, 40, 65, 75, 85)  # lower bounds
EMERGENCY_BY_AGE = (0.105, 0.036, 0.045, 0.050, 0.078, 0.115, 0.17)  # before conditions and frailty
AE_BY_AGE = (0.42, 0.24, 0.29, 0.23, 0.25, 0.33, 0.42)  # attendances that do not end in a bed
AE_LEFT_SHARE = 0.045
ELECTIVE_BY_AGE = (0.023, 0.029, 0.075, 0.16, 0.28, 0.31, 0.23)
DIALYSIS_SHARE_OF_CKD = 0.02  # regular day attenders, three times a week
READMISSION_PROB = 0.085  # of a live emergency or ordinary elective discharge, before frailty; about 7-12% all told
TRANSFER_SHARE = 0.015
MENTAL_STAYS_PER_SMI_YEAR = 0.14
OP_REFERRALS_BY_AGE = (0.36, 0.31, 0.55, 0.80, 1.10, 1.3, 1.15)
OP_FOLLOW_UPS = 2.3  # mean further appointments per referral
OP_NOT_ATTENDED = {"3": 0.075, "2": 0.06, "4": 0.05, "7": 0.003}
GP_APPOINTMENTS_BY_AGE = (6.2, 3.0, 4.8, 6.2, 9.2, 11.4, 12.2)
GP_STATUS = {"ATTENDED": 0.905, "DNA": 0.045, "CANCELLED": 0.05}
REPEAT_INTERVALS = {28: 0.6, 56: 0.3, 84: 0.1}  # days between issues of a repeat medicine
ACUTE_ISSUES_BY_AGE = (2.4, 1.5, 2.3, 3.4, 5.0, 6.4, 7.2)
GP_SYMPTOMS_BY_AGE = (6.0, 3.0, 5.2, 6.0, 7.4, 8.6, 9.0)  # coded complaints
WINTER = {"emergency": 0.16, "ae": 0.05, "gp": 0.08, "respiratory": 0.5, "deaths": 0.2}
SHORT_STAY_ZERO = 0.34  # emergency spells that end on the day they began
PRIVATE_SHARE = 0.02
OTHER_TRUST_SHARE = 0.04  # care at the trust of the other side of London
CSDS_REFERRALS_BY_AGE = (0.36, 0.08, 0.05, 0.095, 0.21, 0.48, 0.9)
SOCIAL_CARE_BY_AGE = (0.0, 0.0, 0.004, 0.008, 0.028, 0.075, 0.19)  # new requests a year, before conditions
WITHHELD_SHARE = 0.002  # acute rows sent without an identity on purpose
OPEN_AREA_SHARE = 0.01  # practice code V81999, not known, on hospital rows

# --- programmes --------------------------------------------------------------------------------------------------------
PROGRAMMES_START_AT = 1 / 2  # of the window
PLANNED_SHARE = 0.035  # of people, the riskiest as far as a practice can tell, who are offered a plan
PLAN_CONSENT = {"GIVEN": 0.82, "BEST_INTEREST": 0.06, "DECLINED": 0.08, "WITHDRAWN": 0.04}
CONFERENCES_HELD = 0.95
DISCUSSIONS_PER_PLAN_YEAR = 0.55

# --- opt-outs ----------------------------------------------------------------------------------------------------------
OPT_OUTS = {"NATIONAL": 0.035, "TYPE_1": 0.025, "LOCAL": 0.004}  # national figures near 5%; less in London
OPT_OUT_WITHDRAWN = 0.08
OPT_OUT_IN_FUTURE = 0.02
OPT_OUT_OF_NOBODY = 0.003

# --- identities (published: 98.0% of ED and 99.7% of inpatient records carry NHS number and birth date; the rest
#     illustrative, in that order) ---------------------------------------------------------------------------------------
MISSING_NHS_NUMBER = {
    "apc": 0.003, "ecds": 0.02, "op": 0.005, "csds": 0.02, "mh_contacts": 0.02, "mh_stays": 0.02, "social_care": 0.08,
    "rapid_response": 0.25, "voluntary_support": 0.60, "case_conferences": 0.01, "enrolments": 0.01, "care_plans": 0.005,
    "deaths": 0.005, "opt_outs": 0.01,
}  # fmt: skip
MISSING_IS_PERSON_SHARE = 0.5  # half of it is a sender that never learnt the number, half a single row
WRONG_CHECK_DIGIT = 0.001
ALL_ONE_DIGIT = 0.0005
ANOTHER_PERSONS_NUMBER = 0.0005
BIRTH_DATE_TRANSPOSED = 0.001
BIRTH_DATE_PLACEHOLDER = 0.0005  # 1900-01-01
GENDER_NOT_KNOWN = 0.002
POSTCODE_STALE = 0.20  # of people, per sender; half of all postcode disagreements are movers
POSTCODE_STALE_GP = 0.06
POSTCODE_PLACEHOLDER = 0.003  # ZZ99 3VZ
POSTCODE_MISSING = 0.004
ETHNICITY_NOT_STATED = 0.06
SHORT_FORM_SHARE = 0.15  # of names written down by care and voluntary providers
MISSPELT_SHARE = 0.03
UNVERIFIED_SHARE = 0.01
SUPERSEDED_SHARE = 0.004  # people whose number was merged into another during or before the window

# --- faults of rows and files (illustrative; duplicates from resubmission 1-3%, discharge before admission 0.05%) --------
DUPLICATE_KEY = 0.0003
DISCHARGE_BEFORE_ADMISSION = 0.0005
UNREADABLE_VALUE = 0.0003
OUTSIDE_CODE_LIST = 0.0005
PLACEHOLDER_DATE = 0.0003
OUTSIDE_MONTH = 0.0005
SENSITIVE_CODE = 0.0004
OTHER_PROVIDER_ROW = 0.0002
MISSING_REQUIRED = 0.0002
