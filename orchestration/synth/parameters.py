"""Every number that shapes the synthetic population and its extracts, once, with its reason or source.

Belongs here: rates, shares and settings. Does not belong here: clinical tables (conditions.py, illnesses.py), names
(names.py), or how a number is used. "Illustrative" means invented, in the order of size that published sources show.
"""

# === Size of the work ===

# Residents invented together: bounds memory. The bytes written depend on it, so it is no setting of a run.
BLOCK_PEOPLE = 5_000
# Person numbers set aside per block, for residents, newcomers and newborns; from OLD_NUMBERS_FROM on, for NHS numbers
# that were later merged into another.
BLOCK_NUMBERS = 40_000
OLD_NUMBERS_FROM = 34_000
MOST_PEOPLE = 1_200_000  # as many as there are invented postcodes for
MOST_MONTHS = 120

# === Boroughs (ONS mid-2020 estimates by age, Census 2021 by ethnic group, English Indices of Deprivation 2019) ===

# `ages`: per cent of residents in bands of five years, the last is 90 and over. `imd_deciles`: small areas by tenth.
# `ethnic`: per cent by NHS ethnic category. `turnover`: leavers of the area per head and year, replaced by newcomers
# (populations of inner boroughs turn over by up to 30% a year, of outer ones by about 10%, moves inside counted).
BOROUGHS = {
    "E09000031": {
        "name": "Waltham Forest",
        "share": 0.30,
        "outcodes": ("E4", "E10", "E11", "E17"),
        "practice_prefix": "F869",
        "turnover": 0.12,
        "ages": (7.7, 7.2, 6.1, 5.2, 5.3, 7.5, 9.7, 9.8, 7.7, 6.7, 6.4, 5.3, 4.3, 3.3, 2.8, 1.9, 1.5, 0.9, 0.6),
        "imd_deciles": (2, 14, 22, 28, 15, 13, 4, 1, 1, 0),
        "ethnic": "A34.0 B1.5 C17.3 D1.8 E1.0 F1.4 G2.2 H3.3 J10.3 K1.9 L3.5 M6.3 N6.7 P1.9 R0.9 S5.8",
    },
    "E09000025": {
        "name": "Newham",
        "share": 0.36,
        "outcodes": ("E6", "E7", "E13", "E15", "E16"),
        "practice_prefix": "F849",
        "turnover": 0.22,
        "ages": (7.6, 7.3, 6.0, 5.7, 7.4, 10.0, 11.2, 9.9, 7.1, 5.9, 5.6, 4.7, 3.7, 2.6, 2.0, 1.3, 1.0, 0.6, 0.3),
        "imd_deciles": (2, 24, 46, 20, 6, 1, 0, 1, 0, 0),
        "ethnic": "A14.8 B0.6 C15.4 D1.2 E0.9 F0.9 G1.6 H11.0 J8.9 K15.9 L4.7 M3.9 N11.6 P1.9 R1.8 S4.9",
    },
    "E09000009": {
        "name": "Ealing",
        "share": 0.34,
        "outcodes": ("W5", "W7", "W13", "UB1", "UB6"),
        "practice_prefix": "E859",
        "turnover": 0.10,
        "ages": (6.9, 7.2, 6.5, 5.5, 5.4, 6.8, 7.8, 7.8, 7.6, 7.2, 6.8, 6.0, 4.9, 4.1, 3.3, 2.3, 1.9, 1.1, 0.7),
        "imd_deciles": (2, 15, 15, 18, 11, 16, 11, 6, 5, 1),
        "ethnic": "A24.3 B2.3 C16.5 D1.3 E0.7 F1.5 G1.8 H14.9 J4.6 K1.0 L8.6 M3.5 N6.2 P1.1 R1.2 S10.6",
    },
}
PEOPLE_PER_LSOA = 1_650  # ONS: small areas of about 1,500 to 1,700 people
PEOPLE_PER_POSTCODE = 40  # about fifteen households share a unit postcode
# Mean list of the boroughs' practices; a small population still has four practices a borough.
PEOPLE_PER_PRACTICE = 8_000
PRACTICES_PER_NETWORK = 5  # primary care networks of four or five practices
TPP_NETWORK_EVERY = 3  # every third network's practices use the second GP supplier (illustrative)

# === Moves ===

MOVES_WITHIN_BOROUGH = 0.07  # per household and year, beside `turnover`
MOVES_BETWEEN_BOROUGHS = 0.02
MOVE_FACTOR_BY_AGE = ((0, 30, 1.7), (30, 45, 1.1), (45, 65, 0.55), (65, 200, 0.25))  # by age of the household's head
KEEPS_PRACTICE_SHARE = 0.55  # of moves inside a borough
REGISTRATION_LAG_DAYS = 20  # mean delay from a move to the registration that follows it
LEAVER_NEVER_DEREGISTERED = 0.06  # general practice lists are about 5.6% above the population
LEAVER_DEREGISTRATION_DAYS = 70
UNREGISTERED_SHARE = 0.012  # residents who never registered with a practice (illustrative)

# === Births and deaths ===

# By age of the mother (ONS, London).
BIRTHS_PER_WOMAN_YEAR = ((18, 25, 0.045), (25, 30, 0.082), (30, 35, 0.100), (35, 40, 0.062), (40, 45, 0.016))
TWIN_SHARE = 0.015
# Log hazard of death at age 0, and its growth a year: about 5 deaths per 1,000 in boroughs as young as these.
GOMPERTZ = (-11.9, 0.098)
INFANT_DEATHS = 0.003
FRAILTY_ON_DEATH = 0.45  # power of the frailty multiplier on mortality
PLACE_OF_DEATH = {"HOSPITAL": 0.47, "HOME": 0.28, "CARE_HOME": 0.17, "HOSPICE": 0.05, "OTHER": 0.03}  # ONS, London

# === Frailty and risk ===

# Gamma, mean 1: the smaller, the fewer people carry the emergency admissions. With this one a perfect model of the
# true yearly risk reaches an AUC of 0.78 to 0.84.
FRAILTY_SHAPE = 0.95
FRAILTY_ON_CONDITIONS = 0.45  # correlation of frailty with the onset of long-term conditions (Gaussian copula)
PROGRAMME_EFFECT = 0.05  # share of emergency admissions avoided once somebody has a plan; evaluations find 0 to 5%

# === Activity per head and year ===

# National anchors: 0.10-0.12 emergency admissions, 0.35-0.4 A&E attendances of all types, 1.5-2 outpatient attendances,
# 5-6 GP appointments. The numbers by age are before conditions and frailty raise them.
AGE_BANDS = (0, 5, 18, 40, 65, 75, 85)  # lower bounds
EMERGENCY_BY_AGE = (0.113, 0.039, 0.049, 0.054, 0.084, 0.124, 0.184)
AE_BY_AGE = (0.45, 0.26, 0.31, 0.24, 0.26, 0.34, 0.43)  # attendances that do not end in a bed
AE_LEFT_SHARE = 0.045
ELECTIVE_BY_AGE = (0.023, 0.029, 0.075, 0.16, 0.28, 0.31, 0.23)
DIALYSIS_SHARE_OF_CKD = 0.02  # regular day attenders, three times a week
READMISSION_PROB = 0.06  # of a live discharge, at mean frailty, on top of what the frail come back for anyway
TRANSFER_SHARE = 0.045  # of emergencies of three days and more
EPISODE_GAP = 0.003  # first episodes that were never sent, of spells with several
MENTAL_STAYS_PER_SMI_YEAR = 0.14
OP_REFERRALS_BY_AGE = (0.36, 0.31, 0.55, 0.80, 1.10, 1.3, 1.15)
OP_FOLLOW_UPS = 2.3  # mean further appointments per referral
OP_NOT_ATTENDED = {"3": 0.075, "2": 0.06, "4": 0.05, "7": 0.003, "0": 0.003}
GP_APPOINTMENTS_BY_AGE = (6.2, 3.0, 4.8, 6.2, 9.2, 11.4, 12.2)
GP_STATUS = {"ATTENDED": 0.902, "DNA": 0.045, "CANCELLED": 0.05, "BOOKED": 0.003}
REPEAT_INTERVALS = {28: 0.6, 56: 0.3, 84: 0.1}  # days between issues of a repeat medicine
ACUTE_ISSUES_BY_AGE = (2.4, 1.5, 2.3, 3.4, 5.0, 6.4, 7.2)
GP_SYMPTOMS_BY_AGE = (6.0, 3.0, 5.2, 6.0, 7.4, 8.6, 9.0)  # coded complaints
WINTER = {"emergency": 0.16, "ae": 0.05, "gp": 0.08, "respiratory": 0.5}  # height of the yearly wave
SHORT_STAY_ZERO = 0.34  # emergency spells that end on the day they began
# Published: commissioners see 1.9% of inpatient and 1.2% of outpatient rows as private.
PRIVATE_ELECTIVE_SHARE = 0.07
PRIVATE_OUTPATIENT_SHARE = 0.017
OTHER_TRUST_SHARE = 0.04  # care at the trust of the other side of London
CSDS_REFERRALS_BY_AGE = (0.36, 0.08, 0.05, 0.095, 0.21, 0.48, 0.9)
SOCIAL_CARE_BY_AGE = (0.0, 0.0, 0.004, 0.008, 0.028, 0.075, 0.19)  # new requests
WITHHELD_SHARE = 0.002  # acute rows sent without an identity on purpose
PRACTICE_NOT_KNOWN = 0.01  # practice code V81999 on hospital rows

# === Programmes ===

PROGRAMMES_START_AT = 1 / 2  # of the window: as long before as after
PLANNED_SHARE = 0.035  # of people, the riskiest as far as a practice can tell, who are offered a plan
PLAN_CONSENT = {"GIVEN": 0.82, "BEST_INTEREST": 0.06, "DECLINED": 0.08, "WITHDRAWN": 0.04}
CONFERENCES_HELD = 0.95
DISCUSSIONS_PER_PLAN_YEAR = 0.55

# === Opt-outs (national figures near 5%; less in London; illustrative) ===

OPT_OUTS = {"NATIONAL": 0.035, "TYPE_1": 0.025, "LOCAL": 0.004}
OPT_OUT_WITHDRAWN = 0.08
OPT_OUT_IN_FUTURE = 0.02
OPT_OUT_OF_NOBODY = 0.003  # a number that no other feed knows

# === Identities ===

# Published: 98.0% of emergency department and 99.7% of inpatient records carry NHS number and birth date. The rest is
# illustrative, in that order.
MISSING_NHS_NUMBER = {
    "apc": 0.003,
    "ecds": 0.02,
    "op": 0.005,
    "csds": 0.02,
    "mh_contacts": 0.02,
    "mh_stays": 0.02,
    "social_care": 0.08,
    "rapid_response": 0.25,
    "voluntary_support": 0.60,
    "case_conferences": 0.01,
    "enrolments": 0.01,
    "care_plans": 0.005,
    "deaths": 0.005,
}
MISSING_IS_PERSON_SHARE = 0.5  # half of it is a sender that never learnt the number, half a single row
WRONG_CHECK_DIGIT = 0.001
ALL_ONE_DIGIT = 0.0005
ANOTHER_PERSONS_NUMBER = 0.0005
BIRTH_DATE_TRANSPOSED = 0.001  # published: 0.11% of identifiers have a wrong birth date or sex
BIRTH_DATE_PLACEHOLDER = 0.0005  # 1900-01-01
GENDER_NOT_KNOWN = 0.002
POSTCODE_STALE = 0.20  # of people, per sender; half of all postcode disagreements are movers
POSTCODE_STALE_GP = 0.06
POSTCODE_PLACEHOLDER = 0.003  # ZZ99 3VZ
POSTCODE_MISSING = 0.004
ETHNICITY_NOT_STATED = 0.06
SHORT_FORM_SHARE = 0.15  # of names written down by care and voluntary providers
MISSPELT_SHARE = 0.03
MAIDEN_NAME_SHARE = 0.3  # of married women with such a provider
UNVERIFIED_SHARE = 0.01
SUPERSEDED_SHARE = 0.004  # people whose number was merged into another during or before the window
OLD_NUMBER_KEPT = 0.5  # of senders, per such person, until the merger

# === Faults of rows (illustrative; published: discharge before admission 0.05%) ===

DUPLICATE_KEY = 0.0003
DATES_OUT_OF_ORDER = 0.0005
UNREADABLE_VALUE = 0.0003
OUTSIDE_CODE_LIST = 0.0005
PLACEHOLDER_DATE = 0.0003
FUTURE_DATE = 0.0001
OUTSIDE_MONTH = 0.0005
SENSITIVE_CODE = 0.0004
OTHER_PROVIDER_ROW = 0.0002
MISSING_REQUIRED = 0.0002

# === Faults of files ===

FLEX_ROWS_LATE = 0.03  # rows that come only when a month is frozen
FLEX_UNCODED = 0.2  # rows whose diagnosis comes only then
