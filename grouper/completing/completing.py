"""Looks for activities that complete what is visible to a declared product.

An insurer sees the activities that have to stand on the bill, and not the others. Is
there a set of others with which the trees lead to the product that was declared? A set
that is found is grouped for real before it is called a witness. That there is none is
said only where every path and every set was tried; beyond the budget it is not known.

Dutch terms: aanvulling (completion), getuige (witness), typering (what a subtraject is
typed by).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.compiled.structure import CompiledStructure
from grouper.completing.demands import UNBOUNDED, Budget, BudgetError, satisfy
from grouper.completing.hidden import Hidden, hidden_in, token_adds
from grouper.completing.paths import Domain, Trees
from grouper.encoding.batch import EncodedBatch
from grouper.engine import Grouper
from grouper.registration.intake import take_in

GEVONDEN, GEEN, ONBEKEND = "GEVONDEN", "GEEN", "ONBEKEND"
UITKOMST = pl.Enum([GEVONDEN, GEEN, ONBEKEND])
"""A completion was found and grouped; there is none; it is not known."""

AANVULLING = pl.Schema({"uitkomst": UITKOMST, "aanvulling": pl.String()})
"""What is said of a row; ``aanvulling`` as ``2x060101, 1x060303``, empty for nothing
at all, null where none was found."""

STAPPEN = 20_000
"""Steps per distinct case, some 0.1 s at most."""


def find_completions(
    grouper: Grouper,
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    zorgproduct: pl.Series,
    *,
    stappen: int = STAPPEN,
) -> pl.DataFrame:
    """Whether activities that are not op nota can complete each row to a product.

    Every distinct case (what the trees see of the typing and of the visible activities,
    and the product) is searched once, so that an outcome does not hang on the batch.

    Args:
        grouper: What groups the completed rows.
        subtrajecten: As ``Grouper.group`` takes them, with distinct numbers.
        zorgactiviteiten: The visible activities.
        zorgproduct: The product of each row.
        stappen: Steps that a case may take.

    Returns:
        Schema ``AANVULLING``, a row per subtraject in order. A row that the grouper
        would not take (status rejected or no_tree) is ONBEKEND.

    Raises:
        InputFileError: A required column is missing.
    """
    if subtrajecten.is_empty():
        return pl.DataFrame(schema=AANVULLING)
    taken = take_in(subtrajecten, zorgactiviteiten)
    activities = taken.zorgactiviteiten
    assert activities is not None
    encoder = grouper.encoder
    batch = encoder.start(taken.subtrajecten, activities).with_tokens()
    for release in range(len(grouper.releases)):
        encoder.encode(batch, release, 0, batch.n)
    searches = [_Search(release, stappen) for release in grouper.releases]
    cases = _cases(batch, searches, zorgproduct)
    distinct = cases.unique(_GEVAL, keep="first", maintain_order=True)
    rows = pl.Series(distinct["row"])
    found = [
        searches[release].find(batch, row, code)
        for row, release, code in distinct.select(
            "row", "release", "zorgproduct"
        ).iter_rows()
    ]
    told = _grouped(
        grouper, subtrajecten[rows], zorgactiviteiten, zorgproduct[rows], found
    )
    known = cases.join(
        pl.concat([distinct.select(_GEVAL), told], how="horizontal"),
        on=_GEVAL,
        how="left",
        validate="m:1",
    ).select("row", *AANVULLING)
    every = pl.DataFrame({"row": pl.int_range(batch.n, dtype=pl.UInt32, eager=True)})
    return (
        every.join(known, on="row", how="left", validate="1:1", maintain_order="left")
        .with_columns(pl.col("uitkomst").fill_null(pl.lit(ONBEKEND, dtype=UITKOMST)))
        .select(*AANVULLING)
    )


_GEVAL = ["release", "versie", "verborgen", "tokens", "zorgproduct"]
"""What decides on an outcome: two rows that agree in it have the same one."""


def _cases(
    batch: EncodedBatch, searches: Sequence["_Search"], zorgproduct: pl.Series
) -> pl.DataFrame:
    """The rows that can be searched: ``row`` and ``_GEVAL``."""
    every = pl.DataFrame(
        {
            "row": np.arange(batch.n, dtype=np.uint32),
            "release": batch.rows.release,
            "window": batch.rows.window,
            "versie": batch.rows.versie,
            "einddatum": batch.days.einddatum,
            "zorgproduct": zorgproduct,
        }
    )
    # Where a count below zero is let in the bounds of the search do not hold.
    usable = (batch.rows.versie >= 0) & (batch.rows.is_irregular == 0)
    rows = every.filter(pl.Series(usable) & zorgproduct.is_not_null())
    size = batch.rows.size[rows["row"].to_numpy()].astype(np.int64)
    first = batch.rows.first[rows["row"].to_numpy()]
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    flat = np.repeat(first, size) + within
    tokens = (
        pl.DataFrame(
            {
                "row": np.repeat(rows["row"].to_numpy(), size),
                "token": batch.tokens.token[flat],
                "count": batch.tokens.count[flat],
            }
        )
        .group_by("row", "token")
        .agg(pl.col("count").sum())
        .sort("row", "token")
        .group_by("row", maintain_order=True)
        .agg(tokens=pl.format("{}x{}", "count", "token").str.join(" "))
    )
    periods = rows.select("release", "window", "einddatum").unique()
    hidden = pl.DataFrame(
        [
            (*key, searches[key[0]].hidden_number(key[1], key[2]))
            for key in periods.iter_rows()
        ],
        schema={**periods.schema, "verborgen": pl.UInt32},
        orient="row",
    )
    return (
        rows.join(
            hidden, on=["release", "window", "einddatum"], how="left", validate="m:1"
        )
        .join(tokens, on="row", how="left", validate="1:1")
        .with_columns(pl.col("tokens").fill_null(""))
    )


@dataclass(frozen=True)
class _Found:
    """What a search came to.

    Attributes:
        aanvulling: Activities and how often each; None where none was found.
        is_bewezen: The search was finished: where none was found there is none.
    """

    aanvulling: tuple[tuple[str, int], ...] | None
    is_bewezen: bool


class _Search:
    """Searches the trees of one release."""

    def __init__(self, compiled: CompiledStructure, stappen: int) -> None:
        self._compiled = compiled
        self._stappen = stappen
        products = [label for label in compiled.labels if len(label) == 9]
        self._number = {code: number for number, code in enumerate(products)}
        self._trees: dict[int, Trees] = {}
        self._adds: dict[int, dict[int, int]] = {}
        self._hidden: list[Hidden] = []
        self._number_of: dict[tuple[str, ...], int] = {}
        self._by_period: dict[tuple[int, int], int] = {}

    def hidden_number(self, window: int, einddatum: int) -> int:
        """Number of what may be hidden from the opening day to the closing day.

        Periods in which the same activities may be hidden, and add the same, share one.
        """
        first_day = self._compiled.windows.first_day
        # Days of one window have the same rows.
        last = int(np.searchsorted(first_day, einddatum, "right")) - 1
        period = (window, max(last, window))
        if period not in self._by_period:
            hidden = hidden_in(self._compiled, *period)
            content = tuple(map(str, (hidden.codes, *hidden.activities.vectors)))
            number = self._number_of.setdefault(content, len(self._hidden))
            if number == len(self._hidden):
                self._hidden.append(hidden)
            self._by_period[period] = number
        return self._by_period[period]

    def find(self, batch: EncodedBatch, row: int, zorgproduct: str) -> _Found:
        """Search for a completion of a row."""
        doel = self._number.get(zorgproduct)
        if doel is None:
            return _Found(None, is_bewezen=True)
        versie = int(batch.rows.versie[row])
        if versie not in self._trees:
            self._trees[versie] = Trees(self._compiled, versie)
        hidden = self._hidden[
            self.hidden_number(
                int(batch.rows.window[row]), int(batch.days.einddatum[row])
            )
        ]
        fixed = self._counted(batch, row, versie)
        budget = Budget(self._stappen)
        try:
            for domain in self._trees[versie].narrowed(
                doel, fixed, hidden.free, budget
            ):
                taken = satisfy(_demands(domain, fixed), hidden.activities, budget)
                if taken is not None:
                    return _Found(
                        tuple((hidden.codes[p], n) for p, n in sorted(taken.items())),
                        is_bewezen=True,
                    )
        except BudgetError:
            return _Found(None, is_bewezen=False)
        return _Found(None, is_bewezen=hidden.is_sound)

    def _counted(self, batch: EncodedBatch, row: int, versie: int) -> Counter[int]:
        """What is visible adds to each attribuut."""
        first, size = int(batch.rows.first[row]), int(batch.rows.size[row])
        base = int(self._compiled.arrays["versie_token0"][versie])
        fixed: Counter[int] = Counter()
        for token, count in zip(
            batch.tokens.token[first : first + size].tolist(),
            batch.tokens.count[first : first + size].tolist(),
            strict=True,
        ):
            if base + token not in self._adds:
                self._adds[base + token] = token_adds(self._compiled, base + token)
            for attribuut, weight in self._adds[base + token].items():
                fixed[attribuut] += weight * count
        return fixed


def _demands(domain: Domain, fixed: Counter[int]) -> dict[int, tuple[int, int]]:
    """What hidden activities have to add, and may."""
    return {
        attribuut: (
            low - fixed[attribuut],
            high if high >= UNBOUNDED else high - fixed[attribuut],
        )
        for attribuut, (low, high) in domain.items()
    }


def _grouped(
    grouper: Grouper,
    subtrajecten: pl.DataFrame,
    zorgactiviteiten: pl.DataFrame,
    zorgproduct: pl.Series,
    rows: Sequence[_Found | None],
) -> pl.DataFrame:
    """Group the completed rows for real; a witness that fails there is none."""
    nummer = subtrajecten["subtraject_nummer"].cast(pl.String)
    added = [
        (number, code, count)
        for number, found in zip(nummer.to_list(), rows, strict=True)
        if found and found.aanvulling
        for code, count in found.aanvulling
    ]
    extra = pl.DataFrame(
        added,
        schema={
            "subtraject_nummer": pl.String,
            "zorgactiviteit_code": pl.String,
            "aantal": pl.Int64,
        },
        orient="row",
    )
    visible = zorgactiviteiten.with_columns(
        pl.col("subtraject_nummer").cast(pl.String), pl.col("aantal").cast(pl.Int64)
    ).filter(pl.col("subtraject_nummer").is_in(nummer.implode()))
    completed = pl.concat([visible, extra], how="diagonal")
    grouped = grouper.group(subtrajecten, completed).grouped
    fits = (grouped["zorgproduct_code"] == zorgproduct).fill_null(value=False)
    return pl.DataFrame(
        [_told(found, each) for found, each in zip(rows, fits, strict=True)],
        schema=AANVULLING,
        orient="row",
    )


def _told(found: _Found | None, fits: bool) -> tuple[str, str | None]:
    if found is not None and found.aanvulling is not None and fits:
        return GEVONDEN, ", ".join(f"{n}x{code}" for code, n in found.aanvulling)
    is_none = found is not None and found.aanvulling is None and found.is_bewezen
    return (GEEN if is_none else ONBEKEND), None
