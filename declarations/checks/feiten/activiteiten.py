"""What is known to be registered under each dbc, by zorgprofielklasse.

Of a dbc with a complete profile that profile says all. Of any other the records 16
show the activities "op nota" alone (NR/CU-263 art. 35 lid 1q): a klasse of which every
activity stands on the nota is known by them, of any other they may hide some. Under a
privacyverklaring they show nothing.
"""

from collections.abc import Collection

import polars as pl

from declarations.berichten.zh308.velden import signed
from declarations.checks.feiten.levering import Levering
from declarations.registers.codeverzamelingen import is_in_set
from grouper.compiled.rows_on_day import rows_on

CONTACT, DAY_CARE, STAY, OPERATIVE, THERAPY = 1, 2, 3, 5, 6
"""zorgprofielklasse (NZa, Referenties): visits and consults, day care, days of stay,
operative care, other therapy."""
PARAMEDICAL = 12
REHABILITATION = (14, 16, 17)
"""In general, of the elderly, of the lungs."""


def activiteiten(levering: Levering) -> pl.DataFrame:
    """What was done under each dbc: ``prestatie, code, dag, klasse``.

    A row per record 16 or row of a complete profile, so that two may be the same. Ask
    it through ``levering.once``. ``klasse`` is null for a code that no release has on
    that day, and where no release was given.
    """
    shown = (
        levering.zorgactiviteiten.select("prestatie", "r1611", "r1612")
        .join(levering.has_profiel, on="prestatie", how="anti")
        .join(levering.dbc.select("prestatie"), on="prestatie", how="semi")
    )
    parts = [shown.select("prestatie", code=pl.col("r1611").str.zfill(6), dag="r1612")]
    if levering.profiel is not None:
        parts.append(
            levering.profiel.select(
                "prestatie", code="zorgactiviteit_code", dag="uitvoerdatum"
            )
        )
    rows = pl.concat(parts)
    return rows.with_columns(klasse=_klasse(levering, rows))


def with_counts(levering: Levering, naam: str) -> pl.DataFrame:
    """What is known to be done of a set of codes: how often, and on which days.

    A row per record 16 or row of a complete profile: ``prestatie, code, dag, tot``
    (the last day, never before the first) and ``aantal``, negative where it takes back.
    """
    shown = levering.zorgactiviteiten.select(
        "prestatie",
        code=pl.col("r1611").str.zfill(6),
        dag="r1612",
        tot=pl.max_horizontal("r1612", "r1613"),
        aantal=signed("r1614", "r1619"),
    )
    # A set is small and a nota long: what is not of the set goes first.
    inside = is_in_set(levering.registers, shown, naam, code="code", dag="dag")
    rows = (
        shown.filter(inside)
        .join(levering.dbc.select("prestatie"), on="prestatie", how="semi")
        .join(levering.has_profiel, on="prestatie", how="anti")
    )
    if levering.profiel is None:
        return rows
    done = levering.profiel.select(
        "prestatie",
        code="zorgactiviteit_code",
        dag="uitvoerdatum",
        tot="uitvoerdatum",
        aantal="aantal",
    )
    inside = is_in_set(levering.registers, done, naam, code="code", dag="dag")
    return pl.concat([rows, done.filter(inside)], how="vertical_relaxed")


def registered(
    levering: Levering,
    klassen: Collection[int],
    naam: str | None = None,
    klassen_of_set: Collection[int] = (),
) -> pl.DataFrame:
    """Whether each dbc of the delivery has an activity of some klassen.

    Args:
        levering: The delivery.
        klassen: zorgprofielklassen that count.
        naam: A codeverzameling whose codes count too.
        klassen_of_set: The klassen that its codes are of.

    Returns:
        ``prestatie``; ``heeft``: true, false, or null where it is not known; and
        ``volledig``, whether the profile is complete.
    """
    rows = levering.once(activiteiten)
    counts = pl.col("klasse").is_in(list(klassen)).fill_null(value=False)
    if naam is not None:
        in_set = is_in_set(levering.registers, rows, naam, code="code", dag="dag")
        counts |= in_set
    seen = rows.filter(counts).select(pl.col("prestatie").unique(), _gezien=True)
    # Without a release no klasse is known, not even of a complete profile.
    knows = pl.col("volledig") & bool(levering.releases)
    if _stand_on_nota(levering, [*klassen, *klassen_of_set]):
        knows |= ~pl.col("privacy")
    return (
        levering.dbc.select("prestatie", "privacy")
        .join(seen, on="prestatie", how="left", maintain_order="left")
        .with_columns(volledig=levering.is_volledig())
        .select(
            "prestatie",
            "volledig",
            heeft=pl.when(pl.col("_gezien").is_not_null())
            .then(pl.lit(value=True))
            .when(knows)
            .then(pl.lit(value=False)),
        )
    )


def _stand_on_nota(levering: Levering, klassen: Collection[int]) -> bool:
    """Whether all activities of some klassen stand on the nota, in every release."""
    rows = [
        release.tables["zorgactiviteiten"]
        .filter(pl.col("zorgprofielklasse").is_in(list(klassen)))
        .select((pl.col("op_nota") == "J").fill_null(value=False))
        .to_series()
        for release in levering.releases
    ]
    return bool(rows) and all(each.all() for each in rows)


def _klasse(levering: Levering, rows: pl.DataFrame) -> pl.Series:
    """The zorgprofielklasse of each code, by the release of its day."""
    if not levering.releases:
        return pl.repeat(None, rows.height, dtype=pl.Int64, eager=True)
    keys = rows.select("dag", zorgactiviteit_code="code")
    found = rows_on(levering.releases, "zorgactiviteiten", keys, ["zorgprofielklasse"])
    return found["zorgprofielklasse"].cast(pl.Int64)
