"""Price declaration lines: the whole decision table, phases A to K.

Order: A, J for credits, B to I (docs/decisions.md 23); plafonds are a batch result
(settlement.py). Chunks are decided side by side; what needs other lines of a patient
(E), the volume of a year (staffel) or the amounts of a period (H) follows for the few
lines it is about, and once more where credits of the batch take debits of it back.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from productstructure.errors import CallError
from tabellen.calltypes import checks_types, require_columns
from tariffs.decision.chunk import Chunkbesluit, decide_chunk
from tariffs.decision.e_declared_before import already_declared
from tariffs.decision.frames import VAN_SAMEN, finish, to_decisions
from tariffs.decision.j_credit import credit_lines
from tariffs.decision.prijsboek import Prijsboek
from tariffs.lookup.periods import spread
from tariffs.prices import staffel
from tariffs.prices.amounts import with_quantity
from tariffs.reasons import Reden, is_refused_in, mask_of
from tariffs.schema import Frame, Prijsbesluiten, Tarieventabellen
from tariffs.settings import Prijsinstellingen
from tariffs.sources.lines import conform
from tariffs.together import e_combinations, h_periods
from tariffs.together.e_doubles import find_doubles


@checks_types
def price_lines(
    regels: Frame,
    tabellen: Tarieventabellen | Prijsboek,
    instellingen: Prijsinstellingen,
    eerdere: pl.DataFrame | None = None,
    *,
    findings: list[pl.DataFrame] | None = None,
) -> Frame:
    """Decide what each line may cost, under which agreement, and why.

    Args:
        regels: Lines with columns of ``Declaratieregels``; absent columns are empty.
        tabellen: The tables, or a ``Prijsboek`` prepared from them to price several
            batches with.
        instellingen: Settings of the run.
        eerdere: Prijsbesluiten of earlier batches, which credits refer to.
        findings: Gets what was mended of the lines, counted (schema
            ``TariefFindings``).

    Returns:
        ``Prijsbesluiten``: one row per line, in input order, eager or lazy as the lines
        were. Every row has an amount or a reason.

    Raises:
        CallError: A column has a type that cannot be read as the schema's, ``eerdere``
            lacks one, or the tables were prepared as known on another day than the
            settings ask for.
        CapacityError: A number of the tables is too large.

    Source: docs/rules.md, with the documents of each rule.
    """
    if isinstance(regels, pl.LazyFrame):
        return price_lines(
            regels.collect(), tabellen, instellingen, eerdere, findings=findings
        ).lazy()
    if eerdere is not None:
        require_columns(eerdere, pl.Schema(Prijsbesluiten), "eerdere")
    boek = prepared(tabellen, instellingen)
    regels = conform(regels, findings)
    if regels.is_empty():
        return Prijsbesluiten.create_empty()
    batch = _Batch(
        regels, _decide(regels, boek, instellingen), boek, instellingen, eerdere
    )
    return finish(_with_credits(batch), instellingen)


@dataclass(frozen=True)
class _Batch:
    """A batch whose lines are decided one by one.

    Attributes:
        regels: The lines.
        los: What chunks decided on them.
        boek: The tables.
        instellingen: Settings of the run.
        eerdere: Decisions of earlier batches; None for none.
    """

    regels: pl.DataFrame
    los: Chunkbesluit
    boek: Prijsboek
    instellingen: Prijsinstellingen
    eerdere: pl.DataFrame | None


def prepared(
    tabellen: Tarieventabellen | Prijsboek, instellingen: Prijsinstellingen
) -> Prijsboek:
    """Prepare tables as known on the day of the settings; a Prijsboek is.

    Raises:
        CallError: It is prepared for another day.
    """
    dag = instellingen.kennisdatum
    if isinstance(tabellen, Tarieventabellen):
        return Prijsboek.prepare(tabellen, bekend_op=dag)
    if instellingen.bekend_op not in (None, tabellen.bekend_op):
        raise CallError(
            f"price_lines: tables prepared as known on {tabellen.bekend_op}, settings "
            f"ask for {dag}. Prepare them for that day."
        )
    return tabellen


def _decide(
    regels: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
) -> Chunkbesluit:
    """Decide on chunks side by side and put the outcomes together."""
    genummerd = regels.with_columns(
        batch_rij=pl.int_range(pl.len(), dtype=pl.UInt32),
        minuten_dag=pl.lit(None, dtype=pl.Int64),
        **{
            column: pl.lit(None, dtype=dtype)
            for column, dtype in staffel.VOLUME.items()
        },
    )
    with ThreadPoolExecutor(instellingen.threads) as pool:
        chunks = list(
            pool.map(
                lambda chunk: decide_chunk(chunk, boek, instellingen),
                genummerd.iter_slices(instellingen.chunk),
            )
        )
    return Chunkbesluit(
        *(
            pl.concat(getattr(chunk, field.name) for chunk in chunks)
            for field in fields(Chunkbesluit)
        )
    )


def _together(
    batch: _Batch, taken_back: pl.Series, earlier_taken: pl.Series
) -> pl.DataFrame:
    """What phases E and H, minutes and volumes make of the decisions.

    Args:
        batch: The batch.
        taken_back: Debits of it that are taken back: they count against no other.
        earlier_taken: Earlier decisions that are.
    """
    terug = taken_back.alias("batch_rij").cast(pl.UInt32).to_frame()
    eerder = already_declared(
        batch.regels, batch.los.besluit, terug, batch.eerdere, earlier_taken
    )
    # Neither counts against another line.
    outside = pl.concat([terug, eerder.select("batch_rij")])
    besluit = _without_nothing(_judged_together(batch, outside, eerder))
    return _within_periods(batch, besluit, _without(batch.los.periode, outside))


def _without(lines: pl.DataFrame, taken_back: pl.DataFrame) -> pl.DataFrame:
    if taken_back.is_empty():
        return lines
    return lines.join(taken_back, on="batch_rij", how="anti", maintain_order="left")


def _judged_together(
    batch: _Batch, outside: pl.DataFrame, eerder: pl.DataFrame
) -> pl.DataFrame:
    """Phase E, and the price of lines whose quantity or volume others decide.

    ``outside`` has the lines that count against no other, ``eerder`` those that an
    earlier delivery declared.
    """
    regels, los, boek = batch.regels, batch.los, batch.boek
    identiteiten = _without(los.identiteiten, outside)
    oordeel = e_combinations.judge(
        _without(los.kandidaten, outside),
        boek.combinaties,
        boek.landelijk,
        verzekerden=regels["verzekerde_id"],
        regel_ids=regels["regel_id"],
        doubles=lambda refused: find_doubles(
            identiteiten, regels, los.besluit["mask"], refused
        ),
    )
    geweigerd = oordeel.filter(pl.col("mask") > 0)
    named = regels["regel_id"].gather(geweigerd["ander"]).alias("andere_regel_id")
    tellend = los.staffel.join(geweigerd, on="batch_rij", how="anti")
    again = _with_volumes_or_minutes(oordeel, _without(tellend, outside))
    besluit = los.besluit
    if not again.is_empty():
        rows = again["batch_rij"]
        lines = regels[rows].hstack(again)
        fresh = decide_chunk(lines, boek, batch.instellingen).besluit
        besluit = _replace(besluit, fresh, rows)
    geweigerd = geweigerd.with_columns(named).select("batch_rij", "mask", *VAN_SAMEN)
    return _refused_together(besluit, pl.concat([geweigerd, eerder], how="diagonal"))


def _with_volumes_or_minutes(
    oordeel: pl.DataFrame, below_staffel: pl.DataFrame
) -> pl.DataFrame:
    """What others decided about a line: minutes of its day, volume of its year."""
    minuten = oordeel.filter(
        (pl.col("mask") == 0) & pl.col("minuten_dag").is_not_null()
    ).select("batch_rij", "minuten_dag")
    # The minutes of a day that its first line bears are quarters together, so they are
    # the volume of that line too (Regeling msz 2016 art. 27.2c).
    counted = with_quantity(
        below_staffel.join(minuten, on="batch_rij", how="left", maintain_order="left")
    )
    volumes = staffel.with_volumes(counted)
    return minuten.join(volumes, on="batch_rij", how="full", coalesce=True)


def _refused_together(besluit: pl.DataFrame, geweigerd: pl.DataFrame) -> pl.DataFrame:
    """Write the refusals of phase E over what later phases said of those lines."""
    mask = besluit["mask"].to_numpy(writable=True)
    signalen = besluit["signalen"].to_numpy(writable=True)
    is_afgetopt = besluit["is_afgetopt"].to_numpy(writable=True)
    rows = geweigerd["batch_rij"].to_numpy()
    mask[rows] = geweigerd["mask"].to_numpy()
    signalen[rows] = 0
    is_afgetopt[rows] = False
    named = geweigerd.select(list(VAN_SAMEN))
    return besluit.with_columns(
        *spread(named, geweigerd["batch_rij"], besluit.height),
        mask=pl.Series(mask),
        signalen=pl.Series(signalen),
        is_afgetopt=pl.Series(is_afgetopt),
    )


def _without_nothing(besluit: pl.DataFrame) -> pl.DataFrame:
    """Refuse a quantity that is nothing once minutes are rounded (A4), at its bearer.

    It is phase A, yet known only when the minutes of the day have been added up (E;
    docs/decisions.md 39). Of a credit its debit decides, later (J).
    """
    nothing = (besluit["teller"] == 0).fill_null(value=False)
    if not nothing.any():
        return besluit
    nothing &= ~besluit.select(is_refused_in("ABCDE")).to_series()
    geweigerd = mask_of([(Reden.AANTAL_ONJUIST, pl.lit(value=True))])
    return besluit.with_columns(
        mask=pl.when(nothing).then(geweigerd).otherwise("mask"),
        signalen=pl.when(nothing).then(0).otherwise("signalen"),
        is_afgetopt=pl.col("is_afgetopt") & ~nothing,
    )


def _replace(
    besluit: pl.DataFrame, fresh: pl.DataFrame, rows: pl.Series
) -> pl.DataFrame:
    """Put other decisions in the place of those of some rows."""
    place = np.arange(besluit.height, dtype=np.uint32)
    place[rows.to_numpy()] = np.arange(
        besluit.height, besluit.height + len(rows), dtype=np.uint32
    )
    every = pl.concat([besluit, fresh], how="diagonal")
    return every[pl.Series(place)]


def _within_periods(
    batch: _Batch, besluit: pl.DataFrame, periode: pl.DataFrame
) -> pl.DataFrame:
    """Phase H, about lines that phases A to G priced, capped ones included."""
    if periode.is_empty():
        return besluit
    rows = periode["batch_rij"]
    lines = (
        periode.hstack(batch.regels[rows].select(h_periods.VAN_LIJN))
        .hstack(besluit[rows].select(h_periods.VAN_BESLUIT))
        .pipe(h_periods.open_lines)
    )
    caps = batch.instellingen.bij_overschrijding == "AFTOPPEN"
    above = h_periods.cap(lines, batch.boek.combinaties, aftoppen=caps)
    if above.is_empty():
        return besluit
    rows = above["batch_rij"]
    fresh = h_periods.with_refusal(besluit[rows].hstack(above), aftoppen=caps)
    return _replace(besluit, fresh.select(besluit.columns), rows)


def _with_credits(batch: _Batch) -> pl.DataFrame:
    """Phase J: credits copy debits of earlier batches or of this one.

    They are judged on decisions in which no debit of the batch is taken back. Those
    that stand take theirs back, and so change what the other lines come to; a debit
    that is taken back keeps the decision that its credit copies.
    """
    nothing = pl.Series(dtype=pl.UInt32)
    regels, boek = batch.regels, batch.boek
    is_credit = (regels["dc"] == "C").fill_null(value=False)
    if not is_credit.any():
        return to_decisions(regels, _together(batch, nothing, nothing), boek)
    rows = is_credit.arg_true().cast(pl.UInt32)
    # Phase E is about debits, so what chunks decided on credits stands.
    none = (pl.lit(None, dtype).alias(kolom) for kolom, dtype in VAN_SAMEN.items())
    credits = to_decisions(
        regels[rows], batch.los.besluit[rows].with_columns(none), boek
    )
    eerdere = batch.eerdere
    if eerdere is None:
        eerdere = Prijsbesluiten.create_empty()
    # Nothing in this batch changes whether a credit of an earlier decision stands.
    without_batch = credits.clear().with_columns(
        batch_rij=pl.lit(None, dtype=pl.UInt32)
    )
    judged = credit_lines(credits, without_batch, eerdere)
    earlier_taken = judged.eerdere_rij
    besluit = _together(batch, nothing, earlier_taken)
    named = regels.select(
        pl.col("regel_id").is_in(credits["ref_voorgaande"].drop_nulls().implode())
        & (pl.col("dc") == "D")
    ).to_series()
    debets = named.fill_null(value=False).arg_true().cast(pl.UInt32)
    if not debets.is_empty():
        van_batch = to_decisions(regels[debets], besluit[debets], boek).with_columns(
            batch_rij=debets
        )
        judged = credit_lines(credits, van_batch, eerdere)
    terug = judged.batch_rij
    if not terug.is_empty():
        without = _together(batch, terug, earlier_taken)
        besluit = _replace(without, besluit[terug], terug)
    besluiten = to_decisions(regels, besluit, boek)
    return _replace(besluiten, judged.credits, rows)
