"""The frame at the end of the decision: prijsbesluiten, a row for each line in.

It names, orders and spells out columns; it decides nothing. Lines of a file that could
not be read have a row too: they are told, never dropped. Of such a line it fills in
what is certain, with the faults for reasons; nothing of it is billed.

Source: docs/decisions.md 17: a row out for each line in.
"""

import polars as pl

from tariffs.decision.prijsboek import Prijsboek
from tariffs.decision.stap import Kolommen
from tariffs.reasons import REDENEN_DTYPE, is_refused, is_refused_in, reasons_of
from tariffs.schema import STATUS, Prijsbesluiten
from tariffs.settings import Prijsinstellingen, engine_version

OVERGENOMEN = (
    "regel_id",
    "bestand_id",
    "zorginstelling_code",
    "uzovi",
    "verzekerde_id",
    "prestatiecodelijst",
    "prestatiecode",
    "zorgproduct_code",
    "component",
    "soort_honorarium",
    "specialisme_uitvoerder_code",
    "subtraject_nummer",
    "dc",
    "ref_voorgaande",
    "toeslag_cent",
    "berekend_cent",
)
"""What a decision takes over from its line as it stands."""

_VAN_PRIJS = (
    "tariefsoort",
    "grondslag",
    "afspraak_id",
    "nza_maximum_e6",
    "toegestaan_maximum_e6",
    "toegestaan_bedrag_cent",
    "eenheidsprijs_e6",
)
"""What a decision shows of the price of a line that came to phase F."""

VAN_SAMEN: Kolommen = {"andere_regel_id": pl.String(), "ozp_regel_id": pl.String()}
"""What phases E and H add to what a chunk decided: the line and the rule by which a
line is refused."""

GROND = "Bestand met declaratieregels"
"""What stands for the article of law: the file itself is at fault."""

_KOLOM_VAN = {"begindatum": "peildatum", "aantal": "aantal_m"}


def to_decisions(
    regels: pl.DataFrame, besluit: pl.DataFrame, boek: Prijsboek
) -> pl.DataFrame:
    """Name what is decided: ``Prijsbesluiten`` without its last columns.

    Args:
        regels: The lines.
        besluit: What chunks decided on them and ``VAN_SAMEN``, a row per line.
        boek: The tables, for the names behind numbers.

    Returns:
        The columns of ``Prijsbesluiten`` up to ``status``, and ``mask``, ``signalen``
        and ``is_afgetopt`` in place of those.
    """
    contract = boek.contracten.contracten.select("contract_id", "versie")
    contracten = pl.concat([contract.clear(1), contract])
    contract_row = besluit["contract_rij"].clip(0, None).cast(pl.UInt32)
    exact = pl.col("aantal_m").is_not_null()
    # A line refused before phase F has no price to show.
    geprijsd = pl.when(~is_refused_in("ABCDE"))
    btw = pl.when(pl.col("besluit_cent").is_not_null()).then("btw_besluit_cent")
    return besluit.select(
        *regels.select(OVERGENOMEN),
        boek.nummers.concerns.texts(besluit["concern"].clip(0, None)).alias(
            "concern_id"
        ),
        regels["begindatum"].alias("peildatum"),
        "peildatum_grond",
        *contracten[contract_row],
        *(geprijsd.then(kolom) for kolom in _VAN_PRIJS),
        "aantal_m",
        pl.when(~exact).then("teller").alias("aantal_teller"),
        pl.when(~exact).then("noemer").alias("aantal_noemer"),
        "factor_bp",
        geprijsd.then(btw).alias("btw_cent"),
        geprijsd.then("besluit_cent").alias("bedrag_cent"),
        *VAN_SAMEN,
        _release_ids(besluit, boek.landelijk.release_ids),
        "mask",
        "signalen",
        "is_afgetopt",
    )


def _release_ids(besluit: pl.DataFrame, ids: pl.Series) -> pl.Series:
    """Releases of prestatie and tarief per line, from a list per pair of releases."""
    pairs = pl.DataFrame({"een": ids}).join(pl.DataFrame({"ander": ids}), how="cross")
    lijsten = pairs.select(
        release_ids=pl.concat_list("een", "ander")
        .list.drop_nulls()
        .list.unique()
        .list.sort()
    )["release_ids"]
    pair = besluit.select(
        pl.col("prestatie_release").fill_null(0) * len(ids)
        + pl.col("tarief_release").fill_null(0)
    ).to_series()
    return lijsten.gather(pair.cast(pl.UInt32))


def finish(besluiten: pl.DataFrame, instellingen: Prijsinstellingen) -> pl.DataFrame:
    """Turn masks into status and reasons: the frame ``Prijsbesluiten``."""
    status = (
        pl.when("is_afgetopt")
        .then(pl.lit("AFGETOPT", dtype=STATUS))
        .when(is_refused())
        .then(pl.lit("GEWEIGERD", dtype=STATUS))
        .when(pl.col("signalen") != 0)
        .then(pl.lit("SIGNAAL", dtype=STATUS))
        .otherwise(pl.lit("OK", dtype=STATUS))
    )
    return besluiten.with_columns(
        status=status,
        redenen=reasons_of(besluiten["mask"], besluiten["signalen"]),
        engine_versie=pl.lit(engine_version()),
        berekend_op=pl.lit(instellingen.verwerkingsdatum),
    ).select(Prijsbesluiten.column_names())


def unreadable_decisions(
    regels: pl.DataFrame, findings: pl.DataFrame, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """Make decisions of lines that could not be read.

    Args:
        regels: ``row`` and, as far as they could be read, columns of
            ``Declaratieregels``.
        findings: What was wrong with them (schema TariefFindings).
        instellingen: Settings of the run.

    Returns:
        ``Prijsbesluiten``, a row per line in their order, status ONLEESBAAR.
    """
    columns = Prijsbesluiten.column_names()
    parameter = pl.col("column").replace(_KOLOM_VAN)
    reden = pl.struct(
        code=pl.col("code"),
        fase=pl.lit("A"),
        klasse=pl.lit("D"),
        artikel=pl.lit(GROND),
        tekst=pl.when(pl.col("column").is_null())
        .then("tekst")
        .otherwise(pl.format("{}: {}", "column", "tekst")),
        parameters=pl.when(parameter.is_in(columns))
        .then(pl.concat_list(parameter))
        .otherwise(pl.lit([], dtype=pl.List(pl.String))),
    )
    redenen = (
        findings.filter(pl.col("severity") == "reject")
        .group_by("row", maintain_order=True)
        .agg(redenen=reden)
        .with_columns(pl.col("redenen").cast(REDENEN_DTYPE))
    )
    empty = Prijsbesluiten.create_empty()
    known = [name for name in OVERGENOMEN if name in regels.columns]
    begindatum = ["begindatum"] if "begindatum" in regels.columns else []
    filled = regels.select(
        "row",
        *(pl.col(name).cast(empty.schema[name], strict=False) for name in known),
        *(pl.col(name).alias("peildatum") for name in begindatum),
    ).join(redenen, on="row", how="left", validate="m:1", maintain_order="left")
    return pl.concat(
        [
            empty,
            filled.drop("row").with_columns(
                status=pl.lit("ONLEESBAAR", dtype=STATUS),
                release_ids=pl.lit([], dtype=empty.schema["release_ids"]),
                engine_versie=pl.lit(engine_version()),
                berekend_op=pl.lit(instellingen.verwerkingsdatum),
            ),
        ],
        how="diagonal",
    )
