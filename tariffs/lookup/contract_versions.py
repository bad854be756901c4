"""Which versions of a contract were ever in force, and until when.

A version is in force where it is written and accorded, signed or ended; a draft is not
and takes the place of none. A version with status BEEINDIGD ends the contract after its
einddatum, whatever earlier versions say of later days; care of before keeps the
contract. A later version that is in force holds again from its own begindatum on.

Source: docs/decisions.md 35.
UNSOURCED[ended-version]: an ended version with prices, scope or rules of its
own is the newest on its days, as it was before it ended; one without any is taken to
say no more than when the contract ends, so that an earlier version prices its days.
"""

import polars as pl

from tariffs.schema import Tarieventabellen

VERSIE = ["contract_id", "versie"]
VAN_VERSIE = ("contract_scope", "contract_prijs", "contract_staffel", "prijsregel")
"""Tables whose rows are what a version of a contract says about prices."""

_is_beeindigd = pl.col("status") == "BEEINDIGD"


def in_force(contracten: pl.DataFrame, tabellen: Tarieventabellen) -> pl.DataFrame:
    """Take the versions that are in force on some day.

    Args:
        contracten: Rows of table ``contract``.
        tabellen: The tables that say what a version is about.

    Returns:
        Those rows, with the einddatum on which they end in truth and ``voorrang``: of
        one contract the highest holds. That is the newest version, but for an ended
        one that prices nothing.
    """
    valid = contracten.filter("schriftelijk", pl.col("status") != "CONCEPT")
    beeindigd = contracten.filter(_is_beeindigd)
    if beeindigd.is_empty():
        return valid.with_columns(voorrang="versie")
    slot = (
        valid.select(VERSIE)
        .join(
            beeindigd.select("contract_id", later="versie", slot="einddatum"),
            on="contract_id",
            how="inner",
        )
        .filter(pl.col("later") > pl.col("versie"))
        .group_by(VERSIE)
        .agg(pl.col("slot").min())
    )
    # Price lists are long, and few contracts have ended.
    zegt_iets = pl.concat(
        getattr(tabellen, naam)
        .select(VERSIE)
        .join(beeindigd.select(VERSIE), on=VERSIE, how="semi")
        for naam in VAN_VERSIE
    ).unique()
    valid = valid.join(
        slot, on=VERSIE, how="left", maintain_order="left", validate="m:1"
    ).join(
        zegt_iets.with_columns(zegt_iets=pl.lit(value=True)),
        on=VERSIE,
        how="left",
        maintain_order="left",
        validate="m:1",
    )
    einddatum = pl.min_horizontal("einddatum", "slot")
    # Below every version that says something, the newest of them highest.
    onderaan = pl.col("versie") - pl.col("versie").max() - 1
    return valid.with_columns(
        einddatum=einddatum,
        voorrang=pl.when(_is_beeindigd & pl.col("zegt_iets").is_null())
        .then(onderaan)
        .otherwise("versie"),
    ).filter(
        pl.col("einddatum").is_null() | (pl.col("begindatum") <= pl.col("einddatum"))
    )


def with_contract_rij(
    rows: pl.DataFrame, contracten: pl.DataFrame, *columns: str
) -> pl.DataFrame:
    """Rows of versions in force, by ``contract_rij`` in the place of ``VERSIE``.

    Args:
        rows: Rows of a table ``VAN_VERSIE``.
        contracten: Versions in force, numbered.
        columns: What else of its version a row gets.
    """
    named = contracten.select(*VERSIE, "contract_rij", *columns)
    return rows.join(named, on=VERSIE, how="inner", validate="m:1").drop(VERSIE)
