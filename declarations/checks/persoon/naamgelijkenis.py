"""Do two spellings of a surname look like one name?

The rule, the same on every machine and in either direction:

1. Of a name only letters count, in lower case and without accents; "ij" is "y", "ß" is
   "ss", and prefixes in front ("van der", "'t") go.
2. A name fits another when they are equal, or when one begins with the other and that
   one has four letters or more: a field of 25 positions cuts names off, and of a double
   name often one half is given.
3. Otherwise they fit when at least six in ten of their pairs of successive letters are
   common to both (Dice's measure): "Jansen" and "Janssen" share 5 of 5 and 6.

UNSOURCED[name-likeness]: no source says how alike names must be; a difference is a
signal for a person to look at, never a refusal.
"""

import polars as pl

_VOORVOEGSELS = (
    *("van", "von", "vd", "v", "de", "den", "der", "des", "d", "het", "t", "te"),
    *("ten", "ter", "tot", "op", "in", "aan", "bij", "uit", "la", "le", "les", "du"),
    *("da", "do", "dos", "di", "del", "el", "al", "ben", "bin", "zu", "zum", "zur"),
)
_IN_FRONT = r"^(?:(?:" + "|".join(_VOORVOEGSELS) + r")\s+)+"
_TIENDEN = 6


def plain(name: pl.Expr) -> pl.Expr:
    """A name as it is compared: letters only; null where nothing is left."""
    letters = (
        name.str.normalize("NFKD")
        .str.to_lowercase()
        .str.replace_all(r"\p{M}", "")
        .str.replace_all(r"[^\p{L}]+", " ")
        .str.strip_chars()
        .str.replace(_IN_FRONT, "")
        .str.replace_all(" ", "")
        .str.replace_all("ij", "y")
        .str.replace_all("ß", "ss")
    )
    return pl.when(letters != "").then(letters)


def any_alike(names: pl.DataFrame, ours: list[str], theirs: list[str]) -> pl.Series:
    """Whether some name of ours looks like some name of theirs, row by row.

    Args:
        names: Plain names.
        ours: Columns with names; null ones look like nothing.
        theirs: Columns to hold them against.
    """
    letters = names.with_columns(
        _pairs(pl.col(name)).alias(f"paren_{name}") for name in (*ours, *theirs)
    )
    alike = pl.any_horizontal(
        _looks_like(one, other).fill_null(value=False)
        for one in ours
        for other in theirs
    )
    return letters.select(alike=alike)["alike"]


def _looks_like(one: str, other: str) -> pl.Expr:
    a, b = pl.col(one), pl.col(other)
    shorter = pl.min_horizontal(a.str.len_chars(), b.str.len_chars())
    begins = (a.str.starts_with(b) | b.str.starts_with(a)) & (shorter >= 4)
    pairs, others = pl.col(f"paren_{one}"), pl.col(f"paren_{other}")
    common = pairs.list.set_intersection(others).list.len()
    both = pairs.list.len() + others.list.len()
    return (a == b) | begins | (20 * common >= _TIENDEN * both)


def _pairs(name: pl.Expr) -> pl.Expr:
    """Each two successive letters, once."""
    letter = pl.element()
    pairs = (letter + letter.shift(-1)).drop_nulls().unique()
    return name.str.split("").list.eval(pairs)
