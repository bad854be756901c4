"""The price layer is asked once a line, and each refusal of it is told somewhere."""

import polars as pl
import pytest

from declarations.checks.catalogus.catalogus import catalogus
from declarations.checks.oordeel import FAALT
from declarations.checks.tarief.addons import CHECKS as ADDONS
from declarations.checks.tarief.herprijzing import herprijzen, price_as, redenen
from declarations.checks.tarief.overige import CHECKS as OVERIGE
from declarations.checks.tarief.prestaties import CHECKS as PRESTATIES
from declarations.checks.tarief.regels import declaratieregels, tariefregels
from tariffs import Reden

DUBBEL = "kopie ozp als ozp2 / ozp: 0410=062501 / ozp2: 0410=062501"
"""Two lines of physiotherapy on a day; the ozp_regel of the tariffs allows two."""


def test_every_reason_of_the_price_layer_has_one_row_without_a_set():
    plain = redenen().filter(pl.col("codeverzameling").is_null())["reden"].to_list()
    assert plain == [reden.code for reden in Reden]


def test_reasons_are_told_by_checks_of_the_catalogue():
    assert set(redenen()["check_id"].drop_nulls()) <= set(catalogus())


def test_no_reason_has_both_a_check_and_a_gap():
    both = pl.col("check_id").is_not_null() & pl.col("gemis").is_not_null()
    assert redenen().filter(both).is_empty()


def test_amounts_quantity_and_keys_of_a_line_are_those_of_its_records(deliver):
    levering = deliver("ozp: 0426=0003 / ozp.06: 0617=9495, 0620=9000")
    line = declaratieregels(levering).row(1, named=True)
    assert line["prestatiecode"] == "062001"
    assert line["aantal_m"] == 3_000
    assert line["tarief_cent"] == 3_165
    assert line["berekend_cent"] == 9_495
    assert line["declaratie_cent"] == 9_000
    assert line["zorginstelling_code"] == "06990002"
    assert line["polis"] == "NATURA"


def test_amount_with_a_surcharge_of_unknown_size_is_not_held_against_the_price(deliver):
    line = declaratieregels(deliver("ozp.06: 0616=01, 0617=4000")).row(1, named=True)
    assert line["berekend_cent"] is None
    assert line["declaratie_cent"] is None


def test_credit_of_an_earlier_delivery_is_not_priced(deliver):
    levering = deliver("kopie ozp als credit / weg ozp")
    assert tariefregels(levering)["is_credit"].to_list() == [False, False, True]
    assert declaratieregels(levering)["prestatiecode"].to_list() == ["15X135", "061501"]


def test_credit_of_this_delivery_takes_its_debit_out_of_the_rules_between_lines(
    deliver,
):
    three = f"{DUBBEL} / kopie ozp als ozp3"
    assert _failing(deliver(three)) == 1
    assert _failing(deliver(f"{three} / kopie ozp3 als credit / apart credit")) == 0


def _failing(levering) -> int:
    found = OVERIGE["T21"](levering).bevindingen
    return found.filter(pl.col("uitkomst") == FAALT).height


def test_double_dbc_is_told_by_the_checks_of_doubles_alone(deliver):
    levering = deliver("kopie dbc als dbc2 / dbc2: 0419=S0001")
    for check in PRESTATIES.values():
        assert check(levering).bevindingen.is_empty()


def test_decisions_are_made_once_for_all_checks(deliver):
    levering = deliver("")
    assert levering.once(herprijzen) is levering.once(herprijzen)


def test_other_code_is_priced_under_the_same_contract(deliver):
    # KUST-MEERWIJK 2024: 15X136 costs 3,198.49 and 15X134 3,276.21.
    asked = pl.DataFrame(
        {
            "regel": pl.Series([0, 0, 0], dtype=pl.UInt32),
            "declaratiecode": ["15X136", "15X134", "15Z999"],
            "zorgproduct_code": ["130909006", "130909004", None],
        }
    )
    assert price_as(deliver(""), asked).to_list() == [319_849, 327_621, None]


@pytest.mark.parametrize("check", ["T01", "T08", "T09", "T25"])
def test_without_tables_nothing_is_judged(deliver, check):
    oordeel = PRESTATIES[check](deliver("zonder tarieven"))
    assert oordeel.reden == "tarieven"
    assert oordeel.beoordeeld == 3


def test_line_that_is_refused_for_another_reason_is_no_failure_here(deliver):
    # Duinhof takes no part in the experiment (T09); a tariff for the code exists.
    levering = deliver("01: 0112=06990001 / ozp: 0410=061102")
    failing = {
        check: PRESTATIES[check](levering)
        .bevindingen.filter(pl.col("uitkomst") == FAALT)["waarde"]
        .to_list()
        for check in ("T01", "T09")
    }
    assert failing == {"T01": [], "T09": ["061102"]}


def test_provider_that_no_table_knows_cannot_be_judged(deliver):
    levering = deliver("01: 0112=06990009 / dbc: 0440=06990009")
    found = PRESTATIES["T01"](levering).bevindingen
    assert found["uitkomst"].to_list() == ["NIET_BEOORDEELBAAR"] * 3
    assert "zorgaanbieder" in found["verwacht"][0]


def test_medicine_under_a_code_of_six_names_its_traject(deliver):
    oordeel = ADDONS["T14"](deliver("ozp: 0410=061603, 0415=T0009"))
    assert oordeel.bevindingen["gevolg"].to_list() == ["SIG"]
    oordeel = ADDONS["T14"](deliver("ozp: 0410=061603"))
    assert oordeel.bevindingen["gevolg"].to_list() == [None]


@pytest.mark.parametrize(("one", "other"), [("A", "B"), ("B", "A")])
def test_of_two_policies_on_a_day_none_is_taken_whatever_their_order(
    deliver, one, other
):
    polis = "verzekerde_id=P0001, uzovi=9101, begindatum=2024-01-01"
    words = f"tabel verzekeringen: polis={one}"
    twice = deliver(f"{words} / tabel verzekeringen +: {polis}, polis={other}")
    assert set(tariefregels(twice)["polis"]) == {None}
    again = deliver(f"{words} / tabel verzekeringen +: {polis}, polis={one}")
    assert set(tariefregels(again)["polis"]) == {one}
