"""Writes overige zorgproducten out as a frame of schema ``Ozp``."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from grouper.compiled.arrays import U8, Bools
from grouper.frames.columns import ABSENT, enum_column, text_column
from grouper.frames.ozp_reasons import CATEGORIEEN, REDENEN, TARIEFTYPEN
from grouper.frames.schemas import Ozp
from grouper.ozp.entries import Entries
from grouper.ozp.judgement import IS_DECLARABEL, Situation
from grouper.walking.walked import WalkedBatch

_SCHEMA = pl.Schema(Ozp)
_REDEN_TEKSTEN = pl.Series([reden.tekst for reden in REDENEN])


def ozp_frame(
    grouped: WalkedBatch,
    entries: Entries,
    reden: U8,
    situation: Situation,
    releases: Sequence[str],
) -> pl.DataFrame:
    """Write entries out, in the order of their subtrajecten and lines.

    Args:
        grouped: The batch they are of.
        entries: The overige zorgproducten.
        reden: Number of the reason of each.
        situation: What they stand in.
        releases: Names of the releases.
    """
    row = pl.Series(entries.lines.row.astype(np.uint32))
    nummer = grouped.subtrajecten["subtraject_nummer"].cast(pl.String)
    tarieftypen = situation.tabellen.tarieftypen
    is_afgeleid, categorie = _properties(len(tarieftypen))
    zorgtype = situation.zorgtype_text[entries.lines.row]
    # Of a product that the grouper derives the release has the declaratiecode; that of
    # any other is the activity's own (Regeling msz 2016 art. 33).
    n_codes = len(situation.codes)
    declaratiecodes = pl.concat(
        [
            situation.codes,
            situation.tabellen.declaratiecodes.alias(situation.codes.name),
        ]
    )
    of_product = np.where(entries.product < 0, -1, entries.product + n_codes)
    declaratiecode = np.where(is_afgeleid[entries.tarieftype], of_product, entries.code)
    return pl.DataFrame(
        [
            nummer.gather(row).alias("subtraject_nummer"),
            text_column("zorgtype_code", situation.zorgtypen, zorgtype),
            text_column("zorgproduct_code", situation.codes, entries.code),
            text_column("declaratiecode", declaratiecodes, declaratiecode),
            pl.Series("aantal", entries.aantal),
            pl.Series("uitvoerdatum", entries.when.day).cast(pl.Date),
            pl.Series("is_uitvoerdatum_aangenomen", entries.when.is_aangenomen),
            text_column("tarieftype", pl.Series(tarieftypen), entries.tarieftype),
            enum_column("ozp_categorie", categorie[entries.tarieftype], _SCHEMA),
            enum_column(
                "afleiding",
                (~is_afgeleid).astype(np.uint8)[entries.tarieftype],
                _SCHEMA,
            ),
            # Vrager 0 is no answer; the values of the schema begin at 1.
            enum_column("aanvrager_soort", entries.vrager - np.uint8(1), _SCHEMA),
            pl.Series("is_declarabel", IS_DECLARABEL[reden]),
            enum_column("reden", reden, _SCHEMA),
            text_column("reden_tekst", _REDEN_TEKSTEN, reden),
            situation.hoofd.nummer.gather(row).alias("hoofdsubtraject_nummer"),
            grouped.is_trial.gather(row).alias("is_trial"),
            text_column("release", pl.Series(releases), entries.when.release),
        ],
        schema=_SCHEMA,
    )


def _properties(n_tarieftypen: int) -> tuple[Bools, U8]:
    """Of every tarieftype: whether the grouper derives it, and its category."""
    is_afgeleid = np.zeros(n_tarieftypen, bool)
    categorie = np.full(n_tarieftypen, ABSENT, np.uint8)
    for place, tarieftype in enumerate(TARIEFTYPEN):
        is_afgeleid[place] = tarieftype.is_afgeleid
        if tarieftype.categorie is not None:
            categorie[place] = CATEGORIEEN.index(tarieftype.categorie)
    return is_afgeleid, categorie
