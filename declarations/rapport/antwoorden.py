"""What an insurer answered to the lines that a hospital sent."""

from pathlib import PurePath

import polars as pl

from declarations.checks.feiten.levering import Levering

ANTWOORDEN = pl.Schema(
    {
        "bestand": pl.String(),
        "record": pl.UInt32(),
        "referentienummer": pl.String(),
        "retourcode_1": pl.String(),
        "retourcode_2": pl.String(),
        "retourcode_3": pl.String(),
        "gedeclareerd_cent": pl.Int64(),
        "berekend_cent": pl.Int64(),
        "toegekend_cent": pl.Int64(),
        "status": pl.String(),
    }
)
"""A row per line that was sent, then the answers to lines that were not. Amounts have
the sign of their side."""

TOEGEWEZEN, DEELS, AFGEWEZEN, NIET_GEVONDEN = (
    "TOEGEWEZEN",
    "DEELS",
    "AFGEWEZEN",
    "NIET_GEVONDEN",
)
_CODES = ("retourcode_1", "retourcode_2", "retourcode_3")
_SAYS_NOTHING = ("0200", "8001")
"""COD954 of a record of which there is nothing to tell, and of one granted in full."""
_REFUSED = "0001"
"""COD954 of a message that is refused as a whole."""


def antwoorden(levering: Levering, retour: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``antwoorden`` (schema ``ANTWOORDEN``).

    A line is found by its reference (0458); where several lines or answers have that
    one, by the number of the record (0402) as well. An answer refuses a whole message
    where its 01 says so and no line comes back: then all lines of the message of its
    name are AFGEWEZEN, or those of the only one that was sent. A line without an answer
    and an answer without its line are NIET_GEVONDEN.

    Args:
        levering: What was sent.
        retour: Answers, as ``read_zh309`` reads them.
    """
    files = levering.declaraties.bestanden.select("bestand_nr", "bestand")
    sent = levering.prestaties.select(
        "bestand_nr",
        "record",
        "prestatie",
        referentienummer="r0458",
        detailrecord="r0402",
        gedeclareerd_cent="bedrag_cent",
    ).join(files, on="bestand_nr", how="left", maintain_order="left")
    answers = _by_line(retour)
    found = _matched(sent, answers)
    refused = _refused_files(retour, files)
    lines = sent.join(
        found, on="prestatie", how="left", validate="1:1", maintain_order="left"
    ).join(refused, on="bestand", how="left", validate="m:1", maintain_order="left")
    is_refused = pl.col("antwoord").is_null() & pl.col("_codes_01").is_not_null()
    rows = lines.with_columns(
        codes=pl.when(is_refused).then("_codes_01").otherwise("codes"),
        berekend_cent=pl.when(is_refused).then(0).otherwise("berekend_cent"),
        toegekend_cent=pl.when(is_refused).then(0).otherwise("toegekend_cent"),
        status=pl.when(is_refused)
        .then(pl.lit(AFGEWEZEN))
        .when(pl.col("antwoord").is_null())
        .then(pl.lit(NIET_GEVONDEN))
        .otherwise(_status()),
    )
    loose = answers.join(found, on="antwoord", how="anti").with_columns(
        status=pl.lit(NIET_GEVONDEN)
    )
    columns = [
        pl.col("codes").list.get(place, null_on_oob=True).alias(name)
        for place, name in enumerate(_CODES)
    ]
    return pl.concat(
        part.with_columns(columns).select(ANTWOORDEN.names()).cast(ANTWOORDEN)
        for part in (rows, loose)
    )


def _by_line(retour: pl.DataFrame) -> pl.DataFrame:
    """An answer per 04 that came back, with the codes and amounts of what is under it.

    Codes that say something go first, each once.
    """
    is_line = pl.col("soort") == "04"
    under = (
        retour.with_row_index("antwoord")
        .with_columns(pl.when(is_line).then("antwoord").forward_fill().over("bestand"))
        .filter(pl.col("soort").is_in(["04", "06", "16"]))
        .filter(pl.col("antwoord").is_not_null())
    )
    said = pl.concat_list(_CODES).list.explode().drop_nulls()
    quiet = said.is_in(_SAYS_NOTHING)
    return under.group_by("antwoord", maintain_order=True).agg(
        pl.first("bestand", "record", "referentienummer", "detailrecord"),
        pl.col("gedeclareerd_cent", "berekend_cent", "toegekend_cent").sum(),
        codes=said.filter(~quiet)
        .unique(maintain_order=True)
        .append(said.filter(quiet).unique(maintain_order=True)),
    )


def _matched(sent: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """``prestatie`` with the answer that it got; no line and no answer twice."""
    pairs = sent.select("prestatie", "referentienummer", _detail="detailrecord").join(
        answers.drop("bestand", "record", "gedeclareerd_cent"),
        on="referentienummer",
    )
    return (
        pairs.with_columns(_ander=pl.col("_detail") != pl.col("detailrecord"))
        .sort("_ander", "prestatie", "antwoord", nulls_last=True)
        .unique("prestatie", keep="first", maintain_order=True)
        .unique("antwoord", keep="first", maintain_order=True)
        .drop("referentienummer", "_detail", "detailrecord", "_ander")
    )


def _refused_files(retour: pl.DataFrame, files: pl.DataFrame) -> pl.DataFrame:
    """``bestand`` of messages that were refused whole, with the codes of their 01."""
    whole = (
        retour.group_by("bestand", maintain_order=True)
        .agg(
            _lines=(pl.col("soort") == "04").any(),
            _codes_01=pl.concat_list(_CODES)
            .filter(pl.col("soort") == "01")
            .first()
            .list.drop_nulls(),
        )
        .filter(
            ~pl.col("_lines").fill_null(value=False),
            pl.col("_codes_01").list.contains(_REFUSED),
        )
    )
    names = files["bestand"].unique().to_list()
    only = names[0] if len(names) == 1 else None
    by_stem = {PurePath(name).stem: name for name in names}
    sent_as = [
        by_stem.get(PurePath(name).stem, only) for name in whole["bestand"].to_list()
    ]
    return (
        whole.select(pl.Series("bestand", sent_as, dtype=pl.String), "_codes_01")
        .drop_nulls("bestand")
        .unique("bestand", keep="first", maintain_order=True)
    )


def _status() -> pl.Expr:
    """What a line was granted. One of nothing is granted unless a code says more."""
    granted, claimed = pl.col("toegekend_cent"), pl.col("gedeclareerd_cent")
    refuses = (
        pl.col("codes").list.set_difference(pl.lit(list(_SAYS_NOTHING))).list.len()
    )
    return (
        pl.when((granted == 0) & ((claimed != 0) | (refuses > 0)))
        .then(pl.lit(AFGEWEZEN))
        .when(granted == claimed)
        .then(pl.lit(TOEGEWEZEN))
        .otherwise(pl.lit(DEELS))
    )
