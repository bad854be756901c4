"""Compile generated cases and put what the engine says beside what the oracle says."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, settings
from oracle import Oracle, OracleResult
from strategies import Case

from grouper.compiled import CompiledStructure
from grouper.compiler import compile_structure
from grouper.engine import GroupResult
from productstructure import read_release

MODEST = settings(
    max_examples=30,
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
    "aanspraak_finding",
)
"""What engine and oracle both say of a subtraject."""


@dataclass(frozen=True)
class Compiled:
    """A generated release, for the engine and for the oracle."""

    compiled: CompiledStructure
    oracle: Oracle


def compile_case(case: Case) -> Compiled:
    """Write the release of a case, and open it twice."""
    with TemporaryDirectory() as folder:
        path = case.release.write(Path(folder))
        return Compiled(compile_structure(read_release(path)), Oracle(path))


def engine_answers(result: GroupResult) -> list[dict[str, object]]:
    """Answers of a grouped batch, by row."""
    findings = result.findings.filter(
        pl.col("code").is_in(["G201", "G202"]), pl.col("source") == "subtrajecten"
    )
    finding_of = dict(zip(findings["row"], findings["code"], strict=True))
    return [
        {
            **{name: row.get(name) for name in ANSWERS},
            "aanspraak_finding": finding_of.get(number),
        }
        for number, row in enumerate(result.grouped.iter_rows(named=True), start=1)
    ]


def oracle_answers(results: list[OracleResult]) -> list[dict[str, object]]:
    """The same from the oracle, whose status knows the input checks alone."""
    code = {"aanspraak_required": "G201", "aanspraak_n_unused": "G202", None: None}
    answers = []
    for result in results:
        answer = {name: getattr(result, name) for name in ANSWERS}
        answer["aanspraak_finding"] = code[result.aanspraak_finding]
        if result.status == "ok" and result.aanspraak_finding:
            answer["status"] = "warning"
        answers.append(answer)
    return answers
