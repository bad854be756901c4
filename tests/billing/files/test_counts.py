"""Findings are counted per kind, whatever the order and the pieces they come in."""

from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.files.counts import count_findings, sum_findings
from grouper.findings.writer import CODED_SCHEMA, SCHEMA

KINDS = [("G153", "warn"), ("G101", "reject"), ("G201", "warn"), ("G124", "reject")]


@pytest.mark.parametrize("schema", [SCHEMA, CODED_SCHEMA], ids=["text", "coded"])
@given(parts=st.lists(st.lists(st.sampled_from(KINDS)), max_size=4))
def test_findings_are_counted_per_kind(
    schema: pl.Schema, parts: list[list[tuple[str, str]]]
):
    frames = [
        pl.DataFrame(
            {
                "code": [code for code, _ in part],
                "severity": [severity for _, severity in part],
                "tekst": [f"text of {code}" for code, _ in part],
            },
            schema={name: schema[name] for name in ("code", "severity", "tekst")},
        )
        for part in [*parts, []]
    ]
    expected = Counter(kind for part in parts for kind in part)
    for counted in (
        count_findings(pl.concat(frames, rechunk=False)),
        sum_findings([count_findings(frame) for frame in frames]),
    ):
        assert set(counted.rows()) == {
            (code, severity, f"text of {code}", rows)
            for (code, severity), rows in expected.items()
        }
        assert counted.height == len(expected)
