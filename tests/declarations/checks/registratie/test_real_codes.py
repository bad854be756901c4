"""The rules on the tables of the NZa for 2017, with the national sets that ship."""

from dataclasses import replace

import pytest
from support.declaraties.uitkomsten import outcomes

from declarations.checks.running import all_checks
from declarations.registers.landelijk import landelijke_tabellen
from declarations.registers.registers import Registers
from grouper import open_release

CHECKS = all_checks()
ALONE = "weg ozp / weg ic / "
OPENED = "dbc: 0411=20170306, 0412=20170604, 0439=0301, 0431=255"
NURSED = "190218 2017-03-06 1, 190218 2017-03-07 1"


def profiel(*activiteiten: str) -> str:
    return f"{OPENED} / profiel dbc: {', '.join(activiteiten)}"


@pytest.fixture
def deliver_2017(deliver, shared):
    """A delivery that knows the release and the sets of the land, and no example."""
    release = open_release(shared / "nza" / "20170101 Grouper Tabellen v20161117.zip")

    def made(words: str):
        delivery = deliver(ALONE + words)
        tabellen = {**delivery.registers.tabellen, **landelijke_tabellen()}
        return replace(
            delivery, releases=(release,), registers=Registers(tabellen), _made={}
        )

    return made


@pytest.mark.parametrize(
    ("check_id", "words", "found"),
    [
        ("R01", OPENED, []),
        # 0301.100 has no row in any year.
        ("R01", OPENED.replace("255", "100"), ["FAALT"]),
        ("R03", OPENED.replace("20170604", "20170704"), []),
        ("R03", OPENED.replace("20170604", "20170705"), ["FAALT"]),
        # In 2014 a subtraject could last 365 days.
        ("R03", "dbc: 0411=20140106, 0412=20150106, 0439=0301, 0431=255", []),
        ("R03", "dbc: 0411=20140106, 0412=20150107, 0439=0301, 0431=255", ["FAALT"]),
        ("R04", profiel("190218 2017-03-07 1"), ["FAALT"]),
        ("R06", profiel("190060 2017-03-06 1"), []),
        ("R10", profiel("190007 2017-03-06 1", "190060 2017-03-08 1"), ["FAALT"]),
        ("R11", profiel("190013 2017-03-06 1", "190090 2017-03-06 1"), ["FAALT"]),
        ("R12", profiel("190013 2017-03-06 2"), ["FAALT"]),
        ("R14", profiel("039696 2017-03-06 1", "190013 2017-03-06 1"), ["FAALT"]),
        ("R14", profiel("190063 2017-03-06 1", "190013 2017-03-06 1"), ["FAALT"]),
        # An intensive consult is a visit, and none beside itself.
        ("R14", profiel("190063 2017-03-06 1"), []),
        ("R15", profiel("190030 2017-03-06 1", "190090 2017-03-06 1"), ["FAALT"]),
        ("R16", profiel("190090 2017-03-06 1", NURSED), ["FAALT"]),
        ("R17", profiel("190091 2017-03-06 1", "190200 2017-03-06 1"), ["FAALT"]),
        ("R20", profiel("190200 2017-03-06 1", "190218 2017-03-06 1"), ["FAALT"]),
        ("R21", profiel("190218 2017-03-06 1", "190034 2017-03-07 1"), ["FAALT"]),
        ("R22", profiel("190021 2017-03-06 1", "190090 2017-03-06 1"), ["FAALT"]),
        ("R22", profiel("190021 2017-03-06 1", NURSED), []),
        ("R23", profiel("038420 2017-03-06 1", "190013 2017-03-06 1"), ["FAALT"]),
        ("R25", profiel("031904 2017-03-06 1", "031906 2017-05-26 1"), ["FAALT"]),
        ("R25", profiel("193900 2017-03-06 1", "193902 2017-05-26 1"), ["FAALT"]),
        ("R26", profiel("031903 2017-03-06 1"), ["NIET_BEOORDEELBAAR"]),
        ("R27", profiel("190019 2017-03-06 1", "190013 2017-03-09 1"), ["FAALT"]),
        ("R27", profiel("190019 2017-03-06 1", "190015 2017-03-06 1"), []),
        ("R31", profiel("190005 2017-03-06 2"), ["FAALT"]),
        ("R31", profiel("190005 2017-03-06 1", "190003 2017-03-07 1"), ["FAALT"]),
        (
            "R32",
            profiel(
                "194804 2017-03-06 1", "194805 2017-03-20 1", "194816 2017-03-20 9"
            ),
            ["FAALT"],
        ),
        ("R38", profiel("190025 2017-03-06 1"), ["FAALT"]),
        ("R38", profiel("190025 2017-03-06 1", "190013 2017-03-07 1"), []),
    ],
)
def test_rule_on_codes_of_the_land(deliver_2017, check_id, words, found):
    assert outcomes(CHECKS[check_id](deliver_2017(words))) == found


@pytest.mark.parametrize(("day", "found"), [("20161220", ["FAALT"]), ("20170101", [])])
def test_activity_that_begins_in_2017(deliver_2017, day, found):
    words = f"dbc.16: 1611=032702, 1612={day}, 1613={day}"
    delivery = deliver_2017(f"{OPENED} / {words}")
    assert outcomes(CHECKS["R02"](delivery)) == found
