"""Files of onderhanden werk as exports write them."""

from pathlib import Path

import pytest
from support.files.hl7_samples import write_zip
from support.files.ohw_samples import FILES, delivery

from declarations import Berichten, BerichtLayout, read_berichten
from productstructure.errors import InputFileError

PROFIEL, SUBTRAJECT = FILES["GELEVERD_ZORGPROFIEL"], FILES["SUBTRAJECT"]


def read(
    tmp_path: Path, layout: BerichtLayout | None = None, **changed: str | bytes
) -> Berichten:
    files = delivery()
    for name, text in changed.items():
        files[f"{name}.txt"] = text if isinstance(text, bytes) else text.encode()
    (berichten,) = read_berichten(write_zip(tmp_path / "ohw.zip", files), layout=layout)
    return berichten


def told(berichten: Berichten) -> list[tuple[str, str]]:
    return berichten.findings.select("code", "locatie").rows()


def same(one: Berichten, other: Berichten) -> bool:
    return one.subtrajecten.equals(other.subtrajecten) and (
        one.zorgactiviteiten.equals(other.zorgactiviteiten)
    )


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: (text + "\n\n").encode(),
    ],
    ids=["CR LF", "CR CR LF", "CR", "BOM", "UTF-16", "empty lines"],
)
def test_line_ends_and_encodings_read_alike(tmp_path, encode):
    plain = read(tmp_path)
    other = read(tmp_path, **{name: encode(text) for name, text in FILES.items()})
    assert other.findings.is_empty()
    assert same(plain, other)


def test_column_that_is_not_read_is_told_once(tmp_path):
    profiel = "\n".join(f"{line};x" for line in PROFIEL.splitlines()) + "\n"
    berichten = read(tmp_path, GELEVERD_ZORGPROFIEL=profiel)
    assert told(berichten) == [("B-33", "x")]
    assert same(read(tmp_path), berichten)


@pytest.mark.parametrize(
    ("table", "column", "slip"),
    [
        ("GELEVERD_ZORGPROFIEL", "uitvoerdatum", "uitvoerdatun"),
        ("SUBTRAJECT", "aanspraak_zvw", "aanspraak_zwv"),
        ("SUBTRAJECT", "dbc_reden_sluiten", "dbc_reden_sluite"),
        ("SUBTRAJECT", "einddatum_subtraject", "einddatums_subtraject"),
        ("ZORGTRAJECT", "zorgvraagcode", "zorgvraagode"),
        ("PATIENT", "geboortedatum", "geboortedatm"),
    ],
)
def test_column_one_letter_off_is_refused_unless_let_through(
    tmp_path, table, column, slip
):
    changed = {table: FILES[table].replace(column, slip)}
    with pytest.raises(InputFileError, match=rf"{table}\.txt: column '{slip}'"):
        read(tmp_path, **changed)
    if table != "PATIENT":
        layout = BerichtLayout().ignoring([slip.upper()])
        assert told(read(tmp_path, layout, **changed)) == [("B-33", slip)]


@pytest.mark.parametrize("name", ["Uitvoer Datum", "UITVOERDATUM", " uitvoer-datum "])
def test_column_in_another_notation_is_read(tmp_path, name):
    profiel = PROFIEL.replace("uitvoerdatum", name)
    assert same(read(tmp_path), read(tmp_path, GELEVERD_ZORGPROFIEL=profiel))


@pytest.mark.parametrize("extra", [" ", "\u00a0", "\u200b", "\ufeff"])
def test_keys_that_differ_in_what_nobody_sees_meet(tmp_path, extra):
    profiel = PROFIEL.replace("S1", f"S1{extra}").replace("190060", f"{extra}190060")
    berichten = read(tmp_path, GELEVERD_ZORGPROFIEL=profiel)
    assert same(read(tmp_path), berichten)
    assert sorted(told(berichten)) == [
        ("B-36", "GELEVERD_ZORGPROFIEL.subtrajectnummer (2 keer)"),
        ("B-36", "GELEVERD_ZORGPROFIEL.zorgactiviteitcode (1 keer)"),
    ]


def test_activity_row_that_breaks_off_refuses_its_dataset(tmp_path):
    profiel = PROFIEL.replace("Z2;S1;036721;2;20170204", "Z2;S1;036721;2")
    berichten = read(tmp_path, GELEVERD_ZORGPROFIEL=profiel)
    assert berichten.subtrajecten["subtraject_id"].to_list() == ["S2"]
    (finding,) = berichten.findings.to_dicts()
    assert (finding["code"], finding["row"]) == ("B-34", 2)


@pytest.mark.parametrize(
    ("table", "whole", "broken"),
    [
        ("SUBTRAJECT", "S1;T1;D1;11;175;20170201;;00;J", "S1;T1;D1;11;175;20170201"),
        ("ZORGTRAJECT", "T1;0303;\n", "T1;0303\n"),
        ("PATIENT", "P1;M;19800229", "P1;M"),
    ],
)
def test_row_that_breaks_off_refuses_who_refers_to_it(tmp_path, table, whole, broken):
    assert whole in FILES[table]
    berichten = read(tmp_path, **{table: FILES[table].replace(whole, broken)})
    assert berichten.subtrajecten["subtraject_id"].to_list() == ["S2"]
    assert ("B-34", table) in told(berichten)


def test_file_that_breaks_off_in_its_last_row_is_told(tmp_path):
    berichten = read(tmp_path, GELEVERD_ZORGPROFIEL=PROFIEL.removesuffix(";\n"))
    assert {code for code, _ in told(berichten)} == {"B-34", "B-35"}
    assert berichten.subtrajecten["subtraject_id"].to_list() == ["S1"]


def test_file_without_a_last_line_end_is_told(tmp_path):
    berichten = read(tmp_path, GELEVERD_ZORGPROFIEL=PROFIEL.removesuffix("\n"))
    assert told(berichten) == [("B-35", None)]
    assert len(berichten.subtrajecten) == 2


def test_same_activity_twice_is_told(tmp_path):
    profiel = PROFIEL + "Z1;S1;190060;1;20170203\n"
    berichten = read(tmp_path, GELEVERD_ZORGPROFIEL=profiel)
    assert berichten.findings.select("code", "row").rows() == [("B-55", 4)]


def test_delivery_twice_over_is_refused(tmp_path):
    doubled = {
        name: text + text.partition("\n")[2] for name, text in FILES.items()
    }  # fmt: skip
    berichten = read(tmp_path, **doubled)
    assert berichten.subtrajecten.is_empty()
    assert {"B-25", "B-31"} <= set(berichten.findings["code"])
