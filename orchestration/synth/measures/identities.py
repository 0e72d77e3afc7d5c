"""How often an NHS number is missing, by feed: of the rows whose identity was not withheld on purpose.

Belongs here: what identities lack. Does not belong here: who they are of.
"""

from orchestration.synth.choices import Choices
from orchestration.synth.measures.received import COLUMNS


def _missing_in(feed: str) -> str:
    # A sender that never learnt somebody's number sends all of that person's rows without it: the person is the unit.
    withheld = "where withheld_identity_reason_code is null" if "withheld_identity_reason_code" in COLUMNS[feed] else ""
    return f"""
        select
            '{feed} ' || coalesce(local_patient_id, 'row ' || row_number() over ()) as unit_id,
            '{feed}' as group_code,
            (nhs_number is null)::integer as counted,
            1.0 as of_all
        from {feed}
        {withheld}
    """


FEEDS = [feed for feed in COLUMNS if hasattr(Choices, f"MISSING_NHS_NUMBER_{feed.upper()}")]
MEASURES = {"MISSING_NHS_NUMBER": " union all ".join(_missing_in(feed) for feed in FEEDS)}
