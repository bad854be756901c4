from pathlib import Path

import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed, frame

from grouper.findings.checks import CHECKS
from tabellen.forms.frames import read_frame

NO_TREE = changed(GOOD, zorgtype_code="41")

BAD_ROWS = {
    "G101": [changed(GOOD, subtraject_nummer=None)],
    "G102": [GOOD, GOOD],
    "G111": [changed(GOOD, begindatum="2024-02-30")],
    "G112": [changed(GOOD, begindatum="2021-12-31")],
    "G113": [changed(GOOD, begindatum="2025-02-01", einddatum=None)],
    "G114": [changed(GOOD, einddatum="2024-06-31")],
    "G117": [changed(GOOD, einddatum="2024-05-05")],
    "G116": [changed(GOOD, einddatum="29991231")],
    "G121": [changed(GOOD, specialisme_code="0399")],
    "G122": [changed(GOOD, zorgtype_code="22")],
    "G123": [changed(GOOD, diagnose_code="999")],
    "G124": [changed(GOOD, diagnose_code="000")],
    "G125": [changed(GOOD, zorgvraag_code="061")],
    "G131": [changed(GOOD, geboortedatum="1990-06-31")],
    "G132": [changed(GOOD, geboortedatum="2024-05-07")],
    "G133": [changed(GOOD, geboortedatum=None, leeftijd_jaar="131")],
    "G134": [changed(GOOD, leeftijd_jaar="12")],
    "G135": [changed(GOOD, geslacht="X")],
    "G136": [changed(GOOD, zorginstelling_code="699000")],
    "G137": [changed(GOOD, aanspraak="misschien")],
    "G138": [changed(GOOD, afsluitreden_code="dicht")],
    "G155": [changed(GOOD, subtraject_nummer="LEEG")],
}
"""Per check on subtrajecten: a batch that fails it."""

BAD_LINES = {
    "G141": [LINE, changed(LINE, aantal="1.5")],
    "G142": [LINE, changed(LINE, aantal="-2")],
    "G143": [changed(LINE, uitvoerdatum="2024-13-01")],
    "G144": [changed(LINE, uitvoerdatum="2014-05-06")],
    "G151": [LINE, changed(LINE, zorgactiviteit_code="069999")],
    "G152": [LINE, changed(LINE, zorgactiviteit_code="060102", aantal="0")],
    "G153": [LINE, changed(LINE, subtraject_nummer="X9")],
    "G154": [
        changed(LINE, zorginstelling_code=GOOD["zorginstelling_code"]),
        changed(LINE, zorginstelling_code="06990009"),
    ],
}
"""Per check on zorgactiviteiten: the lines that fail it."""

FOLLOWS = {
    **{"G101": ("G155",), "G112": ("G144",)},
    **{"G121": ("G122", "G123")},
}
"""Zorgtypen and diagnosen are valid per specialisme: an unknown one has none. A
subtraject without a number has no activities. The activity stays where it is when a
begindatum is years too early."""


def lines_of(rows):
    """An activity for each row that has a number, but for the one that has none."""
    numbers = dict.fromkeys(row["subtraject_nummer"] for row in rows)
    return [
        changed(LINE, subtraject_nummer=n) for n in numbers if n not in (None, "LEEG")
    ]


DEFAULT = {check.code: check.ernst for check in CHECKS}


def grouped(command, arguments) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    answer = command(*arguments)
    assert answer.exit_code == 0, answer.err
    out = Path(arguments[-1])
    findings = out.with_name(f"{out.name}.findings.csv")
    return read_frame(out), read_frame(findings) if findings.exists() else None


def test_every_check_has_a_batch_that_fails_it():
    # G115 needs a release with a gap between its trees; test_release_outcomes has it.
    assert {*BAD_ROWS, *BAD_LINES} == set(DEFAULT) - {"G115"}


def test_row_without_fault_is_grouped_and_no_findings_are_written(command, batch):
    rows, findings = grouped(command, batch())
    assert rows["status"].to_list() == ["ok"]
    assert rows["zorgproduct_code"].null_count() == 0
    assert findings is None


@pytest.mark.parametrize("code", BAD_ROWS)
def test_bad_row_is_found_by_its_own_code_and_place(command, batch, code: str):
    bad = BAD_ROWS[code]
    good = changed(GOOD, subtraject_nummer="Z1")
    rows, findings = grouped(command, batch([good, *bad], lines_of([good, *bad])))
    assert findings is not None
    status = "rejected" if DEFAULT[code] == "reject" else "warning"
    assert rows["status"].to_list() == ["ok", *[status] * len(bad)]
    assert set(findings["code"]) == {code, *FOLLOWS.get(code, ())}
    places = findings.filter(pl.col("code") == code).select("source", "row").rows()
    assert places == [("subtrajecten", str(row)) for row in range(2, 2 + len(bad))]


@pytest.mark.parametrize("code", BAD_LINES)
def test_bad_line_is_found_by_its_own_code(command, batch, code: str):
    rows, findings = grouped(command, batch(lines=BAD_LINES[code]))
    assert findings is not None
    status = {"G142": "rejected", "G153": "ok", "G154": "ok"}.get(
        code, "rejected" if DEFAULT[code] == "reject" else "warning"
    )
    assert rows["status"].to_list() == [status]
    assert set(findings["code"]) == {code}


def test_bad_rows_of_every_kind_leave_each_other_and_the_good_ones_alone(
    command, batch
):
    rows, expected = [], []
    for code, bad in BAD_ROWS.items():
        good = changed(GOOD, subtraject_nummer=f"{code} good")
        for row in (*bad, good):
            number = row["subtraject_nummer"]
            rows.append(row if number != "A1" else changed(row, subtraject_nummer=code))
        status = "rejected" if DEFAULT[code] == "reject" else "warning"
        expected += [status] * len(bad) + ["ok"]
    found, _ = grouped(command, batch(rows, lines_of(rows)))
    assert found["subtraject_nummer"].to_list() == [
        r["subtraject_nummer"] for r in rows
    ]
    assert found["status"].to_list() == expected


def test_rejected_rows_have_null_codes_and_stand_in_the_rejected_file(command, batch):
    arguments = batch([*BAD_ROWS["G135"], changed(GOOD, subtraject_nummer="A2")])
    rows, _ = grouped(command, arguments)
    rejected = read_frame(f"{arguments[-1]}.rejected.csv")
    assert rejected["subtraject_nummer"].to_list() == ["A1"]
    codes = [name for name in rows.columns if "code" in name]
    assert rows.row(0, named=True) | dict.fromkeys(codes) == rows.row(0, named=True)


def test_zorgtype_without_a_tree_gets_no_tree(command, batch):
    rows, _ = grouped(command, batch([NO_TREE]))
    assert rows["status"].to_list() == ["no_tree"]
    assert rows["zorgproduct_code"].to_list() == [None]


@pytest.mark.parametrize(
    ("setting", "status"), [("warn", "warning"), ("off", "ok"), ("reject", "rejected")]
)
def test_check_can_be_set_from_the_command_line(command, batch, setting, status):
    arguments = ["--check", f"geslacht={setting}", *batch(BAD_ROWS["G135"])]
    rows, _ = grouped(command, [arguments[2], *arguments[:2], *arguments[3:]])
    assert rows["status"].to_list() == [status]


def test_no_checks_takes_rows_as_they_are(command, batch):
    bad = changed(GOOD, specialisme_code="0000", diagnose_code="0000", geslacht="X")
    rows, findings = grouped(command, ["group", "--no-checks", *batch([bad])[1:]])
    assert rows["status"].to_list() == ["ok"]
    assert findings is None


def test_batch_without_rows_gives_empty_output_and_reports_every_line(command, batch):
    rows, findings = grouped(command, batch([], [LINE]))
    assert rows.height == 0
    assert findings is not None
    assert findings["code"].to_list() == ["G153"]


def test_batch_without_activities_is_grouped(command, batch):
    rows, _ = grouped(command, batch([GOOD], []))
    assert rows["status"].to_list() == ["warning"]
    assert rows["zorgproduct_code"].null_count() == 0


def test_rows_are_grouped_the_same_whatever_their_neighbours(command, batch, tmp_path):
    rows = [changed(GOOD, subtraject_nummer=f"N{number:03d}") for number in range(50)]
    lines = [changed(LINE, subtraject_nummer=r["subtraject_nummer"]) for r in rows]
    found, _ = grouped(command, batch(rows, lines[::-1]))
    alone, _ = grouped(command, batch([rows[0]], lines[:1]))
    # A digest is over the number of its row too.
    own = pl.exclude("subtraject_nummer", "^dbc_grouper_.*$")
    assert found.select(own).unique().equals(alone.select(own))
    assert found.row(0) == alone.row(0)
    assert frame(rows, GOOD)["subtraject_nummer"].equals(found["subtraject_nummer"])
