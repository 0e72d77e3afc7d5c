"""What release.json says of the rules of use: each that was applied, and to how many rows.

Belongs here: the strict model, and reading it from the marts of the build. Does not belong here: a rule
(seeds/code_permitted_uses.csv), or applying one (ingest, models/).
"""

import duckdb
from pydantic import BaseModel, ConfigDict

from orchestration.duck import open_briefly
from orchestration.publish.refused import PublishRefused, told_in_words
from orchestration.settings import Settings


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RowsOfUse(_Strict):
    """How many rows were used for a purpose, or left out of it and why."""

    purpose_code: str
    feed_group_code: str
    use_code: str
    rows_count: int


class AppliedAgreement(_Strict):
    """One sharing agreement that covers rows, or, without an id, that none does."""

    purpose_code: str
    agreement_id: str | None
    is_covered: bool
    is_used: bool
    senders_count: int
    """Senders of feeds: one that sends two feeds counts twice."""
    rows_count: int
    """Rows loaded of the deliveries in force."""


class SensitiveCodesTakenOut(_Strict):
    """Rows of a feed that came with a sensitive code: left out whole, or loaded without it."""

    feed: str
    action_code: str
    rows_count: int


class PermittedUses(_Strict):
    """What was applied to the rows that the release is made of."""

    has_sharing_agreements: bool
    """False where the deployment names no file of them: then all that was sent may be used."""
    rows: tuple[RowsOfUse, ...]
    agreements: tuple[AppliedAgreement, ...]
    sensitive_codes: tuple[SensitiveCodesTakenOut, ...]


_ROWS = """
select purpose_code, feed_group_code, use_code, sum(rows_count)::bigint
from marts.mart_quality__permitted_uses
group by all order by all
"""
_AGREEMENTS = """
with loaded as (
    select feed, provider_code, sum(rows_loaded_count) as rows_count
    from marts.mart_quality__deliveries
    where is_in_force
    group by all
)
select a.purpose_code, a.agreement_id, a.is_covered, a.is_used, count(*), coalesce(sum(loaded.rows_count), 0)::bigint
from marts.mart_quality__agreements as a
left join loaded using (feed, provider_code)
group by all order by all
"""
# Received files that newer ones replaced are no part of the release.
_SENSITIVE_CODES = """
with taken_out as (
    select delivery_id, feed, 'ROW_LEFT_OUT' as action_code, 1 as rows_count
    from marts.mart_quality__quarantine
    where rule_code = 'SENSITIVE_CODE'
    union all
    select delivery_id, feed, 'CODE_REMOVED', rows_count
    from marts.mart_quality__warnings
    where rule_code = 'SENSITIVE_CODE'
)
select t.feed, t.action_code, sum(t.rows_count)::bigint
from taken_out as t
inner join marts.mart_quality__deliveries as d on t.delivery_id = d.delivery_id and d.is_in_force
group by all order by all
"""


def permitted_uses(settings: Settings, *, has_sharing_agreements: bool) -> PermittedUses:
    """What the build's marts say. Raises PublishRefused where they say nothing of it."""
    with told_in_words("build/careweave.duckdb"):
        connection = open_briefly(settings.build_careweave_db, settings, read_only=True)
        try:
            return PermittedUses(
                has_sharing_agreements=has_sharing_agreements,
                rows=_read(connection, _ROWS, RowsOfUse),
                agreements=_read(connection, _AGREEMENTS, AppliedAgreement),
                sensitive_codes=_read(connection, _SENSITIVE_CODES, SensitiveCodesTakenOut),
            )
        except duckdb.CatalogException:
            raise PublishRefused(
                "The build lacks a table that says what its rows may be used for: run the pipeline again."
            ) from None
        finally:
            connection.close()


def _read(connection: duckdb.DuckDBPyConnection, query: str, model: type[_Strict]) -> tuple:
    names = list(model.model_fields)
    return tuple(model(**dict(zip(names, row, strict=True))) for row in connection.execute(query).fetchall())
