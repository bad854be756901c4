"""Messages: thousands of them in one zip are read, and answered in another.

A regression here makes a hospital's night longer before and after the grouping: the
reading is Python per element, so it shows at once when work is added to a message.
The bound of the issue is 2,000 messages a second on one core.
"""

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from benchmarks.inputs import ROWS
from declarations import add_keys, read_berichten, write_resultaten

MESSAGES = 10_000 if max(ROWS) > 100_000 else 2_000

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


def test_read_messages(measure: Any, delivery: Path) -> None:
    (berichten,) = measure(
        lambda: list(read_berichten(delivery)),
        stage="read messages",
        rows=MESSAGES,
        is_slow=True,
    )
    assert len(berichten.subtrajecten) == MESSAGES
    assert len(berichten.zorgactiviteiten) == MESSAGES * ACTIVITEITEN
    assert berichten.findings.is_empty()


def test_write_replies(measure: Any, delivery: Path, tmp_path: Path) -> None:
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
    lines = berichten.zorgactiviteiten
    written = measure(
        lambda: write_resultaten(
            resultaten, tmp_path / "antwoorden.zip", zorgactiviteiten=lines
        ),
        stage="write replies",
        rows=MESSAGES,
        is_slow=True,
    )
    assert written == MESSAGES
