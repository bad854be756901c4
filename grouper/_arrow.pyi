import polars as pl

class Strings:
    size: int
    def __init__(self, series: pl.Series) -> None: ...
