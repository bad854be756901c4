"""What the price layer makes of each tariff record, in terms of checks.

The lines are priced once; which refusal of the price layer is told by which check
stands in one table, ``redenen.csv``: by reason and, where that decides, by the set of
codes that the prestatie is in. A reason without a check says what lacks (``gemis``), or
nothing: what is about amounts is judged on the price that was found (``hoogte``,
``passanten``).

Dutch terms: reden (reason of a refusal), gemis (what lacks to judge).
"""

from functools import cache
from importlib.resources import files

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import TARIEVEN
from declarations.checks.oordeel import FAALT, Oordeel, fails, judge, not_evaluable
from declarations.checks.tarief.regels import (
    debetregels,
    declaratieregels,
    prijsvolgorde,
)
from declarations.registers.codeverzamelingen import is_in_set
from tariffs import Prijsboek, Prijsinstellingen, Reden, price_lines
from tariffs.money import E6_PER_CENT, ONE_M, line_amount

_VAN_BESLUIT = (
    "concern_id",
    "tariefsoort",
    "grondslag",
    "contract_id",
    "versie",
    "afspraak_id",
    "nza_maximum_e6",
    "toegestaan_maximum_e6",
    "toegestaan_bedrag_cent",
    "eenheidsprijs_e6",
    "bedrag_cent",
)

_INVOER = [reden.code for reden in Reden if reden.fase == "A"]
"""Reasons about the line itself: after one nothing else was asked of it."""


@cache
def redenen() -> pl.DataFrame:
    """Which check tells which reason: reden, codeverzameling, check_id, gemis.

    ``tekst`` is what the price layer says of it.
    """
    text = (files(__package__) / "redenen.csv").read_bytes()
    told = {reden.code: reden.value.tekst for reden in Reden}
    return pl.read_csv(
        text, separator=";", infer_schema=False, glob=False
    ).with_columns(tekst=pl.col("reden").replace_strict(told))


def no_tables(levering: Levering) -> Oordeel:
    """Nothing can be said of the debit 06 without tables of the price layer."""
    return not_evaluable(debetregels(levering).height, TARIEVEN)


def prijsboek(levering: Levering) -> Prijsboek | None:
    """The tables as known on the day of receipt; None where there are none."""
    if levering.tabellen is None:
        return None
    return Prijsboek.prepare(
        levering.tabellen, bekend_op=levering.instellingen.ontvangen
    )


def herprijzen(levering: Levering) -> pl.DataFrame | None:
    """Every debit 06 with what the price layer decided on it.

    Returns:
        The rows of ``debetregels`` with columns of ``Prijsbesluiten``, ``redenen``
        (codes), ``checks`` (ids of the checks that tell those), ``teksten``, ``gemis``
        (what lacks to find a price) and ``gemis_vooraf`` (what lacks to ask anything of
        the line at all); None without tables.
    """
    boek = levering.once(prijsboek)
    if boek is None:
        return None
    lines = debetregels(levering)
    # Made again where it is asked again: held, it is a gigabyte of a million lines.
    besluiten = price_lines(declaratieregels(levering), boek, instellingen(levering))
    decided = besluiten.select(
        *_VAN_BESLUIT,
        levering.once(prijsvolgorde)["regel"],
        redenen=pl.col("redenen").list.eval(pl.element().struct.field("code")),
    )
    lines = lines.join(
        decided, on="regel", how="left", validate="1:1", maintain_order="left"
    )
    return lines.join(
        _told(lines, levering),
        on="regel",
        how="left",
        validate="1:1",
        maintain_order="left",
    )


def _told(lines: pl.DataFrame, levering: Levering) -> pl.DataFrame:
    """What the reasons of the lines that have any come to, by ``regel``."""
    met = (
        lines.select("regel", "r0410", "r0411", reden="redenen")
        .filter(pl.col("reden").list.len() > 0)
        .explode("reden")
    )
    meaning = redenen()
    by_set = meaning.filter(pl.col("codeverzameling").is_not_null())
    asked = met.filter(pl.col("reden").is_in(by_set["reden"].unique().implode()))
    found = pl.concat(
        [
            asked.filter(
                is_in_set(levering.registers, asked, naam, code="r0410", dag="r0411")
            ).join(rows, on="reden", how="inner")
            for (naam,), rows in by_set.group_by("codeverzameling", maintain_order=True)
        ]
    ).select("regel", "reden", of_set="check_id")
    plain = (
        meaning.filter(pl.col("codeverzameling").is_null())
        .drop("codeverzameling")
        .with_columns(is_invoer=pl.col("reden").is_in(_INVOER))
    )
    return (
        met.join(plain, on="reden", how="left", maintain_order="left")
        .join(
            found.unique(["regel", "reden"], keep="first", maintain_order=True),
            on=["regel", "reden"],
            how="left",
            maintain_order="left",
        )
        .with_columns(own=pl.coalesce("of_set", "check_id"))
        .group_by("regel", maintain_order=True)
        .agg(
            checks=pl.col("own").drop_nulls().unique().sort(),
            teksten=pl.col("tekst").filter(pl.col("own").is_not_null()),
            gemis=pl.col("gemis").drop_nulls().first(),
            gemis_vooraf=pl.col("gemis").filter("is_invoer").drop_nulls().first(),
        )
    )


def instellingen(levering: Levering) -> Prijsinstellingen:
    """How the price layer works: on the day of receipt."""
    return Prijsinstellingen(verwerkingsdatum=levering.instellingen.ontvangen)


def price_as(levering: Levering, lines: pl.DataFrame) -> pl.Series:
    """What some 06 would cost if they had another declaratiecode.

    Args:
        levering: The delivery.
        lines: ``regel`` of ``tariefregels``, ``declaratiecode`` and
            ``zorgproduct_code`` (null for an overig zorgproduct).

    Returns:
        Cents per row, without any surcharge; null where the price layer gives no price.
    """
    boek = levering.once(prijsboek)
    if boek is None or lines.is_empty():
        return pl.repeat(None, lines.height, dtype=pl.Int64, eager=True)
    own = declaratieregels(levering).with_columns(levering.once(prijsvolgorde)["regel"])
    asked = (
        lines.select(
            "regel",
            _code="declaratiecode",
            _product="zorgproduct_code",
            plaats=pl.int_range(pl.len()).cast(pl.String),
        )
        .join(own, on="regel", how="left", validate="m:1", maintain_order="left")
        .with_columns(
            regel_id="plaats",
            prestatiecode="_code",
            zorgproduct_code="_product",
            # Priced by itself: no other line of the batch counts against it.
            verzekerde_id="plaats",
            tarief_cent=None,
            berekend_cent=None,
            declaratie_cent=None,
        )
        .drop("_code", "_product", "plaats", "regel")
    )
    besluiten = price_lines(asked, boek, instellingen(levering))
    return besluiten.select(
        pl.coalesce("bedrag_cent", "toegestaan_bedrag_cent")
    ).to_series()


def amount_at(prijs_e6: pl.Expr) -> pl.Expr:
    """What an 06 comes to at another unit price, in cents, its surcharge included."""
    return _amount(prijs_e6) + surcharge()


def surcharge() -> pl.Expr:
    """What 0616 adds: the part of 0617 that tariff and quantity do not make."""
    own = pl.col("r0617") - _amount(pl.col("r0614") * E6_PER_CENT)
    return pl.when(pl.col("r0616").is_not_null() & (own > 0)).then(own).otherwise(0)


def _amount(prijs_e6: pl.Expr) -> pl.Expr:
    return line_amount(
        prijs_e6,
        pl.col("r0426"),
        pl.lit(1, dtype=pl.Int64),
        pl.col("r0615"),
        pl.lit(ONE_M, dtype=pl.Int64),
    )


def tells(check_id: str) -> pl.Expr:
    """Whether the price layer refused a line for a reason that this check tells."""
    return pl.col("checks").list.contains(check_id).fill_null(value=False)


def judge_reasons(
    levering: Levering, check_id: str, about: pl.Expr | None = None
) -> Oordeel:
    """Judge prestaties by the reasons that the table gives to a check.

    A line that was refused for a reason of another check passes here: it is told
    there. One of which the price layer could not read what it needs (phase A) is not
    evaluable.

    Args:
        levering: The delivery.
        check_id: The check.
        about: Which lines the check is about, beside those that fail; all by default.
    """
    lines = levering.once(herprijzen)
    if lines is None:
        asked = debetregels(levering)
        return not_evaluable(asked["prestatie"].n_unique(), TARIEVEN)
    refused = tells(check_id)
    chosen = refused | (
        pl.col("is_eerste") & (pl.lit(True) if about is None else about)
    )
    # A line that fails stands behind the first one of its prestatie.
    rows = (
        lines.filter(chosen)
        .unique("prestatie", keep="last", maintain_order=True)
        .with_columns(record="prestatie_record")
    )
    return judge(
        rows,
        refused,
        waarde=pl.col("r0410"),
        verwacht=pl.col("teksten").list.join(" "),
        ontbreekt=pl.col("gemis_vooraf").is_not_null(),
        lacks=pl.col("gemis_vooraf"),
    )


def with_reasons(levering: Levering, check_id: str, own: Oordeel) -> Oordeel:
    """What a check found itself, and what the price layer refused that it tells.

    A line that fails by itself is told once; one that could not be judged fails where
    the price layer refused it.
    """
    lines = levering.once(herprijzen)
    if lines is None:
        return own
    refused = (
        lines.filter(tells(check_id))
        .unique("prestatie", keep="first", maintain_order=True)
        .select(
            "bestand_nr",
            record="prestatie_record",
            waarde="r0410",
            verwacht=pl.col("teksten").list.join(" "),
        )
    )
    key = ["bestand_nr", "record"]
    failing = own.bevindingen.filter(pl.col("uitkomst") == FAALT)
    more = refused.join(failing, on=key, how="anti", maintain_order="left")
    if more.is_empty():
        return own
    kept = own.bevindingen.join(more, on=key, how="anti", maintain_order="left")
    found = pl.concat([kept, fails(more, more.height).bevindingen])
    return Oordeel(max(own.beoordeeld, found.height), found, own.reden)
