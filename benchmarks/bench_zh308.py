"""ZH308: a message of declarations becomes typed frames, and frames become a message.

A regression here makes every check of a delivery slower. The bound is 300 MB a second
on one core for splitting. ``copy of ZH308`` in the same run says what the machine can
do: all bytes are read and written once. Times are those of the processor, whatever else
the machine does; ``extra_info`` has the megabytes a second of each.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.files.zh308_samples import (
    ACTIVITEIT,
    PRESTATIE,
    SLUIT,
    TARIEF,
    VERZEKERDE,
    VOORLOOP,
    message,
)

from benchmarks.inputs import ROWS
from declarations import from_frames, read_zh308, to_frames
from declarations.berichten.zh308.records.lines import Lines
from declarations.berichten.zh308.splitting import split_message

pytestmark = pytest.mark.benchmark(timer=time.process_time)

# An invented shape: a dbc with two tarieven and six activiteiten, one a person.
GROUP = (VERZEKERDE, PRESTATIE, TARIEF, TARIEF, *[ACTIVITEIT] * 6)
RECORDS = max(ROWS)
GROUPS = RECORDS // len(GROUP)


@pytest.fixture(scope="module")
def content() -> bytes:
    return message(VOORLOOP) + message(*GROUP) * GROUPS + message(SLUIT)


@pytest.fixture
def measure_bytes(
    measure: Any, benchmark: Any, content: bytes
) -> Callable[[Callable[[], Any], str], Any]:
    def run(work: Callable[[], Any], stage: str) -> Any:
        made = measure(work, stage=stage, rows=RECORDS)
        megabytes = len(content) / 1e6 / benchmark.stats.stats.min
        benchmark.extra_info["megabytes a second"] = round(megabytes)
        return made

    return run


def test_copy_bytes(measure_bytes: Any, content: bytes) -> None:
    matrix = np.frombuffer(content, np.uint8)
    assert len(measure_bytes(matrix.copy, "copy of ZH308")) == len(content)


def test_split(measure_bytes: Any, content: bytes) -> None:
    delen = measure_bytes(
        lambda: split_message(Lines.of(content), 0, verzekerden=0, prestaties=0),
        "split ZH308",
    )
    records = {naam: deel.frame for naam, deel in delen.records.items()}
    assert delen.vorm.is_empty()
    assert records["tarieven"]["r0620"].sum() == 2 * GROUPS * 12500
    assert records["zorgactiviteiten"]["r1611"].value_counts().rows() == [
        ("190007", 6 * GROUPS)
    ]
    assert records["prestaties"]["r0411"].dt.year().sum() == 2026 * GROUPS


def test_read_file(measure_bytes: Any, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zh308"
    path.write_bytes(content)
    found = measure_bytes(lambda: read_zh308(path), "read ZH308")
    assert found.bestanden["records"].to_list() == [10 * GROUPS + 2]


def test_write_message(measure_bytes: Any, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zh308"
    path.write_bytes(content)
    found = read_zh308(path)
    written = measure_bytes(lambda: from_frames(to_frames(found)), "write ZH308")
    assert written == {"a.zh308": content}
