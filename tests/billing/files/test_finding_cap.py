"""Findings that reject nothing are written up to a number of each code, and counted."""

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.files.batchfiles import GOOD, LINE, changed
from support.tarieven.tarieffiles import TABLES, write_lines

import billing.work.chunks
from billing.files.finding_cap import FindingCap
from billing.night.config import read_nightconfig
from billing.settings import GroupSettings
from billing.tariefbronnen import Tariefbronnen
from billing.work.group import group_files
from billing.work.price import price_files
from productstructure.errors import CallError
from tabellen.forms.frames import read_frame
from tabellen.notices import MAX_PER_BEVINDING
from tariffs.settings import Prijsinstellingen

CODES = {"G1": "warn", "G2": "warn", "G3": "reject"}


def findings(codes: list[str], begin: int = 0) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": list(range(begin, begin + len(codes))),
            "code": codes,
            "severity": [CODES[code] for code in codes],
            "column": ["kolom" for _ in codes],
            "value": ["waarde" for _ in codes],
            "tekst": ["tekst" for _ in codes],
        },
        schema={
            "row": pl.Int64,
            **dict.fromkeys(
                ("code", "severity", "column", "value", "tekst"), pl.String
            ),
        },
    )


@given(
    parts=st.lists(st.lists(st.sampled_from(sorted(CODES)), max_size=12), max_size=6),
    most=st.integers(1, 8),
)
def test_first_of_each_code_are_written_and_all_others_counted(
    parts: list[list[str]], most: int
) -> None:
    cap = FindingCap(most)
    kept, begin = [findings([])], 0
    for part in parts:
        kept.append(cap.kept(findings(part, begin)))
        begin += len(part)
    written: list[tuple[int, str]] = []
    left_out: dict[str, list[int]] = {}
    for row, code in enumerate(code for part in parts for code in part):
        before = sum(other == code for _, other in written)
        if CODES[code] == "reject" or before < most:
            written.append((row, code))
        else:
            left_out.setdefault(code, []).append(row)
    assert pl.concat(kept).select("row", "code").rows() == written
    assert cap.left_out == {code: len(rows) for code, rows in left_out.items()}
    told = [frame.row(0, named=True) for frame in cap.rest()]
    assert {(t["code"], t["column"], t["value"], t["row"]) for t in told} == {
        ("B219", code, str(len(rows)), rows[0]) for code, rows in left_out.items()
    }


def record(path: Path) -> dict[str, object]:
    found = json.loads(path.with_name(f"{path.name}.provenance.json").read_text())
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("chunk", [2, 1000])
def test_group_counts_what_it_does_not_write(
    command, batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(billing.work.chunks, "CHUNK", chunk)
    # Without activities: a warning (G155); of no known diagnose: rejected (G123).
    rows = [changed(GOOD, subtraject_nummer=str(n)) for n in range(1, 8)]
    rows += [
        changed(GOOD, subtraject_nummer=str(n), diagnose_code="9999") for n in (8, 9)
    ]
    arguments = batch(rows, [changed(LINE, subtraject_nummer="1")])
    answer = command(*arguments, "--max-per-bevinding", 2, "--max-empty", 1)
    assert answer.exit_code == 0, answer.err
    assert "not written out (--max-per-bevinding): 6 of G155" in answer.out
    out = tmp_path / "out.parquet"
    found = read_frame(tmp_path / "out.parquet.findings.csv")
    assert found.filter(code="G155")["row"].to_list() == ["2", "3"]
    assert found.filter(severity="reject").height >= 2
    assert found.filter(code="B219").select("row", "column", "value").rows() == [
        ("4", "G155", "6")
    ]
    assert record(out)["bevindingen_niet_geschreven"] == {"G155": 6}
    # What is counted per kind is all of them.
    assert " G155 " in answer.out
    run = group_files(
        arguments[2],
        tmp_path / "s.csv",
        tmp_path / "z.csv",
        out=out,
        settings=GroupSettings(max_per_bevinding=8),
    )
    assert run.findings.filter(code="G155")["rows"].to_list() == [8]
    assert run.niet_geschreven == {}
    assert "bevindingen_niet_geschreven" not in record(out)


def test_price_counts_what_it_does_not_write(tmp_path: Path) -> None:
    (tmp_path / "tabellen.toml").write_text(TABLES)
    write_lines(
        tmp_path / "regels.csv",
        *({"regel_id": f"R{n}", "einddatum": "2999-12-31"} for n in range(5)),
    )
    out = tmp_path / "out.parquet"
    run = price_files(
        Tariefbronnen(tarieven=tmp_path / "tabellen.toml"),
        tmp_path / "regels.csv",
        out=out,
        instellingen=Prijsinstellingen(
            verwerkingsdatum=date(2024, 6, 1), max_per_bevinding=3
        ),
    )
    assert run.niet_geschreven == {"EINDDATUM_OPEN": 2}
    assert run.findings.filter(code="EINDDATUM_OPEN")["rows"].to_list() == [5]
    found = read_frame(tmp_path / "out.parquet.findings.csv")
    assert found.filter(code="EINDDATUM_OPEN")["regel_id"].to_list() == [
        *("R0", "R1", "R2"),
    ]
    assert found.filter(code="B219").select("regel_id", "column", "value").rows() == [
        ("R3", "EINDDATUM_OPEN", "2")
    ]
    assert record(out)["bevindingen_niet_geschreven"] == {"EINDDATUM_OPEN": 2}
    assert read_frame(out).height == 5


def test_rows_that_refer_to_an_absent_table_are_one_finding(tmp_path: Path) -> None:
    head = "contract_id,versie,prestatiecode,component,prijs,begindatum\n"
    prices = [f"C1,1,15A{n:03},INTEGRAAL,1.00,2024-01-01\n" for n in range(1, 40)]
    # One cannot be read; it is lost for that alone.
    prices.append("C1,1,15A900,INTEGRAAL,veel,2024-01-01\n")
    (tmp_path / "contract_prijs.csv").write_text(head + "".join(prices))
    (tmp_path / "tabellen.toml").write_text(TABLES.split("[[contract")[0])
    gelezen = Tariefbronnen(tarieven=tmp_path).read_and_count()
    of_prices = gelezen.findings.filter(source="contract_prijs", severity="reject")
    assert of_prices.select("code", "row", "column", "value").sort("code").rows() == [
        ("GETAL_ONLEESBAAR", 40, "prijs_e6", "veel"),
        ("VERWIJZING_ZONDER_TABEL", None, "contract_id", "39"),
    ]
    assert gelezen.tabellen.contract_prijs.is_empty()
    assert gelezen.telling.filter(tabel="contract_prijs").rows() == [
        ("contract_prijs.csv", "contract_prijs", 40, 40)
    ]


def test_setting_stands_in_the_night(tmp_path: Path) -> None:
    night = tmp_path / "nacht.toml"
    body = (
        'out = "uit"\n[group]\nreleases = ["r"]\nsubtrajecten = "s.csv"\n{0}\n'
        '[price]\ntarieven = ["t"]\nverzekeringen = "v.csv"\n{0}\n'
    )
    for line, most in (("", MAX_PER_BEVINDING), ("max_per_bevinding = 7", 7)):
        night.write_text(body.format(line))
        config = read_nightconfig(night, today=date(2025, 1, 1))
        assert config.group is not None
        assert config.price is not None
        assert config.group.settings.max_per_bevinding == most
        assert config.price.instellingen.max_per_bevinding == most
    night.write_text(body.format("max_per_bevinding = 0"))
    with pytest.raises(CallError, match="max_per_bevinding"):
        read_nightconfig(night, today=date(2025, 1, 1))
