"""F01, F02, F10: length, line ends, reserves and what a numeric field may hold.

Source: ZH308 v9.0; Vektis COD954 (0804, 8095, 8096, 0003, 0002);
docs/decisions.md 49. The reader saw the bytes; what was wrong with them is told here.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.records import count_records
from declarations.checks.formaat.velden.weergave import shown_text
from declarations.checks.oordeel import Oordeel, fails

_PLACE = ["bestand_nr", "record"]
_REGELLIJKS = ("0420", "1615")
"""Reserved fields of a line, of which the faults refuse the line and not the file."""


def recordlengte(levering: Levering) -> Oordeel:
    """F01: a record is 610 bytes long, its line end apart."""
    found = _vorm(levering, "LENGTE").select(
        *_PLACE, "waarde", verwacht=pl.lit("610 posities")
    )
    return fails(found, count_records(levering))


def regeleinde(levering: Levering) -> Oordeel:
    """F02: each record ends in CR LF, and nothing stands behind the sluitrecord.

    Of each of the two a file has one finding, at the first record concerned, with how
    many there are: a file of another system has the fault in every record.
    """
    found = (
        _vorm(levering, "NA_SLUIT", "REGELEINDE")
        .sort(*_PLACE, maintain_order=True)
        .group_by("bestand_nr", "soort", maintain_order=True)
        .agg(
            pl.col("record").first(),
            waarde=pl.concat_str(
                pl.col("waarde").first().fill_null("gegevens na 99"),
                pl.lit(", records: "),
                pl.len().cast(pl.String),
            ),
        )
        .with_columns(
            verwacht=pl.when(pl.col("soort") == "NA_SLUIT")
            .then(pl.lit("niets na het sluitrecord (99)"))
            .otherwise(pl.lit("CR LF na elk record")),
            retourcode=pl.when(pl.col("soort") == "NA_SLUIT")
            .then(pl.lit("8096"))
            .otherwise(pl.lit("8095")),
        )
        .sort("soort")
        .unique(_PLACE, keep="first", maintain_order=True)
    )
    return fails(found, levering.declaraties.bestanden.height)


def veldtype(levering: Levering) -> Oordeel:
    """F10: reserves hold spaces, numeric fields digits, all fields plain characters.

    Letters in a numeric field and a filled reserve refuse the file; spaces in a
    numeric field and a filled 0420 or 1615 the line; of a commentaar record, on which
    nothing is paid, they are a signal, as are characters that are not of the plain
    set, of which no primary source was found.
    """
    soort, rubriek = pl.col("soort"), pl.col("rubriek")
    letters = soort == "GETAL_LETTERS"
    reserve = soort == "RESERVE"
    of_a_line = reserve & rubriek.is_in(_REGELLIJKS)
    whole_file = letters | (reserve & ~of_a_line)
    found = (
        _vorm(levering, "GETAL_LETTERS", "GETAL_SPATIES", "RESERVE", "TEKENS")
        .with_columns(
            gevolg=pl.when(whole_file)
            .then(pl.lit("RJF"))
            .when((soort == "TEKENS") | rubriek.str.starts_with("98"))
            .then(pl.lit("SIG"))
            .otherwise(pl.lit("RJ")),
            retourcode=pl.when(reserve).then(pl.lit("0003")).otherwise(pl.lit("0002")),
            waarde=shown_text("rubriek", "waarde"),
            verwacht=pl.when(of_a_line)
            .then(pl.lit("nullen: gereserveerd"))
            .when(reserve)
            .then(pl.lit("spaties: reserve"))
            .when(soort == "TEKENS")
            .then(
                pl.lit("tekens van ISO 8859-1")
                + pl.when(pl.col("codering").is_not_null())
                .then(", dit lijkt " + pl.col("codering"))
                .otherwise(pl.lit(""))
            )
            .otherwise(pl.lit("cijfers, van voren aangevuld met nullen")),
            _zwaarte=pl.when(whole_file)
            .then(0)
            .when(soort == "TEKENS")
            .then(2)
            .otherwise(1),
        )
        .sort(*_PLACE, "_zwaarte", maintain_order=True)
        .group_by(_PLACE, maintain_order=True)
        .agg(
            pl.col("rubriek", "waarde", "verwacht", "gevolg", "retourcode").first(),
            _ook=pl.col("rubriek").slice(1).unique(maintain_order=True),
        )
        .with_columns(
            verwacht=pl.when(pl.col("_ook").list.len() > 0)
            .then(pl.format("{} (ook: {})", "verwacht", pl.col("_ook").list.join(" ")))
            .otherwise("verwacht")
        )
        .drop("_ook")
    )
    return fails(found, count_records(levering))


def _vorm(levering: Levering, *soorten: str) -> pl.DataFrame:
    return levering.declaraties.vorm.filter(pl.col("soort").is_in(soorten))


CHECKS = {"F01": recordlengte, "F02": regeleinde, "F10": veldtype}
