"""How do two runs of check over messages differ: which line, by which check?

A check that was mended is repaired by running old messages again; this lists what
changes.
"""

from typing import Final

import polars as pl

from billing.verschillen.paren import Oorzaak, Soort, differences, differs, pair

REGEL: Final = (
    "bestand",
    "record",
    "referentienummer",
    "declaratiecode",
    "zorgproduct_code",
    "besluit",
    "gedeclareerd_cent",
    "toegestaan_cent",
)
"""Columns of ``regels`` that are compared."""

BEVINDING: Final = ("bestand", "record", "check_id", "uitkomst", "gevolg")
"""Columns of ``bevindingen`` that tell which check made a line another."""

_LINE = ["bestand", "referentienummer"]


def compare_controles(
    old: pl.DataFrame,
    new: pl.DataFrame,
    bevindingen_oud: pl.DataFrame,
    bevindingen_nieuw: pl.DataFrame,
) -> pl.DataFrame:
    """Lines whose besluit or amount is another (schema ``VERSCHIL``).

    A line is named by its message and reference number. ``toelichting`` names the
    checks that now say something of it, or of its whole file, or no longer do.

    Args:
        old: ``regels`` of one run, with the columns ``REGEL``.
        new: Those of another.
        bevindingen_oud: ``bevindingen`` of the old run, with the columns ``BEVINDING``.
        bevindingen_nieuw: Those of the new one.
    """
    changed = _changed(
        _of_lines(bevindingen_oud, old), _of_lines(bevindingen_nieuw, new)
    )
    pairs = pair(old, new, _LINE).join(
        changed, on=_LINE, how="left", nulls_equal=True, maintain_order="left"
    )
    return differences(
        pairs,
        Soort.CONTROLE,
        pl.concat_str(_LINE, separator=" ", ignore_nulls=True),
        vergeleken={
            "zorgproduct_code": "zorgproduct_code",
            "declaratiecode": "declaratiecode",
            "uitkomst": "besluit",
            "bedrag_cent": "toegestaan_cent",
        },
        anders=differs(*REGEL[3:]),
        oorzaak=pl.when(
            differs("declaratiecode", "zorgproduct_code", "gedeclareerd_cent")
        )
        .then(pl.lit(Oorzaak.REGEL.value))
        .otherwise(pl.lit(Oorzaak.CONTROLE.value)),
        toelichting=pl.col("_checks"),
    )


def _of_lines(bevindingen: pl.DataFrame, regels: pl.DataFrame) -> pl.DataFrame:
    """Findings by the line that they stand on or under; those of a file by all."""
    told = ["check_id", "uitkomst", "gevolg"]
    is_file = (pl.col("gevolg") == "RJF").fill_null(value=False)
    of_files = bevindingen.filter(is_file).select("bestand", *told).unique()
    of_lines = (
        bevindingen.filter(~is_file)
        .sort("record")
        .join_asof(
            regels.select(*_LINE, "record").sort("record"),
            on="record",
            by="bestand",
            strategy="backward",
            coalesce=False,
            check_sortedness=False,
        )
        .filter(pl.col("record_right").is_not_null())
    )
    return pl.concat(
        [
            of_lines.select(*_LINE, *told),
            regels.select(_LINE).join(of_files, on="bestand").select(*_LINE, *told),
        ]
    ).unique()


def _changed(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """``bestand, referentienummer, _checks``: what began or ceased, in words."""
    parts = [
        one.join(other, on=one.columns, how="anti", nulls_equal=True)
        .group_by(_LINE)
        .agg(pl.col("check_id").unique().sort().str.join(" ").alias(name))
        for one, other, name in ((new, old, "_nu"), (old, new, "_eerder"))
    ]
    return (
        parts[0]
        .join(parts[1], on=_LINE, how="full", coalesce=True, nulls_equal=True)
        .select(
            *_LINE,
            _checks=pl.concat_str(
                "nu " + pl.col("_nu"),
                "niet meer " + pl.col("_eerder"),
                separator="; ",
                ignore_nulls=True,
            ),
        )
    )
