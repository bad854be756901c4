"""From messages to verdicts: what one check finds decides what others may count."""

import polars as pl
import pytest
from support.declaraties.opbouw import levering_of
from support.declaraties.wijziging import situation

from declarations import check
from declarations.checking import Uitslag
from declarations.registers.schema import Checks
from productstructure.errors import CallError

CREDIT = "kopie dbc als credit / credit: 0459=R0000 / credit.06: 0623=R0000-1"
PAID = "historie +: status=BETAALD"
OF_TODAY = "kopie dbc als credit / credit: 0459=R0001 / credit.06: 0623=R0001-1"


def checked(changes: str, slot: str | None = None) -> Uitslag:
    """Check the base after changes; ``slot`` is 9909 of the last message."""
    made = situation(changes)
    if slot is not None:
        made.berichten[-1].sluit["9909"] = slot
    return check(levering_of(made))


def besluiten(uitslag: Uitslag) -> dict[str, str]:
    return dict(
        uitslag.regels.select(
            "referentienummer", pl.col("besluit").cast(pl.String)
        ).rows()
    )


def failed(uitslag: Uitslag, referentie: str) -> set[str]:
    """Checks that a line or its 06 fails."""
    lines = uitslag.regels.filter(referentienummer=referentie)
    own = uitslag.bevindingen.filter(pl.col("uitkomst") == "FAALT")
    return set(own.join(lines, on=["bestand", "record"])["check_id"])


@pytest.mark.parametrize("changes", ["ozp: 0402=000000000007", "dbc: 0404=9102"])
def test_a_file_is_refused_whichever_record_is_wrong(changes: str) -> None:
    """RJF is a verdict on the file: no line of it is judged or paid."""
    uitslag = checked(changes)
    found = uitslag.bevindingen.filter(pl.col("gevolg") == "RJF")
    assert found.height, uitslag.bevindingen
    assert set(besluiten(uitslag).values()) == {"NIET_BEOORDEELD"}
    assert uitslag.regels["toegestaan_cent"].sum() == 0
    assert uitslag.bestanden["besluit"].to_list() == ["GEWEIGERD"]
    told = uitslag.bestanden["retourcodes"][0].split()
    assert set(told) == set(found["retourcode"])
    assert "0200" not in told


@pytest.mark.parametrize(
    ("credit", "slot", "status"),
    [
        ("", None, "VOLLEDIG"),
        ("", "1", "NIET_BEOORDEELD"),
        (" / credit.06: 0623=", None, "GEWEIGERD"),
    ],
)
def test_only_a_credit_that_stands_makes_room_for_its_care(
    credit: str, slot: str | None, status: str
) -> None:
    """docs/decisions.md 48: R0000 was paid; R0001 bills its subtraject anew."""
    uitslag = checked(f"{CREDIT}{credit} / apart credit / {PAID}", slot)
    verdicts = besluiten(uitslag)
    assert verdicts["R0004"] == status
    is_double = status != "VOLLEDIG"
    assert ("D01" in failed(uitslag, "R0001")) == is_double
    assert verdicts["R0001"] == ("GEWEIGERD" if is_double else "VOLLEDIG")


@pytest.mark.parametrize(
    ("refusal", "besluit"),
    [
        ("", "VOLLEDIG"),
        (" / tabel verzekeringen: begindatum=2024-03-12", "GEWEIGERD"),
    ],
)
def test_what_is_refused_in_a_call_cannot_be_taken_back_in_it(
    refusal: str, besluit: str
) -> None:
    """F21: a debit that is refused was never booked."""
    uitslag = checked(f"{OF_TODAY} / apart credit{refusal}")
    verdicts = besluiten(uitslag)
    assert (verdicts["R0001"], verdicts["R0004"]) == (besluit, besluit)
    assert failed(uitslag, "R0004") == ({"F21"} if refusal else set())
    if refusal:
        told = uitslag.bevindingen.filter(check_id="F21")
        assert told["retourcode"].to_list() == ["8017"]


def test_a_choice_about_no_check_is_refused() -> None:
    """T4 for T04 would change nothing, and nobody would see it."""
    empty = dict.fromkeys(Checks.column_names())
    rows = [{**empty, "check_id": name} for name in ("T04", "T4", "X99")]
    keuzes = pl.DataFrame(rows, schema=pl.Schema(Checks))
    with pytest.raises(CallError, match="no check T4, X99"):
        check(levering_of(situation("")), keuzes=keuzes)


@pytest.mark.parametrize(
    ("first", "second"), [("R9", "R10"), ("9", "10"), ("000009", "000010")]
)
def test_checks_agree_which_of_two_is_the_second(first: str, second: str) -> None:
    """The higher reference number: F16 and D01 refuse one and the same line."""
    changes = (
        f"kopie dbc als ander / dbc: 0458={second} / ander: 0458={first}"
        f" / dbc.06: 0622={second}-1 / ander.06: 0622={first}-1"
    )
    verdicts = besluiten(checked(changes))
    assert (verdicts[first], verdicts[second]) == ("VOLLEDIG", "GEWEIGERD")
