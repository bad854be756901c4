"""Groups a batch on a Spark cluster: the same outcome as on one machine, row by row.

Spark brings each subtraject together with its zorgactiviteiten (the nested form) and
hands pieces of that to ``worker`` on every executor, which has the compiled
release as a file of its own. Needs ``dbc-grouper[spark]`` and Java; docs/spark.md says
when it is worth it.

Run: ``python -m billing.spark group --help``.
"""

import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from billing.settings import GroupSettings
from billing.spark import worker
from billing.spark.intake import key_text, link_text, take_in
from billing.spark.worker import BEARER, INPUT_ROW, IS_DOUBLE, Work
from grouper.compiled.store import save_compiled
from grouper.compiled.structure import CompiledStructure
from grouper.compiling.cache import open_release
from grouper.outcomes.balance import Balance
from grouper.outcomes.ozp_balance import OzpBalance
from grouper.ozp.hoofdtraject import (
    HOOFDZORGTYPEN,
    IC_MET_HOOFDTRAJECT,
    LINKS,
    link_hoofdtrajecten,
)
from grouper.registration.columns import NESTED, NUMMER
from grouper.registration.reading import read_subtrajecten, read_zorgactiviteiten
from tabellen.notices import Notice
from tabellen.paths import Paden, all_paths

if TYPE_CHECKING:
    # The extra may not be installed where types are checked.
    from pyspark.sql import (  # type: ignore[import-not-found, unused-ignore]
        DataFrame,
        SparkSession,
    )

SETTINGS = {
    # A task has one core; more threads of Polars would fight over it.
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
    # Else outcomes that are persisted keep 200 partitions, however few rows they have.
    "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "true",
    "spark.ui.showConsoleProgress": "false",
}
"""Settings that a session does best with."""

_SPARK_TYPES = {
    pl.String: "string",
    pl.Enum: "string",
    pl.Boolean: "boolean",
    pl.Int64: "bigint",
    pl.Date: "date",
}


@dataclass(frozen=True)
class SparkGroupResult:
    """What became of a batch, as Spark frames that are computed when they are used.

    All come from one pass: ``persist`` the outcomes before using more than one, or
    Spark groups again for each.

    Attributes:
        outcomes: Rows of every kind; a struct column per kind, one of them filled.
        notices: What there is to tell of how the columns of both tables were read.
    """

    outcomes: "DataFrame"
    notices: tuple[Notice, ...] = ()

    @property
    def kinds(self) -> list[str]:
        """Kinds of row that hold rows of the outcome, not counts of them."""
        return [kind for kind in self.outcomes.columns if "balance" not in kind]

    @property
    def grouped(self) -> "DataFrame":
        """One row per subtraject, in no order; schema ``Grouped`` with text enums."""
        return self.rows("grouped")

    @property
    def findings(self) -> "DataFrame":
        """One row per fault or doubt, in no order; schema ``Findings``.

        ``row`` is null unless the inputs came with their rows numbered.
        """
        return self.rows("findings")

    @property
    def ozp(self) -> "DataFrame":
        """The overige zorgproducten, where asked for; schema ``Ozp``."""
        return self.rows("ozp")

    @property
    def profielen(self) -> "DataFrame":
        """The notable activities, where asked for; schema ``Profielen``."""
        return self.rows("profielen")

    def balance(self) -> Balance:
        """What became of every row, subtrajecten and activities apart."""
        return Balance(**self._sums("balance", Balance))

    def ozp_balance(self) -> OzpBalance:
        """What became of every activity as overig zorgproduct, where asked for."""
        return OzpBalance(**self._sums("ozp_balance", OzpBalance))

    def _sums(self, kind: str, counts: type[Balance | OzpBalance]) -> dict[str, int]:
        from pyspark.sql import functions as sf

        names = [field.name for field in fields(counts)]
        sums = [sf.coalesce(sf.sum(name), sf.lit(0)).alias(name) for name in names]
        (total,) = self.rows(kind).agg(*sums).collect()
        found: dict[str, int] = total.asDict()
        return found

    def rows(self, kind: str) -> "DataFrame":
        """The rows of one of ``kinds``."""
        outcomes = self.outcomes
        return outcomes.where(outcomes[kind].isNotNull()).select(f"{kind}.*")


def group_with_spark(
    spark: "SparkSession",
    releases: Paden,
    subtrajecten: "DataFrame",
    zorgactiviteiten: "DataFrame",
    *,
    ozp: bool = False,
    profielen: bool = False,
    settings: GroupSettings | None = None,
) -> SparkGroupResult:
    """Derive the zorgproduct and declaratiecode of every subtraject with Spark.

    Args:
        spark: A session that is not a Spark Connect client.
        releases: NZa zip, folder with the two XML files, or compiled release; or
            several. Opened here, sent to each executor once.
        subtrajecten: Columns of docs/data.md; ``input_row`` too (``read_rows``).
            All columns are moved, so select those that are needed.
        zorgactiviteiten: The same of the activities.
        ozp: Whether to derive the overige zorgproducten too.
        profielen: Whether to list the notable activities of profiles too.
        settings: Input checks, and rules where the sources leave room.

    Returns:
        The frames of ``Grouper.group``, equal to its row by row whatever the
        partitions: bearers of one number are all rejected wherever they stand, and
        activities of no subtraject are found.

    Raises:
        InputFileError: A required column is missing, or a table cannot be read as what
            it should be (``spark_intake.take_in``).
        ReleaseError: A release cannot be used.
    """
    subtrajecten, zorgactiviteiten, notices = take_in(
        subtrajecten,
        zorgactiviteiten,
        ignored=(INPUT_ROW, *(settings.leeswijze.genegeerd if settings else ())),
    )
    _check_columns(subtrajecten, zorgactiviteiten)
    names = [_ship(spark, open_release(path)) for path in all_paths(releases)]
    work = Work.of(settings, ozp=ozp, profielen=profielen)
    links = _hoofdtrajecten(subtrajecten, work) if ozp else None
    outcome, arrow = _outcome_types(work)

    def group(pieces: Iterator[Any]) -> Iterator[Any]:
        from pyspark import SparkFiles

        files = [SparkFiles.get(name) for name in names]
        for frame in worker.group_pieces(pieces, files, work, links):
            table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            yield from table.cast(arrow).to_batches()

    nested = nest(subtrajecten, zorgactiviteiten)
    return SparkGroupResult(nested.mapInArrow(group, outcome), notices)


def nest(subtrajecten: "DataFrame", zorgactiviteiten: "DataFrame") -> "DataFrame":
    """Bring each subtraject together with its activities: the nested form.

    One row per subtraject, and one per number that only activities bear. Of several
    bearers of a number the first has the activities. The same input gives the same
    rows, whatever its partitions.
    """
    from pyspark.sql import Window
    from pyspark.sql import functions as sf

    number = sf.col(NUMMER).cast("string").alias(NUMMER)
    lines = [name for name in zorgactiviteiten.columns if name != NUMMER]
    # The first field sorts: where rows are numbered, activities keep their order.
    lines.sort(key=lambda name: name != INPUT_ROW)
    nested = (
        zorgactiviteiten.withColumn(NUMMER, number)
        .groupBy(NUMMER)
        .agg(sf.sort_array(sf.collect_list(sf.struct(*lines))).alias(NESTED))
    )
    others = [name for name in subtrajecten.columns if name != NUMMER]
    # Bearers that are alike in every column are as good as each other.
    by = [INPUT_ROW] if INPUT_ROW in others else others
    same_number = Window.partitionBy(NUMMER)
    bearers = (
        subtrajecten.withColumn(NUMMER, number)
        .withColumn(IS_DOUBLE, sf.count(NUMMER).over(same_number) > 1)
        .withColumn(BEARER, sf.row_number().over(same_number.orderBy(*by)))
    )
    # A null number equals no other: not as a double, and not here.
    first = (bearers[NUMMER] == nested[NUMMER]) & (bearers[BEARER] == 1)
    return bearers.join(nested, first, "full_outer").select(
        sf.coalesce(bearers[NUMMER], nested[NUMMER]).alias(NUMMER),
        *(bearers[name] for name in (*others, BEARER, IS_DOUBLE)),
        nested[NESTED],
    )


def read_rows(spark: "SparkSession", path: Path | str) -> "DataFrame":
    """Read Parquet with its rows numbered, as findings name them.

    Args:
        spark: A session.
        path: A file, or a folder of files, whose rows are counted through in the
            order of the files' names.

    Returns:
        The columns of the file and ``input_row``, 1 for the first.
    """
    from pyspark.sql import functions as sf

    frame = spark.read.parquet(_taken_literally(path))
    in_file = frame.select("*", "_metadata.row_index", "_metadata.file_path")
    heights = in_file.groupBy("file_path").count().orderBy("file_path").collect()
    before, starts = 0, []
    for height in heights:
        starts.append((height["file_path"], before))
        before += height["count"]
    first = spark.createDataFrame(starts, "file_path string, first long")
    row = (sf.col("first") + sf.col("row_index") + 1).alias(INPUT_ROW)
    return in_file.join(sf.broadcast(first), "file_path").select(*frame.columns, row)


def _taken_literally(path: Path | str) -> str:
    """A path whose signs stand for themselves: Hadoop reads ``[1]`` as a pattern."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", str(path))


def _check_columns(subtrajecten: "DataFrame", zorgactiviteiten: "DataFrame") -> None:
    """Let the readers judge the columns, before an executor does."""
    read_subtrajecten(_no_rows(subtrajecten))
    read_zorgactiviteiten(_no_rows(zorgactiviteiten))


def _no_rows(frame: "DataFrame") -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(frame.columns, pl.String))


def _ship(spark: "SparkSession", compiled: CompiledStructure) -> str:
    """Send a compiled release to every executor; gives its name there.

    The name tells the content, so that sending it again changes nothing.
    """
    source = compiled.identity
    name = f"{source.boombestanden.sha256[:16]}-{source.referenties.sha256[:16]}.dbc"
    folder = tempfile.mkdtemp(prefix="dbc-grouper-spark-")
    # Executors may fetch it as long as the session lives.
    weakref.finalize(spark, shutil.rmtree, folder, ignore_errors=True)
    save_compiled(compiled, Path(folder) / name)
    spark.sparkContext.addFile(str(Path(folder) / name))
    return name


def _hoofdtrajecten(subtrajecten: "DataFrame", work: Work) -> pl.DataFrame:
    """Main subtrajecten of every ZT51: few rows, which come to the driver."""
    from pyspark.sql import functions as sf

    columns = set(subtrajecten.columns)
    numbers = {name for link in LINKS for name in link} & columns
    others = {"zorginstelling_code", "begindatum", "einddatum"} & columns
    zorgtype = sf.lpad(key_text(subtrajecten, "zorgtype_code"), 2, "0")
    rows = subtrajecten.select(
        NUMMER,
        zorgtype.alias("zorgtype_code"),
        *sorted(others),
        *(link_text(subtrajecten, name).alias(name) for name in sorted(numbers)),
    )
    ic = rows.where(rows["zorgtype_code"] == IC_MET_HOOFDTRAJECT)
    hoofd = rows.where(rows["zorgtype_code"].isin(*HOOFDZORGTYPEN))
    rows = ic
    for own, other in LINKS:
        if {own, other} <= columns:
            asked = ic.select(sf.col(own).alias(other)).distinct()
            rows = rows.unionByName(hoofd.join(asked, other, "left_semi"))
    # A subtraject that shares more than one number with a ZT51 stands there twice.
    found = pl.DataFrame(rows.distinct().toArrow())
    return link_hoofdtrajecten(found, overlapt=work.ozp_regels.hoofdtraject_overlapt)


def _outcome_types(work: Work) -> tuple[Any, Any]:
    """What the executors give back, as Spark and as Arrow call it."""
    from pyspark.sql.pandas.types import to_arrow_schema
    from pyspark.sql.types import StructType

    kinds = [
        f"{kind} struct<{', '.join(map(_column, schema.items()))}>"
        for kind, schema in work.kinds.items()
    ]
    outcome: Any = StructType.fromDDL(", ".join(kinds))
    return outcome, to_arrow_schema(outcome)


def _column(column: tuple[str, pl.DataType]) -> str:
    name, dtype = column
    return f"{name}: {_SPARK_TYPES[dtype.base_type()]}"
