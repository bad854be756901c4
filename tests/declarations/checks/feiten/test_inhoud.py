import pytest

from declarations.checks.feiten.inhoud import inhoud


def digests(levering) -> list[str]:
    return inhoud(levering)["inhoud_sha256"].to_list()


@pytest.mark.parametrize(
    "change",
    [
        "dbc: 0458=R0099",
        "dbc: 0413=02",
        "dbc: 0436=02",
        "dbc: 0459=R0098",
        "dbc.06: 0622=R0099-1, 0623=R0098-1",
        "dbc.16: 1620=R0099-2, 1621=R0098-2",
        "weg ozp",
    ],
)
def test_numbers_references_and_other_lines_change_nothing(deliver, change: str):
    assert digests(deliver(change))[0] == digests(deliver(""))[0]


@pytest.mark.parametrize(
    "change",
    [
        "dbc: 0434=N",
        "dbc: 0411=20240305",
        "dbc: 0406=M001",
        "dbc: 0419=S0009",
        "dbc.06: 0620=98926",
        "dbc.16: 1611=060801",
        "dbc.16: 1614=0002",
        "dbc.16: 1610=Z0002",
        "weg dbc.16",
        "02: 0203=123456782",
    ],
)
def test_what_a_line_says_makes_another_digest(deliver, change: str):
    assert digests(deliver(change))[0] != digests(deliver(""))[0]


def test_order_of_tariffs_and_activities_says_nothing(deliver):
    two = "kopie dbc als dbc2 / dbc2: 0419=S0001 / dbc2.16: 1610=Z0001"
    first, second, *_ = digests(deliver(f"weg ozp / weg ic / {two}"))
    assert first == second


def test_every_line_has_a_digest_of_its_own_content(deliver):
    found = digests(deliver(""))
    assert len(set(found)) == len(found) == 3
    assert {len(each) for each in found} == {64}


def test_digest_does_not_hang_on_the_parts_that_lines_are_written_in(
    deliver, monkeypatch
):
    whole = digests(deliver(""))
    monkeypatch.setattr("declarations.checks.feiten.inhoud._PER_PART", 2)
    assert digests(deliver("")) == whole
