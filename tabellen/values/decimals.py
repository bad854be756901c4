"""Turn the text of an amount or quantity into an exact scaled integer.

It knows decimal notation, not what the number means. No float is ever made: the digits
of the text become the digits of the integer. What cannot be read that way is refused
with a code, never rounded and never guessed.
"""

from typing import Literal

import polars as pl

Notatie = Literal["KOMMA", "PUNT"]
"""Which sign stands before the decimals; the other may only group thousands."""

# The digits of an Int64 that can all be nines.
_MAX_DIGITS = 18

_FITS = rf"^(-?0*[0-9]{{1,{_MAX_DIGITS}}})$"
_WHOLE = {
    "KOMMA": r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+",
    "PUNT": r"[1-9][0-9]{0,2}(?:,[0-9]{3})+",
}
_DECIMAL = {"KOMMA": ",", "PUNT": r"\."}
_WHOLE_GROUP, _FRACTION_GROUP = 1, 2


def _pattern(notatie: Notatie, fraction: str = "[0-9]+", behind: str = "") -> str:
    whole = rf"(-?(?:{_WHOLE[notatie]}|[0-9]+))"
    decimals = rf"{_DECIMAL[notatie]}({fraction}){behind}"
    return rf"^{whole}(?:{decimals})?$"


_EURO_BEFORE = r"(?i)^(?:€|euro?)\s*"
_EURO_BEHIND = r"(?i)\s*(?:€|euro?)$"
_WHOLE_EURO = r"([.,])[-\u2013\u2014]{1,2}$"

# Two numbers in one text: 1.234 is 1234 in one notation and 1,234 in the other.
_AMBIGUOUS = r"^-?[1-9][0-9]{0,2}[.,][0-9]{3}$"


def parse_decimal(
    texts: pl.Expr, decimals: int, notatie: Notatie | None = None
) -> pl.Expr:
    """Parse decimal texts to Int64, scaled by ``10 ** decimals``.

    Both ``4215,75`` and ``4215.75`` are read, with or without grouped thousands; ``€``
    or ``EUR`` before or behind is skipped, and ``48,-`` is 48,00. Zeros behind the
    allowed decimals carry no value and are dropped.

    Args:
        texts: Strings.
        decimals: How many decimals the integer holds: 2 for cents, 6 for micro-euros.
        notatie: The decimal sign, where known. Without it each text must say so itself;
            ``1.234`` does not and stays unread.

    Returns:
        The integers, null where ``fault_of_decimal`` names a fault or the text is null.
    """
    text = _stripped(texts)
    if notatie is not None:
        return _scaled(text, notatie, decimals)
    return (
        pl.when(text.str.contains(_AMBIGUOUS))
        .then(None)
        .otherwise(
            pl.coalesce(
                _scaled(text, "KOMMA", decimals), _scaled(text, "PUNT", decimals)
            )
        )
    )


def fault_of_decimal(
    texts: pl.Expr, decimals: int, notatie: Notatie | None = None
) -> pl.Expr:
    """Name why ``parse_decimal`` leaves a text unread; null where it is read or null.

    Returns:
        One of GETAL_DUBBELZINNIG, GETAL_TE_VEEL_DECIMALEN, GETAL_TE_GROOT and
        GETAL_ONLEESBAAR.
    """
    text = _stripped(texts)
    notaties: tuple[Notatie, ...] = ("KOMMA", "PUNT") if notatie is None else (notatie,)
    fraction = pl.coalesce(
        [text.str.extract(_pattern(n), _FRACTION_GROUP) for n in notaties]
    )
    readable = pl.any_horizontal(text.str.contains(_pattern(n)) for n in notaties)
    ambiguous = text.str.contains(_AMBIGUOUS) if notatie is None else pl.lit(False)
    return (
        pl.when(parse_decimal(texts, decimals, notatie).is_not_null() | text.is_null())
        .then(None)
        .when(ambiguous)
        .then(pl.lit("GETAL_DUBBELZINNIG"))
        .when(~readable)
        .then(pl.lit("GETAL_ONLEESBAAR"))
        .when(fraction.str.strip_chars_end("0").str.len_bytes() > decimals)
        .then(pl.lit("GETAL_TE_VEEL_DECIMALEN"))
        .otherwise(pl.lit("GETAL_TE_GROOT"))
    )


def notatie_of(texts: pl.Series) -> tuple[Notatie | None, pl.Series]:
    """The decimal sign of a column of texts, as the texts together show it.

    A text such as ``4215,75`` has it one way only, ``1.234`` either way; what most of
    the first kind have holds for all.

    Returns:
        The sign, None where no text tells or as many tell one as the other; and which
        texts have it otherwise, all that tell where there is no majority.
    """
    bare = _stripped(pl.col("text"))
    komma, punt = (
        bare.str.contains(_pattern(notatie)).fill_null(value=False)
        for notatie in ("KOMMA", "PUNT")
    )
    only = texts.to_frame("text").select(komma=komma & ~punt, punt=punt & ~komma)
    of_komma, of_punt = only["komma"].sum(), only["punt"].sum()
    if of_komma == of_punt:
        return None, only["komma"] | only["punt"]
    if of_komma > of_punt:
        return "KOMMA", only["punt"]
    return "PUNT", only["komma"]


def _stripped(texts: pl.Expr) -> pl.Expr:
    # A sign of the euro before nothing is an empty cell of a list of prices.
    text = texts.str.strip_chars().str.replace(_EURO_BEFORE, "")
    amount = text.str.replace(_EURO_BEHIND, "").str.replace(_WHOLE_EURO, "${1}00")
    return pl.when(text != "").then(amount)


def _scaled(text: pl.Expr, notatie: Notatie, decimals: int) -> pl.Expr:
    # Each text is looked at twice and no more: Polars works out anew whatever stands
    # twice in an expression.
    kept, dropped = (rf"[0-9]{{1,{decimals}}}", "0*") if decimals else ("", "0+")
    exact = _pattern(notatie, kept, dropped)
    whole = text.str.extract(exact, _WHOLE_GROUP).str.replace_all(r"[.,]", "")
    fraction = text.str.extract(exact, _FRACTION_GROUP).fill_null("")
    digits = pl.concat_str(whole, fraction.str.pad_end(decimals, "0"))
    return digits.str.extract(_FITS, 1).cast(pl.Int64)
