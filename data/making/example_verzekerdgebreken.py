"""Faults of what is insured, permitted and bought, and of stays."""

from collections.abc import Callable
from datetime import date

from dbc_grouper_data.making.example_contracten import DUINHOF, HEUVELDAL, MEERWIJK
from dbc_grouper_data.making.example_registers import HUISARTSENPRAKTIJK, specialist
from dbc_grouper_data.making.example_registratie import VERPLEEGDAGEN
from dbc_grouper_data.making.example_voorbestemd import (
    AANGEVRAAGD,
    ANDERE_VERZEKERAAR,
    BOVEN_1095,
    DONOR,
    INDICATIE_WLZ,
    LAAT_INGESLOTEN,
    LOGEREN,
    M_ANDERE_VERZEKERAAR,
    NA_WLZ,
    VOORBESTEMD,
    ZOUTKUUR_CODE,
    ZOUTKUUR_VERWEZEN,
)
from dbc_grouper_data.making.example_werkstuk import Rij, Werkstuk, later
from dbc_grouper_data.making.example_zorg import MACHTIGINGPLICHTIG, STUDIE_CODE

Past = Callable[[Rij], bool]

_SNIJDEND = ("0303", "0305")
_GRZ = "8418"
_TESTEN = ("062001", "062002", "062003")

OZP: tuple[tuple[str, str, dict[str, str | None]], ...] = (
    ("E01", "060402", {"r0434": "J"}),
    ("E04", "062003", {"r0434": "N"}),
    ("E11", "069301", {}),
    ("E20", "061903", {}),
    ("E24", "061302", {"r0434": "J"}),
    ("E25", "062505", {"r0426": "20"}),
    ("E26", "069302", {}),
    ("M05", "069901", {}),
    ("M06", "069906", {}),
)
"""Check, code that a test is declared as, and fields beside it."""

MEDE_VERZEKERD: tuple[tuple[str, str], ...] = (
    # What a test is declared as instead has no price.
    *((each, "T01") for each in ("C11", "E01", "E11", "E19", "E20", "E25", "E26")),
    *((each, "T01") for each in ("M05", "M06", "S05")),
    ("E01", "T23"),
    # Twenty of them are on one day, at the amount of one.
    *(("E25", "D02"), ("E25", "F24")),
    # An activity more leads to another product, or to a dbc that is closed otherwise.
    *((each, "G04") for each in ("E05", "E21", "M08")),
    *((each, "G14") for each in ("C05", "C08", "S01")),
    *((each, "R05") for each in ("C05", "C08", "C10", "E05", "E06", "M08")),
    *(("E15", "R03"), ("S01", "R04"), ("S06", "R20"), ("V06", "R21")),
    # It needs a permission, which the line does not name, and the grouper says so.
    *((each, other) for each in ("E05", "M08") for other in ("G12", "G13", "M01")),
    # Care that a policy leaves out, or a watch list has, is not insured anyhow.
    *(("C10", "E02"), ("C10", "E06"), ("E21", "E01")),
    # Without an answer, or with another one than the grouper was given.
    *(("E03", "F25"), ("V01", "G11")),
    # A referrer or institution of another kind.
    *(("E16", "R34"), ("E17", "C07"), ("V08", "R35")),
    *((each, "F28") for each in ("C07", "E17")),
    # A stay by itself: without care, and needed as far as anybody knows.
    *(("E19", "S04"), ("S05", "E19")),
    # Who takes part in no study has its code, or had the care before its release.
    *(("V03", "V02"), ("V04", "G01")),
)
"""By which checks these faults are found beside the one that they are planted for."""


def plant_insured(werk: Werkstuk) -> None:
    """Plant every fault of the groups E, V, M, S and C."""
    for planted in (
        _toelating,
        _machtigingen,
        _verblijf,
        _aanspraak,
        _ivf,
        _grz,
        _inkoop,
        _ozps,
    ):
        planted(werk)


def _dbc(werk: Werkstuk, zorginstelling: str, uzovi: str, *specialismen: str) -> Past:
    """A regular dbc without verpleegdagen of an institution, declared to an insurer."""
    return lambda row: (
        bool(row["is_dbc"])
        and row["zorgtype_code"] == "11"
        and row["zorginstelling_code"] == zorginstelling
        and row["uzovi"] == uzovi
        and row["r0441"] is not None
        and row["r0406"] is None
        and row["verzekerde_id"] not in VOORBESTEMD
        and (not specialismen or row["specialisme_code"] in specialismen)
        and not werk.days(row, *VERPLEEGDAGEN)
    )


def _of(verzekerde: str) -> Past:
    return lambda row: row["verzekerde_id"] == verzekerde


def _add(werk: Werkstuk, fits: Past, code: str, *checks: str) -> Rij:
    """Add an activity to a profile, soon after it begins."""
    row = werk.take(fits)
    werk.register(row, code, later(row["begindatum"], 2))
    for check_id in checks:
        werk.plant(check_id, row)
    return row


def _change(werk: Werkstuk, fits: Past, *checks: str, **fields: str | None) -> None:
    """Change fields of a line."""
    row = werk.take(fits)
    row |= fields
    for check_id in checks:
        werk.plant(check_id, row)


def _toelating(werk: Werkstuk) -> None:
    def in_study(row: Rij) -> bool:
        return bool(row["is_dbc"]) and len(werk.days(row, STUDIE_CODE)) > 0

    row = werk.take(in_study)
    werk.move(row, begin=date(2022, 12, 20), eind=date(2023, 3, 20))
    werk.plant("V04", row)
    _add(werk, in_study, "060902", "V06")
    _change(werk, in_study, "V08", r0421="02")
    _change(werk, in_study, "V01", r0434="N")
    _add(werk, _dbc(werk, HEUVELDAL, "9101"), STUDIE_CODE, "V02")
    _add(werk, _dbc(werk, MEERWIJK, "9101"), STUDIE_CODE, "V03", "C04")
    _add(werk, _of(LAAT_INGESLOTEN), ZOUTKUUR_CODE, "V05")
    _add(werk, _of(ZOUTKUUR_VERWEZEN), ZOUTKUUR_CODE, "V07")


def _machtigingen(werk: Werkstuk) -> None:
    def has_one(row: Rij) -> bool:
        return row["r0406"] is not None

    _change(werk, has_one, "M02", r0406="M999999")
    row = werk.take(has_one)
    code = next(each for each in MACHTIGINGPLICHTIG if werk.days(row, each))
    werk.register(row, code, werk.days(row, code)[0], 11)
    werk.plant("M03", row, "06")
    _change(werk, has_one, "M01", r0406=None)
    _change(werk, _of(ANDERE_VERZEKERAAR), "M04", r0406=M_ANDERE_VERZEKERAAR)
    _add(werk, _of(AANGEVRAAGD), "060502", "M08")
    # This insurer has no contracts.
    _add(werk, _dbc(werk, MEERWIJK, "9301", *_SNIJDEND), "069102", "M07")


def _verblijf(werk: Werkstuk) -> None:
    _add(werk, _of(BOVEN_1095), "060201", "S01")
    row = werk.take(
        lambda row: (
            bool(row["is_dbc"])
            and row["zorgtype_code"] == "11"
            and row["uzovi"] == "9101"
            and len(werk.days(row, "060201")) > 1
        )
    )
    werk.register(row, "060201", werk.days(row, "060201")[0])
    werk.plant("S06", row)


def _aanspraak(werk: Werkstuk) -> None:
    _add(werk, _dbc(werk, MEERWIJK, "9101", *_SNIJDEND), "060701", "E02", "E06")
    _add(werk, _dbc(werk, MEERWIJK, "9101", "0310"), "060402", "E21")
    _add(werk, _dbc(werk, MEERWIJK, "9101", *_SNIJDEND), "061102", "E10")
    _add(werk, _of(DONOR), "069206", "E22")
    _add(
        werk,
        lambda row: (
            (row["specialisme_code"], str(row["diagnose_code"])[-3:]) == ("0301", "205")
            and row["r0406"] is None
        ),
        "060503",
        "E05",
    )
    _change(
        werk,
        lambda row: bool(row["is_oranje_producttyperend"]) and row["r0406"] is None,
        "E03",
        r0434=None,
    )


def _ivf(werk: Werkstuk) -> None:
    def woman(row: Rij, first: int, last: int) -> bool:
        born = later(row["geboortedatum"], 0)
        is_regular = bool(row["is_dbc"]) and row["zorgtype_code"] == "11"
        is_woman = row["geslacht"] == "2" and first <= born.year <= last
        return is_regular and is_woman and not werk.days(row, *VERPLEEGDAGEN)

    _add(werk, lambda row: woman(row, 1940, 1975), "069205", "E09")
    # Since her eighteenth birthday all that was declared is known.
    row = _add(werk, lambda row: woman(row, 2004, 2006), "069201")
    werk.register(row, "069203", later(row["begindatum"], 4), 2)
    werk.plant("E08", row)


def _grz(werk: Werkstuk) -> None:
    def is_grz(row: Rij) -> bool:
        is_regular = row["specialisme_code"] == _GRZ and row["zorgtype_code"] == "11"
        return is_regular and row["verzekerde_id"] not in VOORBESTEMD

    row = werk.take(is_grz)
    other = specialist(str(row["zorginstelling_code"]), "0310")
    row |= {"r0421": "05", "r0422": other}
    werk.plant("E16", row)
    _change(werk, is_grz, "E17", r0440=HUISARTSENPRAKTIJK)
    # Care after the sixth month.
    row = werk.take(is_grz)
    werk.register(row, "069101", later(row["begindatum"], 185))
    werk.move(row, eind=later(row["begindatum"], 190))
    werk.plant("E15", row)
    for verzekerde, check_id in ((INDICATIE_WLZ, "E23"), (NA_WLZ, "E13")):
        row = werk.take(_of(verzekerde))
        begin, eind = later(row["begindatum"], -7), later(row["einddatum"], 0)
        werk.move(row, begin=begin, eind=eind)
        werk.plant(check_id, row)


def _inkoop(werk: Werkstuk) -> None:
    row = _add(werk, _dbc(werk, DUINHOF, "9102"), "060305")
    werk.plant("C05", row, "06")
    _add(werk, _dbc(werk, HEUVELDAL, "9201"), "060305", "C08")
    insured = _dbc(werk, MEERWIJK, "9301", *_SNIJDEND)
    _add(
        werk,
        lambda row: insured(row) and row["polis"] == "RESTITUTIE",
        "060702",
        "C10",
    )
    plain = _dbc(werk, MEERWIJK, "9101", *_SNIJDEND)
    _change(werk, plain, "C07", r0440=HUISARTSENPRAKTIJK)
    row = werk.take_any(
        lambda row: (
            (row["prestatiecode"], row["uzovi"]) == ("061603", "9101")
            and row["zorginstelling_code"] == MEERWIJK
        )
    )
    row |= {"r0410": "061602", "r0448": "061602"}
    werk.plant("C11", row)


def _ozps(werk: Werkstuk) -> None:
    people = werk.like.prestaties["verzekerde_id"]
    several = set(people.filter(people.is_duplicated()))

    def is_test(row: Rij) -> bool:
        is_debit = row["prestatiecode"] in _TESTEN and row["r0457"] == "D"
        return is_debit and row["verzekerde_id"] in several

    def declare(code: str, **fields: str | None) -> Rij:
        row = werk.take_any(is_test)
        several.remove(row["verzekerde_id"])
        row |= {"r0410": code, "r0448": code} | fields
        return row

    for check_id, code, fields in OZP:
        werk.plant(check_id, declare(code, **fields))
    row = declare(LOGEREN)
    werk.charge(row, 10_000)
    werk.plant("S04", row)
    werk.plant("S05", row, "06")
    # Of who has no other care.
    row = werk.take(lambda row: row["prestatiecode"] in _TESTEN)
    row |= {"r0410": "061901", "r0448": "061901"}
    werk.plant("E19", row)
