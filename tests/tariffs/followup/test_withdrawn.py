"""Repricing where a newer release leaves nothing, or another rule, and no other price.

The decision of today then names the releases of the old one; what was paid is taken
back all the same (docs/decisions.md 42; Wmg art. 35). Line R1 is 14E669 of C1, agreed
at 1,850.00 and decided on 10 March 2025, unless it says otherwise.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest
from support.tarieven.tariefwereld import (
    AFTOPPEN,
    WEIGER,
    amounts_of,
    codes_of,
    fixture,
    price,
    regel,
    regels,
    rows_of,
    wereld,
    with_code,
    with_rows,
)

from productstructure.errors import CallError
from tariffs.decision.prijsboek import Prijsboek
from tariffs.followup.repricing import Herprijzing, reprice
from tariffs.schema import Prijsbesluiten, Tarieventabellen

JAN, FEB, DEC = date(2025, 1, 1), date(2025, 2, 28), date(2025, 12, 31)
LIJN = regel("R1", prestatiecode="14E669", verzekerde_id="R1")
RELEASE = {
    "release_id": 3,
    "bron": "BESCHIKKING",
    "kenmerk": "WB/REG-2025-06",
    "bekendgemaakt_op": date(2025, 6, 1),
    "ingangsdatum": JAN,
    "omvang": "WIJZIGING",
}
ZI = {
    "zi_nummer": "14165082",
    "soort_supplementair": "ADDON",
    "nza_max_incl_btw_e6": 357_260_000,
    "inkoophoeveelheid_m": 5_000,
    "btw_bp": 900,
}
MAXIMUM = {
    "prestatiecode": "14E669",
    "tariefsoort": "MAXIMUM",
    "bedrag_e6": 1_873_250_000,
}


def release_3(
    tabellen: Tarieventabellen, **tabel: list[dict[str, Any]]
) -> Tarieventabellen:
    """The tables with a release that was made known in June 2025."""
    rijen = {
        naam: [{"release_id": 3, "begindatum": JAN, **rij} for rij in rijen]
        for naam, rijen in tabel.items()
    }
    return with_rows(tabellen, tarief_release=[RELEASE], **rijen)


def herprijsd(
    nieuwer: Tarieventabellen,
    *lijnen: dict[str, Any],
    toen: Tarieventabellen | None = None,
    instellingen: Any = AFTOPPEN,
) -> Herprijzing[pl.DataFrame]:
    eerder = price(*lijnen, tabellen=toen or fixture())
    uitkomst = reprice(regels(*lijnen), eerder, nieuwer, instellingen, bestand_id="H")
    assert Prijsbesluiten.is_valid(uitkomst.besluiten)
    return uitkomst


@pytest.mark.parametrize(
    ("tabel", "rijen", "reden"),
    [
        # The tariff ends before the peildatum (F1).
        ("tarief", [MAXIMUM | {"einddatum": FEB}], "TARIEF_ONTBREEKT_IN_TABEL"),
        # It is there for another component only, up to another day, or twice (F2).
        (
            "tarief",
            [MAXIMUM, MAXIMUM | {"bedrag_e6": 1_900_000_000}],
            "MEERDERE_TARIEVEN",
        ),
        # The prestatie ends (B2), while its tariff stays.
        (
            "prestatie",
            [
                {
                    "prestatiecode": "14E669",
                    "soort_prestatie": "DBC",
                    "ozp_categorie": None,
                    "tarieftype": None,
                    "einddatum": FEB,
                }
            ],
            "PRESTATIE_NIET_GELDIG_OP_PEILDATUM",
        ),
    ],
)
@pytest.mark.parametrize("als_boek", [False, True])
def test_what_a_release_withdraws_is_taken_back(
    tabel: str, rijen: list[dict[str, Any]], reden: str, *, als_boek: bool
) -> None:
    nieuwer: Any = release_3(fixture(), **{tabel: rijen})
    if als_boek:
        nieuwer = Prijsboek.prepare(nieuwer, bekend_op=AFTOPPEN.kennisdatum)
    uitkomst = herprijsd(nieuwer, LIJN)
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -185_000, "R1-D": None}
    assert codes_of(uitkomst.besluiten)["R1-D"] == [reden]
    assert uitkomst.regels["regel_id"].to_list() == ["R1-C"]
    # The refusal names the release that it rests on.
    assert 3 in uitkomst.besluiten["release_ids"].to_list()[1]


def test_an_add_on_whose_maximum_is_withdrawn_is_taken_back() -> None:
    """Three of five pieces of 357.26 are 214.36 (worked example 21)."""
    lijn = regel(
        "R1", prestatiecode="14165082", prestatiecodelijst="001", aantal_m=3_000
    )
    nieuwer = release_3(wereld(), addon_tarief=[ZI | {"einddatum": FEB}])
    uitkomst = herprijsd(nieuwer, lijn, toen=wereld())
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -21_436, "R1-D": None}


@cache
def met_product() -> Tarieventabellen:
    return with_rows(
        with_code(wereld(), "15A001", prijs_cent=12_300, soort_prestatie="DBC"),
        zorgproduct_declaratiecode=[
            {
                "release_id": 1,
                "zorgproduct_code": "131999001",
                "prestatiecode": "15A001",
                "verzekerd": True,
                "begindatum": date(2012, 1, 1),
            }
        ],
    )


def test_a_line_whose_zorgproduct_has_another_code_is_taken_back() -> None:
    """A8: Zorgproducten Tabel of release 3 gives the product 15A002."""
    lijn = regel("R1", prestatiecode="15A001", zorgproduct_code="131999001")
    andere = {
        "zorgproduct_code": "131999001",
        "prestatiecode": "15A002",
        "verzekerd": True,
    }
    nieuwer = release_3(met_product(), zorgproduct_declaratiecode=[andere])
    uitkomst = herprijsd(nieuwer, lijn, toen=met_product())
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -12_300, "R1-D": None}
    assert codes_of(uitkomst.besluiten)["R1-D"] == [
        "RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST"
    ]


def test_a_code_or_quantity_that_no_table_knows_any_more_is_taken_back() -> None:
    """A2, and A4 of a half where the code was divisible; a credit is a copy."""
    half = with_code(wereld(), "HALF01", prijs_cent=10_000, aantal_deelbaar=True)
    lijn = regel("R1", prestatiecode="HALF01", aantal_m=1_500)
    heel = release_3(half, prestatie=[{"prestatiecode": "HALF01"}])
    zonder = wereld()
    for nieuwer, reden in (
        (heel, "AANTAL_ONJUIST"),
        (zonder, "PRESTATIECODE_ONBEKEND"),
    ):
        uitkomst = herprijsd(nieuwer, lijn, toen=half)
        assert amounts_of(uitkomst.besluiten) == {"R1-C": -15_000, "R1-D": None}
        assert codes_of(uitkomst.besluiten)["R1-D"] == [reden]


@pytest.mark.parametrize(
    ("velden", "reden"),
    [
        ({"aantal_m": 0}, "AANTAL_ONJUIST"),
        ({"aantal_m": 500}, "AANTAL_ONJUIST"),
        ({"uzovi": "1234"}, "VERZEKERAAR_ONBEKEND"),
        ({"aantal_m": 1_500}, None),
    ],
)
def test_only_a_copy_is_spared_what_a_later_release_says(
    velden: dict[str, Any], reden: str | None
) -> None:
    half = with_code(wereld(), "HALF01", prijs_cent=10_000, aantal_deelbaar=True)
    lijn = regel("R1", prestatiecode="HALF01", aantal_m=1_500)
    eerder = price(lijn, tabellen=half)
    credit = {"regel_id": "R2", "dc": "C", "ref_voorgaande": "R1", "bestand_id": "B2"}
    besluiten = price(
        lijn | credit | velden,
        tabellen=release_3(half, prestatie=[{"prestatiecode": "HALF01"}]),
        eerdere=eerder,
    )
    assert codes_of(besluiten) == {"R2": [] if reden is None else [reden]}


TWEE = (regel("R1"), regel("R2", prestatiecode="MAX001"))
"""100.00 and 80.00 of one patient on one day."""


def test_a_rule_that_a_release_adds_takes_back_what_it_refuses() -> None:
    """E1: VRIJ01 may not stand beside MAX001 any more."""
    regel_ = {"regel_id": "N", "soort": "SLUIT_UIT"}
    codes = {"code_a": "CODE:VRIJ01", "code_b": "CODE:MAX001"}
    nieuwer = release_3(wereld(), ozp_regel=[regel_ | codes])
    uitkomst = herprijsd(nieuwer, *TWEE, toen=wereld())
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -10_000, "R1-D": None}


@pytest.mark.parametrize(
    ("toen_cent", "nu_cent", "bedragen"),
    [
        # 100.00 fits in 150.00, and not in 60.00; then 40.00 or 90.00 of it is paid.
        (15_000, 6_000, {"R1-C": -10_000, "R1-D": 6_000}),
        (4_000, 9_000, {"R1-C": -4_000, "R1-D": 9_000}),
        (4_000, 15_000, {"R1-C": -4_000, "R1-D": 10_000}),
        (4_000, 4_000, {}),
    ],
)
def test_a_maximum_over_a_period_that_a_release_changes_is_corrected(
    toen_cent: int, nu_cent: int, bedragen: dict[str, int]
) -> None:
    def grens(cent: int) -> dict[str, Any]:
        return {
            "regel_id": "H1",
            "soort": "PERIODEMAXIMUM_BEDRAG",
            "code_a": "CODE:VRIJ01",
            "bedrag_cent": cent,
        }

    toen = with_rows(wereld(), ozp_regel=[grens(toen_cent)])
    nieuwer = release_3(toen, ozp_regel=[grens(nu_cent)])
    uitkomst = herprijsd(nieuwer, TWEE[0], toen=toen)
    assert amounts_of(uitkomst.besluiten) == bedragen


def test_a_line_that_loses_its_companion_to_a_release_goes_with_it() -> None:
    """E2: MAX001, without which VRIJ01 may not stand, has no tariff any more (B2)."""
    regel_ = {"regel_id": "V", "soort": "VEREIST"}
    codes = {"code_a": "CODE:VRIJ01", "code_b": "CODE:MAX001"}
    toen = with_rows(wereld(), ozp_regel=[regel_ | codes])
    nieuwer = release_3(toen, prestatie=[{"prestatiecode": "MAX001", "einddatum": FEB}])
    uitkomst = herprijsd(nieuwer, *TWEE, toen=toen)
    assert amounts_of(uitkomst.besluiten) == {
        "R1-C": -10_000,
        "R2-C": -8_000,
        "R1-D": None,
        "R2-D": None,
    }


def test_btw_that_a_release_adds_under_the_same_amount_is_corrected() -> None:
    """121.00 exempt, and 121.00 of which 21.00 is btw on a maximum of 100.00."""
    toen = with_code(wereld(), "BTW003", maximum_cent=12_100, prijs_cent=12_100)
    nieuwer = release_3(
        toen,
        prestatie=[{"prestatiecode": "BTW003", "btw_behandeling": "BELAST_HOOG"}],
        tarief=[
            {"prestatiecode": "BTW003", "tariefsoort": "MAXIMUM"}
            | {"bedrag_e6": 100_000_000}
        ],
    )
    # After June no agreement lifts the maximum.
    lijn = regel(
        "R1", prestatiecode="BTW003", begindatum=date(2025, 7, 1), einddatum=None
    )
    besluiten = herprijsd(nieuwer, lijn, toen=toen).besluiten
    bedragen = besluiten.select("regel_id", "bedrag_cent", "btw_cent").rows()
    assert bedragen == [("R1-C", -12_100, 0), ("R1-D", 12_100, 2_100)]


def test_other_agreements_and_settings_are_no_reason_to_correct() -> None:
    """Only a tariff release is (15 (4)): not a price, a contract or a desk's choice."""
    zonder = replace(
        wereld(),
        contract_prijs=rows_of("contract_prijs"),
        prijsregel=rows_of("prijsregel"),
    )
    assert herprijsd(zonder, *TWEE, toen=wereld()).besluiten.is_empty()
    # A release that speaks of the code on other days only changes nothing either.
    later = MAXIMUM | {"begindatum": date(2025, 7, 1), "einddatum": date(2025, 7, 2)}
    assert herprijsd(release_3(fixture(), tarief=[later]), LIJN).besluiten.is_empty()
    # 1,900.00 capped to 1,873.25 stays so, though WEIGER would refuse it today.
    duur = regel("R1", uzovi="9003", prestatiecode="14E669", verzekerde_id="R1")
    assert herprijsd(fixture(), duur, instellingen=WEIGER).besluiten.is_empty()


def test_of_lines_that_share_a_name_the_one_that_was_decided_on_is_corrected() -> None:
    """The second R1 was a double (E4) and becomes none when the first is refused."""
    lijnen = (TWEE[1] | {"regel_id": "R1"}, TWEE[0])
    eerder = price(*lijnen)
    assert eerder["bedrag_cent"].to_list() == [8_000, None]
    einde = {"prestatiecode": "MAX001", "einddatum": FEB}
    uitkomst = herprijsd(release_3(wereld(), prestatie=[einde]), *lijnen, toen=wereld())
    assert amounts_of(uitkomst.besluiten) == {"R1-C": -8_000, "R1-D": None}
    assert uitkomst.besluiten["prestatiecode"].to_list() == ["MAX001", "MAX001"]


@pytest.mark.parametrize(
    "velden",
    [
        {"prestatiecode": "MAX001"},
        {"verzekerde_id": "P9"},
        {"zorginstelling_code": "06010202"},
    ],
)
def test_lines_of_other_care_than_was_decided_on_are_a_bad_call(
    velden: dict[str, Any],
) -> None:
    eerder = price(TWEE[0])
    with pytest.raises(CallError, match="Give the lines as they were priced"):
        reprice(regels(TWEE[0] | velden), eerder, wereld(), AFTOPPEN, bestand_id="H")
