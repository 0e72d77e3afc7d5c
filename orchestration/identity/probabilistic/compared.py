"""The two sides of a comparison: `index_rows`, what registers say of the people in the index, and `seen_rows`, the
identities that no rule linked.

Belongs here: which identities stand on which side, and their fields as they are compared. Does not belong here: what
the fields are made of (written.py), which rows meet (blocking.py), or what is decided.
"""

import csv

import duckdb

from orchestration.identity.probabilistic import written
from orchestration.identity.probabilistic.blocking import KEYS, MOST_SHARING
from orchestration.settings import PROJECT_ROOT

FORMS = PROJECT_ROOT / "seeds" / "code_name_forms.csv"

FIELDS = (
    *("given_name", "given_first", "family_name", "full_name", "exchanged_name"),
    *("given_roots", "given_parts", "family_parts", "family_roots"),
    *("birth_date", "birth_exchanged", "birth_digits", "postcode", "sector", "district", "gender"),
    *("local_scope", "local_key", "nhs_number"),
)
"""What the comparisons ask for."""


def side_sql(owner: str, number: str, rows: str) -> str:
    """One side of the comparison, as it was written: `rows` name the identities `source`."""
    return (
        f"select {owner}, source.given_name as raw_given, source.family_name as raw_family, source.birth_date, "
        "source.postcode, case when source.gender_code in ('1', '2') then source.gender_code end as gender, "
        "source.local_id_scope as local_scope, source.local_id_scope || '|' || source.local_patient_id as local_key, "
        f"{number} as nhs_number from {rows}"
    )


def _write_forms(connection: duckdb.DuckDBPyConnection) -> None:
    """`name_forms`: the given names that a given name may be a form of."""
    with open(FORMS, newline="", encoding="utf-8") as seed:
        forms = [(row["name_form"], row["name_root"]) for row in csv.DictReader(seed)]
    connection.execute(
        "create or replace temp table name_forms as select form, list(root order by root) as roots "
        "from (select unnest(?::varchar[]) as form, unnest(?::varchar[]) as root) group by form",
        [[form for form, _ in forms], [root for _, root in forms]],
    )


def _write_names(connection: duckdb.DuckDBPyConnection) -> None:
    """`given_names` and `family_names`: each name as it was written, once, with all that is made of it."""
    for kind in ("given", "family"):
        connection.execute(
            f"create or replace temp table {kind}_names as "
            f"with raw as (select raw_{kind} as raw from index_side where raw_{kind} is not null "
            f"union select raw_{kind} from seen_side where raw_{kind} is not null), "
            f"plain as materialized (select raw, {written.plain_sql('raw')} as plain from raw), "
            f"parted as materialized (select raw, {written.parts_sql('plain')} as parts from plain), "
            f"bare as materialized (select raw, parts, {written.bare_sql('parts')} as bare from parted) "
            f"select raw, bare, parts, {written.sound_sql('bare')} as sound, "
            f"{written.long_parts_sql('parts', 'bare')} as long_parts from bare where bare is not null"
        )


def _write_side(connection: duckdb.DuckDBPyConnection, side: str, owner: str) -> None:
    keys = ", ".join(f"{key.of_index if side == 'index' else key.of_seen} as key_{key.name}" for key in KEYS)
    connection.execute(
        f"create or replace temp table {side}_rows as "
        f"with fields as (select {owner}, given.bare as given_name, given.parts[1] as given_first, "
        "family.bare as family_name, "
        "given.bare || '|' || family.bare as full_name, family.bare || '|' || given.bare as exchanged_name, "
        "list_sort(list_distinct(list_concat([given.bare, given.parts[1]], coalesce(whole.roots, []), "
        "coalesce(first.roots, [])))) "
        "as given_roots, given.long_parts as given_parts, family.long_parts as family_parts, "
        "list_sort(list_distinct(list_append(coalesce(turned.roots, []), family.bare))) as family_roots, "
        "given.sound as given_sound, family.sound as family_sound, side.birth_date, "
        f"{written.exchanged_date_sql('side.birth_date')} as birth_exchanged, "
        "strftime(side.birth_date, '%Y%m%d') as birth_digits, "
        f"{written.full_postcode_sql('side.postcode')} as postcode, "
        f"{written.sector_sql('side.postcode')} as sector, {written.district_sql('side.postcode')} as district, "
        "side.gender, side.local_scope, side.local_key, side.nhs_number "
        f"from (select distinct * from {side}_side) as side "
        "left join given_names as given on given.raw = side.raw_given "
        "left join family_names as family on family.raw = side.raw_family "
        "left join name_forms as whole on whole.form = given.bare "
        "left join name_forms as first on first.form = given.parts[1] "
        # A given name that stands in the family name's place.
        "left join name_forms as turned on turned.form = family.bare) "
        # Numbered by what it says: neither the order of arrival nor a key decides which rows are sampled.
        "select row_number() over (order by full_name, given_name, family_name, birth_date, postcode, gender, "
        f"local_key, nhs_number, {owner}) as row_id, *, {keys} from fields"
    )


def _drop_crowded_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """A key that too many rows of the index share meets nobody."""
    for key in KEYS:
        column = f"key_{key.name}"
        connection.execute(
            f"update index_rows set {column} = null where {column} in (select {column} from index_rows "
            f"where {column} is not null group by {column} having count(*) > {MOST_SHARING})"
        )


UNLINKED = side_sql(
    owner="source.identity_id",
    number="numbered.number",
    rows="sighted as source left join numbered using (identity_id) "
    "where not source.is_registration and source.says_something "
    "and source.identity_id not in (select identity_id from linked)",
)
"""The identities that no rule linked."""


def write_compared(connection: duckdb.DuckDBPyConnection, seen: str = UNLINKED) -> None:
    """Fill `index_rows` and `seen_rows` from `sighted`, `linked` and `numbered`; nothing of it leaves the
    connection."""
    connection.execute(f"create or replace temp table seen_side as {seen}")
    known = "case when linked.message in (select number from population_index) then linked.message end"
    connection.execute(
        "create or replace temp table index_side as "
        + side_sql(
            owner="linked.message, true as is_register",
            number=known,
            rows="sighted as source join linked using (identity_id) where source.is_registration",
        )
    )
    # How a sender knows somebody whom a rule linked, where it sends the same id without enough to link it by a rule;
    # what the sender did not say is what the register says.
    connection.execute(
        "insert into index_side by name with register as (select message, "
        "arg_max(struct_pack(given := given_name, family := family_name, born := birth_date, post := postcode, "
        "gender := gender_code), (last_registered_from, identity_id)) as says "
        "from sighted join linked using (identity_id) where is_registration group by message) "
        "select linked.message, false as is_register, coalesce(source.given_name, register.says.given) as raw_given, "
        "coalesce(source.family_name, register.says.family) as raw_family, "
        "coalesce(source.birth_date, register.says.born) as birth_date, "
        "coalesce(source.postcode, register.says.post) as postcode, "
        "case when coalesce(source.gender_code, register.says.gender) in ('1', '2') "
        "then coalesce(source.gender_code, register.says.gender) end as gender, "
        "source.local_id_scope as local_scope, source.local_id_scope || '|' || source.local_patient_id as local_key, "
        f"{known} as nhs_number from sighted as source join linked using (identity_id) "
        "join register on register.message = linked.message where not source.is_registration "
        "and source.local_id_scope || '|' || source.local_patient_id in "
        "(select local_key from seen_side where local_key is not null) "
        # An id that has served two people says nothing of a third row.
        "window own_id as (partition by source.local_id_scope, source.local_patient_id) "
        "qualify min(linked.message) over own_id = max(linked.message) over own_id"
    )
    _write_forms(connection)
    _write_names(connection)
    _write_side(connection, "index", "message, is_register")
    _write_side(connection, "seen", "identity_id")
    _drop_crowded_keys(connection)


def write_seen(connection: duckdb.DuckDBPyConnection, seen: str) -> None:
    """`seen_rows` anew after `write_compared`, and of `index_rows` what registers say alone: others came along to be
    held against the rows that were seen before."""
    connection.execute(f"create or replace temp table seen_side as {seen}")
    connection.execute("delete from index_rows where not is_register")
    _write_names(connection)
    _write_side(connection, "seen", "identity_id")
