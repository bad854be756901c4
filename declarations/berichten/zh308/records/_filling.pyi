import numpy as np
import polars as pl
from numpy.typing import NDArray

class Teksten:
    length: int

    def __init__(self, series: pl.Series) -> None: ...

def fill_lines(
    lines: NDArray[np.uint8],
    places: NDArray[np.int64],
    first: int,
    empty: NDArray[np.uint8],
    teksten: list[Teksten],
    velden: NDArray[np.int32],
) -> bool: ...
