"""What the eigen risico takes of the lines that are paid.

Source: docs/data.md (columns); docs/decisions.md 52; Zvw art. 19, 23 and Bzv art. 2.17.
"""

import polars as pl

from declarations.besluit.besluiten import DEELS, VOLLEDIG, Besluiten
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import FAALT

POSTEN = pl.Schema(
    {
        "post_id": pl.String(),
        "verzekerde_id": pl.String(),
        "soort": pl.String(),
        "dc": pl.String(),
        "ref_voorgaande": pl.String(),
        "verzekerd_cent": pl.Int64(),
        "peildatum": pl.Date(),
        "ontvangstdatum": pl.Date(),
        "vrij_verplicht": pl.Boolean(),
        "vrij_vrijwillig": pl.Boolean(),
        "eigen_schuld": pl.Boolean(),
        "eigen_bijdrage_cent": pl.Int64(),
        "onverzekerd_cent": pl.Int64(),
    }
)
"""A post per paid line. Amounts are unsigned, ``dc`` says the side."""

_POLIS = ("T05", "C05", "C09")
"""Checks that leave what the policy pays: the rest is for the insured (Zvw art. 13)."""


_ASKED = (
    *("prestatie", "verzekerde_id", "declarant", "is_dbc", "is_credit", "r0410"),
    *("r0411", "r0414", "r0415", "r0419", "r0434", "r0458", "r0459"),
)
"""What is asked of a line: a copy of all its fields takes a kilobyte each."""


def posten(levering: Levering, besluiten: Besluiten) -> pl.DataFrame:
    """The rows of ``posten`` (schema ``POSTEN``), one per line that is paid, in order.

    ``post_id`` is the declarant and 0458, so that a line given again is the same post;
    ``ref_voorgaande`` is likewise that of 0459. ``peildatum`` is the opening of a dbc
    and the day that other care was carried out (Zvw art. 23 lid 1), 0411 both. A line
    whose code, product or group stands in the table ``vrijstelling`` takes its kind and
    exemptions; any other is DBC, ADDON or OZP, and its exemptions are left to its kind.
    Of care that is no entitlement (0434 is N) nothing is insured. A person whom the
    register does not know has no ``verzekerde_id``.

    UNSOURCED[eigen-bijdrage]: no eigen bijdrage is known for this care; it is 0. Late
    by the insured's own fault is for a person to say; it is false.
    """
    paid = besluiten.regels.filter(pl.col("besluit").is_in([VOLLEDIG, DEELS])).select(
        "prestatie", "toegestaan_cent"
    )
    lines = (
        levering.prestaties.select(_ASKED)
        .join(paid, on="prestatie", maintain_order="left")
        .join(_own_share(besluiten), on="prestatie", how="left", maintain_order="left")
    )
    lines = lines.with_columns(soort=_kind()).pipe(_with_exemptions, levering)
    amount = pl.col("toegestaan_cent").abs()
    is_insured = (pl.col("r0434") != "N").fill_null(value=True)
    name = pl.col("declarant").fill_null("")
    return (
        lines.select(
            "verzekerde_id",
            "soort",
            "vrij_verplicht",
            "vrij_vrijwillig",
            post_id=name + "/" + pl.col("r0458").fill_null(""),
            dc=pl.when("is_credit").then(pl.lit("C")).otherwise(pl.lit("D")),
            ref_voorgaande=name + "/" + pl.col("r0459"),
            verzekerd_cent=pl.when(is_insured).then(amount).otherwise(0),
            peildatum="r0411",
            ontvangstdatum=pl.lit(levering.instellingen.ontvangen),
            eigen_schuld=pl.lit(value=False),
            eigen_bijdrage_cent=pl.lit(0),
            onverzekerd_cent=pl.when(is_insured)
            .then(pl.col("eigen_deel").fill_null(0))
            .otherwise(amount),
        )
        .select(POSTEN.names())
        .cast(POSTEN)
    )


def _kind() -> pl.Expr:
    is_addon = pl.col("r0415").is_not_null() | pl.col("r0419").is_not_null()
    return (
        pl.when("is_dbc")
        .then(pl.lit("DBC"))
        .when(is_addon)
        .then(pl.lit("ADDON"))
        .otherwise(pl.lit("OZP"))
    )


def _with_exemptions(lines: pl.DataFrame, levering: Levering) -> pl.DataFrame:
    """Lines with the kind and exemptions of the code that the table names."""
    none = [
        pl.lit(None, pl.Boolean).alias(name)
        for name in ("vrij_verplicht", "vrij_vrijwillig")
    ]
    table = levering.registers.get("vrijstelling")
    if table is None:
        return lines.with_columns(none)
    rows = table.filter(pl.col("code").is_not_null()).select(
        "code",
        "begindatum",
        "einddatum",
        "vrij_verplicht",
        "vrij_vrijwillig",
        _soort="soort",
    )
    # Of several the code that says most: declaratiecode, then product, then group.
    codes = (pl.col("r0410"), pl.col("r0414"), pl.col("r0414").str.head(6))
    day = pl.col("r0411")
    met = pl.concat(
        lines.select("prestatie", "r0411", code=code, _rang=pl.lit(rang))
        .join(rows, on="code")
        .filter(
            (pl.col("begindatum") <= day).fill_null(value=True),
            (pl.col("einddatum") >= day).fill_null(value=True),
        )
        for rang, code in enumerate(codes)
    )
    first = (
        met.sort("_rang", "begindatum", descending=[False, True], maintain_order=True)
        .unique("prestatie", keep="first")
        .select("prestatie", "vrij_verplicht", "vrij_vrijwillig", "_soort")
    )
    return (
        lines.join(
            first, on="prestatie", how="left", validate="1:1", maintain_order="left"
        )
        .with_columns(soort=pl.coalesce("_soort", "soort"))
        .drop("_soort")
    )


def _own_share(besluiten: Besluiten) -> pl.DataFrame:
    """``prestatie, eigen_deel``: what the policy leaves to the insured of each line.

    Up to what other reductions allow: what the provider may not charge is nobody's.
    """
    is_polis = pl.col("check_id").is_in(_POLIS)
    most = (
        besluiten.bevindingen.filter(
            (pl.col("uitkomst") == FAALT) & (pl.col("gevolg") == "RED")
        )
        .group_by("bestand_nr", "record")
        .agg(
            _polis=pl.col("toegestaan_cent").filter(is_polis).min(),
            _ander=pl.col("toegestaan_cent").filter(~is_polis).min(),
        )
        .filter(pl.col("_polis").is_not_null())
    )
    charged = pl.min_horizontal("gedeclareerd_cent", "_ander")
    return (
        besluiten.tarieven.join(most, on=["bestand_nr", "record"])
        .group_by("prestatie")
        .agg(eigen_deel=(charged - pl.col("toegestaan_cent")).sum())
    )
