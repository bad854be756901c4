"""What a release holds that this engine derives nothing from, told when it is compiled.

The reading of a release tells what is unusual in its form; here is what is unusual to
the rules of grouping.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from grouper.compiling.tokens import KLEUREN
from grouper.frames.ozp_reasons import TARIEFTYPEN
from productstructure import ProductStructure


def tell_unknown(
    structure: ProductStructure, zorgtypen: Sequence[str], getoetst: Sequence[str]
) -> Iterator[str]:
    """Tell codes of a release that outcomes depend on and that are not known.

    Args:
        structure: The release.
        zorgtypen: Zorgtypen that no tree takes.
        getoetst: Zorgtypen that go through no tree and are tested by one all the same.
    """
    activiteiten = structure.tables["zorgactiviteiten"]
    if families := unknown_families(activiteiten):
        yield (
            f"zorgactiviteiten: aanspraakcode(s) {', '.join(families)} are of a family"
            " that is unknown in this software; a subtraject whose path counts one in a"
            " rule with aanspraakbeperking gets no declaratiecode (G203)."
        )
    known = {tarieftype.code for tarieftype in TARIEFTYPEN}
    others = set(activiteiten["tarieftype"].drop_nulls()) - known
    if others:
        yield (
            f"zorgactiviteiten: tarieftype(n) {', '.join(sorted(others))} are unknown"
            " in this software; their activities are told as TARIEFTYPE_ONBEKEND, and"
            " none is billable by itself."
        )
    if zorgtypen:
        yield (
            f"zorgtypen: code(s) {', '.join(zorgtypen)} are tested by no tree, and"
            " unknown in this software; a subtraject that has one is rejected (G122)."
        )
    if getoetst:
        yield (
            f"zorgtypen: a tree tests {', '.join(getoetst)}; here a subtraject of such"
            " a zorgtype goes through no tree all the same (status no_tree)."
        )


def unknown_families(zorgactiviteiten: pl.DataFrame) -> list[str]:
    """Aanspraakcodes whose first two digits are no colour that is known."""
    codes = zorgactiviteiten["aanspraak_code"].drop_nulls().unique().sort()
    return codes.filter(~codes.str.slice(0, 2).is_in(list(KLEUREN))).to_list()
