"""A local Spark for the tests that need one; they skip by name where it cannot run.

DBC_REQUIRE_SPARK=1 turns such skips into failures; .ci/run sets it.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        _absent("needs Java 17 or newer (for Spark)")
    if not (find_spec("pyspark") and find_spec("pandas") and find_spec("pyarrow")):
        _absent("needs the extra: pip install dbc-grouper[spark]")
    from pyspark.sql import SparkSession

    from billing.spark.batch import SETTINGS

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        # A JVM that lives for a minute need not be compiled well: a quarter less work.
        .config(
            "spark.driver.extraJavaOptions",
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        )
        .config("spark.sql.shuffle.partitions", "3")
        # Several partitions however small the batch: what belongs together must be
        # brought together.
        .config("spark.sql.adaptive.enabled", "false")
    )
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def _absent(reason: str) -> None:
    """Skip; or fail, where Spark has to be there."""
    if os.environ.get("DBC_REQUIRE_SPARK") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
