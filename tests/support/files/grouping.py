"""Compile generated cases and put what the engine says beside what the oracle says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from grouper.compiled.structure import CompiledStructure
from grouper.compiling.compiler import compile_structure
from grouper.engine import GroupResult
from productstructure import read_release
from support.oracles.oracle import Oracle, OracleResult
from support.releases.strategies import Case, GeneratedBatch, batches, releases

MODEST = settings(
    max_examples=12,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For laws that compile a release per example."""

ANSWERS = (
    "status",
    "zorgproductgroep_code",
    "zorgproduct_code",
    "declaratiecode",
    "declaratiecode_verzekerd",
    "declaratiecode_onverzekerd",
    "is_uitval",
    "is_oranje_producttyperend",
    "is_machtiging_vereist",
    "aanspraak_finding",
)
"""What engine and oracle both say of a subtraject."""


def large_cases() -> st.SearchStrategy[Case]:
    """A release, and several generated batches as one."""
    parts = st.lists(batches(), min_size=6, max_size=10)
    return st.builds(Case, releases(), parts.map(_joined))


def _joined(parts: Sequence[GeneratedBatch]) -> GeneratedBatch:
    def apart(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
        return pl.concat(
            frame.with_columns(
                subtraject_nummer=pl.format(f"{part}-{{}}", "subtraject_nummer")
            )
            for part, frame in enumerate(frames)
        )

    return GeneratedBatch(
        apart([part.subtrajecten for part in parts]),
        apart([part.zorgactiviteiten for part in parts]),
    )


@dataclass(frozen=True)
class World:
    """A generated release, for the engine and for the oracle, and the case's batch."""

    compiled: CompiledStructure
    oracle: Oracle
    batch: GeneratedBatch

    def oracle_results(self) -> list[OracleResult]:
        """What the oracle says, by row."""
        return self.oracle.group_batch(
            self.batch.subtrajecten.to_dicts(), self.batch.zorgactiviteiten.to_dicts()
        )


def compile_case(case: Case) -> World:
    """Write the release of a case, and open it twice."""
    with TemporaryDirectory() as folder:
        path = case.release.write(Path(folder))
        return World(compile_structure(read_release(path)), Oracle(path), case.batch)


def engine_answers(result: GroupResult) -> list[dict[str, object]]:
    """Answers of a grouped batch, by row."""
    findings = result.findings.filter(
        pl.col("code").is_in(["G201", "G202", "G204"]),
        pl.col("source") == "subtrajecten",
    )
    finding_of = dict(zip(findings["row"], findings["code"], strict=True))
    return [
        {
            **{name: row.get(name) for name in ANSWERS},
            "aanspraak_finding": finding_of.get(number),
        }
        for number, row in enumerate(result.grouped.iter_rows(named=True), start=1)
    ]


def oracle_answers(results: Sequence[OracleResult]) -> list[dict[str, object]]:
    """The same from the oracle, whose status knows the input checks alone."""
    code = {
        "aanspraak_required": "G201",
        "aanspraak_n_unused": "G202",
        "aanspraak_j_overruled": "G204",
        None: None,
    }
    answers = []
    for result in results:
        answer = {name: getattr(result, name) for name in ANSWERS}
        answer["aanspraak_finding"] = code[result.aanspraak_finding]
        if result.status == "ok" and result.aanspraak_finding:
            answer["status"] = "warning"
        answers.append(answer)
    return answers
