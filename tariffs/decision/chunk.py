"""Decide on a chunk of lines: phases A to D, then F, G and I of the decision table.

A chunk knows nothing of other lines, so phases E and H and credits follow in
pricing.py, which also prices again the few lines whose quantity or volume they change.
Each phase collects all its refusals and the first phase that refuses ends the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tariffs.decision import (
    a_line,
    b_prestatie,
    c_provider,
    d_agreement,
    f_price,
    g_ceiling,
    i_declared,
    unlikely,
)
from tariffs.decision.prijsboek import Prijsboek
from tariffs.lookup.contracts import with_contract
from tariffs.lookup.peildatum import peildatum_grond, with_numbers, with_peildatum
from tariffs.lookup.periods import spread
from tariffs.lookup.registers import with_registers
from tariffs.money import ONE_M
from tariffs.prices.amounts import amounts_of, unit_price_in_cents, with_quantity
from tariffs.prices.find import with_price, with_route, with_scope
from tariffs.prices.national_tarief import with_tarief
from tariffs.prices.staffel import staffel_prices, staffels_of
from tariffs.reasons import Test, is_refused, is_refused_in, mask_of, signals_of
from tariffs.settings import Afrondmoment, Prijsinstellingen
from tariffs.together.e_combinations import candidates_of
from tariffs.together.e_doubles import identity_of
from tariffs.together.h_periods import lines_of

BESLUIT = (
    "mask",
    "signalen",
    "is_afgetopt",
    "concern",
    "contract_rij",
    "prestatie_release",
    "tarief_release",
    "peildatum_grond",
    "tariefsoort",
    "grondslag",
    "afspraak_id",
    "nza_maximum_e6",
    "toegestaan_maximum_e6",
    "toegestaan_bedrag_cent",
    "eenheidsprijs_e6",
    "aantal_m",
    "teller",
    "noemer",
    "factor_bp",
    "btw_besluit_cent",
    "besluit_cent",
)
"""What a chunk decides per line; pricing.py makes prijsbesluiten of it."""

_is_debet = pl.col("dc") == "D"


@dataclass(frozen=True)
class Chunkbesluit:
    """What is decided on a chunk, and what the whole batch still has to judge.

    Attributes:
        besluit: Columns ``BESLUIT``, a row per line, in order.
        kandidaten: Lines that phase E may be about.
        identiteiten: Lines that may bill an identity twice.
        staffel: Lines under a volume tier.
        periode: Lines under a maximum over a period.
    """

    besluit: pl.DataFrame
    kandidaten: pl.DataFrame
    identiteiten: pl.DataFrame
    staffel: pl.DataFrame
    periode: pl.DataFrame


def decide_chunk(
    regels: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
) -> Chunkbesluit:
    """Decide on a chunk.

    Args:
        regels: Lines as ``Declaratieregels`` has them, with ``batch_rij`` and, where
            known, ``minuten_dag`` and what ``staffel.with_volumes`` says.
        boek: Prepared tables.
        instellingen: Settings of the run.
    """
    lines = with_numbers(regels, boek.nummers)
    lines = with_peildatum(lines, boek.landelijk, boek.contracten)
    none = pl.lit(0, dtype=pl.UInt64)
    lines = lines.with_columns(mask=none, signalen=none)
    # Phase A is about credits too, and about lines that are neither.
    lines = _tested(lines, a_line.tests(instellingen.verwerkingsdatum), pl.lit(True))
    lines = _tested(
        lines,
        a_line.open_tests(instellingen.verwerkingsdatum),
        signalen_weigeren=instellingen.bij_einddatum == "WEIGER",
    )
    lines = _tested(with_registers(lines, boek.registers), b_prestatie.TESTS)
    lines = c_provider.with_provider(lines, boek.contracten)
    lines = _tested(lines, c_provider.TESTS)
    lines = with_contract(lines, boek.contracten)
    lines = d_agreement.with_conditions(lines, boek.registers, boek.contracten)
    lines = _tested(lines, d_agreement.TESTS)
    kandidaten = candidates_of(lines, boek.combinaties)
    identiteiten = identity_of(lines)
    lines = with_quantity(lines)
    lines = _capped(_priced(lines, boek), boek, instellingen)
    lines = _compared(lines, instellingen.addon_afrondmoment)
    return Chunkbesluit(
        besluit=_besluit(lines, boek),
        kandidaten=kandidaten,
        identiteiten=identiteiten,
        staffel=_under_tiers(lines, boek),
        periode=lines_of(lines, boek.combinaties),
    )


def _tested(
    lines: pl.DataFrame,
    tests: Sequence[Test],
    over: pl.Expr = _is_debet,
    *,
    signalen_weigeren: bool = False,
) -> pl.DataFrame:
    """Add the reasons of a phase, unless an earlier phase already ended the line.

    Most tests are true of nobody in a chunk; only the others are worth a mask.
    """
    uitkomst = lines.select(test.alias(reden.name) for reden, test in tests)
    hit = [
        (reden, pl.lit(uitkomst[reden.name]))
        for reden, _ in tests
        if uitkomst[reden.name].any()
    ]
    if not hit:
        return lines
    loopt = ~is_refused() & over
    meldt = [
        (reden, test)
        for reden, test in hit
        if reden.is_signaal and not signalen_weigeren
    ]
    gemeld = {reden for reden, _ in meldt}
    weigert = [(reden, test) for reden, test in hit if reden not in gemeld]
    return lines.with_columns(
        pl.when(loopt).then(pl.col(name) | bits).otherwise(name).alias(name)
        for name, bits, any_ in (
            ("mask", mask_of(weigert), weigert),
            ("signalen", signals_of(meldt), meldt),
        )
        if any_
    )


def _priced(lines: pl.DataFrame, boek: Prijsboek) -> pl.DataFrame:
    lines = with_route(with_tarief(lines, boek.landelijk))
    lines = with_scope(lines, boek.contracten)
    lines = with_price(
        lines,
        landelijk=boek.landelijk,
        contracten=boek.contracten,
        prijsregels=boek.prijsregels,
        staffels=boek.staffels,
    )
    lines = _tested(f_price.with_drafts(lines, boek.contracten), f_price.TESTS)
    onwaarschijnlijk = boek.vergelijking.unlikely(lines)
    if not onwaarschijnlijk.any():
        return lines
    lines = lines.with_columns(is_onwaarschijnlijk=onwaarschijnlijk)
    return _tested(lines, unlikely.TESTS)


def _capped(
    lines: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """Test phase G and compute the amounts, also what a line may cost at most."""
    voor_g = lines.select(is_refused())["mask"]
    lines = g_ceiling.with_ceiling(lines, boek.maxmax, boek.landelijk)
    lines = _tested(lines, g_ceiling.TESTS)
    if instellingen.addon_afrondmoment == "EENHEID":
        lines = _tiers_in_cents(lines, boek)
    bedragen = amounts_of(lines, instellingen.addon_afrondmoment)
    lines = lines.with_columns(
        besluit_cent=bedragen["bedrag_cent"],
        btw_besluit_cent=bedragen["btw_cent"],
        is_afgetopt=pl.lit(False),
        toegestaan_bedrag_cent=pl.lit(None, dtype=pl.Int64),
    )
    above = lines.select(g_ceiling.VOOR_TOEGESTAAN).filter(
        is_refused() & ~voor_g & (pl.col("dc") == "D")
    )
    if above.is_empty():
        return lines
    allowed = g_ceiling.allowed(above, boek.staffels, instellingen.addon_afrondmoment)
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


def _tiers_in_cents(lines: pl.DataFrame, boek: Prijsboek) -> pl.DataFrame:
    """Round the tiers of add-ons per unit, as their other prices are."""
    part = lines.filter(pl.col("is_addon") & pl.col("staffel_som").is_not_null())
    if part.is_empty():
        return lines
    trede = staffel_prices(part, boek.staffels, in_centen=True)
    som = spread(trede.select("staffel_som"), trede["rij"], lines.height)
    return lines.with_columns(pl.coalesce(som["staffel_som"], "staffel_som"))


def _compared(lines: pl.DataFrame, afrondmoment: Afrondmoment) -> pl.DataFrame:
    """Test phase I, against the price per unit."""
    per_eenheid = pl.col("prijs_e6") * ONE_M
    divisor = pl.col("prijs_deler_m")
    eenheidsprijs = (
        pl.when(divisor == ONE_M)
        .then("prijs_e6")
        .otherwise((2 * per_eenheid + divisor) // (2 * divisor))
    )
    if afrondmoment == "EENHEID":
        eenheidsprijs = (
            pl.when("is_addon").then(unit_price_in_cents()).otherwise(eenheidsprijs)
        )
    lines = lines.with_columns(eenheidsprijs_e6=eenheidsprijs)
    declared = pl.any_horizontal(
        pl.col(column).is_not_null() for column in i_declared.GEDECLAREERD
    )
    part = lines.select(i_declared.VAN_LIJN).filter(
        declared & ~is_refused() & (pl.col("dc") == "D")
    )
    if part.is_empty():
        return lines
    part = _tested(part, i_declared.tests()).filter(is_refused())
    values = spread(
        part.select(nieuw_mask="mask", mag_cent="besluit_cent"),
        part["rij"],
        lines.height,
    )
    return lines.with_columns(
        mask=pl.coalesce(values["nieuw_mask"], "mask"),
        toegestaan_bedrag_cent=pl.coalesce(
            values["mag_cent"], "toegestaan_bedrag_cent"
        ),
    )


def _besluit(lines: pl.DataFrame, boek: Prijsboek) -> pl.DataFrame:
    """Name what is decided; a refused line has no amount, unless it is capped."""
    release = boek.landelijk.prestatie.take(lines["prestatie_rij"], "release")
    gereguleerd = pl.col("tariefsoort").is_in(["MAXIMUM", "VAST"])
    betaalbaar = ~is_refused() | pl.col("is_afgetopt")
    return lines.with_columns(
        prestatie_release=release["release"],
        peildatum_grond=peildatum_grond(),
        nza_maximum_e6=pl.when(gereguleerd).then(
            pl.col("maximum_e6") * ONE_M // pl.col("deler_m")
        ),
        toegestaan_maximum_e6=pl.col("plafond_e6") * ONE_M // pl.col("plafond_deler_m"),
        afspraak_id=pl.coalesce("afspraak_id", "overeenkomst_id"),
        besluit_cent=pl.when(betaalbaar).then("besluit_cent"),
    ).select(BESLUIT)


def _under_tiers(lines: pl.DataFrame, boek: Prijsboek) -> pl.DataFrame:
    """Lines that a volume tier prices, for pricing.py to count the year."""
    kandidaten = lines.filter(
        ~is_refused_in("ABCD") & (pl.col("dc") == "D"),
        (pl.col("route") == "CONTRACT") & pl.col("in_scope"),
        pl.col("lijstprijs_e6").is_null() & ~pl.col("meer_prijzen"),
        pl.col("contract_rij").is_in(boek.staffels.contracten.implode()),
    )
    return (
        kandidaten.select(
            "rij",
            "batch_rij",
            "dag",
            "regel_id",
            "eenheid",
            "is_tijd",
            "minuten",
            "teller",
            "noemer",
            "staffel_vooraf_m",
            "staffel_volume_m",
        )
        .join(staffels_of(kandidaten, boek.staffels), on="rij", how="inner")
        .drop("rij")
    )
