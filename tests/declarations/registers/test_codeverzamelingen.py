"""Sets of codes are dated, with both ends inclusive."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.registers.codeverzamelingen import codes_of, has_set, is_in_set
from declarations.registers.landelijk import LANDELIJK
from declarations.registers.reading import read_registers
from declarations.registers.registers import Registers

SETS = pl.DataFrame(
    [
        ("IC_DAG", "061501", date(2023, 1, 1), date(2023, 12, 31)),
        ("IC_DAG", "061502", date(2023, 1, 1), None),
        ("IC_DAG", "061503", None, None),
        ("CONSULT", "061501", None, None),
    ],
    schema={
        "naam": pl.String,
        "code": pl.String,
        "begindatum": pl.Date,
        "einddatum": pl.Date,
    },
    orient="row",
)
REGISTERS = Registers({"codeverzameling": SETS})


@pytest.mark.parametrize(
    ("code", "dag", "expected"),
    [
        ("061501", date(2022, 12, 31), False),
        ("061501", date(2023, 1, 1), True),
        ("061501", date(2023, 12, 31), True),
        ("061501", date(2024, 1, 1), False),
        ("061502", date(2022, 12, 31), False),
        ("061502", date(2099, 1, 1), True),
        ("061503", date(1900, 1, 1), True),
        ("060102", date(2023, 6, 1), False),
        (None, date(2023, 6, 1), False),
        ("061503", None, False),
    ],
)
def test_code_belongs_to_a_set_on_the_days_of_its_row(code, dag, expected):
    frame = pl.DataFrame(
        {"r1611": [code], "r1612": [dag]},
        schema={"r1611": pl.String, "r1612": pl.Date},
    )
    found = is_in_set(REGISTERS, frame, "IC_DAG", code="r1611", dag="r1612")
    assert found.to_list() == [expected]


@pytest.mark.parametrize("registers", [REGISTERS, Registers()])
def test_set_that_is_not_known_holds_nothing(registers):
    frame = pl.DataFrame({"code": ["061501"], "dag": [date(2023, 6, 1)]})
    found = is_in_set(registers, frame, "GRZ", code="code", dag="dag")
    assert found.to_list() == [False]
    assert codes_of(registers, "GRZ") == []
    assert not has_set(registers, "GRZ")


def test_codes_of_a_set_are_those_of_any_day():
    assert codes_of(REGISTERS, "IC_DAG") == ["061501", "061502", "061503"]
    assert has_set(REGISTERS, "IC_DAG")


DAYS = st.integers(0, 6).map(lambda n: date(2024, 1, 1) + timedelta(n))
ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from("12"), DAYS, DAYS), max_size=6
)


@settings(deadline=None)
@given(ROWS, st.lists(st.tuples(st.sampled_from("123"), DAYS), max_size=6))
def test_whole_column_is_asked_as_each_row_by_itself(rows, asked):
    sets = pl.DataFrame(rows, schema=SETS.schema, orient="row")
    registers = Registers({"codeverzameling": sets})
    frame = pl.DataFrame(
        asked, schema={"code": pl.String, "dag": pl.Date}, orient="row"
    )
    found = is_in_set(registers, frame, "A", code="code", dag="dag").to_list()
    assert found == [
        any(n == "A" and c == code and b <= dag <= e for n, c, b, e in rows)
        for code, dag in asked
    ]


def test_lists_that_ship_have_the_closed_lists_of_vektis():
    registers, _, _ = read_registers()
    assert codes_of(registers, "COD833") == ["01", "02", "03", "04"]
    assert codes_of(registers, "COD328") == ["P", "T"]
    retour = codes_of(registers, "COD954")
    assert {"0200", "0001", "8001", "8002", "8063", "8178", "8632"} <= set(retour)
    assert all(len(code) == 4 and code.isdigit() for code in retour)


# Lists of conditional admission are exchanged in a form of their own: where it has no
# source the name of the file has it (inkoop2018, nza2017, regeling, verzekeraar).
SOURCE = {"vt_treatment": "legal_ref", "vt_period": "source"}
WITHOUT = {"vt_study", "vt_provider", "vt_detection", "vt_rule"}


def test_every_row_that_ships_names_its_source():
    registers, _, _ = read_registers()
    for naam in set(LANDELIJK) - WITHOUT:
        table = registers.get(naam)
        assert table is not None
        assert table[SOURCE.get(naam, "bron")].null_count() == 0, naam
