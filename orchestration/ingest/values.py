"""Types of the interface as SQL: from the text of a field to its value, or to null where it cannot be read.

Belongs here: one expression per type, the placeholders that mean "empty", and civil time. Rules between columns are
the contract's. Source: the interface's pages on TYPES, EMPTY and TIME.
"""

from collections.abc import Mapping

from orchestration.pseudonymise.nhs_number import (
    integer_sql,
    is_repeated_digit_sql,
    is_valid_sql,
    normal_form_sql,
)

PLACEHOLDER_DATES = ("1582-10-15", "1800-01-01", "1801-01-01", "1900-01-01", "9999-12-31")
"""Dates that systems send for "none" (HES null and invalid dates, system epochs, open ends)."""

PLACEHOLDER_POSTCODE_PREFIX = "ZZ99"
"""Pseudo postcodes: no fixed abode, not known, abroad."""

BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"

CAN_BE_UNREADABLE = ("integer", "decimal", "date", "datetime", "boolean", "nhs_number", "snomed")


def trimmed_sql(field: str, *, has_blanks: bool = True) -> str:
    """The field's text without surrounding blanks; null where nothing is left."""
    # Trimming every field of a file costs as much as parsing it; most files have nothing to trim.
    return f"nullif(trim({field}, {BLANKS}), '')" if has_blanks else f"nullif({field}, '')"


def _last_sunday(year_sql: str, month: int) -> str:
    # The last Sunday of a month of 31 days; DuckDB counts Sunday as day 0.
    last = f"make_date({year_sql}, {month}, 31)"
    return f"({last} - dayofweek({last})::integer)"


def utc_from_civil_sql(local: str) -> str:
    """UTC of a Europe/London wall-clock time: the earlier of two, standard time where the clock skips it.

    Since 1996 summer time runs from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC
    (Directive 97/44/EC; SI 2002/262), which is cheap arithmetic; older times go through the time zone database.
    """
    summer, winter = f"({local} - interval 1 hour)", local
    by_database = f"timezone('UTC', timezone('Europe/London', {local}))"
    earlier = f"({by_database} - interval 1 hour)"
    return (
        f"case when year({local}) < 1996 then "
        f"case when timezone('Europe/London', timezone('UTC', {earlier})) = {local} then {earlier} else "
        f"{by_database} end "
        f"when month({local}) between 4 and 9 then {summer} "
        f"when month({local}) in (11, 12, 1, 2) then {winter} "
        f"when month({local}) = 3 then case when {local} >= {_last_sunday(f'year({local})', 3)} + interval 2 hour "
        f"then {summer} else {winter} end "
        f"else case when {local} < {_last_sunday(f'year({local})', 10)} + interval 2 hour "
        f"then {summer} else {winter} end end"
    )


def civil_date_sql(utc: str) -> str:
    """The Europe/London date of a UTC time."""
    # Since 1972 London is at most an hour ahead and never behind (Summer Time Act 1972), so that only the last hour of
    # a day can be another's; asking the time zone database for every row costs ten times more.
    by_database = f"timezone('Europe/London', timezone('UTC', {utc}))::date"
    return f"case when hour({utc}) < 23 and year({utc}) > 1972 then ({utc})::date else {by_database} end"


_DATE_SHAPE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK_SHAPE = "[0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?( ?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?))?"
_DATETIME_SHAPE = f"{_DATE_SHAPE}([Tt ]{_CLOCK_SHAPE})?"
_OFFSET = r"([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$"


def _is_plain_time_sql(text: str) -> str:
    """SQL: whether a text has the commonest shape of a time, 2024-05-06T10:00:00, which needs no pattern to be read."""
    return (
        f"(length({text}) = 19 and substr({text}, 17, 1) = ':' and substr({text}, 5, 1) = '-' "
        f"and substr({text}, 8, 1) = '-')"
    )


def _offset_sql(text: str) -> str:
    found = f"coalesce(regexp_extract(substr({text}, 12), '{_OFFSET}', 1), '')"
    return f"case when {_is_plain_time_sql(text)} then '' else {found} end"


def _wall_clock_sql(text: str) -> str:
    clock = f"replace(regexp_replace(substr({text}, 12), ' ?{_OFFSET}', ''), ',', '.')"
    return (
        f"case when {_is_plain_time_sql(text)} then try_cast({text} as timestamp) "
        f"when regexp_full_match({text}, '{_DATETIME_SHAPE}') "
        f"then try_cast(left({text}, 10) || ' ' || coalesce(nullif({clock}, ''), '00:00') as timestamp) end"
    )


def _utc_sql(local: str, offset: str) -> str:
    digits = f"rpad(replace(substr({offset}, 2), ':', ''), 4, '0')"
    minutes = f"(try_cast(left({digits}, 2) as integer) * 60 + try_cast(right({digits}, 2) as integer))"
    return (
        f"case {offset} when '' then {utc_from_civil_sql(local)} when 'Z' then {local} when 'z' then {local} "
        f"else {local} - to_minutes(case left({offset}, 1) when '-' then -{minutes} else {minutes} end) end"
    )


_PLACEHOLDERS = ", ".join(f"date '{value}'" for value in PLACEHOLDER_DATES)


def _steps(name: str, column_type: str, allow_test_numbers: bool) -> tuple[dict[str, str], dict[str, str], str, str]:
    """How a type is read: two rounds of named intermediate results, the value, and whether it is a placeholder."""
    text = f"t_{name}"
    match column_type:
        case "text":
            return {}, {}, text, "false"
        case "code":
            return {}, {}, f"upper({text})", "false"
        case "icd10":
            # Fillers and the dagger and asterisk marks stand at the end of an ICD-10 code.
            return {}, {}, f"nullif(regexp_replace(replace(upper({text}), '.', ''), '[XDA-]+$', ''), '')", "false"
        case "opcs4":
            return {}, {}, f"replace(upper({text}), '.', '')", "false"
        case "snomed":
            # Digits only: an exponent or a decimal point says that a spreadsheet has spoilt the concept id.
            return {}, {}, f"case when regexp_full_match({text}, '[0-9]+') then {text} end", "false"
        case "integer":
            whole = f"try_cast(split_part({text}, '.', 1) as bigint)"
            return {}, {}, f"case when regexp_full_match({text}, '[+-]?[0-9]+([.]0+)?') then {whole} end", "false"
        case "decimal":
            # The engine would read 1_000 as a thousand; no sender means that.
            return {}, {}, f"case when not contains({text}, '_') then try_cast({text} as decimal(18, 6)) end", "false"
        case "date":
            parsed = f"parsed_{name}"
            # The engine also reads other spellings, which the interface does not: of those that have a hyphen in the
            # same two places, all begin with a sign.
            value = (
                f"case when {text} like '____-__-__' and {text} >= '0' and {parsed} not in ({_PLACEHOLDERS}) "
                f"then {parsed} end"
            )
            return {parsed: f"try_cast({text} as date)"}, {}, value, f"{parsed} in ({_PLACEHOLDERS})"
        case "datetime":
            local, offset = f"local_{name}", f"offset_{name}"
            first = {local: _wall_clock_sql(text), offset: _offset_sql(text)}
            is_placeholder = f"{local}::date in ({_PLACEHOLDERS})"
            return first, {}, f"case when not {is_placeholder} then {_utc_sql(local, offset)} end", is_placeholder
        case "boolean":
            value = (
                f"case lower({text}) when 'y' then true when '1' then true when 'true' then true "
                "when 'n' then false when '0' then false when 'false' then false end"
            )
            return {}, {}, value, "false"
        case "nhs_number":
            bare, number = f"bare_{name}", f"number_{name}"
            valid = is_valid_sql(bare, number, allow_test_numbers=allow_test_numbers)
            return (
                {bare: normal_form_sql(text)},
                {number: integer_sql(bare)},
                f"case when {valid} then {bare} end",
                is_repeated_digit_sql(bare, number),
            )
    raise ValueError(f"No such type in the interface: {column_type}")


def with_values_sql(source: str, columns: Mapping[str, str], *, allow_test_numbers: bool) -> str:
    """SQL over `source`, which has the trimmed texts t_<name>: adds seen_<name>, the value under the column's type
    (null where it cannot be read), and unreadable_<name> for types that can be unreadable.

    In stages that name their results, so that nothing is computed or planned twice.
    """
    rounds: tuple[dict[str, str], ...] = ({}, {}, {}, {})
    for name, column_type in columns.items():
        first, second, value, is_placeholder = _steps(name, column_type, allow_test_numbers)
        rounds[0].update(first)
        rounds[1].update(second)
        rounds[2][f"seen_{name}"] = value
        if column_type in CAN_BE_UNREADABLE:
            rounds[3][f"unreadable_{name}"] = (
                f"(t_{name} is not null and seen_{name} is null and not coalesce({is_placeholder}, false))"
            )
    for results in rounds:
        if results:
            source = f"select *, {', '.join(f'{sql} as {alias}' for alias, sql in results.items())} from ({source})"
    return source


def postcode_sql(text: str) -> str:
    """A postcode as it is compared: upper case, no spaces; null for a pseudo postcode."""
    bare = f"upper(replace({text}, ' ', ''))"
    return f"case when {bare} not like '{PLACEHOLDER_POSTCODE_PREFIX}%' then {bare} end"
