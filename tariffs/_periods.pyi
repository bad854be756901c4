import numpy as np
from numpy.typing import NDArray

def find_rows(
    offsets: NDArray[np.int32],
    inner: NDArray[np.int32],
    begin: NDArray[np.int32],
    end: NDArray[np.int32],
    query_outer: NDArray[np.int32],
    query_inner: NDArray[np.int32],
    query_day: NDArray[np.int32],
    found: NDArray[np.int32],
) -> None: ...
