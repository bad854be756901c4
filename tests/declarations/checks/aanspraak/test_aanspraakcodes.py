import pytest
from support.declaraties.oordelen import told

from declarations.checks.aanspraak.aanspraakcodes import (
    aanspraak_nee,
)


@pytest.mark.parametrize(
    ("words", "records"),
    [
        ("dbc: 0434=N", [3]),
        ("dbc: 0434=N, 0410=17X135", [3]),
        ("dbc: 0434=N / dbc.06: 0614=0, 0617=0, 0620=0", []),
        ("dbc: 0434=J", []),
        ("kopie dbc als credit / credit: 0434=N", []),
        ("ozp: 0434=N", [6]),
    ],
)
def test_no_entitlement_and_yet_an_amount(deliver, words, records):
    assert [record for (record,) in told(aanspraak_nee(deliver(words)))] == records
