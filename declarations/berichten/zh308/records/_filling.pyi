from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

class Teksten:
    length: int
    def __new__(cls, series: pl.Series) -> Self: ...

def fill_lines(
    lines: NDArray[np.uint8],
    places: NDArray[np.int64],
    first: int,
    empty: NDArray[np.uint8],
    teksten: list[Teksten],
    velden: NDArray[np.int32],
) -> bool: ...
