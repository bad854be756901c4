"""Phase G of the decision table: does the price stay under the legal ceiling?

It is about VAST, MAXIMUM and WERKELIJKE_KOSTEN only, and about the unit price without
btw (of an add-on: with the low btw). Ceilings are compared unrounded; one that is shown
goes down to the cent (docs/decisions.md 30). A surcharge factor is tested apart from
the price, or the price holds it already: (price <= maximum and percentage <= allowed)
or (percentage = 100 % and price <= maximum x allowed): docs/decisions.md 30.
"""

import polars as pl

from tariffs.decision.prijsboek import Prijsboek
from tariffs.decision.stap import IS_DEBET, Stap, columns_of, phase_tests
from tariffs.lookup.national import Landelijk
from tariffs.lookup.periods import marked, spread
from tariffs.lookup.selectors import KENMERKEN
from tariffs.money import BP, E6_PER_CENT, ONE_M, floor_to_cent
from tariffs.prices.amounts import PLAFOND, VOOR_BEDRAG, amounts_of
from tariffs.prices.maxmax import (
    GEBREKEN,
    ONTBREEKT,
    PASSANT,
    TOEGESTAAN,
    UITGESLOTEN,
    UITGESLOTEN_SOORT,
    Maxmaxboek,
    maxmax_of,
)
from tariffs.prices.staffel import VOLUME, Staffelboek, staffel_prices
from tariffs.reasons import Reden, Test, is_refused_in
from tariffs.schema import GRONDSLAG
from tariffs.settings import Afrondmoment, Prijsinstellingen

_VAN_DE_LIJST = ("PASSANTENTARIEF", "PASSANTENTARIEF_BUITEN_CONTRACT")
_factor_allowed = pl.col("verrekenpercentage_max_bp").fill_null(BP)
_soort = pl.col("tariefsoort")

_TESTS: tuple[Test, ...] = (
    (
        Reden.TARIEF_WIJKT_AF_VAN_VAST_TARIEF,
        (_soort == "VAST")
        & (
            pl.col("prijs_e6") * pl.col("deler_m")
            != pl.col("maximum_e6") * pl.col("prijs_deler_m")
        ),
    ),
    (Reden.TARIEF_BOVEN_MAXIMUM, pl.col("gebrek").is_not_null()),
    *((reden, pl.col("gebrek") == place) for place, reden in enumerate(GEBREKEN)),
    (
        Reden.WERKELIJKE_KOSTEN_OVERSCHREDEN,
        (_soort == "WERKELIJKE_KOSTEN")
        & (
            (pl.col("tarief_cent") > pl.col("inkoopbedrag_cent"))
            | pl.col("is_boven_kosten")
        ),
    ),
    (
        Reden.VERREKENPERCENTAGE_NIET_TOEGESTAAN,
        _soort.is_in(["VAST", "MAXIMUM", "WERKELIJKE_KOSTEN"])
        & (pl.col("factor_bp") > _factor_allowed),
    ),
)
"""Rows G1 to G11; G2 always comes with exactly one of G3 to G9."""


def _with_ceiling(
    lines: pl.DataFrame, boek: Maxmaxboek, landelijk: Landelijk
) -> pl.DataFrame:
    """Add what phase G tests.

    Returns:
        The lines with ``gebrek``, the place in ``GEBREKEN`` of what lacks for a price
        above the maximum, ``afspraak_id`` of the agreement that lifts or nearly lifts
        it, and ``plafond_e6``, the price allowed per ``plafond_deler_m`` thousandths;
        the grondslag of a contract price that max-max allows says so.
    """
    suspect = _above_plain_maximum(lines, landelijk)
    lines = lines.with_columns(
        _ordinary_ceiling(),
        _allowed_percentage(lines, landelijk),
        plafond_deler_m=pl.when(_soort == "WERKELIJKE_KOSTEN")
        .then(pl.lit(ONE_M, dtype=pl.Int64))
        .otherwise("deler_m"),
    )
    lines = _with_surcharge_in_price(lines, suspect)
    above = suspect.filter(
        pl.col("prijs_teller") > pl.col("maximum_e6") * pl.col("maal")
    )
    if above.is_empty():
        return lines.with_columns(
            gebrek=pl.lit(None, dtype=pl.Int32), afspraak_id=pl.lit(None, pl.String)
        )
    judged = _judged(above, boek)
    values = spread(judged.drop("rij"), judged["rij"], lines.height)
    place = values["plaats"]
    return lines.with_columns(
        values["afspraak_id"],
        plafond_e6=pl.coalesce(values["verhoogd_e6"], pl.col("plafond_e6")),
        gebrek=pl.when(place < TOEGESTAAN).then(place),
        grondslag=pl.when(
            (place == TOEGESTAAN).fill_null(False)
            & (pl.col("grondslag") == "CONTRACTPRIJS")
        )
        .then(pl.lit("CONTRACTPRIJS_MAXMAX", dtype=GRONDSLAG))
        .otherwise("grondslag"),
    )


def _ordinary_ceiling() -> pl.Expr:
    return (
        pl.when(_soort.is_in(["MAXIMUM", "VAST"]))
        .then("maximum_e6")
        .when(_soort == "WERKELIJKE_KOSTEN")
        .then(pl.col("inkoopbedrag_cent") * E6_PER_CENT)
        .alias("plafond_e6")
    )


def _above_costs(lines: pl.DataFrame) -> pl.Series:
    """Lines of werkelijke kosten that declare no unit price but too large an amount."""
    part = lines.filter(
        _soort == "WERKELIJKE_KOSTEN",
        pl.col("tarief_cent").is_null() & pl.col("berekend_cent").is_not_null(),
    )
    betaald = amounts_of(part, "REGEL")["bedrag_cent"]
    above = part["rij"].filter(part["berekend_cent"] > betaald)
    return marked(above, lines.height).alias("is_boven_kosten")


def _allowed_percentage(lines: pl.DataFrame, landelijk: Landelijk) -> pl.Series:
    kolom = "verrekenpercentage_max_bp"
    if (lines["factor_bp"] <= BP).all():
        # Then it matters to prices above the maximum only, which look it up.
        return pl.repeat(None, lines.height, dtype=pl.Int64, eager=True).alias(kolom)
    return landelijk.prestatie.take(lines["prestatie_rij"], kolom)[kolom]


def _above_plain_maximum(lines: pl.DataFrame, landelijk: Landelijk) -> pl.DataFrame:
    """Lines whose price exceeds the maximum itself, with the exact numbers of the test.

    One that holds a surcharge which is allowed may do so: the test is ``prijs_teller``
    against ``maximum_e6`` times ``maal``.
    """
    # Most prices and maxima are per unit and can be compared as they stand; what is
    # per package, or may hold a surcharge, is compared exactly below.
    suspect = lines.filter(
        _soort == "MAXIMUM",
        (pl.col("prijs_e6") > pl.col("maximum_e6"))
        | (pl.col("prijs_deler_m") != pl.col("deler_m")),
    )
    suspect = suspect.with_columns(
        *landelijk.prestatie.take(
            suspect["prestatie_rij"], "verrekenpercentage_max_bp", "maxmax_uitgesloten"
        ),
        *landelijk.tarief.take(suspect["tarief_rij"], "is_half_up"),
    )
    toeslag_in_prijs = (pl.col("factor_bp") == BP) & (_factor_allowed > BP)
    maal = pl.when(toeslag_in_prijs).then(_factor_allowed).otherwise(BP)
    return suspect.with_columns(
        prijs_teller=pl.col("prijs_e6").cast(pl.Int128) * pl.col("deler_m") * BP,
        maal=pl.col("prijs_deler_m").cast(pl.Int128) * maal,
        toegestane_factor=maal,
    ).filter(
        pl.col("prijs_teller")
        > pl.col("maximum_e6").cast(pl.Int128) * pl.col("prijs_deler_m") * BP
    )


def _with_surcharge_in_price(
    lines: pl.DataFrame, suspect: pl.DataFrame
) -> pl.DataFrame:
    """Raise the ceiling of prices that hold an allowed surcharge already.

    100.00 with 150 % allowed is 150.00 for a line of 100 %: what is shown is what the
    price was tested against (docs/decisions.md 30).
    """
    met = suspect.filter(pl.col("toegestane_factor") > BP)
    if met.is_empty():
        return lines
    raised = met.select(
        verhoogd_e6=floor_to_cent(
            pl.col("maximum_e6").cast(pl.Int128) * pl.col("toegestane_factor"), BP
        ).cast(pl.Int64)
    )
    values = spread(raised, met["rij"], lines.height)
    return lines.with_columns(
        plafond_e6=pl.coalesce(values["verhoogd_e6"], pl.col("plafond_e6"))
    )


def _judged(above: pl.DataFrame, boek: Maxmaxboek) -> pl.DataFrame:
    above = above.with_columns(
        is_uitgesloten=pl.col("maxmax_uitgesloten")
        | pl.col("soort_prestatie").is_in(UITGESLOTEN_SOORT)
        | pl.col("is_addon"),
        is_passant=pl.col("grondslag").is_in(_VAN_DE_LIJST),
    )
    vatbaar = above.filter(~pl.col("is_uitgesloten") & ~pl.col("is_passant"))
    afspraken = maxmax_of(
        vatbaar.select(
            "rij",
            "dag",
            "code",
            "aanbieder",
            "concern",
            "maximum_e6",
            "is_half_up",
            "prijs_teller",
            "maal",
            *KENMERKEN,
        ),
        boek,
    )
    found = above.join(
        afspraken.rename({"plafond_e6": "lift_e6"}),
        on="rij",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    place = (
        pl.when("is_uitgesloten")
        .then(UITGESLOTEN)
        .when("is_passant")
        .then(PASSANT)
        .otherwise(pl.col("plaats").fill_null(ONTBREEKT))
    )
    # A lifted ceiling is one only where the agreement holds for this line.
    # UNSOURCED[maxmax-percentage]: it and an allowed percentage multiply.
    raised = (
        pl.when(pl.col("plaats") >= len(GEBREKEN) - 1)
        .then("lift_e6")
        .otherwise("maximum_e6")
    )
    met_toeslag = floor_to_cent(
        raised.cast(pl.Int128) * pl.col("toegestane_factor"), BP
    )
    return found.select(
        "rij",
        "afspraak_id",
        plaats=place.cast(pl.Int32),
        verhoogd_e6=pl.when(pl.col("toegestane_factor") > BP)
        .then(met_toeslag)
        .otherwise(raised),
    )


def _allowed(
    above: pl.DataFrame, staffels: Staffelboek, afrondmoment: Afrondmoment
) -> pl.DataFrame:
    """Price refused lines at what they may cost at most.

    Args:
        above: Lines that phase G refused, for their price or percentage.
        staffels: Volume tiers, each of which is capped by itself.
        afrondmoment: Whether each tier of an add-on is rounded per unit.

    Returns:
        The lines with price and percentage cut to what is allowed, and
        ``is_af_te_toppen``: false for a price below a fixed tariff, which nobody may
        charge at all.
    """
    above_plafond = (
        (pl.col("gebrek").is_not_null())
        | (_soort == "VAST")
        | (_soort == "WERKELIJKE_KOSTEN")
    )
    te_laag = pl.col("prijs_e6") * pl.col("deler_m") < (
        pl.col("maximum_e6") * pl.col("prijs_deler_m")
    )
    trede = staffel_prices(
        above.filter(pl.col("staffel_som").is_not_null()),
        staffels,
        onder_plafond=True,
        in_centen=afrondmoment == "EENHEID",
    )
    som = above.select("rij").join(
        trede, on="rij", how="left", validate="1:1", maintain_order="left"
    )
    return above.with_columns(
        is_af_te_toppen=~((_soort == "VAST") & te_laag),
        prijs_e6=pl.when(above_plafond).then("plafond_e6").otherwise("prijs_e6"),
        prijs_deler_m=pl.when(above_plafond)
        .then("plafond_deler_m")
        .otherwise("prijs_deler_m"),
        factor_bp=pl.min_horizontal("factor_bp", _factor_allowed),
        staffel_som=som["staffel_som"],
        staffel_schaal=pl.coalesce(som["staffel_schaal"], "staffel_schaal"),
    )


def _tiers_in_cents(
    lines: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """Round the tiers of add-ons per unit, as their other prices are."""
    if instellingen.addon_afrondmoment == "REGEL":
        return lines
    part = lines.filter(pl.col("is_addon") & pl.col("staffel_som").is_not_null())
    if part.is_empty():
        return lines
    trede = staffel_prices(part, boek.staffels, in_centen=True)
    som = spread(trede.select("staffel_som"), trede["rij"], lines.height)
    return lines.with_columns(pl.coalesce(som["staffel_som"], "staffel_som"))


def _with_amounts(
    lines: pl.DataFrame, _: Prijsboek, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """What the lines cost, refused or not."""
    bedragen = amounts_of(lines, instellingen.addon_afrondmoment)
    return bedragen.select(besluit_cent="bedrag_cent", btw_besluit_cent="btw_cent")


def _capped(
    lines: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """Compute what a line that phase G refuses may cost at most, and cap it.

    Returns:
        The lines with ``toegestaan_bedrag_cent`` and ``is_afgetopt``; of one that is
        capped price, percentage and amount are those that are allowed.
    """
    lines = lines.with_columns(
        is_afgetopt=pl.lit(value=False),
        toegestaan_bedrag_cent=pl.lit(None, dtype=pl.Int64),
    )
    above = lines.filter(is_refused_in("GH") & IS_DEBET)
    if above.is_empty():
        return lines
    allowed = _allowed(above, boek.staffels, instellingen.addon_afrondmoment)
    bedragen = amounts_of(allowed, instellingen.addon_afrondmoment)
    fresh = allowed.select(
        "is_af_te_toppen",
        nieuw_e6="prijs_e6",
        nieuw_deler_m="prijs_deler_m",
        nieuw_bp="factor_bp",
        nieuw_cent=bedragen["bedrag_cent"],
        nieuw_btw=bedragen["btw_cent"],
    )
    if instellingen.bij_overschrijding == "WEIGER":
        capped = spread(fresh.select("nieuw_cent"), above["rij"], lines.height)
        return lines.with_columns(toegestaan_bedrag_cent=capped["nieuw_cent"])
    values = spread(fresh, above["rij"], lines.height)
    lines = lines.with_columns(*values, toegestaan_bedrag_cent=values["nieuw_cent"])
    af = pl.col("is_af_te_toppen").fill_null(False)
    return lines.with_columns(
        is_afgetopt=af,
        prijs_e6=pl.when(af).then("nieuw_e6").otherwise("prijs_e6"),
        prijs_deler_m=pl.when(af).then("nieuw_deler_m").otherwise("prijs_deler_m"),
        factor_bp=pl.when(af).then("nieuw_bp").otherwise("factor_bp"),
        besluit_cent=pl.when(af).then("nieuw_cent").otherwise("besluit_cent"),
        btw_besluit_cent=pl.when(af).then("nieuw_btw").otherwise("btw_besluit_cent"),
    )


STAPPEN = (
    Stap(
        "G costs",
        vraagt=("rij", "tariefsoort", "tarief_cent", "berekend_cent", *VOOR_BEDRAG),
        geeft={"is_boven_kosten": pl.Boolean},
        doet=lambda lines, _boek, _: lines.select(_above_costs(lines)),
    ),
    Stap(
        "G ceiling",
        vraagt=(
            "rij",
            "dag",
            "code",
            "aanbieder",
            "concern",
            "prestatie_rij",
            "tarief_rij",
            "tariefsoort",
            "maximum_e6",
            "deler_m",
            "is_addon",
            "grondslag",
            "prijs_e6",
            "prijs_deler_m",
            "factor_bp",
            "inkoopbedrag_cent",
            *KENMERKEN,
        ),
        geeft={
            "plafond_e6": pl.Int64,
            "plafond_deler_m": pl.Int64,
            "verrekenpercentage_max_bp": pl.Int64,
            "gebrek": pl.Int32,
            "afspraak_id": pl.String,
            "grondslag": GRONDSLAG,
        },
        doet=lambda lines, boek, _: _with_ceiling(lines, boek.maxmax, boek.landelijk),
    ),
    phase_tests("G tests", lambda _: _TESTS),
    Stap(
        "G tiers",
        vraagt=("rij", "is_addon", "staffel_som", *VOLUME, *PLAFOND),
        geeft={"staffel_som": pl.Int128},
        doet=_tiers_in_cents,
    ),
    Stap(
        "G amounts",
        vraagt=(*VOOR_BEDRAG, *PLAFOND),
        geeft={"besluit_cent": pl.Int64, "btw_besluit_cent": pl.Int64},
        doet=_with_amounts,
    ),
    Stap(
        "G capping",
        vraagt=columns_of(
            "rij",
            "mask",
            IS_DEBET,
            "gebrek",
            "tariefsoort",
            "maximum_e6",
            "deler_m",
            "verrekenpercentage_max_bp",
            *PLAFOND,
            *VOLUME,
            *VOOR_BEDRAG,
            "besluit_cent",
            "btw_besluit_cent",
        ),
        geeft={
            "is_afgetopt": pl.Boolean,
            "toegestaan_bedrag_cent": pl.Int64,
            "prijs_e6": pl.Int64,
            "prijs_deler_m": pl.Int64,
            "factor_bp": pl.Int64,
            "besluit_cent": pl.Int64,
            "btw_besluit_cent": pl.Int64,
        },
        doet=_capped,
    ),
)
