"""What came back is found again at the lines that were sent."""

from datetime import date

import polars as pl
import pytest

from declarations.berichten.zh308.antwoorden import read_zh309
from declarations.berichten.zh308.retour import write_zh309
from declarations.berichten.zh308.vormen import Antwoorden
from declarations.besluit.besluiten import decide
from declarations.besluit.gevolgen import Gevolgen
from declarations.checks.feiten.levering import Levering
from declarations.rapport.antwoorden import ANTWOORDEN, antwoorden
from declarations.rapport.retour import retour

AMOUNTS = ("gedeclareerd_cent", "berekend_cent", "toegekend_cent")


def answers(*rows: dict[str, object]) -> pl.DataFrame:
    schema = Antwoorden.create_empty().schema
    made = [{"bestand": "antwoord.zh309", **row} for row in rows]
    return pl.DataFrame(
        {name: [row.get(name) for row in made] for name in schema}, schema=schema
    )


def line(
    reference: str, claimed: int, granted: int, *codes: str, detail: int = 2
) -> list[dict[str, object]]:
    named = dict(zip(("retourcode_1", "retourcode_2"), codes, strict=False))
    return [
        {
            "record": detail,
            "soort": "04",
            "detailrecord": detail,
            "referentienummer": reference,
        },
        {
            "record": detail + 1,
            "soort": "06",
            "referentienummer": f"{reference}-1",
            "gedeclareerd_cent": claimed,
            "berekend_cent": granted,
            "toegekend_cent": granted,
            **named,
        },
    ]


HEAD = {"record": 1, "soort": "01", "retourcode_1": "0200"}


def told(levering: Levering, *rows: dict[str, object]) -> list[tuple[object, ...]]:
    found = antwoorden(levering, answers(*rows))
    assert found.schema == ANTWOORDEN
    return found.select(
        "referentienummer", "retourcode_1", "toegekend_cent", "status"
    ).rows()


def test_line_is_granted_in_part_or_refused(deliver):
    levering = deliver("")
    assert told(
        levering,
        HEAD,
        *line("R0001", 98_925, 90_000, "8063", detail=2),
        *line("R0002", 3_165, 0, "0582", detail=5),
        *line("R0003", 197_346, 197_346, "8001", detail=7),
    ) == [
        ("R0001", "8063", 90_000, "DEELS"),
        ("R0002", "0582", 0, "AFGEWEZEN"),
        ("R0003", "8001", 197_346, "TOEGEWEZEN"),
    ]


def test_line_without_answer_and_answer_without_line_are_both_told(deliver):
    levering = deliver("weg ozp / weg ic")
    assert told(levering, HEAD, *line("R0099", 500, 500, "8001")) == [
        ("R0001", None, None, "NIET_GEVONDEN"),
        ("R0099", "8001", 500, "NIET_GEVONDEN"),
    ]


def test_reference_that_came_back_twice_goes_to_the_record_of_its_number(deliver):
    levering = deliver("ozp: 0458=R0001 / weg ic")
    second = levering.prestaties["r0402"][1]
    rows = told(
        levering,
        HEAD,
        *line("R0001", 3_165, 0, "0582", detail=second),
        *line("R0001", 98_925, 98_925, "8001", detail=2),
    )
    assert [row[3] for row in rows] == ["TOEGEWEZEN", "AFGEWEZEN"]


@pytest.mark.parametrize(
    ("code", "status"), [("8001", "TOEGEWEZEN"), ("0582", "AFGEWEZEN")]
)
def test_line_of_nothing_is_granted_unless_a_code_says_more(deliver, code, status):
    levering = deliver("weg dbc / weg ic / ozp.06: 0614=0, 0617=0, 0620=0")
    assert told(levering, HEAD, *line("R0002", 0, 0, code))[0][3] == status


def test_codes_of_all_records_of_a_line_are_told_once_those_that_say_more_first(
    deliver,
):
    levering = deliver("weg ozp / weg ic")
    first, tariff = line("R0001", 98_925, 0, "8001", "0611")
    activity = {"record": 4, "soort": "16", "retourcode_1": "0582"}
    found = antwoorden(
        levering, answers(HEAD, {**first, "retourcode_1": "0611"}, tariff, activity)
    )
    codes = found.select("retourcode_1", "retourcode_2", "retourcode_3").row(0)
    assert codes == ("0611", "0582", "8001")


@pytest.mark.parametrize(
    ("name", "status"),
    [("bericht1.zh309", "AFGEWEZEN"), ("iets.zh309", "AFGEWEZEN")],
)
def test_message_that_is_refused_whole_refuses_its_lines(deliver, name, status):
    levering = deliver("weg ozp / weg ic")
    refused = {
        "bestand": name,
        "record": 1,
        "soort": "01",
        "retourcode_1": "0001",
        "retourcode_2": "0804",
    }
    assert told(levering, refused) == [("R0001", "0001", 0, status)]


def test_refusal_of_one_of_two_messages_is_known_by_its_name(deliver):
    levering = deliver("weg ic / apart ozp")
    refused = {"record": 1, "soort": "01", "retourcode_1": "0001"}
    by_name = told(levering, {**refused, "bestand": "bericht2.zh309"})
    assert [row[3] for row in by_name] == ["NIET_GEVONDEN", "AFGEWEZEN"]
    unknown = told(levering, {**refused, "bestand": "iets.zh309"})
    assert [row[3] for row in unknown] == ["NIET_GEVONDEN", "NIET_GEVONDEN"]


def test_what_the_insurer_writes_the_hospital_reads(deliver, tmp_path):
    levering = deliver("kopie dbc als credit / apart credit")
    besluiten = decide(levering, [], Gevolgen.of(None, date(2024, 7, 5)))
    for nr in (0, 1):
        answer = write_zh309(
            levering.declaraties,
            retour(levering, besluiten),
            bestand_nr=nr,
            dagtekening=levering.instellingen.ontvangen,
        )
        (tmp_path / f"bericht{nr + 1}.zh309").write_bytes(b"".join(answer))
    paths = sorted(tmp_path.glob("*.zh309"))
    found = antwoorden(levering, read_zh309(paths))
    regels = besluiten.regels
    assert found["record"].to_list() == levering.prestaties["record"].to_list()
    assert found["toegekend_cent"].to_list() == regels["toegestaan_cent"].to_list()
    assert found["gedeclareerd_cent"].to_list() == regels["gedeclareerd_cent"].to_list()
