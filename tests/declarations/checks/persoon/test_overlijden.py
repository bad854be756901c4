import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.persoon.overlijden import na_overlijden

# 3: dbc of 4 March, 5: its scan of 8 April, 6: ozp of 11 March, 8: IC day of 20 March.


@pytest.mark.parametrize(
    ("day", "records"),
    [
        ("2024-04-08", []),
        ("2024-04-07", [5]),
        ("2024-03-20", [5]),
        ("2024-03-19", [5, 8]),
        ("2024-03-03", [3, 5, 6, 8]),
    ],
)
def test_what_is_done_after_death(deliver, day, records):
    made = na_overlijden(deliver(f"tabel personen: overlijdensdatum={day}"))
    assert [record for (record,) in told(made)] == records


def test_what_belongs_to_death_is_excepted_in_its_period(deliver):
    words = "tabel personen: overlijdensdatum=2024-03-19 / dbc.16: 1611=060801"
    assert told(na_overlijden(deliver(words))) == [(8,)]
    earlier = (
        f"{words} / tabel codeverzameling +: "
        "naam=NA_OVERLIJDEN, code=060801, einddatum=2024-04-07"
    )
    assert told(na_overlijden(deliver(earlier))) == [(5,), (8,)]


def test_without_the_set_what_is_done_after_death_is_not_evaluable(deliver):
    words = "tabel personen: overlijdensdatum=2024-04-07 / zonder codeverzameling"
    made = na_overlijden(deliver(words))
    assert (told(made), unjudged(made)) == ([], [(5,)])


def test_death_without_a_day_is_not_evaluable(deliver):
    made = na_overlijden(deliver("02: 0223=1"))
    assert told(made) == []
    assert [record for (record,) in unjudged(made)] == [3, 5, 6, 8]


def test_who_is_not_known_is_not_evaluable(deliver):
    assert len(unjudged(na_overlijden(deliver("02: 0203=123456782")))) == 4


def test_credits_are_not_asked(deliver):
    words = "kopie dbc als credit / tabel personen: overlijdensdatum=2024-03-03"
    made = na_overlijden(deliver(words))
    assert (made.beoordeeld, len(told(made))) == (4, 4)
