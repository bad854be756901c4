"""What of a permission was used before this delivery?"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import lijnen
from declarations.checks.feiten.toestemming import MACHTIGINGEN
from declarations.checks.gemis import ZORGPROFIEL
from declarations.registers.geldigheid import holds_on

TWEE = "welke van twee machtigingen is gebruikt"

_in_its_time = holds_on(pl.col("dag"), "m_begindatum", "m_einddatum")


def earlier_use(levering: Levering, permissions: pl.DataFrame) -> pl.DataFrame:
    """Count what the history has of the code of each permission, in its time.

    Args:
        levering: The delivery.
        permissions: Rows with ``persoon`` and ``m_rij``, ``m_code``, the period and the
            fields that limit a permission.

    Returns:
        A row per permission: ``m_rij``; ``eerder``, how often the code was paid;
        ``twijfel``, what lacks to be sure of it.
    """
    asked = permissions.unique("m_rij", keep="first", maintain_order=True)
    past = (
        levering.once(lijnen)
        .filter("is_historie")
        .join(asked, on="persoon", how="inner")
        .filter(
            _same("m_zorginstelling_code", "instelling"),
            pl.col("m_begindatum").is_null()
            | (pl.col("eind").fill_null(pl.col("begin")) >= pl.col("m_begindatum")),
            pl.col("m_einddatum").is_null()
            | (pl.col("begin") <= pl.col("m_einddatum")),
        )
    )
    own = pl.any_horizontal(
        (pl.col(name) == pl.col("m_code")).fill_null(value=False)
        for name in ("declaratiecode", "zorgproduct")
    )
    lines = past.filter(own).select(
        "m_rij", dag="begin", aantal=pl.col("aantal").fill_null(1)
    )
    dbc = past.filter(~own, pl.col("zorgproduct").is_not_null())
    done, hidden = _of_profiles(levering, dbc)
    used = pl.concat([lines, done]).join(
        asked.select("m_rij", "m_begindatum", "m_einddatum"), on="m_rij"
    )
    used = used.filter(_in_its_time)
    doubt = pl.concat(
        [
            hidden.select("m_rij", twijfel=pl.lit(ZORGPROFIEL)),
            _several(levering, used).select("m_rij", twijfel=pl.lit(TWEE)),
        ]
    ).unique("m_rij", keep="first", maintain_order=True)
    total = used.group_by("m_rij").agg(eerder=pl.col("aantal").sum())
    return (
        asked.select("m_rij")
        .join(total, on="m_rij", how="left", maintain_order="left")
        .join(doubt, on="m_rij", how="left", maintain_order="left")
        .with_columns(
            # What may be of another permission is not held against this one.
            eerder=pl.when(pl.col("twijfel").eq_missing(pl.lit(TWEE)))
            .then(0)
            .otherwise(pl.col("eerder").fill_null(0))
        )
    )


def _of_profiles(
    levering: Levering, dbc: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Activities of earlier dbc's, and those of which no profile is known."""
    key = {"zorginstelling_code": "instelling", "subtraject_nummer": "subtraject"}
    may_have = dbc.filter(
        _same("m_specialisme_code", "specialisme"), _same("m_diagnose_code", "diagnose")
    )
    if levering.zorgprofiel is None:
        none = pl.Schema({"m_rij": pl.UInt32, "dag": pl.Date, "aantal": pl.Int64})
        return pl.DataFrame(schema=none), may_have
    profiles = levering.zorgprofiel.rename(key)
    done = (
        dbc.select("m_rij", "m_code", "instelling", "subtraject")
        .unique()
        .join(
            profiles.select(
                *key.values(), "uitvoerdatum", "zorgactiviteit_code", "aantal"
            ),
            left_on=["instelling", "subtraject", "m_code"],
            right_on=["instelling", "subtraject", "zorgactiviteit_code"],
        )
        .select("m_rij", dag="uitvoerdatum", aantal=pl.col("aantal").cast(pl.Int64))
    )
    known = profiles.select(*key.values()).unique()
    return done, may_have.join(known, on=list(key.values()), how="anti")


def _several(levering: Levering, used: pl.DataFrame) -> pl.DataFrame:
    """``m_rij`` of which a use falls in the time of another permission of the code."""
    table = levering.registers.get(MACHTIGINGEN)
    if table is None:
        return used.select("m_rij").clear()
    every = table.with_row_index("m_rij")
    code_of = every.select("m_rij", "verzekerde_id", "code")
    others = every.select(
        "verzekerde_id",
        "code",
        andere="m_rij",
        m_begindatum="begindatum",
        m_einddatum="einddatum",
    )
    return (
        used.select("m_rij", "dag")
        .unique()
        .join(code_of, on="m_rij")
        .join(others, on=["verzekerde_id", "code"])
        .filter(pl.col("andere") != pl.col("m_rij"), _in_its_time)
    )


def _same(limit: str, own: str) -> pl.Expr:
    """Whether a limit of a permission, where it has one, is that of the line."""
    return pl.col(limit).is_null() | (pl.col(limit) == pl.col(own)).fill_null(
        value=True
    )
