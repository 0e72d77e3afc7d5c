"""Whoever has the published file open keeps reading what it opened, during the night and after it."""


def test_a_reader_is_never_locked_out_and_keeps_what_it_opened(looked_back):
    assert looked_back.reader_exit_code == 0
    *answers, end = looked_back.answers
    assert end == "end"
    # Several a second, over the whole night.
    assert len(answers) > 20
    assert {tuple(answer) for answer in answers} == {tuple(answers[0])}


def test_whoever_opens_it_afterwards_reads_what_is_new(looked_back):
    place = looked_back.place
    assert place.release().run_id != looked_back.earlier.release().run_id
    ((rows,),) = place.rows("select count(*) from marts.fct_activity")
    assert rows == {table.table: table.rows_count for table in place.release().tables}["marts.fct_activity"]
