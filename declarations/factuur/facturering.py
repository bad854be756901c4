"""Priced lines in, messages out: what can be declared, numbered and put in order.

It decides nothing about prices. Each line is declared in whole or has one reason why it
is not (``redenen``).
"""

from dataclasses import dataclass

import polars as pl

from declarations.berichten.zh308.velden import veld
from declarations.factuur.beoordeling import judge_lines
from declarations.factuur.opbouw import build_messages
from declarations.factuur.records import (
    Aanlevering,
    activiteiten,
    tarieven,
    volgnummer,
    voorloop,
    with_fields,
)
from declarations.factuur.redenen import (
    MAX_VOLGNUMMER,
    VOLGNUMMER,
)
from declarations.factuur.schema import Gedeclareerd
from declarations.factuur.splitsing import split

_NAMEN = {"naam": "0210", "voorvoegsel": "0211", "voorletters": "0215"}
"""Columns that are cut to their field. UNSOURCED[naam-lengte]: what a sender does with
a name that is longer; to hold its care back for ever would be worse."""

_PLAATS = ("bestand", "verzekerde_id", "begindatum", "regel_id")
_NUMMER = 7
"""Digits of a number within a run."""


@dataclass(frozen=True)
class Facturering:
    """What lines became.

    Attributes:
        regels: All lines that were given, in order, with ``reden`` and ``kolom``: why
            a line is not declared and what that is about, both null where it is;
            ``is_afgekapt`` says that a name was cut.
        frames: The frames of text of all messages, for ``from_frames``.
        gedeclareerd: Schema ``Gedeclareerd``, a row per prestatie of a message.
    """

    regels: pl.DataFrame
    frames: dict[str, pl.DataFrame]
    gedeclareerd: pl.DataFrame


def make_invoices(
    regels: pl.DataFrame,
    op_nota: pl.DataFrame,
    aanlevering: Aanlevering,
    factuurnummer: str,
) -> Facturering:
    """Make one message per institution and insurer of what can be declared.

    Args:
        regels: Schema ``Factuurregels`` without the references, with ``regel_id`` and
            what ``redenen.with_reason`` asks of the decision and the person.
        op_nota: Activities of the bill: ``regel_id`` and schema ``OpNota`` without
            the keys and references.
        aanlevering: When and for which days they are sent.
        factuurnummer: Begins the number of every invoice (0116), which the UZOVI
            number ends, and all reference numbers (0458, 0622, 1620), behind which
            all records of a kind of this call are numbered. Up to eight characters.

    Returns:
        The messages; no line is lost.
    """
    cut = pl.any_horizontal(
        pl.col(name).str.len_chars() > veld(rubriek).breedte
        for name, rubriek in _NAMEN.items()
    )
    regels = regels.with_columns(
        *(
            pl.col(name).str.head(veld(rubriek).breedte).str.strip_chars_end()
            for name, rubriek in _NAMEN.items()
        ),
        is_afgekapt=cut.fill_null(value=False),
    )
    judged = judge_lines(regels, op_nota, aanlevering)
    lines = split(judged.filter(pl.col("reden").is_null())).with_columns(
        bestand=pl.format("{}-{}.zh308", "zorginstelling_code", "uzovi"),
        factuurnummer=pl.format("{}{}", pl.lit(factuurnummer), "uzovi"),
        bedrag_cent=pl.when(pl.col("toeslag_code").is_null())
        .then(_split_amount())
        .otherwise("bedrag_cent"),
    )
    lines = lines.sort(_PLAATS, maintain_order=True)
    lines = lines.with_columns(r0413=volgnummer())
    over = lines.filter(pl.col("r0413") > MAX_VOLGNUMMER).select("regel_id").unique()
    lines = _numbered(
        lines.join(over, on="regel_id", how="anti", maintain_order="left"),
        factuurnummer,
    )
    acts = _numbered_activities(lines, op_nota, factuurnummer)
    frames = build_messages(
        voorloop(lines, aanlevering), lines, tarieven(lines), activiteiten(acts)
    )
    is_over = pl.col("regel_id").is_in(over["regel_id"].implode())
    return Facturering(
        regels=judged.with_columns(
            reden=pl.when(is_over).then(pl.lit(VOLGNUMMER)).otherwise("reden"),
            kolom=pl.when(is_over).then(pl.lit("r0413")).otherwise("kolom"),
        ),
        frames=frames,
        gedeclareerd=lines.select(
            "regel_id",
            "bestand",
            "factuurnummer",
            "aantal",
            "bedrag_cent",
            referentienummer="sleutel",
        ).select(Gedeclareerd.column_names()),
    )


def _split_amount() -> pl.Expr:
    """What a part of a line comes to; of one that is whole that is its amount."""
    is_part = pl.col("regel_id").is_duplicated()
    return (
        pl.when(is_part)
        .then(pl.col("tarief_cent") * pl.col("aantal"))
        .otherwise("bedrag_cent")
    )


def _numbered(lines: pl.DataFrame, factuurnummer: str) -> pl.DataFrame:
    """Lines with their references, and numbers of activities that lack one."""
    lines = lines.with_columns(
        sleutel=_reference(factuurnummer, "P"),
        tariefreferentie=_reference(factuurnummer, "T"),
        zorgactiviteit_nummer=pl.coalesce(
            "zorgactiviteit_nummer", _reference(factuurnummer, "")
        ),
        r0413=pl.col("r0413").cast(pl.String),
    )
    return with_fields(lines)


def _numbered_activities(
    lines: pl.DataFrame, op_nota: pl.DataFrame, factuurnummer: str
) -> pl.DataFrame:
    """Activities (schema ``OpNota``) of what is declared, with their references."""
    # Of a line that is split, which no dbc is, the first part would have them.
    first = lines.unique("regel_id", keep="first", maintain_order=True)
    own = first.select("regel_id", "sleutel").join(
        op_nota, on="regel_id", maintain_order="left_right"
    )
    return split(own).with_columns(
        activiteitreferentie=_reference(factuurnummer, "A"),
        zorgactiviteit_nummer=pl.coalesce(
            "zorgactiviteit_nummer", _reference(factuurnummer, "", lines.height)
        ),
    )


def _reference(factuurnummer: str, letter: str, after: int = 0) -> pl.Expr:
    """A number that nothing else of this kind has, as long as the invoice is new."""
    number = pl.int_range(1 + after, pl.len() + 1 + after).cast(pl.String)
    return pl.lit(f"{factuurnummer}{letter}") + number.str.zfill(_NUMMER)
