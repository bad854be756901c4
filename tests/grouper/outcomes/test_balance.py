"""The balance: no subtraject and no activity disappears."""

from dataclasses import asdict
from functools import cache

import pytest
from support.releases.example import example_batch, example_release
from support.releases.small import (
    activiteit,
    counts,
    group_one,
    small_release,
    small_tree,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.findings.checks import InputChecks
from grouper.outcomes.balance import Balance


@cache
def plain() -> CompiledStructure:
    return small_release(
        small_tree(counts(300, "030001")), activiteiten=[activiteit("030001")]
    )


def test_balance_counts_every_row_once() -> None:
    rows = subtrajecten(
        {},
        {"leeftijd_jaar": 12},
        {"geslacht": "X"},
        {"zorgtype_code": "41"},
        {},
    )
    lines = zorgactiviteiten(
        # ok: one counts; the last subtraject has none, which is a remark.
        ("1", "030001", 1),
        # warning: one counts, one is unknown, one is zero.
        ("2", "030001", 2),
        ("2", "039999", 1),
        ("2", "030001", 0),
        # rejected, no_tree, and of nobody.
        ("3", "030001", 1),
        ("3", "039999", 1),
        ("4", "030001", 1),
        ("9", "030001", 1),
        ("9", "039999", 0),
    )
    expected = Balance(
        **{"subtrajecten": 5, "ok": 1, "warning": 2, "rejected": 1, "no_tree": 1},
        **{"uitval": 0, "zorgactiviteiten": 9, "geteld": 2, "telt_nul": 2},
        **{"bij_afgewezen": 2, "bij_no_tree": 1, "los": 2},
        **{"trial": 0, "leeg": 1, "onbekend": 1},
    )
    assert Grouper(plain(), threads=1).group(rows, lines).balance == expected
    assert Grouper(plain(), threads=1).group(rows, lines[::-1]).balance == expected


@pytest.mark.parametrize(
    ("lines", "geteld", "telt_nul", "onbekend"),
    [
        ([("030001", 1)], 1, 0, 0),
        ([("030001", 0)], 0, 1, 0),
        ([("039999", 1)], 0, 1, 1),
        # Unknown, and no times at all: one line that counts zero, not two.
        ([("039999", 0)], 0, 1, 1),
        ([("039999", 0), ("039999", 1), ("030001", 0), ("030001", 1)], 1, 3, 2),
        # Lines that cancel each other are counted, each of them.
        ([("030001", 1), ("030001", -1)], 2, 0, 0),
        ([("039999", 1), ("039999", -1), ("030001", 0)], 0, 3, 2),
    ],
    ids=str,
)
@pytest.mark.parametrize("seen_from", ["front", "back"])
def test_line_is_in_one_part_of_the_balance(
    lines: list[tuple[str, int]],
    geteld: int,
    telt_nul: int,
    onbekend: int,
    seen_from: str,
) -> None:
    """Each unit is in exactly one part (docs/decisions.md 17); unknown ones count zero
    (docs/decisions.md 3) and are told apart among those."""
    given = lines if seen_from == "front" else lines[::-1]
    balance = group_one(plain(), *given).balance
    assert (balance.geteld, balance.telt_nul) == (geteld, telt_nul)
    assert (balance.onbekend, balance.zorgactiviteiten) == (onbekend, len(lines))


def test_line_without_a_count_counts_zero_once() -> None:
    """Whether it is unknown as well or not; the check on counts only warns here."""
    checks = InputChecks.default().with_settings({"aantal": "warn"})
    lines = zorgactiviteiten(("030001", None), ("039999", None), ("030001", 1))
    balance = Grouper(plain(), checks=checks, threads=1).group(subtrajecten(), lines)
    assert balance.balance.telt_nul == 2
    assert balance.balance.geteld == 1


def test_balance_of_the_example_batch_agrees_with_its_frames() -> None:
    rows, lines = example_batch()
    result = Grouper(example_release(), threads=1).group(rows, lines)
    status = result.grouped["status"].cast(str).value_counts()
    counted = dict(status.iter_rows())
    balance = asdict(result.balance)
    assert {name: balance[name] for name in counted} == counted
    assert balance["subtrajecten"] == rows.height == sum(counted.values())
    assert balance["zorgactiviteiten"] == lines.height
    assert balance["zorgactiviteiten"] == sum(
        balance[name]
        for name in ("geteld", "telt_nul", "bij_afgewezen", "bij_no_tree", "los")
    )
    assert balance["uitval"] == result.grouped["is_uitval"].sum()
    assert balance["rejected"] == result.rejected.height


def test_balances_of_parts_add_up() -> None:
    part = Balance(subtrajecten=2, ok=1, rejected=1, zorgactiviteiten=3, geteld=3)
    other = Balance(subtrajecten=1, no_tree=1, zorgactiviteiten=1, bij_no_tree=1)
    assert part + other == Balance(
        **{"subtrajecten": 3, "ok": 1, "rejected": 1, "no_tree": 1},
        **{"zorgactiviteiten": 4, "geteld": 3, "bij_no_tree": 1},
    )
