"""Messages: 10,000 of them in one zip are read, and answered in another.

A regression here makes a hospital's night longer before and after the grouping: the
reading is Python per element, so it shows at once when work is added to a message.
The bound of the issue is 2,000 messages a second on one core; ``per_cpu_second`` in
the output is that number, whatever Polars' threads did meanwhile.

Run: ``pytest benchmarks/bench_messages.py``.
"""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from declarations import add_keys, read_berichten, write_resultaten

MESSAGES = 10_000

# The open case set has 140,512 zorgactiviteiten to 20,000 subtrajecten.
ACTIVITEITEN = 7


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip of messages that differ in their values, so that it compresses as usual."""
    draw = random.Random(20260101)
    files = {}
    for number in range(MESSAGES):
        activiteiten = tuple(
            Activiteit(
                code=f"{draw.randrange(1_000_000):06d}",
                aantal=str(draw.randrange(1, 30)),
                uitvoerdatum=f"201702{draw.randrange(1, 29):02d}",
                id=str(draw.randrange(10**9)),
            )
            for _ in range(ACTIVITEITEN)
        )
        traject = Traject(id=str(draw.randrange(10**9)), activiteiten=activiteiten)
        bericht = Bericht(id=f"B{number}", dataset=f"D{number}", trajecten=(traject,))
        files[f"vraag_{number:05d}.xml"] = message(bericht).encode()
    return write_zip(tmp_path_factory.mktemp("berichten") / "vragen.zip", files)


def _timed(benchmark: Any, work: Callable[[], Any]) -> Any:
    """Run three times; note messages per second of processor time of the best."""
    seconds = []

    def once() -> Any:
        start = time.process_time()
        result = work()
        seconds.append(time.process_time() - start)
        return result

    result = benchmark.pedantic(once, rounds=3, warmup_rounds=0)
    benchmark.extra_info["per_cpu_second"] = round(MESSAGES / min(seconds))
    return result


@pytest.mark.benchmark(group="messages")
def test_read_ten_thousand_messages(benchmark: Any, delivery: Path) -> None:
    (berichten,) = _timed(benchmark, lambda: list(read_berichten(delivery)))
    assert len(berichten.subtrajecten) == MESSAGES
    assert len(berichten.zorgactiviteiten) == MESSAGES * ACTIVITEITEN
    assert berichten.findings.is_empty()


@pytest.mark.benchmark(group="messages")
def test_write_ten_thousand_replies(
    benchmark: Any, delivery: Path, tmp_path: Path
) -> None:
    (berichten,) = read_berichten(delivery)
    grouped = berichten.subtrajecten.select(
        "subtraject_nummer",
        zorgproduct_code=pl.lit("199299012"),
        declaratiecode=pl.lit("15D046"),
        is_uitval=pl.lit(False),
        status=pl.lit("ok"),
        is_trial=pl.lit(False),
        release=pl.lit("R"),
    )
    resultaten = add_keys(grouped, berichten.subtrajecten)
    target = tmp_path / "antwoorden.zip"
    written = _timed(
        benchmark,
        lambda: write_resultaten(
            resultaten, target, zorgactiviteiten=berichten.zorgactiviteiten
        ),
    )
    assert written == MESSAGES
