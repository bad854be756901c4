"""What of the example batch is declared: grouped and priced, so that it is right.

Subtrajecten in order (``example_registratie``) are grouped and priced; what is not paid
in full by contract or list, and what a message has no place for, is left out.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl
from dbc_grouper_data import release_path, tarieven_path
from dbc_grouper_data.making.example_personen import personen
from dbc_grouper_data.making.example_registratie import registratie

from billing.regels.build import build_declaratieregels
from grouper import Grouper, open_release
from tariffs import (
    Prijsinstellingen,
    price_lines,
    read_tabellen,
    read_verzekeringen,
)

VERWERKT = date(2025, 2, 3)
"""Day on which the delivery is received."""

IC_ZWAAR, ZONDER_CONTRACT = "061502", "9301"
KEURING = "061301"
"""Asked by others, who pay it: no care of the Zvw."""
ADD_ON = "^061[567]"
"""Days of IC, dear medicines and clotting factors: they belong to a dbc."""

_CENT_E6 = 10_000


@dataclass(frozen=True)
class Zorg:
    """Care that is declared.

    Attributes:
        regels: A row per prestatie: columns of the subtraject, of the person, of the
            grouped product and of the price (``bedrag_cent``, ``tarief_cent``); ``nr``
            numbers the overige zorgproducten of a subtraject.
        op_nota: Activities that a message names, with ``subtraject_nummer``.
        profiel: All activities of the dbc's that are declared.
    """

    regels: pl.DataFrame
    op_nota: pl.DataFrame
    profiel: pl.DataFrame


@cache
def declared() -> Zorg:
    """All care of the batch that can be declared, in the order of the batch."""
    batch, lines = registratie()
    result = Grouper(open_release(release_path())).group(
        batch, lines, ozp=True, profielen=True
    )
    priced = _priced(batch, result.grouped, result.ozp)
    persons = pl.DataFrame(personen()).select(
        "verzekerde_id",
        "bsn",
        "verzekerdennummer",
        "naam",
        "voorvoegsel",
        "voorletters",
    )
    grouped = result.grouped.select(
        "subtraject_nummer",
        "aanspraak_toegepast",
        "is_oranje_producttyperend",
        "is_machtiging_vereist",
        pl.col("status").alias("groepering"),
    )
    regels = (
        priced.join(
            batch.drop("zorginstelling_code", "begindatum", "einddatum", "aanspraak"),
            on=["subtraject_nummer", "verzekerde_id", "zorgtraject_nummer"],
            how="left",
            maintain_order="left",
        )
        .join(grouped, on="subtraject_nummer", how="left", maintain_order="left")
        .filter(_is_right())
        .join(persons, on="verzekerde_id", maintain_order="left")
    )
    regels = regels.filter(_follows_declared(regels, batch)).with_columns(
        nr=pl.int_range(1, pl.len() + 1).over("subtraject_nummer", "is_dbc")
    )
    own = regels.filter("is_dbc").select("subtraject_nummer")
    op_nota = result.profielen.filter("is_op_nota").join(
        own, on="subtraject_nummer", how="semi", maintain_order="left"
    )
    profiel = lines.join(own, on="subtraject_nummer", how="semi", maintain_order="left")
    return Zorg(regels, op_nota, profiel)


def _priced(
    batch: pl.DataFrame, grouped: pl.DataFrame, ozp: pl.DataFrame
) -> pl.DataFrame:
    tabellen, _ = read_tabellen(tarieven=tarieven_path())
    verzekeringen, _ = read_verzekeringen(tarieven_path() / "verzekeringen.csv")
    lines = build_declaratieregels(grouped, ozp, batch, verzekeringen, tabellen.tarief)
    besluiten = price_lines(
        lines.regels, tabellen, Prijsinstellingen(verwerkingsdatum=VERWERKT)
    )
    return pl.concat(
        [
            lines.regels.select(
                "verzekerde_id", "zorginstelling_code", "uzovi", "polis",
                "subtraject_nummer", "zorgtraject_nummer", "prestatiecodelijst",
                "prestatiecode", "zorgproduct_code", "begindatum", "einddatum",
                "aantal_m",
            ),
            besluiten.select("status", "bedrag_cent", "eenheidsprijs_e6", "grondslag"),
        ],
        how="horizontal",
    ).with_columns(
        is_dbc=pl.col("zorgproduct_code").str.len_bytes() == 9,
        aantal=pl.col("aantal_m") // 1000,
        tarief_cent=pl.col("eenheidsprijs_e6") // _CENT_E6,
    )  # fmt: skip


def _is_right() -> pl.Expr:
    """Paid in full, in whole cents and units, as care that the Zvw insures."""
    return (
        (pl.col("status") == "OK")
        & (pl.col("groepering").is_in(["ok", "no_tree"]))
        & (pl.col("bedrag_cent") > 0)
        & (pl.col("aantal_m") % 1000 == 0)
        & (pl.col("aantal") * pl.col("tarief_cent") == pl.col("bedrag_cent"))
        & (pl.col("begindatum") >= date(2022, 1, 1))
        & (pl.col("einddatum") <= date(2024, 12, 31))
        & (~pl.col("prestatiecode").str.contains("^1[67]"))
        & (pl.col("prestatiecode") != KEURING)
        # No contract agreed on heavy IC days, and a policy in kind pays in part.
        & (pl.col("prestatiecode") != IC_ZWAAR)
        & ((pl.col("uzovi") != ZONDER_CONTRACT) | (pl.col("polis") != "NATURA"))
    )


def _follows_declared(regels: pl.DataFrame, batch: pl.DataFrame) -> pl.Series:
    """Whether what a line follows, or is added to, is declared as well."""
    own = regels.filter("is_dbc").select(
        "subtraject_nummer",
        hoofd_begin="begindatum",
        hoofd_eind="einddatum",
        is_declared=True,
    )
    chain = (
        batch.filter(pl.col("zorgtype_code").is_in(["11", "21"]))
        .select(
            "subtraject_nummer", "verzekerde_id", "zorgtraject_nummer", "begindatum"
        )
        .join(own, on="subtraject_nummer", how="left", maintain_order="left")
        .sort("begindatum", maintain_order=True)
        .select(
            "subtraject_nummer",
            "hoofd_begin",
            "hoofd_eind",
            follows=pl.col("is_declared")
            .fill_null(value=False)
            .cum_min()
            .over("verzekerde_id", "zorgtraject_nummer"),
        )
    )
    met = regels.join(chain, on="subtraject_nummer", how="left", maintain_order="left")
    within = pl.col("begindatum").is_between("hoofd_begin", "hoofd_eind")
    is_free = ~pl.col("is_dbc") & ~pl.col("prestatiecode").str.contains(ADD_ON)
    is_icc = pl.col("zorgtype_code") == "13"
    follows = pl.col("follows").fill_null(is_icc)
    is_fit = pl.col("is_dbc") | within.fill_null(value=False)
    return met.select(fits=is_free | (follows & is_fit))["fits"]
