"""Training the model of linkage in a warehouse: which identities it learns from, and where it is kept.

Belongs here: `careweave link train` without its words. Does not belong here: how m and u are estimated
(probabilistic/training.py). Nights only predict.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.durable import write_durably
from orchestration.identity.made_with import require_same_keys
from orchestration.identity.passes import leave_unlinked, link_by_demographics, link_by_nhs_number, new_links
from orchestration.identity.probabilistic.compared import side_sql, write_compared
from orchestration.identity.probabilistic.model import Model, trained_path, written
from orchestration.identity.probabilistic.training import train
from orchestration.identity.sighted import sight
from orchestration.identity.supersession import follow_supersessions
from orchestration.identity.vault import open_vault
from orchestration.pseudonymise import key_ring
from orchestration.refusal import Refusal, made_in
from orchestration.settings import Settings

MOST_LEARNT_FROM = 40_000
"""Identities: a level that one pair in a thousand has is then seen some forty times, and training takes a minute."""

FEWEST_LEARNT_FROM = 200
"""Fewer tell nothing that is not expected anyway."""


class NothingToLearnFrom(Refusal):
    """There are no identities with names, or no register to hold them against."""


@dataclass(frozen=True)
class Trained:
    """A model, and the file that it stands in."""

    model: Model
    path: Path


def prepare_learning(connection: duckdb.DuckDBPyConnection) -> None:
    """`index_rows`, `seen_rows` and `labels` from `sighted`: named identities, with their numbers and local ids
    hidden."""
    new_links(connection)
    follow_supersessions(connection)
    link_by_nhs_number(connection)
    connection.execute(
        "create or replace temp table labels as select identity_id, true as is_known, message from linked"
    )
    link_by_demographics(connection, registrations=True)
    leave_unlinked(connection, registrations=True)
    # Taken by what they say, not by when they came or what their token is.
    said = "concat_ws('|', given_name, family_name, birth_date::varchar, postcode, gender_code, sender_code)"
    connection.execute(
        "create or replace temp table learnt_from as select * replace (null::varchar as local_patient_id) from sighted "
        "where not is_registration and given_name is not null and family_name is not null "
        f"order by md5({said}), {said} limit {MOST_LEARNT_FROM}"
    )
    seen = connection.execute("select count(*) from learnt_from").fetchall()[0][0]
    if seen < FEWEST_LEARNT_FROM:
        raise NothingToLearnFrom(
            f"The vault holds {seen} identities with names beside the registers; {FEWEST_LEARNT_FROM} are needed to "
            "learn from. The model that Careweave comes with stays in use."
        )
    write_compared(connection, side_sql("source.identity_id", "null::varchar", "learnt_from as source"))
    if not connection.execute("select count(*) from index_rows").fetchall()[0][0]:
        raise NothingToLearnFrom("No registrations are in force, so there is nobody to hold the identities against.")


def train_model(settings: Settings, out: Path | None = None) -> Trained:
    """Learn a model from the identities of the last run and write it; the next night uses it, if it stands in its
    place.

    Raises NothingToLearnFrom, OtherKeys or VaultUnreadable with a sentence.
    """
    if not settings.warehouse_db.is_file():
        raise NothingToLearnFrom(f"Nothing has been linked in {settings.warehouse} yet: begin with careweave run.")
    ring = key_ring(settings)
    connection = open_vault(settings, ring)
    try:
        quoted = str(settings.warehouse_db).replace("'", "''")
        connection.execute(f"attach '{quoted}' as warehouse (read_only)")
        require_same_keys(connection, ring)
        sight(connection)
        prepare_learning(connection)
        model = train(connection)
    finally:
        connection.close()
    path = out or trained_path(settings)
    with made_in(path.parent, "--out or --warehouse"):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, written(model))
    return Trained(model, path)
