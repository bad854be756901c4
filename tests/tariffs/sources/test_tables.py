"""Whole folders of tables: which file is which table, and what does not go on."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from productstructure.errors import InputFileError
from tariffs.schema import TABEL_VAN
from tariffs.sources.tables import (
    read_and_count,
    read_regels,
    read_tabellen,
    read_verzekeringen,
)
from tariffs.sources.zorgproductentabel import products_of_release

RELEASE = (
    "release_id;bron;kenmerk;bekendgemaakt_op;ingangsdatum;bedrag_schaal;bronbestand\n"
)
CONTRACT = (
    "contract_id;versie;agb;concern_id;contractvorm;status;schriftelijk;"
    "begindatum;einddatum;terugvalregel_id;buiten_scope\n"
    "C1;1;06010101;V1;PXQ;ONDERTEKEND;J;2025-01-01;2026-12-31;;PASSANT\n"
)
PRIJS = "contract_id;versie;prestatiecode;component;prijs_e6;begindatum;einddatum\n"
TARIEF = "Declaratiecode;Tarief;Ingangsdatum;Einddatum\n"


def folder(path: Path, files: Mapping[str, str]) -> Path:
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


def faults(findings: pl.DataFrame) -> list[tuple]:
    return findings.select("bestand", "row", "code").rows()


def test_table_is_known_by_the_name_of_its_file(tmp_path: Path) -> None:
    files = {
        "contract.csv": CONTRACT,
        "contract_prijs_2025.csv": PRIJS
        + "C1;1;15E566;INTEGRAAL;4215750000;2025-01-01;2025-12-31\n",
        "contract_prijs_2026.csv": PRIJS
        + "C1;1;15E566;INTEGRAAL;4300000000;2026-01-01;2026-12-31\n",
        "README.md": "not a table",
        "verzekeringen.csv": "read by another function",
    }
    tabellen, findings = read_tabellen(contracten=folder(tmp_path, files))
    assert faults(findings) == []
    assert tabellen.contract["zorginstelling_code"].to_list() == ["06010101"]
    assert tabellen.contract_prijs["prijs_e6"].to_list() == [4215750000, 4300000000]


def test_sheets_and_toml_lists_are_tables_too(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "afspraken.xlsx")
    for name, text in (("contract", CONTRACT), ("contract_prijs", PRIJS)):
        sheet = book.add_worksheet(name)
        for number, line in enumerate(text.strip().split("\n")):
            sheet.write_row(number, 0, line.split(";"))
    row = ["C1", 1, "15E566", "INTEGRAAL", 4215750000, "2025-01-01", "2025-12-31"]
    sheet.write_row(1, 0, row)
    book.close()
    folder(
        tmp_path,
        {
            "registers.toml": '[[fp_register]]\nprestatiecode = "198515"\n'
            'kenmerk = "k"\nomschrijving = "o"\nbegindatum = 2023-01-01\n'
            'per = "VERRICHTING"\n'
            '[[werkelijke_kosten]]\nprestatiecode = "238062"\nlijst = "041"\n'
            "begindatum = 2012-01-01\n"
        },
    )
    tabellen, findings = read_tabellen(contracten=tmp_path)
    assert faults(findings) == []
    assert tabellen.contract_prijs["prijs_e6"].to_list() == [4215750000]
    assert tabellen.fp_register["begindatum"].to_list() == [date(2023, 1, 1)]
    assert tabellen.werkelijke_kosten["prestatiecode"].to_list() == ["238062"]


def test_parquet_of_a_written_table_reads_back_the_same(tmp_path: Path) -> None:
    read, _ = read_tabellen(
        contracten=folder(tmp_path / "a", {"contract.csv": CONTRACT})
    )
    (tmp_path / "b").mkdir()
    read.contract.write_parquet(tmp_path / "b" / "contract.parquet")
    again, findings = read_tabellen(contracten=tmp_path / "b")
    assert faults(findings) == []
    assert again.contract.equals(read.contract)


@pytest.mark.parametrize("zwaarte", [["licht", "ZWAAR"], "LICHT|zwaar"])
def test_parquet_list_may_be_a_list_or_a_text(tmp_path: Path, zwaarte: object) -> None:
    read, _ = read_tabellen(contracten=folder(tmp_path, {"contract.csv": CONTRACT}))
    (tmp_path / "contract.csv").unlink()
    values = pl.Series("ic_zwaarte", [zwaarte])
    read.contract.with_columns(values).write_parquet(tmp_path / "contract.parquet")
    again, findings = read_tabellen(contracten=tmp_path)
    assert faults(findings) == []
    assert again.contract["ic_zwaarte"].to_list() == [["LICHT", "ZWAAR"]]


def test_parquet_with_float_amounts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "contract_prijs.parquet"
    pl.DataFrame(
        {
            "contract_id": ["C1"],
            "versie": [1],
            "prestatiecode": ["15E566"],
            "component": ["INTEGRAAL"],
            "prijs": [4215.75],
            "begindatum": [date(2025, 1, 1)],
        }
    ).write_parquet(path)
    with pytest.raises(InputFileError, match="prijs_e6 hold binary floats"):
        read_tabellen(contracten=path)


def test_parquet_with_decimal_amounts_is_exact(tmp_path: Path) -> None:
    folder(tmp_path, {"contract.csv": CONTRACT})
    pl.DataFrame(
        {
            "contract_id": ["C1"],
            "versie": [1],
            "prestatiecode": ["15E566"],
            "component": ["INTEGRAAL"],
            "prijs": ["1.234"],
            "begindatum": [date(2025, 1, 1)],
        }
    ).with_columns(pl.col("prijs").cast(pl.Decimal(12, 3))).write_parquet(
        tmp_path / "contract_prijs.parquet"
    )
    tabellen, _ = read_tabellen(contracten=tmp_path)
    assert tabellen.contract_prijs["prijs_e6"].to_list() == [1_234_000]


@pytest.mark.parametrize("given", ["files", "folder twice"])
def test_file_found_twice_is_read_once(tmp_path: Path, given: str) -> None:
    path = folder(tmp_path, {"contract.csv": CONTRACT})
    where = path if given == "folder twice" else [path / "contract.csv", path]
    tabellen, findings = read_tabellen(contracten=where, registers=path)
    assert faults(findings) == []
    assert tabellen.contract.height == 1


@pytest.mark.parametrize("naam", ["prijzen.csv", "contractprijs.csv", "tarieven.csv"])
def test_file_of_another_name_in_a_folder_is_refused_by_name(
    tmp_path: Path, naam: str
) -> None:
    with pytest.raises(InputFileError, match=naam):
        read_tabellen(contracten=folder(tmp_path, {naam: PRIJS}))


def test_price_lists_of_any_name_are_known_by_their_argument(tmp_path: Path) -> None:
    folder(
        tmp_path,
        {
            "contract.csv": CONTRACT,
            "lijst.csv": "contract_id;versie;Declaratiecode;Zorgproductcode;Prijs;"
            "volume;begindatum;einddatum\nC1;1;15E566;029499002;4.215,75;20;2025-01-01;\n",
            "passanten Z1.csv": "agb;Declaratiecode;Zorgproduct;Totaalprijs;"
            "Ingangsdatum;Einddatum\n6010101;15E566;tekst;5120,00;2025-01-01;2025-12-31\n",
        },
    )
    tabellen, findings = read_tabellen(
        contracten=[tmp_path / "contract.csv", tmp_path / "lijst.csv"],
        passanten=tmp_path / "passanten Z1.csv",
    )
    assert faults(findings) == []
    assert tabellen.contract_prijs.select("prijs_e6", "volume").rows() == [
        (4215_750_000, 20)
    ]
    assert tabellen.standaardprijslijst.select(
        "zorginstelling_code", "prijs_e6", "omschrijving"
    ).rows() == [("06010101", 5120_000_000, "tekst")]


def test_no_row_disappears_between_file_and_findings(tmp_path: Path) -> None:
    rows = [
        "C1;1;15E566;INTEGRAAL;4215750000;2025-01-01;2025-12-31",
        "C1;1;15E567;INTEGRAAL;veel;2025-01-01;",
        "C1;1;15E568;INTEGRAAL;;2025-01-01;",
        "C1;1;15E569;INTEGRAAL;-1;2025-01-01;",
        "C1;1;15E570;INTEGRAAL;1;2025-02-30;",
        "C1;1;15E571;INTEGRAAL;1;2025-01-01;2024-12-31",
        "C1;1;15E572;HEEL;1;2025-01-01;",
        "C9;1;15E573;INTEGRAAL;1;2025-01-01;",
        "C1;1;15E574;INTEGRAAL",
        "C1;1;15E575;INTEGRAAL;1000000000000001;2025-01-01;",
    ]
    path = folder(
        tmp_path,
        {"contract.csv": CONTRACT, "contract_prijs.csv": PRIJS + "\n".join(rows)},
    )
    tabellen, findings = read_tabellen(contracten=path)
    assert tabellen.contract_prijs["prestatiecode"].to_list() == ["15E566"]
    assert findings.sort("row").select("row", "column", "code").rows() == [
        (2, "prijs_e6", "GETAL_ONLEESBAAR"),
        (3, "prijs_e6", "VERPLICHT_VELD_LEEG"),
        (4, "prijs_e6", "WAARDE_BUITEN_BEREIK"),
        (5, "begindatum", "DATUM_ONLEESBAAR"),
        (6, None, "PERIODE_ONJUIST"),
        (7, "component", "WAARDE_ONBEKEND"),
        (8, "contract_id", "VERWIJZING_ONBEKEND"),
        (9, None, "RIJ_KOLOMMEN"),
        (10, "prijs_e6", "WAARDE_BUITEN_BEREIK"),
    ]


def test_rows_of_two_files_that_overlap_are_both_findings(tmp_path: Path) -> None:
    head = "uzovi;concern_id;begindatum;einddatum\n"
    path = folder(
        tmp_path,
        {
            "uzovi_concern_a.csv": head + "9001;V1;2025-01-01;\n9002;V1;2025-01-01;\n",
            "uzovi_concern_b.csv": head + "9001;V2;2026-01-01;\n",
        },
    )
    tabellen, findings = read_tabellen(contracten=path)
    assert tabellen.uzovi_concern["uzovi"].to_list() == ["9002"]
    assert faults(findings) == [
        ("uzovi_concern_a.csv", 1, "PERIODE_OVERLAPT"),
        ("uzovi_concern_b.csv", 1, "PERIODE_OVERLAPT"),
    ]


def test_contract_with_an_unknown_terugvalregel_stays_and_is_warned_of(
    tmp_path: Path,
) -> None:
    text = CONTRACT.replace(";;PASSANT", ";T9;PASSANT")
    tabellen, findings = read_tabellen(
        contracten=folder(tmp_path, {"contract.csv": text})
    )
    assert tabellen.contract.height == 1
    assert findings.select("code", "severity").rows() == [
        ("TERUGVALREGEL_ONBEKEND", "warn")
    ]


def test_table_without_rows_is_warned_of(tmp_path: Path) -> None:
    path = folder(tmp_path, {"contract_prijs.csv": PRIJS})
    _, findings = read_tabellen(contracten=path)
    assert faults(findings) == [("contract_prijs.csv", None, "TABEL_LEEG")]


def official(tmp_path: Path, release: str, **files: str) -> Path:
    return folder(
        tmp_path,
        {
            "tarief_release.csv": RELEASE + release,
            "20250101 Tarieven Tabel v20241001.csv": TARIEF
            + "15E566;0;20250101;\n14E669;187325;20250101;20251231\n",
            **files,
        },
    )


OFFICIAL = (
    "1;TARIEVENTABEL;TB;2024-10-01;2025-01-01;CENT;"
    "20250101 Tarieven Tabel v20241001.csv\n"
)


def test_official_table_is_read_as_the_release_that_names_it(tmp_path: Path) -> None:
    tabellen, findings = read_tabellen(tarieven=official(tmp_path, OFFICIAL))
    assert tabellen.tarief.select("release_id", "tariefsoort", "bedrag_e6").rows() == [
        (1, "VRIJ", None),
        (1, "MAXIMUM", 1_873_250_000),
    ]
    assert findings.select("code", "value").rows() == [("PRESTATIE_AFGELEID", "2")]


def test_what_is_wrong_in_an_official_table_is_told(tmp_path: Path) -> None:
    """The row without a day is not in the tables; the one behind it is."""
    path = official(tmp_path, OFFICIAL)
    file = path / "20250101 Tarieven Tabel v20241001.csv"
    file.write_text(TARIEF + "15E566;0;geen dag;\n14E669;187325;20250101;20251231\n")
    tabellen, findings = read_tabellen(tarieven=path)
    assert tabellen.tarief["prestatiecode"].to_list() == ["14E669"]
    told = findings.filter(pl.col("severity") == "reject")
    assert told.select("bestand", "row", "code").rows() == [
        (file.name, 1, "DATUM_ONLEESBAAR")
    ]


@pytest.mark.parametrize(
    ("release", "message"),
    [
        (OFFICIAL.replace(";20250101 T", ";Ander T"), "0 rows of tarief_release"),
        (OFFICIAL.replace("CENT", ""), "no bedrag_schaal"),
    ],
)
def test_official_table_without_its_release_or_scale_is_refused(
    tmp_path: Path, release: str, message: str
) -> None:
    with pytest.raises(InputFileError, match=message):
        read_tabellen(tarieven=official(tmp_path, release))


def test_tarieven_tabel_of_any_name_is_read_when_it_is_named(tmp_path: Path) -> None:
    folder(
        tmp_path,
        {
            "tarief_release.csv": RELEASE
            + OFFICIAL.replace("20250101 Tarieven Tabel v20241001.csv", "export.csv"),
            "export.csv": TARIEF + "14E669;187325;20250101;\n",
        },
    )
    tabellen, _ = read_tabellen(
        tarieven=[tmp_path / "tarief_release.csv", tmp_path / "export.csv"]
    )
    assert tabellen.tarief["bedrag_e6"].to_list() == [1_873_250_000]


def test_official_table_of_another_version_is_refused(tmp_path: Path) -> None:
    release = OFFICIAL.strip() + f";{sha256(b'other').hexdigest()}\n"
    path = official(tmp_path, release)
    text = (path / "tarief_release.csv").read_text()
    (path / "tarief_release.csv").write_text(
        text.replace("bronbestand\n", "bronbestand;sha256\n")
    )
    with pytest.raises(InputFileError, match="another version"):
        read_tabellen(tarieven=path)


def test_tariff_zero_follows_the_register_of_real_costs(tmp_path: Path) -> None:
    register = "prestatiecode;lijst;begindatum\n15E566;041;2012-01-01\n"
    path = official(tmp_path, OFFICIAL, **{"werkelijke_kosten.csv": register})
    tabellen, _ = read_tabellen(tarieven=path)
    assert tabellen.tarief["tariefsoort"].to_list() == ["WERKELIJKE_KOSTEN", "MAXIMUM"]


def test_uitval_product_has_a_row_without_code(tmp_path: Path) -> None:
    name = "20250101 Zorgproducten Tabel v20241001.csv"
    producten = (
        "Zorgproductcode;Zorgproductomschrijving;Declaratiecode verzekerde zorg;"
        "Declaratiecode onverzekerde zorg;Zorgproduct WBMV code;Zorgproductgroep Code;"
        "Ingangsdatum;Einddatum\n"
        "99999053;uitval;;;;099999;20250101;\n"
        "029499002;huid;14E669;16E669;2990;029499;20250101;\n"
    )
    release = OFFICIAL + OFFICIAL.replace("1;T", "2;T").replace(
        "20250101 Tarieven Tabel v20241001.csv", name
    )
    tabellen, _ = read_tabellen(
        tarieven=official(tmp_path, release, **{name: producten})
    )
    assert tabellen.zorgproduct_declaratiecode.select(
        "release_id", "zorgproduct_code", "prestatiecode", "verzekerd"
    ).rows() == [
        (2, "099999053", None, True),
        (2, "029499002", "14E669", True),
        (2, "029499002", "16E669", False),
    ]
    wbmv = tabellen.prestatie.filter(pl.col("prestatiecode") == "14E669")
    assert wbmv["vergunning_vereist"].to_list() == ["WBMV"]


def test_row_of_a_zorgproduct_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    name = "20250101 Zorgproducten Tabel v20241001.csv"
    producten = (
        "Zorgproductcode;Zorgproductomschrijving;Declaratiecode verzekerde zorg;"
        "Declaratiecode onverzekerde zorg;Zorgproduct WBMV code;Zorgproductgroep Code;"
        "Ingangsdatum;Einddatum\n"
        "029499002;huid;14E669;16E669;;029499;20250101;20241231\n"
        "029499003;huid;14E669;16E669;;029499;20250101;\n"
    )
    release = OFFICIAL + OFFICIAL.replace("1;T", "2;T").replace(
        "20250101 Tarieven Tabel v20241001.csv", name
    )
    path = official(tmp_path, release, **{name: producten})
    tabellen, findings = read_tabellen(tarieven=path)
    relatie = tabellen.zorgproduct_declaratiecode
    assert relatie["zorgproduct_code"].unique().to_list() == ["029499003"]
    assert faults(findings).count((name, 1, "PERIODE_ONJUIST")) == 1


def test_product_of_a_release_that_cannot_be_is_told() -> None:
    products = pl.DataFrame(
        {
            "zorgproduct_code": ["029499002", "029499003"],
            "declaratiecode_verzekerd": ["14E669", "14E669"],
            "declaratiecode_onverzekerd": ["16E669", "16E669"],
            "begindatum": [date(2025, 1, 1)] * 2,
            "einddatum": [date(2024, 12, 31), None],
        }
    )
    gelezen = read_and_count(producten=products_of_release(products, "release"))
    relatie = gelezen.tabellen.zorgproduct_declaratiecode
    assert relatie["zorgproduct_code"].unique().to_list() == ["029499003"]
    assert faults(gelezen.findings) == [("release", 1, "PERIODE_ONJUIST")]


def test_code_of_a_selector_that_no_table_knows_is_told(tmp_path: Path) -> None:
    selectors = ("CODE:15E566", "CODE:15E999", "PREFIX:15E", "PREFIX:77")
    scope = "contract_id;versie;selector;in_scope\n" + "".join(
        f"C1;1;{selector};J\n" for selector in selectors
    )
    path = official(tmp_path / "nza", OFFICIAL)
    contracten = folder(
        tmp_path / "contracten", {"contract.csv": CONTRACT, "contract_scope.csv": scope}
    )
    _, findings = read_tabellen(tarieven=path, contracten=contracten)
    assert faults(findings.filter(pl.col("code") == "CODE_ONBEKEND")) == [
        ("contract_scope.csv", 2, "CODE_ONBEKEND"),
        ("contract_scope.csv", 4, "CODE_ONBEKEND"),
    ]


def test_given_prestatie_goes_before_the_derived_one(tmp_path: Path) -> None:
    prestatie = (
        "prestatiecode;lijst;begindatum;soort_prestatie;verzekerd;eenheid;"
        "aantal_deelbaar;maxmax_uitgesloten;overeenkomst_vereist;btw_behandeling\n"
        "14E669;041;2025-01-01;DBC;J;STUK;N;N;J;VRIJGESTELD\n"
    )
    path = official(tmp_path, OFFICIAL, **{"prestatie.csv": prestatie})
    tabellen, _ = read_tabellen(tarieven=path)
    assert tabellen.prestatie.sort("prestatiecode").select(
        "prestatiecode", "overeenkomst_vereist"
    ).rows() == [("14E669", True), ("15E566", False)]


def test_lines_are_read_with_the_names_of_section_12(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        {
            "regels.csv": "regel_id;agb;uzovi;lijst;prestatiecode;zorgproductcode;"
            "begindatum;aantal_m;tarief;dc\n"
            "1;6010101;9001;41;39611;29499002;20250310;1000;38,44;D\n"
            "2;06010101;9001;041;039611;;20250310;1000;x;D\n"
            "3;06010101;9001;041;039611;;20250310;1000;;D\n"
            "3;06010101;9001;041;039611;;20250310;1000;;D\n"
        },
    )
    rows, findings = read_regels(path / "regels.csv")
    assert rows.select(
        "regel_id",
        "zorginstelling_code",
        "prestatiecodelijst",
        "prestatiecode",
        "zorgproduct_code",
        "tarief_cent",
    ).rows() == [("1", "06010101", "041", "039611", "029499002", 3844)]
    assert findings.select("row", "code").rows() == [
        (2, "GETAL_ONLEESBAAR"),
        (3, "SLEUTEL_DUBBEL"),
        (4, "SLEUTEL_DUBBEL"),
    ]


def test_person_insured_twice_on_a_day_has_no_insurer(tmp_path: Path) -> None:
    path = tmp_path / "verzekeringen.csv"
    path.write_text(
        "verzekerde_id;uzovi;polis;begindatum;einddatum\n"
        "A;9001;N;2024-01-01;2024-12-31\nA;9003;N;2025-01-01;\n"
        "B;9001;N;2024-01-01;2025-01-01\nB;9003;N;2025-01-01;\n"
    )
    rows, findings = read_verzekeringen(path)
    assert rows["verzekerde_id"].to_list() == ["A", "A"]
    assert findings["row"].to_list() == [3, 4]


def test_every_table_can_be_read_from_its_own_parquet(tmp_path: Path) -> None:
    for naam, tabel in TABEL_VAN.items():
        tabel.schema.create_empty().write_parquet(tmp_path / f"{naam}.parquet")
    _, findings = read_tabellen(tarieven=tmp_path)
    assert findings.height == len(TABEL_VAN)
    assert set(findings["code"]) == {"TABEL_LEEG"}
