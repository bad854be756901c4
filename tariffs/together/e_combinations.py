"""Phase E of the decision table: the lines of one patient, judged against each other.

Only lines that phases A to D accepted take part, and only lines that phase E itself
accepts count against others; in a mutual exclusion the earlier line (day, then
regel_id) stays (docs/decisions.md 26). Most lines have no rule: they are left out
before patients are put together. Patients are compared whatever provider they saw.
"""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tariffs.lookup.national import Landelijk
from tariffs.money import ONE_M, minutes_in_units
from tariffs.prices.amounts import time_units
from tariffs.reasons import Reden, mask_of
from tariffs.together._combinations import LIJN_DTYPE, judge_patients
from tariffs.together.rules import Combinatieboek

BITS = (
    Reden.COMBINATIE_NIET_TOEGESTAAN,
    Reden.VEREISTE_COMBINATIE_ONTBREEKT,
    Reden.FACULTATIEVE_PRESTATIE_SLUIT_UIT,
    Reden.DUBBELE_BEKOSTIGING,
    Reden.NIET_DECLARABEL_NAAST_DBC,
    Reden.BEGREPEN_IN_ANDERE_PRESTATIE,
    Reden.MAXIMUM_AANTAL_OVERSCHREDEN,
    Reden.TERMIJN_NIET_VERSTREKEN,
)
"""What the bits of the kernel mean: E1 to E8."""

_E4 = 1 << BITS.index(Reden.DUBBELE_BEKOSTIGING)
_E6 = 1 << BITS.index(Reden.BEGREPEN_IN_ANDERE_PRESTATIE)

_ZELFSTANDIG = ("BUITEN_DBC", "GEEN_VERZOEK_NODIG")
"""Who may ask for an overig zorgproduct beside a dbc (Regeling msz 2016 art. 33)."""

_ROUNDS = 16
"""Lines that refuse each other in a ring never settle; then the last round stands."""

_DAG = ["patient", "aanbieder", "code", "dag"]
"""Within what minutes are added up."""


def candidates_of(lines: pl.DataFrame, boek: Combinatieboek) -> pl.DataFrame:
    """Take from a chunk what phase E may need; nothing is copied or left out yet.

    Args:
        lines: A chunk with its prestatie, ``mask`` of phases A to D and ``batch_rij``.
        boek: The rules.

    Returns:
        Per line its ``klasse``, its ``patient`` as a number, ``is_getest`` (a rule
        tests it), ``is_naast_dbc`` (that rule is art. 33 lid 3, whose companions are
        all dbc's) and ``doet_mee`` (it is tested or the companion in another rule).
    """
    klasse = boek.klasse.gather(lines["prestatie_rij"].clip(0, None).cast(pl.UInt32))
    part = _with_product_class(lines.with_columns(klasse.alias("klasse")), boek)
    klasse = part["klasse"].cast(pl.UInt32)
    in_traject = (
        pl.col("subtraject_nummer").is_not_null()
        | pl.col("zorgtraject_nummer").is_not_null()
    )
    beside_dbc = in_traject & (_aanvrager() < 2) & boek.is_naast_dbc.gather(klasse)
    is_getest = (
        boek.is_getest.gather(klasse)
        | beside_dbc
        | _per_day()
        | pl.col("fase").is_not_null()
        | pl.col("wond_id").is_not_null()
    )
    allowed = (pl.col("mask") == 0) & (pl.col("dc") == "D")
    if part["is_tijd"].any():
        # Minutes that come to nothing are no care that counts against another line;
        # those of a day are added up first.
        is_iets = ~pl.col("is_tijd") | (time_units(pl.col("minuten")) > 0)
        allowed &= _per_day() | is_iets
    return part.with_columns(
        is_getest=allowed & is_getest,
        doet_mee=allowed & (is_getest | boek.is_metgezel.gather(klasse)),
        is_naast_dbc=allowed & beside_dbc,
        patient=_hash("verzekerde_id"),
    )


def _per_day() -> pl.Expr:
    return ((pl.col("eenheid") == "MIN15") & pl.col("is_tijd")).fill_null(False)


def _participants(candidates: pl.DataFrame, landelijk: Landelijk) -> pl.DataFrame:
    """Keep the patients of whom a rule tests some line, as numbers."""
    doet_mee = pl.col("doet_mee")
    if candidates["is_naast_dbc"].any():
        allowed = (pl.col("mask") == 0) & (pl.col("dc") == "D")
        doet_mee |= allowed & (pl.col("soort_prestatie") == "DBC")
    # Only the few rows that stay are worth gathering all columns of.
    lazy = candidates.lazy().with_row_index("plaats")
    patienten = lazy.filter("is_getest").select("patient").unique()
    plaatsen = (
        lazy.filter(doet_mee)
        .select("plaats", "patient")
        .join(patienten, on="patient", how="semi")
        .select("plaats")
        .collect()
    )
    part = candidates[plaatsen["plaats"]]
    punten = landelijk.prestatie.take(part["prestatie_rij"], "puntwaarde")
    begin = pl.col("begindatum").dt
    return part.select(
        "batch_rij",
        pl.col("code", "aanbieder", "dag", "klasse", "fase", "patient"),
        (begin.year() * 12 + begin.month() - 1).cast(pl.Int32).alias("maand"),
        begin.day().cast(pl.Int32).alias("dag_van_maand"),
        pl.when(pl.col("is_tijd"))
        .then(ONE_M)
        .otherwise(pl.col("teller") * ONE_M // pl.col("noemer"))
        .alias("aantal_m"),
        _hash("zitting_id").alias("zitting"),
        # Numbers of subtrajecten and zorgtrajecten are a provider's own.
        _own("subtraject_nummer").alias("subtraject"),
        _own("zorgtraject_nummer").alias("zorgtraject"),
        _aanvrager().alias("aanvrager"),
        (pl.col("soort_prestatie") == "DBC").alias("is_dbc"),
        (pl.col("soort_prestatie") == "GEBOORTEZORG").alias("is_geboortezorg"),
        pl.when(_per_day()).then(pl.col("minuten")).alias("minuten"),
        pl.when(pl.col("wond_id").is_not_null())
        .then(punten["puntwaarde"])
        .alias("puntwaarde"),
        _hash("wond_id").alias("wond"),
    )


def judge(
    candidates: pl.DataFrame,
    boek: Combinatieboek,
    landelijk: Landelijk,
    *,
    verzekerden: pl.Series,
    regel_ids: pl.Series,
    doubles: Callable[[pl.Series], pl.DataFrame],
) -> pl.DataFrame:
    """Judge the lines that take part, of the whole batch.

    What covers, contains or doubles another line counts only if no rule refuses it, and
    what a rule refuses may be known only when those are: so they are found in turns.

    Args:
        candidates: What ``candidates_of`` gave for every chunk.
        boek: The rules.
        landelijk: Prestaties, for the puntwaarde of kaak lines.
        verzekerden: ``verzekerde_id`` of every line of the batch.
        regel_ids: ``regel_id`` of every line of the batch.
        doubles: Gives ``batch_rij`` and ``ander`` of lines that bill the same identity
            twice, when lines (``batch_rij``) are refused that count for nobody.

    Returns:
        The lines phase E says something about: ``batch_rij``, ``mask``, the companion
        ``other`` (a line number), ``ozp_regel_id``, and ``minuten_dag``, the minutes of
        the day to price instead of the line's own.
    """
    part = _in_order(_participants(candidates, landelijk), verzekerden, regel_ids)
    refused = pl.Series(dtype=pl.UInt32)
    for _round in range(_ROUNDS):
        dubbel = doubles(refused)
        judged = _judged_without_nothing(_with_doubles(part, dubbel, refused), boek)
        fresh = judged.filter(pl.col("fout_regel") > 0)["batch_rij"].sort()
        # Who names no line that a rule refuses, and none that a rule no longer does, is
        # judged as it would be again.
        named = judged.filter(pl.col("vooraf") > 0)["ander"].append(dubbel["ander"])
        is_settled = not named.is_in(fresh.implode()).any()
        if fresh.equals(refused) or (refused.is_empty() and is_settled):
            break
        refused = fresh
    part = _summed_per_day(judged)
    # A double that no rule is about did not take part above.
    rest = dubbel.join(part, on="batch_rij", how="anti").with_columns(fout=_E4)
    part = pl.concat([part, rest], how="diagonal_relaxed").filter(
        (pl.col("fout") > 0) | pl.col("minuten_dag").is_not_null()
    )
    return part.select(
        "batch_rij",
        "ander",
        "ozp_regel_id",
        "minuten_dag",
        mask=mask_of(
            (reden, (pl.col("fout") & (1 << place)) > 0)
            for place, reden in enumerate(BITS)
        ),
    )


def _with_doubles(
    part: pl.DataFrame, dubbel: pl.DataFrame, refused: pl.Series
) -> pl.DataFrame:
    """Lines with what is known of them before rules are looked at."""
    return part.join(
        dubbel, on="batch_rij", how="left", maintain_order="left"
    ).with_columns(
        vooraf=pl.when(pl.col("ander").is_not_null()).then(_E4).otherwise(0),
        is_geweigerd=pl.col("batch_rij").is_in(refused.implode()),
    )


def _judged_without_nothing(part: pl.DataFrame, boek: Combinatieboek) -> pl.DataFrame:
    """Judge the lines, but for days whose minutes come to nothing.

    Those count for nobody, and what E itself refuses of a day can leave too little: 5
    of 8 minutes are no quarter. Such a day is settled as it was judged and the others
    are judged again without it.
    """
    klaar: list[pl.DataFrame] = []
    is_nothing = _is_nothing(part, pl.col("vooraf") == 0)
    if is_nothing.any():
        geen = pl.lit(0, dtype=pl.Int32)
        nothing = part.filter(is_nothing).with_columns(fout=geen, fout_regel=geen)
        klaar.append(nothing)
        part = part.filter(~is_nothing)
    while True:
        judged = _judged(_same_wound(_same_phase(part)), boek)
        is_nothing = _is_nothing(judged, pl.col("fout") == 0)
        if not is_nothing.any():
            return pl.concat([judged, *klaar], how="diagonal")
        dagen = judged.filter(is_nothing).select(_DAG)
        klaar.append(
            judged.filter(pl.col("minuten").is_not_null()).join(
                dagen, on=_DAG, how="semi", maintain_order="left"
            )
        )
        part = part.join(
            klaar[-1].select("batch_rij"),
            on="batch_rij",
            how="anti",
            maintain_order="left",
        )


def _hash(column: str) -> pl.Expr:
    """Number a text within a patient; 0 for null.

    Two texts of one patient share a number once in 10^19 pairs; patients themselves are
    compared by their text, in ``_in_order``.
    """
    text = pl.col(column)
    return (
        pl.when(text.is_null()).then(pl.lit(0, dtype=pl.UInt64)).otherwise(text.hash())
    )


def _aanvrager() -> pl.Expr:
    soort = pl.col("aanvrager_soort")
    return (
        pl.when(soort == "EERSTELIJN")
        .then(1)
        .when(soort.is_in(_ZELFSTANDIG))
        .then(2)
        .otherwise(0)
        .cast(pl.Int8)
    )


def _own(column: str) -> pl.Expr:
    number = _hash(column)
    aanbieder = pl.col("aanbieder").cast(pl.UInt64).hash()
    return pl.when(number > 0).then(number ^ aanbieder).otherwise(number)


def _with_product_class(lines: pl.DataFrame, boek: Combinatieboek) -> pl.DataFrame:
    if boek.klasse_product.is_empty():
        return lines
    als_product = boek.klasse_product.select(
        pl.col("prestatie_rij").cast(pl.Int32), "product", klasse_product="klasse"
    )
    return lines.join(
        als_product,
        on=["prestatie_rij", "product"],
        how="left",
        validate="m:1",
        maintain_order="left",
    ).with_columns(klasse=pl.coalesce("klasse_product", "klasse"))


def _in_order(
    part: pl.DataFrame, verzekerden: pl.Series, regel_ids: pl.Series
) -> pl.DataFrame:
    """Put the lines of a patient together, by day and regel_id.

    A line without verzekerde_id is a patient of its own.
    """
    alleen = pl.col("patient") == 0
    part = part.with_columns(
        pl.when(alleen)
        .then(pl.col("batch_rij").hash())
        .otherwise("patient")
        .alias("patient"),
        # Sorting texts is slow, and most batches come sorted by regel_id.
        volgorde=pl.col("batch_rij")
        if regel_ids.is_sorted()
        else regel_ids.gather(part["batch_rij"]),
    ).sort("patient", "dag", "volgorde")
    verzekerde = verzekerden.gather(part["batch_rij"])
    same_number = part["patient"] == part["patient"].shift(1)
    if (same_number & verzekerde.ne_missing(verzekerde.shift(1))).any():
        exact = pl.Series("patient", verzekerde).rank("dense").cast(pl.UInt64)
        alleen_rij = part["batch_rij"].cast(pl.UInt64) + len(part) + 1
        part = part.with_columns(patient=pl.coalesce(exact, alleen_rij))
        part = part.sort("patient", "dag", "volgorde")
    return part


def _same_phase(part: pl.DataFrame) -> pl.DataFrame:
    """E4: integral geboortezorg covers the phase for the same woman (docs/rules.md).

    UNSOURCED[igo-member]: a line with a fase is taken to be that of a member of the
    IGO.
    """
    if part["fase"].null_count() == part.height:
        return part
    integraal = (
        part.filter(
            pl.col("is_geboortezorg")
            & (pl.col("vooraf") == 0)
            & ~pl.col("is_geweigerd")
        )
        .group_by("patient", "fase")
        .agg(ander_fase=pl.col("batch_rij").first())
    )
    geraakt = ~pl.col("is_geboortezorg") & pl.col("ander_fase").is_not_null()
    return part.join(
        integraal,
        on=["patient", "fase"],
        how="left",
        validate="m:1",
        maintain_order="left",
    ).with_columns(
        vooraf=pl.when(geraakt).then(pl.col("vooraf") | _E4).otherwise("vooraf"),
        ander=pl.when(geraakt)
        .then(pl.coalesce("ander", "ander_fase"))
        .otherwise("ander"),
    )


def _same_wound(part: pl.DataFrame) -> pl.DataFrame:
    """E6: through one wound only the highest puntwaarde (Regeling msz 2016 33d.5a)."""
    if part["puntwaarde"].null_count() == part.height:
        return part
    telt = pl.col("puntwaarde").is_not_null() & (pl.col("vooraf") == 0)
    wond = ["patient", "dag", "zitting", "wond"]
    hoogste = (
        part.filter(telt & ~pl.col("is_geweigerd"))
        .sort("puntwaarde", descending=True, maintain_order=True)
        .group_by(wond, maintain_order=True)
        .agg(ander_wond=pl.col("batch_rij").first(), hoogste=pl.first("puntwaarde"))
    )
    # One that a rule refuses, and that has more, is not contained in it.
    contained = ~pl.col("is_geweigerd") | (pl.col("puntwaarde") < pl.col("hoogste"))
    lager = telt & contained & (pl.col("ander_wond") != pl.col("batch_rij"))
    return part.join(
        hoogste, on=wond, how="left", validate="m:1", maintain_order="left"
    ).with_columns(
        vooraf=pl.when(lager).then(pl.col("vooraf") | _E6).otherwise("vooraf"),
        ander=pl.when(lager)
        .then(pl.coalesce("ander", "ander_wond"))
        .otherwise("ander"),
    )


def _judged(part: pl.DataFrame, boek: Combinatieboek) -> pl.DataFrame:
    lijnen = np.zeros(part.height, dtype=LIJN_DTYPE)
    for name in LIJN_DTYPE.names or ():
        lijnen[name] = part[name].to_numpy()
    fresh = part["patient"].ne_missing(part["patient"].shift(1))
    patienten = np.append(np.flatnonzero(fresh.to_numpy()), part.height)
    fouten: NDArray[np.uint8] = np.zeros(part.height, dtype=np.uint8)
    anderen: NDArray[np.int32] = np.full(part.height, -1, dtype=np.int32)
    regels = anderen.copy()
    judge_patients(
        lijnen,
        patienten.astype(np.int64),
        boek.regels,
        boek.klasse_offsets,
        boek.klasse_regels,
        boek.is_a,
        boek.is_b,
        fouten,
        anderen,
        regels,
    )
    other = part["batch_rij"].gather(_known(anderen))
    return part.with_columns(
        fout=pl.Series(fouten).cast(pl.Int32) | pl.col("vooraf"),
        fout_regel=pl.Series(fouten).cast(pl.Int32),
        ander=pl.coalesce(pl.col("ander"), other),
        ozp_regel_id=boek.regel_ids.gather(_known(regels)),
    )


def _known(places: NDArray[np.int32]) -> pl.Series:
    return pl.Series(places).replace(-1, None).cast(pl.UInt32)


def _is_nothing(part: pl.DataFrame, over: pl.Expr) -> pl.Series:
    """Lines of a day whose minutes together round to no quarter: they count for nobody.

    Phase A refuses their bearer (A4) once it is known (pricing.py).

    Args:
        part: Lines that take part.
        over: Which of them are not refused.
    """
    if part["minuten"].null_count() == part.height:
        return pl.repeat(value=False, n=part.height, eager=True)
    telt = pl.col("minuten").is_not_null() & over
    together = pl.when(telt).then("minuten").sum().over(_DAG)
    return part.select(telt & (minutes_in_units(together, 15) == 0)).to_series()


def _summed_per_day(part: pl.DataFrame) -> pl.DataFrame:
    """Sum the minutes of a day in its first line; E6 for the others.

    Treatment times of one day are added up before they are rounded to units of fifteen
    minutes (Regeling msz 2016 art. 27.2c; there about ergotherapie).

    UNSOURCED[minutes]: every tariff per fifteen minutes is treated so.
    """
    telt = pl.col("minuten").is_not_null() & (pl.col("fout") == 0)
    sums = (
        part.filter(telt)
        .group_by(_DAG)
        .agg(
            ander_dag=pl.col("batch_rij").first(),
            minuten_dag=pl.col("minuten").sum(),
            behandelingen=pl.len(),
        )
        .filter(pl.col("behandelingen") > 1)
    )
    part = part.join(sums, on=_DAG, how="left", validate="m:1", maintain_order="left")
    first = telt & (pl.col("ander_dag") == pl.col("batch_rij"))
    later = telt & (pl.col("ander_dag") != pl.col("batch_rij"))
    return part.with_columns(
        fout=pl.when(later).then(_E6).otherwise("fout"),
        ander=pl.when(later).then("ander_dag").otherwise("ander"),
        minuten_dag=pl.when(first).then("minuten_dag"),
    )
