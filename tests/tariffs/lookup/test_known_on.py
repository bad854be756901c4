"""Tables as known on a day: two kinds of time, and what a newer release replaces."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from support.files.rows_of import rows_of

from productstructure.errors import InputFileError
from tariffs.lookup.known_on import known_on
from tariffs.schema import (
    AddonTarief,
    Experiment,
    FpRegister,
    Tarief,
    TariefRelease,
    Tarieventabellen,
)


def release(release_id: int, known: date, **more: object) -> dict[str, object]:
    return {
        "release_id": release_id,
        "bron": "FIXTURE",
        "kenmerk": f"R{release_id}",
        "bekendgemaakt_op": known,
        "ingangsdatum": known,
        **more,
    }


def tarief(
    release_id: int | None,
    code: str,
    euro: int,
    begin: date,
    einde: date | None = None,
    **more: object,
) -> dict[str, object]:
    return {
        "release_id": release_id,
        "prestatiecode": code,
        "prestatiecodelijst": "041",
        "component": "INTEGRAAL",
        "begindatum": begin,
        "einddatum": einde,
        "tariefsoort": "MAXIMUM",
        "bedrag_e6": euro * 1_000_000,
        **more,
    }


def tables(releases: list[dict], tarieven: list[dict]) -> Tarieventabellen:
    return Tarieventabellen(
        tarief_release=rows_of(TariefRelease, releases),
        tarief=rows_of(Tarief, tarieven),
    )


def price_on(tabellen: Tarieventabellen, code: str, dag: date) -> list[int]:
    rows = tabellen.tarief.filter(
        (pl.col("prestatiecode") == code)
        & (pl.col("begindatum") <= dag)
        & (pl.col("einddatum").is_null() | (pl.col("einddatum") >= dag))
    )
    return [bedrag // 1_000_000 for bedrag in rows["bedrag_e6"]]


# WB/REG-2024-06 in whole euros: 38 for 2024, replaced by 36 from 2024-04-01 on.
CORRECTED = tables(
    [
        release(1, date(2023, 9, 28)),
        release(2, date(2024, 3, 15), vervangt_release_id=1),
    ],
    [
        tarief(1, "119053", 38, date(2024, 1, 1)),
        tarief(1, "119054", 50, date(2024, 1, 1)),
        tarief(2, "119053", 36, date(2024, 4, 1)),
    ],
)


@pytest.mark.parametrize(
    ("known", "peildatum", "expected"),
    [
        (date(2024, 3, 14), date(2024, 4, 10), [38]),
        (date(2024, 3, 15), date(2024, 4, 10), [36]),
        (date(2024, 3, 15), date(2024, 4, 1), [36]),
        (date(2024, 3, 15), date(2024, 3, 31), [38]),
        (None, date(2024, 4, 10), [36]),
        (date(2023, 9, 27), date(2024, 4, 10), []),
    ],
)
def test_known_on_correction_counts_from_the_day_it_was_made_known(
    known: date | None, peildatum: date, expected: list[int]
) -> None:
    assert price_on(known_on(CORRECTED, known), "119053", peildatum) == expected


def test_known_on_correction_leaves_other_codes_as_they_were() -> None:
    known = known_on(CORRECTED, date(2024, 5, 1))
    assert price_on(known, "119054", date(2024, 5, 1)) == [50]


def test_known_on_keeps_the_release_of_each_row() -> None:
    known = known_on(CORRECTED, None)
    assert known.tarief.select("release_id", "bedrag_e6").rows() == [
        (1, 38_000_000),
        (1, 50_000_000),
        (2, 36_000_000),
    ]


def test_known_on_complete_release_withdraws_what_it_does_not_repeat() -> None:
    tabellen = tables(
        [
            release(1, date(2023, 9, 28)),
            release(2, date(2023, 12, 1), vervangt_release_id=1),
            release(3, date(2024, 3, 1), vervangt_release_id=2, omvang="VOLLEDIG"),
        ],
        [
            tarief(1, "A", 1, date(2024, 1, 1)),
            tarief(2, "B", 2, date(2024, 1, 1)),
            tarief(3, "C", 3, date(2024, 1, 1)),
        ],
    )
    before, after = (known_on(tabellen, date(2024, m, 1)) for m in (2, 3))
    assert before.tarief["prestatiecode"].to_list() == ["A", "B"]
    assert after.tarief["prestatiecode"].to_list() == ["C"]


def test_known_on_restated_code_with_an_end_ends() -> None:
    begin = date(2021, 10, 14)
    fp = {
        "prestatiecode": "198505",
        "kenmerk": "k",
        "omschrijving": "o",
        "begindatum": begin,
        "per": "MAAND",
    }
    tabellen = Tarieventabellen(
        tarief_release=rows_of(
            TariefRelease, [release(1, begin), release(2, date(2023, 6, 1))]
        ),
        fp_register=rows_of(
            FpRegister,
            [
                {**fp, "release_id": 1},
                {**fp, "release_id": 2, "einddatum": date(2023, 12, 31)},
            ],
        ),
    )
    assert known_on(tabellen, date(2023, 5, 31)).fp_register["einddatum"].to_list() == [
        None
    ]
    assert known_on(tabellen, date(2023, 6, 1)).fp_register["einddatum"].to_list() == [
        date(2023, 12, 31)
    ]


def test_known_on_replaces_all_components_of_a_code_together() -> None:
    parts = [("KOSTEN", None), ("HONORARIUM", "poort"), ("HONORARIUM", "anesthesie")]
    tabellen = tables(
        [release(1, date(2013, 9, 1)), release(2, date(2014, 2, 1))],
        [
            *(
                tarief(
                    1, "14E669", 9, date(2014, 1, 1), component=c, soort_honorarium=h
                )
                for c, h in parts
            ),
            tarief(2, "14E669", 8, date(2014, 3, 1), component="KOSTEN"),
        ],
    )
    known = known_on(tabellen, None)
    assert price_on(known, "14E669", date(2014, 2, 28)) == [9, 9, 9]
    assert price_on(known, "14E669", date(2014, 3, 1)) == [8]


def test_known_on_rows_without_release_are_known_from_the_beginning() -> None:
    regel = {
        "experiment_id": "X",
        "grondslag": "BR_INNOVATIE",
        "kenmerk": "k",
        "prestatiecode": "990001",
        "prestatiecodelijst": "990",
        "startdatum": date(2023, 3, 1),
        "einddatum_basis": date(2026, 2, 28),
    }
    verlengd = {**regel, "release_id": 1, "einddatum_verlenging": date(2028, 2, 29)}
    tabellen = Tarieventabellen(
        tarief_release=rows_of(TariefRelease, [release(1, date(2026, 1, 1))]),
        experiment=rows_of(Experiment, [regel, verlengd]),
    )
    before = known_on(tabellen, date(2025, 12, 31)).experiment
    after = known_on(tabellen, date(2026, 1, 1)).experiment
    assert before["einddatum_verlenging"].to_list() == [None]
    assert after["einddatum_verlenging"].to_list() == [date(2028, 2, 29)]


def test_known_on_tables_without_releases_are_all_known() -> None:
    tabellen = tables([], [tarief(1, "A", 1, date(2024, 1, 1))])
    assert known_on(tabellen, date(2020, 1, 1)).tarief.height == 1


def test_known_on_newest_of_three_wins_whatever_the_order_of_the_rows() -> None:
    releases = [release(n, date(2024, n, 1)) for n in (1, 2, 3)]
    rows = [
        tarief(3, "A", 3, date(2024, 6, 1)),
        tarief(1, "A", 1, date(2024, 1, 1)),
        tarief(2, "A", 2, date(2024, 9, 1)),
    ]
    known = known_on(tables(releases, rows), None)
    # Release 3 speaks from June on, so September is its as well.
    assert price_on(known, "A", date(2024, 5, 31)) == [1]
    assert price_on(known, "A", date(2024, 9, 1)) == [3]


DAG = date(2024, 6, 1)
FEB, MRT = date(2024, 2, 1), date(2024, 3, 1)


@pytest.mark.parametrize(
    ("eerste", "tweede", "nieuwste"),
    [
        # Made known later is newer, whatever version it says it is.
        ((DAG, MRT), (date(2024, 6, 2), FEB), 2),
        ((date(2024, 6, 2), FEB), (DAG, MRT), 1),
        # On one day the later version is newer, whatever the numbers of the releases.
        ((DAG, MRT), (DAG, FEB), 1),
        ((DAG, FEB), (DAG, MRT), 2),
        # One without a version is older than one that has it.
        ((DAG, FEB), (DAG, None), 1),
        ((DAG, None), (DAG, FEB), 2),
        # Else the number settles it.
        ((DAG, FEB), (DAG, FEB), 2),
        ((DAG, None), (DAG, None), 2),
    ],
)
def test_known_on_a_day_its_newest_version_is_the_one_that_speaks(
    eerste: tuple[date, date | None],
    tweede: tuple[date, date | None],
    nieuwste: int,
) -> None:
    """WB/REG-2024-06: a correction replaces; versiedatum is the version of a table."""
    releases = [
        release(nr, bekend, versiedatum=versie)
        for nr, (bekend, versie) in enumerate((eerste, tweede), start=1)
    ]
    rijen = [tarief(nr, "A", nr, date(2024, 1, 1)) for nr in (1, 2)]
    for geschud in (releases, releases[::-1]):
        known = known_on(tables(geschud, rijen), None)
        assert price_on(known, "A", date(2024, 7, 1)) == [nieuwste]


def test_known_on_addon_ceiling_lowered_in_april_keeps_the_first_quarter() -> None:
    def addon(release_id: int, euro: int, begin: date) -> dict[str, object]:
        return {
            "release_id": release_id,
            "zi_nummer": "99000001",
            "soort_supplementair": "ADDON",
            "begindatum": begin,
            "nza_max_incl_btw_e6": euro * 1_000_000,
            "btw_bp": 900,
        }

    tabellen = Tarieventabellen(
        tarief_release=rows_of(
            TariefRelease, [release(1, date(2024, 12, 1)), release(2, date(2025, 3, 1))]
        ),
        addon_tarief=rows_of(
            AddonTarief,
            [addon(1, 545, date(2025, 1, 1)), addon(2, 523, date(2025, 4, 1))],
        ),
    )
    assert known_on(tabellen).addon_tarief.select("begindatum", "einddatum").rows() == [
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 4, 1), None),
    ]


def test_known_on_releases_in_a_circle_are_refused() -> None:
    releases = [
        release(1, date(2024, 1, 1), vervangt_release_id=2, omvang="VOLLEDIG"),
        release(2, date(2024, 1, 2), vervangt_release_id=1),
    ]
    with pytest.raises(InputFileError, match="1 -> 2 -> 1"):
        known_on(tables(releases, []), None)


def test_known_on_leaves_contract_tables_alone() -> None:
    tabellen = replace(CORRECTED)
    assert known_on(tabellen, None).contract is tabellen.contract
