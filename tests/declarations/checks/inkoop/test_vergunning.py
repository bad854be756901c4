"""Toelating to 2021, vergunning since."""

import pytest
from support.declaraties.uitkomsten import told

from declarations.checks.inkoop.vergunning import CHECKS

COVERED = "tabel dekking +: tabel=vergunning, volledig=J"


def licence(begin: str, eind: str, agb: str = "06990002") -> str:
    return (
        f"tabel vergunning +: agb={agb}, soort=WTZI, begindatum={begin}, "
        f"einddatum={eind}"
    )


@pytest.mark.parametrize(
    ("period", "passes"),
    [
        (("", ""), True),
        (("2024-03-04", ""), True),
        (("2024-03-05", ""), False),
        (("", "2024-03-04"), True),
        (("", "2024-03-03"), False),
        (("", "", "06990003"), False),
    ],
)
def test_licence_holds_on_the_opening_day(deliver, period, passes):
    found = CHECKS["C07"](deliver(f"weg ic / weg ozp / {licence(*period)} / {COVERED}"))
    assert found.beoordeeld == 1
    assert told(found, "gevolg") == ([] if passes else [("SIG",)])


@pytest.mark.parametrize(("dag", "gevolg"), [("20211231", "RJ"), ("20220101", "SIG")])
def test_refusal_is_by_the_wtzi_only(deliver, dag, gevolg):
    found = CHECKS["C07"](
        deliver(
            f"weg ic / weg ozp / dbc: 0411={dag} / {licence('', '2015-12-31')}"
            f" / {COVERED}"
        )
    )
    assert told(found, "gevolg", "waarde") == [(gevolg, "06990002")]
