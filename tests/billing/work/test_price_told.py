"""What the summary of ``price`` and ``run`` tells of tables: not the findings alone."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.tarieven.tarieffiles import TABLES, write_lines

from billing.gates import GateError, Gates
from billing.tariefbronnen import Tariefbronnen
from billing.work.price import price_files
from tariffs.settings import Prijsinstellingen

FP = """
[[fp_register]]
prestatiecode = "198508"
kenmerk = "TB"
omschrijving = "monitoring"
begindatum = 2021-10-14
per = "MAAND"
"""
ENDS_BEFORE = FP.replace("per =", "einddatum = 2020-12-31\nper =")
# Three years at most for an innovatie (BR/REG-25141).
TOO_LONG = """
[[experiment]]
experiment_id = "E1"
grondslag = "BR_INNOVATIE"
kenmerk = "BR"
prestatiecode = "X19001"
prestatiecodelijst = "990"
startdatum = 2023-03-01
einddatum_basis = 2026-03-01
"""
AGREEMENT = """
[[prestatie_overeenkomst]]
overeenkomst_id = "O1"
prestatiecode = "{}"
soort = "FP"
zorginstelling_code = "06010101"
concern_id = "V1"
schriftelijk = true
begindatum = 2024-01-01
"""
NIGHT = """\
out = "uit"
verwerkingsdatum = 2024-06-01

[price]
tarieven = ["tabellen.toml"]
registers = ["registers.toml"]
regels = ["regels.csv"]
"""

Say = Callable[[str, str, str], str]


@pytest.fixture(params=["price", "run"])
def say(request: pytest.FixtureRequest, command: Any, tmp_path: Path) -> Say:
    """Price one line with these tables and registers; gives what the screen says."""
    soort: str = request.param

    def run(tables: str, registers: str = FP, also: str = "") -> str:
        (tmp_path / "tabellen.toml").write_text(tables)
        (tmp_path / "registers.toml").write_text(registers)
        write_lines(tmp_path / "regels.csv")
        if soort == "run":
            night = tmp_path / "nacht.toml"
            night.write_text(NIGHT)
            answer = command("run", night)
        else:
            answer = command(
                *("price", "--regels", tmp_path / "regels.csv"),
                *("--tarieven", tmp_path / "tabellen.toml"),
                *("--registers", tmp_path / "registers.toml"),
                *("--verwerkingsdatum", "2024-06-01", "-o", tmp_path / "out.parquet"),
            )
        assert (answer.exit_code, answer.err) == (0, "")
        return answer.out

    return run


@pytest.mark.parametrize(
    ("rows", "table", "code"),
    [
        (ENDS_BEFORE, "fp_register", "PERIODE_ONJUIST"),
        (TOO_LONG, "experiment", "EXPERIMENT_LANGER_DAN_DRIE_JAAR"),
        (
            AGREEMENT.format("198508").replace('"FP"', '"AANSLUITER"'),
            "prestatie_overeenkomst",
            "OVEREENKOMST_ONDERWERP_ONTBREEKT",
        ),
    ],
)
def test_rows_of_registers_that_are_refused_are_on_the_screen(
    say: Any, rows: str, table: str, code: str
) -> None:
    out = say(TABLES, rows)
    assert "rows of tables that were lost: 1" in out
    assert re.search(rf"  {table} +registers.toml#{table} +1 +1\n", out)
    assert re.search(rf"  {code} +reject +1 +{table} ", out)


def test_agreements_on_unknown_codes_are_on_the_screen_by_table(say: Any) -> None:
    out = say(TABLES, FP + AGREEMENT.format("198580"))
    assert re.search(r"  CODE_ONBEKEND +warn +1 +prestatie_overeenkomst ", out)
    assert "CODE_ONBEKEND" not in say(TABLES, FP + AGREEMENT.format("198508"))


def without(table: str) -> str:
    """The tables without one of them."""
    return re.sub(rf"(?m)^\[\[{table}\]\]\n(?:[^\[\n].*\n|\n)*", "", TABLES)


@pytest.mark.parametrize(
    ("table", "reden"),
    [
        ("zorgaanbieder", "ZORGAANBIEDER_ONBEKEND"),
        ("uzovi_concern", "VERZEKERAAR_ONBEKEND"),
    ],
)
def test_a_table_that_is_absent_is_on_the_screen(
    say: Any, table: str, reden: str
) -> None:
    out = say(without(table))
    assert f"There is no row of {table}" in out
    assert re.search(rf"  {reden} +GEWEIGERD +1 ", out)
    assert re.search(rf"  TABEL_ONTBREEKT +warn +1 +{table} ", out)
    assert "There is no row of" not in say(TABLES)


def priced(tmp_path: Path, tables: str, lines: int, **options: Any) -> Any:
    (tmp_path / "tabellen.toml").write_text(tables)
    write_lines(
        tmp_path / "regels.csv",
        *({"regel_id": f"R{n}", "verzekerde_id": f"P{n}"} for n in range(lines)),
    )
    return price_files(
        Tariefbronnen(tarieven=tmp_path / "tabellen.toml"),
        tmp_path / "regels.csv",
        out=tmp_path / "out.parquet",
        instellingen=Prijsinstellingen(verwerkingsdatum=date(2024, 6, 1)),
        **options,
    )


def test_a_delivery_that_is_refused_for_want_of_a_table_says_so(
    tmp_path: Path,
) -> None:
    with pytest.raises(GateError, match="no row of zorgaanbieder") as caught:
        priced(tmp_path, without("zorgaanbieder"), 20)
    for name in ("out.parquet.rejected.csv", "out.parquet.findings.csv"):
        assert name in str(caught.value)
        assert (tmp_path / name).exists()
    run = priced(tmp_path, without("zorgaanbieder"), 20, gates=Gates(max_refused=1))
    assert run.ontbrekend == ("zorgaanbieder",)


def test_a_table_that_no_line_needs_is_not_missed(tmp_path: Path) -> None:
    (tmp_path / "tabellen.toml").write_text(without("uzovi_concern"))
    passant = {"ontvanger": "NIET_VERZEKERDE", "uzovi": ""}
    write_lines(tmp_path / "regels.csv", passant)
    run = price_files(
        Tariefbronnen(tarieven=tmp_path / "tabellen.toml"),
        tmp_path / "regels.csv",
        out=tmp_path / "out.parquet",
        instellingen=Prijsinstellingen(verwerkingsdatum=date(2024, 6, 1)),
    )
    assert (run.ontbrekend, run.bedrag_cent) == ((), 512_000)


def test_findings_per_table_add_up_to_those_per_kind(tmp_path: Path) -> None:
    tables = without("zorgaanbieder") + FP + AGREEMENT.format("198580")
    tables += AGREEMENT.format("198581").replace("O1", "O2")
    run = priced(tmp_path, tables, 1)
    per_kind = run.per_tabel.group_by("code").agg(pl.col("rows").sum()).sort("code")
    assert per_kind.equals(run.findings.select("code", "rows").sort("code"))
