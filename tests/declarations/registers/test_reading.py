"""Tables of checks: known by name, read in every form, bad rows told and left out."""

from datetime import date, time
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from dbc_grouper_data import tarieven_path

from declarations.registers.landelijk import LANDELIJK
from declarations.registers.reading import read_registers
from declarations.registers.schema import REGISTER_VAN, REGISTERTABELLEN
from productstructure.errors import InputFileError
from tariffs.files.tablenames import REGISTERS, TARIEFTABELLEN
from tariffs.sources.tables import read_and_count

PERSONEN = (
    "verzekerde_id;bsn;verzekerdennummer;naam;voorvoegsel;geboortedatum;geslacht;"
    "overlijdensdatum\n"
)


def test_price_knows_the_names_of_every_table_of_checks():
    ours = {table.naam for table in REGISTERTABELLEN} - {"verzekeringen"}
    assert ours == set(REGISTERS)
    assert set(TARIEFTABELLEN.elders) >= {"verzekeringen", *ours}


def test_no_table_bears_the_name_of_one_of_prices():
    assert set(REGISTER_VAN).isdisjoint(TARIEFTABELLEN.tables)


# The columns of the tables, to the letter, written out apart from the code; some of
# them name a type behind it.
COLUMNS = {
    # Our own addition, which may be absent: what a message asks of a person (0215).
    "personen": "verzekerde_id bsn verzekerdennummer naam voorvoegsel voorletters "
    "geboortedatum geslacht overlijdensdatum",
    "verzekeringen": "verzekerde_id uzovi polis begindatum einddatum vrijwillig_cent",
    "agb": "agb soort specialisme_code naam begindatum einddatum",
    "uzovi": "uzovi naam begindatum einddatum",
    "detentie": "verzekerde_id begindatum einddatum",
    "wlz": "verzekerde_id begindatum einddatum",
    "diagnose_combinaties": "specialisme_code diagnose_code_1 diagnose_code_2 "
    "begindatum einddatum",
    "privacyverklaringen": "zorginstelling_code referentienummer",
    "machtigingen": "nummer verzekerde_id uzovi zorginstelling_code specialisme_code "
    "diagnose_code code aantal begindatum einddatum status",
    "opnamen": "verzekerde_id zorginstelling_code begindatum einddatum soort begintijd "
    "eindtijd",
    "bilateraal": "uzovi prestatiecodelijst declaratiecode begindatum einddatum",
    "polisvoorwaarde": "uzovi polis vorm percentage_bp begindatum einddatum",
    "marktconform": "uzovi declaratiecode prijs_cent begindatum einddatum",
    "aanvullend": "uzovi polis soort bedrag_cent per maximum_cent begindatum einddatum",
    "inkoop": "uzovi behandeling zorginstelling_code soort begindatum einddatum",
    "inkoopbeleid": "uzovi behandeling soort grond omschrijving begindatum einddatum "
    "bron",
    "polisuitsluiting": "uzovi polis behandeling begindatum einddatum",
    "vergunning": "agb soort begindatum einddatum",
    "preferentie": "uzovi code begindatum einddatum",
    "vrijstelling": "soort code vrij_verplicht vrij_vrijwillig begindatum einddatum "
    "bron",
    "codeverzameling": "naam code begindatum einddatum bron",
    "persoonseis": "declaratiecode geslacht leeftijd_van leeftijd_tot begindatum "
    "einddatum",
    "aandachtslijst": "nummer behandeling specialisme_code diagnose_code "
    "zorgactiviteit_code koppeling begindatum einddatum bron",
    "dekking": "tabel begindatum einddatum volledig",
    "vt_treatment": "vt_id name patient_group legal_ref care_kind eb_applies "
    "er_applies referral_required",
    "vt_period": "vt_id begin end source status",
    "vt_study": "vt_id study_name register",
    "vt_provider": "vt_id agb name role begin end",
    "vt_participation": "bsn_pseudonym vt_id study inclusion_date provider_agb end",
    "vt_detection": "vt_id kind code study_flag begin end",
    "vt_rule": "vt_id requirement severity",
}
OURS = {
    "persoonseis": {"bron"},
    "vt_treatment": {"open_list"},
    "inkoop": {"polis"},
}


@pytest.mark.parametrize("naam", COLUMNS)
def test_table_has_its_columns(naam: str):
    found = set(REGISTER_VAN[naam].schema.column_names())
    assert found - OURS.get(naam, set()) == set(COLUMNS[naam].split())


def test_every_table_is_described():
    assert set(COLUMNS) == set(REGISTER_VAN)


def test_person_is_read_with_noughts_dates_and_letters_given_back(tmp_path: Path):
    (tmp_path / "personen.csv").write_text(
        PERSONEN
        + "P1;12345672;0071;Duin;van;1-2-1960;1;\n"
        + "P2;999999990;;Bos;;19610203;2;2024-03-01\n"
    )
    registers, findings, telling = read_registers(tmp_path)
    personen = registers.get("personen")
    assert personen is not None
    assert personen.rows() == [
        ("P1", "012345672", "0071", "Duin", "van", None, date(1960, 2, 1), "1", None),
        (
            *("P2", "999999990", None, "Bos", None, None),
            *(date(1961, 2, 3), "2", date(2024, 3, 1)),
        ),
    ]
    assert findings.is_empty()
    assert telling.rows() == [("personen.csv", "personen", 2, 0)]


def test_bad_row_is_told_without_the_person_and_the_good_one_goes_on(tmp_path: Path):
    (tmp_path / "personen.csv").write_text(
        PERSONEN
        + "P1;12345678X;;Duin;;1960-02-01;1;\n"
        + "P2;999999990;;Bos;;1961-02-31;2;\n"
        + "P3;999999990;;Bos;;1961-02-03;2;\n"
    )
    registers, findings, telling = read_registers(tmp_path)
    personen = registers.get("personen")
    assert personen is not None
    assert personen["verzekerde_id"].to_list() == ["P3"]
    told = findings.select("row", "column", "code", "value").rows()
    assert told == [
        (1, "bsn", "CODE_ONJUIST", None),
        (2, "geboortedatum", "DATUM_ONLEESBAAR", None),
    ]
    assert telling.rows() == [("personen.csv", "personen", 3, 2)]


def test_person_with_two_rows_that_differ_counts_for_neither(tmp_path: Path):
    (tmp_path / "personen.csv").write_text(
        PERSONEN + "P1;;;Duin;;1960-02-01;1;\nP1;;;Duin;;1960-02-02;1;\nP2;;;;;;;\n"
    )
    registers, findings, telling = read_registers(tmp_path)
    personen = registers.get("personen")
    assert personen is not None
    assert personen["verzekerde_id"].to_list() == ["P2"]
    assert findings["code"].to_list() == ["SLEUTEL_DUBBEL"] * 2
    assert telling["verloren"].to_list() == [2]


def test_person_in_two_equal_rows_of_two_files_is_one(tmp_path: Path):
    for part in ("1", "2"):
        (tmp_path / f"personen_{part}.csv").write_text(
            PERSONEN + "P1;;;Duin;;1960-02-01;1;\n"
        )
    registers, findings, telling = read_registers(tmp_path)
    personen = registers.get("personen")
    assert personen is not None
    assert personen.height == 1
    assert findings["code"].to_list() == ["RIJ_DUBBEL"]
    assert telling["verloren"].to_list() == [0, 0]


def test_folder_of_both_rooms_is_read_by_each_for_its_own(tmp_path: Path):
    (tmp_path / "uzovi.csv").write_text("uzovi;naam\n101;Duin\n")
    (tmp_path / "uzovi_concern.csv").write_text(
        "uzovi;concern_id;begindatum\n9101;KUST;2024-01-01\n"
    )
    (tmp_path / "verzekeringen.csv").write_text(
        "verzekerde_id;uzovi;begindatum\nP1;9101;2024-01-01\n"
    )
    (tmp_path / "historie.csv").write_text("x\n")
    registers, findings, telling = read_registers(tmp_path)
    assert telling["tabel"].to_list() == ["uzovi", "verzekeringen"]
    uzovi = registers.get("uzovi")
    assert uzovi is not None
    assert uzovi["uzovi"].to_list() == ["0101"]
    priced = read_and_count(registers=tmp_path)
    assert priced.telling["tabel"].to_list() == ["uzovi_concern"]
    assert priced.overgeslagen == ("historie.csv", "uzovi.csv", "verzekeringen.csv")
    assert findings.is_empty()


def test_sheets_of_both_rooms_are_read_by_each_for_its_own(tmp_path: Path):
    path = tmp_path / "registers.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for sheet, rows in {
            "uzovi_concern": [
                ("uzovi", "concern_id", "begindatum"),
                ("9101", "KUST", "2024-01-01"),
            ],
            "wlz": [("verzekerde_id", "begindatum"), ("P1", "2024-01-01")],
            "dekking": [("tabel", "volledig"), ("wlz", "J")],
        }.items():
            page = book.add_worksheet(sheet)
            for index, row in enumerate(rows):
                page.write_row(index, 0, row)
    registers, _, telling = read_registers(path)
    assert telling["tabel"].to_list() == ["wlz", "dekking"]
    dekking = registers.get("dekking")
    assert dekking is not None
    assert dekking.rows() == [("wlz", None, None, True)]
    priced = read_and_count(registers=path)
    assert priced.telling["tabel"].to_list() == ["uzovi_concern"]
    assert priced.overgeslagen == ("registers.xlsx#wlz", "registers.xlsx#dekking")


@pytest.mark.parametrize("behind", ["_oud", "_kust", " (1)"])
def test_copy_of_a_table_is_refused(tmp_path: Path, behind: str):
    (tmp_path / f"agb{behind}.csv").write_text("agb;soort\n1234;PERSOON\n")
    with pytest.raises(InputFileError, match="no year, period or version"):
        read_registers(tmp_path)


def test_sets_of_codes_may_stand_in_a_file_per_subject(tmp_path: Path):
    for subject in ("tarief", "verpleging_2024"):
        (tmp_path / f"codeverzameling_{subject}.csv").write_text(
            f"naam;code\n{subject[0]};061501\n"
        )
    registers, _, _ = read_registers(tmp_path)
    sets = registers.get("codeverzameling")
    assert sets is not None
    assert sets["naam"].to_list() == ["T", "V"]
    (tmp_path / "codeverzameling_tarief_oud.csv").write_text("naam;code\nX;1\n")
    with pytest.raises(InputFileError, match="no year, period or version"):
        read_registers(tmp_path)


def test_table_of_an_unknown_name_is_refused(tmp_path: Path):
    (tmp_path / "kleuren.csv").write_text("agb;soort\n1234;PERSOON\n")
    with pytest.raises(InputFileError, match="name of no table"):
        read_registers(tmp_path)


def test_unknown_column_is_refused_by_name(tmp_path: Path):
    (tmp_path / "wlz.csv").write_text("verzekerde_id;begindatum;kleur\n")
    with pytest.raises(InputFileError, match=r"unknown column.*'kleur'"):
        read_registers(tmp_path)


def test_row_behind_a_header_of_persons_is_not_shown(tmp_path: Path):
    (tmp_path / "wlz.csv").write_text(
        "verzekerde_id;begindatum;einddatumV000001;999000019;Schelpdorp;2024-01-01\n"
    )
    with pytest.raises(InputFileError, match=r"4 other\(s\)") as told:
        read_registers(tmp_path)
    assert not any(
        value in str(told.value) for value in ("V000001", "999000019", "Schelpdorp")
    )


def test_example_tables_of_prices_hold_only_insurances_for_checks():
    _, findings, telling = read_registers(tarieven_path())
    assert telling["tabel"].to_list() == ["verzekeringen"]
    assert telling["verloren"].to_list() == [0]
    assert findings.filter(pl.col("severity") == "reject").is_empty()


def test_file_of_insurances_goes_before_a_table_of_that_name(tmp_path: Path):
    folder = tmp_path / "registers"
    folder.mkdir()
    (folder / "verzekeringen.csv").write_text(
        "verzekerde_id;uzovi;begindatum\nP1;9101;2024-01-01\n"
    )
    other = tmp_path / "polissen van maart.csv"
    other.write_text(
        "verzekerde_id;uzovi;begindatum;vrijwillig\nP1;9102;2024-01-01;500,00\n"
    )
    registers, _, telling = read_registers(folder, verzekeringen=other)
    verzekeringen = registers.get("verzekeringen")
    assert verzekeringen is not None
    assert verzekeringen.select("uzovi", "vrijwillig_cent").rows() == [("9102", 50000)]
    assert telling["bestand"].to_list() == [other.name]


def test_person_insured_twice_on_a_day_keeps_both_and_is_told(tmp_path: Path):
    # Without either row a check would call the person uninsured.
    (tmp_path / "verzekeringen.csv").write_text(
        "verzekerde_id;uzovi;begindatum;einddatum\n"
        "P1;9101;2024-01-01;2024-06-30\n"
        "P1;9102;2024-06-30;\n"
        "P2;9101;2024-01-01;2024-06-30\n"
        "P2;9101;2024-06-30;\n"
    )
    registers, findings, telling = read_registers(tmp_path)
    verzekeringen = registers.get("verzekeringen")
    assert verzekeringen is not None
    assert verzekeringen.height == 3
    told = findings.select("row", "code", "severity").rows()
    assert told == [
        (None, "VERZEKERING_SAMENGEVOEGD", "warn"),
        (1, "VERZEKERING_TEGENSTRIJDIG", "warn"),
        (2, "VERZEKERING_TEGENSTRIJDIG", "warn"),
    ]
    assert telling["verloren"].to_list() == [0]


def test_table_that_is_given_replaces_the_one_that_ships(tmp_path: Path):
    shipped, _, _ = read_registers()
    assert set(shipped.tabellen) == set(LANDELIJK)
    (tmp_path / "codeverzameling.csv").write_text("naam;code\nic_dag;61501\n")
    registers, _, _ = read_registers(tmp_path)
    sets = registers.get("codeverzameling")
    assert sets is not None
    assert sets.select("naam", "code").rows() == [("IC_DAG", "061501")]
    assert registers.get("vrijstelling") is not None


def test_table_that_was_not_given_is_absent():
    registers, _, _ = read_registers()
    assert registers.get("personen") is None


def test_table_without_rows_is_given_and_told(tmp_path: Path):
    (tmp_path / "detentie.csv").write_text("verzekerde_id;begindatum\n")
    registers, findings, _ = read_registers(tmp_path)
    detentie = registers.get("detentie")
    assert detentie is not None
    assert detentie.is_empty()
    assert findings["code"].to_list() == ["TABEL_LEEG"]


def test_times_of_a_stay_are_times(tmp_path: Path):
    (tmp_path / "opnamen.csv").write_text(
        "verzekerde_id;begindatum;einddatum;soort;begintijd;eindtijd\n"
        "P1;2024-03-01;2024-03-02;verblijf;20:15;8:05:30\n"
        "P1;2024-04-01;2024-04-02;IC;24:15;\n"
        "P1;2024-05-01;2024-05-02;LOGEREN;;\n"
    )
    registers, findings, _ = read_registers(tmp_path)
    opnamen = registers.get("opnamen")
    assert opnamen is not None
    assert opnamen.select("soort", "begintijd", "eindtijd").rows() == [
        ("VERBLIJF", time(20, 15), time(8, 5, 30))
    ]
    rejected = findings.filter(pl.col("severity") == "reject")
    assert rejected.select("row", "column", "code").rows() == [
        (2, "begintijd", "TIJD_ONLEESBAAR"),
        (3, "soort", "WAARDE_ONBEKEND"),
    ]


def test_typed_times_and_days_of_a_parquet_file_are_taken(tmp_path: Path):
    pl.DataFrame(
        {
            "verzekerde_id": ["P1"],
            "begindatum": [date(2024, 3, 1)],
            "soort": ["IC"],
            "begintijd": [time(20, 15)],
        }
    ).write_parquet(tmp_path / "opnamen.parquet")
    registers, _, _ = read_registers(tmp_path)
    opnamen = registers.get("opnamen")
    assert opnamen is not None
    assert opnamen.select("begindatum", "begintijd").rows() == [
        (date(2024, 3, 1), time(20, 15))
    ]


def test_two_policies_of_one_name_on_a_day_contradict_each_other(tmp_path: Path):
    (tmp_path / "polisvoorwaarde.csv").write_text(
        "uzovi;polis;vorm;percentage;begindatum;einddatum\n"
        "9101;NATURA;NATURA;75,00;;2024-01-31\n"
        "9101;NATURA;NATURA;80,00;2024-01-31;\n"
        "9101;RESTITUTIE;RESTITUTIE;100,00;;\n"
    )
    registers, findings, _ = read_registers(tmp_path)
    voorwaarden = registers.get("polisvoorwaarde")
    assert voorwaarden is not None
    assert voorwaarden.select("polis", "percentage_bp").rows() == [
        ("RESTITUTIE", 10_000)
    ]
    assert findings["code"].to_list() == ["PERIODE_OVERLAPT"] * 2


def test_periods_with_another_voluntary_deductible_stay_apart(tmp_path: Path):
    (tmp_path / "verzekeringen.csv").write_text(
        "verzekerde_id;uzovi;vrijwillig_cent;begindatum;einddatum\n"
        "P1;9101;50000;2024-01-01;2024-06-30\n"
        "P1;9101;50000;2024-05-01;2024-08-31\n"
        "P1;9101;10000;2024-08-31;\n"
    )
    registers, findings, _ = read_registers(tmp_path)
    verzekeringen = registers.get("verzekeringen")
    assert verzekeringen is not None
    assert verzekeringen.select(
        "vrijwillig_cent", "begindatum", "einddatum"
    ).rows() == [
        (50000, date(2024, 1, 1), date(2024, 8, 31)),
        (10000, date(2024, 8, 31), None),
    ]
    assert findings["code"].to_list() == [
        "VERZEKERING_SAMENGEVOEGD",
        "VERZEKERING_TEGENSTRIJDIG",
        "VERZEKERING_TEGENSTRIJDIG",
    ]
