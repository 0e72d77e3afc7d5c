"""Boroughs that exist: how many people live there, of what age and ethnic group, how deprived, who looks after them.

Belongs here: published facts about real boroughs, restated in small, and the invented codes of what lies in them. Does
not belong here: the small areas, postcodes and practices that are invented in them (geography.py). Sources: ONS
mid-2020 population estimates by age; Census 2021 by ethnic group; small areas by tenth of the English Indices of
Deprivation 2019.
"""

from dataclasses import dataclass

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal


class UnknownBorough(Refusal):
    """A borough that the generator knows nothing of; the message is a sentence for the person who asked."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Borough:
    """`ages`: per cent of residents in bands of five years, the last is 90 and over. `ethnic`: per cent by NHS ethnic
    category. `imd_deciles`: small areas by tenth, the most deprived first. `trust`, `site`, `commissioner`: positions
    in senders. One trust on each side of London stands for all that there are."""

    code: str
    name: str
    population: int
    is_inner: bool  # as the Office for National Statistics divides London
    outcodes: tuple[str, ...]
    practice_prefix: str  # followed by a number: codes of no real practice
    trust: int
    site: int
    commissioner: int
    ages: tuple[float, ...]
    imd_deciles: tuple[int, ...]
    ethnic: str


BOROUGHS = (
    Borough(
        "E09000031",
        "Waltham Forest",
        276_940,
        False,
        ("E4", "E10", "E11", "E17"),
        "F869",
        trust=0,
        site=0,
        commissioner=0,
        ages=(7.7, 7.2, 6.1, 5.2, 5.3, 7.5, 9.7, 9.8, 7.7, 6.7, 6.4, 5.3, 4.3, 3.3, 2.8, 1.9, 1.5, 0.9, 0.6),
        imd_deciles=(3, 20, 31, 40, 22, 19, 6, 2, 1, 0),
        ethnic="A34.0 B1.5 C17.2 D1.8 E1.0 F1.4 G2.2 H3.3 J10.3 K1.9 L3.5 M6.3 N6.7 P1.9 R0.9 S5.8",
    ),
    Borough(
        "E09000025",
        "Newham",
        355_266,
        True,
        ("E6", "E7", "E13", "E15", "E16"),
        "F849",
        trust=0,
        site=1,
        commissioner=0,
        ages=(7.6, 7.3, 6.0, 5.7, 7.4, 10.0, 11.2, 9.9, 7.1, 5.9, 5.6, 4.7, 3.7, 2.6, 2.0, 1.3, 1.0, 0.6, 0.3),
        imd_deciles=(4, 40, 75, 32, 10, 2, 0, 1, 0, 0),
        ethnic="A14.8 B0.6 C15.4 D1.2 E0.9 F0.9 G1.6 H11.0 J8.9 K15.9 L4.7 M3.9 N11.6 P1.9 R1.8 S4.9",
    ),
    Borough(
        "E09000009",
        "Ealing",
        340_341,
        False,
        ("W5", "W7", "W13", "UB1", "UB6"),
        "E859",
        trust=1,
        site=2,
        commissioner=1,
        ages=(6.9, 7.2, 6.5, 5.5, 5.4, 6.8, 7.8, 7.8, 7.6, 7.2, 6.8, 6.0, 4.9, 4.1, 3.3, 2.3, 1.9, 1.1, 0.7),
        imd_deciles=(4, 29, 29, 36, 22, 31, 22, 11, 11, 1),
        ethnic="A24.3 B2.3 C16.5 D1.3 E0.7 F1.5 G1.8 H14.9 J4.6 K1.0 L8.6 M3.5 N6.2 P1.1 R1.2 S10.6",
    ),
    Borough(
        "E09000005",
        "Brent",
        327_753,
        False,
        ("NW2", "NW9", "NW10", "HA0", "HA9"),
        "E849",
        trust=1,
        site=2,
        commissioner=1,
        ages=(7.3, 7.0, 6.1, 5.6, 6.6, 7.6, 8.1, 8.2, 7.0, 6.4, 6.2, 5.9, 5.2, 3.9, 3.2, 2.2, 1.8, 1.1, 0.6),
        imd_deciles=(10, 23, 30, 38, 34, 22, 8, 8, 0, 0),
        ethnic="A15.2 B2.7 C16.7 D1.1 E0.9 F1.1 G2.0 H19.5 J4.5 K0.6 L7.2 M6.3 N9.1 P2.1 R1.0 S10.0",
    ),
    Borough(
        "E09000013",
        "Hammersmith and Fulham",
        183_544,
        True,
        ("W6", "W12", "W14", "SW6"),
        "E857",
        trust=1,
        site=4,
        commissioner=1,
        ages=(6.0, 6.1, 5.6, 4.4, 8.1, 9.9, 9.4, 8.3, 7.5, 7.3, 6.5, 5.6, 4.2, 3.4, 3.0, 2.0, 1.5, 0.9, 0.5),
        imd_deciles=(1, 19, 16, 17, 17, 15, 13, 11, 4, 0),
        ethnic="A38.3 B2.6 C22.3 D1.7 E1.0 F1.7 G2.3 H2.2 J1.1 K0.7 L4.2 M3.6 N7.2 P1.4 R2.3 S7.3",
    ),
    Borough(
        "E09000015",
        "Harrow",
        252_338,
        False,
        ("HA1", "HA2", "HA3", "HA5", "HA7"),
        "E848",
        trust=1,
        site=2,
        commissioner=1,
        ages=(7.1, 6.9, 6.2, 5.5, 5.1, 6.7, 7.4, 7.6, 7.1, 6.5, 6.2, 6.1, 5.5, 4.6, 4.0, 2.9, 2.3, 1.5, 0.9),
        imd_deciles=(0, 2, 10, 7, 24, 23, 26, 19, 16, 10),
        ethnic="A20.5 B2.1 C13.8 D0.8 E0.4 F1.2 G1.3 H28.6 J3.9 K0.7 L10.9 M2.5 N4.1 P0.8 R1.1 S7.2",
    ),
    Borough(
        "E09000017",
        "Hillingdon",
        309_014,
        False,
        ("HA4", "UB3", "UB4", "UB8", "UB10"),
        "E869",
        trust=1,
        site=4,
        commissioner=1,
        ages=(7.0, 7.3, 6.4, 5.7, 6.3, 7.1, 7.7, 7.8, 7.5, 6.5, 6.3, 5.9, 4.8, 3.7, 3.5, 2.5, 2.0, 1.3, 0.7),
        imd_deciles=(0, 7, 26, 24, 24, 15, 12, 18, 25, 10),
        ethnic="A37.1 B1.8 C9.3 D1.0 E0.6 F1.4 G1.3 H18.7 J4.7 K1.3 L7.6 M1.9 N5.2 P0.8 R1.0 S6.3",
    ),
    Borough(
        "E09000018",
        "Hounslow",
        271_767,
        False,
        ("TW3", "TW4", "TW5", "TW7", "W4"),
        "E858",
        trust=1,
        site=4,
        commissioner=1,
        ages=(7.2, 7.3, 6.4, 5.2, 5.5, 7.1, 8.1, 8.8, 8.0, 7.1, 6.4, 5.7, 4.7, 3.9, 3.3, 2.2, 1.7, 1.0, 0.5),
        imd_deciles=(1, 11, 21, 32, 26, 28, 13, 8, 1, 1),
        ethnic="A28.4 B1.4 C14.3 D0.9 E0.7 F1.4 G1.6 H21.1 J6.1 K0.9 L7.7 M1.2 N5.2 P0.8 R0.9 S7.3",
    ),
    Borough(
        "E09000020",
        "Kensington and Chelsea",
        156_864,
        True,
        ("W8", "W10", "W11", "SW3", "SW5"),
        "E878",
        trust=1,
        site=4,
        commissioner=1,
        ages=(5.1, 5.6, 5.1, 4.5, 6.5, 7.2, 7.6, 7.9, 8.3, 7.2, 6.9, 6.5, 5.3, 4.4, 4.4, 3.2, 2.2, 1.2, 0.9),
        imd_deciles=(9, 14, 7, 10, 12, 11, 12, 23, 5, 0),
        ethnic="A32.7 B2.0 C29.1 D1.2 E0.9 F2.1 G2.4 H2.2 J0.9 K1.0 L5.0 M2.3 N4.8 P0.8 R2.7 S9.9",
    ),
    Borough(
        "E09000030",
        "Tower Hamlets",
        331_969,
        True,
        ("E1", "E2", "E3", "E14"),
        "F848",
        trust=0,
        site=3,
        commissioner=0,
        ages=(6.6, 6.7, 5.8, 5.5, 8.5, 12.1, 13.0, 10.4, 7.7, 5.8, 4.7, 3.7, 2.9, 2.3, 1.6, 1.1, 0.8, 0.5, 0.3),
        imd_deciles=(2, 44, 40, 24, 11, 6, 8, 5, 3, 1),
        ethnic="A22.9 B1.1 C15.3 D1.2 E0.7 F1.4 G1.7 H3.3 J1.1 K34.6 L2.2 M1.6 N5.0 P0.8 R3.3 S3.9",
    ),
    Borough(
        "E09000033",
        "Westminster",
        269_848,
        True,
        ("W1", "W2", "W9", "NW8", "SW1"),
        "E879",
        trust=1,
        site=4,
        commissioner=1,
        ages=(5.1, 5.8, 5.1, 5.0, 7.2, 9.8, 9.6, 9.3, 7.8, 6.7, 6.4, 5.4, 4.4, 3.7, 3.2, 2.2, 1.7, 1.0, 0.7),
        imd_deciles=(3, 15, 19, 16, 13, 14, 10, 21, 13, 4),
        ethnic="A28.0 B1.8 C25.4 D1.0 E1.0 F1.8 G2.7 H3.9 J1.2 K3.7 L4.7 M2.1 N5.1 P0.8 R3.2 S13.5",
    ),
)
DEFAULT = ("E09000031", "E09000025", "E09000009")


def boroughs_named(names: tuple[str, ...]) -> tuple[Borough, ...]:
    """The boroughs of some names or codes, each once, in the order of this list."""
    asked = {name.strip().lower() for name in names if name.strip()}
    known = {word: borough for borough in BOROUGHS for word in (borough.code.lower(), borough.name.lower())}
    if not asked or not asked <= known.keys():
        wrong = ", ".join(sorted(asked - known.keys())) or "no borough"
        raise UnknownBorough(
            f"{wrong}: not known (--boroughs); choose from {', '.join(borough.name for borough in BOROUGHS)}."
        )
    return tuple(borough for borough in BOROUGHS if {borough.code.lower(), borough.name.lower()} & asked)
