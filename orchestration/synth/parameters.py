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
MOST_PEOPLE = 1_200_000  # about as many as there are invented postcodes for; fewer for some choices of boroughs
MOST_MONTHS = 120  # ten years: a block's numbers would not do for more newcomers

# === Places ===

PEOPLE_PER_LSOA = 1_650  # ONS: small areas of about 1,500 to 1,700 people
PEOPLE_PER_POSTCODE = 40  # about fifteen households share a unit postcode
# Mean list of the boroughs' practices; a small population still has four practices a borough.
PEOPLE_PER_PRACTICE = 8_000
PRACTICES_PER_NETWORK = 5  # primary care networks of four or five practices
TPP_NETWORK_EVERY = 3  # every third network's practices use the second GP supplier (illustrative)

# === Moves ===

MOVES_WITHIN_BOROUGH = 0.07  # per household and year, beside the turnover; illustrative
MOVES_BETWEEN_BOROUGHS = 0.02  # per household and year; illustrative
MOVE_FACTOR_BY_AGE = ((0, 30, 1.7), (30, 45, 1.1), (45, 65, 0.55), (65, 200, 0.25))  # by age of the head; illustrative
KEEPS_PRACTICE_SHARE = 0.55  # of moves inside a borough; illustrative
REGISTRATION_LAG_DAYS = 20  # mean delay from a move to the registration that follows it; illustrative
# With it the lists lie about 5% above the population, as in life (5.6%, healthknowledge.org.uk).
LEAVER_NEVER_DEREGISTERED = 0.11
LEAVER_DEREGISTRATION_DAYS = 70  # mean delay until a list hears of somebody who left; illustrative
UNREGISTERED_SHARE = 0.012  # residents who never registered with a practice (illustrative)

# === Births and deaths ===

# By age of the mother; illustrative, of the order of ONS figures for London.
BIRTHS_PER_WOMAN_YEAR = ((18, 25, 0.048), (25, 30, 0.088), (30, 35, 0.108), (35, 40, 0.068), (40, 45, 0.018))
TWIN_SHARE = 0.015  # of confinements; illustrative, of the order of ONS figures
# Log hazard of death at age 0, and its growth a year: about 5 deaths per 1,000 in boroughs as young as these
# (illustrative).
GOMPERTZ = (-11.95, 0.1005)
INFANT_DEATHS = 0.003  # hazard a year of the newborn; illustrative
FRAILTY_ON_DEATH = 0.45  # power of the frailty multiplier on mortality; illustrative
# Illustrative, of the order of ONS figures for London.
PLACE_OF_DEATH = {"HOSPITAL": 0.46, "HOME": 0.28, "CARE_HOME": 0.17, "HOSPICE": 0.05, "OTHER": 0.03}

# === Frailty and risk ===

# Gamma, mean 1: the smaller, the fewer people carry the emergency admissions. Set so that a perfect model of the true
# yearly risk reaches an AUC of 0.78 to 0.84, and a fifth of people carry four fifths of hospital cost.
FRAILTY_SHAPE = 0.95
FRAILTY_ON_CONDITIONS = 0.45  # correlation of frailty with the onset of conditions (Gaussian copula); illustrative
# How far visits to a practice, complaints and single prescriptions go by frailty rather than by habit: consultations
# are among the strongest predictors of an admission in every published model. Set so that what the feeds tell is nearly
# all that there is to know: a model of the record comes within 3% of the AUC of the true risk (illustrative).
FRAILTY_ON_GP_USE = 0.85
# Correlation of the onsets of conditions in one cluster, beside that; illustrative.
CLUSTER_ON_CONDITIONS = 0.5
# What a condition adds to the risk of an emergency: this share of it when it is new, this much more with each year, but
# no more than so many times; illustrative.
NEW_CONDITION = 0.75
WORSENS_A_YEAR = 0.05
WORST_CONDITION = 1.75
MOST_EMERGENCIES = 4.0  # admissions a year of anybody; illustrative

# === Activity per head and year ===

# National anchors: 0.10-0.12 emergency admissions, 0.35-0.4 A&E attendances of all types, 1.5-2 outpatient attendances,
# 5-6 GP appointments. The numbers by age are before conditions and frailty raise them.
AGE_BANDS = (0, 5, 18, 40, 65, 75, 85)  # lower bounds of what "by age" means below
# Set so that admissions by age come within their yardsticks.
EMERGENCY_BY_AGE = (0.132, 0.0445, 0.057, 0.052, 0.0575, 0.094, 0.148)
AE_BY_AGE = (0.45, 0.26, 0.31, 0.24, 0.26, 0.34, 0.43)  # attendances that do not end in a bed, to the same end
AE_LEFT_SHARE = 0.045  # of attendances, left before they were seen or against advice; illustrative
# Planned admissions, set so that day cases by age come within their yardsticks.
ELECTIVE_BY_AGE = (0.023, 0.029, 0.075, 0.16, 0.28, 0.31, 0.23)
DIALYSIS_SHARE_OF_CKD = 0.02  # regular day attenders, three times a week; illustrative
READMISSION_PROB = 0.032  # of a live discharge at mean frailty; the frail come back anyway; readmissions near 7%
TRANSFER_SHARE = 0.045  # of emergencies of three days and more; illustrative
EPISODE_GAP = 0.003  # first episodes never sent, of spells with several (episode order gap 0.3%, illustrative)
MENTAL_STAYS_PER_SMI_YEAR = 0.14  # of people with a severe mental illness; illustrative
# Set so that attendances by age come within their yardsticks.
OP_REFERRALS_BY_AGE = (0.40, 0.34, 0.60, 0.88, 1.2, 1.4, 1.25)
OP_FOLLOW_UPS = 2.3  # mean further appointments per referral; illustrative
# By attended code: did not come, cancelled by patient, by provider, came too late, not yet; illustrative.
OP_NOT_ATTENDED = {"3": 0.075, "2": 0.06, "4": 0.05, "7": 0.003, "0": 0.003}
# Set so that attended appointments by age come within their yardsticks.
GP_APPOINTMENTS_BY_AGE = (6.8, 3.4, 5.3, 6.8, 9.8, 11.8, 12.4)
GP_STATUS = {"ATTENDED": 0.902, "DNA": 0.045, "CANCELLED": 0.05, "BOOKED": 0.003}  # illustrative
REPEAT_INTERVALS = {28: 0.6, 56: 0.3, 84: 0.1}  # days between issues of a repeat medicine; illustrative
ACUTE_ISSUES_BY_AGE = (2.4, 1.5, 2.3, 3.4, 5.0, 6.4, 7.2)  # medicines given once; illustrative
GP_SYMPTOMS_BY_AGE = (6.0, 3.0, 5.2, 6.0, 7.4, 8.6, 9.0)  # coded complaints; illustrative
# Arrivals from Monday to Sunday beside an even week: A&E is busiest on Mondays, beds fill on working days
# (illustrative, in the order of published figures by day).
AE_BY_WEEKDAY = (1.10, 1.01, 0.99, 0.98, 0.97, 0.96, 0.99)
EMERGENCIES_BY_WEEKDAY = (1.08, 1.05, 1.04, 1.03, 1.04, 0.89, 0.87)
WINTER = {"emergency": 0.16, "ae": 0.05, "gp": 0.08, "respiratory": 0.5}  # height of the wave; illustrative
SHORT_STAY_ZERO = 0.34  # emergency spells that end on the day they began; a third of them in life (illustrative)
# Published: commissioners see 1.9% of inpatient and 1.2% of outpatient rows as private.
PRIVATE_ELECTIVE_SHARE = 0.07
PRIVATE_OUTPATIENT_SHARE = 0.017
OTHER_TRUST_SHARE = 0.04  # care at the trust of the other side of London; illustrative
# To community teams; illustrative.
CSDS_REFERRALS_BY_AGE = (0.42, 0.10, 0.065, 0.12, 0.25, 0.52, 0.95)
SOCIAL_CARE_BY_AGE = (0.0, 0.0, 0.004, 0.008, 0.026, 0.068, 0.165)  # new requests; illustrative
# Of people of 65 and over who went home from an emergency of five days or more; illustrative.
SOCIAL_CARE_AFTER_HOSPITAL = 0.15

# === Programmes ===

PROGRAMMES_START_AT = 1 / 2  # of the window: as long before as after, so that effects can be told
PLANNED_SHARE = (
    0.035  # of people, the riskiest as far as a practice can tell, are offered a plan (programmes aimed at 3-5%)
)
PLAN_CONSENT = {"GIVEN": 0.82, "BEST_INTEREST": 0.06, "DECLINED": 0.08, "WITHDRAWN": 0.04}  # illustrative
CONFERENCES_HELD = 0.95  # of those planned; illustrative
DISCUSSIONS_PER_PLAN_YEAR = 0.55  # a person with a plan is talked of now and then; illustrative

# === Opt-outs ===

# Of people, by kind; illustrative: national figures are near 5%, less in London.
OPT_OUTS = {"NATIONAL": 0.035, "TYPE_1": 0.025, "LOCAL": 0.004}
OPT_OUT_WITHDRAWN = 0.08  # of opt-outs; illustrative
OPT_OUT_IN_FUTURE = 0.02  # of opt-outs, not in effect yet; illustrative
OPT_OUT_OF_NOBODY = 0.003  # a number that no other feed knows; illustrative
