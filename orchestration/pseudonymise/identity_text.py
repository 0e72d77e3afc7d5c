"""An identity as received, written as one unambiguous text: what `identity_id` is a token of.

Each field trimmed, preceded by its length, in a fixed order, so that no two identities share a text. An identity
that says nothing (no valid NHS number, no local id, no name, and not both birth date and postcode) is made unique to
its row: absent, invalid and placeholder identities never share a token, so there is no mega-patient.
"""

IDENTITY_FIELDS = (
    "nhs_number",
    "given_name",
    "family_name",
    "birth_date",
    "gender_code",
    "postcode",
    "local_id_scope",
    "local_patient_id",
    "superseded_by_nhs_number",
)
"""The fixed order. `local_id_scope` is the sender, for gp_ feeds the sender and the practice."""


def length_prefixed_sql(fields: list[str]) -> str:
    """SQL text: each field as <length>:<text>, a missing one as a dash."""
    return " || ".join(f"coalesce(length({field})::varchar || ':' || {field}, '-')" for field in fields)


def says_something_sql(nhs_number: str, given: str, family: str, birth_date: str, postcode: str, local_id: str) -> str:
    """SQL: whether an identity, by its checked values, can belong to one person rather than to anybody."""
    return (
        f"({nhs_number} is not null or {local_id} is not null or {given} is not null or {family} is not null "
        f"or ({birth_date} is not null and {postcode} is not null))"
    )
