"""Which retour codes and amounts does every record of a message get back?

Three codes at most, in the order person, product, tariff, amount. A code of a signal or
of what is recovered afterwards does not go out: the line is paid. Source of meanings:
Vektis COD954, as the sister messages MZ302 and EP302 use it.
"""

import polars as pl

from declarations.besluit.bereik import PLACE
from declarations.besluit.besluiten import Besluiten
from declarations.checks.catalogus.catalogus import Niveau, catalogus
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import FAALT

AFGEKEURD, GEEN_OPMERKING = "0001", "0200"
"""Of a 01: the file is refused; nothing to tell."""
TOEGEWEZEN, NIET_BEOORDEELD, LAGER = "8001", "8002", "8063"
"""Of a 06: granted in full; not judged; less than was declared."""
MOST = 3
RETOURCODES = tuple(f"retourcode_{place}" for place in range(1, MOST + 1))

_VOLGORDE = {
    **{"P": 1, "E": 2, "R": 2, "G": 2, "D": 2, "V": 2, "M": 2, "S": 2},
    **{"C": 3, "T": 4},
}
"""Place of a check in the order of codes, by its group; of form by what it is about."""

_NIVEAU = {
    Niveau.BESTAND: 0,
    Niveau.VERZEKERDE: 1,
    Niveau.PRESTATIE: 2,
    Niveau.ZORGACTIVITEIT: 3,
    Niveau.TARIEF: 4,
}


def retour(levering: Levering, besluiten: Besluiten) -> pl.DataFrame:
    """A row per record that has something to tell.

    Returns:
        ``bestand_nr, record, retourcode_1, retourcode_2, retourcode_3``, and for a 06
        ``berekend_cent, toegekend_cent`` (of a credit negative): what may be charged,
        which is 0 where another ground than the tariff refuses, and what is paid.
    """
    own = _own_codes(besluiten)
    rows = pl.concat(
        [
            _of_voorloop(levering, besluiten, own),
            _of_tarieven(levering, besluiten, own),
            _of_others(levering, own),
        ],
        how="diagonal",
    ).sort("bestand_nr", "record")
    return rows.select(
        *PLACE,
        *(
            pl.col("retourcodes").list.get(place, null_on_oob=True).alias(name)
            for place, name in enumerate(RETOURCODES)
        ),
        "berekend_cent",
        "toegekend_cent",
    )


def _own_codes(besluiten: Besluiten) -> pl.DataFrame:
    """``bestand_nr, record, codes``: what failed on the record itself, in order."""
    order = pl.DataFrame(
        [
            (check.check_id, _VOLGORDE.get(check.groep, _NIVEAU[check.niveau]))
            for check in catalogus().values()
        ],
        schema={"check_id": pl.String, "_volgorde": pl.Int64},
        orient="row",
    )
    heavy = pl.col("gevolg").is_in(["RJF", "RJ", "RED"])
    return (
        besluiten.bevindingen.filter((pl.col("uitkomst") == FAALT) & heavy)
        .join(order, on="check_id", how="left", maintain_order="left")
        .sort("bestand_nr", "record", "_volgorde", maintain_order=True)
        .group_by(PLACE, maintain_order=True)
        .agg(
            codes=pl.col("retourcode")
            .fill_null(NIET_BEOORDEELD)
            .unique(maintain_order=True)
        )
    )


def _of_voorloop(
    levering: Levering, besluiten: Besluiten, own: pl.DataFrame
) -> pl.DataFrame:
    """The 01: refused with its grounds, which may stand on any record, or 0200."""
    refused = (
        besluiten.bevindingen.filter(
            (pl.col("uitkomst") == FAALT) & (pl.col("gevolg") == "RJF")
        )
        .group_by("bestand_nr", maintain_order=True)
        .agg(_grounds=pl.col("retourcode").drop_nulls().unique(maintain_order=True))
    )
    rows = (
        levering.voorloop.select(PLACE)
        .join(refused, on="bestand_nr", how="left", maintain_order="left")
        .join(own, on=PLACE, how="left", maintain_order="left")
    )
    grounds = pl.concat_list(pl.lit(AFGEKEURD), "_grounds")
    return rows.select(
        *PLACE,
        retourcodes=pl.when(pl.col("_grounds").is_not_null())
        .then(grounds)
        .otherwise(pl.coalesce("codes", pl.concat_list(pl.lit(GEEN_OPMERKING))))
        .list.head(MOST),
    )


def _of_tarieven(
    levering: Levering, besluiten: Besluiten, own: pl.DataFrame
) -> pl.DataFrame:
    verdicts = besluiten.regels.select("prestatie", "besluit")
    amounts = besluiten.tarieven.select(*PLACE, "gedeclareerd_cent", "toegestaan_cent")
    # A 06 that stands under no prestatie has no verdict: nothing of it is paid.
    is_paid = pl.col("besluit").is_in(["VOLLEDIG", "DEELS"]).fill_null(value=False)
    rows = (
        levering.tarieven.select(*PLACE, "prestatie")
        .join(amounts, on=PLACE, how="left", maintain_order="left")
        .join(verdicts, on="prestatie", how="left", maintain_order="left")
        .join(own, on=PLACE, how="left", maintain_order="left")
        .with_columns(_paid=pl.when(is_paid).then("toegestaan_cent").otherwise(0))
    )
    is_less = pl.col("_paid") != pl.col("gedeclareerd_cent")
    codes = pl.col("codes").fill_null([])
    added = (
        pl.when(~is_paid)
        .then(pl.lit(NIET_BEOORDEELD))
        .when(is_less)
        .then(pl.lit(LAGER))
        .otherwise(pl.lit(TOEGEWEZEN))
    )
    # A code of its own says more than that the line was held by another record.
    alone = (codes.list.len() > 0) & ~(is_paid & is_less)
    return rows.select(
        *PLACE,
        retourcodes=pl.when(alone)
        .then(codes)
        .otherwise(pl.concat_list(codes, added))
        .list.head(MOST),
        berekend_cent="_paid",
        toegekend_cent="_paid",
    )


def _of_others(levering: Levering, own: pl.DataFrame) -> pl.DataFrame:
    done = pl.concat([levering.voorloop.select(PLACE), levering.tarieven.select(PLACE)])
    return own.join(done, on=PLACE, how="anti").select(
        *PLACE, retourcodes=pl.col("codes").list.head(MOST)
    )
