"""NHS numbers of the range that is never issued to anybody: 9xx xxx xxxx, with a right check digit, all distinct.

Belongs here: numbers and their check digit, for whole arrays. Does not belong here: which row carries which number.
"""

import numpy as np

from orchestration.synth.draws import generator

# Each slot is a pair of neighbouring nine-digit bodies: where one has no check digit (11 minus the remainder would
# be 10), the other has, as the last of the nine digits weighs two.
SLOTS = 50_000_000
FIRST_BODY = 900_000_000
MULTIPLIER = 15_485_863  # a prime other than 2 and 5: every slot is met once before any is met again


def check_digits(bodies: np.ndarray) -> np.ndarray:
    """The modulus 11 check digit of nine-digit bodies; 10 where there is none."""
    total = np.zeros(len(bodies), dtype=np.int64)
    rest = bodies.astype(np.int64)
    for weight in range(2, 11):
        rest, digit = np.divmod(rest, 10)
        total += digit * weight
    return (11 - total % 11) % 11


def numbers_of(slots: np.ndarray, seed: int) -> np.ndarray:
    """One valid number per slot, as integers: distinct slots have distinct numbers."""
    if len(slots) and int(slots.max()) >= SLOTS:
        raise ValueError(f"There are NHS numbers for {SLOTS} slots only: ask for fewer people.")
    offset = int(generator(seed, 0, "nhs_numbers").integers(SLOTS))
    place = (slots.astype(np.int64) * MULTIPLIER + offset) % SLOTS
    body = FIRST_BODY + place * 2
    body = np.where(check_digits(body) == 10, body + 1, body)
    # 999 999 9999 passes the check, but all one digit is a placeholder: its pair's first body takes its place.
    body = np.where(body == 999_999_999, 999_999_998, body)
    return body * 10 + check_digits(body)


def with_wrong_check_digit(numbers: np.ndarray) -> np.ndarray:
    """The same numbers with the last digit one higher: never valid."""
    return numbers // 10 * 10 + (numbers % 10 + 1) % 10
