"""Who is who, decided by the first pass that holds: NHS number, local id, demographics, else a person of its own.

Each pass is one function over the table `sighted` (an identity in force per row) and adds to `linked`
(identity_id, message, link_method_code, link_prob), where the message is what the person's token is made of. Source of
the passes and their order: the design's chapter on identity; compare HESID's and MPS's passes (NHS Digital)."""

import duckdb

from orchestration.pseudonymise.identity_text import length_prefixed_sql

BY_RULE = "1.0::double"
"""A rule that holds is taken as certain; probabilities belong to the probabilistic pass."""

_TWO_PARTS_AGREE = (
    "((year(a.birth_date) = year(b.birth_date))::integer + (month(a.birth_date) = month(b.birth_date))::integer "
    "+ (day(a.birth_date) = day(b.birth_date))::integer) >= 2"
)
"""A birth date typed with one part wrong is still the same birth date."""

_BARE = "regexp_replace(upper({0}), '[^\\p{{L}}\\p{{N}}]', '', 'g')"


def new_links(connection: duckdb.DuckDBPyConnection) -> None:
    """`linked`, without a link."""
    connection.execute(
        "create or replace temp table linked "
        "(identity_id uuid, message varchar, link_method_code varchar, link_prob double)"
    )


def link_by_nhs_number(connection: duckdb.DuckDBPyConnection) -> None:
    """NHS_NUMBER, NHS_NUMBER_ONLY, and the table `conflicting` of identities whose number is not believed."""
    connection.execute(
        "create or replace temp table numbered as select sighted.identity_id, sighted.birth_date, "
        "sighted.is_registration, coalesce(successors.final_number, sighted.nhs_number) as number "
        "from sighted left join successors using (nhs_number) where sighted.nhs_number is not null"
    )
    connection.execute(
        "create or replace temp table population_index as "
        "select distinct number, birth_date from numbered where is_registration"
    )
    connection.execute(
        "create or replace temp table believed as select a.identity_id, a.number, "
        "count(b.number) > 0 as is_in_index, "
        f"bool_or(a.birth_date is null or b.birth_date is null or {_TWO_PARTS_AGREE}) as agrees "
        "from numbered as a left join population_index as b on a.number = b.number group by a.identity_id, a.number"
    )
    connection.execute(
        "insert into linked select identity_id, number, "
        f"case when is_in_index then 'NHS_NUMBER' else 'NHS_NUMBER_ONLY' end, {BY_RULE} from believed where not "
        "is_in_index or agrees"
    )
    connection.execute(
        "create or replace temp table conflicting as select identity_id from believed where is_in_index and not agrees"
    )


def link_by_local_id(connection: duckdb.DuckDBPyConnection) -> None:
    """LOCAL_ID: same sender and local id as identities linked above to one person only, birth date equal."""
    connection.execute(
        "insert into linked "
        "with unlinked as (select * from sighted where local_patient_id is not null and birth_date is not null "
        "and identity_id not in (select identity_id from linked)), "
        "known as (select sighted.local_id_scope, sighted.local_patient_id, sighted.birth_date, linked.message "
        "from linked join sighted using (identity_id) where sighted.local_patient_id is not null), "
        "one_person as (select local_id_scope, local_patient_id, min(message) as message, "
        "list(distinct birth_date) as birth_dates from known group by local_id_scope, local_patient_id "
        "having min(message) = max(message)) "
        f"select unlinked.identity_id, one_person.message, 'LOCAL_ID', {BY_RULE} from unlinked "
        "join one_person using (local_id_scope, local_patient_id) "
        "where list_contains(one_person.birth_dates, unlinked.birth_date)"
    )


def demographics_sql() -> str:
    """SQL: the identities that say enough to be linked by demographics, in letters and digits alone."""
    given, family = _BARE.format("given_name"), _BARE.format("family_name")
    postcode = _BARE.format("postcode")
    return (
        f"select identity_id, is_registration, {given} as given, {family} as family, birth_date, {postcode} as post "
        "from sighted where given_name is not null and family_name is not null and birth_date is not null "
        "and postcode is not null"
    )


def link_by_demographics(connection: duckdb.DuckDBPyConnection, *, registrations: bool) -> None:
    """DEMOGRAPHIC: names, birth date and postcode agree with exactly one person, on any of its registration rows.

    First for registrations that no number links, against the people linked so far; then, when those left have become
    people of their own, for every other identity.
    """
    connection.execute(
        "insert into linked "
        f"with demographics as ({demographics_sql()}), "
        "registered as (select given, family, birth_date, post, linked.message from demographics "
        "join linked using (identity_id) where is_registration), "
        "one_person as (select given, family, birth_date, post, min(message) as message from registered "
        "where given <> '' and family <> '' group by given, family, birth_date, post having min(message) "
        "= max(message)) "
        f"select demographics.identity_id, one_person.message, 'DEMOGRAPHIC', {BY_RULE} from demographics "
        "join one_person using (given, family, birth_date, post) "
        f"where demographics.is_registration = {str(registrations).lower()} "
        "and demographics.identity_id not in (select identity_id from linked)"
    )


def own_message_sql(identity_id: str = "identity_id") -> str:
    """SQL over an identity for what the token of the person is made of that it is by itself: sender, local id and birth
    date, else the whole normalised identity.

    An identity that says nothing is nobody else: its identity_id is unique to its row.
    """
    normalised = length_prefixed_sql(
        [
            f"nullif({_BARE.format('given_name')}, '')",
            f"nullif({_BARE.format('family_name')}, '')",
            "birth_date::varchar",
            "gender_code",
            "postcode",
            "local_id_scope",
            "local_patient_id",
        ]
    )
    return (
        "case when local_patient_id is not null and birth_date is not null "
        "then 'local|' || sender_code || '|' || local_patient_id || '|' || birth_date::varchar "
        f"when not says_something then 'identity|' || {identity_id}::varchar "
        f"else 'identity|' || {normalised} end"
    )


def leave_unlinked(connection: duckdb.DuckDBPyConnection, *, registrations: bool) -> None:
    """UNLINKED: each identity that is left becomes the person that it is by itself."""
    connection.execute(
        f"insert into linked select identity_id, {own_message_sql()}, 'UNLINKED', null from sighted "
        f"where is_registration = {str(registrations).lower()} and identity_id not in (select identity_id from linked)"
    )
