"""What was known at a moment can be published again, when much more has arrived since."""


def test_the_night_looks_back_and_publishes(looked_back):
    assert looked_back.ended.exit_code == 0, looked_back.ended.errors
    assert looked_back.place.release().as_known_at is not None


def test_what_was_published_then_is_published_again(looked_back):
    then, again = looked_back.earlier.release(), looked_back.place.release()
    tables = {table.table: table.content_sha for table in again.tables}
    assert [table.table for table in then.tables if tables.get(table.table) != table.content_sha] == []
    assert again.content_sha == then.content_sha
    assert again.as_of_date == then.as_of_date
    assert again.deliveries == then.deliveries


def test_what_has_arrived_since_is_in_the_lake_and_left_out(looked_back, first):
    place = looked_back.place
    read = {path.parent.name for path in place.warehouse.glob("lake/*/*/*/manifest.json")}
    told = {delivery.delivery_id for delivery in place.release().deliveries}
    assert {delivery.delivery_id for delivery in first.release().deliveries} <= read
    assert told < read
    assert first.release().content_sha != place.release().content_sha
