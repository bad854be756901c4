"""F23, F29: is every reference number used once?

Source: ZH308 v9.0 0458 ("uniek voor iedere declaratie-eenheid"), 0622, 1620: five years
per payee; docs/decisions.md 49 (F23 within a kind of record, F29 across kinds, 1620
within its file only). What counts of the history is as for F11 (``factuur``).
"""

import polars as pl

from declarations.checks.feiten.dubbelen import doubled
from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.factuur import (
    HISTORIEVELDEN,
    JAREN,
    five_years,
    taken_in,
    with_historie_asked,
)
from declarations.checks.formaat.velden.records import (
    bestandsvolgorde,
    with_plaats,
    with_voorloop,
)
from declarations.checks.oordeel import Oordeel, fails, together

_KEY = ["declarant", "referentie"]


def referentie_uniek(levering: Levering) -> Oordeel:
    """F23: 0458, 0622 and 1620 are each unique among records of their kind.

    Of doubles in a call the later file fails (by dagtekening, then by content), in a
    file the later record.
    """
    d = levering.declaraties
    oordeel = together(
        _of_kind(levering, d.prestaties, "0458", "referentie_prestatie"),
        _of_kind(levering, d.tarieven, "0622", "referentie_tarief"),
        _within_file(levering, d.zorgactiviteiten),
    )
    return with_historie_asked(levering, oordeel)


def _of_kind(
    levering: Levering, frame: pl.DataFrame, rubriek: str, historisch: str
) -> Oordeel:
    reference = f"r{rubriek}"
    rows = frame.select("bestand_nr", "record", referentie=reference)
    # Few are double: the payee and the file are asked of those alone.
    doubles = doubled(rows, "referentie")
    doubles = _in_order(levering, with_voorloop(levering, doubles, "declarant"), _KEY)
    found = [_later(doubles, rubriek)]
    if levering.historie is not None:
        used = taken_in(
            five_years(
                levering.historie.select(*HISTORIEVELDEN, referentie=historisch),
                levering.instellingen.ontvangen,
            )
        )
        before = rows.join(used.select("referentie"), on="referentie", how="semi")
        before = with_voorloop(levering, before, "declarant").join(
            used, on=_KEY, how="semi"
        )
        found.insert(
            0,
            before.select(
                "bestand_nr",
                "record",
                rubriek=pl.lit(rubriek),
                waarde="referentie",
                verwacht=pl.lit(f"een referentie die in {JAREN} jaar niet is gebruikt"),
                andere_records="historie:" + pl.col("referentie"),
            ),
        )
    every = pl.concat(found).unique(
        ["bestand_nr", "record"], keep="first", maintain_order=True
    )
    return fails(every, rows.height)


def _within_file(levering: Levering, frame: pl.DataFrame) -> Oordeel:
    key = ["bestand_nr", "referentie"]
    rows = frame.select("bestand_nr", "record", referentie="r1620")
    doubles = doubled(rows, "referentie").filter(pl.struct(key).is_duplicated())
    return fails(_later(_in_order(levering, doubles, key), "1620"), rows.height)


def _in_order(levering: Levering, rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows of equal references after each other, with the place of the first."""
    order = levering.once(bestandsvolgorde)
    return (
        with_plaats(levering, rows)
        .join(order, on="bestand_nr", how="left", maintain_order="left")
        .sort("volgorde", "record")
        .with_columns(
            eerste=pl.col("plaats").first().over(key),
            nummer=pl.int_range(pl.len()).over(key),
        )
    )


def _later(doubles: pl.DataFrame, rubriek: str) -> pl.DataFrame:
    return doubles.filter(pl.col("nummer") > 0).select(
        "bestand_nr",
        "record",
        rubriek=pl.lit(rubriek),
        waarde="referentie",
        verwacht=pl.lit("een referentie die eenmaal voorkomt"),
        andere_records="eerste",
    )


def referentie_over_soorten(levering: Levering) -> Oordeel:
    """F29: records of different kinds do not share a reference.

    A 06 is held against the 04 of its payee, a 16 against the 04 and 06 of its file.
    """
    d = levering.declaraties
    lines = d.prestaties.select("bestand_nr", "record", referentie="r0458")
    amounts = d.tarieven.select("bestand_nr", "record", referentie="r0622")
    activities = d.zorgactiviteiten.select("bestand_nr", "record", referentie="r1620")
    own = ["bestand_nr", "referentie"]
    return together(
        _shared(levering, amounts, lines, _KEY, "0622"),
        _shared(levering, activities, pl.concat([lines, amounts]), own, "1620"),
    )


def _shared(
    levering: Levering,
    rows: pl.DataFrame,
    others: pl.DataFrame,
    key: list[str],
    rubriek: str,
) -> Oordeel:
    # Few meet: whose they are is asked of those alone.
    met = rows.join(others, on="referentie", how="semi")
    others = others.join(met, on="referentie", how="semi")
    if "declarant" in key:
        met = with_voorloop(levering, met, "declarant")
        others = with_voorloop(levering, others, "declarant")
    hit = met.join(others, on=key, how="semi")
    first = (
        with_plaats(levering, others.join(hit, on=key, how="semi"))
        .group_by(key, maintain_order=True)
        .agg(andere_records=pl.col("plaats").first())
    )
    found = hit.join(first, on=key, how="left", maintain_order="left").select(
        "bestand_nr",
        "record",
        rubriek=pl.lit(rubriek),
        waarde="referentie",
        verwacht=pl.lit("een referentie die geen ander record heeft"),
        andere_records="andere_records",
    )
    return fails(found, rows.height)


CHECKS = {"F23": referentie_uniek, "F29": referentie_over_soorten}
