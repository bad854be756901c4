"""How is a batch grouped where the data stand on a Spark cluster?

Its public names are imported when first used; ``python -m billing.spark`` is its
command.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from billing.spark.batch import (
        SETTINGS,
        SparkGroupResult,
        group_with_spark,
        read_rows,
    )

__all__ = ["SETTINGS", "SparkGroupResult", "group_with_spark", "read_rows"]

__getattr__, __dir__ = lazily(__name__, dict.fromkeys(__all__, "batch"))
