"""Why is a priced line not declared? What to do about each is in ``bevindingen``.

A line gets one reason, the first of the list that holds, so that what is declared and
what is not add up to all lines.
"""

from collections.abc import Iterator

import polars as pl

from declarations.checks.feiten.levering import VREEMDELING
from declarations.checks.formaat.bedragen import VOLLEDIG_BP, berekend_cent
from declarations.checks.formaat.bsn import passes_elfproef
from declarations.checks.formaat.dbcvelden import DBC_CODE
from declarations.factuur.records import Aanlevering

MAX_AANTAL = 9_999
"""Largest number that a record holds (ZH308 v9.0 0426, 1614); more is split."""

MAX_VOLGNUMMER = 99
"""Largest prestatievolgnummer (ZH308 v9.0 0413)."""

VOLGNUMMER = "VOLGNUMMER_OP"
ACTIVITEIT = "ACTIVITEIT_BUITEN_PERIODE"
AFGEKAPT = "NAAM_AFGEKAPT"


def with_reason(regels: pl.DataFrame, aanlevering: Aanlevering) -> pl.DataFrame:
    """Lines with ``reden``, why they are not declared, and the ``kolom`` it is about.

    Args:
        regels: Schema ``Factuurregels``, with the fields of their 02, 04 and 06, the
            ``veldreden`` and ``rubriek`` of those, and of the decision and the person
            ``status, dc, ontvanger, component`` and ``is_persoon_bekend``.
        aanlevering: When and for which days they are declared.

    Source: ZH308 v9.0 as the checks F12 to F27 hold it against a message; Zvw care
    alone goes to an insurer (NR/CU-263 art. 35 lid 1e).
    """
    reden = kolom = pl.lit(None, pl.String)
    for code, column, holds in reversed(list(_reasons(aanlevering))):
        reden = pl.when(holds).then(pl.lit(code)).otherwise(reden)
        kolom = pl.when(holds).then(pl.lit(column)).otherwise(kolom)
    return regels.with_columns(
        reden=pl.coalesce(reden, "veldreden"),
        kolom=pl.coalesce(kolom, pl.format("r{}", "rubriek")),
    )


def _reasons(aanlevering: Aanlevering) -> Iterator[tuple[str, str, pl.Expr]]:
    """Code, column and condition of each; a null condition does not hold."""
    status, bedrag = pl.col("status").cast(pl.String), pl.col("bedrag_cent")
    yield "BESLUIT_NIET_OK", "status", status.ne_missing("OK") | bedrag.is_null()
    yield "CREDIT", "dc", (pl.col("dc").cast(pl.String) == "C") | (bedrag < 0)
    ontvanger = pl.col("ontvanger").cast(pl.String)
    yield "ONTVANGER_ANDERS", "ontvanger", ontvanger != "VERZEKERAAR"
    code = pl.col("prestatiecode").str.contains(_ONVERZEKERD)
    aanspraak = pl.col("aanspraak_toegepast").cast(pl.String)
    yield "ONVERZEKERD", "prestatiecode", (pl.col("is_dbc") & code) | (aanspraak == "N")
    begin, eind = pl.col("begindatum"), pl.col("einddatum")
    outside = ~eind.is_between(aanlevering.begin, aanlevering.eind)
    yield "BUITEN_DECLARATIEPERIODE", "einddatum", outside
    component = pl.col("component").cast(pl.String)
    yield "TARIEFCOMPONENT", "component", component != "INTEGRAAL"
    for column, form in (("zorginstelling_code", r"^\d{8}$"), ("uzovi", r"^\d{4}$")):
        is_code = pl.col(column).str.contains(form).fill_null(value=False)
        yield "AFZENDER_OF_ONTVANGER_ONBEKEND", column, ~is_code
    yield "PERSOON_ONBEKEND", "verzekerde_id", ~pl.col("is_persoon_bekend")
    bsn, nummer = pl.col("bsn"), pl.col("verzekerdennummer")
    is_nameless = (bsn.is_null() | (bsn == VREEMDELING)) & nummer.is_null()
    yield "PERSOON_ZONDER_NUMMER", "bsn", is_nameless
    yield "BSN_ONJUIST", "bsn", (bsn != VREEMDELING) & ~passes_elfproef(bsn)
    yield from _of_amounts()
    # The dagtekening does not lie before the end of the period.
    wrong = (eind < begin) | (begin < pl.col("geboortedatum"))
    yield "DATUMS_ONJUIST", "begindatum", wrong
    soort = pl.col("verwijzer_soort_code")
    known = [f"{number:02d}" for number in range(1, 10)]
    is_known = soort.is_in(known).fill_null(value=False)
    yield "VERWIJZER_ONBEKEND", "verwijzer_soort_code", ~is_known


_ONVERZEKERD = DBC_CODE.replace("[4-7]", "[67]")


def _of_amounts() -> Iterator[tuple[str, str, pl.Expr]]:
    bedrag, tarief, aantal = (
        pl.col("bedrag_cent"),
        pl.col("tarief_cent"),
        pl.col("aantal"),
    )
    is_count = (aantal > 0).fill_null(value=False)
    yield "AANTAL_NIET_HEEL", "aantal_m", ~is_count
    percentage = pl.col("verrekenpercentage_bp")
    has_toeslag = pl.col("toeslag_code").is_not_null()
    is_sum = (berekend_cent(tarief, aantal, percentage) == bedrag) & (
        (tarief == 0) == (bedrag == 0)
    )
    # What a toeslag comes to is not in the message, so the sum cannot be held against.
    agrees = is_sum.fill_null(value=False) | (has_toeslag & tarief.is_not_null())
    yield "BEDRAG_NIET_UIT_TARIEF", "bedrag_cent", ~agrees
    unsplit = (aantal > MAX_AANTAL) & (has_toeslag | (percentage != VOLLEDIG_BP))
    yield "AANTAL_NIET_TE_SPLITSEN", "aantal_m", unsplit
