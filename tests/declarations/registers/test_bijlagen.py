"""What an option gives: whole profiles, a history of several files, settings."""

from datetime import date
from pathlib import Path

import pytest

from declarations.registers.bijlagen import (
    read_checks,
    read_historie,
    read_vrijgaven,
    read_zorgprofiel,
)
from declarations.registers.schema import Historie
from productstructure.errors import InputFileError

PROFIEL = (
    "zorginstelling_code;subtraject_nummer;zorgactiviteit_code;aantal;uitvoerdatum"
)


def test_complete_profile_is_read_with_equal_rows_kept(tmp_path: Path):
    path = tmp_path / "alles.csv"
    line = "6990001;S000001;60102;1;2024-06-13\n"
    path.write_text(f"{PROFIEL}\n{line}{line}")
    profiel, findings, telling = read_zorgprofiel(path)
    row = ("06990001", "S000001", "060102", 1, date(2024, 6, 13))
    assert profiel.rows() == [row, row]
    assert findings.is_empty()
    assert telling.rows() == [("alles.csv", "zorgprofiel", 2, 0)]


def test_profile_of_a_bill_is_refused_by_its_column(tmp_path: Path):
    path = tmp_path / "profielen.csv"
    path.write_text(f"{PROFIEL};is_op_nota\n06990001;S1;060102;1;2024-06-13;J\n")
    with pytest.raises(InputFileError, match="is_op_nota"):
        read_zorgprofiel(path)


HISTORIE = (
    "declarant;factuurnummer;ontvangen;status;referentie_prestatie;referentie_tarief;"
    "referentie_voorgaand;bsn;verzekerdennummer;uzovi;subtraject_nummer;"
    "zorgtraject_nummer;specialisme_code;zorgtype_code;diagnose_code;"
    "prestatiecodelijst;declaratiecode;zorgproduct_code;begindatum;einddatum;aantal;"
    "declaratiebedrag_cent;dc;bestand_sha256;inhoud_sha256"
)
LINE = (
    "06990001;F1;2024-07-01;{};R1;R1A;;999999990;;9101;S1;T1;305;11;1206;41;15E309;"
    "990919001;2024-01-02;2024-03-31;1;128437;D;ab;cd"
)


def test_history_has_the_columns_of_the_report():
    # Written out apart from the code, to the letter and in order.
    assert Historie.column_names() == HISTORIE.split(";")


def test_histories_add_up_and_a_row_in_two_of_them_is_one(tmp_path: Path):
    paths = [tmp_path / "mei.csv", tmp_path / "juni.csv"]
    paths[0].write_text(f"{HISTORIE}\n{LINE.format('BETAALD')}\n")
    paths[1].write_text(
        f"{HISTORIE}\n{LINE.format('BETAALD')}\n{LINE.format('GEWEIGERD')}\n"
    )
    historie, findings, telling = read_historie([*paths, paths[0]])
    assert historie["status"].to_list() == ["BETAALD", "GEWEIGERD"]
    assert historie.select(
        "specialisme_code", "prestatiecodelijst", "ontvangen", "declaratiebedrag_cent"
    ).row(0) == ("0305", "041", date(2024, 7, 1), 128437)
    assert findings.select("bestand", "row", "code").rows() == [
        ("juni.csv", 1, "RIJ_DUBBEL")
    ]
    assert telling["rijen"].to_list() == [1, 2]


def test_row_of_history_without_a_known_status_is_told_and_left_out(tmp_path: Path):
    path = tmp_path / "historie.csv"
    path.write_text(f"{HISTORIE}\n{LINE.format('VOLDAAN')}\n{LINE.format('DEELS')}\n")
    historie, findings, telling = read_historie(path)
    assert historie["status"].to_list() == ["DEELS"]
    assert findings.select("row", "code").rows() == [(1, "WAARDE_ONBEKEND")]
    assert telling["verloren"].to_list() == [1]


def test_finding_on_a_bsn_in_history_does_not_show_it(tmp_path: Path):
    path = tmp_path / "historie.csv"
    path.write_text(f"{HISTORIE}\n{LINE.format('DEELS')}\n".replace("999999990", "1x2"))
    _, findings, _ = read_historie(path)
    assert findings.select("column", "value").rows() == [("bsn", None)]


def test_no_history_at_all_has_no_rows():
    historie, findings, telling = read_historie([])
    assert historie.is_empty()
    assert findings.is_empty()
    assert telling.is_empty()


def test_settings_of_checks_are_read(tmp_path: Path):
    path = tmp_path / "checks.csv"
    path.write_text(
        "check_id;gevolg;verplicht;uzovi;begindatum;einddatum;reden\n"
        "r35;rj;;9101;2024-01-01;;polis 2024\n"
        "T05;UIT;N;;;;\n"
        "G04;;J;;;;\n"
        "G05;STOP;;;;;\n"
    )
    checks, findings, _ = read_checks(path)
    assert checks.select(
        "check_id", "gevolg", "verplicht", "uzovi", "reden"
    ).rows() == [
        ("R35", "RJ", None, "9101", "polis 2024"),
        ("T05", "UIT", False, None, None),
        ("G04", None, True, None, None),
    ]
    refused = findings.filter(severity="reject")
    assert refused.select("row", "column").rows() == [(4, "gevolg")]


def test_release_of_a_line_is_read(tmp_path: Path):
    path = tmp_path / "vrijgaven.csv"
    path.write_text(
        "referentienummer;check_id;wie;datum;reden\nR1;G04;A. Bos;2024-07-02;dossier\n"
        "R2;G04;;2024-07-02;dossier\n"
    )
    vrijgaven, findings, _ = read_vrijgaven(path)
    assert vrijgaven.rows() == [("R1", "G04", "A. Bos", date(2024, 7, 2), "dossier")]
    assert findings.select("row", "column").rows() == [(2, "wie")]


def test_profile_with_a_row_that_cannot_be_used_is_no_profile(tmp_path: Path) -> None:
    path = tmp_path / "zorgprofiel.csv"
    path.write_text(
        "zorginstelling_code;subtraject_nummer;zorgactiviteit_code;aantal;uitvoerdatum\n"
        "06990001;S1;060101;1;2024-03-04\n"
        "06990001;S1;060102;een;2024-03-05\n"
        "06990001;S2;060101;1;2024-03-04\n"
    )
    rows, findings, telling = read_zorgprofiel(path)
    assert rows["subtraject_nummer"].to_list() == ["S2"]
    assert findings["row"].to_list() == [2]
    assert telling["verloren"].to_list() == [1]


def test_row_of_nobody_may_be_of_any_profile_of_its_institution(tmp_path: Path) -> None:
    path = tmp_path / "zorgprofiel.csv"
    path.write_text(
        "zorginstelling_code;subtraject_nummer;zorgactiviteit_code;aantal;uitvoerdatum\n"
        "06990001;S1;060101;1;2024-03-04\n"
        "06990001;;060102;1;2024-03-05\n"
        "06990002;S1;060101;1;2024-03-04\n"
    )
    rows, _, _ = read_zorgprofiel(path)
    assert rows["zorginstelling_code"].to_list() == ["06990002"]
