"""``python -m billing.spark group``: a batch that stands on a Spark cluster."""

import os
import shutil
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.faults import Guarded
from billing.cli.options import (
    AanspraakRegel,
    Check,
    NegeerKolom,
    NoChecks,
    OzpRegel,
    Releases,
    group_settings,
    leeswijze_of,
)
from billing.cli.reports.grouping import show_balance, show_notices
from billing.spark.batch import SETTINGS, group_with_spark, read_rows
from productstructure.errors import CallError

if TYPE_CHECKING:
    # The extra may not be installed where types are checked.
    from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

app = typer.Typer(cls=Guarded, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def _jobs() -> None:
    """Jobs for a Spark cluster; the session is that of spark-submit, or local."""


@app.command("group")
def run_group(
    release: Releases,
    subtrajecten: Annotated[str, typer.Option(help="Parquet file or folder.")],
    zorgactiviteiten: Annotated[str, typer.Option(help="Parquet file or folder.")],
    out: Annotated[
        str, typer.Option("-o", "--out", help="Folder for grouped/, findings/, ...")
    ],
    ozp: Annotated[
        bool, typer.Option("--ozp", help="Derive the overige zorgproducten too.")
    ] = False,
    profielen: Annotated[
        bool, typer.Option("--profielen", help="List notable activities too.")
    ] = False,
    check: Check = None,
    no_checks: NoChecks = False,
    aanspraak_regel: AanspraakRegel = None,
    ozp_regel: OzpRegel = None,
    negeer_kolom: NegeerKolom = None,
) -> None:
    """Derive the zorgproduct and declaratiecode of every subtraject in a batch."""
    settings = group_settings(
        checks=check,
        no_checks=no_checks,
        aanspraak=aanspraak_regel,
        ozp=ozp_regel,
        leeswijze=leeswijze_of(negeer_kolom),
    )
    spark = _session()
    from pyspark import StorageLevel

    result = group_with_spark(
        spark,
        release,
        read_rows(spark, subtrajecten),
        read_rows(spark, zorgactiviteiten),
        ozp=ozp,
        profielen=profielen,
        settings=settings,
    )
    result.outcomes.persist(StorageLevel.MEMORY_AND_DISK)
    for kind in result.kinds:
        result.rows(kind).write.mode("overwrite").parquet(f"{out}/{kind}")
    show_balance(result.balance())
    show_notices(result.notices)
    result.outcomes.unpersist()


def _session() -> "SparkSession":
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise CallError("Spark needs Java 17 or newer, and none is found. Install it.")
    try:
        from pyspark.sql import SparkSession
    except ImportError as fault:
        raise CallError(
            "Spark is not installed: pip install dbc-grouper[spark]."
        ) from (fault)
    # The Python of the executors: on a cluster PYSPARK_PYTHON says it.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("dbc-grouper")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()
