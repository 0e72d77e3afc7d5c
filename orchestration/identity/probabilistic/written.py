"""Names, birth dates and postcodes as they are compared: what differs only in how it was written is made equal.

Belongs here: SQL for the parts of a name, how it sounds, a postcode's sector and district. Does not belong here: how
much an agreement counts (comparisons.py), or which rows meet (blocking.py).
"""

# Letters that do not come apart into a letter and a mark (Unicode NFD leaves them whole).
_WHOLE_LETTERS = {
    "Ł": "L", "Ø": "O", "Đ": "D", "Ð": "D", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ẞ": "SS", "ß": "SS", "ı": "I",
}  # fmt: skip
# Digits that a scanner or a hurried hand puts for a letter.
_DIGITS_FOR_LETTERS = ("01358", "OIESB")
TITLES = ("MR", "MRS", "MISS", "MS", "MASTER", "DR", "REV", "SIR", "PROF", "JNR", "SNR", "NEE", "AKA")
"""Words before, after and between names that are none."""
NO_NAMES = (
    *("BABY", "BABYBOY", "BABYGIRL", "BABYOF", "INFANT", "NEWBORN", "TWIN", "TWINONE", "TWINTWO", "TWINI", "TWINII"),
    *("UNKNOWN", "NOTKNOWN", "NOTGIVEN", "NOTSTATED", "NONE", "NA", "NK", "TEST", "PATIENT", "MALE", "FEMALE", "XX"),
)
"""What stands in a name's place when nobody knows it: it agrees with nothing and contradicts nothing."""

_SOUNDS = ("BFPVCGJKQSXZDTLMNR", "111122222222334556")
_SOUND_LENGTH = 4
"""Of the consonants after the first: as many as Soundex keeps (Russell 1918), the first in its class as well."""

_SHORTEST_PART = 3
"""Letters of a part that stands for a double-barrelled name; particles (de, al, van) are shorter or stand for many."""

_DISTRICT = "[A-Z]{1,2}[0-9][0-9A-Z]?"

_PARTICLES = ("VAN", "VON", "DER", "DEN", "DEL", "DOS", "DAS", "BIN", "IBN", "BINT", "ABU", "SAN", "MAC")


def plain_sql(text: str) -> str:
    """Capital letters A to Z and single blanks; hyphens and stops divide, apostrophes and marks vanish."""
    spelt = f"upper(strip_accents({text}))"
    for letter, letters in _WHOLE_LETTERS.items():
        spelt = f"replace({spelt}, '{letter}', '{letters}')"
    digits, letters = _DIGITS_FOR_LETTERS
    spelt = f"translate({spelt}, '{digits}', '{letters}')"
    divided = f"regexp_replace({spelt}, '[-._,/\\s]+', ' ', 'g')"
    return f"trim(regexp_replace({divided}, '[^\\p{{L}} ]', '', 'g'))"


def parts_sql(plain: str) -> str:
    """The words of a name without titles, in their order."""
    titles = ", ".join(f"'{title}'" for title in TITLES)
    return f"list_filter(string_split({plain}, ' '), word -> word <> '' and word not in ({titles}))"


def bare_sql(parts: str) -> str:
    """A name in one word; null where nobody knew it."""
    none = ", ".join(f"'{name}'" for name in NO_NAMES)
    bare = f"array_to_string({parts}, '')"
    return f"case when {bare} not in ('', {none}) then {bare} end"


def long_parts_sql(parts: str, bare: str) -> str:
    """The parts of a name that can stand for the whole, and the whole: for names of two barrels."""
    particles = ", ".join(f"'{word}'" for word in _PARTICLES)
    return (
        f"case when {bare} is not null then list_sort(list_distinct(list_append(list_filter({parts}, "
        f"word -> length(word) >= {_SHORTEST_PART} and word not in ({particles})), {bare}))) end"
    )


def sound_sql(bare: str) -> str:
    """How a name sounds: classes of consonants without vowels and repeats, so that spellings of one name meet."""
    letters, classes = _SOUNDS
    spelt = f"replace(replace({bare}, 'PH', 'F'), 'GH', '')"
    heard = f"translate({spelt}, '{letters}AEIOUYHW', '{classes}')"
    heard = f"regexp_replace({heard}, '[^1-6]+', '', 'g')"
    for sound in ("11", "22", "33", "44", "55", "66", "11", "22", "33", "44", "55", "66"):
        # Twice, so that a run of four becomes one; a pattern would cost many times as much.
        heard = f"replace({heard}, '{sound}', '{sound[0]}')"
    # A name of vowels alone sounds like itself.
    return f"coalesce(nullif(left({heard}, {_SOUND_LENGTH}), ''), {bare})"


def exchanged_date_sql(day: str) -> str:
    """The date with day and month exchanged, where that is another date."""
    return (
        f"case when day({day}) <= 12 and day({day}) <> month({day}) "
        f"then make_date(year({day}), day({day}), month({day})) end"
    )


def sector_sql(postcode: str) -> str:
    """The sector: a postcode without its last two letters (E17 4AA lies in E17 4)."""
    return (
        f"case when {_cut_off(postcode)} then null "
        f"when length({postcode}) >= 5 then left({postcode}, length({postcode}) - 2) end"
    )


def district_sql(postcode: str) -> str:
    """The district: what stands before the last three characters (E17 4AA lies in E17), or all that was written."""
    return (
        f"case when {_cut_off(postcode)} then regexp_extract({postcode}, '{_DISTRICT}') "
        f"when length({postcode}) >= 5 then left({postcode}, length({postcode}) - 3) end"
    )


def full_postcode_sql(postcode: str) -> str:
    """The postcode where it was written to its end; of what was cut off only the district is known."""
    return f"case when not {_cut_off(postcode)} then {postcode} end"


def _cut_off(postcode: str) -> str:
    """SQL: a district alone (E17, W1A), or with the digit of its sector (E17 4)."""
    return f"regexp_full_match({postcode}, '{_DISTRICT}[0-9]?')"
