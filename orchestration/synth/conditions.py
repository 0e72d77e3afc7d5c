"""Long-term conditions: how common they are, whom they strike, how they are coded and what they are treated with.

Belongs here: one row per condition. Does not belong here: who has which (population.py), or acute illness
(illnesses.py). Concept ids are SNOMED CT's, substances the BNF's first nine characters. The level of prevalence is
that of the boroughs' registers (calibration.py); its slope with age stands here.
"""

from dataclasses import dataclass

import numpy as np

SOUTH_ASIAN = ("INDIAN", "PAKISTANI", "BANGLADESHI")
BLACK = ("CARIBBEAN", "AFRICAN")


@dataclass(frozen=True)
class Condition:
    """By age a, the share of people who have it is `top` / (1 + exp(-(a - `middle`) / `spread`))."""

    code: str
    top: float
    middle: float
    spread: float
    snomed: tuple[str, ...]  # the first is the commonest
    icd10: str
    admission_factor: float
    women_factor: float = 1.0
    deprivation: float = 0.0  # growth of `top` from the least to the most deprived tenth


CONDITIONS = (
    Condition("HTN", 0.60, 62, 9.5, ("38341003", "59621000", "56218007"), "I10", 1.05),
    Condition("DM", 0.22, 54, 9.5, ("44054006", "44054006", "44054006", "46635009"), "E119", 1.25, 1.0, 0.4),
    Condition("AST", 0.058, 9, 4.5, ("195967001", "195967001", "233678006", "389145006"), "J459", 1.2),
    Condition("COPD", 0.060, 66, 7.5, ("13645005", "313297008", "313299006"), "J449", 1.9, 1.0, 1.0),
    Condition("AF", 0.36, 81, 7.5, ("49436004", "282825002", "440059007"), "I489", 1.25, 0.8),
    Condition("HF", 0.15, 83, 7.5, ("84114007", "42343007", "48447003"), "I509", 1.9),
    Condition("CHD", 0.15, 70, 8.5, ("53741008", "414545008", "194828000", "399211009"), "I251", 1.35, 0.55),
    Condition("STIA", 0.13, 77, 9.0, ("230690007", "266257000", "432504007"), "I694", 1.25),
    Condition("PAD", 0.035, 74, 8.0, ("399957001", "400047006", "63491006"), "I739", 1.2, 0.6),
    Condition("CKD", 0.43, 76, 8.5, ("433144002", "700378005", "700379002", "431857002"), "N183", 1.25),
    Condition("CAN", 0.135, 71, 11.0, ("254837009", "399068003", "363406005", "363346000"), "C509", 1.7),
    Condition("DEM", 0.24, 88, 5.5, ("52448006", "26929004", "429998004"), "F03X", 1.4, 1.2),
    Condition("DEP", 0.13, 33, 12.0, ("35489007", "310495003", "310496002", "191616006"), "F329", 1.2, 1.45, 0.3),
    Condition("SMI", 0.0145, 31, 6.5, ("58214004", "13746004", "191525009", "68890003"), "F209", 1.6, 0.85, 0.8),
    Condition("EP", 0.007, 24, 16.0, ("84757009", "84757009", "352818000"), "G409", 1.8),
    Condition("LD", 0.0029, -5, 1.0, ("110359009", "86765009", "61152003", "41040004"), "F799", 1.4),
    Condition("RA", 0.020, 56, 10.0, ("69896004", "239791005"), "M069", 1.15, 1.7),
    Condition("OST", 0.07, 79, 7.0, ("64859006", "102447009"), "M819", 1.15, 2.2),
    Condition("THY", 0.055, 48, 12.0, ("40930008",), "E039", 1.0, 2.2),
    Condition("ALC", 0.014, 34, 8.0, ("7200002",), "F102", 2.0, 0.5, 0.8),
    Condition("NDH", 0.13, 52, 11.0, ("700449008",), "R730", 1.0),
    Condition("PC", 0.045, 88, 8.0, ("526631000000108", "713058002"), "Z515", 1.5),
)
# Conditions that come in company: whoever has one is likelier to have the others, whatever the frailty.
CLUSTERS = (
    ("HTN", "DM", "CHD", "HF", "STIA", "PAD", "CKD", "AF", "NDH"),
    ("AST", "COPD"),
    ("DEP", "SMI", "ALC"),
)
# By condition: groups among whom `top` is higher or lower.
BY_HERITAGE = {
    "HTN": ((BLACK, 1.3),),
    "DM": ((SOUTH_ASIAN, 1.9), (BLACK, 1.3)),
    "COPD": ((SOUTH_ASIAN, 0.5),),
    "AF": ((SOUTH_ASIAN + BLACK, 0.6),),
    "CHD": ((SOUTH_ASIAN, 1.5),),
    "STIA": ((BLACK, 1.3),),
    "CKD": ((BLACK, 1.2),),
    "DEP": ((SOUTH_ASIAN, 0.7),),
    "SMI": ((BLACK, 1.9),),
    "ALC": ((SOUTH_ASIAN[1:], 0.3),),
    "NDH": ((SOUTH_ASIAN, 1.5),),
}
# By condition: repeat medicines, each with the share of people with the condition who take it.
MEDICINES = {
    "HTN": {"0206020A0": 0.55, "0205051R0": 0.5, "0202010B0": 0.2},
    "DM": {"0601022B0": 0.75, "0601021M0": 0.25, "0601011A0": 0.12, "0212000B0": 0.6},
    "AST": {"0301011R0": 0.75, "0302000C0": 0.6, "0302000K0": 0.2},
    "COPD": {"0301020Q0": 0.5, "0302000N0": 0.5, "0301011R0": 0.8},
    "AF": {"0208020Z0": 0.65, "0204000H0": 0.6, "0208020V0": 0.12},
    "HF": {"0202020L0": 0.7, "0204000H0": 0.65, "0205051R0": 0.6, "0202030S0": 0.3},
    "CHD": {"0212000B0": 0.85, "0209000A0": 0.75, "0204000H0": 0.5, "0206010K0": 0.15},
    "STIA": {"0209000C0": 0.6, "0212000B0": 0.7},
    "PAD": {"0209000C0": 0.6},
    "CKD": {"0205051R0": 0.3},
    "CAN": {"0803042P0": 0.1, "0403010B0": 0.05},
    "DEM": {"0411000D0": 0.35},
    "DEP": {"0403030Q0": 0.4, "0403030D0": 0.2, "0403040X0": 0.15},
    "SMI": {"0402010AB": 0.3, "0402010Y0": 0.25, "0402030K0": 0.1},
    "EP": {"0408010A0": 0.6, "0408010W0": 0.4},
    "RA": {"1001030U0": 0.6, "0906040G0": 0.3},
    "OST": {"0606020A0": 0.7, "0906040G0": 0.6},
    "THY": {"0602010V0": 0.95},
    "ALC": {"0906026M0": 0.4},
    "PC": {"0407020Q0": 0.4},
}
CODES = tuple(condition.code for condition in CONDITIONS)
# Conditions that make somebody "with a long-term condition"; the rest are states that run beside them.
LONG_TERM = np.array([condition.code not in ("THY", "ALC", "NDH", "PC") for condition in CONDITIONS])


def index_of(code: str) -> int:
    return CODES.index(code)


# Observations: concept, unit, mean and spread of the value, and a condition that raises the mean (and by how much).
@dataclass(frozen=True)
class Observation:
    snomed: str
    unit: str
    mean: float
    spread: float
    by_age: float = 0.0  # growth per year of age from 40
    raised_by: str = ""
    raise_amount: float = 0.0
    decimals: int = 0


OBSERVATIONS = {
    "SYSTOLIC": Observation("271649006", "mmHg", 124, 13, 0.25, "HTN", 12),
    "DIASTOLIC": Observation("271650006", "mmHg", 76, 8, 0.0, "HTN", 5),
    "BMI": Observation("60621009", "kg/m2", 26.4, 5.0, 0.0, "DM", 3.0, 1),
    "HBA1C": Observation("999791000000106", "mmol/mol", 37, 4.5, 0.03, "DM", 20),
    "EGFR": Observation("1011481000000105", "mL/min/1.73m2", 92, 12, -0.7, "CKD", -28),
    "CHOLESTEROL": Observation("1005671000000105", "mmol/L", 4.9, 1.0, 0.0, "CHD", -0.7, 1),
    "HAEMOGLOBIN": Observation("1022431000000105", "g/L", 136, 14, -0.1, "CKD", -10),
    "EFI": Observation("713634000", "score", 0.06, 0.04, 0.0035, "DEM", 0.06, 2),
}
# Concepts without a value: smoking, flu vaccine.
SMOKING = ("266919005", "8517006", "77176002")  # never, ex, current
FLU_VACCINE = "86198006"
SYMPTOMS = (
    "49727002",
    "82272006",
    "21522001",
    "25064002",
    "279039007",
    "22253000",
    "84229001",
    "271807003",
    "386661006",
    "62315008",
    "267036007",
    "68566005",
    "404640003",
    "48694002",
    "198436008",
)
SENSITIVE_SNOMED = "86406008"  # human immunodeficiency virus infection
# Medicines given once or twice, by BNF substance.
ACUTE_MEDICINES = (
    "0501013B0",
    "0501030I0",
    "0407010H0",
    "1001010J0",
    "0103050P0",
    "1302010Q0",
    "0501080W0",
    "0304010D0",
    "1309000H0",
    "0501120L0",
    "0407010F0",
    "0603020T0",
    "0401020K0",
    "0106040G0",
)
ANYBODYS_REPEATS = (
    ("0103050P0", 0.35),
    ("0407010H0", 0.3),
    ("0212000B0", 0.3),
    ("0906040G0", 0.25),
    ("0106040G0", 0.12),
)
# Net ingredient cost in pounds of an issue of 28 days (illustrative; substances not named cost the default).
ISSUE_COST = {
    "0208020Z0": 51.0,
    "0208020V0": 46.0,
    "0302000N0": 29.0,
    "0301020Q0": 26.0,
    "0302000K0": 28.0,
    "0601011A0": 34.0,
    "0402010AB": 3.2,
    "0803042P0": 65.0,
    "0301011R0": 1.8,
    "0302000C0": 6.5,
    "0601021M0": 2.6,
    "0408010A0": 3.4,
    "1001030U0": 3.9,
    "0402030K0": 2.9,
    "0411000D0": 1.9,
    "0407020Q0": 9.5,
}
DEFAULT_ISSUE_COST = 1.6
