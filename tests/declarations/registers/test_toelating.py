"""The national lists of conditional admission, as far as their sources say it."""

import polars as pl
import pytest

from declarations.registers.landelijk import LANDELIJK, landelijke_tabellen
from declarations.registers.reading import read_registers


def table(naam: str) -> pl.DataFrame:
    return landelijke_tabellen()[f"vt_{naam}"]


def test_both_lists_are_whole():
    periods = table("period")
    by_page = periods.filter(pl.col("source").str.contains("Verzekeraarspagina"))
    by_policy = periods.filter(pl.col("source").str.contains("zorginkoopbeleid"))
    assert by_page["vt_id"].n_unique() == 13
    assert by_policy["vt_id"].n_unique() == 11
    assert table("treatment")["vt_id"].is_unique().all()
    assert table("treatment").height == 22


def test_every_row_is_of_a_treatment_and_every_treatment_has_a_period():
    treatments = set(table("treatment")["vt_id"])
    for naam in ("period", "study", "provider", "detection", "rule"):
        assert set(table(naam)["vt_id"]) <= treatments, naam
    assert set(table("period")["vt_id"]) == treatments


def test_who_takes_part_never_ships():
    assert "vt_participation" not in LANDELIJK
    assert "vt_participation" not in read_registers()[0].tabellen


def test_centres_are_known_by_name_alone():
    centres = table("provider")
    assert centres["agb"].null_count() == centres.height
    assert centres["name"].null_count() == 0
    assert centres.filter(pl.col("vt_id") == "FAMP").height == 31


def test_eigen_risico_holds_and_no_eigen_bijdrage():
    assert table("treatment")["er_applies"].all()
    assert not table("treatment")["eb_applies"].any()


@pytest.mark.parametrize(
    ("vt_id", "flag", "codes"),
    [
        ("TIL", "STUDY", {"039149"}),
        ("AFT", "STUDY", {"033973"}),
        ("AFT", "REGULAR_TWIN", {"033974"}),
        ("HIPECMAAG", "STUDY", {"032701", "032714"}),
    ],
)
def test_codes_of_a_treatment(vt_id, flag, codes):
    mine = pl.col("vt_id") == vt_id, pl.col("study_flag").cast(pl.String) == flag
    assert set(table("detection").filter(mine)["code"]) == codes


def test_own_table_replaces_the_national_one_and_leaves_the_others(tmp_path):
    (tmp_path / "vt_provider.csv").write_text(
        "vt_id;agb;name;role;begin;end\nTIL;06020101;AVL;TREAT;;\n"
    )
    registers, findings, _ = read_registers(tmp_path)
    assert findings.is_empty()
    assert registers.tabellen["vt_provider"].height == 1
    assert registers.tabellen["vt_period"].equals(table("period"))
