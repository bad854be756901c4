"""Joins what a priced line says to what its message asks: care, person, referrer.

It brings columns together and judges nothing: a value that lacks is null, and
``declarations.factuur`` says of which line that is the end.

Dutch terms: factuurregel (a line of an invoice), verwijzer (who referred the patient).
"""

from datetime import date
from importlib.metadata import version

import polars as pl

from billing.regels.factuurbronnen import BEGELEIDEND, VERWIJZING, Factuurbronnen
from billing.regels.gegevens import read_gegevens, sleutel_kolommen, sleutel_van
from declarations.checks.feiten.levering import VREEMDELING
from grouper.registration.columns import INSTELLING, NUMMER
from productstructure.errors import InputFileError
from tabellen.values.texts import cleaned, key_text

GROUPER_CODE = "DBG"
"""UNSOURCED[0444]: how a grouper is named (three positions); no list was found."""

_ONGEVAL_ONBEKEND = "O"
_DUIZEND_M = 1_000
_CENT_E6 = 10_000
_HEEL_BP = 10_000
_DBC_BREEDTE = 9
_ONDERSTEUNEND = ["51", "52"]
"""Zorgtypen of add-ons, which name the dbc that they go with (NR/CU-263 art. 33a.6)."""

_GESLACHT = {"M": "1", "V": "2", "F": "2"}
_TABELSET = r"\b(v[0-9]{8})\b"
"""How a release names its set of tables (NZa), as in 20240101 v20231001."""
_TEKSTEN_PERSOON = ("verzekerdennummer", "naam", "voorvoegsel", "voorletters")


def build_factuurregels(bronnen: Factuurbronnen, dagtekening: date) -> pl.DataFrame:
    """Lines with all that their records say, one a line, in order.

    Args:
        bronnen: What they are made of.
        dagtekening: Day on the invoice: who had died by then is told to have died.

    Returns:
        Schema ``Factuurregels`` without references, with ``regel_id``, ``row`` (from
        1), ``subtraject`` and what ``declarations.factuur.redenen`` asks of the
        decision and the person.

    Raises:
        InputFileError: The decisions are not of these lines, or the lines not of this
            grouped batch.
    """
    lines = _with_besluit(bronnen.regels, bronnen.besluiten)
    lines = _with_care(lines, bronnen)
    lines = _with_person(lines, bronnen.personen, dagtekening)
    lines = _with_number(lines, bronnen)
    is_dbc, zorgtype = pl.col("is_dbc"), pl.col("zorgtype_code")
    names_dbc = is_dbc | pl.col("is_addon") | zorgtype.is_in(_ONDERSTEUNEND)
    return lines.with_columns(
        subtraject=NUMMER,
        subtraject_nummer=pl.when(names_dbc).then(NUMMER),
        zorgtraject_nummer=pl.when(names_dbc).then("zorgtraject_nummer"),
        zorgtype_code=pl.when(is_dbc | zorgtype.is_in(_ONDERSTEUNEND)).then(zorgtype),
        specialisme_code="specialisme_poort_code",
        ongeval_code=pl.col("ongeval_code").fill_null(_ONGEVAL_ONBEKEND),
        grouper_code=pl.lit(GROUPER_CODE),
        grouperversie=pl.lit(version("dbc-grouper")),
        tabelsetversie=pl.coalesce(pl.col("release").str.extract(_TABELSET), "release"),
    )


def build_op_nota(bronnen: Factuurbronnen, regels: pl.DataFrame) -> pl.DataFrame:
    """Activities that the bill of a dbc names, by the ``regel_id`` of the dbc.

    Args:
        bronnen: What they are made of.
        regels: As ``build_factuurregels`` gives them.

    Returns:
        ``regel_id, zorgactiviteit_code, uitvoerdatum, aantal, zorgactiviteit_nummer``;
        the last is null where the hospital gives none.
    """
    sleutel = list(sleutel_van(bronnen.profielen))
    acts = bronnen.profielen.filter("is_op_nota", ~pl.col("is_trial")).select(
        *sleutel_kolommen(bronnen.profielen),
        "zorgactiviteit_code",
        "uitvoerdatum",
        "aantal",
    )
    owners = regels.filter("is_dbc").select(
        "regel_id", pl.col(INSTELLING), pl.col("subtraject").alias(NUMMER)
    )
    acts = acts.join(
        owners.select("regel_id", *sleutel), on=sleutel, maintain_order="left_right"
    )
    return _numbers(bronnen, acts).drop(sleutel)


def _with_besluit(regels: pl.DataFrame, besluiten: pl.DataFrame) -> pl.DataFrame:
    """Lines with what was decided on them, in the units of a message."""
    named = besluiten.filter(pl.col("regel_id").is_not_null())
    if named["regel_id"].is_duplicated().any():
        raise InputFileError(
            "the prijsbesluiten name a regel_id twice; give those of one run of price."
        )
    same = ("zorginstelling_code", "uzovi", "prestatiecode", "subtraject_nummer")
    lines = regels.with_row_index("row", 1).join(
        named.select(
            "regel_id",
            *("status", "redenen", "bedrag_cent", "eenheidsprijs_e6", "factor_bp"),
            *(pl.col(name).alias(f"{name}_besluit") for name in same),
            is_besloten=pl.lit(value=True),
        ),
        on="regel_id",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    other = pl.col("is_besloten") & pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_besluit")) for name in same
    )
    _refuse(lines, other, "differ from the prijsbesluit of their regel_id")
    is_whole = (pl.col("aantal_m") % _DUIZEND_M == 0) & pl.col(
        "aantal_teller"
    ).is_null()
    prijs = pl.col("eenheidsprijs_e6")
    return lines.with_columns(
        aantal=pl.when(is_whole).then(pl.col("aantal_m") // _DUIZEND_M),
        tarief_cent=pl.when(prijs % _CENT_E6 == 0).then(prijs // _CENT_E6),
        verrekenpercentage_bp=pl.col("factor_bp").fill_null(_HEEL_BP),
        is_dbc=(pl.col("zorgproduct_code").str.len_bytes() == _DBC_BREEDTE).fill_null(
            value=False
        ),
    )


def _with_care(lines: pl.DataFrame, bronnen: Factuurbronnen) -> pl.DataFrame:
    """Lines with what their subtraject and its grouping say."""
    grouped = bronnen.grouped
    sleutel = list(sleutel_van(grouped))
    gegevens = read_gegevens(bronnen.subtrajecten).alle.select(
        *sleutel, "afsluitreden_code"
    )
    batch = pl.concat([gegevens, _batch_texts(bronnen.subtrajecten)], how="horizontal")
    products = grouped.select(
        *sleutel_kolommen(grouped),
        pl.col("declaratiecode").cast(pl.String),
        *("is_machtiging_vereist", "is_oranje_producttyperend", "release"),
    )
    for own in (batch, products):
        # Of a number that stands there twice nobody knows whose line it would be.
        lines = lines.join(
            own.unique(sleutel, keep="none"),
            on=sleutel,
            how="left",
            validate="m:1",
            maintain_order="left",
        )
    other = pl.col("is_dbc") & (pl.col("declaratiecode") != pl.col("prestatiecode"))
    _refuse(lines, other, "have another code than the grouped row of their subtraject")
    addons = pl.DataFrame(schema={"declaratiecode": pl.String, "uitvoerdatum": pl.Date})
    if bronnen.ozp is not None:
        addons = bronnen.ozp.filter(pl.col("ozp_categorie") == "SUPPLEMENTAIR").select(
            pl.col("declaratiecode").cast(pl.String), "uitvoerdatum"
        )
    return lines.join(
        addons.unique().select(
            prestatiecode="declaratiecode",
            begindatum="uitvoerdatum",
            is_addon=pl.lit(value=True),
        ),
        on=["prestatiecode", "begindatum"],
        how="left",
        validate="m:1",
        maintain_order="left",
    ).with_columns(pl.col("is_addon").fill_null(value=False) & ~pl.col("is_dbc"))


def _batch_texts(subtrajecten: pl.DataFrame) -> pl.DataFrame:
    """Columns of a batch that only a message asks; null where it has them not."""
    columns = []
    for name in (*VERWIJZING, *BEGELEIDEND):
        text = pl.Series(name, [None] * subtrajecten.height, dtype=pl.String)
        if name in subtrajecten.columns:
            text = key_text(subtrajecten[name], "subtrajecten")
        columns.append(text.alias(name))
    return pl.DataFrame(columns).select(
        cleaned(pl.col(name)).str.zfill(VERWIJZING[name])
        if name in VERWIJZING
        else cleaned(pl.col(name))
        for name in (*VERWIJZING, *BEGELEIDEND)
    )


def _with_person(
    lines: pl.DataFrame, personen: pl.DataFrame, dagtekening: date
) -> pl.DataFrame:
    """Lines with the person that is insured; who has no BSN gets the dummy."""
    persons = personen.select(
        "verzekerde_id",
        "bsn",
        *(cleaned(pl.col(name)).alias(name) for name in _TEKSTEN_PERSOON),
        "geboortedatum",
        pl.col("geslacht").str.to_uppercase().replace(_GESLACHT).alias("geslacht"),
        is_overleden=pl.col("overlijdensdatum") <= dagtekening,
        is_persoon_bekend=pl.lit(value=True),
    )
    return lines.join(
        persons,
        on="verzekerde_id",
        how="left",
        validate="m:1",
        maintain_order="left",
    ).with_columns(
        pl.col("is_overleden", "is_persoon_bekend").fill_null(value=False),
        bsn=pl.when(pl.col("verzekerdennummer").is_not_null())
        .then(pl.col("bsn").fill_null(VREEMDELING))
        .otherwise("bsn"),
    )


def _with_number(lines: pl.DataFrame, bronnen: Factuurbronnen) -> pl.DataFrame:
    """Lines with the number of the activity that they are."""
    own = lines.with_columns(
        zorgactiviteit_code="prestatiecode", uitvoerdatum="begindatum"
    )
    return _numbers(bronnen, own).drop("zorgactiviteit_code", "uitvoerdatum")


def _numbers(bronnen: Factuurbronnen, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the lowest ``zorgactiviteit_nummer`` of their activity and day."""
    if bronnen.zorgactiviteiten is None:
        return rows.with_columns(zorgactiviteit_nummer=pl.lit(None, pl.String))
    acts = bronnen.zorgactiviteiten
    on = [*sleutel_van(acts), "zorgactiviteit_code", "uitvoerdatum"]
    numbers = acts.group_by(on).agg(pl.col("zorgactiviteit_nummer").min())
    return rows.join(numbers, on=on, how="left", validate="m:1", maintain_order="left")


def _refuse(lines: pl.DataFrame, is_wrong: pl.Expr, what: str) -> None:
    """Refuse lines of another run.

    Raises:
        InputFileError: Some are; says how many, and the first.
    """
    rows = lines.filter(is_wrong)["row"]
    if rows.len():
        raise InputFileError(
            f"{rows.len():,} line(s) {what}, the first is line {rows[0]}. They are of "
            "two runs; give the files of one."
        )
