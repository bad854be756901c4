"""Which release speaks about what a decision rests on, also where it leaves nothing.

A decision names the releases of its prestatie and tariff. A release that takes either
away, or that changes a rule between lines, stands in no row that the decision rests on;
it is the one that speaks about the code, the zorgproduct or the rule on the peildatum
(``releases.known_on``: a newer release speaks about a code from its first day on).

Source: WB/REG-2024-06; docs/decisions.md 42.
"""

import polars as pl

from tariffs.reasons import Reden
from tariffs.schema import Tarieventabellen

_VAN_REDEN = {
    Reden.PRESTATIECODE_ONBEKEND: ("prestatie",),
    Reden.RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST: ("zorgproduct_declaratiecode",),
    Reden.GEEN_PRESTATIEBESCHRIJVING: ("prestatie",),
    Reden.PRESTATIE_NIET_GELDIG_OP_PEILDATUM: ("prestatie", "fp_register"),
    Reden.FACULTATIEVE_PRESTATIE_BEEINDIGD: ("prestatie", "fp_register"),
    Reden.EXPERIMENT_NIET_GESTART: ("experiment",),
    Reden.EXPERIMENT_VERLOPEN: ("experiment",),
    Reden.ZELFSTANDIG_NIET_DECLARABEL: ("prestatie", "tarief"),
    Reden.TARIEF_ONTBREEKT_IN_TABEL: ("tarief",),
    Reden.MEERDERE_TARIEVEN: ("tarief",),
    Reden.COMBINATIE_NIET_TOEGESTAAN: ("ozp_regel",),
    Reden.VEREISTE_COMBINATIE_ONTBREEKT: ("ozp_regel",),
    Reden.NIET_DECLARABEL_NAAST_DBC: ("ozp_regel",),
    Reden.BEGREPEN_IN_ANDERE_PRESTATIE: ("ozp_regel",),
    Reden.MAXIMUM_AANTAL_OVERSCHREDEN: ("ozp_regel",),
    Reden.TERMIJN_NIET_VERSTREKEN: ("ozp_regel",),
    Reden.PERIODEMAXIMUM_OVERSCHREDEN: ("ozp_regel",),
}
"""The national tables that a refusal rests on; agreements and price lists are none."""

_REDENEN = pl.DataFrame(
    [
        (reden.code, table)
        for reden, tabellen in _VAN_REDEN.items()
        for table in tabellen
    ],
    schema={"reden": pl.String, "tabel": pl.String},
    orient="row",
)

_code = pl.concat_str(
    pl.col("prestatiecodelijst").cast(pl.String), pl.lit("/"), "prestatiecode"
)
_SLEUTELS = {
    "prestatie": _code,
    "tarief": _code,
    "zorgproduct_declaratiecode": pl.col("zorgproduct_code"),
    "fp_register": pl.col("prestatiecode"),
    "experiment": pl.col("prestatiecode"),
    "ozp_regel": pl.col("ozp_regel_id"),
}
"""What a release speaks about, in the columns of a decision."""


def speaking(known: Tarieventabellen) -> pl.DataFrame:
    """Say from which day on which release speaks.

    Args:
        known: Tables as they were known on a day, in which no two releases speak about
            the same code and day.

    Returns:
        ``table``, ``sleutel``, ``begindatum`` and ``release_id``, null for what was
        known from the beginning.
    """
    addon = known.addon_tarief.with_columns(
        prestatiecode="zi_nummer", prestatiecodelijst=pl.lit("001")
    )
    frames = (
        ("prestatie", known.prestatie),
        ("tarief", known.tarief),
        ("tarief", addon),
        ("zorgproduct_declaratiecode", known.zorgproduct_declaratiecode),
        ("fp_register", known.fp_register),
        ("experiment", known.experiment.rename({"startdatum": "begindatum"})),
        ("ozp_regel", known.ozp_regel.rename({"regel_id": "ozp_regel_id"})),
    )
    return pl.concat(
        frame.select(
            "begindatum",
            "release_id",
            tabel=pl.lit(table),
            sleutel=_SLEUTELS[table],
        ).unique()
        for table, frame in frames
    )


def releases_of(besluiten: pl.DataFrame, uitspraken: pl.DataFrame) -> pl.Series:
    """Name the releases that the reasons of decisions rest on.

    Args:
        besluiten: ``Prijsbesluiten``, few.
        uitspraken: What ``speaking`` gave.

    Returns:
        A list of releases per decision, in order; empty where its reasons rest on no
        release.
    """
    asked = (
        besluiten.select(
            "peildatum",
            pl.col("redenen")
            .list.eval(pl.element().struct.field("code"))
            .alias("reden"),
            **_SLEUTELS,
        )
        .with_row_index("plaats")
        .explode("reden")
        .join(_REDENEN, on="reden", how="inner")
        .with_columns(
            sleutel=pl.coalesce(
                pl.when(pl.col("tabel") == table).then(table) for table in _SLEUTELS
            )
        )
    )
    found = (
        asked.join(uitspraken, on=["tabel", "sleutel"], how="inner")
        .filter(pl.col("begindatum") <= pl.col("peildatum"))
        .filter(
            pl.col("begindatum")
            == pl.col("begindatum").max().over("plaats", "tabel", "sleutel")
        )
        .drop_nulls("release_id")
        .group_by("plaats")
        .agg(releases=pl.col("release_id").unique().sort())
    )
    return (
        besluiten.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("plaats"))
        .join(found, on="plaats", how="left", maintain_order="left")
        .select(pl.col("releases").fill_null(pl.lit([], dtype=pl.List(pl.Int64))))[
            "releases"
        ]
    )
