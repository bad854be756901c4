from typing import Self

import polars as pl

class Strings:
    size: int
    def __new__(cls, series: pl.Series) -> Self: ...
