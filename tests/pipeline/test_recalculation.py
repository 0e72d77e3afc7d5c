"""What is published is what a second hand works out from the same extracts and the interface's pages alone."""

import json
from datetime import datetime

from tests.pipeline.made_up import EARLIER
from tests.pipeline.place import Place
from tests.recalculation import differences, read_given_links, recalculate


def disagreements(place: Place) -> list[str]:
    """What differs between the published tables of a place and those worked out from its inbox."""
    ring = json.loads((place.warehouse / "keys.json").read_text(encoding="utf-8"))["person"]
    key = bytes.fromhex(ring["keys"][ring["current"]]["hex"])
    published = place.warehouse / "published"
    worked_out = recalculate(place.inbox, key, allow_test_numbers=True, given_links=read_given_links(published))
    return differences(worked_out, published)


def test_the_first_night_is_what_a_second_hand_works_out(first):
    assert disagreements(first) == []


def test_what_is_known_earlier_is_what_a_second_hand_works_out(earlier):
    assert disagreements(earlier) == []
    assert earlier.release().as_of_date < datetime.strptime(EARLIER, "%Y%m%dT%H%M%SZ").date()


def test_faults_were_there_to_be_found(first):
    """The two hands agree on something: refused, repeated and replaced files, and rows that did not load."""
    statuses = dict(first.rows("select status_code, count(*) from marts.mart_quality__deliveries group by all"))
    assert set(statuses) == {"ACCEPTED", "SUPERSEDED", "REJECTED", "DUPLICATE"}
    ((quarantined,),) = first.rows("select count(*) from marts.mart_quality__quarantine")
    assert quarantined > 0
    methods = {method for (method,) in first.rows("select distinct link_method_code from marts.mart_quality__linkage")}
    assert methods > {"NHS_NUMBER", "LOCAL_ID", "DEMOGRAPHIC"}
